prelude
import QuantCert.Spec.Weights.Codec

/-!
# Decoded values: no codes at all

Where a format fits no codec its decoded values are stated themselves, as the offsets of groups of
one column.

## Main definitions
* `Codec.values`: words of no bits, all codes zero
-/

namespace QuantCert

/-- No codes are stored: every code is zero. -/
def Codec.values : Codec where
  wordBits := 0
  lanes := 1
  table _ := 0
  code _ _ := 0

end QuantCert
