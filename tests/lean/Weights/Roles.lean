prelude
import QuantCert.Algebra.Rat
import QuantCert.Cert.Format.Pair35
import QuantCert.Cert.Weights.Lookup
import QuantCert.Cert.Weights.RowShare
import QuantCert.Cert.Weights.TransposedCert

/-! # Rows, columns and looked-up rows of a matrix of chunks, and claims that must be refused -/

namespace QuantCert.WeightRolesTest

open ChunkNorms

/-- One row of two columns and two of padding, with scale 8 and zero-point 2. -/
def chunk (codes w0 w1 bound : Nat) : WeightChunk Codec.pair11 where
  width := 64
  rows := 1
  cols := 2
  rowBlocks := 1
  blockWords := 2
  digitWords := 2
  codes := [codes]
  weights := [w0, w1, 2 ^ 62 - 16, 2 ^ 62 - 16]
  scales := [8]
  negativeScales := []
  zeros := [2]
  offsets := []
  negativeOffsets := []
  maxError := 5
  boundWidth := 64
  rowBounds := bound
  rowBoundMax := bound

/-- 40 and -3 against 40 and -8. -/
def first : WeightChunk Codec.pair11 := chunk (7 + 11 * 1) (2 ^ 62 + 40) (2 ^ 62 - 3) 5
/-- 39 and -8 against 40 and -8. -/
def second : WeightChunk Codec.pair11 := chunk (7 + 11 * 1) (2 ^ 62 + 39) (2 ^ 62 - 8) 1

theorem both_checked : ChunksChecked [first, second] :=
  ⟨by decide +kernel, by decide +kernel, trivial⟩

/-! ## Rows -/

/-- Row 0 errs by 5 of 43 units: an eighth is enough. -/
theorem both_shares : SharesChecked ⟨1, 8, 0⟩ 6 4 [first, second] :=
  ⟨by decide +kernel, by decide +kernel, trivial⟩

example : RowShareAtMost ⟨1, 8, 0⟩ 2 2 (originalMatrix [first, second])
    (decodedMatrix [first, second]) :=
  rowShare_of_chunks (maxError := 5) (maximum := 5) (by decide +kernel) both_checked both_shares

/-- a smaller share is refused, unless as many units are granted to every row -/
example : checkRowShares ⟨1, 9, 0⟩ 6 4 first = false := by decide +kernel
example : checkRowShares ⟨1, 9, 1⟩ 6 4 first = true := by decide +kernel
/-- fewer bits of the weights may be too few, of columns all are tried; padding counts for nothing -/
example : checkRowShares ⟨1, 8, 0⟩ 5 4 first = false := by decide +kernel
example : checkRowShares ⟨1, 8, 0⟩ 6 1 first = true := by decide +kernel
example : checkRowShares ⟨1, 8, 0⟩ 6 0 first = true := by decide +kernel
example : checkRowShares ⟨1, 9, 0⟩ 6 1 first = false := by decide +kernel
/-- more columns than a block has -/
example : checkRowShares ⟨1, 8, 0⟩ 6 5 first = false := by decide +kernel
/-- sums that do not fit -/
example : checkRowShares ⟨1, 8, 0⟩ 62 4 first = false := by decide +kernel
example : checkRowShares ⟨2 ^ 60, 8, 0⟩ 6 4 first = false := by decide +kernel

/-- A row of zeros does not meet three quarters, whatever other rows are. -/
def zeroed : WeightChunk Codec.pair11 :=
  { chunk (2 + 11 * 2) (2 ^ 62 + 4) (2 ^ 62 - 1) 5 with maxError := 5 }
example : checkChunk zeroed = true ∧ checkRowShares ⟨3, 4, 0⟩ 6 4 zeroed = false ∧
    checkRowShares ⟨1, 1, 0⟩ 6 4 zeroed = true := by decide +kernel

/-! ## Columns -/

def shape : NormShape := ⟨64, 1, 4⟩
def bits : ColumnBits := ⟨8, 8, 6⟩
/-- Column sums, one digit of 64 bits a column: errors 0, 5 and 1, 0; weights 40, 3 and 39, 8. -/
def claims : List ColumnClaim :=
  [⟨5 * 2 ^ 64, 40 + 3 * 2 ^ 64⟩, ⟨1, 39 + 8 * 2 ^ 64⟩]

theorem both_columns : ColumnsChecked bits [first, second] claims :=
  ⟨by decide +kernel, by decide +kernel, trivial⟩

/-- For inputs up to 1 no output of `x W` moves by more than `5 / 4`. -/
example : TransposedErrorAtMost Rat 2 2 2 (originalMatrix [first, second])
    (decodedMatrix [first, second]) (Dyadic.value Rat ⟨1, 0⟩) (Dyadic.value Rat ⟨5, 2⟩) :=
  transposedError_of_chunks (g := shape) (s := bits) (maximum := 5) (claims := claims)
    (by decide +kernel) (by decide +kernel) (by decide +kernel) both_checked both_columns

/-- Column 0 has weights of 79 units. -/
example : TransposedNotVacuous Rat 2 2 2 (originalMatrix [first, second])
    (Dyadic.value Rat ⟨1, 0⟩) (Dyadic.value Rat ⟨5, 2⟩) :=
  transposedNotVacuous_of_chunks (g := shape) (s := bits) (i := 0) (T := 79) (claims := claims)
    (by decide +kernel) (by decide +kernel) (by decide +kernel) both_checked both_columns

/-- Column 1 errs by 5 of 11 units. -/
example : ColumnShareAtMost ⟨1, 2, 0⟩ 2 2 (originalMatrix [first, second])
    (decodedMatrix [first, second]) :=
  columnShare_of_chunks (g := shape) (s := bits) (claims := claims)
    (by decide +kernel) (by decide +kernel) both_checked both_columns

/-- a smaller sum of errors and a larger sum of weights than a chunk has -/
example : checkColumns bits first ⟨4 * 2 ^ 64, 40 + 3 * 2 ^ 64⟩ = false := by decide +kernel
example : checkColumns bits first ⟨5 * 2 ^ 64, 41 + 3 * 2 ^ 64⟩ = false := by decide +kernel
/-- digits with more bits than are said -/
example : checkColumns ⟨2, 8, 6⟩ first ⟨5 * 2 ^ 64, 40 + 3 * 2 ^ 64⟩ = false := by decide +kernel
example : checkColumns ⟨8, 5, 6⟩ first ⟨5 * 2 ^ 64, 40 + 3 * 2 ^ 64⟩ = false := by decide +kernel
/-- sums that do not fit -/
example : checkColumns ⟨8, 8, 63⟩ first ⟨5 * 2 ^ 64, 40 + 3 * 2 ^ 64⟩ = false := by decide +kernel
/-- a bound below the largest sum, and a share below that of column 1 -/
example : checkColumnErrors shape 5 claims = true ∧ checkColumnErrors shape 4 claims = false := by
  decide +kernel
example : checkColumnShare shape bits ⟨2, 5, 0⟩ claims = false := by decide +kernel
/-- a column said to be heavier than it is -/
example : checkColumnSize shape 80 0 claims = false := by decide +kernel
/-- a chunk or a claim left out, another cut, another number of columns -/
example : checkColumnMatrix shape bits 2 2 [first] claims = false := by decide +kernel
example : ¬ ColumnsChecked bits [first, second] [⟨5 * 2 ^ 64, 0⟩] := fun h => h.2
example : checkColumnMatrix ⟨64, 2, 4⟩ bits 2 2 [first, second] claims = false := by decide +kernel
example : checkColumnMatrix shape bits 2 3 [first, second] claims = false := by decide +kernel
/-- totals that do not fit -/
example : checkColumnMatrix shape ⟨63, 8, 6⟩ 2 2 [first, second] claims = false := by
  decide +kernel

/-! ## Rows that are looked up -/

example : LookupErrorAtMost Rat 2 2 2 (originalMatrix [first, second])
    (decodedMatrix [first, second]) (Dyadic.value Rat ⟨5, 2⟩) :=
  lookupError_of_chunks (maxError := 5) (maximum := 5) (by decide +kernel) (by decide +kernel)
    both_checked

/-- The entry in row 1 and column 0 has 39 units. -/
example : LookupNotVacuous Rat 2 2 2 (originalMatrix [first, second]) (Dyadic.value Rat ⟨5, 2⟩) :=
  lookupNotVacuous_of_chunks (j := 1) (i := 0) (T := 39) (by decide +kernel) (by decide +kernel)

/-- a bound below the largest error, an entry said to be larger than it is, a row that is not there -/
example : checkLookup 2 5 ⟨4, 2⟩ = false := by decide +kernel
example : checkEntry 40 [first, second] 1 0 = false := by decide +kernel
example : checkEntry 0 [first, second] 2 0 = false := by decide +kernel

end QuantCert.WeightRolesTest
