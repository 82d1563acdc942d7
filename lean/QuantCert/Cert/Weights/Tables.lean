prelude
import QuantCert.Cert.Digits.Range
import QuantCert.Cert.Weights.Codes

/-!
# Tables of a chunk: scales, zero-points and offsets, in range

Products are bounded so that what a code stands for leaves two bits of a digit free. A vector that is
zero everywhere is not looked at.

## Main definitions
* `WeightChunk.checkTable`: scales, zero-points and offsets of a table have their length and range
* `WeightChunk.EntriesFit`, `ZerosFit`, `TableFits`: what the checks establish

## Main theorems
* `WeightChunk.TableFits.entries`
-/

namespace QuantCert.WeightChunk

open Digits

variable {K : Codec}

/-- Bits of a digit that products leave free: one more if there are offsets. -/
noncomputable def spareBits (c : WeightChunk K) : Nat :=
  List.rec (List.rec 2 (fun _ _ _ => 3) c.negativeOffsets) (fun _ _ _ => 3) c.offsets

/-- The bits of a scale: multiplied by a code or a zero-point it leaves the spare bits free. -/
noncomputable def scaleBits [K.Checked] (c : WeightChunk K) : Nat :=
  Nat.sub c.width (Nat.add (Codec.Checked.maxBits K) c.spareBits)

/-- A vector that is zero, or has a digit of at most `bits` bits for each block. -/
def checkEntries (c : WeightChunk K) (bits : Nat) (vector : Nat) : Bool :=
  or (Nat.beq vector 0) (checkBelow c.ones c.width bits c.blocks vector)

/-- A vector of zero-points: zero, or one for each block, none above `2^maxBits`. A zero-point may be
one more than the largest code. -/
noncomputable def checkZeros [K.Checked] (c : WeightChunk K) (vector : Nat) : Bool :=
  c.checkEntries (Nat.succ (Codec.Checked.maxBits K)) vector &&
  or (Nat.beq vector 0)
    (checkAtMost c.ones c.width (Nat.mul c.ones (Nat.pow 2 (Codec.Checked.maxBits K))) vector)

/-- Scales, zero-points and offsets of table `i` are in range, one for each block. -/
noncomputable def checkTable [K.Checked] (c : WeightChunk K) (i : Nat) : Bool :=
  c.checkEntries c.scaleBits (listEntry c.scales i) &&
  (c.checkEntries c.scaleBits (listEntry c.negativeScales i) &&
  (c.checkZeros (listEntry c.zeros i) &&
  (c.checkEntries (Nat.sub c.width 3) (listEntry c.offsets i) &&
  c.checkEntries (Nat.sub c.width 3) (listEntry c.negativeOffsets i))))

/-- The digit of block `b` in table `i`. -/
def tableEntry (c : WeightChunk K) (tables : List Nat) (i b : Nat) : Nat :=
  digit c.width (listEntry tables i) b

/-- What the checker tests about the tables. -/
structure TableFits [K.Checked] (c : WeightChunk K) (i : Nat) : Prop where
  width_ge : WordExpr.valueBits ≤ c.width
  bits_le : Codec.Checked.maxBits K + 3 ≤ c.width
  checked : c.checkTable i = true

/-- A vector of entries of at most `bits` bits. -/
structure EntriesFit (c : WeightChunk K) (bits : Nat) (vector : Nat) : Prop where
  eq : vector = pack c.width c.blocks (digit c.width vector)
  lt : ∀ b, b < c.blocks → digit c.width vector b < 2 ^ bits

/-- A vector that passes has its length and range. -/
theorem checkEntries_sound {c : WeightChunk K} {bits vector : Nat} (hwidth : 0 < c.width)
    (hbits : bits ≤ c.width) (h : c.checkEntries bits vector = true) : EntriesFit c bits vector := by
  cases Bool.or_eq_true_iff.1 h with
  | inl hzero =>
    rw [Nat.eq_of_beq_eq_true _ _ hzero]
    refine ⟨(pack_digit (Nat.two_pow_pos _)).symm, fun b _ => ?_⟩
    rw [digit, Nat.zero_div, Nat.zero_mod]
    exact Nat.two_pow_pos bits
  | inr hbelow =>
    have hsound := checkBelow_sound hbits (ones_eq hwidth) hbelow
    exact ⟨hsound.2.1, hsound.2.2⟩

/-- Two bits are spare, or three and there may be offsets. -/
theorem spareBits_cases (c : WeightChunk K) :
    (c.spareBits = 2 ∧ c.offsets = [] ∧ c.negativeOffsets = []) ∨ c.spareBits = 3 := by
  unfold spareBits
  cases c.offsets with
  | cons _ _ => exact Or.inr rfl
  | nil =>
    cases c.negativeOffsets with
    | cons _ _ => exact Or.inr rfl
    | nil => exact Or.inl ⟨rfl, rfl, rfl⟩

variable [K.Checked] {c : WeightChunk K} {i : Nat}

/-- What is known of the sizes: a product of a scale and a code leaves the spare bits free. -/
theorem TableFits.bits (h : TableFits c i) :
    0 < c.width ∧ c.scaleBits + Codec.Checked.maxBits K + c.spareBits = c.width := by
  have hwidth : 16 ≤ c.width := h.width_ge
  have hbits := h.bits_le
  have hscale : c.scaleBits = c.width - (Codec.Checked.maxBits K + c.spareBits) := rfl
  have := spareBits_cases c
  omega

/-- A vector of zero-points that are in range. -/
structure ZerosFit (c : WeightChunk K) (vector : Nat) : Prop where
  entries : EntriesFit c (Codec.Checked.maxBits K + 1) vector
  le : ∀ b, b < c.blocks → digit c.width vector b ≤ 2 ^ Codec.Checked.maxBits K

/-- Zero-points that pass are in range. -/
theorem checkZeros_sound {vector : Nat} (hbits : Codec.Checked.maxBits K + 3 ≤ c.width)
    (h : c.checkZeros vector = true) : ZerosFit c vector := by
  obtain ⟨hentries, hle⟩ := Bool.and_eq_true_iff.1 h
  have hfit := checkEntries_sound (by omega) (by omega) hentries
  refine ⟨hfit, ?_⟩
  cases Bool.or_eq_true_iff.1 hle with
  | inl hzero =>
    intro b _
    rw [Nat.eq_of_beq_eq_true _ _ hzero, digit, Nat.zero_div, Nat.zero_mod]
    exact Nat.zero_le _
  | inr hat =>
    have hones := ones_eq (c := c) (by omega)
    have hmaxima : Nat.mul c.ones (Nat.pow 2 (Codec.Checked.maxBits K)) =
        pack c.width c.blocks fun _ => 2 ^ Codec.Checked.maxBits K := by
      rw [hones]
      exact pack_one_mul _ _ _
    rw [hmaxima, hfit.eq] at hat
    refine checkAtMost_sound (by omega) hones
      (fun _ _ => Nat.pow_lt_pow_right (by decide) (by omega)) (fun b hb => ?_) hat
    exact Nat.le_of_lt (Nat.lt_of_lt_of_le (hfit.lt b hb)
      (Nat.pow_le_pow_right (by decide) (by omega)))

/-- Scales, zero-points and offsets are in range. -/
theorem TableFits.entries (h : TableFits c i) :
    EntriesFit c c.scaleBits (listEntry c.scales i) ∧
    EntriesFit c c.scaleBits (listEntry c.negativeScales i) ∧
    ZerosFit c (listEntry c.zeros i) ∧
    EntriesFit c (c.width - 3) (listEntry c.offsets i) ∧
    EntriesFit c (c.width - 3) (listEntry c.negativeOffsets i) := by
  obtain ⟨hwidth, hscale⟩ := h.bits
  have hbits := h.bits_le
  have hchecked := h.checked
  simp only [checkTable, Bool.and_eq_true_iff] at hchecked
  obtain ⟨scales, negative, zeros, offsets, below⟩ := hchecked
  exact ⟨checkEntries_sound hwidth (by omega) scales,
    checkEntries_sound hwidth (by omega) negative, checkZeros_sound hbits zeros,
    checkEntries_sound hwidth (Nat.sub_le _ _) offsets,
    checkEntries_sound hwidth (Nat.sub_le _ _) below⟩

end QuantCert.WeightChunk
