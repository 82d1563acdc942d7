prelude
import QuantCert.Spec.Row.Vector
import QuantCert.Spec.Weights.Chunk

/-!
# A matrix in chunks

A matrix is a list of chunks of whole rows, in order.

## Main definitions
* `Chunks.totalRows`: the rows of all chunks
* `originalMatrix`, `decodedMatrix`: the original weights and what the codes stand for, of the whole
  matrix, in units of `2^-p`
* `ChunksHold`: the bounds that the chunks claim are true
-/

namespace QuantCert

variable {K : Codec}

/-- The rows of all chunks. -/
def Chunks.totalRows : List (WeightChunk K) → Nat
  | [] => 0
  | c :: rest => c.rows + totalRows rest

/-- The original weights: the first chunk holds the first rows. -/
def originalMatrix : List (WeightChunk K) → IntMatrix
  | [], _, _ => 0
  | c :: rest, j, i => if j < c.rows then c.weight j i else originalMatrix rest (j - c.rows) i

/-- What the codes stand for: the first chunk holds the first rows. -/
def decodedMatrix : List (WeightChunk K) → IntMatrix
  | [], _, _ => 0
  | c :: rest, j, i => if j < c.rows then c.decoded j i else decodedMatrix rest (j - c.rows) i

/-- Every chunk keeps the bounds it claims. -/
def ChunksHold : List (WeightChunk K) → Prop
  | [] => True
  | c :: rest => ChunkHolds c ∧ ChunksHold rest

end QuantCert
