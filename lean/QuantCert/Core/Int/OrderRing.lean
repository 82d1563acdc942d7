prelude
import QuantCert.Core.Int.Order

/-! # The integers form an ordered ring

## Main theorems
* `Int.sub_nonneg`, `Int.add_le_add`, `Int.add_le_add_iff_left`, `Int.neg_le_neg`: sums.
* `Int.mul_nonneg`, `Int.mul_pos`, `Int.mul_le_mul_of_nonneg_left`, `Int.mul_le_mul`: products.
* `Int.mul_eq_zero`, `Int.eq_of_mul_eq_mul_left`: no zero divisors.
-/

namespace Int
open QuantCert.IntDiff

/-! ## Order and addition -/

protected theorem sub_nonneg {a b : Int} : 0 ≤ a - b ↔ b ≤ a := by rw [← nonNeg_iff, ← le_def]

protected theorem sub_nonneg_of_le {a b : Int} (h : b ≤ a) : 0 ≤ a - b := Int.sub_nonneg.mpr h

protected theorem le_of_sub_nonneg {a b : Int} (h : 0 ≤ a - b) : b ≤ a := Int.sub_nonneg.mp h

theorem add_one_le_of_lt {a b : Int} (h : a < b) : a + 1 ≤ b := h

theorem lt_of_add_one_le {a b : Int} (h : a + 1 ≤ b) : a < b := h

@[simp] protected theorem add_le_add_iff_right {a b : Int} (c : Int) : a + c ≤ b + c ↔ a ≤ b := by
  rw [← Int.sub_nonneg, Int.add_sub_add_right, Int.sub_nonneg]

@[simp] protected theorem add_le_add_iff_left {b c : Int} (a : Int) : a + b ≤ a + c ↔ b ≤ c := by
  rw [Int.add_comm a b, Int.add_comm a c, Int.add_le_add_iff_right]

@[simp] protected theorem add_lt_add_iff_right {a b : Int} (c : Int) : a + c < b + c ↔ a < b := by
  rw [← Int.not_le, Int.add_le_add_iff_right, Int.not_le]

@[simp] protected theorem add_lt_add_iff_left {b c : Int} (a : Int) : a + b < a + c ↔ b < c := by
  rw [← Int.not_le, Int.add_le_add_iff_left, Int.not_le]

protected theorem add_le_add_left {a b : Int} (h : a ≤ b) (c : Int) : c + a ≤ c + b :=
  (Int.add_le_add_iff_left c).mpr h

protected theorem add_le_add_right {a b : Int} (h : a ≤ b) (c : Int) : a + c ≤ b + c :=
  (Int.add_le_add_iff_right c).mpr h

protected theorem add_le_add {a b c d : Int} (h₁ : a ≤ b) (h₂ : c ≤ d) : a + c ≤ b + d :=
  Int.le_trans (Int.add_le_add_right h₁ c) (Int.add_le_add_left h₂ b)

protected theorem add_lt_add_left {a b : Int} (h : a < b) (c : Int) : c + a < c + b :=
  (Int.add_lt_add_iff_left c).mpr h

protected theorem add_lt_add_right {a b : Int} (h : a < b) (c : Int) : a + c < b + c :=
  (Int.add_lt_add_iff_right c).mpr h

protected theorem add_nonneg {a b : Int} (h₁ : 0 ≤ a) (h₂ : 0 ≤ b) : 0 ≤ a + b :=
  Int.add_le_add h₁ h₂

protected theorem le_add_one {a b : Int} (h : a ≤ b) : a ≤ b + 1 :=
  Int.le_of_lt (Int.lt_of_le_of_lt h (Int.le_refl (b + 1)))

theorem lt_add_one_iff {a b : Int} : a < b + 1 ↔ a ≤ b := Int.add_le_add_iff_right 1

protected theorem sub_pos {a b : Int} : 0 < a - b ↔ b < a := by
  rw [← Int.not_le, ← Int.not_le, ← Int.sub_nonneg (a := 0), Int.zero_sub, Int.neg_sub,
    Int.sub_nonneg]

@[simp] protected theorem neg_le_neg_iff {a b : Int} : -a ≤ -b ↔ b ≤ a := by
  rw [← Int.sub_nonneg, Int.sub_neg, Int.add_comm, ← Int.sub_eq_add_neg, Int.sub_nonneg]

protected theorem neg_le_neg {a b : Int} (h : a ≤ b) : -b ≤ -a := Int.neg_le_neg_iff.mpr h

protected theorem neg_lt_neg {a b : Int} (h : a < b) : -b < -a := by
  rw [← Int.not_le, Int.neg_le_neg_iff, Int.not_le]
  exact h

protected theorem neg_nonpos_of_nonneg {a : Int} (h : 0 ≤ a) : -a ≤ 0 := Int.neg_le_neg h

protected theorem neg_nonneg_of_nonpos {a : Int} (h : a ≤ 0) : 0 ≤ -a := Int.neg_le_neg h

protected theorem neg_pos_of_neg {a : Int} (h : a < 0) : 0 < -a := Int.neg_lt_neg h

protected theorem neg_neg_of_pos {a : Int} (h : 0 < a) : -a < 0 := Int.neg_lt_neg h

/-! ## Order and multiplication -/

protected theorem mul_nonneg {a b : Int} (ha : 0 ≤ a) (hb : 0 ≤ b) : 0 ≤ a * b := by
  obtain ⟨m, rfl⟩ := eq_ofNat_of_zero_le ha
  obtain ⟨n, rfl⟩ := eq_ofNat_of_zero_le hb
  exact natCast_nonneg (m * n)

protected theorem mul_pos {a b : Int} (ha : 0 < a) (hb : 0 < b) : 0 < a * b := by
  obtain ⟨m, rfl⟩ := eq_ofNat_of_zero_le (Int.le_of_lt ha)
  obtain ⟨n, rfl⟩ := eq_ofNat_of_zero_le (Int.le_of_lt hb)
  rw [natCast_pos] at ha hb
  rw [← natCast_mul, natCast_pos]
  exact Nat.mul_pos ha hb

protected theorem mul_le_mul_of_nonneg_left {a b c : Int} (h : a ≤ b) (hc : 0 ≤ c) :
    c * a ≤ c * b := by
  rw [← Int.sub_nonneg, ← Int.mul_sub]
  exact Int.mul_nonneg hc (Int.sub_nonneg_of_le h)

protected theorem mul_le_mul_of_nonneg_right {a b c : Int} (h : a ≤ b) (hc : 0 ≤ c) :
    a * c ≤ b * c := by
  rw [Int.mul_comm a, Int.mul_comm b]
  exact Int.mul_le_mul_of_nonneg_left h hc

protected theorem mul_le_mul_of_nonpos_left {a b c : Int} (ha : a ≤ 0) (h : c ≤ b) :
    a * b ≤ a * c := by
  rw [← Int.neg_le_neg_iff, ← Int.neg_mul, ← Int.neg_mul]
  exact Int.mul_le_mul_of_nonneg_left h (Int.neg_nonneg_of_nonpos ha)

protected theorem mul_le_mul_of_nonpos_right {a b c : Int} (h : b ≤ a) (hc : c ≤ 0) :
    a * c ≤ b * c := by
  rw [Int.mul_comm a, Int.mul_comm b]
  exact Int.mul_le_mul_of_nonpos_left hc h

protected theorem mul_lt_mul_of_pos_left {a b c : Int} (h : a < b) (hc : 0 < c) :
    c * a < c * b := by
  rw [← Int.sub_pos, ← Int.mul_sub]
  exact Int.mul_pos hc (Int.sub_pos.mpr h)

protected theorem mul_lt_mul_of_pos_right {a b c : Int} (h : a < b) (hc : 0 < c) :
    a * c < b * c := by
  rw [Int.mul_comm a, Int.mul_comm b]
  exact Int.mul_lt_mul_of_pos_left h hc

protected theorem mul_le_mul {a b c d : Int} (hac : a ≤ c) (hbd : b ≤ d) (hb : 0 ≤ b)
    (hc : 0 ≤ c) : a * b ≤ c * d :=
  Int.le_trans (Int.mul_le_mul_of_nonneg_right hac hb) (Int.mul_le_mul_of_nonneg_left hbd hc)

protected theorem mul_le_mul_left {a b c : Int} (ha : 0 < a) : a * b ≤ a * c ↔ b ≤ c :=
  ⟨fun h => Int.not_lt.mp fun h' => absurd (Int.mul_lt_mul_of_pos_left h' ha)
    (Int.not_lt_of_ge h), fun h => Int.mul_le_mul_of_nonneg_left h (Int.le_of_lt ha)⟩

protected theorem mul_self_nonneg (a : Int) : 0 ≤ a * a :=
  (Int.le_total 0 a).elim (fun h => Int.mul_nonneg h h) fun h => by
    rw [← Int.neg_mul_neg]
    exact Int.mul_nonneg (Int.neg_nonneg_of_nonpos h) (Int.neg_nonneg_of_nonpos h)

@[simp] protected theorem mul_eq_zero {a b : Int} : a * b = 0 ↔ a = 0 ∨ b = 0 := by
  refine ⟨fun h => ?_, fun h => h.elim (fun h => by rw [h, Int.zero_mul])
    fun h => by rw [h, Int.mul_zero]⟩
  have key : ∀ {a b : Int}, 0 < a → a * b = 0 → b = 0 := fun {a b} ha h => by
    rcases Int.lt_trichotomy b 0 with hb | hb | hb
    · have h' := Int.mul_pos ha (Int.neg_pos_of_neg hb)
      rw [Int.mul_neg, h] at h'
      exact absurd h' (Int.lt_irrefl 0)
    · exact hb
    · exact absurd h (Int.ne_of_gt (Int.mul_pos ha hb))
  rcases Int.lt_trichotomy a 0 with ha | ha | ha
  · exact Or.inr (key (Int.neg_pos_of_neg ha) (by rw [Int.neg_mul, h]; rfl))
  · exact Or.inl ha
  · exact Or.inr (key ha h)

protected theorem mul_ne_zero {a b : Int} (ha : a ≠ 0) (hb : b ≠ 0) : a * b ≠ 0 := fun h =>
  (Int.mul_eq_zero.mp h).elim ha hb

protected theorem eq_of_mul_eq_mul_left {a b c : Int} (ha : a ≠ 0) (h : a * b = a * c) : b = c := by
  have h' : a * (b - c) = 0 := by rw [Int.mul_sub, h, Int.sub_self]
  exact (Int.mul_eq_zero.mp h').elim (fun h => absurd h ha) Int.eq_of_sub_eq_zero

protected theorem eq_of_mul_eq_mul_right {a b c : Int} (ha : a ≠ 0) (h : b * a = c * a) :
    b = c := by
  rw [Int.mul_comm b, Int.mul_comm c] at h
  exact Int.eq_of_mul_eq_mul_left ha h

end Int
