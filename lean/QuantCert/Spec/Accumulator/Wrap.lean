prelude
import QuantCert.Core

/-! # Two's-complement accumulation

## Main definitions
- `wrap`: the value left in a register of `bits` bits
- `Fits`: the values that such a register holds
- `SumTree`: a sum of terms in any order and any blocking, evaluated exactly or with wrap-around
-/

namespace QuantCert.Accumulator

/-- The integer that a two's-complement register of `bits` bits keeps of `x`. -/
def wrap (bits : Nat) (x : Int) : Int :=
  (x + ((2 ^ (bits - 1) : Nat) : Int)) % ((2 ^ bits : Nat) : Int) - ((2 ^ (bits - 1) : Nat) : Int)

/-- `x` is representable in `bits` bits: `-2^(bits-1) ≤ x < 2^(bits-1)`. -/
def Fits (bits : Nat) (x : Int) : Prop :=
  -((2 ^ (bits - 1) : Nat) : Int) ≤ x ∧ x < ((2 ^ (bits - 1) : Nat) : Int)

/-- A way to add up terms: which partial sums are formed, and from what. -/
inductive SumTree where
  /-- an accumulator set to zero -/
  | zero
  /-- one term -/
  | term (t : Int)
  /-- the sum of two partial sums -/
  | add (left right : SumTree)

namespace SumTree

/-- The terms, from left to right. -/
def terms : SumTree → List Int
  | zero => []
  | term t => [t]
  | add l r => l.terms ++ r.terms

/-- The exact value. -/
def exact : SumTree → Int
  | zero => 0
  | term t => t
  | add l r => l.exact + r.exact

/-- The value computed in registers of `bits` bits, each partial sum wrapped around. -/
def wrapped (bits : Nat) : SumTree → Int
  | zero => 0
  | term t => wrap bits t
  | add l r => wrap bits (l.wrapped bits + r.wrapped bits)

/-- No term and no partial sum leaves the register. -/
def NoOverflow (bits : Nat) : SumTree → Prop
  | zero => True
  | term t => Fits bits t
  | add l r => l.NoOverflow bits ∧ r.NoOverflow bits ∧ Fits bits (l.exact + r.exact)

/-- One accumulator that takes the terms one after another. -/
def sequential (acc : SumTree) : List Int → SumTree
  | [] => acc
  | t :: rest => sequential (add acc (term t)) rest

/-- Blocks summed one after another, each into an accumulator of its own. -/
def blocked (acc : SumTree) : List (List Int) → SumTree
  | [] => acc
  | b :: rest => blocked (add acc (sequential zero b)) rest

end SumTree

end QuantCert.Accumulator
