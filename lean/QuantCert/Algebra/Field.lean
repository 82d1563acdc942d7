prelude
import QuantCert.Algebra.Ring

/-!
# Inverse and division

## Main definitions
* `inv a`: the multiplicative inverse of a nonzero element.

## Main theorems
* `mul_inv_cancel`, `div_mul_cancel`, `mul_div_cancel`: cancelling a nonzero element.
* `eq_div_iff`: an equation with a quotient becomes one with a product.
* `eq_zero_or_eq_zero_of_mul_eq_zero`: a product is zero only if a factor is.
-/

universe u

namespace QuantCert

variable {R : Type u} [OrderedField R]

/-- Zero and one differ. -/
theorem zero_ne_one : (0 : R) ≠ 1 := OrderedField.zero_ne_one

/-- One and zero differ. -/
theorem one_ne_zero : (1 : R) ≠ 0 := fun h => zero_ne_one h.symm

/-- The multiplicative inverse of a nonzero element. -/
abbrev inv (a : R) : R := OrderedField.inv a

/-- A nonzero element times its inverse is one. -/
theorem mul_inv_cancel {a : R} (h : a ≠ 0) : a * inv a = 1 := OrderedField.mul_inv_self a h

/-- The inverse of a nonzero element times the element is one. -/
theorem inv_mul_cancel {a : R} (h : a ≠ 0) : inv a * a = 1 := by rw [mul_comm, mul_inv_cancel h]

/-- Division multiplies by the inverse. -/
theorem div_eq_mul_inv (a b : R) : a / b = a * inv b := OrderedField.div_eq_mul_inv a b

/-- A common nonzero left factor can be cancelled. -/
theorem mul_left_cancel {a b c : R} (ha : a ≠ 0) (h : a * b = a * c) : b = c := by
  rw [← one_mul b, ← one_mul c, ← inv_mul_cancel ha, mul_assoc, h, mul_assoc]

/-- A common nonzero right factor can be cancelled. -/
theorem mul_right_cancel {a b c : R} (ha : a ≠ 0) (h : b * a = c * a) : b = c :=
  mul_left_cancel ha (by rw [mul_comm a b, h, mul_comm])

/-- A product of nonzero elements is nonzero. -/
theorem mul_ne_zero {a b : R} (ha : a ≠ 0) (hb : b ≠ 0) : a * b ≠ 0 := fun h =>
  hb (mul_left_cancel ha (h.trans (mul_zero a).symm))

/-- If a product is zero, one of its factors is. -/
theorem eq_zero_or_eq_zero_of_mul_eq_zero {a b : R} (h : a * b = 0) : a = 0 ∨ b = 0 :=
  match instDecidableEq a 0 with
  | .isTrue ha => .inl ha
  | .isFalse ha => .inr (mul_left_cancel ha (h.trans (mul_zero a).symm))

/-- The inverse of a nonzero element is nonzero. -/
theorem inv_ne_zero {a : R} (h : a ≠ 0) : inv a ≠ 0 := fun hi =>
  one_ne_zero (by rw [← mul_inv_cancel h, hi, mul_zero])

/-- What multiplies with `a` to one is the inverse of `a`. -/
theorem eq_inv_of_mul_eq_one {a b : R} (h : a * b = 1) : b = inv a :=
  have ha : a ≠ 0 := fun h0 => zero_ne_one (by rw [← h, h0, zero_mul])
  mul_left_cancel ha (h.trans (mul_inv_cancel ha).symm)

/-- The inverse of one is one. -/
theorem inv_one : inv (1 : R) = 1 := (eq_inv_of_mul_eq_one (mul_one 1)).symm

/-- The inverse of the inverse is the element. -/
theorem inv_inv {a : R} (h : a ≠ 0) : inv (inv a) = a :=
  (eq_inv_of_mul_eq_one (inv_mul_cancel h)).symm

/-- The inverse of a product of nonzero elements is the product of the inverses. -/
theorem mul_inv {a b : R} (ha : a ≠ 0) (hb : b ≠ 0) : inv (a * b) = inv a * inv b :=
  (eq_inv_of_mul_eq_one (by
    rw [mul_mul_mul_comm, mul_inv_cancel ha, mul_inv_cancel hb, mul_one])).symm

/-- A nonzero element divided by itself is one. -/
theorem div_self {a : R} (h : a ≠ 0) : a / a = 1 := by rw [div_eq_mul_inv, mul_inv_cancel h]

/-- Division by one changes nothing. -/
theorem div_one (a : R) : a / 1 = a := by rw [div_eq_mul_inv, inv_one, mul_one]

/-- Zero divided by anything is zero. -/
theorem zero_div (a : R) : 0 / a = 0 := by rw [div_eq_mul_inv, zero_mul]

/-- Multiplying back what was divided by. -/
theorem div_mul_cancel (a : R) {b : R} (h : b ≠ 0) : a / b * b = a := by
  rw [div_eq_mul_inv, mul_assoc, inv_mul_cancel h, mul_one]

/-- Dividing by what was multiplied with. -/
theorem mul_div_cancel (a : R) {b : R} (h : b ≠ 0) : a * b / b = a := by
  rw [div_eq_mul_inv, mul_assoc, mul_inv_cancel h, mul_one]

/-- A factor moves out of a numerator. -/
theorem mul_div_assoc (a b c : R) : a * b / c = a * (b / c) := by
  rw [div_eq_mul_inv, div_eq_mul_inv, mul_assoc]

/-- A right factor moves into the numerator. -/
theorem div_mul_eq_mul_div (a b c : R) : a / b * c = a * c / b := by
  rw [div_eq_mul_inv, div_eq_mul_inv, mul_right_comm]

/-- A quotient of a sum is the sum of the quotients. -/
theorem add_div (a b c : R) : (a + b) / c = a / c + b / c := by
  simp only [div_eq_mul_inv, right_distrib]

/-- A quotient of a difference is the difference of the quotients. -/
theorem sub_div (a b c : R) : (a - b) / c = a / c - b / c := by
  simp only [div_eq_mul_inv, sub_mul]

/-- A sign moves out of a numerator. -/
theorem neg_div (a b : R) : -a / b = -(a / b) := by simp only [div_eq_mul_inv, neg_mul]

/-- An equation with a quotient becomes one with a product. -/
theorem eq_div_iff {a b c : R} (h : c ≠ 0) : a = b / c ↔ a * c = b :=
  ⟨fun e => by rw [e, div_mul_cancel b h], fun e => by rw [← e, mul_div_cancel a h]⟩

/-- Quotients are multiplied by numerators and denominators. -/
theorem div_mul_div_comm (a c : R) {b d : R} (hb : b ≠ 0) (hd : d ≠ 0) :
    a / b * (c / d) = a * c / (b * d) := by
  simp only [div_eq_mul_inv, mul_inv hb hd, mul_mul_mul_comm]

/-- A common nonzero right factor of numerator and denominator cancels. -/
theorem mul_div_mul_right (a : R) {b c : R} (hb : b ≠ 0) (hc : c ≠ 0) :
    a * c / (b * c) = a / b := by
  rw [← div_mul_div_comm a c hb hc, div_self hc, mul_one]

/-- A power of a nonzero element is nonzero. -/
theorem pow_ne_zero {a : R} (h : a ≠ 0) (n : Nat) : a ^ n ≠ 0 := by
  induction n with
  | zero => exact one_ne_zero
  | succ n ih => exact mul_ne_zero ih h

end QuantCert
