prelude
import QuantCert.Core
/-!
# Simplification, unfolding and decision, each form used once

Compiled by the test suite: a binding that stops working fails here, not in a proof.
-/
set_option linter.unusedVariables false

universe u

namespace QuantCert.Test

/-! ## Simplification, unfolding, decision -/

/-- A definition to unfold. -/
def double (n : Nat) : Nat := n + n

@[simp] theorem double_zero : double 0 = 0 := rfl

example : double 0 = 0 := by simp

example (n : Nat) : double n = n + n := by unfold double; rfl

example (n : Nat) : double n = n + n := by simp only [double]

example (n : Nat) : double n = n + n := by dsimp only [double]

example (n : Nat) : double n = n + n := by delta double; rfl

example (p q : Prop) (hp : p) : (p ∧ q) ↔ q := by simp [hp]

example (p q : Prop) (h : True ∧ p ∧ q) : q := by simp at h; exact h.2

example (p q : Prop) (h : True ∧ p) : p ∧ True := by simpa using h

example (p q : Prop) (h : p) (h' : p → q) : q := by simp_all

example (a b c : Nat) : a + b + c = c + (b + a) := by
  simp only [Nat.add_comm, Nat.add_left_comm]

example (a : Nat) (h : a ≠ 0) : (if a = 0 then 1 else 2) = 2 := by simp [h]

example : 2 + 2 = 4 := by decide

example : 2 ^ 20 + 1 ≠ 2 ^ 20 := by decide +kernel

example (n m : Nat) (h : n = m) : m + 0 = n := by simp? [h]

example (n m : Nat) (h : n = m) : m + 0 = n := by dsimp?; exact h.symm

example (n m : Nat) (h : n = m) : m + 0 = n := by simpa! using h.symm

example (n m : Nat) (h : n = m) : m + 0 = n := by simpa [] using h.symm

example (a b c : Nat) (h : a = b) : (fun x : Nat => a + x) = (fun x => b + x) := by
  conv => enter [1, x]; rw [h]

example (a b c : Nat) (h : a = b) : a + c = b + c := by
  conv => lhs; arg 1; rw [h]

example (a b c : Nat) (h : a = b) : a + c = b + c := by
  conv in a => rw [h]

example (a b c : Nat) (h : a = b) : a + c = b + c := by
  simp -zeta only [h]

/-! ## Arithmetic with literals -/

example (n : Nat) (h : n + 3 = 5) : n = 2 := by simp at h; exact h

example (n : Nat) (h : n + 3 ≤ 5) : n ≤ 2 := by simp at h; exact h

example (n : Nat) : n + 2 - 1 = n + 1 := by simp

example (n : Nat) : ¬n + 4 = 2 := by simp

example : 7 / 2 + 7 % 4 = 6 := by simp

example (a b : Nat) (h : (a, b) = (1, 2)) : a = 1 := by simp at h; exact h.1

example (b : Bool) (h : b = true) : (if b then 1 else 0) = 1 := by simp [h]

example : ∀ i < 3, i < 5 := by decide

example : ∀ i ∈ [1, 2, 3], i ≠ 0 := by decide

example (a b c : Nat) (h : a < b) (h' : b ≤ c) : a + 1 ≤ c := by omega

example (a b : Int) (h : 2 * a < 2 * b + 1) : a ≤ b := by omega

end QuantCert.Test
