prelude
import QuantCert.Cert.Format.Pair35
import QuantCert.Cert.Weights.Vacuity

/-!
# A small chunk that passes, and changes that are refused

Two rows of three weights in `pair11`, padded to one block of four columns: 100, -50, 7 with scale
48 and zero-point 5; -61, 29, 15 with scale 30 and zero-point 4; in units of `2^-10`.

## Main definitions
* `Example.chunk`

## Main theorems
* `Example.chunk_holds`: its claims are true
* `Example.chunk_layer_error`: the layer made of it meets a bound, with nothing measured assumed
* `Example.chunk_not_vacuous`: a layer of zero weights does not meet this bound
-/

universe u

namespace QuantCert.Example

/-- The numbers of the chunk. -/
def chunk : WeightChunk Codec.pair11 where
  width := 16
  rows := 2
  cols := 3
  rowBlocks := 1
  blockWords := 2
  digitWords := 2
  codes := [406396467]
  weights := [1069760612, 1075658702, 1074741255, 1073758208]
  scales := [1966128]
  negativeScales := []
  zeros := [262149]
  offsets := []
  negativeOffsets := []
  maxError := 15
  boundWidth := 16
  rowBounds := 1114125
  rowBoundMax := 17

/-- The chunk passes. -/
theorem chunk_checked : checkChunk chunk = true := by decide +kernel

/-- No weight is off by more than 15 units, and no row by more than 13 and 17 in all. -/
theorem chunk_holds : ChunkHolds chunk := checkChunk_sound chunk_checked

/-- For inputs up to 1 no output of the layer changes by more than `17 * 2^-10`. -/
theorem chunk_layer_error {R : Type u} [OrderedField R] :
    LayerErrorAtMost R 10 2 3 (originalMatrix [chunk]) (decodedMatrix [chunk])
      (Dyadic.value R ⟨1, 0⟩) (Dyadic.value R ⟨17, 10⟩) :=
  layerError_of_chunks (maxError := 15) (maximum := 17) (by decide +kernel) (by decide +kernel)
    ⟨chunk_checked, trivial⟩

/-- Row 0 reaches `157 * 2^-10`. -/
theorem chunk_not_vacuous {R : Type u} [OrderedField R] :
    NotVacuous R 10 2 3 (originalMatrix [chunk]) (Dyadic.value R ⟨1, 0⟩)
      (Dyadic.value R ⟨17, 10⟩) :=
  weightsNotVacuous_of_chunks (j := 0) (T := 157) (by decide +kernel) (by decide +kernel)

/-- It reaches no more. -/
example : checkRowSize 3 158 [chunk] 0 = false := by decide +kernel

/-- The weights and codes are the ones meant. -/
example : chunk.weight 1 0 = -61 ∧ chunk.decoded 1 0 = -60 ∧ chunk.weight 0 2 = 7 ∧
    chunk.decoded 0 2 = 0 := by decide +kernel

/-- A smaller bound of the errors or of a row is refused, and so is a row's bound above the claimed
maximum. -/
example : checkChunk (K := .pair11) { chunk with maxError := 14 } = false ∧
    checkChunk (K := .pair11) { chunk with rowBounds := 1114124 } = false ∧
    checkChunk (K := .pair11) { chunk with rowBoundMax := 16 } = false := by decide +kernel

/-- A neighbouring code, another scale and another zero-point are refused, and so are another sign and
an offset. -/
example : checkChunk (K := .pair11) { chunk with codes := [406396468] } = false ∧
    checkChunk (K := .pair11) { chunk with scales := [1966127] } = false ∧
    checkChunk (K := .pair11) { chunk with zeros := [262150] } = false ∧
    checkChunk (K := .pair11) { chunk with scales := [], negativeScales := [1966128] } = false ∧
    checkChunk (K := .pair11) { chunk with offsets := [65536] } = false ∧
    checkChunk (K := .pair11) { chunk with negativeOffsets := [65536] } = false := by decide +kernel

/-- The chunk does not pass for a matrix of more rows or more columns, or with a smaller maximum. -/
example : checkMatrix 3 3 15 17 [chunk] = false ∧ checkMatrix 2 4 15 17 [chunk] = false ∧
    checkMatrix 2 3 15 16 [chunk] = false := by decide +kernel

end QuantCert.Example
