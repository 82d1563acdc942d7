prelude
import QuantCert.Algebra.RingNorm

/-! # Goals that `ring_eq` must refuse

Every `example` is false, or needs more than the laws of rings: Lean reports an error for each of
them.
-/

namespace QuantCert

variable {R : Type} [OrderedField R]

example (a b : R) : (a + b) ^ 2 = a ^ 2 + b ^ 2 := ring_eq [a, b] (by decide +kernel)

example (a b : R) : a - b = b - a := ring_eq [a, b] (by decide +kernel)

example (a : R) : 2 * a = 3 * a := ring_eq [a] (by decide +kernel)

example (a b : R) : a * b = b := ring_eq [a, b] (by decide +kernel)

/-- The atom `b` is not listed. -/
example (a b : R) : a + b = b + a := ring_eq [a] (by decide +kernel)

/-- True for a nonzero `b` only. -/
example (a b : R) : a / b * b = a := ring_eq [a, b, a / b] (by decide +kernel)

end QuantCert
