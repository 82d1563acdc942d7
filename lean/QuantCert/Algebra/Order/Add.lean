prelude
import QuantCert.Algebra.Order.Basic

/-!
# Order and addition

The rules of the order with sums, negatives and differences.

## Main theorems
* `add_le_add`, `sub_le_sub`, `neg_le_neg`: monotone and antitone operations.
* `sub_nonneg`, `sub_le_iff_le_add`, `le_sub_iff_add_le`: moving terms across an inequality.
-/

universe u

namespace QuantCert

variable {R : Type u} [OrderedField R]

/-- Adding on the left preserves the order. -/
theorem add_le_add_left {a b : R} (h : a ≤ b) (c : R) : c + a ≤ c + b :=
  OrderedField.add_le_add_left a b c h

/-- Adding on the right preserves the order. -/
theorem add_le_add_right {a b : R} (h : a ≤ b) (c : R) : a + c ≤ b + c := by
  rw [add_comm a, add_comm b]; exact add_le_add_left h c

/-- Inequalities are added. -/
theorem add_le_add {a b c d : R} (hab : a ≤ b) (hcd : c ≤ d) : a + c ≤ b + d :=
  le_trans (add_le_add_right hab c) (add_le_add_left hcd b)

/-- A common left summand can be cancelled in an inequality. -/
theorem le_of_add_le_add_left {a b c : R} (h : c + a ≤ c + b) : a ≤ b := by
  have h' := add_le_add_left h (-c)
  rw [neg_add_cancel_left, neg_add_cancel_left] at h'
  exact h'

/-- A common right summand can be cancelled in an inequality. -/
theorem le_of_add_le_add_right {a b c : R} (h : a + c ≤ b + c) : a ≤ b := by
  rw [add_comm a, add_comm b] at h; exact le_of_add_le_add_left h

/-- Adding on the left preserves the strict order. -/
theorem add_lt_add_left {a b : R} (h : a < b) (c : R) : c + a < c + b :=
  lt_of_not_le fun h' => not_le_of_lt h (le_of_add_le_add_left h')

/-- Adding on the right preserves the strict order. -/
theorem add_lt_add_right {a b : R} (h : a < b) (c : R) : a + c < b + c :=
  lt_of_not_le fun h' => not_le_of_lt h (le_of_add_le_add_right h')

/-- A strict inequality plus an inequality is strict. -/
theorem add_lt_add_of_lt_of_le {a b c d : R} (hab : a < b) (hcd : c ≤ d) : a + c < b + d :=
  lt_of_lt_of_le (add_lt_add_right hab c) (add_le_add_left hcd b)

/-- A sum of nonnegative elements is nonnegative. -/
theorem add_nonneg {a b : R} (ha : 0 ≤ a) (hb : 0 ≤ b) : 0 ≤ a + b := by
  have h := add_le_add ha hb; rw [add_zero] at h; exact h

/-- A positive plus a nonnegative element is positive. -/
theorem add_pos_of_pos_of_nonneg {a b : R} (ha : 0 < a) (hb : 0 ≤ b) : 0 < a + b := by
  have h := add_lt_add_of_lt_of_le ha hb; rw [add_zero] at h; exact h

/-- A sum of positive elements is positive. -/
theorem add_pos {a b : R} (ha : 0 < a) (hb : 0 < b) : 0 < a + b :=
  add_pos_of_pos_of_nonneg ha (le_of_lt hb)

/-- Adding a nonnegative element on the right does not decrease. -/
theorem le_add_of_nonneg_right {a b : R} (hb : 0 ≤ b) : a ≤ a + b := by
  have h := add_le_add_left hb a; rw [add_zero] at h; exact h

/-- Adding a nonnegative element on the left does not decrease. -/
theorem le_add_of_nonneg_left {a b : R} (hb : 0 ≤ b) : a ≤ b + a := by
  rw [add_comm]; exact le_add_of_nonneg_right hb

/-- Negation reverses the order. -/
theorem neg_le_neg {a b : R} (h : a ≤ b) : -b ≤ -a := by
  have h' := add_le_add_left h (-a + -b)
  rw [add_right_comm, neg_add_cancel, zero_add, add_assoc, neg_add_cancel, add_zero] at h'
  exact h'

/-- Negation reverses the order, in both directions. -/
theorem neg_le_neg_iff {a b : R} : -b ≤ -a ↔ a ≤ b :=
  ⟨fun h => by rw [← neg_neg a, ← neg_neg b]; exact neg_le_neg h, neg_le_neg⟩

/-- Negation reverses the strict order. -/
theorem neg_lt_neg {a b : R} (h : a < b) : -b < -a :=
  lt_of_not_le fun h' => not_le_of_lt h (neg_le_neg_iff.mp h')

/-- A sign moves to the other side of an inequality. -/
theorem neg_le_of_neg_le {a b : R} (h : -a ≤ b) : -b ≤ a := by
  have h' := neg_le_neg h; rw [neg_neg] at h'; exact h'

/-- The negative of a nonnegative element is at most zero. -/
theorem neg_nonpos_of_nonneg {a : R} (h : 0 ≤ a) : -a ≤ 0 := by
  have h' := neg_le_neg h; rw [neg_zero] at h'; exact h'

/-- The negative of an element at most zero is nonnegative. -/
theorem neg_nonneg_of_nonpos {a : R} (h : a ≤ 0) : 0 ≤ -a := by
  have h' := neg_le_neg h; rw [neg_zero] at h'; exact h'

/-- The negative of a nonnegative element is at most the element. -/
theorem neg_le_self {a : R} (h : 0 ≤ a) : -a ≤ a := le_trans (neg_nonpos_of_nonneg h) h

/-- A difference is nonnegative exactly if its terms are ordered. -/
theorem sub_nonneg {a b : R} : 0 ≤ b - a ↔ a ≤ b :=
  ⟨fun h => by
    have h' := add_le_add_right h a; rw [zero_add, sub_add_cancel] at h'; exact h',
   fun h => by
    have h' := add_le_add_right h (-a); rw [add_neg_cancel, ← sub_eq_add_neg] at h'; exact h'⟩

/-- A difference is positive exactly if its terms are strictly ordered. -/
theorem sub_pos {a b : R} : 0 < b - a ↔ a < b :=
  ⟨fun h => by
    have h' := add_lt_add_right h a; rw [zero_add, sub_add_cancel] at h'; exact h',
   fun h => by
    have h' := add_lt_add_right h (-a); rw [add_neg_cancel, ← sub_eq_add_neg] at h'; exact h'⟩

/-- Two elements are ordered if their difference equals something nonnegative. -/
theorem le_of_sub_eq {a b c : R} (h : b - a = c) (hc : 0 ≤ c) : a ≤ b := sub_nonneg.mp (h ▸ hc)

/-- A subtracted element moves to the other side of an inequality. -/
theorem sub_le_iff_le_add {a b c : R} : a - c ≤ b ↔ a ≤ b + c :=
  ⟨fun h => by
    have h' := add_le_add_right h c; rw [sub_add_cancel] at h'; exact h',
   fun h => le_of_add_le_add_right (c := c) (by rw [sub_add_cancel]; exact h)⟩

/-- An added element moves to the other side of an inequality. -/
theorem le_sub_iff_add_le {a b c : R} : a ≤ b - c ↔ a + c ≤ b :=
  ⟨fun h => by
    have h' := add_le_add_right h c; rw [sub_add_cancel] at h'; exact h',
   fun h => le_of_add_le_add_right (c := c) (by rw [sub_add_cancel]; exact h)⟩

/-- Inequalities are subtracted with the second one reversed. -/
theorem sub_le_sub {a b c d : R} (hab : a ≤ b) (hcd : c ≤ d) : a - d ≤ b - c := by
  rw [sub_eq_add_neg, sub_eq_add_neg]; exact add_le_add hab (neg_le_neg hcd)

/-- Subtracting a nonnegative element does not increase. -/
theorem sub_le_self {a b : R} (hb : 0 ≤ b) : a - b ≤ a := by
  rw [sub_le_iff_le_add]; exact le_add_of_nonneg_right hb

end QuantCert
