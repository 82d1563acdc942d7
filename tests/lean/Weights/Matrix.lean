prelude
import QuantCert.Algebra.Rat
import QuantCert.Cert.Format.Pair35
import QuantCert.Cert.Weights.Vacuity

/-! # Matrices of chunks, and lists of chunks that must be refused -/

namespace QuantCert.WeightMatrixTest

/-- One row of two columns: weights `40` and `-3`, scale 8, zero-point 2, codes 7 and 1. -/
def chunk (w0 w1 : Nat) (bound : Nat) : WeightChunk Codec.pair11 where
  width := 64
  rows := 1
  cols := 2
  rowBlocks := 1
  blockWords := 1
  digitWords := 1
  codes := [7 + 11 * 1]
  weights := [w0, w1]
  scales := [8]
  negativeScales := []
  zeros := [2]
  offsets := []
  negativeOffsets := []
  maxError := 5
  boundWidth := 64
  rowBounds := bound
  rowBoundMax := bound

def first : WeightChunk Codec.pair11 := chunk (2 ^ 62 + 40) (2 ^ 62 - 3) 5
def second : WeightChunk Codec.pair11 := chunk (2 ^ 62 + 39) (2 ^ 62 - 8) 1

theorem first_checked : checkChunk first = true := by decide +kernel
theorem second_checked : checkChunk second = true := by decide +kernel

theorem both_checked : ChunksChecked [first, second] := ⟨first_checked, second_checked, trivial⟩

/-- The layer of both rows: for inputs up to 1, no output moves by more than `5 / 4`. -/
example : LayerErrorAtMost Rat 2 2 2 (originalMatrix [first, second])
    (decodedMatrix [first, second]) (Dyadic.value Rat ⟨1, 0⟩) (Dyadic.value Rat ⟨5, 2⟩) :=
  layerError_of_chunks (maxError := 5) (maximum := 5) (by decide +kernel) (by decide +kernel)
    both_checked

example : originalMatrix [first, second] 1 0 = 39 ∧ decodedMatrix [first, second] 1 0 = 40 := by
  decide +kernel

/-- Row 1 has weights of 47 units: a bound of `5 / 4` is not vacuous. -/
example : NotVacuous Rat 2 2 2 (originalMatrix [first, second]) (Dyadic.value Rat ⟨1, 0⟩)
    (Dyadic.value Rat ⟨5, 2⟩) :=
  weightsNotVacuous_of_chunks (j := 1) (T := 47) (by decide +kernel) (by decide +kernel)

/-! ## Refused -/

/-- a chunk left out -/
example : checkMatrix 2 2 5 5 [first] = false := by decide +kernel
/-- a chunk twice -/
example : checkMatrix 2 2 5 5 [first, second, second] = false := by decide +kernel
/-- another number of columns -/
example : checkMatrix 2 3 5 5 [first, second] = false := by decide +kernel
/-- a bound below what a chunk claims -/
example : checkMatrix 2 2 5 4 [first, second] = false := by decide +kernel
example : checkMatrix 2 2 4 5 [first, second] = false := by decide +kernel
/-- a layer bound below the largest row sum -/
example : checkLayer 2 5 ⟨1, 0⟩ ⟨4, 2⟩ = false := by decide +kernel
/-- a row said to be heavier than it is, and a row that does not exist -/
example : checkRowSize 2 48 [first, second] 1 = false := by decide +kernel
example : checkRowSize 2 0 [first, second] 2 = false := by decide +kernel
/-- the weights of one chunk against the bound of the other -/
example : checkChunk (chunk (2 ^ 62 + 40) (2 ^ 62 - 3) 1) = false := by decide +kernel

end QuantCert.WeightMatrixTest
