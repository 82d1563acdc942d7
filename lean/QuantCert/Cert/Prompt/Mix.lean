prelude
import QuantCert.Cert.Prompt.Head

/-!
# Weighted sums of heads, all entries at once

A head of a position is spread to digits that are wide enough for the sum, and multiplied by the
weight of the position.

## Main definitions
* `mixHeads`: the weighted sums of the entries of head `k` of a box.

## Main theorems
* `mixHeads_sound`
-/

universe u

namespace QuantCert

open Digits

/-- Bits of a digit for sums of weights with `w` bits. -/
def Box.mixWidth (V : Box) (w : Nat) : Nat := Nat.add (Nat.add w V.width) V.radiusWidth

/-- `k` of the sums of the entries of head `h` of `V` at `n` positions from `first` on, with the
weights `e`, whose sum has at most `w` bits. -/
noncomputable def mixHeads (V : Box) (w d first h n : Nat) (e : Nat → Cell)
    (k : (Nat → Cell) → Bool) : Bool :=
  withValue (sumBelow n fun j => withValue (Nat.add first j) fun i => Nat.mul (spreadSlice
    (V.mixWidth w) V.width (Nat.mul h d) d (listEntry V.mids i)) (e j).pos) fun P =>
  withValue (sumBelow n fun j => withValue (Nat.add first j) fun i => Nat.mul (spreadSlice
    (V.mixWidth w) V.radiusWidth (Nat.mul h d) d (listEntry V.radii i)) (e j).pos) fun Q =>
  withValue (sumBelow n fun j => (e j).pos) fun S =>
  withValue (sumBelow n fun j => withValue (Nat.add first j) fun i =>
    Nat.mul (e j).rad (V.headMax d i h)) fun M =>
    Nat.blt S (Nat.pow 2 w) && (Nat.ble d (Nat.pow 2 (log2Ceil d)) &&
    k fun c => ⟨readDigit (V.mixWidth w) P c, Nat.mul S V.offset,
      Nat.add (readDigit (V.mixWidth w) Q c) M⟩)

/-- A sum of multiples of slices is a slice of sums. -/
theorem sum_spreadSlice {width k start d n S w : Nat} {N : Nat → Nat} {e : Nat → Nat}
    (hk : w + k ≤ width) (hd : d ≤ 2 ^ log2Ceil d) (hS : S = sum n e) (hw : S < 2 ^ w) {c : Nat}
    (hc : c < d) : digit width (sum n fun j => spreadSlice width k start d (N j) * e j) c =
      sum n fun j => digit k (N j) (start + c) * e j := by
  have hpack : (sum n fun j => spreadSlice width k start d (N j) * e j) =
      pack width d fun c => sum n fun j => digit k (N j) (start + c) * e j := by
    rw [← sum_pack]
    refine sum_congr fun j _ => ?_
    rw [spreadSlice_eq (by omega) hd, pack_mul]
  have bound : ∀ c, (sum n fun j => digit k (N j) (start + c) * e j) ≤ 2 ^ k * S := fun c => by
    rw [hS]
    have hle : ∀ m, (sum m fun j => digit k (N j) (start + c) * e j) ≤ 2 ^ k * sum m e := fun m => by
      induction m with
      | zero => exact Nat.zero_le _
      | succ m ih =>
        rw [sum_succ, sum_succ, Nat.mul_add]
        exact Nat.add_le_add ih (Nat.mul_le_mul_right _ (Nat.le_of_lt (digit_lt _ _ _)))
    exact hle n
  have small : 2 ^ k * S < 2 ^ width := by
    have h := Nat.mul_lt_mul_of_pos_left hw (Nat.two_pow_pos k)
    rw [← Nat.pow_add] at h
    exact Nat.lt_of_lt_of_le h (Nat.pow_le_pow_right (by decide) (by omega))
  rw [hpack, digit_pack (fun c _ => Nat.lt_of_le_of_lt (bound c) small) hc]

/-- What passes with the sums computed at once encloses the weighted sums. -/
theorem mixHeads_sound {R : Type u} [OrderedField R] {V : Box} {w d first h n q : Nat}
    {e : Nat → Cell} {k : (Nat → Cell) → Bool} {a : Vec R} {v : Matrix R}
    (he : ∀ j, j < n → (e j).Holds q (a j) ∧ (e j).neg = 0)
    (hv : ∀ j, j < n → ∀ c, c < d → (V.headCell d (first + j) h c).Holds V.scale (v j c))
    (hm : mixHeads V w d first h n e k = true) : ∃ N : Nat → Cell,
      (∀ c, c < d → (N c).Holds (q + V.scale) (sum n fun j => a j * v j c)) ∧ k N = true := by
  simp only [mixHeads, withValue_eq, Bool.and_eq_true_iff] at hm
  obtain ⟨hS, hd, hk⟩ := hm
  have hS' : sumBelow n (fun j => (e j).pos) < 2 ^ w := Nat.le_of_ble_eq_true hS
  have hd' : d ≤ 2 ^ log2Ceil d := Nat.le_of_ble_eq_true hd
  refine ⟨_, fun c hc => ?_, hk⟩
  have hsum := Cell.sum_holds fun j hj => Cell.mul_holds (he j hj).1 (hv j hj c hc)
  have hpos : readDigit (V.mixWidth w) (sumBelow n fun j => Nat.mul (spreadSlice (V.mixWidth w)
      V.width (Nat.mul h d) d (listEntry V.mids (Nat.add first j))) (e j).pos) c =
      sum n fun j => (V.headCell d (first + j) h c).pos * (e j).pos := by
    rw [readDigit_eq, sumBelow_eq]
    refine (sum_spreadSlice (k := V.width) (w := w) (by unfold Box.mixWidth; exact Nat.le_add_right _ _)
      hd' (sumBelow_eq n _) hS' hc).trans (sum_congr fun j _ => ?_)
    show _ = readDigit V.width (listEntry V.mids (first + j)) (h * d + c) * (e j).pos
    rw [readDigit_eq]
    rfl
  have hrad : readDigit (V.mixWidth w) (sumBelow n fun j => Nat.mul (spreadSlice (V.mixWidth w)
      V.radiusWidth (Nat.mul h d) d (listEntry V.radii (Nat.add first j))) (e j).pos) c =
      sum n fun j => (V.headCell d (first + j) h c).rad * (e j).pos := by
    rw [readDigit_eq, sumBelow_eq]
    refine (sum_spreadSlice (k := V.radiusWidth) (w := w) (by
      show w + V.radiusWidth ≤ w + V.width + V.radiusWidth
      omega) hd' (sumBelow_eq n _) hS' hc).trans (sum_congr fun j _ => ?_)
    show _ = readDigit V.radiusWidth (listEntry V.radii (first + j)) (h * d + c) * (e j).pos
    rw [readDigit_eq]
    rfl
  have p : (Cell.sum n fun j => (e j).mul (V.headCell d (first + j) h c)).pos =
      sum n fun j => (V.headCell d (first + j) h c).pos * (e j).pos := by
    show sumBelow n (fun j => (e j).pos * (V.headCell d (first + j) h c).pos +
      (e j).neg * V.offset) = _
    rw [sumBelow_eq]
    exact sum_congr fun j hj => by rw [(he j hj).2, Nat.zero_mul, Nat.add_zero, Nat.mul_comm]
  have m : (Cell.sum n fun j => (e j).mul (V.headCell d (first + j) h c)).neg =
      sumBelow n (fun j => (e j).pos) * V.offset := by
    show sumBelow n (fun j => (e j).pos * V.offset +
      (e j).neg * (V.headCell d (first + j) h c).pos) = _
    rw [sumBelow_eq, sumBelow_eq]
    have hmul : ∀ l, (sum l fun j => (e j).pos * V.offset) = sum l (fun j => (e j).pos) * V.offset :=
      fun l => by
        induction l with
        | zero => exact (Nat.zero_mul _).symm
        | succ l ih => rw [sum_succ, sum_succ, ih, Nat.add_mul]
    rw [← hmul n]
    exact sum_congr fun j hj => by rw [(he j hj).2, Nat.zero_mul, Nat.add_zero]
  have r : (Cell.sum n fun j => (e j).mul (V.headCell d (first + j) h c)).rad ≤
      (sum n fun j => (V.headCell d (first + j) h c).rad * (e j).pos) +
        sumBelow n fun j => Nat.mul (e j).rad (V.headMax d (Nat.add first j) h) := by
    show sumBelow n (fun j => (e j).size * (V.headCell d (first + j) h c).rad + (e j).rad *
      ((V.headCell d (first + j) h c).size + (V.headCell d (first + j) h c).rad)) ≤ _
    rw [sumBelow_eq, sumBelow_eq, ← sum_add]
    refine natSum_mono fun j hj => ?_
    have hsize : (e j).size = (e j).pos := by
      show (e j).pos - (e j).neg + ((e j).neg - (e j).pos) = (e j).pos
      rw [(he j hj).2, Nat.zero_sub, Nat.add_zero, Nat.sub_zero]
    rw [hsize, Nat.mul_comm (e j).pos]
    exact Nat.add_le_add_left (Nat.mul_le_mul_left _ (le_maxBelow
      (f := fun c => Nat.add (V.headCell d (first + j) h c).size (V.headCell d (first + j) h c).rad)
      hc)) _
  refine Cell.holds_of_le hsum ?_
  have hmid : (Cell.sum n fun j => (e j).mul (V.headCell d (first + j) h c)).mid =
      ((sum n fun j => (V.headCell d (first + j) h c).pos * (e j).pos : Nat) : Int) -
        (sumBelow n (fun j => (e j).pos) * V.offset : Nat) := by
    unfold Cell.mid
    rw [p, m]
  rw [hmid, hpos, hrad]
  show ((((sum n fun j => (V.headCell d (first + j) h c).pos * (e j).pos : Nat) : Int) -
    (sumBelow n (fun j => (e j).pos) * V.offset : Nat)) - (((sum n fun j =>
      (V.headCell d (first + j) h c).pos * (e j).pos : Nat) : Int) -
        (sumBelow n (fun j => (e j).pos) * V.offset : Nat))).natAbs + _ ≤ _
  rw [Int.sub_self]
  show 0 + _ ≤ _
  rw [Nat.zero_add]
  exact r

end QuantCert
