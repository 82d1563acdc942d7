prelude
import QuantCert.Spec.Code.Pair
import QuantCert.Spec.Weights.Codec

/-!
# Formats of 3.5 bits a weight: two codes in a word of 7 bits

## Main definitions
* `Codec.ofPair`: the codes of a pair code, in words of 7 bits
* `Codec.alt43`: a 4-bit and a 3-bit code, with a scale and a zero-point for each lane
* `Codec.pair11`: two base-11 codes with a common scale and zero-point
-/

namespace QuantCert.Codec

/-- The codes of a pair code, in words of 7 bits; `table` gives the table that each lane reads. -/
def ofPair (P : PairCode) (table : Nat → Nat) : Codec where
  wordBits := 7
  lanes := 2
  table := table
  code
    | 0 => P.decode0
    | _ => P.decode1

/-- A 4-bit and a 3-bit code; each lane has scales and zero-points of its own. -/
def alt43 : Codec := ofPair QuantCert.alt43 fun lane => lane

/-- Two base-11 codes; both lanes read the same scales and zero-points. -/
def pair11 : Codec := ofPair QuantCert.pair11 fun _ => 0

end QuantCert.Codec
