prelude
import QuantCert.Cert.Digits.Signed
import QuantCert.Cert.Digits.Spread
import QuantCert.Spec.Weights.Chunk
import QuantCert.Thm.Digits.Repeat

/-!
# Codes of a chunk, all blocks at once

The packed stream is cut into blocks, one digit each; word `t` of every block is a bit field of it,
and the two codes of every word come from one multiplication and a shift.

## Main definitions
* `WeightChunk.ones`: the repunit of the chunk
* `WeightChunk.blockDigits`, `wordDigits`, `codeDigits`: blocks, words and codes, one digit a block

## Main theorems
* `WeightChunk.codeDigits_eq`: the digits are the codes that `Spec` defines
-/

namespace QuantCert

/-- The lane-1 code of a word is `word * factor / 2^shift`. -/
def PairFormat.factor : PairFormat → Nat
  | .alt43 => 1
  | .pair11 => 187

/-- The lane-1 code of a word is `word * factor / 2^shift`. -/
def PairFormat.shift : PairFormat → Nat
  | .alt43 => 4
  | .pair11 => 11

/-- Bits of a code of the lane. -/
def PairFormat.codeBits : PairFormat → Nat → Nat
  | .alt43, 1 => 3
  | _, _ => 4

/-- The multiplication, the shift and the bit counts are right for every 7-bit word. -/
theorem PairFormat.word_split (f : PairFormat) {w : Nat} (hw : w < 2 ^ 7) :
    w * f.factor / 2 ^ f.shift % 2 ^ 4 = f.pair.decode1 w ∧
    f.pair.decode1 w * f.pair.levels0 ≤ w ∧
    w - f.pair.decode1 w * f.pair.levels0 = f.pair.decode0 w ∧
    f.pair.decode0 w < 2 ^ f.codeBits 0 ∧ f.pair.decode1 w < 2 ^ f.codeBits 1 := by
  have h : allBelow (2 ^ 7) (fun w => decide (w * f.factor / 2 ^ f.shift % 2 ^ 4 = f.pair.decode1 w ∧
      f.pair.decode1 w * f.pair.levels0 ≤ w ∧
      w - f.pair.decode1 w * f.pair.levels0 = f.pair.decode0 w ∧
      f.pair.decode0 w < 2 ^ f.codeBits 0 ∧ f.pair.decode1 w < 2 ^ f.codeBits 1)) = true := by
    cases f <;> decide +kernel
  exact of_decide_eq_true (of_allBelow h hw)

namespace WeightChunk

/-- Blocks of the chunk: the number of digits that each vector has. -/
def blocks (c : WeightChunk) : Nat := c.rows * c.rowBlocks

/-- One in every digit. -/
def ones (c : WeightChunk) : Nat := repunit c.width c.blocks

/-- The blocks of the packed stream, one digit each. -/
def blockDigits (c : WeightChunk) : Nat :=
  spread (7 * c.blockWords) c.width (log2Ceil c.blocks) c.codes

/-- Word `t` of every block. -/
def wordDigits (c : WeightChunk) (t : Nat) : Nat :=
  Nat.land (Nat.shiftRight c.blockDigits (Nat.mul 7 t)) (Nat.mul c.ones (2 ^ 7 - 1))

/-- The lane-1 code of word `t` of every block. -/
def highDigits (c : WeightChunk) (t : Nat) : Nat :=
  Nat.land (Nat.shiftRight (Nat.mul (c.wordDigits t) c.format.factor) c.format.shift)
    (Nat.mul c.ones (2 ^ 4 - 1))

/-- The code of word `t` and the lane, of every block. -/
def codeDigits (c : WeightChunk) (t : Nat) : (lane : Nat) → Nat
  | 0 => Nat.sub (c.wordDigits t) (Nat.mul (c.highDigits t) c.format.pair.levels0)
  | _ => c.highDigits t

/-- The code of word `t` and the lane in block `b` of the chunk. -/
def blockCode (c : WeightChunk) (t : Nat) : (lane b : Nat) → Nat
  | 0, b => c.format.pair.decode0 (digit 7 c.codes (b * c.blockWords + t))
  | _, b => c.format.pair.decode1 (digit 7 c.codes (b * c.blockWords + t))

/-- What the checker tests about the stream of codes. -/
structure CodesFit (c : WeightChunk) : Prop where
  width_ge : 16 ≤ c.width
  block_le : 7 * c.blockWords ≤ c.width
  blocks_le : c.blocks ≤ 2 ^ log2Ceil c.blocks
  codes_lt : c.codes < 2 ^ (7 * c.blockWords * c.blocks)

theorem ones_eq {c : WeightChunk} (h : 0 < c.width) :
    c.ones = pack c.width c.blocks fun _ => 1 := repunit_eq _ h

theorem wordDigits_eq {c : WeightChunk} (h : CodesFit c) {t : Nat} (ht : t < c.blockWords) :
    c.wordDigits t = pack c.width c.blocks fun b => digit 7 c.codes (b * c.blockWords + t) := by
  have hfield : 7 * t + 7 ≤ 7 * c.blockWords := by omega
  have hlt : ∀ b, b < c.blocks → digit (7 * c.blockWords) c.codes b < 2 ^ c.width := fun b _ =>
    Nat.lt_of_lt_of_le (digit_lt _ _ _) (Nat.pow_le_pow_right (by decide) h.block_le)
  show (c.blockDigits >>> (7 * t)) &&& c.ones * (2 ^ 7 - 1) = _
  rw [blockDigits, spread_eq h.block_le h.blocks_le h.codes_lt,
    ones_eq (by have := h.width_ge; omega), pack_one_mul,
    pack_shift_mask hlt (Nat.le_trans hfield h.block_le)]
  exact pack_congr fun b _ => digit_digit ht

theorem highDigits_eq {c : WeightChunk} (h : CodesFit c) {t : Nat} (ht : t < c.blockWords) :
    c.highDigits t = pack c.width c.blocks fun b => c.blockCode t 1 b := by
  have hw := h.width_ge
  have h15 : (2 : Nat) ^ 15 ≤ 2 ^ c.width := Nat.pow_le_pow_right (by decide) (by omega)
  have hlt : ∀ b, b < c.blocks →
      digit 7 c.codes (b * c.blockWords + t) * c.format.factor < 2 ^ c.width := fun b _ => by
    have h1 := digit_lt 7 c.codes (b * c.blockWords + t)
    have h2 : c.format.factor ≤ 187 := by cases c.format <;> decide
    have h3 := Nat.mul_le_mul (Nat.le_of_lt h1) h2
    exact Nat.lt_of_lt_of_le (Nat.lt_of_le_of_lt h3 (by decide)) h15
  have hshift : c.format.shift + 4 ≤ c.width :=
    Nat.le_trans (by cases c.format <;> decide : c.format.shift + 4 ≤ 15) (by omega)
  show ((c.wordDigits t * c.format.factor) >>> c.format.shift) &&& c.ones * (2 ^ 4 - 1) = _
  rw [wordDigits_eq h ht, pack_mul, ones_eq (by omega), pack_one_mul,
    pack_shift_mask hlt hshift]
  exact pack_congr fun b _ => (c.format.word_split (digit_lt 7 c.codes _)).1

/-- The digits computed are the codes of the stream. -/
theorem codeDigits_eq {c : WeightChunk} (h : CodesFit c) {t lane : Nat} (ht : t < c.blockWords) :
    c.codeDigits t lane = pack c.width c.blocks fun b => c.blockCode t lane b := by
  cases lane with
  | succ lane => exact highDigits_eq h ht
  | zero =>
    show c.wordDigits t - c.highDigits t * c.format.pair.levels0 = _
    have hsplit := fun b => c.format.word_split (digit_lt 7 c.codes (b * c.blockWords + t))
    rw [wordDigits_eq h ht, highDigits_eq h ht, pack_mul]
    refine (pack_sub (g := fun b => c.blockCode t 1 b * c.format.pair.levels0)
      fun b _ => (hsplit b).2.1).trans ?_
    exact pack_congr fun b _ => (hsplit b).2.2.1

/-- Every code fits the bits of its lane. -/
theorem blockCode_lt (c : WeightChunk) (t : Nat) {lane : Nat} (hlane : lane < 2) (b : Nat) :
    c.blockCode t lane b < 2 ^ c.format.codeBits lane := by
  have hsplit := c.format.word_split (digit_lt 7 c.codes (b * c.blockWords + t))
  match lane, hlane with
  | 0, _ => exact hsplit.2.2.2.1
  | 1, _ => exact hsplit.2.2.2.2

end WeightChunk

end QuantCert
