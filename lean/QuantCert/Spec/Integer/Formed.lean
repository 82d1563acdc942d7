prelude
import QuantCert.Spec.Accumulator.Dot
import QuantCert.Spec.Integer.Decoder
import QuantCert.Spec.Integer.Stored

/-!
# What the steps of the integer program put into registers

Every number that a step forms is listed, with the register that holds it, as `quantcert.integer` forms
it: also the half that a rounding adds, the doubled dividend of a division, each try of a search for a
shift. A sum is listed by its terms.

## Main definitions
* `Integer.Formed`: a register and the terms of the sum that it takes; `Integer.Formed.Fit`: no
  partial sum leaves it, in any order
* `Integer.formShift`, `Integer.formDiv`, `Integer.formNarrow`, `Integer.formLinear`,
  `Integer.formNorm`, `Integer.formRotate`, `Integer.formGate`, `Integer.formHead`: of each step
-/

namespace QuantCert.Integer

open Accumulator

/-- A sum and its register; a number is a sum of one term. -/
structure Formed where
  /-- of the register, with the sign -/
  bits : Nat
  /-- what is added up -/
  terms : List Int

/-- In every order and every blocking, no term and no partial sum leaves the register. -/
def Formed.Fit (f : Formed) : Prop :=
  ∀ t : SumTree, t.terms.Perm f.terms → t.NoOverflow f.bits

/-- All of them fit. -/
def AllFit (formed : List Formed) : Prop := ∀ f, f ∈ formed → f.Fit

/-- A sum in a register of 64 bits. -/
def wide (terms : List Int) : Formed := ⟨64, terms⟩

/-! ## Roundings -/

/-- Of a rounded shift: the number, half of the unit, their sum, the result. -/
def formShift (v : Int) : (k : Int) → List Formed
  | .ofNat 0 => [wide [v]]
  | .ofNat (k + 1) => [wide [v, twoPow k], wide [roundShift v (k + 1 : Nat)]]
  | .negSucc k => [wide [v], wide [v * twoPow (k + 1)]]

/-- Of a rounded division: twice the dividend plus the divisor, twice the divisor, the result. -/
def formDiv (a d : Int) : List Formed := [wide [a, a, d], wide [d, d], wide [roundDiv a d]]

/-- Of some shifted numbers. -/
def formShiftAll (k : Int) (v : List Int) : List Formed := v.flatMap fun x => formShift x k

/-- Of the search for the least shift: both extremes, by every shift that is tried. -/
def formLeast (limit : Int) (v : List Int) : List Formed :=
  (List.range (leastShift limit v + 1)).flatMap fun (k : Nat) => formShift (largest v) k ++
    formShift (smallest v) k

/-- Of a vector that is shifted by the least shift, into registers of `bits` bits. -/
def formFitting (bits : Nat) (limit : Int) (v : List Int) : List Formed :=
  formLeast limit v ++ (formShiftAll (leastShift limit v) v ++
    (shiftAll (leastShift limit v) v).map fun a => ⟨bits, [a]⟩)

/-- Of a narrow vector. -/
def formNarrow (bits : Nat) (v : List Int) : List Formed := formFitting bits (twoPow (bits - 1) - 1) v

/-- Of a vector whose groups are narrow. -/
def formAligned (bits size : Nat) (v : List Int) : List Formed :=
  let groups := groupsOf size ((v.length + size - 1) / size) v
  groups.flatMap (formLeast (twoPow (bits - 1) - 1)) ++
    ((List.zipWith (fun (k : Nat) group => formShiftAll k group ++
      (shiftAll k group).map fun a => ⟨bits, [a]⟩) (groupShifts bits groups) groups).flatten ++
    (aligned bits size v).entries.map fun a => ⟨alignedBits, [a]⟩)

/-! ## Linear layers -/

/-- The products of rows with a vector. -/
def mulRows {M : Type} (rows : M → List (List Int)) (m : M) (a : List Int) : List Int :=
  (rows m).map fun w => dotList w a

/-- Of a row: its sum of products, and that rounded. -/
def formRow (k : Int) (a w : List Int) : List Formed :=
  wide (products w a) :: formShift (dotList w a) k

/-- Of a linear layer whose matrix has the rows `rows`. -/
def formLinear {M : Type} (rows : M → List (List Int)) (bits : Nat) (L : Linear M) (x : List Int) :
    List Formed :=
  let a := L.input bits x
  let k : Int := (L.exponent : Int) - (a.shift : Int)
  (if L.group = 0 then formNarrow bits x else formAligned bits L.group x) ++
    ((rows L.matrix).flatMap (formRow k a.entries) ++
    List.zipWith (fun y b => wide [y, b]) (shiftAll k (mulRows rows L.matrix a.entries)) L.bias)

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
