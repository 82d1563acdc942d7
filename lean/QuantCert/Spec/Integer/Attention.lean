prelude
import QuantCert.Spec.Integer.Exp2
import QuantCert.Spec.Integer.Linear

/-!
# Attention of integers

Queries, keys and values are narrow, each head of each position with an exponent of its own.

## Main definitions
* `Integer.scoreOf`: a score in the domain of powers of two
* `Integer.weightsOf`: weights, of which the largest score has the whole
* `Integer.average`: the mean of values with such weights
* `Integer.attendHead`: a head at one position
-/

namespace QuantCert.Integer

/-- The score of a query and a key in units of `2^-16`, as an exponent of two; `factor` is
`log2 e / sqrt d` in these units. -/
def scoreOf (factor : Int) (q k : Narrow) : Int :=
  roundShift (dotList q.entries k.entries * factor) (q.exponent + k.exponent)

/-- The largest entry of a list that is not empty. -/
def maximum : List Int → Int
  | [] => 0
  | [a] => a
  | a :: rest => max a (maximum rest)

/-- `2^(t_j - max t)` of all scores, in units of `2^-24`. -/
def weightsOf (T : ExpTable) (scores : List Int) : List Int :=
  scores.map fun t => ((exp2neg T (maximum scores - t).toNat : Nat) : Int)

/-- The exponent at which values are added up: twelve bits finer than the coarsest. -/
def commonExponent : List Narrow → Int
  | [] => 0
  | [v] => v.exponent + 12
  | v :: rest => min (v.exponent + 12) (commonExponent rest)

/-- The sum of weights times values, of `size` entries in units of `2^-(24 + exponent)`. -/
def weightedSum (exponent : Int) (size : Nat) : List Int → List Narrow → List Int
  | p :: ps, v :: vs =>
    List.zipWith (fun a s => roundShift (p * a) (v.exponent - exponent) + s) v.entries
      (weightedSum exponent size ps vs)
  | _, _ => List.replicate size 0

/-- The mean of values, in units of `2^-F`. -/
def average (F size : Nat) (weights : List Int) (values : List Narrow) : List Int :=
  let exponent := commonExponent values
  let total := weights.sum
  (weightedSum exponent size weights values).map fun s =>
    if exponent ≤ F then roundDiv (roundShift s (exponent - (F : Int))) total
    else roundDiv s (total * twoPow (exponent - (F : Int)).toNat)

/-- One head at one position: its query against the keys and values of all positions so far. -/
def attendHead (T : ExpTable) (F size : Nat) (factor : Int) (q : Narrow) (keys values : List Narrow) :
    List Int :=
  average F size (weightsOf T (keys.map (scoreOf factor q))) values

end QuantCert.Integer
