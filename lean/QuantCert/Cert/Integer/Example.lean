prelude
import QuantCert.Cert.Integer.NeverOverflows

/-!
# A program that never leaves its registers

One layer with one head of two entries, whose matrices are all the identity: the hypotheses of
`neverOverflows_of` can be met.

## Main definitions
* `Integer.Example.program`: the program

## Main theorems
* `Integer.Example.program_neverOverflows`: no run on at most four tokens leaves a register
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

/-- The program; every token looks up the same row. -/
def program : Program (List Checked) :=
  ⟨sizes, fun _ => [2 ^ 20, -2 ^ 20], fun _ => ⟨[2 ^ 15], [0]⟩, [layer], norm, linear⟩

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

/-- No run on at most four tokens leaves a register. -/
theorem program_neverOverflows : (program.map columnsOf).NeverOverflows rowLists 2 4 (2 ^ 20) (2 ^ 15) :=
  neverOverflows_of (f := frame) (Z := programSizes) (by decide +kernel) (by decide +kernel)
    ⟨layer_within, True.intro⟩ (by decide +kernel)
    (rowsWithin_cons columns_checked (by decide +kernel) rowsWithin_nil) (by decide +kernel)

/-- A claim that is too small does not pass: the rows' weights add up to one. -/
example : checkLinearSizes 16 1048576 linear ⟨0, 0, 6, 1048640⟩ = false := by decide +kernel

end QuantCert.Integer.Example
