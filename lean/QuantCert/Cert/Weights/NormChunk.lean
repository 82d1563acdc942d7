prelude
import QuantCert.Cert.Weights.NormRounded
import QuantCert.Cert.Weights.NormSums
import QuantCert.Spec.Weights.Norms

/-!
# Sizes of the weights and errors of a chunk, checked

Absolute values are rounded upward to the claim's unit; then their maximum, the sums of rows and
columns, and, with a coarser unit, the sums of squares are compared with the claims.

## Main definitions
* `checkChunkNorms c claim`: the claims about the weights and errors of a chunk

## Main theorems
* `checkChunkNorms_sound`: if the chunk is checked too, the claims are true
-/

namespace QuantCert

open Digits

variable {K : Codec}

namespace WeightChunk

/-- The dimensions are small enough that no sum of the claim overflows. -/
def checkSizeShape (c : WeightChunk K) (s : SizeClaim) : Bool :=
  Nat.blt s.shift c.width && (Nat.blt s.squareShift c.width &&
  (Nat.ble (s.squareBits + s.squareBits) c.width && (Nat.ble s.columnBits (c.width - 1) &&
  (Nat.blt s.maximum (2 ^ (c.width - 1)) && (Nat.blt (c.rows * s.maximum) (2 ^ (c.width - 1)) &&
  (Nat.blt (c.rowBlocks * (c.blockCols * s.maximum)) (2 ^ (c.width - 1)) &&
  Nat.blt (c.rowBlocks * (c.blockCols * (2 ^ s.squareBits * 2 ^ s.squareBits)))
    (2 ^ (c.width - 1))))))))

/-- The column sums are at most the claimed ones. -/
noncomputable def checkColumnSums (c : WeightChunk K) (planes : Nat → Nat) (s : SizeClaim) :
    Bool :=
  checkBelow (repunit c.width (c.blockCols * c.rowBlocks)) c.width s.columnBits
    (c.blockCols * c.rowBlocks) s.columnSums &&
  checkAtMost (repunit c.width (c.blockCols * c.rowBlocks)) c.width s.columnSums
    (c.foldColumns (c.ceilPlanes planes s.shift))

/-- The claims about the absolute entries that the vectors hold. -/
noncomputable def checkSizes (c : WeightChunk K) (planes : Nat → Nat) (s : SizeClaim) : Bool :=
  c.checkSizeShape s && (c.checkMaximum (c.ceilPlanes planes s.shift) s.maximum &&
  (checkRowSums c.width c.rowBlocks c.rows (c.addPlanes (c.ceilPlanes planes s.shift)) s.rowSum &&
  (c.checkColumnSums planes s &&
  (c.checkMaximum (c.ceilPlanes planes s.squareShift) (2 ^ s.squareBits - 1) &&
  checkRowSums c.width c.rowBlocks c.rows
    (c.addPlanes (c.squarePlanes planes s.squareShift s.squareBits)) s.rowSquare))))

/-- What `checkSizeShape` establishes. -/
structure SizeShapeFits (c : WeightChunk K) (s : SizeClaim) : Prop where
  shift_lt : s.shift < c.width
  squareShift_lt : s.squareShift < c.width
  bits_le : s.squareBits + s.squareBits ≤ c.width
  columnBits_le : s.columnBits ≤ c.width - 1
  maximum_lt : s.maximum < 2 ^ (c.width - 1)
  column_lt : c.rows * s.maximum < 2 ^ (c.width - 1)
  row_lt : c.rowBlocks * (c.blockCols * s.maximum) < 2 ^ (c.width - 1)
  square_lt : c.rowBlocks * (c.blockCols * (2 ^ s.squareBits * 2 ^ s.squareBits)) <
    2 ^ (c.width - 1)

variable {c : WeightChunk K} {s : SizeClaim} {planes : Nat → Nat} {x : Nat → Nat → Int}

/-- If the check succeeds, the numbers of the size claim satisfy their conditions. -/
theorem checkSizeShape_sound (h : c.checkSizeShape s = true) : SizeShapeFits c s := by
  simp only [checkSizeShape, Bool.and_eq_true_iff] at h
  obtain ⟨shift_lt, squareShift_lt, bits_le, columnBits_le, maximum_lt, column_lt, row_lt,
    square_lt⟩ := h
  exact ⟨Nat.le_of_ble_eq_true shift_lt, Nat.le_of_ble_eq_true squareShift_lt,
    Nat.le_of_ble_eq_true bits_le, Nat.le_of_ble_eq_true columnBits_le,
    Nat.le_of_ble_eq_true maximum_lt, Nat.le_of_ble_eq_true column_lt,
    Nat.le_of_ble_eq_true row_lt, Nat.le_of_ble_eq_true square_lt⟩

/-- The digit of a column is the digit of its place in the block and of its block. -/
theorem column_digit {i : Nat} (hi : i < c.rowBlocks * c.blockCols) :
    i % c.blockCols * c.rowBlocks + i / c.blockCols < c.blockCols * c.rowBlocks ∧
    (i % c.blockCols * c.rowBlocks + i / c.blockCols) % c.rowBlocks * c.blockCols +
      (i % c.blockCols * c.rowBlocks + i / c.blockCols) / c.rowBlocks = i := by
  have hpos : 0 < c.blockCols := Nat.pos_of_ne_zero fun hzero => by
    rw [hzero, Nat.mul_zero] at hi
    exact Nat.not_lt_zero _ hi
  have hblock : i / c.blockCols < c.rowBlocks := (Nat.div_lt_iff_lt_mul hpos).2 hi
  have hcolumns := Nat.mul_le_mul_right c.rowBlocks (Nat.mod_lt i hpos : i % c.blockCols + 1 ≤ _)
  rw [Nat.add_one_mul] at hcolumns
  refine ⟨by omega, ?_⟩
  rw [(block_parts (c := c) (j := i % c.blockCols) hblock).1,
    (block_parts (c := c) (j := i % c.blockCols) hblock).2, Nat.mul_comm]
  exact Nat.div_add_mod i c.blockCols

/-- If the check succeeds then the column sums are at most the claimed ones. -/
theorem columnSum_le (f : ShapeFits c) (z : SizeShapeFits c s) (hpos : 0 < c.rowBlocks)
    (hold : PlanesHold c planes x)
    (hmax : EntriesAtMost c s.maximum fun j i => ceilDigit s.shift (x j i).natAbs)
    (h : c.checkColumnSums planes s = true) {i : Nat} (hi : i < c.cols) :
    (sum c.rows fun j => ceilDigit s.shift (x j i).natAbs) ≤ s.columnSum c i := by
  have hw := f.width_ge
  have hfull := two_pow_sub_one_add_self (k := c.width) (by omega)
  have hones := repunit_eq (k := c.width) (c.blockCols * c.rowBlocks) (by omega)
  rw [checkColumnSums, Bool.and_eq_true_iff] at h
  have hc := z.columnBits_le
  have hbelow := checkBelow_sound (by omega) hones h.1
  have hat := h.2
  rw [foldColumns_eq (by omega) hpos f.rows_le (ceilPlanes_eq hold z.shift_lt) hmax z.column_lt,
    hbelow.2.1] at hat
  obtain ⟨hlt, hcolumn⟩ := column_digit (Nat.lt_of_lt_of_le hi f.cols_le)
  have hdigit := checkAtMost_sound (by omega) hones
    (fun q hq => Nat.lt_of_lt_of_le (hbelow.2.2 q hq) (Nat.pow_le_pow_right (by decide) hc))
    (fun q hq => ?_) hat _ hlt
  · rw [hcolumn] at hdigit
    exact hdigit
  · refine Nat.le_trans (natSum_le_mul fun j hj => ?_) (Nat.le_of_lt z.column_lt)
    have hblock := Nat.mod_lt q hpos
    have hentry := hmax _ ((Nat.div_lt_iff_lt_mul hpos).2 hq) _ (block_of_row_lt hj hblock)
    rwa [blockColumn, (block_parts (c := c) (j := j) hblock).1,
      (block_parts (c := c) (j := j) hblock).2] at hentry

/-- The claimed column sums have one digit a column, of `columnBits` bits. -/
structure ColumnsFit (c : WeightChunk K) (s : SizeClaim) : Prop where
  bits_le : s.columnBits ≤ c.width - 1
  eq : s.columnSums = pack c.width (c.blockCols * c.rowBlocks) (digit c.width s.columnSums)
  digits : ∀ q, q < c.blockCols * c.rowBlocks → digit c.width s.columnSums q < 2 ^ s.columnBits

/-- If the check of sizes succeeds, the column sums fit their digits. -/
theorem columnsFit_of_checkSizes (f : ShapeFits c) (h : c.checkSizes planes s = true) :
    ColumnsFit c s := by
  simp only [checkSizes, Bool.and_eq_true_iff] at h
  obtain ⟨hshape, _, _, hcolumn, _, _⟩ := h
  have hw := f.width_ge
  have hc := (checkSizeShape_sound hshape).columnBits_le
  rw [checkColumnSums, Bool.and_eq_true_iff] at hcolumn
  have hbelow := checkBelow_sound (by omega)
    (repunit_eq (k := c.width) (c.blockCols * c.rowBlocks) (by omega)) hcolumn.1
  exact ⟨hc, hbelow.2.1, hbelow.2.2⟩

/-- If the check succeeds then the claims are true of the entries that the vectors hold. -/
theorem checkSizes_sound (f : ShapeFits c) (hold : PlanesHold c planes x)
    (h : c.checkSizes planes s = true) : SizesHold c s x := by
  simp only [checkSizes, Bool.and_eq_true_iff] at h
  obtain ⟨hshape, hmax, hrow, hcolumn, hsmall, hsquare⟩ := h
  have z := checkSizeShape_sound hshape
  have hw : 0 < c.width := Nat.lt_of_lt_of_le (by decide) f.width_ge
  have hpos := f.rowBlocks_pos
  have hceil := ceilPlanes_eq hold z.shift_lt
  have hM := entriesAtMost_of_check hw hceil (ceilPlanes_le hold _) z.maximum_lt hmax
  have hbits : 2 ^ s.squareBits - 1 < 2 ^ (c.width - 1) := by
    have hbits := z.bits_le
    have hwidth := f.width_ge
    have hle : 2 ^ s.squareBits ≤ 2 ^ (c.width - 1) :=
      Nat.pow_le_pow_right (by decide) (by omega)
    have htwo := Nat.two_pow_pos s.squareBits
    omega
  have hU := entriesAtMost_of_check hw (ceilPlanes_eq hold z.squareShift_lt)
    (ceilPlanes_le hold _) hbits hsmall
  have hU2 : EntriesAtMost c (2 ^ s.squareBits * 2 ^ s.squareBits) fun j i =>
      ceilDigit s.squareShift (x j i).natAbs * ceilDigit s.squareShift (x j i).natAbs :=
    fun u hu q hq =>
      have hle := Nat.le_trans (hU u hu q hq) (Nat.sub_le _ 1)
      Nat.mul_le_mul hle hle
  refine ⟨fun j hj i hi => ?_, fun j hj => ?_, fun j hj => ?_, fun i hi => ?_⟩
  · have hi' := Nat.lt_of_lt_of_le hi f.cols_le
    have hplace := place hj hi'
    have hentry := hM _ hplace.column _ hplace.block
    rw [blockColumn_place hplace.rowBlock, (block_parts (c := c) (j := j) hplace.rowBlock).1]
      at hentry
    exact Nat.le_trans (le_ceilDigit_mul s.shift _) (Nat.mul_le_mul_right _ hentry)
  · refine Nat.le_trans (rowL1_le_ceil c.cols s.shift (x j)) (Nat.mul_le_mul_right _ ?_)
    exact Nat.le_trans (natSum_le_natSum f.cols_le _)
      (rowSum_le hw hpos f.rows_le hceil hM z.row_lt hrow hj)
  · refine Nat.le_trans (rowSq_le_ceil c.cols s.squareShift (x j)) (Nat.mul_le_mul_right _ ?_)
    exact Nat.le_trans (natSum_le_natSum f.cols_le _) (rowSum_le hw hpos f.rows_le
      (squarePlanes_eq hold z.squareShift_lt z.bits_le hU) hU2 z.square_lt hsquare hj)
  · refine Nat.le_trans (rowL1_le_ceil c.rows s.shift fun j => x j i) (Nat.mul_le_mul_right _ ?_)
    exact columnSum_le f z hpos hold hM hcolumn hi

end WeightChunk

/-- The claims about the original weights and the errors of a chunk. -/
noncomputable def checkChunkNorms [K.Checked] (c : WeightChunk K) (claim : ChunkClaim) : Bool :=
  c.checkSizes c.weightDigits claim.weights && c.checkSizes c.errorDigits claim.errors

open WeightChunk in
/-- If the chunk and the claims pass then the claims are true. -/
theorem checkChunkNorms_sound [K.Checked] {c : WeightChunk K} {claim : ChunkClaim}
    (hc : checkChunk c = true)
    (h : checkChunkNorms c claim = true) :
    (SizesHold c claim.weights c.weight ∧ ColumnsFit c claim.weights) ∧
      SizesHold c claim.errors (rowDiff c.weight c.decoded) ∧ ColumnsFit c claim.errors :=
  have hboth := Bool.and_eq_true_iff.1 h
  have f := (fits_of_checkChunk hc).1
  ⟨⟨checkSizes_sound f (weightPlanes_hold hc) hboth.1, columnsFit_of_checkSizes f hboth.1⟩,
    checkSizes_sound f (errorPlanes_hold hc) hboth.2, columnsFit_of_checkSizes f hboth.2⟩

end QuantCert
