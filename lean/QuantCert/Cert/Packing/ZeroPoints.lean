prelude
import QuantCert.Cert.Packing.Fields

/-! # Checking the zero-points of a matrix

## Main definitions
- `checkZeroPoints`: every 4-bit zero-point is a code of its lane, padding is zero

## Main theorems
- `checkZeroPoints_sound`
-/

namespace QuantCert

/-- Every 4-bit zero-point of [rows, groups, lanes] is a code of its lane, padding is zero.
`matrix` is the little-endian number of the bytes. -/
def checkZeroPoints (lanes levels0 levels1 rows groups matrix : Nat) : Bool :=
  checkRowFields 4 (groups * lanes) levels0 levels1 rows (byteLength 4 (groups * lanes)) matrix

/-- Checked zero-points are codes of their lanes. -/
theorem checkZeroPoints_sound {lanes levels0 levels1 rows groups matrix : Nat}
    (h : checkZeroPoints lanes levels0 levels1 rows groups matrix = true) :
    ZeroPointsValid lanes levels0 levels1 rows groups matrix :=
  checkRowFields_sound h

/-- Two rows of one `alt43` group; a zero-point 8 in the 3-bit lane is refused. -/
example : ZeroPointsValid 2 16 8 2 1 0x7F0F ∧ checkZeroPoints 2 16 8 2 1 0x8F0F = false :=
  ⟨checkZeroPoints_sound (by decide +kernel), by decide +kernel⟩

end QuantCert
