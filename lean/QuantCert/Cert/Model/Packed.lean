prelude
import QuantCert.Cert.Model.Plan

/-!
# Claims of a plan in one number

A plan has thousands of dyadic numbers, and reading them one by one takes Lean longer than checking
them. Generated modules hold the claims of a block as the fields of one literal: 64 bits for a dyadic
number, 48 for its mantissa and 16 for its scale.

## Main definitions
* `packedDyadic N i`: field `i`.
* `packedBounds N i`: the nine fields from `9 * i` on.
-/

namespace QuantCert

/-- Field `i` of 64 bits: the mantissa in the lower 48, the scale in the upper 16. -/
def packedDyadic (N i : Nat) : Dyadic where
  mantissa := Nat.mod (Nat.shiftRight N (Nat.mul 64 i)) 281474976710656
  scale := Nat.mod (Nat.shiftRight N (Nat.add (Nat.mul 64 i) 48)) 65536

/-- Fields `i`, `i + 1`, `i + 2`: entry, head and norm. -/
def packedSize (N i : Nat) : Size :=
  ⟨packedDyadic N i, packedDyadic N (Nat.add i 1), packedDyadic N (Nat.add i 2)⟩

/-- The `i`-th nine fields: original, quantized and error. -/
def packedBounds (N i : Nat) : Bounds :=
  ⟨packedSize N (Nat.mul 9 i), packedSize N (Nat.add (Nat.mul 9 i) 3),
    packedSize N (Nat.add (Nat.mul 9 i) 6)⟩

/-- The fields of `3 + 2·2^48 + 5·2^64`: three quarters, then five. -/
example : packedDyadic 92234283318501179395 0 = ⟨3, 2⟩ ∧ packedDyadic 92234283318501179395 1 = ⟨5, 0⟩ :=
  ⟨rfl, rfl⟩

end QuantCert
