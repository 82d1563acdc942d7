prelude
import QuantCert.Spec.Format.Minifloat

/-!
# FP8 weights with scales of a tensor, a row or a block

Sources: `FP8Linear` (`weight_scale_inv`, which multiplies) and `FbgemmFp8Linear` (`weight_scale`) of
transformers.

## Main definitions
* `Fp8.scalePlace`: which of the stored scales a weight reads
* `Fp8.weight`: the number that a byte and its scale make
-/

namespace QuantCert.Fp8

/-- The place of the scale of row `r` and column `c`, in blocks of `rows` x `columns` of which
`across` lie beside each other. -/
def scalePlace (rows columns across r c : Nat) : Nat := r / rows * across + c / columns

/-- The weight of a byte E4M3, in units of 2^-9 of the unit of the scale: the scale multiplies. -/
def weight (scale : Int) (byte : Nat) : Int := scale * Minifloat.e4m3 byte

/-- With blocks of 128 x 128 in a matrix of 300 columns, row 130 and column 257 read scale 5. -/
example : scalePlace 128 128 3 130 257 = 5 := by decide +kernel

end QuantCert.Fp8
