prelude
import QuantCert.Spec.Code.Pair
import QuantCert.Spec.Digits.Digit
import QuantCert.Spec.Row.Error

/-!
# Chunks of weights

A chunk holds some whole rows of a matrix, original and quantized, as natural numbers. Here is what
the numbers mean, weight by weight.

The columns of a row come in groups that share a scale and a zero-point; a group is cut into
`groupBlocks` blocks, a block into `blockWords` words, and a word holds the codes of two neighbouring
columns, lane 0 and lane 1. Rows are padded to whole groups.

## Main definitions
* `PairFormat`: the two pair codes, with their numbers of scales a group
* `WeightChunk`: the numbers of a chunk
* `WeightChunk.weight`, `WeightChunk.decoded`: an original weight and what its code stands for, both
  in units of `2^-p` for one `p` of the whole matrix
* `ChunkHolds`: the bounds that a chunk claims are true
-/

namespace QuantCert

open Digits

/-- How two codes share a word, and whether the lanes have scales of their own. -/
inductive PairFormat where
  /-- a 4-bit and a 3-bit code, with a scale and a zero-point for each lane -/
  | alt43
  /-- two base-11 codes with a common scale and zero-point -/
  | pair11

/-- The pair code of a format. -/
def PairFormat.pair : PairFormat → PairCode
  | .alt43 => QuantCert.alt43
  | .pair11 => QuantCert.pair11

/-- The scale table that lane `lane` reads. -/
def PairFormat.table : PairFormat → Nat → Nat
  | .alt43, lane => lane
  | .pair11, _ => 0

/-- The numbers of a chunk of `rows` rows. Lists of digits are single numbers, lowest digit first. -/
structure WeightChunk where
  /-- how codes are stored -/
  format : PairFormat
  /-- bits of a digit -/
  width : Nat
  /-- rows of the chunk -/
  rows : Nat
  /-- columns, without padding -/
  cols : Nat
  /-- groups of a row -/
  groups : Nat
  /-- blocks of a group -/
  groupBlocks : Nat
  /-- words of a block -/
  blockWords : Nat
  /-- the packed codes: 7-bit words, row after row -/
  codes : Nat
  /-- the original weights plus `2^(width-2)`: one vector for each column of a block -/
  weights : List Nat
  /-- the scales [rows, groups] in units of `2^-p`: one vector for each table -/
  scales : List Nat
  /-- the zero-points [rows, groups], eight bits each: one vector for each table -/
  zeros : List Nat
  /-- claimed: no weight differs from its decoded value by more -/
  maxError : Nat
  /-- claimed bounds of the row sums of absolute errors, one digit a row -/
  rowBounds : Nat
  /-- claimed: no digit of `rowBounds` is larger -/
  rowBoundMax : Nat

namespace WeightChunk

/-- Columns of a block. -/
def blockCols (c : WeightChunk) : Nat := c.blockWords * 2

/-- Blocks of a row. -/
def rowBlocks (c : WeightChunk) : Nat := c.groups * c.groupBlocks

/-- Columns of a group. -/
def groupCols (c : WeightChunk) : Nat := c.groupBlocks * c.blockCols

/-- The 7-bit word that holds column `i` of row `j`. -/
def word (c : WeightChunk) (j i : Nat) : Nat :=
  digit 7 c.codes (j * (c.rowBlocks * c.blockWords) + i / 2)

/-- The code of row `j`, column `i`: even columns are lane 0, odd columns lane 1. -/
def code (c : WeightChunk) (j i : Nat) : Nat :=
  if i % 2 = 0 then c.format.pair.decode0 (c.word j i) else c.format.pair.decode1 (c.word j i)

/-- The scale of row `j`, column `i`, in units of `2^-p`. -/
def scale (c : WeightChunk) (j i : Nat) : Nat :=
  digit c.width (listEntry c.scales (c.format.table (i % 2))) (j * c.groups + i / c.groupCols)

/-- The zero-point of row `j`, column `i`. -/
def zero (c : WeightChunk) (j i : Nat) : Nat :=
  digit 8 (listEntry c.zeros (c.format.table (i % 2))) (j * c.groups + i / c.groupCols)

/-- The original weight of row `j`, column `i`, in units of `2^-p`. -/
def weight (c : WeightChunk) (j i : Nat) : Int :=
  (digit c.width (listEntry c.weights (i % c.blockCols)) (j * c.rowBlocks + i / c.blockCols) : Int) -
    (2 ^ (c.width - 2) : Nat)

/-- What the code of row `j`, column `i` stands for: `scale * (code - zero_point)`. -/
def decoded (c : WeightChunk) (j i : Nat) : Int :=
  (c.scale j i : Int) * ((c.code j i : Int) - (c.zero j i : Int))

/-- The claimed bound of the sum of absolute errors in row `j`. -/
def rowBound (c : WeightChunk) (j : Nat) : Nat := digit c.width c.rowBounds j

end WeightChunk

/-- Every weight of the chunk is within `maxError` of what its code stands for, and in every row the
sum of the absolute errors is at most the row's bound. -/
def ChunkHolds (c : WeightChunk) : Prop :=
  ∀ j, j < c.rows →
    (∀ i, i < c.cols → (c.weight j i - c.decoded j i).natAbs ≤ c.maxError) ∧
    rowL1 c.cols (rowDiff c.weight c.decoded j) ≤ c.rowBound j ∧
    c.rowBound j ≤ c.rowBoundMax

end QuantCert
