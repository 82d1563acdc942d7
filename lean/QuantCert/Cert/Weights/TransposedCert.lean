prelude
import QuantCert.Cert.Weights.Transposed

/-!
# The certificate of a matrix whose outputs are columns

## Main definitions
* `checkColumnMatrix`: the dimensions of the chunks, and of the sums of their columns
* `checkColumnErrors`, `checkColumnShare`, `checkColumnSize`: what the sums of the claims imply

## Main theorems
* `transposedError_of_chunks`: no output of `x W` changes by more than the checked bound
* `columnShare_of_chunks`: in every column the errors are within a share
* `transposedNotVacuous_of_chunks`: a column shows that the bound is not vacuous
-/

universe u

namespace QuantCert

open ChunkNorms Chunks Digits

variable {K : Codec} {R : Type u} [OrderedField R]

/-- The chunks make up a matrix [rows, cols] and are cut alike; the sums of their columns fit. -/
noncomputable def checkColumnMatrix (g : NormShape) (s : ColumnBits) (rows cols : Nat)
    (chunks : List (WeightChunk K)) (claims : List ColumnClaim) : Bool :=
  Nat.blt 0 g.width && (Nat.ble cols (g.rowBlocks * g.blockCols) &&
  (checkShapes g rows cols chunks 0 &&
  (Nat.ble (numberOfClaims claims * 2 ^ s.errors) (2 ^ (g.width - 1)) &&
  Nat.ble (numberOfClaims claims * 2 ^ s.weights) (2 ^ (g.width - 1)))))

/-- One in the digit of every column. -/
def ChunkNorms.NormShape.columnOnes (g : NormShape) : Nat :=
  repunit g.width (Nat.mul g.blockCols g.rowBlocks)

/-- No column's sum of errors is above the maximum. -/
noncomputable def checkColumnErrors (g : NormShape) (maximum : Nat) (claims : List ColumnClaim) :
    Bool :=
  Nat.blt maximum (2 ^ (g.width - 1)) && checkAtMost g.columnOnes g.width
    (Nat.mul g.columnOnes maximum) (addClaims ColumnClaim.errors claims)

/-- Every column's sum of errors is within the share of the column's own size. -/
noncomputable def checkColumnShare (g : NormShape) (s : ColumnBits) (share : Share)
    (claims : List ColumnClaim) : Bool :=
  Nat.blt (share.num * (numberOfClaims claims * 2 ^ s.weights) + share.den * share.floor)
    (2 ^ (g.width - 1)) &&
  (Nat.ble (share.den * (numberOfClaims claims * 2 ^ s.errors)) (2 ^ (g.width - 1)) &&
  checkAtMost g.columnOnes g.width
    (Nat.add (Nat.mul share.num (addClaims ColumnClaim.weights claims))
      (Nat.mul g.columnOnes (Nat.mul share.den share.floor)))
    (Nat.mul share.den (addClaims ColumnClaim.errors claims)))

/-- The absolute weights of column `i` add up to at least `T`. -/
noncomputable def checkColumnSize (g : NormShape) (T i : Nat) (claims : List ColumnClaim) : Bool :=
  Nat.ble T (digit g.width (addClaims ColumnClaim.weights claims) (g.columnPlace i))

/-- What `checkColumnMatrix` establishes of checked chunks. -/
structure ColumnMatrix (g : NormShape) (s : ColumnBits) (rows cols : Nat)
    (chunks : List (WeightChunk K)) (claims : List ColumnClaim) : Prop where
  width_pos : 0 < g.width
  cols_le : cols ≤ g.rowBlocks * g.blockCols
  rows_eq : totalRows chunks = rows
  errors_le : numberOfClaims claims * 2 ^ s.errors ≤ 2 ^ (g.width - 1)
  weights_le : numberOfClaims claims * 2 ^ s.weights ≤ 2 ^ (g.width - 1)
  totals : ColumnTotals g s cols chunks claims

variable [K.Checked] {g : NormShape} {s : ColumnBits} {rows cols : Nat}
  {chunks : List (WeightChunk K)} {claims : List ColumnClaim}

/-- If the check succeeds and the chunks are checked then the totals bound the column sums. -/
theorem checkColumnMatrix_sound (h : checkColumnMatrix g s rows cols chunks claims = true)
    (checked : ChunksChecked chunks) (columns : ColumnsChecked s chunks claims) :
    ColumnMatrix g s rows cols chunks claims := by
  simp only [checkColumnMatrix, Bool.and_eq_true_iff] at h
  obtain ⟨hwidth, hcols, hshapes, herrors, hweights⟩ := h
  obtain ⟨hrows, shapes⟩ := checkShapes_sound hshapes
  rw [Nat.zero_add] at hrows
  exact ⟨Nat.le_of_ble_eq_true hwidth, Nat.le_of_ble_eq_true hcols, hrows,
    Nat.le_of_ble_eq_true herrors, Nat.le_of_ble_eq_true hweights,
    columnTotals_of_checked shapes checked columns⟩

/-- If the check succeeds then no column's sum of errors is above the maximum. -/
theorem columnErrors_le {maximum : Nat} (m : ColumnMatrix g s rows cols chunks claims)
    (h : checkColumnErrors g maximum claims = true) {i : Nat} (hi : i < cols) :
    rowL1 rows (fun j => rowDiff (originalMatrix chunks) (decodedMatrix chunks) j i) ≤ maximum := by
  rw [checkColumnErrors, Bool.and_eq_true_iff] at h
  obtain ⟨heq, hsmall⟩ := addClaims_eq m.totals.errorsFit
  have hones : g.columnOnes = pack g.width (g.blockCols * g.rowBlocks) fun _ => 1 :=
    repunit_eq _ m.width_pos
  have hat := h.2
  rw [show Nat.mul g.columnOnes maximum = pack g.width (g.blockCols * g.rowBlocks) fun _ => maximum
    from by rw [hones]; exact pack_one_mul _ _ _, heq] at hat
  have hsum := m.totals.errors i hi
  rw [m.rows_eq] at hsum
  exact Nat.le_trans hsum (checkAtMost_sound m.width_pos hones
    (fun _ _ => Nat.le_of_ble_eq_true h.1) (fun q hq => Nat.le_trans (hsmall q hq) m.errors_le) hat _
    (g.columnPlace_lt (Nat.lt_of_lt_of_le hi m.cols_le)))

/-- If the chunks are checked and make up the matrix then for every input in the range `X` no output of
`x W` changes by more than `B` when the decoded weights replace the original ones. -/
theorem transposedError_of_chunks {p maximum : Nat} {X B : Dyadic}
    (hbound : checkLayer p maximum X B = true)
    (h : checkColumnMatrix g s rows cols chunks claims = true)
    (herrors : checkColumnErrors g maximum claims = true) (checked : ChunksChecked chunks)
    (columns : ColumnsChecked s chunks claims) :
    TransposedErrorAtMost R p rows cols (originalMatrix chunks) (decodedMatrix chunks) (X.value R)
      (B.value R) :=
  transposedError_of_columnL1 (Dyadic.value_nonneg X)
    (fun _ hi => columnErrors_le (checkColumnMatrix_sound h checked columns) herrors hi)
    (dyadic_mul_le_of_checkRow hbound)

/-- If the check succeeds then in every column the errors are within the share. -/
theorem columnShare_of_chunks {share : Share}
    (h : checkColumnMatrix g s rows cols chunks claims = true)
    (hshare : checkColumnShare g s share claims = true) (checked : ChunksChecked chunks)
    (columns : ColumnsChecked s chunks claims) :
    ColumnShareAtMost share rows cols (originalMatrix chunks) (decodedMatrix chunks) := by
  have m := checkColumnMatrix_sound h checked columns
  simp only [checkColumnShare, Bool.and_eq_true_iff] at hshare
  obtain ⟨hleft, hright, hat⟩ := hshare
  have hleft' : share.num * (numberOfClaims claims * 2 ^ s.weights) + share.den * share.floor + 1 ≤
    2 ^ (g.width - 1) := Nat.le_of_ble_eq_true hleft
  obtain ⟨heqE, hsmallE⟩ := addClaims_eq m.totals.errorsFit
  obtain ⟨heqW, hsmallW⟩ := addClaims_eq m.totals.weightsFit
  have hones : g.columnOnes = pack g.width (g.blockCols * g.rowBlocks) fun _ => 1 :=
    repunit_eq _ m.width_pos
  have hE : Nat.mul share.den (addClaims ColumnClaim.errors claims) =
      pack g.width (g.blockCols * g.rowBlocks) fun q =>
        share.den * claimTotal ColumnClaim.errors g.width claims q := by
    rw [heqE]
    exact mul_pack _ _ _ _
  have hW : Nat.add (Nat.mul share.num (addClaims ColumnClaim.weights claims))
      (Nat.mul g.columnOnes (Nat.mul share.den share.floor)) =
      pack g.width (g.blockCols * g.rowBlocks) fun q =>
        share.num * claimTotal ColumnClaim.weights g.width claims q + share.den * share.floor := by
    show share.num * addClaims ColumnClaim.weights claims + g.columnOnes * _ = _
    rw [heqW, hones, pack_one_mul, mul_pack, pack_add]
    rfl
  rw [hE, hW] at hat
  intro i hi
  have hsumE := m.totals.errors i hi
  have hsumW := m.totals.weights i hi
  rw [m.rows_eq] at hsumE hsumW
  have hle := checkAtMost_sound m.width_pos hones
    (fun q hq => Nat.lt_of_lt_of_le (Nat.lt_succ_of_le (Nat.add_le_add_right
      (Nat.mul_le_mul_left _ (hsmallW q hq)) _)) hleft')
    (fun q hq => Nat.le_trans (Nat.mul_le_mul_left _ (hsmallE q hq)) (Nat.le_of_ble_eq_true hright))
    hat _ (g.columnPlace_lt (Nat.lt_of_lt_of_le hi m.cols_le))
  exact Nat.le_trans (Nat.mul_le_mul_left _ hsumE) (Nat.le_trans hle
    (Nat.add_le_add_right (Nat.mul_le_mul_left _ hsumW) _))

/-- A bound that is below what column `i` of the matrix can reach is not vacuous. -/
theorem transposedNotVacuous_of_chunks {p i T : Nat} {X B : Dyadic}
    (hbound : checkNotVacuous p cols i T X B = true)
    (h : checkColumnMatrix g s rows cols chunks claims = true)
    (hsize : checkColumnSize g T i claims = true) (checked : ChunksChecked chunks)
    (columns : ColumnsChecked s chunks claims) :
    TransposedNotVacuous R p rows cols (originalMatrix chunks) (X.value R) (B.value R) := by
  have m := checkColumnMatrix_sound h checked columns
  have ⟨hi, hlt⟩ := Bool.and_eq_true_iff.mp hbound
  have hi' : i < cols := Nat.le_of_ble_eq_true hi
  have hB := Dyadic.value_lt_of_lt (R := R) hlt
  rw [Dyadic.value_mul] at hB
  obtain ⟨heq, hsmall⟩ := addClaims_eq m.totals.weightsFit
  have hfit : ∀ q, q < g.blockCols * g.rowBlocks →
      claimTotal ColumnClaim.weights g.width claims q < 2 ^ g.width := fun q hq =>
    Nat.lt_of_le_of_lt (Nat.le_trans (hsmall q hq) m.weights_le)
      (Nat.pow_lt_pow_right (by decide) (Nat.sub_lt m.width_pos (by decide)))
  have hT : T ≤ digit g.width (addClaims ColumnClaim.weights claims) (g.columnPlace i) :=
    Nat.le_of_ble_eq_true hsize
  rw [heq, digit_pack hfit (g.columnPlace_lt (Nat.lt_of_lt_of_le hi' m.cols_le))] at hT
  have hsum := m.totals.weights i hi'
  rw [m.rows_eq] at hsum
  exact transposedNotVacuous_of_columnL1 (Dyadic.value_nonneg X) hi' (Nat.le_trans hT hsum) hB

end QuantCert
