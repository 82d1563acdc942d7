prelude
import QuantCert.Cert.Weights.NormPlanes

/-!
# Signed weights and errors of a chunk as vectors

## Main definitions
* `WeightChunk.SignedHold`: vectors that hold the entries of a matrix, `2^(width-1)` larger

## Main theorems
* `WeightChunk.signedErrors_hold`, `WeightChunk.signedWeights_hold`: those of a checked chunk
-/

namespace QuantCert.WeightChunk

open Digits

variable {K : Codec}

/-- `planes` holds the entries of `x`, `2^(width-1)` larger, and `room` may be added to each. -/
def SignedHold (c : WeightChunk K) (planes : Nat → Nat) (x : Nat → Nat → Int) (room : Nat) : Prop :=
  ∀ u, u < c.blockCols → ∃ f : Nat → Nat, planes u = pack c.width c.blocks f ∧
    ∀ q, q < c.blocks →
      (f q : Int) = (2 ^ (c.width - 1) : Nat) + x (q / c.rowBlocks) (c.blockColumn u q) ∧
        f q + room < 2 ^ c.width

variable [K.Checked] {c : WeightChunk K} {room : Nat}

/-- The signed digits of a checked chunk's errors. -/
theorem signedErrors_hold (h : checkChunk c = true)
    (hroom : c.maxError + room < 2 ^ (c.width - 1)) :
    SignedHold c c.signedErrors (rowDiff c.weight c.decoded) room := by
  obtain ⟨s, r⟩ := fits_of_checkChunk h
  intro u hu
  obtain ⟨_, _, hfull⟩ := (r.columns u hu).digit_parts
  refine ⟨c.biasedError u, signedErrors_eq (r.columns u hu), fun q hq => ?_⟩
  have hsigned := biasedError_eq (r.columns u hu) hq
  have herror := r.errors u hu q hq
  rw [rowDiff_eq c hu]
  exact ⟨hsigned, by omega⟩

/-- The signed digits of a checked chunk's weights. -/
theorem signedWeights_hold (h : checkChunk c = true) (hroom : room ≤ 2 ^ (c.width - 2)) :
    SignedHold c c.signedWeights c.weight room := by
  obtain ⟨_, r⟩ := fits_of_checkChunk h
  intro u hu
  obtain ⟨hwidth, hhalf, hfull⟩ := (r.columns u hu).digit_parts
  refine ⟨_, signedWeights_eq (r.columns u hu), fun q hq => ?_⟩
  have hlt := (checkBelow_sound (Nat.sub_le _ 1) (ones_eq hwidth) (r.columns u hu).below).2.2 q hq
  rw [weight_eq hu]
  omega

end QuantCert.WeightChunk
