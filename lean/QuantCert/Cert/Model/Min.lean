prelude
import QuantCert.Algebra.ExpField
import QuantCert.Cert.Model.Step
import QuantCert.Thm.Row.Dyadic

/-!
# The smaller of two dyadic bounds, and bounds of roots

## Main theorems
* `Dyadic.le_value_min`: what is at most two numbers is at most the smaller one.
* `Dyadic.value_ofNat`, `Dyadic.value_pos`: the value of a whole number, and of a positive one.
* `le_sqrt_mul_of_le`: a comparison of squares compares with a root.
-/

universe u

namespace QuantCert

section
variable {R : Type u} [OrderedField R]

/-- A quantity with two bounds is at most the smaller one. -/
theorem Dyadic.le_value_min {x : R} {a b : Dyadic} (ha : x ≤ a.value R) (hb : x ≤ b.value R) :
    x ≤ (a.min b).value R := by
  unfold Dyadic.min
  cases a.le b with
  | true => exact ha
  | false => exact hb

/-- The value of a whole number is that number. -/
theorem Dyadic.value_ofNat (n : Nat) : (Dyadic.ofNat n).value R = natCast n := by
  rw [value_eq]
  exact div_one _

/-- A positive mantissa is a positive number. -/
theorem Dyadic.value_pos {a : Dyadic} (h : Nat.ble 1 a.mantissa = true) : 0 < a.value R := by
  rw [value_eq]
  exact div_pos (natCast_pos (Nat.le_of_ble_eq_true h)) (two_pow_pos _)

end

variable {R : Type u} [ExpField R]

/-- A product of a number with itself, checked to be at most `n` times another such product. -/
theorem le_sqrt_mul_of_le {n : Nat} {a b : Dyadic}
    (h : (a.mul a).le ((Dyadic.ofNat n).mul (b.mul b)) = true) :
    a.value R ≤ sqrt (natCast n) * b.value R := by
  have hsq := Dyadic.value_le_of_le (R := R) h
  rw [Dyadic.value_mul, Dyadic.value_mul, Dyadic.value_mul, Dyadic.value_ofNat] at hsq
  refine le_of_mul_self_le_mul_self ?_ (mul_nonneg (sqrt_nonneg _) (Dyadic.value_nonneg b))
  rw [mul_mul_mul_comm, mul_self_sqrt (natCast_nonneg n)]
  exact hsq

end QuantCert
