prelude
import QuantCert.Spec.Format.Gguf.Block

/-!
# GGUF blocks whose words name levels

Source: `block_*` in `ggml-common.h` and `dequantize_row_*` in `ggml-quants.c` of llama.cpp; E2M1,
E4M3 and E8M0 as in the "OCP Microscaling Formats (MX) Specification" 1.0.

## Main definitions
* `Gguf.iq4_nl`: column `i` of 32; `Gguf.iq4_xs`: of 256
* `Gguf.mxfp4`: column `i` of 32, in units of `2^-128`
* `Gguf.nvfp4`: column `i` of 64, in units of `2^-10`, before the scale of the tensor
-/

namespace QuantCert.Gguf

/-- The 16 levels of `iq4_nl`, plus 127. -/
def iq4Levels : List Nat := [0, 23, 44, 62, 78, 92, 105, 117, 128, 140, 152, 165, 180, 196, 216, 240]

/-- The 16 numbers of E2M1, doubled, plus 12. -/
def e2m1Levels : List Nat := [12, 13, 14, 15, 16, 18, 20, 24, 12, 11, 10, 9, 8, 6, 4, 0]

/-- 18 bytes: `d`, then words as the codes of `q4_0`. -/
def iq4_nl (block i : Nat) : Column :=
  ⟨listEntry iq4Levels (nibble block (2 + i % 16) (i / 16)), 127, half block 0, 0⟩

/-- 136 bytes: `d`, two high bits of eight scales, their low halves, words. -/
def iq4_xs (block i : Nat) : Column :=
  let g := i / 32
  let s := nibble block (4 + g / 2) (g % 2) + 16 * pair block (2 + g / 4) (g % 4)
  ⟨listEntry iq4Levels (nibble block (8 + 16 * g + i % 16) (i % 32 / 16)), 127,
    half block 0 * ((s : Int) - 32), 0⟩

/-- 17 bytes: a scale E8M0, then words as the codes of `q4_0`. Byte 255 is no scale. -/
def mxfp4 (block i : Nat) : Column :=
  ⟨listEntry e2m1Levels (nibble block (1 + i % 16) (i / 16)), 12, (2 ^ byte block 0 : Nat), 0⟩

/-- The non-negative number E4M3 of a byte, in units of `2^-9`. -/
def e4m3 (byte : Nat) : Nat :=
  if byte / 8 = 0 then byte % 8 else (8 + byte % 8) * 2 ^ (byte / 8 - 1)

/-- 36 bytes: four scales E4M3, then for each 16 columns eight bytes, columns `j` and `j + 8` in
byte `j`. Bytes from 127 on are no scales. -/
def nvfp4 (block i : Nat) : Column :=
  let g := i / 16
  ⟨listEntry e2m1Levels (nibble block (4 + 8 * g + i % 8) (i % 16 / 8)), 12,
    (e4m3 (byte block g) : Int), 0⟩

/-- The scale 1 and the largest word: 6. -/
example : (mxfp4 0x077f 0).value = (6 * 2 ^ 128 : Nat) ∧ (nvfp4 0x0700000038 0).value = 6 * 2 ^ 10 := by
  decide +kernel

end QuantCert.Gguf
