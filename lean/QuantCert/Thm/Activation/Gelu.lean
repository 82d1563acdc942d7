prelude
import QuantCert.Algebra.Cast.Nat
import QuantCert.Spec.Activation.Gelu
import QuantCert.Thm.Activation.Silu

/-!
# The laws of GELU can be met

## Main theorems
* `geluLaws_id`: the identity has the properties that are used of GELU.
* `geluLaws_silu`: so has SiLU, in every field with an exponential.
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

/-- SiLU has the laws. -/
theorem geluLaws_silu {R : Type u} [ExpField R] : GeluLaws (silu (R := R)) where
  lipschitz a b := by
    have ten : natCast 10 ≠ (0 : R) := ne_of_gt (natCast_pos (by decide))
    have h : (natCast (11 * 10) : R) / natCast (10 * 10) ≤ 113 / 100 :=
      div_le_div_right (natCast_le (by decide)) (natCast_pos (by decide))
    rw [natCast_mul, natCast_mul, mul_div_mul_right _ ten ten] at h
    exact le_trans (silu_lipschitz a b) (mul_le_mul_of_nonneg_right h (abs_nonneg _))
  abs_le := abs_silu_le

end QuantCert
