prelude
import QuantCert.Algebra.Ring.Basic

/-!
# Powers and natural numbers in a ring

## Main theorems
* `pow_add`, `mul_pow`: powers with natural exponents.
* `natCast_add`, `natCast_mul`, `natCast_pow`: natural numbers in `R`.
-/

universe u

namespace QuantCert

variable {R : Type u} [OrderedField R]

/-! ## Powers -/

/-- A power with exponent zero is one. -/
theorem pow_zero (a : R) : a ^ 0 = 1 := rfl

/-- A power with exponent `n + 1` has one factor more. -/
theorem pow_succ (a : R) (n : Nat) : a ^ (n + 1) = a ^ n * a := rfl

/-- A power with exponent one is the base. -/
theorem pow_one (a : R) : a ^ 1 = a := one_mul a

/-- A square is a product of two equal factors. -/
theorem pow_two (a : R) : a ^ 2 = a * a := congrArg (· * a) (one_mul a)

/-- Powers of one are one. -/
theorem one_pow (n : Nat) : (1 : R) ^ n = 1 := by
  induction n with
  | zero => rfl
  | succ n ih => rw [pow_succ, ih, mul_one]

/-- Exponents add when powers are multiplied. -/
theorem pow_add (a : R) (m n : Nat) : a ^ (m + n) = a ^ m * a ^ n := by
  induction n with
  | zero => exact (mul_one _).symm
  | succ n ih =>
    show a ^ (m + n + 1) = a ^ m * a ^ (n + 1)
    rw [pow_succ, ih, pow_succ, mul_assoc]

/-- A power of a product is the product of the powers. -/
theorem mul_pow (a b : R) (n : Nat) : (a * b) ^ n = a ^ n * b ^ n := by
  induction n with
  | zero => exact (mul_one 1).symm
  | succ n ih => rw [pow_succ, ih, mul_mul_mul_comm, ← pow_succ, ← pow_succ]

/-! ## Natural numbers in `R` -/

/-- Zero is cast to zero. -/
theorem natCast_zero : natCast (R := R) 0 = 0 := rfl

/-- One is cast to one. -/
theorem natCast_one : natCast (R := R) 1 = 1 := rfl

/-- A successor is cast to the cast plus one. -/
theorem natCast_succ (n : Nat) : natCast (R := R) (n + 1) = natCast n + 1 := by
  cases n with
  | zero => exact (zero_add 1).symm
  | succ n => rfl

/-- The cast of a sum is the sum of the casts. -/
theorem natCast_add (m n : Nat) : natCast (R := R) (m + n) = natCast m + natCast n := by
  induction n with
  | zero => exact (add_zero _).symm
  | succ n ih =>
    show natCast (m + n + 1) = natCast m + natCast (n + 1)
    rw [natCast_succ, ih, natCast_succ, add_assoc]

/-- The cast of a product is the product of the casts. -/
theorem natCast_mul (m n : Nat) : natCast (R := R) (m * n) = natCast m * natCast n := by
  induction n with
  | zero => exact (mul_zero _).symm
  | succ n ih =>
    show natCast (m * n + m) = natCast m * natCast (n + 1)
    rw [natCast_succ, left_distrib, mul_one, ← ih, natCast_add]

/-- The cast of a power is the power of the cast. -/
theorem natCast_pow (m n : Nat) : natCast (R := R) (m ^ n) = natCast m ^ n := by
  induction n with
  | zero => rfl
  | succ n ih =>
    show natCast (R := R) (m ^ n * m) = natCast m ^ n * natCast m
    rw [natCast_mul, ih]

end QuantCert
