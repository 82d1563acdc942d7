prelude
import QuantCert.Algebra.SumOrder

/-!
# Hölder's inequality for the ℓ1 and ℓ∞ norms

## Main definitions
* `maxAbs n x`: the largest of the absolute values of the first `n` values of `x`, zero for none.
* `withSign X a`: `X` with the sign of `a`.

## Main theorems
* `abs_sum_mul_le`: `|Σ a_i x_i| ≤ (Σ |a_i|) · X` if every `|x_i| ≤ X`.
* `abs_sum_mul_le_maxAbs`: the same with `X = maxAbs n x`.
* `sum_mul_withSign`: equality holds for a vector of signs, so the bound is tight.
-/

universe u

namespace QuantCert

variable {R : Type u} [OrderedField R]

/-- The largest of the absolute values of the first `n` values of `x`, and zero for none. -/
def maxAbs : Nat → (Nat → R) → R
  | .zero, _ => 0
  | .succ n, x => max (maxAbs n x) (abs (x n))

/-- The largest absolute value is nonnegative. -/
theorem maxAbs_nonneg (n : Nat) (x : Nat → R) : 0 ≤ maxAbs n x := by
  induction n with
  | zero => exact le_refl 0
  | succ n ih => exact le_trans ih (le_max_left (maxAbs n x) (abs (x n)))

/-- Each absolute value is at most the largest. -/
theorem abs_le_maxAbs {n : Nat} (x : Nat → R) {i : Nat} (hi : i < n) : abs (x i) ≤ maxAbs n x := by
  induction n with
  | zero => exact absurd hi (Nat.not_lt_zero i)
  | succ n ih =>
    cases Nat.decEq i n with
    | isTrue e => rw [e]; exact le_max_right (maxAbs n x) (abs (x n))
    | isFalse e =>
      exact le_trans (ih (Nat.lt_of_le_of_ne (Nat.le_of_lt_succ hi) e))
        (le_max_left (maxAbs n x) (abs (x n)))

/-- A nonnegative bound of each absolute value bounds the largest. -/
theorem maxAbs_le {n : Nat} {x : Nat → R} {X : R} (hX : 0 ≤ X) (h : ∀ i, i < n → abs (x i) ≤ X) :
    maxAbs n x ≤ X := by
  induction n with
  | zero => exact hX
  | succ n ih =>
    exact max_le (ih fun i hi => h i (Nat.lt.step hi)) (h n (Nat.lt_succ_self n))

/-- Hölder's inequality: a weighted sum is at most the sum of the absolute weights times a bound of
the absolute values. -/
theorem abs_sum_mul_le {n : Nat} (a : Nat → R) {x : Nat → R} {X : R}
    (h : ∀ i, i < n → abs (x i) ≤ X) :
    abs (sum n fun i => a i * x i) ≤ (sum n fun i => abs (a i)) * X := by
  rw [← sum_mul_right]
  exact le_trans (abs_sum_le n fun i => a i * x i) (sum_le_sum fun i hi => by
    show abs (a i * x i) ≤ abs (a i) * X
    rw [abs_mul]
    exact mul_le_mul_of_nonneg_left (h i hi) (abs_nonneg (a i)))

/-- Hölder's inequality with the largest absolute value. -/
theorem abs_sum_mul_le_maxAbs (n : Nat) (a x : Nat → R) :
    abs (sum n fun i => a i * x i) ≤ (sum n fun i => abs (a i)) * maxAbs n x :=
  abs_sum_mul_le a fun _ hi => abs_le_maxAbs x hi

/-- `X` with the sign of `a`. -/
def withSign (X a : R) : R := if 0 ≤ a then X else -X

/-- Giving a nonnegative `X` a sign does not change its size. -/
theorem abs_withSign {X : R} (hX : 0 ≤ X) (a : R) : abs (withSign X a) = X := by
  unfold withSign
  cases le_or_lt 0 a with
  | inl h => rw [if_pos h, abs_of_nonneg hX]
  | inr h => rw [if_neg (not_le_of_lt h), abs_neg, abs_of_nonneg hX]

/-- A weight times `X` with its sign is the absolute weight times `X`. -/
theorem mul_withSign (X a : R) : a * withSign X a = abs a * X := by
  unfold withSign
  cases le_or_lt 0 a with
  | inl h => rw [if_pos h, abs_of_nonneg h]
  | inr h => rw [if_neg (not_le_of_lt h), abs_of_nonpos (le_of_lt h), mul_neg, neg_mul]

/-- Hölder's inequality is tight: the vector `X` with the signs of the weights gives equality. -/
theorem sum_mul_withSign (n : Nat) (a : Nat → R) (X : R) :
    sum n (fun i => a i * withSign X (a i)) = (sum n fun i => abs (a i)) * X := by
  rw [← sum_mul_right]; exact sum_congr fun i _ => mul_withSign X (a i)

end QuantCert
