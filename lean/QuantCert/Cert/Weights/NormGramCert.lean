prelude
import QuantCert.Cert.Weights.NormCert
import QuantCert.Cert.Weights.NormOperator

/-!
# The certificate of a matrix with operator norms from Gram matrices

## Main definitions
* `checkWeightGram`, `checkErrorGram`: the Gram matrices of a chunk's weights and errors
* `GramsChecked`: every chunk passes both checks
* `checkGramNorm`: the squares of the chunks' bounds add up to at most that of the matrix

## Main theorems
* `matrixCert_of_grams`: all bounds are true of the original and of the decoded weights
-/

universe u

namespace QuantCert

open ChunkNorms Chunks

variable {K : Codec}

/-- Claims about the Gram matrices of a chunk's original weights and of its errors. -/
structure ChunkGrams where
  /-- The original weights. -/
  weights : GramClaim
  /-- The errors. -/
  errors : GramClaim

/-- The claim about the original weights of a chunk. -/
noncomputable def checkWeightGram (c : WeightChunk K) (s : GramClaim) : Bool :=
  Nat.ble (2 ^ s.shift / 2) (2 ^ (c.width - 2)) && c.checkGram c.signedWeights s

/-- The claim about the errors of a chunk. -/
noncomputable def checkErrorGram [K.Checked] (c : WeightChunk K) (s : GramClaim) : Bool :=
  Nat.blt (c.maxError + 2 ^ s.shift / 2) (2 ^ (c.width - 1)) && c.checkGram c.signedErrors s

/-- Every chunk passes the checks of its Gram matrices. -/
def GramsChecked [K.Checked] : List (WeightChunk K) → List ChunkGrams → Prop
  | [], [] => True
  | c :: chunks, s :: grams =>
    (checkWeightGram c s.weights = true ∧ checkErrorGram c s.errors = true) ∧
      GramsChecked chunks grams
  | _, _ => False

/-- The mantissas of the chunks' bounds, squared and added. -/
def ChunkGrams.total (p : Nat) (pick : ChunkGrams → GramClaim) : List ChunkGrams → Nat
  | [] => 0
  | s :: rest => ((pick s).bound p).mantissa * ((pick s).bound p).mantissa + ChunkGrams.total p pick rest

/-- The squares of the chunks' bounds add up to at most the square of the matrix's bound. -/
def checkGramNorm (p : Nat) (N : MatrixNorms) (pick : ChunkGrams → GramClaim)
    (grams : List ChunkGrams) : Bool :=
  (Dyadic.mk (ChunkGrams.total p pick grams) (p + 1 + (p + 1))).le (N.opNorm.mul N.opNorm)

variable {R : Type u} [ExpField R]

/-- The bounds of all chunks' operator norms are true. -/
def ChunkGrams.OperatorsOf (R : Type u) [ExpField R] (p cols : Nat) (x : WeightChunk K → IntMatrix)
    (pick : ChunkGrams → GramClaim) : List (WeightChunk K) → List ChunkGrams → Prop
  | [], [] => True
  | c :: chunks, s :: grams =>
    OperatorNormAtMost c.rows cols (storedMatrix (R := R) p (x c)) (((pick s).bound p).value R) ∧
      ChunkGrams.OperatorsOf R p cols x pick chunks grams
  | _, _ => False

variable {p cols : Nat} {x : WeightChunk K → IntMatrix} {pick : ChunkGrams → GramClaim}

/-- Stacked rows multiply the sum of squares by at most the sum of the chunks' squares. -/
theorem ChunkGrams.sumSq_stack_le : ∀ {chunks : List (WeightChunk K)} {grams : List ChunkGrams},
    ChunkGrams.OperatorsOf R p cols x pick chunks grams → ∀ v : Vec R,
    sumSq (totalRows chunks) (matVec cols (storedMatrix (R := R) p (stackRows x chunks)) v) ≤
      Dyadic.value R ⟨ChunkGrams.total p pick grams, p + 1 + (p + 1)⟩ * sumSq cols v
  | [], [], _, v => by
    refine le_of_eq ?_
    have hzero : Dyadic.value R ⟨ChunkGrams.total p pick [], p + 1 + (p + 1)⟩ = 0 := by
      rw [Dyadic.value_eq, ChunkGrams.total, natCast_zero, zero_div]
    rw [hzero, zero_mul]
    rfl
  | _ :: _, [], h, _ => False.elim h
  | [], _ :: _, h, _ => False.elim h
  | c :: rest, s :: grams, h, v => by
    have hlater := sumSq_stack_le h.2 v
    have hfirst : sumSq c.rows (matVec cols (storedMatrix (R := R) p (x c)) v) ≤
        Dyadic.value R ⟨((pick s).bound p).mantissa * ((pick s).bound p).mantissa,
          p + 1 + (p + 1)⟩ * sumSq cols v := by
      have hsq := mul_le_mul (h.1 v) (h.1 v) (norm2_nonneg _ _)
        (mul_nonneg (Dyadic.value_nonneg _) (norm2_nonneg _ _))
      rw [norm2_mul_self, mul_mul_mul_comm, norm2_mul_self, ← Dyadic.value_mul] at hsq
      exact hsq
    have hsplit : sumSq (totalRows (c :: rest))
        (matVec cols (storedMatrix (R := R) p (stackRows x (c :: rest))) v) =
        sumSq c.rows (matVec cols (storedMatrix (R := R) p (x c)) v) +
          sumSq (totalRows rest) (matVec cols (storedMatrix (R := R) p (stackRows x rest)) v) := by
      refine (sum_add_index c.rows (totalRows rest) _).trans ?_
      have hrow : ∀ j, j < c.rows → storedMatrix (R := R) p (stackRows x (c :: rest)) j =
          storedMatrix (R := R) p (x c) j := fun j hj =>
        funext fun i => congrArg (dyadic p) (if_pos hj)
      have hnext : ∀ j, storedMatrix (R := R) p (stackRows x (c :: rest)) (c.rows + j) =
          storedMatrix (R := R) p (stackRows x rest) j := fun j => funext fun i => by
        refine congrArg (dyadic p) ((if_neg (Nat.not_lt.2 (Nat.le_add_right c.rows j))).trans ?_)
        rw [Nat.add_sub_cancel_left]
      refine (congrArg (· + _) (sum_congr fun j hj => ?_)).trans
        (congrArg (_ + ·) (sum_congr fun j _ => ?_))
      · exact congrArg (fun row => dot cols row v ^ 2) (hrow j hj)
      · exact congrArg (fun row => dot cols row v ^ 2) (hnext j)
    have hvalue : Dyadic.value R ⟨ChunkGrams.total p pick (s :: grams), p + 1 + (p + 1)⟩ =
        Dyadic.value R ⟨((pick s).bound p).mantissa * ((pick s).bound p).mantissa,
          p + 1 + (p + 1)⟩ + Dyadic.value R ⟨ChunkGrams.total p pick grams, p + 1 + (p + 1)⟩ := by
      rw [Dyadic.value_eq, Dyadic.value_eq, Dyadic.value_eq, ← add_div, ← natCast_add, ChunkGrams.total]
    rw [hsplit, hvalue, right_distrib]
    exact add_le_add hfirst hlater

/-- The chunks' bounds of the operator norm imply that of the matrix. -/
theorem ChunkGrams.operatorNorm_of_grams {N : MatrixNorms} {chunks : List (WeightChunk K)}
    {grams : List ChunkGrams} (h : checkGramNorm p N pick grams = true)
    (operators : ChunkGrams.OperatorsOf R p cols x pick chunks grams) :
    OperatorNormAtMost (totalRows chunks) cols (storedMatrix (R := R) p (stackRows x chunks))
      (N.opNorm.value R) :=
  operatorNormAtMost_of_sumSq (Dyadic.value_nonneg _) (le_sq_of_check (R := R) h)
    (sumSq_stack_le operators)

open WeightChunk in
/-- Checked chunks have operator norms within the bounds of their Gram matrices. -/
theorem ChunkGrams.operatorsOf_checked [K.Checked] {g : NormShape} : ∀ {chunks : List (WeightChunk K)}
    {grams : List ChunkGrams}, ChunksChecked chunks → ShapesAre g cols chunks →
    GramsChecked chunks grams →
    ChunkGrams.OperatorsOf R p cols WeightChunk.weight ChunkGrams.weights chunks grams ∧
      ChunkGrams.OperatorsOf R p cols (fun c => rowDiff c.weight c.decoded) ChunkGrams.errors chunks grams
  | [], [], _, _, _ => ⟨trivial, trivial⟩
  | _ :: _, [], _, _, h => False.elim h
  | [], _ :: _, _, _, h => False.elim h
  | c :: rest, s :: grams, hc, hshape, hg => by
    have hlater := operatorsOf_checked hc.2 hshape.2 hg.2
    have f := (fits_of_checkChunk hc.1).1
    obtain ⟨hw, he⟩ := hg.1
    rw [checkWeightGram, Bool.and_eq_true_iff] at hw
    rw [checkErrorGram, Bool.and_eq_true_iff] at he
    have hweights := operatorNorm_of_checkGram (R := R) f
      (signedWeights_hold hc.1 (Nat.le_of_ble_eq_true hw.1)) hw.2 p
    have herrors := operatorNorm_of_checkGram (R := R) f
      (signedErrors_hold hc.1 (Nat.le_of_ble_eq_true he.1)) he.2 p
    rw [hshape.1.cols] at hweights herrors
    exact ⟨⟨hweights, hlater.1⟩, herrors, hlater.2⟩

/-- If the chunks, their claims and their Gram matrices are checked and imply the bounds, then the
bounds are true of the original and of the decoded weights. -/
theorem matrixCert_of_grams [K.Checked] {g : NormShape} {w e : ColumnBound} {c : MatrixCert} {d : Nat}
    {chunks : List (WeightChunk K)} {claims : List ChunkClaim} {grams : List ChunkGrams}
    (h : checkMatrixCert p g w e c chunks claims = true)
    (hw : checkGramNorm p c.original ChunkGrams.weights grams = true)
    (he : checkGramNorm p c.error ChunkGrams.errors grams = true)
    (checked : ChunksChecked chunks) (norms : NormsChecked chunks claims)
    (grammed : GramsChecked chunks grams) :
    c.Holds d (storedMatrix (R := R) p (originalMatrix chunks))
      (storedMatrix p (decodedMatrix chunks)) := by
  have hall := h
  simp only [checkMatrixCert, Bool.and_eq_true_iff] at hall
  obtain ⟨_, _, hshapes, _⟩ := hall
  have operators := ChunkGrams.operatorsOf_checked (R := R) (p := p) checked (checkShapes_sound hshapes).2
    grammed
  exact matrixCert_of_operators h checked norms (ChunkGrams.operatorNorm_of_grams hw operators.1)
    (ChunkGrams.operatorNorm_of_grams he operators.2)

end QuantCert
