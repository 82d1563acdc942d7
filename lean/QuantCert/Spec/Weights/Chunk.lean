prelude
import QuantCert.Spec.Digits.Digit
import QuantCert.Spec.Row.Error
import QuantCert.Spec.Weights.Codec

/-!
# Chunks of weights

A chunk holds some whole rows of a matrix, original and quantized, as natural numbers. Here is what
the numbers mean, weight by weight.

The columns of a row come in groups that share a scale and a zero-point; a group is cut into
`groupBlocks` blocks, a block into `blockWords` words, and a word holds the codes of as many columns
as the codec has lanes. Rows are padded to whole groups.

## Main definitions
* `WeightChunk K`: the numbers of a chunk whose codes are packed by the codec `K`
* `WeightChunk.weight`, `WeightChunk.decoded`: an original weight and what its code stands for, both
  in units of `2^-p` for one `p` of the whole matrix
* `ChunkHolds`: the bounds that a chunk claims are true
-/

namespace QuantCert

open Digits

/-- The numbers of a chunk of `rows` rows whose codes are packed by the codec `K`. Lists of digits are
single numbers, lowest digit first. -/
structure WeightChunk (K : Codec) where
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
  /-- the packed codes: words of `K.wordBits` bits, row after row -/
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

variable {K : Codec}

/-- Columns of a block. -/
def blockCols (c : WeightChunk K) : Nat := c.blockWords * K.lanes

/-- Blocks of a row. -/
def rowBlocks (c : WeightChunk K) : Nat := c.groups * c.groupBlocks

/-- Columns of a group. -/
def groupCols (c : WeightChunk K) : Nat := c.groupBlocks * c.blockCols

/-- The word that holds column `i` of row `j`. -/
def word (c : WeightChunk K) (j i : Nat) : Nat :=
  digit K.wordBits c.codes (j * (c.rowBlocks * c.blockWords) + i / K.lanes)

/-- The code of row `j`, column `i`. -/
def code (c : WeightChunk K) (j i : Nat) : Nat := K.code (i % K.lanes) (c.word j i)

/-- The scale of row `j`, column `i`, in units of `2^-p`. -/
def scale (c : WeightChunk K) (j i : Nat) : Nat :=
  digit c.width (listEntry c.scales (K.table (i % K.lanes))) (j * c.groups + i / c.groupCols)

/-- The zero-point of row `j`, column `i`. -/
def zero (c : WeightChunk K) (j i : Nat) : Nat :=
  digit 8 (listEntry c.zeros (K.table (i % K.lanes))) (j * c.groups + i / c.groupCols)

/-- The original weight of row `j`, column `i`, in units of `2^-p`. -/
def weight (c : WeightChunk K) (j i : Nat) : Int :=
  (digit c.width (listEntry c.weights (i % c.blockCols)) (j * c.rowBlocks + i / c.blockCols) : Int) -
    (2 ^ (c.width - 2) : Nat)

/-- What the code of row `j`, column `i` stands for: `scale * (code - zero_point)`. -/
def decoded (c : WeightChunk K) (j i : Nat) : Int :=
  (c.scale j i : Int) * ((c.code j i : Int) - (c.zero j i : Int))

/-- The claimed bound of the sum of absolute errors in row `j`. -/
def rowBound (c : WeightChunk K) (j : Nat) : Nat := digit c.width c.rowBounds j

end WeightChunk

/-- Every weight of the chunk is within `maxError` of what its code stands for, and in every row the
sum of the absolute errors is at most the row's bound. -/
def ChunkHolds {K : Codec} (c : WeightChunk K) : Prop :=
  ∀ j, j < c.rows →
    (∀ i, i < c.cols → (c.weight j i - c.decoded j i).natAbs ≤ c.maxError) ∧
    rowL1 c.cols (rowDiff c.weight c.decoded j) ≤ c.rowBound j ∧
    c.rowBound j ≤ c.rowBoundMax

end QuantCert
