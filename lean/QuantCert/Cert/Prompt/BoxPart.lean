prelude
import QuantCert.Cert.Digits.Loop
import QuantCert.Cert.Prompt.Entries

/-!
# Parts of boxes, one position after the other

## Main definitions
* `Box.part B t start`: the entries from `start` on at position `t`, as a box with one position.
* `Box.offset`, `Box.bits`: the offset of midpoints, and bits of a midpoint or a radius.
* `atEach2`, `atEach3`, `atEach4`: what holds of boxes at each position.

## Main theorems
* `Box.part_cell`: the entries of a part.
* `Box.Contains.part`, `Box.contains_of_parts`: what parts contain.
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
