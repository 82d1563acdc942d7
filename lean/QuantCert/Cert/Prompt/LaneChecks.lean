prelude
import QuantCert.Cert.Digits.Range
import QuantCert.Cert.Prompt.Lanes

/-!
# Claims about all entries of a vector, compared at once

## Main definitions
* `Lanes.covers`, `checkLanes`: whether claims cover what was computed, all at once.
* `withOnes`: bits of a digit, and one in each of `n` digits.

## Main theorems
* `Lanes.covers_sound`, `checkLanes_sound`
-/

universe u

namespace QuantCert

open Digits

namespace Lanes

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

variable {w n ones : Nat} {u v : Lanes} {f g : Nat → Cell}

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

end QuantCert
