prelude
import QuantCert.Cert.Layer.Error
import QuantCert.Thm.Layer.Role

/-!
# Checked error bounds of a matrix by what it does

The sums and entries enter as the argument `measured`, as in `Cert/Layer/Error.lean`.

## Main definitions
* `checkLookup p M B`: whether errors up to `M` units of `2^-p` are at most `B`.
* `checkLookupNotVacuous p rows j T B`: whether `B` is below `T` units, and row `j` exists.

## Main theorems
* `checkTransposedNotVacuous_sound`, `checkLookup_sound`, `checkLookupNotVacuous_sound`.
-/

universe u

namespace QuantCert

variable {R : Type u} [OrderedField R]

/-- A bound that is below what column `i` can reach, having weights of `T` units in all, is not
vacuous. -/
theorem checkTransposedNotVacuous_sound {p cols i T : Nat} {X B : Dyadic}
    (h : checkNotVacuous p cols i T X B = true) {rows : Nat} {W : IntMatrix}
    (measured : T ≤ rowL1 rows fun j => W j i) :
    TransposedNotVacuous R p rows cols W (X.value R) (B.value R) :=
  checkNotVacuous_sound (W := flip W) h measured

/-- Whether `M * 2^-p ≤ B`. -/
def checkLookup (p M : Nat) (B : Dyadic) : Bool := (Dyadic.mk M p).le B

/-- A table whose entries change by at most `M` units meets the checked bound `B`. -/
theorem checkLookup_sound {p M : Nat} {B : Dyadic} (h : checkLookup p M B = true)
    {rows cols : Nat} {W What : IntMatrix}
    (measured : ∀ j, j < rows → ∀ i, i < cols → (W j i - What j i).natAbs ≤ M) :
    LookupErrorAtMost R p rows cols W What (B.value R) :=
  lookupError_of_entries measured (Dyadic.value_le_of_le h)

/-- Whether row `j` exists and `B < T * 2^-p`. -/
def checkLookupNotVacuous (p rows j T : Nat) (B : Dyadic) : Bool :=
  Nat.blt j rows && B.lt ⟨T, p⟩

/-- A bound below an entry of row `j`, of `T` units, is not vacuous. -/
theorem checkLookupNotVacuous_sound {p rows j T : Nat} {B : Dyadic}
    (h : checkLookupNotVacuous p rows j T B = true) {cols i : Nat} {W : IntMatrix} (hi : i < cols)
    (measured : T ≤ (W j i).natAbs) : LookupNotVacuous R p rows cols W (B.value R) :=
  have hboth := Bool.and_eq_true_iff.1 h
  lookupNotVacuous_of_entry (Nat.le_of_ble_eq_true hboth.1) hi measured
    (Dyadic.value_lt_of_lt hboth.2)

end QuantCert
