prelude
import QuantCert.Spec.Integer.Exp2
import QuantCert.Spec.Integer.Linear

/-!
# Attention of integers

Queries, keys and values are narrow, each head of each position with a shift of its own.

## Main definitions
* `Integer.scoreOf`: a score in the domain of powers of two
* `Integer.weightsOf`: weights, of which the largest score has the whole
* `Integer.average`: the mean of values with such weights
* `Integer.attendHead`: a head at one position
-/

namespace QuantCert.Integer

/-- The score of a query and a key in units of `2^-16`, as an exponent of two; `factor` is
`log2 e / sqrt d` in these units. -/
def scoreOf (F : Nat) (factor : Int) (q k : Narrow) : Int :=
  roundShift (dotList q.entries k.entries * factor) (2 * (F : Int) - (q.shift : Int) - (k.shift : Int))

/-- The largest entry of a list that is not empty. -/
def maximum : List Int → Int
  | [] => 0
  | [a] => a
  | a :: rest => max a (maximum rest)

/-- `2^(t_j - max t)` of all scores, in units of `2^-24`. -/
def weightsOf (T : PowerTable) (scores : List Int) : List Int :=
  scores.map fun t => halfPower T (maximum scores - t).toNat

/-- The largest shift of some vectors. -/
def coarsest : List Narrow → Nat
  | [] => 0
  | v :: rest => max v.shift (coarsest rest)

/-- The sum of weights times values, of `size` entries, in units `2^shift` times the wide unit of
weights times values. -/
def weightedSum (shift size : Nat) : List Int → List Narrow → List Int
  | p :: ps, v :: vs =>
    List.zipWith (fun a s => roundShift (p * a) ((shift : Int) - (v.shift : Int)) + s) v.entries
      (weightedSum shift size ps vs)
  | _, _ => List.replicate size 0

/-- Bits that a mean may have below the entries of the coarsest value. -/
def extraBits : Nat := 8

/-- The mean of values, wide: terms are added up in the unit of the coarsest value, the quotient has
up to `extraBits` bits more. -/
def average (size : Nat) (weights : List Int) (values : List Narrow) : List Int :=
  let shift := coarsest values
  let extra := min shift extraBits
  let total := weights.sum
  (weightedSum shift size weights values).map fun s =>
    roundDiv (s * twoPow extra) total * twoPow (shift - extra)

/-- One head at one position: its query against the keys and values of all positions so far. -/
def attendHead (T : PowerTable) (F size : Nat) (factor : Int) (q : Narrow) (keys values : List Narrow) :
    List Int :=
  average size (weightsOf T (keys.map (scoreOf F factor q))) values

end QuantCert.Integer
