prelude
import QuantCert.Cert.Layer.Error
import QuantCert.Cert.Row.Packed

/-!
# Checked error bound of a layer from the list of its row sums

## Main definitions
* `checkLayerRows p width rows sums maximum X B`: whether the packed row sums are at most
  `maximum`, and `maximum * 2^-p * X ≤ B`.

## Main theorems
* `checkLayerRows_sound`: then the layer meets the error bound `B`.
-/

universe u

namespace QuantCert

variable {R : Type u} [OrderedField R]

/-- Whether the row sums in `sums`, `width` bits each, keep the error of the layer below `B`. -/
def checkLayerRows (p width rows sums maximum : Nat) (X B : Dyadic) : Bool :=
  checkRowSums width rows sums maximum && checkLayer p maximum X B

/-- A layer whose row `j` changes by at most the `j`-th packed number of units meets the bound `B`.
-/
theorem checkLayerRows_sound {p width rows sums maximum : Nat} {X B : Dyadic}
    (h : checkLayerRows p width rows sums maximum X B = true) {cols : Nat} {W What : IntMatrix}
    (measured : ∀ j, j < rows → rowL1 cols (rowDiff W What j) ≤ digit width sums j) :
    LayerErrorAtMost R p rows cols W What (X.value R) (B.value R) := by
  have ⟨hrows, hlayer⟩ := Bool.and_eq_true_iff.mp h
  exact checkLayer_sound hlayer fun j hj =>
    Nat.le_trans (measured j hj) (checkRowSums_sound hrows j hj)

end QuantCert
