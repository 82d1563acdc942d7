prelude
import QuantCert.Thm.Layer.Error

/-!
# Exactly which error bounds hold

The bounds made of row sums are not only sufficient: a smaller bound is false.

## Main theorems
* `rowErrorAtMost_iff`, `layerErrorAtMost_iff`: a bound holds for all inputs in a range **if and
  only if** it is at least `∑ |W j i − What j i|` times the range, for every row.
* `notVacuous_iff`: a bound is not vacuous if and only if some input in the range gets a larger
  output.
* `notVacuous_of_rowL1`: a bound below some row's `∑ |W j i|` times the range is not vacuous.
-/

universe u

namespace QuantCert

variable {R : Type u} [OrderedField R]

/-- An error bound of a row holds **if and only if** it is at least the row's sum of differences
times the range. -/
theorem rowErrorAtMost_iff {p cols : Nat} {W What : IntMatrix} {j : Nat} {X B : R} (hX : 0 ≤ X) :
    RowErrorAtMost R p cols W What j X B ↔
      dyadic p (rowL1 cols (rowDiff W What j)) * X ≤ B := by
  refine ⟨fun h => ?_, fun h x hx => le_trans (rowError_of_rowL1 hX (Nat.le_refl _) x hx) h⟩
  have ⟨x, hx, heq⟩ := rowError_attained p cols W What j hX
  rw [← heq]
  exact h x hx

/-- An error bound of a layer holds **if and only if** it is at least every row's sum of differences
times the range. -/
theorem layerErrorAtMost_iff {p rows cols : Nat} {W What : IntMatrix} {X B : R} (hX : 0 ≤ X) :
    LayerErrorAtMost R p rows cols W What X B ↔
      ∀ j, j < rows → dyadic p (rowL1 cols (rowDiff W What j)) * X ≤ B :=
  ⟨fun h j hj => (rowErrorAtMost_iff hX).mp fun x hx => h x hx j hj,
   fun h x hx j hj => (rowErrorAtMost_iff hX).mpr (h j hj) x hx⟩

/-! ## Vacuity -/

/-- The difference to the zero matrix is the row itself. -/
theorem rowDiff_zeroMatrix (W : IntMatrix) (j : Nat) : rowDiff W zeroMatrix j = W j :=
  funext fun i => Int.sub_zero (W j i)

/-- The layer of zero weights gives zero. -/
theorem matVec_zeroMatrix (p cols : Nat) (x : Vec R) (j : Nat) :
    matVec cols (storedMatrix p zeroMatrix) x j = 0 := by
  have h := row_error_sub p cols zeroMatrix zeroMatrix j x
  rw [sub_self] at h
  exact h.symm

/-- A bound that not all of finitely many numbers meet is exceeded by one of them. -/
theorem exists_gt_of_not_forall_le {f : Nat → R} {B : R} : ∀ {n : Nat},
    ¬ (∀ j, j < n → f j ≤ B) → ∃ j, j < n ∧ B < f j
  | 0, h => absurd (fun j hj => absurd hj (Nat.not_lt_zero j)) h
  | n + 1, h => by
    cases le_or_lt (f n) B with
    | inr hlt => exact ⟨n, Nat.lt_succ_self n, hlt⟩
    | inl hle =>
      have ⟨j, hj, hlt⟩ := exists_gt_of_not_forall_le (n := n) fun hall => h fun j hj =>
        match Nat.lt_or_eq_of_le (Nat.le_of_lt_succ hj) with
        | .inl hj' => hall j hj'
        | .inr heq => heq ▸ hle
      exact ⟨j, Nat.lt.step hj, hlt⟩

/-- A bound is not vacuous **if and only if** some input in the range gets an output larger than the
bound. -/
theorem notVacuous_iff {p rows cols : Nat} {W : IntMatrix} {X B : R} (hX : 0 ≤ X) :
    NotVacuous R p rows cols W X B ↔ ∃ x : Vec R, InRange cols X x ∧
      ∃ j, j < rows ∧ B < abs (matVec cols (storedMatrix p W) x j) := by
  refine ⟨fun h => ?_, fun ⟨x, hx, j, hj, hlt⟩ holds => not_le_of_lt hlt ?_⟩
  · have ⟨j, hj, hlt⟩ := exists_gt_of_not_forall_le fun hall =>
      h ((layerErrorAtMost_iff hX).mpr hall)
    have ⟨x, hx, heq⟩ := rowError_attained p cols W zeroMatrix j hX
    rw [matVec_zeroMatrix, sub_zero] at heq
    exact ⟨x, hx, j, hj, heq ▸ hlt⟩
  · have hle := holds x hx j hj
    rw [matVec_zeroMatrix, sub_zero] at hle
    exact hle

/-- A bound below `(∑ |W j i|) * X` for some row `j` is not vacuous. -/
theorem notVacuous_of_rowL1 {p rows cols : Nat} {W : IntMatrix} {j T : Nat} {X B : R} (hX : 0 ≤ X)
    (hj : j < rows) (hT : T ≤ rowL1 cols (W j)) (hB : B < dyadic p T * X) :
    NotVacuous R p rows cols W X B := by
  intro holds
  have hle := (layerErrorAtMost_iff hX).mp holds j hj
  rw [rowDiff_zeroMatrix] at hle
  exact not_le_of_lt hB
    (le_trans (mul_le_mul_of_nonneg_right (dyadic_natCast_le p hT) hX) hle)

/-- The hypotheses can be met: 1 is not a useful bound for the weights 3 and -2 and inputs up to 1;
these weights reach 5. -/
example : NotVacuous R 0 1 2 (fun _ i => if i = 0 then 3 else -2) 1 (dyadic 0 1) :=
  notVacuous_of_rowL1 (T := 5) zero_le_one (Nat.zero_lt_succ 0) (Nat.le_of_ble_eq_true rfl)
    (by rw [mul_one]; exact lt_of_not_le fun h => absurd (dyadic_le_iff.mp h) (by decide))

end QuantCert
