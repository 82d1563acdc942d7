prelude
import QuantCert.Spec.Softmax.Softmax

/-!
# Perplexity of a text

A model that gives probability `p t` to token `t` of a text of `T` tokens has the perplexity
`(p 0 · p 1 · … · p (T-1)) ^ (-1/T)`, the exponential of the mean loss. It is described here without
roots and logarithms.

## Main definitions
* `product n f`: the product of the first `n` values of `f`.
* `tokenProbability vocab logits tokens t`: the probability of token `t` of the text.
* `IsPerplexity T p P`: `P` is the perplexity of a text whose tokens have the probabilities `p`.
-/

universe u

namespace QuantCert

section
variable {R : Type u} [OrderedField R]

/-- The product of the first `n` values of `f`. -/
def product : Nat → (Nat → R) → R
  | .zero, _ => 1
  | .succ n, f => product n f * f n

/-- `P` is positive and `P ^ T` is the inverse of the product of the probabilities. -/
def IsPerplexity (T : Nat) (p : Vec R) (P : R) : Prop := 0 < P ∧ P ^ T * product T p = 1

end

variable {R : Type u} [ExpField R]

/-- The probability of the token `tokens t` under the logits at position `t`. -/
def tokenProbability (vocab : Nat) (logits : Matrix R) (tokens : Nat → Nat) : Vec R :=
  fun t => softmax vocab (logits t) (tokens t)

end QuantCert
