prelude
import QuantCert.Cert.Digits.Range
import QuantCert.Cert.Weights.Codes

/-!
# Scales and zero-points of a chunk, all blocks at once

The tables have one digit a group; spread to one wide digit a group and multiplied by a repunit they
have one digit a block.

## Main definitions
* `WeightChunk.checkTable`: the table of scales and of zero-points has the right length and range
* `WeightChunk.scaleDigits`, `zeroDigits`: the group's scale and zero-point in every block
* `WeightChunk.offsetDigits`: `2^(width-2) + scale * zero_point` in every block

## Main theorems
* `WeightChunk.scaleDigits_eq`, `WeightChunk.offsetDigits_eq`
-/

namespace QuantCert.WeightChunk

open Digits

variable {K : Codec}

/-- Groups of the chunk. -/
def allGroups (c : WeightChunk K) : Nat := c.rows * c.groups

/-- The bits of a scale: multiplied by a code or a zero-point it stays below `2^(width-2)`. -/
def scaleBits [K.Checked] (c : WeightChunk K) : Nat :=
  Nat.sub c.width (Nat.add (Codec.Checked.maxBits K) 2)

/-- Scales and zero-points of table `i` are in range, one for each group. -/
def checkTable [K.Checked] (c : WeightChunk K) (i : Nat) : Bool :=
  checkBelow (repunit c.width c.allGroups) c.width c.scaleBits c.allGroups (listEntry c.scales i) &&
  checkBelow (repunit 8 c.allGroups) 8 (Codec.Checked.maxBits K) c.allGroups (listEntry c.zeros i)

/-- The scale of every block, from table `i`. -/
def scaleDigits (c : WeightChunk K) (i : Nat) : Nat :=
  spread c.width (c.width * c.groupBlocks) (log2Ceil c.allGroups) (listEntry c.scales i) *
    repunit c.width c.groupBlocks

/-- The zero-point of every block, from table `i`. -/
def zeroDigits (c : WeightChunk K) (i : Nat) : Nat :=
  spread 8 (c.width * c.groupBlocks) (log2Ceil c.allGroups) (listEntry c.zeros i) *
    repunit c.width c.groupBlocks

/-- `2^(width-2) + scale * zero_point` in every block, from table `i`. -/
noncomputable def offsetDigits [K.Checked] (c : WeightChunk K) (i : Nat) : Nat :=
  addProduct c.width c.ones (Nat.mul c.ones (Nat.pow 2 (Nat.sub c.width 2))) (c.scaleDigits i)
    (c.zeroDigits i) (Codec.Checked.maxBits K)

/-- The scale of block `b`. -/
def blockScale (c : WeightChunk K) (i b : Nat) : Nat :=
  digit c.width (listEntry c.scales i) (b / c.groupBlocks)

/-- The zero-point of block `b`. -/
def blockZero (c : WeightChunk K) (i b : Nat) : Nat := digit 8 (listEntry c.zeros i) (b / c.groupBlocks)

/-- What the checker tests about the tables. -/
structure TableFits [K.Checked] (c : WeightChunk K) (i : Nat) : Prop where
  width_ge : WordExpr.valueBits ≤ c.width
  groupBlocks_pos : 0 < c.groupBlocks
  groups_le : c.allGroups ≤ 2 ^ log2Ceil c.allGroups
  checked : c.checkTable i = true

/-- All groups of `groupBlocks` blocks are all blocks. -/
theorem blocks_eq (c : WeightChunk K) : c.blocks = c.allGroups * c.groupBlocks :=
  (Nat.mul_assoc _ _ _).symm

/-- The group of a block exists. -/
theorem group_lt {c : WeightChunk K} {b : Nat} (h : 0 < c.groupBlocks) (hb : b < c.blocks) :
    b / c.groupBlocks < c.allGroups := by
  rw [Nat.div_lt_iff_lt_mul h, ← blocks_eq]
  exact hb

variable [K.Checked] {c : WeightChunk K} {i : Nat}

/-- What is known of the sizes: a product of a scale and a code leaves two bits of a digit free. -/
theorem TableFits.bits (h : TableFits c i) :
    0 < c.width ∧ c.scaleBits + Codec.Checked.maxBits K + 2 = c.width ∧
      Codec.Checked.maxBits K ≤ 8 := by
  have hwidth : 16 ≤ c.width := h.width_ge
  have hbits : Codec.Checked.maxBits K ≤ 8 := Codec.Checked.maxBits_le
  have hscale : c.scaleBits = c.width - (Codec.Checked.maxBits K + 2) := rfl
  omega

/-- The scales fit the table, each within its bits. -/
theorem TableFits.scales (h : TableFits c i) :
    listEntry c.scales i < 2 ^ (c.width * c.allGroups) ∧
      ∀ g, g < c.allGroups → digit c.width (listEntry c.scales i) g < 2 ^ c.scaleBits := by
  have hbits := h.bits
  have hbelow := (Bool.and_eq_true_iff.1 h.checked).1
  have hscales := checkBelow_sound (by omega) (repunit_eq _ hbits.1) hbelow
  exact ⟨hscales.1, hscales.2.2⟩

/-- The zero-points fit the table, each within its bits. -/
theorem TableFits.zeros (h : TableFits c i) :
    listEntry c.zeros i < 2 ^ (8 * c.allGroups) ∧
      ∀ g, g < c.allGroups → digit 8 (listEntry c.zeros i) g < 2 ^ Codec.Checked.maxBits K := by
  have hbelow := (Bool.and_eq_true_iff.1 h.checked).2
  have hzeros := checkBelow_sound h.bits.2.2 (repunit_eq _ (by decide)) hbelow
  exact ⟨hzeros.1, hzeros.2.2⟩

/-- The scale of a block is within its bits. -/
theorem blockScale_lt (h : TableFits c i) {b : Nat} (hb : b < c.blocks) :
    c.blockScale i b < 2 ^ c.scaleBits := h.scales.2 _ (group_lt h.groupBlocks_pos hb)

/-- The zero-point of a block is within its bits. -/
theorem blockZero_lt (h : TableFits c i) {b : Nat} (hb : b < c.blocks) :
    c.blockZero i b < 2 ^ Codec.Checked.maxBits K := h.zeros.2 _ (group_lt h.groupBlocks_pos hb)

/-- A scale times a number of at most `maxBits` bits is at most `2^(width-2)`. -/
theorem blockScale_mul_le (h : TableFits c i) {b m : Nat} (hb : b < c.blocks)
    (hm : m < 2 ^ Codec.Checked.maxBits K) : m * c.blockScale i b ≤ 2 ^ (c.width - 2) := by
  have hbits := h.bits
  have hmul := Nat.mul_le_mul (Nat.le_of_lt hm) (Nat.le_of_lt (blockScale_lt h hb))
  rwa [← Nat.pow_add, show Codec.Checked.maxBits K + c.scaleBits = c.width - 2 by omega] at hmul

/-- Digit `b` is the scale of block `b`. -/
theorem scaleDigits_eq (h : TableFits c i) :
    c.scaleDigits i = pack c.width c.blocks (c.blockScale i) := by
  have hle : c.width ≤ c.width * c.groupBlocks := Nat.le_mul_of_pos_right _ h.groupBlocks_pos
  rw [scaleDigits, spread_eq hle h.groups_le h.scales.1, repunit_eq _ h.bits.1,
    pack_mul_repunit _ _ _ _ h.groupBlocks_pos, blocks_eq]
  rfl

/-- Digit `b` is the zero-point of block `b`. -/
theorem zeroDigits_eq (h : TableFits c i) :
    c.zeroDigits i = pack c.width c.blocks (c.blockZero i) := by
  have hbits := h.bits
  have hwidth : 16 ≤ c.width := h.width_ge
  have hle : c.width ≤ c.width * c.groupBlocks := Nat.le_mul_of_pos_right _ h.groupBlocks_pos
  rw [zeroDigits, spread_eq (by omega) h.groups_le h.zeros.1, repunit_eq _ hbits.1,
    pack_mul_repunit _ _ _ _ h.groupBlocks_pos, blocks_eq]
  rfl

/-- Digit `b` is `2^(width-2)` plus the scale times the zero-point of block `b`. -/
theorem offsetDigits_eq (h : TableFits c i) :
    c.offsetDigits i = pack c.width c.blocks fun b =>
      2 ^ (c.width - 2) + c.blockZero i b * c.blockScale i b := by
  have hbits := h.bits
  have hs : ∀ b, b < c.blocks → c.blockScale i b < 2 ^ (c.width - Codec.Checked.maxBits K) :=
    fun b hb => Nat.lt_of_lt_of_le (blockScale_lt h hb) (Nat.pow_le_pow_right (by decide) (by omega))
  have hz : ∀ b, b < c.blocks → c.blockZero i b < 2 ^ c.width := fun b hb =>
    Nat.lt_of_lt_of_le (blockZero_lt h hb) (Nat.pow_le_pow_right (by decide) (by omega))
  show addProduct c.width c.ones (c.ones * 2 ^ (c.width - 2)) (c.scaleDigits i) (c.zeroDigits i)
    (Codec.Checked.maxBits K) = _
  rw [ones_eq hbits.1, scaleDigits_eq h, zeroDigits_eq h, pack_one_mul,
    addProduct_eq (by omega) hs hz]
  exact pack_congr fun b hb => by rw [Nat.mod_eq_of_lt (blockZero_lt h hb)]

end QuantCert.WeightChunk
