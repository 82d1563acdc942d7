prelude
import QuantCert.Spec.Accumulator.Dot
import QuantCert.Spec.Affine.Integer

/-! # The integer kernel in registers

## Main definitions
- `blockColumns`: the values of the columns of one block, as a list
- `registerKernel`: the dot product from one accumulator of each block
-/

namespace QuantCert

open Accumulator

/-- The values `f i` of the columns `i < cols` that belong to block `b`, in their order. -/
def blockColumns (block : Nat → Nat) (f : Nat → Int) (b : Nat) : Nat → List Int
  | 0 => []
  | cols + 1 =>
    if block cols = b then blockColumns block f b cols ++ [f cols] else blockColumns block f b cols

universe u
variable {R : Type u} [OrderedField R]

/-- The dot product from the values that the sums `t b` leave in registers of `bits` bits, each
scaled once: weights have the scale `s b` in block `b`, activations the scale `a`. -/
def registerKernel (bits blocks : Nat) (t : Nat → SumTree) (s : Nat → R) (a : R) : R :=
  sum blocks fun b => s b * a * intCast ((t b).wrapped bits)

end QuantCert
