prelude
import QuantCert.Cert.Layer.Error
import QuantCert.Cert.Network.Chain

/-!
# A small network that meets every hypothesis

Two inputs; a residual branch with a linear layer and a rectifier; then a linear layer with two
outputs. Weights are in units of `2^-2`. The theorems show that the hypotheses of the layer and
network theorems can be met together, and what a generated file looks like when the weights are
literals.

## Main definitions
* `Example.original`, `Example.quantized`: the weights; `Example.chain`, `Example.plan`: the
  network and its certificates.

## Main theorems
* `Example.layer_error`, `Example.layer_not_vacuous`: the error bound of one layer, and its use.
* `Example.network_error`: the error bound of the network for all inputs up to 1.
* `Example.region_error`: the last layer under an assumption on the activations before it.
-/

universe u

namespace QuantCert.Example

variable {R : Type u} [OrderedField R]

/-- Each row is `3/4, -1/2`. -/
def original : IntMatrix := fun _ i => if i = 0 then 3 else -2

/-- Each row is `1, -1/2`. -/
def quantized : IntMatrix := fun _ i => if i = 0 then 4 else -2

/-- The row sums of the original weights: 5 units. -/
theorem rowL1_original (j : Nat) (_ : j < 2) : rowL1 2 (original j) ≤ 5 :=
  Nat.le_of_ble_eq_true rfl

/-- The row sums of the quantized weights: 6 units. -/
theorem rowL1_quantized (j : Nat) (_ : j < 2) : rowL1 2 (quantized j) ≤ 6 :=
  Nat.le_of_ble_eq_true rfl

/-- The row sums of the differences: 1 unit. -/
theorem rowL1_difference (j : Nat) (_ : j < 2) : rowL1 2 (rowDiff original quantized j) ≤ 1 :=
  Nat.le_of_ble_eq_true rfl

/-- No output of the layer changes by more than `1/4` for inputs up to 1. -/
theorem layer_error :
    LayerErrorAtMost R 2 2 2 original quantized (Dyadic.value R ⟨1, 0⟩) (Dyadic.value R ⟨1, 2⟩) :=
  checkLayer_sound (maximum := 1) (by decide +kernel) rowL1_difference

/-- A layer of zero weights does not have this property. -/
theorem layer_not_vacuous :
    NotVacuous R 2 2 2 original (Dyadic.value R ⟨1, 0⟩) (Dyadic.value R ⟨1, 2⟩) :=
  checkNotVacuous_sound (j := 0) (T := 5) (by decide +kernel) (Nat.le_of_ble_eq_true rfl)

/-- No bias. -/
def noBias : Vec R := fun _ => 0

/-- No bias is in the range zero. -/
theorem noBias_inRange : InRange 2 (Dyadic.zero.value R) noBias :=
  fun _ _ => le_of_eq (Eq.trans abs_zero Dyadic.value_zero.symm)

/-- The linear layer of the example, original and quantized. -/
def layer : Block R := linearBlock 2 2 (stored 2 original) (stored 2 quantized) noBias

/-- Its certificate. -/
def layerCert : BlockCert := linearCert ⟨5, 2⟩ ⟨6, 2⟩ ⟨1, 2⟩ .zero

/-- The certificate is true of the layer. -/
theorem layer_meets : (layer (R := R)).Meets layerCert :=
  linearBlock_meets_of_rowL1 rowL1_original rowL1_quantized rowL1_difference noBias_inRange

/-- The network of the example. -/
def chain : Chain R :=
  .residual (.block layer (.block (elementwiseBlock 2 relu) .nil)) (.block layer .nil)

/-- Its certificates. -/
def plan : Plan := .residual (.block layerCert (.block reluCert .nil)) (.block layerCert .nil)

/-- All certificates are true. -/
theorem certified : plan.Certifies 2 (chain (R := R)) 2 :=
  .residual (.block layer_meets (.block (reluBlock_meets 2) .nil)) (.block layer_meets .nil)

/-- For all inputs up to 1 the quantized network is off by at most `15/16` in each output. -/
theorem network_error : ∀ x : Vec R, InRange 2 (Dyadic.value R ⟨1, 0⟩) x →
    Within 2 (Dyadic.value R ⟨15, 4⟩) (chain.original x) (chain.quantized x) :=
  checkChainAllInputs_sound (bits := 32) (plan := plan) (by decide +kernel) certified

/-- If the activations of the original network stay below `1/2` before the layer, the quantized
network is off by at most `1/8` in each output. -/
theorem region_error : ∀ x : Vec R, InRange 2 (Dyadic.value R ⟨1, 0⟩) x →
    (Chain.region 2 ⟨1, 1⟩ (.block (layer (R := R)) .nil)).Assumed x →
    Within 2 (Dyadic.value R ⟨1, 3⟩)
      ((Chain.region 2 ⟨1, 1⟩ (.block (layer (R := R)) .nil)).original x)
      ((Chain.region 2 ⟨1, 1⟩ (.block (layer (R := R)) .nil)).quantized x) :=
  checkChain_sound (bits := 32) (plan := .region ⟨1, 1⟩ (.block layerCert .nil)) (by decide +kernel)
    (.region (.block layer_meets .nil))

/-- The assumption of `region_error` is true of some input. -/
example : (Chain.region 2 ⟨1, 1⟩ (.block (layer (R := R)) .nil)).Assumed fun _ => 0 :=
  ⟨fun _ _ => le_trans (le_of_eq abs_zero) (Dyadic.value_nonneg _), trivial⟩

/-! ## What the checkers refuse -/

/-- A bound below the largest row sum. -/
example : checkLayer 2 1 ⟨1, 0⟩ ⟨1, 3⟩ = false := by decide +kernel

/-- A bound that the layer of zero weights meets is not called useful. -/
example : checkNotVacuous 2 2 0 5 ⟨1, 0⟩ ⟨5, 2⟩ = false := by decide +kernel

/-- A bound below the composed error. -/
example : checkChainAllInputs 32 plan ⟨1, 0⟩ ⟨14, 4⟩ = false := by decide +kernel

/-- An assumption on activations, where the claim is about all inputs. -/
example : checkChainAllInputs 32 (.region ⟨1, 1⟩ plan) ⟨1, 0⟩ ⟨15, 4⟩ = false := by
  decide +kernel

/-- A certificate given for inputs up to 1 is not used for inputs up to 2. -/
example : checkChain 32 (.block (layerCert.onDomain .one) .nil) ⟨1, 0⟩ ⟨1, 2⟩ = true := by
  decide +kernel

example : checkChain 32 (.block (layerCert.onDomain .one) .nil) ⟨2, 0⟩ ⟨1, 0⟩ = false := by
  decide +kernel

end QuantCert.Example
