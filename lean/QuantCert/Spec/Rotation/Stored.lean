prelude
import QuantCert.Spec.Digits.Digit
import QuantCert.Spec.Prompt.Columns
import QuantCert.Spec.Rotation.Rotation

/-!
# Matrices that are rotated, as stored

## Main definitions
* `Numbers.joined`: lists one after the other.
* `TurnedNumbers`, `TurnedNumbers.matrix`: a matrix in the order of the blocks that rotate it.
* `FactorNumbers`, `FactorNumbers.vector`: factors of columns.
* `TurnedPair`: a matrix of a network, original and rotated.
* `originalMatrices`, `rotatedMatrices`: all matrices, those of pairs being the one or the other.
* `originalParameters`, `rotatedParameters`: likewise the vectors that are folded, or ones.
* `hadamardSigns k`: the signs of `hadamard k`.
-/

universe u

namespace QuantCert

open Digits

/-- The signs of a Hadamard matrix of `4^k` rows. -/
def hadamardSigns : Nat → Nat → Nat → Int
  | 0, _, _ => 1
  | k + 1, i, j => hadamardSign (i / 4 ^ k) (j / 4 ^ k) * hadamardSigns k (i % 4 ^ k) (j % 4 ^ k)

/-- The numbers of all lists, one list after the other. -/
noncomputable def Numbers.joined : List Numbers → Numbers
  | [] => .nil
  | first :: rest => Numbers.rec (motive := fun _ => Numbers) (joined rest)
      (fun number _ more => .cons number more) first

/-- A matrix in blocks of `4^down` rows and `4^across` columns. A number has an entry of each block of
rows, and there is one for each place in blocks that are one below the other. If `flat`, a number has an
entry of every block, and there is one for each place in them. -/
structure TurnedNumbers where
  /-- Bits of a digit. -/
  width : Nat
  /-- Blocks of rows. -/
  high : Nat
  /-- Blocks of columns. -/
  wide : Nat
  /-- Rows of a block, as a power of four. -/
  down : Nat
  /-- Columns of a block, as a power of four. -/
  across : Nat
  /-- Numbers have entries of all blocks. -/
  flat : Bool
  /-- Entries are in units of `2^-scale`. -/
  scale : Nat
  /-- Digits are larger than entries by this number. -/
  offset : Nat
  /-- The numbers: block of columns after block, of each row after row. -/
  numbers : Numbers

namespace TurnedNumbers

/-- Rows. -/
def rows (N : TurnedNumbers) : Nat := N.high * 4 ^ N.down

/-- Columns. -/
def cols (N : TurnedNumbers) : Nat := N.wide * 4 ^ N.across

/-- Blocks that have numbers of their own. -/
def blocks (N : TurnedNumbers) : Nat := cond N.flat 1 N.wide

/-- Entries of a number. -/
def heights (N : TurnedNumbers) : Nat := cond N.flat (N.high * N.wide) N.high

/-- Number `place` of a block of columns, at a block of rows: an entry in units. -/
def entry (N : TurnedNumbers) (block place height : Nat) : Int :=
  (digit N.width (N.numbers.entry (block * 4 ^ (N.across + N.down) + place)) height : Int) - N.offset

/-- The matrix; zero outside. -/
def matrix {R : Type u} [OrderedField R] (N : TurnedNumbers) : Matrix R := fun j i =>
  if j < N.rows ∧ i < N.cols then
    dyadic N.scale (N.entry (cond N.flat 0 (i / 4 ^ N.across))
      (j % 4 ^ N.down * 4 ^ N.across + i % 4 ^ N.across)
      (cond N.flat (j / 4 ^ N.down * N.wide + i / 4 ^ N.across) (j / 4 ^ N.down)))
  else 0

end TurnedNumbers

/-- Factors of columns. -/
structure FactorNumbers where
  /-- Entries are in units of `2^-scale`. -/
  scale : Nat
  /-- Numbers are larger than entries by this number. -/
  offset : Nat
  /-- The numbers. -/
  numbers : Numbers

/-- The factors; after the last one they go on with minus `offset`. -/
def FactorNumbers.vector {R : Type u} [OrderedField R] (F : FactorNumbers) : Vec R :=
  fun i => dyadic F.scale ((F.numbers.entry i : Int) - F.offset)

/-- A matrix of a network, by number, in the original and rotated. -/
structure TurnedPair where
  /-- The number of the matrix. -/
  number : Nat
  /-- The vector whose entries are folded into its columns. -/
  vector : Option Nat
  /-- Digits of the original are below `2^bits`. -/
  bits : Nat
  /-- As it was. -/
  original : TurnedNumbers
  /-- As it is stored. -/
  rotated : TurnedNumbers

/-- How the matrix is rotated. -/
def TurnedPair.turn (p : TurnedPair) : Turn := ⟨p.original.down, p.original.across, p.vector⟩

/-- How matrix `w` is rotated: not at all, unless it is one of the pairs. -/
def turnOf : List TurnedPair → Nat → Turn
  | [], _ => ⟨0, 0, none⟩
  | p :: rest, w => cond (Nat.beq w p.number) p.turn (turnOf rest w)

/-- Vector `g` as factors, if they are folded into matrices. -/
def factorsOf : List (Nat × FactorNumbers) → Nat → Option FactorNumbers
  | [], _ => none
  | (h, F) :: rest, g => cond (Nat.beq g h) (some F) (factorsOf rest g)

section
variable {R : Type u} [OrderedField R]

/-- The matrices `W`, those of the pairs as they were. -/
def originalMatrices : List TurnedPair → (Nat → Matrix R) → Nat → Matrix R
  | [], W, w => W w
  | p :: rest, W, w => cond (Nat.beq w p.number) p.original.matrix (originalMatrices rest W w)

/-- The matrices `W`, those of the pairs as they are stored. -/
def rotatedMatrices : List TurnedPair → (Nat → Matrix R) → Nat → Matrix R
  | [], W, w => W w
  | p :: rest, W, w => cond (Nat.beq w p.number) p.rotated.matrix (rotatedMatrices rest W w)

end

variable {R : Type u} [ExpField R]

/-- The parameters, vectors that are folded being these factors. -/
def originalParameters (folds : List (Nat × FactorNumbers)) (θ : Parameters R) : Parameters R :=
  { θ with vector := fun g => match factorsOf folds g with | none => θ.vector g | some F => F.vector }

/-- The parameters, vectors that are folded being ones. -/
def rotatedParameters (folds : List (Nat × FactorNumbers)) (θ : Parameters R) : Parameters R :=
  { θ with vector := fun g => match factorsOf folds g with | none => θ.vector g | some _ => fun _ => 1 }

end QuantCert
