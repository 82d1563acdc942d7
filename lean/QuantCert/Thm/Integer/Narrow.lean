prelude
import QuantCert.Spec.Integer.Narrow
import QuantCert.Thm.Integer.Round

/-!
# Narrow vectors fit their bits, and are as exact as that allows

## Main theorems
* `Integer.narrow_fits`: no entry is larger than its bits hold
* `Integer.narrow_error`: every entry stands for its number up to half of `2^shift` wide units
* `Integer.leastShift_le`: no smaller shift would do
* `Integer.narrow_exact`: what fits is kept as it is
-/

namespace QuantCert.Integer

/-- The largest entry is one, or zero. -/
theorem le_largest : ∀ {v : List Int} {x : Int}, x ∈ v → x ≤ largest v
  | a :: v, x, h => by
    show x ≤ max a (largest v)
    rcases List.mem_cons.mp h with rfl | h
    · omega
    · have := le_largest h
      omega

/-- The smallest entry is one, or zero. -/
theorem smallest_le : ∀ {v : List Int} {x : Int}, x ∈ v → smallest v ≤ x
  | a :: v, x, h => by
    show min a (smallest v) ≤ x
    rcases List.mem_cons.mp h with rfl | h
    · omega
    · have := smallest_le h
      omega

/-- The smallest entry is not above zero, the largest not below. -/
theorem smallest_nonpos_largest : ∀ v : List Int, smallest v ≤ 0 ∧ 0 ≤ largest v
  | [] => ⟨Int.le_refl 0, Int.le_refl 0⟩
  | a :: v => by
    have ⟨hs, hl⟩ := smallest_nonpos_largest v
    show min a (smallest v) ≤ 0 ∧ 0 ≤ max a (largest v)
    omega

/-- What `fitsAfter` decides. -/
theorem fitsAfter_iff {limit low high : Int} {k : Nat} : fitsAfter limit low high k = true ↔
    roundShift high k ≤ limit ∧ -limit ≤ roundShift low k := by
  unfold fitsAfter
  rw [Bool.and_eq_true_iff, decide_eq_true_iff, decide_eq_true_iff]

/-- Numbers below `2^k` are at most one after a shift by `k`. -/
theorem roundShift_size {v : Int} {k : Nat} (h : AbsLe (twoPow k) v) : AbsLe 1 (roundShift v k) := by
  have ⟨hlow, hhigh⟩ := roundShift_error v k
  have hpos := twoPow_pos k
  unfold AbsLe at h ⊢
  generalize roundShift v k = r at *
  have above : ¬ 2 ≤ r := fun h2 => by
    have := Int.mul_le_mul_of_nonneg_left h2 (Int.le_of_lt hpos)
    omega
  have below : ¬ r ≤ -2 := fun h2 => by
    have := Int.mul_le_mul_of_nonneg_left h2 (Int.le_of_lt hpos)
    omega
  omega

/-- A shift by as many bits as the numbers are large is enough. -/
theorem fitsAfter_of_size {limit low high : Int} (hlimit : 1 ≤ limit) {k : Nat}
    (hk : high.natAbs + low.natAbs ≤ k) : fitsAfter limit low high k = true := by
  have hlt : k < 2 ^ k := Nat.lt_two_pow_self
  have hhigh := roundShift_size (v := high) (k := k) (by unfold AbsLe twoPow; omega)
  have hlow := roundShift_size (v := low) (k := k) (by unfold AbsLe twoPow; omega)
  unfold AbsLe at hhigh hlow
  exact fitsAfter_iff.mpr (by omega)

/-- The shift that is found fits, if one among those that are tried does. -/
theorem leastShiftFrom_fits {limit low high : Int} : ∀ {steps k : Nat},
    fitsAfter limit low high (k + steps) = true →
    fitsAfter limit low high (leastShiftFrom limit low high steps k) = true
  | 0, _, h => h
  | steps + 1, k, h => by
    show fitsAfter limit low high (if fitsAfter limit low high k then k else _) = true
    split
    · assumption
    · refine leastShiftFrom_fits ?_
      rw [show k + 1 + steps = k + (steps + 1) by omega]
      exact h

/-- The shift that is found is not larger than one that fits. -/
theorem leastShiftFrom_le {limit low high : Int} {k : Nat} (h : fitsAfter limit low high k = true) :
    ∀ {steps start : Nat}, start ≤ k → leastShiftFrom limit low high steps start ≤ k
  | 0, _, hstart => hstart
  | steps + 1, start, hstart => by
    show (if fitsAfter limit low high start then start else _) ≤ k
    split
    · exact hstart
    · rename_i hnot
      refine leastShiftFrom_le h (Nat.lt_of_le_of_ne hstart fun heq => hnot ?_)
      rw [heq]
      exact h

/-- After the least shift every entry is within the limit. -/
theorem leastShift_fits {limit : Int} (hlimit : 1 ≤ limit) {v : List Int} {x : Int} (hx : x ∈ v) :
    AbsLe limit (roundShift x (leastShift limit v)) := by
  have hfits : fitsAfter limit (smallest v) (largest v) (leastShift limit v) = true :=
    leastShiftFrom_fits (fitsAfter_of_size hlimit (by omega))
  have ⟨hhigh, hlow⟩ := fitsAfter_iff.mp hfits
  exact ⟨Int.le_trans hlow (roundShift_mono (smallest_le hx) _),
    Int.le_trans (roundShift_mono (le_largest hx) _) hhigh⟩

/-- No smaller shift brings the extremes within the limit. -/
theorem leastShift_le {limit : Int} {v : List Int} {k : Nat}
    (h : fitsAfter limit (smallest v) (largest v) k = true) : leastShift limit v ≤ k :=
  leastShiftFrom_le h (Nat.zero_le k)

/-- No entry of a narrow vector is larger than `2^(bits - 1) - 1`. -/
theorem narrow_fits {bits : Nat} (hbits : 2 ≤ bits) {v : List Int} {a : Int}
    (ha : a ∈ (narrow bits v).entries) : AbsLe (twoPow (bits - 1) - 1) a := by
  obtain ⟨x, hx, rfl⟩ := List.mem_map.mp ha
  refine leastShift_fits ?_ hx
  have hpow : 2 ^ 1 ≤ 2 ^ (bits - 1) := Nat.pow_le_pow_right (by decide) (by omega)
  unfold twoPow
  omega

/-- Entry `a` of a narrow vector, made of `x`, stands for `x` up to half of `2^shift`. -/
theorem narrow_error (bits : Nat) (v : List Int) (x : Int) :
    AbsLe (twoPow (narrow bits v).shift)
      (2 * (x - twoPow (narrow bits v).shift * roundShift x (narrow bits v).shift)) :=
  roundShift_error x _

/-- A vector that fits is kept as it is. -/
theorem narrow_exact {bits : Nat} {v : List Int}
    (h : ∀ x, x ∈ v → AbsLe (twoPow (bits - 1) - 1) x) : narrow bits v = ⟨v, 0⟩ := by
  have hlimit : 0 ≤ twoPow (bits - 1) - 1 := by
    have := twoPow_pos (bits - 1)
    omega
  have hlargest : ∀ {v : List Int}, (∀ x, x ∈ v → AbsLe (twoPow (bits - 1) - 1) x) →
      largest v ≤ twoPow (bits - 1) - 1 ∧ -(twoPow (bits - 1) - 1) ≤ smallest v := fun {v} => by
    induction v with
    | nil => exact fun _ => ⟨hlimit, by show _ ≤ (0 : Int); omega⟩
    | cons a v ih =>
      intro h
      have ha := h a List.mem_cons_self
      have hv := ih fun x hx => h x (List.mem_cons_of_mem a hx)
      unfold AbsLe at ha
      show max a (largest v) ≤ _ ∧ _ ≤ min a (smallest v)
      omega
  have hfits : fitsAfter (twoPow (bits - 1) - 1) (smallest v) (largest v) 0 = true :=
    fitsAfter_iff.mpr (hlargest h)
  have hzero : leastShift (twoPow (bits - 1) - 1) v = 0 := Nat.le_zero.mp (leastShift_le hfits)
  show Narrow.mk (shiftAll (leastShift _ v : Nat) v) (leastShift _ v) = _
  rw [hzero]
  exact congrArg (Narrow.mk · 0) (List.map_id v)

end QuantCert.Integer
