prelude
import QuantCert.Spec.Code.Uniform

/-! # Uniform codes are a bijection

## Main theorems
- `UniformCode.decodeSigned_encodeSigned`, `UniformCode.encodeSigned_decodeSigned`: signed codes and
  fields correspond one to one
- `UniformCode.encodeSigned_valid`, `UniformCode.decodeSigned_valid`: in their ranges
-/

namespace QuantCert.UniformCode

/-- The number of fields is twice the offset. -/
theorem two_pow_eq {k : Nat} (hk : 0 < k) : 2 ^ k = 2 * 2 ^ (k - 1) := by
  cases k with
  | zero => exact absurd hk (Nat.lt_irrefl 0)
  | succ n => exact Nat.mul_comm (2 ^ n) 2

/-- A signed code is read back from its field. -/
theorem decodeSigned_encodeSigned {k : Nat} {c : Int} (h : ValidSigned k c) :
    decodeSigned k (encodeSigned k c) = c := by
  unfold ValidSigned at h
  unfold decodeSigned encodeSigned
  omega

/-- A field is that of its signed code. -/
theorem encodeSigned_decodeSigned (k word : Nat) : encodeSigned k (decodeSigned k word) = word := by
  unfold decodeSigned encodeSigned
  omega

/-- The field of a signed code fits `k` bits. -/
theorem encodeSigned_valid {k : Nat} (hk : 0 < k) {c : Int} (h : ValidSigned k c) :
    Valid k (encodeSigned k c) := by
  unfold ValidSigned at h
  unfold Valid encodeSigned
  rw [two_pow_eq hk]
  omega

/-- A field of `k` bits holds a signed code. -/
theorem decodeSigned_valid {k : Nat} (hk : 0 < k) {word : Nat} (h : Valid k word) :
    ValidSigned k (decodeSigned k word) := by
  unfold Valid at h
  rw [two_pow_eq hk] at h
  unfold ValidSigned decodeSigned
  omega

/-- The hypotheses can be met: -8 is a signed 4-bit code. -/
example : ValidSigned 4 (-8) ∧ encodeSigned 4 (-8) = 0 :=
  ⟨⟨by decide +kernel, by decide +kernel⟩, by decide +kernel⟩

end QuantCert.UniformCode
