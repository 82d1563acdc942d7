prelude
import QuantCert.Core.Int.NatAbs
import QuantCert.Spec.Weights.Naive

/-!
# The plain check of a row, for comparison

Every weight is an element of a list, and the kernel looks at one after the other.

## Main definitions
* `checkPlainRow maxError bound row`

## Main theorems
* `checkPlainRow_sound`
-/

namespace QuantCert

/-- Whether no error of the row exceeds `maxError` and the errors, with `sum` before them, add up to at
most `bound`. -/
def checkPlainRowFrom (maxError bound : Nat) : (sum : Nat) → List PlainWeight → Bool
  | sum, [] => Nat.ble sum bound
  | sum, x :: rest =>
    Nat.ble x.error maxError && checkPlainRowFrom maxError bound (sum + x.error) rest

/-- Whether no error of the row exceeds `maxError` and the errors add up to at most `bound`. -/
def checkPlainRow (maxError bound : Nat) (row : List PlainWeight) : Bool :=
  checkPlainRowFrom maxError bound 0 row

/-- If the check succeeds from a partial sum, no error exceeds `maxError` and the rest of the row
adds up to at most `bound`. -/
theorem checkPlainRowFrom_sound {maxError bound : Nat} : ∀ {row : List PlainWeight} {sum : Nat},
    checkPlainRowFrom maxError bound sum row = true →
    (∀ x, x ∈ row → x.error ≤ maxError) ∧ sum + PlainWeight.rowSum row ≤ bound
  | [], _, h => ⟨(fun _ hx => absurd hx List.not_mem_nil), Nat.le_of_ble_eq_true h⟩
  | x :: rest, sum, h => by
    rw [checkPlainRowFrom, Bool.and_eq_true_iff] at h
    obtain ⟨herror, hsum⟩ := checkPlainRowFrom_sound h.2
    refine ⟨fun y hy => ?_, ?_⟩
    · cases List.mem_cons.1 hy with
      | inl he => rw [he]; exact Nat.le_of_ble_eq_true h.1
      | inr hm => exact herror y hm
    · rw [PlainWeight.rowSum, ← Nat.add_assoc]
      exact hsum

/-- If the check succeeds then the row keeps the claimed bounds. -/
theorem checkPlainRow_sound {maxError bound : Nat} {row : List PlainWeight}
    (h : checkPlainRow maxError bound row = true) : PlainRowHolds maxError bound row := by
  have hs := checkPlainRowFrom_sound h
  rw [Nat.zero_add] at hs
  exact hs

end QuantCert
