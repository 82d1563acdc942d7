prelude
import QuantCert.Cert.Weights.Matrix
import QuantCert.Spec.Weights.Wide

/-!
# The certificate of a matrix whose rows are cut

The segments of a row are checked one by one, as chunks; here their claims are added up.

## Main definitions
* `checkWide rows cols maxError maximum wide`: the segments make up a matrix of this shape, and their
  claims keep these bounds of a weight's error and of a row's sum
* `WideChecked`: every segment passes `checkChunk`

## Main theorems
* `checkWide_sound`: every weight and every row's sum of absolute errors is within these bounds
* `layerError_of_wide`: for every input in a range, the layer's error is at most the checked bound
-/

universe u

namespace QuantCert

variable {K : Codec}

/-- The columns of a row. -/
noncomputable def Chunks.totalCols (row : List (WeightChunk K)) : Nat :=
  List.rec 0 (fun c _ sum => Nat.add c.cols sum) row

/-- What the segments of a row claim of their sums of absolute errors, together. -/
noncomputable def Chunks.totalBound (row : List (WeightChunk K)) : Nat :=
  List.rec 0 (fun c _ sum => Nat.add c.rowBoundMax sum) row

/-- Segments of one row, none of which claims a bound above `maxError`. -/
noncomputable def Chunks.checkErrors (maxError : Nat) (row : List (WeightChunk K)) : Bool :=
  List.rec true (fun c _ later => (Nat.blt 0 c.rows && Nat.ble c.maxError maxError) && later) row

/-- Segments of one row that have `cols` columns in all and keep `maxError` and, together, `maximum`.
-/
noncomputable def Chunks.checkSegments (cols maxError maximum : Nat) (row : List (WeightChunk K)) :
    Bool :=
  Nat.beq (totalCols row) cols &&
    (Nat.ble (totalBound row) maximum && checkErrors maxError row)

/-- So many rows of segments, each with `cols` columns and within the bounds. -/
noncomputable def checkWide (rows cols maxError maximum : Nat)
    (wide : List (List (WeightChunk K))) : Bool :=
  List.rec (fun rows => Nat.beq rows 0)
    (fun row _ later rows => (Nat.blt 0 rows && Chunks.checkSegments cols maxError maximum row) &&
      withValue (Nat.sub rows 1) later)
    wide rows

/-- Every segment passes its check. -/
def WideChecked [K.Checked] : List (List (WeightChunk K)) → Prop
  | [] => True
  | row :: rest => ChunksChecked row ∧ WideChecked rest

open Chunks

/-- The errors of a row. -/
def Chunks.segmentErrors (row : List (WeightChunk K)) (i : Nat) : Int :=
  originalRow row i - decodedRow row i

/-- Columns of the first segment are its columns. -/
theorem Chunks.segmentErrors_lt {c : WeightChunk K} {i : Nat} (rest : List (WeightChunk K))
    (h : i < c.cols) : segmentErrors (c :: rest) i = rowDiff c.weight c.decoded 0 i := by
  show (if i < c.cols then _ else _) - (if i < c.cols then _ else _) = _
  rw [if_pos h, if_pos h]
  rfl

/-- The other columns are those of the other segments. -/
theorem Chunks.segmentErrors_ge {c : WeightChunk K} {i : Nat} (rest : List (WeightChunk K))
    (h : ¬i < c.cols) : segmentErrors (c :: rest) i = segmentErrors rest (i - c.cols) := by
  show (if i < c.cols then _ else _) - (if i < c.cols then _ else _) = _
  rw [if_neg h, if_neg h]
  rfl

/-- The sum over a row is that over the first segment and that over the others. -/
theorem Chunks.rowL1_cons (c : WeightChunk K) (rest : List (WeightChunk K)) (n : Nat) :
    rowL1 (c.cols + n) (segmentErrors (c :: rest)) =
      rowL1 c.cols (rowDiff c.weight c.decoded 0) + rowL1 n (segmentErrors rest) := by
  unfold rowL1
  rw [sum_add_index]
  have hfirst : (sum c.cols fun i => (segmentErrors (c :: rest) i).natAbs) =
      sum c.cols fun i => (rowDiff c.weight c.decoded 0 i).natAbs :=
    sum_congr fun i hi => by rw [segmentErrors_lt rest hi]
  have hrest : (sum n fun i => (segmentErrors (c :: rest) (c.cols + i)).natAbs) =
      sum n fun i => (segmentErrors rest i).natAbs := sum_congr fun i _ => by
    rw [segmentErrors_ge rest (Nat.not_lt.2 (Nat.le_add_right _ _)), Nat.add_sub_cancel_left]
  rw [hfirst, hrest]

/-- What the segments claim holds of the row that they make up. -/
theorem Chunks.errors_of_segments {maxError : Nat} : ∀ {row : List (WeightChunk K)},
    checkErrors maxError row = true → ChunksHold row →
    (∀ i, i < totalCols row → (segmentErrors row i).natAbs ≤ maxError) ∧
      rowL1 (totalCols row) (segmentErrors row) ≤ totalBound row
  | [], _, _ => ⟨fun i hi => absurd hi (Nat.not_lt_zero i), Nat.zero_le _⟩
  | c :: rest, h, hold => by
    have h' : ((Nat.blt 0 c.rows && Nat.ble c.maxError maxError) && checkErrors maxError rest) =
        true := h
    simp only [Bool.and_eq_true_iff] at h'
    obtain ⟨⟨hrows, herror⟩, hlater⟩ := h'
    have hfirst := hold.1 0 (Nat.le_of_ble_eq_true hrows)
    have hrest := errors_of_segments hlater hold.2
    have hcols : totalCols (c :: rest) = c.cols + totalCols rest := rfl
    have hbound : totalBound (c :: rest) = c.rowBoundMax + totalBound rest := rfl
    rw [hcols, hbound]
    constructor
    · intro i hi
      by_cases hlt : i < c.cols
      · rw [segmentErrors_lt rest hlt]
        exact Nat.le_trans (hfirst.1 i hlt) (Nat.le_of_ble_eq_true herror)
      · rw [segmentErrors_ge rest hlt]
        exact hrest.1 _ (by omega)
    · rw [rowL1_cons]
      exact Nat.add_le_add (Nat.le_trans hfirst.2.1 hfirst.2.2) hrest.2

/-- What `checkSegments` establishes. -/
structure Chunks.SegmentsFit (cols maxError maximum : Nat) (row : List (WeightChunk K)) : Prop where
  cols : totalCols row = cols
  maximum : totalBound row ≤ maximum
  errors : checkErrors maxError row = true

/-- If the check succeeds, the segments make up the row and keep the bounds. -/
theorem Chunks.checkSegments_sound {cols maxError maximum : Nat} {row : List (WeightChunk K)}
    (h : checkSegments cols maxError maximum row = true) : SegmentsFit cols maxError maximum row := by
  simp only [checkSegments, Bool.and_eq_true_iff] at h
  exact ⟨Nat.eq_of_beq_eq_true _ _ h.1, Nat.le_of_ble_eq_true h.2.1, h.2.2⟩

/-- What `checkWide` tests of the first row and the others. -/
theorem Chunks.checkWide_cons {rows cols maxError maximum : Nat} {row : List (WeightChunk K)}
    {rest : List (List (WeightChunk K))} (h : checkWide rows cols maxError maximum (row :: rest) = true) :
    SegmentsFit cols maxError maximum row ∧ checkWide (rows - 1) cols maxError maximum rest = true := by
  have h' : ((Nat.blt 0 rows && checkSegments cols maxError maximum row) &&
      withValue (rows - 1) (checkWide · cols maxError maximum rest)) = true := h
  rw [Bool.and_eq_true_iff, withValue_eq, Bool.and_eq_true_iff] at h'
  exact ⟨checkSegments_sound h'.1.2, h'.2⟩

variable [K.Checked]

/-- If the segments are checked and make up the matrix then every weight is within `maxError` of its
decoded value and every row's sum of absolute errors is at most `maximum`. -/
theorem checkWide_sound {cols maxError maximum : Nat} : ∀ {wide : List (List (WeightChunk K))}
    {rows : Nat}, checkWide rows cols maxError maximum wide = true → WideChecked wide →
    ∀ {j : Nat}, j < rows →
      (∀ i, i < cols → (wideOriginal wide j i - wideDecoded wide j i).natAbs ≤ maxError) ∧
      rowL1 cols (rowDiff (wideOriginal wide) (wideDecoded wide) j) ≤ maximum
  | [], rows, h, _, j, hj => by
    have hrows : rows = 0 := Nat.eq_of_beq_eq_true _ _ h
    rw [hrows] at hj
    exact absurd hj (Nat.not_lt_zero j)
  | row :: rest, rows, h, checked, j, hj => by
    obtain ⟨fit, hlater⟩ := checkWide_cons h
    cases j with
    | zero =>
      have hrow := errors_of_segments fit.errors (chunksHold_of_checked checked.1)
      rw [fit.cols] at hrow
      exact ⟨hrow.1, Nat.le_trans hrow.2 fit.maximum⟩
    | succ j => exact checkWide_sound hlater checked.2 (by omega)

variable {rows cols maxError maximum : Nat} {wide : List (List (WeightChunk K))}
  {R : Type u} [OrderedField R] {p : Nat} {X B : Dyadic}

/-- If the segments are checked and make up the matrix then for every input in the range `X` no output
of the layer changes by more than `B` when the decoded weights replace the original ones. -/
theorem layerError_of_wide (hbound : checkLayer p maximum X B = true)
    (h : checkWide rows cols maxError maximum wide = true) (checked : WideChecked wide) :
    LayerErrorAtMost R p rows cols (wideOriginal wide) (wideDecoded wide) (X.value R)
      (B.value R) :=
  checkLayer_sound hbound fun _ hj => (checkWide_sound h checked hj).2

end QuantCert
