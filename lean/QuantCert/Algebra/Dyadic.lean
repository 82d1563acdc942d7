prelude
import QuantCert.Algebra.Cast

/-!
# Dyadic values

A stored number is an integer `m` in units of `2^-p`. All theorems about data carry the integers and
one explicit `p`; `dyadic p m` is the value.

## Main definitions
* `dyadic p m`: the value `m / 2^p`.

## Main theorems
* `dyadic_add`, `dyadic_sub`, `dyadic_neg`, `dyadic_sum`: the value keeps sums.
* `dyadic_mul`: units are multiplied when values are.
* `dyadic_le_iff`, `dyadic_inj`: it keeps and reflects the order.
* `abs_dyadic`, `abs_dyadic_le`: absolute values.
* `dyadic_scale`: the same value in finer units.
-/

universe u

namespace QuantCert

variable {R : Type u} [OrderedField R]

/-- The value of the integer `m` in units of `2^-p`. -/
def dyadic (p : Nat) (m : Int) : R := intCast m / 2 ^ p

/-- The value of a sum is the sum of the values. -/
theorem dyadic_add (p : Nat) (m n : Int) : dyadic (R := R) p (m + n) = dyadic p m + dyadic p n := by
  unfold dyadic; rw [intCast_add, add_div]

/-- The value of a difference is the difference of the values. -/
theorem dyadic_sub (p : Nat) (m n : Int) : dyadic (R := R) p (m - n) = dyadic p m - dyadic p n := by
  unfold dyadic; rw [intCast_sub, sub_div]

/-- The value of a negative is the negative of the value. -/
theorem dyadic_neg (p : Nat) (m : Int) : dyadic (R := R) p (-m) = -dyadic p m := by
  unfold dyadic; rw [intCast_neg, neg_div]

/-- The value of a product in the product of the units is the product of the values. -/
theorem dyadic_mul (p q : Nat) (m n : Int) :
    dyadic (R := R) (p + q) (m * n) = dyadic p m * dyadic q n := by
  unfold dyadic
  rw [intCast_mul, pow_add, div_mul_div_comm _ _ (two_pow_ne_zero p) (two_pow_ne_zero q)]

/-- The value of a sum over indices is the sum of the values. -/
theorem dyadic_sum (p n : Nat) (f : Nat → Int) :
    dyadic (R := R) p (sum n f) = sum n fun i => dyadic p (f i) := by
  unfold dyadic; rw [intCast_sum, sum_div]

/-- The same value in finer units. -/
theorem dyadic_scale (p k : Nat) (m : Int) :
    dyadic (R := R) (p + k) (m * (2 ^ k : Nat)) = dyadic p m := by
  unfold dyadic
  rw [intCast_mul, intCast_natCast, natCast_two_pow, pow_add,
    mul_div_mul_right _ (two_pow_ne_zero p) (two_pow_ne_zero k)]

/-! ## Order -/

/-- Values in the same units are ordered as the integers. -/
theorem dyadic_le_iff {p : Nat} {m n : Int} : dyadic (R := R) p m ≤ dyadic p n ↔ m ≤ n := by
  unfold dyadic
  rw [div_le_iff (two_pow_pos p), div_mul_cancel _ (two_pow_ne_zero p), intCast_le_iff]

/-- A greater integer has a greater value. -/
theorem dyadic_le {p : Nat} {m n : Int} (h : m ≤ n) : dyadic (R := R) p m ≤ dyadic p n :=
  dyadic_le_iff.mpr h

/-- Equal values in the same units come from equal integers. -/
theorem dyadic_inj {p : Nat} {m n : Int} (h : dyadic (R := R) p m = dyadic p n) : m = n :=
  Int.le_antisymm (dyadic_le_iff.mp (le_of_eq h)) (dyadic_le_iff.mp (le_of_eq h.symm))

/-- The absolute value of a value is the value of the absolute value. -/
theorem abs_dyadic (p : Nat) (m : Int) :
    abs (dyadic (R := R) p m) = dyadic p m.natAbs := by
  unfold dyadic; rw [abs_div_of_pos _ (two_pow_pos p), abs_intCast, intCast_natCast]

/-- The absolute value of a value is bounded as the integer is. -/
theorem abs_dyadic_le {p : Nat} {m a : Int} :
    abs (dyadic (R := R) p m) ≤ dyadic p a ↔ -a ≤ m ∧ m ≤ a := by
  rw [abs_le, ← dyadic_neg, dyadic_le_iff, dyadic_le_iff]

end QuantCert
