prelude
import QuantCert.Spec.Rounding.Field
import QuantCert.Algebra.Order

/-! # When a code lies within half a step of a real weight

## Main theorems
- `exists_codeValue_within_half_step_iff`: exactly for the weights of the widened range
- `below_range_error_ge`, `above_range_error_ge`: outside the range, no code is closer than the end
  of the range
-/

namespace QuantCert

universe u
variable {R : Type u} [OrderedField R]

/-- The next code is one step higher. -/
theorem codeValue_succ (s z : R) (q : Nat) : codeValue s z (q + 1) = codeValue s z q + s := by
  unfold codeValue
  rw [natCast_succ, mul_sub, mul_sub, mul_add, mul_one, sub_eq_add_neg, sub_eq_add_neg, add_right_comm]

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

end QuantCert
