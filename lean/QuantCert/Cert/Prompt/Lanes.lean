prelude
import QuantCert.Cert.Digits.Signed
import QuantCert.Cert.Prompt.BoxPart
import QuantCert.Cert.Prompt.Slice

/-!
# Enclosures of all entries of a vector at once

The midpoints and radii of a vector are the digits of three numbers, so that a few operations on long
numbers do what would be many on short ones.

## Main definitions
* `Lanes`, `Lanes.Are w n v f`: the cells `f i` of `n` entries, in digits of `w` bits.
* `Lanes.ofBox`, `Lanes.add`, `Lanes.neg'`, `Lanes.shift`, `Lanes.addAt`, `Lanes.multiple`: arithmetic.

## Main theorems
* `Lanes.ofBox_are`, `Lanes.add_are`, …: they are the cells that they stand for.
-/

universe u

namespace QuantCert

open Digits

/-- Enclosures of the entries of a vector: each number holds a digit for each entry. -/
structure Lanes where
  /-- The midpoints are `pos - neg`. -/
  pos : Nat
  /-- See `pos`. -/
  neg : Nat
  /-- The radii. -/
  rad : Nat
  /-- No digit is larger. -/
  max : Nat

namespace Lanes

/-- The lanes hold the cells `f i` of `n` entries, in digits of `w` bits. -/
structure Are (w n : Nat) (v : Lanes) (f : Nat → Cell) : Prop where
  /-- The positive parts. -/
  pos : v.pos = pack w n fun i => (f i).pos
  /-- The negative parts. -/
  neg : v.neg = pack w n fun i => (f i).neg
  /-- The radii. -/
  rad : v.rad = pack w n fun i => (f i).rad
  /-- No digit is larger than the bound. -/
  le : ∀ i, i < n → (f i).pos ≤ v.max ∧ (f i).neg ≤ v.max ∧ (f i).rad ≤ v.max

/-- Whether digits of `w` bits hold the first `n` entries of a box. -/
noncomputable def fits (w n : Nat) (B : Box) : Bool :=
  Nat.ble B.width w && (Nat.ble B.radiusWidth w && Nat.ble n (Nat.pow 2 (log2Ceil n)))

/-- The first `n` entries of a box at position `t`; `ones` is one in every digit. -/
noncomputable def ofBox (w n ones : Nat) (B : Box) (t : Nat) : Lanes where
  pos := spreadSlice w B.width 0 n (listEntry B.mids t)
  neg := Nat.mul ones (Nat.pow 2 (Nat.sub B.width 1))
  rad := spreadSlice w B.radiusWidth 0 n (listEntry B.radii t)
  max := Nat.add (Nat.pow 2 B.width) (Nat.pow 2 B.radiusWidth)

/-- `k` of the lanes, whose numbers are computed first. -/
noncomputable def withLanes (v : Lanes) (k : Lanes → Bool) : Bool :=
  withValue v.pos fun pos => withValue v.neg fun neg => withValue v.rad fun rad =>
    withValue v.max fun max => k ⟨pos, neg, rad, max⟩

/-- It is `k` of the lanes. -/
theorem withLanes_eq (v : Lanes) (k : Lanes → Bool) : withLanes v k = k v := by
  unfold withLanes
  rw [withValue_eq, withValue_eq, withValue_eq, withValue_eq]

/-- The sums. -/
def add (u v : Lanes) : Lanes :=
  ⟨Nat.add u.pos v.pos, Nat.add u.neg v.neg, Nat.add u.rad v.rad, Nat.add u.max v.max⟩

/-- The negatives. -/
def neg' (v : Lanes) : Lanes := ⟨v.neg, v.pos, v.rad, v.max⟩

/-- The same in units of `2^-s` times the size. -/
def shift (s : Nat) (v : Lanes) : Lanes :=
  ⟨Nat.shiftLeft v.pos s, Nat.shiftLeft v.neg s, Nat.shiftLeft v.rad s, Nat.shiftLeft v.max s⟩

/-- Sums of lanes in units of `2^-p` and `2^-q`, in the finer of these units. -/
def addAt (p q : Nat) (u v : Lanes) : Lanes := (u.shift (Nat.sub q p)).add (v.shift (Nat.sub p q))

/-- The absolute midpoints. -/
def sizes (w ones : Nat) (v : Lanes) : Nat :=
  absoluteDigits w ones (Nat.sub (Nat.add v.pos (topBits ones w)) v.neg)

/-- The products with a cell; digits of `w` bits must have one to spare. -/
def multiple (w ones : Nat) (c : Cell) (v : Lanes) : Lanes where
  pos := Nat.add (Nat.mul v.pos c.pos) (Nat.mul v.neg c.neg)
  neg := Nat.add (Nat.mul v.pos c.neg) (Nat.mul v.neg c.pos)
  rad := Nat.add (Nat.mul (v.sizes w ones) c.rad)
    (Nat.mul v.rad (Nat.add c.size c.rad))
  max := Nat.mul v.max (Nat.add (Nat.add c.pos c.neg) (Nat.add c.rad c.rad))

/-- The entries of a box. -/
theorem ofBox_are {w n ones : Nat} {B : Box} (hones : ones = pack w n fun _ => 1)
    (h : fits w n B = true) (t : Nat) : (ofBox w n ones B t).Are w n (B.cell t) := by
  simp only [fits, Bool.and_eq_true_iff] at h
  obtain ⟨hw, hr, hn⟩ := h
  have hn' : n ≤ 2 ^ log2Ceil n := Nat.le_of_ble_eq_true hn
  refine ⟨?_, ?_, ?_, fun i _ => ?_⟩
  · refine (spreadSlice_eq (Nat.le_of_ble_eq_true hw) hn').trans (pack_congr fun i _ => ?_)
    rw [Nat.zero_add]
    exact (readDigit_eq _ _ _).symm
  · show ones * _ = _
    rw [hones]
    exact pack_one_mul _ _ _
  · refine (spreadSlice_eq (Nat.le_of_ble_eq_true hr) hn').trans (pack_congr fun i _ => ?_)
    rw [Nat.zero_add]
    exact (readDigit_eq _ _ _).symm
  · have hp : (B.cell t i).pos < 2 ^ B.width := by
      show readDigit _ _ _ < _
      rw [readDigit_eq]
      exact digit_lt _ _ _
    have hrad : (B.cell t i).rad < 2 ^ B.radiusWidth := by
      show readDigit _ _ _ < _
      rw [readDigit_eq]
      exact digit_lt _ _ _
    have hneg : (B.cell t i).neg ≤ 2 ^ B.width :=
      Nat.pow_le_pow_right (by decide) (Nat.sub_le _ _)
    show _ ≤ 2 ^ B.width + 2 ^ B.radiusWidth ∧ _ ≤ 2 ^ B.width + 2 ^ B.radiusWidth ∧
      _ ≤ 2 ^ B.width + 2 ^ B.radiusWidth
    omega

variable {w n ones : Nat} {u v : Lanes} {f g : Nat → Cell}

/-- Sums of lanes. -/
theorem add_are (hu : u.Are w n f) (hv : v.Are w n g) :
    (u.add v).Are w n fun i => (f i).add (g i) := by
  refine ⟨?_, ?_, ?_, fun i hi => ?_⟩
  · show u.pos + v.pos = _
    rw [hu.pos, hv.pos, pack_add]
    rfl
  · show u.neg + v.neg = _
    rw [hu.neg, hv.neg, pack_add]
    rfl
  · show u.rad + v.rad = _
    rw [hu.rad, hv.rad, pack_add]
    rfl
  · have ⟨h1, h2, h3⟩ := hu.le i hi
    have ⟨h4, h5, h6⟩ := hv.le i hi
    exact ⟨Nat.add_le_add h1 h4, Nat.add_le_add h2 h5, Nat.add_le_add h3 h6⟩

/-- Negatives of lanes. -/
theorem neg_are (hv : v.Are w n f) : v.neg'.Are w n fun i => (f i).neg' :=
  ⟨hv.neg, hv.pos, hv.rad, fun i hi => ⟨(hv.le i hi).2.1, (hv.le i hi).1, (hv.le i hi).2.2⟩⟩

/-- A shift of every digit. -/
theorem pack_shiftLeft (w n s : Nat) (a : Nat → Nat) :
    Nat.shiftLeft (pack w n a) s = pack w n fun i => Nat.shiftLeft (a i) s := by
  show pack w n a <<< s = _
  rw [Nat.shiftLeft_eq, pack_mul]
  exact pack_congr fun i _ => (Nat.shiftLeft_eq _ _).symm

/-- Shifts keep the order. -/
theorem shiftLeft_le {a b : Nat} (s : Nat) (h : a ≤ b) : Nat.shiftLeft a s ≤ Nat.shiftLeft b s := by
  show a <<< s ≤ b <<< s
  rw [Nat.shiftLeft_eq, Nat.shiftLeft_eq]
  exact Nat.mul_le_mul_right _ h

/-- Lanes in finer units. -/
theorem shift_are (s : Nat) (hv : v.Are w n f) : (v.shift s).Are w n fun i => (f i).shift s := by
  refine ⟨?_, ?_, ?_, fun i hi => ?_⟩
  · show Nat.shiftLeft v.pos s = _
    rw [hv.pos, pack_shiftLeft]
    rfl
  · show Nat.shiftLeft v.neg s = _
    rw [hv.neg, pack_shiftLeft]
    rfl
  · show Nat.shiftLeft v.rad s = _
    rw [hv.rad, pack_shiftLeft]
    rfl
  · have ⟨h1, h2, h3⟩ := hv.le i hi
    exact ⟨shiftLeft_le s h1, shiftLeft_le s h2, shiftLeft_le s h3⟩

/-- Sums of lanes in different units. -/
theorem addAt_are {p q : Nat} (hu : u.Are w n f) (hv : v.Are w n g) :
    (addAt p q u v).Are w n fun i => Cell.addAt p q (f i) (g i) :=
  add_are (shift_are _ hu) (shift_are _ hv)

/-- The absolute midpoints of lanes. -/
theorem sizes_eq (hw : 0 < w) (hones : ones = pack w n fun _ => 1) (hv : v.Are w n f)
    (hmax : v.max < 2 ^ (w - 1)) : v.sizes w ones = pack w n fun i => (f i).size := by
  have hdouble := two_pow_sub_one_add_self hw
  show absoluteDigits w ones ((v.pos + topBits ones w) - v.neg) = _
  rw [topBits_eq hones, hv.pos, hv.neg, pack_add, pack_sub fun i hi => ?_, hones,
    absoluteDigits_eq hw fun i hi => ?_]
  · refine pack_congr fun i hi => ?_
    have ⟨_, h2, _⟩ := hv.le i hi
    show distance ((f i).pos + 2 ^ (w - 1) - (f i).neg) (2 ^ (w - 1)) =
      (f i).pos - (f i).neg + ((f i).neg - (f i).pos)
    unfold distance
    omega
  · have ⟨h1, _, _⟩ := hv.le i hi
    show (f i).pos + 2 ^ (w - 1) - (f i).neg < 2 ^ w
    omega
  · have ⟨_, h2, _⟩ := hv.le i hi
    show (f i).neg ≤ (f i).pos + 2 ^ (w - 1)
    omega

/-- The absolute midpoint is no larger than both parts. -/
theorem _root_.QuantCert.Cell.size_le (c : Cell) {m : Nat} (hp : c.pos ≤ m) (hn : c.neg ≤ m) :
    c.size ≤ m := by
  show c.pos - c.neg + (c.neg - c.pos) ≤ m
  omega

/-- Products with a cell. -/
theorem multiple_are (hw : 0 < w) (hones : ones = pack w n fun _ => 1) (hv : v.Are w n f)
    (hmax : v.max < 2 ^ (w - 1)) (c : Cell) :
    (v.multiple w ones c).Are w n fun i => (f i).mul c := by
  refine ⟨?_, ?_, ?_, fun i hi => ?_⟩
  · show v.pos * c.pos + v.neg * c.neg = _
    rw [hv.pos, hv.neg, pack_mul, pack_mul, pack_add]
    rfl
  · show v.pos * c.neg + v.neg * c.pos = _
    rw [hv.pos, hv.neg, pack_mul, pack_mul, pack_add]
    rfl
  · show v.sizes w ones * c.rad + v.rad * (c.size + c.rad) = _
    rw [sizes_eq hw hones hv hmax, hv.rad, pack_mul, pack_mul, pack_add]
    rfl
  · have ⟨h1, h2, h3⟩ := hv.le i hi
    have hc : c.size ≤ c.pos + c.neg := by
      show c.pos - c.neg + (c.neg - c.pos) ≤ c.pos + c.neg
      omega
    have hall : ∀ a b d e : Nat, a ≤ v.max → b ≤ v.max → d ≤ c.pos + c.neg + (c.rad + c.rad) - e →
        e ≤ c.pos + c.neg + (c.rad + c.rad) →
        a * d + b * e ≤ v.max * (c.pos + c.neg + (c.rad + c.rad)) := fun a b d e ha hb hd he => by
      have h4 := Nat.mul_le_mul ha (Nat.le_refl d)
      have h5 := Nat.mul_le_mul hb (Nat.le_refl e)
      have h6 := Nat.mul_le_mul_left v.max (show d + e ≤ c.pos + c.neg + (c.rad + c.rad) by omega)
      rw [Nat.mul_add] at h6
      omega
    refine ⟨hall _ _ c.pos c.neg h1 h2 (by omega) (by omega),
      hall _ _ c.neg c.pos h1 h2 (by omega) (by omega),
      hall _ _ c.rad (c.size + c.rad) (Cell.size_le _ h1 h2) h3 (by omega) (by omega)⟩

/-- The same number in all `n` digits. -/
def const (ones : Nat) (c : Cell) : Lanes :=
  ⟨Nat.mul ones c.pos, Nat.mul ones c.neg, Nat.mul ones c.rad,
    Nat.add (Nat.add c.pos c.neg) c.rad⟩

/-- The same number in all digits. -/
theorem const_are {w n ones : Nat} (hones : ones = pack w n fun _ => 1) (c : Cell) :
    (const ones c).Are w n fun _ => c := by
  refine ⟨?_, ?_, ?_, fun i _ => ?_⟩
  · show ones * c.pos = _
    rw [hones, pack_one_mul]
  · show ones * c.neg = _
    rw [hones, pack_one_mul]
  · show ones * c.rad = _
    rw [hones, pack_one_mul]
  · show _ ≤ c.pos + c.neg + c.rad ∧ _ ≤ c.pos + c.neg + c.rad ∧ _ ≤ c.pos + c.neg + c.rad
    omega

end Lanes

end QuantCert
