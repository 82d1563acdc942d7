prelude
import QuantCert.Algebra.ExpField
import QuantCert.Spec.Row.Vector

/-!
# Euclidean norm

## Main definitions
* `sumSq n x`: the sum of the squares of the first `n` entries.
* `norm2 n x`: its square root.
-/

universe u

namespace QuantCert

/-- The sum of the squares of the first `n` entries. -/
def sumSq {R : Type u} [OrderedField R] (n : Nat) (x : Vec R) : R := sum n fun i => x i ^ 2

/-- The Euclidean norm of the first `n` entries. -/
def norm2 {R : Type u} [ExpField R] (n : Nat) (x : Vec R) : R := sqrt (sumSq n x)

end QuantCert
