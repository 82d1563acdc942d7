prelude
import QuantCert.Algebra.RingNorm
import QuantCert.Spec.Activation.SoftCap

/-!
# The slope of the hyperbolic tangent

From the laws of the exponential alone, in every ordered field with an exponential: the slope is at
most `1 + 1 / 2^n` for every `n`. Over a step from `m - h` to `m + h` the tangent rises by at most
`2 tanh h`, so it rises by at most `2^n tanh (s / 2^n)` over a step of `s`, and `tanh k` is at most
`k / (1 - k)`.

## Main theorems
* `tanh_sub_nonneg`, `tanh_sub_le`: it rises, and by at most `(1 + 1 / 2^n)` times the step.
* `tanh_le_one`, `neg_one_le_tanh`, `tanh_zero`: its values.
-/

universe u

namespace QuantCert

variable {R : Type u} [ExpField R]

/-- The denominator of the hyperbolic tangent is positive. -/
theorem exp_add_exp_neg_pos (x : R) : 0 < exp x + exp (-x) := add_pos (exp_pos x) (exp_pos (-x))

/-- The hyperbolic tangent without division. -/
theorem tanh_mul (x : R) : tanh x * (exp x + exp (-x)) = exp x - exp (-x) :=
  div_mul_cancel _ (ne_of_gt (exp_add_exp_neg_pos x))

/-- The hyperbolic tangent is at most one. -/
theorem tanh_le_one (x : R) : tanh x ≤ 1 := by
  unfold tanh
  rw [div_le_iff (exp_add_exp_neg_pos x), one_mul]
  have h := le_of_lt (exp_pos (-x))
  exact le_trans (sub_le_self h) (le_add_of_nonneg_right h)

/-- The hyperbolic tangent is at least minus one. -/
theorem neg_one_le_tanh (x : R) : -1 ≤ tanh x := by
  unfold tanh
  rw [le_div_iff (exp_add_exp_neg_pos x), neg_mul, one_mul]
  refine le_of_sub_eq (c := exp x + exp x) ?_ (add_nonneg (le_of_lt (exp_pos x)) (le_of_lt (exp_pos x)))
  exact ring_eq [exp x, exp (-x)] (by decide +kernel)

/-- The hyperbolic tangent of zero. -/
theorem tanh_zero : tanh (0 : R) = 0 := by
  unfold tanh
  rw [neg_zero, sub_self, zero_div]

/-- The hyperbolic tangent of a nonnegative number is nonnegative. -/
theorem tanh_nonneg {x : R} (h : 0 ≤ x) : 0 ≤ tanh x :=
  div_nonneg (sub_nonneg.mpr (exp_le_exp.mpr (le_trans (neg_nonpos_of_nonneg h) h)))
    (exp_add_exp_neg_pos x)

/-- The denominator of a difference of two values. -/
theorem tanh_step_pos (m h : R) :
    0 < (exp m * exp h + exp (-m) * exp (-h)) * (exp m * exp (-h) + exp (-m) * exp h) :=
  mul_pos (add_pos (mul_pos (exp_pos _) (exp_pos _)) (mul_pos (exp_pos _) (exp_pos _)))
    (add_pos (mul_pos (exp_pos _) (exp_pos _)) (mul_pos (exp_pos _) (exp_pos _)))

/-- The difference of two values of the hyperbolic tangent, without division. -/
theorem tanh_step_mul (m h : R) :
    (tanh (m + h) - tanh (m - h)) *
        ((exp m * exp h + exp (-m) * exp (-h)) * (exp m * exp (-h) + exp (-m) * exp h)) =
      2 * (exp m * exp (-m)) * ((exp h - exp (-h)) * (exp h + exp (-h))) := by
  have hplus := tanh_mul (m + h)
  have hminus := tanh_mul (m - h)
  rw [neg_add, exp_add, exp_add] at hplus
  rw [neg_sub, sub_eq_add_neg h m, add_comm h, sub_eq_add_neg, exp_add, exp_add,
    ← sub_eq_add_neg] at hminus
  rw [sub_mul, ← mul_assoc, hplus, mul_comm (exp m * exp h + _) (exp m * exp (-h) + _), ← mul_assoc,
    hminus]
  exact ring_eq [exp m, exp (-m), exp h, exp (-h)] (by decide +kernel)

/-- The hyperbolic tangent rises. -/
theorem tanh_step_nonneg (m : R) {h : R} (hh : 0 ≤ h) : 0 ≤ tanh (m + h) - tanh (m - h) := by
  refine le_of_mul_le_mul_right ?_ (tanh_step_pos m h)
  rw [zero_mul, tanh_step_mul]
  have hpair := mul_nonneg (le_of_lt (exp_pos m)) (le_of_lt (exp_pos (-m)))
  exact mul_nonneg (mul_nonneg (natCast_nonneg 2) hpair)
    (mul_nonneg (sub_nonneg.mpr (exp_le_exp.mpr (le_trans (neg_nonpos_of_nonneg hh) hh)))
      (le_of_lt (exp_add_exp_neg_pos h)))

/-- Over a step from `m - h` to `m + h` the tangent rises by at most `2 tanh h`. -/
theorem tanh_step_le (m : R) {h : R} (hh : 0 ≤ h) : tanh (m + h) - tanh (m - h) ≤ 2 * tanh h := by
  refine le_of_mul_le_mul_right ?_ (tanh_step_pos m h)
  rw [tanh_step_mul, ← tanh_mul h]
  refine le_of_sub_eq
    (c := 2 * tanh h * (exp h * exp (-h) * ((exp m - exp (-m)) * (exp m - exp (-m))))) ?_ ?_
  · exact ring_eq [tanh h, exp h, exp (-h), exp m, exp (-m)] (by decide +kernel)
  · exact mul_nonneg (mul_nonneg (natCast_nonneg 2) (tanh_nonneg hh))
      (mul_nonneg (mul_nonneg (le_of_lt (exp_pos h)) (le_of_lt (exp_pos (-h)))) (mul_self_nonneg _))

/-- The middle of two numbers and half their distance. -/
theorem middle_add_half (a b : R) : (a + b) / 2 + (a - b) / 2 = a ∧ (a + b) / 2 - (a - b) / 2 = b := by
  rw [← add_div, ← sub_div]
  have hsum : a + b + (a - b) = a * 2 := ring_eq [a, b] (by decide +kernel)
  have hdifference : a + b - (a - b) = b * 2 := ring_eq [a, b] (by decide +kernel)
  rw [hsum, hdifference]
  exact ⟨mul_div_cancel a (ne_of_gt zero_lt_two), mul_div_cancel b (ne_of_gt zero_lt_two)⟩

/-- The hyperbolic tangent rises. -/
theorem tanh_sub_nonneg {a b : R} (h : b ≤ a) : 0 ≤ tanh a - tanh b := by
  have step := tanh_step_nonneg ((a + b) / 2) (div_nonneg (sub_nonneg.mpr h) zero_lt_two)
  rw [(middle_add_half a b).1, (middle_add_half a b).2] at step
  exact step

/-- The hyperbolic tangent is at most `2^n` times that of a part. -/
theorem tanh_le_pow_mul (n : Nat) {x : R} (hx : 0 ≤ x) : tanh x ≤ 2 ^ n * tanh (x / 2 ^ n) := by
  induction n with
  | zero =>
    rw [pow_zero, div_one, one_mul]
    exact le_refl _
  | succ n ih =>
    have half := tanh_step_le (x / 2 ^ (n + 1)) (div_nonneg hx (two_pow_pos (n + 1)))
    have hsum : x / 2 ^ (n + 1) + x / 2 ^ (n + 1) = x / 2 ^ n := by
      rw [pow_succ, ← add_div, ← two_mul, mul_comm 2 x,
        mul_div_mul_right x (two_pow_ne_zero n) (ne_of_gt zero_lt_two)]
    rw [hsum, sub_self, tanh_zero, sub_zero] at half
    refine le_trans ih ?_
    rw [pow_succ 2 n, mul_assoc, ← pow_succ 2 n]
    exact mul_le_mul_of_nonneg_left half (le_of_lt (two_pow_pos n))

/-- The hyperbolic tangent of `k` is at most `k / (1 - k)`, without division. -/
theorem tanh_mul_one_sub_le (k : R) : tanh k * (1 - k) ≤ k := by
  refine le_of_mul_le_mul_right ?_ (exp_add_exp_neg_pos k)
  rw [mul_right_comm, tanh_mul]
  have tangent := mul_le_mul_of_nonneg_left (one_add_le_exp (-k + -k)) (le_of_lt (exp_pos k))
  rw [exp_add, ← mul_assoc, exp_mul_exp_neg, one_mul] at tangent
  refine le_of_sub_eq ?_ (sub_nonneg.mpr tangent)
  exact ring_eq [k, exp k, exp (-k)] (by decide +kernel)

/-- The hyperbolic tangent rises by at most `1 + 1 / 2^n` of a step. -/
theorem tanh_sub_le (n : Nat) {a b : R} (h : b ≤ a) :
    tanh a - tanh b ≤ (1 + 1 / 2 ^ n) * (a - b) := by
  have hs : 0 ≤ a - b := sub_nonneg.mpr h
  have hk : 0 ≤ (a - b) / 2 / 2 ^ n := div_nonneg (div_nonneg hs zero_lt_two) (two_pow_pos n)
  have step := tanh_step_le ((a + b) / 2) (div_nonneg hs zero_lt_two)
  rw [(middle_add_half a b).1, (middle_add_half a b).2] at step
  have parts := le_trans step (mul_le_mul_of_nonneg_left
    (tanh_le_pow_mul n (div_nonneg hs zero_lt_two)) (natCast_nonneg 2))
  have hparts : 2 * (2 ^ n * ((a - b) / 2 / 2 ^ n)) = a - b := by
    rw [mul_comm (2 ^ n), div_mul_cancel _ (two_pow_ne_zero n), mul_comm,
      div_mul_cancel _ (ne_of_gt zero_lt_two)]
  have hrest : (1 + 1 / 2 ^ n) * (a - b) = (a - b) + 2 * ((a - b) / 2 / 2 ^ n) := by
    rw [right_distrib, one_mul, div_mul_eq_mul_div, one_mul, ← mul_div_assoc, mul_comm 2,
      div_mul_cancel _ (ne_of_gt zero_lt_two)]
  rw [hrest]
  have most : tanh a - tanh b ≤ 2 := by
    have hsum := add_le_add (tanh_le_one a) (neg_le_of_neg_le (neg_one_le_tanh b))
    rw [← sub_eq_add_neg, one_add_one] at hsum
    exact hsum
  generalize (a - b) / 2 / 2 ^ n = k at hk parts hparts ⊢
  generalize tanh a - tanh b = rise at parts most ⊢
  rcases le_total k 1 with hone | hone
  · have near : rise * (1 - k) ≤ a - b := by
      refine le_trans (mul_le_mul_of_nonneg_right parts (sub_nonneg.mpr hone)) ?_
      rw [← hparts, mul_assoc, mul_assoc]
      exact mul_le_mul_of_nonneg_left (mul_le_mul_of_nonneg_left (tanh_mul_one_sub_le k)
        (le_of_lt (two_pow_pos n))) (natCast_nonneg 2)
    have split : rise = rise * (1 - k) + rise * k := ring_eq [rise, k] (by decide +kernel)
    rw [split]
    exact add_le_add near (mul_le_mul_of_nonneg_right most hk)
  · have far := mul_le_mul_of_nonneg_left hone (natCast_nonneg (R := R) 2)
    rw [mul_one] at far
    exact le_trans most (le_trans far (le_add_of_nonneg_left hs))

end QuantCert
