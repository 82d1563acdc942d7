prelude
import QuantCert.Cert.Attention.Attention
import QuantCert.Cert.Logits.Logits
import QuantCert.Cert.Model.Check

/-! # False bounds of the parts of a transformer

Each number is the true value, rounded down to a multiple of `2^-10` or `2^-20`: Lean reports an
error for each example.
-/

namespace QuantCert

example : checkExp 64 24 ⟨1, 0⟩ ⟨2850325, 20⟩ = true := by decide +kernel

/-- `exp 10`. -/
example : checkExp 64 28 ⟨10, 0⟩ ⟨22555100, 10⟩ = true := by decide +kernel

/-- `t < 2^k` fails: there the formula is no bound. -/
example : checkExp 64 0 ⟨1, 0⟩ ⟨1000, 0⟩ = true := by decide +kernel

example : checkTotalVariation 64 24 ⟨1, 1⟩ ⟨256815, 20⟩ = true := by decide +kernel

example : checkProbabilityRatio 64 24 ⟨1, 6⟩ ⟨1081861, 20⟩ = true := by decide +kernel

/-- The total variation is too small. -/
example : checkAttention 64 24 ⟨⟨1, 3⟩, ⟨1, 0⟩, ⟨1, 0⟩, ⟨1, 2⟩, ⟨1, 2⟩, ⟨1, 0⟩, ⟨1, 4⟩⟩ ⟨36848, 20⟩
    ⟨139234, 20⟩ = true := by decide +kernel

/-- The output bound is too small. -/
example : checkAttention 64 24 ⟨⟨1, 3⟩, ⟨1, 0⟩, ⟨1, 0⟩, ⟨1, 2⟩, ⟨1, 2⟩, ⟨1, 0⟩, ⟨1, 4⟩⟩ ⟨36849, 20⟩
    ⟨139233, 20⟩ = true := by decide +kernel

/-- The root of 384 is larger. -/
example : NormHint.check ⟨⟨20066, 10⟩, ⟨724, 10⟩, ⟨724, 10⟩, .zero, ⟨2897, 10⟩⟩ 384 ⟨2, 0⟩ ⟨1, 1⟩
    .zero .one = true := by decide +kernel

/-- The root of `1/2` is smaller than the claimed lower bound of the root mean square. -/
example : NormHint.check ⟨⟨20067, 10⟩, ⟨725, 10⟩, ⟨724, 10⟩, .zero, ⟨2897, 10⟩⟩ 384 ⟨2, 0⟩ ⟨1, 1⟩
    .zero .one = true := by decide +kernel

/-- The gain is too small. -/
example : NormHint.check ⟨⟨20067, 10⟩, ⟨724, 10⟩, ⟨724, 10⟩, .zero, ⟨2896, 10⟩⟩ 384 ⟨2, 0⟩ ⟨1, 1⟩
    .zero .one = true := by decide +kernel

end QuantCert
