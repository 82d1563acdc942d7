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
* `Integer.formShift`, `Integer.formDiv`, `Integer.formNarrow`, `Integer.formLinear`: of roundings,
  narrow vectors and linear layers
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

end QuantCert.Integer
