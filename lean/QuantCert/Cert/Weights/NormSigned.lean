prelude
import QuantCert.Cert.Weights.NormPlanes

/-!
# Signed weights and errors of a chunk as vectors

## Main definitions
* `WeightChunk.signedErrors`, `WeightChunk.signedWeights`: errors and weights, `2^(width-1)` larger
* `WeightChunk.SignedHold`: vectors that hold the entries of a matrix so

## Main theorems
* `WeightChunk.signedErrors_hold`, `WeightChunk.signedWeights_hold`: those of a checked chunk
-/

namespace QuantCert.WeightChunk

open Digits

/-- `2^(width-1) + w - decoded` of word `t` and the lane, in every block. -/
noncomputable def signedErrors (c : WeightChunk) (t lane : Nat) : Nat :=
  subtractProduct c.width c.ones
    (Nat.add (c.column t lane) (c.offsetDigits (c.format.table lane)))
    (c.scaleDigits (c.format.table lane)) (c.codeDigits t lane) (c.format.codeBits lane)

/-- `2^(width-1) + w` of word `t` and the lane, in every block. -/
def signedWeights (c : WeightChunk) (t lane : Nat) : Nat :=
  Nat.add (c.column t lane) (Nat.mul c.ones (Nat.pow 2 (Nat.sub c.width 2)))

/-- `planes` holds the entries of `x`, `2^(width-1)` larger, and `room` may be added to each. -/
def SignedHold (c : WeightChunk) (planes : Nat → Nat → Nat) (x : Nat → Nat → Int) (room : Nat) :
    Prop :=
  ∀ t, t < c.blockWords → ∀ lane, lane < 2 → ∃ f : Nat → Nat,
    planes t lane = pack c.width c.blocks f ∧ ∀ q, q < c.blocks →
      (f q : Int) = (2 ^ (c.width - 1) : Nat) + x (q / c.rowBlocks) (c.blockColumn t lane q) ∧
        f q + room < 2 ^ c.width

variable {c : WeightChunk}

/-- The digit that the checker computes for an error, as a signed number. -/
theorem biasedError_eq {t lane b : Nat} (h : ColumnFits c t lane) (hb : b < c.blocks) :
    (c.biasedError t lane b : Int) = (2 ^ (c.width - 1) : Nat) + c.blockError t lane b := by
  have hle := (biasedError_fits h hb).1
  have hk := h.codes.width_ge
  have hhalf : 2 * 2 ^ (c.width - 2) = 2 ^ (c.width - 1) := by
    rw [← Nat.pow_succ', show Nat.succ (c.width - 2) = c.width - 1 by omega]
  rw [biasedError, blockError, ← hhalf, Int.mul_sub, ← Int.natCast_mul, ← Int.natCast_mul,
    Nat.mul_comm (c.blockScale _ b) (c.blockCode t lane b),
    Nat.mul_comm (c.blockScale _ b) (c.blockZero _ b)]
  generalize c.blockCode t lane b * c.blockScale (c.format.table lane) b = u at hle ⊢
  generalize c.blockZero (c.format.table lane) b * c.blockScale (c.format.table lane) b = v at hle ⊢
  omega

/-- The signed digits of a checked chunk's errors. -/
theorem signedErrors_hold (h : checkChunk c = true) {room : Nat}
    (hroom : c.maxError + room < 2 ^ (c.width - 1)) :
    SignedHold c c.signedErrors (rowDiff c.weight c.decoded) room := by
  obtain ⟨s, r⟩ := rowsFit_of_checkChunk h
  have hw := s.width_ge
  have hfull := two_pow_sub_one_add_self (k := c.width) (by omega)
  intro t ht lane hl
  have hcolumn := r.columns t ht lane hl
  have hones := ones_eq (c := c) (by omega)
  have hcol := checkBelow_sound (by omega) hones hcolumn.below
  have hbits := c.format.codeBits_le lane
  have hs : ∀ b, b < c.blocks →
      c.blockScale (c.format.table lane) b < 2 ^ (c.width - c.format.codeBits lane) := fun b hb =>
    Nat.lt_of_lt_of_le (blockScale_lt hcolumn.table hb)
      (Nat.pow_le_pow_right (by decide) (by omega))
  obtain ⟨f, hpack, hf⟩ := codeDigits_eq hcolumn.codes ht hl
  have hle : ∀ b, b < c.blocks →
      f b % 2 ^ c.format.codeBits lane * c.blockScale (c.format.table lane) b ≤
        digit c.width (c.column t lane) b + (2 ^ (c.width - 2) +
          c.blockZero (c.format.table lane) b * c.blockScale (c.format.table lane) b) :=
    fun b hb => by rw [(hf b hb).2]; exact (biasedError_fits hcolumn hb).1
  refine ⟨c.biasedError t lane, ?_, fun q hq => ?_⟩
  · show subtractProduct c.width c.ones
      (c.column t lane + c.offsetDigits (c.format.table lane)) (c.scaleDigits (c.format.table lane))
      (c.codeDigits t lane) (c.format.codeBits lane) = _
    rw [offsetDigits_eq hcolumn.table, scaleDigits_eq hcolumn.table, hpack, hones, hcol.2.1,
      pack_add, subtractProduct_eq (by omega) hs (fun b hb => (hf b hb).1) hle]
    refine pack_congr fun b hb => ?_
    rw [(hf b hb).2]
    rfl
  · obtain ⟨hmod, hdiv, hparity⟩ := blockColumn_parts (c := c) (q := q) ht hl
    have hterm : rowDiff c.weight c.decoded (q / c.rowBlocks) (c.blockColumn t lane q) =
        c.blockError t lane q := by
      show c.weight _ _ - c.decoded _ _ = _
      rw [weight_sub_decoded s, hmod, hdiv, hparity, block_split,
        show (t * 2 + lane) / 2 = t by omega]
    have heq := biasedError_eq hcolumn hq
    have herror := r.errors t ht lane hl q hq
    rw [hterm]
    exact ⟨heq, by omega⟩

/-- The signed digits of a checked chunk's weights. -/
theorem signedWeights_hold (h : checkChunk c = true) {room : Nat}
    (hroom : room ≤ 2 ^ (c.width - 2)) : SignedHold c c.signedWeights c.weight room := by
  obtain ⟨s, r⟩ := rowsFit_of_checkChunk h
  have hw := s.width_ge
  have hhalf : 2 * 2 ^ (c.width - 2) = 2 ^ (c.width - 1) := by
    rw [← Nat.pow_succ', show Nat.succ (c.width - 2) = c.width - 1 by omega]
  have hfull := two_pow_sub_one_add_self (k := c.width) (by omega)
  have hones := ones_eq (c := c) (by omega)
  intro t ht lane hl
  have hcol := checkBelow_sound (by omega) hones (r.columns t ht lane hl).below
  refine ⟨fun q => digit c.width (c.column t lane) q + 2 ^ (c.width - 2), ?_, fun q hq => ?_⟩
  · show c.column t lane + c.ones * 2 ^ (c.width - 2) = _
    rw [hones, pack_one_mul, hcol.2.1, pack_add]
    exact pack_congr fun q hq => by rw [← hcol.2.1]
  · obtain ⟨hmod, hdiv, _⟩ := blockColumn_parts (c := c) (q := q) ht hl
    have hlt := hcol.2.2 q hq
    rw [weight, hmod, hdiv, block_split]
    show ((digit c.width (listEntry c.weights (t * 2 + lane)) q + _ : Nat) : Int) = _ ∧
      digit c.width (listEntry c.weights (t * 2 + lane)) q + _ + room < _
    have hlt' : digit c.width (listEntry c.weights (t * 2 + lane)) q < 2 ^ (c.width - 1) := hlt
    omega

end QuantCert.WeightChunk
