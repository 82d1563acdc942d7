prelude
import QuantCert.Algebra.Holder

/-!
# Sums in groups of consecutive indices

The last group may be smaller than the others, as it is when a row is not a multiple of the group
size long.

## Main definitions
* `groupLength n b k`: how many of the indices `k * b, …, k * b + b - 1` are below `n`.

## Main theorems
* `sum_groups`: a sum is the sum of the sums of its groups.
* `abs_sum_mul_le_sum_groups`: Hölder's inequality with one bound of the absolute values for each
  group.
-/

universe u

namespace QuantCert

/-- The length of group `k` when `n` indices are cut into groups of `b`. -/
def groupLength (n b k : Nat) : Nat := min b (n - k * b)

/-- An index inside a group is an index of the whole. -/
theorem index_lt_of_lt_groupLength {n b k i : Nat} (h : i < groupLength n b k) : k * b + i < n := by
  have h' : i < n - k * b := Nat.lt_of_lt_of_le h (Nat.min_le_right b (n - k * b))
  rw [Nat.add_comm]
  exact Nat.add_lt_of_lt_sub h'

/-- The first `g` groups hold the first `g * b` indices, or all of them. -/
theorem min_add_groupLength (n b g : Nat) :
    min n (g * b) + groupLength n b g = min n ((g + 1) * b) := by
  unfold groupLength
  rw [Nat.add_one_mul]
  cases Nat.le_total n (g * b) with
  | inl h =>
    rw [Nat.sub_eq_zero_of_le h, Nat.min_eq_left h, Nat.min_eq_right (Nat.zero_le b),
      Nat.min_eq_left (Nat.le_trans h (Nat.le_add_right (g * b) b))]
    rfl
  | inr h =>
    obtain ⟨r, hr⟩ := Nat.exists_eq_add_of_le h
    rw [hr, Nat.add_sub_cancel_left, Nat.min_eq_right (Nat.le_add_right (g * b) r)]
    cases Nat.le_total b r with
    | inl hbr => rw [Nat.min_eq_left hbr, Nat.min_eq_right (Nat.add_le_add_left hbr (g * b))]
    | inr hbr => rw [Nat.min_eq_right hbr, Nat.min_eq_left (Nat.add_le_add_left hbr (g * b))]

section
variable {α : Type u} [Add α] [OfNat α 0] [AddCommMonoid α]

/-- The sum of the first `g` groups is the sum of the indices that they hold. -/
theorem sum_first_groups (n b : Nat) (f : Nat → α) (g : Nat) :
    (sum g fun k => sum (groupLength n b k) fun i => f (k * b + i)) = sum (min n (g * b)) f := by
  induction g with
  | zero => rw [Nat.zero_mul, Nat.min_eq_right (Nat.zero_le n)]; rfl
  | succ g ih =>
    rw [sum_succ, ih, ← min_add_groupLength]
    refine ((sum_add_index _ _ f).trans (congrArg _ (sum_congr fun i hi => congrArg f ?_))).symm
    have h := index_lt_of_lt_groupLength hi
    rw [Nat.min_eq_right (Nat.le_of_lt (Nat.lt_of_le_of_lt (Nat.le_add_right (g * b) i) h))]

/-- A sum is the sum of the sums of its groups. -/
theorem sum_groups {n b g : Nat} (h : n ≤ g * b) (f : Nat → α) :
    (sum g fun k => sum (groupLength n b k) fun i => f (k * b + i)) = sum n f := by
  rw [sum_first_groups, Nat.min_eq_left h]

end

variable {R : Type u} [OrderedField R]

/-- Hölder's inequality with one bound of the absolute values for each group. -/
theorem abs_sum_mul_le_sum_groups {n b g : Nat} (h : n ≤ g * b) (a : Nat → R) {x X : Nat → R}
    (hX : ∀ k, k < g → ∀ i, i < groupLength n b k → abs (x (k * b + i)) ≤ X k) :
    abs (sum n fun i => a i * x i) ≤
      sum g fun k => (sum (groupLength n b k) fun i => abs (a (k * b + i))) * X k := by
  rw [← sum_groups h]
  exact le_trans (abs_sum_le g _) (sum_le_sum fun k hk =>
    abs_sum_mul_le (fun i => a (k * b + i)) (hX k hk))

end QuantCert
