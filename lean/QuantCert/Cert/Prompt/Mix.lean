prelude
import QuantCert.Cert.Prompt.Head

/-!
# Weighted sums of heads, all entries at once

A head of a position is spread to digits that are wide enough for the sum, and multiplied by the
weight of the position.

## Main definitions
* `mixLanes`: the weighted sums of the entries of a head of a box.

## Main theorems
* `mixLanes_are`, `mixCell_holds`
-/

universe u

namespace QuantCert

open Digits

/-- The sums of the entries of head `h` of `V` at `n` positions from `first` on, with the weights `e`,
in digits of `W` bits. -/
noncomputable def mixLanes (V : Box) (W d first h n ones : Nat) (e : Nat → Cell) : Lanes where
  pos := sumBelow n fun j => withValue (Nat.add first j) fun i => Nat.mul
    (spreadSlice W V.width (Nat.mul h d) d (listEntry V.mids i)) (e j).pos
  neg := Nat.mul ones (Nat.mul (sumBelow n fun j => (e j).pos) V.offset)
  rad := Nat.add (sumBelow n fun j => withValue (Nat.add first j) fun i => Nat.mul
    (spreadSlice W V.radiusWidth (Nat.mul h d) d (listEntry V.radii i)) (e j).pos)
    (Nat.mul ones (sumBelow n fun j => withValue (Nat.add first j) fun i =>
      Nat.mul (e j).rad (V.headMax d i h)))
  max := Nat.add (Nat.mul (Nat.add (Nat.pow 2 V.width) (Nat.pow 2 V.radiusWidth))
    (sumBelow n fun j => (e j).pos)) (sumBelow n fun j => withValue (Nat.add first j) fun i =>
      Nat.mul (e j).rad (V.headMax d i h))

/-- Sums of multiples of slices, digit by digit. -/
theorem sum_spreadSlice {width k start d n : Nat} {N : Nat → Nat} {e : Nat → Nat}
    (hk : k ≤ width) (hd : d ≤ 2 ^ log2Ceil d) :
    (sum n fun j => spreadSlice width k start d (N j) * e j) =
      pack width d fun c => sum n fun j => digit k (N j) (start + c) * e j := by
  rw [← sum_pack]
  refine sum_congr fun j _ => ?_
  rw [spreadSlice_eq hk hd, pack_mul]

/-- A sum of products with bounded factors. -/
theorem sum_mul_le_mul_sum {n b : Nat} {f e : Nat → Nat} (hf : ∀ j, j < n → f j ≤ b) :
    (sum n fun j => f j * e j) ≤ b * sum n e := by
  induction n with
  | zero => exact Nat.zero_le _
  | succ n ih =>
    rw [sum_succ, sum_succ, Nat.mul_add]
    exact Nat.add_le_add (ih fun j hj => hf j (Nat.lt.step hj))
      (Nat.mul_le_mul_right _ (hf n (Nat.lt_succ_self n)))

/-- The cell that `mixLanes` holds of entry `c`. -/
noncomputable def mixCell (V : Box) (d first h n : Nat) (e : Nat → Cell) (c : Nat) : Cell where
  pos := sum n fun j => (V.headCell d (first + j) h c).pos * (e j).pos
  neg := (sum n fun j => (e j).pos) * V.offset
  rad := (sum n fun j => (V.headCell d (first + j) h c).rad * (e j).pos) +
    sum n fun j => (e j).rad * V.headMax d (first + j) h

/-- The digits of the sums. -/
theorem mixLanes_are {V : Box} {W d first h n ones : Nat} {e : Nat → Cell}
    (hones : ones = pack W d fun _ => 1) (hfits : Lanes.fits W d V = true) (hw : 0 < V.width) :
    (mixLanes V W d first h n ones e).Are W d (mixCell V d first h n e) := by
  simp only [Lanes.fits, Bool.and_eq_true_iff] at hfits
  obtain ⟨hV, hr, hd⟩ := hfits
  have hd' : d ≤ 2 ^ log2Ceil d := Nat.le_of_ble_eq_true hd
  have sums : ∀ f : Nat → Nat, (sumBelow n fun j => withValue (Nat.add first j) f) =
      sum n fun j => f (first + j) := fun f => by
    rw [sumBelow_eq]
    exact sum_congr fun j _ => withValue_eq _ _
  have weighted : ∀ f : Nat → Nat → Nat, (sumBelow n fun j => withValue (Nat.add first j) (f j)) =
      sum n fun j => f j (first + j) := fun f => by
    rw [sumBelow_eq]
    exact sum_congr fun j _ => withValue_eq _ _
  refine ⟨?_, ?_, ?_, fun c hc => ?_⟩
  · refine (weighted fun j i => Nat.mul (spreadSlice W V.width (Nat.mul h d) d
      (listEntry V.mids i)) (e j).pos).trans ?_
    refine (sum_spreadSlice (Nat.le_of_ble_eq_true hV) hd').trans (pack_congr fun c _ => ?_)
    exact sum_congr fun j _ => congrArg (· * (e j).pos) (readDigit_eq _ _ _).symm
  · show ones * (sumBelow n (fun j => (e j).pos) * V.offset) = _
    rw [sumBelow_eq, hones, pack_one_mul]
    rfl
  · show (sumBelow n fun j => withValue (Nat.add first j) fun i => Nat.mul (spreadSlice W
        V.radiusWidth (Nat.mul h d) d (listEntry V.radii i)) (e j).pos) +
      ones * (sumBelow n fun j => withValue (Nat.add first j) fun i =>
        Nat.mul (e j).rad (V.headMax d i h)) = _
    rw [weighted fun j i => Nat.mul (spreadSlice W V.radiusWidth (Nat.mul h d) d
      (listEntry V.radii i)) (e j).pos, weighted fun j i => Nat.mul (e j).rad (V.headMax d i h)]
    refine (congrArg (· + _) (sum_spreadSlice (Nat.le_of_ble_eq_true hr) hd')).trans ?_
    rw [hones, pack_one_mul, pack_add]
    refine pack_congr fun c _ => congrArg (· + _) ?_
    exact sum_congr fun j _ => congrArg (· * (e j).pos) (readDigit_eq _ _ _).symm
  · show _ ≤ (2 ^ V.width + 2 ^ V.radiusWidth) * sumBelow n (fun j => (e j).pos) +
      (sumBelow n fun j => withValue (Nat.add first j) fun i => Nat.mul (e j).rad
        (V.headMax d i h)) ∧ _ ≤ (2 ^ V.width + 2 ^ V.radiusWidth) * sumBelow n (fun j => (e j).pos) +
      (sumBelow n fun j => withValue (Nat.add first j) fun i => Nat.mul (e j).rad
        (V.headMax d i h)) ∧ _ ≤ (2 ^ V.width + 2 ^ V.radiusWidth) * sumBelow n (fun j => (e j).pos) +
      (sumBelow n fun j => withValue (Nat.add first j) fun i => Nat.mul (e j).rad (V.headMax d i h))
    rw [sumBelow_eq, weighted fun j i => Nat.mul (e j).rad (V.headMax d i h)]
    have hp : ∀ j, j < n → (V.headCell d (first + j) h c).pos ≤ 2 ^ V.width := fun j _ => by
      show readDigit _ _ _ ≤ _
      rw [readDigit_eq]
      exact Nat.le_of_lt (digit_lt _ _ _)
    have hrad : ∀ j, j < n → (V.headCell d (first + j) h c).rad ≤ 2 ^ V.radiusWidth :=
      fun j _ => Nat.le_of_lt (Lanes.rad_lt V _ _)
    have ho : V.offset ≤ 2 ^ V.width := Nat.le_of_lt (Lanes.neg_lt V 0 0 hw)
    have h1 := sum_mul_le_mul_sum (e := fun j => (e j).pos) hp
    have h2 := sum_mul_le_mul_sum (e := fun j => (e j).pos) hrad
    have h3 := Nat.mul_le_mul_left (sum n fun j => (e j).pos) ho
    rw [Nat.mul_comm _ (2 ^ V.width)] at h3
    rw [Nat.add_mul]
    refine ⟨Nat.le_trans h1 ?_, Nat.le_trans h3 ?_, Nat.le_trans (Nat.add_le_add_right h2 _) ?_⟩
    · omega
    · omega
    · show _ + _ ≤ _
      exact Nat.add_le_add_right (Nat.le_add_left _ _) _

/-- The sums enclose the weighted sums. -/
theorem mixCell_holds {R : Type u} [OrderedField R] {V : Box} {d first h n q c : Nat}
    {e : Nat → Cell} {a : Vec R} {v : Matrix R} (hw : 0 < V.width) (hc : c < d)
    (he : ∀ j, j < n → (e j).Holds q (a j) ∧ (e j).neg = 0)
    (hv : ∀ j, j < n → ∀ c, c < d → (V.headCell d (first + j) h c).Holds V.scale (v j c)) :
    (mixCell V d first h n e c).Holds (q + V.scale) (sum n fun j => a j * v j c) := by
  have hsum := Cell.sum_holds fun j hj => Cell.mul_holds (he j hj).1 (hv j hj c hc)
  have p : (Cell.sum n fun j => (e j).mul (V.headCell d (first + j) h c)).pos =
      sum n fun j => (V.headCell d (first + j) h c).pos * (e j).pos := by
    show sumBelow n (fun j => (e j).pos * (V.headCell d (first + j) h c).pos +
      (e j).neg * V.offset) = _
    rw [sumBelow_eq]
    exact sum_congr fun j hj => by rw [(he j hj).2, Nat.zero_mul, Nat.add_zero, Nat.mul_comm]
  have m : (Cell.sum n fun j => (e j).mul (V.headCell d (first + j) h c)).neg =
      (sum n fun j => (e j).pos) * V.offset := by
    show sumBelow n (fun j => (e j).pos * V.offset +
      (e j).neg * (V.headCell d (first + j) h c).pos) = _
    rw [sumBelow_eq]
    have hmul : ∀ l, (sum l fun j => (e j).pos * V.offset) = sum l (fun j => (e j).pos) * V.offset :=
      fun l => by
        induction l with
        | zero => exact (Nat.zero_mul _).symm
        | succ l ih => rw [sum_succ, sum_succ, ih, Nat.add_mul]
    rw [← hmul n]
    exact sum_congr fun j hj => by rw [(he j hj).2, Nat.zero_mul, Nat.add_zero]
  have r : (Cell.sum n fun j => (e j).mul (V.headCell d (first + j) h c)).rad ≤
      (mixCell V d first h n e c).rad := by
    show sumBelow n (fun j => (e j).size * (V.headCell d (first + j) h c).rad + (e j).rad *
      ((V.headCell d (first + j) h c).size + (V.headCell d (first + j) h c).rad)) ≤ (sum n _) + sum n _
    rw [sumBelow_eq, ← sum_add]
    refine natSum_mono fun j hj => ?_
    have hsize : (e j).size = (e j).pos := by
      show (e j).pos - (e j).neg + ((e j).neg - (e j).pos) = (e j).pos
      rw [(he j hj).2, Nat.zero_sub, Nat.add_zero, Nat.sub_zero]
    rw [hsize, Nat.mul_comm (e j).pos]
    refine Nat.add_le_add_left (Nat.mul_le_mul_left _ (Nat.add_le_add ?_ ?_)) _
    · exact V.digit_headSizes hw hc (first + j) h ▸ le_maxDigits hc
    · exact V.digit_headRadii hc (first + j) h ▸ le_maxDigits hc
  refine Cell.holds_of_le hsum ?_
  have hmid : (Cell.sum n fun j => (e j).mul (V.headCell d (first + j) h c)).mid =
      (mixCell V d first h n e c).mid := by
    unfold Cell.mid
    rw [p, m]
    rfl
  rw [hmid, Int.sub_self]
  show 0 + _ ≤ _
  rw [Nat.zero_add]
  exact r

end QuantCert
