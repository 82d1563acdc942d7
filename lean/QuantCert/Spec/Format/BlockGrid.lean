prelude
import QuantCert.Spec.Digits.Digit

/-!
# Grids in blocks under a scale of their row

A block has a word of 6 bits: the lower 4 are its scale less one, in units of the row's scale, the
upper 2 its zero-point less the first one. Source: `docs/formats.md`.

## Main definitions
* `BlockGrid.block`: the word of a block in a row of words
* `BlockGrid.scale`: the scale of a block, in units of the row's
* `BlockGrid.zeroPoint`: the zero-point of a block, of those around the middle of the levels
-/

namespace QuantCert.BlockGrid

/-- Words of blocks lie one after another, least significant bit first. -/
def block (row b : Nat) : Nat := Digits.digit 6 row b

/-- At least one: no block has a scale of zero. -/
def scale (row b : Nat) : Nat := block row b % 16 + 1

/-- Four zero-points around the middle of the levels. -/
def zeroPoint (levels row b : Nat) : Nat := (levels - 3) / 2 + block row b / 16

/-- 0x3f is the largest scale and zero-point, 0 the least. -/
example :
    scale 0x3f 0 = 16 ∧ zeroPoint 11 0x3f 0 = 7 ∧ scale 0x3f 1 = 1 ∧ zeroPoint 16 0x3f 1 = 6 := by
  decide +kernel

end QuantCert.BlockGrid
