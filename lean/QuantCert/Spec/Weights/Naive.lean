prelude
import QuantCert.Core

/-!
# Weights one by one

The plain way to hold the weights of a row: a list with one element for each weight. It serves to
compare with chunks.

## Main definitions
* `PlainWeight`: a weight, its code, and the scale and zero-point of the code
* `PlainWeight.error`: the absolute error, in units of `2^-p`
* `PlainRowHolds`: the bounds that are claimed of a row
-/

namespace QuantCert

/-- A weight and what its code stands for, in units of `2^-p`. -/
structure PlainWeight where
  /-- the original weight -/
  weight : Int
  /-- the scale of the group -/
  scale : Nat
  /-- the stored code -/
  code : Nat
  /-- the zero-point of the group -/
  zero : Nat

namespace PlainWeight

/-- `|weight - scale * (code - zero)|`. -/
def error (x : PlainWeight) : Nat :=
  (x.weight - (x.scale : Int) * ((x.code : Int) - (x.zero : Int))).natAbs

/-- The sum of the absolute errors of a row. -/
def rowSum : List PlainWeight → Nat
  | [] => 0
  | x :: rest => x.error + rowSum rest

end PlainWeight

/-- No error of the row exceeds `maxError`, and their sum is at most `bound`. -/
def PlainRowHolds (maxError bound : Nat) (row : List PlainWeight) : Prop :=
  (∀ x, x ∈ row → x.error ≤ maxError) ∧ PlainWeight.rowSum row ≤ bound

end QuantCert
