prelude
import QuantCert.Spec.Digits.Digit
import QuantCert.Spec.Weights.Codec

/-!
# Formats whose words number the levels of a table

Levels below zero are shifted: the code is the level plus a shift, which is the zero-point.

## Main definitions
* `Codec.levels bits table`: a word of so many bits stands for an element of the table
-/

namespace QuantCert

/-- Words of `bits` bits, one after another, each the number of a level; one scale, zero-point and
offset for each group. -/
def Codec.levels (bits : Nat) (table : List Nat) : Codec where
  wordBits := bits
  lanes := 1
  table _ := 0
  code _ word := listEntry table word

end QuantCert
