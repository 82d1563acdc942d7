prelude
import QuantCert.Spec.Layer.Error
import QuantCert.Spec.Row.Error

/-!
# What a stored matrix does in a model, and the errors that count there

A matrix [rows, cols] is used as `W x`, whose outputs are rows (`Spec/Layer/Error.lean`); as `x W`,
whose outputs are columns; or as a table whose rows are looked up.

## Main definitions
* `TransposedErrorAtMost`, `TransposedNotVacuous`: no output of `x W` changes by more than a bound,
  and the bound tells `W` from zeros.
* `LookupErrorAtMost`, `LookupNotVacuous`: the same of the entries of a row that is looked up.
* `Share`, `RowShareAtMost`, `ColumnShareAtMost`: in every row, or in every column, the errors add up
  to at most a share of the row or column itself.
-/

universe u

namespace QuantCert

/-- The product of a vector and a matrix with `rows` rows: output `i` is `∑ x j * W j i`. -/
def vecMat {R : Type u} [OrderedField R] (rows : Nat) (x : Vec R) (W : Matrix R) : Vec R :=
  fun i => dot rows (fun j => W j i) x

/-- For every input `x` with `|x j| ≤ X`, no output of `x W` changes by more than `B` when the weights
`What` replace `W`. All weights are in units of `2^-p`. -/
def TransposedErrorAtMost (R : Type u) [OrderedField R] (p rows cols : Nat) (W What : IntMatrix)
    (X B : R) : Prop :=
  ∀ x : Vec R, InRange rows X x →
    Within cols B (vecMat rows x (storedMatrix p W)) (vecMat rows x (storedMatrix p What))

/-- The error bound `B` of `x W` is false of zero weights. -/
def TransposedNotVacuous (R : Type u) [OrderedField R] (p rows cols : Nat) (W : IntMatrix)
    (X B : R) : Prop :=
  ¬ TransposedErrorAtMost R p rows cols W zeroMatrix X B

/-- No entry of a row that is looked up changes by more than `B` when the weights `What` replace `W`.
All weights are in units of `2^-p`. -/
def LookupErrorAtMost (R : Type u) [OrderedField R] (p rows cols : Nat) (W What : IntMatrix)
    (B : R) : Prop :=
  ∀ j, j < rows → Within cols B (storedMatrix p W j) (storedMatrix p What j)

/-- The error bound `B` of looked-up entries is false of zero weights. -/
def LookupNotVacuous (R : Type u) [OrderedField R] (p rows cols : Nat) (W : IntMatrix)
    (B : R) : Prop :=
  ¬ LookupErrorAtMost R p rows cols W zeroMatrix B

/-- A share `num / den` of the own size of a row or column, and `floor` units more. -/
structure Share where
  /-- the numerator -/
  num : Nat
  /-- the denominator -/
  den : Nat
  /-- what is allowed however small a row or column is, in units of the weights -/
  floor : Nat

/-- In every row the absolute errors add up to at most `num / den` of the sum of the row's own absolute
weights, plus `floor`. A large row does not excuse the errors of a small one. -/
def RowShareAtMost (s : Share) (rows cols : Nat) (W What : IntMatrix) : Prop :=
  ∀ j, j < rows →
    s.den * rowL1 cols (rowDiff W What j) ≤ s.num * rowL1 cols (W j) + s.den * s.floor

/-- The same for every column. -/
def ColumnShareAtMost (s : Share) (rows cols : Nat) (W What : IntMatrix) : Prop :=
  ∀ i, i < cols → s.den * rowL1 rows (fun j => rowDiff W What j i) ≤
    s.num * rowL1 rows (fun j => W j i) + s.den * s.floor

end QuantCert
