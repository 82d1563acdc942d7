prelude
import QuantCert.Algebra.ExpField
import QuantCert.Algebra.RingNorm

/-!
# Exponentials of numbers that are near

## Main theorems
* `exp_neg_sub_le`: how much the exponential falls
* `exp_neg_near_of_part`: exponentials of two numbers that differ by a part of one plus the number
-/

universe u

namespace QuantCert

variable {R : Type u} [ExpField R]

/-- The exponential falls by at most as much as its argument grows, times the larger one. -/
theorem exp_neg_sub_le (a b : R) : exp (-a) - exp (-b) ≤ exp (-a) * (b - a) := by
  have hprod : exp (-a) * exp (-(b - a)) = exp (-b) := by
    rw [← exp_add]
    exact congrArg exp (ring_eq [a, b] (by decide +kernel))
  have h := mul_le_mul_of_nonneg_left (one_add_le_exp (-(b - a))) (le_of_lt (exp_pos (-a)))
  rw [hprod] at h
  refine le_of_sub_eq (c := exp (-b) - exp (-a) * (1 + -(b - a))) ?_ (sub_nonneg.mpr h)
  exact ring_eq [exp (-a), exp (-b), a, b] (by decide +kernel)

/-- Exponentials of numbers that differ by at most `e (1 + y)` differ by `e / (1 - e)` at most. -/
theorem exp_neg_near_of_part {v y e E : R} (he : 0 ≤ e) (hE : e ≤ E * (1 - e)) (he1 : 0 < 1 - e)
    (hy : 0 ≤ y) (h : abs (v - y) ≤ e * (1 + y)) : abs (exp (-v) - exp (-y)) ≤ E := by
  have ⟨hneg, hle⟩ := abs_le.mp h
  have hd : 0 ≤ e * (1 + y) := mul_nonneg he (add_nonneg zero_le_one hy)
  have hmv : y - e * (1 + y) ≤ v := by
    refine le_of_sub_eq (c := v - y - -(e * (1 + y))) ?_ (sub_nonneg.mpr hneg)
    exact ring_eq [v, y, e] (by decide +kernel)
  have hmy : y - e * (1 + y) ≤ y := sub_le_self hd
  have htop : exp (-(y - e * (1 + y))) * (e * (1 + y)) ≤ E := by
    have hone := mul_le_mul_of_nonneg_left (one_add_le_exp (y - e * (1 + y)))
      (le_of_lt (exp_pos (-(y - e * (1 + y)))))
    rw [mul_comm (exp (-(y - e * (1 + y)))) (exp (y - e * (1 + y))), exp_mul_exp_neg] at hone
    refine le_of_mul_le_mul_right (c := 1 - e) (le_trans ?_ hE) he1
    have hgrow := mul_le_mul_of_nonneg_left hone he
    rw [mul_one] at hgrow
    refine le_trans (le_of_eq ?_) hgrow
    generalize exp (-(y - e * (1 + y))) = q
    exact ring_eq [q, y, e] (by decide +kernel)
  have hone : ∀ a b : R, y - e * (1 + y) ≤ a → b - a ≤ e * (1 + y) → exp (-a) - exp (-b) ≤ E :=
    fun a b ha hab => by
      have hpow : exp (-a) ≤ exp (-(y - e * (1 + y))) := exp_le_exp.mpr (neg_le_neg ha)
      refine le_trans (exp_neg_sub_le a b) (le_trans ?_ htop)
      exact le_trans (mul_le_mul_of_nonneg_left hab (le_of_lt (exp_pos _)))
        (mul_le_mul_of_nonneg_right hpow hd)
  refine abs_le_of (hone v y hmv ?_) ?_
  · rw [← neg_sub]
    exact neg_le_of_neg_le hneg
  · rw [neg_sub]
    exact hone y v hmy hle

end QuantCert
