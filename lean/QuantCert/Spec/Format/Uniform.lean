prelude
import QuantCert.Spec.Weights.Codec

/-!
# Uniform formats: one code of k bits a word

## Main definitions
* `Codec.uniform k`: the word is the code
-/

namespace QuantCert

/-- Codes of `k` bits, one after another; one scale and zero-point for each group. -/
def Codec.uniform (k : Nat) : Codec where
  wordBits := k
  lanes := 1
  table _ := 0
  code _ word := word

end QuantCert
