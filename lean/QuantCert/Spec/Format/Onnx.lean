prelude
import QuantCert.Spec.Digits.Digit

/-!
# Integers of ONNX: elements, scales along an axis, blocks of MatMulNBits

Sources: `TensorProto` in `onnx/onnx.proto`, `DequantizeLinear` in the operators of ONNX, and
`MatMulNBits` in the contrib operators of ONNX Runtime.

## Main definitions
* `Onnx.element`, `Onnx.signed`: element `i` of a tensor of `k` bits, without and with a sign
* `Onnx.scalePlace`: which scale element (`r`, `c`) of a stored matrix reads
* `Onnx.blockCode`: column `c` of a row of `MatMulNBits`
* `Onnx.weight`: the number that an element stands for
-/

namespace QuantCert.Onnx

/-- Elements lie one after another, the first of a byte in its lowest bits. -/
def element (k data i : Nat) : Nat := Digits.digit k data i

/-- An element of `k` bits with a sign. -/
def signed (k data i : Nat) : Int :=
  let e := element k data i
  if e < 2 ^ (k - 1) then (e : Int) else (e : Int) - (2 ^ k : Nat)

/-- The place of the scale of a stored matrix with `columns` columns: along axis 0 or 1, one for
`block` elements. -/
def scalePlace (axis block columns r c : Nat) : Nat :=
  if axis = 0 then r / block * columns + c else r * ((columns + block - 1) / block) + c / block

/-- Codes of a row of blocks, which lie one after another, least significant bits first. -/
def blockCode (bits row c : Nat) : Nat := Digits.digit bits row c

/-- `scale * (element - zero_point)`. -/
def weight (scale element zero : Int) : Int := scale * (element - zero)

/-- The low half of a byte comes first; 0xf is -1. -/
example : signed 4 0x2f 0 = -(1 : Nat) ∧ signed 4 0x2f 1 = 2 := by decide +kernel

/-- Blocks of 4 down a matrix of 5 columns: row 5 reads the second row of scales. -/
example : scalePlace 0 4 5 5 3 = 8 ∧ scalePlace 1 4 5 1 4 = 3 := by decide +kernel

end QuantCert.Onnx
