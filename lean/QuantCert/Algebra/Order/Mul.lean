prelude
import QuantCert.Algebra.Order.Add

/-!
# Order and multiplication

The rules of the order with products, quotients, powers and the casts of natural numbers.

## Main theorems
* `mul_le_mul`, `mul_nonneg`, `mul_self_nonneg`: products.
* `div_le_iff`, `le_div_iff`: division by a positive element.
* `pow_nonneg`, `pow_le_pow_left`, `two_pow_pos`: powers.
-/

universe u

namespace QuantCert

variable {R : Type u} [OrderedField R]

/-! ## Multiplication -/

/-- A product of nonnegative elements is nonnegative. -/
theorem mul_nonneg {a b : R} (ha : 0 ≤ a) (hb : 0 ≤ b) : 0 ≤ a * b :=
  OrderedField.mul_nonneg a b ha hb

/-- A product of positive elements is positive. -/
theorem mul_pos {a b : R} (ha : 0 < a) (hb : 0 < b) : 0 < a * b :=
  lt_of_le_of_ne (mul_nonneg (le_of_lt ha) (le_of_lt hb))
    fun h => mul_ne_zero (ne_of_gt ha) (ne_of_gt hb) h.symm

/-- Multiplying on the left with a nonnegative element preserves the order. -/
theorem mul_le_mul_of_nonneg_left {a b c : R} (h : a ≤ b) (hc : 0 ≤ c) : c * a ≤ c * b :=
  le_of_sub_eq (mul_sub c b a).symm (mul_nonneg hc (sub_nonneg.mpr h))

/-- Multiplying on the right with a nonnegative element preserves the order. -/
theorem mul_le_mul_of_nonneg_right {a b c : R} (h : a ≤ b) (hc : 0 ≤ c) : a * c ≤ b * c := by
  rw [mul_comm a, mul_comm b]; exact mul_le_mul_of_nonneg_left h hc

/-- Inequalities between nonnegative elements are multiplied. -/
theorem mul_le_mul {a b c d : R} (hab : a ≤ b) (hcd : c ≤ d) (hc : 0 ≤ c) (hb : 0 ≤ b) :
    a * c ≤ b * d :=
  le_trans (mul_le_mul_of_nonneg_right hab hc) (mul_le_mul_of_nonneg_left hcd hb)

/-- Multiplying on the left with a positive element preserves the strict order. -/
theorem mul_lt_mul_of_pos_left {a b c : R} (h : a < b) (hc : 0 < c) : c * a < c * b :=
  sub_pos.mp (by rw [← mul_sub]; exact mul_pos hc (sub_pos.mpr h))

/-- Multiplying on the right with a positive element preserves the strict order. -/
theorem mul_lt_mul_of_pos_right {a b c : R} (h : a < b) (hc : 0 < c) : a * c < b * c := by
  rw [mul_comm a, mul_comm b]; exact mul_lt_mul_of_pos_left h hc

/-- A common positive left factor can be cancelled in an inequality. -/
theorem le_of_mul_le_mul_left {a b c : R} (h : c * a ≤ c * b) (hc : 0 < c) : a ≤ b :=
  le_of_not_lt fun hlt => not_le_of_lt (mul_lt_mul_of_pos_left hlt hc) h

/-- A common positive right factor can be cancelled in an inequality. -/
theorem le_of_mul_le_mul_right {a b c : R} (h : a * c ≤ b * c) (hc : 0 < c) : a ≤ b := by
  rw [mul_comm a, mul_comm b] at h; exact le_of_mul_le_mul_left h hc

/-- A product with itself is nonnegative. -/
theorem mul_self_nonneg (a : R) : 0 ≤ a * a :=
  (le_total 0 a).elim (fun h => mul_nonneg h h) fun h => by
    rw [← neg_mul_neg]; exact mul_nonneg (neg_nonneg_of_nonpos h) (neg_nonneg_of_nonpos h)

/-- A square is nonnegative. -/
theorem sq_nonneg (a : R) : 0 ≤ a ^ 2 := by rw [pow_two]; exact mul_self_nonneg a

/-- A product with itself is zero only for zero. -/
theorem eq_zero_of_mul_self_eq_zero {a : R} (h : a * a = 0) : a = 0 :=
  (eq_zero_or_eq_zero_of_mul_eq_zero h).elim id id

/-- One is positive. -/
theorem zero_lt_one : (0 : R) < 1 :=
  lt_of_le_of_ne (by have h := mul_self_nonneg (1 : R); rw [mul_one] at h; exact h) zero_ne_one

/-- One is nonnegative. -/
theorem zero_le_one : (0 : R) ≤ 1 := le_of_lt zero_lt_one

/-- Nonnegative elements are ordered as their products with themselves. -/
theorem le_of_mul_self_le_mul_self {a b : R} (h : a * a ≤ b * b) (hb : 0 ≤ b) : a ≤ b :=
  le_of_not_lt fun hlt =>
    have hlt' : b * b < a * a :=
      calc b * b
        _ ≤ b * a := mul_le_mul_of_nonneg_left (le_of_lt hlt) hb
        _ < a * a := mul_lt_mul_of_pos_right hlt (lt_of_le_of_lt hb hlt)
    not_le_of_lt hlt' h

/-- Nonnegative elements with equal products with themselves are equal. -/
theorem eq_of_mul_self_eq_mul_self {a b : R} (h : a * a = b * b) (ha : 0 ≤ a) (hb : 0 ≤ b) :
    a = b :=
  le_antisymm (le_of_mul_self_le_mul_self (le_of_eq h) hb)
    (le_of_mul_self_le_mul_self (le_of_eq h.symm) ha)

/-! ## Division -/

/-- The inverse of a positive element is positive. -/
theorem inv_pos {a : R} (h : 0 < a) : 0 < inv a :=
  lt_of_not_le fun hi => not_le_of_lt (zero_lt_one (R := R)) (by
    have h' := mul_le_mul_of_nonneg_left hi (le_of_lt h)
    rw [mul_inv_cancel (ne_of_gt h), mul_zero] at h'
    exact h')

/-- A quotient of a nonnegative by a positive element is nonnegative. -/
theorem div_nonneg {a b : R} (ha : 0 ≤ a) (hb : 0 < b) : 0 ≤ a / b := by
  rw [div_eq_mul_inv]; exact mul_nonneg ha (le_of_lt (inv_pos hb))

/-- A quotient of positive elements is positive. -/
theorem div_pos {a b : R} (ha : 0 < a) (hb : 0 < b) : 0 < a / b := by
  rw [div_eq_mul_inv]; exact mul_pos ha (inv_pos hb)

/-- A positive denominator moves to the other side of an upper bound. -/
theorem div_le_iff {a b c : R} (hc : 0 < c) : a / c ≤ b ↔ a ≤ b * c :=
  ⟨fun h => by
    have h' := mul_le_mul_of_nonneg_right h (le_of_lt hc)
    rw [div_mul_cancel a (ne_of_gt hc)] at h'
    exact h',
   fun h => le_of_mul_le_mul_right (by rw [div_mul_cancel a (ne_of_gt hc)]; exact h) hc⟩

/-- A positive denominator moves to the other side of a lower bound. -/
theorem le_div_iff {a b c : R} (hc : 0 < c) : a ≤ b / c ↔ a * c ≤ b :=
  ⟨fun h => by
    have h' := mul_le_mul_of_nonneg_right h (le_of_lt hc)
    rw [div_mul_cancel b (ne_of_gt hc)] at h'
    exact h',
   fun h => le_of_mul_le_mul_right (by rw [div_mul_cancel b (ne_of_gt hc)]; exact h) hc⟩

/-- Dividing by a positive element preserves the order. -/
theorem div_le_div_right {a b c : R} (h : a ≤ b) (hc : 0 < c) : a / c ≤ b / c := by
  rw [div_le_iff hc, div_mul_cancel b (ne_of_gt hc)]; exact h

/-! ## Powers -/

/-- A power of a nonnegative element is nonnegative. -/
theorem pow_nonneg {a : R} (h : 0 ≤ a) (n : Nat) : 0 ≤ a ^ n := by
  induction n with
  | zero => exact zero_le_one
  | succ n ih => exact mul_nonneg ih h

/-- A power of a positive element is positive. -/
theorem pow_pos {a : R} (h : 0 < a) (n : Nat) : 0 < a ^ n := by
  induction n with
  | zero => exact zero_lt_one
  | succ n ih => exact mul_pos ih h

/-- Powers of nonnegative elements are ordered as their bases. -/
theorem pow_le_pow_left {a b : R} (ha : 0 ≤ a) (h : a ≤ b) (n : Nat) : a ^ n ≤ b ^ n := by
  induction n with
  | zero => exact le_refl 1
  | succ n ih => exact mul_le_mul ih h ha (pow_nonneg (le_trans ha h) n)

/-- Powers of an element at least one are at least one. -/
theorem one_le_pow {a : R} (h : 1 ≤ a) (n : Nat) : 1 ≤ a ^ n := by
  have h' := pow_le_pow_left zero_le_one h n
  rw [one_pow] at h'
  exact h'

/-! ## Natural numbers in `R` -/

/-- A natural number is nonnegative in `R`. -/
theorem natCast_nonneg (n : Nat) : (0 : R) ≤ natCast n := by
  induction n with
  | zero => exact le_refl 0
  | succ n ih =>
    show 0 ≤ natCast (n + 1)
    rw [natCast_succ]
    exact add_nonneg ih zero_le_one

/-- A successor is positive in `R`. -/
theorem natCast_succ_pos (n : Nat) : (0 : R) < natCast (n + 1) := by
  rw [natCast_succ, add_comm]
  exact add_pos_of_pos_of_nonneg zero_lt_one (natCast_nonneg n)

/-- Two is positive. -/
theorem zero_lt_two : (0 : R) < 2 := natCast_succ_pos 1

/-- A power of two is positive. -/
theorem two_pow_pos (p : Nat) : (0 : R) < 2 ^ p := pow_pos zero_lt_two p

/-- A power of two is nonzero. -/
theorem two_pow_ne_zero (p : Nat) : (2 : R) ^ p ≠ 0 := ne_of_gt (two_pow_pos p)

/-- Half of an element and half of it add to the element. -/
theorem add_halves (a : R) : a / 2 + a / 2 = a := by
  rw [← two_mul, mul_comm, div_mul_cancel a (ne_of_gt zero_lt_two)]

end QuantCert
