prelude
import QuantCert.Thm.Layer.Sharp
import QuantCert.Thm.Row.Dyadic

/-!
# Checked error bounds of a layer

A generated theorem states the bound; `decide +kernel` computes the check. The row sums enter as
the argument `measured`: a hypothesis of the generated theorem when Python computed them, a
theorem when they were proved from the weights.

## Main definitions
* `checkLayer p maximum X B`: whether row sums up to `maximum` units of `2^-p` keep the error
  below `B`.
* `checkRow p A X B`: the same for one row.
* `checkNotVacuous p rows j T X B`: whether `B` is below `T * 2^-p * X`, the size that row `j`
  reaches.

## Main theorems
* `checkLayer_sound`, `checkRow_sound`, `checkNotVacuous_sound`.
-/

universe u

namespace QuantCert

variable {R : Type u} [OrderedField R]

/-- Whether `A * 2^-p * X ≤ B`. -/
def checkRow (p A : Nat) (X B : Dyadic) : Bool := (Dyadic.mul ⟨A, p⟩ X).le B

/-- A check that succeeds is true of the values. -/
theorem dyadic_mul_le_of_checkRow {p A : Nat} {X B : Dyadic} (h : checkRow p A X B = true) :
    dyadic p A * X.value R ≤ B.value R := by
  have hle := Dyadic.value_le_of_le (R := R) h
  rw [Dyadic.value_mul] at hle
  exact hle

/-- A row whose weights change by at most `A` units in all meets the checked bound `B`. -/
theorem checkRow_sound {p A : Nat} {X B : Dyadic} (h : checkRow p A X B = true) {cols j : Nat}
    {W What : IntMatrix} (measured : rowL1 cols (rowDiff W What j) ≤ A) :
    RowErrorAtMost R p cols W What j (X.value R) (B.value R) :=
  fun x hx => le_trans (rowError_of_rowL1 (Dyadic.value_nonneg X) measured x hx)
    (dyadic_mul_le_of_checkRow h)

/-- Whether `maximum * 2^-p * X ≤ B`, where `maximum` bounds every row sum of the layer. -/
def checkLayer (p maximum : Nat) (X B : Dyadic) : Bool := checkRow p maximum X B

/-- A layer whose rows change by at most `maximum` units each meets the checked bound `B`. -/
theorem checkLayer_sound {p maximum : Nat} {X B : Dyadic} (h : checkLayer p maximum X B = true)
    {rows cols : Nat} {W What : IntMatrix}
    (measured : ∀ j, j < rows → rowL1 cols (rowDiff W What j) ≤ maximum) :
    LayerErrorAtMost R p rows cols W What (X.value R) (B.value R) :=
  layerError_of_rowL1 (Dyadic.value_nonneg X) measured (dyadic_mul_le_of_checkRow h)

/-- Whether row `j` exists and `B < T * 2^-p * X`. -/
def checkNotVacuous (p rows j T : Nat) (X B : Dyadic) : Bool :=
  Nat.ble (j + 1) rows && B.lt (Dyadic.mul ⟨T, p⟩ X)

/-- A bound that is below what row `j` can reach, having weights of `T` units in all, is not
vacuous. -/
theorem checkNotVacuous_sound {p rows j T : Nat} {X B : Dyadic}
    (h : checkNotVacuous p rows j T X B = true) {cols : Nat} {W : IntMatrix}
    (measured : T ≤ rowL1 cols (W j)) :
    NotVacuous R p rows cols W (X.value R) (B.value R) := by
  have ⟨hj, hlt⟩ := Bool.and_eq_true_iff.mp h
  have hB := Dyadic.value_lt_of_lt (R := R) hlt
  rw [Dyadic.value_mul] at hB
  exact notVacuous_of_rowL1 (Dyadic.value_nonneg X) (Nat.le_of_ble_eq_true hj) measured hB

/-- One unit of `2^-2` and inputs up to 1 give an error up to `1/4`; a bound of `1/8` is refused. -/
example : checkRow 2 1 ⟨1, 0⟩ ⟨1, 2⟩ = true ∧ checkRow 2 1 ⟨1, 0⟩ ⟨1, 3⟩ = false ∧
    checkLayer 2 1 ⟨1, 0⟩ ⟨1, 3⟩ = false := by decide +kernel

/-- A row of 5 units reaches `5/4`: a bound of 1 is not vacuous, a bound of `5/4` is not called so,
and neither is any bound by a row that does not exist. -/
example : checkNotVacuous 2 2 0 5 ⟨1, 0⟩ ⟨1, 0⟩ = true ∧
    checkNotVacuous 2 2 0 5 ⟨1, 0⟩ ⟨5, 2⟩ = false ∧
    checkNotVacuous 2 2 2 5 ⟨1, 0⟩ ⟨1, 0⟩ = false := by decide +kernel

end QuantCert
