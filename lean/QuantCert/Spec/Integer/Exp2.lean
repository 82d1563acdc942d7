prelude
import QuantCert.Spec.Digits.Digit
import QuantCert.Spec.Integer.Round

/-!
# Powers of one half, by a table and a line between neighbours

## Main definitions
* `Integer.PowerTable`: `2^-(h / 256)` for `h ≤ 256`, in units of `2^-24`
* `Integer.halfPower T u`: `2^-u`, between two entries of the table
-/

namespace QuantCert.Integer

/-- Arguments of powers are in units of `2^-argUnit`. -/
def argUnit : Nat := 16

/-- Powers are in units of `2^-powUnit`. -/
def powUnit : Nat := 24

/-- So many bits of the fraction of an argument choose the entry of the table. -/
def tableBits : Nat := 8

/-- Digit `h` of 32 bits of `digits` is `2^-(h / 256)` in units of `2^-24`, for `h = 0 .. 256`. -/
structure PowerTable where
  /-- all entries, the first one lowest -/
  digits : Nat

/-- Entry `h`. -/
def PowerTable.entry (T : PowerTable) (h : Nat) : Int := (Digits.digit 32 T.digits h : Nat)

/-- `2^-f` for a fraction `f` in units of `2^-16`: the entry that its highest bits choose, and a step
towards the next one by its lowest `rest` bits. -/
def PowerTable.between (T : PowerTable) (f : Nat) : Int :=
  let rest := argUnit - tableBits
  let h := f / 2 ^ rest
  T.entry h + roundShift ((T.entry (h + 1) - T.entry h) * ((f % 2 ^ rest : Nat) : Int)) rest

/-- `2^-u` in units of `2^-24`, for `u` in units of `2^-16`; zero from 31 on. The fraction by the
table, the whole part by a shift that rounds down. -/
def halfPower (T : PowerTable) (u : Nat) : Int :=
  if 31 * 2 ^ argUnit ≤ u then 0 else T.between (u % 2 ^ argUnit) / twoPow (u / 2 ^ argUnit)

end QuantCert.Integer
