prelude
import QuantCert.Cert.Layer.Role
import QuantCert.Cert.Weights.Matrix

/-!
# A matrix whose rows are looked up

## Main definitions
* `checkEntry cols T chunks j i`: the entry in row `j` and column `i` is at least `T` units large

## Main theorems
* `lookupError_of_chunks`: no looked-up entry changes by more than the checked bound
* `lookupNotVacuous_of_chunks`: an entry shows that the bound is not vacuous
-/

universe u

namespace QuantCert

open Chunks Digits

variable {K : Codec} {R : Type u} [OrderedField R]

/-- If the chunks are checked and make up the matrix then no entry of a row that is looked up changes
by more than `B`. -/
theorem lookupError_of_chunks [K.Checked] {p rows cols maxError maximum : Nat} {B : Dyadic}
    {chunks : List (WeightChunk K)} (hbound : checkLookup p maxError B = true)
    (h : checkMatrix rows cols maxError maximum chunks = true) (checked : ChunksChecked chunks) :
    LookupErrorAtMost R p rows cols (originalMatrix chunks) (decodedMatrix chunks) (B.value R) :=
  checkLookup_sound hbound fun _ hj => (checkMatrix_sound h checked hj).1

/-- The entry in row `j` of the matrix and column `i` is at least `T` units large. -/
noncomputable def checkEntry (T : Nat) (chunks : List (WeightChunk K)) (j i : Nat) : Bool :=
  List.rec (fun _ => false)
    (fun c _ later j =>
      cond (Nat.blt j c.rows) (Nat.ble T (c.weight j i).natAbs) (withValue (Nat.sub j c.rows) later))
    chunks j

/-- If the check succeeds then the entry is that large. -/
theorem checkEntry_sound {T i : Nat} : ∀ {chunks : List (WeightChunk K)} {j : Nat},
    checkEntry T chunks j i = true → T ≤ (originalMatrix chunks j i).natAbs
  | [], _, h => Bool.noConfusion h
  | c :: rest, j, h => by
    have h' : cond (Nat.blt j c.rows) (Nat.ble T (c.weight j i).natAbs)
        (withValue (j - c.rows) fun j => checkEntry T rest j i) = true := h
    cases hlt : Nat.blt j c.rows with
    | true =>
      have hentry : originalMatrix (c :: rest) j i = c.weight j i :=
        if_pos (Nat.le_of_ble_eq_true hlt)
      rw [hlt] at h'
      rw [hentry]
      exact Nat.le_of_ble_eq_true h'
    | false =>
      have hj : ¬j < c.rows := fun hj => by
        rw [show Nat.blt j c.rows = true from Nat.ble_eq_true_of_le hj] at hlt
        exact Bool.noConfusion hlt
      have hentry : originalMatrix (c :: rest) j i = originalMatrix rest (j - c.rows) i := if_neg hj
      rw [hlt] at h'
      rw [hentry]
      exact checkEntry_sound ((withValue_eq (j - c.rows) fun j => checkEntry T rest j i).symm.trans h')

/-- A bound below an entry of the matrix is not vacuous. -/
theorem lookupNotVacuous_of_chunks {p rows cols j i T : Nat} {B : Dyadic}
    {chunks : List (WeightChunk K)}
    (hplace : (Nat.blt i cols && checkLookupNotVacuous p rows j T B) = true)
    (h : checkEntry T chunks j i = true) :
    LookupNotVacuous R p rows cols (originalMatrix chunks) (B.value R) :=
  have hboth := Bool.and_eq_true_iff.1 hplace
  checkLookupNotVacuous_sound hboth.2 (Nat.le_of_ble_eq_true hboth.1) (checkEntry_sound h)

end QuantCert
