prelude
import QuantCert.Core

/-! # The integers: evaluation, normalization, statements -/

/-! ## The kernel evaluates literals -/

example : (-3 : Int) * 5 ≤ 7 := by decide +kernel
example : (-3 : Int) * 5 ≠ 7 := by decide +kernel
example : ¬ ((2 : Int) < -2) := by decide +kernel
example : (-7 : Int) / 2 = -4 ∧ (-7 : Int) % 2 = 1 := by decide +kernel
example : (7 : Int) / -2 = -3 ∧ (7 : Int) % -2 = 1 := by decide +kernel
example : (-7 : Int) / -2 = 4 ∧ (-7 : Int) % -2 = 1 := by decide +kernel
example : Int.bmod 7 4 = -1 ∧ Int.bmod 6 4 = -2 ∧ Int.bmod 5 4 = 1 := by decide +kernel
example : (-5 : Int).natAbs = 5 ∧ (-5 : Int).toNat = 0 ∧ (-5 : Int).sign = -1 := by decide +kernel
example : max (-3 : Int) 2 = 2 ∧ min (-3 : Int) 2 = -3 := by decide +kernel
example : (2 : Int) ^ 70 * (2 : Int) ^ 70 - 1 < 2 ^ 140 := by decide +kernel
example : (10 ^ 2000 - 10 ^ 2001 : Int) = -9 * 10 ^ 2000 := by decide +kernel

/-! ## Sums and products are put in order -/

set_option linter.unusedSimpArgs false

example (a b c d : Int) : a + b + (c + d) = d + (b + c) + a := by
  simp only [Int.add_assoc, Int.add_comm, Int.add_left_comm]
example (a b c : Int) : (a + b) * c = b * c + c * a := by
  simp only [Int.mul_add, Int.mul_comm, Int.add_comm]
example (a b c d : Int) : a * b * (c * d) = d * (b * c) * a := by
  simp only [Int.mul_assoc, Int.mul_comm, Int.mul_left_comm]
example (a b : Int) : a + 0 - b + b = a * 1 := by simp

/-! ## Casts -/

example (m n : Nat) : ((m + n : Nat) : Int) = m + n := by simp
example (m n : Nat) : (m : Int) * n = (m * n : Nat) := by rw [Int.natCast_mul]
example (m n : Nat) (h : m ≤ n) : ((n - m : Nat) : Int) = n - m := Int.natCast_sub h
example (f : Nat → Int) (n : Nat) : f n + n = ↑n + f n := Int.add_comm _ _
example (b c : Bool) (h : b) (h' : b → c) : c := h' h
