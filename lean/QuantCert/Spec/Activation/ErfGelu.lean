prelude
import QuantCert.Algebra.ExpField
import QuantCert.Spec.Activation.Gelu
import QuantCert.Spec.Activation.Relu

/-!
# What is assumed about GELU by the error function

With `κ = 1 / √(2 π)`, `x Φ(x)` is `x / 2 + κ exp (-x² / 2) (x² + x⁴ / 3 + x⁶ / (3 · 5) + …)`. The
summands are positive; as soon as each is at most half the one before, the rest of the sum is at most
twice its first summand. Where `x` is large the sum is long and what it is multiplied with small: there
`x Φ(x)` is nearly the rectifier, as `x (1 - Φ(x)) ≤ κ exp (-x² / 2)` for `x ≥ 0` (the bound of the tail
of the normal distribution by its density over `x`), and `x Φ(x) = x + (-x) Φ(-x)`. The real function
`x Φ(x)` with the real number `κ` has all four properties.

## Main definitions
* `gaussSum u last n k`: `1 + u / (2 k + 3) (1 + u / (2 k + 5) (… last))`, with `n` quotients.
* `ErfGeluLaws κ f`: the function `f` lies between the sums with `last = 1` and `last = 2`,
  and near the rectifier.
-/

universe u

namespace QuantCert

/-- `1 + u / (2 k + 3) * (1 + u / (2 k + 5) * (…))`: after `n` quotients stands `last`. -/
def gaussSum {R : Type u} [OrderedField R] (u last : R) : (n k : Nat) → R
  | 0, _ => last
  | n + 1, k => 1 + u / natCast (2 * k + 3) * gaussSum u last n (k + 1)

/-- The properties of GELU by the error function that enclosures use; `κ` stands for
`1 / √(2 π)`. -/
structure ErfGeluLaws {R : Type u} [ExpField R] (κ : R) (f : R → R) : Prop where
  /-- It is a GELU. -/
  gelu : GeluLaws f
  /-- Where the summands from the `n`-th on are at most halved, it is at least a partial sum. -/
  lower : ∀ (n : Nat) (x : R), 2 * (x * x) ≤ natCast (2 * n + 1) →
    x / 2 + κ * (exp (-(x * x / 2)) * (x * x * gaussSum (x * x) 1 n 0)) ≤ f x
  /-- It is at most the same with the last summand doubled. -/
  upper : ∀ (n : Nat) (x : R), 2 * (x * x) ≤ natCast (2 * n + 1) →
    f x ≤ x / 2 + κ * (exp (-(x * x / 2)) * (x * x * gaussSum (x * x) 2 n 0))
  /-- It differs from the rectifier by the density of the normal distribution at most. -/
  tail : ∀ x : R, abs (f x - relu x) ≤ κ * exp (-(x * x / 2))

end QuantCert
