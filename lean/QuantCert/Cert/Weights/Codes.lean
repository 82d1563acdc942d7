prelude
import QuantCert.Cert.Digits.Signed
import QuantCert.Cert.Digits.Spread
import QuantCert.Cert.Weights.Codec
import QuantCert.Spec.Weights.Chunk
import QuantCert.Thm.Digits.Repeat

/-!
# Codes of a chunk, all blocks at once

The packed stream is cut into blocks, one digit each; word `t` of every block is a bit field of it.
Column `u` of a block is lane `u % lanes` of word `u / lanes`.

## Main definitions
* `WeightChunk.ones`: the repunit of the chunk
* `WeightChunk.blockDigits`, `wordDigits`, `codeDigits`: blocks, words and codes, one digit a block

## Main theorems
* `WeightChunk.codeDigits_eq`: the lowest bits of the digits are the codes that `Spec` defines
-/

namespace QuantCert.WeightChunk

open Digits

variable {K : Codec}

/-- Blocks of the chunk: the number of digits that each vector has. -/
def blocks (c : WeightChunk K) : Nat := c.rows * c.rowBlocks

/-- One in every digit. -/
def ones (c : WeightChunk K) : Nat := repunit c.width c.blocks

/-- The blocks of the packed stream, one digit each. -/
def blockDigits (c : WeightChunk K) : Nat :=
  spread (Nat.mul K.wordBits c.blockWords) c.width (log2Ceil c.blocks) c.codes

/-- Word `t` of every block. -/
def wordDigits (c : WeightChunk K) (t : Nat) : Nat :=
  Nat.land (Nat.shiftRight c.blockDigits (Nat.mul K.wordBits t))
    (Nat.mul c.ones (Nat.sub (Nat.pow 2 K.wordBits) 1))

/-- A code of word `t` of every block: the lowest bits of each digit. -/
noncomputable def laneDigits (c : WeightChunk K) (t : Nat) (code : LaneCode) : Nat :=
  LaneCode.rec
    (fun start => Nat.shiftRight c.blockDigits (Nat.add (Nat.mul K.wordBits t) start))
    (fun e => e.digits c.ones (c.wordDigits t)) code

/-- The code of column `u` of every block: the lowest bits of each digit. -/
noncomputable def codeDigits [K.Checked] (c : WeightChunk K) (u : Nat) : Nat :=
  withValue (Nat.div u K.lanes) fun t =>
    c.laneDigits t (Codec.Checked.program K (Nat.mod u K.lanes)).code

/-- The bits of the codes of column `u`. -/
def codeBits (K : Codec) [K.Checked] (u : Nat) : Nat :=
  (Codec.Checked.program K (Nat.mod u K.lanes)).bits

/-- The word that holds column `u` of block `b` of the chunk. -/
def blockWord (c : WeightChunk K) (u b : Nat) : Nat :=
  digit K.wordBits c.codes (b * c.blockWords + u / K.lanes)

/-- The code of column `u` in block `b` of the chunk. -/
def blockCode (c : WeightChunk K) (u b : Nat) : Nat := K.code (u % K.lanes) (c.blockWord u b)

/-- What the checker tests about the stream of codes. -/
structure CodesFit (c : WeightChunk K) : Prop where
  width_ge : WordExpr.valueBits ≤ c.width
  block_le : K.wordBits * c.blockWords ≤ c.width
  blocks_le : c.blocks ≤ 2 ^ log2Ceil c.blocks
  codes_lt : c.codes < 2 ^ (K.wordBits * c.blockWords * c.blocks)

variable {c : WeightChunk K}

/-- Every digit of `ones` is one. -/
theorem ones_eq (h : 0 < c.width) : c.ones = pack c.width c.blocks fun _ => 1 := repunit_eq _ h

/-- Digit `b` is block `b` of the packed stream. -/
theorem blockDigits_eq (h : CodesFit c) :
    c.blockDigits = pack c.width c.blocks (digit (K.wordBits * c.blockWords) c.codes) :=
  spread_eq h.block_le h.blocks_le h.codes_lt

/-- A block of the packed stream fits a digit. -/
theorem block_lt (h : CodesFit c) (b : Nat) :
    digit (K.wordBits * c.blockWords) c.codes b < 2 ^ c.width :=
  Nat.lt_of_lt_of_le (digit_lt _ _ _) (Nat.pow_le_pow_right (by decide) h.block_le)

/-- A word lies within its block. -/
theorem word_le (h : CodesFit c) {t : Nat} (ht : t < c.blockWords) :
    K.wordBits * t + K.wordBits ≤ c.width :=
  Nat.le_trans (Nat.mul_le_mul_left K.wordBits ht) h.block_le

/-- Digit `b` is word `t` of block `b`. -/
theorem wordDigits_eq (h : CodesFit c) {t : Nat} (ht : t < c.blockWords) :
    c.wordDigits t =
      pack c.width c.blocks fun b => digit K.wordBits c.codes (b * c.blockWords + t) := by
  show (c.blockDigits >>> (K.wordBits * t)) &&& c.ones * (2 ^ K.wordBits - 1) = _
  rw [blockDigits_eq h, ones_eq (Nat.lt_of_lt_of_le (by decide) h.width_ge), pack_one_mul,
    pack_shift_mask (fun b _ => block_lt h b) (word_le h ht)]
  exact pack_congr fun b _ => digit_digit ht

/-- Bits `r, …, r + v - 1` of every block, without a mask. -/
theorem shifted_blocks (h : CodesFit c) {r v : Nat} (hr : r + v ≤ c.width) :
    ∃ f : Nat → Nat, c.blockDigits >>> r = pack c.width c.blocks f ∧
      ∀ b, b < c.blocks → f b < 2 ^ c.width ∧
        f b % 2 ^ v = digit (K.wordBits * c.blockWords) c.codes b / 2 ^ r % 2 ^ v := by
  have hv : v ≤ c.width := Nat.le_trans (Nat.le_add_left v r) hr
  have hlt : c.blockDigits >>> r < 2 ^ (c.width * c.blocks) := by
    rw [Nat.shiftRight_eq_div_pow, blockDigits_eq h]
    exact Nat.lt_of_le_of_lt (Nat.div_le_self _ _) (pack_lt fun b _ => block_lt h b)
  refine ⟨digit c.width (c.blockDigits >>> r), (pack_digit hlt).symm,
    fun b hb => ⟨digit_lt _ _ _, ?_⟩⟩
  unfold digit
  rw [Nat.mod_mod_of_dvd _ (Nat.pow_dvd_pow 2 hv), Nat.shiftRight_eq_div_pow, Nat.div_right_comm,
    ← mod_pow_div_pow_mod_pow hr]
  exact congrArg (· / 2 ^ r % 2 ^ v)
    ((congrArg (digit c.width · b) (blockDigits_eq h)).trans (digit_pack (fun b _ => block_lt h b) hb))

/-- A field of a word is a field of its block. -/
theorem block_field {t start bits b : Nat} (ht : t < c.blockWords)
    (hbits : start + bits ≤ K.wordBits) :
    digit (K.wordBits * c.blockWords) c.codes b / 2 ^ (K.wordBits * t + start) % 2 ^ bits =
      digit K.wordBits c.codes (b * c.blockWords + t) / 2 ^ start % 2 ^ bits := by
  rw [← digit_digit ht, Nat.pow_add, ← Nat.div_div_eq_div_mul, ← mod_pow_div_pow_mod_pow hbits]
  rfl

/-- The lowest bits of the digits of word `t` are the codes of the lane. -/
theorem laneDigits_eq (h : CodesFit c) {t : Nat} (ht : t < c.blockWords) {P : LaneProgram}
    {code : Nat → Nat} (hP : P.check K.wordBits code = true) :
    ∃ f : Nat → Nat, c.laneDigits t P.code = pack c.width c.blocks f ∧
      ∀ b, b < c.blocks → f b < 2 ^ c.width ∧
        f b % 2 ^ P.bits = code (digit K.wordBits c.codes (b * c.blockWords + t)) := by
  have hlt := fun b => digit_lt K.wordBits c.codes (b * c.blockWords + t)
  cases hcode : P.code with
  | field start =>
    have hfield := fun b => LaneProgram.field_eq hcode hP (hlt b)
    obtain ⟨f, hpack, hdigit⟩ := shifted_blocks h (r := K.wordBits * t + start) (v := P.bits) (by
      have hbits := (hfield 0).1
      have hword := word_le h ht
      omega)
    exact ⟨f, hpack, fun b hb => ⟨(hdigit b hb).1, (hdigit b hb).2.trans
      ((block_field ht (hfield b).1).trans (hfield b).2)⟩⟩
  | value e =>
    have hvalue := fun b => LaneProgram.value_eq hcode hP (hlt b)
    refine ⟨_, ?_, fun b _ => ⟨Nat.lt_of_lt_of_le (WordExpr.value_lt (hvalue b).1)
      (Nat.pow_le_pow_right (by decide) h.width_ge), ?_⟩⟩
    · show e.digits c.ones (c.wordDigits t) = _
      rw [ones_eq (Nat.lt_of_lt_of_le (by decide) h.width_ge), wordDigits_eq h ht]
      exact WordExpr.digits_eq h.width_ge fun b _ => (hvalue b).1
    · rw [(hvalue b).2.1]
      exact Nat.mod_eq_of_lt (hvalue b).2.2

variable [K.Checked]

/-- The word of a column is one of its block, its lane one of the codec. -/
theorem column_word {u : Nat} (hu : u < c.blockCols) :
    u / K.lanes < c.blockWords ∧ u % K.lanes < K.lanes :=
  ⟨(Nat.div_lt_iff_lt_mul Codec.Checked.lanes_pos).2 hu, Nat.mod_lt u Codec.Checked.lanes_pos⟩

/-- The lowest bits of the digits computed are the codes of the stream. -/
theorem codeDigits_eq (h : CodesFit c) {u : Nat} (hu : u < c.blockCols) :
    ∃ f : Nat → Nat, c.codeDigits u = pack c.width c.blocks f ∧
      ∀ b, b < c.blocks → f b < 2 ^ c.width ∧ f b % 2 ^ codeBits K u = c.blockCode u b := by
  rw [codeDigits, withValue_eq]
  exact laneDigits_eq h (column_word hu).1 (Codec.Checked.program_checked (column_word hu).2)

/-- Codes have at most `maxBits` bits. -/
theorem codeBits_le {u : Nat} (hu : u < c.blockCols) : codeBits K u ≤ Codec.Checked.maxBits K :=
  Codec.Checked.bits_le (column_word hu).2

/-- Every code is below `2^maxBits`. -/
theorem blockCode_lt (h : CodesFit c) {u b : Nat} (hu : u < c.blockCols) (hb : b < c.blocks) :
    c.blockCode u b < 2 ^ Codec.Checked.maxBits K := by
  obtain ⟨f, _, hf⟩ := codeDigits_eq h hu
  rw [← (hf b hb).2]
  exact Nat.lt_of_lt_of_le (Nat.mod_lt _ (Nat.two_pow_pos _))
    (Nat.pow_le_pow_right (by decide) (codeBits_le hu))

end QuantCert.WeightChunk
