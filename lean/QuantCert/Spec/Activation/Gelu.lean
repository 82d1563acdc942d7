prelude
import QuantCert.Spec.Activation.Lipschitz

/-!
# What is assumed about GELU

GELU is `x Φ(x)` with the normal distribution function `Φ`, or one of its approximations by `tanh`
or a sigmoid. The library does not construct these functions. A theorem about a network with GELU
carries the laws below as a hypothesis on the function that the network applies.

## Main definitions
* `GeluLaws f`: `f` has Lipschitz constant 113/100 and never exceeds its argument in size.
-/

universe u

namespace QuantCert

variable {R : Type u} [OrderedField R]

/-- The two properties of GELU that error bounds use. The largest slope of `x Φ(x)` is 1.1289…. -/
structure GeluLaws (f : R → R) : Prop where
  /-- `|f a - f b| ≤ 113/100 · |a - b|`. -/
  lipschitz : Lipschitz (113 / 100) f
  /-- `|f x| ≤ |x|`. -/
  abs_le : ∀ x, abs (f x) ≤ abs x

end QuantCert
