prelude
import QuantCert.Spec.Integer.Narrow
import QuantCert.Spec.Row.Vector

/-!
# Linear layers of integers

Weights are integers in units of `2^-exponent`, one exponent for the matrix: what codes, scales and
offsets decode to. The row of a product is exact; it is rounded once, to the wide unit.

## Main definitions
* `Integer.StoredMatrix`: a matrix of integers of a given size, and `StoredMatrix.mul`, its exact rows
* `Integer.Linear`: a matrix of some kind, its exponent and a bias; `Linear.input`,
  `Linear.output`, `Linear.apply`: what is rounded, and the layer
* `Integer.Group`, `Integer.groupSum`, `Integer.rowResult`: the same row from the codes, group after
  group
-/

namespace QuantCert.Integer

/-- A matrix of integers. -/
structure StoredMatrix where
  /-- how many rows -/
  rows : Nat
  /-- how many columns -/
  cols : Nat
  /-- row `j`, column `i` -/
  entry : IntMatrix

/-- The exact dot product of each row with the entries `a`. -/
def StoredMatrix.mul (W : StoredMatrix) (a : List Int) : List Int :=
  (List.range W.rows).map fun j => sum W.cols fun i => W.entry j i * a.getD i 0

/-- A linear layer whose matrix is held as an `M`. -/
structure Linear (M : Type) where
  /-- the integers of the weights -/
  matrix : M
  /-- they are in units of `2^-exponent` -/
  exponent : Nat
  /-- added to the outputs, wide; empty for none -/
  bias : List Int
  /-- inputs have a shift for each group of so many columns; zero if they have one shift -/
  group : Nat

/-- The entries, one by one, added up; nothing is added to an empty bias. -/
def addBias (y : List Int) : (bias : List Int) → List Int
  | [] => y
  | b :: rest => List.zipWith (fun u v => u + v) y (b :: rest)

/-- The input of a layer, rounded. -/
def Linear.input {M : Type} (bits : Nat) (L : Linear M) (x : List Int) : Narrow :=
  if L.group = 0 then narrow bits x else aligned bits L.group x

/-- The outputs of a rounded input, wide: exact rows, rounded once, plus the bias. `mul` multiplies by
a matrix of the kind `M`. -/
def Linear.output {M : Type} (mul : M → List Int → List Int) (L : Linear M) (a : Narrow) : List Int :=
  addBias (shiftAll ((L.exponent : Int) - (a.shift : Int)) (mul L.matrix a.entries)) L.bias

/-- The layer of a wide vector. -/
def Linear.apply {M : Type} (mul : M → List Int → List Int) (bits : Nat) (L : Linear M)
    (x : List Int) : List Int := L.output mul (L.input bits x)

/-! ## From codes -/

/-- Columns of a row that share a scale, a zero-point and an offset: a column's weight is
`scale * (code - zero) + offset`. -/
structure Group where
  /-- in units of `2^-exponent` -/
  scale : Int
  /-- the zero-point -/
  zero : Int
  /-- in units of `2^-exponent` -/
  offset : Int
  /-- the codes -/
  codes : List Int

/-- The dot product of two lists. -/
def dotList : List Int → List Int → Int
  | c :: cs, a :: rest => c * a + dotList cs rest
  | _, _ => 0

/-- `sum (code - zero) * a` over the columns of a group: what an accumulator of 32 bits holds. -/
def groupSum (G : Group) (a : List Int) : Int := dotList (G.codes.map fun c => c - G.zero) a

/-- A group's part of the row, scaled. -/
def groupResult (G : Group) (a : List Int) : Int :=
  G.scale * groupSum G a + G.offset * (a.take G.codes.length).sum

/-- The row result, group after group. -/
def rowResult : List Group → List Int → Int
  | [], _ => 0
  | G :: rest, a => groupResult G a + rowResult rest (a.drop G.codes.length)

/-- The weights of a row, decoded. -/
def decodedRow : List Group → List Int
  | [] => []
  | G :: rest => (G.codes.map fun c => G.scale * (c - G.zero) + G.offset) ++ decodedRow rest

/-- Two groups of two columns: `3 * (1*1 + -1*2) + 5 * (7*3 + 2*4) + 1 * (3 + 4)`. -/
example : rowResult [⟨3, 8, 0, [9, 7]⟩, ⟨5, 0, 1, [7, 2]⟩] [1, 2, 3, 4] = 149 := by decide +kernel

end QuantCert.Integer
