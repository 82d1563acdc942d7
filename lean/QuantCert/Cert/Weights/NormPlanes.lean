prelude
import QuantCert.Cert.Weights.Chunk

/-!
# Absolute weights and errors of a chunk as vectors

For each column of a block there is a vector with one digit a block: the absolute values of the
original weights, or those of their errors.

## Main definitions
* `WeightChunk.weightDigits`: the absolute weights of word `t` and a lane, in every block
* `WeightChunk.PlanesEq`, `EntriesAtMost`: vectors that hold the entries of a matrix, and a bound
* `WeightChunk.PlanesHold`: vectors that hold the absolute entries of a matrix

## Main theorems
* `WeightChunk.errorPlanes_hold`, `WeightChunk.weightPlanes_hold`: those of a checked chunk
-/

namespace QuantCert.WeightChunk

open Digits

/-- The absolute weights of word `t` and the lane, in every block. -/
def weightDigits (c : WeightChunk) (t lane : Nat) : Nat :=
  absoluteDigits c.width c.ones
    (Nat.add (c.column t lane) (Nat.mul c.ones (Nat.pow 2 (Nat.sub c.width 2))))

/-- The column of word `t` and the lane in block `q` of the chunk, its row being `q / rowBlocks`. -/
def blockColumn (c : WeightChunk) (t lane q : Nat) : Nat :=
  q % c.rowBlocks * c.blockCols + (t * 2 + lane)

/-- `planes t lane` holds the entries of `r` in the columns of word `t` and the lane. -/
def PlanesEq (c : WeightChunk) (planes : Nat → Nat → Nat) (r : Nat → Nat → Nat) : Prop :=
  ∀ t, t < c.blockWords → ∀ lane, lane < 2 → planes t lane =
    pack c.width c.blocks fun q => r (q / c.rowBlocks) (c.blockColumn t lane q)

/-- No entry of `r` in a row and a column of the chunk, padding included, is above `M`. -/
def EntriesAtMost (c : WeightChunk) (M : Nat) (r : Nat → Nat → Nat) : Prop :=
  ∀ t, t < c.blockWords → ∀ lane, lane < 2 → ∀ q, q < c.blocks →
    r (q / c.rowBlocks) (c.blockColumn t lane q) ≤ M

/-- `planes` holds the absolute entries of `x`, and they leave the highest bit of a digit free. -/
structure PlanesHold (c : WeightChunk) (planes : Nat → Nat → Nat) (x : Nat → Nat → Int) :
    Prop where
  eq : PlanesEq c planes fun j i => (x j i).natAbs
  le : EntriesAtMost c (2 ^ (c.width - 1)) fun j i => (x j i).natAbs

variable {c : WeightChunk}

/-- What a checked chunk has passed. -/
theorem rowsFit_of_checkChunk (h : checkChunk c = true) : ShapeFits c ∧ RowsFit c := by
  simp only [checkChunk, Bool.and_eq_true_iff] at h
  obtain ⟨hshape, htable0, htable1, hcolumns, _⟩ := h
  have s := checkShape_sound hshape
  have htable : ∀ lane, lane < 2 → TableFits c (c.format.table lane) := fun lane hlane =>
    match lane, hlane with
    | 0, _ => ⟨s.width_ge, s.groupBlocks_pos, s.groups_le, htable0⟩
    | 1, _ => ⟨s.width_ge, s.groupBlocks_pos, s.groups_le, htable1⟩
  have hfits : ∀ t, t < c.blockWords → ∀ lane, lane < 2 → ColumnFits c t lane :=
    fun t ht lane hlane => ⟨⟨s.width_ge, s.block_le, s.blocks_le, s.codes_lt⟩, htable lane hlane, ht,
      hlane, (Bool.and_eq_true_iff.1 (checkColumns_sound hcolumns ht hlane)).1⟩
  exact ⟨s, s.width_ge, Nat.mul_pos s.groups_pos s.groupBlocks_pos, s.rows_le, hfits,
    fun t ht lane hlane b hb => error_le_of_check (hfits t ht lane hlane) s.error
      (checkColumns_sound hcolumns ht hlane) hb, s.total, s.maximum⟩

/-- The parts of a column's number: its place in the block, the block and the lane. -/
theorem blockColumn_parts {t lane q : Nat} (ht : t < c.blockWords) (hlane : lane < 2) :
    c.blockColumn t lane q % c.blockCols = t * 2 + lane ∧
      c.blockColumn t lane q / c.blockCols = q % c.rowBlocks ∧
      c.blockColumn t lane q % 2 = lane := by
  have hlt : t * 2 + lane < c.blockCols := by unfold blockCols; omega
  have hpos : 0 < c.blockCols := Nat.lt_of_le_of_lt (Nat.zero_le _) hlt
  refine ⟨?_, ?_, ?_⟩
  · rw [blockColumn, Nat.mul_add_mod_self_right, Nat.mod_eq_of_lt hlt]
  · rw [blockColumn, Nat.add_comm, Nat.add_mul_div_right _ _ hpos, Nat.div_eq_of_lt hlt,
      Nat.zero_add]
  · rw [blockColumn, blockCols, ← Nat.mul_assoc, ← Nat.add_assoc, ← Nat.add_mul]
    omega

/-- A block of the chunk is a row and a block of the row. -/
theorem block_split (q : Nat) : q / c.rowBlocks * c.rowBlocks + q % c.rowBlocks = q := by
  rw [Nat.mul_comm]
  exact Nat.div_add_mod q c.rowBlocks

/-- The digits of a checked chunk's errors are the absolute errors. -/
theorem errorPlanes_hold (h : checkChunk c = true) :
    PlanesHold c c.errorDigits fun j i => c.weight j i - c.decoded j i := by
  obtain ⟨s, r⟩ := rowsFit_of_checkChunk h
  have hterm : ∀ t, t < c.blockWords → ∀ lane, lane < 2 → ∀ q,
      c.weight (q / c.rowBlocks) (c.blockColumn t lane q) -
        c.decoded (q / c.rowBlocks) (c.blockColumn t lane q) = c.blockError t lane q := by
    intro t ht lane hlane q
    obtain ⟨hmod, hdiv, hparity⟩ := blockColumn_parts (c := c) (q := q) ht hlane
    rw [weight_sub_decoded s, hmod, hdiv, hparity, block_split, show (t * 2 + lane) / 2 = t by omega]
  refine ⟨fun t ht lane hlane => ?_, fun t ht lane hlane q hq => ?_⟩
  · rw [errorDigits_eq (r.columns t ht lane hlane)]
    exact pack_congr fun q _ => congrArg Int.natAbs (hterm t ht lane hlane q).symm
  · refine Nat.le_trans (Nat.le_of_eq (congrArg Int.natAbs (hterm t ht lane hlane q))) ?_
    exact Nat.le_trans (r.errors t ht lane hlane q hq) (Nat.le_of_lt s.error)

/-- The digits of a checked chunk's weights are the absolute weights. -/
theorem weightPlanes_hold (h : checkChunk c = true) : PlanesHold c c.weightDigits c.weight := by
  obtain ⟨s, r⟩ := rowsFit_of_checkChunk h
  have hw := s.width_ge
  have hhalf : 2 * 2 ^ (c.width - 2) = 2 ^ (c.width - 1) := by
    rw [← Nat.pow_succ', show Nat.succ (c.width - 2) = c.width - 1 by omega]
  have hfull := two_pow_sub_one_add_self (k := c.width) (by omega)
  have hones := ones_eq (c := c) (by omega)
  have hbelow := fun t ht lane hlane =>
    checkBelow_sound (by omega) hones (r.columns t ht lane hlane).below
  have hterm : ∀ t, t < c.blockWords → ∀ lane, lane < 2 → ∀ q,
      distance (digit c.width (c.column t lane) q + 2 ^ (c.width - 2)) (2 ^ (c.width - 1)) =
        (c.weight (q / c.rowBlocks) (c.blockColumn t lane q)).natAbs := by
    intro t ht lane hlane q
    obtain ⟨hmod, hdiv, _⟩ := blockColumn_parts (c := c) (q := q) ht hlane
    rw [weight, hmod, hdiv, block_split, natAbs_sub_natCast, ← hhalf]
    unfold distance column
    omega
  refine ⟨fun t ht lane hlane => ?_, fun t ht lane hlane q hq => ?_⟩
  · have hfit : ∀ q, q < c.blocks →
        digit c.width (c.column t lane) q + 2 ^ (c.width - 2) < 2 ^ c.width := fun q hq => by
      have := (hbelow t ht lane hlane).2.2 q hq
      omega
    show absoluteDigits c.width c.ones (c.column t lane + c.ones * 2 ^ (c.width - 2)) = _
    rw [hones, pack_one_mul, (hbelow t ht lane hlane).2.1, pack_add,
      absoluteDigits_eq (by omega) hfit]
    exact pack_congr fun q _ => hterm t ht lane hlane q
  · refine Nat.le_trans (Nat.le_of_eq (hterm t ht lane hlane q).symm) ?_
    have := (hbelow t ht lane hlane).2.2 q hq
    unfold distance
    omega

end QuantCert.WeightChunk
