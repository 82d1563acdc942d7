prelude
import QuantCert.Spec.Prompt.Divergence
import QuantCert.Thm.Softmax.Distribution

/-!
# Divergence of two softmax distributions

With `d i = z i - y i` the divergence is the mean of `d` plus the logarithm of the ratio of the
sums of exponentials, and `log u ≤ u - 1`, applied to `u = exp c` times that ratio, is sharp for the
right `c`.

## Main theorems
* `klAtMost_of_sum`: a bound from one sum over the vocabulary.
* `klAtMost_of_within`: `2 δ` if no logit changes by more than `δ`.
-/

universe u

namespace QuantCert

variable {R : Type u} [ExpField R]

/-- Numbers with the same exponential are the same. -/
theorem exp_inj {a b : R} (h : exp a = exp b) : a = b :=
  le_antisymm (exp_le_exp.mp (le_of_eq h)) (exp_le_exp.mp (le_of_eq h.symm))

/-- The divergence is at most `x` if the sum of `exp (z i) (d i - c - 1 - x) + exp (y i + c)` is not
positive, for any number `c`. -/
theorem klAtMost_of_sum {n : Nat} (hn : 0 < n) {z y : Vec R} {c x : R}
    (h : (sum n fun i => exp (z i) * (z i - y i - c - 1 - x) + exp (y i + c)) ≤ 0) :
    KlAtMost n (softmax n z) (softmax n y) x := fun l hl => by
  have hS := expSum_pos hn z
  have hT := expSum_pos hn y
  generalize hSe : (sum n fun i => exp (z i)) = S at hS
  generalize hTe : (sum n fun i => exp (y i)) = T at hT
  have ratio : ∀ i, i < n → exp (l i - (z i - y i)) = T / S := fun i hi => by
    have h1 := hl i hi
    have hp : softmax n z i = exp (z i) / S := by rw [← hSe]; rfl
    have hq : softmax n y i = exp (y i) / T := by rw [← hTe]; rfl
    rw [hp, hq, eq_div_iff (ne_of_gt hS), ← mul_div_assoc, div_mul_eq_mul_div] at h1
    have h2 : exp (l i) * exp (y i) * S = exp (z i) * T := by
      rw [← h1, div_mul_cancel _ (ne_of_gt hT)]
    have h3 : exp (l i - (z i - y i)) * exp (z i) = exp (l i) * exp (y i) := by
      rw [← exp_add, ← exp_add]
      exact congrArg exp (ring_eq [l i, z i, y i] (by decide +kernel))
    rw [eq_div_iff (ne_of_gt hS)]
    refine mul_left_cancel (exp_ne_zero (z i)) ?_
    rw [← h2, ← h3, mul_comm (exp (z i)), mul_right_comm]
  have hk := ratio 0 hn
  have logs : ∀ i, i < n → l i = z i - y i + (l 0 - (z 0 - y 0)) := fun i hi => by
    rw [exp_inj ((ratio 0 hn).trans (ratio i hi).symm), add_sub_cancel]
  generalize l 0 - (z 0 - y 0) = k at hk logs
  have hsum : (sum n fun i => softmax n z i * l i) * S = sum n fun i => exp (z i) * (z i - y i + k) := by
    rw [← sum_mul_right]
    refine sum_congr fun i hi => ?_
    have hp : softmax n z i = exp (z i) / S := by rw [← hSe]; rfl
    rw [hp, logs i hi, mul_right_comm, div_mul_cancel _ (ne_of_gt hS)]
  have htan := one_add_le_exp (c + k)
  rw [exp_add, hk, ← mul_div_assoc, le_div_iff hS] at htan
  refine le_of_mul_le_mul_right (c := S) ?_ hS
  rw [hsum]
  have hsplit : (sum n fun i => exp (z i) * (z i - y i - c - 1 - x) + exp (y i + c)) =
      (sum n fun i => exp (z i) * (z i - y i + k)) - S * (1 + (c + k) + x) + exp c * T := by
    rw [← hSe, ← hTe, ← sum_mul_right, ← sum_mul_left, ← sum_sub, ← sum_add]
    refine sum_congr fun i _ => ?_
    rw [exp_add, mul_comm (exp (y i))]
    refine congrArg (· + exp c * exp (y i)) ?_
    generalize exp (z i) = e
    exact ring_eq [e, z i, y i, c, k, x] (by decide +kernel)
  rw [hsplit] at h
  generalize (sum n fun i => exp (z i) * (z i - y i + k)) = A at h ⊢
  refine le_of_sub_eq (c := -(A - S * (1 + (c + k) + x) + exp c * T) +
    (exp c * T - (1 + (c + k)) * S)) ?_
    (add_nonneg (neg_nonneg_of_nonpos h) (sub_nonneg.mpr htan))
  generalize exp c = e
  exact ring_eq [A, S, T, c, k, x, e] (by decide +kernel)

/-- If no logit changes by more than `δ`, the divergence is at most `2 δ`. -/
theorem klAtMost_of_within {n : Nat} (hn : 0 < n) {z y : Vec R} {δ : R} (h : Within n δ z y) :
    KlAtMost n (softmax n z) (softmax n y) (δ + δ) := by
  refine klAtMost_of_sum (c := -δ) hn ?_
  refine le_trans (sum_le_sum (g := fun _ => 0) fun i hi => ?_) (le_of_eq (sum_const_zero n))
  have hd := (abs_le.mp (h i hi))
  have hle : exp (y i + -δ) ≤ exp (z i) := exp_le_exp.mpr (by
    have h1 := add_le_add_right hd.1 (y i)
    rw [sub_add_cancel, add_comm] at h1
    exact h1)
  have hup : z i - y i - -δ - 1 - (δ + δ) ≤ -1 := by
    refine le_of_sub_eq (c := δ - (z i - y i)) ?_ (sub_nonneg.mpr hd.2)
    exact ring_eq [z i, y i, δ] (by decide +kernel)
  have h2 := add_le_add (mul_le_mul_of_nonneg_left hup (le_of_lt (exp_pos (z i)))) hle
  refine le_trans h2 (le_of_eq ?_)
  rw [mul_neg, mul_one, neg_add_cancel]

end QuantCert
