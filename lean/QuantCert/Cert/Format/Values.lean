prelude
import QuantCert.Cert.Weights.Codec
import QuantCert.Spec.Format.Values

/-! # Decoding nothing: all codes of decoded values are zero -/

namespace QuantCert

instance instCheckedValues : Codec.values.Checked where
  program _ := { code := .value (.const 0), bits := 0 }
  maxBits := 0
  checked := by decide +kernel

end QuantCert
