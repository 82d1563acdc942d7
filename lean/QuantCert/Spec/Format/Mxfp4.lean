prelude
import QuantCert.Spec.Format.Minifloat

/-!
# MXFP4 as transformers stores it: NAME_blocks and NAME_scales

A block is the little-endian number of its 16 bytes. Source: `convert_moe_packed_tensors` in
`transformers/integrations/mxfp4.py`.

## Main definitions
* `Mxfp4.code`: the code of column `i` of 32
* `Mxfp4.weight`: the number that a column stands for, in units of 2^-128
-/

namespace QuantCert.Mxfp4

/-- Columns lie one after another, the even one in the low half of a byte. -/
def code (block i : Nat) : Nat := Digits.digit 4 block i

/-- A level of E2M1 times the power of two of the block. -/
def weight (block scale i : Nat) : Int := Minifloat.e8m0 scale * Minifloat.e2m1 (code block i)

/-- The low half of the first byte is column 0, the high half column 1, not column 16. -/
example : code 0x21 0 = 1 ∧ code 0x21 1 = 2 ∧ code 0x21 16 = 0 := by decide +kernel

/-- Scale 127 is 1. -/
example : weight 0x7 127 0 = (6 * 2 ^ 128 : Nat) := by decide +kernel

end QuantCert.Mxfp4
