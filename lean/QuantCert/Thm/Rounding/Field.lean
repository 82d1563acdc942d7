prelude
import QuantCert.Spec.Rounding.Field
import QuantCert.Algebra.Cast
import QuantCert.Algebra.Order
import QuantCert.Spec.Rounding.Nearest

/-! # When a code lies within half a step of a real weight

## Main theorems
- `exists_codeValue_within_half_step_iff`: exactly for the weights of the widened range
- `rounded_quotient_error_le`: rounding a quotient that is off by `δ` errs by at most `s/2 + s * δ`
- `saturated_error_le`: saturation does not add to the error within the widened range
- `saturate_value_eq`: saturating the code saturates its value
- `below_range_error_ge`, `above_range_error_ge`: outside the range, no code is closer than the end
  of the range
-/

namespace QuantCert

universe u
variable {R : Type u} [OrderedField R]

/-- The next code is one step higher. -/
theorem codeValue_succ (s z : R) (q : Nat) : codeValue s z (q + 1) = codeValue s z q + s := by
  unfold codeValue
  rw [natCast_succ, mul_sub, mul_sub, mul_add, mul_one, sub_eq_add_neg, sub_eq_add_neg,
    add_right_comm]

/-- Higher codes have higher values. -/
theorem codeValue_mono {s : R} (hs : 0 ≤ s) (z : R) {q r : Nat} (h : q ≤ r) :
    codeValue s z q ≤ codeValue s z r := by
  induction h with
  | refl => exact le_refl _
  | step _ ih => rw [codeValue_succ]; exact le_trans ih (le_add_of_nonneg_right hs)

/-- A code within half a step exists for every weight of the widened range of `n + 1` codes. -/
theorem exists_codeValue_within_half_step {s z w : R} : ∀ n : Nat,
    codeValue s z 0 - s / 2 ≤ w → w ≤ codeValue s z n + s / 2 →
    ∃ q, q < n + 1 ∧ abs (w - codeValue s z q) ≤ s / 2
  | 0, hlow, hhigh => by
    refine ⟨0, Nat.zero_lt_succ 0, abs_le.mpr ⟨?_, ?_⟩⟩
    · rw [le_sub_iff_add_le, add_comm, ← sub_eq_add_neg]; exact hlow
    · rw [sub_le_iff_le_add, add_comm]; exact hhigh
  | n + 1, hlow, hhigh => by
    cases le_or_lt w (codeValue s z n + s / 2) with
    | inl h =>
      cases exists_codeValue_within_half_step n hlow h with
      | intro q hq => exact ⟨q, Nat.lt_of_lt_of_le hq.1 (Nat.le_succ _), hq.2⟩
    | inr h =>
      refine ⟨n + 1, Nat.lt_succ_self _, abs_le.mpr ⟨?_, ?_⟩⟩
      · rw [le_sub_iff_add_le, codeValue_succ]
        refine le_trans (le_of_eq ?_) (le_of_lt h)
        rw [add_comm, add_assoc]
        exact congrArg (codeValue s z n + ·) (by
          rw [← sub_eq_add_neg, sub_eq_iff_eq_add, add_halves])
      · rw [sub_le_iff_le_add, add_comm]; exact hhigh

/-- Some code lies within half a step of the weight **if and only if** the weight lies in the range
of the codes, widened by half a step. -/
theorem exists_codeValue_within_half_step_iff {s z w : R} {levels : Nat} (hs : 0 ≤ s)
    (hlevels : 0 < levels) : (∃ q, q < levels ∧ abs (w - codeValue s z q) ≤ s / 2) ↔
      InWidenedRange s z levels w := by
  refine ⟨fun h => ?_, fun h => ?_⟩
  · cases h with
    | intro q hq =>
      have h' := abs_le.mp hq.2
      rw [le_sub_iff_add_le, sub_le_iff_le_add] at h'
      have hlow := codeValue_mono hs z (Nat.zero_le q)
      have hhigh := codeValue_mono hs z (Nat.le_pred_of_lt hq.1)
      refine ⟨?_, ?_⟩
      · rw [sub_eq_add_neg, add_comm]; exact le_trans (add_le_add_left hlow _) h'.1
      · rw [add_comm]; exact le_trans h'.2 (add_le_add_left hhigh _)
  · cases levels with
    | zero => exact absurd hlevels (Nat.lt_irrefl 0)
    | succ n => exact exists_codeValue_within_half_step n h.1 h.2

/-- Below the range, every code errs by at least the distance to the lowest value. -/
theorem below_range_error_ge {s z w : R} (hs : 0 ≤ s) (q : Nat) :
    codeValue s z 0 - w ≤ abs (w - codeValue s z q) := by
  refine le_trans (sub_le_sub (codeValue_mono hs z (Nat.zero_le q)) (le_refl w)) ?_
  rw [← neg_sub]
  exact neg_le_abs _

/-- Above the range, every code errs by at least the distance to the highest value. -/
theorem above_range_error_ge {s z w : R} {levels q : Nat} (hs : 0 ≤ s) (hq : q < levels) :
    w - codeValue s z (levels - 1) ≤ abs (w - codeValue s z q) :=
  le_trans (sub_le_sub (le_refl w) (codeValue_mono hs z (Nat.le_pred_of_lt hq))) (le_abs_self _)

/-- If the quotient `w / s` is computed as `v`, off by at most `δ`, and `v` is rounded to a nearest
integer `r`, then `s * r` is off by at most `s / 2 + s * δ`. -/
theorem rounded_quotient_error_le {s w v r δ : R} (hs : 0 < s) (hv : abs (w / s - v) ≤ δ)
    (hr : abs (v - r) ≤ 1 / 2) : abs (w - s * r) ≤ s / 2 + s * δ := by
  have hw : w - s * r = s * (w / s - r) := by
    rw [mul_sub, mul_comm s (w / s), div_mul_cancel w (ne_of_gt hs)]
  have hsum : abs (w / s - r) ≤ δ + 1 / 2 :=
    le_trans (abs_sub_le (w / s) v r) (add_le_add hv hr)
  have h := mul_le_mul_of_nonneg_left hsum (le_of_lt hs)
  rw [mul_add, ← mul_div_assoc, mul_one, add_comm] at h
  rw [hw, abs_mul, abs_of_nonneg (le_of_lt hs)]
  exact h

/-- Saturation keeps an error bound of at least half a step, for a weight in the range widened by
half a step. -/
theorem saturated_error_le {low high v w half bound : R} (hhalf : half ≤ bound)
    (hlow : low - half ≤ w) (hhigh : w ≤ high + half) (h : abs (w - v) ≤ bound) :
    abs (w - saturatedValue low high v) ≤ bound := by
  have h' := abs_le.mp h
  unfold saturatedValue
  split
  · rename_i hv
    refine abs_le.mpr ⟨?_, le_trans (sub_le_sub (le_refl w) (le_of_lt hv)) h'.2⟩
    rw [le_sub_iff_add_le, add_comm, ← sub_eq_add_neg]
    exact le_trans (sub_le_sub (le_refl low) hhalf) hlow
  · split
    · rename_i hv
      refine abs_le.mpr ⟨le_trans h'.1 (sub_le_sub (le_refl w) (le_of_lt hv)), ?_⟩
      rw [sub_le_iff_le_add, add_comm]
      exact le_trans hhigh (add_le_add_left hhalf high)
    · exact h

/-- Saturating a code to `0 .. levels - 1` saturates its value. -/
theorem saturate_value_eq {s : R} (hs : 0 < s) (z : R) (levels q : Int) :
    s * (intCast (saturate levels q) - z) =
      saturatedValue (s * (intCast 0 - z)) (s * (intCast (levels - 1) - z))
        (s * (intCast q - z)) := by
  have hmono : ∀ a b : Int, s * (intCast a - z) < s * (intCast b - z) ↔ a < b := fun a b =>
    ⟨fun h => Int.lt_of_not_ge fun hba =>
      not_le_of_lt h
        (mul_le_mul_of_nonneg_left (sub_le_sub (intCast_le hba) (le_refl z)) (le_of_lt hs)),
     fun h => mul_lt_mul_of_pos_left (by
      rw [sub_eq_add_neg, sub_eq_add_neg]
      exact add_lt_add_right (intCast_lt_iff.mpr h) (-z)) hs⟩
  unfold saturatedValue saturate
  rw [ite_congr (propext (hmono q 0)) (fun _ => rfl) fun _ =>
    ite_congr (propext (hmono (levels - 1) q)) (fun _ => rfl) fun _ => rfl]
  split
  · rfl
  · split <;> rfl

/-- The hypotheses can be met. -/
example : ∃ s w v r δ : R, 0 < s ∧ abs (w / s - v) ≤ δ ∧ abs (v - r) ≤ 1 / 2 :=
  ⟨1, 0, 0, 0, 0, zero_lt_one, by rw [zero_div, sub_zero, abs_zero]; exact le_refl 0,
    by rw [sub_zero, abs_zero]; exact div_nonneg zero_le_one zero_lt_two⟩

example (s z : R) (hs : 0 ≤ s) : InWidenedRange s z 8 (codeValue s z 3) :=
  (exists_codeValue_within_half_step_iff hs (by decide)).mp ⟨3, by decide, by
    rw [sub_self, abs_zero]; exact div_nonneg hs zero_lt_two⟩

end QuantCert
