prelude
import QuantCert.Algebra.Order

/-!
# The rectifier

## Main definitions
* `relu a`: the larger of `a` and zero.
-/

universe u

namespace QuantCert

/-- The rectifier, `max a 0`. -/
def relu {R : Type u} [OrderedField R] (a : R) : R := max a 0

end QuantCert
