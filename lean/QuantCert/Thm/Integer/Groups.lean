prelude
import QuantCert.Thm.Integer.FitNarrow

/-!
# Shifts of groups

## Main definitions
* `Integer.groupShift`: the shift of a group among others

## Main theorems
* `Integer.groupShift_bounds`: a group's shift is enough for it, and not far above the least
* `Integer.groupShift_le`: nor above what entries of that size may need
* `Integer.roundShift_fits_above`: larger shifts than the least fit as well
-/

namespace QuantCert.Integer

/-- Groups have the entries of the vector. -/
theorem mem_of_groupsOf {size : Nat} : ∀ {count : Nat} {v g : List Int}, g ∈ groupsOf size count v →
    ∀ x, x ∈ g → x ∈ v
  | 0, _, _, h, _, _ => absurd h List.not_mem_nil
  | count + 1, v, g, h, x, hx => by
    rcases List.mem_cons.mp h with rfl | h
    · exact List.mem_of_mem_take hx
    · exact List.mem_of_mem_drop (mem_of_groupsOf h x hx)

/-- No shift is above the largest. -/
theorem le_largestShift : ∀ {ks : List Nat} {k : Nat}, k ∈ ks → k ≤ largestShift ks
  | j :: ks, k, h => by
    show k ≤ max j (largestShift ks)
    rcases List.mem_cons.mp h with rfl | h
    · omega
    · have := le_largestShift h
      omega

/-- The largest shift is bounded if all are. -/
theorem largestShift_le {K : Nat} : ∀ {ks : List Nat}, (∀ k, k ∈ ks → k ≤ K) → largestShift ks ≤ K
  | [], _ => Nat.zero_le K
  | j :: ks, h => by
    have hj := h j List.mem_cons_self
    have ih := largestShift_le (ks := ks) fun k hk => h k (List.mem_cons_of_mem j hk)
    show max j (largestShift ks) ≤ K
    omega

/-- No shift is below the least. -/
theorem leastOf_le : ∀ {ks : List Nat} {k : Nat}, k ∈ ks → leastOf ks ≤ k
  | [j], k, h => by
    rw [List.mem_singleton.mp h]
    exact Nat.le_refl j
  | j :: i :: ks, k, h => by
    show min j (leastOf (i :: ks)) ≤ k
    rcases List.mem_cons.mp h with rfl | h
    · omega
    · have := leastOf_le h
      omega

/-- The least of shifts that have a lower bound has it too. -/
theorem le_leastOf {m : Nat} : ∀ {ks : List Nat}, ks ≠ [] → (∀ k, k ∈ ks → m ≤ k) → m ≤ leastOf ks
  | [], h, _ => absurd rfl h
  | [j], _, h => h j List.mem_cons_self
  | j :: i :: ks, _, h => by
    have hj := h j List.mem_cons_self
    have ih := le_leastOf (ks := i :: ks) (List.cons_ne_nil i ks) fun k hk =>
      h k (List.mem_cons_of_mem j hk)
    show m ≤ min j (leastOf (i :: ks))
    omega

/-- Larger shifts fit as well. -/
theorem roundShift_fits_above {limit : Int} {v : List Int} {x : Int} {k : Nat} (hlimit : 1 ≤ limit)
    (hx : x ∈ v) (hk : leastShift limit v ≤ k) : AbsLe limit (roundShift x k) := by
  have hfit := leastShift_fits hlimit hx
  rcases Nat.eq_or_lt_of_le hk with heq | hlt
  · rw [← heq]
    exact hfit
  · generalize leastShift limit v = j at *
    have ⟨hlow, hhigh⟩ := roundShift_error x j
    have hpos := twoPow_pos j
    have hmul : AbsLe (twoPow j * limit) (twoPow j * roundShift x j) :=
      absLe_mul (absLe_self (Int.le_of_lt hpos)) hfit
    have hmore : twoPow (j + 1) * limit ≤ twoPow k * limit :=
      Int.mul_le_mul_of_nonneg_right (twoPow_mono hlt) (by omega)
    have hone := Int.mul_le_mul_of_nonneg_left hlimit (Int.le_of_lt hpos)
    rw [Int.mul_one] at hone
    rw [twoPow_succ, Int.mul_assoc] at hmore
    refine roundShift_le ?_
    generalize twoPow j * roundShift x j = r at *
    unfold AbsLe at *
    omega

/-- A list with what is computed of each element. -/
theorem zipWith_map_self {α β γ : Type} (f : β → α → γ) (g : α → β) : ∀ l : List α,
    List.zipWith f (l.map g) l = l.map fun a => f (g a) a
  | [] => rfl
  | a :: l => congrArg (f (g a) a :: ·) (zipWith_map_self f g l)

/-- The shift of a group: what it needs, and not too far below the largest. -/
def groupShift (bits : Nat) (groups : List (List Int)) (g : List Int) : Nat :=
  max (leastShift (twoPow (bits - 1) - 1) g)
    (largestShift (groups.map (leastShift (twoPow (bits - 1) - 1))) - (alignedBits - bits))

/-- The shifts, group by group. -/
theorem groupShifts_eq (bits : Nat) (groups : List (List Int)) :
    groupShifts bits groups = groups.map (groupShift bits groups) := by
  unfold groupShifts
  rw [List.map_map]
  rfl

/-- Where the shift of a group lies. -/
theorem groupShift_bounds {bits : Nat} {groups : List (List Int)} {g : List Int} (hg : g ∈ groups) :
    leastShift (twoPow (bits - 1) - 1) g ≤ groupShift bits groups g ∧
    leastOf (groupShifts bits groups) ≤ groupShift bits groups g ∧
    groupShift bits groups g - leastOf (groupShifts bits groups) ≤ alignedBits - bits := by
  have hmem : groupShift bits groups g ∈ groupShifts bits groups := by
    rw [groupShifts_eq]
    exact List.mem_map_of_mem hg
  have hne : groupShifts bits groups ≠ [] := fun h => by
    rw [h] at hmem
    exact List.not_mem_nil hmem
  have hneed : leastShift (twoPow (bits - 1) - 1) g ≤
      largestShift (groups.map (leastShift (twoPow (bits - 1) - 1))) :=
    le_largestShift (List.mem_map_of_mem hg)
  have hleast := le_leastOf (m := largestShift (groups.map (leastShift (twoPow (bits - 1) - 1))) -
    (alignedBits - bits)) hne fun k hk => by
      rw [groupShifts_eq] at hk
      obtain ⟨h, _, rfl⟩ := List.mem_map.mp hk
      unfold groupShift
      omega
  have hle := leastOf_le hmem
  refine ⟨?_, hle, ?_⟩
  · unfold groupShift
    omega
  · unfold groupShift at *
    omega

/-- No group is shifted by more than a vector of such entries may need. -/
theorem groupShift_le {bits K : Nat} {B : Int} {groups : List (List Int)} {g : List Int} (hB : 0 ≤ B)
    (h : ∀ g, g ∈ groups → AllLe B g) (hK : B ≤ (twoPow (bits - 1) - 1) * twoPow K)
    (hg : g ∈ groups) : groupShift bits groups g ≤ K := by
  have hone := leastShift_bound hB (h g hg) hK
  have hall : largestShift (groups.map (leastShift (twoPow (bits - 1) - 1))) ≤ K :=
    largestShift_le fun k hk => by
      obtain ⟨g', hg', rfl⟩ := List.mem_map.mp hk
      exact leastShift_bound hB (h g' hg') hK
  unfold groupShift
  omega

end QuantCert.Integer
