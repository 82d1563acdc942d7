prelude
import QuantCert.Core
/-!
# Notation and commands, each used once

Compiled by the test suite: a binding that stops working fails here, not in a proof.
-/
set_option linter.unusedVariables false

universe u

namespace QuantCert.Test

/-! ## Notation -/

example (f g : Nat → Nat) : (f ∘ g) 0 = f (g 0) := rfl
example : [1, 2, 3] = 1 :: 2 :: [3] := rfl
example : (true && !false || false) = true := rfl
example : (1, 2).1 = 1 := rfl
example (p : Nat → Prop) (h : ∀ n < 3, p n) : p 2 := h 2 (by decide)
example : ∃ n < 3, n = 2 := ⟨2, by decide, rfl⟩
example : max 2 3 = 3 := rfl
example (n : Nat) (h : 0 < n) : { m : Nat // 0 < m } := ⟨n, h⟩
example (a b : Nat) (h : a = b) (h' : a = 1) : b = 1 := h ▸ ‹a = 1›
example (a : Nat) : (a.succ |>.pred) = a := rfl
example : id <| 3 = 3 := by exact rfl
example : (fun x : Nat × Nat => x.1 + x.2) (1, 2) = 3 := rfl

/-! ## Commands -/

/-- A structure. -/
structure Point where
  /-- Abscissa. -/
  x : Nat
  /-- Ordinate. -/
  y : Nat := 0

/-- A structure that extends another. -/
structure Point3 extends Point where
  /-- Height. -/
  z : Nat

example : ({ x := 1, z := 2 } : Point3).toPoint.y = 0 := rfl
example (p : Point) : { p with x := 3 }.y = p.y := rfl

/-- A class that extends another. -/
class Monoid (α : Type u) extends Mul α, One α where
  /-- `1 * a = a` -/
  one_mul (a : α) : One.one * a = a

instance : Monoid Nat where
  one := 1
  one_mul := Nat.one_mul

/-- A type with a decided equality. -/
inductive Color where
  /-- Red. -/
  | red
  /-- Blue. -/
  | blue

/-- Structural recursion over a list. -/
def sumList : List Nat → Nat
  | [] => 0
  | x :: xs => x + sumList xs

example : sumList [1, 2, 3] = 6 := rfl
example : sumList [1, 2, 3] = 6 := by simp [sumList]

deriving instance DecidableEq for Color

example : Color.red ≠ Color.blue := by decide

/-- Patterns with a catch-all. -/
def isRed : Color → Bool
  | .red => true
  | _ => false

/-- A local recursive function. -/
def sumBelow (n : Nat) : Nat := go n 0
where
  /-- The sum of the numbers below `n`, added to `acc`. -/
  go : Nat → Nat → Nat
    | 0, acc => acc
    | n + 1, acc => go n (acc + n)

example : sumBelow 4 = 6 := rfl

/-- A pattern match as a condition. -/
def valueOrZero (o : Option Nat) : Nat := if let some x := o then x else 0

example : valueOrZero (some 3) = 3 := rfl

end QuantCert.Test
