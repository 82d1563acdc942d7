prelude
import QuantCert.Cert.Weights.Pass

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
noncomputable def checkShape (c : WeightChunk K) : Bool :=
  Nat.ble WordExpr.valueBits c.width && (Nat.blt 0 c.digitWords &&
  (Nat.ble (K.wordBits * c.digitWords) c.width &&
  (Nat.blt 0 c.rowBlocks && (Nat.ble c.cols (c.rowBlocks * c.blockCols) &&
  (Nat.ble c.rows (2 ^ log2Ceil c.rows) && Nat.blt c.maxError (2 ^ (c.width - 1)))))))

/-- The sums of blocks and rows are small enough for their digits. -/
def checkSums (c : WeightChunk K) : Bool :=
  Nat.blt 0 c.boundWidth && (Nat.ble c.boundWidth (c.width * c.rowBlocks) &&
  (Nat.blt (c.blockCols * c.maxError) (2 ^ c.width) &&
  (Nat.blt (c.rowBlocks * 2 ^ (c.width - c.width / 2)) (2 ^ c.width) &&
  (Nat.blt (c.rowBlocks * (c.blockCols * c.maxError)) (2 ^ (c.width * c.rowBlocks - 1)) &&
  Nat.blt c.rowBoundMax (2 ^ (c.boundWidth - 1))))))

/-- The vectors of codes have a digit for each block. -/
noncomputable def checkCodes (c : WeightChunk K) : Bool :=
  allBelow c.blockWords fun t => Nat.blt (c.codePlane t) (Nat.pow 2 (Nat.mul c.width c.blocks))

/-- The tables that the lanes read are in range. -/
noncomputable def checkTables [K.Checked] (c : WeightChunk K) : Bool :=
  Nat.ble (Nat.add (Codec.Checked.maxBits K) 3) c.width &&
  allBelow K.lanes fun lane => withValue (K.table lane) c.checkTable

end WeightChunk

/-- Tests every weight, scale, zero-point and row sum of the chunk. -/
noncomputable def checkChunk [K.Checked] (c : WeightChunk K) : Bool :=
  c.checkShape && (c.checkSums && (c.checkCodes && (c.checkTables && c.checkPlanes)))

namespace WeightChunk

/-- What `checkShape` establishes. -/
structure ShapeFits (c : WeightChunk K) : Prop where
  width_ge : 16 ≤ c.width
  digitWords_pos : 0 < c.digitWords
  digit_le : K.wordBits * c.digitWords ≤ c.width
  rowBlocks_pos : 0 < c.rowBlocks
  cols_le : c.cols ≤ c.rowBlocks * c.blockCols
  rows_le : c.rows ≤ 2 ^ log2Ceil c.rows
  error : c.maxError < 2 ^ (c.width - 1)

variable {c : WeightChunk K}

/-- If the check succeeds, the numbers of the chunk satisfy its conditions. -/
theorem checkShape_sound (h : c.checkShape = true) : ShapeFits c := by
  simp only [checkShape, Bool.and_eq_true_iff] at h
  obtain ⟨width_ge, digitWords_pos, digit_le, rowBlocks_pos, cols_le, rows_le, error⟩ := h
  exact ⟨Nat.le_of_ble_eq_true width_ge, Nat.le_of_ble_eq_true digitWords_pos,
    Nat.le_of_ble_eq_true digit_le, Nat.le_of_ble_eq_true rowBlocks_pos,
    Nat.le_of_ble_eq_true cols_le, Nat.le_of_ble_eq_true rows_le, Nat.le_of_ble_eq_true error⟩

/-- If the check succeeds, the sums fit. -/
theorem checkSums_sound (h : c.checkSums = true) : SumsFit c := by
  simp only [checkSums, Bool.and_eq_true_iff] at h
  obtain ⟨pos, le, block, half, total, maximum⟩ := h
  exact ⟨Nat.le_of_ble_eq_true pos, Nat.le_of_ble_eq_true le, Nat.le_of_ble_eq_true block,
    Nat.le_of_ble_eq_true half, Nat.le_of_ble_eq_true total, Nat.le_of_ble_eq_true maximum⟩

/-- The conditions include those of the packed codes. -/
theorem ShapeFits.codes (s : ShapeFits c) (h : c.checkCodes = true) : CodesFit c :=
  ⟨s.width_ge, s.digitWords_pos, s.digit_le, fun _ ht => Nat.le_of_ble_eq_true (of_allBelow h ht)⟩

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

/-- The error of a weight is the error that the checker computes for its block and column. -/
theorem weight_sub_decoded (c : WeightChunk K) (j i : Nat) :
    c.weight j i - c.decoded j i =
      c.blockError (i % c.blockCols) (j * c.rowBlocks + i / c.blockCols) := rfl

/-- The sum over the blocks of a row is the sum over its columns, padding included. -/
theorem sum_blockSum (c : WeightChunk K) (j : Nat) :
    (sum c.rowBlocks fun b => c.blockSum (j * c.rowBlocks + b)) =
      rowL1 (c.rowBlocks * c.blockCols) (rowDiff c.weight c.decoded j) := by
  unfold rowL1
  rw [sum_mul_index]
  refine sum_congr fun b _ => sum_congr fun u hu => congrArg Int.natAbs ?_
  have hpos : 0 < c.blockCols := Nat.lt_of_le_of_lt (Nat.zero_le u) hu
  refine Eq.trans ?_ (weight_sub_decoded c j (b * c.blockCols + u)).symm
  rw [Nat.mul_add_mod_self_right, Nat.mod_eq_of_lt hu, Nat.add_comm (b * c.blockCols) u,
    Nat.add_mul_div_right _ _ hpos, Nat.div_eq_of_lt hu, Nat.zero_add]

variable [K.Checked]

/-- What a checked chunk has passed. -/
theorem passed_of_checkChunk (h : checkChunk c = true) :
    (ShapeFits c ∧ RowsFit c) ∧ c.checkRows c.errorSum = true := by
  simp only [checkChunk, Bool.and_eq_true_iff] at h
  obtain ⟨hshape, hsums, hcodes, htables, hpass⟩ := h
  have s := checkShape_sound hshape
  obtain ⟨hbits, hlanes⟩ := Bool.and_eq_true_iff.1 htables
  have hwidth : 0 < c.width := Nat.lt_of_lt_of_le (by decide) s.width_ge
  obtain ⟨hcolumns, hrows⟩ := checkPlanes_sound (fun u hu below =>
    have htable := of_allBelow hlanes (column_word hu).2
    ⟨s.codes hcodes, ⟨s.width_ge, Nat.le_of_ble_eq_true hbits,
      (withValue_eq _ _).symm.trans htable⟩, hu, below⟩) hwidth s.error hpass
  exact ⟨⟨s, s.width_ge, s.rowBlocks_pos, s.rows_le, fun u hu => (hcolumns u hu).1,
    fun u hu b hb => (hcolumns u hu).2 b hb, checkSums_sound hsums⟩, hrows⟩

/-- The conditions that a checked chunk meets. -/
theorem fits_of_checkChunk (h : checkChunk c = true) : ShapeFits c ∧ RowsFit c :=
  (passed_of_checkChunk h).1

end WeightChunk

open WeightChunk in
/-- If the check succeeds then every weight is within `maxError` of its decoded value and every row's
sum of absolute errors is at most the row's bound. -/
theorem checkChunk_sound [K.Checked] {c : WeightChunk K} (h : checkChunk c = true) :
    ChunkHolds c := by
  obtain ⟨⟨s, r⟩, hrows⟩ := passed_of_checkChunk h
  intro j hj
  have hrow := rows_le_of_check r hrows hj
  rw [sum_blockSum] at hrow
  refine ⟨fun i hi => ?_, Nat.le_trans (natSum_le_natSum s.cols_le _) hrow.1, hrow.2⟩
  have hplace := place hj (Nat.lt_of_lt_of_le hi s.cols_le)
  rw [weight_sub_decoded]
  exact r.errors _ hplace.column _ hplace.block

end QuantCert
