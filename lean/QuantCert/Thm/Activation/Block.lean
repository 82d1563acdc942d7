prelude
import QuantCert.Spec.Activation.Gelu
import QuantCert.Thm.Activation.Silu
import QuantCert.Thm.Network.Block

/-!
# Certificates of activations

## Main definitions
* `contractionCert gain`: for functions that never exceed their argument in size.
* `siluCert`, `geluCert`: with the Lipschitz constants 11/10 and 113/100, rounded up.

## Main theorems
* `contractionBlock_meets`: a function with `|f x| ≤ |x|` and a Lipschitz constant.
* `siluBlock_meets`: SiLU, without hypotheses.
* `geluBlock_meets`: every function with the laws of GELU.
-/

universe u

namespace QuantCert

/-- Certificate of a function with `|f x| ≤ |x|` and Lipschitz constant `gain`. -/
def contractionCert (gain : Dyadic) : BlockCert where
  domain := .all
  rangeGain := .one
  rangeConst := .zero
  gain := gain
  inputError := .zero
  ownError := .zero

section
variable {R : Type u} [OrderedField R]

/-- A function with `|f x| ≤ |x|` and a Lipschitz constant of at most `gain` meets its certificate.
-/
theorem contractionBlock_meets {n : Nat} {f : R → R} {L : R} {gain : Dyadic} (hf : Lipschitz L f)
    (hgain : L ≤ gain.value R) (hrange : ∀ x, abs (f x) ≤ abs x) :
    (elementwiseBlock n f).Meets (contractionCert gain) := by
  intro r δ x xhat _ hδ hx hxhat
  refine ⟨fun i hi => ?_, fun i hi => ?_⟩
  · show abs (f (x i)) ≤ Dyadic.one.value R * r.value R + Dyadic.zero.value R
    rw [Dyadic.value_one, Dyadic.value_zero, one_mul, add_zero]
    exact le_trans (hrange _) (hx i hi)
  · show abs (f (x i) - f (xhat i)) ≤
      gain.value R * δ + Dyadic.zero.value R * r.value R + Dyadic.zero.value R
    rw [Dyadic.value_zero, zero_mul, add_zero, add_zero]
    exact le_trans (hf _ _)
      (mul_le_mul hgain (hxhat i hi) (abs_nonneg _) (Dyadic.value_nonneg gain))

/-- A quotient of natural numbers is at most a dyadic number if the kernel finds it so. -/
theorem natCast_div_le_value {a b : Nat} {d : Dyadic} (hb : 0 < b)
    (h : Dyadic.le ⟨a, 0⟩ (Dyadic.mul ⟨b, 0⟩ d) = true) :
    (natCast a / natCast b : R) ≤ d.value R := by
  have whole : ∀ n : Nat, Dyadic.value R ⟨n, 0⟩ = natCast n := fun n => by
    rw [Dyadic.value_eq, pow_zero, div_one]
  have hvalue := Dyadic.value_le_of_le (R := R) h
  rw [Dyadic.value_mul, whole, whole, mul_comm] at hvalue
  exact (div_le_iff (natCast_pos hb)).mpr hvalue

/-- Certificate of GELU: errors grow at most 113/100-fold. -/
def geluCert : BlockCert := contractionCert ⟨1184891, 20⟩

/-- Every function with the laws of GELU meets the certificate of GELU. -/
theorem geluBlock_meets (n : Nat) {gelu : R → R} (h : GeluLaws gelu) :
    (elementwiseBlock n gelu).Meets geluCert :=
  contractionBlock_meets h.lipschitz
    (natCast_div_le_value (a := 113) (b := 100) (by decide) (by decide +kernel)) h.abs_le

/-- Some function has the laws: the identity. -/
example : GeluLaws fun x : R => x where
  lipschitz a b := by
    have h : (1 : R) ≤ 113 / 100 :=
      (le_div_iff (natCast_pos (by decide))).mpr (by
        rw [one_mul]; exact natCast_le (R := R) (m := 100) (n := 113) (by decide))
    have h' := mul_le_mul_of_nonneg_right h (abs_nonneg (a - b))
    rw [one_mul] at h'
    exact h'
  abs_le x := le_refl (abs x)

end

variable {R : Type u} [ExpField R]

/-- Certificate of SiLU: errors grow at most 11/10-fold. -/
def siluCert : BlockCert := contractionCert ⟨1153434, 20⟩

/-- SiLU meets its certificate. -/
theorem siluBlock_meets (n : Nat) : (elementwiseBlock n (silu (R := R))).Meets siluCert :=
  contractionBlock_meets silu_lipschitz
    (natCast_div_le_value (a := 11) (b := 10) (by decide) (by decide +kernel)) abs_silu_le

end QuantCert
