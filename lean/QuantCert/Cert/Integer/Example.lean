prelude
import QuantCert.Cert.Integer.Order

/-!
# A program that never leaves its registers

One layer with one head of two entries, whose matrices are all the identity: the hypotheses of
`neverOverflows_of` can be met.

## Main definitions
* `Integer.Example.program`: the program

## Main theorems
* `Integer.Example.program_neverOverflows`: no run on at most four tokens leaves a register
* `Integer.Example.program_blocksFit`: nor do its rows, block after block
-/

namespace QuantCert.Integer.Example

/-- Columns of the identity; digits are two larger than entries. -/
def columns : Packed :=
  ⟨⟨32, 2, 0, 2, .cons (3 + 2 * 2 ^ 32) (.cons (2 + 3 * 2 ^ 32) .nil)⟩, 3, 5 + 5 * 2 ^ 32⟩

/-- They pass their check. -/
theorem columns_checked : columns.check = true := by decide +kernel

/-- A linear layer. -/
def linear : Linear (List Checked) := ⟨[⟨columns, columns_checked⟩], 0, [], 0⟩

/-- A norm. -/
def norm : NormFactors := ⟨[2 ^ 16, 2 ^ 16], 1⟩

/-- A table of powers that are all one. -/
def powers : PowerTable := ⟨2 ^ 24 * ((2 ^ (32 * 257) - 1) / (2 ^ 32 - 1))⟩

/-- Wide integers in units of `2^-20`, narrow ones of 16 bits, one head of two entries. -/
def sizes : Sizes := ⟨20, 16, 1, 1, 2, 66855, powers⟩

/-- The layer. -/
def layer : Layer (List Checked) := ⟨norm, linear, linear, linear, linear, norm, linear, linear, linear⟩

/-- An embedding of two tokens, one and minus one: digits are one larger than entries. -/
def embedding : Packed := ⟨⟨8, 2, 0, 1, .cons 0x0002 (.cons 0x0200 .nil)⟩, 2, 0x0202⟩

/-- It passes its check. -/
theorem embedding_checked : embedding.check = true := by decide +kernel

/-- Cosines of two positions, a quarter turn apart. -/
def cosines : Packed := ⟨⟨32, 2, 0, 0, .cons 0x8000 .nil⟩, 16, 0x8000⟩

/-- They pass their check. -/
theorem cosines_checked : cosines.check = true := by decide +kernel

/-- Sines of these positions. -/
def sines : Packed := ⟨⟨32, 2, 0, 0, .cons 0x800000000000 .nil⟩, 16, 0x800000000000⟩

/-- They pass their check. -/
theorem sines_checked : sines.check = true := by decide +kernel

/-- The program. -/
noncomputable def program : Program (List Checked) :=
  ⟨sizes, lookup 20 0 [embedding.toColumns], anglesAt cosines.toColumns sines.toColumns, [layer], norm,
    linear⟩

/-- Streams of two entries, texts of four tokens, cosines and sines up to one. -/
def frame : Frame := ⟨2, 4, 32768⟩

/-- Claims about the layer. -/
def layerSizes : LayerSizes :=
  ⟨⟨65536, 0, 11863283⟩, ⟨1, 0, 6, 1048640⟩, ⟨1, 0, 6, 1048640⟩, ⟨1, 0, 6, 1048640⟩, 2097280, 2097280,
    ⟨7, 7, 6, 534971, 2097088⟩, ⟨1, 0, 6, 2097152⟩, ⟨65536, 0, 11863283⟩, ⟨1, 0, 6, 1048640⟩,
    ⟨1, 0, 6, 1048640⟩, ⟨0, 0, 1048707⟩, ⟨1, 0, 6, 1048771⟩⟩

/-- Claims about the program. -/
def programSizes : ProgramSizes := ⟨[layerSizes], ⟨65536, 0, 11863283⟩, ⟨1, 0, 6, 1048640⟩⟩

/-- The claims about the layer are right. -/
theorem layer_within : Layer.Within rowLists sizes frame (2 ^ 20) (layer.map columnsOf) layerSizes :=
  checkLayerSizes_sound (by decide +kernel)

/-- No entry of the embedding is larger than one. -/
theorem embedding_within : TableWithin 2 1 [embedding.toColumns] :=
  tableWithin_cons (bound := 1) embedding_checked (by decide +kernel) tableWithin_nil

/-- No cosine is larger than one. -/
theorem cosines_within : TableWithin 1 32768 [cosines.toColumns] :=
  tableWithin_cons (bound := 32768) cosines_checked (by decide +kernel) tableWithin_nil

/-- Nor is a sine. -/
theorem sines_within : TableWithin 1 32768 [sines.toColumns] :=
  tableWithin_cons (bound := 32768) sines_checked (by decide +kernel) tableWithin_nil

/-- No run on at most four tokens leaves a register. -/
theorem program_neverOverflows : (program.map columnsOf).NeverOverflows rowLists 4 :=
  neverOverflows_of (f := frame) (B := 2 ^ 20) (Z := programSizes) (by decide +kernel)
    (lookup_within embedding_within (by decide +kernel)) (anglesAt_within cosines_within sines_within)
    (by decide +kernel) ⟨layer_within, True.intro⟩ (by decide +kernel)
    (rowsWithin_cons columns_checked (by decide +kernel) rowsWithin_nil) (by decide +kernel)

/-- Its rows may be computed block after block, by codes up to two and offsets up to five. -/
theorem program_blocksFit : (program.map columnsOf).BlocksFit rowLists 2 2 5 :=
  blocksFit_of (f := frame) (B := 2 ^ 20) (Z := programSizes) (by decide +kernel) ⟨layer_within, True.intro⟩
    (rowsWithin_cons columns_checked (by decide +kernel) rowsWithin_nil) (by decide +kernel)

/-- Registers may add up in any order. -/
theorem program_anyOrder (order : Order) (tokens : List Nat) :
    (program.map columnsOf).logits (mulInOrder order rowLists) tokens =
      (program.map columnsOf).logits mulParts tokens :=
  anyOrder_of (P := program.map columnsOf) (f := frame) (B := 2 ^ 20) (Z := programSizes)
    (by decide +kernel) ⟨layer_within, True.intro⟩
    (rowsWithin_cons columns_checked (by decide +kernel) rowsWithin_nil) (by decide +kernel) order tokens

/-- The first row of the identity, as two blocks: `2 * (2 - 1) - 1` and `1 * (0 - 1) + 1`. -/
example : Decode [⟨2, 1, -1, [(0, 2)]⟩, ⟨1, 1, 1, [(1, 0)]⟩] [1, 0] ∧
    Coded 2 2 5 [⟨2, 1, -1, [(0, 2)]⟩, ⟨1, 1, 1, [(1, 0)]⟩] :=
  ⟨.cons _ (.cons _ .nil), by decide +kernel, by decide +kernel, by decide +kernel⟩

/-- Offsets that leave no room do not pass. -/
example : checkCoded 2 2 (2 ^ 48) programSizes.norms = false := by decide +kernel

/-- What tokens and positions read; there are two of each. -/
example : program.embedding 0 = [1048576, -1048576] ∧ program.embedding 1 = [-1048576, 1048576] ∧
    program.embedding 2 = [] ∧ (program.angles 0).cos = [32768] ∧ (program.angles 1).sin = [32768] := by
  decide +kernel

/-- Claims that are too small do not pass. -/
example : checkTable 2 0 embedding = false ∧ checkTable 1 1 embedding = false ∧
    checkTable 1 32767 cosines = false ∧ checkWide 20 0 1 1048575 = false := by decide +kernel

/-- A claim that is too small does not pass: the rows' weights add up to one. -/
example : checkLinearSizes 16 1048576 linear ⟨0, 0, 6, 1048640⟩ = false := by decide +kernel

end QuantCert.Integer.Example
