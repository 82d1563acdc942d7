prelude
import QuantCert.Spec.Digits.Digit

/-!
# bitsandbytes: 4-bit tables with scales of blocks, and LLM.int8()

Elements are counted through the whole matrix, row after row. Sources: `csrc/kernels.cu` and
`functional.py` of bitsandbytes; NF4 is from "QLoRA: Efficient Finetuning of Quantized LLMs" (2023).

## Main definitions
* `Bitsandbytes.code`: the code of element `i`
* `Bitsandbytes.block`: the block of the element in row `r` and column `c`
* `Bitsandbytes.nf4`, `Bitsandbytes.fp4`: the tables, in units of 2^-27 and 2^-31
* `Bitsandbytes.int8`: the number of a byte of LLM.int8()
-/

namespace QuantCert.Bitsandbytes

/-- Even elements lie in the high half of a byte. -/
def code (data i : Nat) : Nat := Digits.digit 4 data (2 * (i / 2) + (1 - i % 2))

/-- Blocks of `size` elements do not end with rows. -/
def block (size columns r c : Nat) : Nat := (r * columns + c) / size

/-- The levels of NF4, plus 2^27. -/
def nf4Levels : List Nat := [
  0, 40776312, 63743616, 81212800, 96040652, 109417858, 121997199, 134217728,
  144898815, 155817414, 167250362, 179571944, 193368800, 209730904, 231251352, 268435456]

/-- The sizes of FP4, in the order of the codes without their sign. -/
def fp4Sizes : List Nat := [
  0, 11184811, 1431655808, 2147483648, 715827904, 1073741824, 357913952, 536870912]

/-- The number of an NF4 code. -/
def nf4 (code : Nat) : Int := (listEntry nf4Levels code : Int) - (2 ^ 27 : Nat)

/-- The number of an FP4 code; bit 3 is the sign. -/
def fp4 (code : Nat) : Int :=
  let size := listEntry fp4Sizes (code % 8)
  if code < 8 then (size : Int) else -(size : Int)

/-- A byte with a sign, in units of a 127th of the row's largest magnitude. -/
def int8 (byte : Nat) : Int := if byte < 128 then (byte : Int) else (byte : Int) - (256 : Nat)

/-- The high half of the first byte is element 0. -/
example : code 0x4321 0 = 2 ∧ code 0x4321 1 = 1 ∧ code 0x4321 2 = 4 := by decide +kernel

/-- NF4 runs from -1 to 1 and has an exact zero. -/
example : nf4 0 = -(2 ^ 27 : Nat) ∧ nf4 7 = 0 ∧ nf4 15 = (2 ^ 27 : Nat) := by decide +kernel

/-- With rows of 96 columns, column 32 of row 1 begins block 2 of 64 elements. -/
example : block 64 96 1 32 = 2 ∧ block 64 96 1 31 = 1 := by decide +kernel

end QuantCert.Bitsandbytes
