prelude
import QuantCert.Cert.Weights.Chunk

/-!
# Absolute weights and errors of a chunk as vectors

For each column of a block there is a vector with one digit a block: the absolute values of the
original weights, or those of their errors.

## Main definitions
* `WeightChunk.weightDigits`: the absolute weights of a column, in every block
* `WeightChunk.PlanesEq`, `EntriesAtMost`: vectors that hold the entries of a matrix, and a bound
* `WeightChunk.PlanesHold`: vectors that hold the absolute entries of a matrix

## Main theorems
* `WeightChunk.errorPlanes_hold`, `WeightChunk.weightPlanes_hold`: those of a checked chunk
-/

namespace QuantCert.WeightChunk

open Digits

variable {K : Codec}

/-- `2^(width-1) + w` of column `u`, in every block. -/
def signedWeights (c : WeightChunk K) (u : Nat) : Nat :=
  Nat.add (c.column u) (Nat.mul c.ones (Nat.pow 2 (Nat.sub c.width 2)))

/-- The absolute values of weights that have `2^(width-2)` added, in every block. -/
def absoluteDigits (c : WeightChunk K) (w : Nat) : Nat :=
  magnitudeDigits (Nat.sub c.width 1) c.ones c.low
    (Nat.add w (Nat.sub (Nat.mul c.ones (Nat.pow 2 (Nat.sub c.width 2))) c.ones))

/-- The absolute weights of column `u`, in every block. -/
def weightDigits (c : WeightChunk K) (u : Nat) : Nat := c.absoluteDigits (c.column u)

/-- The column `u` of block `q` of the chunk, its row being `q / rowBlocks`. -/
def blockColumn (c : WeightChunk K) (u q : Nat) : Nat := q % c.rowBlocks * c.blockCols + u

/-- `planes u` holds the entries of `r` in column `u` of every block. -/
def PlanesEq (c : WeightChunk K) (planes : Nat → Nat) (r : Nat → Nat → Nat) : Prop :=
  ∀ u, u < c.blockCols → planes u =
    pack c.width c.blocks fun q => r (q / c.rowBlocks) (c.blockColumn u q)

/-- No entry of `r` in a row and a column of the chunk, padding included, is above `M`. -/
def EntriesAtMost (c : WeightChunk K) (M : Nat) (r : Nat → Nat → Nat) : Prop :=
  ∀ u, u < c.blockCols → ∀ q, q < c.blocks → r (q / c.rowBlocks) (c.blockColumn u q) ≤ M

/-- `planes` holds the absolute entries of `x`, and they leave the highest bit of a digit free. -/
structure PlanesHold (c : WeightChunk K) (planes : Nat → Nat) (x : Nat → Nat → Int) : Prop where
  eq : PlanesEq c planes fun j i => (x j i).natAbs
  le : EntriesAtMost c (2 ^ (c.width - 1)) fun j i => (x j i).natAbs

variable {c : WeightChunk K}

/-- The parts of a block's number: the row, and the block of the row. -/
theorem block_parts {j b : Nat} (hb : b < c.rowBlocks) :
    (j * c.rowBlocks + b) / c.rowBlocks = j ∧ (j * c.rowBlocks + b) % c.rowBlocks = b := by
  have hpos : 0 < c.rowBlocks := Nat.lt_of_le_of_lt (Nat.zero_le _) hb
  rw [Nat.add_comm, Nat.add_mul_div_right _ _ hpos, Nat.div_eq_of_lt hb,
    Nat.add_mul_mod_self_right, Nat.mod_eq_of_lt hb, Nat.zero_add]
  exact ⟨rfl, rfl⟩

/-- The parts of a column's number: its place in the block, and the block. -/
theorem blockColumn_parts {u q : Nat} (hu : u < c.blockCols) :
    c.blockColumn u q % c.blockCols = u ∧ c.blockColumn u q / c.blockCols = q % c.rowBlocks := by
  have hpos : 0 < c.blockCols := Nat.lt_of_le_of_lt (Nat.zero_le _) hu
  refine ⟨?_, ?_⟩
  · rw [blockColumn, Nat.mul_add_mod_self_right, Nat.mod_eq_of_lt hu]
  · rw [blockColumn, Nat.add_comm, Nat.add_mul_div_right _ _ hpos, Nat.div_eq_of_lt hu,
      Nat.zero_add]

/-- The column at a place. -/
theorem blockColumn_place {j i : Nat} (h : i / c.blockCols < c.rowBlocks) :
    c.blockColumn (i % c.blockCols) (j * c.rowBlocks + i / c.blockCols) = i := by
  rw [blockColumn, (block_parts (c := c) (j := j) h).2, Nat.mul_comm]
  exact Nat.div_add_mod i c.blockCols

/-- A block of the chunk is a row and a block of the row. -/
theorem block_split (q : Nat) : q / c.rowBlocks * c.rowBlocks + q % c.rowBlocks = q := by
  rw [Nat.mul_comm]
  exact Nat.div_add_mod q c.rowBlocks

/-- A weight, from the digit of its column and its block. -/
theorem weight_eq {u : Nat} (hu : u < c.blockCols) (q : Nat) :
    c.weight (q / c.rowBlocks) (c.blockColumn u q) =
      (digit c.width (c.column u) q : Int) - (2 ^ (c.width - 2) : Nat) := by
  obtain ⟨hmod, hdiv⟩ := blockColumn_parts (q := q) hu
  rw [weight, block, hmod, hdiv, block_split]
  rfl

/-- The error of a weight is that of its column and its block. -/
theorem rowDiff_eq (c : WeightChunk K) {u : Nat} (hu : u < c.blockCols) (q : Nat) :
    rowDiff c.weight c.decoded (q / c.rowBlocks) (c.blockColumn u q) = c.blockError u q := by
  obtain ⟨hmod, hdiv⟩ := blockColumn_parts (q := q) hu
  show c.weight _ _ - c.decoded _ _ = _
  rw [weight_sub_decoded, hmod, hdiv, block_split]

variable [K.Checked]

/-- The digits of a checked chunk's errors are the absolute errors. -/
theorem errorPlanes_hold (h : checkChunk c = true) :
    PlanesHold c c.errorDigits (rowDiff c.weight c.decoded) := by
  obtain ⟨s, r⟩ := fits_of_checkChunk h
  refine ⟨fun u hu => ?_, fun u hu q hq => ?_⟩
  · rw [errorDigits_eq (r.columns u hu)]
    exact pack_congr fun q _ => congrArg Int.natAbs (rowDiff_eq c hu q).symm
  · refine Nat.le_trans (Nat.le_of_eq (congrArg Int.natAbs (rowDiff_eq c hu q))) ?_
    exact Nat.le_trans (r.errors u hu q hq) (Nat.le_of_lt s.error)

/-- The digits of a column's weights, `2^(width-1)` larger. -/
theorem signedWeights_eq {u : Nat} (h : ColumnFits c u) : c.signedWeights u =
    pack c.width c.blocks fun q => digit c.width (c.column u) q + 2 ^ (c.width - 2) := by
  have hones := ones_eq (c := c) h.digit_parts.1
  show c.column u + c.ones * 2 ^ (c.width - 2) = _
  rw [hones, pack_one_mul, (checkBelow_sound (Nat.sub_le _ 1) hones h.below).2.1, pack_add]
  exact pack_congr fun q _ => by
    rw [← (checkBelow_sound (Nat.sub_le _ 1) hones h.below).2.1]

/-- The digits of a checked chunk's weights are the absolute weights. -/
theorem weightPlanes_hold (h : checkChunk c = true) : PlanesHold c c.weightDigits c.weight := by
  obtain ⟨_, r⟩ := fits_of_checkChunk h
  have hlt := fun u hu => (checkBelow_sound (Nat.sub_le _ 1)
    (ones_eq (r.columns u hu).digit_parts.1) (r.columns u hu).below).2.2
  refine ⟨fun u hu => ?_, fun u hu q hq => ?_⟩
  · obtain ⟨hwidth, hhalf, hfull⟩ := (r.columns u hu).digit_parts
    have hpos := Nat.two_pow_pos (c.width - 2)
    have hcolumn := (checkBelow_sound (Nat.sub_le _ 1) (ones_eq hwidth) (r.columns u hu).below).2.1
    have hbiased : Nat.add (c.column u)
        (Nat.sub (Nat.mul c.ones (Nat.pow 2 (Nat.sub c.width 2))) c.ones) =
        pack c.width c.blocks fun q => digit c.width (c.column u) q + 2 ^ (c.width - 2) - 1 := by
      show c.column u + (c.ones * 2 ^ (c.width - 2) - c.ones) = _
      rw [ones_eq hwidth, pack_one_mul, pack_sub fun _ _ => hpos]
      refine (congrArg (· + _) hcolumn).trans ((pack_add _ _ _ _).trans (pack_congr fun q _ => ?_))
      omega
    rw [weightDigits, absoluteDigits, hbiased, low_eq hwidth, ones_eq hwidth]
    refine (magnitudeDigits_eq hwidth fun q hq => ?_).trans (pack_congr fun q _ => ?_)
    · have := hlt u hu q hq
      omega
    show _ = (c.weight _ _).natAbs
    rw [weight_eq hu, natAbs_sub_natCast, ← hhalf]
    unfold distance
    omega
  · obtain ⟨_, hhalf, _⟩ := (r.columns u hu).digit_parts
    have hdigit := hlt u hu q hq
    show (c.weight _ _).natAbs ≤ _
    rw [weight_eq hu, natAbs_sub_natCast]
    unfold distance
    omega

end QuantCert.WeightChunk
