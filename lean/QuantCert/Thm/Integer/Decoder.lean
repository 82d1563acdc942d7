prelude
import QuantCert.Spec.Integer.Decoder

/-!
# A program does not depend on how its matrices are held

## Main definitions
* `Integer.Linear.map`, `Integer.Layer.map`, `Integer.Program.map`: the same program with matrices of
  another kind

## Main theorems
* `Integer.Program.logits_congr`: for any two ways of multiplying that give the same products
-/

namespace QuantCert.Integer

variable {M N : Type}

/-- The layer with the matrix `f m` in place of `m`. -/
def Linear.map (f : M → N) (L : Linear M) : Linear N := ⟨f L.matrix, L.exponent, L.bias, L.group⟩

/-- The layer with other matrices. -/
def Layer.map (f : M → N) (L : Layer M) : Layer N where
  attentionNorm := L.attentionNorm
  q := L.q.map f
  k := L.k.map f
  v := L.v.map f
  o := L.o.map f
  feedForwardNorm := L.feedForwardNorm
  gate := L.gate.map f
  up := L.up.map f
  down := L.down.map f

/-- The program with other matrices. -/
def Program.map (f : M → N) (P : Program M) : Program N where
  sizes := P.sizes
  embedding := P.embedding
  angles := P.angles
  layers := P.layers.map (Layer.map f)
  finalNorm := P.finalNorm
  head := P.head.map f

/-- Two ways of multiplying that give the same products give the same logits: no order of summation
and no blocking matters. -/
theorem Program.logits_congr {P : Program M} {mul mul' : M → List Int → List Int}
    (h : ∀ m a, mul m a = mul' m a) (tokens : List Nat) :
    P.logits mul tokens = P.logits mul' tokens := by
  rw [show mul = mul' from funext fun m => funext fun a => h m a]

end QuantCert.Integer
