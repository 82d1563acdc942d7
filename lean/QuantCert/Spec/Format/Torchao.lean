prelude
import QuantCert.Spec.Format.Onnx

/-!
# Codes of 4 bits of torchao: `Int4Tensor`

Source: `Int4Tensor` of torchao 0.18, `pack_int4` and `int4_row_quantize_zp` of FBGEMM.

## Main definitions
* `Torchao.code`: column `c` of a row
* `Torchao.weight`: the number that a code stands for
-/

namespace QuantCert.Torchao

/-- Codes have a sign; the even column of two is in the lower half of their byte. -/
def code (row c : Nat) : Int := Onnx.signed 4 row c

/-- `scale * code + zero_point`. -/
def weight (scale code zero : Int) : Int := scale * code + zero

/-- The lower half of a byte comes first; 0xf is -1, and zero-points are added. -/
example : code 0x2f 0 = -(1 : Nat) ∧ code 0x2f 1 = 2 ∧ weight 4 (code 0x2f 1) 3 = 11 := by
  decide +kernel

end QuantCert.Torchao
