prelude
import QuantCert.Core.Nat.DivLemmas
import QuantCert.Core.Nat.Pow
import QuantCert.Spec.Row.Dyadic
import QuantCert.Algebra.Order
import QuantCert.Algebra.Dyadic

/-!
# Arithmetic of dyadic bounds is right

## Main theorems
* `Dyadic.value_add`, `Dyadic.value_mul`: sum and product are exact.
* `Dyadic.value_le_of_le`, `Dyadic.value_lt_of_lt`: a comparison that succeeds is true of the
  values.
* `Dyadic.value_le_roundUp`: rounding upward never makes a bound smaller.
-/

universe u

namespace QuantCert

variable {R : Type u} [OrderedField R]

namespace Dyadic

/-- The value of a dyadic number is its mantissa over a power of two. -/
theorem value_eq (d : Dyadic) : d.value R = natCast d.mantissa / 2 ^ d.scale := by
  rw [value, dyadic, intCast_natCast]

/-- The value of a dyadic number is not negative. -/
theorem value_nonneg (d : Dyadic) : 0 ≤ d.value R := by
  rw [value_eq]
  exact div_nonneg (natCast_nonneg d.mantissa) (two_pow_pos d.scale)

/-- `zero` is zero. -/
theorem value_zero : zero.value R = 0 := by
  rw [value_eq, zero, natCast_zero, zero_div]

/-- `one` is one. -/
theorem value_one : one.value R = 1 := by
  rw [value_eq, one, natCast_one, pow_zero, div_one]

/-- Enlarging the scale and the mantissa together keeps the value. -/
theorem value_scale (m s t : Nat) : value R ⟨m * 2 ^ t, s + t⟩ = value R ⟨m, s⟩ := by
  rw [value_eq, value_eq, natCast_mul, natCast_two_pow, pow_add,
    mul_div_mul_right _ (two_pow_ne_zero s) (two_pow_ne_zero t)]

/-- `add` computes the sum. -/
theorem value_add (a b : Dyadic) : (a.add b).value R = a.value R + b.value R := by
  rw [← value_scale a.mantissa a.scale b.scale, ← value_scale b.mantissa b.scale a.scale,
    Nat.add_comm b.scale a.scale, value_eq, value_eq, value_eq, ← add_div, ← natCast_add, add]

/-- `mul` computes the product. -/
theorem value_mul (a b : Dyadic) : (a.mul b).value R = a.value R * b.value R := by
  rw [value_eq, value_eq, value_eq, mul, natCast_mul, pow_add,
    div_mul_div_comm _ _ (two_pow_ne_zero a.scale) (two_pow_ne_zero b.scale)]

/-- With the same scale, the larger mantissa is the larger number. -/
theorem value_mono {m n : Nat} (s : Nat) (h : m ≤ n) : value R ⟨m, s⟩ ≤ value R ⟨n, s⟩ := by
  rw [value_eq, value_eq]
  exact div_le_div_right (natCast_le h) (two_pow_pos s)

/-- If `le a b` says yes then `a ≤ b`. -/
theorem value_le_of_le {a b : Dyadic} (h : a.le b = true) : a.value R ≤ b.value R := by
  rw [← value_scale a.mantissa a.scale b.scale, ← value_scale b.mantissa b.scale a.scale,
    Nat.add_comm b.scale a.scale]
  exact value_mono _ (Nat.le_of_ble_eq_true h)

/-- If `lt a b` says yes then `a < b`. -/
theorem value_lt_of_lt {a b : Dyadic} (h : a.lt b = true) : a.value R < b.value R := by
  rw [← value_scale a.mantissa a.scale b.scale, ← value_scale b.mantissa b.scale a.scale,
    Nat.add_comm b.scale a.scale, value_eq, value_eq, div_eq_mul_inv, div_eq_mul_inv]
  exact mul_lt_mul_of_pos_right (natCast_lt (Nat.le_of_ble_eq_true h)) (inv_pos (two_pow_pos _))

/-- A mantissa is at most its upward quotient times the divisor. -/
theorem le_ceil_mul (m k : Nat) (hk : 0 < k) : m ≤ (m + (k - 1)) / k * k := by
  have hr := Nat.le_sub_one_of_lt (Nat.mod_lt (m + (k - 1)) hk)
  have hd := Nat.add_le_add_left hr (k * ((m + (k - 1)) / k))
  rw [Nat.div_add_mod] at hd
  rw [Nat.mul_comm]
  exact Nat.le_of_add_le_add_right hd

/-- Dropping bits of the fraction upward does not make the number smaller. -/
theorem value_le_dropBits (d : Dyadic) {s : Nat} (h : s ≤ d.scale) :
    d.value R ≤ (d.dropBits s).value R := by
  rw [dropBits, ← value_scale _ (d.scale - s) s, Nat.sub_add_cancel h]
  exact value_mono d.scale (le_ceil_mul _ _ (Nat.two_pow_pos s))

/-- Rounding upward does not make the number smaller. -/
theorem value_le_roundUp (bits : Nat) (d : Dyadic) : d.value R ≤ (d.roundUp bits).value R :=
  value_le_dropBits d (Nat.sub_le _ _)

end Dyadic

end QuantCert
