prelude
import QuantCert.Spec.Format.Gguf.Block

/-!
# GGUF K-quants

Column `i` of a block of 256. A float16 of the block is multiplied by a small integer for each 16 or
32 columns.

Source: `block_q*_K` in `ggml-common.h` and `dequantize_row_q*_K` in `ggml-quants.c` of llama.cpp.

## Main definitions
* `Gguf.q2_K`, `Gguf.q3_K`, `Gguf.q4_K`, `Gguf.q5_K`, `Gguf.q6_K`
* `Gguf.scale6`, `Gguf.minimum6`: the integers of `q4_K` and `q5_K`
-/

namespace QuantCert.Gguf

/-- Two bits of 32 bytes from byte `first` on, four columns that are 32 apart in each; then of 32
bytes more. -/
def spread (block first i : Nat) : Nat :=
  pair block (first + 32 * (i / 128) + i % 32) (i / 32 % 4)

/-- 84 bytes: 16 scales (low halves) and minima (high halves), codes, `d` and `dmin`. -/
def q2_K (block i : Nat) : Column :=
  ⟨spread block 16 i, 0, half block 80 * (nibble block (i / 16) 0 : Int),
    -(half block 82 * (nibble block (i / 16) 1 : Int))⟩

/-- 110 bytes: third bits of the codes, their lower two, 16 scales of six bits, `d`. -/
def q3_K (block i : Nat) : Column :=
  let g := i / 16
  let s := nibble block (96 + g % 8) (g / 8) + 16 * pair block (104 + g % 4) (g / 4)
  ⟨spread block 32 i + 4 * bit block (i % 32) (i / 32), 4, half block 108 * ((s : Int) - 32), 0⟩

/-- Scale `g` of eight in bytes 4 to 15. -/
def scale6 (block g : Nat) : Nat :=
  if g < 4 then byte block (4 + g) % 64 else nibble block (8 + g) 0 + 16 * (byte block g / 64)

/-- Minimum `g` of eight in bytes 4 to 15. -/
def minimum6 (block g : Nat) : Nat :=
  if g < 4 then byte block (8 + g) % 64 else nibble block (8 + g) 1 + 16 * (byte block (4 + g) / 64)

/-- 144 bytes: `d`, `dmin`, scales and minima, codes: of 64 columns the first half in low halves. -/
def q4_K (block i : Nat) : Column :=
  ⟨nibble block (16 + 32 * (i / 64) + i % 32) (i / 32 % 2), 0,
    half block 0 * (scale6 block (i / 32) : Int), -(half block 2 * (minimum6 block (i / 32) : Int))⟩

/-- 176 bytes: `d`, `dmin`, scales and minima, fifth bits, then the lower four as in `q4_K`. -/
def q5_K (block i : Nat) : Column :=
  ⟨nibble block (48 + 32 * (i / 64) + i % 32) (i / 32 % 2) + 16 * bit block (16 + i % 32) (i / 32),
    0, half block 0 * (scale6 block (i / 32) : Int),
    -(half block 2 * (minimum6 block (i / 32) : Int))⟩

/-- 210 bytes: lower four bits, higher two bits, 16 signed bytes of scales, `d`. -/
def q6_K (block i : Nat) : Column :=
  let low := nibble block (64 * (i / 128) + i % 64) (i / 64 % 2)
  let s := (byte block (192 + i / 16) + 128) % 256
  ⟨low + 16 * spread block 128 i, 32, half block 208 * ((s : Int) - 128), 0⟩

/-- The third bit of `q3_K` is set where nothing is subtracted: a block of zeros but for `d = 1` has
scale -32 and code 0, which is -4. -/
example : (q3_K (0x3c00 * 2 ^ 864) 0).value = (128 * 2 ^ 24 : Nat) := by decide +kernel

/-- Column 32 of `q4_K` is the high half of the first byte of codes. -/
example : (q4_K (0xab * 2 ^ 128) 0).code = 11 ∧ (q4_K (0xab * 2 ^ 128) 32).code = 10 := by
  decide +kernel

end QuantCert.Gguf
