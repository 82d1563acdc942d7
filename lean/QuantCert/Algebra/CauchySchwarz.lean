prelude
import QuantCert.Algebra.RingNorm
import QuantCert.Algebra.SumOrder

/-!
# The Cauchy–Schwarz inequality

Stated with squares, so that it holds in every ordered field, without square roots. The proof is
Lagrange's identity: `2 (Σ a² Σ b² - (Σ a b)²)` is the double sum of `(a_i b_j - a_j b_i)²`.

## Main theorems
* `sum_sum_sub_sq`: Lagrange's identity.
* `sum_mul_sq_le`: `(Σ a_i b_i)² ≤ Σ a_i² · Σ b_i²`.
* `sum_mul_sq_le_of_le`: the same with bounds of the two sums of squares.
* `sum_mul_sq_eq`: equality for proportional vectors, so the bound is tight.
* `sum_sq_le`: `(Σ a_i)² ≤ n · Σ a_i²`.
-/

universe u

namespace QuantCert

variable {R : Type u} [OrderedField R]

/-- Lagrange's identity. -/
theorem sum_sum_sub_sq (n : Nat) (a b : Nat → R) :
    (sum n fun i => sum n fun j => (a i * b j - a j * b i) ^ 2) =
      2 * ((sum n fun i => a i ^ 2) * (sum n fun i => b i ^ 2) -
        (sum n fun i => a i * b i) ^ 2) := by
  have expand : ∀ i j, (a i * b j - a j * b i) ^ 2 =
      a i ^ 2 * b j ^ 2 + b i ^ 2 * a j ^ 2 - 2 * (a i * b i * (a j * b j)) :=
    fun i j => ring_eq [a i, b i, a j, b j] (by decide +kernel)
  have inner : ∀ i, (sum n fun j => (a i * b j - a j * b i) ^ 2) =
      a i ^ 2 * (sum n fun j => b j ^ 2) + b i ^ 2 * (sum n fun j => a j ^ 2) -
        2 * (a i * b i * sum n fun j => a j * b j) := fun i => by
    rw [sum_congr fun j _ => expand i j, sum_sub, sum_add]
    simp only [sum_mul_left]
  rw [sum_congr fun i _ => inner i, sum_sub, sum_add]
  simp only [sum_mul_left, sum_mul_right]
  exact ring_eq [sum n fun i => a i ^ 2, sum n fun i => b i ^ 2, sum n fun i => a i * b i]
    (by decide +kernel)

/-- The Cauchy–Schwarz inequality. -/
theorem sum_mul_sq_le (n : Nat) (a b : Nat → R) :
    (sum n fun i => a i * b i) ^ 2 ≤ (sum n fun i => a i ^ 2) * sum n fun i => b i ^ 2 := by
  have h : 0 ≤ sum n fun i => sum n fun j => (a i * b j - a j * b i) ^ 2 :=
    sum_nonneg fun i _ => sum_nonneg fun j _ => sq_nonneg (a i * b j - a j * b i)
  rw [sum_sum_sub_sq, ← mul_zero 2] at h
  exact sub_nonneg.mp (le_of_mul_le_mul_left h zero_lt_two)

/-- The Cauchy–Schwarz inequality with bounds of the two sums of squares. -/
theorem sum_mul_sq_le_of_le {n : Nat} {a b : Nat → R} {A B : R} (hA : (sum n fun i => a i ^ 2) ≤ A)
    (hB : (sum n fun i => b i ^ 2) ≤ B) : (sum n fun i => a i * b i) ^ 2 ≤ A * B :=
  have hA' : 0 ≤ A := le_trans (sum_nonneg fun i _ => sq_nonneg (a i)) hA
  calc (sum n fun i => a i * b i) ^ 2
    _ ≤ (sum n fun i => a i ^ 2) * sum n fun i => b i ^ 2 := sum_mul_sq_le n a b
    _ ≤ A * B := mul_le_mul hA hB (sum_nonneg fun i _ => sq_nonneg (b i)) hA'

/-- Equality holds for proportional vectors, so the bound is tight. -/
theorem sum_mul_sq_eq (n : Nat) (a : Nat → R) (c : R) :
    (sum n fun i => a i * (c * a i)) ^ 2 =
      (sum n fun i => a i ^ 2) * sum n fun i => (c * a i) ^ 2 := by
  rw [sum_congr fun i _ => (ring_eq [a i, c] (by decide +kernel) : a i * (c * a i) = c * a i ^ 2),
    sum_congr fun i _ => mul_pow c (a i) 2, sum_mul_left, sum_mul_left]
  exact ring_eq [sum n fun i => a i ^ 2, c] (by decide +kernel)

/-- The square of a sum is at most the number of summands times the sum of the squares. -/
theorem sum_sq_le (n : Nat) (a : Nat → R) :
    sum n a ^ 2 ≤ natCast n * sum n fun i => a i ^ 2 := by
  have h := sum_mul_sq_le n (fun _ => (1 : R)) a
  rw [sum_congr fun i _ => one_mul (a i), sum_congr fun _ _ => one_pow (R := R) 2, sum_const,
    mul_one] at h
  exact h

end QuantCert
