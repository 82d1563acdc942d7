prelude
import QuantCert.Cert.Digits.Loop
import QuantCert.Cert.Digits.Range
import QuantCert.Cert.Prompt.Columns
import QuantCert.Spec.Integer.Stored
import QuantCert.Thm.Digits.Sum

/-!
# A matrix of integers times a vector, all rows at once

Columns are numbers whose digits are the rows; entries of the vector are moved to be nonnegative. Both
offsets are removed from the sum of multiples of the columns, and its digits are the rows.

## Main definitions
* `Integer.Packed`: columns, with bounds; `Packed.check`: whether these are right
* `Integer.Packed.mul`: the product, all rows at once if the vector is small enough

## Main theorems
* `Integer.Packed.check_sound`: what the check says of every digit
-/

namespace QuantCert.Integer

open Digits

/-- Columns, and what is computed from them once. -/
structure Packed extends Columns where
  /-- digits of columns are below `2^bits` -/
  bits : Nat
  /-- the sum of the columns -/
  total : Nat

namespace Packed

/-- One in each digit of a column. -/
def ones (C : Packed) : Nat := repunit C.width C.rows

/-- Whether `p` holds of all numbers of a list. -/
noncomputable def all (p : Nat → Bool) (cs : Numbers) : Bool :=
  Numbers.rec true (fun c _ rest => p c && rest) cs

/-- Whether every digit is below `2^bits`, the offset is not larger, and the total is right. -/
noncomputable def check (C : Packed) : Bool :=
  Nat.blt C.bits C.width && (Nat.ble C.offset (Nat.pow 2 C.bits) &&
  (withValue C.ones (fun ones => all (checkBelow ones C.width C.bits C.rows) C.columns) &&
  Nat.beq (sumNumbers C.columns) C.total))

/-- Multiples of columns, added up: the first number of `xs` times the first column. -/
noncomputable def combine (cs : Numbers) : List Nat → Nat :=
  Numbers.rec (fun _ => 0) (fun c _ rest xs => List.rec 0 (fun x tail _ =>
    Nat.add (Nat.mul c x) (rest tail)) xs) cs

/-- Entries of `bits` bits and a sign, `2^bits` larger. -/
def lift (bits : Nat) (a : List Int) : List Nat := a.map fun x => (x + twoPow bits).toNat

/-- Whether entries are between `-2^bits` and `2^bits`. -/
def inRange (bits : Nat) (a : List Int) : Bool :=
  a.all fun x => decide (-twoPow bits ≤ x) && decide (x < twoPow bits)

/-- Whether a vector is one that columns can be multiplied with all at once: as many entries as
columns, small ones, and digits with room for the sums. -/
noncomputable def fits (bits : Nat) (C : Packed) (a : List Int) : Bool :=
  Nat.beq a.length C.columns.count && (inRange bits a &&
  Nat.blt (Nat.mul 3 (Nat.mul C.columns.count (Nat.mul (Nat.pow 2 C.bits) (Nat.pow 2 bits))))
    (Nat.pow 2 (Nat.sub C.width 1)))

/-- The rows as digits, each `2^(width - 1)` larger, of the sum `s` of multiples by numbers that add
up to `x`. -/
def settle (bits n : Nat) (C : Packed) (s x : Nat) : Nat :=
  Nat.sub (Nat.add s (Nat.mul C.ones (Nat.add (Nat.mul n (Nat.mul C.offset (Nat.pow 2 bits)))
      (Nat.pow 2 (Nat.sub C.width 1)))))
    (Nat.add (Nat.mul C.total (Nat.pow 2 bits)) (Nat.mul C.ones (Nat.mul C.offset x)))

/-- All rows at once. -/
noncomputable def mulFast (bits : Nat) (C : Packed) (a : List Int) : List Int :=
  withValue (C.settle bits C.columns.count (combine C.columns (lift bits a)) (lift bits a).sum)
    fun z => (List.range C.rows).map fun j =>
      ((readDigit C.width z j : Nat) : Int) - twoPow (C.width - 1)

/-- The product: all rows at once if that is possible. -/
noncomputable def mul (bits : Nat) (C : Packed) (a : List Int) : List Int :=
  if fits bits C a then C.mulFast bits a else (ofColumns C.toColumns).mul a

/-- What a check says. -/
structure Sound (C : Packed) : Prop where
  width : C.bits < C.width
  offset : C.offset ≤ 2 ^ C.bits
  column : ∀ i, i < C.columns.count → C.columns.entry i < 2 ^ (C.width * C.rows)
  digit : ∀ i, i < C.columns.count → ∀ j, j < C.rows →
    digit C.width (C.columns.entry i) j < 2 ^ C.bits
  total : C.total = sumNumbers C.columns

/-- What holds of all holds of every one. -/
theorem of_all {p : Nat → Bool} : ∀ {cs : Numbers}, all p cs = true →
    ∀ i, i < cs.count → p (cs.entry i) = true
  | .nil, _, i, hi => absurd hi (Nat.not_lt_zero i)
  | .cons c rest, h, i, hi => by
    have ⟨hc, hrest⟩ := Bool.and_eq_true_iff.mp (show (p c && all p rest) = true from h)
    cases i with
    | zero => exact hc
    | succ i => exact of_all hrest i (Nat.lt_of_succ_lt_succ hi)

/-- Columns that pass have these properties. -/
theorem check_sound {C : Packed} (h : C.check = true) : C.Sound := by
  simp only [check, Bool.and_eq_true_iff, withValue_eq] at h
  obtain ⟨hbits, hoffset, hall, htotal⟩ := h
  have hb : C.bits < C.width := Nat.le_of_ble_eq_true hbits
  have hones : C.ones = pack C.width C.rows fun _ => 1 := repunit_eq C.rows (by omega)
  have sound := fun i hi => checkBelow_sound (Nat.le_of_lt hb) hones (of_all hall i hi)
  exact ⟨hb, Nat.le_of_ble_eq_true hoffset, fun i hi => (sound i hi).1,
    fun i hi => (sound i hi).2.2, (Nat.eq_of_beq_eq_true _ _ htotal).symm⟩

end Packed

end QuantCert.Integer
