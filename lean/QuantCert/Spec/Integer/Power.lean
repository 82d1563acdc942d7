prelude
import QuantCert.Algebra.ExpField
import QuantCert.Spec.Integer.Exp2

/-!
# Powers of one half in real numbers

## Main definitions
* `Integer.twoRoot n`: `2^(2^-n)`
* `Integer.realPower u`: `2^-u`, for `u` in units of `2^-argUnit`
* `Integer.PowerTable.Rounded`: every entry of a table is the nearest integer
-/

universe u

namespace QuantCert.Integer

variable {R : Type u} [ExpField R]

/-- The number two, of which the root is taken `n` times. -/
def twoRoot : (n : Nat) → R
  | 0 => 2
  | n + 1 => sqrt (twoRoot n)

/-- `2^-u`, for `u` in units of `2^-argUnit`. -/
def realPower (u : Nat) : R := inv (twoRoot argUnit ^ u)

/-- Entry `h` is within half a unit of `2^(powUnit - h / 256)`: powers of 256 of both ends say it in
integers. -/
def PowerTable.Rounded (T : PowerTable) : Prop :=
  ∀ h, h ≤ 2 ^ tableBits →
    (2 * Digits.digit 32 T.digits h - 1) ^ 2 ^ tableBits * 2 ^ h ≤
      2 ^ ((powUnit + 1) * 2 ^ tableBits) ∧
    2 ^ ((powUnit + 1) * 2 ^ tableBits) ≤
      (2 * Digits.digit 32 T.digits h + 1) ^ 2 ^ tableBits * 2 ^ h

end QuantCert.Integer
