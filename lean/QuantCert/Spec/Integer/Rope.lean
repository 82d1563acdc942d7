prelude
import QuantCert.Spec.Integer.Narrow

/-!
# Rotary embedding of integers

## Main definitions
* `Integer.Angles`: cosines and sines at a position, in units of `2^-15`
* `Integer.rotate`: the first half of a head against its second half
* `Integer.chunks`: a vector cut into heads
-/

namespace QuantCert.Integer

/-- Cosines and sines at a position, in units of `2^-ropeUnit`. -/
structure Angles where
  cos : List Int
  sin : List Int

/-- The unit of cosines and sines. -/
def ropeUnit : Nat := 15

/-- `f` of four lists, entry by entry. -/
def zipWith4 (f : Int → Int → Int → Int → Int) : List Int → List Int → List Int → List Int → List Int
  | a :: as, b :: bs, c :: cs, d :: ds => f a b c d :: zipWith4 f as bs cs ds
  | _, _, _, _ => []

/-- A head, rotated: entry `i` of its first half with entry `i` of its second. -/
def rotate (A : Angles) (head : List Int) : List Int :=
  let half := A.cos.length
  let a := head.take half
  let b := head.drop half
  zipWith4 (fun x y c s => roundShift (x * c - y * s) ropeUnit) a b A.cos A.sin ++
    zipWith4 (fun x y c s => roundShift (y * c + x * s) ropeUnit) a b A.cos A.sin

/-- A vector cut into `count` parts of `size` entries. -/
def chunks (size : Nat) : (count : Nat) → List Int → List (List Int)
  | 0, _ => []
  | count + 1, v => v.take size :: chunks size count (v.drop size)

/-- A quarter turn, and a cut. -/
example : rotate ⟨[0], [2 ^ 15]⟩ [5, 7] = [-7, 5] ∧
    chunks 2 3 [1, 2, 3, 4, 5, 6] = [[1, 2], [3, 4], [5, 6]] := by decide +kernel

end QuantCert.Integer
