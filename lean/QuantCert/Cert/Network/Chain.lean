prelude
import QuantCert.Thm.Network.Block
import QuantCert.Thm.Network.Chain

/-!
# Checked error bounds of a network

## Main definitions
* `checkChain bits plan X B`: whether the error that `compose` computes is at most `B`.
* `checkChainAllInputs`: the same, and the plan assumes no range of an activation.

## Main theorems
* `checkChain_sound`: the bound holds for every input in the range whose activations stay in the
  ranges that the plan assumes.
* `checkChainAllInputs_sound`: the bound holds for every input in the range.
-/

universe u

namespace QuantCert

variable {R : Type u} [OrderedField R]

/-- Whether every certificate is used inside its domain and the composed error is at most `B`, for
inputs with entries up to `X`. -/
def checkChain (bits : Nat) (plan : Plan) (X B : Dyadic) : Bool :=
  plan.inDomains bits ⟨X, .zero⟩ && (plan.compose bits ⟨X, .zero⟩).error.le B

/-- A checked bound holds for every input in the range whose activations stay in the assumed ranges.
-/
theorem checkChain_sound {bits : Nat} {plan : Plan} {X B : Dyadic}
    (h : checkChain bits plan X B = true) {m n : Nat} {chain : Chain R}
    (certified : plan.Certifies m chain n) :
    ∀ x : Vec R, InRange m (X.value R) x → chain.Assumed x →
      Within n (B.value R) (chain.original x) (chain.quantized x) := by
  have ⟨hdom, hle⟩ := Bool.and_eq_true_iff.mp h
  intro x hx hassumed
  refine Within.mono (chain_error_le_compose bits certified ⟨X, .zero⟩ x x hdom hassumed hx
    (Within.refl m x)).right (Dyadic.value_le_of_le hle)

/-- As `checkChain`, for a plan that assumes nothing about activations. -/
def checkChainAllInputs (bits : Nat) (plan : Plan) (X B : Dyadic) : Bool :=
  plan.assumesNothing && checkChain bits plan X B

/-- A bound checked without assumptions holds for every input in the range. -/
theorem checkChainAllInputs_sound {bits : Nat} {plan : Plan} {X B : Dyadic}
    (h : checkChainAllInputs bits plan X B = true) {m n : Nat} {chain : Chain R}
    (certified : plan.Certifies m chain n) :
    ∀ x : Vec R, InRange m (X.value R) x →
      Within n (B.value R) (chain.original x) (chain.quantized x) := by
  have ⟨hfree, hcheck⟩ := Bool.and_eq_true_iff.mp h
  exact fun x hx =>
    checkChain_sound hcheck certified x hx (assumed_of_assumesNothing certified hfree x)

end QuantCert
