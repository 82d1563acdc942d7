prelude
import QuantCert.Cert.Attention.Attention
import QuantCert.Cert.Logits.Logits
import QuantCert.Cert.Norm.Block

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

/-- The range is too small. -/
example : checkNorm 384 ⟨1, 0⟩ ⟨1, 0⟩ ⟨20066, 10⟩ ⟨20067, 10⟩ = true := by decide +kernel

/-- The gain is too small. -/
example : checkNorm 384 ⟨1, 0⟩ ⟨1, 0⟩ ⟨20067, 10⟩ ⟨20066, 10⟩ = true := by decide +kernel

end QuantCert
