prelude
import QuantCert.Core

/-! # Pair codes: two weights in one word

A pair code stores the codes of two neighbouring columns, lane 0 and lane 1, in one word
`c0 + levels0 * c1`.

## Main definitions
- `PairCode`: the number of levels of each lane
- `PairCode.encode`, `PairCode.decode0`, `PairCode.decode1`: two codes to a word and back
- `alt43` (16 and 8 levels) and `pair11` (11 and 11 levels): the two layouts at 7 bits a pair
-/

namespace QuantCert

/-- A layout of two codes in one word: lane 0 has `levels0` levels, lane 1 has `levels1`. -/
structure PairCode where
  /-- codes of lane 0 are `0 .. levels0 - 1` -/
  levels0 : Nat
  /-- codes of lane 1 are `0 .. levels1 - 1` -/
  levels1 : Nat

/-- A 4-bit code (even column), then a 3-bit code (odd column): `word = c0 + 16 * c1`. -/
def alt43 : PairCode := ⟨16, 8⟩

/-- Two base-11 digits: `word = c0 + 11 * c1`, at most 120. -/
def pair11 : PairCode := ⟨11, 11⟩

namespace PairCode

/-- The number of words in use: `levels0 * levels1`. -/
def words (P : PairCode) : Nat := P.levels0 * P.levels1

/-- The word of two codes. -/
def encode (P : PairCode) (c0 c1 : Nat) : Nat := c0 + P.levels0 * c1

/-- The code of lane 0 in a word. -/
def decode0 (P : PairCode) (word : Nat) : Nat := word % P.levels0

/-- The code of lane 1 in a word. -/
def decode1 (P : PairCode) (word : Nat) : Nat := word / P.levels0

/-- The word holds a code of each lane, and nothing else. -/
def Valid (P : PairCode) (word : Nat) : Prop := word < P.words

/-- The words of a row of codes, two columns a word. An odd last column is completed with `pad`. -/
def pairWords (P : PairCode) (pad : Nat) : List Nat → List Nat
  | [] => []
  | [c] => [P.encode c pad]
  | c0 :: c1 :: rest => P.encode c0 c1 :: P.pairWords pad rest

/-- The codes of a list of words, two columns a word. -/
def wordCodes (P : PairCode) : List Nat → List Nat
  | [] => []
  | word :: rest => P.decode0 word :: P.decode1 word :: P.wordCodes rest

/-- The columns of a row alternate between the lanes and each code is below the lane's levels. -/
def ValidRow (P : PairCode) : List Nat → Prop
  | [] => True
  | [c] => c < P.levels0
  | c0 :: c1 :: rest => c0 < P.levels0 ∧ c1 < P.levels1 ∧ P.ValidRow rest

end PairCode

end QuantCert
