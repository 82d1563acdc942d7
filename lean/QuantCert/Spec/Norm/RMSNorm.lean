prelude
import QuantCert.Spec.Attention.Head
import QuantCert.Spec.Norm.Euclidean

/-!
# RMSNorm and LayerNorm

## Main definitions
* `rms n ε x`: the root of the mean square plus `ε`; `rmsNorm n ε γ x`: entries over it, times `γ`.
* `mean n x`, `subMean n x`: the mean, and the entries minus the mean.
* `rmsNormHeads d ε γ x`: `rmsNorm` of each head of `d` entries, all with the factors `γ`.
* `layerNorm n ε γ β x`: `rmsNorm` of the centred entries, plus `β`.
-/

universe u

namespace QuantCert

open Attention

section
variable {R : Type u} [OrderedField R]

/-- The mean of the first `n` entries. -/
def mean (n : Nat) (x : Vec R) : R := sum n x / natCast n

/-- The entries minus their mean. -/
def subMean (n : Nat) (x : Vec R) : Vec R := fun i => x i - mean n x

end

variable {R : Type u} [ExpField R]

/-- The root of the mean of the squares plus `ε`. -/
def rms (n : Nat) (ε : R) (x : Vec R) : R := sqrt (sumSq n x / natCast n + ε)

/-- RMSNorm with the factors `γ`: entry `i` is `γ i * x i / rms n ε x`. -/
def rmsNorm (n : Nat) (ε : R) (γ x : Vec R) : Vec R := fun i => γ i * (x i / rms n ε x)

/-- RMSNorm of each head of `d` entries; all heads have the same factors `γ`. -/
def rmsNormHeads (d : Nat) (ε : R) (γ x : Vec R) : Vec R :=
  fun i => rmsNorm d ε γ (head d (i / d) x) (i % d)

/-- LayerNorm with the factors `γ` and the offsets `β`; the variance is the mean square of the
centred entries. -/
def layerNorm (n : Nat) (ε : R) (γ β x : Vec R) : Vec R :=
  fun i => rmsNorm n ε γ (subMean n x) i + β i

end QuantCert
