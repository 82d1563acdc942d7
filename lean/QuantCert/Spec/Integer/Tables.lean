prelude
import QuantCert.Spec.Integer.Rope
import QuantCert.Spec.Integer.Stored
import QuantCert.Spec.Rounding.Nearest

/-!
# Cosines and sines of all positions, and what it means that a table is small

## Main definitions
* `Integer.anglesAt`: the angles of a position, from two tables
* `Integer.TableWithin`: entries and rows of a table are bounded
-/

namespace QuantCert.Integer

/-- Cosines and sines of a position: row `t` of two tables, whose columns are halves of a head. -/
noncomputable def anglesAt (cosines sines : Columns) (t : Nat) : Angles :=
  ⟨rowAt [cosines] t, rowAt [sines] t⟩

/-- Entries of the parts of a table are at most `bound` in size, and no row has more than `dim`. -/
def TableWithin (dim : Nat) (bound : Int) (parts : List Columns) : Prop :=
  ∀ C, C ∈ parts → C.columns.count ≤ dim ∧ ∀ j, j < C.rows → ∀ x, x ∈ tableRow C j → AbsLe bound x

end QuantCert.Integer
