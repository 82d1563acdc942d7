prelude
import QuantCert.Spec.Digits.Digit

/-! # Bit streams

Words of a fixed width, least significant bit first, one after another in one natural number.
Word `i` of a stream is its digit `digit width stream i`. Bytes are words of width 8, so the bytes
of a stream are the same number read eight bits at a time.

## Main definitions
- `packStream`, `unpackStream`: a list of words to the number and back
- `packBytes`, `unpackBytes`, `byteLength`: the same on lists of bytes, padded with zero bits
-/

namespace QuantCert

/-- The bit stream of words of `width` bits, the first word in the lowest bits. -/
def packStream (width : Nat) : List Nat → Nat
  | [] => 0
  | w :: rest => w + 2 ^ width * packStream width rest

/-- The first `n` words of `width` bits of a bit stream. -/
def unpackStream (width : Nat) : Nat → Nat → List Nat
  | 0, _ => []
  | n + 1, stream => stream % 2 ^ width :: unpackStream width n (stream / 2 ^ width)

/-- Every word fits its width. -/
def WordsFit (width : Nat) : List Nat → Prop
  | [] => True
  | w :: rest => w < 2 ^ width ∧ WordsFit width rest

/-- Bytes that hold `n` words of `width` bits: `ceil (width * n / 8)`. -/
def byteLength (width n : Nat) : Nat := (width * n + 7) / 8

/-- The bytes of a list of words; the unused bits of the last byte are zero. -/
def packBytes (width : Nat) (words : List Nat) : List Nat :=
  unpackStream 8 (byteLength width words.length) (packStream width words)

/-- The first `n` words of `width` bits held by bytes. -/
def unpackBytes (width n : Nat) (bytes : List Nat) : List Nat :=
  unpackStream width n (packStream 8 bytes)

/-- Bytes that hold exactly `n` words: each below 256, the right number, padding bits zero. -/
structure WellFormedBytes (width n : Nat) (bytes : List Nat) : Prop where
  /-- each byte is below 256 -/
  fit : WordsFit 8 bytes
  /-- there are `ceil (width * n / 8)` of them -/
  length : bytes.length = byteLength width n
  /-- the bits after the last word are zero -/
  padding : packStream 8 bytes < 2 ^ (width * n)

end QuantCert
