prelude
import QuantCert.Spec.Code.Pair
import QuantCert.Spec.Packing.Stream

/-! # Packed rows of a matrix

Each row of a quantized matrix is a bit stream of its own, padded to whole bytes: 7-bit pair words
for the codes, 4-bit fields for the zero-points.

## Main definitions
- `packRow`, `unpackRow`: the codes of a row to its bytes and back
- `pairCount`, `rowBytes`: words and bytes of a row of `cols` columns
- `FieldsBelow`: the fields of a row are below bounds that alternate between even and odd fields
- `RowFieldsBelow`: the same for every row of a matrix given as one number
- `PackedPairs`, `ZeroPointsValid`: what a well-formed packed matrix holds
- `PackedLength`, `ZeroPointLength`: how many bytes it takes
-/

namespace QuantCert

open Digits

/-- Pairs in a row of `cols` columns: `ceil (cols / 2)`. -/
def pairCount (cols : Nat) : Nat := (cols + 1) / 2

/-- Bytes of a row of `cols` columns at 7 bits a pair: `ceil (7 * ceil (cols / 2) / 8)`. -/
def rowBytes (cols : Nat) : Nat := byteLength 7 (pairCount cols)

/-- The bytes of a row of codes: pair words of 7 bits. -/
def packRow (P : PairCode) (pad : Nat) (codes : List Nat) : List Nat :=
  packBytes 7 (P.pairWords pad codes)

/-- The codes of the first `cols` columns held by the bytes of a row. -/
def unpackRow (P : PairCode) (cols : Nat) (bytes : List Nat) : List Nat :=
  (P.wordCodes (unpackBytes 7 (pairCount cols) bytes)).take cols

/-- The stream holds `n` fields of `width` bits and nothing after them; even fields are below
`bound0`, odd fields below `bound1`. -/
def FieldsBelow (width n bound0 bound1 stream : Nat) : Prop :=
  stream < 2 ^ (width * n) ∧
    ∀ i, i < n → digit width stream i < if i % 2 = 0 then bound0 else bound1

/-- `matrix` is the little-endian number of `rows` rows of `rowBytes` bytes, and each row holds
exactly `n` fields below the alternating bounds. -/
def RowFieldsBelow (width n bound0 bound1 rows rowBytes matrix : Nat) : Prop :=
  matrix < 2 ^ (8 * rowBytes * rows) ∧
    ∀ j, j < rows → FieldsBelow width n bound0 bound1 (digit (8 * rowBytes) matrix j)

/-- Every 7-bit word of the packed matrix [rows, cols] is a valid pair, and padding is zero. -/
def PackedPairs (P : PairCode) (rows cols matrix : Nat) : Prop :=
  matrix < 2 ^ (8 * rowBytes cols * rows) ∧
    ∀ j, j < rows →
      digit (8 * rowBytes cols) matrix j < 2 ^ (7 * pairCount cols) ∧
      ∀ t, t < pairCount cols → P.Valid (digit 7 (digit (8 * rowBytes cols) matrix j) t)

/-- The packed matrix [rows, cols] takes `bytes` bytes. -/
def PackedLength (rows cols bytes : Nat) : Prop := bytes = rows * rowBytes cols

/-- The 4-bit zero-points of a matrix [rows, groups, lanes] take `bytes` bytes. -/
def ZeroPointLength (rows groups lanes bytes : Nat) : Prop :=
  bytes = rows * byteLength 4 (groups * lanes)

/-- Every 4-bit zero-point of a matrix with `groups` groups a row is a code of its lane, and padding
is zero. With two lanes the zero-points of a group alternate: lane 0, lane 1. -/
def ZeroPointsValid (lanes levels0 levels1 rows groups matrix : Nat) : Prop :=
  RowFieldsBelow 4 (groups * lanes) levels0 levels1 rows (byteLength 4 (groups * lanes)) matrix

end QuantCert
