prelude
import QuantCert.Spec.Digits.Digit

/-!
# Codes of 4 and 2 bits of optimum-quanto

The groups of a matrix are the rows of another one; those rows are fields of bytes, the first ones
the lowest. Source: `pack_weights` in `tensor/packed.py` of optimum-quanto 0.2.

## Main definitions
* `Quanto.code`: code `j` of group `k`
* `Quanto.weight`: the number that a code stands for, if shifts are floats
-/

namespace QuantCert.Quanto

open Digits

/-- Code `j` of group `k` in `rows` rows of `size` bytes. -/
def code (bits rows size data k j : Nat) : Nat :=
  digit bits (digit 8 data (k % rows * size + j)) (k / rows)

/-- `scale * code - shift`. -/
def weight (scale code shift : Int) : Int := scale * code - shift

/-- Five groups of one code of 2 bits in two rows: groups 0, 2 and 4 share the first byte. -/
example : code 2 2 1 0x0d1b 0 0 = 3 ∧ code 2 2 1 0x0d1b 2 0 = 2 ∧ code 2 2 1 0x0d1b 4 0 = 1 ∧
    code 2 2 1 0x0d1b 3 0 = 3 := by decide +kernel

end QuantCert.Quanto
