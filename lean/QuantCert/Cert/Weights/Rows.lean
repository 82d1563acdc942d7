prelude
import QuantCert.Cert.Digits.Spread
import QuantCert.Cert.Weights.Errors
import QuantCert.Thm.Digits.Columns
import QuantCert.Thm.Digits.Sum

/-!
# Row sums of a chunk, all rows at once

The errors of the columns of a block are added, digit by digit; a product with a repunit adds the
blocks of each row. A row is then one digit of `width * rowBlocks` bits.

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
def rowOnes (c : WeightChunk K) : Nat :=
  repunitPow (c.width * c.rowBlocks) (log2Ceil c.rows) % 2 ^ (c.width * c.rowBlocks * c.rows)

/-- The sum of every row of a vector. -/
def rowSums (c : WeightChunk K) (vector : Nat) : Nat :=
  ((vector * repunit c.width c.rowBlocks) >>> (c.width * (c.rowBlocks - 1))) &&&
    c.rowOnes * (2 ^ c.width - 1)

/-- The claimed bound of every row. -/
def boundDigits (c : WeightChunk K) : Nat :=
  spread c.width (c.width * c.rowBlocks) (log2Ceil c.rows) c.rowBounds

/-- No row sum of the vector exceeds the row's claimed bound, and no bound the claimed maximum. -/
def checkRows (c : WeightChunk K) (vector : Nat) : Bool :=
  checkBelow (repunit c.width c.rows) c.width (c.width - 1) c.rows c.rowBounds &&
  (checkAtMost (repunit c.width c.rows) c.width (repunit c.width c.rows * c.rowBoundMax) c.rowBounds
    && checkAtMost c.rowOnes (c.width * c.rowBlocks) c.boundDigits (c.rowSums vector))

/-- The absolute errors of block `b`, added. -/
def blockSum (c : WeightChunk K) (b : Nat) : Nat :=
  sum c.blockCols fun u => (c.blockError u b).natAbs

/-- What the checker has tested before it looks at the rows. -/
structure RowsFit [K.Checked] (c : WeightChunk K) : Prop where
  width_ge : 16 ≤ c.width
  rowBlocks_pos : 0 < c.rowBlocks
  rows_le : c.rows ≤ 2 ^ log2Ceil c.rows
  columns : ∀ u, u < c.blockCols → ColumnFits c u
  errors : ∀ u, u < c.blockCols → ∀ b, b < c.blocks → (c.blockError u b).natAbs ≤ c.maxError
  total : c.rowBlocks * (c.blockCols * c.maxError) < 2 ^ (c.width - 1)
  maximum : c.rowBoundMax < 2 ^ (c.width - 1)

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
    c.rowOnes = pack (c.width * c.rowBlocks) c.rows fun _ => 1 := by
  have hpos : 0 < c.width * c.rowBlocks :=
    Nat.mul_pos (Nat.lt_of_lt_of_le (by decide) h.width_ge) h.rowBlocks_pos
  have hone : ∀ i, i < 2 ^ log2Ceil c.rows → 1 < 2 ^ (c.width * c.rowBlocks) := fun _ _ =>
    Nat.pow_lt_pow_right (m := c.width * c.rowBlocks) (n := 0) (by decide) hpos
  rw [rowOnes, repunitPow_eq, ← pack_digit_mod]
  exact pack_congr fun i hi => digit_pack hone (Nat.lt_of_lt_of_le hi h.rows_le)

/-- A row's digit. -/
theorem rowSums_eq (h : RowsFit c) :
    c.rowSums c.errorSum = pack (c.width * c.rowBlocks) c.rows fun j =>
      sum c.rowBlocks fun b => c.blockSum (j * c.rowBlocks + b) := by
  have hk : c.width ≤ c.width * c.rowBlocks := Nat.le_mul_of_pos_right _ h.rowBlocks_pos
  have hmask : ∀ j, j < c.rows → 2 ^ c.width - 1 < 2 ^ (c.width * c.rowBlocks) := fun _ _ =>
    two_pow_sub_one_lt hk
  have htotal : c.rowBlocks * (c.blockCols * c.maxError) < 2 ^ c.width :=
    Nat.lt_of_lt_of_le h.total (Nat.pow_le_pow_right (by decide) (Nat.sub_le _ _))
  rw [rowSums, rowOnes_eq h, pack_one_mul]
  refine eq_pack (Nat.lt_of_le_of_lt Nat.and_le_right (pack_lt hmask)) fun j hj => ?_
  rw [digit_land, digit_pack hmask hj, Nat.and_two_pow_sub_one_eq_mod, digit,
    Nat.mod_mod_of_dvd _ (Nat.pow_dvd_pow 2 hk), Nat.shiftRight_eq_div_pow,
    Nat.div_div_eq_div_mul, ← Nat.pow_add, Nat.mul_assoc, ← Nat.mul_add, Nat.mul_comm c.rowBlocks,
    Nat.add_comm (c.rowBlocks - 1), errorSum_eq h, repunit_eq _ (by have := h.width_ge; omega)]
  exact digit_block_sum hj h.rowBlocks_pos (fun b hb => blockSum_le h hb) htotal

/-- If the check succeeds then every row's sum of absolute errors is at most the row's bound. -/
theorem rows_le_of_check (h : RowsFit c) (hcheck : c.checkRows c.errorSum = true) {j : Nat}
    (hj : j < c.rows) :
    (sum c.rowBlocks fun b => c.blockSum (j * c.rowBlocks + b)) ≤ c.rowBound j ∧
    c.rowBound j ≤ c.rowBoundMax := by
  have hw := h.width_ge
  have hk : c.width ≤ c.width * c.rowBlocks := Nat.le_mul_of_pos_right _ h.rowBlocks_pos
  have hhalf : 2 ^ (c.width - 1) ≤ 2 ^ (c.width * c.rowBlocks - 1) :=
    Nat.pow_le_pow_right (by decide) (Nat.sub_le_sub_right hk 1)
  rw [checkRows, Bool.and_eq_true_iff, Bool.and_eq_true_iff] at hcheck
  obtain ⟨hbelow, hmax, hsums⟩ := hcheck
  have hones := repunit_eq (k := c.width) c.rows (by omega)
  have hb := checkBelow_sound (by omega) hones hbelow
  constructor
  · have hspread : c.boundDigits = pack (c.width * c.rowBlocks) c.rows c.rowBound :=
      spread_eq hk h.rows_le hb.1
    rw [hspread, rowSums_eq h] at hsums
    refine checkAtMost_sound (Nat.lt_of_lt_of_le (by omega) hk) (rowOnes_eq h)
      (fun j hj => Nat.lt_of_lt_of_le (hb.2.2 j hj) hhalf) (fun j hj => ?_) hsums j hj
    refine Nat.le_trans (Nat.le_of_lt (Nat.lt_of_le_of_lt ?_ h.total)) hhalf
    exact natSum_le_mul fun b hb => blockSum_le h (block_of_row_lt hj hb)
  · rw [hb.2.1, hones, pack_one_mul] at hmax
    exact checkAtMost_sound (by omega) (rfl : (pack c.width c.rows fun _ => 1) = _)
      (fun _ _ => h.maximum) (fun j hj => Nat.le_of_lt (hb.2.2 j hj)) hmax j hj

end QuantCert.WeightChunk
