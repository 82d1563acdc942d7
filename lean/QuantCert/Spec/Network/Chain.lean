prelude
import QuantCert.Spec.Network.Block

/-!
# A network as a chain of blocks, and the error that `compose` computes for it

`Chain` is the network: blocks in order, residual branches, and places where the activation of the
original network is *assumed* to stay in a range. `Plan` has the same shape and holds the
certificates. `Plan.compose` walks the plan with dyadic numbers rounded upward, so the kernel can
evaluate it.

## Main definitions
* `Chain R`, `Chain.original`, `Chain.quantized`: the two networks.
* `Chain.Assumed x`: the assumptions on activation ranges, for the input `x`.
* `Plan`, `Plan.Certifies`: the certificates, and that each is true of its block.
* `Plan.compose bits plan s`: range and error after the plan; `Plan.inDomains`: every certificate
  is used inside its domain; `Plan.assumesNothing`: the plan has no assumed range.
-/

universe u

namespace QuantCert

/-- A network, original and quantized side by side. -/
inductive Chain (R : Type u) where
  /-- Nothing: the output is the input. -/
  | nil
  /-- The block `b`, then the rest. -/
  | block (b : Block R) (rest : Chain R)
  /-- Add the output of the branch to its input, then the rest. -/
  | residual (branch rest : Chain R)
  /-- Assume that `n` entries of the original activation are at most `X`, then the rest. -/
  | region (n : Nat) (X : Dyadic) (rest : Chain R)

/-- The certificates of a chain, in the same shape. -/
inductive Plan where
  | nil
  | block (c : BlockCert) (rest : Plan)
  | residual (branch rest : Plan)
  | region (X : Dyadic) (rest : Plan)

variable {R : Type u} [OrderedField R]

namespace Chain

/-- What the original network computes. -/
def original : Chain R → Vec R → Vec R
  | nil, x => x
  | block b rest, x => rest.original (b.original x)
  | residual branch rest, x => rest.original fun i => x i + branch.original x i
  | region _ _ rest, x => rest.original x

/-- What the quantized network computes. -/
def quantized : Chain R → Vec R → Vec R
  | nil, x => x
  | block b rest, x => rest.quantized (b.quantized x)
  | residual branch rest, x => rest.quantized fun i => x i + branch.quantized x i
  | region _ _ rest, x => rest.quantized x

/-- On the input `x`, the activations of the original network stay in all assumed ranges. -/
def Assumed : Chain R → Vec R → Prop
  | nil, _ => True
  | block b rest, x => rest.Assumed (b.original x)
  | residual branch rest, x =>
      branch.Assumed x ∧ rest.Assumed fun i => x i + branch.original x i
  | region n X rest, x => InRange n (X.value R) x ∧ rest.Assumed x

end Chain

/-- Range of the original activations and error of the quantized ones, at one point. -/
structure ActivationState where
  /-- The original activations have entries up to `range`. -/
  range : Dyadic
  /-- The quantized activations are off by at most `error` in each entry. -/
  error : Dyadic

/-- What a block's certificate makes of a state, rounded upward to `bits` bits after the binary
point. -/
def BlockCert.step (bits : Nat) (c : BlockCert) (s : ActivationState) : ActivationState where
  range := ((c.rangeGain.mul s.range).add c.rangeConst).roundUp bits
  error := (((c.gain.mul s.error).add (c.inputError.mul s.range)).add c.ownError).roundUp bits

/-- The state of the sum of two vectors. -/
def ActivationState.add (bits : Nat) (s t : ActivationState) : ActivationState where
  range := (s.range.add t.range).roundUp bits
  error := (s.error.add t.error).roundUp bits

namespace Plan

/-- Range and error after the whole plan, from those before it. -/
def compose (bits : Nat) : Plan → ActivationState → ActivationState
  | nil, s => s
  | block c rest, s => rest.compose bits (c.step bits s)
  | residual branch rest, s => rest.compose bits (s.add bits (branch.compose bits s))
  | region X rest, s => rest.compose bits ⟨X, s.error⟩

/-- Every certificate of the plan is used on a range that its domain covers. -/
def inDomains (bits : Nat) : Plan → ActivationState → Bool
  | nil, _ => true
  | block c rest, s => c.domain.covers s.range && rest.inDomains bits (c.step bits s)
  | residual branch rest, s =>
      branch.inDomains bits s && rest.inDomains bits (s.add bits (branch.compose bits s))
  | region X rest, s => rest.inDomains bits ⟨X, s.error⟩

/-- The plan assumes no range of an activation. -/
def assumesNothing : Plan → Bool
  | nil => true
  | block _ rest => rest.assumesNothing
  | residual branch rest => branch.assumesNothing && rest.assumesNothing
  | region _ _ => false

/-- Plan and chain have the same shape, the dimensions fit from `m` inputs to `n` outputs, and every
certificate is true of its block. -/
inductive Certifies : Nat → Plan → Chain R → Nat → Prop where
  | nil {n : Nat} : Certifies n .nil .nil n
  | block {b : Block R} {c : BlockCert} {plan : Plan} {rest : Chain R} {n : Nat}
      (here : b.Meets c) (next : Certifies b.outDim plan rest n) :
      Certifies b.inDim (.block c plan) (.block b rest) n
  | residual {m n : Nat} {inner plan : Plan} {branch rest : Chain R}
      (here : Certifies m inner branch m) (next : Certifies m plan rest n) :
      Certifies m (.residual inner plan) (.residual branch rest) n
  | region {m n : Nat} {X : Dyadic} {plan : Plan} {rest : Chain R}
      (next : Certifies m plan rest n) :
      Certifies m (.region X plan) (.region m X rest) n

end Plan

end QuantCert
