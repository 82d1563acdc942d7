prelude
import QuantCert.Spec.Model.Assumed
import QuantCert.Thm.Norm.Euclidean
import QuantCert.Thm.Row.Dyadic

/-!
# Networks that assume nothing

## Main theorems
* `Net.assumed_of_assumesNothing`: a net without regions assumes nothing of any activation.
* `assumedAll_of_assumesNothing`: the same for networks one after the other.
-/

universe u

namespace QuantCert

/-- What passes for all numbers below `n` passes for each. -/
theorem of_everyBelow {n : Nat} {p : Nat → Bool} (h : everyBelow n p = true) {i : Nat}
    (hi : i < n) : p i = true := by
  induction n with
  | zero => exact absurd hi (Nat.not_lt_zero i)
  | succ n ih =>
    have h := Bool.and_eq_true_iff.mp h
    cases Nat.eq_or_lt_of_le (Nat.le_of_lt_succ hi) with
    | inl he => rw [he]; exact h.2
    | inr hlt => exact ih h.1 hlt

variable {R : Type u} [ExpField R]

/-- Every vector has a root mean square of at least zero. -/
theorem rmsAtLeast_of_mantissa {low : Dyadic} (h : Nat.beq low.mantissa 0 = true) (n : Nat)
    (x : Vec R) : RmsAtLeast n (low.value R) x := by
  have hlow : low.value R = 0 := by
    rw [Dyadic.value_eq, Nat.eq_of_beq_eq_true _ _ h, natCast_zero, zero_div]
  unfold RmsAtLeast
  rw [hlow, pow_two, mul_zero, mul_zero]
  exact sumSq_nonneg n x

/-- A net without regions assumes nothing of any activation. -/
theorem Net.assumed_of_assumesNothing {net : Net} (h : net.assumesNothing = true)
    (θ : Parameters R) (text : Text) (d : Nat) (W : Nat → Matrix R) (X : Activations R) :
    net.Assumed θ text d W X := by
  induction net generalizing X with
  | input => trivial
  | lookup => trivial
  | linear _ _ _ _ ih => exact ih h X
  | bias _ _ _ ih => exact ih h X
  | scale _ _ _ ih => exact ih h X
  | rmsNorm _ _ _ _ _ ih =>
    have h := Bool.and_eq_true_iff.mp h
    exact ⟨ih h.2 X, fun _ _ => rmsAtLeast_of_mantissa h.1 _ _⟩
  | rmsNormHeads _ _ _ _ _ _ ih =>
    have h := Bool.and_eq_true_iff.mp h
    exact ⟨ih h.2 X, fun _ _ _ _ => rmsAtLeast_of_mantissa h.1 _ _⟩
  | layerNorm _ _ _ _ _ _ ih =>
    have h := Bool.and_eq_true_iff.mp h
    exact ⟨ih h.2 X, fun _ _ => rmsAtLeast_of_mantissa h.1 _ _⟩
  | activate _ _ _ ih => exact ih h X
  | softCap _ _ _ ih => exact ih h X
  | add _ _ _ ihx ihy =>
    have h := Bool.and_eq_true_iff.mp h
    exact ⟨ihx h.1 X, ihy h.2 X⟩
  | mul _ _ _ ihx ihy =>
    have h := Bool.and_eq_true_iff.mp h
    exact ⟨ihx h.1 X, ihy h.2 X⟩
  | rope _ _ _ _ ih => exact ih h X
  | attention _ _ _ _ _ _ _ _ ihq ihk ihv =>
    have h := Bool.and_eq_true_iff.mp h
    have h' := Bool.and_eq_true_iff.mp h.2
    exact ⟨ihq h.1 X, ihk h'.1 X, ihv h'.2 X⟩
  | mixture _ _ _ _ ihr ihe =>
    have h := Bool.and_eq_true_iff.mp h
    exact ⟨ihr h.1 X, fun e he => ihe e (of_everyBelow h.2 he) X⟩
  | routed _ _ _ _ _ _ ihr ihe =>
    have h := Bool.and_eq_true_iff.mp h
    have h' := Bool.and_eq_true_iff.mp h.2
    exact ⟨ihr h'.1 X, fun e he => ihe e (of_everyBelow h'.2 he) X,
      fun _ _ hgap => absurd (Nat.eq_of_beq_eq_true _ _ h.1) hgap⟩
  | routedShares _ _ _ _ _ _ ihr ihe =>
    have h := Bool.and_eq_true_iff.mp h
    have h' := Bool.and_eq_true_iff.mp h.2
    exact ⟨ihr h'.1 X, fun e he => ihe e (of_everyBelow h'.2 he) X,
      fun _ _ hgap => absurd (Nat.eq_of_beq_eq_true _ _ h.1) hgap⟩
  | seq _ _ ihf ihs =>
    have h := Bool.and_eq_true_iff.mp h
    exact ⟨ihf h.1 X, ihs h.2 _⟩
  | region => exact nomatch h

/-- Networks without regions assume nothing of any activation. -/
theorem assumedAll_of_assumesNothing {nets : List Net} (h : assumesNothingAll nets = true)
    (θ : Parameters R) (text : Text) (d : Nat) (W : Nat → Matrix R) (X : Activations R) :
    AssumedAll θ text d W nets X := by
  induction nets generalizing X with
  | nil => trivial
  | cons net rest ih =>
    have h := Bool.and_eq_true_iff.mp h
    exact ⟨Net.assumed_of_assumesNothing h.1 θ text d W X, ih h.2 _⟩

/-- A norm that assumes a root mean square of at least 1 assumes something. -/
example : Net.assumesNothing (.rmsNorm 4 0 .one .one .input) = false := rfl

/-- A router with a gap assumes something, one without does not. -/
example : Net.assumesNothing (.routed 2 1 4 .one .input fun _ => .input) = false ∧
    Net.assumesNothing (.routed 2 1 4 .zero .input fun _ => .input) = true := ⟨rfl, rfl⟩

/-- A linear layer after a norm that assumes none does not. -/
example : Net.assumesNothing (.linear 4 4 0 (.rmsNorm 4 0 .one .zero .input)) = true := rfl

end QuantCert
