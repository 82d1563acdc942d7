prelude
import QuantCert.Spec.Affine.Kernel
import QuantCert.Algebra.Cast

/-! # Kernels in integer arithmetic

Codes and activation codes are integers; a weight is `s * (q - z)`, an activation `a * (x - xz)`.
Scales enter once a block, after all integer sums.

## Main definitions
- `integerKernel`: the integer value of a block from four integer sums
- `scaledKernel`: the dot product from the integer values of the blocks
- `quantizedDot`: the dot product of decoded weights and decoded activations
-/

namespace QuantCert

/-- The integer value of block `b`: codes against activation codes, corrected by both
zero-points. -/
def integerKernel (cols : Nat) (block : Nat → Nat) (q x : Nat → Int) (z xz : Int) (b : Nat) : Int :=
  blockSum cols block (fun i => q i * x i) b - xz * blockSum cols block q b
    - z * blockSum cols block x b + z * xz * blockSum cols block (fun _ => 1) b

universe u
variable {R : Type u} [OrderedField R]

/-- The dot product from the integer values of the blocks, each scaled once. -/
def scaledKernel (blocks cols : Nat) (block : Nat → Nat) (s : Nat → R) (z q : Nat → Int) (a : R)
    (xz : Int) (x : Nat → Int) : R :=
  sum blocks fun b => s b * a * intCast (integerKernel cols block q x (z b) xz b)

/-- The dot product of the decoded weights `s * (q - z)` and the decoded activations
`a * (x - xz)`. -/
def quantizedDot (cols : Nat) (block : Nat → Nat) (s : Nat → R) (z q : Nat → Int) (a : R)
    (xz : Int) (x : Nat → Int) : R :=
  sum cols fun i => s (block i) * intCast (q i - z (block i)) * (a * intCast (x i - xz))

end QuantCert
