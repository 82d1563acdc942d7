prelude
import QuantCert.Cert.Weights.Columns
import QuantCert.Cert.Weights.NormMatrix
import QuantCert.Thm.Layer.Role

/-!
# A matrix whose outputs are columns

The column sums of a matrix are the sums of those of its chunks.

## Main definitions
* `columnTotal`: the claims of all chunks about a column, added
* `ColumnTotals`: the claims of all chunks, added, bound the column sums of the matrix

## Main theorems
* `columnTotals_of_checked`: the claims of checked chunks do
-/

namespace QuantCert

open ChunkNorms Chunks Digits

variable {K : Codec}

/-- What all claims say, added: a number with one digit a column. -/
noncomputable def addClaims (pick : ColumnClaim → Nat) (claims : List ColumnClaim) : Nat :=
  List.rec 0 (fun s _ later => Nat.add (pick s) later) claims

/-- How many claims there are. -/
noncomputable def numberOfClaims (claims : List ColumnClaim) : Nat :=
  List.rec 0 (fun _ _ later => Nat.add later 1) claims

/-- Every chunk passes the check of its columns. -/
def ColumnsChecked [K.Checked] (s : ColumnBits) : List (WeightChunk K) → List ColumnClaim → Prop
  | [], [] => True
  | c :: chunks, claim :: claims => checkColumns s c claim = true ∧ ColumnsChecked s chunks claims
  | _, _ => False

/-- The sum of digit `q` over all claims. -/
def claimTotal (pick : ColumnClaim → Nat) (k : Nat) : List ColumnClaim → Nat → Nat
  | [], _ => 0
  | s :: rest, q => digit k (pick s) q + claimTotal pick k rest q

/-- All claims are vectors of digits of `bits` bits. -/
def AllFit (pick : ColumnClaim → Nat) (k n bits : Nat) : List ColumnClaim → Prop
  | [] => True
  | s :: rest => DigitsFit k n bits (pick s) ∧ AllFit pick k n bits rest

/-- The sum of the claims has their totals as digits, and these are small. -/
theorem addClaims_eq {pick : ColumnClaim → Nat} {k n bits : Nat} : ∀ {claims : List ColumnClaim},
    AllFit pick k n bits claims →
    addClaims pick claims = pack k n (claimTotal pick k claims) ∧
      ∀ q, q < n → claimTotal pick k claims q ≤ numberOfClaims claims * 2 ^ bits
  | [], _ => ⟨(sum_eq_zero fun _ _ => Nat.zero_mul _).symm, fun _ _ => Nat.zero_le _⟩
  | s :: rest, h => by
    have hrest := addClaims_eq h.2
    refine ⟨?_, fun q hq => ?_⟩
    · show pick s + addClaims pick rest = _
      rw [hrest.1, h.1.eq, pack_add]
      rfl
    · have hfirst := h.1.lt q hq
      have hlater := hrest.2 q hq
      show digit k (pick s) q + claimTotal pick k rest q ≤ (numberOfClaims rest + 1) * 2 ^ bits
      rw [Nat.add_one_mul]
      omega

/-- The digit of column `i` in the claims of a matrix with chunks of the dimensions `g`. -/
def ChunkNorms.NormShape.columnPlace (g : NormShape) (i : Nat) : Nat :=
  i % g.blockCols * g.rowBlocks + i / g.blockCols

/-- The totals of the claims bound the column sums of the matrix, and fit their digits. -/
structure ColumnTotals (g : NormShape) (s : ColumnBits) (cols : Nat) (chunks : List (WeightChunk K))
    (claims : List ColumnClaim) : Prop where
  errors : ∀ i, i < cols →
    rowL1 (totalRows chunks) (fun j => rowDiff (originalMatrix chunks) (decodedMatrix chunks) j i) ≤
      claimTotal ColumnClaim.errors g.width claims (g.columnPlace i)
  weights : ∀ i, i < cols → claimTotal ColumnClaim.weights g.width claims (g.columnPlace i) ≤
    rowL1 (totalRows chunks) fun j => originalMatrix chunks j i
  errorsFit : AllFit ColumnClaim.errors g.width (g.blockCols * g.rowBlocks) s.errors claims
  weightsFit : AllFit ColumnClaim.weights g.width (g.blockCols * g.rowBlocks) s.weights claims

/-- A column's sum over the rows of a chunk and over those of the others. -/
theorem columnSum_cons (x : WeightChunk K → IntMatrix) (c : WeightChunk K)
    (rest : List (WeightChunk K)) (i : Nat) :
    rowL1 (totalRows (c :: rest)) (fun j => stackRows x (c :: rest) j i) =
      rowL1 c.rows (fun j => x c j i) + rowL1 (totalRows rest) fun j => stackRows x rest j i := by
  unfold rowL1
  show sum (c.rows + totalRows rest) _ = _
  rw [sum_add_index]
  refine congr (congrArg _ (sum_congr fun j hj => ?_)) (sum_congr fun j _ => ?_)
  · exact congrArg Int.natAbs (if_pos hj)
  · refine congrArg Int.natAbs ((if_neg (by omega)).trans ?_)
    rw [Nat.add_sub_cancel_left]

/-- The claims of checked chunks bound the column sums. -/
theorem columnTotals_of_checked [K.Checked] {g : NormShape} {s : ColumnBits} {cols : Nat} :
    ∀ {chunks : List (WeightChunk K)} {claims : List ColumnClaim}, ShapesAre g cols chunks →
      ChunksChecked chunks → ColumnsChecked s chunks claims → ColumnTotals g s cols chunks claims
  | [], [], _, _, _ => ⟨fun _ _ => Nat.le_refl 0, fun _ _ => Nat.le_refl 0, trivial, trivial⟩
  | [], _ :: _, _, _, h => False.elim h
  | _ :: _, [], _, _, h => False.elim h
  | c :: rest, claim :: claims, hshape, checked, h => by
    obtain ⟨hold, hfitE, hfitW⟩ := checkColumns_sound checked.1 h.1
    obtain ⟨hwidth, hblocks, hbcols, hcols⟩ := hshape.1
    have later := columnTotals_of_checked hshape.2 checked.2 h.2
    have hplace : ∀ i, c.columnPlace i = g.columnPlace i := fun i => by
      unfold WeightChunk.columnPlace NormShape.columnPlace
      rw [hblocks, hbcols]
    rw [hwidth, hblocks, hbcols] at hfitE hfitW
    refine ⟨fun i hi => ?_, fun i hi => ?_, ⟨hfitE, later.errorsFit⟩, ⟨hfitW, later.weightsFit⟩⟩
    · have hfirst := hold.errors i (by rw [hcols]; exact hi)
      have hrest := later.errors i hi
      rw [hplace, hwidth] at hfirst
      rw [errorMatrix_eq] at hrest ⊢
      rw [columnSum_cons]
      exact Nat.add_le_add hfirst hrest
    · have hfirst := hold.weights i (by rw [hcols]; exact hi)
      have hrest := later.weights i hi
      rw [hplace, hwidth] at hfirst
      rw [originalMatrix_eq] at hrest ⊢
      rw [columnSum_cons]
      exact Nat.add_le_add hfirst hrest

/-- A column has its place among the digits. -/
theorem ChunkNorms.NormShape.columnPlace_lt {g : NormShape} {i : Nat} (hi : i < g.rowBlocks * g.blockCols) :
    g.columnPlace i < g.blockCols * g.rowBlocks := by
  have hpos : 0 < g.blockCols := Nat.pos_of_ne_zero fun hzero => by
    rw [hzero, Nat.mul_zero] at hi
    exact Nat.not_lt_zero _ hi
  have hblock : i / g.blockCols < g.rowBlocks := (Nat.div_lt_iff_lt_mul hpos).2 hi
  have hcolumns := Nat.mul_le_mul_right g.rowBlocks (Nat.mod_lt i hpos : i % g.blockCols + 1 ≤ _)
  rw [Nat.add_one_mul] at hcolumns
  unfold columnPlace
  omega

end QuantCert
