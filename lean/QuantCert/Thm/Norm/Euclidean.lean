prelude
import QuantCert.Algebra.CauchySchwarz
import QuantCert.Spec.Norm.Euclidean

/-!
# Laws of the Euclidean norm

## Main theorems
* `abs_dot_le_norm2`: `|⟨a, x⟩| ≤ ‖a‖ ‖x‖`.
* `norm2_add_le`, `norm2_sub_le_add`: the triangle inequality.
* `norm2_le_of_sumSq_le`: a bound of the squares bounds the norm.
* `sumSq_mul_le`: factors up to `G` enlarge the sum of squares at most `G²`-fold.
* `abs_le_norm2`: each entry is at most the norm.
-/

universe u

namespace QuantCert

section
variable {R : Type u} [OrderedField R]

/-- A sum of squares is not negative. -/
theorem sumSq_nonneg (n : Nat) (x : Vec R) : 0 ≤ sumSq n x := sum_nonneg fun i _ => sq_nonneg (x i)

/-- The sum of squares of a vector depends on its first `n` entries only. -/
theorem sumSq_congr {n : Nat} {x y : Vec R} (h : ∀ i, i < n → x i = y i) : sumSq n x = sumSq n y :=
  sum_congr fun i hi => congrArg (· ^ 2) (h i hi)

/-- The square of an absolute value is the square of the element. -/
theorem abs_sq (a : R) : abs a ^ 2 = a ^ 2 := by rw [pow_two, pow_two, abs_mul_abs_self]

/-- Squares are ordered as bounds of absolute values. -/
theorem sq_le_sq_of_abs_le {a b : R} (h : abs a ≤ b) : a ^ 2 ≤ b ^ 2 := by
  rw [← abs_sq]; exact pow_le_pow_left (abs_nonneg a) h 2

/-- Factors up to `G` enlarge the sum of squares at most `G²`-fold. -/
theorem sumSq_mul_le {n : Nat} {G : R} {γ : Vec R} (hγ : InRange n G γ) (x : Vec R) :
    sumSq n (fun i => γ i * x i) ≤ G ^ 2 * sumSq n x := by
  unfold sumSq
  rw [← sum_mul_left]
  refine sum_le_sum fun i hi => ?_
  rw [mul_pow]
  exact mul_le_mul_of_nonneg_right (sq_le_sq_of_abs_le (hγ i hi)) (sq_nonneg (x i))

/-- A common factor leaves the sum of squares as its square. -/
theorem sumSq_smul (n : Nat) (c : R) (x : Vec R) :
    sumSq n (fun i => c * x i) = c ^ 2 * sumSq n x := by
  unfold sumSq
  rw [← sum_mul_left]
  exact sum_congr fun i _ => mul_pow c (x i) 2

/-- The sum of squares of a difference: `‖x‖² - 2 ⟨x, y⟩ + ‖y‖²`. -/
theorem sumSq_sub (n : Nat) (x y : Vec R) :
    sumSq n (fun i => x i - y i) = sumSq n x - 2 * dot n x y + sumSq n y := by
  have expand : ∀ i, (x i - y i) ^ 2 = x i ^ 2 - 2 * (x i * y i) + y i ^ 2 := fun i =>
    ring_eq [x i, y i] (by decide +kernel)
  unfold sumSq dot
  rw [sum_congr fun i _ => expand i, sum_add, sum_sub, sum_mul_left]

/-- The sum of squares of a sum: `‖x‖² + 2 ⟨x, y⟩ + ‖y‖²`. -/
theorem sumSq_add (n : Nat) (x y : Vec R) :
    sumSq n (fun i => x i + y i) = sumSq n x + 2 * dot n x y + sumSq n y := by
  have expand : ∀ i, (x i + y i) ^ 2 = x i ^ 2 + 2 * (x i * y i) + y i ^ 2 := fun i =>
    ring_eq [x i, y i] (by decide +kernel)
  unfold sumSq dot
  rw [sum_congr fun i _ => expand i, sum_add, sum_add, sum_mul_left]

end

variable {R : Type u} [ExpField R]

/-- A norm is not negative. -/
theorem norm2_nonneg (n : Nat) (x : Vec R) : 0 ≤ norm2 n x := sqrt_nonneg _

/-- The norm depends on the first `n` entries only. -/
theorem norm2_congr {n : Nat} {x y : Vec R} (h : ∀ i, i < n → x i = y i) : norm2 n x = norm2 n y :=
  congrArg sqrt (sumSq_congr h)

/-- The square of the norm is the sum of squares. -/
theorem norm2_mul_self (n : Nat) (x : Vec R) : norm2 n x * norm2 n x = sumSq n x :=
  mul_self_sqrt (sumSq_nonneg n x)

/-- A bound of the sum of squares by a square bounds the norm. -/
theorem norm2_le_of_sumSq_le {n : Nat} {x : Vec R} {B : R} (hB : 0 ≤ B)
    (h : sumSq n x ≤ B * B) : norm2 n x ≤ B := (sqrt_le_iff (sumSq_nonneg n x) hB).mpr h

/-- The Cauchy–Schwarz inequality with norms: `|⟨a, x⟩| ≤ ‖a‖ ‖x‖`. -/
theorem abs_dot_le_norm2 (n : Nat) (a x : Vec R) : abs (dot n a x) ≤ norm2 n a * norm2 n x := by
  refine le_of_mul_self_le_mul_self ?_ (mul_nonneg (norm2_nonneg n a) (norm2_nonneg n x))
  rw [abs_mul_abs_self, mul_mul_mul_comm, norm2_mul_self, norm2_mul_self, ← pow_two]
  exact sum_mul_sq_le n a x

/-- The triangle inequality. -/
theorem norm2_add_le (n : Nat) (x y : Vec R) :
    norm2 n (fun i => x i + y i) ≤ norm2 n x + norm2 n y := by
  refine norm2_le_of_sumSq_le (add_nonneg (norm2_nonneg n x) (norm2_nonneg n y)) ?_
  rw [sumSq_add, ← norm2_mul_self n x, ← norm2_mul_self n y]
  refine le_of_sub_eq (c := 2 * (norm2 n x * norm2 n y - dot n x y))
    (ring_eq [norm2 n x, norm2 n y, dot n x y] (by decide +kernel)) ?_
  exact mul_nonneg (le_of_lt zero_lt_two)
    (sub_nonneg.mpr (le_trans (le_abs_self _) (abs_dot_le_norm2 n x y)))

/-- A norm does not change with the sign of the vector. -/
theorem norm2_neg (n : Nat) (x : Vec R) : norm2 n (fun i => -x i) = norm2 n x :=
  congrArg sqrt (sum_congr fun i _ => by rw [pow_two, pow_two, neg_mul_neg])

/-- The triangle inequality for a difference. -/
theorem norm2_sub_le_add (n : Nat) (x y : Vec R) :
    norm2 n (fun i => x i - y i) ≤ norm2 n x + norm2 n y := by
  have h := norm2_add_le n x fun i => -y i
  rw [norm2_neg] at h
  have heq : (fun i => x i - y i) = fun i => x i + -y i := funext fun i => sub_eq_add_neg _ _
  rw [heq]
  exact h

/-- Each entry is at most the norm. -/
theorem abs_le_norm2 {n : Nat} (x : Vec R) {i : Nat} (hi : i < n) : abs (x i) ≤ norm2 n x := by
  refine le_of_mul_self_le_mul_self ?_ (norm2_nonneg n x)
  rw [abs_mul_abs_self, norm2_mul_self, ← pow_two]
  exact le_sum_of_nonneg (f := fun i => x i ^ 2) (fun j _ => sq_nonneg (x j)) hi

/-- Vectors with entries up to `X` have norm at most `√n · X`. -/
theorem norm2_le_of_inRange {n : Nat} {X : R} {x : Vec R} (hX : 0 ≤ X) (hx : InRange n X x) :
    norm2 n x ≤ sqrt (natCast n) * X := by
  refine norm2_le_of_sumSq_le (mul_nonneg (sqrt_nonneg _) hX) ?_
  rw [mul_mul_mul_comm, mul_self_sqrt (natCast_nonneg n), ← sum_const, ← pow_two]
  exact sum_le_sum fun i hi => sq_le_sq_of_abs_le (hx i hi)

end QuantCert
