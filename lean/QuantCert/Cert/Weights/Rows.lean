prelude
import QuantCert.Cert.Digits.RowSum
import QuantCert.Cert.Digits.Spread
import QuantCert.Cert.Weights.Errors
import QuantCert.Thm.Digits.Columns

/-!
# Row sums of a chunk, all rows at once

The errors of the columns of a block are added, digit by digit; then the blocks of each row are. A row
is then one digit of `width * rowBlocks` bits, so that its sum may be larger than a block's digit.

## Main definitions
* `WeightChunk.errorSum`: the sum of the absolute errors of every block
* `WeightChunk.rowSums`: the sum of every row of such a vector
* `WeightChunk.checkRows`: no row sum exceeds its claimed bound, and no bound the claimed maximum

## Main theorems
* `WeightChunk.rowSums_eq`, `WeightChunk.rows_le_of_check`
-/

namespace QuantCert.WeightChunk

open Digits

variable {K : Codec}

/-- The absolute errors of the columns of every block, added. -/
noncomputable def errorSum [K.Checked] (c : WeightChunk K) : Nat :=
  sumBelow c.blockCols c.errorDigits

/-- One in the digit of every row. -/
noncomputable def rowOnes (c : WeightChunk K) : Nat := rowRepunit c.width c.rowBlocks c.rows

/-- The sum of every row of a vector. -/
noncomputable def rowSums (c : WeightChunk K) (vector : Nat) : Nat :=
  wideRowSums c.width c.rowBlocks c.ones c.rowOnes vector

/-- The claimed bounds have digits as wide as a row, so that they need not be spread. -/
def boundsAreWide (c : WeightChunk K) : Bool :=
  Nat.beq c.boundWidth (Nat.mul c.width c.rowBlocks)

/-- The claimed bound of every row. -/
noncomputable def boundDigits (c : WeightChunk K) : Nat :=
  cond c.boundsAreWide c.rowBounds
    (spread c.boundWidth (Nat.mul c.width c.rowBlocks) (log2Ceil c.rows) c.rowBounds)

/-- One in the digit of every claimed bound. -/
noncomputable def boundOnes (c : WeightChunk K) : Nat :=
  cond c.boundsAreWide c.rowOnes (repunit c.boundWidth c.rows)

/-- No row sum of the vector exceeds the row's claimed bound, and no bound the claimed maximum. -/
noncomputable def checkRows (c : WeightChunk K) (vector : Nat) : Bool :=
  checkBelow c.boundOnes c.boundWidth (Nat.sub c.boundWidth 1) c.rows c.rowBounds &&
  (checkAtMost c.boundOnes c.boundWidth (Nat.mul c.boundOnes c.rowBoundMax) c.rowBounds &&
  checkAtMost c.rowOnes (Nat.mul c.width c.rowBlocks) c.boundDigits (c.rowSums vector))

/-- The absolute errors of block `b`, added. -/
def blockSum (c : WeightChunk K) (b : Nat) : Nat :=
  sum c.blockCols fun u => (c.blockError u b).natAbs

/-- The sums of blocks and rows are small enough for their digits. -/
structure SumsFit (c : WeightChunk K) : Prop where
  boundWidth_pos : 0 < c.boundWidth
  boundWidth_le : c.boundWidth ≤ c.width * c.rowBlocks
  block : c.blockCols * c.maxError < 2 ^ c.width
  half : c.rowBlocks * 2 ^ (c.width - c.width / 2) < 2 ^ c.width
  total : c.rowBlocks * (c.blockCols * c.maxError) < 2 ^ (c.width * c.rowBlocks - 1)
  maximum : c.rowBoundMax < 2 ^ (c.boundWidth - 1)

/-- What the checker has tested before it looks at the rows. -/
structure RowsFit [K.Checked] (c : WeightChunk K) : Prop where
  width_ge : 16 ≤ c.width
  rowBlocks_pos : 0 < c.rowBlocks
  rows_le : c.rows ≤ 2 ^ log2Ceil c.rows
  columns : ∀ u, u < c.blockCols → ColumnFits c u
  errors : ∀ u, u < c.blockCols → ∀ b, b < c.blocks → (c.blockError u b).natAbs ≤ c.maxError
  sums : SumsFit c

variable [K.Checked] {c : WeightChunk K}

/-- A block of an existing row exists. -/
theorem block_of_row_lt {K : Codec} {c : WeightChunk K} {j b : Nat} (hj : j < c.rows)
    (hb : b < c.rowBlocks) : j * c.rowBlocks + b < c.blocks := by
  have hrow := Nat.mul_le_mul_right c.rowBlocks hj
  rw [Nat.succ_mul] at hrow
  unfold blocks
  omega

/-- Digit `b` is the sum of the absolute errors of block `b`. -/
theorem errorSum_eq (h : RowsFit c) : c.errorSum = pack c.width c.blocks c.blockSum :=
  (sumBelow_eq _ _).trans ((sum_congr fun u hu => errorDigits_eq (h.columns u hu)).trans
    (sum_pack _ _ _ _))

/-- A block of `blockCols` errors adds up to at most `blockCols * maxError`. -/
theorem blockSum_le (h : RowsFit c) {b : Nat} (hb : b < c.blocks) :
    c.blockSum b ≤ c.blockCols * c.maxError := natSum_le_mul fun u hu => h.errors u hu b hb

/-- Each row, a digit of `width * rowBlocks` bits, is one. -/
theorem rowOnes_eq (h : RowsFit c) :
    c.rowOnes = pack (c.width * c.rowBlocks) c.rows fun _ => 1 :=
  rowRepunit_eq (Nat.lt_of_lt_of_le (by decide) h.width_ge) h.rowBlocks_pos h.rows_le

/-- Each claimed bound, a digit of `boundWidth` bits, is one. -/
theorem boundOnes_eq (h : RowsFit c) : c.boundOnes = pack c.boundWidth c.rows fun _ => 1 := by
  unfold boundOnes
  cases hwide : c.boundsAreWide with
  | true => exact (Nat.eq_of_beq_eq_true _ _ hwide).symm ▸ rowOnes_eq h
  | false => exact repunit_eq _ h.sums.boundWidth_pos

/-- The claimed bounds, each in the digit of its row. -/
theorem boundDigits_of_lt (h : RowsFit c) (hlt : c.rowBounds < 2 ^ (c.boundWidth * c.rows)) :
    c.boundDigits = pack (c.width * c.rowBlocks) c.rows c.rowBound := by
  unfold boundDigits
  cases hwide : c.boundsAreWide with
  | true =>
    have heq : c.boundWidth = c.width * c.rowBlocks := Nat.eq_of_beq_eq_true _ _ hwide
    rw [← heq]
    exact (pack_digit hlt).symm
  | false => exact spread_eq h.sums.boundWidth_le h.rows_le hlt

/-- A row's digit. -/
theorem rowSums_eq (h : RowsFit c) :
    c.rowSums c.errorSum = pack (c.width * c.rowBlocks) c.rows fun j =>
      sum c.rowBlocks fun b => c.blockSum (j * c.rowBlocks + b) := by
  have hwidth : 0 < c.width := Nat.lt_of_lt_of_le (by decide) h.width_ge
  rw [rowSums, rowOnes_eq h, ones_eq hwidth, errorSum_eq h]
  exact wideRowSums_eq hwidth h.rowBlocks_pos
    (fun q hq => Nat.lt_of_le_of_lt (blockSum_le h hq) h.sums.block) h.sums.half

/-- If the check succeeds then every row's sum of absolute errors is at most the row's bound. -/
theorem rows_le_of_check (h : RowsFit c) (hcheck : c.checkRows c.errorSum = true) {j : Nat}
    (hj : j < c.rows) :
    (sum c.rowBlocks fun b => c.blockSum (j * c.rowBlocks + b)) ≤ c.rowBound j ∧
    c.rowBound j ≤ c.rowBoundMax := by
  have hpos := h.sums.boundWidth_pos
  have hle := h.sums.boundWidth_le
  have hhalf : 2 ^ (c.boundWidth - 1) ≤ 2 ^ (c.width * c.rowBlocks - 1) :=
    Nat.pow_le_pow_right (by decide) (Nat.sub_le_sub_right hle 1)
  rw [checkRows, Bool.and_eq_true_iff, Bool.and_eq_true_iff] at hcheck
  obtain ⟨hbelow, hmax, hsums⟩ := hcheck
  have hones := boundOnes_eq h
  have hb := checkBelow_sound (Nat.sub_le _ 1) hones hbelow
  constructor
  · rw [boundDigits_of_lt h hb.1, rowSums_eq h] at hsums
    refine checkAtMost_sound (Nat.lt_of_lt_of_le hpos hle) (rowOnes_eq h)
      (fun j hj => Nat.lt_of_lt_of_le (hb.2.2 j hj) hhalf) (fun j hj => ?_) hsums j hj
    refine Nat.le_of_lt (Nat.lt_of_le_of_lt ?_ h.sums.total)
    exact natSum_le_mul fun b hb => blockSum_le h (block_of_row_lt hj hb)
  · have hmaxima : Nat.mul c.boundOnes c.rowBoundMax = pack c.boundWidth c.rows fun _ =>
        c.rowBoundMax := by rw [hones]; exact pack_one_mul _ _ _
    rw [hmaxima, hb.2.1] at hmax
    exact checkAtMost_sound hpos hones (fun _ _ => h.sums.maximum)
      (fun j hj => Nat.le_of_lt (hb.2.2 j hj)) hmax j hj

end QuantCert.WeightChunk
