prelude
import QuantCert.Spec.Integer.Linear
import QuantCert.Spec.Prompt.Columns

/-!
# Vectors and matrices of integers as numbers

## Main definitions
* `Integer.ints w o n N`: the digits of one number, with signs
* `Integer.ofColumns`: the matrix of integers that columns hold
* `Integer.mulParts`: parts of a matrix, one below the other, times a vector
* `Integer.embedded`: rows of an embedding, by their tokens
-/

namespace QuantCert.Integer

open Digits

/-- The lowest `n` digits of `w` bits of `N`, each less `2^o`. -/
def ints (w o : Nat) : (n N : Nat) → List Int
  | 0, _ => []
  | n + 1, N => (((N % 2 ^ w : Nat) : Int) - twoPow o) :: ints w o n (N / 2 ^ w)

/-- Row `j`, column `i` is digit `j` of column `i`, less the offset. -/
noncomputable def ofColumns (C : Columns) : StoredMatrix where
  rows := C.rows
  cols := C.columns.count
  entry j i := ((digit C.width (C.columns.entry i) j : Nat) : Int) - (C.offset : Int)

/-- The rows of all parts, the first part's first, times a vector. -/
noncomputable def mulParts (parts : List Columns) (a : List Int) : List Int :=
  (parts.map fun C => (ofColumns C).mul a).flatten

/-- The row of a token among known rows, in units of `2^-unit`, made wide; nothing if it is not
known. -/
def embedded (F unit : Nat) : List (Nat × List Int) → (token : Nat) → List Int
  | [], _ => []
  | (known, row) :: rest, token =>
    if known = token then shiftAll ((unit : Int) - (F : Int)) row else embedded F unit rest token

/-- Digits 3, 9 and 8 of four bits, eight too large. -/
example : ints 4 3 3 0x893 = [-5, 1, 0] := by decide +kernel

end QuantCert.Integer
