prelude
import QuantCert.Spec.Weights.Chunk

/-!
# Sizes that are claimed of a chunk

How large the entries, the rows and the columns of a chunk are: of its original weights, or of
their errors.

## Main definitions
* `SizeClaim`: the numbers claimed; `SizesHold`: they are true of the chunk's part of a matrix
* `ChunkClaim`: the claims of a chunk
-/

namespace QuantCert

open Digits

/-- Claims about a chunk's part of a matrix. Sums are in units of `2^shift`, sums of squares in units
of `2^(2 * squareShift)`. -/
structure SizeClaim where
  /-- The unit of entries, row sums and column sums: `2^shift`. -/
  shift : Nat
  /-- No absolute entry is larger. -/
  maximum : Nat
  /-- No row has a larger sum of absolute entries. -/
  rowSum : Nat
  /-- Bounds of the columns' sums of absolute entries: column `b * blockCols + u` is digit
  `u * rowBlocks + b`. -/
  columnSums : Nat
  /-- The digits of `columnSums` are below `2^columnBits`. -/
  columnBits : Nat
  /-- Entries are rounded to multiples of `2^squareShift` before they are squared. -/
  squareShift : Nat
  /-- The rounded entries have so many bits. -/
  squareBits : Nat
  /-- No row has a larger sum of squares. -/
  rowSquare : Nat

/-- Claims about the original weights of a chunk and about their errors. -/
structure ChunkClaim where
  /-- The original weights. -/
  weights : SizeClaim
  /-- The errors. -/
  errors : SizeClaim

/-- The bound of the sum of column `i`, in units of `2^shift`. -/
def SizeClaim.columnSum {K : Codec} (s : SizeClaim) (c : WeightChunk K) (i : Nat) : Nat :=
  digit c.width s.columnSums (i % c.blockCols * c.rowBlocks + i / c.blockCols)

/-- The claims are true of the chunk's rows of `x`. -/
structure SizesHold {K : Codec} (c : WeightChunk K) (s : SizeClaim) (x : Nat → Nat → Int) : Prop where
  entry : ∀ j, j < c.rows → ∀ i, i < c.cols → (x j i).natAbs ≤ s.maximum * 2 ^ s.shift
  row : ∀ j, j < c.rows → rowL1 c.cols (x j) ≤ s.rowSum * 2 ^ s.shift
  square : ∀ j, j < c.rows → rowSq c.cols (x j) ≤ s.rowSquare * (2 ^ s.squareShift) ^ 2
  column : ∀ i, i < c.cols → rowL1 c.rows (fun j => x j i) ≤ s.columnSum c i * 2 ^ s.shift

end QuantCert
