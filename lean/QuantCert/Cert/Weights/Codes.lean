prelude
import QuantCert.Cert.Digits.Signed
import QuantCert.Cert.Digits.Spread
import QuantCert.Spec.Weights.Chunk
import QuantCert.Thm.Digits.Repeat

/-!
# Codes of a chunk, all blocks at once

The packed stream is cut into blocks, one digit each; word `t` of every block is a bit field of it.
The codes of `alt43` are bit fields too; those of `pair11` come from a division by 11, which for 7-bit
words is one multiplication and a shift.

## Main definitions
* `WeightChunk.ones`: the repunit of the chunk
* `WeightChunk.blockDigits`, `wordDigits`, `codeDigits`: blocks, words and codes, one digit a block

## Main theorems
* `WeightChunk.codeDigits_eq`: the digits are the codes that `Spec` defines
-/

namespace QuantCert

open Digits

/-- Bits of a code of the lane. -/
def PairFormat.codeBits : PairFormat → Nat → Nat
  | .alt43, 1 => 3
  | _, _ => 4

theorem PairFormat.codeBits_le (f : PairFormat) (lane : Nat) : f.codeBits lane ≤ 4 := by
  match f, lane with
  | .alt43, 0 => decide
  | .alt43, 1 => decide
  | .alt43, _ + 2 => exact Nat.le_refl 4
  | .pair11, _ => exact Nat.le_refl 4

/-- For 7-bit words, division by 11 is a multiplication and a shift. -/
theorem pair11_split {w : Nat} (hw : w < 2 ^ 7) :
    w * 187 / 2 ^ 11 % 2 ^ 4 = pair11.decode1 w ∧ pair11.decode1 w * 11 ≤ w ∧
    w - pair11.decode1 w * 11 = pair11.decode0 w ∧
    pair11.decode0 w < 2 ^ 4 ∧ pair11.decode1 w < 2 ^ 4 := by
  have h : allBelow (2 ^ 7) (fun w => decide (w * 187 / 2 ^ 11 % 2 ^ 4 = pair11.decode1 w ∧
      pair11.decode1 w * 11 ≤ w ∧ w - pair11.decode1 w * 11 = pair11.decode0 w ∧
      pair11.decode0 w < 2 ^ 4 ∧ pair11.decode1 w < 2 ^ 4)) = true := by decide +kernel
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

/-- Word `t` of every block, divided by 11. -/
def quotientDigits (c : WeightChunk) (t : Nat) : Nat :=
  Nat.land (Nat.shiftRight (Nat.mul (c.wordDigits t) 187) 11) (Nat.mul c.ones (2 ^ 4 - 1))

/-- The code of word `t` and the lane, of every block: the lowest bits of each digit. -/
def codeDigits (c : WeightChunk) (t lane : Nat) : Nat :=
  match c.format, lane with
  | .alt43, 0 => Nat.shiftRight c.blockDigits (Nat.mul 7 t)
  | .alt43, _ => Nat.shiftRight c.blockDigits (Nat.add (Nat.mul 7 t) 4)
  | .pair11, 0 => Nat.sub (c.wordDigits t) (Nat.mul (c.quotientDigits t) 11)
  | .pair11, _ => c.quotientDigits t

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

theorem blockDigits_eq {c : WeightChunk} (h : CodesFit c) :
    c.blockDigits = pack c.width c.blocks (digit (7 * c.blockWords) c.codes) :=
  spread_eq h.block_le h.blocks_le h.codes_lt

theorem block_lt {c : WeightChunk} (h : CodesFit c) (b : Nat) :
    digit (7 * c.blockWords) c.codes b < 2 ^ c.width :=
  Nat.lt_of_lt_of_le (digit_lt _ _ _) (Nat.pow_le_pow_right (by decide) h.block_le)

theorem wordDigits_eq {c : WeightChunk} (h : CodesFit c) {t : Nat} (ht : t < c.blockWords) :
    c.wordDigits t = pack c.width c.blocks fun b => digit 7 c.codes (b * c.blockWords + t) := by
  have hfield : 7 * t + 7 ≤ c.width := Nat.le_trans (by omega) h.block_le
  show (c.blockDigits >>> (7 * t)) &&& c.ones * (2 ^ 7 - 1) = _
  rw [blockDigits_eq h, ones_eq (by have := h.width_ge; omega), pack_one_mul,
    pack_shift_mask (fun b _ => block_lt h b) hfield]
  exact pack_congr fun b _ => digit_digit ht

theorem quotientDigits_eq {c : WeightChunk} (h : CodesFit c) {t : Nat} (ht : t < c.blockWords) :
    c.quotientDigits t = pack c.width c.blocks fun b =>
      pair11.decode1 (digit 7 c.codes (b * c.blockWords + t)) := by
  have hw := h.width_ge
  have h15 : (2 : Nat) ^ 15 ≤ 2 ^ c.width := Nat.pow_le_pow_right (by decide) (by omega)
  have hlt : ∀ b, b < c.blocks → digit 7 c.codes (b * c.blockWords + t) * 187 < 2 ^ c.width :=
    fun b _ => by
      have h1 := Nat.mul_le_mul_right 187 (Nat.le_of_lt (digit_lt 7 c.codes (b * c.blockWords + t)))
      exact Nat.lt_of_lt_of_le (Nat.lt_of_le_of_lt h1 (by decide)) h15
  show ((c.wordDigits t * 187) >>> 11) &&& c.ones * (2 ^ 4 - 1) = _
  rw [wordDigits_eq h ht, pack_mul, ones_eq (by omega), pack_one_mul,
    pack_shift_mask hlt (by omega)]
  exact pack_congr fun b _ => (pair11_split (digit_lt 7 c.codes _)).1

/-- Bits `r, …, r + v - 1` of every block, without a mask. -/
theorem shifted_blocks {c : WeightChunk} (h : CodesFit c) {r v : Nat} (hr : r + v ≤ c.width) :
    ∃ f : Nat → Nat, c.blockDigits >>> r = pack c.width c.blocks f ∧
      ∀ b, b < c.blocks → f b < 2 ^ c.width ∧
        f b % 2 ^ v = digit (7 * c.blockWords) c.codes b / 2 ^ r % 2 ^ v := by
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

/-- The lowest bits of the digits computed are the codes of the stream. -/
theorem codeDigits_eq {c : WeightChunk} (h : CodesFit c) {t lane : Nat} (ht : t < c.blockWords)
    (hlane : lane < 2) :
    ∃ f : Nat → Nat, c.codeDigits t lane = pack c.width c.blocks f ∧
      ∀ b, b < c.blocks → f b < 2 ^ c.width ∧
        f b % 2 ^ c.format.codeBits lane = c.blockCode t lane b := by
  have hw := h.width_ge
  have h16 : (2 : Nat) ^ 4 ≤ 2 ^ c.width := Nat.pow_le_pow_right (by decide) (by omega)
  have hfield : 7 * t + 7 ≤ c.width := Nat.le_trans (by omega) h.block_le
  have hword := fun b => digit_digit (v := 7) (m := c.blockWords) (N := c.codes) (i := b) ht
  have hsplit := fun b => pair11_split (digit_lt 7 c.codes (b * c.blockWords + t))
  unfold codeDigits
  cases hf : c.format with
  | alt43 =>
    match lane, hlane with
    | 0, _ =>
      obtain ⟨f, hpack, hdigit⟩ := shifted_blocks h (r := 7 * t) (v := 4) (by omega)
      refine ⟨f, hpack, fun b hb => ⟨(hdigit b hb).1, (hdigit b hb).2.trans ?_⟩⟩
      show _ = c.format.pair.decode0 (digit 7 c.codes (b * c.blockWords + t))
      rw [hf, ← hword b]
      exact (Nat.mod_mod_of_dvd _ (Nat.pow_dvd_pow 2 (by decide : 4 ≤ 7))).symm
    | 1, _ =>
      obtain ⟨f, hpack, hdigit⟩ := shifted_blocks h (r := 7 * t + 4) (v := 3) (by omega)
      refine ⟨f, hpack, fun b hb => ⟨(hdigit b hb).1, (hdigit b hb).2.trans ?_⟩⟩
      show _ = c.format.pair.decode1 (digit 7 c.codes (b * c.blockWords + t))
      rw [hf, ← hword b, Nat.pow_add, ← Nat.div_div_eq_div_mul]
      exact (Nat.mod_mul_right_div_self _ (2 ^ 4) (2 ^ 3)).symm
  | pair11 =>
    match lane, hlane with
    | 0, _ =>
      refine ⟨fun b => pair11.decode0 (digit 7 c.codes (b * c.blockWords + t)), ?_, fun b _ =>
        ⟨Nat.lt_of_lt_of_le (hsplit b).2.2.2.1 h16, ?_⟩⟩
      · show c.wordDigits t - c.quotientDigits t * 11 = _
        rw [wordDigits_eq h ht, quotientDigits_eq h ht, pack_mul, pack_sub fun b _ => (hsplit b).2.1]
        exact pack_congr fun b _ => (hsplit b).2.2.1
      · show _ = c.format.pair.decode0 (digit 7 c.codes (b * c.blockWords + t))
        rw [hf]
        exact Nat.mod_eq_of_lt (hsplit b).2.2.2.1
    | 1, _ =>
      refine ⟨fun b => pair11.decode1 (digit 7 c.codes (b * c.blockWords + t)),
        quotientDigits_eq h ht, fun b _ => ⟨Nat.lt_of_lt_of_le (hsplit b).2.2.2.2 h16, ?_⟩⟩
      show _ = c.format.pair.decode1 (digit 7 c.codes (b * c.blockWords + t))
      rw [hf]
      exact Nat.mod_eq_of_lt (hsplit b).2.2.2.2

/-- Every code is below 16. -/
theorem blockCode_lt {c : WeightChunk} (h : CodesFit c) {t lane b : Nat} (ht : t < c.blockWords)
    (hlane : lane < 2) (hb : b < c.blocks) : c.blockCode t lane b < 16 := by
  obtain ⟨f, _, hf⟩ := codeDigits_eq h ht hlane
  have hle : 2 ^ c.format.codeBits lane ≤ 2 ^ 4 :=
    Nat.pow_le_pow_right (by decide) (c.format.codeBits_le lane)
  rw [← (hf b hb).2]
  exact Nat.lt_of_lt_of_le (Nat.mod_lt _ (Nat.two_pow_pos _)) hle

end WeightChunk

end QuantCert
