prelude
import QuantCert.Spec.Integer.Formed

/-!
# What norms, rotations, gates and attention put into registers

## Main definitions
* `Integer.formNorm`, `Integer.formRotate`, `Integer.formGate`, `Integer.formHead`: of each step
-/

namespace QuantCert.Integer

open Accumulator

/-! ## Norms -/

/-- A shift of more bits than this leaves nothing of what a register holds. -/
def mostShift : Nat := 62

/-- Of an entry of a norm: the factor in the wide unit, the product, the quotient. -/
def formEntry (F : Nat) (root a c : Int) : List Formed :=
  [wide [c * twoPow (F - factorUnit)], wide [a * (c * twoPow (F - factorUnit))]] ++
    formDiv (a * (c * twoPow (F - factorUnit))) root

/-- Of a norm: entries of `normBits` bits and a sign, squares, the root with the square that it is
compared with, quotients. -/
def formNorm (F : Nat) (N : NormFactors) (x : List Int) : List Formed :=
  let k := leastShift (twoPow normBits - 1) x
  let small := shiftAll k x
  let epsilon := roundShift N.epsilon (2 * (k : Int))
  let square := small.foldr (fun a s => a * a + s) epsilon
  let root : Int := (max (isqrt square.toNat) 1 : Nat)
  formFitting (normBits + 1) (twoPow normBits - 1) x ++
    (formShift N.epsilon (min (2 * k) mostShift : Nat) ++
    ([wide (small.map (fun a => a * a) ++ [epsilon]), wide [root], wide [root * root],
      wide [(root + 1) * (root + 1)]] ++
    (List.zipWith (formEntry F root) small N.factors).flatten))

/-! ## Rotary embedding -/

/-- Of a head that is rotated: products, their sum or difference, and that rounded. -/
def formTurn (u c w s : Int) : List Formed := wide [u * c, w * s] :: formShift (u * c + w * s) ropeUnit

/-- Of four lists, entry by entry. -/
def formTurns (f : Int → Int → Int → Int → List Formed) :
    List Int → List Int → List Int → List Int → List Formed
  | a :: as, b :: bs, c :: cs, d :: ds => f a b c d ++ formTurns f as bs cs ds
  | _, _, _, _ => []

/-- Of a rotated head. -/
def formRotate (A : Angles) (head : List Int) : List Formed :=
  let half := A.cos.length
  let a := head.take half
  let b := head.drop half
  formTurns (fun x y c s => formTurn x c y (-s)) a b A.cos A.sin ++
    formTurns (fun x y c s => formTurn y c x s) a b A.cos A.sin

/-! ## Powers, SiLU and gates -/

/-- Of a point between entry `h` of the table and the next: entries, their difference, the step. -/
def formBetween (T : PowerTable) (h l : Nat) : List Formed :=
  let rest := argUnit - tableBits
  let step := (T.entry (h + 1) - T.entry h) * (l : Int)
  [wide [T.entry (h + 1), -T.entry h], wide [step]] ++ (formShift step rest ++
    [wide [T.entry h, roundShift step rest]])

/-- Of a power of one half: the argument, a point between two entries, the result. -/
def formPower (T : PowerTable) (u : Nat) : List Formed :=
  let f := u % 2 ^ argUnit
  let rest := argUnit - tableBits
  [wide [(u : Int)], wide [halfPower T u]] ++ formBetween T (f / 2 ^ rest) (f % 2 ^ rest)

/-- Of a sigmoid and SiLU: the argument, the power, the quotient, the product. -/
def formSilu (T : PowerTable) (F : Nat) (x : Int) : List Formed :=
  let u := (x.natAbs : Int) * log2e
  let z := halfPower T (roundShift u F).toNat
  let one := twoPow powUnit
  wide [u] :: (formShift u F ++ (formPower T (roundShift u F).toNat ++
    ([wide [one * one], wide [z * one], wide [one, z]] ++
    ((if 0 ≤ x then formDiv (one * one) (one + z) else formDiv (z * one) (one + z)) ++
    (wide [x * sigmoid T F x] :: formShift (x * sigmoid T F x) powUnit)))))

/-- Of a gated product: both factors made small, products, and these rounded. -/
def formProducts (F : Nat) (a b : List Int) : List Formed :=
  let k := leastShift (twoPow factorBits - 1) a
  let l := leastShift (twoPow factorBits - 1) b
  formFitting (factorBits + 2) (twoPow factorBits - 1) a ++
    (formFitting (factorBits + 2) (twoPow factorBits - 1) b ++
    (List.zipWith (fun x y => formShift (roundShift x k * roundShift y l)
      ((F : Int) - (k : Int) - (l : Int))) a b).flatten)

/-- Of `silu a * b`. -/
def formGate (T : PowerTable) (F : Nat) (a b : List Int) : List Formed :=
  a.flatMap (formSilu T F) ++ formProducts F (a.map (silu T F)) b

/-! ## Attention -/

/-- Of a score: the sum of products, times the factor, rounded. -/
def formScore (F : Nat) (factor : Int) (q k : Narrow) : List Formed :=
  wide (products q.entries k.entries) :: formShift (dotList q.entries k.entries * factor)
    (2 * (F : Int) - (q.shift : Int) - (k.shift : Int))

/-- Of weights: differences to the largest score, powers, their sum. -/
def formWeights (T : PowerTable) (scores : List Int) : List Formed :=
  wide (weightsOf T scores) :: scores.flatMap fun t =>
    wide [maximum scores, -t] :: formPower T (maximum scores - t).toNat

/-- What is added up to entry `i` of a weighted sum. -/
def weightedTerms (shift : Nat) (weights : List Int) (values : List Narrow) (i : Nat) : List Int :=
  List.zipWith (fun p v => roundShift (p * v.entries.getD i 0) ((shift : Int) - (v.shift : Int)))
    weights values

/-- Of a mean: rounded terms, their sums, quotients, these shifted back. -/
def formAverage (size : Nat) (weights : List Int) (values : List Narrow) : List Formed :=
  let shift := coarsest values
  let extra := min shift extraBits
  let total := weights.sum
  (List.zipWith (fun p v => v.entries.flatMap fun a =>
      formShift (p * a) ((shift : Int) - (v.shift : Int))) weights values).flatten ++
    ((List.range size).map (fun i => wide (weightedTerms shift weights values i)) ++
    (weightedSum shift size weights values).flatMap fun s => wide [s * twoPow extra] ::
      (formDiv (s * twoPow extra) total ++
        [wide [roundDiv (s * twoPow extra) total * twoPow (shift - extra)]]))

/-- Of a head at a position. -/
def formHead (T : PowerTable) (F size : Nat) (factor : Int) (q : Narrow) (keys values : List Narrow) :
    List Formed :=
  keys.flatMap (formScore F factor q) ++ (formWeights T (keys.map (scoreOf F factor q)) ++
    formAverage size (weightsOf T (keys.map (scoreOf F factor q))) values)

end QuantCert.Integer
