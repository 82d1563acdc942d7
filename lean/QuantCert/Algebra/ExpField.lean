prelude
import QuantCert.Algebra.Abs

/-!
# Ordered fields with an exponential function and square roots

The non-linear parts of a network need `exp` and `sqrt`. Theorems about them are for every ordered
field with two functions that obey four laws, so that nothing rests on a particular construction.
The real numbers with the usual functions are such a field; `QuantCert.Algebra.Real` constructs them.

## Main definitions
* `ExpField R`: an ordered field with `exp` and `sqrt`.

## Main theorems
* `exp_zero`, `exp_pos`, `exp_neg`, `exp_le_exp`: the exponential is positive and increasing.
* `exp_le_inv`: `exp a ≤ 1 / (1 - a)` for `a < 1`.
* `sqrt_le_iff`, `sqrt_le_sqrt`, `sqrt_mul`, `sqrt_mul_self_eq_abs`: square roots.
-/

universe u

namespace QuantCert

/-- An ordered field with an exponential function and square roots, described by four laws. -/
class ExpField (R : Type u) extends OrderedField R where
  /-- The exponential function. -/
  exp : R → R
  /-- The square root of a nonnegative element; unspecified but nonnegative elsewhere. -/
  sqrt : R → R
  exp_add : ∀ a b : R, exp (a + b) = exp a * exp b
  one_add_le_exp : ∀ a : R, 1 + a ≤ exp a
  sqrt_nonneg : ∀ a : R, 0 ≤ sqrt a
  mul_self_sqrt : ∀ a : R, 0 ≤ a → sqrt a * sqrt a = a

export ExpField (exp sqrt)

variable {R : Type u} [ExpField R]

/-! ## The exponential function -/

/-- The exponential of a sum is the product of the exponentials. -/
theorem exp_add (a b : R) : exp (a + b) = exp a * exp b := ExpField.exp_add a b

/-- The exponential lies above its tangent at zero. -/
theorem one_add_le_exp (a : R) : 1 + a ≤ exp a := ExpField.one_add_le_exp a

/-- The exponential of zero is one. -/
theorem exp_zero : exp (0 : R) = 1 := by
  have h : (1 : R) ≤ exp 0 := by have h := one_add_le_exp (0 : R); rw [add_zero] at h; exact h
  have hne : exp (0 : R) ≠ 0 := ne_of_gt (lt_of_lt_of_le zero_lt_one h)
  exact mul_left_cancel hne (by rw [← exp_add, add_zero, mul_one])

/-- The exponentials of an element and of its negative multiply to one. -/
theorem exp_mul_exp_neg (a : R) : exp a * exp (-a) = 1 := by
  rw [← exp_add, add_neg_cancel, exp_zero]

/-- The exponential is not zero. -/
theorem exp_ne_zero (a : R) : exp a ≠ 0 := fun h =>
  zero_ne_one (R := R) (by rw [← exp_mul_exp_neg a, h, zero_mul])

/-- The exponential is positive. -/
theorem exp_pos (a : R) : 0 < exp a :=
  lt_of_le_of_ne (by rw [← add_halves a, exp_add]; exact mul_self_nonneg (exp (a / 2)))
    fun h => exp_ne_zero a h.symm

/-- The exponential of a negative is the inverse. -/
theorem exp_neg (a : R) : exp (-a) = inv (exp a) := eq_inv_of_mul_eq_one (exp_mul_exp_neg a)

/-- The exponential of a difference is the quotient of the exponentials. -/
theorem exp_sub (a b : R) : exp (a - b) = exp a / exp b := by
  rw [sub_eq_add_neg, exp_add, exp_neg, div_eq_mul_inv]

/-- The exponential of a nonnegative element is at least one. -/
theorem one_le_exp {a : R} (h : 0 ≤ a) : 1 ≤ exp a :=
  le_trans (le_add_of_nonneg_right h) (one_add_le_exp a)

/-- The exponential of a positive element is greater than one. -/
theorem one_lt_exp {a : R} (h : 0 < a) : 1 < exp a :=
  lt_of_lt_of_le (by have h' := add_lt_add_left h 1; rw [add_zero] at h'; exact h')
    (one_add_le_exp a)

/-- The exponential is strictly increasing. -/
theorem exp_lt_exp {a b : R} (h : a < b) : exp a < exp b := by
  have h' := mul_lt_mul_of_pos_left (one_lt_exp (sub_pos.mpr h)) (exp_pos a)
  rw [mul_one, ← exp_add, add_sub_cancel] at h'
  exact h'

/-- The exponential keeps and reflects the order. -/
theorem exp_le_exp {a b : R} : exp a ≤ exp b ↔ a ≤ b :=
  ⟨fun h => le_of_not_lt fun hlt => not_le_of_lt (exp_lt_exp hlt) h,
   fun h => match instDecidableEq a b with
    | .isTrue e => le_of_eq (congrArg exp e)
    | .isFalse e => le_of_lt (exp_lt_exp (lt_of_le_of_ne h e))⟩

/-- The exponential of a multiple is a power. -/
theorem exp_natCast_mul (n : Nat) (a : R) : exp (natCast n * a) = exp a ^ n := by
  induction n with
  | zero => exact (congrArg exp (zero_mul a)).trans exp_zero
  | succ n ih =>
    show exp (natCast (n + 1) * a) = exp a ^ n * exp a
    rw [natCast_succ, right_distrib, one_mul, exp_add, ih]

/-- An upper bound of the exponential below one, from its tangent. -/
theorem exp_le_inv {a : R} (h : a < 1) : exp a ≤ 1 / (1 - a) := by
  rw [le_div_iff (sub_pos.mpr h)]
  have h' := mul_le_mul_of_nonneg_left (one_add_le_exp (-a)) (le_of_lt (exp_pos a))
  rw [exp_mul_exp_neg, ← sub_eq_add_neg] at h'
  exact h'

/-! ## Square roots -/

/-- A square root is nonnegative. -/
theorem sqrt_nonneg (a : R) : 0 ≤ sqrt a := ExpField.sqrt_nonneg a

/-- The product of the square root with itself is the element. -/
theorem mul_self_sqrt {a : R} (h : 0 ≤ a) : sqrt a * sqrt a = a := ExpField.mul_self_sqrt a h

/-- The square root of a product of an element with itself is the absolute value. -/
theorem sqrt_mul_self_eq_abs (a : R) : sqrt (a * a) = abs a :=
  eq_of_mul_self_eq_mul_self (by rw [mul_self_sqrt (mul_self_nonneg a), abs_mul_abs_self])
    (sqrt_nonneg (a * a)) (abs_nonneg a)

/-- The square root of a product of a nonnegative element with itself is the element. -/
theorem sqrt_mul_self {a : R} (h : 0 ≤ a) : sqrt (a * a) = a := by
  rw [sqrt_mul_self_eq_abs, abs_of_nonneg h]

/-- The square root of zero is zero. -/
theorem sqrt_zero : sqrt (0 : R) = 0 := eq_zero_of_mul_self_eq_zero (mul_self_sqrt (le_refl 0))

/-- The square root of one is one. -/
theorem sqrt_one : sqrt (1 : R) = 1 := by
  have h := sqrt_mul_self (zero_le_one (R := R))
  rw [mul_one] at h
  exact h

/-- A square root is at most `b` exactly if the element is at most `b * b`. -/
theorem sqrt_le_iff {a b : R} (ha : 0 ≤ a) (hb : 0 ≤ b) : sqrt a ≤ b ↔ a ≤ b * b :=
  ⟨fun h => by
    rw [← mul_self_sqrt ha]
    exact mul_le_mul h h (sqrt_nonneg a) hb,
   fun h => le_of_mul_self_le_mul_self (by rw [mul_self_sqrt ha]; exact h) hb⟩

/-- A nonnegative element is at most a square root exactly if its product with itself is at most the
radicand. -/
theorem le_sqrt_iff {a b : R} (ha : 0 ≤ a) (hb : 0 ≤ b) : b ≤ sqrt a ↔ b * b ≤ a :=
  ⟨fun h => by
    rw [← mul_self_sqrt ha]
    exact mul_le_mul h h hb (sqrt_nonneg a),
   fun h => le_of_mul_self_le_mul_self (by rw [mul_self_sqrt ha]; exact h) (sqrt_nonneg a)⟩

/-- The square root is increasing. -/
theorem sqrt_le_sqrt {a b : R} (ha : 0 ≤ a) (h : a ≤ b) : sqrt a ≤ sqrt b :=
  (sqrt_le_iff ha (sqrt_nonneg b)).mpr (by rw [mul_self_sqrt (le_trans ha h)]; exact h)

/-- The square root of a positive element is positive. -/
theorem sqrt_pos {a : R} (h : 0 < a) : 0 < sqrt a :=
  lt_of_le_of_ne (sqrt_nonneg a) fun h0 =>
    ne_of_lt h (by rw [← mul_self_sqrt (le_of_lt h), ← h0, mul_zero])

/-- The square root of a product is the product of the square roots. -/
theorem sqrt_mul {a b : R} (ha : 0 ≤ a) (hb : 0 ≤ b) : sqrt (a * b) = sqrt a * sqrt b :=
  eq_of_mul_self_eq_mul_self
    (by rw [mul_self_sqrt (mul_nonneg ha hb), mul_mul_mul_comm, mul_self_sqrt ha, mul_self_sqrt hb])
    (sqrt_nonneg _) (mul_nonneg (sqrt_nonneg a) (sqrt_nonneg b))

/-- The square root of a sum is at most the sum of the square roots. -/
theorem sqrt_add_le {a b : R} (ha : 0 ≤ a) (hb : 0 ≤ b) : sqrt (a + b) ≤ sqrt a + sqrt b := by
  have hab := mul_nonneg (sqrt_nonneg a) (sqrt_nonneg b)
  rw [sqrt_le_iff (add_nonneg ha hb) (add_nonneg (sqrt_nonneg a) (sqrt_nonneg b)), left_distrib,
    right_distrib, right_distrib, mul_self_sqrt ha, mul_self_sqrt hb]
  exact add_le_add (le_add_of_nonneg_right (by rw [mul_comm]; exact hab))
    (le_add_of_nonneg_left hab)

end QuantCert
