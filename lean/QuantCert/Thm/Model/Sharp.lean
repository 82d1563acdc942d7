prelude
import QuantCert.Algebra.Holder
import QuantCert.Thm.Norm.Euclidean

/-!
# Exactly which bounds of a linear layer hold

The entries of `W x - Ŵ x` are bounded by the sums of the absolute values of the rows of `W - Ŵ`
times a range of the entries of `x`, and by the norms of these rows times a range of the norm of
`x`. Neither can be improved: a smaller bound is false.

## Main theorems
* `dot_attained_of_inRange`, `dot_attained_of_norm2`: the vectors that attain the bounds of one row.
* `linear_error_iff_of_inRange`, `linear_error_iff_of_norm2`: a bound holds for all inputs in a range
  **if and only if** it is at least this product, for every row.
-/

universe u

namespace QuantCert

section
variable {R : Type u} [OrderedField R]

/-- Some vector with entries up to `X` has the dot product `(Σ |a_i|) X` with `a`. -/
theorem dot_attained_of_inRange (n : Nat) (a : Vec R) {X : R} (hX : 0 ≤ X) :
    ∃ x : Vec R, InRange n X x ∧ abs (dot n a x) = (sum n fun i => abs (a i)) * X := by
  refine ⟨fun i => withSign X (a i), fun i _ => le_of_eq (abs_withSign hX (a i)), ?_⟩
  unfold dot
  rw [sum_mul_withSign]
  exact abs_of_nonneg (mul_nonneg (sum_nonneg fun i _ => abs_nonneg (a i)) hX)

/-- One row of the error of a linear layer. -/
theorem matVec_sub_eq_dot (cols : Nat) (W What : Matrix R) (x : Vec R) (j : Nat) :
    matVec cols W x j - matVec cols What x j = dot cols (fun i => W j i - What j i) x := by
  unfold matVec dot
  rw [← sum_sub]
  exact sum_congr fun i _ => (sub_mul (W j i) (What j i) (x i)).symm

/-- An error bound of a linear layer holds for all inputs with entries up to `X` **if and only if**
it is at least `(Σ_i |W j i - What j i|) X` for every row `j`. -/
theorem linear_error_iff_of_inRange {rows cols : Nat} {W What : Matrix R} {X B : R} (hX : 0 ≤ X) :
    (∀ x, InRange cols X x → Within rows B (matVec cols W x) (matVec cols What x)) ↔
      ∀ j, j < rows → (sum cols fun i => abs (W j i - What j i)) * X ≤ B := by
  refine ⟨fun h j hj => ?_, fun h x hx j hj => ?_⟩
  · have ⟨x, hx, attained⟩ := dot_attained_of_inRange cols (fun i => W j i - What j i) hX
    rw [← attained, ← matVec_sub_eq_dot]
    exact h x hx j hj
  · rw [matVec_sub_eq_dot]
    exact le_trans (abs_sum_mul_le (fun i => W j i - What j i) hx) (h j hj)

end

variable {R : Type u} [ExpField R]

/-- Some vector of norm at most `r` has the dot product `‖a‖ r` with `a`: the multiple of `a` that
has norm `r`. -/
theorem dot_attained_of_norm2 (n : Nat) (a : Vec R) {r : R} (hr : 0 ≤ r) :
    ∃ x : Vec R, norm2 n x ≤ r ∧ abs (dot n a x) = norm2 n a * r := by
  have square : dot n a a = norm2 n a * norm2 n a := by
    rw [norm2_mul_self]
    exact sum_congr fun i _ => (pow_two (a i)).symm
  have multiple : ∀ c : R, dot n a (fun i => c * a i) = c * dot n a a := fun c => by
    unfold dot
    rw [← sum_mul_left]
    exact sum_congr fun i _ => mul_left_comm (a i) c (a i)
  have length : ∀ {c : R}, 0 ≤ c → norm2 n (fun i => c * a i) = c * norm2 n a := fun {c} hc => by
    unfold norm2
    rw [sumSq_smul, sqrt_mul (sq_nonneg c) (sumSq_nonneg n a), pow_two, sqrt_mul_self hc]
  match instDecidableEq (norm2 n a) 0 with
  | .isTrue zero =>
    refine ⟨fun i => 0 * a i, ?_, ?_⟩
    · rw [length (le_refl 0), zero_mul]
      exact hr
    · rw [multiple, zero_mul, abs_zero, zero, zero_mul]
  | .isFalse nonzero =>
    have hpos := lt_of_le_of_ne (norm2_nonneg n a) fun h => nonzero h.symm
    have hc := div_nonneg hr hpos
    refine ⟨fun i => r / norm2 n a * a i, ?_, ?_⟩
    · rw [length hc, div_mul_cancel _ nonzero]
      exact le_refl r
    · rw [multiple, square, ← mul_assoc, div_mul_cancel _ nonzero, mul_comm]
      exact abs_of_nonneg (mul_nonneg (le_of_lt hpos) hr)

/-- An error bound of a linear layer holds for all inputs of norm at most `r` **if and only if** it is
at least `‖W j - What j‖ r` for every row `j`. -/
theorem linear_error_iff_of_norm2 {rows cols : Nat} {W What : Matrix R} {r B : R} (hr : 0 ≤ r) :
    (∀ x, norm2 cols x ≤ r → Within rows B (matVec cols W x) (matVec cols What x)) ↔
      ∀ j, j < rows → norm2 cols (fun i => W j i - What j i) * r ≤ B := by
  refine ⟨fun h j hj => ?_, fun h x hx j hj => ?_⟩
  · have ⟨x, hx, attained⟩ := dot_attained_of_norm2 cols (fun i => W j i - What j i) hr
    rw [← attained, ← matVec_sub_eq_dot]
    exact h x hx j hj
  · rw [matVec_sub_eq_dot]
    exact le_trans (abs_dot_le_norm2 cols _ x)
      (le_trans (mul_le_mul_of_nonneg_left hx (norm2_nonneg cols _)) (h j hj))

/-- The ranges of the inputs can be met, by zero, and the bounds are not all true: no bound below
one holds for the weight 1 against the weight 0 and inputs up to 1. -/
example {B : R} (h : B < 1) : ¬ ∀ x : Vec R, InRange 1 1 x →
    Within 1 B (matVec 1 (fun _ _ => 1) x) (matVec 1 (fun _ _ => 0) x) := fun holds => by
  have hle := (linear_error_iff_of_inRange zero_le_one).mp holds 0 (Nat.zero_lt_succ 0)
  rw [sum_succ, sum_zero, zero_add, sub_zero, abs_one, mul_one] at hle
  exact not_le_of_lt h hle

end QuantCert
