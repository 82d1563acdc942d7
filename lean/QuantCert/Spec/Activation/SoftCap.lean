prelude
import QuantCert.Algebra.ExpField

/-!
# Hyperbolic tangent and soft caps

## Main definitions
* `tanh x`: the hyperbolic tangent.
* `softCap c x`: `c * tanh (x / c)`, which is near `x` if `x` is small and never beyond `c`.
-/

universe u

namespace QuantCert

variable {R : Type u} [ExpField R]

/-- `(exp x - exp (-x)) / (exp x + exp (-x))`. -/
def tanh (x : R) : R := (exp x - exp (-x)) / (exp x + exp (-x))

/-- The soft cap `c` of `x`. -/
def softCap (c x : R) : R := c * tanh (x / c)

end QuantCert
