prelude
import QuantCert.Spec.Router.Select
import QuantCert.Thm.Router.TopK

/-!
# The selected scores are the largest

## Main theorems
* `topK_isTopK`: `topK` selects `k` scores, and no other is larger.
* `topK_congr`: the selection is a function of the scores alone.
* `topK_eq_of_separated`: scores that are separated by more than the spread of their changes are
  selected after the change as before.
-/

universe u

namespace QuantCert.Router

/-- Sets with the same members have as many. -/
theorem count_congr {n : Nat} {S T : Nat → Bool} (h : ∀ i, i < n → S i = T i) :
    count n S = count n T := sum_congr fun i hi => by rw [h i hi]

/-- There are at most `n` members below `n`. -/
theorem count_le_self (n : Nat) (S : Nat → Bool) : count n S ≤ n := by
  induction n with
  | zero => exact Nat.le_refl 0
  | succ n ih =>
    rw [count_succ]
    refine Nat.add_le_add ih ?_
    cases S n with
    | true => exact Nat.le_refl 1
    | false => exact Nat.zero_le 1

section
variable {R : Type u} [OrderedField R] {z : Vec R}

/-- No score is preferred to itself. -/
theorem not_precedes_self (i : Nat) : ¬ Precedes z i i := fun h =>
  h.elim (lt_irrefl _) fun h => Nat.lt_irrefl i h.2

/-- What is preferred to a preferred score is preferred. -/
theorem Precedes.trans {i j l : Nat} (h : Precedes z l j) (h' : Precedes z j i) :
    Precedes z l i := by
  rcases h with h | ⟨h, hn⟩
  · rcases h' with h' | ⟨h', _⟩
    · exact .inl (lt_trans h' h)
    · exact .inl (h' ▸ h)
  · rcases h' with h' | ⟨h', hn'⟩
    · exact .inl (h.symm ▸ h')
    · exact .inr ⟨h.trans h', Nat.lt_trans hn hn'⟩

/-- Of two different scores one is preferred. -/
theorem precedes_or_precedes {i j : Nat} (h : i ≠ j) : Precedes z i j ∨ Precedes z j i := by
  rcases le_or_lt (z i) (z j) with hle | hlt
  · rcases le_or_lt (z j) (z i) with hge | hlt
    · have heq := le_antisymm hle hge
      rcases Nat.lt_or_gt_of_ne h with hn | hn
      · exact .inl (.inr ⟨heq, hn⟩)
      · exact .inr (.inr ⟨heq.symm, hn⟩)
    · exact .inr (.inl hlt)
  · exact .inl (.inl hlt)

/-- A preferred score is not preceded by the other. -/
theorem Precedes.asymm {i j : Nat} (h : Precedes z j i) : ¬ Precedes z i j := fun h' =>
  not_precedes_self j (h.trans h')

/-- The rank of a preferred score is not higher. -/
theorem Precedes.rank_le {n i j : Nat} (h : Precedes z j i) : rank n z j ≤ rank n z i :=
  count_le fun _ _ hl => decide_eq_true ((of_decide_eq_true hl).trans h)

/-- The rank of a preferred score is lower. -/
theorem Precedes.rank_lt {n i j : Nat} (hj : j < n) (h : Precedes z j i) :
    rank n z j < rank n z i :=
  count_lt (fun _ _ hl => decide_eq_true ((of_decide_eq_true hl).trans h)) hj (decide_eq_true h)
    (decide_eq_false (not_precedes_self j))

/-- One more score raises the ranks of those to which it is preferred. -/
theorem rank_succ_of_precedes {n i : Nat} (h : Precedes z n i) :
    rank (n + 1) z i = rank n z i + 1 := by
  unfold rank
  rw [count_succ, decide_eq_true h]
  rfl

/-- One more score does not raise the other ranks. -/
theorem rank_succ_of_not {n i : Nat} (h : ¬ Precedes z n i) : rank (n + 1) z i = rank n z i := by
  unfold rank
  rw [count_succ, decide_eq_false h]
  rfl

/-- A score is selected if its rank is below `k`. -/
theorem topK_eq_true {n k i : Nat} : topK n k z i = true ↔ rank n z i < k :=
  ⟨Nat.le_of_ble_eq_true, Nat.ble_eq_true_of_le⟩

/-- Selections agree on a score whose ranks are below the same. -/
theorem topK_eq_topK {m n k l i j : Nat} {y : Vec R} (h : rank m y i < k ↔ rank n z j < l) :
    topK m k y i = topK n l z j :=
  Bool.eq_iff_iff.mpr (topK_eq_true.trans (h.trans topK_eq_true.symm))

/-- One more score that is not selected leaves the selection as it is. -/
theorem topK_succ_of_le {n k i : Nat} (h : k ≤ rank n z n) : topK (n + 1) k z i = topK n k z i := by
  refine topK_eq_topK ?_
  rcases Decidable.em (Precedes z n i) with hp | hp
  · have hi : ¬ rank n z i < k := Nat.not_lt_of_le (Nat.le_trans h hp.rank_le)
    rw [rank_succ_of_precedes hp]
    exact ⟨fun hlt => absurd (Nat.lt_trans (Nat.lt_succ_self _) hlt) hi, fun hlt => absurd hlt hi⟩
  · rw [rank_succ_of_not hp]

/-- One more score that is selected takes the place of one. -/
theorem topK_succ_of_lt {n k i : Nat} (hi : i < n) (h : rank n z n < k + 1) :
    topK (n + 1) (k + 1) z i = topK n k z i := by
  refine topK_eq_topK ?_
  rcases precedes_or_precedes (z := z) (Nat.ne_of_lt hi) with hp | hp
  · rw [rank_succ_of_not hp.asymm]
    exact ⟨fun _ => Nat.lt_of_lt_of_le (hp.rank_lt hi) (Nat.le_of_lt_succ h), Nat.lt.step⟩
  · rw [rank_succ_of_precedes hp]
    exact ⟨Nat.lt_of_succ_lt_succ, Nat.succ_lt_succ⟩

/-- `k` of `n` scores are selected. -/
theorem count_topK {n k : Nat} (h : k ≤ n) : count n (topK n k z) = k := by
  induction n generalizing k with
  | zero => exact (Nat.le_zero.mp h).symm
  | succ n ih =>
    rw [count_succ]
    rcases Nat.lt_or_ge (rank n z n) k with hlt | hge
    · cases k with
      | zero => exact absurd hlt (Nat.not_lt_zero _)
      | succ k =>
        have hself : topK (n + 1) (k + 1) z n = true :=
          topK_eq_true.mpr (by rw [rank_succ_of_not (not_precedes_self n)]; exact hlt)
        rw [count_congr fun i hi => topK_succ_of_lt hi hlt, ih (Nat.le_of_succ_le_succ h), hself]
        rfl
    · have hself : topK (n + 1) k z n = false := by
        rw [topK_succ_of_le hge]
        exact Bool.eq_false_of_not_eq_true fun ht =>
          absurd (topK_eq_true.mp ht) (Nat.not_lt_of_le hge)
      rw [count_congr fun i _ => topK_succ_of_le (i := i) hge,
        ih (Nat.le_trans hge (count_le_self n _)), hself]
      rfl

/-- The first `k` of `n` scores are `k` scores, and no other is larger. -/
theorem topK_isTopK {n k : Nat} (h : k ≤ n) (z : Vec R) : IsTopK n k z (topK n k z) := by
  refine ⟨count_topK h, fun i _ j _ hi hj => le_of_not_lt fun hlt => ?_⟩
  have hrank := Precedes.rank_le (n := n) (.inl hlt)
  have hj' : topK n k z j = true :=
    topK_eq_true.mpr (Nat.lt_of_le_of_lt hrank (topK_eq_true.mp hi))
  exact absurd (hj'.symm.trans hj) (by decide)

/-- The selection depends on the scores alone. -/
theorem topK_congr {n k : Nat} {zhat : Vec R} (h : ∀ i, i < n → z i = zhat i) :
    ∀ i, i < n → topK n k z i = topK n k zhat i := fun i hi => by
  refine topK_eq_topK ?_
  have hrank : rank n z i = rank n zhat i := count_congr fun j hj => by
    have same : Precedes z j i ↔ Precedes zhat j i := by
      unfold Precedes
      rw [h i hi, h j hj]
    exact Bool.eq_iff_iff.mpr ⟨fun hp => decide_eq_true (same.mp (of_decide_eq_true hp)),
      fun hp => decide_eq_true (same.mpr (of_decide_eq_true hp))⟩
  rw [hrank]

/-- If the selected scores exceed all others by more than the spread `ρ` of the changes, the same
are selected after the change. -/
theorem topK_eq_of_separated {n k : Nat} (h : k ≤ n) {ρ : R} {zhat : Vec R}
    (separated : SeparatedBy n ρ z (topK n k z)) (spread : SpreadAtMost n ρ z zhat) :
    ∀ i, i < n → topK n k zhat i = topK n k z i :=
  (topK_unchanged (topK_isTopK h z) separated spread).2 _ (topK_isTopK h zhat)

end

/-- Of equal scores the first is selected. -/
example {R : Type u} [OrderedField R] :
    topK 3 1 (fun _ => (0 : R)) 0 = true ∧ topK 3 1 (fun _ => (0 : R)) 1 = false := by
  have first : ∀ i, rank 3 (fun _ => (0 : R)) i = count 3 fun j => Nat.blt j i := fun i =>
    count_congr fun j _ => Bool.eq_iff_iff.mpr ⟨fun h => Nat.ble_eq_true_of_le
      ((of_decide_eq_true h).elim (fun h => absurd h (lt_irrefl 0)) fun h => h.2),
      fun h => decide_eq_true (.inr ⟨rfl, Nat.le_of_ble_eq_true h⟩)⟩
  unfold topK
  rw [first, first]
  decide

end QuantCert.Router
