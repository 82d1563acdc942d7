prelude
import QuantCert.Cert.Format.Levels
import QuantCert.Cert.Format.Pair35
import QuantCert.Cert.Format.Uniform
import QuantCert.Cert.Format.Values
import QuantCert.Cert.Weights.NormGramCert

/-! # Codecs: chunks in a uniform format, a table of levels, and programs that must be refused -/

namespace QuantCert.CodecTest

/-- One number from pieces of `bits` bits, the first one lowest. -/
def join (bits : Nat) : List Nat → Nat
  | [] => 0
  | piece :: rest => piece + 2 ^ bits * join bits rest

/-! ## Five bits a weight -/

/-- Blocks of four words of five bits. -/
def blocks : List Nat → List Nat
  | a :: b :: c :: d :: rest => join 5 [a, b, c, d] :: blocks rest
  | rest => rest

/-- Two rows of seven columns in blocks of four words; the last column is padding. Both blocks of a row
have its zero-point. -/
def five (codes : List Nat) (zeros : List Nat) : WeightChunk (Codec.uniform 5) where
  width := 64
  rows := 2
  cols := 7
  rowBlocks := 2
  blockWords := 4
  digitWords := 4
  codes := [join 64 (blocks codes)]
  weights := [join 64 [2 ^ 62 + 153, 2 ^ 62 - 115, 2 ^ 62 - 55, 2 ^ 62 + 15],
    join 64 [2 ^ 62 - 160, 2 ^ 62 - 70, 2 ^ 62 - 54, 2 ^ 62 + 18],
    join 64 [2 ^ 62 + 2, 2 ^ 62 + 139, 2 ^ 62 - 51, 2 ^ 62 + 21],
    join 64 [2 ^ 62 + 10, 2 ^ 62 + 0, 2 ^ 62 - 48, 2 ^ 62 + 0]]
  scales := [join 64 [10, 10, 3, 3]]
  negativeScales := []
  zeros := [join 64 (zeros.flatMap fun z => [z, z])]
  offsets := []
  negativeOffsets := []
  maxError := 5
  boundWidth := 64
  rowBounds := join 64 [11, 2]
  rowBoundMax := 11

def codes : List Nat := [31, 0, 16, 17, 5, 9, 30, 16, 1, 2, 3, 4, 25, 26, 27, 20]

def zeros : List Nat := [16, 20]

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
/-- another zero-point, and one that is more than one above the largest code -/
example : checkChunk (five codes [17, 20]) = false := by decide +kernel
example : checkChunk (K := .uniform 5) { five codes [16, 32] with
    maxError := 2 ^ 40, rowBounds := join 64 [2 ^ 50, 2 ^ 50], rowBoundMax := 2 ^ 50 } = true := by
  decide +kernel
example : checkChunk (K := .uniform 5) { five codes [16, 33] with
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

/-- One row of three weights, 40, -16 and 3, with scale 5, zero-point 4. -/
def table (K : Codec) (codes : List Nat) : WeightChunk K where
  width := 16
  rows := 1
  cols := 3
  rowBlocks := 1
  blockWords := 3
  digitWords := 3
  codes := [join 2 codes]
  weights := [2 ^ 14 + 40, 2 ^ 14 - 16, 2 ^ 14 + 3]
  scales := [5]
  negativeScales := []
  zeros := [4]
  offsets := []
  negativeOffsets := []
  maxError := 2
  boundWidth := 16
  rowBounds := 3
  rowBoundMax := 3

example : checkChunk (table levels [3, 1, 2]) = true := by decide +kernel
example : checkChunk (table levels [2, 1, 2]) = false := by decide +kernel
example : checkChunk (table levels [3, 0, 2]) = false := by decide +kernel

/-- The same levels as a list. -/
def listed : Codec := .levels 2 [0, 1, 5, 12]

instance : listed.Checked := QuantCert.instCheckedLevels 2 [0, 1, 5, 12]

example : checkChunk (table listed [3, 1, 2]) = true := by decide +kernel
example : checkChunk (table listed [2, 1, 2]) = false := by decide +kernel
example : checkChunk (table listed [3, 0, 2]) = false := by decide +kernel
/-- another level -/
example : checkChunk (table (.levels 2 [0, 1, 5, 13]) [3, 1, 2]) = false := by decide +kernel
example : checkChunk (table (.levels 2 [0, 2, 5, 12]) [3, 1, 2]) = false := by decide +kernel
/-- a level that no word of the chunk names -/
example : checkChunk (table (.levels 2 [7, 1, 5, 12]) [3, 1, 2]) = true := by decide +kernel
/-- levels of so many bits that products would not fit, and of more bits than a digit -/
example : checkChunk (table (.levels 2 [2 ^ 11, 1, 5, 12]) [3, 1, 2]) = false := by decide +kernel
example : checkChunk (table (.levels 2 [2 ^ 40, 1, 5, 12]) [3, 1, 2]) = false := by decide +kernel

/-! ## Signs and offsets -/

/-- One row of four columns in two blocks: 40, -16, 3, 12 against `5 * (c - 4)` and `20 - 3 * (c - 9)`. -/
def signed (codes scales negativeScales zeros offsets negativeOffsets : List Nat) :
    WeightChunk (.levels 2 [0, 1, 5, 12]) where
  width := 32
  rows := 1
  cols := 4
  rowBlocks := 2
  blockWords := 2
  digitWords := 2
  codes := [join 32 codes]
  weights := [join 32 [2 ^ 30 + 40, 2 ^ 30 + 31], join 32 [2 ^ 30 - 16, 2 ^ 30 + 12]]
  scales := [join 32 scales]
  negativeScales := [join 32 negativeScales]
  zeros := [join 32 zeros]
  offsets := [join 32 offsets]
  negativeOffsets := [join 32 negativeOffsets]
  maxError := 1
  boundWidth := 32
  rowBounds := 3
  rowBoundMax := 3

/-- Words 3 and 1, then 2 and 3. -/
def pairs : List Nat := [3 + 4 * 1, 2 + 4 * 3]

def good : WeightChunk (.levels 2 [0, 1, 5, 12]) :=
  signed pairs [5, 0] [0, 3] [4, 9] [0, 20] [0, 0]

theorem good_checked : checkChunk good = true := by decide +kernel

example : ChunkHolds good := checkChunk_sound good_checked

example : good.decoded 0 0 = 40 ∧ good.decoded 0 1 = -15 ∧ good.decoded 0 2 = 32 ∧
    good.decoded 0 3 = 11 ∧ good.scale 0 2 = -3 ∧ good.offset 0 3 = 20 := by decide +kernel

/-- the same by other numbers: both signs of a scale and of an offset at once -/
example : checkChunk (signed pairs [6, 1] [1, 4] [4, 9] [7, 21] [7, 1]) = true := by decide +kernel
/-- a code, a scale, its sign, a zero-point, an offset, its sign -/
example : checkChunk (signed [3 + 4 * 1, 3 + 4 * 3] [5, 0] [0, 3] [4, 9] [0, 20] [0, 0]) = false ∧
    checkChunk (signed pairs [6, 0] [0, 3] [4, 9] [0, 20] [0, 0]) = false ∧
    checkChunk (signed pairs [5, 0] [0, 4] [4, 9] [0, 20] [0, 0]) = false ∧
    checkChunk (signed pairs [5, 3] [0, 0] [4, 9] [0, 20] [0, 0]) = false ∧
    checkChunk (signed pairs [5, 0] [0, 3] [5, 9] [0, 20] [0, 0]) = false ∧
    checkChunk (signed pairs [5, 0] [0, 3] [4, 9] [0, 22] [0, 0]) = false ∧
    checkChunk (signed pairs [5, 0] [0, 3] [4, 9] [0, 0] [0, 20]) = false := by decide +kernel
/-- an offset of more bits than may be, and a scale that would be in range without offsets -/
example : checkChunk (K := .levels 2 [0, 1, 5, 12])
    { signed pairs [5, 0] [0, 3] [4, 9] [2 ^ 29, 20] [0, 0] with
      maxError := 2 ^ 30, rowBounds := 2 ^ 31 - 1, rowBoundMax := 2 ^ 31 - 1 } = false := by
  decide +kernel
example : checkChunk (signed pairs [2 ^ 25, 0] [2 ^ 25 - 5, 3] [4, 9] [0, 20] [0, 0]) = false := by
  decide +kernel
example : checkChunk (signed pairs [2 ^ 25 - 1, 0] [2 ^ 25 - 6, 3] [4, 9] [0, 20] [0, 0]) = true := by
  decide +kernel

/-! ## Decoded values -/

/-- One row of two values, 40 and -16, against 41 and -16. -/
def values (offsets negativeOffsets : List Nat) : WeightChunk .values where
  width := 16
  rows := 1
  cols := 2
  rowBlocks := 2
  blockWords := 1
  digitWords := 1
  codes := []
  weights := [join 16 [2 ^ 14 + 40, 2 ^ 14 - 16]]
  scales := []
  negativeScales := []
  zeros := []
  offsets := [join 16 offsets]
  negativeOffsets := [join 16 negativeOffsets]
  maxError := 1
  boundWidth := 16
  rowBounds := 1
  rowBoundMax := 1

theorem values_checked : checkChunk (values [41, 0] [0, 16]) = true := by decide +kernel

example : ChunkHolds (values [41, 0] [0, 16]) := checkChunk_sound values_checked
example : (values [41, 0] [0, 16]).decoded 0 1 = -16 := by decide +kernel
example : checkChunk (values [42, 0] [0, 16]) = false ∧
    checkChunk (values [41, 0] [0, 17]) = false ∧
    checkChunk (values [41, 16] [0, 0]) = false := by decide +kernel

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
/-- no lanes -/
example : checkPrograms { Codec.uniform 4 with lanes := 0 } (Uniform.program 4) 4 = false := by
  decide +kernel

end QuantCert.CodecTest
