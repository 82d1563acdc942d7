prelude
import QuantCert.Spec.Router.TopK

/-!
# Selecting the largest scores

Which experts a router selects, as a function of their scores: of equal scores the one with the
lower number is preferred.

## Main definitions
* `Precedes z j i`: score `j` is preferred to score `i`.
* `rank n z i`: how many of `n` scores are preferred to score `i`.
* `topK n k z`: the experts of rank below `k`.
-/

universe u

namespace QuantCert.Router

variable {R : Type u} [OrderedField R]

/-- Score `j` is larger than score `i`, or the same with a lower number. -/
def Precedes (z : Vec R) (j i : Nat) : Prop := z i < z j ∨ (z j = z i ∧ j < i)

/-- Which of two scores is preferred is decidable because the order is. -/
instance instDecidablePrecedes (z : Vec R) (j i : Nat) : Decidable (Precedes z j i) :=
  instDecidableOr

/-- How many of the `n` scores are preferred to score `i`. -/
def rank (n : Nat) (z : Vec R) (i : Nat) : Nat := count n fun j => decide (Precedes z j i)

/-- Which experts are among the first `k` of `n`. -/
def topK (n k : Nat) (z : Vec R) : Nat → Bool := fun i => Nat.blt (rank n z i) k

end QuantCert.Router
