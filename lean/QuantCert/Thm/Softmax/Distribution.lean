prelude
import QuantCert.Algebra.RingNorm
import QuantCert.Algebra.SumOrder
import QuantCert.Spec.Softmax.Softmax

/-!
# Distributions from weights

## Main theorems
* `normalize_isDistribution`, `softmax_isDistribution`: the results are distributions.
* `normalize_oddsRatio`: normalizing does not change odds.
* `spreadAtMost_of_between`, `spreadAtMost_of_within`: the spread from bounds of each change.
* `softmax_oddsRatio`: a spread of at most `ρ` changes odds at most `exp ρ`-fold.
-/

universe u

namespace QuantCert

section
variable {R : Type u} [OrderedField R]

/-- Weights that are not negative, with a positive sum, become a distribution:
`p_i = w_i / Σ_j w_j`. -/
theorem normalize_isDistribution {n : Nat} {w : Vec R} (hw : ∀ i, i < n → 0 ≤ w i)
    (hsum : 0 < sum n w) : IsDistribution n (normalize n w) :=
  ⟨fun i hi => div_nonneg (hw i hi) hsum, (sum_div _ n w).trans (div_self (ne_of_gt hsum))⟩

/-- Normalizing keeps a bound of the odds ratio. -/
theorem normalize_oddsRatio {n : Nat} {K : R} {w what : Vec R} (hw : 0 < sum n w)
    (hwhat : 0 < sum n what) (h : OddsRatioAtMost n K w what) :
    OddsRatioAtMost n K (normalize n w) (normalize n what) := by
  intro i hi j hj
  unfold normalize
  rw [div_mul_div_comm _ _ (ne_of_gt hwhat) (ne_of_gt hw),
    div_mul_div_comm _ _ (ne_of_gt hw) (ne_of_gt hwhat), mul_comm (sum n w), ← mul_div_assoc]
  exact div_le_div_right (h i hi j hj) (mul_pos hwhat hw)

/-- If every change of a score lies between `lo` and `hi`, the spread is at most `hi - lo`. -/
theorem spreadAtMost_of_between {n : Nat} {lo hi : R} {z zhat : Vec R}
    (h : ∀ i, i < n → lo ≤ zhat i - z i ∧ zhat i - z i ≤ hi) : SpreadAtMost n (hi - lo) z zhat :=
  fun i hi' j hj => sub_le_sub (h i hi').2 (h j hj).1

/-- If every score changes by at most `δ`, the spread is at most `2 δ`. -/
theorem spreadAtMost_of_within {n : Nat} {δ : R} {z zhat : Vec R} (h : Within n δ z zhat) :
    SpreadAtMost n (2 * δ) z zhat := by
  have hδ : 2 * δ = δ - -δ := ring_eq [δ] (by decide +kernel)
  rw [hδ]
  exact spreadAtMost_of_between fun i hi => abs_le.mp (by rw [abs_sub_comm]; exact h i hi)

/-- The spread does not depend on which scores come first. -/
theorem SpreadAtMost.symm {n : Nat} {ρ : R} {z zhat : Vec R} (h : SpreadAtMost n ρ z zhat) :
    SpreadAtMost n ρ zhat z := fun i hi j hj => by
  have heq : (z i - zhat i) - (z j - zhat j) = (zhat j - z j) - (zhat i - z i) :=
    ring_eq [z i, zhat i, z j, zhat j] (by decide +kernel)
  rw [heq]
  exact h j hj i hi

end

variable {R : Type u} [ExpField R]

/-- A sum of exponentials over at least one alternative is positive. -/
theorem expSum_pos {n : Nat} (hn : 0 < n) (z : Vec R) : 0 < sum n fun i => exp (z i) :=
  lt_of_lt_of_le (exp_pos (z 0))
    (le_sum_of_nonneg (fun i _ => le_of_lt (exp_pos (z i))) hn)

/-- Softmax over at least one alternative is a distribution. -/
theorem softmax_isDistribution {n : Nat} (hn : 0 < n) (z : Vec R) :
    IsDistribution n (softmax n z) :=
  normalize_isDistribution (fun i _ => le_of_lt (exp_pos (z i))) (expSum_pos hn z)

/-- Every probability of softmax is positive. -/
theorem softmax_pos {n : Nat} (hn : 0 < n) (z : Vec R) (i : Nat) : 0 < softmax n z i :=
  div_pos (exp_pos (z i)) (expSum_pos hn z)

/-- Weights `exp (z i)` change their odds at most `exp ρ`-fold if the scores change with a spread of
at most `ρ`. -/
theorem exp_oddsRatio {n : Nat} {ρ : R} {z zhat : Vec R} (h : SpreadAtMost n ρ z zhat) :
    OddsRatioAtMost n (exp ρ) (fun i => exp (z i)) fun i => exp (zhat i) := by
  intro i hi j hj
  rw [← exp_add, ← exp_add, ← exp_add, exp_le_exp]
  refine le_of_sub_eq (c := ρ - ((zhat i - z i) - (zhat j - z j))) ?_ (sub_nonneg.mpr (h i hi j hj))
  exact ring_eq [z i, z j, zhat i, zhat j, ρ] (by decide +kernel)

/-- If the scores change with a spread of at most `ρ`, softmax changes the odds of any two
alternatives at most `exp ρ`-fold: `(p'_i / p'_j) / (p_i / p_j) ≤ exp ρ`. -/
theorem softmax_oddsRatio {n : Nat} (hn : 0 < n) {ρ : R} {z zhat : Vec R}
    (h : SpreadAtMost n ρ z zhat) :
    OddsRatioAtMost n (exp ρ) (softmax n z) (softmax n zhat) :=
  normalize_oddsRatio (expSum_pos hn z) (expSum_pos hn zhat) (exp_oddsRatio h)

/-- Unchanged scores have spread zero, so the hypothesis can be met. -/
example (n : Nat) (z : Vec R) : SpreadAtMost n 0 z z := fun i _ j _ => by
  rw [sub_self, sub_self, sub_zero]; exact le_refl 0

end QuantCert
