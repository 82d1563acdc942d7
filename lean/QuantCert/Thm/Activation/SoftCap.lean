prelude
import QuantCert.Spec.Activation.Lipschitz
import QuantCert.Thm.Activation.Tanh

/-!
# Soft caps

## Main theorems
* `softCap_lipschitz`: Lipschitz constant `1 + 1 / 2^n`, for every `n`.
* `abs_softCap_le_cap`, `abs_softCap_le`: it is at most the cap, and at most `1 + 1 / 2^n` times its
  argument.
-/

universe u

namespace QuantCert

variable {R : Type u} [ExpField R]

/-- The hyperbolic tangent has Lipschitz constant `1 + 1 / 2^n`. -/
theorem tanh_lipschitz (n : Nat) : Lipschitz (1 + 1 / 2 ^ n) (tanh : R → R) := fun a b => by
  rcases le_total b a with h | h
  · rw [abs_of_nonneg (tanh_sub_nonneg h), abs_of_nonneg (sub_nonneg.mpr h)]
    exact tanh_sub_le n h
  · rw [abs_sub_comm (tanh a), abs_sub_comm a, abs_of_nonneg (tanh_sub_nonneg h),
      abs_of_nonneg (sub_nonneg.mpr h)]
    exact tanh_sub_le n h

/-- A soft cap has Lipschitz constant `1 + 1 / 2^n`. -/
theorem softCap_lipschitz (n : Nat) {c : R} (hc : 0 < c) :
    Lipschitz (1 + 1 / 2 ^ n) (softCap c) := fun a b => by
  unfold softCap
  rw [← mul_sub, abs_mul, abs_of_nonneg (le_of_lt hc)]
  refine le_trans (mul_le_mul_of_nonneg_left (tanh_lipschitz n (a / c) (b / c)) (le_of_lt hc)) ?_
  rw [← sub_div, abs_div_of_pos _ hc, mul_left_comm, mul_comm c, div_mul_cancel _ (ne_of_gt hc)]
  exact le_refl _

/-- A soft cap is at most the cap. -/
theorem abs_softCap_le_cap {c : R} (hc : 0 ≤ c) (x : R) : abs (softCap c x) ≤ c := by
  unfold softCap
  rw [abs_mul, abs_of_nonneg hc]
  have h := mul_le_mul_of_nonneg_left
    (abs_le.mpr ⟨neg_one_le_tanh (x / c), tanh_le_one (x / c)⟩) hc
  rw [mul_one] at h
  exact h

/-- A soft cap enlarges no number more than `1 + 1 / 2^n` times. -/
theorem abs_softCap_le (n : Nat) {c : R} (hc : 0 < c) (x : R) :
    abs (softCap c x) ≤ (1 + 1 / 2 ^ n) * abs x := by
  have h := softCap_lipschitz n hc x 0
  have hzero : softCap c 0 = 0 := by
    unfold softCap
    rw [zero_div, tanh_zero, mul_zero]
  rw [hzero, sub_zero, sub_zero] at h
  exact h

end QuantCert
