prelude
import QuantCert.Spec.Format.Words

/-!
# compressed-tensors and ModelOpt

Source: `pack_to_int32` of compressed-tensors 0.12.2 and 0.20, `unpack_fp4_from_uint8` of 0.20,
`NVFP4QTensor.dequantize` of ModelOpt 0.47; E2M1 and E4M3 as in the "OCP Microscaling Formats (MX)
Specification" 1.0.

## Main definitions
* `CompressedTensors.packed`: code `i` of a row of words, in the layout of either version
* `CompressedTensors.signed`: the integer of a code
* `CompressedTensors.e4m3`, `CompressedTensors.e2m1`: the numbers of small floats
* `CompressedTensors.fp4`: column `i` of a row of bytes of E2M1 codes
-/

namespace QuantCert.CompressedTensors

open Digits

/-- Code `i` of a row of words; up to version 0.17.1 codes were whole in each word. -/
def packed (whole : Bool) (bits words i : Nat) : Nat :=
  if whole then Words.padded bits words i else Words.dense bits words i

/-- The integer of a code: what is stored is larger by `2^(bits - 1)`. -/
def signed (bits code : Nat) : Int := (code : Int) - ((2 ^ (bits - 1) : Nat) : Int)

/-- A small float without its sign in units of its smallest number, with fractions of `m` bits. -/
def size (m bits : Nat) : Nat :=
  if bits / 2 ^ m = 0 then bits else (2 ^ m + bits % 2 ^ m) * 2 ^ (bits / 2 ^ m - 1)

/-- A small float of `n` bits with its sign. -/
def float (n m bits : Nat) : Int :=
  if bits / 2 ^ (n - 1) = 0 then (size m bits : Int) else -(size m (bits % 2 ^ (n - 1)) : Int)

/-- The number E4M3 of a byte other than 127 and 255, in units of `2^-9`. -/
def e4m3 (byte : Nat) : Int := float 8 3 byte

/-- The number E2M1 of four bits, in units of `1/2`. -/
def e2m1 (bits : Nat) : Int := float 4 1 bits

/-- Column `i` of a row of E2M1 codes, two a byte, the even column in the lower half. -/
def fp4 (bytes i : Nat) : Int := e2m1 (digit 4 bytes i)

/-- The largest numbers: 448, and 6; and which half of a byte is column 0. -/
example : e4m3 0x7e = 448 * 2 ^ 9 ∧ e2m1 0xf = -12 ∧ fp4 0x21 0 = 1 ∧ fp4 0x21 1 = 2 := by
  decide +kernel

/-- The stored code 0 of four bits is -8. -/
example : signed 4 0 = -8 ∧ signed 8 255 = 127 := by decide +kernel

end QuantCert.CompressedTensors
