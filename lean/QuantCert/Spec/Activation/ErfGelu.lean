prelude
import QuantCert.Algebra.ExpField
import QuantCert.Spec.Activation.Gelu

/-!
# What is assumed about GELU by the error function

With `κ = 1 / √(2 π)`, `x Φ(x)` is `x / 2 + κ exp (-x² / 2) (x² + x⁴ / 3 + x⁶ / (3 · 5) + …)`. The
summands are positive; as soon as each is at most half the one before, the rest of the sum is at most
twice its first summand.

## Main definitions
* `gaussSum u last n k`: `1 + u / (2 k + 3) (1 + u / (2 k + 5) (… last))`, with `n` quotients.
* `ErfGeluLaws κ f`: the function `f` lies between the sums with `last = 1` and `last = 2`.
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

end QuantCert
