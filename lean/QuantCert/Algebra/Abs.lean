prelude
import QuantCert.Algebra.Order

/-!
# Absolute value

## Main definitions
* `abs a`: the absolute value of `a`.

## Main theorems
* `abs_le`: `|a| ≤ b` says `-b ≤ a` and `a ≤ b`.
* `abs_add_le`: the triangle inequality.
* `abs_mul`: the absolute value of a product is the product of the absolute values.
* `abs_sub_le_add`: the triangle inequality through an intermediate point.
-/

universe u

namespace QuantCert

variable {R : Type u} [OrderedField R]

/-- The absolute value: `a` itself if it is nonnegative, else `-a`. -/
def abs (a : R) : R := if 0 ≤ a then a else -a

/-- A nonnegative element is its own absolute value. -/
theorem abs_of_nonneg {a : R} (h : 0 ≤ a) : abs a = a := if_pos h

/-- The absolute value of an element at most zero is its negative. -/
theorem abs_of_nonpos {a : R} (h : a ≤ 0) : abs a = -a :=
  match instDecidableLe 0 a with
  | .isTrue h0 => by rw [le_antisymm h h0, abs_of_nonneg (le_refl 0), neg_zero]
  | .isFalse h0 => if_neg h0

/-- An element is at most its absolute value. -/
theorem le_abs_self (a : R) : a ≤ abs a :=
  (le_total 0 a).elim (fun h => le_of_eq (abs_of_nonneg h).symm) fun h => by
    rw [abs_of_nonpos h]; exact le_trans h (neg_nonneg_of_nonpos h)

/-- The negative of an element is at most its absolute value. -/
theorem neg_le_abs (a : R) : -a ≤ abs a :=
  (le_total 0 a).elim (fun h => by rw [abs_of_nonneg h]; exact neg_le_self h)
    fun h => le_of_eq (abs_of_nonpos h).symm

/-- The negative of the absolute value is at most the element. -/
theorem neg_abs_le (a : R) : -abs a ≤ a := neg_le_of_neg_le (neg_le_abs a)

/-- An upper bound of an element and of its negative bounds the absolute value. -/
theorem abs_le_of {a b : R} (h : a ≤ b) (h' : -a ≤ b) : abs a ≤ b :=
  (le_total 0 a).elim (fun h0 => by rw [abs_of_nonneg h0]; exact h)
    fun h0 => by rw [abs_of_nonpos h0]; exact h'

/-- The absolute value is at most `b` exactly if the element lies between `-b` and `b`. -/
theorem abs_le {a b : R} : abs a ≤ b ↔ -b ≤ a ∧ a ≤ b :=
  ⟨fun h => ⟨neg_le_of_neg_le (le_trans (neg_le_abs a) h), le_trans (le_abs_self a) h⟩,
   fun h => abs_le_of h.2 (neg_le_of_neg_le h.1)⟩

/-- The absolute value is nonnegative. -/
theorem abs_nonneg (a : R) : 0 ≤ abs a :=
  (le_total 0 a).elim (fun h => le_trans h (le_abs_self a))
    fun h => le_trans (neg_nonneg_of_nonpos h) (neg_le_abs a)

/-- The absolute value of zero is zero. -/
theorem abs_zero : abs (0 : R) = 0 := abs_of_nonneg (le_refl 0)

/-- The absolute value of one is one. -/
theorem abs_one : abs (1 : R) = 1 := abs_of_nonneg zero_le_one

/-- An element and its negative have the same absolute value. -/
theorem abs_neg (a : R) : abs (-a) = abs a :=
  le_antisymm (abs_le_of (neg_le_abs a) (by rw [neg_neg]; exact le_abs_self a))
    (abs_le_of (by have h := neg_le_abs (-a); rw [neg_neg] at h; exact h) (le_abs_self (-a)))

/-- Differences in either direction have the same absolute value. -/
theorem abs_sub_comm (a b : R) : abs (a - b) = abs (b - a) := by rw [← neg_sub, abs_neg]

/-- Taking the absolute value twice changes nothing. -/
theorem abs_abs (a : R) : abs (abs a) = abs a := abs_of_nonneg (abs_nonneg a)

/-- Only zero has absolute value zero. -/
theorem eq_zero_of_abs_eq_zero {a : R} (h : abs a = 0) : a = 0 :=
  le_antisymm (h ▸ le_abs_self a) (by have h' := neg_abs_le a; rw [h, neg_zero] at h'; exact h')

/-- The absolute value of a product is the product of the absolute values. -/
theorem abs_mul (a b : R) : abs (a * b) = abs a * abs b := by
  cases le_total 0 a with
  | inl ha =>
    cases le_total 0 b with
    | inl hb => rw [abs_of_nonneg ha, abs_of_nonneg hb, abs_of_nonneg (mul_nonneg ha hb)]
    | inr hb =>
      rw [← abs_neg, ← mul_neg, abs_of_nonneg ha, abs_of_nonpos hb,
        abs_of_nonneg (mul_nonneg ha (neg_nonneg_of_nonpos hb))]
  | inr ha =>
    cases le_total 0 b with
    | inl hb =>
      rw [← abs_neg, ← neg_mul, abs_of_nonpos ha, abs_of_nonneg hb,
        abs_of_nonneg (mul_nonneg (neg_nonneg_of_nonpos ha) hb)]
    | inr hb =>
      rw [← neg_mul_neg, abs_of_nonpos ha, abs_of_nonpos hb,
        abs_of_nonneg (mul_nonneg (neg_nonneg_of_nonpos ha) (neg_nonneg_of_nonpos hb))]

/-- The product of an absolute value with itself is the product of the element with itself. -/
theorem abs_mul_abs_self (a : R) : abs a * abs a = a * a := by
  rw [← abs_mul, abs_of_nonneg (mul_self_nonneg a)]

/-- The absolute value of a quotient by a positive element. -/
theorem abs_div_of_pos (a : R) {b : R} (hb : 0 < b) : abs (a / b) = abs a / b := by
  rw [div_eq_mul_inv, div_eq_mul_inv, abs_mul, abs_of_nonneg (le_of_lt (inv_pos hb))]

/-- The triangle inequality. -/
theorem abs_add_le (a b : R) : abs (a + b) ≤ abs a + abs b :=
  abs_le_of (add_le_add (le_abs_self a) (le_abs_self b))
    (by rw [neg_add]; exact add_le_add (neg_le_abs a) (neg_le_abs b))

/-- The triangle inequality for a difference. -/
theorem abs_sub_le_add (a b : R) : abs (a - b) ≤ abs a + abs b := by
  have h := abs_add_le a (-b)
  rw [abs_neg, ← sub_eq_add_neg] at h
  exact h

/-- The triangle inequality through an intermediate point. -/
theorem abs_sub_le (a b c : R) : abs (a - c) ≤ abs (a - b) + abs (b - c) := by
  rw [← sub_add_sub_cancel a b c]; exact abs_add_le (a - b) (b - c)

/-- The difference of absolute values is at most the absolute value of the difference. -/
theorem abs_sub_abs_le (a b : R) : abs a - abs b ≤ abs (a - b) := by
  rw [sub_le_iff_le_add]
  have h := abs_add_le (a - b) b
  rw [sub_add_cancel] at h
  exact h

/-- A product is bounded by the product of bounds of its factors. -/
theorem abs_mul_le {a b x y : R} (ha : abs a ≤ x) (hb : abs b ≤ y) : abs (a * b) ≤ x * y := by
  rw [abs_mul]; exact mul_le_mul ha hb (abs_nonneg b) (le_trans (abs_nonneg a) ha)

end QuantCert
