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

namespace WeightChunk

/-- The dimensions are consistent and small enough that no vector overflows. -/
def checkShape (c : WeightChunk) : Bool :=
  Nat.ble 16 c.width && (Nat.ble (7 * c.blockWords) c.width && (Nat.blt 0 c.groupBlocks &&
  (Nat.blt 0 c.groups && (Nat.ble c.cols (c.rowBlocks * c.blockCols) &&
  (Nat.ble c.blocks (2 ^ log2Ceil c.blocks) && (Nat.ble c.allGroups (2 ^ log2Ceil c.allGroups) &&
  (Nat.ble c.rows (2 ^ log2Ceil c.rows) &&
  (Nat.blt (c.rowBlocks * (c.blockCols * c.maxError)) (2 ^ (c.width - 1)) &&
  (Nat.blt c.maxError (2 ^ (c.width - 1)) && (Nat.blt c.rowBoundMax (2 ^ (c.width - 1)) &&
  Nat.blt c.codes (2 ^ (7 * c.blockWords * c.blocks))))))))))))

/-- The weights of the first words of a block pass in both lanes. -/
noncomputable def checkColumns (c : WeightChunk) (words : Nat) : Bool :=
  allBelow words fun t => c.checkErrors t 0 && c.checkErrors t 1

end WeightChunk

/-- Tests every weight, scale, zero-point and row sum of the chunk. -/
noncomputable def checkChunk (c : WeightChunk) : Bool :=
  c.checkShape && (c.checkTable (c.format.table 0) && (c.checkTable (c.format.table 1) &&
  (c.checkColumns c.blockWords && c.checkRows)))

namespace WeightChunk

/-- What `checkShape` establishes. -/
structure ShapeFits (c : WeightChunk) : Prop where
  width_ge : 16 ≤ c.width
  block_le : 7 * c.blockWords ≤ c.width
  groupBlocks_pos : 0 < c.groupBlocks
  groups_pos : 0 < c.groups
  cols_le : c.cols ≤ c.rowBlocks * c.blockCols
  blocks_le : c.blocks ≤ 2 ^ log2Ceil c.blocks
  groups_le : c.allGroups ≤ 2 ^ log2Ceil c.allGroups
  rows_le : c.rows ≤ 2 ^ log2Ceil c.rows
  total : c.rowBlocks * (c.blockCols * c.maxError) < 2 ^ (c.width - 1)
  error : c.maxError < 2 ^ (c.width - 1)
  maximum : c.rowBoundMax < 2 ^ (c.width - 1)
  codes_lt : c.codes < 2 ^ (7 * c.blockWords * c.blocks)

variable {c : WeightChunk}

theorem checkShape_sound (h : c.checkShape = true) : ShapeFits c := by
  simp only [checkShape, Bool.and_eq_true_iff] at h
  obtain ⟨h1, h2, h3, h4, h5, h6, h7, h8, h9, h10, h11, h12⟩ := h
  exact ⟨Nat.le_of_ble_eq_true h1, Nat.le_of_ble_eq_true h2, Nat.le_of_ble_eq_true h3,
    Nat.le_of_ble_eq_true h4, Nat.le_of_ble_eq_true h5, Nat.le_of_ble_eq_true h6,
    Nat.le_of_ble_eq_true h7, Nat.le_of_ble_eq_true h8, Nat.le_of_ble_eq_true h9,
    Nat.le_of_ble_eq_true h10, Nat.le_of_ble_eq_true h11, Nat.le_of_ble_eq_true h12⟩

theorem checkColumns_sound {m : Nat} (h : c.checkColumns m = true) {t : Nat} (ht : t < m)
    {lane : Nat} (hlane : lane < 2) : c.checkErrors t lane = true := by
  have ht' := Bool.and_eq_true_iff.1 (of_allBelow h ht)
  match lane, hlane with
  | 0, _ => exact ht'.1
  | 1, _ => exact ht'.2

/-- The word and the lane of a column within its block. -/
theorem column_split (i m : Nat) :
    i % (m * 2) / 2 * 2 + i % 2 = i % (m * 2) ∧ i / 2 = i / (m * 2) * m + i % (m * 2) / 2 := by
  have h2 : i % (m * 2) % 2 = i % 2 := Nat.mod_mod_of_dvd i (Nat.dvd_mul_left 2 m)
  have h := Nat.div_add_mod i (m * 2)
  rw [Nat.mul_assoc, Nat.mul_left_comm, Nat.mul_comm m] at h
  omega

/-- The error of a weight is the error that the checker computes for its block, word and lane. -/
theorem weight_sub_decoded (h : ShapeFits c) (j i : Nat) :
    c.weight j i - c.decoded j i =
      c.blockError (i % c.blockCols / 2) (i % 2) (j * c.rowBlocks + i / c.blockCols) := by
  have hsplit := column_split i c.blockWords
  have hgroup : (j * c.rowBlocks + i / c.blockCols) / c.groupBlocks =
      j * c.groups + i / c.groupCols := by
    rw [rowBlocks, groupCols, ← Nat.mul_assoc, Nat.mul_comm (j * c.groups),
      Nat.mul_add_div h.groupBlocks_pos, Nat.div_div_eq_div_mul, Nat.mul_comm c.blockCols]
  have hword : (j * c.rowBlocks + i / c.blockCols) * c.blockWords + i % c.blockCols / 2 =
      j * (c.rowBlocks * c.blockWords) + i / 2 := by
    rw [Nat.add_mul, Nat.mul_assoc, Nat.add_assoc]
    exact congrArg (j * (c.rowBlocks * c.blockWords) + ·) hsplit.2.symm
  have hcode : c.blockCode (i % c.blockCols / 2) (i % 2) (j * c.rowBlocks + i / c.blockCols) =
      c.code j i := by
    unfold code word
    cases Nat.mod_two_eq_zero_or_one i with
    | inl h0 => rw [h0, if_pos rfl, blockCode, hword]
    | inr h1 => rw [h1, if_neg (by decide), blockCode, hword]; exact fun h => absurd h (by decide)
  have hcolumn : c.column (i % c.blockCols / 2) (i % 2) = listEntry c.weights (i % c.blockCols) :=
    congrArg (listEntry c.weights) hsplit.1
  rw [blockError, hcode, hcolumn, blockScale, blockZero, hgroup]
  rfl

/-- The sum over the blocks of a row is the sum over its columns, padding included. -/
theorem sum_blockSum (h : ShapeFits c) (j : Nat) :
    (sum c.rowBlocks fun b => c.blockSum c.blockWords (j * c.rowBlocks + b)) =
      rowL1 (c.rowBlocks * c.blockCols) (rowDiff c.weight c.decoded j) := by
  unfold rowL1
  rw [sum_mul_index]
  refine sum_congr fun b hb => ?_
  rw [blockCols, sum_mul_index]
  refine sum_congr fun t ht => ?_
  have hterm : ∀ lane, lane < 2 → c.blockError t lane (j * c.rowBlocks + b) =
      rowDiff c.weight c.decoded j (b * (c.blockWords * 2) + (t * 2 + lane)) := by
    intro lane hlane
    have hlt : t * 2 + lane < c.blockWords * 2 := by omega
    have hpos : 0 < c.blockWords * 2 := by omega
    have hmod : (b * (c.blockWords * 2) + (t * 2 + lane)) % (c.blockWords * 2) = t * 2 + lane := by
      rw [Nat.mul_add_mod_self_right, Nat.mod_eq_of_lt hlt]
    have hdiv : (b * (c.blockWords * 2) + (t * 2 + lane)) / (c.blockWords * 2) = b := by
      rw [Nat.add_comm, Nat.add_mul_div_right _ _ hpos, Nat.div_eq_of_lt hlt, Nat.zero_add]
    have hlane' : (b * (c.blockWords * 2) + (t * 2 + lane)) % 2 = lane := by
      rw [← Nat.mul_assoc, ← Nat.add_assoc, ← Nat.add_mul]
      omega
    refine Eq.trans ?_ (weight_sub_decoded h j _).symm
    unfold blockCols
    rw [hmod, hdiv, hlane', show (t * 2 + lane) / 2 = t by omega]
  rw [hterm 0 (by decide), hterm 1 (by decide)]
  rw [show 2 = 1 + 1 from rfl, sum_succ, sum_succ, sum_zero, Nat.zero_add]

end WeightChunk

open WeightChunk in
/-- If the check succeeds then every weight is within `maxError` of its decoded value and every row's
sum of absolute errors is at most the row's bound. -/
theorem checkChunk_sound {c : WeightChunk} (h : checkChunk c = true) : ChunkHolds c := by
  simp only [checkChunk, Bool.and_eq_true_iff] at h
  obtain ⟨hshape, htable0, htable1, hcolumns, hrows⟩ := h
  have s := checkShape_sound hshape
  have htable : ∀ lane, lane < 2 → TableFits c (c.format.table lane) := fun lane hlane =>
    match lane, hlane with
    | 0, _ => ⟨s.width_ge, s.groupBlocks_pos, s.groups_le, htable0⟩
    | 1, _ => ⟨s.width_ge, s.groupBlocks_pos, s.groups_le, htable1⟩
  have hfits : ∀ t, t < c.blockWords → ∀ lane, lane < 2 → ColumnFits c t lane :=
    fun t ht lane hlane => ⟨⟨s.width_ge, s.block_le, s.blocks_le, s.codes_lt⟩, htable lane hlane, ht,
      hlane, (Bool.and_eq_true_iff.1 (checkColumns_sound hcolumns ht hlane)).1⟩
  have herrors : ∀ t, t < c.blockWords → ∀ lane, lane < 2 → ∀ b, b < c.blocks →
      (c.blockError t lane b).natAbs ≤ c.maxError := fun t ht lane hlane b hb =>
    error_le_of_check (hfits t ht lane hlane) s.error (checkColumns_sound hcolumns ht hlane) hb
  have hr : RowsFit c := ⟨s.width_ge, Nat.mul_pos s.groups_pos s.groupBlocks_pos, s.rows_le, hfits,
    herrors, s.total, s.maximum⟩
  intro j hj
  have hrow := rows_le_of_check hr hrows hj
  rw [sum_blockSum s] at hrow
  refine ⟨fun i hi => ?_, Nat.le_trans (natSum_le_natSum s.cols_le _) hrow.1, hrow.2⟩
  have hi' : i < c.rowBlocks * c.blockCols := Nat.lt_of_lt_of_le hi s.cols_le
  have hpos : 0 < c.blockWords := Nat.pos_of_ne_zero fun h0 => by
    rw [blockCols, h0, Nat.zero_mul, Nat.mul_zero] at hi'
    exact Nat.not_lt_zero _ hi'
  have hblock : i / c.blockCols < c.rowBlocks :=
    (Nat.div_lt_iff_lt_mul (Nat.mul_pos hpos (by decide))).2 hi'
  have hword : i % c.blockCols / 2 < c.blockWords :=
    (Nat.div_lt_iff_lt_mul (by decide)).2 (Nat.mod_lt i (Nat.mul_pos hpos (by decide)))
  have hlt : j * c.rowBlocks + i / c.blockCols < c.blocks := by
    have := Nat.mul_le_mul_right c.rowBlocks hj
    rw [Nat.succ_mul] at this
    unfold blocks
    omega
  rw [weight_sub_decoded s]
  exact herrors _ hword _ (Nat.mod_lt i (by decide)) _ hlt

end QuantCert
