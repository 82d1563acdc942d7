prelude
import QuantCert.Algebra.Order.Basic

/-!
# The larger and the smaller of two elements

## Main definitions
* `max a b`, `min a b`: the larger and the smaller element, through the classes `Max` and `Min`.

## Main theorems
* `le_max_left`, `le_max_right`, `max_le`: the least upper bound of two elements.
* `min_le_left`, `min_le_right`, `le_min`: the greatest lower bound of two elements.
-/

universe u

namespace QuantCert

variable {R : Type u} [OrderedField R]

/-- `max a b` is the larger of `a` and `b`. -/
instance instMax : Max R := ⟨fun a b => if a ≤ b then b else a⟩

/-- `min a b` is the smaller of `a` and `b`. -/
instance instMin : Min R := ⟨fun a b => if a ≤ b then a else b⟩

/-- The maximum is the second element if the elements are ordered. -/
theorem max_eq_right {a b : R} (h : a ≤ b) : max a b = b := if_pos h

/-- The maximum is the first element if the elements are ordered the other way. -/
theorem max_eq_left {a b : R} (h : b ≤ a) : max a b = a :=
  match instDecidableLe a b with
  | .isTrue hab => (max_eq_right hab).trans (le_antisymm h hab)
  | .isFalse hab => if_neg hab

/-- The minimum is the first element if the elements are ordered. -/
theorem min_eq_left {a b : R} (h : a ≤ b) : min a b = a := if_pos h

/-- The minimum is the second element if the elements are ordered the other way. -/
theorem min_eq_right {a b : R} (h : b ≤ a) : min a b = b :=
  match instDecidableLe a b with
  | .isTrue hab => (min_eq_left hab).trans (le_antisymm hab h)
  | .isFalse hab => if_neg hab

/-- The first element is at most the maximum. -/
theorem le_max_left (a b : R) : a ≤ max a b :=
  (le_total a b).elim (fun h => by rw [max_eq_right h]; exact h)
    fun h => by rw [max_eq_left h]; exact le_refl a

/-- The second element is at most the maximum. -/
theorem le_max_right (a b : R) : b ≤ max a b :=
  (le_total a b).elim (fun h => by rw [max_eq_right h]; exact le_refl b)
    fun h => by rw [max_eq_left h]; exact h

/-- An upper bound of both elements is an upper bound of the maximum. -/
theorem max_le {a b c : R} (ha : a ≤ c) (hb : b ≤ c) : max a b ≤ c :=
  (le_total a b).elim (fun h => by rw [max_eq_right h]; exact hb)
    fun h => by rw [max_eq_left h]; exact ha

/-- The minimum is at most the first element. -/
theorem min_le_left (a b : R) : min a b ≤ a :=
  (le_total a b).elim (fun h => by rw [min_eq_left h]; exact le_refl a)
    fun h => by rw [min_eq_right h]; exact h

/-- The minimum is at most the second element. -/
theorem min_le_right (a b : R) : min a b ≤ b :=
  (le_total a b).elim (fun h => by rw [min_eq_left h]; exact h)
    fun h => by rw [min_eq_right h]; exact le_refl b

/-- A lower bound of both elements is a lower bound of the minimum. -/
theorem le_min {a b c : R} (ha : c ≤ a) (hb : c ≤ b) : c ≤ min a b :=
  (le_total a b).elim (fun h => by rw [min_eq_left h]; exact ha)
    fun h => by rw [min_eq_right h]; exact hb

end QuantCert
