prelude
import QuantCert.Spec.Layer.Error
import QuantCert.Thm.Row.Error

/-!
# Error of a quantized layer

## Main theorems
* `affine_error_le`: `‖(W x + b) − (Ŵ x̂ + b)‖∞ ≤ ‖Ŵ‖ ‖x − x̂‖∞ + ‖W − Ŵ‖ ‖x‖∞`, each norm of a
  matrix being the largest sum of `|entries|` in a row.
* `affine_range_le`: `‖W x + b‖∞ ≤ ‖W‖ ‖x‖∞ + ‖b‖∞`.
* `rowError_of_rowL1`, `layerError_of_rowL1`: the error bound of a row and of a layer from the
  exact sums `∑ |W j i − What j i|`.
* `rowError_of_groupL1`, `rowError_sq_of_rowSq`: by groups of columns; in Euclidean norm.
* `rowError_attained`: the bound from `∑ |W j i − What j i|` cannot be improved.
* `layerError_of_rowMax`: the weaker bound from the largest `|W j i − What j i|`.
-/

universe u

namespace QuantCert

variable {R : Type u} [OrderedField R]

/-! ## Error that comes in and error of the layer's own -/

/-- A linear layer multiplies the incoming error by at most `gain` and adds at most `err` for each
unit of the input's range. The bias is the same on both sides and adds nothing. -/
theorem affine_error_le {rows cols : Nat} {W What : Matrix R} {bias x xhat : Vec R}
    {gain err X δ : R} (hδ : 0 ≤ δ) (hX : 0 ≤ X)
    (hgain : ∀ j, j < rows → (sum cols fun i => abs (What j i)) ≤ gain)
    (herr : ∀ j, j < rows → (sum cols fun i => abs (W j i - What j i)) ≤ err)
    (hx : InRange cols X x) (hxhat : Within cols δ x xhat) :
    Within rows (gain * δ + err * X) (affine cols W bias x) (affine cols What bias xhat) := by
  intro j hj
  have split : affine cols W bias x j - affine cols What bias xhat j =
      dot cols (What j) (fun i => x i - xhat i) + dot cols (fun i => W j i - What j i) x := by
    unfold affine matVec dot
    rw [add_sub_add_comm, sub_self, add_zero, ← sum_sub, ← sum_add]
    refine sum_congr fun i _ => ?_
    show W j i * x i - What j i * xhat i = What j i * (x i - xhat i) + (W j i - What j i) * x i
    rw [mul_sub, sub_mul, add_comm, sub_add_sub_cancel]
  rw [split]
  refine le_trans (abs_add_le _ _) (add_le_add ?_ ?_)
  · exact le_trans (row_error_le_l1_mul_bound hxhat)
      (mul_le_mul_of_nonneg_right (hgain j hj) hδ)
  · exact le_trans (row_error_le_l1_mul_bound hx)
      (mul_le_mul_of_nonneg_right (herr j hj) hX)

/-- The outputs of a linear layer are at most `norm` times the range of the inputs plus the bias. -/
theorem affine_range_le {rows cols : Nat} {W : Matrix R} {bias x : Vec R} {norm β X : R}
    (hX : 0 ≤ X)
    (hnorm : ∀ j, j < rows → (sum cols fun i => abs (W j i)) ≤ norm)
    (hbias : InRange rows β bias) (hx : InRange cols X x) :
    InRange rows (norm * X + β) (affine cols W bias x) := by
  intro j hj
  refine le_trans (abs_add_le _ _) (add_le_add ?_ (hbias j hj))
  exact le_trans (row_error_le_l1_mul_bound hx) (mul_le_mul_of_nonneg_right (hnorm j hj) hX)

/-! ## From exact row sums of stored integers -/

/-- If the entries of row `j` differ by at most `A` units in all, its error is at most `A * 2^-p`
times the range of the input. -/
theorem rowError_of_rowL1 {p cols : Nat} {W What : IntMatrix} {j A : Nat} {X : R} (hX : 0 ≤ X)
    (h : rowL1 cols (rowDiff W What j) ≤ A) :
    RowErrorAtMost R p cols W What j X (dyadic p A * X) := by
  intro x hx
  rw [row_error_sub]
  refine le_trans (row_error_le_l1_mul_bound hx) ?_
  rw [dyadic_rowL1]
  exact mul_le_mul_of_nonneg_right (dyadic_natCast_le p h) hX

/-- With `groups` groups of `size` columns, the last one shorter if need be, a range `X g` for each
and at most `A g` units of difference in each, the error of row `j` is at most the sum of
`A g * 2^-p * X g`. -/
theorem rowError_of_groupL1 {p cols groups size : Nat} (hcols : cols ≤ groups * size)
    {W What : IntMatrix} {j : Nat} {A : Nat → Nat} {x X : Vec R}
    (hX : ∀ g, g < groups → 0 ≤ X g)
    (h : ∀ g, g < groups →
      rowL1 (groupLength cols size g) (fun i => rowDiff W What j (g * size + i)) ≤ A g)
    (hx : ∀ g, g < groups → InRange (groupLength cols size g) (X g) fun i => x (g * size + i)) :
    abs (matVec cols (storedMatrix p W) x j - matVec cols (storedMatrix p What) x j) ≤
      sum groups fun g => dyadic p (A g) * X g := by
  rw [row_error_sub]
  refine le_trans (row_error_le_group_l1_mul_bounds hcols hx) (sum_le_sum fun g hg => ?_)
  rw [dyadic_rowL1 p (groupLength cols size g) fun i => rowDiff W What j (g * size + i)]
  exact mul_le_mul_of_nonneg_right (dyadic_natCast_le p (h g hg)) (hX g hg)

/-- If the squares of the differences in row `j` add up to at most `S` units of `2^-(2p)`, the
square of its error is at most `S * 2^-(2p)` times the sum of the squares of the input. -/
theorem rowError_sq_of_rowSq {p cols : Nat} {W What : IntMatrix} {j S : Nat} (x : Vec R)
    (h : rowSq cols (rowDiff W What j) ≤ S) :
    (matVec cols (storedMatrix p W) x j - matVec cols (storedMatrix p What) x j) ^ 2 ≤
      dyadic (p + p) S * sum cols fun i => x i ^ 2 := by
  rw [row_error_sub]
  refine le_trans (row_error_sq_le_sq_mul_sq cols _ x) ?_
  rw [dyadic_rowSq]
  exact mul_le_mul_of_nonneg_right (dyadic_natCast_le (p + p) h)
    (sum_nonneg fun i _ => sq_nonneg (x i))

/-- If the entries of each row differ by at most `A` units in all and `A * 2^-p * X ≤ B`, then no
output of the layer changes by more than `B`. -/
theorem layerError_of_rowL1 {p rows cols : Nat} {W What : IntMatrix} {A : Nat} {X B : R}
    (hX : 0 ≤ X)
    (h : ∀ j, j < rows → rowL1 cols (rowDiff W What j) ≤ A)
    (hB : dyadic p A * X ≤ B) :
    LayerErrorAtMost R p rows cols W What X B :=
  fun x hx j hj => le_trans (rowError_of_rowL1 hX (h j hj) x hx) hB

/-- The sum of `n` absolute values is at most `n` times the largest. -/
theorem rowL1_le_mul_rowMax (n : Nat) (e : Nat → Int) : rowL1 n e ≤ n * rowMax n e := by
  have bound : ∀ m k : Nat, rowMax m e ≤ k → rowL1 m e ≤ m * k := by
    intro m
    induction m with
    | zero => exact fun k _ => Nat.zero_le _
    | succ m ih =>
      intro k hk
      rw [rowL1, sum_succ, Nat.succ_mul]
      exact Nat.add_le_add (ih k (Nat.le_trans (Nat.le_max_left _ _) hk))
        (Nat.le_trans (Nat.le_max_right _ _) hk)
  exact bound n _ (Nat.le_refl _)

/-- If no weight of the layer changes by more than `M` units and `cols * M * 2^-p * X ≤ B`, then no
output changes by more than `B`. -/
theorem layerError_of_rowMax {p rows cols : Nat} {W What : IntMatrix} {M : Nat} {X B : R}
    (hX : 0 ≤ X)
    (h : ∀ j, j < rows → rowMax cols (rowDiff W What j) ≤ M)
    (hB : dyadic p (cols * M : Nat) * X ≤ B) :
    LayerErrorAtMost R p rows cols W What X B :=
  layerError_of_rowL1 hX
    (fun j hj => Nat.le_trans (rowL1_le_mul_rowMax cols _) (Nat.mul_le_mul_left cols (h j hj))) hB

/-- The bound of `rowError_of_rowL1` cannot be improved: some input attains it. -/
theorem rowError_attained (p cols : Nat) (W What : IntMatrix) (j : Nat) {X : R} (hX : 0 ≤ X) :
    ∃ x : Vec R, InRange cols X x ∧
      abs (matVec cols (storedMatrix p W) x j - matVec cols (storedMatrix p What) x j) =
        dyadic p (rowL1 cols (rowDiff W What j)) * X := by
  have ⟨x, hx, heq⟩ := row_error_attains_l1_mul_bound cols hX
    fun i => dyadic (R := R) p (rowDiff W What j i)
  refine ⟨x, hx, ?_⟩
  rw [row_error_sub, heq, dyadic_rowL1]

/-- The hypotheses can be met: two rows of 3 and -2 against 4 and -2, in units of `2^-2`. -/
example : LayerErrorAtMost R 2 2 2 (fun _ i => if i = 0 then 3 else -2)
    (fun _ i => if i = 0 then 4 else -2) 1 (dyadic 2 1) :=
  layerError_of_rowL1 (A := 1) zero_le_one (fun _ _ => Nat.le_of_ble_eq_true rfl)
    (le_of_eq (mul_one _))

end QuantCert
