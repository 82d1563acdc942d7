prelude
import QuantCert.Spec.Network.Block
import QuantCert.Spec.Norm.RMSNorm

/-!
# Norms as blocks of a network

## Main definitions
* `rmsNormBlock`, `layerNormBlock`: the same norm in the original and in the quantized network.
-/

universe u

namespace QuantCert

variable {R : Type u} [ExpField R]

/-- RMSNorm with factors that quantization does not change. -/
def rmsNormBlock (n : Nat) (ε : R) (γ : Vec R) : Block R where
  inDim := n
  outDim := n
  original := rmsNorm n ε γ
  quantized := rmsNorm n ε γ

/-- LayerNorm with factors and offsets that quantization does not change. -/
def layerNormBlock (n : Nat) (ε : R) (γ β : Vec R) : Block R where
  inDim := n
  outDim := n
  original := layerNorm n ε γ β
  quantized := layerNorm n ε γ β

end QuantCert
