prelude
import QuantCert.Cert.Weights.Codec
import QuantCert.Spec.Format.Uniform

/-!
# Decoding uniform formats

## Main definitions
* `Uniform.program`: the code is the whole word; an instance for each size from 1 to 8 bits
-/

namespace QuantCert

/-- The code is the whole word of `k` bits. -/
def Uniform.program (k : Nat) (_ : Nat) : LaneProgram where
  code := .field 0
  bits := k

/-- A uniform codec whose words have been tried. -/
@[reducible]
def Uniform.instChecked (k : Nat) (h : checkPrograms (.uniform k) (Uniform.program k) k = true) :
    (Codec.uniform k).Checked := ⟨Uniform.program k, k, h⟩

instance instCheckedUniform1 : (Codec.uniform 1).Checked := Uniform.instChecked 1 (by decide +kernel)
instance instCheckedUniform2 : (Codec.uniform 2).Checked := Uniform.instChecked 2 (by decide +kernel)
instance instCheckedUniform3 : (Codec.uniform 3).Checked := Uniform.instChecked 3 (by decide +kernel)
instance instCheckedUniform4 : (Codec.uniform 4).Checked := Uniform.instChecked 4 (by decide +kernel)
instance instCheckedUniform5 : (Codec.uniform 5).Checked := Uniform.instChecked 5 (by decide +kernel)
instance instCheckedUniform6 : (Codec.uniform 6).Checked := Uniform.instChecked 6 (by decide +kernel)
instance instCheckedUniform7 : (Codec.uniform 7).Checked := Uniform.instChecked 7 (by decide +kernel)
instance instCheckedUniform8 : (Codec.uniform 8).Checked := Uniform.instChecked 8 (by decide +kernel)

end QuantCert
