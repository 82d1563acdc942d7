prelude
import QuantCert.Cert.Weights.Matrix
import QuantCert.Thm.Layer.Role

/-!
# A matrix whose rows are looked up

## Main definitions
* `checkLookup p M B`: errors up to `M` units of `2^-p` are at most `B`
* `checkEntry cols T chunks j i`: the entry in row `j` and column `i` is at least `T` units large

## Main theorems
* `lookupError_of_chunks`: no looked-up entry changes by more than the checked bound
* `lookupNotVacuous_of_chunks`: an entry shows that the bound is not vacuous
-/

universe u

namespace QuantCert

open Chunks Digits

variable {K : Codec} {R : Type u} [OrderedField R]

/-- Whether `M * 2^-p ≤ B`. -/
def checkLookup (p M : Nat) (B : Dyadic) : Bool := (Dyadic.mk M p).le B

/-- If the chunks are checked and make up the matrix then no entry of a row that is looked up changes
by more than `B`. -/
theorem lookupError_of_chunks [K.Checked] {p rows cols maxError maximum : Nat} {B : Dyadic}
    {chunks : List (WeightChunk K)} (hbound : checkLookup p maxError B = true)
    (h : checkMatrix rows cols maxError maximum chunks = true) (checked : ChunksChecked chunks) :
    LookupErrorAtMost R p rows cols (originalMatrix chunks) (decodedMatrix chunks) (B.value R) :=
  lookupError_of_entries (fun _ hj => (checkMatrix_sound h checked hj).1)
    (Dyadic.value_le_of_le hbound)

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
    (hplace : (Nat.blt j rows && (Nat.blt i cols && B.lt ⟨T, p⟩)) = true)
    (h : checkEntry T chunks j i = true) :
    LookupNotVacuous R p rows cols (originalMatrix chunks) (B.value R) := by
  simp only [Bool.and_eq_true_iff] at hplace
  exact lookupNotVacuous_of_entry (Nat.le_of_ble_eq_true hplace.1)
    (Nat.le_of_ble_eq_true hplace.2.1) (checkEntry_sound h) (Dyadic.value_lt_of_lt hplace.2.2)

end QuantCert
