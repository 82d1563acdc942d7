prelude
import QuantCert.Core
import QuantCert.Algebra.Abs

/-! # Codes of a real weight

The same range of codes for a weight, a scale and a zero-point of any ordered field.

## Main definitions
- `codeValue`: the value `s * (q - z)` of code `q`
- `saturatedValue`: a value limited to the range of the codes
- `InWidenedRange`: a weight in the range of the values, widened by half a step
-/

namespace QuantCert

universe u
variable {R : Type u} [OrderedField R]

/-- The value of code `q` with scale `s` and zero-point `z`. -/
def codeValue (s z : R) (q : Nat) : R := s * (natCast q - z)

/-- The value `v`, limited to `low .. high`: what a saturated code stands for. -/
def saturatedValue (low high v : R) : R := if v < low then low else if high < v then high else v

/-- The weight lies in the range of the values of the codes `0 .. levels - 1`, widened by half a
step on both sides. -/
def InWidenedRange (s z : R) (levels : Nat) (w : R) : Prop :=
  codeValue s z 0 - s / 2 ≤ w ∧ w ≤ codeValue s z (levels - 1) + s / 2

end QuantCert
