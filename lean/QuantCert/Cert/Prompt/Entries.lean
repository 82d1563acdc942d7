prelude
import QuantCert.Cert.Prompt.Cell
import QuantCert.Thm.Digits.Mask

/-!
# The entries of a box, read and compared

## Main definitions
* `readDigit k N i`: digit `i`, read as the kernel reads quickly.
* `Box.cell t i`: the enclosure of entry `i` at position `t`.
* `checkCells length dim p f B`: whether the box contains what the cells `f t i`, in units of `2^-p`,
  enclose.

## Main theorems
* `Box.cell_holds`, `checkCells_sound`
-/

universe u

namespace QuantCert

open Digits

/-- Digit `i` of `N` in base `2^k`. -/
def readDigit (k N i : Nat) : Nat :=
  Nat.land (Nat.shiftRight N (Nat.mul k i)) (Nat.sub (Nat.pow 2 k) 1)

/-- It is the digit. -/
theorem readDigit_eq (k N i : Nat) : readDigit k N i = digit k N i := by
  show (N >>> (k * i)) &&& (2 ^ k - 1) = _
  rw [Nat.and_two_pow_sub_one_eq_mod, Nat.shiftRight_eq_div_pow]
  rfl

/-- The enclosure of entry `i` at position `t`. -/
def Box.cell (B : Box) (t i : Nat) : Cell where
  pos := readDigit B.width (listEntry B.mids t) i
  neg := Nat.pow 2 (Nat.sub B.width 1)
  rad := readDigit B.radiusWidth (listEntry B.radii t) i

/-- Whether the cells, in units of `2^-p`, are covered by the entries of the box at position `t`. -/
noncomputable def checkPosition (dim p : Nat) (f : Nat → Cell) (B : Box) (t : Nat) : Bool :=
  Nat.ble B.scale p && allBelow dim fun i => (f i).covers (Nat.sub p B.scale) (B.cell t i)

/-- The same at each of `length` positions. -/
noncomputable def checkCells (length dim p : Nat) (f : Nat → Nat → Cell) (B : Box) : Bool :=
  allBelow length fun t => checkPosition dim p (f t) B t

variable {R : Type u} [OrderedField R]

/-- A cell of a box says the same as the box. -/
theorem Box.cell_holds_iff {B : Box} {t i : Nat} {x : R} :
    (B.cell t i).Holds B.scale x ↔ Near B.scale (B.mid t i) (B.radius t i) x := by
  have hmid : (B.cell t i).mid = B.mid t i := by
    show ((readDigit B.width (listEntry B.mids t) i : Nat) : Int) - (2 ^ (B.width - 1) : Nat) = _
    rw [readDigit_eq]
    rfl
  have hrad : (B.cell t i).rad = B.radius t i := readDigit_eq _ _ _
  unfold Cell.Holds
  rw [hmid, hrad]

/-- The entries of contained activations are enclosed. -/
theorem Box.Contains.cell {length dim : Nat} {B : Box} {X : Nat → Vec R}
    (h : B.Contains length dim X) {t i : Nat} (ht : t < length) (hi : i < dim) :
    (B.cell t i).Holds B.scale (X t i) := Box.cell_holds_iff.mpr (h t ht i hi)

/-- Claims at one position that cover what was computed are true. -/
theorem checkPosition_sound {dim p t : Nat} {f : Nat → Cell} {B : Box} {x : Vec R}
    (hf : ∀ i, i < dim → (f i).Holds p (x i)) (h : checkPosition dim p f B t = true) :
    ∀ i, i < dim → Near B.scale (B.mid t i) (B.radius t i) (x i) := fun i hi => by
  have ⟨hp, hall⟩ := Bool.and_eq_true_iff.mp h
  have hle : B.scale ≤ p := Nat.le_of_ble_eq_true hp
  have hx := hf i hi
  rw [show p = B.scale + (p - B.scale) by omega] at hx
  exact Box.cell_holds_iff.mp (Cell.of_covers hx (of_allBelow hall hi))

/-- Claims that cover what was computed are true. -/
theorem checkCells_sound {length dim p : Nat} {f : Nat → Nat → Cell} {B : Box} {X : Nat → Vec R}
    (hf : ∀ t, t < length → ∀ i, i < dim → (f t i).Holds p (X t i))
    (h : checkCells length dim p f B = true) : B.Contains length dim X := fun t ht =>
  checkPosition_sound (hf t ht) (of_allBelow h ht)

end QuantCert
