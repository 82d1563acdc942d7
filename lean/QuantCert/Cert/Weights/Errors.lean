prelude
import QuantCert.Cert.Weights.Scales

/-!
# Errors of a chunk, all blocks at once

For each column of a block, `2^(width-1) + w - scale * (code - zero_point)` is one addition and one
subtraction of vectors, and nothing carries or borrows.

## Main definitions
* `WeightChunk.signedErrors`: `2^(width-1) + w - decoded` in every block, for a column
* `WeightChunk.errorDigits`: `|w - decoded|`
* `WeightChunk.checkErrors`: the weights of a column are in range and no error exceeds the maximum

## Main theorems
* `WeightChunk.signedErrors_eq`, `WeightChunk.errorDigits_eq`: the digits are the errors of `Spec`
* `WeightChunk.error_le_of_check`
-/

namespace QuantCert.WeightChunk

open Digits

variable {K : Codec} [K.Checked]

/-- The original weights of column `u`. -/
def column {K : Codec} (c : WeightChunk K) (u : Nat) : Nat := listEntry c.weights u

/-- `2^(width-1) + w - decoded` of column `u`, in every block. -/
noncomputable def signedErrors (c : WeightChunk K) (u : Nat) : Nat :=
  withValue (K.table (Nat.mod u K.lanes)) fun table =>
    subtractProduct c.width c.ones (Nat.add (c.column u) (c.offsetDigits table))
      (c.scaleDigits table) (c.codeDigits u) (codeBits K u)

/-- `|w - decoded|` of column `u`, in every block. -/
noncomputable def errorDigits (c : WeightChunk K) (u : Nat) : Nat :=
  absoluteDigits c.width c.ones (c.signedErrors u)

/-- The weights of column `u` are in range and no error exceeds the maximum. -/
noncomputable def checkErrors (c : WeightChunk K) (u : Nat) : Bool :=
  checkBelow c.ones c.width (c.width - 1) c.blocks (c.column u) &&
  checkAtMost c.ones c.width (Nat.mul c.ones c.maxError) (c.errorDigits u)

/-- The scale of column `u` in block `b`. -/
def columnScale {K : Codec} (c : WeightChunk K) (u b : Nat) : Nat :=
  c.blockScale (K.table (u % K.lanes)) b

/-- The zero-point of column `u` in block `b`. -/
def columnZero {K : Codec} (c : WeightChunk K) (u b : Nat) : Nat :=
  c.blockZero (K.table (u % K.lanes)) b

/-- The signed error of column `u` in block `b`, as `Spec` defines it. -/
def blockError {K : Codec} (c : WeightChunk K) (u b : Nat) : Int :=
  ((digit c.width (c.column u) b : Int) - (2 ^ (c.width - 2) : Nat)) -
    (c.columnScale u b : Int) * ((c.blockCode u b : Int) - (c.columnZero u b : Int))

/-- What the checker tests about a column. -/
structure ColumnFits (c : WeightChunk K) (u : Nat) : Prop where
  codes : CodesFit c
  table : TableFits c (K.table (u % K.lanes))
  lt : u < c.blockCols
  below : checkBelow c.ones c.width (c.width - 1) c.blocks (c.column u) = true

/-- `2^(width-1)` plus the error, in block `b`, as the checker computes it without borrowing. -/
def biasedError {K : Codec} (c : WeightChunk K) (u b : Nat) : Nat :=
  digit c.width (c.column u) b + (2 ^ (c.width - 2) + c.columnZero u b * c.columnScale u b) -
    c.blockCode u b * c.columnScale u b

variable {c : WeightChunk K} {u : Nat}

/-- The halves and quarters of a digit. -/
theorem ColumnFits.digit_parts (h : ColumnFits c u) : 0 < c.width ∧
    2 * 2 ^ (c.width - 2) = 2 ^ (c.width - 1) ∧
    2 ^ (c.width - 1) + 2 ^ (c.width - 1) = 2 ^ c.width := by
  have hbits := h.table.bits
  refine ⟨hbits.1, ?_, two_pow_sub_one_add_self hbits.1⟩
  rw [← Nat.pow_succ', show Nat.succ (c.width - 2) = c.width - 1 by omega]

/-- In every block the product is not too large to be subtracted. -/
theorem product_le (h : ColumnFits c u) {b : Nat} (hb : b < c.blocks) :
    c.blockCode u b * c.columnScale u b ≤ 2 ^ (c.width - 2) :=
  blockScale_mul_le h.table hb (blockCode_lt h.codes h.lt hb)

/-- The digit computed for an error fits. -/
theorem biasedError_lt (h : ColumnFits c u) {b : Nat} (hb : b < c.blocks) :
    c.biasedError u b < 2 ^ c.width := by
  obtain ⟨hwidth, hhalf, hfull⟩ := h.digit_parts
  have hweight := (checkBelow_sound (Nat.sub_le _ 1) (ones_eq hwidth) h.below).2.2 b hb
  have hzero := blockScale_mul_le h.table hb (blockZero_lt h.table hb)
  unfold biasedError columnZero columnScale
  omega

/-- The digit that the checker computes for an error, as a signed number. -/
theorem biasedError_eq (h : ColumnFits c u) {b : Nat} (hb : b < c.blocks) :
    (c.biasedError u b : Int) = (2 ^ (c.width - 1) : Nat) + c.blockError u b := by
  obtain ⟨_, hhalf, _⟩ := h.digit_parts
  have hproduct := product_le h hb
  rw [biasedError, blockError, ← hhalf, Int.mul_sub, ← Int.natCast_mul, ← Int.natCast_mul,
    Nat.mul_comm (c.columnScale u b) (c.blockCode u b),
    Nat.mul_comm (c.columnScale u b) (c.columnZero u b)]
  generalize c.blockCode u b * c.columnScale u b = x at hproduct ⊢
  generalize c.columnZero u b * c.columnScale u b = y
  omega

/-- The digits computed are the errors, `2^(width-1)` larger. -/
theorem signedErrors_eq (h : ColumnFits c u) :
    c.signedErrors u = pack c.width c.blocks (c.biasedError u) := by
  obtain ⟨hwidth, _, _⟩ := h.digit_parts
  have hbits := h.table.bits
  have hcode := codeBits_le h.lt
  have hscale : ∀ b, b < c.blocks → c.columnScale u b < 2 ^ (c.width - codeBits K u) :=
    fun b hb => Nat.lt_of_lt_of_le (blockScale_lt h.table hb)
      (Nat.pow_le_pow_right (by decide) (by omega))
  obtain ⟨f, hpack, hf⟩ := codeDigits_eq h.codes h.lt
  have hle : ∀ b, b < c.blocks → f b % 2 ^ codeBits K u * c.columnScale u b ≤
      digit c.width (c.column u) b + (2 ^ (c.width - 2) + c.columnZero u b * c.columnScale u b) :=
    fun b hb => by
      rw [(hf b hb).2]
      have hproduct := product_le h hb
      omega
  rw [signedErrors, withValue_eq]
  show subtractProduct c.width c.ones (c.column u + c.offsetDigits (K.table (u % K.lanes)))
    (c.scaleDigits (K.table (u % K.lanes))) (c.codeDigits u) (codeBits K u) = _
  rw [offsetDigits_eq h.table, scaleDigits_eq h.table, hpack, ones_eq hwidth,
    (checkBelow_sound (Nat.sub_le _ 1) (ones_eq hwidth) h.below).2.1, pack_add]
  refine (subtractProduct_eq (by omega) hscale (fun b hb => (hf b hb).1) hle).trans
    (pack_congr fun b hb => ?_)
  rw [(hf b hb).2]
  rfl

/-- The digits computed are the absolute errors. -/
theorem errorDigits_eq (h : ColumnFits c u) :
    c.errorDigits u = pack c.width c.blocks fun b => (c.blockError u b).natAbs := by
  obtain ⟨hwidth, _, _⟩ := h.digit_parts
  rw [errorDigits, signedErrors_eq h, ones_eq hwidth,
    absoluteDigits_eq hwidth fun b hb => biasedError_lt h hb]
  refine pack_congr fun b hb => ?_
  have hsigned := biasedError_eq h hb
  unfold distance
  omega

/-- If the check succeeds then no error of the column exceeds the maximum. -/
theorem error_le_of_check (h : ColumnFits c u) (hmax : c.maxError < 2 ^ (c.width - 1))
    (hcheck : c.checkErrors u = true) {b : Nat} (hb : b < c.blocks) :
    (c.blockError u b).natAbs ≤ c.maxError := by
  obtain ⟨hwidth, _, hfull⟩ := h.digit_parts
  have hones := ones_eq (c := c) hwidth
  have hat := (Bool.and_eq_true_iff.1 hcheck).2
  have hmaxima : Nat.mul c.ones c.maxError = pack c.width c.blocks fun _ => c.maxError := by
    rw [hones]
    exact pack_one_mul _ _ _
  rw [errorDigits_eq h, hmaxima] at hat
  refine checkAtMost_sound hwidth hones (fun _ _ => hmax) (fun b hb => ?_) hat b hb
  have hlt := biasedError_lt h hb
  have hsigned := biasedError_eq h hb
  omega

end QuantCert.WeightChunk
