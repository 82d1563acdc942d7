prelude
import QuantCert.Spec.Activation.Lipschitz
import QuantCert.Thm.Activation.SiluFall

/-!
# SiLU has Lipschitz constant 11/10

The largest slope of SiLU is 1.0998…. The constant 11/10 is proved from the laws of the exponential
alone, in every ordered field with an exponential.

## Main theorems
* `silu_sub_le`, `le_silu_sub`: the slope of SiLU lies between `-1/10` and `11/10`.
* `silu_lipschitz`: `|silu a - silu b| ≤ 11/10 · |a - b|`.
* `abs_silu_le`: `|silu x| ≤ |x|`.
-/

universe u

namespace QuantCert

open Silu

variable {R : Type u} [ExpField R]

/-- SiLU is `fall`, turned around. -/
theorem silu_eq_neg_fall (x : R) : silu x = -fall (-x) := by
  unfold silu sigmoid fall
  rw [← mul_div_assoc, mul_one, ← neg_div, neg_neg]

/-- SiLU and `fall` add to the identity. -/
theorem silu_add_fall (x : R) : silu x + fall x = x := by
  have hne := ne_of_gt (one_add_exp_pos x)
  have hfall : fall x * (1 + exp x) = x := div_mul_cancel _ hne
  have hsilu : silu x * (1 + exp (-x)) = x := by
    unfold silu sigmoid
    rw [mul_assoc, div_mul_cancel _ (ne_of_gt (one_add_exp_pos (-x))), mul_one]
  have hscaled : silu x * (1 + exp x) = x * exp x := by
    have h := congrArg (· * exp x) hsilu
    have h' : silu x * (1 + exp (-x)) * exp x = silu x * (exp x + exp x * exp (-x)) :=
      ring_eq [silu x, exp x, exp (-x)] (by decide +kernel)
    rw [exp_mul_exp_neg, add_comm (exp x) 1] at h'
    exact h'.symm.trans h
  refine mul_right_cancel hne ?_
  rw [right_distrib, hfall, hscaled, left_distrib, mul_one, add_comm]

/-- SiLU falls by at most a tenth of a step: `silu b - silu a ≤ (a - b) / 10` for `b ≤ a`. -/
theorem le_silu_sub {a b : R} (h : b ≤ a) : 10 * (silu b - silu a) ≤ a - b := by
  have hfall := fall_sub_le (neg_le_neg h)
  rw [silu_eq_neg_fall, silu_eq_neg_fall]
  refine le_trans (le_of_eq ?_) (le_trans hfall (le_of_eq ?_))
  · exact ring_eq [fall (-a), fall (-b)] (by decide +kernel)
  · exact ring_eq [a, b] (by decide +kernel)

/-- SiLU rises by at most 11/10 of a step: `silu a - silu b ≤ 11/10 (a - b)` for `b ≤ a`. -/
theorem silu_sub_le {a b : R} (h : b ≤ a) : 10 * (silu a - silu b) ≤ 11 * (a - b) := by
  have split : ∀ x : R, silu x = x - fall x := fun x => by
    have hsum := silu_add_fall x
    rw [← add_sub_cancel_right (silu x) (fall x), hsum]
  rw [split a, split b]
  exact le_of_sub_eq (ring_eq [a, b, fall a, fall b] (by decide +kernel))
    (sub_nonneg.mpr (fall_sub_le h))

/-- The Lipschitz constant of SiLU, as an integer inequality. -/
theorem ten_mul_abs_silu_sub_le (a b : R) :
    10 * abs (silu a - silu b) ≤ 11 * abs (a - b) := by
  have ordered : ∀ {a b : R}, b ≤ a → 10 * abs (silu a - silu b) ≤ 11 * abs (a - b) :=
    fun {a b} h => by
      have hh : 0 ≤ a - b := sub_nonneg.mpr h
      have hten : (10 : R) * abs (silu a - silu b) = abs (10 * (silu a - silu b)) := by
        rw [abs_mul, abs_of_nonneg (show (0 : R) ≤ 10 from natCast_nonneg 10)]
      rw [hten, abs_of_nonneg hh]
      refine abs_le_of (silu_sub_le h) ?_
      have hneg : -(10 * (silu a - silu b)) = 10 * (silu b - silu a) := by
        rw [← mul_neg, neg_sub]
      rw [hneg]
      refine le_trans (le_silu_sub h) (le_of_sub_eq (c := 10 * (a - b)) ?_
        (mul_nonneg (natCast_nonneg 10) hh))
      exact ring_eq [a, b] (by decide +kernel)
  cases le_total b a with
  | inl h => exact ordered h
  | inr h =>
    rw [abs_sub_comm (silu a), abs_sub_comm a]
    exact ordered h

/-- SiLU has Lipschitz constant 11/10: `|silu a - silu b| ≤ 11/10 · |a - b|`. -/
theorem silu_lipschitz : Lipschitz (11 / 10 : R) silu := fun a b => by
  have h10 : (0 : R) < 10 := natCast_pos (by decide)
  rw [div_mul_eq_mul_div, le_div_iff h10, mul_comm]
  exact ten_mul_abs_silu_sub_le a b

/-- The logistic function lies between zero and one. -/
theorem sigmoid_between (x : R) : 0 ≤ sigmoid x ∧ sigmoid x ≤ 1 :=
  ⟨div_nonneg zero_le_one (one_add_exp_pos (-x)), by
    unfold sigmoid
    rw [div_le_iff (one_add_exp_pos (-x)), one_mul]
    exact le_add_of_nonneg_right (le_of_lt (exp_pos (-x)))⟩

/-- SiLU is at most its argument in absolute value. -/
theorem abs_silu_le (x : R) : abs (silu x) ≤ abs x := by
  have ⟨hnonneg, hle⟩ := sigmoid_between x
  unfold silu
  rw [abs_mul, abs_of_nonneg hnonneg]
  have h := mul_le_mul_of_nonneg_left hle (abs_nonneg x)
  rw [mul_one] at h
  exact h

end QuantCert
