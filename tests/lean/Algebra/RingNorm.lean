prelude
import QuantCert.Algebra.Rat
import QuantCert.Algebra.RingNorm

/-! # Identities that `ring_eq` must prove -/

namespace QuantCert

variable {R : Type} [OrderedField R]

example (a b : R) : (a + b) * (a - b) = a ^ 2 - b ^ 2 := ring_eq [a, b] (by decide +kernel)

example (a b c d : R) :
    (a ^ 2 + b ^ 2) * (c ^ 2 + d ^ 2) = (a * c - b * d) ^ 2 + (a * d + b * c) ^ 2 :=
  ring_eq [a, b, c, d] (by decide +kernel)

example (x : R) : (x + 1) ^ 4 = x ^ 4 + 4 * x ^ 3 + 6 * x ^ 2 + 4 * x + 1 :=
  ring_eq [x] (by decide +kernel)

/-- Any term can be an atom. -/
example (f : Nat → R) (a b : R) : f 1 * (a / b) - a / b * f 1 = 0 :=
  ring_eq [f 1, a / b] (by decide +kernel)

/-- Negative coefficients, zero and large numerals. -/
example (a : R) : -(a - 1000000 * a) - 999999 * a + 0 * a = 0 := ring_eq [a] (by decide +kernel)

example (a b : Rat) : (a - b) * (b - a) = -(a - b) ^ 2 := ring_eq [a, b] (by decide +kernel)

end QuantCert
