prelude
import QuantCert.Spec.Integer.FormedRun

/-!
# Rows by blocks of codes

A block is the columns of a row that share a scale, a zero-point and an offset, wherever they are: a group,
or those of a group that read one of two tables.

## Main definitions
* `Integer.Block`, `Integer.Decode`: a block, and that blocks decode to a row
* `Integer.blockResult`: the row result, block after block
* `Integer.formBlocks`: what that puts into registers; `Integer.Program.BlocksFit`: all of it fits
-/

namespace QuantCert.Integer

open Accumulator

/-- Columns of a row; a weight is `scale * (code - zero) + offset`. -/
structure Block where
  scale : Int
  zero : Int
  offset : Int
  /-- the place of each column in the row, and its code -/
  columns : List (Nat × Int)

namespace Block

variable (b : Block) (a : List Int)

/-- The weights with their places. -/
def weights : List (Nat × Int) := b.columns.map fun p => (p.1, b.scale * (p.2 - b.zero) + b.offset)

/-- Codes less the zero-point. -/
def centred : List Int := b.columns.map fun p => p.2 - b.zero

/-- The inputs at its places. -/
def inputs : List Int := b.columns.map fun p => a.getD p.1 0

/-- The sum of products of codes, less the zero-point, and inputs. -/
def sum : Int := dotList b.centred (b.inputs a)

/-- Both terms that it adds to the row. -/
def terms : List Int := [b.scale * b.sum a, b.offset * (b.inputs a).sum]

/-- The size of the offset, once for each column. -/
def offsets : Int := (b.columns.length : Int) * (b.offset.natAbs : Int)

end Block

/-- The entries of a row with their places, the first of them at place `i`. -/
def placed : (i : Nat) → List Int → List (Nat × Int)
  | _, [] => []
  | i, w :: rest => (i, w) :: placed (i + 1) rest

/-- Every column of the row is in one of the blocks, which decode to its weights. -/
def Decode (blocks : List Block) (row : List Int) : Prop :=
  (blocks.flatMap Block.weights).Perm (placed 0 row)

/-- The row result, block after block. -/
def blockResult (blocks : List Block) (a : List Int) : Int := (blocks.flatMap fun b => b.terms a).sum

/-- Of a block: the sum of its products and the sum of its inputs, and these times scale and offset. -/
def formBlock (a : List Int) (b : Block) : List Formed :=
  [wide (products b.centred (b.inputs a)), wide (b.inputs a)] ++ (b.terms a).map fun t => wide [t]

/-- Of all blocks of a row, and of the row. -/
def formBlocks (blocks : List Block) (a : List Int) : List Formed :=
  blocks.flatMap (formBlock a) ++ [wide (blocks.flatMap fun b => b.terms a)]

/-- Blocks of at most so many columns, with codes less zero-points of at most `levels`, whose offsets add
up to `offsets` at most. -/
structure Coded (columns : Nat) (levels offsets : Int) (blocks : List Block) : Prop where
  columns : ∀ b, b ∈ blocks → b.columns.length ≤ columns
  levels : ∀ b, b ∈ blocks → ∀ c, c ∈ b.centred → -levels ≤ c ∧ c ≤ levels
  offsets : (blocks.map Block.offsets).sum ≤ offsets

/-- Whatever the input of a linear layer: however its rows are coded, no number that is formed block after
block leaves its register. -/
def Program.BlocksFit {M : Type} (rows : M → List (List Int)) (columns : Nat) (levels offsets : Int)
    (P : Program M) : Prop :=
  ∀ L, L ∈ P.layers.flatMap Layer.linears ++ [P.head] → ∀ row, row ∈ rows L.matrix →
    ∀ blocks, Decode blocks row → Coded columns levels offsets blocks →
      ∀ x, AllFit (formBlocks blocks (L.input P.sizes.bits x).entries)

/-- Two blocks of a row of three: even columns and odd ones. -/
example : Decode [⟨3, 8, 0, [(0, 9), (2, 7)]⟩, ⟨5, 0, 1, [(1, 2)]⟩] [3, 11, -3] :=
  .cons _ (.swap _ _ _)

end QuantCert.Integer
