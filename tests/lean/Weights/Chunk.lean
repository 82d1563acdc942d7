prelude
import QuantCert.Cert.Format.Pair35
import QuantCert.Cert.Weights.Chunk

/-! # Chunks that are accepted, and chunks that must be refused

Two small chunks, one in each format, with padded columns. Each refused chunk differs from the
accepted one in a single number.
-/

namespace QuantCert.WeightChunkTest

/-- One number from pieces of `bits` bits, the first one lowest. -/
def join (bits : Nat) : List Nat → Nat
  | [] => 0
  | piece :: rest => piece + 2 ^ bits * join bits rest

/-- Blocks of two words of seven bits. -/
def blocks : List Nat → List Nat
  | a :: b :: rest => (a + 2 ^ 7 * b) :: blocks rest
  | rest => rest

/-- Two rows of six columns in two groups of four, the last two columns being padding. -/
def alt (codes : List Nat) (weights scales : List (List Nat)) (zeros : List (List Nat))
    (maxError : Nat) (rowBounds : List Nat) (rowBoundMax : Nat) : WeightChunk Codec.alt43 where
  width := 64
  rows := 2
  cols := 6
  rowBlocks := 2
  blockWords := 2
  digitWords := 2
  codes := [join 64 (blocks codes)]
  weights := weights.map (join 64)
  scales := scales.map (join 64)
  negativeScales := []
  zeros := zeros.map (join 64)
  offsets := []
  negativeOffsets := []
  maxError := maxError
  boundWidth := 64
  rowBounds := join 64 rowBounds
  rowBoundMax := rowBoundMax

def words : List Nat := [102, 40, 44, 0, 34, 46, 4, 0]

def weights : List (List Nat) :=
  [[2 ^ 62 + 191, 2 ^ 62 + 356, 2 ^ 62 - 255, 2 ^ 62 + 4],
    [2 ^ 62 + 45, 2 ^ 62 - 8, 2 ^ 62 + 29, 2 ^ 62 - 3],
    [2 ^ 62 + 277, 2 ^ 62 - 504, 2 ^ 62 + 520, 2 ^ 62 - 24],
    [2 ^ 62 - 148, 2 ^ 62 - 24, 2 ^ 62 + 29, 2 ^ 62 + 0]]

def scales : List (List Nat) := [[40, 72, 64, 8], [48, 8, 32, 24]]

def zeros : List (List Nat) := [[1, 7, 6, 3], [5, 3, 1, 0]]

/-- The accepted chunk. -/
def good : WeightChunk Codec.alt43 := alt words weights scales zeros 9 [23, 22] 23

theorem good_checked : checkChunk good = true := by decide +kernel

/-- The hypothesis of `checkChunk_sound` can be met. -/
example : ChunkHolds good := checkChunk_sound good_checked

/-! ## What the numbers mean -/

example : good.weight 0 3 = -148 ∧ good.decoded 0 3 = -144 := by decide +kernel
example : good.weight 0 5 = -8 ∧ good.decoded 0 5 = -8 := by decide +kernel
example : good.weight 1 2 = 520 ∧ good.decoded 1 2 = 512 := by decide +kernel
example : good.weight 1 5 = -3 ∧ good.decoded 1 5 = 0 := by decide +kernel
example : good.scale 1 4 = 8 ∧ good.zero 1 4 = 3 ∧ good.code 1 4 = 4 := by decide +kernel
example : rowL1 6 (rowDiff good.weight good.decoded 0) = 23 := by decide +kernel
example : rowL1 6 (rowDiff good.weight good.decoded 1) = 22 := by decide +kernel

/-! ## Wrong claims -/

/-- the largest error is 9 -/
example : checkChunk (alt words weights scales zeros 8 [23, 22] 23) = false := by decide +kernel
/-- a row bound one unit too small -/
example : checkChunk (alt words weights scales zeros 9 [22, 22] 23) = false := by decide +kernel
example : checkChunk (alt words weights scales zeros 9 [23, 21] 23) = false := by decide +kernel
/-- a row bound above the claimed maximum -/
example : checkChunk (alt words weights scales zeros 9 [23, 24] 23) = false := by decide +kernel
/-- bounds of two rows swapped -/
example : checkChunk (alt words weights scales zeros 9 [22, 23] 23) = false := by decide +kernel
/-- a looser claim is accepted -/
example : checkChunk (alt words weights scales zeros 10 [24, 23] 30) = true := by decide +kernel

/-! ## One number changed -/

/-- a weight of row 0, column 1: one bit -/
example : checkChunk (alt words (match weights with
    | w :: (w' :: ws) :: rest => w :: ((w' + 2 ^ 4) :: ws) :: rest
    | other => other) scales zeros
    9 [23, 22] 23) = false := by decide +kernel
/-- a code -/
example : checkChunk (alt [102, 40, 60, 0, 34, 46, 4, 0] weights scales zeros 9 [23, 22] 23) = false := by
  decide +kernel
/-- a scale -/
example : checkChunk (alt words weights [[40, 72, 64, 8], [48, 8, 33, 24]] zeros 9 [23, 22] 23) =
    false := by decide +kernel
/-- a zero-point -/
example : checkChunk (alt words weights scales [[1, 7, 6, 3], [4, 3, 1, 0]] 9 [23, 22] 23) =
    false := by decide +kernel
/-- the rows of the weights swapped -/
example : checkChunk (alt words
    (weights.map fun w => listEntry w 2 :: listEntry w 3 :: listEntry w 0 :: listEntry w 1 :: [])
    scales zeros 9 [23, 22] 23) = false := by decide +kernel

/-! ## Numbers out of range -/

/-- a digit with the highest bit set: `2^63` more in column 0 -/
example : checkChunk (alt words (match weights with
    | (w :: ws) :: rest => ((w + 2 ^ 63) :: ws) :: rest
    | other => other) scales zeros (2 ^ 62) [2 ^ 63 - 1, 22] (2 ^ 63 - 1)) = false := by
  decide +kernel
/-- a scale too large for its digit's product -/
example : checkChunk (alt words weights [[40, 72, 64, 8], [48, 8, 2 ^ 58, 24]] zeros
    (2 ^ 62) [2 ^ 63 - 1, 2 ^ 63 - 1] (2 ^ 63 - 1)) = false := by decide +kernel
/-- a zero-point of more than four bits -/
example : checkChunk (alt words weights scales [[17, 7, 6, 3], [5, 3, 1, 0]]
    (2 ^ 59) [2 ^ 62, 2 ^ 62] (2 ^ 62)) = false := by decide +kernel
/-- a maximal error so large that a block's sum could overflow -/
example : checkChunk (alt words weights scales zeros (2 ^ 62) [23, 22] 23) = false := by
  decide +kernel
/-- a literal longer than declared -/
example : checkChunk (alt (words ++ [1]) weights scales zeros 9 [23, 22] 23) = false := by
  decide +kernel
example : checkChunk (alt words (weights.map (· ++ [1])) scales zeros 9 [23, 22] 23) = false := by
  decide +kernel
example : checkChunk (alt words weights (scales.map (· ++ [1])) zeros 9 [23, 22] 23) = false := by
  decide +kernel
example : checkChunk (alt words weights scales (zeros.map (· ++ [1])) 9 [23, 22] 23) = false := by
  decide +kernel
example : checkChunk (alt words weights scales zeros 9 [23, 22, 1] 23) = false := by
  decide +kernel
/-- a literal left out -/
example : checkChunk (alt words (match weights with | _ :: ws => ws | [] => []) scales zeros
    9 [23, 22] 23) = false := by decide +kernel

/-! ## Sums of rows that are wider than a digit -/

/-- Two rows of 16 blocks of two weights that are each off by 8191. -/
def wide (bound : Nat) : WeightChunk Codec.pair11 where
  width := 16
  rows := 2
  cols := 32
  rowBlocks := 16
  blockWords := 1
  digitWords := 1
  codes := [0]
  weights := [(2 ^ 512 - 1) / (2 ^ 16 - 1) * (2 ^ 14 + 8191),
    (2 ^ 512 - 1) / (2 ^ 16 - 1) * (2 ^ 14 - 8191)]
  scales := []
  negativeScales := []
  zeros := []
  offsets := []
  negativeOffsets := []
  maxError := 8191
  boundWidth := 24
  rowBounds := join 24 [262112, bound]
  rowBoundMax := 262112

example : checkChunk (wide 262112) = true ∧ checkChunk (wide 262111) = false := by decide +kernel
/-- a digit that is too narrow for the bounds, and one that is wider than a row -/
example : checkChunk (K := .pair11) { wide 262112 with
    boundWidth := 18, rowBounds := join 18 [262112, 262112] } = false := by decide +kernel
example : checkChunk (K := .pair11) { wide 262112 with
    boundWidth := 257, rowBounds := join 257 [262112, 262112] } = false := by decide +kernel

/-! ## The other format -/

/-- Two rows of three columns, two blocks of one word each; the last column is padding. -/
def pair (codes zeros : List Nat) (rowBounds : List Nat) : WeightChunk Codec.pair11 where
  width := 64
  rows := 2
  cols := 3
  rowBlocks := 2
  blockWords := 1
  digitWords := 1
  codes := [join 64 codes]
  weights := [join 64 [2 ^ 62 + 336, 2 ^ 62 + 103, 2 ^ 62 - 39, 2 ^ 62 + 0],
    join 64 [2 ^ 62 + 121, 2 ^ 62 + 0, 2 ^ 62 - 167, 2 ^ 62 - 200]]
  scales := [join 64 [56, 56, 40, 40]]
  negativeScales := []
  zeros := [join 64 (zeros.flatMap fun z => [z, z])]
  offsets := []
  negativeOffsets := []
  maxError := 9
  boundWidth := 64
  rowBounds := join 64 rowBounds
  rowBoundMax := 18

example : checkChunk (pair [28, 2, 15, 5] [0, 5] [18, 8]) = true := by decide +kernel
example : (pair [28, 2, 15, 5] [0, 5] [18, 8]).decoded 1 1 = -160 := by decide +kernel
example : checkChunk (pair [28, 2, 15, 5] [0, 5] [17, 8]) = false := by decide +kernel
example : checkChunk (pair [28, 2, 15, 5] [1, 5] [18, 8]) = false := by decide +kernel
/-- the word 127 is no pair of base-11 digits, but its error is what `Spec` says: too large -/
example : checkChunk (pair [127, 2, 15, 5] [0, 5] [18, 8]) = false := by decide +kernel

end QuantCert.WeightChunkTest
