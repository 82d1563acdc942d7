prelude
import QuantCert.Algebra.Cast.Nat
import QuantCert.Spec.Activation.Gelu

/-!
# The laws of GELU can be met

## Main theorems
* `geluLaws_id`: the identity has the properties that are used of GELU.
-/

universe u

namespace QuantCert

/-- Some function has the laws: the identity. -/
theorem geluLaws_id {R : Type u} [OrderedField R] : GeluLaws fun x : R => x where
  lipschitz a b := by
    have h : (1 : R) ≤ 113 / 100 :=
      (le_div_iff (natCast_pos (by decide))).mpr (by
        rw [one_mul]; exact natCast_le (R := R) (m := 100) (n := 113) (by decide))
    have h' := mul_le_mul_of_nonneg_right h (abs_nonneg (a - b))
    rw [one_mul] at h'
    exact h'
  abs_le x := le_refl (abs x)

end QuantCert
