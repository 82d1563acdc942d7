prelude
import QuantCert.Cert.Format.Pair35Example
import QuantCert.Cert.Weights.NormCert

/-!
# Norms of a small matrix, and claims that are refused

The matrix of `Example.chunk`: 100, -50, 7 and -61, 29, 15 with errors 4, -2, 7 and -1, -1, 15, in
units of `2^-10`.

## Main definitions
* `Example.claim`, `Example.cert`

## Main theorems
* `Example.matrix_norms`: the bounds are true, with nothing measured assumed
-/

universe u

namespace QuantCert.Example

/-- The sizes of the chunk. Weights are rounded to even numbers before they are squared. -/
def claim : ChunkClaim where
  weights :=
    { shift := 0, maximum := 100, rowSum := 157, columnSums := 94494458017, columnBits := 8
      squareShift := 1, squareBits := 6, rowSquare := 3141 }
  errors :=
    { shift := 0, maximum := 15, rowSum := 17, columnSums := 94489477125, columnBits := 8
      squareShift := 0, squareBits := 4, rowSquare := 227 }

/-- The bounds of the matrix. -/
def cert : MatrixCert where
  rows := 2
  cols := 3
  original := ⟨⟨100, 10⟩, ⟨157, 10⟩, ⟨113, 10⟩, ⟨159, 10⟩, ⟨159, 10⟩⟩
  quantized := ⟨⟨115, 10⟩, ⟨174, 10⟩, ⟨129, 10⟩, ⟨179, 10⟩, ⟨179, 10⟩⟩
  error := ⟨⟨15, 10⟩, ⟨17, 10⟩, ⟨16, 10⟩, ⟨20, 10⟩, ⟨20, 10⟩⟩

/-- The sizes that the example claims of its chunk pass the check. -/
theorem chunk_norms : checkChunkNorms chunk claim = true := by decide +kernel

/-- The claims are true of the chunk. -/
theorem chunk_sizes : SizesHold chunk claim.weights chunk.weight ∧
    SizesHold chunk claim.errors (rowDiff chunk.weight chunk.decoded) :=
  have h := checkChunkNorms_sound chunk_checked chunk_norms
  ⟨h.1.1, h.2.1⟩

/-- The bounds are true of the matrix, original and decoded. -/
theorem matrix_norms {R : Type u} [ExpField R] {d : Nat} :
    cert.Holds d (storedMatrix (R := R) 10 (originalMatrix [chunk]))
      (storedMatrix 10 (decodedMatrix [chunk])) :=
  matrixCert_of_chunks (g := ⟨16, 1, 4⟩) (w := ⟨0, 8, 161⟩) (e := ⟨0, 8, 22⟩) (claims := [claim])
    (by decide +kernel) (by decide +kernel) (by decide +kernel) ⟨chunk_checked, trivial⟩
    ⟨chunk_norms, trivial⟩

/-- A claim about the weights that is one unit too small is refused. -/
example :
    checkChunkNorms chunk { claim with weights := { claim.weights with maximum := 99 } } = false ∧
    checkChunkNorms chunk { claim with weights := { claim.weights with rowSum := 156 } } = false ∧
    checkChunkNorms chunk { claim with weights := { claim.weights with rowSquare := 3140 } } =
      false ∧
    checkChunkNorms chunk
      { claim with weights := { claim.weights with columnSums := 94494392481 } } = false := by
  decide +kernel

/-- And so is one about the errors. -/
example :
    checkChunkNorms chunk { claim with errors := { claim.errors with maximum := 14 } } = false ∧
    checkChunkNorms chunk { claim with errors := { claim.errors with rowSum := 16 } } = false ∧
    checkChunkNorms chunk { claim with errors := { claim.errors with rowSquare := 226 } } = false ∧
    checkChunkNorms chunk
      { claim with errors := { claim.errors with columnSums := 90194509829 } } = false := by
  decide +kernel

/-- Too few bits for the squares, and sums that could overflow, are refused. -/
example :
    checkChunkNorms chunk { claim with errors := { claim.errors with squareBits := 3 } } = false ∧
    checkChunkNorms chunk { claim with errors := { claim.errors with squareBits := 7 } } = false ∧
    checkChunkNorms chunk { claim with errors := { claim.errors with maximum := 2 ^ 13 } } = false :=
  by decide +kernel

/-- Bounds of the matrix below the claims of its chunk, and a quantized one below the sum. -/
example :
    ChunkNorms.checkNorms 10 ⟨16, 1, 4⟩ { cert.error with rowSum := ⟨16, 10⟩ } ⟨0, 8, 22⟩
      ChunkClaim.errors [claim] = false ∧
    ChunkNorms.checkNorms 10 ⟨16, 1, 4⟩ { cert.error with rowNorm := ⟨15, 10⟩ } ⟨0, 8, 22⟩
      ChunkClaim.errors [claim] = false ∧
    ChunkNorms.checkNorms 10 ⟨16, 1, 4⟩ cert.error ⟨0, 8, 21⟩ ChunkClaim.errors [claim] = false ∧
    ChunkNorms.checkSchurNorm 10 { cert.error with opNorm := ⟨19, 10⟩ } ⟨0, 8, 22⟩ = false ∧
    MatrixCert.checkTriangle { cert with original := cert.quantized } = false ∧
    ChunkNorms.checkShapes ⟨16, 1, 4⟩ 3 3 [chunk] 0 = false := by decide +kernel

end QuantCert.Example
