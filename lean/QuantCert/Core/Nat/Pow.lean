prelude
import QuantCert.Core.Nat.DivLemmas
/-!
# Natural numbers: powers

`Nat.pow` is defined in `QuantCert.Core.Nat.Defs`; the kernel computes it on literals by name, for
exponents up to `2^24`.

## Main theorems
* `Nat.pow_add`, `Nat.pow_mul`, `Nat.mul_pow`: the laws of exponents
* `Nat.pow_pos`, `Nat.pow_le_pow_right`, `Nat.pow_lt_pow_right`: order
* `Nat.lt_two_pow_self`: `n < 2 ^ n`
-/
namespace Nat

protected theorem pow_add (a m n : Nat) : a ^ (m + n) = a ^ m * a ^ n := by
  induction n with
  | zero => rw [Nat.add_zero, Nat.pow_zero, Nat.mul_one]
  | succ n ih => rw [← Nat.add_assoc, Nat.pow_succ, ih, Nat.pow_succ, Nat.mul_assoc]

protected theorem pow_one (a : Nat) : a ^ 1 = a := by
  rw [Nat.pow_succ, Nat.pow_zero, Nat.one_mul]

theorem pow_succ' {m n : Nat} : m ^ succ n = m * m ^ n := by
  rw [Nat.pow_succ, Nat.mul_comm]

protected theorem pow_two (b : Nat) : b ^ 2 = b * b := by
  rw [Nat.pow_succ, Nat.pow_one]

@[simp] protected theorem one_pow (n : Nat) : 1 ^ n = 1 := by
  induction n with
  | zero => rfl
  | succ n ih => rw [Nat.pow_succ, ih]

protected theorem pow_mul (a m n : Nat) : a ^ (m * n) = (a ^ m) ^ n := by
  induction n with
  | zero => rw [Nat.mul_zero, Nat.pow_zero, Nat.pow_zero]
  | succ n ih => rw [Nat.mul_add_one, Nat.pow_add, ih, Nat.pow_succ]

protected theorem mul_pow (a b n : Nat) : (a * b) ^ n = a ^ n * b ^ n := by
  induction n with
  | zero => rfl
  | succ n ih => rw [Nat.pow_succ, ih, Nat.mul_mul_mul_comm, ← Nat.pow_succ, ← Nat.pow_succ]

theorem pow_pos {b n : Nat} (h : 0 < b) : 0 < b ^ n := by
  induction n with
  | zero => exact Nat.zero_lt_one
  | succ n ih => rw [Nat.pow_succ]; exact Nat.mul_pos ih h

theorem two_pow_pos (w : Nat) : 0 < 2 ^ w := pow_pos (by decide)

theorem one_le_two_pow {n : Nat} : 1 ≤ 2 ^ n := two_pow_pos n

theorem pow_le_pow_right {n m : Nat} (h : n > 0) {k : Nat} (hk : m ≤ k) : n ^ m ≤ n ^ k := by
  obtain ⟨d, rfl⟩ := Nat.exists_eq_add_of_le hk
  rw [Nat.pow_add]
  exact Nat.le_mul_of_pos_right _ (pow_pos h)

theorem pow_lt_pow_right {a n m : Nat} (ha : 1 < a) (h : n < m) : a ^ n < a ^ m := by
  have hp : 0 < a := Nat.pos_of_lt ha
  have h1 : a ^ n * 1 < a ^ n * a := Nat.mul_lt_mul_of_pos_left ha (pow_pos hp)
  rw [Nat.mul_one, ← Nat.pow_succ] at h1
  exact Nat.lt_of_lt_of_le h1 (pow_le_pow_right hp h)

theorem pow_le_pow_left {m n : Nat} (h : m ≤ n) (i : Nat) : m ^ i ≤ n ^ i := by
  induction i with
  | zero => exact Nat.le_refl 1
  | succ i ih => rw [Nat.pow_succ, Nat.pow_succ]; exact Nat.mul_le_mul ih h

theorem lt_two_pow_self {n : Nat} : n < 2 ^ n := by
  induction n with
  | zero => exact Nat.zero_lt_one
  | succ n ih =>
    rw [Nat.pow_succ, Nat.mul_two]
    exact Nat.add_lt_add_of_lt_of_le ih one_le_two_pow

theorem pow_dvd_pow {m n : Nat} (a : Nat) (h : m ≤ n) : a ^ m ∣ a ^ n := by
  obtain ⟨d, rfl⟩ := Nat.exists_eq_add_of_le h
  exact ⟨a ^ d, Nat.pow_add a m d⟩

/-- A power of two splits at any smaller exponent. -/
theorem pow_sub_mul_pow (a : Nat) {m n : Nat} (h : m ≤ n) : a ^ (n - m) * a ^ m = a ^ n := by
  rw [← Nat.pow_add, Nat.sub_add_cancel h]

end Nat
