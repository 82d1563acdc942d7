prelude
import QuantCert.Spec.Network.Chain
import QuantCert.Thm.Row.Dyadic
import QuantCert.Algebra.Abs

/-!
# The error of a network is at most what `compose` computes

## Main theorems
* `chain_error_le_compose`: for every input in the given range whose activations stay in the assumed
  ranges, range and error after the network are at most what `Plan.compose` computes.
* `assumed_of_assumesNothing`: a plan without assumed ranges needs no assumption.
-/

universe u

namespace QuantCert

variable {R : Type u} [OrderedField R]

/-- A vector in a range is in every larger one. -/
theorem InRange.mono {n : Nat} {X Y : R} {x : Vec R} (hx : InRange n X x) (h : X ≤ Y) :
    InRange n Y x :=
  fun i hi => le_trans (hx i hi) h

/-- An error bound may be enlarged. -/
theorem Within.mono {n : Nat} {δ ε : R} {x y : Vec R} (hxy : Within n δ x y) (h : δ ≤ ε) :
    Within n ε x y :=
  fun i hi => le_trans (hxy i hi) h

/-- The same input for both networks carries no error. -/
theorem Within.refl (n : Nat) (x : Vec R) : Within n (Dyadic.zero.value R) x x := by
  intro i _
  rw [sub_self, abs_zero]
  exact Dyadic.value_nonneg Dyadic.zero

/-- The range of a sum is at most the sum of the ranges. -/
theorem InRange.add {n : Nat} {X Y : R} {x y : Vec R} (hx : InRange n X x) (hy : InRange n Y y) :
    InRange n (X + Y) fun i => x i + y i :=
  fun i hi => le_trans (abs_add_le _ _) (add_le_add (hx i hi) (hy i hi))

/-- The error of a sum is at most the sum of the errors. -/
theorem Within.add {n : Nat} {δ ε : R} {x y u v : Vec R} (hxy : Within n δ x y)
    (huv : Within n ε u v) : Within n (δ + ε) (fun i => x i + u i) fun i => y i + v i := by
  intro i hi
  show abs (x i + u i - (y i + v i)) ≤ δ + ε
  rw [add_sub_add_comm]
  exact le_trans (abs_add_le _ _) (add_le_add (hxy i hi) (huv i hi))

/-! ## One step of `compose` rounds upward -/

/-- The range after a step is at least what the certificate promises. -/
theorem BlockCert.value_range_le_step (bits : Nat) (c : BlockCert) (s : ActivationState) :
    c.rangeGain.value R * s.range.value R + c.rangeConst.value R ≤
      (c.step bits s).range.value R := by
  rw [← Dyadic.value_mul, ← Dyadic.value_add]
  exact Dyadic.value_le_roundUp bits _

/-- The error after a step is at least what the certificate promises. -/
theorem BlockCert.value_error_le_step (bits : Nat) (c : BlockCert) (s : ActivationState) :
    c.gain.value R * s.error.value R + c.inputError.value R * s.range.value R + c.ownError.value R ≤
      (c.step bits s).error.value R := by
  rw [← Dyadic.value_mul, ← Dyadic.value_mul, ← Dyadic.value_add, ← Dyadic.value_add]
  exact Dyadic.value_le_roundUp bits _

/-- The range of a sum of states is at least the sum of their ranges. -/
theorem ActivationState.value_range_le_add (bits : Nat) (s t : ActivationState) :
    s.range.value R + t.range.value R ≤ (s.add bits t).range.value R := by
  rw [← Dyadic.value_add]
  exact Dyadic.value_le_roundUp bits _

/-- The error of a sum of states is at least the sum of their errors. -/
theorem ActivationState.value_error_le_add (bits : Nat) (s t : ActivationState) :
    s.error.value R + t.error.value R ≤ (s.add bits t).error.value R := by
  rw [← Dyadic.value_add]
  exact Dyadic.value_le_roundUp bits _

/-! ## The whole chain -/

/-- If the certificates are true of their blocks and used inside their domains, then for every input
`x` in the range `s.range` whose activations stay in the assumed ranges, and every `xhat` within
`s.error` of it, the output of the original network has entries up to the composed range and the
output of the quantized network is off by at most the composed error. -/
theorem chain_error_le_compose (bits : Nat) {m n : Nat} {plan : Plan} {chain : Chain R}
    (certified : plan.Certifies m chain n) :
    ∀ (s : ActivationState) (x xhat : Vec R), plan.inDomains bits s = true → chain.Assumed x →
      InRange m (s.range.value R) x → Within m (s.error.value R) x xhat →
      InRange n ((plan.compose bits s).range.value R) (chain.original x) ∧
      Within n ((plan.compose bits s).error.value R) (chain.original x) (chain.quantized xhat) := by
  induction certified with
  | nil => exact fun s x xhat _ _ hx hxhat => ⟨hx, hxhat⟩
  | block here next ih =>
    intro s x xhat hdom hassumed hx hxhat
    have ⟨hcovers, hrest⟩ := Bool.and_eq_true_iff.mp hdom
    have ⟨hrange, herror⟩ := here s.range (s.error.value R) x xhat hcovers
      (Dyadic.value_nonneg s.error) hx hxhat
    exact ih _ _ _ hrest hassumed (hrange.mono (BlockCert.value_range_le_step bits _ s))
      (herror.mono (BlockCert.value_error_le_step bits _ s))
  | residual here next ihBranch ihRest =>
    intro s x xhat hdom hassumed hx hxhat
    have ⟨hinner, hrest⟩ := Bool.and_eq_true_iff.mp hdom
    have ⟨hrange, herror⟩ := ihBranch s x xhat hinner hassumed.left hx hxhat
    exact ihRest _ _ _ hrest hassumed.right
      ((hx.add hrange).mono (ActivationState.value_range_le_add bits s _))
      ((hxhat.add herror).mono (ActivationState.value_error_le_add bits s _))
  | region next ih =>
    intro s x xhat hdom hassumed hx hxhat
    exact ih _ x xhat hdom hassumed.right hassumed.left hxhat

/-- A plan without assumed ranges: the assumption on activations is true of every input. -/
theorem assumed_of_assumesNothing {m n : Nat} {plan : Plan} {chain : Chain R}
    (certified : plan.Certifies m chain n) :
    plan.assumesNothing = true → ∀ x, chain.Assumed x := by
  induction certified with
  | nil => exact fun _ _ => trivial
  | block here next ih => exact fun h x => ih h _
  | residual here next ihBranch ihRest =>
    exact fun h x =>
      ⟨ihBranch (Bool.and_eq_true_iff.mp h).left x, ihRest (Bool.and_eq_true_iff.mp h).right _⟩
  | region next ih => exact fun h => Bool.noConfusion h

end QuantCert
