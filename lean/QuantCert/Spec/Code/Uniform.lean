prelude
import QuantCert.Core

/-! # Uniform codes: one k-bit field a weight

The word is the code itself; signed codes are stored with the offset `2^(k-1)`.

## Main definitions
- `UniformCode.Valid`: a code fits its field
- `UniformCode.encodeSigned`, `UniformCode.decodeSigned`: a signed code to its field and back
-/

namespace QuantCert.UniformCode

/-- An unsigned `k`-bit code. -/
def Valid (k c : Nat) : Prop := c < 2 ^ k

/-- A signed `k`-bit code: `-2^(k-1) ≤ c < 2^(k-1)`, for `k ≥ 1`. -/
def ValidSigned (k : Nat) (c : Int) : Prop :=
  -((2 ^ (k - 1) : Nat) : Int) ≤ c ∧ c < ((2 ^ (k - 1) : Nat) : Int)

/-- The field of a signed code: `c + 2^(k-1)`. -/
def encodeSigned (k : Nat) (c : Int) : Nat := (c + ((2 ^ (k - 1) : Nat) : Int)).toNat

/-- The signed code of a field: `word - 2^(k-1)`. -/
def decodeSigned (k word : Nat) : Int := (word : Int) - ((2 ^ (k - 1) : Nat) : Int)

end QuantCert.UniformCode
