prelude
import QuantCert.Spec.Integer.Linear
import QuantCert.Spec.Prompt.Columns

/-!
# Vectors and matrices of integers as numbers

## Main definitions
* `Integer.ints w o n N`: the digits of one number, with signs
* `Integer.ofColumns`: the matrix of integers that columns hold
* `Integer.mulParts`: parts of a matrix, one below the other, times a vector
* `Integer.rowAt`: a row of such parts; `Integer.lookup`: that of a token in an embedding
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

/-- The numbers as a list. -/
noncomputable def numberList (l : Numbers) : List Nat := Numbers.rec [] (fun c _ rest => c :: rest) l

/-- Row `j` of columns, entry by entry. -/
noncomputable def tableRow (C : Columns) (j : Nat) : List Int :=
  (numberList C.columns).map fun c => ((digit C.width c j : Nat) : Int) - (C.offset : Int)

/-- Row `j` of parts, one below the other; nothing below the last. -/
noncomputable def rowAt : List Columns → (j : Nat) → List Int
  | [], _ => []
  | C :: parts, j => if j < C.rows then tableRow C j else rowAt parts (j - C.rows)

/-- The row of a token in an embedding in units of `2^-unit`, made wide; nothing if there is none. -/
noncomputable def lookup (F unit : Nat) (parts : List Columns) (token : Nat) : List Int :=
  shiftAll ((unit : Int) - (F : Int)) (rowAt parts token)

/-- The second row of two columns. -/
example : tableRow ⟨4, 2, 0, 8, .cons 0x93 (.cons 0x58 .nil)⟩ 1 = [1, -3] := by decide +kernel

/-- Digits 3, 9 and 8 of four bits, eight too large. -/
example : ints 4 3 3 0x893 = [-5, 1, 0] := by decide +kernel

end QuantCert.Integer
