prelude
import QuantCert.Algebra.ExpField
import QuantCert.Spec.Integer.Attention

/-!
# Scores and their weights in real numbers

## Main definitions
* `Integer.realScores`: what scores stand for
* `Integer.realWeights`: what their weights stand for
-/

universe u

namespace QuantCert.Integer

variable {R : Type u} [ExpField R]

/-- Scores are exponents of two in units of `2^-argUnit`: as exponents of the exponential function they
are times the logarithm `l` of two. -/
def realScores (l : R) (scores : List Int) : Vec R := fun j => dyadic argUnit (scores.getD j 0) * l

/-- The weights of scores, in units of `2^-powUnit`. -/
def realWeights (T : PowerTable) (scores : List Int) : Vec R :=
  fun j => dyadic powUnit ((weightsOf T scores).getD j 0)

end QuantCert.Integer
