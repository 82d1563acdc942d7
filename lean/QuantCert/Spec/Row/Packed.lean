prelude
import QuantCert.Spec.Digits.Digit

/-!
# Many row sums in one number

The row sums of a layer travel as one natural number with a fixed number of bits for each, so that
the kernel handles tens of thousands of them in a few steps: the sum of row `j` is
`digit width sums j`. A generated file may spell such a number out in pieces, which are read much
faster than one long literal.

## Main definitions
* `joinPieces bits pieces`: the number made of pieces of `bits` bits.
-/

namespace QuantCert

/-- The number made of `pieces`, each taking `bits` bits, the first one lowest. -/
def joinPieces (bits : Nat) : List Nat → Nat
  | [] => 0
  | piece :: rest => piece + 2 ^ bits * joinPieces bits rest

end QuantCert
