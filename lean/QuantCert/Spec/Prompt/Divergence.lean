prelude
import QuantCert.Spec.Softmax.Softmax

/-!
# Kullback–Leibler divergence without logarithms

## Main definitions
* `KlAtMost n p q x`: the divergence of `q` from `p` is at most `x`: if `exp (l i)` is the ratio of
  the probabilities then the mean of the `l i` is at most `x`.
-/

universe u

namespace QuantCert

/-- The sum of `p i * log (p i / q i)` is at most `x`. The logarithms are any numbers `l i` whose
exponentials are the ratios. -/
def KlAtMost {R : Type u} [ExpField R] (n : Nat) (p q : Vec R) (x : R) : Prop :=
  ∀ l : Vec R, (∀ i, i < n → exp (l i) * q i = p i) → (sum n fun i => p i * l i) ≤ x

end QuantCert
