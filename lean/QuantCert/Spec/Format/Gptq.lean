prelude
import QuantCert.Spec.Format.Words

/-!
# GPTQ

The codes of an output lie in the words of its column of `qweight`, the zero-points of a group in
those of its row of `qzeros`. Source: `nn_modules/qlinear/__init__.py` and `utils/planar_packing.py`
of GPTQModel 7.7.

## Main definitions
* `Gptq.field`: code `i` of an output, or stored zero-point `i` of a group
* `Gptq.zeroPoint`: the zero-point of a stored one; version 1 stores them less one
* `Gptq.value`: the number that a code stands for
-/

namespace QuantCert.Gptq

/-- Field `i` of words; in the format `gptq_p` they are cut into planes. -/
def field (inPlanes : Bool) (bits words i : Nat) : Nat :=
  if inPlanes then Words.planar bits words i else Words.dense bits words i

/-- The zero-point of a stored field. -/
def zeroPoint (version bits field : Nat) : Nat :=
  if version = 1 then (field + 1) % 2 ^ bits else field

/-- The number of a code, in the unit of its scale. -/
def value (scale : Int) (code zero : Nat) : Int := scale * ((code : Int) - (zero : Int))

/-- The field of version 1 that holds the zero-point 0 is the largest one. -/
example : zeroPoint 1 4 15 = 0 ∧ zeroPoint 1 4 7 = 8 ∧ zeroPoint 2 4 8 = 8 := by decide +kernel

end QuantCert.Gptq
