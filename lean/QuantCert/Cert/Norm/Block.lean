prelude
import QuantCert.Spec.Norm.Block
import QuantCert.Thm.Norm.LayerNorm
import QuantCert.Thm.Row.Dyadic

/-!
# Checked certificates of norms

The output of a norm has a range that needs no data. Its gain for all inputs is `√n ‖γ‖∞ / √ε`,
which is large; a bound for a region uses `rmsNorm_within` with a lower bound of `rms` instead.

## Main definitions
* `normCert range gain`: the certificate of a norm.
* `checkNorm n G ε range gain`: whether `n G² ≤ range²` and `n G² ≤ gain² ε`.

## Main theorems
* `checkNorm_sound`: RMSNorm with factors up to `G` meets the certificate.
* `checkLayerNorm_sound`: LayerNorm, with offsets up to `B`.
-/

universe u

namespace QuantCert

/-- Outputs up to `range` for every input, and errors up to `gain` times those of the input. -/
def normCert (range gain : Dyadic) : BlockCert where
  domain := .all
  rangeGain := .zero
  rangeConst := range
  gain := gain
  inputError := .zero
  ownError := .zero

/-- Whether `√n G ≤ range` and `√n G / √ε ≤ gain`, compared as squares. -/
def checkNorm (n : Nat) (G ε range gain : Dyadic) : Bool :=
  ((Dyadic.mk n 0).mul (G.mul G)).le (range.mul range) &&
    ((Dyadic.mk n 0).mul (G.mul G)).le ((gain.mul gain).mul ε)

variable {R : Type u} [ExpField R]

/-- What a checked norm says of the two bounds. -/
theorem norm_bounds_of_check {n : Nat} {G ε range gain : Dyadic}
    (h : checkNorm n G ε range gain = true) {e : R} (he : 0 < e) (hε : ε.value R ≤ e) :
    sqrt (natCast n) * G.value R ≤ range.value R ∧
      sqrt (natCast n) * G.value R ≤ gain.value R * sqrt e := by
  have ⟨hrange, hgain⟩ := Bool.and_eq_true_iff.mp h
  have hrange := Dyadic.value_le_of_le (R := R) hrange
  have hgain := Dyadic.value_le_of_le (R := R) hgain
  simp only [Dyadic.value_mul] at hrange hgain
  have hn : Dyadic.value R ⟨n, 0⟩ = natCast n := by rw [Dyadic.value_eq, pow_zero, div_one]
  rw [hn] at hrange hgain
  have hg := Dyadic.value_nonneg (R := R) gain
  refine ⟨le_of_mul_self_le_mul_self ?_ (Dyadic.value_nonneg range),
    le_of_mul_self_le_mul_self ?_ (mul_nonneg hg (sqrt_nonneg e))⟩
  · rw [mul_mul_mul_comm, mul_self_sqrt (natCast_nonneg n)]
    exact hrange
  · rw [mul_mul_mul_comm, mul_self_sqrt (natCast_nonneg n), mul_mul_mul_comm,
      mul_self_sqrt (le_of_lt he)]
    exact le_trans hgain (mul_le_mul_of_nonneg_left hε (mul_nonneg hg hg))

/-- From the error of the norm of a vector to the error of its entries. -/
theorem within_of_norm2_le {n : Nat} {G g e δ : R} (hG : 0 ≤ G) (he : 0 < e) (hδ : 0 ≤ δ)
    (hg : sqrt (natCast n) * G ≤ g * sqrt e) {x xhat y yhat : Vec R} (hx : Within n δ x xhat)
    (h : norm2 n (fun i => y i - yhat i) ≤ G * norm2 n (fun i => x i - xhat i) / sqrt e) :
    Within n (g * δ) y yhat := fun i hi => by
  refine le_trans (abs_le_norm2 (fun i => y i - yhat i) hi) (le_trans h ?_)
  rw [div_le_iff (sqrt_pos he)]
  refine le_trans (mul_le_mul_of_nonneg_left
    (norm2_le_of_inRange (x := fun i => x i - xhat i) hδ hx) hG) ?_
  rw [← mul_assoc, mul_comm G, mul_right_comm g]
  exact mul_le_mul_of_nonneg_right hg hδ

/-- RMSNorm with factors up to `G` and an `ε` of at least the given one meets the checked
certificate. -/
theorem checkNorm_sound {n : Nat} {G ε range gain : Dyadic}
    (h : checkNorm n G ε range gain = true) (hn : 0 < n) {e : R} {γ : Vec R} (he : 0 < e)
    (hε : ε.value R ≤ e) (hγ : InRange n (G.value R) γ) :
    (rmsNormBlock n e γ).Meets (normCert range gain) := by
  intro r δ x xhat _ hδ _ hxhat
  have ⟨hrange, hgain⟩ := norm_bounds_of_check h he hε
  have hG := Dyadic.value_nonneg (R := R) G
  refine ⟨fun i hi => ?_, fun i hi => ?_⟩
  · show abs (rmsNorm n e γ x i) ≤ Dyadic.zero.value R * r.value R + range.value R
    rw [Dyadic.value_zero, zero_mul, zero_add]
    exact le_trans (rmsNorm_inRange hn he hγ hG x i hi) hrange
  · show abs (rmsNorm n e γ x i - rmsNorm n e γ xhat i) ≤
      gain.value R * δ + Dyadic.zero.value R * r.value R + Dyadic.zero.value R
    rw [Dyadic.value_zero, zero_mul, add_zero, add_zero]
    exact within_of_norm2_le hG he hδ hgain hxhat (rmsNorm_norm2_sub_le_all hn he hγ hG x xhat) i hi

/-- LayerNorm with factors up to `G`, offsets up to `B` and an `ε` of at least the given one meets
the checked certificate. -/
theorem checkLayerNorm_sound {n : Nat} {G B ε range gain : Dyadic}
    (h : checkNorm n G ε range gain = true) (hn : 0 < n) {e : R} {γ β : Vec R} (he : 0 < e)
    (hε : ε.value R ≤ e) (hγ : InRange n (G.value R) γ) (hβ : InRange n (B.value R) β) :
    (layerNormBlock n e γ β).Meets (normCert (range.add B) gain) := by
  intro r δ x xhat _ hδ _ hxhat
  have ⟨hrange, hgain⟩ := norm_bounds_of_check h he hε
  have hG := Dyadic.value_nonneg (R := R) G
  have hroot := sqrt_pos he
  refine ⟨fun i hi => ?_, fun i hi => ?_⟩
  · show abs (layerNorm n e γ β x i) ≤ Dyadic.zero.value R * r.value R + (range.add B).value R
    rw [Dyadic.value_zero, zero_mul, zero_add, Dyadic.value_add]
    exact le_trans (layerNorm_inRange hn he hγ hG hβ x i hi) (add_le_add_right hrange _)
  · show abs (layerNorm n e γ β x i - layerNorm n e γ β xhat i) ≤
      gain.value R * δ + Dyadic.zero.value R * r.value R + Dyadic.zero.value R
    rw [Dyadic.value_zero, zero_mul, add_zero, add_zero]
    refine within_of_norm2_le hG he hδ hgain hxhat ?_ i hi
    have hbound := layerNorm_norm2_sub_le_of_le (β := β) hn he hγ hG hroot hroot
      (sqrt_le_rms hn he (center n x)) (sqrt_le_rms hn he (center n xhat))
    rw [mul_self_sqrt (le_of_lt he)] at hbound
    exact hbound

/-- The check passes for 384 entries, factors up to 1 and `ε = 2^-17`: outputs up to 20. -/
example : checkNorm 384 ⟨1, 0⟩ ⟨1, 17⟩ ⟨20, 0⟩ ⟨7095, 0⟩ = true := by decide +kernel

end QuantCert
