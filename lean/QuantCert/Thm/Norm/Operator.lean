prelude
import QuantCert.Spec.Norm.Operator
import QuantCert.Thm.Norm.Euclidean

/-!
# Bounds of the operator norm

## Main theorems
* `sumSq_matVec_le_of_sums`: Schur's test, `‖W x‖² ≤ A B ‖x‖²` with `A` a bound of the row sums and
  `B` one of the column sums of `|W|`.
* `sumSq_matVec_le_of_gram`: `‖W x‖² ≤ L ‖x‖²` with `L` a bound of the row sums of `|Wᵀ W|`; never
  worse than Schur's test.
* `sumSq_matVec_le_frobenius`: `‖W x‖² ≤ ‖W‖_F² ‖x‖²`.
* `operatorNormAtMost_of_sumSq`: from squares to norms.
* `matVec_norm2_error_le`: `‖W x - Ŵ x̂‖ ≤ ‖Ŵ‖ ‖x - x̂‖ + ‖W - Ŵ‖ ‖x‖`.
-/

universe u

namespace QuantCert

section
variable {R : Type u} [OrderedField R]

/-- A weighted sum squared is at most the sum of the weights times the weighted sum of squares. -/
theorem weighted_sum_sq_le {n : Nat} {w : Vec R} (y : Vec R) (hw : ∀ i, i < n → 0 ≤ w i) :
    (sum n fun i => w i * y i) ^ 2 ≤ sum n w * sum n fun i => w i * y i ^ 2 := by
  have expand : ∀ i j, w i * w j * (y i - y j) ^ 2 =
      w i * y i ^ 2 * w j + w i * (w j * y j ^ 2) - 2 * (w i * y i * (w j * y j)) := fun i j =>
    ring_eq [w i, w j, y i, y j] (by decide +kernel)
  have hsum : (sum n fun i => sum n fun j => w i * w j * (y i - y j) ^ 2) =
      2 * (sum n w * (sum n fun i => w i * y i ^ 2) - (sum n fun i => w i * y i) ^ 2) := by
    rw [sum_congr fun i _ => sum_congr fun j _ => expand i j,
      sum_congr fun i _ => sum_sub n _ _, sum_sub, sum_congr fun i _ => sum_add n _ _, sum_add,
      ← sum_mul_sum, ← sum_mul_sum, sum_congr fun i _ => sum_mul_left 2 n _, sum_mul_left,
      ← sum_mul_sum]
    exact ring_eq [sum n w, sum n fun i => w i * y i ^ 2, sum n fun i => w i * y i]
      (by decide +kernel)
  have hpos : 0 ≤ sum n fun i => sum n fun j => w i * w j * (y i - y j) ^ 2 :=
    sum_nonneg fun i hi => sum_nonneg fun j hj =>
      mul_nonneg (mul_nonneg (hw i hi) (hw j hj)) (sq_nonneg _)
  rw [hsum, ← mul_zero 2] at hpos
  exact sub_nonneg.mp (le_of_mul_le_mul_left hpos zero_lt_two)

/-- One entry in Schur's test: `(Σ a_i x_i)² ≤ (Σ |a_i|) Σ |a_i| x_i²`. -/
theorem dot_sq_le_weighted (n : Nat) (a x : Vec R) :
    dot n a x ^ 2 ≤ (sum n fun i => abs (a i)) * sum n fun i => abs (a i) * x i ^ 2 := by
  have h := weighted_sum_sq_le (n := n) (w := fun i => abs (a i)) (fun i => abs (x i))
    fun i _ => abs_nonneg (a i)
  rw [sum_congr fun i _ => congrArg (abs (a i) * ·) (abs_sq (x i))] at h
  refine le_trans (sq_le_sq_of_abs_le (le_trans (abs_sum_le n _) (le_of_eq ?_))) h
  exact sum_congr fun i _ => abs_mul (a i) (x i)

/-- Schur's test: if the rows of `|W|` sum to at most `A` and its columns to at most `B`, then
`‖W x‖² ≤ A B ‖x‖²`. -/
theorem sumSq_matVec_le_of_sums {rows cols : Nat} {W : Matrix R} {A B : R} (hA0 : 0 ≤ A)
    (hA : ∀ j, j < rows → (sum cols fun i => abs (W j i)) ≤ A)
    (hB : ∀ i, i < cols → (sum rows fun j => abs (W j i)) ≤ B) (x : Vec R) :
    sumSq rows (matVec cols W x) ≤ A * B * sumSq cols x := by
  have hrow : ∀ j, j < rows →
      matVec cols W x j ^ 2 ≤ A * sum cols fun i => abs (W j i) * x i ^ 2 := fun j hj =>
    le_trans (dot_sq_le_weighted cols (W j) x) (mul_le_mul_of_nonneg_right (hA j hj)
      (sum_nonneg fun i _ => mul_nonneg (abs_nonneg _) (sq_nonneg _)))
  refine le_trans (sum_le_sum hrow) ?_
  rw [sum_mul_left, sum_comm, mul_assoc]
  refine mul_le_mul_of_nonneg_left ?_ hA0
  unfold sumSq
  rw [← sum_mul_left]
  refine sum_le_sum fun i hi => ?_
  rw [sum_mul_right]
  exact mul_le_mul_of_nonneg_right (hB i hi) (sq_nonneg _)

/-- The sum of squares of `W x` in terms of the Gram matrix: `‖W x‖² = ⟨x, Wᵀ W x⟩`. -/
theorem sumSq_matVec_eq_gram (rows cols : Nat) (W : Matrix R) (x : Vec R) :
    sumSq rows (matVec cols W x) =
      sum cols fun i => sum cols fun j => gram rows W i j * (x i * x j) := by
  have hrow : ∀ k, matVec cols W x k ^ 2 =
      sum cols fun i => sum cols fun j => W k i * W k j * (x i * x j) := fun k => by
    rw [pow_two, matVec, dot, sum_mul_sum]
    exact sum_congr fun i _ => sum_congr fun j _ => mul_mul_mul_comm _ _ _ _
  unfold sumSq
  rw [sum_congr fun k _ => hrow k, sum_comm]
  refine sum_congr fun i _ => ?_
  rw [sum_comm]
  exact sum_congr fun j _ => sum_mul_right _ _ _

/-- The Gram matrix is symmetric. -/
theorem gram_comm (rows : Nat) (W : Matrix R) (i j : Nat) : gram rows W i j = gram rows W j i :=
  sum_congr fun _ _ => mul_comm _ _

/-- If the rows of `|Wᵀ W|` sum to at most `L`, then `‖W x‖² ≤ L ‖x‖²`. -/
theorem sumSq_matVec_le_of_gram {rows cols : Nat} {W : Matrix R} {L : R}
    (hL : ∀ i, i < cols → (sum cols fun j => abs (gram rows W i j)) ≤ L) (x : Vec R) :
    sumSq rows (matVec cols W x) ≤ L * sumSq cols x := by
  have hpair : ∀ g a b : R, 2 * (g * (a * b)) ≤ abs g * a ^ 2 + abs g * b ^ 2 := fun g a b => by
    have hab : 2 * abs (a * b) ≤ a ^ 2 + b ^ 2 := by
      rw [abs_mul, ← abs_sq a, ← abs_sq b]
      exact le_of_sub_eq (c := (abs a - abs b) ^ 2)
        (ring_eq [abs a, abs b] (by decide +kernel)) (sq_nonneg _)
    have h := mul_le_mul_of_nonneg_left hab (abs_nonneg g)
    rw [left_distrib, mul_left_comm, ← abs_mul] at h
    exact le_trans (mul_le_mul_of_nonneg_left (le_abs_self _) (le_of_lt zero_lt_two)) h
  have hhalf : (sum cols fun i => sum cols fun j => abs (gram rows W i j) * x i ^ 2) ≤
      L * sumSq cols x := by
    unfold sumSq
    rw [← sum_mul_left]
    refine sum_le_sum fun i hi => ?_
    rw [sum_mul_right]
    exact mul_le_mul_of_nonneg_right (hL i hi) (sq_nonneg _)
  have hswap : (sum cols fun i => sum cols fun j => abs (gram rows W i j) * x j ^ 2) =
      sum cols fun i => sum cols fun j => abs (gram rows W i j) * x i ^ 2 := by
    rw [sum_comm]
    exact sum_congr fun i _ => sum_congr fun j _ => by rw [gram_comm]
  refine le_of_mul_le_mul_left ?_ zero_lt_two
  rw [sumSq_matVec_eq_gram, ← sum_mul_left, sum_congr fun i _ => (sum_mul_left 2 cols _).symm]
  refine le_trans (sum_le_sum fun i _ => sum_le_sum fun j _ => hpair _ _ _) ?_
  rw [sum_congr fun i _ => sum_add cols _ _, sum_add, hswap, ← two_mul]
  exact mul_le_mul_of_nonneg_left hhalf (le_of_lt zero_lt_two)

/-- `‖W x‖² ≤ ‖W‖_F² ‖x‖²`, with the sum `F` of the squares of all entries. -/
theorem sumSq_matVec_le_frobenius (rows cols : Nat) (W : Matrix R) (x : Vec R) :
    sumSq rows (matVec cols W x) ≤ (sum rows fun j => sumSq cols (W j)) * sumSq cols x := by
  rw [← sum_mul_right]
  exact sum_le_sum fun j _ => sum_mul_sq_le cols (W j) x

end

variable {R : Type u} [ExpField R]

/-- A bound of the squares by `S²` is a bound of the operator norm by `S`. -/
theorem operatorNormAtMost_of_sumSq {rows cols : Nat} {W : Matrix R} {L S : R} (hS : 0 ≤ S)
    (hL : L ≤ S ^ 2) (h : ∀ x, sumSq rows (matVec cols W x) ≤ L * sumSq cols x) :
    OperatorNormAtMost rows cols W S := fun x => by
  refine norm2_le_of_sumSq_le (mul_nonneg hS (norm2_nonneg cols x)) (le_trans (h x) ?_)
  rw [mul_mul_mul_comm, norm2_mul_self, ← pow_two]
  exact mul_le_mul_of_nonneg_right hL (sumSq_nonneg cols x)

/-- The error of a layer in the Euclidean norm:
`‖W x - Ŵ x̂‖ ≤ ‖Ŵ‖ ‖x - x̂‖ + ‖W - Ŵ‖ ‖x‖`. -/
theorem matVec_norm2_error_le {rows cols : Nat} {W What : Matrix R} {S E : R}
    (hS : OperatorNormAtMost rows cols What S)
    (hE : OperatorNormAtMost rows cols (fun j i => W j i - What j i) E) (x xhat : Vec R) :
    norm2 rows (fun j => matVec cols W x j - matVec cols What xhat j) ≤
      S * norm2 cols (fun i => x i - xhat i) + E * norm2 cols x := by
  have heq : (fun j => matVec cols W x j - matVec cols What xhat j) =
      fun j => matVec cols What (fun i => x i - xhat i) j +
        matVec cols (fun j i => W j i - What j i) x j := funext fun j => by
    unfold matVec dot
    rw [← sum_sub, ← sum_add]
    exact sum_congr fun i _ => ring_eq [W j i, What j i, x i, xhat i] (by decide +kernel)
  rw [heq]
  exact le_trans (norm2_add_le rows _ _) (add_le_add (hS _) (hE x))

/-- The hypotheses can be met: the matrix with the single entry one has operator norm one. -/
example : OperatorNormAtMost 1 1 (fun _ _ => (1 : R)) 1 := by
  have hsum : ∀ i : Nat, i < 1 → (sum 1 fun _ => abs (1 : R)) ≤ 1 := fun _ _ => by
    rw [sum_succ, sum_zero, zero_add, abs_one]
    exact le_refl 1
  refine operatorNormAtMost_of_sumSq zero_le_one (le_of_eq ?_)
    (sumSq_matVec_le_of_sums zero_le_one hsum hsum)
  exact ring_eq [] (by decide +kernel)

end QuantCert
