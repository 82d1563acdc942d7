prelude
import QuantCert.Cert.Weights.Codec
import QuantCert.Spec.Format.Pair35

/-!
# Decoding the formats of 3.5 bits a weight

The codes of `alt43` are bit fields of the word; those of `pair11` come from a division by 11, which
for words of 7 bits is one multiplication and a shift.

## Main definitions
* `Pair35.quotient`: the word divided by 11
-/

namespace QuantCert

/-- The word divided by 11. -/
def Pair35.quotient : WordExpr := .bits (.mul .word 187) 11 4

instance instCheckedAlt43 : Codec.alt43.Checked where
  program
    | 0 => { code := .field 0, bits := 4 }
    | _ => { code := .field 4, bits := 3 }
  maxBits := 4
  checked := by decide +kernel

instance instCheckedPair11 : Codec.pair11.Checked where
  program
    | 0 => { code := .value (.sub .word (.mul Pair35.quotient 11)), bits := 4 }
    | _ => { code := .value Pair35.quotient, bits := 4 }
  maxBits := 4
  checked := by decide +kernel

end QuantCert
