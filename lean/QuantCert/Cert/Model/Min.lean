prelude
import QuantCert.Cert.Model.Step
import QuantCert.Thm.Row.Dyadic

/-!
# The smaller of two dyadic bounds

## Main theorems
* `Dyadic.le_value_min`: what is at most two numbers is at most the smaller one.
* `Dyadic.value_ofNat`: the value of a whole number.
-/

universe u

namespace QuantCert

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

end QuantCert
