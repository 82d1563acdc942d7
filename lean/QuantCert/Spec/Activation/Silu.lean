prelude
import QuantCert.Algebra.ExpField

/-!
# Sigmoid and SiLU

## Main definitions
* `sigmoid x`: `1 / (1 + exp (-x))`.
* `silu x`: `x * sigmoid x`, also called swish.
-/

universe u

namespace QuantCert

variable {R : Type u} [ExpField R]

/-- The logistic function. -/
def sigmoid (x : R) : R := 1 / (1 + exp (-x))

/-- The sigmoid linear unit. -/
def silu (x : R) : R := x * sigmoid x

end QuantCert
