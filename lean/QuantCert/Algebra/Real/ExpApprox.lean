prelude
import QuantCert.Algebra.Abs
import QuantCert.Algebra.Cast
import QuantCert.Algebra.RingNorm

/-!
# Approximations of the exponential from below

## Main definitions
* `squared n x`: the power of `x` with the exponent `2^n`.
* `expApprox n a`: the power of `1 + a / 2^n` with the exponent `2^n`.

## Main theorems
* `one_add_le_squared`: Bernoulli's inequality.
* `expApprox_le`: approximations increase with `n`, once `|a| < 2^n`.
* `expApprox_mul_neg_le`, `expApprox_mul_neg_ge`: approximations of `a` and `-a` multiply to almost
  one.
* `expApprox_mul_le`, `le_expApprox_mul`: products compared with the approximation of the sum.
-/

universe u

namespace QuantCert

variable {R : Type u} [OrderedField R]

/-! ## Powers with exponents `2^n` -/

/-- The power of `x` with the exponent `2^n`. -/
def squared : Nat → R → R
  | .zero, x => x
  | .succ n, x => squared n (x * x)

/-- A power of one is one. -/
theorem squared_one (n : Nat) : squared n (1 : R) = 1 := by
  induction n with
  | zero => rfl
  | succ n ih => show squared n ((1 : R) * 1) = 1; rw [mul_one, ih]

/-- A power of a product is the product of the powers. -/
theorem squared_mul (n : Nat) (x y : R) : squared n (x * y) = squared n x * squared n y := by
  induction n generalizing x y with
  | zero => rfl
  | succ n ih =>
    show squared n (x * y * (x * y)) = squared n (x * x) * squared n (y * y)
    rw [mul_mul_mul_comm, ih]

/-- A power of a positive element is positive. -/
theorem squared_pos (n : Nat) {x : R} (h : 0 < x) : 0 < squared n x := by
  induction n generalizing x with
  | zero => exact h
  | succ n ih => exact ih (mul_pos h h)

/-- Powers of nonnegative elements are ordered as their bases. -/
theorem squared_le (n : Nat) {x y : R} (hx : 0 ≤ x) (h : x ≤ y) : squared n x ≤ squared n y := by
  induction n generalizing x y with
  | zero => exact h
  | succ n ih => exact ih (mul_nonneg hx hx) (mul_le_mul h h hx (le_trans hx h))

/-- Bernoulli's inequality. -/
theorem one_add_le_squared (n : Nat) {h : R} (h0 : 0 ≤ 1 + h) :
    1 + 2 ^ n * h ≤ squared n (1 + h) := by
  induction n generalizing h with
  | zero => rw [pow_zero, one_mul]; exact le_refl _
  | succ n ih =>
    have e : (1 + h) * (1 + h) = 1 + (2 * h + h * h) := ring_eq [h] (by decide +kernel)
    have e' : ∀ p : R, 1 + p * (2 * h + h * h) - (1 + p * 2 * h) = p * (h * h) := fun p =>
      ring_eq [p, h] (by decide +kernel)
    show 1 + 2 ^ n * 2 * h ≤ squared n ((1 + h) * (1 + h))
    rw [e]
    exact le_trans (le_of_sub_eq (e' (2 ^ n))
      (mul_nonneg (le_of_lt (two_pow_pos n)) (mul_self_nonneg h))) (ih (e ▸ mul_nonneg h0 h0))

/-! ## The approximations -/

/-- The power of `1 + a / 2^n` with the exponent `2^n`. -/
def expApprox (n : Nat) (a : R) : R := squared n (1 + a / 2 ^ n)

/-- The base of an approximation is positive. -/
theorem one_add_div_pos {n : Nat} {a : R} (h : abs a < 2 ^ n) : 0 < 1 + a / 2 ^ n := by
  have pos := two_pow_pos (R := R) n
  rw [← div_self (ne_of_gt pos), ← add_div]
  have h' := sub_pos.mpr (lt_of_le_of_lt (neg_le_abs a) h)
  rw [sub_neg] at h'
  exact div_pos h' pos

/-- An approximation is positive. -/
theorem expApprox_pos {n : Nat} {a : R} (h : abs a < 2 ^ n) : 0 < expApprox n a :=
  squared_pos n (one_add_div_pos h)

/-- An approximation is above the tangent at zero. -/
theorem one_add_le_expApprox {n : Nat} {a : R} (h : abs a < 2 ^ n) : 1 + a ≤ expApprox n a := by
  have h' := one_add_le_squared n (le_of_lt (one_add_div_pos h))
  rw [mul_comm, div_mul_cancel a (two_pow_ne_zero n)] at h'
  exact h'

/-- Half of the step with the exponent `n` is the step with the next exponent. -/
theorem div_two_pow_succ (a : R) (n : Nat) : a / 2 ^ n = 2 * (a / 2 ^ (n + 1)) := by
  rw [eq_comm, eq_div_iff (two_pow_ne_zero n), mul_comm 2, mul_assoc, mul_comm 2, ← pow_succ,
    div_mul_cancel a (two_pow_ne_zero (n + 1))]

/-- An approximation is at most the next one. -/
theorem expApprox_le_succ {n : Nat} {a : R} (h : abs a < 2 ^ n) :
    expApprox n a ≤ expApprox (n + 1) a :=
  squared_le n (le_of_lt (one_add_div_pos h)) (by
    rw [div_two_pow_succ]
    exact le_of_sub_eq (c := a / 2 ^ (n + 1) * (a / 2 ^ (n + 1)))
      (ring_eq [a / 2 ^ (n + 1)] (by decide +kernel)) (mul_self_nonneg _))

/-- Powers of two increase. -/
theorem two_pow_le {m n : Nat} (h : m ≤ n) : (2 : R) ^ m ≤ 2 ^ n := by
  rw [← natCast_two_pow, ← natCast_two_pow]
  exact natCast_le (Nat.pow_le_pow_right (Nat.le_add_left 1 1) h)

/-- Approximations increase with the exponent. -/
theorem expApprox_le {m n : Nat} {a : R} (h : abs a < 2 ^ m) (hmn : m ≤ n) :
    expApprox m a ≤ expApprox n a := by
  induction hmn with
  | refl => exact le_refl _
  | step hmn ih => exact le_trans ih (expApprox_le_succ (lt_of_lt_of_le h (two_pow_le hmn)))

/-! ## Products -/

/-- A product of two approximations is one power. -/
theorem expApprox_mul (n : Nat) (a b : R) : expApprox n a * expApprox n b =
    squared n (1 + (a + b) / 2 ^ n + a * b / (2 ^ n * 2 ^ n)) := by
  unfold expApprox
  rw [← squared_mul, ← div_mul_div_comm a b (two_pow_ne_zero n) (two_pow_ne_zero n), add_div]
  exact congrArg (squared n) (ring_eq [a / 2 ^ n, b / 2 ^ n] (by decide +kernel))

/-- For `a` and `b` with a product of at most zero, the product is at most that of the sum. -/
theorem expApprox_mul_le {n : Nat} {a b : R} (ha : abs a < 2 ^ n) (hb : abs b < 2 ^ n)
    (hab : a * b ≤ 0) : expApprox n a * expApprox n b ≤ expApprox n (a + b) := by
  have pos := mul_pos (two_pow_pos (R := R) n) (two_pow_pos n)
  unfold expApprox
  rw [← squared_mul]
  refine squared_le n (le_of_lt (mul_pos (one_add_div_pos ha) (one_add_div_pos hb))) ?_
  refine le_of_sub_eq (c := -(a / 2 ^ n * (b / 2 ^ n))) ?_ (neg_nonneg_of_nonpos ?_)
  · rw [add_div]; exact ring_eq [a / 2 ^ n, b / 2 ^ n] (by decide +kernel)
  · rw [div_mul_div_comm a b (two_pow_ne_zero n) (two_pow_ne_zero n), div_le_iff pos, zero_mul]
    exact hab

/-- For `a` and `b` with a product of at least zero, the product is at least that of the sum. -/
theorem le_expApprox_mul {n : Nat} {a b : R} (h : abs (a + b) < 2 ^ n) (hab : 0 ≤ a * b) :
    expApprox n (a + b) ≤ expApprox n a * expApprox n b := by
  have pos := mul_pos (two_pow_pos (R := R) n) (two_pow_pos n)
  rw [expApprox_mul]
  exact squared_le n (le_of_lt (one_add_div_pos h)) (le_add_of_nonneg_right (div_nonneg hab pos))

/-- The approximations of `a` and `-a` multiply to at most one. -/
theorem expApprox_mul_neg_le {n : Nat} {a : R} (h : abs a < 2 ^ n) :
    expApprox n a * expApprox n (-a) ≤ 1 := by
  have h' := expApprox_mul_le h (abs_neg a ▸ h) (by
    rw [mul_neg]; exact neg_nonpos_of_nonneg (mul_self_nonneg a))
  unfold expApprox at h' ⊢
  rw [add_neg_cancel, zero_div, add_zero, squared_one] at h'
  exact h'

/-- The approximations of `a` and `-a` multiply to almost one. -/
theorem expApprox_mul_neg_ge {n : Nat} {a : R} (h : abs a < 2 ^ n) :
    (1 - expApprox n a * expApprox n (-a)) * 2 ^ n ≤ a * a := by
  have pos := two_pow_pos (R := R) n
  have base := le_of_lt (mul_pos (one_add_div_pos h) (one_add_div_pos (abs_neg a ▸ h)))
  have e : (1 + a / 2 ^ n) * (1 + -a / 2 ^ n) = 1 + -(a / 2 ^ n * (a / 2 ^ n)) := by
    rw [neg_div]; exact ring_eq [a / 2 ^ n] (by decide +kernel)
  have bernoulli := one_add_le_squared n (e ▸ base)
  rw [← e, squared_mul] at bernoulli
  have h' := mul_le_mul_of_nonneg_right (sub_le_sub (le_refl 1) bernoulli) (le_of_lt pos)
  have e' : ∀ p x : R, (1 - (1 + p * -(x * x))) * p = x * p * (x * p) := fun p x =>
    ring_eq [p, x] (by decide +kernel)
  rw [e', div_mul_cancel a (two_pow_ne_zero n)] at h'
  exact h'

end QuantCert
