prelude
import QuantCert.Algebra.Abs

/-!
# Lipschitz constants of activations

Where the constant of an activation is not proved, a theorem carries `Lipschitz L f` as a hypothesis
under this name.

## Main definitions
* `Lipschitz L f`: `f` moves two numbers apart at most `L`-fold.
-/

universe u

namespace QuantCert

variable {R : Type u} [OrderedField R]

/-- `|f a - f b| ≤ L |a - b|` for all `a` and `b`. -/
def Lipschitz (L : R) (f : R → R) : Prop := ∀ a b, abs (f a - f b) ≤ L * abs (a - b)

end QuantCert
