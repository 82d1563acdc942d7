prelude
import QuantCert.Cert.Weights.NormMatrix

/-!
# The certificate of a matrix: norms of the weights that the chunks hold

## Main definitions
* `checkMatrixCert`: the claims of the chunks imply the bounds of the original and of the error, and
  these imply the bounds of the quantized matrix

## Main theorems
* `ChunkNorms.matrixNorms_of_sizes`, `ChunkNorms.operatorNorm_of_sizes`: the bounds of one side
* `matrixCert_of_operators`, `matrixCert_of_chunks`: all bounds are true of the original and of the
  decoded weights
-/

universe u

namespace QuantCert

open ChunkNorms Chunks Digits

variable {K : Codec} {R : Type u} [ExpField R] {p : Nat} {g : NormShape} {N : MatrixNorms}
  {b : ColumnBound}
  {pick : ChunkClaim → SizeClaim} {x : WeightChunk K → IntMatrix} {rows cols d : Nat}
  {chunks : List (WeightChunk K)} {claims : List ChunkClaim}

namespace ChunkNorms

/-- What `checkClaim` establishes. -/
structure ClaimWithin (p : Nat) (N : MatrixNorms) (b : ColumnBound) (s : SizeClaim) : Prop where
  shift : s.shift = b.shift
  bits : s.columnBits = b.bits
  entry : (Dyadic.mk (s.maximum * 2 ^ s.shift) p).le N.maxAbs = true
  row : (Dyadic.mk (s.rowSum * 2 ^ s.shift) p).le N.rowSum = true
  square : (Dyadic.mk (s.rowSquare * (2 ^ s.squareShift) ^ 2) (p + p)).le
    (N.rowNorm.mul N.rowNorm) = true

/-- If the check succeeds, the claim is within the norms `N`. -/
theorem checkClaim_sound {s : SizeClaim} (h : checkClaim p N b s = true) :
    ClaimWithin p N b s := by
  simp only [checkClaim, Bool.and_eq_true_iff] at h
  obtain ⟨shift, bits, entry, row, square⟩ := h
  exact ⟨Nat.eq_of_beq_eq_true _ _ shift, Nat.eq_of_beq_eq_true _ _ bits, entry, row, square⟩

/-- The column sums are at most the checked maximum. -/
theorem columnSum_le_of_sizes (hw : 0 < g.width) (sizes : SizesOf x pick chunks claims)
    (shapes : ShapesAre g cols chunks) (h : checkClaimList p g N b pick claims 0 0 = true)
    (hcols : cols ≤ g.rowBlocks * g.blockCols) {i : Nat} (hi : i < cols) :
    rowL1 (totalRows chunks) (fun j => stackRows x chunks j i) ≤ b.maximum * 2 ^ b.shift := by
  obtain ⟨hclaims, htotal⟩ := checkClaimList_sound h
  have hbits := hclaims.imp fun s hs => (checkClaim_sound hs).bits
  have hshift := hclaims.imp fun s hs => (checkClaim_sound hs).shift
  obtain ⟨hnumber, hsmall⟩ := columnNumber_eq sizes shapes hbits
  rw [Nat.zero_add, Nat.zero_add, hnumber, checkTotal, Bool.and_eq_true_iff,
    Bool.and_eq_true_iff] at htotal
  obtain ⟨hcount, hmax, hat⟩ := htotal
  have hones := repunit_eq (k := g.width) (g.blockCols * g.rowBlocks) hw
  have heq : Nat.mul (repunit g.width (g.blockCols * g.rowBlocks)) b.maximum =
      pack g.width (g.blockCols * g.rowBlocks) fun _ => b.maximum := by
    rw [hones]
    exact pack_one_mul _ _ _
  rw [heq] at hat
  have hlt : i % g.blockCols * g.rowBlocks + i / g.blockCols < g.blockCols * g.rowBlocks := by
    have hi' := Nat.lt_of_lt_of_le hi hcols
    have hpos : 0 < g.blockCols := Nat.pos_of_ne_zero fun h0 => by
      rw [h0, Nat.mul_zero] at hi'
      exact Nat.not_lt_zero _ hi'
    have hb : i / g.blockCols < g.rowBlocks := (Nat.div_lt_iff_lt_mul hpos).2 hi'
    have hle := Nat.mul_le_mul_right g.rowBlocks (Nat.mod_lt i hpos : i % g.blockCols + 1 ≤ _)
    rw [Nat.add_one_mul] at hle
    omega
  refine Nat.le_trans (column_of_sizes hi sizes shapes hshift) (Nat.mul_le_mul_right _ ?_)
  exact checkAtMost_sound hw hones (fun _ _ => Nat.le_of_ble_eq_true hmax)
    (fun q hq => Nat.le_trans (hsmall q hq) (Nat.le_of_ble_eq_true hcount)) hat _ hlt

/-- The row sums are at most the bound. -/
theorem rowSum_le_of_sizes (sizes : SizesOf x pick chunks claims)
    (shapes : ShapesAre g cols chunks) (h : checkClaimList p g N b pick claims 0 0 = true)
    {j : Nat} (hj : j < totalRows chunks) :
    dyadic (R := R) p (rowL1 cols (stackRows x chunks j)) ≤ N.rowSum.value R := by
  have hclaims := (checkClaimList_sound h).1.imp fun s hs => checkClaim_sound hs
  refine row_of_sizes (Q := fun e => dyadic (R := R) p (rowL1 cols e) ≤ N.rowSum.value R)
    (fun c s hc hs hP j hj => ?_) sizes shapes hclaims hj
  have hrow := hs.row j hj
  rw [hc.cols] at hrow
  exact le_trans (dyadic_natCast_le p hrow) (Dyadic.value_le_of_le hP.row)

/-- Schur's test bounds the operator norm. -/
theorem operatorNorm_of_sizes (hw : 0 < g.width) (sizes : SizesOf x pick chunks claims)
    (shapes : ShapesAre g cols chunks) (h : checkClaimList p g N b pick claims 0 0 = true)
    (hcols : cols ≤ g.rowBlocks * g.blockCols) (hschur : checkSchurNorm p N b = true) :
    OperatorNormAtMost (totalRows chunks) cols (storedMatrix (R := R) p (stackRows x chunks))
      (N.opNorm.value R) := by
  have hvalue := le_sq_of_check (R := R) hschur
  rw [Dyadic.value_mul] at hvalue
  refine operatorNormAtMost_of_sumSq (Dyadic.value_nonneg _) hvalue
    (sumSq_matVec_le_of_sums (Dyadic.value_nonneg _) (fun j hj => ?_) fun i hi => ?_)
  · exact le_trans (le_of_eq (dyadic_rowL1 p cols _)) (rowSum_le_of_sizes sizes shapes h hj)
  · exact le_trans (le_of_eq (dyadic_rowL1 p _ fun j => stackRows x chunks j i))
      (dyadic_natCast_le p (columnSum_le_of_sizes hw sizes shapes h hcols hi))

/-- All bounds of one side, given that of the operator norm. -/
theorem matrixNorms_of_sizes (sizes : SizesOf x pick chunks claims)
    (shapes : ShapesAre g cols chunks) (h : checkNorms p g N b pick claims = true)
    (op : OperatorNormAtMost (totalRows chunks) cols (storedMatrix (R := R) p (stackRows x chunks))
      (N.opNorm.value R)) :
    N.Holds d (totalRows chunks) cols (storedMatrix (R := R) p (stackRows x chunks)) := by
  rw [checkNorms, Bool.and_eq_true_iff] at h
  have hclaims := (checkClaimList_sound h.2).1.imp fun s hs => checkClaim_sound hs
  refine .of_integers (fun j hj => ?_) (fun j hj => rowSum_le_of_sizes sizes shapes h.2 hj)
    (fun j hj => ?_) op (Dyadic.value_le_of_le h.1)
  · refine row_of_sizes (Q := fun e => ∀ i, i < cols →
      dyadic (R := R) p (e i).natAbs ≤ N.maxAbs.value R)
      (fun c s hc hs hP j hj i hi => ?_) sizes shapes hclaims hj
    exact le_trans (dyadic_natCast_le p (hs.entry j hj i (by rw [hc.cols]; exact hi)))
      (Dyadic.value_le_of_le hP.entry)
  · refine row_of_sizes (Q := fun e => dyadic (R := R) (p + p) (rowSq cols e) ≤
      N.rowNorm.value R * N.rowNorm.value R) (fun c s hc hs hP j hj => ?_) sizes shapes hclaims hj
    have hsquare := hs.square j hj
    rw [hc.cols] at hsquare
    rw [← Dyadic.value_mul]
    exact le_trans (dyadic_natCast_le (p + p) hsquare) (Dyadic.value_le_of_le hP.square)

end ChunkNorms

/-- Each bound of the quantized matrix is at least the sum of the original's and the error's. -/
def MatrixCert.checkTriangle (c : MatrixCert) : Bool :=
  (c.original.maxAbs.add c.error.maxAbs).le c.quantized.maxAbs &&
  ((c.original.rowSum.add c.error.rowSum).le c.quantized.rowSum &&
  ((c.original.rowNorm.add c.error.rowNorm).le c.quantized.rowNorm &&
  ((c.original.headNorm.add c.error.headNorm).le c.quantized.headNorm &&
  (c.original.opNorm.add c.error.opNorm).le c.quantized.opNorm)))

/-- If the check succeeds, each bound of the quantized matrix is at least the sum of the two others.
-/
theorem MatrixCert.checkTriangle_sound {c : MatrixCert} (h : c.checkTriangle = true) :
    MatrixNorms.AtMostSum R c.original c.error c.quantized := by
  have sum_le : ∀ {s t q : Dyadic}, (s.add t).le q = true →
      s.value R + t.value R ≤ q.value R := fun hle => by
    rw [← Dyadic.value_add]
    exact Dyadic.value_le_of_le hle
  simp only [checkTriangle, Bool.and_eq_true_iff] at h
  obtain ⟨maxAbs, rowSum, rowNorm, headNorm, opNorm⟩ := h
  exact ⟨sum_le maxAbs, sum_le rowSum, sum_le rowNorm, sum_le headNorm, sum_le opNorm⟩

/-- The dimensions of the chunks, their claims and the triangle inequality, for entries in units of
`2^-p`; `w` and `e` bound the column sums of the original and of the error. -/
noncomputable def checkMatrixCert (p : Nat) (g : NormShape) (w e : ColumnBound) (c : MatrixCert)
    (chunks : List (WeightChunk K)) (claims : List ChunkClaim) : Bool :=
  Nat.blt 0 g.width && (Nat.ble c.cols (g.rowBlocks * g.blockCols) &&
  (checkShapes g c.rows c.cols chunks 0 && (c.checkTriangle &&
  (checkNorms p g c.original w ChunkClaim.weights claims &&
  checkNorms p g c.error e ChunkClaim.errors claims))))

/-- If the chunks and their claims are checked and imply the bounds, and the operator norms are
bounded, then the bounds are true of the original and of the decoded weights. -/
theorem matrixCert_of_operators [K.Checked] {w e : ColumnBound} {c : MatrixCert}
    (h : checkMatrixCert p g w e c chunks claims = true)
    (checked : ChunksChecked chunks) (norms : NormsChecked chunks claims)
    (hw : OperatorNormAtMost (totalRows chunks) c.cols
      (storedMatrix (R := R) p (stackRows WeightChunk.weight chunks)) (c.original.opNorm.value R))
    (he : OperatorNormAtMost (totalRows chunks) c.cols
      (storedMatrix (R := R) p (stackRows (fun c => rowDiff c.weight c.decoded) chunks))
      (c.error.opNorm.value R)) :
    c.Holds d (storedMatrix (R := R) p (originalMatrix chunks))
      (storedMatrix p (decodedMatrix chunks)) := by
  simp only [checkMatrixCert, Bool.and_eq_true_iff] at h
  obtain ⟨_, _, hshapes, htriangle, horiginal, herror⟩ := h
  obtain ⟨hrows, shapes⟩ := checkShapes_sound hshapes
  rw [Nat.zero_add] at hrows
  obtain ⟨sw, se⟩ := sizesOf_of_checked checked norms
  have hW := matrixNorms_of_sizes (R := R) (d := d) sw shapes horiginal hw
  have hE := matrixNorms_of_sizes (R := R) (d := d) se shapes herror he
  rw [← originalMatrix_eq, hrows] at hW
  rw [← errorMatrix_eq, hrows] at hE
  have hdiff : (fun j i => storedMatrix (R := R) p (originalMatrix chunks) j i -
      storedMatrix p (decodedMatrix chunks) j i) =
      storedMatrix p (rowDiff (originalMatrix chunks) (decodedMatrix chunks)) :=
    funext fun j => funext fun i => (dyadic_sub p _ _).symm
  have hQ := hW.sub hE (MatrixCert.checkTriangle_sound htriangle)
  have hback : (fun j i => storedMatrix (R := R) p (originalMatrix chunks) j i -
      storedMatrix p (rowDiff (originalMatrix chunks) (decodedMatrix chunks)) j i) =
      storedMatrix p (decodedMatrix chunks) := by
    rw [← hdiff]
    have cancel : ∀ a b : R, a - (a - b) = b := fun a b => ring_eq [a, b] (by decide +kernel)
    exact funext fun j => funext fun i => cancel _ _
  rw [hback] at hQ
  refine ⟨hW, hQ, ?_⟩
  rw [hdiff]
  exact hE

/-- The same with operator norms that pass Schur's test. -/
theorem matrixCert_of_chunks [K.Checked] {w e : ColumnBound} {c : MatrixCert}
    (h : checkMatrixCert p g w e c chunks claims = true)
    (hw : checkSchurNorm p c.original w = true) (he : checkSchurNorm p c.error e = true)
    (checked : ChunksChecked chunks) (norms : NormsChecked chunks claims) :
    c.Holds d (storedMatrix (R := R) p (originalMatrix chunks))
      (storedMatrix p (decodedMatrix chunks)) := by
  have hall := h
  simp only [checkMatrixCert, Bool.and_eq_true_iff] at hall
  obtain ⟨hwidth, hcols, hshapes, _, horiginal, herror⟩ := hall
  have hwidth' : 0 < g.width := Nat.le_of_ble_eq_true hwidth
  have hcols' := Nat.le_of_ble_eq_true hcols
  obtain ⟨_, shapes⟩ := checkShapes_sound hshapes
  obtain ⟨sw, se⟩ := sizesOf_of_checked checked norms
  exact matrixCert_of_operators h checked norms
    (operatorNorm_of_sizes hwidth' sw shapes (Bool.and_eq_true_iff.1 horiginal).2 hcols' hw)
    (operatorNorm_of_sizes hwidth' se shapes (Bool.and_eq_true_iff.1 herror).2 hcols' he)

end QuantCert
