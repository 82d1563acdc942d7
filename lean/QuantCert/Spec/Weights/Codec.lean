prelude
import QuantCert.Core

/-!
# Codecs: how codes are packed into words

The codes of a row are packed into words of a fixed number of bits. A word holds the codes of
`lanes` neighbouring columns; a code may be any function of its word.

## Main definitions
* `Codec`: the size of a word, its lanes, and what it stands for in each of them
-/

namespace QuantCert

/-- How the codes of a stored matrix are packed. -/
structure Codec where
  /-- bits of a packed word -/
  wordBits : Nat
  /-- neighbouring columns that share a word: column `i` is lane `i % lanes` of its word -/
  lanes : Nat
  /-- the table of scales and zero-points that a lane reads -/
  table : (lane : Nat) → Nat
  /-- the code that a word holds in a lane -/
  code : (lane word : Nat) → Nat

end QuantCert
