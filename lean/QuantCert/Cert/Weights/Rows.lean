prelude
import QuantCert.Cert.Weights.Errors
import QuantCert.Thm.Digits.Sum

/-!
# Row sums of a chunk, all rows at once

The errors of the columns of a block are added, digit by digit; a product with a repunit adds the
blocks of each row. A row is then one digit of `width * rowBlocks` bits.

## Main definitions
* `WeightChunk.errorSum`: the sum of the absolute errors of every block
* `WeightChunk.rowSums`: the sum of the absolute errors of every row
* `WeightChunk.checkRows`: no row sum exceeds its claimed bound, and no bound the claimed maximum

## Main theorems
* `WeightChunk.rowSums_eq`, `WeightChunk.rows_le_of_check`
-/

namespace QuantCert.WeightChunk

open Digits

/-- The absolute errors of the first words of every block, added. -/
noncomputable def errorSum (c : WeightChunk) (words : Nat) : Nat :=
  sumBelow words fun t => Nat.add (c.errorDigits t 0) (c.errorDigits t 1)

/-- One in the digit of every row. -/
def rowOnes (c : WeightChunk) : Nat :=
  repunitPow (c.width * c.rowBlocks) (log2Ceil c.rows) % 2 ^ (c.width * c.rowBlocks * c.rows)

/-- The sum of the absolute errors of every row. -/
noncomputable def rowSums (c : WeightChunk) : Nat :=
  ((c.errorSum c.blockWords * repunit c.width c.rowBlocks) >>> (c.width * (c.rowBlocks - 1))) &&&
    c.rowOnes * (2 ^ c.width - 1)

/-- The claimed bound of every row. -/
def boundDigits (c : WeightChunk) : Nat :=
  spread c.width (c.width * c.rowBlocks) (log2Ceil c.rows) c.rowBounds

/-- No row sum exceeds its claimed bound, and no bound the claimed maximum. -/
noncomputable def checkRows (c : WeightChunk) : Bool :=
  checkBelow (repunit c.width c.rows) c.width (c.width - 1) c.rows c.rowBounds &&
  (checkAtMost (repunit c.width c.rows) c.width (repunit c.width c.rows * c.rowBoundMax) c.rowBounds
    && checkAtMost c.rowOnes (c.width * c.rowBlocks) c.boundDigits c.rowSums)

/-- The absolute errors of block `b`, added over the first `m` words. -/
def blockSum (c : WeightChunk) (m b : Nat) : Nat :=
  sum m fun t => (c.blockError t 0 b).natAbs + (c.blockError t 1 b).natAbs

/-- What the checker has tested before it looks at the rows. -/
structure RowsFit (c : WeightChunk) : Prop where
  width_ge : 16 ≤ c.width
  rowBlocks_pos : 0 < c.rowBlocks
  rows_le : c.rows ≤ 2 ^ log2Ceil c.rows
  columns : ∀ t, t < c.blockWords → ∀ lane, lane < 2 → ColumnFits c t lane
  errors : ∀ t, t < c.blockWords → ∀ lane, lane < 2 → ∀ b, b < c.blocks →
    (c.blockError t lane b).natAbs ≤ c.maxError
  total : c.rowBlocks * (c.blockCols * c.maxError) < 2 ^ (c.width - 1)
  maximum : c.rowBoundMax < 2 ^ (c.width - 1)

variable {c : WeightChunk}

theorem errorSum_eq (h : RowsFit c) :
    c.errorSum c.blockWords = pack c.width c.blocks (c.blockSum c.blockWords) := by
  have h' : ∀ m, m ≤ c.blockWords → c.errorSum m = pack c.width c.blocks (c.blockSum m) := by
    intro m
    induction m with
    | zero =>
      intro _
      exact (sum_eq_zero fun b _ => Nat.zero_mul _).symm
    | succ m ih =>
      intro hm
      show c.errorSum m + (c.errorDigits m 0 + c.errorDigits m 1) = _
      rw [ih (by omega), errorDigits_eq (h.columns m hm 0 (by decide)),
        errorDigits_eq (h.columns m hm 1 (by decide)), pack_add, pack_add]
      rfl
  exact h' _ (Nat.le_refl _)

theorem blockSum_le (h : RowsFit c) {b : Nat} (hb : b < c.blocks) :
    c.blockSum c.blockWords b ≤ c.blockCols * c.maxError := by
  have h' : ∀ m, m ≤ c.blockWords → c.blockSum m b ≤ m * 2 * c.maxError := by
    intro m
    induction m with
    | zero => intro _; exact Nat.zero_le _
    | succ m ih =>
      intro hm
      have h0 := h.errors m hm 0 (by decide) b hb
      have h1 := h.errors m hm 1 (by decide) b hb
      have hi := ih (by omega)
      show c.blockSum m b + ((c.blockError m 0 b).natAbs + (c.blockError m 1 b).natAbs) ≤ _
      rw [Nat.add_one_mul, Nat.add_mul]
      omega
  exact h' _ (Nat.le_refl _)

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
    c.rowSums = pack (c.width * c.rowBlocks) c.rows fun j =>
      sum c.rowBlocks fun b => c.blockSum c.blockWords (j * c.rowBlocks + b) := by
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
theorem rows_le_of_check (h : RowsFit c) (hcheck : c.checkRows = true) {j : Nat} (hj : j < c.rows) :
    (sum c.rowBlocks fun b => c.blockSum c.blockWords (j * c.rowBlocks + b)) ≤ c.rowBound j ∧
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
    have hlt : ∀ b, b < c.rowBlocks → j * c.rowBlocks + b < c.blocks := fun b hb => by
      have := Nat.mul_le_mul_right c.rowBlocks hj
      rw [Nat.succ_mul] at this
      unfold blocks
      omega
    exact natSum_le_mul fun b hb => blockSum_le h (hlt b hb)
  · rw [hb.2.1, hones, pack_one_mul] at hmax
    exact checkAtMost_sound (by omega) (rfl : (pack c.width c.rows fun _ => 1) = _)
      (fun _ _ => h.maximum) (fun j hj => Nat.le_of_lt (hb.2.2 j hj)) hmax j hj

end QuantCert.WeightChunk
