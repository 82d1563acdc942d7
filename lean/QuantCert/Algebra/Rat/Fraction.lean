prelude
import QuantCert.Core

/-!
# Fractions of integers

Representatives of rational numbers. Two fractions have the same value if their cross products are
equal; nothing is ever reduced to lowest terms.

## Main definitions
* `Fraction`: a numerator and a positive denominator.
* `Fraction.Same`: equal cross products; `Fraction.Le`: ordered cross products.
* `Fraction.add`, `Fraction.neg`, `Fraction.mul`, `Fraction.inv`: the operations.

## Main theorems
* `Fraction.le_trans`, `Fraction.le_of_same`: the order, and that it does not see representatives.
* `Fraction.add_same`, `Fraction.mul_same`, `Fraction.inv_same`: neither do the operations.
-/

namespace QuantCert

/-- An integer over a positive integer. -/
structure Fraction where
  /-- The numerator. -/
  num : Int
  /-- The denominator. -/
  den : Int
  /-- The denominator is positive. -/
  den_pos : 0 < den

namespace Fraction

/-- Two fractions have the same value. -/
def Same (x y : Fraction) : Prop := x.num * y.den = y.num * x.den

/-- The value of the first fraction is at most the value of the second. -/
def Le (x y : Fraction) : Prop := x.num * y.den ≤ y.num * x.den

/-- The fraction of an integer. -/
def ofInt (n : Int) : Fraction := ⟨n, 1, by decide⟩

/-- The sum of two fractions. -/
def add (x y : Fraction) : Fraction :=
  ⟨x.num * y.den + y.num * x.den, x.den * y.den, Int.mul_pos x.den_pos y.den_pos⟩

/-- The negative of a fraction. -/
def neg (x : Fraction) : Fraction := ⟨-x.num, x.den, x.den_pos⟩

/-- The product of two fractions. -/
def mul (x y : Fraction) : Fraction :=
  ⟨x.num * y.num, x.den * y.den, Int.mul_pos x.den_pos y.den_pos⟩

/-- Two products of two integers are multiplied factor by factor. -/
theorem int_mul_mul_mul_comm (a b c d : Int) : a * b * (c * d) = a * c * (b * d) := by
  simp only [Int.mul_assoc, Int.mul_left_comm b c]

/-- The square of a nonzero integer is positive. -/
theorem mul_self_pos {a : Int} (h : a ≠ 0) : 0 < a * a :=
  Int.lt_of_le_of_ne (Int.mul_self_nonneg a) fun e => (Int.mul_ne_zero h h) e.symm

/-- The inverse of a fraction, and zero for zero. -/
def inv (x : Fraction) : Fraction :=
  if h : x.num = 0 then ofInt 0 else ⟨x.num * x.den, x.num * x.num, mul_self_pos h⟩

/-! ## Order -/

/-- Cancelling a positive factor on the right of an inequality. -/
theorem le_of_mul_le {a b c : Int} (hc : 0 < c) (h : a * c ≤ b * c) : a ≤ b :=
  (Int.mul_le_mul_left hc).mp (by rw [Int.mul_comm c a, Int.mul_comm c b]; exact h)

/-- The order of fractions is transitive. -/
theorem le_trans {x y z : Fraction} (hxy : Le x y) (hyz : Le y z) : Le x z := by
  have h₁ := Int.mul_le_mul_of_nonneg_right hxy (Int.le_of_lt z.den_pos)
  have h₂ := Int.mul_le_mul_of_nonneg_right hyz (Int.le_of_lt x.den_pos)
  refine le_of_mul_le y.den_pos ?_
  rw [Int.mul_right_comm x.num, Int.mul_right_comm z.num]
  rw [Int.mul_right_comm y.num] at h₁
  exact Int.le_trans h₁ h₂

/-- Fractions with the same value are ordered. -/
theorem le_of_same {x y : Fraction} (h : Same x y) : Le x y := Int.le_of_eq h

/-- Having the same value is symmetric. -/
theorem Same.symm {x y : Fraction} (h : Same x y) : Same y x := Eq.symm h

/-- The order does not see the representatives. -/
theorem le_congr {x x' y y' : Fraction} (hx : Same x x') (hy : Same y y') : Le x y ↔ Le x' y' :=
  ⟨fun h => le_trans (le_of_same hx.symm) (le_trans h (le_of_same hy)),
   fun h => le_trans (le_of_same hx) (le_trans h (le_of_same hy.symm))⟩

/-! ## Operations on representatives -/

/-- Addition does not see the representative of its first argument. -/
theorem add_same {x x' : Fraction} (y : Fraction) (h : Same x x') : Same (add x y) (add x' y) := by
  have h' : x.num * x'.den = x'.num * x.den := h
  show (x.num * y.den + y.num * x.den) * (x'.den * y.den) =
    (x'.num * y.den + y.num * x'.den) * (x.den * y.den)
  rw [Int.add_mul, Int.add_mul, int_mul_mul_mul_comm, h', int_mul_mul_mul_comm x'.num]
  congr 1
  simp only [Int.mul_left_comm, Int.mul_comm]

/-- Negation does not see the representative. -/
theorem neg_same {x x' : Fraction} (h : Same x x') : Same (neg x) (neg x') := by
  show -x.num * x'.den = -x'.num * x.den
  rw [Int.neg_mul, Int.neg_mul, show x.num * x'.den = x'.num * x.den from h]

/-- Multiplication does not see the representative of its first argument. -/
theorem mul_same {x x' : Fraction} (y : Fraction) (h : Same x x') : Same (mul x y) (mul x' y) := by
  show x.num * y.num * (x'.den * y.den) = x'.num * y.num * (x.den * y.den)
  rw [int_mul_mul_mul_comm, show x.num * x'.den = x'.num * x.den from h, int_mul_mul_mul_comm]

/-- The same value is zero in both representatives. -/
theorem num_eq_zero_of_same {x x' : Fraction} (h : Same x x') (h0 : x.num = 0) : x'.num = 0 := by
  have h' : x.num * x'.den = x'.num * x.den := h
  rw [h0, Int.zero_mul] at h'
  exact (Int.mul_eq_zero.mp h'.symm).resolve_right (Int.ne_of_gt x.den_pos)

/-- Inversion does not see the representative. -/
theorem inv_same {x x' : Fraction} (h : Same x x') : Same (inv x) (inv x') := by
  unfold inv
  cases Int.instDecidableEq x.num 0 with
  | isTrue h0 => rw [dif_pos h0, dif_pos (num_eq_zero_of_same h h0)]; rfl
  | isFalse h0 =>
    have h0' : ¬ x'.num = 0 := fun e => h0 (num_eq_zero_of_same h.symm e)
    rw [dif_neg h0, dif_neg h0']
    show x.num * x.den * (x'.num * x'.num) = x'.num * x'.den * (x.num * x.num)
    calc x.num * x.den * (x'.num * x'.num)
      _ = x'.num * x.den * (x.num * x'.num) := by
        simp only [Int.mul_left_comm, Int.mul_comm]
      _ = x.num * x'.den * (x.num * x'.num) := by
        rw [show x.num * x'.den = x'.num * x.den from h]
      _ = x'.num * x'.den * (x.num * x.num) := by
        simp only [Int.mul_left_comm, Int.mul_comm]

end Fraction

end QuantCert
