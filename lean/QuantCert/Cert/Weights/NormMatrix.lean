prelude
import QuantCert.Cert.Norm.Operator
import QuantCert.Cert.Weights.NormRows
import QuantCert.Thm.Weights.MatrixNorms

/-!
# Norms of a matrix from the claims of its chunks

## Main definitions
* `ChunkNorms.ColumnBound`: the unit and the bound of the column sums of a whole matrix
* `ChunkNorms.checkShapes`: the chunks have the same dimensions and as many rows as the matrix
* `ChunkNorms.checkNorms`: the claims of the chunks imply bounds of entries, rows and the operator
  norm

## Main theorems
* `ChunkNorms.checkShapes_sound`, `ChunkNorms.checkClaimList_sound`: what the checks establish
* `ChunkNorms.columnNumber_eq`: the sum of the claimed column sums holds their totals
-/

universe u

namespace QuantCert.ChunkNorms

open Chunks Digits

variable {K : Codec}

/-- The column sums of a matrix: no sum is above `maximum`, in units of `2^shift`; every chunk's
bounds have `bits` bits. -/
structure ColumnBound where
  /-- the unit -/
  shift : Nat
  /-- bits of a chunk's bound -/
  bits : Nat
  /-- no column sum is larger -/
  maximum : Nat

/-- The chunks have these dimensions, and `rows` rows in all, of which `seen` come before. -/
noncomputable def checkShapes (g : NormShape) (rows cols : Nat) (chunks : List (WeightChunk K))
    (seen : Nat) : Bool :=
  List.rec (fun seen => Nat.beq seen rows)
    (fun c _ later seen =>
      and (Nat.beq c.width g.width && (Nat.beq c.rowBlocks g.rowBlocks &&
        (Nat.beq c.blockCols g.blockCols && Nat.beq c.cols cols)))
        (withValue (Nat.add seen c.rows) later))
    chunks seen

/-- A chunk's claims are within the bounds `N`, for entries in units of `2^-p`. -/
def checkClaim (p : Nat) (N : MatrixNorms) (b : ColumnBound) (s : SizeClaim) : Bool :=
  Nat.beq s.shift b.shift && (Nat.beq s.columnBits b.bits &&
  ((Dyadic.mk (s.maximum * 2 ^ s.shift) p).le N.maxAbs &&
  ((Dyadic.mk (s.rowSum * 2 ^ s.shift) p).le N.rowSum &&
  (Dyadic.mk (s.rowSquare * (2 ^ s.squareShift) ^ 2) (p + p)).le (N.rowNorm.mul N.rowNorm))))

/-- No column's sum of `total`, the claims of `seen` chunks, is above the maximum. -/
def checkTotal (g : NormShape) (b : ColumnBound) (seen total : Nat) : Bool :=
  Nat.ble (seen * 2 ^ b.bits) (2 ^ (g.width - 1)) && (Nat.blt b.maximum (2 ^ (g.width - 1)) &&
  checkAtMost (repunit g.width (g.blockCols * g.rowBlocks)) g.width
    (Nat.mul (repunit g.width (g.blockCols * g.rowBlocks)) b.maximum) total)

/-- The claims of the chunks are within the bounds, and so are the column sums, of which `total` is
the sum over `seen` chunks before. -/
noncomputable def checkClaimList (p : Nat) (g : NormShape) (N : MatrixNorms) (b : ColumnBound)
    (pick : ChunkClaim → SizeClaim) (claims : List ChunkClaim) (seen total : Nat) : Bool :=
  List.rec (fun seen total => checkTotal g b seen total)
    (fun s _ later seen total =>
      and (checkClaim p N b (pick s)) (withValue (Nat.add total (pick s).columnSums) fun total =>
        withValue (Nat.add seen 1) fun seen => later seen total))
    claims seen total

/-- Schur's test with the row sums and the column sums, for all heads too. -/
def checkSchurNorm (p : Nat) (N : MatrixNorms) (b : ColumnBound) : Bool :=
  (N.rowSum.mul ⟨b.maximum * 2 ^ b.shift, p⟩).le (N.opNorm.mul N.opNorm)

/-- The claims of the chunks imply the bounds, but for those of operator norms. -/
noncomputable def checkNorms (p : Nat) (g : NormShape) (N : MatrixNorms) (b : ColumnBound)
    (pick : ChunkClaim → SizeClaim) (claims : List ChunkClaim) : Bool :=
  N.opNorm.le N.headNorm && checkClaimList p g N b pick claims 0 0

/-- If the check succeeds, the chunks have all rows together and the same shape. -/
theorem checkShapes_sound {g : NormShape} {rows cols : Nat} : ∀ {chunks : List (WeightChunk K)}
    {seen : Nat}, checkShapes g rows cols chunks seen = true →
    seen + totalRows chunks = rows ∧ ShapesAre g cols chunks
  | [], _, h => ⟨Nat.eq_of_beq_eq_true _ _ h, trivial⟩
  | c :: rest, seen, h => by
    have h' : ((Nat.beq c.width g.width && (Nat.beq c.rowBlocks g.rowBlocks &&
        (Nat.beq c.blockCols g.blockCols && Nat.beq c.cols cols))) &&
        withValue (seen + c.rows) (checkShapes g rows cols rest)) = true := h
    rw [withValue_eq] at h'
    simp only [Bool.and_eq_true_iff] at h'
    obtain ⟨⟨width, rowBlocks, blockCols, hcols⟩, hlater⟩ := h'
    have hrest := checkShapes_sound hlater
    rw [Nat.add_assoc] at hrest
    exact ⟨hrest.1, ⟨Nat.eq_of_beq_eq_true _ _ width, Nat.eq_of_beq_eq_true _ _ rowBlocks,
      Nat.eq_of_beq_eq_true _ _ blockCols, Nat.eq_of_beq_eq_true _ _ hcols⟩, hrest.2⟩

/-- How many claims there are. -/
def countClaims : List ChunkClaim → Nat
  | [] => 0
  | _ :: rest => 1 + countClaims rest

variable {p : Nat} {g : NormShape} {N : MatrixNorms} {b : ColumnBound}
  {pick : ChunkClaim → SizeClaim} {x : WeightChunk K → IntMatrix} {cols : Nat}

/-- The sum of all claimed column sums. -/
def columnNumber (pick : ChunkClaim → SizeClaim) : List ChunkClaim → Nat
  | [] => 0
  | s :: rest => (pick s).columnSums + columnNumber pick rest

/-- If the check of a list succeeds, that of each claim does, and that of the totals. -/
theorem checkClaimList_sound : ∀ {claims : List ChunkClaim} {seen total : Nat},
    checkClaimList p g N b pick claims seen total = true →
    AllClaims (fun s => checkClaim p N b (pick s) = true) claims ∧
      checkTotal g b (seen + countClaims claims) (total + columnNumber pick claims) = true
  | [], _, _, h => ⟨trivial, h⟩
  | s :: rest, seen, total, h => by
    have h' : (checkClaim p N b (pick s) && withValue (total + (pick s).columnSums) fun total =>
        withValue (seen + 1) fun seen => checkClaimList p g N b pick rest seen total) = true := h
    rw [Bool.and_eq_true_iff, withValue_eq, withValue_eq] at h'
    have hrest := checkClaimList_sound h'.2
    rw [Nat.add_assoc, Nat.add_assoc] at hrest
    exact ⟨⟨h'.1, hrest.1⟩, hrest.2⟩

/-- What a list of claims has in common, from what one claim has. -/
theorem AllClaims.imp {P Q : ChunkClaim → Prop} (h : ∀ s, P s → Q s) :
    ∀ {claims : List ChunkClaim}, AllClaims P claims → AllClaims Q claims
  | [], _ => trivial
  | s :: _, hs => ⟨h s hs.1, AllClaims.imp h hs.2⟩

/-- The sum of all claimed column sums has their totals as digits, and these are small. -/
theorem columnNumber_eq : ∀ {chunks : List (WeightChunk K)} {claims : List ChunkClaim},
    SizesOf x pick chunks claims → ShapesAre g cols chunks →
    AllClaims (fun s => (pick s).columnBits = b.bits) claims →
    columnNumber pick claims =
        pack g.width (g.blockCols * g.rowBlocks) (columnTotal pick g.width claims) ∧
      ∀ q, q < g.blockCols * g.rowBlocks →
        columnTotal pick g.width claims q ≤ countClaims claims * 2 ^ b.bits
  | [], [], _, _, _ => ⟨(sum_eq_zero fun _ _ => Nat.zero_mul _).symm, fun _ _ => Nat.zero_le _⟩
  | _ :: _, [], h, _, _ => False.elim h
  | [], _ :: _, h, _, _ => False.elim h
  | c :: rest, s :: claims, h, hshape, hbits => by
    have hfit := h.1.2
    have heq := hfit.eq
    have hdigits := hfit.digits
    rw [hshape.1.width, hshape.1.blockCols, hshape.1.rowBlocks] at heq hdigits
    have hlater := columnNumber_eq h.2 hshape.2 hbits.2
    refine ⟨?_, fun q hq => ?_⟩
    · show (pick s).columnSums + columnNumber pick claims = _
      rw [hlater.1, heq, pack_add]
      rfl
    · have hfirst := hdigits q hq
      have hrest := hlater.2 q hq
      rw [hbits.1] at hfirst
      show digit g.width (pick s).columnSums q + columnTotal pick g.width claims q ≤
        (1 + countClaims claims) * 2 ^ b.bits
      rw [Nat.add_mul, Nat.one_mul]
      exact Nat.add_le_add (Nat.le_of_lt hfirst) hrest

end QuantCert.ChunkNorms
