prelude
import QuantCert.Spec.Format.Gguf.Block

/-!
# GGUF blocks with one float16 scale

Source: `block_*` in `ggml-common.h` and `dequantize_row_*` in `ggml-quants.c` of llama.cpp.

## Main definitions
* `Gguf.q4_0`, `Gguf.q4_1`, `Gguf.q5_0`, `Gguf.q5_1`, `Gguf.q8_0`: column `i` of 32
* `Gguf.q1_0`: column `i` of 128; `Gguf.q2_0`: of 64
* `Gguf.tq1_0`, `Gguf.tq2_0`: column `i` of 256, a ternary digit
-/

namespace QuantCert.Gguf

/-- 18 bytes: `d`, then columns `j` and `j + 16` in byte `j` of 16. -/
def q4_0 (block i : Nat) : Column := ⟨nibble block (2 + i % 16) (i / 16), 8, half block 0, 0⟩

/-- 20 bytes: `d`, `m`, then codes as in `q4_0`. -/
def q4_1 (block i : Nat) : Column :=
  ⟨nibble block (4 + i % 16) (i / 16), 0, half block 0, half block 2⟩

/-- 22 bytes: `d`, 32 fifth bits, then the lower four of each code as in `q4_0`. -/
def q5_0 (block i : Nat) : Column :=
  ⟨nibble block (6 + i % 16) (i / 16) + 16 * bit block (2 + i / 8) (i % 8), 16, half block 0, 0⟩

/-- 24 bytes: `d`, `m`, then codes as in `q5_0`. -/
def q5_1 (block i : Nat) : Column :=
  ⟨nibble block (8 + i % 16) (i / 16) + 16 * bit block (4 + i / 8) (i % 8), 0, half block 0,
    half block 2⟩

/-- 34 bytes: `d`, then 32 signed bytes, whose code is larger by 128. -/
def q8_0 (block i : Nat) : Column := ⟨(byte block (2 + i) + 128) % 256, 128, half block 0, 0⟩

/-- 18 bytes: `d`, then 128 signs; a bit that is set stands for `d`, another for `-d`. -/
def q1_0 (block i : Nat) : Column :=
  ⟨bit block (2 + i / 8) (i % 8), 0, 2 * half block 0, -half block 0⟩

/-- 18 bytes: `d`, then four codes a byte. -/
def q2_0 (block i : Nat) : Column := ⟨pair block (2 + i / 4) (i % 4), 1, half block 0, 0⟩

/-- Ternary digit `n` of a byte that is a fraction of 256. -/
def trit (byte n : Nat) : Nat := byte * 3 ^ n % 256 * 3 / 256

/-- 54 bytes: digits of 32 bytes, of 16 and of 4, all first digits before all second, then `d`. -/
def tq1_0 (block i : Nat) : Column :=
  let code :=
    if i < 160 then trit (byte block (i % 32)) (i / 32)
    else if i < 240 then trit (byte block (32 + i % 16)) ((i - 160) / 16)
    else trit (byte block (48 + i % 4)) ((i - 240) / 4)
  ⟨code, 1, half block 52, 0⟩

/-- 66 bytes: twice 32 bytes of four columns that are 32 apart, then `d`. -/
def tq2_0 (block i : Nat) : Column :=
  ⟨pair block (32 * (i / 128) + i % 32) (i / 32 % 4), 1, half block 64, 0⟩

/-- The low half of the first byte is column 0, the high half column 16, not column 1. -/
example : (q4_0 0x210000 0).code = 1 ∧ (q4_0 0x210000 16).code = 2 ∧ (q4_0 0x210000 1).code = 0 := by
  decide +kernel

/-- The byte 0xff of `q8_0` is -1. -/
example : (q8_0 0xff3c00 0).value = -(2 ^ 24 : Nat) := by decide +kernel

end QuantCert.Gguf
