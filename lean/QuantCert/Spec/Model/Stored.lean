prelude
import QuantCert.Spec.Digits.Digit
import QuantCert.Spec.Row.Vector

/-!
# Vectors and matrices by number

## Main definitions
* `packedVector p k N`: the vector whose entries are the digits of one number.
* `onePlus x`: one plus each entry, as the factors of some norms are stored.
* `vectorOf l i`, `matrixOf l i`: element `i` of a list, zero past its end; `elementOf other l i`:
  of any list, `other` past its end.
-/

universe u

namespace QuantCert

open Digits

variable {R : Type u} [OrderedField R]

/-- Entry `i` is digit `i` of `N` in base `2^k`, less `2^(k-1)`, in units of `2^-p`. -/
def packedVector (p k N : Nat) : Vec R :=
  fun i => dyadic p ((digit k N i : Int) - (2 ^ (k - 1) : Nat))

/-- One plus each entry. -/
def onePlus (x : Vec R) : Vec R := fun i => 1 + x i

/-- Vector `i` of a list; zero past its end. -/
def vectorOf : List (Vec R) → Nat → Vec R
  | [], _ => fun _ => 0
  | x :: _, 0 => x
  | _ :: rest, i + 1 => vectorOf rest i

/-- Matrix `i` of a list; zero past its end. -/
def matrixOf : List (Matrix R) → Nat → Matrix R
  | [], _ => fun _ _ => 0
  | W :: _, 0 => W
  | _ :: rest, i + 1 => matrixOf rest i

/-- Element `i` of a list; `other` past its end. -/
def elementOf {α : Type} (other : α) : List α → Nat → α
  | [], _ => other
  | a :: _, 0 => a
  | _ :: rest, i + 1 => elementOf other rest i

end QuantCert
