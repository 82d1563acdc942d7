prelude
import QuantCert.Algebra.OrderedField

/-!
# Ring identities

The laws of `OrderedField` with numerals `0` and `1`, and the identities that follow from them.

## Main theorems
* `add_comm`, `add_left_comm`, `add_assoc`, `mul_comm`, `mul_left_comm`, `mul_assoc`: normal forms
  of sums and products with `simp only`.
* `left_distrib`, `right_distrib`, `neg_mul`, `mul_neg`, `sub_mul`, `mul_sub`: distributivity.
-/

universe u

namespace QuantCert

variable {R : Type u} [OrderedField R]

/-! ## Addition -/

/-- Addition is associative. -/
theorem add_assoc (a b c : R) : a + b + c = a + (b + c) := OrderedField.add_assoc a b c

/-- Addition is commutative. -/
theorem add_comm (a b : R) : a + b = b + a := OrderedField.add_comm a b

/-- The first two of three summands change places. -/
theorem add_left_comm (a b c : R) : a + (b + c) = b + (a + c) := by
  rw [← add_assoc, add_comm a b, add_assoc]

/-- The last two of three summands change places. -/
theorem add_right_comm (a b c : R) : a + b + c = a + c + b := by
  rw [add_assoc, add_comm b c, ← add_assoc]

/-- Two sums of two are added summand by summand. -/
theorem add_add_add_comm (a b c d : R) : a + b + (c + d) = a + c + (b + d) := by
  simp only [add_assoc, add_left_comm b c]

/-- Zero is neutral on the right. -/
theorem add_zero (a : R) : a + 0 = a := OrderedField.add_zero a

/-- Zero is neutral on the left. -/
theorem zero_add (a : R) : 0 + a = a := by rw [add_comm, add_zero]

/-- An element and its negative cancel. -/
theorem add_neg_cancel (a : R) : a + -a = 0 := OrderedField.add_neg_self a

/-- The negative of an element and the element cancel. -/
theorem neg_add_cancel (a : R) : -a + a = 0 := by rw [add_comm, add_neg_cancel]

/-- Adding `a` undoes adding `-a`. -/
theorem add_neg_cancel_left (a b : R) : a + (-a + b) = b := by
  rw [← add_assoc, add_neg_cancel, zero_add]

/-- Adding `-a` undoes adding `a`. -/
theorem neg_add_cancel_left (a b : R) : -a + (a + b) = b := by
  rw [← add_assoc, neg_add_cancel, zero_add]

/-- A common left summand can be cancelled. -/
theorem add_left_cancel {a b c : R} (h : a + b = a + c) : b = c := by
  rw [← neg_add_cancel_left a b, h, neg_add_cancel_left]

/-- A common right summand can be cancelled. -/
theorem add_right_cancel {a b c : R} (h : b + a = c + a) : b = c :=
  add_left_cancel (by rw [add_comm a b, h, add_comm])

/-- What adds to zero with `a` is `-a`. -/
theorem eq_neg_of_add_eq_zero {a b : R} (h : a + b = 0) : b = -a :=
  add_left_cancel (h.trans (add_neg_cancel a).symm)

/-- The negative of zero is zero. -/
theorem neg_zero : -(0 : R) = 0 := (eq_neg_of_add_eq_zero (add_zero 0)).symm

/-- Negation undoes itself. -/
theorem neg_neg (a : R) : -(-a) = a := (eq_neg_of_add_eq_zero (neg_add_cancel a)).symm

/-- Negation is injective. -/
theorem neg_inj {a b : R} (h : -a = -b) : a = b := by rw [← neg_neg a, h, neg_neg]

/-- The negative of a sum is the sum of the negatives. -/
theorem neg_add (a b : R) : -(a + b) = -a + -b :=
  (eq_neg_of_add_eq_zero (by rw [add_add_add_comm, add_neg_cancel, add_neg_cancel, add_zero])).symm

/-! ## Subtraction -/

/-- Subtraction adds the negative. -/
theorem sub_eq_add_neg (a b : R) : a - b = a + -b := OrderedField.sub_eq_add_neg a b

/-- An element minus itself is zero. -/
theorem sub_self (a : R) : a - a = 0 := by rw [sub_eq_add_neg, add_neg_cancel]

/-- Subtracting zero changes nothing. -/
theorem sub_zero (a : R) : a - 0 = a := by rw [sub_eq_add_neg, neg_zero, add_zero]

/-- Zero minus `a` is the negative of `a`. -/
theorem zero_sub (a : R) : 0 - a = -a := by rw [sub_eq_add_neg, zero_add]

/-- The negative of a difference is the opposite difference. -/
theorem neg_sub (a b : R) : -(a - b) = b - a := by
  rw [sub_eq_add_neg, sub_eq_add_neg, neg_add, neg_neg, add_comm]

/-- Subtracting a negative adds. -/
theorem sub_neg (a b : R) : a - -b = a + b := by rw [sub_eq_add_neg, neg_neg]

/-- Adding back what was subtracted. -/
theorem sub_add_cancel (a b : R) : a - b + b = a := by
  rw [sub_eq_add_neg, add_assoc, neg_add_cancel, add_zero]

/-- Subtracting what was added on the right. -/
theorem add_sub_cancel_right (a b : R) : a + b - b = a := by
  rw [sub_eq_add_neg, add_assoc, add_neg_cancel, add_zero]

/-- Subtracting what was added on the left. -/
theorem add_sub_cancel_left (a b : R) : a + b - a = b := by rw [add_comm, add_sub_cancel_right]

/-- Adding to `a` the difference `b - a` gives `b`. -/
theorem add_sub_cancel (a b : R) : a + (b - a) = b := by rw [add_comm, sub_add_cancel]

/-- A sum of differences is the difference of the sums. -/
theorem add_sub_add_comm (a b c d : R) : a + b - (c + d) = a - c + (b - d) := by
  simp only [sub_eq_add_neg, neg_add, add_add_add_comm]

/-- A difference splits at any point between. -/
theorem sub_add_sub_cancel (a b c : R) : a - b + (b - c) = a - c := by
  rw [sub_eq_add_neg b, ← add_assoc, sub_add_cancel, sub_eq_add_neg]

/-- Elements whose difference is zero are equal. -/
theorem eq_of_sub_eq_zero {a b : R} (h : a - b = 0) : a = b := by
  rw [← sub_add_cancel a b, h, zero_add]

/-- Subtraction of `b` moves to the other side of an equation. -/
theorem sub_eq_iff_eq_add {a b c : R} : a - b = c ↔ a = c + b :=
  ⟨fun h => by rw [← h, sub_add_cancel], fun h => by rw [h, add_sub_cancel_right]⟩

/-! ## Multiplication -/

/-- Multiplication is associative. -/
theorem mul_assoc (a b c : R) : a * b * c = a * (b * c) := OrderedField.mul_assoc a b c

/-- Multiplication is commutative. -/
theorem mul_comm (a b : R) : a * b = b * a := OrderedField.mul_comm a b

/-- The first two of three factors change places. -/
theorem mul_left_comm (a b c : R) : a * (b * c) = b * (a * c) := by
  rw [← mul_assoc, mul_comm a b, mul_assoc]

/-- The last two of three factors change places. -/
theorem mul_right_comm (a b c : R) : a * b * c = a * c * b := by
  rw [mul_assoc, mul_comm b c, ← mul_assoc]

/-- Two products of two are multiplied factor by factor. -/
theorem mul_mul_mul_comm (a b c d : R) : a * b * (c * d) = a * c * (b * d) := by
  simp only [mul_assoc, mul_left_comm b c]

/-- One is neutral on the right. -/
theorem mul_one (a : R) : a * 1 = a := OrderedField.mul_one a

/-- One is neutral on the left. -/
theorem one_mul (a : R) : 1 * a = a := by rw [mul_comm, mul_one]

/-- Multiplication distributes over a sum on the right. -/
theorem left_distrib (a b c : R) : a * (b + c) = a * b + a * c := OrderedField.mul_add a b c

/-- Multiplication distributes over a sum on the left. -/
theorem right_distrib (a b c : R) : (a + b) * c = a * c + b * c := by
  rw [mul_comm, left_distrib, mul_comm c a, mul_comm c b]

/-- Multiplication distributes over a sum on the right. -/
theorem mul_add (a b c : R) : a * (b + c) = a * b + a * c := left_distrib a b c

/-- Multiplication distributes over a sum on the left. -/
theorem add_mul (a b c : R) : (a + b) * c = a * c + b * c := right_distrib a b c

/-- A product with zero on the right is zero. -/
theorem mul_zero (a : R) : a * 0 = 0 :=
  add_left_cancel (a := a * 0) (by rw [← left_distrib, add_zero, add_zero])

/-- A product with zero on the left is zero. -/
theorem zero_mul (a : R) : 0 * a = 0 := by rw [mul_comm, mul_zero]

/-- A sign moves out of the right factor. -/
theorem mul_neg (a b : R) : a * -b = -(a * b) :=
  eq_neg_of_add_eq_zero (by rw [← left_distrib, add_neg_cancel, mul_zero])

/-- A sign moves out of the left factor. -/
theorem neg_mul (a b : R) : -a * b = -(a * b) := by rw [mul_comm, mul_neg, mul_comm]

/-- Two signs cancel in a product. -/
theorem neg_mul_neg (a b : R) : -a * -b = a * b := by rw [mul_neg, neg_mul, neg_neg]

/-- Multiplication distributes over a difference on the right. -/
theorem mul_sub (a b c : R) : a * (b - c) = a * b - a * c := by
  rw [sub_eq_add_neg, sub_eq_add_neg, left_distrib, mul_neg]

/-- Multiplication distributes over a difference on the left. -/
theorem sub_mul (a b c : R) : (a - b) * c = a * c - b * c := by
  rw [mul_comm, mul_sub, mul_comm c a, mul_comm c b]

/-- The numeral two is one plus one. -/
theorem one_add_one : (1 : R) + 1 = 2 := rfl

/-- Twice an element is its sum with itself. -/
theorem two_mul (a : R) : 2 * a = a + a := by rw [← one_add_one, right_distrib, one_mul]

end QuantCert
