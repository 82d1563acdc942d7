prelude
import QuantCert.Algebra.Sum

/-!
# Sums of natural numbers: bounds

## Main theorems
* `natSum_mul`, `le_natSum`: a multiple of a sum, and one of its terms
* `natSum_le_mul`: a sum of `n` numbers that are at most `M` is at most `n * M`
* `natSum_le_natSum`, `natSum_truncate_le`: a longer sum is no smaller, a truncated one no larger
-/

namespace QuantCert.Digits

theorem natSum_le_mul {n M : Nat} {f : Nat → Nat} (h : ∀ i, i < n → f i ≤ M) :
    sum n f ≤ n * M := by
  induction n with
  | zero => exact Nat.zero_le _
  | succ n ih =>
    rw [sum_succ, Nat.add_one_mul]
    exact Nat.add_le_add (ih fun i hi => h i (Nat.lt.step hi)) (h n (Nat.lt_succ_self n))

theorem natSum_mul (n c : Nat) (f : Nat → Nat) : sum n f * c = sum n fun i => f i * c := by
  induction n with
  | zero => exact Nat.zero_mul c
  | succ n ih => rw [sum_succ, sum_succ, Nat.add_mul, ih]

theorem le_natSum {n i : Nat} (f : Nat → Nat) (hi : i < n) : f i ≤ sum n f := by
  induction n with
  | zero => exact absurd hi (Nat.not_lt_zero i)
  | succ n ih =>
    rw [sum_succ]
    cases Nat.eq_or_lt_of_le (Nat.le_of_lt_succ hi) with
    | inl h => rw [h]; exact Nat.le_add_left _ _
    | inr h => exact Nat.le_trans (ih h) (Nat.le_add_right _ _)

theorem natSum_le_natSum {n m : Nat} (h : n ≤ m) (f : Nat → Nat) : sum n f ≤ sum m f := by
  obtain ⟨d, rfl⟩ := Nat.exists_eq_add_of_le h
  rw [sum_add_index]
  exact Nat.le_add_right _ _

/-- A sum in which the values from `m` on count as zero is at most the sum of the first `m`. -/
theorem natSum_truncate_le (n m : Nat) (f : Nat → Nat) :
    (sum n fun i => if i < m then f i else 0) ≤ sum m f := by
  induction n with
  | zero => exact Nat.zero_le _
  | succ n ih =>
    by_cases h : n < m
    · have heq : (sum (n + 1) fun i => if i < m then f i else 0) = sum (n + 1) f :=
        sum_congr fun i hi => if_pos (by omega)
      rw [heq]
      exact natSum_le_natSum h f
    · rw [sum_succ, if_neg h]
      exact ih

end QuantCert.Digits
