prelude
import QuantCert.Core
import QuantCert.Spec.Digits.Digit

/-!
# Digits: bounds and bitwise operations

## Main theorems
* `digit_zero`, `digit_succ`: digits from the lowest bits on
* `digit_lt`: a digit is below the base
* `digit_land`, `digit_xor`: bitwise operations act on each digit alone
* `mod_pow_div_pow_mod_pow`: low bits of a shifted number depend on its low bits only
* `digit_eq_zero`, `digit_digit`: digits past the end, digits of digits
-/

namespace QuantCert.Digits

/-- The first digit is the lowest bits. -/
theorem digit_zero (k N : Nat) : digit k N 0 = N % 2 ^ k := by
  unfold digit
  rw [Nat.mul_zero, Nat.pow_zero, Nat.div_one]

/-- The digit after `i` is digit `i` of the rest. -/
theorem digit_succ (k N i : Nat) : digit k N (i + 1) = digit k (N / 2 ^ k) i := by
  unfold digit
  rw [Nat.mul_add, Nat.mul_one, Nat.add_comm (k * i), Nat.pow_add, Nat.div_div_eq_div_mul]

/-- A digit is below the base. -/
theorem digit_lt (k N i : Nat) : digit k N i < 2 ^ k := Nat.mod_lt _ (Nat.two_pow_pos k)

/-- The digits of `x &&& y` are those of `x` and `y` combined. -/
theorem digit_land (k x y i : Nat) : digit k (x &&& y) i = digit k x i &&& digit k y i := by
  unfold digit
  rw [Nat.and_div_two_pow, Nat.and_mod_two_pow]

/-- The digits of `x ^^^ y` are those of `x` and `y` combined. -/
theorem digit_xor (k x y i : Nat) : digit k (x ^^^ y) i = digit k x i ^^^ digit k y i := by
  unfold digit
  rw [Nat.xor_div_two_pow, Nat.xor_mod_two_pow]

/-- The `v` bits of `y` from bit `t` on can be read from `y % 2^h` when `t + v ≤ h`. -/
theorem mod_pow_div_pow_mod_pow {y t v h : Nat} (hle : t + v ≤ h) :
    y % 2 ^ h / 2 ^ t % 2 ^ v = y / 2 ^ t % 2 ^ v := by
  obtain ⟨d, rfl⟩ := Nat.exists_eq_add_of_le hle
  rw [Nat.add_assoc, Nat.pow_add, Nat.mod_mul_right_div_self, Nat.pow_add, Nat.mod_mul_right_mod]

/-- A number below `2^(k * n)` has no digits from `n` on. -/
theorem digit_eq_zero {k n N i : Nat} (h : N < 2 ^ (k * n)) (hi : n ≤ i) : digit k N i = 0 := by
  have hlt : N < 2 ^ (k * i) :=
    Nat.lt_of_lt_of_le h (Nat.pow_le_pow_right (by decide) (Nat.mul_le_mul_left k hi))
  unfold digit
  rw [Nat.div_eq_of_lt hlt, Nat.zero_mod]

/-- Digits of width `v` of a digit of width `v * m` are digits of the number. -/
theorem digit_digit {v m N i j : Nat} (hj : j < m) :
    digit v (digit (v * m) N i) j = digit v N (i * m + j) := by
  have hle : v * j + v ≤ v * m := by
    have h := Nat.mul_le_mul_left v hj
    rwa [Nat.mul_succ] at h
  show N / 2 ^ (v * m * i) % 2 ^ (v * m) / 2 ^ (v * j) % 2 ^ v = _
  rw [mod_pow_div_pow_mod_pow hle, Nat.div_div_eq_div_mul, ← Nat.pow_add, Nat.mul_assoc,
    ← Nat.mul_add, Nat.mul_comm m i]
  rfl

end QuantCert.Digits
