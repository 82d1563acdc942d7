prelude
import QuantCert.Spec.Activation.Relu
import QuantCert.Spec.Row.Vector
import QuantCert.Spec.Row.Dyadic

/-!
# Blocks of a network and their certificates

A block is a pair of functions: what the original network computes there, and what the quantized one
computes. Its certificate is a handful of numbers, and `Block.Meets` says what they promise.

## Main definitions
* `Block R`: dimensions, original function, quantized function.
* `linearBlock`, `elementwiseBlock`: the two usual blocks.
* `Domain`: the inputs for which a certificate is given.
* `BlockCert`: range and error propagation of one block, as dyadic numbers.
* `Block.Meets b c`: the promise of the certificate `c` is true of the block `b`.
* `BlockCert.onDomain c X`: the same promise for one range of inputs.
* `linearCert`, `elementwiseCert`, `reluCert`: the certificates of linear layers and activations.
-/

universe u

namespace QuantCert

/-- One step of a network, in its original and in its quantized form. -/
structure Block (R : Type u) where
  /-- How many entries of the input count. -/
  inDim : Nat
  /-- How many entries of the output count. -/
  outDim : Nat
  /-- What the original network computes. -/
  original : Vec R → Vec R
  /-- What the quantized network computes. -/
  quantized : Vec R → Vec R

/-- The inputs for which a certificate is given: all, or those with entries up to `X`. -/
inductive Domain where
  | all
  | upTo (X : Dyadic)

/-- Whether all vectors with entries up to `range` belong to the domain. -/
def Domain.covers (range : Dyadic) : Domain → Bool
  | .all => true
  | .upTo X => range.le X

/-- How a block passes on the range `r` of its input and the error `δ` that its input carries.

The original output has entries up to `rangeGain * r + rangeConst`; the quantized output is off by
at most `gain * δ + inputError * r + ownError`. -/
structure BlockCert where
  /-- For which inputs of the original network this is promised. -/
  domain : Domain
  /-- Growth of the range. -/
  rangeGain : Dyadic
  /-- Range of the output that does not depend on the input (bias, bounded functions). -/
  rangeConst : Dyadic
  /-- Growth of the error that comes in. -/
  gain : Dyadic
  /-- Error made by the block itself, for each unit of the input's range. -/
  inputError : Dyadic
  /-- Error made by the block itself, whatever the input. -/
  ownError : Dyadic

variable {R : Type u} [OrderedField R]

/-- A linear layer; quantization replaces the weights `W` by `What` and leaves the bias alone. -/
def linearBlock (rows cols : Nat) (W What : Matrix R) (bias : Vec R) : Block R where
  inDim := cols
  outDim := rows
  original := affine cols W bias
  quantized := affine cols What bias

/-- A function applied to each entry, the same in both networks. -/
def elementwiseBlock (n : Nat) (f : R → R) : Block R where
  inDim := n
  outDim := n
  original x i := f (x i)
  quantized x i := f (x i)

/-- The promise of `c` holds for `b`: whatever range `r` in the domain and error `δ` its input has,
the output has the range and the error that `c` computes from them. -/
def Block.Meets (b : Block R) (c : BlockCert) : Prop :=
  ∀ (r : Dyadic) (δ : R) (x xhat : Vec R), c.domain.covers r = true → 0 ≤ δ →
    InRange b.inDim (r.value R) x → Within b.inDim δ x xhat →
    InRange b.outDim (c.rangeGain.value R * r.value R + c.rangeConst.value R) (b.original x) ∧
    Within b.outDim (c.gain.value R * δ + c.inputError.value R * r.value R + c.ownError.value R)
      (b.original x) (b.quantized xhat)

/-- The certificate `c` restated for inputs of range `X` alone: range and own error become numbers
that do not depend on the input any more. -/
def BlockCert.onDomain (c : BlockCert) (X : Dyadic) : BlockCert where
  domain := .upTo X
  rangeGain := .zero
  rangeConst := (c.rangeGain.mul X).add c.rangeConst
  gain := c.gain
  inputError := .zero
  ownError := (c.inputError.mul X).add c.ownError

/-- Certificate of a linear layer whose rows have sums of absolute values at most `norm` (original),
`gain` (quantized) and `err` (their difference), with bias entries up to `bias`. -/
def linearCert (norm gain err bias : Dyadic) : BlockCert where
  domain := .all
  rangeGain := norm
  rangeConst := bias
  gain := gain
  inputError := err
  ownError := .zero

/-- Certificate of a function with Lipschitz constant `lipschitz` and `|f 0| ≤ atZero`. -/
def elementwiseCert (lipschitz atZero : Dyadic) : BlockCert where
  domain := .all
  rangeGain := lipschitz
  rangeConst := atZero
  gain := lipschitz
  inputError := .zero
  ownError := .zero

/-- Certificate of the rectifier. -/
def reluCert : BlockCert := elementwiseCert .one .zero

end QuantCert
