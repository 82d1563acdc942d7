prelude
import QuantCert.Core

/-! # Goals that `omega` proves

Each `example` is one kind of goal of linear arithmetic over natural numbers and integers.
-/

set_option linter.unusedVariables false

/-! ## Order and equality -/

example (a b : Int) (h : a < b) : a + 1 ≤ b := by omega
example (a b : Nat) (h : a < b) : a + 1 ≤ b := by omega
example (a b : Nat) (h : ¬ a ≤ b) : a ≠ b := by omega
example (a b : Nat) (h : a ≠ b) : a < b ∨ b < a := by omega
example (x : Nat) (h : x = 0 ∨ x = 1) (h' : x ≠ 0) : x = 1 := by omega
example (x y : Nat) (h : (x : Int) < y) : x < y := by omega
example (x : Nat) : x.succ ≠ 0 := by omega
example (x : Nat) : x - 0 = x ∧ 0 - x = 0 := by omega
example (a b : Int) (h : a ≥ b) (h' : b > 3) : 3 < a := by omega

/-! ## Linear combinations -/

example (a b c : Int) (h : a < b) (h' : 2 * b < c) : 2 * a + 2 < c := by omega
example (x : Nat) (h : 7 * x = 7 * 13) : x = 13 := by omega
example (a b : Int) (h : 3 * a = 6 * b + 1) : False := by omega
example (a b : Int) (h : 4 * a + 6 * b = 2) (h' : 0 < a) (h'' : b ≥ 0) : False := by omega
example (x y : Int) (h : 2 * x + 1 = 2 * y) : False := by omega
example (x y z : Int) (h : 6 * x + 10 * y + 15 * z = 1) (h₁ : 2 * x = 1 - 5 * y) : z ≠ 1 := by omega
example (a b c d e f g h i j k l : Nat) (h₁ : a < b) (h₂ : b < c) (h₃ : c < d) (h₄ : d < e)
    (h₅ : e < f) (h₆ : f < g) (h₇ : g < h) (h₈ : h < i) (h₉ : i < j) (h₁₀ : j < k) (h₁₁ : k < l) :
    a + 11 ≤ l := by omega

/-! ## Truncated subtraction -/

example (a b c : Nat) (h : a ≤ b) (h' : b ≤ c) : c - a = (c - b) + (b - a) := by omega
example (a b c d e f : Nat) (h : a + b < c) (h₂ : d - e = f) (h₃ : e < d) (h₄ : c ≤ f) :
    a + b + e < d := by omega
example (a b : Nat) (h : a - b = 0) : a ≤ b := by omega
example (a b c : Nat) : a - b - c = a - (b + c) := by omega

/-! ## Division by literals -/

example (a : Nat) : a / 2 * 2 ≤ a := by omega
example (a : Int) : a % 7 < 7 := by omega
example (x : Nat) (h : x / 8 * 8 + x % 8 ≠ x) : False := by omega
example (a : Nat) (h : a % 3 = 2) (h' : a / 3 = 4) : a = 14 := by omega
example (x : Int) : x / -3 = -(x / 3) := by omega
example (x : Int) : x / 0 = 0 := by omega
example (x y : Int) (h : x / 3 < y) : x < 3 * y := by omega
example (a q r : Int) (h : a = 11 * q + r) (hr : 0 ≤ r) (hr' : r < 11) : q = a / 11 ∧ r = a % 11 := by
  omega
example (c d : Nat) (h : c < 11) (h' : d < 11) :
    (c + 11 * d) / 11 = d ∧ (c + 11 * d) % 11 = c ∧ c + 11 * d < 121 := by omega
example (c d : Nat) (h : c < 16) : (c + 16 * d) / 16 = d ∧ (c + 16 * d) % 16 = c := by omega
example (a : Nat) (h : 4 ∣ a) : 2 ∣ a := by omega
example (a : Int) (h : ¬ (2 ∣ a)) : a % 2 = 1 := by omega

/-! ## Powers and shifts -/

example (x : Nat) (h : x < 2 ^ 31) : x < 2 ^ 32 := by omega
example (k : Nat) : 2 ^ (k + 1) = 2 * 2 ^ k := by omega
example (x : Nat) : x <<< 3 = 8 * x := by omega
example (x : Nat) : x >>> 3 = x / 8 := by omega
example (x : Nat) (h : x % 2 ^ 7 < 2 ^ 5) : x % 128 < 32 := by omega

/-! ## Connectives -/

example (a b : Int) (h : a < b ∧ b < 5 ∨ a < 4) : a < 5 := by omega
example (a b : Int) (h : ¬ (a < b ↔ b < 5)) (h' : b < 4) : a ≥ b := by omega
example (a b : Int) (h : a < b ↔ b < 5) (h' : b < 4) : a < b := by omega
example (a b : Int) (h : a < b → b < 5) (h' : b > 5) : a ≥ b := by omega
example (x y : Int) (h : ¬ (x < 3 ∧ y < 3)) : x ≥ 3 ∨ y ≥ 3 := by omega
example (x y : Int) (h : ¬ (x < 3 → y < 3)) : x < 3 ∧ 3 ≤ y := by omega
example (x y : Nat) : x < 5 → y < 5 → x + y < 10 := by omega
example (x y : Nat) (h : ∃ z, x = y + z) : y ≤ x := by omega

/-! ## Other operations -/

example (a b : Nat) : min a b + max a b = a + b := by omega
example (a b : Int) : max a b ≥ a ∧ min a b ≤ b := by omega
example (a b : Int) : (a - b).natAbs = (b - a).natAbs := by omega
example (a b : Int) : (a + b).natAbs ≤ a.natAbs + b.natAbs := by omega
example (a : Int) (h : a ≥ 0) : (a.toNat : Int) = a := by omega
example (a : Int) (h : a ≤ 0) : a.toNat = 0 := by omega
example (a b : Int) : (if a < b then a else b) ≤ a := by omega
example (x : Nat × Nat) (h : x.1 < 5) : x.1 * 2 < 10 := by omega

/-! ## Terms it does not look into -/

example (x y z : Int) (h : x * y = 5) : x * y + z - z = 5 := by omega
example (f : Nat → Nat) (x : Nat) (h : f x < 3) : 2 * f x < 6 := by omega


