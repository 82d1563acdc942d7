prelude
import QuantCert.Core

/-! # Goals that `omega` must refuse

Every `example` is false or beyond linear arithmetic: Lean reports an error for each of them.
-/

example (a b : Int) (h : a < b) : a + 2 ≤ b := by omega

example (a b : Nat) : a - b + b = a := by omega

example (a : Int) (h : a % 2 = 1) : a % 4 = 1 := by omega

example (a b : Nat) (h : a < b ∨ b < a) : a < b := by omega

example (x y : Int) (h : 0 < x) (h' : 0 < y) : 0 < x * y := by omega
