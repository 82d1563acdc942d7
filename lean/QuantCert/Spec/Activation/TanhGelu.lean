prelude
import QuantCert.Spec.Activation.SoftCap

/-!
# GELU by the hyperbolic tangent

## Main definitions
* `tanhGelu c a x`: `x / 2 * (1 + tanh (c * (x + a * x^3)))`; usually `c = √(2 / π)` and
  `a = 0.044715`.
-/

universe u

namespace QuantCert

/-- The approximation of GELU by the hyperbolic tangent, with the constants `c` and `a`. -/
def tanhGelu {R : Type u} [ExpField R] (c a x : R) : R :=
  x / 2 * (1 + tanh (c * (x + a * (x * x * x))))

end QuantCert
