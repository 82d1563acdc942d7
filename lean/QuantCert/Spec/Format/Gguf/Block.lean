prelude
import QuantCert.Spec.Digits.Digit

/-!
# Blocks of a quantized GGUF tensor

A block is the little-endian number of its bytes. Its kind says what each of its columns stands for.

## Main definitions
* `Gguf.Column`, `Gguf.Column.value`: code, zero-point, scale and offset, and the number they make
* `Gguf.byte`, `Gguf.nibble`, `Gguf.pair`, `Gguf.bit`: fields of the bytes of a block
* `Gguf.half`: a float16 of a block
-/

namespace QuantCert.Gguf

open Digits

/-- What a column of a block is stored as. Scale and offset are in units of one power of two, which
is `2^-24` unless the kind says otherwise. -/
structure Column where
  /-- the code -/
  code : Nat
  /-- the code that stands for the offset -/
  zero : Nat
  /-- what a step of the code is worth -/
  scale : Int
  /-- what is added -/
  offset : Int

/-- The number that a column stands for: `scale * (code - zero) + offset`. -/
def Column.value (c : Column) : Int := c.scale * ((c.code : Int) - (c.zero : Int)) + c.offset

/-- Byte `i`. -/
def byte (block i : Nat) : Nat := digit 8 block i

/-- Half `h` of byte `i`: 0 is the low one. -/
def nibble (block i h : Nat) : Nat := digit 4 block (2 * i + h)

/-- Bits `2 n` and `2 n + 1` of byte `i`. -/
def pair (block i n : Nat) : Nat := digit 2 block (4 * i + n)

/-- Bit `n` of byte `i`. -/
def bit (block i n : Nat) : Nat := digit 1 block (8 * i + n)

/-- The finite float16 in bytes `i` and `i + 1`, in units of `2^-24`. -/
def half (block i : Nat) : Int :=
  let bits := byte block i + 256 * byte block (i + 1)
  let fraction := bits % 1024
  let field := bits / 1024 % 32
  let size := if field = 0 then fraction else (1024 + fraction) * 2 ^ (field - 1)
  if bits < 32768 then (size : Int) else -(size : Int)

/-- 1, the smallest number, and -2 in float16. -/
example : half 0x3c00 0 = 2 ^ 24 ∧ half 0x0001 0 = 1 ∧ half 0xc000 0 = -(2 ^ 25 : Nat) := by
  decide +kernel

end QuantCert.Gguf
