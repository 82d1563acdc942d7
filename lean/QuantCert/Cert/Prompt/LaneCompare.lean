prelude
import QuantCert.Cert.Prompt.Experts
import QuantCert.Cert.Prompt.LaneChecks

/-!
# One entry that exceeds all others

## Main definitions
* `checkExceeds`: whether an entry of a box exceeds all others by more than a number.

## Main theorems
* `pack_add_at`: a number added to one digit.
* `checkExceeds_sound`
-/

namespace QuantCert

open Digits

/-- A number added to one digit. -/
theorem pack_add_at {w n k : Nat} (hk : k < n) (b : Nat) (f : Nat → Nat) :
    pack w n f + b <<< (w * k) = pack w n fun i => if i = k then f i + b else f i := by
  obtain ⟨d, rfl⟩ := Nat.exists_eq_add_of_lt hk
  rw [Nat.add_assoc, Nat.add_comm d 1, ← Nat.add_assoc, pack_add_index, pack_succ, pack_add_index,
    pack_succ, Nat.shiftLeft_eq]
  have hlow : (pack w k fun i => if i = k then f i + b else f i) = pack w k f :=
    pack_congr fun i hi => if_neg (by omega)
  have hhigh : (pack w d fun i => if k + 1 + i = k then f (k + 1 + i) + b else f (k + 1 + i)) =
      pack w d fun i => f (k + 1 + i) := pack_congr fun i _ => if_neg (by omega)
  rw [hlow, hhigh, if_pos rfl, Nat.add_mul]
  omega

/-- Bits of a digit in which entries are compared. -/
noncomputable def exceedWidth (A : Box) (δ : Nat) : Nat :=
  Nat.add (Nat.add 4 A.bits) (log2CeilFrom (Nat.succ δ) 1100 0)

/-- What all other entries must not exceed, in every digit, and more in digit `k`. -/
noncomputable def exceedBound (w ones : Nat) (A : Box) (t k δ : Nat) : Nat :=
  Nat.add (Nat.mul ones (Nat.sub (A.cell t k).pos (Nat.succ (Nat.add δ (A.cell t k).rad))))
    (Nat.shiftLeft (Nat.add (A.cell t k).pos (A.cell t k).rad) (Nat.mul w k))

/-- Whether entry `k` of the box at position `t` exceeds the `n - 1` others by more than `δ` units. -/
noncomputable def checkExceeds (n : Nat) (A : Box) (t k δ : Nat) : Bool :=
  Nat.blt (Nat.add δ (A.cell t k).rad) (A.cell t k).pos && withOnes (exceedWidth A δ) n fun w ones =>
    Lanes.fits w n A && (Nat.blt (Nat.mul 4 (Nat.add (Nat.pow 2 A.width) (Nat.pow 2 A.radiusWidth)))
      (Nat.pow 2 (Nat.sub w 1)) && checkAtMost ones w (exceedBound w ones A t k δ)
        (Nat.add (Lanes.ofBox w n ones A t).pos (Lanes.ofBox w n ones A t).rad))

/-- If the check succeeds, all other entries are below. -/
theorem checkExceeds_sound {n t k δ : Nat} {A : Box} (hk : k < n)
    (h : checkExceeds n A t k δ = true) : ∀ i, i < n → i ≠ k →
      ((A.cell t i).add (Cell.ofNat δ)).below (A.cell t k) = true := fun i hi hne => by
  have ⟨hpos, hbody⟩ := Bool.and_eq_true_iff.mp h
  have ⟨w, ones, hw, hones, hall, _⟩ := withOnes_sound hbody
  simp only [Bool.and_eq_true_iff] at hall
  obtain ⟨hfits, hmax, hcmp⟩ := hall
  have hpos' : δ + (A.cell t k).rad < (A.cell t k).pos := Nat.le_of_ble_eq_true hpos
  have hmax' : 4 * (2 ^ A.width + 2 ^ A.radiusWidth) < 2 ^ (w - 1) := Nat.le_of_ble_eq_true hmax
  have lanes := Lanes.ofBox_are hones hfits t
  have hle : ∀ j, j < n → (A.cell t j).pos ≤ 2 ^ A.width + 2 ^ A.radiusWidth ∧
      (A.cell t j).neg ≤ 2 ^ A.width + 2 ^ A.radiusWidth ∧
      (A.cell t j).rad ≤ 2 ^ A.width + 2 ^ A.radiusWidth := lanes.le
  generalize hT : (A.cell t k).pos - Nat.succ (δ + (A.cell t k).rad) = T
  have hbound : exceedBound w ones A t k δ = pack w n fun j =>
      if j = k then T + ((A.cell t k).pos + (A.cell t k).rad) else T := by
    show ones * ((A.cell t k).pos - Nat.succ (δ + (A.cell t k).rad)) +
      ((A.cell t k).pos + (A.cell t k).rad) <<< (w * k) = _
    rw [hT, hones, pack_one_mul, pack_add_at hk]
  have hsum : Nat.add (Lanes.ofBox w n ones A t).pos (Lanes.ofBox w n ones A t).rad =
      pack w n fun j => (A.cell t j).pos + (A.cell t j).rad := by
    rw [lanes.pos, lanes.rad]
    exact pack_add _ _ _ _
  rw [hbound, hsum] at hcmp
  have hkk := hle k hk
  have hTle : T ≤ (A.cell t k).pos := by omega
  have hall := checkAtMost_sound hw hones (fun j _ => by
    rcases Decidable.em (j = k) with he | he
    · rw [if_pos he]
      omega
    · rw [if_neg he]
      omega) (fun j hj => by
    have := hle j hj
    omega) hcmp i hi
  rw [if_neg hne] at hall
  refine Nat.ble_eq_true_of_le ?_
  have hneg : (A.cell t i).neg = (A.cell t k).neg := rfl
  show (A.cell t i).pos + δ + ((A.cell t i).rad + 0) + ((A.cell t k).neg + (A.cell t k).rad) + 1 ≤
    (A.cell t k).pos + ((A.cell t i).neg + 0)
  rw [hneg]
  omega

end QuantCert
