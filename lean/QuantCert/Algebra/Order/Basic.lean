prelude
import QuantCert.Algebra.Field

/-!
# Total order

The order laws with the strict order, and the steps that `calc` chains.

## Main theorems
* `le_refl`, `le_trans`, `le_antisymm`, `le_total`: the total order.
* `lt_of_le_of_lt`, `lt_of_lt_of_le`, `lt_trans`: chains with strict steps.
-/

universe u

namespace QuantCert

variable {R : Type u} [OrderedField R]

/-- The order is reflexive. -/
theorem le_refl (a : R) : a ≤ a := OrderedField.le_refl a

/-- Equal elements are ordered. -/
theorem le_of_eq {a b : R} (h : a = b) : a ≤ b := h ▸ le_refl a

/-- The order is transitive. -/
theorem le_trans {a b c : R} (hab : a ≤ b) (hbc : b ≤ c) : a ≤ c :=
  OrderedField.le_trans a b c hab hbc

/-- The order is antisymmetric. -/
theorem le_antisymm {a b : R} (hab : a ≤ b) (hba : b ≤ a) : a = b :=
  OrderedField.le_antisymm a b hab hba

/-- The order is total. -/
theorem le_total (a b : R) : a ≤ b ∨ b ≤ a := OrderedField.le_total a b

/-- The strict order says that the opposite order fails. -/
theorem lt_iff_not_le {a b : R} : a < b ↔ ¬ b ≤ a := OrderedField.lt_iff_not_le a b

/-- Not at most means strictly greater. -/
theorem lt_of_not_le {a b : R} (h : ¬ b ≤ a) : a < b := lt_iff_not_le.mpr h

/-- Strictly less excludes the opposite order. -/
theorem not_le_of_lt {a b : R} (h : a < b) : ¬ b ≤ a := lt_iff_not_le.mp h

/-- Either `a ≤ b` or `b < a`. -/
theorem le_or_lt (a b : R) : a ≤ b ∨ b < a :=
  match instDecidableLe a b with
  | .isTrue h => .inl h
  | .isFalse h => .inr (lt_of_not_le h)

/-- Not strictly less means at most. -/
theorem le_of_not_lt {a b : R} (h : ¬ b < a) : a ≤ b :=
  (le_or_lt a b).elim id fun hlt => absurd hlt h

/-- At most excludes the opposite strict order. -/
theorem not_lt_of_le {a b : R} (h : a ≤ b) : ¬ b < a := fun hlt => not_le_of_lt hlt h

/-- The strict order implies the order. -/
theorem le_of_lt {a b : R} (h : a < b) : a ≤ b :=
  (le_total a b).elim id fun hba => absurd hba (not_le_of_lt h)

/-- The strict order is irreflexive. -/
theorem lt_irrefl (a : R) : ¬ a < a := fun h => not_le_of_lt h (le_refl a)

/-- A step of the strict order after a step of the order is strict. -/
theorem lt_of_le_of_lt {a b c : R} (hab : a ≤ b) (hbc : b < c) : a < c :=
  lt_of_not_le fun hca => not_le_of_lt hbc (le_trans hca hab)

/-- A step of the order after a step of the strict order is strict. -/
theorem lt_of_lt_of_le {a b c : R} (hab : a < b) (hbc : b ≤ c) : a < c :=
  lt_of_not_le fun hca => not_le_of_lt hab (le_trans hbc hca)

/-- The strict order is transitive. -/
theorem lt_trans {a b c : R} (hab : a < b) (hbc : b < c) : a < c :=
  lt_of_lt_of_le hab (le_of_lt hbc)

/-- An element strictly less than another differs from it. -/
theorem ne_of_lt {a b : R} (h : a < b) : a ≠ b := fun e => lt_irrefl b (e ▸ h)

/-- An element strictly greater than another differs from it. -/
theorem ne_of_gt {a b : R} (h : a < b) : b ≠ a := fun e => ne_of_lt h e.symm

/-- What is at most `b` and differs from `b` is strictly less. -/
theorem lt_of_le_of_ne {a b : R} (h : a ≤ b) (hne : a ≠ b) : a < b :=
  lt_of_not_le fun hba => hne (le_antisymm h hba)

/-- A chain of `≤` steps is a `≤` step. -/
instance instTransLeLe : Trans (α := R) (β := R) (γ := R) (· ≤ ·) (· ≤ ·) (· ≤ ·) := ⟨le_trans⟩

/-- A chain of `<` steps is a `<` step. -/
instance instTransLtLt : Trans (α := R) (β := R) (γ := R) (· < ·) (· < ·) (· < ·) := ⟨lt_trans⟩

/-- A `≤` step before a `<` step gives a `<` step. -/
instance instTransLeLt : Trans (α := R) (β := R) (γ := R) (· ≤ ·) (· < ·) (· < ·) :=
  ⟨lt_of_le_of_lt⟩

/-- A `≤` step after a `<` step gives a `<` step. -/
instance instTransLtLe : Trans (α := R) (β := R) (γ := R) (· < ·) (· ≤ ·) (· < ·) :=
  ⟨lt_of_lt_of_le⟩

end QuantCert
