prelude
import QuantCert.Cert.Weights.Rows

/-!
# The certificate of a chunk of weights

## Main definitions
* `checkChunk`: tests every weight, every scale and every row sum of a chunk

## Main theorems
* `checkChunk_sound`: if `checkChunk c` then `ChunkHolds c`
-/

namespace QuantCert

open Digits

variable {K : Codec}

namespace WeightChunk

/-- The dimensions are consistent and small enough that no vector overflows. -/
def checkShape (c : WeightChunk K) : Bool :=
  Nat.ble WordExpr.valueBits c.width && (Nat.ble (K.wordBits * c.blockWords) c.width &&
  (Nat.blt 0 c.groupBlocks && (Nat.blt 0 c.groups && (Nat.ble c.cols (c.rowBlocks * c.blockCols) &&
  (Nat.ble c.blocks (2 ^ log2Ceil c.blocks) && (Nat.ble c.allGroups (2 ^ log2Ceil c.allGroups) &&
  (Nat.ble c.rows (2 ^ log2Ceil c.rows) &&
  (Nat.blt (c.rowBlocks * (c.blockCols * c.maxError)) (2 ^ (c.width - 1)) &&
  (Nat.blt c.maxError (2 ^ (c.width - 1)) && (Nat.blt c.rowBoundMax (2 ^ (c.width - 1)) &&
  Nat.blt c.codes (2 ^ (K.wordBits * c.blockWords * c.blocks))))))))))))

/-- The tables that the lanes read are in range. -/
noncomputable def checkTables [K.Checked] (c : WeightChunk K) : Bool :=
  allBelow K.lanes fun lane => withValue (K.table lane) c.checkTable

end WeightChunk

/-- Tests every weight, scale, zero-point and row sum of the chunk. -/
noncomputable def checkChunk [K.Checked] (c : WeightChunk K) : Bool :=
  c.checkShape && (c.checkTables && (allBelow c.blockCols c.checkErrors && c.checkRows))

namespace WeightChunk

/-- What `checkShape` establishes. -/
structure ShapeFits (c : WeightChunk K) : Prop where
  width_ge : 16 ≤ c.width
  block_le : K.wordBits * c.blockWords ≤ c.width
  groupBlocks_pos : 0 < c.groupBlocks
  groups_pos : 0 < c.groups
  cols_le : c.cols ≤ c.rowBlocks * c.blockCols
  blocks_le : c.blocks ≤ 2 ^ log2Ceil c.blocks
  groups_le : c.allGroups ≤ 2 ^ log2Ceil c.allGroups
  rows_le : c.rows ≤ 2 ^ log2Ceil c.rows
  total : c.rowBlocks * (c.blockCols * c.maxError) < 2 ^ (c.width - 1)
  error : c.maxError < 2 ^ (c.width - 1)
  maximum : c.rowBoundMax < 2 ^ (c.width - 1)
  codes_lt : c.codes < 2 ^ (K.wordBits * c.blockWords * c.blocks)

variable {c : WeightChunk K}

/-- If the check succeeds, the numbers of the chunk satisfy its conditions. -/
theorem checkShape_sound (h : c.checkShape = true) : ShapeFits c := by
  simp only [checkShape, Bool.and_eq_true_iff] at h
  obtain ⟨width_ge, block_le, groupBlocks_pos, groups_pos, cols_le, blocks_le, groups_le, rows_le,
    total, error, maximum, codes_lt⟩ := h
  exact ⟨Nat.le_of_ble_eq_true width_ge, Nat.le_of_ble_eq_true block_le,
    Nat.le_of_ble_eq_true groupBlocks_pos, Nat.le_of_ble_eq_true groups_pos,
    Nat.le_of_ble_eq_true cols_le, Nat.le_of_ble_eq_true blocks_le,
    Nat.le_of_ble_eq_true groups_le, Nat.le_of_ble_eq_true rows_le, Nat.le_of_ble_eq_true total,
    Nat.le_of_ble_eq_true error, Nat.le_of_ble_eq_true maximum, Nat.le_of_ble_eq_true codes_lt⟩

/-- The conditions include those of the packed codes. -/
theorem ShapeFits.codes (s : ShapeFits c) : CodesFit c :=
  ⟨s.width_ge, s.block_le, s.blocks_le, s.codes_lt⟩

/-- A row has a block. -/
theorem ShapeFits.rowBlocks_pos (s : ShapeFits c) : 0 < c.rowBlocks :=
  Nat.mul_pos s.groups_pos s.groupBlocks_pos

/-- The place of a column in its row: the block, and the column of the block. -/
structure Place (c : WeightChunk K) (j i : Nat) : Prop where
  column : i % c.blockCols < c.blockCols
  rowBlock : i / c.blockCols < c.rowBlocks
  block : j * c.rowBlocks + i / c.blockCols < c.blocks

/-- Every column, padding included, has a place. -/
theorem place {j i : Nat} (hj : j < c.rows) (hi : i < c.rowBlocks * c.blockCols) : Place c j i := by
  have hpos : 0 < c.blockCols := Nat.pos_of_ne_zero fun hzero => by
    rw [hzero, Nat.mul_zero] at hi
    exact Nat.not_lt_zero _ hi
  have hblock := (Nat.div_lt_iff_lt_mul hpos).2 hi
  exact ⟨Nat.mod_lt i hpos, hblock, block_of_row_lt hj hblock⟩

/-- The word and the lane of a column within its block are those within its row. -/
theorem column_split (i m lanes : Nat) :
    i % (m * lanes) % lanes = i % lanes ∧
      i / lanes = i / (m * lanes) * m + i % (m * lanes) / lanes := by
  refine ⟨Nat.mod_mod_of_dvd i (Nat.dvd_mul_left lanes m), ?_⟩
  cases Nat.eq_zero_or_pos lanes with
  | inl hzero => rw [hzero, Nat.mul_zero, Nat.div_zero, Nat.div_zero, Nat.zero_mul]
  | inr hpos =>
    have hwhole := Nat.div_add_mod i (m * lanes)
    rw [Nat.mul_comm (m * lanes), ← Nat.mul_assoc, Nat.mul_comm _ lanes] at hwhole
    rw [← Nat.mul_add_div hpos, hwhole]

/-- The error of a weight is the error that the checker computes for its block and column. -/
theorem weight_sub_decoded (h : ShapeFits c) (j i : Nat) :
    c.weight j i - c.decoded j i =
      c.blockError (i % c.blockCols) (j * c.rowBlocks + i / c.blockCols) := by
  obtain ⟨hlane, hword⟩ := column_split i c.blockWords K.lanes
  have hgroup : (j * c.rowBlocks + i / c.blockCols) / c.groupBlocks =
      j * c.groups + i / c.groupCols := by
    rw [rowBlocks, groupCols, ← Nat.mul_assoc, Nat.mul_comm (j * c.groups),
      Nat.mul_add_div h.groupBlocks_pos, Nat.div_div_eq_div_mul, Nat.mul_comm c.blockCols]
  have hstream : (j * c.rowBlocks + i / c.blockCols) * c.blockWords + i % c.blockCols / K.lanes =
      j * (c.rowBlocks * c.blockWords) + i / K.lanes := by
    rw [Nat.add_mul, Nat.mul_assoc, Nat.add_assoc]
    exact congrArg (j * (c.rowBlocks * c.blockWords) + ·) hword.symm
  have hcode : c.blockCode (i % c.blockCols) (j * c.rowBlocks + i / c.blockCols) = c.code j i := by
    rw [blockCode, blockWord, hstream]
    exact congrArg (K.code · (c.word j i)) hlane
  have htable : K.table (i % c.blockCols % K.lanes) = K.table (i % K.lanes) :=
    congrArg K.table hlane
  rw [blockError, hcode, columnScale, columnZero, htable, blockScale, blockZero, hgroup]
  rfl

/-- The sum over the blocks of a row is the sum over its columns, padding included. -/
theorem sum_blockSum (h : ShapeFits c) (j : Nat) :
    (sum c.rowBlocks fun b => c.blockSum (j * c.rowBlocks + b)) =
      rowL1 (c.rowBlocks * c.blockCols) (rowDiff c.weight c.decoded j) := by
  unfold rowL1
  rw [sum_mul_index]
  refine sum_congr fun b _ => sum_congr fun u hu => congrArg Int.natAbs ?_
  have hpos : 0 < c.blockCols := Nat.lt_of_le_of_lt (Nat.zero_le u) hu
  refine Eq.trans ?_ (weight_sub_decoded h j (b * c.blockCols + u)).symm
  rw [Nat.mul_add_mod_self_right, Nat.mod_eq_of_lt hu, Nat.add_comm (b * c.blockCols) u,
    Nat.add_mul_div_right _ _ hpos, Nat.div_eq_of_lt hu, Nat.zero_add]

variable [K.Checked]

/-- What a checked chunk has passed. -/
theorem fits_of_checkChunk (h : checkChunk c = true) : ShapeFits c ∧ RowsFit c := by
  simp only [checkChunk, Bool.and_eq_true_iff] at h
  obtain ⟨hshape, htables, hcolumns, _⟩ := h
  have s := checkShape_sound hshape
  have hcolumn : ∀ u, u < c.blockCols → ColumnFits c u := fun u hu =>
    have htable := of_allBelow htables (column_word hu).2
    ⟨s.codes, ⟨s.width_ge, s.groupBlocks_pos, s.groups_le, (withValue_eq _ _).symm.trans htable⟩, hu,
      (Bool.and_eq_true_iff.1 (of_allBelow hcolumns hu)).1⟩
  exact ⟨s, s.width_ge, s.rowBlocks_pos, s.rows_le, hcolumn,
    fun u hu b hb => error_le_of_check (hcolumn u hu) s.error (of_allBelow hcolumns hu) hb,
    s.total, s.maximum⟩

end WeightChunk

open WeightChunk in
/-- If the check succeeds then every weight is within `maxError` of its decoded value and every row's
sum of absolute errors is at most the row's bound. -/
theorem checkChunk_sound [K.Checked] {c : WeightChunk K} (h : checkChunk c = true) :
    ChunkHolds c := by
  obtain ⟨s, r⟩ := fits_of_checkChunk h
  simp only [checkChunk, Bool.and_eq_true_iff] at h
  intro j hj
  have hrow := rows_le_of_check r h.2.2.2 hj
  rw [sum_blockSum s] at hrow
  refine ⟨fun i hi => ?_, Nat.le_trans (natSum_le_natSum s.cols_le _) hrow.1, hrow.2⟩
  have hplace := place hj (Nat.lt_of_lt_of_le hi s.cols_le)
  rw [weight_sub_decoded s]
  exact r.errors _ hplace.column _ hplace.block

end QuantCert
