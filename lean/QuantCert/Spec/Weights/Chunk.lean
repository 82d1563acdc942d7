prelude
import QuantCert.Spec.Digits.Digit
import QuantCert.Spec.Row.Error
import QuantCert.Spec.Weights.Codec

/-!
# Chunks of weights

A chunk holds some whole rows of a matrix, original and quantized, as natural numbers. Here is what
the numbers mean, weight by weight.

A row is cut into blocks whose columns share a scale, a zero-point and an offset: those of the group
that the block lies in. A block is cut into words, and a word holds the codes of as many columns as
the codec has lanes. Rows are padded to whole blocks.

## Main definitions
* `WeightChunk K`: the numbers of a chunk whose codes are packed by the codec `K`
* `WeightChunk.weight`, `WeightChunk.decoded`: an original weight and what its code stands for, both
  in units of `2^-p` for one `p` of the whole matrix
* `ChunkHolds`: the bounds that a chunk claims are true
-/

namespace QuantCert

open Digits

/-- The numbers of a chunk of `rows` rows whose codes are packed by the codec `K`. Lists of digits are
single numbers, lowest digit first, with one digit a block; a list of vectors that ends early stands
for vectors of zeros. -/
structure WeightChunk (K : Codec) where
  /-- bits of a digit -/
  width : Nat
  /-- rows of the chunk -/
  rows : Nat
  /-- columns, without padding -/
  cols : Nat
  /-- blocks of a row -/
  rowBlocks : Nat
  /-- words of a block -/
  blockWords : Nat
  /-- words in a digit of `codes` -/
  digitWords : Nat
  /-- the packed codes: one vector for the first `digitWords` words of each block, and so on -/
  codes : List Nat
  /-- the original weights plus `2^(width-2)`: one vector for each column of a block -/
  weights : List Nat
  /-- the scales in units of `2^-p`, zero where negative: one vector for each table -/
  scales : List Nat
  /-- minus the negative scales -/
  negativeScales : List Nat
  /-- the zero-points: one vector for each table -/
  zeros : List Nat
  /-- the offsets in units of `2^-p`, zero where negative: one vector for each table -/
  offsets : List Nat
  /-- minus the negative offsets -/
  negativeOffsets : List Nat
  /-- claimed: no weight differs from its decoded value by more -/
  maxError : Nat
  /-- bits of a digit of `rowBounds` -/
  boundWidth : Nat
  /-- claimed bounds of the row sums of absolute errors, one digit of `boundWidth` bits a row -/
  rowBounds : Nat
  /-- claimed: no digit of `rowBounds` is larger -/
  rowBoundMax : Nat

namespace WeightChunk

variable {K : Codec}

/-- Columns of a block. -/
def blockCols (c : WeightChunk K) : Nat := c.blockWords * K.lanes

/-- The block of the chunk that holds column `i` of row `j`. -/
def block (c : WeightChunk K) (j i : Nat) : Nat := j * c.rowBlocks + i / c.blockCols

/-- Word `t` of block `b`. -/
def blockWord (c : WeightChunk K) (t b : Nat) : Nat :=
  digit K.wordBits (digit c.width (listEntry c.codes (t / c.digitWords)) b) (t % c.digitWords)

/-- The code of row `j`, column `i`. -/
def code (c : WeightChunk K) (j i : Nat) : Nat :=
  K.code (i % c.blockCols % K.lanes) (c.blockWord (i % c.blockCols / K.lanes) (c.block j i))

/-- What a list of vectors, one for each table, says of row `j`, column `i`. -/
def entry (c : WeightChunk K) (tables : List Nat) (j i : Nat) : Nat :=
  digit c.width (listEntry tables (K.table (i % c.blockCols % K.lanes))) (c.block j i)

/-- The scale of row `j`, column `i`, in units of `2^-p`. -/
def scale (c : WeightChunk K) (j i : Nat) : Int :=
  (c.entry c.scales j i : Int) - (c.entry c.negativeScales j i : Int)

/-- The zero-point of row `j`, column `i`. -/
def zero (c : WeightChunk K) (j i : Nat) : Nat := c.entry c.zeros j i

/-- The offset of row `j`, column `i`, in units of `2^-p`. -/
def offset (c : WeightChunk K) (j i : Nat) : Int :=
  (c.entry c.offsets j i : Int) - (c.entry c.negativeOffsets j i : Int)

/-- The original weight of row `j`, column `i`, in units of `2^-p`. -/
def weight (c : WeightChunk K) (j i : Nat) : Int :=
  (digit c.width (listEntry c.weights (i % c.blockCols)) (c.block j i) : Int) -
    (2 ^ (c.width - 2) : Nat)

/-- What the code of row `j`, column `i` stands for: `scale * (code - zero_point) + offset`. -/
def decoded (c : WeightChunk K) (j i : Nat) : Int :=
  c.scale j i * ((c.code j i : Int) - (c.zero j i : Int)) + c.offset j i

/-- The claimed bound of the sum of absolute errors in row `j`. -/
def rowBound (c : WeightChunk K) (j : Nat) : Nat := digit c.boundWidth c.rowBounds j

end WeightChunk

/-- Every weight of the chunk is within `maxError` of what its code stands for, and in every row the
sum of the absolute errors is at most the row's bound. -/
def ChunkHolds {K : Codec} (c : WeightChunk K) : Prop :=
  ∀ j, j < c.rows →
    (∀ i, i < c.cols → (c.weight j i - c.decoded j i).natAbs ≤ c.maxError) ∧
    rowL1 c.cols (rowDiff c.weight c.decoded j) ≤ c.rowBound j ∧
    c.rowBound j ≤ c.rowBoundMax

end QuantCert
