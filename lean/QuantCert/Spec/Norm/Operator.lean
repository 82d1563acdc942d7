prelude
import QuantCert.Spec.Norm.Euclidean

/-!
# Matrices and the Euclidean norm

## Main definitions
* `OperatorNormAtMost rows cols W S`: `‖W x‖ ≤ S ‖x‖` for every `x`.
* `gram rows W`: the matrix of the dot products of the columns of `W`.
-/

universe u

namespace QuantCert

/-- Multiplying with `W` lengthens no vector more than `S`-fold. -/
def OperatorNormAtMost {R : Type u} [ExpField R] (rows cols : Nat) (W : Matrix R) (S : R) : Prop :=
  ∀ x : Vec R, norm2 rows (matVec cols W x) ≤ S * norm2 cols x

/-- Entry `i`, `j` is the dot product of the columns `i` and `j`. -/
def gram {R : Type u} [OrderedField R] (rows : Nat) (W : Matrix R) : Matrix R :=
  fun i j => sum rows fun k => W k i * W k j

end QuantCert
