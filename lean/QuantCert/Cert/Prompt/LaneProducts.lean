prelude
import QuantCert.Cert.Prompt.DigitProducts
import QuantCert.Cert.Prompt.Lanes

/-!
# Products of the entries of two vectors

## Main definitions
* `Lanes.product`: the products of the entries of two boxes.

## Main theorems
* `Lanes.product_are`
-/

namespace QuantCert

open Digits

namespace Lanes

/-- The absolute midpoints of the entries of a box at position `t`, in digits of its own. -/
def boxSizes (n : Nat) (B : Box) (t : Nat) : Nat :=
  absoluteDigits B.width (repunit B.width n)
    (Nat.land (listEntry B.mids t) (Nat.sub (Nat.pow 2 (Nat.mul B.width n)) 1))

/-- Bits of a digit for the absolute value of an entry and its radius. -/
def reachWidth (B : Box) : Nat := Nat.add B.width B.radiusWidth

/-- The absolute midpoints plus the radii. -/
noncomputable def boxReach (n : Nat) (B : Box) (t : Nat) : Nat :=
  Nat.add (spreadSlice (reachWidth B) B.width 0 n (boxSizes n B t))
    (spreadSlice (reachWidth B) B.radiusWidth 0 n (listEntry B.radii t))

/-- The products of the entries of `A` at position `t` and those of `B` at position `s`. -/
noncomputable def product (w n ones : Nat) (A : Box) (t : Nat) (B : Box) (s : Nat) : Lanes where
  pos := Nat.add (productDigits A.width B.width w n (listEntry A.mids t) (listEntry B.mids s))
    (Nat.mul ones (Nat.mul (Nat.pow 2 (Nat.sub A.width 1)) (Nat.pow 2 (Nat.sub B.width 1))))
  neg := Nat.add (Nat.mul (spreadSlice w A.width 0 n (listEntry A.mids t))
      (Nat.pow 2 (Nat.sub B.width 1)))
    (Nat.mul (spreadSlice w B.width 0 n (listEntry B.mids s)) (Nat.pow 2 (Nat.sub A.width 1)))
  rad := Nat.add (productDigits A.width B.radiusWidth w n (boxSizes n A t) (listEntry B.radii s))
    (productDigits (reachWidth B) A.radiusWidth w n (boxReach n B s) (listEntry A.radii t))
  max := Nat.mul (Nat.add (Nat.pow 2 A.width) (Nat.pow 2 A.radiusWidth))
    (Nat.add (Nat.add (Nat.pow 2 B.width) (Nat.pow 2 B.width)) (Nat.pow 2 B.radiusWidth))

/-- Whether digits hold the entries of both boxes. -/
noncomputable def productFits (w n : Nat) (A B : Box) : Bool :=
  Nat.blt 0 A.width && (Nat.blt 0 B.width && (fits w n A && fits w n B))

/-- The absolute midpoints are those of the cells. -/
theorem boxSizes_eq {n : Nat} {B : Box} (hw : 0 < B.width) (t : Nat) :
    boxSizes n B t = pack B.width n fun i => (B.cell t i).size := by
  have hmask : Nat.land (listEntry B.mids t) (Nat.sub (Nat.pow 2 (Nat.mul B.width n)) 1) =
      pack B.width n (digit B.width (listEntry B.mids t)) := by
    rw [pack_digit_mod]
    exact Nat.and_two_pow_sub_one_eq_mod _ _
  unfold boxSizes
  rw [hmask, repunit_eq n hw, absoluteDigits_eq hw fun i _ => digit_lt _ _ _]
  refine pack_congr fun i _ => ?_
  show distance (digit B.width (listEntry B.mids t) i) (2 ^ (B.width - 1)) =
    distance (readDigit B.width (listEntry B.mids t) i) (2 ^ (B.width - 1))
  rw [readDigit_eq]

/-- The offset of a box is below `2^width`. -/
theorem neg_lt (B : Box) (t i : Nat) (hw : 0 < B.width) : (B.cell t i).neg < 2 ^ B.width :=
  Nat.pow_lt_pow_right (by decide) (Nat.sub_lt hw Nat.one_pos)

/-- The absolute midpoint of an entry is below `2^width`. -/
theorem size_lt (B : Box) (t i : Nat) (hw : 0 < B.width) : (B.cell t i).size < 2 ^ B.width := by
  have hp : (B.cell t i).pos < 2 ^ B.width := by
    show readDigit _ _ _ < _
    rw [readDigit_eq]
    exact digit_lt _ _ _
  have hn := neg_lt B t i hw
  show (B.cell t i).pos - (B.cell t i).neg + ((B.cell t i).neg - (B.cell t i).pos) < _
  omega

/-- A radius is below `2^radiusWidth`. -/
theorem rad_lt (B : Box) (t i : Nat) : (B.cell t i).rad < 2 ^ B.radiusWidth := by
  show readDigit _ _ _ < _
  rw [readDigit_eq]
  exact digit_lt _ _ _

/-- The absolute midpoints plus the radii are those of the cells. -/
theorem boxReach_eq {n : Nat} {B : Box} (hw : 0 < B.width) (hn : n ≤ 2 ^ log2Ceil n) (t : Nat) :
    boxReach n B t = pack (reachWidth B) n fun i => (B.cell t i).size + (B.cell t i).rad := by
  have hle : B.width ≤ reachWidth B := Nat.le_add_right _ _
  have hle' : B.radiusWidth ≤ reachWidth B := Nat.le_add_left _ _
  show spreadSlice _ _ 0 n (boxSizes n B t) + spreadSlice _ _ 0 n _ = _
  rw [spreadSlice_eq hle hn, spreadSlice_eq hle' hn, pack_add, boxSizes_eq hw]
  refine pack_congr fun i hi => ?_
  rw [Nat.zero_add, digit_pack (fun i _ => size_lt B t i hw) hi]
  exact congrArg (_ + ·) (readDigit_eq _ _ _).symm

/-- Digits of the absolute midpoints plus the radii. -/
theorem reach_lt (B : Box) (t i : Nat) (hw : 0 < B.width) :
    (B.cell t i).size + (B.cell t i).rad < 2 ^ reachWidth B := by
  have h1 := size_lt B t i hw
  have h2 := rad_lt B t i
  show _ < 2 ^ (B.width + B.radiusWidth)
  rw [Nat.pow_add]
  have h3 := Nat.mul_le_mul (Nat.le_refl (2 ^ B.width)) (Nat.two_pow_pos B.radiusWidth)
  rcases Nat.eq_or_lt_of_le (Nat.two_pow_pos B.radiusWidth) with h0 | h0
  · have : (B.cell t i).rad = 0 := by omega
    rw [← h0]
    omega
  · have h4 := Nat.mul_le_mul_left (2 ^ B.width) h0
    have htwo : 2 ^ 1 ≤ 2 ^ B.width := Nat.pow_le_pow_right (by decide) hw
    rw [Nat.pow_one] at htwo
    have h5 := Nat.mul_le_mul_right (2 ^ B.radiusWidth) htwo
    rw [Nat.mul_two] at h4
    rw [Nat.two_mul] at h5
    omega

/-- The products are those of the cells. -/
theorem product_are {w n ones : Nat} {A B : Box} (hones : ones = pack w n fun _ => 1)
    (h : productFits w n A B = true) (t s : Nat) :
    (product w n ones A t B s).Are w n fun i => (A.cell t i).mul (B.cell s i) := by
  simp only [productFits, Bool.and_eq_true_iff] at h
  obtain ⟨hwA, hwB, hA, hB⟩ := h
  have hwA' : 0 < A.width := Nat.le_of_ble_eq_true hwA
  have hwB' : 0 < B.width := Nat.le_of_ble_eq_true hwB
  have a := (ofBox_are hones hA t).pos
  have b := (ofBox_are hones hB s).pos
  have hn : n ≤ 2 ^ log2Ceil n := by
    simp only [fits, Bool.and_eq_true_iff] at hA
    exact Nat.le_of_ble_eq_true hA.2.2
  have posA : ∀ i, digit A.width (listEntry A.mids t) i = (A.cell t i).pos :=
    fun i => (readDigit_eq _ _ _).symm
  have posB : ∀ i, digit B.width (listEntry B.mids s) i = (B.cell s i).pos :=
    fun i => (readDigit_eq _ _ _).symm
  have radA : ∀ i, digit A.radiusWidth (listEntry A.radii t) i = (A.cell t i).rad :=
    fun i => (readDigit_eq _ _ _).symm
  have radB : ∀ i, digit B.radiusWidth (listEntry B.radii s) i = (B.cell s i).rad :=
    fun i => (readDigit_eq _ _ _).symm
  refine ⟨?_, ?_, ?_, fun i _ => ?_⟩
  · show productDigits _ _ _ _ _ _ + ones * (2 ^ (A.width - 1) * 2 ^ (B.width - 1)) = _
    rw [productDigits_eq, hones, pack_one_mul, pack_add]
    exact pack_congr fun i _ => by rw [posA, posB]; rfl
  · show spreadSlice w A.width 0 n _ * _ + spreadSlice w B.width 0 n _ * _ = _
    rw [show spreadSlice w A.width 0 n (listEntry A.mids t) = _ from a,
      show spreadSlice w B.width 0 n (listEntry B.mids s) = _ from b, pack_mul, pack_mul, pack_add]
    refine pack_congr fun i _ => ?_
    show _ = (A.cell t i).pos * 2 ^ (B.width - 1) + 2 ^ (A.width - 1) * (B.cell s i).pos
    rw [Nat.mul_comm (2 ^ (A.width - 1))]
    rfl
  · show productDigits _ _ _ _ _ _ + productDigits _ _ _ _ _ _ = _
    rw [productDigits_eq, productDigits_eq, pack_add, boxSizes_eq hwA', boxReach_eq hwB' hn]
    refine pack_congr fun i hi => ?_
    rw [digit_pack (fun i _ => size_lt A t i hwA') hi, digit_pack (fun i _ => reach_lt B s i hwB') hi,
      radA, radB, Nat.mul_comm (_ + _)]
    rfl
  · have hp : (A.cell t i).pos < 2 ^ A.width := posA i ▸ digit_lt _ _ _
    have hq : (B.cell s i).pos < 2 ^ B.width := posB i ▸ digit_lt _ _ _
    have hn' := neg_lt A t i hwA'
    have hm' := neg_lt B s i hwB'
    have hr := rad_lt A t i
    have hs := rad_lt B s i
    have hu := size_lt A t i hwA'
    have hv := size_lt B s i hwB'
    have hall : ∀ a b c d : Nat, a ≤ 2 ^ A.width + 2 ^ A.radiusWidth →
        c ≤ 2 ^ A.width + 2 ^ A.radiusWidth → b + d ≤ 2 ^ B.width + 2 ^ B.width + 2 ^ B.radiusWidth →
        a * b + c * d ≤ (2 ^ A.width + 2 ^ A.radiusWidth) *
          (2 ^ B.width + 2 ^ B.width + 2 ^ B.radiusWidth) := fun a b c d ha hc hbd => by
      have h1 := Nat.mul_le_mul_right b ha
      have h2 := Nat.mul_le_mul_right d hc
      have h3 := Nat.mul_le_mul_left (2 ^ A.width + 2 ^ A.radiusWidth) hbd
      rw [Nat.mul_add] at h3
      omega
    refine ⟨hall _ _ _ _ (by omega) (by omega) (by omega), hall _ _ _ _ (by omega) (by omega)
      (by omega), ?_⟩
    show (A.cell t i).size * (B.cell s i).rad + (A.cell t i).rad * ((B.cell s i).size +
      (B.cell s i).rad) ≤ (2 ^ A.width + 2 ^ A.radiusWidth) *
        (2 ^ B.width + 2 ^ B.width + 2 ^ B.radiusWidth)
    have h1 := Nat.mul_le_mul (Nat.le_of_lt hu) (Nat.le_of_lt hs)
    have h2 := Nat.mul_le_mul (Nat.le_of_lt hr) (Nat.le_of_lt (Nat.add_lt_add hv hs))
    have h3 : ∀ a b c d : Nat, a * d + b * (c + d) ≤ (a + b) * (c + c + d) := fun a b c d => by
      rw [Nat.add_mul, Nat.mul_add a (c + c) d, Nat.mul_add b (c + c) d, Nat.mul_add b c c,
        Nat.mul_add b c d]
      omega
    exact Nat.le_trans (Nat.add_le_add h1 h2) (h3 _ _ _ _)

end Lanes

end QuantCert
