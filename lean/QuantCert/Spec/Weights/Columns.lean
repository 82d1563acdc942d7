prelude
import QuantCert.Spec.Weights.Chunk

/-!
# Sums over the columns of a chunk

## Main definitions
* `ColumnClaim`: claimed sums of the errors and of the weights of every column of a chunk
* `ColumnsHold`: they bound the true sums
-/

namespace QuantCert

open Digits

variable {K : Codec}

/-- The digit of a column in the claims: column `b * blockCols + u` is digit `u * rowBlocks + b`. -/
def WeightChunk.columnPlace (c : WeightChunk K) (i : Nat) : Nat :=
  i % c.blockCols * c.rowBlocks + i / c.blockCols

/-- Sums over the rows of a chunk, one digit of the chunk's width a column. -/
structure ColumnClaim where
  /-- no column has a larger sum of absolute errors -/
  errors : Nat
  /-- no column has a smaller sum of absolute weights -/
  weights : Nat

/-- The claims bound the sums of every column. -/
structure ColumnsHold (c : WeightChunk K) (s : ColumnClaim) : Prop where
  errors : ∀ i, i < c.cols → rowL1 c.rows (fun j => rowDiff c.weight c.decoded j i) ≤
    digit c.width s.errors (c.columnPlace i)
  weights : ∀ i, i < c.cols →
    digit c.width s.weights (c.columnPlace i) ≤ rowL1 c.rows fun j => c.weight j i

end QuantCert
