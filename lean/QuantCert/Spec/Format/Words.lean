prelude
import QuantCert.Spec.Digits.Digit

/-!
# Codes in words of 32 bits

Words are one little-endian number. Codes of a few bits lie in them in one of three ways.

## Main definitions
* `Words.dense`: one after another, from a word into the next
* `Words.padded`: `32 / bits` in each word
* `Words.planar`: 32 codes in `bits` words, cut into planes of their lowest and higher bits
-/

namespace QuantCert.Words

open Digits

/-- Code `i` of codes that follow each other without holes. -/
def dense (bits words i : Nat) : Nat := digit bits words i

/-- Code `i` of codes that lie in one word each. -/
def padded (bits words i : Nat) : Nat :=
  digit bits (digit 32 words (i / (32 / bits))) (i % (32 / bits))

/-- The widths of the planes of a code, lowest bits first. -/
def planes : Nat → List Nat
  | 3 => [2, 1]
  | 5 => [4, 1]
  | 6 => [4, 2]
  | 7 => [4, 2, 1]
  | bits => [bits]

/-- Code `j` of a block whose planes from bit `first` on have these widths; a plane of width `w` has
the `w` words after those of the planes before. -/
def planarFrom (block j : Nat) : (first : Nat) → (widths : List Nat) → Nat
  | _, [] => 0
  | first, w :: rest =>
    digit w (block / 2 ^ (32 * first)) j * 2 ^ first + planarFrom block j (first + w) rest

/-- Code `i` of codes that are cut into planes, 32 codes a block. -/
def planar (bits words i : Nat) : Nat :=
  planarFrom (digit (32 * bits) words (i / 32)) (i % 32) 0 (planes bits)

/-- Of codes of three bits, code 10 has its highest bit in the second word. -/
example : dense 3 (2 ^ 32) 10 = 4 ∧ padded 3 (2 ^ 32) 10 = 1 ∧ planar 3 (2 ^ 64) 0 = 4 := by
  decide +kernel

end QuantCert.Words
