prelude
import QuantCert.Cert.Weights.Scales

/-!
# Errors of a chunk, all blocks at once

For each column of a block, `2^(width-1) + w - decoded` is additions and one subtraction of vectors,
and nothing carries or borrows. Absolute values are computed from one less, in fewer operations.

## Main definitions
* `WeightChunk.signedErrors`: `2^(width-1) + w - decoded` in every block, for a column
* `WeightChunk.planeErrors`: `|w - decoded|`, from constants that have been computed before
* `WeightChunk.errorDigits`: the same, computing them

## Main theorems
* `WeightChunk.signedErrors_eq`, `WeightChunk.errorDigits_eq`: the digits are the errors of `Spec`
* `WeightChunk.error_le_half`: digits have room for errors
-/

namespace QuantCert.WeightChunk

open Digits

variable {K : Codec} [K.Checked]

/-- The original weights of column `u`. -/
def column {K : Codec} (c : WeightChunk K) (u : Nat) : Nat := listEntry c.weights u

/-- `A` less the product of scales and codes; `A` itself if all scales are zero. -/
noncomputable def subtractScaled (ones top A S C b : Nat) : Nat :=
  Bool.rec (motive := fun _ => Nat) (subtractMasked ones top S C A b) A (Nat.beq S 0)

/-- `base + w - scale * code` in every block, for the weights `w` of a column of word `t`, from a lane of
this program that reads this table. -/
noncomputable def laneResidual (c : WeightChunk K) (ones top : Nat) (base : Nat → Nat) (t w : Nat)
    (P : LaneProgram) (table : Nat) : Nat :=
  (fun codes => subtractScaled ones top
    (c.addScaled (Nat.add w (base table)) (listEntry c.negativeScales table) codes P.bits)
    (listEntry c.scales table) codes P.bits) (c.laneDigits t P.code)

/-- `base + w - scale * code` of column `u`, in every block, for the weights `w`. The numbers of word, lane
and table are computed first: what depends on the table alone is then the same for all its columns. -/
noncomputable def residual (c : WeightChunk K) (ones top : Nat) (base : Nat → Nat) (u w : Nat) : Nat :=
  withValue (Nat.div u K.lanes) fun t => withValue (Nat.mod u K.lanes) fun lane =>
    withValue (K.table lane) fun table =>
      c.laneResidual ones top base t w (Codec.Checked.program K lane) table

/-- `2^(width-1) + w - decoded` of column `u`, in every block. -/
noncomputable def signedErrors (c : WeightChunk K) (u : Nat) : Nat :=
  c.residual c.ones c.top c.baseDigits u (c.column u)

/-- `|w - decoded|` of column `u`, in every block, for the weights `w`; `sign` is `width - 1`. -/
noncomputable def planeErrors (c : WeightChunk K) (sign ones top low u w : Nat) : Nat :=
  magnitudeDigits sign ones low (c.residual ones top c.startDigits u w)

/-- `|w - decoded|` of column `u`, in every block. -/
noncomputable def errorDigits (c : WeightChunk K) (u : Nat) : Nat :=
  c.planeErrors (Nat.sub c.width 1) c.ones c.top c.low u (c.column u)

/-- The entry of a table for column `u` in block `b`. -/
def columnEntry {K : Codec} (c : WeightChunk K) (tables : List Nat) (u b : Nat) : Nat :=
  c.tableEntry tables (K.table (u % K.lanes)) b

/-- What column `u` of block `b` stands for, as `Spec` defines it. -/
def blockDecoded {K : Codec} (c : WeightChunk K) (u b : Nat) : Int :=
  ((c.columnEntry c.scales u b : Int) - (c.columnEntry c.negativeScales u b : Int)) *
      ((c.blockCode u b : Int) - (c.columnEntry c.zeros u b : Int)) +
    ((c.columnEntry c.offsets u b : Int) - (c.columnEntry c.negativeOffsets u b : Int))

/-- The signed error of column `u` in block `b`, as `Spec` defines it. -/
def blockError {K : Codec} (c : WeightChunk K) (u b : Nat) : Int :=
  ((digit c.width (c.column u) b : Int) - (2 ^ (c.width - 2) : Nat)) - c.blockDecoded u b

/-- What the checker tests about a column. -/
structure ColumnFits (c : WeightChunk K) (u : Nat) : Prop where
  codes : CodesFit c
  table : TableFits c (K.table (u % K.lanes))
  lt : u < c.blockCols
  below : checkBelow c.ones c.width (c.width - 1) c.blocks (c.column u) = true

/-- All that is added, in block `b`. -/
def addedDigit {K : Codec} (c : WeightChunk K) (u b : Nat) : Nat :=
  digit c.width (c.column u) b +
    (2 ^ (c.width - 2) + c.columnEntry c.negativeOffsets u b +
        c.columnEntry c.zeros u b * c.columnEntry c.scales u b -
      (c.columnEntry c.offsets u b +
        c.columnEntry c.zeros u b * c.columnEntry c.negativeScales u b)) +
    c.blockCode u b * c.columnEntry c.negativeScales u b

/-- `2^(width-1)` plus the error, in block `b`, as the checker computes it without borrowing. -/
def biasedError {K : Codec} (c : WeightChunk K) (u b : Nat) : Nat :=
  c.addedDigit u b - c.blockCode u b * c.columnEntry c.scales u b

variable {c : WeightChunk K} {u : Nat}

/-- The residual, written with the codes of its column. -/
theorem residual_eq (c : WeightChunk K) (ones top : Nat) (base : Nat → Nat) (u w : Nat) :
    c.residual ones top base u w =
      subtractScaled ones top
        (c.addScaled (Nat.add w (base (K.table (u % K.lanes))))
          (listEntry c.negativeScales (K.table (u % K.lanes))) (c.codeDigits u) (codeBits K u))
        (listEntry c.scales (K.table (u % K.lanes))) (c.codeDigits u) (codeBits K u) := by
  rw [residual, withValue_eq, withValue_eq, withValue_eq, codeDigits, withValue_eq]
  rfl

/-- The halves and quarters of a digit. -/
theorem ColumnFits.digit_parts (h : ColumnFits c u) : 0 < c.width ∧
    2 * 2 ^ (c.width - 2) = 2 ^ (c.width - 1) ∧
    2 ^ (c.width - 1) + 2 ^ (c.width - 1) = 2 ^ c.width := by
  have hwidth : 16 ≤ c.width := h.table.width_ge
  refine ⟨by omega, ?_, two_pow_sub_one_add_self (by omega)⟩
  rw [← Nat.pow_succ', show Nat.succ (c.width - 2) = c.width - 1 by omega]

/-- Codes fit their bits, and bits a digit. -/
theorem ColumnFits.bits_le (h : ColumnFits c u) : Codec.Checked.maxBits K ≤ c.width :=
  Nat.le_trans (Nat.le_add_right _ 3) h.table.bits_le

/-- What the bounds say of the numbers of a block: what its code stands for is less than a quarter of
a digit, and so is what the zero-point takes away. -/
structure BlockFits {K : Codec} (c : WeightChunk K) (u b : Nat) : Prop where
  le : c.blockCode u b * c.columnEntry c.scales u b +
      c.columnEntry c.zeros u b * c.columnEntry c.negativeScales u b +
      c.columnEntry c.offsets u b <
    c.columnEntry c.zeros u b * c.columnEntry c.scales u b +
      c.blockCode u b * c.columnEntry c.negativeScales u b + 2 ^ (c.width - 2)
  ge : c.columnEntry c.zeros u b * c.columnEntry c.scales u b +
      c.blockCode u b * c.columnEntry c.negativeScales u b +
      c.columnEntry c.negativeOffsets u b <
    c.blockCode u b * c.columnEntry c.scales u b +
      c.columnEntry c.zeros u b * c.columnEntry c.negativeScales u b + 2 ^ (c.width - 2)
  base : c.columnEntry c.zeros u b * c.columnEntry c.negativeScales u b +
    c.columnEntry c.offsets u b < 2 ^ (c.width - 2)
  weight : digit c.width (c.column u) b < 2 ^ (c.width - 1)

/-- A tested column has the bounds. -/
theorem ColumnFits.block (h : ColumnFits c u) {b : Nat} (hb : b < c.blocks) : BlockFits c u b := by
  obtain ⟨hscales, hnegative, hzeros, _, _⟩ := h.table.entries
  have hcode := Nat.le_of_lt (blockCode_lt h.codes h.bits_le h.lt hb)
  exact ⟨h.table.decoded_lt (hscales.lt b hb) (hnegative.lt b hb) hcode (hzeros.le b hb) hb
      (Or.inl rfl),
    h.table.decoded_lt (hscales.lt b hb) (hnegative.lt b hb) (hzeros.le b hb) hcode hb
      (Or.inr rfl),
    h.table.mul_add_lt (hnegative.lt b hb) (hzeros.le b hb) hb (Or.inl rfl),
    (checkBelow_sound (Nat.sub_le _ 1) (ones_eq h.digit_parts.1) h.below).2.2 b hb⟩

/-- The product is not too large to be subtracted. -/
theorem product_le (h : ColumnFits c u) {b : Nat} (hb : b < c.blocks) :
    c.blockCode u b * c.columnEntry c.scales u b ≤ c.addedDigit u b := by
  have hblock := h.block hb
  have hle := hblock.le
  have hbase := hblock.base
  unfold addedDigit
  omega

/-- The digit computed for an error fits, and is not zero. -/
theorem biasedError_range (h : ColumnFits c u) {b : Nat} (hb : b < c.blocks) :
    0 < c.biasedError u b ∧ c.biasedError u b < 2 ^ c.width := by
  obtain ⟨_, hhalf, hfull⟩ := h.digit_parts
  obtain ⟨hle, hge, hbase, hweight⟩ := h.block hb
  unfold biasedError addedDigit
  constructor <;> omega

/-- A product of differences, with every product written out. -/
theorem sub_mul_sub (s t m n : Nat) : ((s : Int) - (t : Int)) * ((m : Int) - (n : Int)) =
    ((m * s : Nat) : Int) - ((n * s : Nat) : Int) - (((m * t : Nat) : Int) - ((n * t : Nat) : Int)) := by
  rw [Int.sub_mul, Int.mul_sub, Int.mul_sub, ← Int.natCast_mul, ← Int.natCast_mul,
    ← Int.natCast_mul, ← Int.natCast_mul, Nat.mul_comm s m, Nat.mul_comm s n, Nat.mul_comm t m,
    Nat.mul_comm t n]

/-- The digit that the checker computes for an error, as a signed number. -/
theorem biasedError_eq (h : ColumnFits c u) {b : Nat} (hb : b < c.blocks) :
    (c.biasedError u b : Int) = (2 ^ (c.width - 1) : Nat) + c.blockError u b := by
  obtain ⟨_, hhalf, _⟩ := h.digit_parts
  obtain ⟨hle, _, hbase, _⟩ := h.block hb
  rw [biasedError, blockError, blockDecoded, sub_mul_sub, ← hhalf]
  unfold addedDigit
  omega

/-- Digit `b` is the difference, whether or not all scales are zero. -/
theorem subtractScaled_eq (h : ColumnFits c u) {a m : Nat → Nat} {bits S : Nat}
    (hbits : bits ≤ Codec.Checked.maxBits K) (hS : EntriesFit c c.scaleBits S)
    (hm : ∀ b, b < c.blocks → m b < 2 ^ c.width)
    (hle : ∀ b, b < c.blocks → m b % 2 ^ bits * digit c.width S b ≤ a b) :
    subtractScaled c.ones c.top (pack c.width c.blocks a) S (pack c.width c.blocks m) bits =
      pack c.width c.blocks fun b => a b - m b % 2 ^ bits * digit c.width S b := by
  obtain ⟨hwidth, hscale⟩ := h.table.bits
  have hfit := h.table.bits_le
  unfold subtractScaled
  cases hzero : Nat.beq S 0 with
  | false =>
    have hproduct := subtractMasked_eq (b := bits) (by have := spareBits_cases c; omega)
      (fun b hb => Nat.lt_of_lt_of_le (hS.lt b hb) (Nat.pow_le_pow_right (by decide)
        (by have := spareBits_cases c; omega))) hm hle
    rw [← hS.eq, ← ones_eq hwidth, ← top_eq hwidth] at hproduct
    exact hproduct
  | true =>
    rw [Nat.eq_of_beq_eq_true _ _ hzero]
    show pack c.width c.blocks a = _
    refine pack_congr fun b _ => ?_
    rw [digit, Nat.zero_div, Nat.zero_mod, Nat.mul_zero, Nat.sub_zero]

/-- The digits computed are the errors, `2^(width-1)` larger. -/
theorem signedErrors_eq (h : ColumnFits c u) :
    c.signedErrors u = pack c.width c.blocks (c.biasedError u) := by
  obtain ⟨hwidth, _, _⟩ := h.digit_parts
  obtain ⟨hscales, hnegative, _, _, _⟩ := h.table.entries
  have hcode := codeBits_le h.lt
  obtain ⟨f, hpack, hf⟩ := codeDigits_eq h.codes h.bits_le h.lt
  have hadded : c.addScaled (Nat.add (c.column u) (c.baseDigits (K.table (u % K.lanes))))
      (listEntry c.negativeScales (K.table (u % K.lanes))) (c.codeDigits u) (codeBits K u) =
      pack c.width c.blocks (c.addedDigit u) := by
    show c.addScaled (c.column u + c.baseDigits _) _ _ _ = _
    rw [baseDigits_eq h.table, hpack,
      (checkBelow_sound (Nat.sub_le _ 1) (ones_eq hwidth) h.below).2.1, pack_add]
    refine (addScaled_digits h.table (Nat.le_trans hcode (Nat.le_succ _)) hnegative fun b hb => (hf b hb).1).trans
      (pack_congr fun b hb => ?_)
    rw [(hf b hb).2]
    rfl
  rw [signedErrors, residual_eq, hadded, hpack]
  refine (subtractScaled_eq h hcode hscales (fun b hb => (hf b hb).1) fun b hb => ?_).trans
    (pack_congr fun b hb => ?_)
  · rw [(hf b hb).2]
    exact product_le h hb
  · rw [(hf b hb).2]
    rfl

/-- What is added first is added last. -/
theorem addScaled_add {K : Codec} (c : WeightChunk K) (A B S C b : Nat) :
    c.addScaled (A + B) S C b = c.addScaled A S C b + B := by
  unfold addScaled
  cases Nat.beq S 0 with
  | true => rfl
  | false =>
    show addMasked _ _ _ _ _ _ = addMasked _ _ _ _ _ _ + B
    rw [addMasked_sum, addMasked_sum, Nat.add_right_comm]

/-- What is added first is subtracted last. -/
theorem subtractScaled_add (ones top A B S C b : Nat) :
    subtractScaled ones top (A + B) S C b - B = subtractScaled ones top A S C b := by
  unfold subtractScaled
  cases Nat.beq S 0 with
  | true => exact Nat.add_sub_cancel A B
  | false =>
    show subtractBelow b _ (maskedDigits ones top S C) - B =
      subtractBelow b _ (maskedDigits ones top S C)
    rw [subtractBelow_eq, subtractBelow_eq]
    omega

/-- Begun with one less, the errors are one less. -/
theorem residual_start (h : ColumnFits c u) :
    c.residual c.ones c.top c.startDigits u (c.column u) = c.signedErrors u - c.ones := by
  rw [signedErrors, residual_eq, residual_eq]
  show subtractScaled _ _ (c.addScaled (c.column u + c.startDigits _) _ _ _) _ _ _ =
    subtractScaled _ _ (c.addScaled (c.column u + c.baseDigits _) _ _ _) _ _ _ - _
  have hbase : c.baseDigits (K.table (u % K.lanes)) =
      c.startDigits (K.table (u % K.lanes)) + c.ones := (startDigits_add_ones h.table).symm
  rw [hbase, ← Nat.add_assoc, c.addScaled_add (c.column u + _) c.ones, subtractScaled_add]

/-- The digits computed are the absolute errors. -/
theorem errorDigits_eq (h : ColumnFits c u) :
    c.errorDigits u = pack c.width c.blocks fun b => (c.blockError u b).natAbs := by
  obtain ⟨hwidth, _, _⟩ := h.digit_parts
  show magnitudeDigits (c.width - 1) c.ones c.low (c.residual _ _ _ u _) = _
  rw [residual_start h, signedErrors_eq h, low_eq hwidth, ones_eq hwidth,
    pack_sub fun b hb => (biasedError_range h hb).1,
    magnitudeDigits_eq hwidth fun b hb => biasedError_range h hb]
  refine pack_congr fun b hb => ?_
  have hsigned := biasedError_eq h hb
  unfold distance
  omega

/-- An error leaves the highest bit of its digit free. -/
theorem error_le_half (h : ColumnFits c u) {b : Nat} (hb : b < c.blocks) :
    (c.blockError u b).natAbs ≤ 2 ^ (c.width - 1) := by
  obtain ⟨_, _, hfull⟩ := h.digit_parts
  have hlt := (biasedError_range h hb).2
  have hsigned := biasedError_eq h hb
  omega

end QuantCert.WeightChunk
