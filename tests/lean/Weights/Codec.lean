prelude
import QuantCert.Cert.Format.Pair35
import QuantCert.Cert.Format.Uniform
import QuantCert.Cert.Weights.NormGramCert

/-! # Codecs: chunks in a uniform format, a table of levels, and programs that must be refused -/

namespace QuantCert.CodecTest

/-- One number from pieces of `bits` bits, the first one lowest. -/
def join (bits : Nat) : List Nat → Nat
  | [] => 0
  | piece :: rest => piece + 2 ^ bits * join bits rest

/-! ## Five bits a weight -/

/-- Two rows of seven columns in blocks of four words; the last column is padding. -/
def five (codes : List Nat) (zeros : Nat) : WeightChunk (Codec.uniform 5) where
  width := 64
  rows := 2
  cols := 7
  groups := 1
  groupBlocks := 2
  blockWords := 4
  codes := join 5 codes
  weights := [join 64 [2 ^ 62 + 153, 2 ^ 62 - 115, 2 ^ 62 - 55, 2 ^ 62 + 15],
    join 64 [2 ^ 62 - 160, 2 ^ 62 - 70, 2 ^ 62 - 54, 2 ^ 62 + 18],
    join 64 [2 ^ 62 + 2, 2 ^ 62 + 139, 2 ^ 62 - 51, 2 ^ 62 + 21],
    join 64 [2 ^ 62 + 10, 2 ^ 62 + 0, 2 ^ 62 - 48, 2 ^ 62 + 0]]
  scales := [join 64 [10, 3]]
  zeros := [zeros]
  maxError := 5
  rowBounds := join 64 [11, 2]
  rowBoundMax := 11

def codes : List Nat := [31, 0, 16, 17, 5, 9, 30, 16, 1, 2, 3, 4, 25, 26, 27, 20]

def zeros : Nat := join 8 [16, 20]

theorem five_checked : checkChunk (five codes zeros) = true := by decide +kernel

example : ChunkHolds (five codes zeros) := checkChunk_sound five_checked

/-- What the numbers mean. -/
example : (five codes zeros).decoded 0 0 = 150 ∧ (five codes zeros).weight 0 0 = 153 ∧
    (five codes zeros).decoded 0 5 = -70 ∧ (five codes zeros).decoded 1 6 = 21 ∧
    rowL1 7 (rowDiff (five codes zeros).weight (five codes zeros).decoded 0) = 11 := by
  decide +kernel

/-- a flipped code: one bit of the first, of the last -/
example : checkChunk (five [30, 0, 16, 17, 5, 9, 30, 16, 1, 2, 3, 4, 25, 26, 27, 20] zeros) =
    false := by decide +kernel
example : checkChunk (five [31, 0, 16, 17, 5, 9, 30, 16, 1, 2, 3, 4, 25, 26, 11, 20] zeros) =
    false := by decide +kernel
/-- two codes swapped -/
example : checkChunk (five [31, 16, 0, 17, 5, 9, 30, 16, 1, 2, 3, 4, 25, 26, 27, 20] zeros) =
    false := by decide +kernel
/-- a word past the end -/
example : checkChunk (five (codes ++ [1]) zeros) = false := by decide +kernel
/-- another zero-point, and one of more than five bits -/
example : checkChunk (five codes (join 8 [17, 20])) = false := by decide +kernel
example : checkChunk (K := .uniform 5) { five codes (join 8 [16, 32]) with
    maxError := 2 ^ 40, rowBounds := join 64 [2 ^ 50, 2 ^ 50], rowBoundMax := 2 ^ 50 } = false := by
  decide +kernel

/-- The Gram matrices of both pairs of columns, their errors rounded to multiples of 4. -/
def gram (bounds : List Nat) (root : Nat) : GramClaim :=
  { shift := 2, centre := 3, partBlocks := 2, unit := 0, maximum := 2, bounds := bounds
    root := root, side := 4 }

example : checkErrorGram (five codes zeros) (gram [3, 1] 2) = true := by decide +kernel
example : checkErrorGram (five codes zeros) (gram [2, 1] 2) = false := by decide +kernel
example : checkErrorGram (five codes zeros) (gram [3, 0] 2) = false := by decide +kernel
example : checkErrorGram (five codes zeros) (gram [3, 1] 1) = false := by decide +kernel

/-! ## A table of levels -/

/-- Words of two bits for the levels 0, 1, 5 and 12. -/
def levels : Codec where
  wordBits := 2
  lanes := 1
  table _ := 0
  code
    | _, 0 => 0
    | _, 1 => 1
    | _, 2 => 5
    | _, _ => 12

/-- `low + 5 * high + 6 * (low and high)` for the bits of the word. -/
def levelProgram : WordExpr :=
  .add (.add (.bits .word 0 1) (.mul (.bits .word 1 1) 5))
    (.mul (.land (.bits .word 0 1) (.bits .word 1 1)) 6)

instance : levels.Checked where
  program _ := { code := .value levelProgram, bits := 4 }
  maxBits := 4
  checked := by decide +kernel

/-- One row of three weights, 40, -1 and 3, with scale 5, zero-point 4. -/
def table (codes : List Nat) : WeightChunk levels where
  width := 16
  rows := 1
  cols := 3
  groups := 1
  groupBlocks := 1
  blockWords := 3
  codes := join 2 codes
  weights := [2 ^ 14 + 40, 2 ^ 14 - 16, 2 ^ 14 + 3]
  scales := [5]
  zeros := [4]
  maxError := 2
  rowBounds := 3
  rowBoundMax := 3

example : checkChunk (table [3, 1, 2]) = true := by decide +kernel
example : checkChunk (table [2, 1, 2]) = false := by decide +kernel
example : checkChunk (table [3, 0, 2]) = false := by decide +kernel

/-! ## Programs that do not compute the codes -/

/-- the programs of the two lanes of `alt43` swapped, a field one bit off, too few bits -/
example : checkPrograms Codec.alt43 (fun
    | 0 => { code := .field 4, bits := 3 }
    | _ => { code := .field 0, bits := 4 }) 4 = false := by decide +kernel
example : checkPrograms Codec.alt43 (fun
    | 0 => { code := .field 0, bits := 4 }
    | _ => { code := .field 3, bits := 3 }) 4 = false := by decide +kernel
example : checkPrograms Codec.alt43 (fun
    | 0 => { code := .field 0, bits := 3 }
    | _ => { code := .field 4, bits := 3 }) 4 = false := by decide +kernel
/-- a field that reaches into the next word -/
example : checkPrograms (Codec.uniform 5) (fun _ => { code := .field 0, bits := 6 }) 6 = false := by
  decide +kernel
/-- a division by 11 that is wrong for some words only: `186` for `187` -/
example : checkPrograms Codec.pair11 (fun
    | 0 => { code := .value (.sub .word (.mul (.bits (.mul .word 186) 11 4) 11)), bits := 7 }
    | _ => { code := .value (.bits (.mul .word 186) 11 4), bits := 4 }) 7 = false := by
  decide +kernel
/-- the right codes by way of a value that does not fit a digit, and of a negative difference -/
example : checkPrograms (Codec.uniform 5) (fun _ =>
    { code := .value (.bits (.mul .word 4096) 12 5), bits := 5 }) 5 = false := by decide +kernel
example : checkPrograms (Codec.uniform 5) (fun _ =>
    { code := .value (.add .word (.sub (.const 3) .word)), bits := 5 }) 5 = false := by
  decide +kernel
/-- more bits than a zero-point has -/
example : checkPrograms (Codec.uniform 9) (Uniform.program 9) 9 = false := by decide +kernel
/-- no lanes -/
example : checkPrograms { Codec.uniform 4 with lanes := 0 } (Uniform.program 4) 4 = false := by
  decide +kernel

end QuantCert.CodecTest
