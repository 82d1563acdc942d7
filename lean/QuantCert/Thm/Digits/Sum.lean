prelude
import QuantCert.Algebra.Sum

/-!
# Sums of natural numbers: bounds

## Main theorems
* `natSum_le_mul`: a sum of `n` numbers that are at most `M` is at most `n * M`
* `natSum_le_natSum`: a longer sum is no smaller
-/

namespace QuantCert

theorem natSum_le_mul {n M : Nat} {f : Nat → Nat} (h : ∀ i, i < n → f i ≤ M) :
    sum n f ≤ n * M := by
  induction n with
  | zero => exact Nat.zero_le _
  | succ n ih =>
    rw [sum_succ, Nat.add_one_mul]
    exact Nat.add_le_add (ih fun i hi => h i (Nat.lt.step hi)) (h n (Nat.lt_succ_self n))

theorem natSum_le_natSum {n m : Nat} (h : n ≤ m) (f : Nat → Nat) : sum n f ≤ sum m f := by
  obtain ⟨d, rfl⟩ := Nat.exists_eq_add_of_le h
  rw [sum_add_index]
  exact Nat.le_add_right _ _

end QuantCert
