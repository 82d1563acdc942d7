prelude
import QuantCert.Thm.Softmax.Distribution

/-!
# Total variation of softmax under changed scores

With `ρ` the spread of the changes of the scores, the total variation is at most `tanh (ρ / 4)`,
which is `(s - 1) / (s + 1)` for `s = exp (ρ / 2)`. The proof compares odds: a set of alternatives
with probability `a` before and `b` after satisfies `b (1 - a) ≤ exp ρ · a (1 - b)`.

## Main theorems
* `sub_le_of_odds`: two probabilities whose odds differ at most `s²`-fold differ by at most
  `(s - 1) / (s + 1)`.
* `totalVariation_le_of_oddsRatio`: the same for the total variation of two distributions.
* `softmax_totalVariation_le`: softmax.
* `softmax_totalVariation_eq`: two alternatives attain the bound, so it is sharp.
-/

universe u

namespace QuantCert

section
variable {R : Type u} [OrderedField R]

/-- Probabilities `a` and `b` with `b (1 - a) ≤ s² · a (1 - b)` satisfy
`b - a ≤ (s - 1) / (s + 1)`. -/
theorem sub_le_of_odds {a b s : R} (ha : 0 ≤ a) (hb : b ≤ 1) (hs : 1 ≤ s)
    (h : b * (1 - a) ≤ s ^ 2 * (a * (1 - b))) : b - a ≤ (s - 1) / (s + 1) := by
  have hs0 : 0 ≤ s := le_trans zero_le_one hs
  have hd : 0 ≤ 1 - (b - a) := by
    have heq : 1 - (b - a) = (1 - b) + a := ring_eq [a, b] (by decide +kernel)
    rw [heq]
    exact add_nonneg (sub_nonneg.mpr hb) ha
  have hs2 : 0 ≤ (s - 1) * (s + 1) :=
    mul_nonneg (sub_nonneg.mpr hs) (add_nonneg hs0 zero_le_one)
  have hsq : (1 + (b - a)) * (1 + (b - a)) ≤ (s * (1 - (b - a))) * (s * (1 - (b - a))) := by
    refine le_of_sub_eq (c := 4 * (s ^ 2 * (a * (1 - b)) - b * (1 - a)) +
      (s - 1) * (s + 1) * (a + b - 1) ^ 2) (ring_eq [a, b, s] (by decide +kernel)) ?_
    exact add_nonneg (mul_nonneg (natCast_nonneg 4) (sub_nonneg.mpr h))
      (mul_nonneg hs2 (sq_nonneg _))
  have hroot := le_of_mul_self_le_mul_self hsq (mul_nonneg hs0 hd)
  rw [le_div_iff (add_pos_of_pos_of_nonneg (lt_of_lt_of_le zero_lt_one hs) zero_le_one)]
  exact le_of_sub_eq (ring_eq [a, b, s] (by decide +kernel)) (sub_nonneg.mpr hroot)

/-- One where `q` is at least `p`, zero elsewhere. -/
def gains (p q : Vec R) : Vec R := fun i => if p i ≤ q i then 1 else 0

/-- `gains` is zero or one, so not negative. -/
theorem gains_nonneg (p q : Vec R) (i : Nat) : 0 ≤ gains p q i := by
  unfold gains
  split
  · exact zero_le_one
  · exact le_refl 0

/-- `gains` is zero or one, so at most one. -/
theorem gains_le_one (p q : Vec R) (i : Nat) : gains p q i ≤ 1 := by
  unfold gains
  split
  · exact le_refl 1
  · exact zero_le_one

/-- The absolute difference in terms of `gains`. -/
theorem abs_sub_eq_gains (p q : Vec R) (i : Nat) :
    abs (p i - q i) = 2 * (gains p q i * (q i - p i)) - (q i - p i) := by
  unfold gains
  rw [abs_sub_comm]
  split
  · next h =>
    rw [abs_of_nonneg (sub_nonneg.mpr h)]
    exact ring_eq [p i, q i] (by decide +kernel)
  · next h =>
    rw [abs_of_nonpos (sub_le_iff_le_add.mpr (by
      rw [zero_add]; exact le_of_lt (lt_of_not_le h)))]
    exact ring_eq [p i, q i] (by decide +kernel)

/-- The total variation of two distributions is the difference of the probabilities of the
alternatives that gain. -/
theorem totalVariation_eq_gains {n : Nat} {p q : Vec R} (hp : IsDistribution n p)
    (hq : IsDistribution n q) :
    totalVariation n p q =
      (sum n fun i => gains p q i * q i) - sum n fun i => gains p q i * p i := by
  have hsum : (sum n fun i => abs (p i - q i)) =
      2 * ((sum n fun i => gains p q i * q i) - sum n fun i => gains p q i * p i) := by
    rw [sum_congr fun i _ => abs_sub_eq_gains p q i, sum_sub, sum_sub, hp.2, hq.2, sub_self,
      sub_zero, sum_mul_left, ← sum_sub]
    exact congrArg (2 * ·) (sum_congr fun i _ => mul_sub _ _ _)
  unfold totalVariation
  rw [hsum, mul_comm, mul_div_cancel _ (ne_of_gt zero_lt_two)]

/-- Distributions whose odds differ at most `s²`-fold have total variation at most
`(s - 1) / (s + 1)`. -/
theorem totalVariation_le_of_oddsRatio {n : Nat} {p q : Vec R} {K s : R}
    (hp : IsDistribution n p) (hq : IsDistribution n q) (h : OddsRatioAtMost n K p q)
    (hs : 1 ≤ s) (hK : K ≤ s ^ 2) : totalVariation n p q ≤ (s - 1) / (s + 1) := by
  have complement : ∀ {f : Vec R}, sum n f = 1 →
      1 - (sum n fun i => gains p q i * f i) = sum n fun i => (1 - gains p q i) * f i :=
    fun {f} hf => by
      rw [sum_congr fun i _ => sub_mul 1 (gains p q i) (f i), sum_sub,
        sum_congr fun i _ => one_mul (f i), hf]
  have hc := fun i => gains_nonneg p q i
  have hc' := fun i => sub_nonneg.mpr (gains_le_one p q i)
  have ha : 0 ≤ sum n fun i => gains p q i * p i :=
    sum_nonneg fun i hi => mul_nonneg (hc i) (hp.1 i hi)
  have hb : 0 ≤ 1 - sum n fun i => gains p q i * q i := by
    rw [complement hq.2]
    exact sum_nonneg fun i hi => mul_nonneg (hc' i) (hq.1 i hi)
  rw [totalVariation_eq_gains hp hq]
  refine sub_le_of_odds ha (sub_nonneg.mp hb) hs
    (le_trans ?_ (mul_le_mul_of_nonneg_right hK (mul_nonneg ha hb)))
  rw [complement hp.2, complement hq.2, sum_mul_sum, sum_mul_sum, ← sum_mul_left]
  refine sum_le_sum fun i hi => ?_
  rw [← sum_mul_left]
  refine sum_le_sum fun j hj => ?_
  rw [mul_mul_mul_comm _ (q i), mul_mul_mul_comm _ (p i), mul_left_comm K]
  exact mul_le_mul_of_nonneg_left (h i hi j hj) (mul_nonneg (hc i) (hc' j))

end

variable {R : Type u} [ExpField R]

/-- If the scores change with a spread of at most `ρ`, and `s ≥ 1` has `s² ≥ exp ρ`, the total
variation of softmax before and after is at most `(s - 1) / (s + 1)`. With `s = exp (ρ / 2)` the
bound is `tanh (ρ / 4)`. -/
theorem softmax_totalVariation_le {n : Nat} (hn : 0 < n) {ρ s : R} {z zhat : Vec R}
    (h : SpreadAtMost n ρ z zhat) (hs : 1 ≤ s) (hρ : exp ρ ≤ s ^ 2) :
    totalVariation n (softmax n z) (softmax n zhat) ≤ (s - 1) / (s + 1) :=
  totalVariation_le_of_oddsRatio (softmax_isDistribution hn z) (softmax_isDistribution hn zhat)
    (softmax_oddsRatio hn h) hs hρ

/-- If every score changes by at most `δ` and `s ≥ exp δ`, the total variation of softmax is at most
`(s - 1) / (s + 1)`. -/
theorem softmax_totalVariation_le_of_within {n : Nat} (hn : 0 < n) {δ s : R} {z zhat : Vec R}
    (h : Within n δ z zhat) (hδ : 0 ≤ δ) (hs : exp δ ≤ s) :
    totalVariation n (softmax n z) (softmax n zhat) ≤ (s - 1) / (s + 1) :=
  softmax_totalVariation_le hn (spreadAtMost_of_within h) (le_trans (one_le_exp hδ) hs) (by
    rw [two_mul, exp_add, pow_two]
    exact mul_le_mul hs hs (le_of_lt (exp_pos δ)) (le_trans (le_of_lt (exp_pos δ)) hs))

/-- The bound is attained by two alternatives: the scores `0, t` become `t, 0`, a spread of `2 t`,
and the total variation is `(s - 1) / (s + 1)` for `s = exp t`. -/
theorem softmax_totalVariation_eq {t : R} (ht : 0 ≤ t) :
    SpreadAtMost 2 (2 * t) (fun i => if i = 0 then 0 else t) (fun i => if i = 0 then t else 0) ∧
    totalVariation 2 (softmax 2 fun i => if i = 0 then 0 else t)
      (softmax 2 fun i => if i = 0 then t else 0) = (exp t - 1) / (exp t + 1) := by
  have one_add_pos : (0 : R) < 1 + exp t := add_pos zero_lt_one (exp_pos t)
  refine ⟨spreadAtMost_of_within fun i _ => ?_, ?_⟩
  · show abs ((if i = 0 then 0 else t) - (if i = 0 then t else 0)) ≤ t
    split
    · rw [zero_sub, abs_neg, abs_of_nonneg ht]; exact le_refl t
    · rw [sub_zero, abs_of_nonneg ht]; exact le_refl t
  · have hsub : abs (1 - exp t) = exp t - 1 := by
      rw [abs_sub_comm, abs_of_nonneg (sub_nonneg.mpr (one_le_exp ht))]
    show (0 + abs (exp 0 / (0 + exp 0 + exp t) - exp t / (0 + exp t + exp 0)) +
      abs (exp t / (0 + exp 0 + exp t) - exp 0 / (0 + exp t + exp 0))) / 2 = _
    rw [exp_zero, zero_add, zero_add, zero_add, add_comm (exp t) 1, ← sub_div, ← sub_div,
      abs_div_of_pos _ one_add_pos, abs_div_of_pos _ one_add_pos, abs_sub_comm (exp t), hsub,
      ← two_mul, mul_comm, mul_div_cancel _ (ne_of_gt zero_lt_two)]

end QuantCert
