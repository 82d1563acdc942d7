prelude
import QuantCert.Spec.Row.Vector

/-!
# Gated products

## Main definitions
* `gated x y`: the product entry by entry.
* `glu f gate up`: an activation `f` of one vector times another one, as in SwiGLU and GeGLU.
-/

universe u

namespace QuantCert

variable {R : Type u} [OrderedField R]

/-- The product of two vectors, entry by entry. -/
def gated (x y : Vec R) : Vec R := fun i => x i * y i

/-- The gated linear unit: `f (gate i) * up i`. -/
def glu (f : R → R) (gate up : Vec R) : Vec R := gated (fun i => f (gate i)) up

end QuantCert
