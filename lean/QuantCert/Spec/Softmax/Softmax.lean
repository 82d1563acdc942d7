prelude
import QuantCert.Algebra.ExpField
import QuantCert.Spec.Row.Vector

/-!
# Softmax and the distance of two distributions

Softmax turns the scores of `n` alternatives into a distribution. When quantization changes the
scores, only the spread of the changes matters: adding the same number to every score changes
nothing.

## Main definitions
* `normalize n w`: the weights `w` divided by their sum; `softmax n z`: of the weights `exp (z i)`.
* `IsDistribution n p`: nonnegative numbers with sum one.
* `totalVariation n p q`: half the sum of `|p i - q i|`.
* `SpreadAtMost n ρ z zhat`: the changes of two scores differ by at most `ρ`.
* `OddsRatioAtMost n K p q`: the odds of one alternative against another grow at most `K`-fold.
-/

universe u

namespace QuantCert

section
variable {R : Type u} [OrderedField R]

/-- The weights divided by their sum. -/
def normalize (n : Nat) (w : Vec R) : Vec R := fun i => w i / sum n w

/-- Nonnegative numbers whose sum is one. -/
def IsDistribution (n : Nat) (p : Vec R) : Prop := (∀ i, i < n → 0 ≤ p i) ∧ sum n p = 1

/-- Half the sum of the differences, which is the largest difference of the probabilities that the
two distributions give to a set of alternatives. -/
def totalVariation (n : Nat) (p q : Vec R) : R := (sum n fun i => abs (p i - q i)) / 2

/-- The changes of any two scores differ by at most `ρ`. -/
def SpreadAtMost (n : Nat) (ρ : R) (z zhat : Vec R) : Prop :=
  ∀ i, i < n → ∀ j, j < n → (zhat i - z i) - (zhat j - z j) ≤ ρ

/-- The odds `q i / q j` are at most `K` times the odds `p i / p j`, for any two alternatives;
stated without division. -/
def OddsRatioAtMost (n : Nat) (K : R) (p q : Vec R) : Prop :=
  ∀ i, i < n → ∀ j, j < n → q i * p j ≤ K * (p i * q j)

end

variable {R : Type u} [ExpField R]

/-- The distribution `exp (z i) / (exp (z 0) + … + exp (z (n-1)))`. -/
def softmax (n : Nat) (z : Vec R) : Vec R := normalize n fun i => exp (z i)

end QuantCert
