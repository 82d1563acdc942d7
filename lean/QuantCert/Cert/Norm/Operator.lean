prelude
import QuantCert.Thm.Norm.Operator
import QuantCert.Thm.Row.Dyadic
import QuantCert.Thm.Row.Error

/-!
# Checked operator norms of stored matrices

Three ways to bound `‖E x‖ / ‖x‖` from exact integers, in units of `2^-p` for the entries. The Gram
matrix is never worse than row and column sums, but takes a matrix product; the sum of squares is
better than these for some matrices and worse for others.

## Main definitions
* `checkSchur p A B S`: from row sums up to `A` and column sums up to `B`.
* `checkFrobenius p F S`: from the sum `F` of all squares.
* `checkGram p L S`: from row sums up to `L` of the absolute Gram matrix.
* `intGram rows E`: the Gram matrix of integers.

## Main theorems
* `checkSchur_sound`, `checkFrobenius_sound`, `checkGram_sound`: the operator norm is at most `S`.
* `operatorNormAtMost_difference`: from the integers of a difference to the difference of matrices.
-/

universe u

namespace QuantCert

/-- Whether `A B ≤ S²`, with `A` and `B` in units of `2^-p`. -/
def checkSchur (p A B : Nat) (S : Dyadic) : Bool := (Dyadic.mk (A * B) (p + p)).le (S.mul S)

/-- Whether `F ≤ S²`, with `F` in units of `2^-(2p)`. -/
def checkFrobenius (p F : Nat) (S : Dyadic) : Bool := (Dyadic.mk F (p + p)).le (S.mul S)

/-- Whether `L ≤ S²`, with `L` in units of `2^-(2p)`. -/
def checkGram (p L : Nat) (S : Dyadic) : Bool := (Dyadic.mk L (p + p)).le (S.mul S)

/-- The dot products of the columns. -/
def intGram (rows : Nat) (E : IntMatrix) : IntMatrix :=
  fun i j => sum rows fun k => E k i * E k j

variable {R : Type u} [ExpField R]

/-- The comparison with a square that all three checks make. -/
theorem le_sq_of_check {S d : Dyadic} (h : d.le (S.mul S) = true) : d.value R ≤ S.value R ^ 2 := by
  rw [pow_two, ← Dyadic.value_mul]
  exact Dyadic.value_le_of_le h

/-- If the rows of `|E|` sum to at most `A` and the columns to at most `B`, and the check passes,
the operator norm is at most `S`. -/
theorem checkSchur_sound {p A B : Nat} {S : Dyadic} (h : checkSchur p A B S = true)
    {rows cols : Nat} {E : IntMatrix} (hA : ∀ j, j < rows → rowL1 cols (E j) ≤ A)
    (hB : ∀ i, i < cols → rowL1 rows (fun j => E j i) ≤ B) :
    OperatorNormAtMost rows cols (storedMatrix (R := R) p E) (S.value R) := by
  have hvalue := le_sq_of_check (R := R) h
  have hsplit : Dyadic.value R ⟨A * B, p + p⟩ = dyadic p (A : Int) * dyadic p (B : Int) :=
    Dyadic.value_mul ⟨A, p⟩ ⟨B, p⟩
  rw [hsplit] at hvalue
  refine operatorNormAtMost_of_sumSq (Dyadic.value_nonneg S) hvalue
    (sumSq_matVec_le_of_sums (Dyadic.value_nonneg ⟨A, p⟩) (fun j hj => ?_) fun i hi => ?_)
  · exact le_trans (le_of_eq (dyadic_rowL1 p cols (E j))) (dyadic_natCast_le p (hA j hj))
  · exact le_trans (le_of_eq (dyadic_rowL1 p rows fun j => E j i)) (dyadic_natCast_le p (hB i hi))

/-- If all squares sum to at most `F`, and the check passes, the operator norm is at most `S`. -/
theorem checkFrobenius_sound {p F : Nat} {S : Dyadic} (h : checkFrobenius p F S = true)
    {rows cols : Nat} {E : IntMatrix} (hF : (sum rows fun j => rowSq cols (E j)) ≤ F) :
    OperatorNormAtMost rows cols (storedMatrix (R := R) p E) (S.value R) := by
  have hsum : (sum rows fun j => sumSq cols (storedMatrix (R := R) p E j)) ≤
      Dyadic.value R ⟨F, p + p⟩ := by
    refine le_trans (le_of_eq ?_) (dyadic_natCast_le (p + p) hF)
    rw [dyadic_natCast_sum]
    exact sum_congr fun j _ => dyadic_rowSq p cols (E j)
  exact operatorNormAtMost_of_sumSq (Dyadic.value_nonneg S)
    (le_trans hsum (le_sq_of_check h)) (sumSq_matVec_le_frobenius rows cols _)

/-- The Gram matrix of stored integers is stored in the square of the units. -/
theorem gram_storedMatrix (p rows : Nat) (E : IntMatrix) (i j : Nat) :
    gram rows (storedMatrix (R := R) p E) i j = dyadic (p + p) (intGram rows E i j) := by
  unfold gram intGram
  rw [dyadic_sum]
  exact sum_congr fun k _ => (dyadic_mul p p (E k i) (E k j)).symm

/-- If the rows of `|Eᵀ E|` sum to at most `L`, and the check passes, the operator norm is at most
`S`. -/
theorem checkGram_sound {p L : Nat} {S : Dyadic} (h : checkGram p L S = true) {rows cols : Nat}
    {E : IntMatrix} (hL : ∀ i, i < cols → rowL1 cols (intGram rows E i) ≤ L) :
    OperatorNormAtMost rows cols (storedMatrix (R := R) p E) (S.value R) := by
  refine operatorNormAtMost_of_sumSq (Dyadic.value_nonneg S) (le_sq_of_check (R := R) h)
    (sumSq_matVec_le_of_gram fun i hi => ?_)
  rw [sum_congr fun j _ => congrArg abs (gram_storedMatrix (R := R) p rows E i j)]
  exact le_trans (le_of_eq (dyadic_rowL1 (p + p) cols _)) (dyadic_natCast_le (p + p) (hL i hi))

/-- A bound for the stored difference of two matrices is one for the difference of the stored
matrices. -/
theorem operatorNormAtMost_difference {p rows cols : Nat} {W What : IntMatrix} {S : R}
    (h : OperatorNormAtMost rows cols (storedMatrix p fun j => rowDiff W What j) S) :
    OperatorNormAtMost rows cols (fun j i => storedMatrix p W j i - storedMatrix p What j i) S := by
  have heq : (fun j i => storedMatrix (R := R) p W j i - storedMatrix p What j i) =
      storedMatrix p fun j => rowDiff W What j :=
    funext fun j => funext fun i => (dyadic_sub p (W j i) (What j i)).symm
  rw [heq]
  exact h

/-- A matrix for which the Gram matrix is best: `1, 1` over `1, -1` has operator norm `√2`, which
the row and column sums bound by 2 only. -/
example : OperatorNormAtMost 2 2 (storedMatrix (R := R) 0 fun j i => if j + i = 2 then -1 else 1)
    (Dyadic.value R ⟨1449, 10⟩) :=
  checkGram_sound (L := 2) (by decide +kernel) (by decide)

/-- Row and column sums are exact for a matrix of ones. -/
example : OperatorNormAtMost 2 2 (storedMatrix (R := R) 0 fun _ _ => 1) (Dyadic.value R ⟨2, 0⟩) :=
  checkSchur_sound (A := 2) (B := 2) (by decide +kernel) (by decide) (by decide)

/-- The sum of squares is exact for a single row: `1, 1` has operator norm `√2`. -/
example : OperatorNormAtMost 1 2 (storedMatrix (R := R) 0 fun _ _ => 1)
    (Dyadic.value R ⟨1449, 10⟩) :=
  checkFrobenius_sound (F := 2) (by decide +kernel) (by decide)

end QuantCert
