prelude
import QuantCert.Core.Nat.Div
import QuantCert.Algebra.Dyadic

/-!
# Nonnegative dyadic numbers

Input ranges, gains and error bounds are numbers `mantissa / 2^scale`. Sums, products and
comparisons of such numbers are exact computations with natural numbers, which the kernel does
quickly. `roundUp` shortens a mantissa and never makes the number smaller, so a bound stays a
bound.

## Main definitions
* `Dyadic`: a pair of natural numbers; `Dyadic.value`: the number it stands for.
* `Dyadic.add`, `Dyadic.mul`, `Dyadic.le`, `Dyadic.lt`: exact arithmetic and comparison.
* `Dyadic.roundUp bits`: keeps `bits` bits after the binary point, rounded upward.
-/

universe u

namespace QuantCert

/-- The number `mantissa / 2^scale`. -/
structure Dyadic where
  /-- The numerator. -/
  mantissa : Nat
  /-- The exponent of two in the denominator. -/
  scale : Nat

namespace Dyadic

/-- The number that `d` stands for, in the field `R`. -/
def value (R : Type u) [OrderedField R] (d : Dyadic) : R := dyadic d.scale d.mantissa

/-- The number zero. -/
def zero : Dyadic := ⟨0, 0⟩

/-- The number one. -/
def one : Dyadic := ⟨1, 0⟩

/-- The exact sum. -/
def add (a b : Dyadic) : Dyadic :=
  ⟨a.mantissa * 2 ^ b.scale + b.mantissa * 2 ^ a.scale, a.scale + b.scale⟩

/-- The exact product. -/
def mul (a b : Dyadic) : Dyadic := ⟨a.mantissa * b.mantissa, a.scale + b.scale⟩

/-- Whether `a ≤ b`, by cross-multiplication. -/
def le (a b : Dyadic) : Bool := Nat.ble (a.mantissa * 2 ^ b.scale) (b.mantissa * 2 ^ a.scale)

/-- Whether `a < b`. -/
def lt (a b : Dyadic) : Bool := Nat.ble (a.mantissa * 2 ^ b.scale + 1) (b.mantissa * 2 ^ a.scale)

/-- Drops the last `s` bits of the fraction, rounding upward: the scale shrinks by `s`. -/
def dropBits (s : Nat) (d : Dyadic) : Dyadic :=
  ⟨(d.mantissa + (2 ^ s - 1)) / 2 ^ s, d.scale - s⟩

/-- Rounds upward to `bits` bits after the binary point; a number with fewer stays as it is. -/
def roundUp (bits : Nat) (d : Dyadic) : Dyadic := dropBits (d.scale - bits) d

end Dyadic

end QuantCert
