prelude
import QuantCert.Thm.Softmax.Distribution

/-!
# Probabilities under changed logits

## Main theorems
* `probability_le`, `le_probability`: `exp (-ρ) p_i ≤ p'_i ≤ exp ρ · p_i`, with `ρ` the spread of
  the changes of the logits.
* `probability_ratio_le`, `le_probability_ratio`: the same as bounds of `p'_i / p_i`.
-/

universe u

namespace QuantCert

variable {R : Type u} [ExpField R]

/-- A bounded odds ratio of two distributions bounds the ratio of each probability. -/
theorem probability_le_of_oddsRatio {n : Nat} {K : R} {p q : Vec R} (hp : IsDistribution n p)
    (hq : IsDistribution n q) (h : OddsRatioAtMost n K p q) {i : Nat} (hi : i < n) :
    q i ≤ K * p i := by
  have hsum := sum_le_sum fun j hj => h i hi j hj
  rw [sum_mul_left, sum_mul_left, sum_mul_left, hp.2, hq.2, mul_one, mul_one] at hsum
  exact hsum

/-- No probability grows more than `exp ρ`-fold. -/
theorem probability_le {n : Nat} {ρ : R} {z zhat : Vec R} (h : SpreadAtMost n ρ z zhat) {i : Nat}
    (hi : i < n) : softmax n zhat i ≤ exp ρ * softmax n z i :=
  have hn : 0 < n := Nat.lt_of_le_of_lt (Nat.zero_le i) hi
  probability_le_of_oddsRatio (softmax_isDistribution hn z) (softmax_isDistribution hn zhat)
    (softmax_oddsRatio hn h) hi

/-- No probability shrinks more than `exp ρ`-fold. -/
theorem le_probability {n : Nat} {ρ : R} {z zhat : Vec R} (h : SpreadAtMost n ρ z zhat) {i : Nat}
    (hi : i < n) : exp (-ρ) * softmax n z i ≤ softmax n zhat i := by
  have h' := mul_le_mul_of_nonneg_left (probability_le h.symm hi) (le_of_lt (exp_pos (-ρ)))
  rw [← mul_assoc, mul_comm (exp (-ρ)) (exp ρ), exp_mul_exp_neg, one_mul] at h'
  exact h'

/-- The ratio of a probability after and before is at most `exp ρ`. -/
theorem probability_ratio_le {n : Nat} {ρ : R} {z zhat : Vec R} (h : SpreadAtMost n ρ z zhat)
    {i : Nat} (hi : i < n) : softmax n zhat i / softmax n z i ≤ exp ρ :=
  (div_le_iff (softmax_pos (Nat.lt_of_le_of_lt (Nat.zero_le i) hi) z i)).mpr (probability_le h hi)

/-- The ratio of a probability after and before is at least `exp (-ρ)`. -/
theorem le_probability_ratio {n : Nat} {ρ : R} {z zhat : Vec R} (h : SpreadAtMost n ρ z zhat)
    {i : Nat} (hi : i < n) : exp (-ρ) ≤ softmax n zhat i / softmax n z i :=
  (le_div_iff (softmax_pos (Nat.lt_of_le_of_lt (Nat.zero_le i) hi) z i)).mpr (le_probability h hi)

end QuantCert
