prelude
import QuantCert.Cert.Format.Pair35NormExample
import QuantCert.Cert.Weights.NormGramCert

/-!
# Gram matrices of a small matrix, and claims that are refused

The matrix of `Example.chunk` once more. Its entries, rounded to multiples of 16 units, are
6, -3, 0 and -4, 2, 1; its errors, rounded to multiples of 4 units, are 1, 0, 2 and 0, 0, 4.

## Main definitions
* `Example.grams`

## Main theorems
* `Example.matrix_norms_of_grams`: bounds with operator norms from Gram matrices
-/

universe u

namespace QuantCert.Example

/-- The Gram matrices of the two words. -/
def grams : ChunkGrams where
  weights :=
    { shift := 4, centre := 7, partBlocks := 1, unit := 1, maximum := 26, bounds := [39, 1]
      root := 9, side := 3 }
  errors :=
    { shift := 2, centre := 7, partBlocks := 1, unit := 0, maximum := 20, bounds := [1, 20]
      root := 5, side := 3 }

/-- The Gram matrices of the weights pass the check. -/
theorem chunk_weight_gram : checkWeightGram chunk grams.weights = true := by decide +kernel

/-- The Gram matrices of the errors pass the check. -/
theorem chunk_error_gram : checkErrorGram chunk grams.errors = true := by decide +kernel

/-- The bounds with operator norms from the Gram matrices. -/
def gramCert : MatrixCert where
  rows := 2
  cols := 3
  original := { cert.original with headNorm := ⟨168, 10⟩, opNorm := ⟨168, 10⟩ }
  quantized := { cert.quantized with headNorm := ⟨194, 10⟩, opNorm := ⟨194, 10⟩ }
  error := { cert.error with headNorm := ⟨26, 10⟩, opNorm := ⟨26, 10⟩ }

/-- The bounds are true of the matrix, original and decoded. -/
theorem matrix_norms_of_grams {R : Type u} [ExpField R] {d : Nat} :
    gramCert.Holds d (storedMatrix (R := R) 10 (originalMatrix [chunk]))
      (storedMatrix 10 (decodedMatrix [chunk])) :=
  matrixCert_of_grams (g := ⟨16, 1, 4⟩) (w := ⟨0, 8, 161⟩) (e := ⟨0, 8, 22⟩) (claims := [claim])
    (grams := [grams]) (by decide +kernel) (by decide +kernel) (by decide +kernel)
    ⟨chunk_checked, trivial⟩ ⟨chunk_norms, trivial⟩ ⟨⟨chunk_weight_gram, chunk_error_gram⟩, trivial⟩

/-- A bound of a part, the largest entry or the root that is one too small is refused. -/
example :
    checkErrorGram chunk { grams.errors with bounds := [1, 19] } = false ∧
    checkErrorGram chunk { grams.errors with bounds := [0, 20] } = false ∧
    checkErrorGram chunk { grams.errors with maximum := 19 } = false ∧
    checkErrorGram chunk { grams.errors with root := 4 } = false ∧
    checkErrorGram chunk { grams.errors with side := 2 } = false ∧
    checkWeightGram chunk { grams.weights with bounds := [38, 1] } = false ∧
    checkWeightGram chunk { grams.weights with root := 8 } = false := by decide +kernel

/-- Rounded entries above the centre, and sums that could overflow, are refused. -/
example :
    checkErrorGram chunk { grams.errors with centre := 3 } = false ∧
    checkErrorGram chunk { grams.errors with centre := 8 } = false ∧
    checkErrorGram chunk { grams.errors with shift := 1 } = false ∧
    checkWeightGram chunk { grams.weights with unit := 0, maximum := 52, bounds := [78, 1] } =
      false := by decide +kernel

/-- An operator norm below that of the Gram matrices is refused. -/
example : checkGramNorm 10 { cert.error with opNorm := ⟨25, 10⟩ } ChunkGrams.errors [grams] = false := by
  decide +kernel

end QuantCert.Example
