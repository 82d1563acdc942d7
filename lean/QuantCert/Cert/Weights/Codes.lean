prelude
import QuantCert.Cert.Digits.Lookup
import QuantCert.Cert.Digits.Range
import QuantCert.Cert.Weights.Codec
import QuantCert.Spec.Weights.Chunk
import QuantCert.Thm.Digits.Repeat

/-!
# Codes of a chunk, all blocks at once

Some words of every block lie in one digit; word `t` of every block is a bit field of it. Column `u`
of a block is lane `u % lanes` of word `u / lanes`.

## Main definitions
* `WeightChunk.ones`: the repunit of the chunk
* `WeightChunk.wordDigits`, `codeDigits`: words and codes, one digit a block

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

/-- The highest bit of every digit. -/
def top (c : WeightChunk K) : Nat := topBits c.ones c.width

/-- All bits of every digit but the highest. -/
def low (c : WeightChunk K) : Nat := Nat.sub c.top c.ones

/-- The vector that holds word `t` of every block. -/
noncomputable def codePlane (c : WeightChunk K) (t : Nat) : Nat :=
  withValue (Nat.div t c.digitWords) (listEntry c.codes)

/-- The bits of a digit that come before word `t`. -/
def wordStart (c : WeightChunk K) (t : Nat) : Nat := Nat.mul K.wordBits (Nat.mod t c.digitWords)

/-- Word `t` of every block. -/
noncomputable def wordDigits (c : WeightChunk K) (t : Nat) : Nat :=
  Nat.land (Nat.shiftRight (c.codePlane t) (c.wordStart t))
    (Nat.mul c.ones (Nat.sub (Nat.pow 2 K.wordBits) 1))

/-- A code of word `t` of every block: the lowest bits of each digit. -/
noncomputable def laneDigits (c : WeightChunk K) (t : Nat) (code : LaneCode) : Nat :=
  LaneCode.rec
    (fun start => Nat.shiftRight (c.codePlane t) (Nat.add (c.wordStart t) start))
    (fun e => e.digits c.ones (c.wordDigits t)) (fun e => e.digits c.ones (c.wordDigits t))
    (fun table =>
      lookupDigits c.width c.ones (c.wordDigits t) (listEntry table) K.wordBits 0) code

/-- The code of column `u` of every block: the lowest bits of each digit. -/
noncomputable def codeDigits [K.Checked] (c : WeightChunk K) (u : Nat) : Nat :=
  withValue (Nat.div u K.lanes) fun t =>
    c.laneDigits t (Codec.Checked.program K (Nat.mod u K.lanes)).code

/-- The bits of the codes of column `u`. -/
def codeBits (K : Codec) [K.Checked] (u : Nat) : Nat :=
  (Codec.Checked.program K (Nat.mod u K.lanes)).bits

/-- The code of column `u` in block `b` of the chunk. -/
def blockCode (c : WeightChunk K) (u b : Nat) : Nat :=
  K.code (u % K.lanes) (c.blockWord (u / K.lanes) b)

/-- What the checker tests about the vectors of codes. -/
structure CodesFit (c : WeightChunk K) : Prop where
  width_ge : WordExpr.valueBits ≤ c.width
  digitWords_pos : 0 < c.digitWords
  digit_le : K.wordBits * c.digitWords ≤ c.width
  codes_lt : ∀ t, t < c.blockWords → c.codePlane t < 2 ^ (c.width * c.blocks)

variable {c : WeightChunk K}

/-- Every digit of `ones` is one. -/
theorem ones_eq (h : 0 < c.width) : c.ones = pack c.width c.blocks fun _ => 1 := repunit_eq _ h

/-- Every digit of `top` is `2^(width-1)`. -/
theorem top_eq (h : 0 < c.width) :
    c.top = pack c.width c.blocks fun _ => 2 ^ (c.width - 1) := topBits_eq (ones_eq h)

/-- Every digit of `low` is `2^(width-1) - 1`. -/
theorem low_eq (h : 0 < c.width) :
    c.low = pack c.width c.blocks fun _ => 2 ^ (c.width - 1) - 1 := by
  show c.top - c.ones = _
  rw [top_eq h, ones_eq h, pack_sub fun _ _ => Nat.two_pow_pos _]

/-- A word, from the vector that holds it. -/
theorem blockWord_eq (c : WeightChunk K) (t b : Nat) :
    c.blockWord t b = digit c.width (c.codePlane t) b / 2 ^ c.wordStart t % 2 ^ K.wordBits := by
  rw [codePlane, withValue_eq]
  rfl

/-- A word lies within its digit. -/
theorem word_le (h : CodesFit c) (t : Nat) : c.wordStart t + K.wordBits ≤ c.width :=
  Nat.le_trans (Nat.mul_le_mul_left K.wordBits (Nat.mod_lt t h.digitWords_pos)) h.digit_le

/-- Digit `b` is word `t` of block `b`. -/
theorem wordDigits_eq (h : CodesFit c) {t : Nat} (ht : t < c.blockWords) :
    c.wordDigits t = pack c.width c.blocks (c.blockWord t) := by
  show (c.codePlane t >>> c.wordStart t) &&& c.ones * (2 ^ K.wordBits - 1) = _
  rw [ones_eq (Nat.lt_of_lt_of_le (by decide) h.width_ge), pack_one_mul,
    ← pack_digit (h.codes_lt t ht), pack_shift_mask (fun b _ => digit_lt _ _ b) (word_le h t)]
  exact pack_congr fun b _ => (blockWord_eq c t b).symm

/-- Bits `r, …, r + v - 1` of every digit, without a mask. -/
theorem shifted_codes (h : CodesFit c) {t r v : Nat} (ht : t < c.blockWords)
    (hr : r + v ≤ c.width) :
    ∃ f : Nat → Nat, c.codePlane t >>> r = pack c.width c.blocks f ∧
      ∀ b, b < c.blocks → f b < 2 ^ c.width ∧
        f b % 2 ^ v = digit c.width (c.codePlane t) b / 2 ^ r % 2 ^ v := by
  have hv : v ≤ c.width := Nat.le_trans (Nat.le_add_left v r) hr
  have hlt : c.codePlane t >>> r < 2 ^ (c.width * c.blocks) := by
    rw [Nat.shiftRight_eq_div_pow]
    exact Nat.lt_of_le_of_lt (Nat.div_le_self _ _) (h.codes_lt t ht)
  refine ⟨digit c.width (c.codePlane t >>> r), (pack_digit hlt).symm,
    fun b _ => ⟨digit_lt _ _ _, ?_⟩⟩
  unfold digit
  rw [Nat.mod_mod_of_dvd _ (Nat.pow_dvd_pow 2 hv), Nat.shiftRight_eq_div_pow, Nat.div_right_comm,
    ← mod_pow_div_pow_mod_pow hr]

/-- A word of an existing block is below `2^wordBits`. -/
theorem blockWord_lt (c : WeightChunk K) (t b : Nat) : c.blockWord t b < 2 ^ K.wordBits :=
  digit_lt _ _ _

/-- A field of a word is a field of its digit. -/
theorem word_field {t start bits b : Nat} (hbits : start + bits ≤ K.wordBits) :
    digit c.width (c.codePlane t) b / 2 ^ (c.wordStart t + start) % 2 ^ bits =
      c.blockWord t b / 2 ^ start % 2 ^ bits := by
  rw [blockWord_eq, Nat.pow_add, ← Nat.div_div_eq_div_mul, ← mod_pow_div_pow_mod_pow hbits]

/-- The lowest bits of the digits of word `t` are the codes of the lane. -/
theorem laneDigits_eq (h : CodesFit c) {t : Nat} (ht : t < c.blockWords) {P : LaneProgram}
    (hbits : P.bits ≤ c.width) {code : Nat → Nat} (hP : P.check K.wordBits code = true) :
    ∃ f : Nat → Nat, c.laneDigits t P.code = pack c.width c.blocks f ∧
      ∀ b, b < c.blocks → f b < 2 ^ c.width ∧ f b % 2 ^ P.bits = code (c.blockWord t b) := by
  have hlt := fun b => blockWord_lt c t b
  have hwidth : 0 < c.width := Nat.lt_of_lt_of_le (by decide) h.width_ge
  cases hcode : P.code with
  | field start =>
    have hfield := fun b => LaneProgram.field_eq hcode hP (hlt b)
    obtain ⟨f, hpack, hdigit⟩ := shifted_codes h ht (r := c.wordStart t + start) (v := P.bits) (by
      have hword := word_le h t
      have hfit := (hfield 0).1
      omega)
    exact ⟨f, hpack, fun b hb => ⟨(hdigit b hb).1, (hdigit b hb).2.trans
      ((word_field (hfield b).1).trans (hfield b).2)⟩⟩
  | value e =>
    have hvalue := fun b => LaneProgram.value_eq hcode hP (hlt b)
    refine ⟨_, ?_, fun b _ => ⟨Nat.lt_of_lt_of_le (WordExpr.value_lt (hvalue b).1)
      (Nat.pow_le_pow_right (by decide) h.width_ge), ?_⟩⟩
    · show e.digits c.ones (c.wordDigits t) = _
      rw [ones_eq hwidth, wordDigits_eq h ht]
      exact WordExpr.digits_eq h.width_ge fun b _ => (hvalue b).1
    · rw [(hvalue b).2.1]
      exact Nat.mod_eq_of_lt (hvalue b).2.2
  | wide e =>
    have hvalue := fun b => LaneProgram.wide_eq hcode hP (hlt b)
    have hbelow := fun b => WordExpr.value_lt (hvalue b).1
    refine ⟨_, ?_, fun b _ => ⟨Nat.lt_of_lt_of_le (hbelow b)
      (Nat.pow_le_pow_right (by decide) hbits), ?_⟩⟩
    · show e.digits c.ones (c.wordDigits t) = _
      rw [ones_eq hwidth, wordDigits_eq h ht]
      exact WordExpr.digits_eq hbits fun b _ => (hvalue b).1
    · rw [← (hvalue b).2]
      exact Nat.mod_eq_of_lt (hbelow b)
  | entry table =>
    have hentry := fun w hw => LaneProgram.entry_eq (w := w) hcode hP hw
    have hfit : ∀ w, w < 2 ^ K.wordBits → listEntry table w < 2 ^ c.width := fun w hw => by
      rw [(hentry w hw).1]
      exact Nat.lt_of_lt_of_le (hentry w hw).2 (Nat.pow_le_pow_right (by decide) hbits)
    refine ⟨fun b => listEntry table (c.blockWord t b), ?_, fun b _ => ⟨hfit _ (hlt b), ?_⟩⟩
    · show lookupDigits c.width c.ones (c.wordDigits t) (listEntry table) K.wordBits 0 = _
      rw [ones_eq hwidth, wordDigits_eq h ht, lookupDigits_eq
        (fun b _ => Nat.lt_of_lt_of_le (hlt b) (Nat.pow_le_pow_right (by decide) ?_)) 0 ?_ ?_]
      · exact pack_congr fun b _ => by rw [Nat.zero_add, Nat.mod_eq_of_lt (hlt b)]
      · exact Nat.le_trans (Nat.le_add_left _ _) (word_le h t)
      · intro x hx
        rw [Nat.zero_add] at hx
        exact hfit x hx
      · exact Nat.le_trans (Nat.le_add_left _ _) (word_le h t)
    · show listEntry table (c.blockWord t b) % 2 ^ P.bits = _
      rw [(hentry _ (hlt b)).1]
      exact Nat.mod_eq_of_lt (hentry _ (hlt b)).2

variable [K.Checked]

/-- The word of a column is one of its block, its lane one of the codec. -/
theorem column_word {u : Nat} (hu : u < c.blockCols) :
    u / K.lanes < c.blockWords ∧ u % K.lanes < K.lanes :=
  ⟨(Nat.div_lt_iff_lt_mul Codec.Checked.lanes_pos).2 hu, Nat.mod_lt u Codec.Checked.lanes_pos⟩

/-- Codes have at most `maxBits` bits. -/
theorem codeBits_le {u : Nat} (hu : u < c.blockCols) : codeBits K u ≤ Codec.Checked.maxBits K :=
  Codec.Checked.bits_le (column_word hu).2

/-- The lowest bits of the digits computed are the codes of the words. -/
theorem codeDigits_eq (h : CodesFit c) (hbits : Codec.Checked.maxBits K ≤ c.width) {u : Nat}
    (hu : u < c.blockCols) :
    ∃ f : Nat → Nat, c.codeDigits u = pack c.width c.blocks f ∧
      ∀ b, b < c.blocks → f b < 2 ^ c.width ∧ f b % 2 ^ codeBits K u = c.blockCode u b := by
  rw [codeDigits, withValue_eq]
  exact laneDigits_eq h (column_word hu).1 (Nat.le_trans (codeBits_le hu) hbits)
    (Codec.Checked.program_checked (column_word hu).2)

/-- Every code is below `2^maxBits`. -/
theorem blockCode_lt (h : CodesFit c) (hbits : Codec.Checked.maxBits K ≤ c.width) {u b : Nat}
    (hu : u < c.blockCols) (hb : b < c.blocks) :
    c.blockCode u b < 2 ^ Codec.Checked.maxBits K := by
  obtain ⟨f, _, hf⟩ := codeDigits_eq h hbits hu
  rw [← (hf b hb).2]
  exact Nat.lt_of_lt_of_le (Nat.mod_lt _ (Nat.two_pow_pos _))
    (Nat.pow_le_pow_right (by decide) (codeBits_le hu))

end QuantCert.WeightChunk
