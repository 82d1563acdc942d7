prelude
import QuantCert.Spec.Integer.Layers

/-!
# Only the angles of the positions of a text matter

## Main theorems
* `Integer.Layer.passAll_angles`: a layer at all positions, with angles that agree there
-/

namespace QuantCert.Integer

variable {M : Type} {mul : M → List Int → List Int} {S : Sizes} {angles angles' : Nat → Angles}

/-- A layer at all positions of a text, with angles that agree there. -/
theorem Layer.passAll_angles (L : Layer M) {n : Nat} (h : ∀ t, t < n → angles t = angles' t) :
    ∀ (xs : List (List Int)) (t : Nat) (past : Kept), t + xs.length ≤ n →
      L.passAll mul S angles t past xs = L.passAll mul S angles' t past xs
  | [], _, _, _ => rfl
  | x :: rest, t, past, hn => by
    have hn' : t + (rest.length + 1) ≤ n := hn
    have hrest := passAll_angles L h rest (t + 1) (L.keep mul S (angles t) past x) (by omega)
    show L.pass mul S (angles t) (L.keep mul S (angles t) past x) x ::
      L.passAll mul S angles (t + 1) (L.keep mul S (angles t) past x) rest = _
    rw [hrest, h t (by omega)]
    rfl

end QuantCert.Integer
