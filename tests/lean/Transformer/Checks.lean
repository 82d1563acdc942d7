prelude
import QuantCert.Cert.Attention.Attention
import QuantCert.Cert.Logits.Logits
import QuantCert.Cert.Model.Check

/-! # Bounds of the parts of a transformer that the checkers must accept

Each number is the true value, rounded up to a multiple of `2^-10` or `2^-20`.
-/

namespace QuantCert

/-- `exp 1 = 2.718281828…` -/
example : checkExp 64 24 ⟨1, 0⟩ ⟨2850326, 20⟩ = true := by decide +kernel

/-- `exp 10 = 22026.4657…`; the formula with `k = 28` is above it by `2^-8`. -/
example : checkExp 64 28 ⟨10, 0⟩ ⟨22555106, 10⟩ = true := by decide +kernel

example : checkExp 64 0 ⟨0, 0⟩ ⟨1, 0⟩ = true := by decide +kernel

/-- `tanh (1/4) = 0.244918…` -/
example : checkTotalVariation 64 24 ⟨1, 1⟩ ⟨256816, 20⟩ = true := by decide +kernel

/-- `exp (1/32) = 1.031743…` -/
example : checkProbabilityRatio 64 24 ⟨1, 6⟩ ⟨1081862, 20⟩ = true := by decide +kernel

/-- Scores change by `(1/4 + 1/4 + 1/16) / 8`, the output by `1/16 + tanh (9/256) · 2`. -/
example : checkAttention 64 24 ⟨⟨1, 3⟩, ⟨1, 0⟩, ⟨1, 0⟩, ⟨1, 2⟩, ⟨1, 2⟩, ⟨1, 0⟩, ⟨1, 4⟩⟩ ⟨36849, 20⟩
    ⟨139234, 20⟩ = true := by decide +kernel

/-- `√384 = 19.5959…`; with factors up to 2 and `ε = 1/2`, an error grows `2√2 = 2.8284…`-fold. -/
example : NormHint.check ⟨⟨20067, 10⟩, ⟨724, 10⟩, ⟨724, 10⟩, .zero, ⟨2897, 10⟩⟩ 384 ⟨2, 0⟩ ⟨1, 1⟩
    .zero .one = true := by decide +kernel

end QuantCert
