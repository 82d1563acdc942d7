prelude
import QuantCert.Spec.Digits.Digit
import QuantCert.Spec.Row.Vector

/-!
# A matrix by its columns

A column is one number: row `j` is digit `j`, moved to be nonnegative. The product of a matrix and a
vector is then a sum of as many products as there are columns.

## Main definitions
* `Numbers`, `Numbers.entry`, `Numbers.count`: a list of numbers.
* `Columns`, `Columns.matrix`: columns, and the matrix that they hold.
* `PartsHold W cols start parts`: they hold the rows of `W` from `start` on, part after part.
-/

universe u

namespace QuantCert

open Digits

/-- A list of numbers with a recursor that the kernel unfolds quickly. -/
inductive Numbers where
  /-- no number -/
  | nil
  /-- a number before others -/
  | cons (first : Nat) (rest : Numbers)

/-- How many. -/
noncomputable def Numbers.count (l : Numbers) : Nat := Numbers.rec 0 (fun _ _ n => Nat.succ n) l

/-- Number `i`; zero past the end. -/
def Numbers.entry : Numbers → Nat → Nat
  | nil, _ => 0
  | cons a _, 0 => a
  | cons _ rest, i + 1 => rest.entry i

/-- Some rows of a matrix, column by column. -/
structure Columns where
  /-- Bits of a digit. -/
  width : Nat
  /-- How many rows. -/
  rows : Nat
  /-- Entries are in units of `2^-scale`. -/
  scale : Nat
  /-- Digits are larger than entries by this number. -/
  offset : Nat
  /-- The columns. -/
  columns : Numbers

/-- Row `j`, column `i`. -/
def Columns.matrix {R : Type u} [OrderedField R] (C : Columns) : Matrix R := fun j i =>
  dyadic C.scale ((digit C.width (C.columns.entry i) j : Int) - C.offset)

/-- Every part holds its rows of `W`, the first one from row `start` on. -/
def PartsHold {R : Type u} [OrderedField R] (W : Matrix R) (cols : Nat) :
    (start : Nat) → List Columns → Prop
  | _, [] => True
  | start, C :: rest => (∀ j, j < C.rows → ∀ i, i < cols → W (start + j) i = C.matrix j i) ∧
      PartsHold W cols (start + C.rows) rest

end QuantCert
