prelude
import QuantCert.Spec.Weights.Matrix

/-!
# A matrix whose rows are cut

A row that is too long for one chunk is a list of chunks of one row each, its segments, from left to
right. A wide matrix is a list of such rows.

## Main definitions
* `originalRow`, `decodedRow`: the original weights of a row and what its codes stand for
* `wideOriginal`, `wideDecoded`: the same of the whole matrix, in units of `2^-p`
-/

namespace QuantCert

variable {K : Codec}

/-- The original weights of a row: the first segment holds the first columns. -/
def originalRow : List (WeightChunk K) → Nat → Int
  | [], _ => 0
  | c :: rest, i => if i < c.cols then c.weight 0 i else originalRow rest (i - c.cols)

/-- What the codes of a row stand for: the first segment holds the first columns. -/
def decodedRow : List (WeightChunk K) → Nat → Int
  | [], _ => 0
  | c :: rest, i => if i < c.cols then c.decoded 0 i else decodedRow rest (i - c.cols)

/-- The original weights: the first list holds the first row. -/
def wideOriginal : List (List (WeightChunk K)) → IntMatrix
  | [], _, _ => 0
  | row :: _, 0, i => originalRow row i
  | _ :: rest, j + 1, i => wideOriginal rest j i

/-- What the codes stand for: the first list holds the first row. -/
def wideDecoded : List (List (WeightChunk K)) → IntMatrix
  | [], _, _ => 0
  | row :: _, 0, i => decodedRow row i
  | _ :: rest, j + 1, i => wideDecoded rest j i

end QuantCert
