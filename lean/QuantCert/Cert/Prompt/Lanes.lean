prelude
import QuantCert.Cert.Digits.Loop
import QuantCert.Cert.Digits.Range
import QuantCert.Cert.Digits.Signed
import QuantCert.Cert.Prompt.Entries
import QuantCert.Cert.Prompt.Slice

/-!
# Enclosures of all entries of a vector at once

The midpoints and radii of a vector are the digits of three numbers, so that a few operations on long
numbers do what would be many on short ones.

## Main definitions
* `Lanes`, `Lanes.Are w n v f`: the cells `f i` of `n` entries, in digits of `w` bits.
* `Lanes.ofBox`, `Lanes.add`, `Lanes.neg'`, `Lanes.shift`, `Lanes.addAt`, `Lanes.multiple`: arithmetic.
* `Lanes.covers`, `checkLanes`: whether claims cover what was computed, all at once.

## Main theorems
* `Lanes.ofBox_are`, `Lanes.add_are`, …: they are the cells that they stand for.
* `Lanes.covers_sound`, `checkLanes_sound`
-/

universe u

namespace QuantCert

open Digits

/-- The larger of two numbers, of fraction bits or of bits. -/
def finer (p q : Nat) : Nat := Nat.add p (Nat.sub q p)

namespace Box

/-- The offset of midpoints. -/
def offset (B : Box) : Nat := Nat.pow 2 (Nat.sub B.width 1)

/-- Bits of a midpoint or a radius. -/
def bits (B : Box) : Nat := finer B.width B.radiusWidth

/-- The entries from `start` on at position `t`, as a box with one position. -/
def part (B : Box) (t start : Nat) : Box where
  scale := B.scale
  width := B.width
  radiusWidth := B.radiusWidth
  mids := [Nat.shiftRight (listEntry B.mids t) (Nat.mul B.width start)]
  radii := [Nat.shiftRight (listEntry B.radii t) (Nat.mul B.radiusWidth start)]

/-- A digit of what is shifted. -/
theorem readDigit_shift (k N start i : Nat) :
    readDigit k (Nat.shiftRight N (Nat.mul k start)) i = readDigit k N (start + i) := by
  rw [readDigit_eq, readDigit_eq]
  show digit k (N >>> (k * start)) i = _
  unfold digit
  rw [Nat.shiftRight_eq_div_pow, Nat.div_div_eq_div_mul, ← Nat.pow_add, ← Nat.mul_add]

/-- The entries of a part are those from `start` on. -/
theorem part_cell (B : Box) (t start i : Nat) : (B.part t start).cell 0 i = B.cell t (start + i) := by
  show Cell.mk (readDigit B.width (Nat.shiftRight _ _) i) _ (readDigit B.radiusWidth
    (Nat.shiftRight _ _) i) = _
  rw [readDigit_shift, readDigit_shift]
  rfl

end Box

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

/-- Whether the lanes `v`, in units `2^s` times as large, contain what `u` encloses. -/
def covers (w ones s : Nat) (u v : Lanes) : Bool :=
  Nat.blt (Nat.add (Nat.add u.max u.max) (Nat.shiftLeft (Nat.add v.max v.max) s))
    (Nat.pow 2 (Nat.sub w 1)) &&
  (checkAtMost ones w
    (Nat.add (Nat.add u.neg (Nat.shiftLeft v.pos s)) (Nat.shiftLeft v.rad s))
    (Nat.add (Nat.add u.pos (Nat.shiftLeft v.neg s)) u.rad) &&
  checkAtMost ones w
    (Nat.add (Nat.add u.pos (Nat.shiftLeft v.neg s)) (Nat.shiftLeft v.rad s))
    (Nat.add (Nat.add u.neg (Nat.shiftLeft v.pos s)) u.rad))

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

/-- Claims that pass cover what was computed. -/
theorem covers_sound {s : Nat} (hw : 0 < w) (hones : ones = pack w n fun _ => 1)
    (hu : u.Are w n f) (hv : v.Are w n g) (h : covers w ones s u v = true) :
    ∀ i, i < n → (f i).covers s (g i) = true := by
  simp only [covers, Bool.and_eq_true_iff] at h
  obtain ⟨hmax, hlow, hhigh⟩ := h
  have hmax' : u.max + u.max + Nat.shiftLeft (v.max + v.max) s < 2 ^ (w - 1) :=
    Nat.le_of_ble_eq_true hmax
  have two : Nat.shiftLeft (v.max + v.max) s = Nat.shiftLeft v.max s + Nat.shiftLeft v.max s := by
    show (v.max + v.max) <<< s = v.max <<< s + v.max <<< s
    rw [Nat.shiftLeft_eq, Nat.shiftLeft_eq, Nat.add_mul]
  rw [two] at hmax'
  have hp : Nat.shiftLeft v.pos s = pack w n fun i => Nat.shiftLeft (g i).pos s := by
    rw [hv.pos, pack_shiftLeft]
  have hn : Nat.shiftLeft v.neg s = pack w n fun i => Nat.shiftLeft (g i).neg s := by
    rw [hv.neg, pack_shiftLeft]
  have hr : Nat.shiftLeft v.rad s = pack w n fun i => Nat.shiftLeft (g i).rad s := by
    rw [hv.rad, pack_shiftLeft]
  have add3 : ∀ a b c : Nat → Nat, Nat.add (Nat.add (pack w n a) (pack w n b)) (pack w n c) =
      pack w n fun i => a i + b i + c i := fun a b c => by
    show pack w n a + pack w n b + pack w n c = _
    rw [pack_add, pack_add]
  rw [hp, hn, hr, hu.pos, hu.neg, hu.rad, add3, add3] at hlow
  rw [hp, hn, hr, hu.pos, hu.neg, hu.rad, add3, add3] at hhigh
  have small : ∀ i, i < n → _ := fun i hi => And.intro (hu.le i hi)
    (And.intro (shiftLeft_le s (hv.le i hi).1) (And.intro (shiftLeft_le s (hv.le i hi).2.1)
      (shiftLeft_le s (hv.le i hi).2.2)))
  have low := checkAtMost_sound hw hones (fun i hi => by
    obtain ⟨⟨_, _, _⟩, _, _, _⟩ := small i hi
    omega) (fun i hi => by
    obtain ⟨⟨_, _, _⟩, _, _, _⟩ := small i hi
    omega) hlow
  have high := checkAtMost_sound hw hones (fun i hi => by
    obtain ⟨⟨_, _, _⟩, _, _, _⟩ := small i hi
    omega) (fun i hi => by
    obtain ⟨⟨_, _, _⟩, _, _, _⟩ := small i hi
    omega) hhigh
  intro i hi
  have hl := low i hi
  have hh := high i hi
  refine Nat.ble_eq_true_of_le ?_
  show ((f i).pos + Nat.shiftLeft (g i).neg s - ((f i).neg + Nat.shiftLeft (g i).pos s)) +
    ((f i).neg + Nat.shiftLeft (g i).pos s - ((f i).pos + Nat.shiftLeft (g i).neg s)) + (f i).rad ≤
      Nat.shiftLeft (g i).rad s
  omega

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

/-- Whether the first `n` entries of a box at position `t` contain what the lanes, in units of `2^-p`
and digits of `w` bits, enclose; `ones` is one in every digit. -/
noncomputable def checkLanes (w n p ones : Nat) (v : Lanes) (B : Box) (t : Nat) : Bool :=
  Lanes.fits w n B && Lanes.covers w ones (Nat.sub p B.scale) (v.shift (Nat.sub B.scale p))
    (Lanes.ofBox w n ones B t)

/-- `k` of bits of a digit and of the number with one in each of `n` digits. -/
noncomputable def withOnes (w n : Nat) (k : Nat → Nat → Bool) : Bool :=
  withValue w fun w => Nat.blt 0 w && withValue (repunit w n) fun ones => k w ones

/-- What passes has positive width and the right ones. -/
theorem withOnes_sound {w n : Nat} {k : Nat → Nat → Bool} (h : withOnes w n k = true) :
    ∃ w' ones, 0 < w' ∧ (ones = pack w' n fun _ => 1) ∧ k w' ones = true ∧ w' = w := by
  rw [withOnes, withValue_eq] at h
  have ⟨hw, hk⟩ := Bool.and_eq_true_iff.mp h
  have hw' : 0 < w := Nat.le_of_ble_eq_true hw
  rw [withValue_eq] at hk
  exact ⟨w, _, hw', repunit_eq n hw', hk, rfl⟩

/-- Claims that contain what the lanes enclose are true. -/
theorem checkLanes_sound {R : Type u} [OrderedField R] {w n p t ones : Nat} {v : Lanes}
    {f : Nat → Cell} {B : Box} {x : Vec R} (hw : 0 < w) (hones : ones = pack w n fun _ => 1)
    (hv : v.Are w n f) (hf : ∀ i, i < n → (f i).Holds p (x i))
    (h : checkLanes w n p ones v B t = true) :
    ∀ i, i < n → (B.cell t i).Holds B.scale (x i) := fun i hi => by
  have ⟨hfits, hcovers⟩ := Bool.and_eq_true_iff.mp h
  have hx := Cell.shift_holds (B.scale - p) (hf i hi)
  rw [show p + (B.scale - p) = B.scale + (p - B.scale) by omega] at hx
  exact Cell.of_covers hx (Lanes.covers_sound hw hones (Lanes.shift_are _ hv)
    (Lanes.ofBox_are hones hfits t) hcovers i hi)

/-! ## One position after the other -/

/-- Whether `p` holds of two boxes at each position. -/
noncomputable def atEach2 (length : Nat) (p : Box → Box → Bool) (A B : Box) : Bool :=
  allBelow length fun t => p (A.part t 0) (B.part t 0)

/-- Whether `p` holds of three boxes at each position. -/
noncomputable def atEach3 (length : Nat) (p : Box → Box → Box → Bool) (A B C : Box) : Bool :=
  allBelow length fun t => p (A.part t 0) (B.part t 0) (C.part t 0)

/-- Whether `p` holds of four boxes at each position. -/
noncomputable def atEach4 (length : Nat) (p : Box → Box → Box → Box → Bool) (A B C D : Box) : Bool :=
  allBelow length fun t => p (A.part t 0) (B.part t 0) (C.part t 0) (D.part t 0)

section
variable {R : Type u} [OrderedField R] {length dim : Nat} {B : Box} {X : Nat → Vec R}

/-- What a box contains at a position. -/
theorem Box.Contains.part (h : B.Contains length dim X) {t : Nat} (ht : t < length) :
    (B.part t 0).Contains 1 dim fun _ => X t := fun s hs i hi => by
  have h0 : s = 0 := by omega
  subst h0
  refine Box.cell_holds_iff.mp ?_
  rw [Box.part_cell, Nat.zero_add]
  exact h.cell ht hi

/-- A box contains what it contains at each position. -/
theorem Box.contains_of_parts
    (h : ∀ t, t < length → (B.part t 0).Contains 1 dim fun _ => X t) : B.Contains length dim X :=
  fun t ht i hi => by
    have hc := (h t ht).cell Nat.one_pos hi
    rw [Box.part_cell, Nat.zero_add] at hc
    exact Box.cell_holds_iff.mp hc

end

/-- One position more. -/
theorem allBelow_succ {n : Nat} {p : Nat → Bool} (h : allBelow n p = true) (hn : p n = true) :
    allBelow (n + 1) p = true := Bool.and_eq_true_iff.mpr ⟨h, hn⟩

end QuantCert
