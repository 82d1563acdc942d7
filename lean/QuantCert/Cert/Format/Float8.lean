prelude
import QuantCert.Cert.Weights.Codec
import QuantCert.Spec.Format.Float8

/-!
# Decoding numbers of 8 bits with a sign, 4 bits of exponent and 3 of fraction

Their table has 256 levels; the program shifts the significand by the exponent instead, one bit of the
exponent after the other.

## Main definitions
* `Float8.program`: how the codes are computed
-/

namespace QuantCert

namespace Float8

/-- All ones, in as many bits as a code has, where the bit of `e` is set. -/
def mask (e : WordExpr) : WordExpr := .mul e 524287

/-- `x`, multiplied by `factor` where the mask is set. -/
def scaled (x m : WordExpr) (factor : Nat) : WordExpr :=
  .add (.sub x (.land x m)) (.land (.mul x factor) m)

/-- Whether the exponent is not zero: the significand has a hidden bit. -/
def normal : WordExpr := .bits (.add (.bits .word 3 4) (.const 15)) 4 1

/-- By how many bits the significand is shifted. -/
def shift : WordExpr := .sub (.bits .word 3 4) normal

/-- Bit `i` of the shift, in all bits. -/
def shiftMask (i : Nat) : WordExpr := mask (.bits shift i 1)

/-- The significand, shifted. -/
def shifted : WordExpr :=
  scaled (scaled (scaled (scaled (.add (.bits .word 0 3) (.mul normal 8)) (shiftMask 3) 256)
    (shiftMask 2) 16) (shiftMask 1) 4) (shiftMask 0) 2

/-- The absolute value, zero where the word is no number. -/
def size : WordExpr := .sub shifted (.mul (.bits (.add (.bits .word 0 7) (.const 1)) 7 1) 245760)

/-- The absolute value of the negative numbers. -/
def below : WordExpr := .land size (mask (.bits .word 7 1))

/-- The code. -/
def program (_ : Nat) : LaneProgram where
  code := .wide (.add (.sub (.const 229376) below) (.sub size below))
  bits := 19

end Float8

instance instCheckedE4M3 : Codec.e4m3.Checked where
  program := Float8.program
  maxBits := 19
  checked := by decide +kernel

end QuantCert
