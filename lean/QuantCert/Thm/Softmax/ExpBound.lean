prelude
import QuantCert.Algebra.Cast.Nat
import QuantCert.Algebra.ExpField

/-!
# Rational bounds of the exponential

From `1 + x ≤ exp x` alone, with arbitrarily small relative error for large `k`.

## Main theorems
* `exp_le_inv_pow`: `exp t ≤ (1 - t / 2^k) ^ (-2^k)` for `t < 2^k`.
* `pow_le_exp`: `(1 + t / 2^k) ^ (2^k) ≤ exp t` for `-2^k ≤ t`.
-/

universe u

namespace QuantCert

variable {R : Type u} [ExpField R]

/-- The exponential is a power of the exponential of a part: `exp t = exp (t / 2^k) ^ (2^k)`. -/
theorem exp_eq_pow (k : Nat) (t : R) : exp t = exp (t / 2 ^ k) ^ (2 ^ k) := by
  rw [← exp_natCast_mul, natCast_two_pow, mul_comm, div_mul_cancel _ (two_pow_ne_zero k)]

/-- `exp t ≤ (1 / (1 - t / 2^k)) ^ (2^k)` for `t < 2^k`. -/
theorem exp_le_inv_pow {k : Nat} {t : R} (h : t < 2 ^ k) :
    exp t ≤ (1 / (1 - t / 2 ^ k)) ^ (2 ^ k) := by
  have hlt : t / 2 ^ k < 1 := lt_of_not_le fun hle => not_le_of_lt h (by
    rw [le_div_iff (two_pow_pos k), one_mul] at hle
    exact hle)
  rw [exp_eq_pow k t]
  exact pow_le_pow_left (le_of_lt (exp_pos _)) (exp_le_inv hlt) _

/-- `(1 + t / 2^k) ^ (2^k) ≤ exp t` for `-2^k ≤ t`. -/
theorem pow_le_exp {k : Nat} {t : R} (h : -(2 ^ k) ≤ t) : (1 + t / 2 ^ k) ^ (2 ^ k) ≤ exp t := by
  have hnonneg : 0 ≤ 1 + t / 2 ^ k := by
    have hneg := div_le_div_right h (two_pow_pos k)
    rw [neg_div, div_self (two_pow_ne_zero k)] at hneg
    have hsum := add_le_add_left hneg 1
    rw [add_neg_cancel] at hsum
    exact hsum
  rw [exp_eq_pow k t]
  exact pow_le_pow_left hnonneg (one_add_le_exp _) _

/-- The hypotheses can be met, for every `k`. -/
example (k : Nat) : (0 : R) < 2 ^ k ∧ -(2 ^ k) ≤ (0 : R) :=
  ⟨two_pow_pos k, neg_nonpos_of_nonneg (le_of_lt (two_pow_pos k))⟩

end QuantCert
