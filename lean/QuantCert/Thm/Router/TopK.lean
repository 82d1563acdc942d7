prelude
import QuantCert.Spec.Router.TopK
import QuantCert.Algebra.RingNorm

/-!
# The selected experts do not change

## Main theorems
* `topK_unchanged`: if the `k`-th score exceeds the next one by more than the spread of the changes,
  the selected set is also the only one that the changed scores allow.
* `not_selected_of_gap`: an expert that `k` others exceed by more than the spread is not selected.
-/

universe u

namespace QuantCert.Router

/-- The last index counts if it is selected. -/
theorem count_succ (n : Nat) (S : Nat → Bool) :
    count (n + 1) S = count n S + if S n = true then 1 else 0 := rfl

/-- A set inside another one has at most as many members. -/
theorem count_le {n : Nat} {S T : Nat → Bool} (h : ∀ i, i < n → S i = true → T i = true) :
    count n S ≤ count n T := by
  induction n with
  | zero => exact Nat.le_refl 0
  | succ n ih =>
    rw [count_succ, count_succ]
    refine Nat.add_le_add (ih fun i hi => h i (Nat.lt.step hi)) ?_
    cases hS : S n with
    | false => exact Nat.zero_le _
    | true => rw [h n (Nat.lt_succ_self n) hS]; exact Nat.le_refl _

/-- A set inside another one that lacks a member of it has fewer members. -/
theorem count_lt {n e : Nat} {S T : Nat → Bool} (h : ∀ i, i < n → S i = true → T i = true)
    (he : e < n) (hT : T e = true) (hS : S e = false) : count n S < count n T := by
  induction n with
  | zero => exact absurd he (Nat.not_lt_zero e)
  | succ n ih =>
    have hsub : ∀ i, i < n → S i = true → T i = true := fun i hi => h i (Nat.lt.step hi)
    rw [count_succ, count_succ]
    cases Nat.decEq e n with
    | isTrue heq =>
      rw [heq] at hT hS
      rw [hT, hS]
      exact Nat.lt_succ_of_le (count_le hsub)
    | isFalse hne =>
      have hlt := ih hsub (Nat.lt_of_le_of_ne (Nat.le_of_lt_succ he) hne)
      refine Nat.add_lt_add_of_lt_of_le hlt ?_
      cases hSn : S n with
      | false => exact Nat.zero_le _
      | true => rw [h n (Nat.lt_succ_self n) hSn]; exact Nat.le_refl _

variable {R : Type u} [OrderedField R]

/-- A gap above the spread of the changes keeps the order of two scores. -/
theorem lt_of_gap {n i j : Nat} {ρ : R} {z zhat : Vec R} (h : SpreadAtMost n ρ z zhat) (hi : i < n)
    (hj : j < n) (hgap : z j + ρ < z i) : zhat j < zhat i := by
  refine sub_pos.mp ?_
  have heq : zhat i - zhat j = (z i - (z j + ρ)) + (ρ - ((zhat j - z j) - (zhat i - z i))) :=
    ring_eq [z i, z j, zhat i, zhat j, ρ] (by decide +kernel)
  rw [heq]
  exact add_pos_of_pos_of_nonneg (sub_pos.mpr hgap) (sub_nonneg.mpr (h j hj i hi))

/-- If the scores in `S` exceed the score of `e` by more than the spread of the changes, and `S` has
`k` members, `e` is in no top-`k` set of the changed scores. -/
theorem not_selected_of_gap {n k e : Nat} {ρ : R} {z zhat : Vec R} {S T : Nat → Bool}
    (h : SpreadAtMost n ρ z zhat) (hcount : count n S = k) (he : e < n) (heS : S e = false)
    (hgap : ∀ i, i < n → S i = true → z e + ρ < z i) (hT : IsTopK n k zhat T) : T e = false := by
  cases hTe : T e with
  | false => rfl
  | true =>
    have hsub : ∀ i, i < n → S i = true → T i = true := fun i hi hS => by
      cases hTi : T i with
      | true => rfl
      | false =>
        exact absurd (hT.2 e he i hi hTe hTi) (not_le_of_lt (lt_of_gap h hi he (hgap i hi hS)))
    exact absurd (hcount.trans hT.1.symm) (Nat.ne_of_lt (count_lt hsub he hTe heS))

/-- If `S` is a top-`k` set whose scores exceed all others by more than the spread `ρ` of the
changes, it is a top-`k` set of the changed scores, and the only one. -/
theorem topK_unchanged {n k : Nat} {ρ : R} {z zhat : Vec R} {S : Nat → Bool}
    (hS : IsTopK n k z S) (hgap : SeparatedBy n ρ z S) (h : SpreadAtMost n ρ z zhat) :
    IsTopK n k zhat S ∧ ∀ T, IsTopK n k zhat T → ∀ i, i < n → T i = S i := by
  refine ⟨⟨hS.1, fun i hi j hj hiS hjS => le_of_lt (lt_of_gap h hi hj (hgap i hi j hj hiS hjS))⟩,
    fun T hT => ?_⟩
  have outside : ∀ e, e < n → S e = false → T e = false := fun e he heS =>
    not_selected_of_gap h hS.1 he heS (fun i hi hiS => hgap i hi e he hiS heS) hT
  have hsub : ∀ i, i < n → T i = true → S i = true := fun i hi hTi => by
    cases hSi : S i with
    | true => rfl
    | false => exact absurd (hTi.symm.trans (outside i hi hSi)) (by decide)
  intro i hi
  cases hSi : S i with
  | false => exact outside i hi hSi
  | true =>
    cases hTi : T i with
    | true => rfl
    | false => exact absurd (hT.1.trans hS.1.symm) (Nat.ne_of_lt (count_lt hsub hi hSi hTi))

/-- The hypotheses can be met: of the scores `2, 0` the first is selected, with a gap above one. -/
example : IsTopK 2 1 (fun i => if i = 0 then (2 : R) else 0) (fun i => Nat.beq i 0) ∧
    SeparatedBy 2 1 (fun i => if i = 0 then (2 : R) else 0) fun i => Nat.beq i 0 := by
  have hone : (1 : R) < 2 := natCast_lt (m := 1) (n := 2) (by decide)
  have separated : SeparatedBy 2 1 (fun i => if i = 0 then (2 : R) else 0) fun i => Nat.beq i 0 :=
    fun i _ j _ hi hj => by
      have hi0 : i = 0 := Nat.eq_of_beq_eq_true i 0 hi
      have hj0 : j ≠ 0 := Nat.ne_of_beq_eq_false j 0 hj
      show (if j = 0 then (2 : R) else 0) + 1 < if i = 0 then 2 else 0
      rw [if_neg hj0, if_pos hi0, zero_add]
      exact hone
  refine ⟨⟨by decide, fun i hi j hj hiS hjS => ?_⟩, separated⟩
  exact le_of_lt (lt_of_le_of_lt (le_add_of_nonneg_right zero_le_one)
    (separated i hi j hj hiS hjS))

end QuantCert.Router
