prelude
import QuantCert.Spec.Row.Vector

/-!
# Parts of a stored matrix

Checkpoints store several matrices in one, below one another, or a matrix with rows and columns
exchanged. A matrix of a network is then a part of a stored one.

## Main definitions
* `rowsFrom a W`: the rows of `W` from row `a` on.
* `transposeOf W`: the rows of `W` as columns.
-/

universe u

namespace QuantCert

/-- Row `j` is row `a + j` of `W`. -/
def rowsFrom {R : Type u} (a : Nat) (W : Matrix R) : Matrix R := fun j => W (a + j)

/-- Row `j`, column `i` is row `i`, column `j` of `W`. -/
def transposeOf {R : Type u} (W : Matrix R) : Matrix R := fun j i => W i j

end QuantCert
