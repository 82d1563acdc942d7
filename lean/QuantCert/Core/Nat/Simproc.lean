prelude
import QuantCert.Core.Bool
/-!
# Natural numbers: what the simplifier's arithmetic refers to

The native simplification procedures for sums with literals build their proofs from these facts.

## Main theorems
* `Nat.Simproc.add_eq_add_le`, `Nat.Simproc.add_le_add_le`, `Nat.Simproc.add_sub_add_le` and their
  kin
* `Nat.not_le_eq`, `Nat.not_lt_eq`
-/

namespace Nat

protected theorem not_le_eq (a b : Nat) : (¬a ≤ b) = (b + 1 ≤ a) := propext Nat.not_le

protected theorem not_lt_eq (a b : Nat) : (¬a < b) = (b ≤ a) := propext Nat.not_lt

protected theorem not_ge_eq (a b : Nat) : (¬a ≥ b) = (a + 1 ≤ b) := Nat.not_le_eq b a

protected theorem not_gt_eq (a b : Nat) : (¬a > b) = (a ≤ b) := Nat.not_lt_eq b a

protected theorem sub_add_eq (a b c : Nat) : a - (b + c) = a - b - c := (Nat.sub_sub a b c).symm

namespace Simproc

/-! ## Differences -/

theorem sub_add_eq_comm (a b c : Nat) : a - (b + c) = a - c - b := by
  rw [Nat.sub_sub, Nat.add_comm b c]

theorem add_sub_add_ge (a c : Nat) {b d : Nat} (h : b ≥ d) : a + b - (c + d) = a + (b - d) - c := by
  rw [Nat.add_comm c d, Nat.sub_add_eq, Nat.add_sub_assoc h]

theorem add_sub_add_le (a c : Nat) {b d : Nat} (h : b ≤ d) :
    a + b - (c + d) = a - (c + (d - b)) := by
  obtain ⟨k, rfl⟩ := h.dest
  rw [Nat.add_sub_cancel_left, Nat.add_left_comm, Nat.add_comm a b, Nat.add_sub_add_left]

theorem add_sub_le (a : Nat) {b c : Nat} (h : b ≤ c) : a + b - c = a - (c - b) := by
  obtain ⟨k, rfl⟩ := h.dest
  rw [Nat.add_sub_cancel_left, Nat.add_comm a b, Nat.add_sub_add_left]

/-! ## Equations -/

theorem add_eq_gt (a : Nat) {b c : Nat} (h : b > c) : (a + b = c) = False :=
  eq_false (Nat.ne_of_gt (Nat.lt_of_lt_of_le h (le_add_left b a)))

theorem eq_add_gt (a : Nat) {b c : Nat} (h : c > a) : (a = b + c) = False :=
  eq_false (Nat.ne_of_lt (Nat.lt_of_lt_of_le h (le_add_left c b)))

theorem add_eq_add_le (a c : Nat) {b d : Nat} (h : b ≤ d) :
    (a + b = c + d) = (a = c + (d - b)) := by
  obtain ⟨k, rfl⟩ := h.dest
  rw [Nat.add_sub_cancel_left, Nat.add_left_comm, Nat.add_comm a b]
  exact propext Nat.add_left_cancel_iff

theorem add_eq_add_ge (a c : Nat) {b d : Nat} (h : b ≥ d) :
    (a + b = c + d) = (a + (b - d) = c) := by
  obtain ⟨k, rfl⟩ := h.dest
  rw [Nat.add_sub_cancel_left, Nat.add_left_comm, Nat.add_comm c d]
  exact propext Nat.add_left_cancel_iff

theorem add_eq_le (a : Nat) {b c : Nat} (h : b ≤ c) : (a + b = c) = (a = c - b) := by
  have r := add_eq_add_le a 0 h
  rw [Nat.zero_add, Nat.zero_add] at r
  exact r

theorem eq_add_le {a : Nat} (b : Nat) {c : Nat} (h : c ≤ a) : (a = b + c) = (b = a - c) := by
  rw [← add_eq_le b h]
  exact propext eq_comm

/-! ## Boolean tests of equality -/

theorem beqEqOfEqEq {a b c d : Nat} (p : (a = b) = (c = d)) : (a == b) = (c == d) := by
  rw [Bool.eq_iff_iff, beq_iff_eq, beq_iff_eq, p]

theorem beqFalseOfEqFalse {a b : Nat} (p : (a = b) = False) : (a == b) = false :=
  beq_eq_false_iff_ne.mpr (of_eq_false p)

theorem bneEqOfEqEq {a b c d : Nat} (p : (a = b) = (c = d)) : (a != b) = (c != d) :=
  congrArg (!·) (beqEqOfEqEq p)

theorem bneTrueOfEqFalse {a b : Nat} (p : (a = b) = False) : (a != b) = true :=
  bne_iff_ne.mpr (of_eq_false p)

/-! ## Inequalities -/

theorem add_le_add_le (a c : Nat) {b d : Nat} (h : b ≤ d) :
    (a + b ≤ c + d) = (a ≤ c + (d - b)) := by
  obtain ⟨k, rfl⟩ := h.dest
  rw [Nat.add_sub_cancel_left, Nat.add_left_comm, Nat.add_comm a b]
  exact propext Nat.add_le_add_iff_left

theorem add_le_add_ge (a c : Nat) {b d : Nat} (h : b ≥ d) :
    (a + b ≤ c + d) = (a + (b - d) ≤ c) := by
  obtain ⟨k, rfl⟩ := h.dest
  rw [Nat.add_sub_cancel_left, Nat.add_left_comm, Nat.add_comm c d]
  exact propext Nat.add_le_add_iff_left

theorem add_le_le (a : Nat) {b c : Nat} (h : b ≤ c) : (a + b ≤ c) = (a ≤ c - b) :=
  propext (Nat.le_sub_iff_add_le h).symm

theorem add_le_gt (a : Nat) {b c : Nat} (h : b > c) : (a + b ≤ c) = False :=
  eq_false (Nat.not_le_of_gt (Nat.lt_of_lt_of_le h (le_add_left b a)))

theorem le_add_le (a : Nat) {b c : Nat} (h : a ≤ c) : (a ≤ b + c) = True :=
  eq_true (Nat.le_trans h (le_add_left c b))

theorem le_add_ge (a : Nat) {b c : Nat} (_h : a ≥ c) : (a ≤ b + c) = (a - c ≤ b) :=
  propext Nat.sub_le_iff_le_add.symm

end Simproc

end Nat
