prelude
import QuantCert.Algebra.SumOrder

/-!
# Natural numbers in an ordered field

## Main theorems
* `natCast_le_iff`, `natCast_lt_iff`, `natCast_inj`: the cast keeps and reflects the order.
* `natCast_sub`, `natCast_sum`, `natCast_two_pow`: differences, sums and powers of two.
-/

universe u

namespace QuantCert

variable {R : Type u} [OrderedField R]

/-- The cast keeps the order. -/
theorem natCast_le {m n : Nat} (h : m ≤ n) : natCast (R := R) m ≤ natCast n := by
  induction h with
  | refl => exact le_refl _
  | step _ ih =>
    exact le_trans ih (by rw [natCast_succ]; exact le_add_of_nonneg_right zero_le_one)

/-- The cast keeps the strict order. -/
theorem natCast_lt {m n : Nat} (h : m < n) : natCast (R := R) m < natCast n :=
  lt_of_lt_of_le (b := natCast (m + 1))
    (by
      have h' := add_lt_add_left (zero_lt_one (R := R)) (natCast m)
      rw [add_zero, ← natCast_succ] at h'
      exact h')
    (natCast_le h)

/-- Natural numbers are ordered in `R` as they are. -/
theorem natCast_le_iff {m n : Nat} : natCast (R := R) m ≤ natCast n ↔ m ≤ n :=
  ⟨fun h => match Nat.decLe m n with
    | .isTrue hmn => hmn
    | .isFalse hmn => absurd h (not_le_of_lt (natCast_lt (Nat.lt_of_not_le hmn))),
   natCast_le⟩

/-- Natural numbers are strictly ordered in `R` as they are. -/
theorem natCast_lt_iff {m n : Nat} : natCast (R := R) m < natCast n ↔ m < n :=
  ⟨fun h => Nat.lt_of_not_le fun hnm => not_lt_of_le (natCast_le hnm) h, natCast_lt⟩

/-- The cast is injective. -/
theorem natCast_inj {m n : Nat} (h : natCast (R := R) m = natCast n) : m = n :=
  Nat.le_antisymm (natCast_le_iff.mp (le_of_eq h)) (natCast_le_iff.mp (le_of_eq h.symm))

/-- The cast of a positive number is positive. -/
theorem natCast_pos {n : Nat} (h : 0 < n) : (0 : R) < natCast n := natCast_lt h

/-- The cast of a difference that is not cut off is the difference of the casts. -/
theorem natCast_sub {m n : Nat} (h : n ≤ m) : natCast (R := R) (m - n) = natCast m - natCast n := by
  have h' := natCast_add (R := R) (m - n) n
  rw [Nat.sub_add_cancel h] at h'
  rw [h', add_sub_cancel_right]

/-- The cast of a power of two is the power of two. -/
theorem natCast_two_pow (p : Nat) : natCast (R := R) (2 ^ p) = 2 ^ p := natCast_pow 2 p

/-- The cast of a sum is the sum of the casts. -/
theorem natCast_sum (n : Nat) (f : Nat → Nat) :
    natCast (R := R) (sum n f) = sum n fun i => natCast (f i) := by
  induction n with
  | zero => rfl
  | succ n ih => rw [sum_succ, natCast_add, ih]; rfl

end QuantCert
