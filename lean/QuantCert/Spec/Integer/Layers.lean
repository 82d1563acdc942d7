prelude
import QuantCert.Spec.Integer.Decoder

/-!
# Layers at all positions of a text

What a layer keeps is for itself alone, so that a whole text can be put through one layer after the
other.

## Main definitions
* `Integer.Layer.passAll`: a layer at all positions
* `Integer.passLayers`: all layers, each at all positions
-/

namespace QuantCert.Integer

variable {M : Type} (mul : M → List Int → List Int) (S : Sizes) (angles : Nat → Angles)

/-- The streams after a layer, from those before it, the first of them at position `t`. -/
def Layer.passAll (L : Layer M) : (t : Nat) → (past : Kept) → List (List Int) → List (List Int)
  | _, _, [] => []
  | t, past, x :: rest =>
    let kept := L.keep mul S (angles t) past x
    L.pass mul S (angles t) kept x :: passAll L (t + 1) kept rest

/-- The streams after all layers. -/
def passLayers : List (Layer M) → List (List Int) → List (List Int)
  | [], xs => xs
  | L :: layers, xs => passLayers layers (L.passAll mul S angles 0 (Kept.empty S.kvHeads) xs)

end QuantCert.Integer
