prelude
import QuantCert.Cert.Weights.Scales

/-!
# Errors of a chunk, all blocks at once

For each column of a block, `2^(width-1) + w - scale * (code - zero_point)` is one addition and one
subtraction of vectors, and nothing carries or borrows.

## Main definitions
* `WeightChunk.errorDigits`: `|w - decoded|` in every block, for word `t` and a lane
* `WeightChunk.checkErrors`: the weights of a column are in range and no error exceeds the maximum

## Main theorems
* `WeightChunk.errorDigits_eq`: the digits are the absolute errors of `Spec`
* `WeightChunk.error_le_of_check`
-/

namespace QuantCert.WeightChunk

open Digits

/-- The original weights of word `t` and the lane. -/
def column (c : WeightChunk) (t lane : Nat) : Nat := listEntry c.weights (t * 2 + lane)

/-- `|w - decoded|` of word `t` and the lane, in every block. -/
noncomputable def errorDigits (c : WeightChunk) (t lane : Nat) : Nat :=
  absoluteDigits c.width c.ones
    (subtractProduct c.width c.ones
      (Nat.add (c.column t lane) (c.offsetDigits (c.format.table lane)))
      (c.scaleDigits (c.format.table lane)) (c.codeDigits t lane) (c.format.codeBits lane))

/-- The weights of word `t` and the lane are in range and no error exceeds the maximum. -/
noncomputable def checkErrors (c : WeightChunk) (t lane : Nat) : Bool :=
  checkBelow c.ones c.width (c.width - 1) c.blocks (c.column t lane) &&
  checkAtMost c.ones c.width (Nat.mul c.ones c.maxError) (c.errorDigits t lane)

/-- The signed error of word `t` and the lane in block `b`, as `Spec` defines it. -/
def blockError (c : WeightChunk) (t lane b : Nat) : Int :=
  ((digit c.width (c.column t lane) b : Int) - (2 ^ (c.width - 2) : Nat)) -
    (c.blockScale (c.format.table lane) b : Int) *
      ((c.blockCode t lane b : Int) - (c.blockZero (c.format.table lane) b : Int))

/-- The vector formula in one digit. -/
theorem error_digit {h w s z q : Nat} (hs : s * 16 ≤ h) (hq : q < 16) :
    q * s ≤ w + (h + z * s) ∧
    distance (w + (h + z * s) - q * s) (2 * h) =
      ((w : Int) - (h : Int) - (s : Int) * ((q : Int) - (z : Int))).natAbs := by
  have hqs := Nat.mul_le_mul_right s (Nat.le_of_lt hq)
  have hqs' : q * s ≤ h := by
    rw [Nat.mul_comm 16 s] at hqs
    omega
  have hprod : (s : Int) * ((q : Int) - (z : Int)) = ((q * s : Nat) : Int) - ((z * s : Nat) : Int) := by
    rw [Int.mul_sub, Int.natCast_mul, Int.natCast_mul, Int.mul_comm (s : Int), Int.mul_comm (s : Int)]
  rw [hprod]
  unfold distance
  generalize q * s = a at hqs' ⊢
  generalize z * s = b at ⊢
  omega

/-- What the checker tests about a column. -/
structure ColumnFits (c : WeightChunk) (t lane : Nat) : Prop where
  codes : CodesFit c
  table : TableFits c (c.format.table lane)
  word_lt : t < c.blockWords
  lane_lt : lane < 2
  below : checkBelow c.ones c.width (c.width - 1) c.blocks (c.column t lane) = true

variable {c : WeightChunk} {t lane : Nat}

theorem sixteen_mul_lt {k s : Nat} (hk : 16 ≤ k) (hs : s < 2 ^ (k - 6)) :
    s * 16 ≤ 2 ^ (k - 2) := by
  have h := Nat.mul_le_mul_right 16 (Nat.le_of_lt hs)
  have hle : 2 ^ (k - 6) * 2 ^ 4 ≤ 2 ^ (k - 2) := by
    rw [← Nat.pow_add]
    exact Nat.pow_le_pow_right (by decide) (by omega)
  exact Nat.le_trans h hle

/-- `2^(width-1)` plus the error, in block `b`, as the checker computes it without borrowing. -/
def biasedError (c : WeightChunk) (t lane b : Nat) : Nat :=
  digit c.width (c.column t lane) b + (2 ^ (c.width - 2) +
    c.blockZero (c.format.table lane) b * c.blockScale (c.format.table lane) b) -
    c.blockCode t lane b * c.blockScale (c.format.table lane) b

/-- In every block the product is not too large to be subtracted, the digit fits, and it holds the
error. -/
theorem biasedError_fits (h : ColumnFits c t lane) {b : Nat} (hb : b < c.blocks) :
    c.blockCode t lane b * c.blockScale (c.format.table lane) b ≤
      digit c.width (c.column t lane) b + (2 ^ (c.width - 2) +
        c.blockZero (c.format.table lane) b * c.blockScale (c.format.table lane) b) ∧
    c.biasedError t lane b < 2 ^ c.width ∧
    distance (c.biasedError t lane b) (2 ^ (c.width - 1)) = (c.blockError t lane b).natAbs := by
  have hk := h.codes.width_ge
  have hw := (checkBelow_sound (by omega) (ones_eq (c := c) (by omega)) h.below).2.2 b hb
  have hs := sixteen_mul_lt hk (blockScale_lt h.table hb)
  have hz := Nat.mul_le_mul_right (c.blockScale (c.format.table lane) b)
    (Nat.le_of_lt (blockZero_lt h.table hb))
  have hcode := blockCode_lt h.codes h.word_lt h.lane_lt hb
  have hhalf : 2 * 2 ^ (c.width - 2) = 2 ^ (c.width - 1) := by
    rw [← Nat.pow_succ', show Nat.succ (c.width - 2) = c.width - 1 by omega]
  have hquarter := two_pow_sub_one_add_self (k := c.width) (by omega)
  have hd := error_digit (w := digit c.width (c.column t lane) b)
    (z := c.blockZero (c.format.table lane) b) hs hcode
  refine ⟨hd.1, ?_, ?_⟩
  · rw [Nat.mul_comm (2 ^ 4)] at hz
    unfold biasedError
    omega
  · rw [← hhalf]
    exact hd.2

/-- The digits computed are the absolute errors. -/
theorem errorDigits_eq (h : ColumnFits c t lane) :
    c.errorDigits t lane = pack c.width c.blocks fun b => (c.blockError t lane b).natAbs := by
  have hk := h.codes.width_ge
  have hones := ones_eq (c := c) (by omega)
  have hcol := checkBelow_sound (by omega) hones h.below
  have hbits := c.format.codeBits_le lane
  have hs : ∀ b, b < c.blocks →
      c.blockScale (c.format.table lane) b < 2 ^ (c.width - c.format.codeBits lane) := fun b hb =>
    Nat.lt_of_lt_of_le (blockScale_lt h.table hb) (Nat.pow_le_pow_right (by decide) (by omega))
  obtain ⟨f, hpack, hf⟩ := codeDigits_eq h.codes h.word_lt h.lane_lt
  have hle : ∀ b, b < c.blocks →
      f b % 2 ^ c.format.codeBits lane * c.blockScale (c.format.table lane) b ≤
        digit c.width (c.column t lane) b + (2 ^ (c.width - 2) +
          c.blockZero (c.format.table lane) b * c.blockScale (c.format.table lane) b) :=
    fun b hb => by rw [(hf b hb).2]; exact (biasedError_fits h hb).1
  show absoluteDigits c.width c.ones (subtractProduct c.width c.ones
    (c.column t lane + c.offsetDigits (c.format.table lane)) (c.scaleDigits (c.format.table lane))
    (c.codeDigits t lane) (c.format.codeBits lane)) = _
  rw [offsetDigits_eq h.table, scaleDigits_eq h.table, hpack, hones, hcol.2.1, pack_add,
    subtractProduct_eq (by omega) hs (fun b hb => (hf b hb).1) hle]
  have hbiased : (pack c.width c.blocks fun b =>
      digit c.width (c.column t lane) b + (2 ^ (c.width - 2) +
        c.blockZero (c.format.table lane) b * c.blockScale (c.format.table lane) b) -
      f b % 2 ^ c.format.codeBits lane * c.blockScale (c.format.table lane) b) =
      pack c.width c.blocks (c.biasedError t lane) :=
    pack_congr fun b hb => by rw [(hf b hb).2]; rfl
  rw [hbiased, absoluteDigits_eq (by omega) fun b hb => (biasedError_fits h hb).2.1]
  exact pack_congr fun b hb => (biasedError_fits h hb).2.2

/-- If the check succeeds then no error of the column exceeds the maximum. -/
theorem error_le_of_check (h : ColumnFits c t lane) (hmax : c.maxError < 2 ^ (c.width - 1))
    (hcheck : c.checkErrors t lane = true) {b : Nat} (hb : b < c.blocks) :
    (c.blockError t lane b).natAbs ≤ c.maxError := by
  have hk := h.codes.width_ge
  have hones := ones_eq (c := c) (by omega)
  have hat := (Bool.and_eq_true_iff.1 hcheck).2
  have hquarter := two_pow_sub_one_add_self (k := c.width) (by omega)
  rw [errorDigits_eq h] at hat
  have hone : Nat.mul c.ones c.maxError = pack c.width c.blocks fun _ => c.maxError := by
    rw [hones]
    exact pack_one_mul _ _ _
  rw [hone] at hat
  refine checkAtMost_sound (by omega) hones (fun _ _ => hmax) (fun b hb => ?_) hat b hb
  have hfit := biasedError_fits h hb
  rw [← hfit.2.2]
  unfold distance
  omega

end QuantCert.WeightChunk
