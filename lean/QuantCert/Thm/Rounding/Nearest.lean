prelude
import QuantCert.Spec.Rounding.Nearest

/-! # Rounding with saturation, exactly

## Main theorems
- `roundHalfEven_isNearest`: `rint` is a nearest rounding
- `quantize_mem`: the quantizer gives codes
- `error_le_half_step_iff`: the error of the saturated nearest code is at most half a step if and
  only if the weight lies in the widened hull
- `exists_code_error_le_half_step_iff`: some code is that close under the same condition
- `error_eq_hullDistance`: outside the hull the error is the distance to the hull
- `saturated_nearest_is_best`: no other code is closer
- `error_le_half_step_add_slack`: an inexact quotient adds its slack to the error
-/

namespace QuantCert

/-- Rounding half to even gives a nearest integer to the quotient. -/
theorem roundHalfEven_isNearest {s : Int} (hs : 0 < s) (w : Int) :
    IsNearest w s (roundHalfEven w s) := by
  have hdiv := Int.mul_ediv_add_emod w s
  have hnonneg := Int.emod_nonneg w (Int.ne_of_gt hs)
  have hlt := Int.emod_lt_of_pos w hs
  have hsucc : s * (w / s + 1) = s * (w / s) + s := by rw [Int.mul_add, Int.mul_one]
  unfold IsNearest AbsLe roundHalfEven
  split
  · omega
  · split
    · rw [hsucc]; omega
    · split
      · omega
      · rw [hsucc]; omega

/-- Saturated codes lie in `0 .. levels - 1`. -/
theorem saturate_mem {levels : Int} (hlevels : 0 < levels) (q : Int) :
    0 ≤ saturate levels q ∧ saturate levels q ≤ levels - 1 := by
  unfold saturate
  split
  · omega
  · split <;> omega

/-- The quantizer gives codes of `0 .. levels - 1`. -/
theorem quantize_mem {levels : Int} (hlevels : 0 < levels) (s z w : Int) :
    0 ≤ quantize s z levels w ∧ quantize s z levels w ≤ levels - 1 :=
  saturate_mem hlevels _

/-- The three cases of a saturated code: too low, too high, or kept; with the scaled comparisons. -/
theorem saturate_cases {s : Int} (hs : 0 < s) (z levels r : Int) :
    (s * r + s * z ≤ -s ∧ dequantize s z (saturate levels (r + z)) = -(s * z)) ∨
    (s * levels ≤ s * r + s * z ∧
      dequantize s z (saturate levels (r + z)) = s * levels - s - s * z) ∨
    (0 ≤ s * r + s * z ∧ s * r + s * z ≤ s * levels - s ∧
      dequantize s z (saturate levels (r + z)) = s * r) := by
  have hmul : ∀ a b : Int, a ≤ b → s * a ≤ s * b := fun a b h =>
    Int.mul_le_mul_of_nonneg_left h (Int.le_of_lt hs)
  unfold saturate dequantize
  split
  · left
    have h := hmul (r + z) (-1) (by omega)
    rw [Int.mul_add, Int.mul_neg, Int.mul_one] at h
    rw [Int.mul_sub, Int.mul_zero]
    omega
  · split
    · right; left
      have h := hmul levels (r + z) (by omega)
      rw [Int.mul_add] at h
      rw [Int.mul_sub, Int.mul_sub, Int.mul_one]
      omega
    · right; right
      have h := hmul 0 (r + z) (by omega)
      have h' := hmul (r + z) (levels - 1) (by omega)
      rw [Int.mul_zero, Int.mul_add] at h
      rw [Int.mul_sub, Int.mul_one, Int.mul_add] at h'
      rw [Int.mul_sub, Int.mul_add]
      omega

/-- The bounds of the hull, multiplied out. -/
theorem hull_eq (s z levels : Int) :
    hullMin s z = -(s * z) ∧ hullMax s z levels = s * levels - s - s * z := by
  unfold hullMin hullMax dequantize
  rw [Int.mul_sub, Int.mul_sub, Int.mul_sub, Int.mul_one, Int.mul_zero]
  omega

/-- The error of the saturated nearest code is at most half a step **if and only if** the weight
lies in the hull widened by half a step. -/
theorem error_le_half_step_iff {s z levels w r : Int} (hs : 0 < s) (hlevels : 0 < levels)
    (hr : IsNearest w s r) :
    AbsLe s (2 * (w - dequantize s z (saturate levels (r + z)))) ↔ InWidenedHull s z levels w := by
  have hhull := hull_eq s z levels
  have hwidth : s ≤ s * levels := by
    have h := Int.mul_le_mul_of_nonneg_left (show 1 ≤ levels by omega) (Int.le_of_lt hs)
    rw [Int.mul_one] at h
    exact h
  have hcases := saturate_cases hs z levels r
  unfold IsNearest at hr
  unfold AbsLe at hr ⊢
  unfold InWidenedHull
  rw [hhull.1, hhull.2]
  omega

/-- `rint` with saturation errs by at most half a step if and only if the weight lies in the widened
hull. -/
theorem quantize_error_le_half_step_iff {s levels : Int} (hs : 0 < s) (hlevels : 0 < levels)
    (z w : Int) : AbsLe s (2 * (w - dequantize s z (quantize s z levels w))) ↔
      InWidenedHull s z levels w :=
  error_le_half_step_iff hs hlevels (roundHalfEven_isNearest hs w)

/-- The value of a code lies in the hull. -/
theorem dequantize_mem_hull {s levels q : Int} (hs : 0 < s) (z : Int) (hq : 0 ≤ q)
    (hlevels : q ≤ levels - 1) : InHull s z levels (dequantize s z q) := by
  have hhull := hull_eq s z levels
  have hlow := Int.mul_le_mul_of_nonneg_left hq (Int.le_of_lt hs)
  have hhigh := Int.mul_le_mul_of_nonneg_left hlevels (Int.le_of_lt hs)
  rw [Int.mul_zero] at hlow
  rw [Int.mul_sub, Int.mul_one] at hhigh
  unfold InHull
  rw [hhull.1, hhull.2]
  unfold dequantize
  rw [Int.mul_sub]
  omega

/-- Some code lies within half a step of the weight **if and only if** the weight lies in the
widened hull. -/
theorem exists_code_error_le_half_step_iff {s levels : Int} (hs : 0 < s) (hlevels : 0 < levels)
    (z w : Int) : (∃ q, (0 ≤ q ∧ q ≤ levels - 1) ∧ AbsLe s (2 * (w - dequantize s z q))) ↔
      InWidenedHull s z levels w := by
  refine ⟨fun h => ?_, fun h => ?_⟩
  · cases h with
    | intro q hq =>
      have hmem := dequantize_mem_hull hs z hq.1.1 hq.1.2
      have hwithin := hq.2
      unfold InHull at hmem
      unfold AbsLe at hwithin
      unfold InWidenedHull
      omega
  · exact ⟨quantize s z levels w, saturate_mem hlevels _,
      (quantize_error_le_half_step_iff hs hlevels z w).mpr h⟩

/-- A multiple of `s` that is positive is at least `s`. -/
theorem multiple_le_zero_or_ge {s : Int} (hs : 0 < s) (k : Int) : s * k ≤ 0 ∨ s ≤ s * k := by
  cases Int.lt_or_le k 1 with
  | inl hk =>
    left
    have h := Int.mul_le_mul_of_nonneg_left (show k ≤ 0 by omega) (Int.le_of_lt hs)
    rw [Int.mul_zero] at h
    exact h
  | inr hk =>
    right
    have h := Int.mul_le_mul_of_nonneg_left hk (Int.le_of_lt hs)
    rw [Int.mul_one] at h
    exact h

/-- Outside the hull the error of the saturated nearest code is the distance to the hull. -/
theorem error_eq_hullDistance {s z levels w r : Int} (hs : 0 < s) (hlevels : 0 < levels)
    (hr : IsNearest w s r) (hout : ¬ InHull s z levels w) :
    ((w - dequantize s z (saturate levels (r + z))).natAbs : Int) = hullDistance s z levels w := by
  have hhull := hull_eq s z levels
  have hwidth := Int.mul_le_mul_of_nonneg_left (show 1 ≤ levels by omega) (Int.le_of_lt hs)
  rw [Int.mul_one] at hwidth
  have hlow := multiple_le_zero_or_ge hs (r + z)
  have hhigh := multiple_le_zero_or_ge hs (levels - 1 - (r + z))
  rw [Int.mul_add] at hlow
  rw [Int.mul_sub, Int.mul_sub, Int.mul_add, Int.mul_one] at hhigh
  have hcases := saturate_cases hs z levels r
  unfold IsNearest AbsLe at hr
  unfold InHull at hout
  unfold hullDistance
  rw [hhull.1, hhull.2] at hout ⊢
  split
  · omega
  · split <;> omega

/-- No code is closer to the weight than the saturated nearest one. -/
theorem saturated_nearest_is_best {s z levels w r q : Int} (hs : 0 < s) (hr : IsNearest w s r)
    (hq : 0 ≤ q) (hlevels : q ≤ levels - 1) :
    (w - dequantize s z (saturate levels (r + z))).natAbs ≤ (w - dequantize s z q).natAbs := by
  have hmem := dequantize_mem_hull hs z hq hlevels
  have hhull := hull_eq s z levels
  have hup := multiple_le_zero_or_ge hs (q - z - r)
  have hdown := multiple_le_zero_or_ge hs (r - (q - z))
  rw [Int.mul_sub] at hup hdown
  have hcases := saturate_cases hs z levels r
  unfold IsNearest AbsLe at hr
  unfold InHull at hmem
  rw [hhull.1, hhull.2] at hmem
  unfold dequantize at hmem ⊢ hcases
  omega

/-- If the quotient is rounded with an error of up to half a step **plus a slack `t`** (a division
that is not exact), the error of the saturated code grows by no more than this slack, for every
weight in the widened hull. -/
theorem error_le_half_step_add_slack {s z levels w r t : Int} (hs : 0 < s)
    (hr : AbsLe (s + 2 * t) (2 * (w - s * r))) (hw : InWidenedHull s z levels w) :
    AbsLe (s + 2 * t) (2 * (w - dequantize s z (saturate levels (r + z)))) := by
  have hhull := hull_eq s z levels
  have hcases := saturate_cases hs z levels r
  unfold AbsLe at hr ⊢
  unfold InWidenedHull at hw
  rw [hhull.1, hhull.2] at hw
  omega

/-- The hypotheses can be met with a slack: 11 over 4, computed as just below 5 / 2, rounds to 2, and
4 * 2 is off by 3: half a step and a slack of 1. -/
example : AbsLe (4 + 2 * 1) (2 * (11 - dequantize 4 3 (saturate 8 (2 + 3)))) :=
  error_le_half_step_add_slack (by decide +kernel) ⟨by decide +kernel, by decide +kernel⟩
    ⟨by decide +kernel, by decide +kernel⟩

/-- The hypotheses can be met: step 4, eight levels, zero-point 3; 11 lies inside, 30 outside. -/
example : InWidenedHull 4 3 8 11 ∧ ¬ InHull 4 3 8 30 ∧ IsNearest 11 4 (roundHalfEven 11 4) :=
  ⟨⟨by decide +kernel, by decide +kernel⟩, fun h => absurd h.2 (by decide +kernel),
    roundHalfEven_isNearest (by decide +kernel) 11⟩

end QuantCert
