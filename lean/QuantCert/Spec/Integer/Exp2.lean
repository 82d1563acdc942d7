prelude
import QuantCert.Spec.Digits.Digit
import QuantCert.Spec.Integer.Round

/-!
# Powers of two by a table

## Main definitions
* `Integer.ExpTable`: `2^-(i / 1024)` for `i < 1024`, in units of `2^-24`
* `Integer.exp2neg T r`: `2^-r` from the table, rounded down
-/

namespace QuantCert.Integer

/-- The arguments of powers are in units of `2^-argUnit`. -/
def argUnit : Nat := 16

/-- Powers are in units of `2^-powUnit`. -/
def powUnit : Nat := 24

/-- The table has `2^tableBits` entries. -/
def tableBits : Nat := 10

/-- Digit `i` of 32 bits of `digits` is `2^-(i / 1024)` in units of `2^-24`. -/
structure ExpTable where
  /-- all entries, the first one lowest -/
  digits : Nat

/-- Entry `i`. -/
def ExpTable.entry (T : ExpTable) (i : Nat) : Nat := Digits.digit 32 T.digits i

/-- `2^-r` in units of `2^-24`, for `r` in units of `2^-16`; zero from 31 on. The fraction of `r` is
rounded down to an entry of the table and the whole part shifts, rounding down. -/
def exp2neg (T : ExpTable) (r : Nat) : Nat :=
  if 31 * 2 ^ argUnit ≤ r then 0
  else T.entry (r % 2 ^ argUnit / 2 ^ (argUnit - tableBits)) / 2 ^ (r / 2 ^ argUnit)

end QuantCert.Integer
