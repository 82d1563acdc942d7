prelude
import QuantCert.Cert.Layer.Error

/-!
# A small layer that meets every hypothesis

Two rows of two weights, in units of `2^-2`. The hypotheses of the layer theorems can be met
together, and the bounds of a generated file look like this when the weights are literals.

## Main definitions
* `Example.original`, `Example.quantized`: the weights.

## Main theorems
* `Example.layer_error`: the error bound of the layer; `Example.layer_not_vacuous`: its use.
-/

universe u

namespace QuantCert.Example

variable {R : Type u} [OrderedField R]

/-- Each row is `3/4, -1/2`. -/
def original : IntMatrix := fun _ i => if i = 0 then 3 else -2

/-- Each row is `1, -1/2`. -/
def quantized : IntMatrix := fun _ i => if i = 0 then 4 else -2

/-- The row sums of the differences: 1 unit. -/
theorem rowL1_difference (j : Nat) (_ : j < 2) : rowL1 2 (rowDiff original quantized j) ≤ 1 :=
  Nat.le_of_ble_eq_true rfl

/-- No output of the layer changes by more than `1/4` for inputs up to 1. -/
theorem layer_error :
    LayerErrorAtMost R 2 2 2 original quantized (Dyadic.value R ⟨1, 0⟩) (Dyadic.value R ⟨1, 2⟩) :=
  checkLayer_sound (maximum := 1) (by decide +kernel) rowL1_difference

/-- A layer of zero weights does not have this property. -/
theorem layer_not_vacuous :
    NotVacuous R 2 2 2 original (Dyadic.value R ⟨1, 0⟩) (Dyadic.value R ⟨1, 2⟩) :=
  checkNotVacuous_sound (j := 0) (T := 5) (by decide +kernel) (Nat.le_of_ble_eq_true rfl)

/-- A bound below the largest row sum is refused. -/
example : checkLayer 2 1 ⟨1, 0⟩ ⟨1, 3⟩ = false := by decide +kernel

/-- A bound that the layer of zero weights meets is not called useful. -/
example : checkNotVacuous 2 2 0 5 ⟨1, 0⟩ ⟨5, 2⟩ = false := by decide +kernel

end QuantCert.Example
