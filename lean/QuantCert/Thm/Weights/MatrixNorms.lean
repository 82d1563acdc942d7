prelude
import QuantCert.Spec.Model.Cert
import QuantCert.Spec.Weights.Matrix
import QuantCert.Thm.Attention.Head
import QuantCert.Thm.Norm.Operator
import QuantCert.Thm.Row.Dyadic
import QuantCert.Thm.Row.Error

/-!
# Norms of a matrix from those of another, and of stored integers

## Main definitions
* `MatrixNorms.AtMostSum`: the bounds of one matrix are at least the sums of those of two others

## Main theorems
* `operatorNormAtMost_head`: a block of rows has an operator norm no larger than the whole
* `operatorNormAtMost_sub`: the triangle inequality for operator norms
* `MatrixNorms.Holds.sub`: the norms of `W - E` from those of `W` and `E`
* `MatrixNorms.Holds.of_integers`: the norms of stored integers
-/

universe u

namespace QuantCert

open Attention

variable {R : Type u} [ExpField R]

/-- A block of rows has an operator norm no larger than that of the whole matrix. -/
theorem operatorNormAtMost_head {rows cols d h : Nat} {W : Matrix R} {S : R}
    (hW : OperatorNormAtMost rows cols W S) (hd : h * d + d ≤ rows) :
    OperatorNormAtMost d cols (fun j => W (h * d + j)) S := fun x =>
  le_trans (norm2_head_le hd (matVec cols W x)) (hW x)

/-- The triangle inequality for a difference of matrices. -/
theorem operatorNormAtMost_sub {rows cols : Nat} {W E : Matrix R} {S T : R}
    (hW : OperatorNormAtMost rows cols W S) (hE : OperatorNormAtMost rows cols E T) :
    OperatorNormAtMost rows cols (fun j i => W j i - E j i) (S + T) := fun x => by
  have heq : matVec cols (fun j i => W j i - E j i) x =
      fun j => matVec cols W x j - matVec cols E x j := funext fun j => by
    unfold matVec dot
    rw [← sum_sub]
    exact sum_congr fun i _ => sub_mul _ _ _
  rw [heq, right_distrib]
  exact le_trans (norm2_sub_le_add rows _ _) (add_le_add (hW x) (hE x))

namespace MatrixNorms

/-- Each bound of `Q` is at least the sum of those of `N` and `E`. -/
structure AtMostSum (R : Type u) [OrderedField R] (N E Q : MatrixNorms) : Prop where
  maxAbs : N.maxAbs.value R + E.maxAbs.value R ≤ Q.maxAbs.value R
  rowSum : N.rowSum.value R + E.rowSum.value R ≤ Q.rowSum.value R
  rowNorm : N.rowNorm.value R + E.rowNorm.value R ≤ Q.rowNorm.value R
  headNorm : N.headNorm.value R + E.headNorm.value R ≤ Q.headNorm.value R
  opNorm : N.opNorm.value R + E.opNorm.value R ≤ Q.opNorm.value R

variable {N E Q : MatrixNorms} {d rows cols : Nat} {W F : Matrix R}

/-- Larger bounds of the operator norm hold too. -/
theorem operatorNormAtMost_mono {S T : R} (h : OperatorNormAtMost rows cols W S) (hST : S ≤ T) :
    OperatorNormAtMost rows cols W T := fun x =>
  le_trans (h x) (mul_le_mul_of_nonneg_right hST (norm2_nonneg cols x))

/-- The norms of a difference are at most the sums of the norms. -/
theorem Holds.sub (hW : N.Holds d rows cols W) (hF : E.Holds d rows cols F)
    (h : AtMostSum R N E Q) : Q.Holds d rows cols fun j i => W j i - F j i where
  maxAbs j hj i hi := calc abs (W j i - F j i)
    _ ≤ abs (W j i) + abs (F j i) := abs_sub_le_add _ _
    _ ≤ N.maxAbs.value R + E.maxAbs.value R :=
      add_le_add (hW.maxAbs j hj i hi) (hF.maxAbs j hj i hi)
    _ ≤ Q.maxAbs.value R := h.maxAbs
  rowSum j hj := calc sum cols fun i => abs (W j i - F j i)
    _ ≤ sum cols fun i => abs (W j i) + abs (F j i) := sum_le_sum fun i _ => abs_sub_le_add _ _
    _ = (sum cols fun i => abs (W j i)) + sum cols fun i => abs (F j i) := sum_add _ _ _
    _ ≤ N.rowSum.value R + E.rowSum.value R := add_le_add (hW.rowSum j hj) (hF.rowSum j hj)
    _ ≤ Q.rowSum.value R := h.rowSum
  rowNorm j hj := calc norm2 cols fun i => W j i - F j i
    _ ≤ norm2 cols (W j) + norm2 cols (F j) := norm2_sub_le_add cols (W j) (F j)
    _ ≤ N.rowNorm.value R + E.rowNorm.value R := add_le_add (hW.rowNorm j hj) (hF.rowNorm j hj)
    _ ≤ Q.rowNorm.value R := h.rowNorm
  headNorm k hk := operatorNormAtMost_mono
    (operatorNormAtMost_sub (hW.headNorm k hk) (hF.headNorm k hk)) h.headNorm
  opNorm := operatorNormAtMost_mono (operatorNormAtMost_sub hW.opNorm hF.opNorm) h.opNorm

/-- What exact integers say of a stored matrix, with the bound of the operator norm for all heads. -/
theorem Holds.of_integers {p : Nat} {X : IntMatrix}
    (entry : ∀ j, j < rows → ∀ i, i < cols → dyadic (R := R) p (X j i).natAbs ≤ N.maxAbs.value R)
    (row : ∀ j, j < rows → dyadic (R := R) p (rowL1 cols (X j)) ≤ N.rowSum.value R)
    (square : ∀ j, j < rows → dyadic (R := R) (p + p) (rowSq cols (X j)) ≤
      N.rowNorm.value R * N.rowNorm.value R)
    (op : OperatorNormAtMost rows cols (storedMatrix (R := R) p X) (N.opNorm.value R))
    (head : N.opNorm.value R ≤ N.headNorm.value R) :
    N.Holds d rows cols (storedMatrix (R := R) p X) where
  maxAbs j hj i hi := le_trans (le_of_eq (abs_dyadic p (X j i))) (entry j hj i hi)
  rowSum j hj := le_trans (le_of_eq (dyadic_rowL1 p cols (X j))) (row j hj)
  rowNorm j hj := norm2_le_of_sumSq_le (Dyadic.value_nonneg _)
    (le_trans (le_of_eq (dyadic_rowSq p cols (X j))) (square j hj))
  headNorm _ hk := operatorNormAtMost_mono (operatorNormAtMost_head op hk) head
  opNorm := op

end MatrixNorms

end QuantCert
