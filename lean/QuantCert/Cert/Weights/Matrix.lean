prelude
import QuantCert.Cert.Digits.Loop
import QuantCert.Cert.Layer.Error
import QuantCert.Cert.Weights.Chunk
import QuantCert.Spec.Weights.Matrix

/-!
# The certificate of a matrix of weights

The chunks of a matrix are checked one by one; here their claims are put together. No chunk can be
left out: their rows are counted.

## Main definitions
* `checkMatrix rows cols maxError maximum chunks`: the chunks make up a matrix of this shape, and
  claim bounds no larger than these
* `ChunksChecked`: every chunk passes `checkChunk`

## Main theorems
* `checkMatrix_sound`: every weight of the matrix is within `maxError` of its decoded value, and every
  row's sum of absolute errors is at most `maximum`
* `rowSq_le_of_chunks`: the sum of the squared errors of a row
* `layerError_of_chunks`: for every input in a range, the layer's error is at most the checked bound
-/

universe u

namespace QuantCert

open Chunks

variable {K : Codec}

/-- The chunk has `cols` columns and claims no bound above `maxError` and `maximum`. -/
def Chunks.checkClaims (cols maxError maximum : Nat) (c : WeightChunk K) : Bool :=
  Nat.beq c.cols cols && (Nat.ble c.maxError maxError && Nat.ble c.rowBoundMax maximum)

/-- The claims of all chunks, and `rows` rows in all, of which `seen` come before these chunks. -/
noncomputable def Chunks.checkChunks (rows cols maxError maximum : Nat) (chunks : List (WeightChunk K))
    (seen : Nat) : Bool :=
  List.rec (fun seen => Nat.beq seen rows)
    (fun c _ later seen =>
      checkClaims cols maxError maximum c && withValue (Nat.add seen c.rows) later)
    chunks seen

/-- The chunks make up a matrix [rows, cols] and claim no bound above `maxError` and `maximum`. -/
noncomputable def checkMatrix (rows cols maxError maximum : Nat)
    (chunks : List (WeightChunk K)) : Bool :=
  checkChunks rows cols maxError maximum chunks 0

/-- What `checkMatrix` tests of every chunk. -/
def Chunks.ClaimsFit (cols maxError maximum : Nat) : List (WeightChunk K) → Prop
  | [] => True
  | c :: rest => checkClaims cols maxError maximum c = true ∧ ClaimsFit cols maxError maximum rest

/-- If the check succeeds, the chunks have all rows together and their claims are within the bounds.
-/
theorem Chunks.checkChunks_sound {rows cols maxError maximum : Nat} : ∀ {chunks : List (WeightChunk K)}
    {seen : Nat}, checkChunks rows cols maxError maximum chunks seen = true →
    seen + totalRows chunks = rows ∧ ClaimsFit cols maxError maximum chunks
  | [], _, h => ⟨Nat.eq_of_beq_eq_true _ _ h, trivial⟩
  | c :: rest, seen, h => by
    have h' : (checkClaims cols maxError maximum c && withValue (seen + c.rows)
        (checkChunks rows cols maxError maximum rest)) = true := h
    rw [Bool.and_eq_true_iff, withValue_eq] at h'
    have hrest := checkChunks_sound h'.2
    rw [Nat.add_assoc] at hrest
    exact ⟨hrest.1, h'.1, hrest.2⟩

/-- Every chunk passes its check. -/
def ChunksChecked [K.Checked] : List (WeightChunk K) → Prop
  | [] => True
  | c :: rest => checkChunk c = true ∧ ChunksChecked rest

/-- Checked chunks satisfy their claims. -/
theorem chunksHold_of_checked [K.Checked] : ∀ {chunks : List (WeightChunk K)}, ChunksChecked chunks →
    ChunksHold chunks
  | [], _ => trivial
  | _ :: _, h => ⟨checkChunk_sound h.1, chunksHold_of_checked h.2⟩

/-- Rows below the first chunk's count are its rows. -/
theorem Chunks.rowDiff_cons_lt {c : WeightChunk K} {j : Nat} (rest : List (WeightChunk K)) (h : j < c.rows) :
    rowDiff (originalMatrix (c :: rest)) (decodedMatrix (c :: rest)) j =
      rowDiff c.weight c.decoded j := by
  funext i
  show (if j < c.rows then _ else _) - (if j < c.rows then _ else _) = _
  rw [if_pos h, if_pos h]
  rfl

/-- The other rows are those of the other chunks. -/
theorem Chunks.rowDiff_cons_ge {c : WeightChunk K} {j : Nat} (rest : List (WeightChunk K)) (h : ¬j < c.rows) :
    rowDiff (originalMatrix (c :: rest)) (decodedMatrix (c :: rest)) j =
      rowDiff (originalMatrix rest) (decodedMatrix rest) (j - c.rows) := by
  funext i
  show (if j < c.rows then _ else _) - (if j < c.rows then _ else _) = _
  rw [if_neg h, if_neg h]
  rfl

/-- What the chunks claim of their rows holds of the rows of the matrix. -/
theorem Chunks.bounds_of_claims {cols maxError maximum : Nat} : ∀ {chunks : List (WeightChunk K)},
    ClaimsFit cols maxError maximum chunks → ChunksHold chunks →
    ∀ {j : Nat}, j < totalRows chunks →
      (∀ i, i < cols →
        (rowDiff (originalMatrix chunks) (decodedMatrix chunks) j i).natAbs ≤ maxError) ∧
      rowL1 cols (rowDiff (originalMatrix chunks) (decodedMatrix chunks) j) ≤ maximum
  | [], _, _, j, hj => absurd hj (Nat.not_lt_zero j)
  | c :: rest, hclaims, hhold, j, hj => by
    obtain ⟨hclaim, hrest⟩ := hclaims
    simp only [checkClaims, Bool.and_eq_true_iff] at hclaim
    obtain ⟨hcols, herror, hmax⟩ := hclaim
    have hcols' := Nat.eq_of_beq_eq_true _ _ hcols
    by_cases h : j < c.rows
    · rw [rowDiff_cons_lt rest h]
      have hc := hhold.1 j h
      rw [hcols'] at hc
      exact ⟨fun i hi => Nat.le_trans (hc.1 i hi) (Nat.le_of_ble_eq_true herror),
        Nat.le_trans hc.2.1 (Nat.le_trans hc.2.2 (Nat.le_of_ble_eq_true hmax))⟩
    · rw [rowDiff_cons_ge rest h]
      have hj' : j < c.rows + totalRows rest := hj
      exact bounds_of_claims hrest hhold.2 (by omega)

variable [K.Checked] {rows cols maxError maximum : Nat} {chunks : List (WeightChunk K)}

/-- If the chunks are checked and make up the matrix then every weight is within `maxError` of its
decoded value and every row's sum of absolute errors is at most `maximum`. -/
theorem checkMatrix_sound (h : checkMatrix rows cols maxError maximum chunks = true)
    (checked : ChunksChecked chunks) {j : Nat} (hj : j < rows) :
    (∀ i, i < cols →
      (originalMatrix chunks j i - decodedMatrix chunks j i).natAbs ≤ maxError) ∧
    rowL1 cols (rowDiff (originalMatrix chunks) (decodedMatrix chunks) j) ≤ maximum := by
  obtain ⟨hrows, hclaims⟩ := checkChunks_sound h
  rw [Nat.zero_add] at hrows
  exact bounds_of_claims hclaims (chunksHold_of_checked checked) (by rwa [hrows])

/-- A sum of squares is at most the largest entry times the sum of the absolute values. -/
theorem rowSq_le_mul_rowL1 {n M : Nat} {e : Nat → Int} (h : ∀ i, i < n → (e i).natAbs ≤ M) :
    rowSq n e ≤ M * rowL1 n e := by
  unfold rowSq rowL1
  induction n with
  | zero => exact Nat.zero_le _
  | succ n ih =>
    rw [sum_succ, sum_succ, Nat.mul_add]
    exact Nat.add_le_add (ih fun i hi => h i (Nat.lt.step hi))
      (Nat.mul_le_mul_right _ (h n (Nat.lt_succ_self n)))

/-- If the chunks are checked and make up the matrix then every row's sum of squared errors is at most
`maxError * maximum`, in units of `2^-(2p)`. -/
theorem rowSq_le_of_chunks (h : checkMatrix rows cols maxError maximum chunks = true)
    (checked : ChunksChecked chunks) {j : Nat} (hj : j < rows) :
    rowSq cols (rowDiff (originalMatrix chunks) (decodedMatrix chunks) j) ≤ maxError * maximum :=
  have hm := checkMatrix_sound h checked hj
  Nat.le_trans (rowSq_le_mul_rowL1 hm.1) (Nat.mul_le_mul_left maxError hm.2)

/-- If the chunks are checked and make up the matrix then for every input in the range `X` no output
of the layer changes by more than `B` when the decoded weights replace the original ones. -/
theorem layerError_of_chunks {R : Type u} [OrderedField R] {p : Nat} {X B : Dyadic}
    (hbound : checkLayer p maximum X B = true)
    (h : checkMatrix rows cols maxError maximum chunks = true) (checked : ChunksChecked chunks) :
    LayerErrorAtMost R p rows cols (originalMatrix chunks) (decodedMatrix chunks) (X.value R)
      (B.value R) :=
  checkLayer_sound hbound fun _ hj => (checkMatrix_sound h checked hj).2

end QuantCert
