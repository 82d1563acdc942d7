prelude
import QuantCert.Thm.Weights.MatrixNorms

/-!
# The operator norm from parts of a matrix

## Main theorems
* `sumSq_matVec_le_of_parts`: from bounds for parts of the columns
* `sumSq_matVec_le_of_more_columns`: from a bound for more columns
* `operatorNormAtMost_of_near`: from a bound for a matrix that is near in every entry
-/

universe u

namespace QuantCert

variable {R : Type u} [ExpField R]

/-- The norm of a sum of `Q` vectors. -/
theorem norm2_sum_le (n Q : Nat) (y : Nat → Vec R) :
    norm2 n (fun k => sum Q fun q => y q k) ≤ sum Q fun q => norm2 n (y q) := by
  induction Q with
  | zero =>
    refine norm2_le_of_sumSq_le (le_refl 0) (le_of_eq ?_)
    refine (sum_eq_zero fun k _ => ?_).trans (mul_zero 0).symm
    show (0 : R) ^ 2 = 0
    rw [pow_two, mul_zero]
  | succ Q ih => exact le_trans (norm2_add_le n _ _) (add_le_add_right ih _)

/-- If the columns are those of `Q` parts of `n` columns each, and part `q` multiplies the sum of
squares at most by `r q`, the whole multiplies it at most by the sum of these. -/
theorem sumSq_matVec_le_of_parts {Q n rows cols : Nat} {W : Matrix R} {σ : Nat → Nat → Nat}
    {r : Nat → R}
    (split : ∀ f : Nat → R, sum cols f = sum Q fun q => sum n fun a => f (σ q a))
    (hr : ∀ q, 0 ≤ r q)
    (h : ∀ q, q < Q → ∀ z, sumSq rows (matVec n (fun k a => W k (σ q a)) z) ≤ r q * sumSq n z)
    (x : Vec R) : sumSq rows (matVec cols W x) ≤ sum Q r * sumSq cols x := by
  have hsplit : matVec cols W x = fun k => sum Q fun q =>
      matVec n (fun k a => W k (σ q a)) (fun a => x (σ q a)) k := funext fun k =>
    split fun i => W k i * x i
  have hpart : ∀ q, q < Q → norm2 rows (matVec n (fun k a => W k (σ q a)) fun a => x (σ q a)) ≤
      sqrt (r q) * norm2 n fun a => x (σ q a) := fun q hq => by
    refine norm2_le_of_sumSq_le (mul_nonneg (sqrt_nonneg _) (norm2_nonneg n _)) ?_
    rw [mul_mul_mul_comm, mul_self_sqrt (hr q), norm2_mul_self]
    exact h q hq _
  have hroots : sumSq Q (fun q => sqrt (r q)) = sum Q r := sum_congr fun q _ => by
    rw [pow_two, mul_self_sqrt (hr q)]
  have hnorms : sumSq Q (fun q => norm2 n fun a => x (σ q a)) = sumSq cols x := by
    unfold sumSq
    rw [split]
    exact sum_congr fun q _ => by rw [pow_two, norm2_mul_self]; rfl
  have hnorm : norm2 rows (matVec cols W x) ≤
      norm2 Q (fun q => sqrt (r q)) * norm2 Q fun q => norm2 n fun a => x (σ q a) := by
    rw [hsplit]
    calc _
      _ ≤ sum Q fun q => norm2 rows (matVec n (fun k a => W k (σ q a)) fun a => x (σ q a)) :=
        norm2_sum_le rows Q _
      _ ≤ sum Q fun q => sqrt (r q) * norm2 n fun a => x (σ q a) := sum_le_sum hpart
      _ ≤ abs (dot Q (fun q => sqrt (r q)) fun q => norm2 n fun a => x (σ q a)) := le_abs_self _
      _ ≤ _ := abs_dot_le_norm2 Q (fun q => sqrt (r q)) _
  have hsq := mul_le_mul hnorm hnorm (norm2_nonneg _ _)
    (mul_nonneg (norm2_nonneg _ _) (norm2_nonneg _ _))
  rw [norm2_mul_self, mul_mul_mul_comm, norm2_mul_self, norm2_mul_self, hroots, hnorms] at hsq
  exact hsq

/-- A bound for more columns is one for the first columns. -/
theorem sumSq_matVec_le_of_more_columns {rows cols more : Nat} {W : Matrix R} {L : R}
    (hle : cols ≤ more) (h : ∀ x, sumSq rows (matVec more W x) ≤ L * sumSq more x) (x : Vec R) :
    sumSq rows (matVec cols W x) ≤ L * sumSq cols x := by
  obtain ⟨d, rfl⟩ := Nat.exists_eq_add_of_le hle
  have hz := h fun i => if i < cols then x i else 0
  have hvec : matVec (cols + d) W (fun i => if i < cols then x i else 0) = matVec cols W x := by
    funext k
    unfold matVec dot
    rw [sum_add_index, sum_eq_zero (n := d) fun i _ => ?_, add_zero]
    · exact sum_congr fun i hi => congrArg (W k i * ·) (if_pos hi)
    · exact (congrArg (W k (cols + i) * ·)
        (if_neg (Nat.not_lt.2 (Nat.le_add_right cols i)))).trans (mul_zero _)
  have hsum : sumSq (cols + d) (fun i => if i < cols then x i else 0) = sumSq cols x := by
    unfold sumSq
    rw [sum_add_index, sum_eq_zero (n := d) fun i _ => ?_, add_zero]
    · exact sum_congr fun i hi => congrArg (· ^ 2) (if_pos hi)
    · refine (congrArg (· ^ 2) (if_neg (Nat.not_lt.2 (Nat.le_add_right cols i)))).trans ?_
      show (0 : R) ^ 2 = 0
      rw [pow_two, mul_zero]
  rw [hvec, hsum] at hz
  exact hz

/-- A matrix whose entries are within `δ` of those of a matrix with an operator norm of at most `S`;
`F` is at least the root of the number of entries. -/
theorem operatorNormAtMost_of_near {rows cols : Nat} {W V : Matrix R} {S δ F : R} (hδ : 0 ≤ δ)
    (hF0 : 0 ≤ F) (hF : natCast rows * natCast cols ≤ F * F)
    (hnear : ∀ j, j < rows → ∀ i, i < cols → abs (V j i - W j i) ≤ δ)
    (h : OperatorNormAtMost rows cols V S) : OperatorNormAtMost rows cols W (S + δ * F) := by
  have hrow : ∀ j, j < rows → sumSq cols (fun i => V j i - W j i) ≤ natCast cols * δ ^ 2 :=
    fun j hj => by
      rw [← sum_const]
      exact sum_le_sum fun i hi => sq_le_sq_of_abs_le (hnear j hj i hi)
  have hall : (sum rows fun j => sumSq cols fun i => V j i - W j i) ≤
      natCast rows * (natCast cols * δ ^ 2) := by
    rw [← sum_const]
    exact sum_le_sum hrow
  have hsquare : natCast rows * (natCast cols * δ ^ 2) ≤ (δ * F) ^ 2 := by
    rw [← mul_assoc, mul_pow, mul_comm (δ ^ 2), pow_two F]
    exact mul_le_mul_of_nonneg_right hF (sq_nonneg δ)
  have hdiff : OperatorNormAtMost rows cols (fun j i => V j i - W j i) (δ * F) :=
    operatorNormAtMost_of_sumSq (mul_nonneg hδ hF0) (le_trans hall hsquare)
      (sumSq_matVec_le_frobenius rows cols _)
  have hsub := operatorNormAtMost_sub h hdiff
  have cancel : ∀ a b : R, a - (a - b) = b := fun a b => ring_eq [a, b] (by decide +kernel)
  have heq : (fun j i => V j i - (fun j i => V j i - W j i) j i) = W :=
    funext fun j => funext fun i => cancel (V j i) (W j i)
  rw [heq] at hsub
  exact hsub

end QuantCert
