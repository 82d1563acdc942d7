prelude
import QuantCert.Core
import QuantCert.Algebra.Sum

/-! # Integer kernels with an affine correction

Columns are divided into blocks that share a scale and a zero-point: a block is a group, or a lane
of a group, or whatever `block : column → block` says (ragged last groups and permuted columns
included).

## Main definitions
- `blockSum`: the sum over the columns of one block
- `dequantizedDot`: the dot product of decoded weights and activations
- `correctedDot`: the same from sums of codes and activations of each block
- `columnBlock`: the block of a column when groups of columns have one or more lanes

The definitions serve integers and the elements of an ordered field alike.
-/

namespace QuantCert

universe u
variable {α : Type u} [Add α] [Sub α] [Mul α] [OfNat α 0]

/-- The sum of `f i` over the columns `i < cols` that belong to block `b`. -/
def blockSum (cols : Nat) (block : Nat → Nat) (f : Nat → α)
    (b : Nat) : α :=
  sum cols fun i => if block i = b then f i else 0

/-- The dot product of decoded weights `s * (q - z)` and activations `x`. -/
def dequantizedDot (cols : Nat) (block : Nat → Nat) (s z q x : Nat → α) : α :=
  sum cols fun i => s (block i) * (q i - z (block i)) * x i

/-- The same dot product computed block by block: the codes against the activations, corrected by
the zero-point times the sum of the activations, then scaled once. -/
def correctedDot (blocks cols : Nat) (block : Nat → Nat) (s z q x : Nat → α) : α :=
  sum blocks fun b =>
    s b * (blockSum cols block (fun i => q i * x i) b - z b * blockSum cols block x b)

/-- The block of column `i`: groups of `groupSize` columns, each with `lanes` scales that the
columns use in turn. -/
def columnBlock (groupSize lanes i : Nat) : Nat := i / groupSize * lanes + i % lanes

/-- Groups of a row: `ceil (cols / groupSize)`; the last one may be shorter. -/
def groupCount (groupSize cols : Nat) : Nat := (cols + groupSize - 1) / groupSize

end QuantCert
