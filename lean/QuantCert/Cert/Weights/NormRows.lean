prelude
import QuantCert.Cert.Weights.Matrix
import QuantCert.Cert.Weights.NormChunk

/-!
# Sizes of the chunks of a matrix, put together

Bounds of entries and rows hold if they hold in every chunk; the sum of a column is the sum of its
sums in the chunks.

## Main definitions
* `ChunkNorms.stackRows`: the matrix of which every chunk holds some rows
* `ChunkNorms.SizesOf`: the claims about every chunk are true
* `ChunkNorms.columnTotal`: the sum of the chunks' bounds of a column

## Main theorems
* `ChunkNorms.originalMatrix_eq`, `errorMatrix_eq`: the original weights and the errors are stacked
  rows
* `ChunkNorms.row_of_sizes`, `ChunkNorms.column_of_sizes`
-/

namespace QuantCert.ChunkNorms

open Chunks Digits

variable {K : Codec}

/-- The rows that `x` gives to the chunks, the first chunk's first. -/
def stackRows (x : WeightChunk K → IntMatrix) : List (WeightChunk K) → IntMatrix
  | [], _, _ => 0
  | c :: rest, j, i => if j < c.rows then x c j i else stackRows x rest (j - c.rows) i

/-- The original matrix is the stack of the weights of its chunks. -/
theorem originalMatrix_eq : ∀ chunks : List (WeightChunk K),
    originalMatrix chunks = stackRows WeightChunk.weight chunks
  | [] => rfl
  | c :: rest => by
    funext j i
    show (if j < c.rows then _ else _) = if j < c.rows then _ else _
    rw [originalMatrix_eq rest]

/-- The difference of the two matrices is the stack of the differences of its chunks. -/
theorem errorMatrix_eq : ∀ chunks : List (WeightChunk K),
    rowDiff (originalMatrix chunks) (decodedMatrix chunks) =
      stackRows (fun c => rowDiff c.weight c.decoded) chunks
  | [] => rfl
  | c :: rest => by
    funext j i
    by_cases h : j < c.rows
    · rw [rowDiff_cons_lt rest h]
      exact (if_pos h).symm
    · rw [rowDiff_cons_ge rest h, errorMatrix_eq rest]
      exact (if_neg h).symm

/-- The claims `pick` about every chunk are true of its part of a matrix. -/
def SizesOf (x : WeightChunk K → IntMatrix) (pick : ChunkClaim → SizeClaim) :
    List (WeightChunk K) → List ChunkClaim → Prop
  | [], [] => True
  | c :: chunks, s :: claims =>
    (SizesHold c (pick s) (x c) ∧ WeightChunk.ColumnsFit c (pick s)) ∧ SizesOf x pick chunks claims
  | _, _ => False

/-- Every chunk passes the check of its claims. -/
def NormsChecked [K.Checked] : List (WeightChunk K) → List ChunkClaim → Prop
  | [], [] => True
  | c :: chunks, s :: claims => checkChunkNorms c s = true ∧ NormsChecked chunks claims
  | _, _ => False

/-- The claims of checked chunks are true. -/
theorem sizesOf_of_checked [K.Checked] :
    ∀ {chunks : List (WeightChunk K)} {claims : List ChunkClaim},
    ChunksChecked chunks → NormsChecked chunks claims →
    SizesOf WeightChunk.weight ChunkClaim.weights chunks claims ∧
      SizesOf (fun c => rowDiff c.weight c.decoded) ChunkClaim.errors chunks claims
  | [], [], _, _ => ⟨trivial, trivial⟩
  | _ :: _, _ :: _, hc, hn =>
    have first := checkChunkNorms_sound hc.1 hn.1
    have rest := sizesOf_of_checked hc.2 hn.2
    ⟨⟨first.1, rest.1⟩, first.2, rest.2⟩
  | [], _ :: _, _, hn => False.elim hn
  | _ :: _, [], _, hn => False.elim hn

/-- All chunks have these dimensions. -/
structure NormShape where
  /-- bits of a digit -/
  width : Nat
  /-- blocks of a row -/
  rowBlocks : Nat
  /-- columns of a block -/
  blockCols : Nat

/-- The chunk has the dimensions `g`, and `cols` columns. -/
structure ShapeIs (g : NormShape) (cols : Nat) (c : WeightChunk K) : Prop where
  width : c.width = g.width
  rowBlocks : c.rowBlocks = g.rowBlocks
  blockCols : c.blockCols = g.blockCols
  cols : c.cols = cols

/-- All chunks have them. -/
def ShapesAre (g : NormShape) (cols : Nat) : List (WeightChunk K) → Prop
  | [] => True
  | c :: rest => ShapeIs g cols c ∧ ShapesAre g cols rest

/-- `P` holds of all claims of a list. -/
def AllClaims (P : ChunkClaim → Prop) : List ChunkClaim → Prop
  | [] => True
  | s :: rest => P s ∧ AllClaims P rest

variable {x : WeightChunk K → IntMatrix} {pick : ChunkClaim → SizeClaim} {g : NormShape} {cols : Nat}

/-- What is true of every row of every chunk whose claim satisfies `P` is true of every row. -/
theorem row_of_sizes {P : ChunkClaim → Prop} {Q : (Nat → Int) → Prop}
    (one : ∀ c s, ShapeIs g cols c → SizesHold c (pick s) (x c) → P s →
      ∀ j, j < c.rows → Q (x c j)) :
    ∀ {chunks : List (WeightChunk K)} {claims : List ChunkClaim}, SizesOf x pick chunks claims →
      ShapesAre g cols chunks → AllClaims P claims → ∀ {j : Nat}, j < totalRows chunks →
      Q (stackRows x chunks j)
  | [], _, _, _, _, _, hj => absurd hj (Nat.not_lt_zero _)
  | _ :: _, [], h, _, _, _, _ => False.elim h
  | c :: rest, s :: claims, h, hshape, hP, j, hj => by
    by_cases hlt : j < c.rows
    · have heq : stackRows x (c :: rest) j = x c j := funext fun _ => if_pos hlt
      rw [heq]
      exact one c s hshape.1 h.1.1 hP.1 j hlt
    · have heq : stackRows x (c :: rest) j = stackRows x rest (j - c.rows) :=
        funext fun _ => if_neg hlt
      have hj' : j < c.rows + totalRows rest := hj
      rw [heq]
      exact row_of_sizes one h.2 hshape.2 hP.2 (by omega)

/-- The sum of the chunks' digits `q` of the claimed column sums. -/
def columnTotal (pick : ChunkClaim → SizeClaim) (k : Nat) : List ChunkClaim → Nat → Nat
  | [], _ => 0
  | s :: rest, q => digit k (pick s).columnSums q + columnTotal pick k rest q

/-- The sum of column `i` is at most the sum of the chunks' bounds, in the unit of all claims. -/
theorem column_of_sizes {shift i : Nat} (hi : i < cols) :
    ∀ {chunks : List (WeightChunk K)} {claims : List ChunkClaim}, SizesOf x pick chunks claims →
      ShapesAre g cols chunks → AllClaims (fun s => (pick s).shift = shift) claims →
      rowL1 (totalRows chunks) (fun j => stackRows x chunks j i) ≤
        columnTotal pick g.width claims (i % g.blockCols * g.rowBlocks + i / g.blockCols) *
          2 ^ shift
  | [], _, _, _, _ => Nat.zero_le _
  | _ :: _, [], h, _, _ => False.elim h
  | c :: rest, s :: claims, h, hshape, hshift => by
    obtain ⟨hwidth, hblocks, hbcols, hcols⟩ := hshape.1
    have hfirst := h.1.1.column i (by rw [hcols]; exact hi)
    rw [SizeClaim.columnSum, hwidth, hblocks, hbcols, hshift.1] at hfirst
    have hrest := column_of_sizes hi h.2 hshape.2 hshift.2
    unfold rowL1 at hfirst hrest ⊢
    show sum (c.rows + totalRows rest) _ ≤ (_ + columnTotal pick g.width claims _) * _
    rw [sum_add_index, Nat.add_mul]
    refine Nat.add_le_add (Nat.le_trans (Nat.le_of_eq (sum_congr fun j hj => ?_)) hfirst)
      (Nat.le_trans (Nat.le_of_eq (sum_congr fun j _ => ?_)) hrest)
    · exact congrArg Int.natAbs (if_pos hj)
    · refine congrArg Int.natAbs ((if_neg (by omega)).trans ?_)
      rw [Nat.add_sub_cancel_left]

end QuantCert.ChunkNorms
