prelude
import QuantCert.Algebra.Rat
import QuantCert.Cert.Format.Pair35
import QuantCert.Cert.Weights.WideSize

/-! # Rows that are cut, and segments that must be refused -/

namespace QuantCert.WeightWideTest

/-- One row of two columns: scale 8, zero-point 2, codes 7 and 1, decoded `40` and `-8`. -/
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

def left : WeightChunk Codec.pair11 := chunk (2 ^ 62 + 40) (2 ^ 62 - 3) 5
def right : WeightChunk Codec.pair11 := chunk (2 ^ 62 + 39) (2 ^ 62 - 8) 1
noncomputable def wide : List (List (WeightChunk Codec.pair11)) := [[left, right], [right, right]]
def sizes : List (List Nat) := [[43, 47], [47, 40]]

theorem left_checked : checkChunk left = true := by decide +kernel
theorem right_checked : checkChunk right = true := by decide +kernel

theorem checked : WideChecked wide :=
  ⟨⟨left_checked, right_checked, trivial⟩, ⟨right_checked, right_checked, trivial⟩, trivial⟩

theorem sized : WideSizesChecked sizes wide :=
  ⟨⟨by decide +kernel, by decide +kernel, trivial⟩, ⟨by decide +kernel, by decide +kernel, trivial⟩,
    trivial⟩

example : wideOriginal wide 0 1 = -3 ∧ wideOriginal wide 0 2 = 39 ∧ wideDecoded wide 1 3 = -8 := by
  decide +kernel

/-- For inputs up to 1, no output moves by more than `6 / 4`. -/
example : LayerErrorAtMost Rat 2 2 4 (wideOriginal wide) (wideDecoded wide) (Dyadic.value Rat ⟨1, 0⟩)
    (Dyadic.value Rat ⟨6, 2⟩) :=
  layerError_of_wide (maxError := 5) (maximum := 6) (by decide +kernel) (by decide +kernel) checked

/-- Row 0 has weights of 90 units: a bound of `6 / 4` is not vacuous. -/
example : NotVacuous Rat 2 2 4 (wideOriginal wide) (Dyadic.value Rat ⟨1, 0⟩)
    (Dyadic.value Rat ⟨6, 2⟩) :=
  weightsNotVacuous_of_wide (maxError := 5) (maximum := 6) (j := 0) (T := 90) (by decide +kernel)
    (by decide +kernel) (by decide +kernel) sized

/-- In every row the errors are within a fifteenth of the row. -/
example : RowShareAtMost ⟨1, 15, 0⟩ 2 4 (wideOriginal wide) (wideDecoded wide) :=
  rowShare_of_wide (maxError := 5) (maximum := 6) (by decide +kernel) checked sized
    (by decide +kernel)

/-! ## Refused -/

/-- a row or a segment left out, or too many -/
example : checkWide 2 4 5 6 [[left, right]] = false := by decide +kernel
example : checkWide 2 4 5 6 [[left, right], [right]] = false := by decide +kernel
example : checkWide 1 4 5 6 wide = false := by decide +kernel
example : checkWide 2 4 5 6 [[left, right], [right, right, right]] = false := by decide +kernel
/-- another number of columns -/
example : checkWide 2 3 5 6 wide = false := by decide +kernel
/-- a bound below what the segments of a row claim together, or one of them of a weight -/
example : checkWide 2 4 5 5 wide = false := by decide +kernel
example : checkWide 2 4 4 6 wide = false := by decide +kernel
/-- a segment that is said to be heavier than it is -/
example : right.checkRow 2 48 0 = false := by decide +kernel
/-- a row said to be heavier than its segments are, and a row that does not exist -/
example : checkWideSize 91 sizes 0 = false := by decide +kernel
example : checkWideSize 0 sizes 2 = false := by decide +kernel
/-- a share below that of a row, and rows without sizes -/
example : checkWideShares ⟨1, 16, 0⟩ sizes wide = false := by decide +kernel
example : checkWideShares ⟨1, 15, 0⟩ [[43, 47]] wide = false := by decide +kernel

end QuantCert.WeightWideTest
