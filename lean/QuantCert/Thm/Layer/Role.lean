prelude
import QuantCert.Spec.Layer.Role
import QuantCert.Thm.Layer.Sharp

/-!
# Errors of a matrix by what it does

## Main theorems
* `transposedErrorAtMost_iff`: `x W` is the layer of the flipped matrix.
* `transposedError_of_columnL1`, `transposedNotVacuous_of_columnL1`: from sums over columns.
* `lookupError_of_entries`, `lookupNotVacuous_of_entry`: from single entries.
* `not_rowShare_zeroMatrix`: zeros have no share below one.
-/

universe u

namespace QuantCert

variable {R : Type u} [OrderedField R]

/-- The matrix whose rows are the columns of `W`. -/
def flip (W : IntMatrix) : IntMatrix := fun i j => W j i

/-- A bound of `x W` is a bound of the layer with the flipped matrix. -/
theorem transposedErrorAtMost_iff {p rows cols : Nat} {W What : IntMatrix} {X B : R} :
    TransposedErrorAtMost R p rows cols W What X B ↔
      LayerErrorAtMost R p cols rows (flip W) (flip What) X B := Iff.rfl

/-- If the entries of each column differ by at most `A` units in all and `A * 2^-p * X ≤ B`, then no
output of `x W` changes by more than `B`. -/
theorem transposedError_of_columnL1 {p rows cols : Nat} {W What : IntMatrix} {A : Nat} {X B : R}
    (hX : 0 ≤ X) (h : ∀ i, i < cols → rowL1 rows (fun j => rowDiff W What j i) ≤ A)
    (hB : dyadic p A * X ≤ B) : TransposedErrorAtMost R p rows cols W What X B :=
  layerError_of_rowL1 (W := flip W) (What := flip What) hX h hB

/-- A bound below `(∑ |W j i|) * X` for some column `i` is not vacuous. -/
theorem transposedNotVacuous_of_columnL1 {p rows cols : Nat} {W : IntMatrix} {i T : Nat} {X B : R}
    (hX : 0 ≤ X) (hi : i < cols) (hT : T ≤ rowL1 rows fun j => W j i) (hB : B < dyadic p T * X) :
    TransposedNotVacuous R p rows cols W X B :=
  notVacuous_of_rowL1 (W := flip W) hX hi hT hB

/-- If no entry differs by more than `M` units and `M * 2^-p ≤ B`, then no entry that is looked up
changes by more than `B`. -/
theorem lookupError_of_entries {p rows cols : Nat} {W What : IntMatrix} {M : Nat} {B : R}
    (h : ∀ j, j < rows → ∀ i, i < cols → (W j i - What j i).natAbs ≤ M) (hB : dyadic p M ≤ B) :
    LookupErrorAtMost R p rows cols W What B := by
  intro j hj i hi
  show abs (dyadic p (W j i) - dyadic p (What j i)) ≤ B
  rw [← dyadic_sub, abs_dyadic]
  exact le_trans (dyadic_natCast_le p (h j hj i hi)) hB

/-- A bound below some entry is not vacuous. -/
theorem lookupNotVacuous_of_entry {p rows cols : Nat} {W : IntMatrix} {j i T : Nat} {B : R}
    (hj : j < rows) (hi : i < cols) (hT : T ≤ (W j i).natAbs) (hB : B < dyadic p T) :
    LookupNotVacuous R p rows cols W B := by
  intro holds
  have hle : abs (dyadic p (W j i) - dyadic p (0 : Int)) ≤ B := holds j hj i hi
  rw [← dyadic_sub, Int.sub_zero, abs_dyadic] at hle
  exact not_le_of_lt hB (le_trans (dyadic_natCast_le p hT) hle)

/-- Zeros have no share below one, if a row is larger than what every row may err. -/
theorem not_rowShare_zeroMatrix {s : Share} {rows cols j : Nat} {W : IntMatrix} (hj : j < rows)
    (h : s.num * rowL1 cols (W j) + s.den * s.floor < s.den * rowL1 cols (W j)) :
    ¬ RowShareAtMost s rows cols W zeroMatrix := fun holds =>
  Nat.not_le_of_lt h (by
    have hle := holds j hj
    rwa [rowDiff_zeroMatrix] at hle)

/-- The hypotheses can be met: one row of 3 and -2 against 3 and -1, whose share is a fifth. -/
example : RowShareAtMost ⟨1, 5, 0⟩ 1 2 (fun _ i => if i = 0 then 3 else -2)
    (fun _ i => if i = 0 then 3 else -1) := fun _ _ => Nat.le_of_ble_eq_true rfl

/-- Half of a row is not met by zeros. -/
example : ¬ RowShareAtMost ⟨1, 2, 0⟩ 1 2 (fun _ i => if i = 0 then 3 else -2) zeroMatrix :=
  not_rowShare_zeroMatrix (j := 0) (by decide) (Nat.le_of_ble_eq_true rfl)

end QuantCert
