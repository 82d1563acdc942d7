prelude
import QuantCert.Spec.Row.Vector
import QuantCert.Spec.Row.Dyadic

/-!
# Error of a quantized layer

What it means that an error bound holds for a layer, and that it says something.

## Main definitions
* `RowErrorAtMost`: row `j` of the layer changes by at most `B` for every input in the range `X`.
* `LayerErrorAtMost`: all rows do.
* `NotVacuous`: the bound is small enough to tell the layer from one whose weights are all zero.
-/

universe u

namespace QuantCert

/-- For every input `x` with `|x i| ≤ X`, row `j` of the layer with weights `W` and row `j` of the
layer with weights `What` give values that differ by at most `B`. All weights are in units of
`2^-p`. -/
def RowErrorAtMost (R : Type u) [OrderedField R] (p cols : Nat) (W What : IntMatrix) (j : Nat)
    (X B : R) : Prop :=
  ∀ x : Vec R, InRange cols X x →
    abs (matVec cols (storedMatrix p W) x j - matVec cols (storedMatrix p What) x j) ≤ B

/-- For every input `x` with `|x i| ≤ X`, no output of the layer changes by more than `B` when the
weights `What` replace `W`. All weights are in units of `2^-p`. -/
def LayerErrorAtMost (R : Type u) [OrderedField R] (p rows cols : Nat) (W What : IntMatrix)
    (X B : R) : Prop :=
  ∀ x : Vec R, InRange cols X x →
    Within rows B (matVec cols (storedMatrix p W) x) (matVec cols (storedMatrix p What) x)

/-- The matrix of zeros. -/
def zeroMatrix : IntMatrix := fun _ _ => 0

/-- The error bound `B` is false of the layer of zero weights (`notVacuous_iff`: some input in the
range gets an output larger than `B` from `W`). A bound without this property also holds for a layer
that ignores its input. -/
def NotVacuous (R : Type u) [OrderedField R] (p rows cols : Nat) (W : IntMatrix) (X B : R) : Prop :=
  ¬ LayerErrorAtMost R p rows cols W zeroMatrix X B

end QuantCert
