prelude
import QuantCert.Core.Int.Lemmas

/-! # The order of the integers

## Main theorems
* `Int.le_trans`, `Int.le_antisymm`, `Int.le_total`, `Int.lt_irrefl`, ... : a total order.
* `Int.add_le_add`, `Int.neg_le_neg`, `Int.mul_le_mul_of_nonneg_left`, ... : an ordered ring.
* `Int.ofNat_le`, `Int.ofNat_lt`: the order extends that of the natural numbers.
* `Int.min_def`, `Int.max_def`, `Int.natAbs_mul`, `Int.natAbs_add_le`: minimum, maximum and
  absolute value.
-/

set_option linter.unusedSimpArgs false

namespace Int
open QuantCert.IntDiff

/-! ## A total order -/

theorem le_def {a b : Int} : a ≤ b ↔ NonNeg (b - a) := Iff.rfl

theorem lt_iff_add_one_le {a b : Int} : a < b ↔ a + 1 ≤ b := Iff.rfl

theorem _root_.QuantCert.IntDiff.subNatNat_le_subNatNat {m n p q : Nat} :
    subNatNat m n ≤ subNatNat p q ↔ m + q ≤ p + n := by
  rw [le_def, subNatNat_sub_subNatNat, nonNeg_subNatNat, Nat.add_comm q m]

theorem _root_.QuantCert.IntDiff.subNatNat_lt_subNatNat {m n p q : Nat} :
    subNatNat m n < subNatNat p q ↔ m + q < p + n := by
  show subNatNat m n + ofNat 1 ≤ _ ↔ _
  rw [ofNat_eq_subNatNat, subNatNat_add_subNatNat, subNatNat_le_subNatNat, Nat.add_zero,
    Nat.add_right_comm]
  exact Iff.rfl

theorem nonneg_def {a : Int} : NonNeg a ↔ 0 ≤ a := by
  rw [le_def, Int.sub_zero]

theorem ofNat_le {m n : Nat} : (m : Int) ≤ n ↔ m ≤ n := by
  show ofNat m ≤ ofNat n ↔ m ≤ n
  rw [ofNat_eq_subNatNat, ofNat_eq_subNatNat, subNatNat_le_subNatNat, Nat.add_zero, Nat.add_zero]

theorem ofNat_lt {n m : Nat} : (n : Int) < m ↔ n < m := by
  show ofNat n < ofNat m ↔ n < m
  rw [ofNat_eq_subNatNat, ofNat_eq_subNatNat, subNatNat_lt_subNatNat, Nat.add_zero, Nat.add_zero]

theorem natCast_nonneg (n : Nat) : 0 ≤ (n : Int) := nonneg_def.mp (NonNeg.mk n)

theorem natCast_pos {n : Nat} : (0 : Int) < n ↔ 0 < n := ofNat_lt (n := 0)

theorem negSucc_lt_zero (n : Nat) : negSucc n < 0 := by
  rw [negSucc_eq_subNatNat, ← subNatNat_self 0, subNatNat_lt_subNatNat]
  exact Nat.lt_of_lt_of_le (Nat.succ_pos n) (Nat.le_add_left _ _)

theorem eq_ofNat_of_zero_le {a : Int} (h : 0 ≤ a) : ∃ n : Nat, a = n := by
  cases nonneg_def.mpr h with
  | mk n => exact ⟨n, rfl⟩

protected theorem le_refl (a : Int) : a ≤ a := by
  rw [le_def, Int.sub_self]
  exact NonNeg.mk 0

protected theorem le_rfl {a : Int} : a ≤ a := Int.le_refl a

protected theorem le_of_eq {a b : Int} (h : a = b) : a ≤ b := h ▸ Int.le_refl a

protected theorem le_trans {a b c : Int} : a ≤ b → b ≤ c → a ≤ c := by
  refine subNatNat_rec a fun m n => ?_
  refine subNatNat_rec b fun p q => ?_
  refine subNatNat_rec c fun r s => ?_
  rw [subNatNat_le_subNatNat, subNatNat_le_subNatNat, subNatNat_le_subNatNat]
  intro h₁ h₂
  have h := Nat.add_le_add h₁ h₂
  have e₁ : m + q + (p + s) = m + s + (p + q) := by
    simp only [Nat.add_assoc, Nat.add_comm, Nat.add_left_comm]
  have e₂ : p + n + (r + q) = r + n + (p + q) := by
    simp only [Nat.add_assoc, Nat.add_comm, Nat.add_left_comm]
  rw [e₁, e₂] at h
  exact Nat.le_of_add_le_add_right h

protected theorem le_antisymm {a b : Int} : a ≤ b → b ≤ a → a = b := by
  refine subNatNat_rec a fun m n => ?_
  refine subNatNat_rec b fun p q => ?_
  rw [subNatNat_le_subNatNat, subNatNat_le_subNatNat, subNatNat_eq_iff]
  exact Nat.le_antisymm

protected theorem le_total (a b : Int) : a ≤ b ∨ b ≤ a := by
  refine subNatNat_rec a fun m n => ?_
  refine subNatNat_rec b fun p q => ?_
  rw [subNatNat_le_subNatNat, subNatNat_le_subNatNat]
  exact Nat.le_total _ _

protected theorem not_le {a b : Int} : ¬ a ≤ b ↔ b < a := by
  refine subNatNat_rec a fun m n => ?_
  refine subNatNat_rec b fun p q => ?_
  rw [subNatNat_le_subNatNat, subNatNat_lt_subNatNat]
  exact Nat.not_le

protected theorem not_lt {a b : Int} : ¬ a < b ↔ b ≤ a := by
  refine subNatNat_rec a fun m n => ?_
  refine subNatNat_rec b fun p q => ?_
  rw [subNatNat_le_subNatNat, subNatNat_lt_subNatNat]
  exact Nat.not_lt

protected theorem lt_of_not_ge {a b : Int} (h : ¬ a ≤ b) : b < a := Int.not_le.mp h

protected theorem not_le_of_gt {a b : Int} (h : b < a) : ¬ a ≤ b := Int.not_le.mpr h

protected theorem le_of_not_gt {a b : Int} (h : ¬ a > b) : a ≤ b := Int.not_lt.mp h

protected theorem not_lt_of_ge {a b : Int} (h : b ≤ a) : ¬ a < b := Int.not_lt.mpr h

protected theorem le_of_lt {a b : Int} (h : a < b) : a ≤ b :=
  (Int.le_total a b).elim id fun h' => absurd h (Int.not_lt_of_ge h')

protected theorem lt_irrefl (a : Int) : ¬ a < a := Int.not_lt_of_ge (Int.le_refl a)

protected theorem ne_of_lt {a b : Int} (h : a < b) : a ≠ b := fun e =>
  Int.lt_irrefl b (e ▸ h)

protected theorem ne_of_gt {a b : Int} (h : b < a) : a ≠ b := fun e => Int.ne_of_lt h e.symm

protected theorem lt_of_le_of_lt {a b c : Int} (h₁ : a ≤ b) (h₂ : b < c) : a < c :=
  Int.not_le.mp fun h => Int.not_le_of_gt h₂ (Int.le_trans h h₁)

protected theorem lt_of_lt_of_le {a b c : Int} (h₁ : a < b) (h₂ : b ≤ c) : a < c :=
  Int.not_le.mp fun h => Int.not_le_of_gt h₁ (Int.le_trans h₂ h)

protected theorem lt_trans {a b c : Int} (h₁ : a < b) (h₂ : b < c) : a < c :=
  Int.lt_of_le_of_lt (Int.le_of_lt h₁) h₂

protected theorem lt_or_ge (a b : Int) : a < b ∨ b ≤ a :=
  match decLt a b with
  | isTrue h => Or.inl h
  | isFalse h => Or.inr (Int.not_lt.mp h)

protected theorem lt_of_le_of_ne {a b : Int} (h₁ : a ≤ b) (h₂ : a ≠ b) : a < b :=
  (Int.lt_or_ge a b).elim id fun h => absurd (Int.le_antisymm h₁ h) h₂

protected theorem lt_trichotomy (a b : Int) : a < b ∨ a = b ∨ b < a :=
  (Int.lt_or_ge a b).elim Or.inl fun h =>
    Or.inr ((Int.lt_or_ge b a).elim Or.inr fun h' => Or.inl (Int.le_antisymm h' h))

protected theorem lt_or_gt_of_ne {a b : Int} (h : a ≠ b) : a < b ∨ b < a :=
  (Int.lt_trichotomy a b).elim Or.inl fun h' => h'.elim (fun e => absurd e h) Or.inr

protected theorem le_iff_lt_or_eq {a b : Int} : a ≤ b ↔ a < b ∨ a = b :=
  ⟨fun h => (Int.lt_trichotomy a b).elim Or.inl fun h' => h'.elim Or.inr fun h'' =>
    absurd h (Int.not_le_of_gt h''), fun h => h.elim Int.le_of_lt Int.le_of_eq⟩

protected theorem lt_iff_le_and_ne {a b : Int} : a < b ↔ a ≤ b ∧ a ≠ b :=
  ⟨fun h => ⟨Int.le_of_lt h, Int.ne_of_lt h⟩, fun h => Int.lt_of_le_of_ne h.left h.right⟩

protected theorem eq_iff_le_and_ge {x y : Int} : x = y ↔ x ≤ y ∧ y ≤ x :=
  ⟨fun h => ⟨Int.le_of_eq h, Int.le_of_eq h.symm⟩, fun h => Int.le_antisymm h.left h.right⟩

instance : Trans (α := Int) (β := Int) (γ := Int) LE.le LE.le LE.le := ⟨Int.le_trans⟩
instance : Trans (α := Int) (β := Int) (γ := Int) LT.lt LE.le LT.lt := ⟨Int.lt_of_lt_of_le⟩
instance : Trans (α := Int) (β := Int) (γ := Int) LE.le LT.lt LT.lt := ⟨Int.lt_of_le_of_lt⟩
instance : Trans (α := Int) (β := Int) (γ := Int) LT.lt LT.lt LT.lt := ⟨Int.lt_trans⟩

/-! ## Order and addition -/

protected theorem sub_nonneg {a b : Int} : 0 ≤ a - b ↔ b ≤ a := by rw [← nonneg_def, ← le_def]

protected theorem sub_nonneg_of_le {a b : Int} (h : b ≤ a) : 0 ≤ a - b := Int.sub_nonneg.mpr h

protected theorem le_of_sub_nonneg {a b : Int} (h : 0 ≤ a - b) : b ≤ a := Int.sub_nonneg.mp h

theorem add_one_le_of_lt {a b : Int} (h : a < b) : a + 1 ≤ b := h

theorem lt_of_add_one_le {a b : Int} (h : a + 1 ≤ b) : a < b := h

protected theorem add_le_add_iff_right {a b : Int} (c : Int) : a + c ≤ b + c ↔ a ≤ b := by
  rw [← Int.sub_nonneg, Int.add_sub_add_right, Int.sub_nonneg]

protected theorem add_le_add_iff_left {b c : Int} (a : Int) : a + b ≤ a + c ↔ b ≤ c := by
  rw [Int.add_comm a b, Int.add_comm a c, Int.add_le_add_iff_right]

protected theorem add_lt_add_iff_right {a b : Int} (c : Int) : a + c < b + c ↔ a < b := by
  rw [← Int.not_le, Int.add_le_add_iff_right, Int.not_le]

protected theorem add_lt_add_iff_left {b c : Int} (a : Int) : a + b < a + c ↔ b < c := by
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

protected theorem neg_le_neg_iff {a b : Int} : -a ≤ -b ↔ b ≤ a := by
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

protected theorem mul_eq_zero {a b : Int} : a * b = 0 ↔ a = 0 ∨ b = 0 := by
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

/-! ## Minimum and maximum -/

protected theorem min_def (n m : Int) : min n m = if n ≤ m then n else m := rfl

protected theorem max_def (n m : Int) : max n m = if n ≤ m then m else n := rfl

protected theorem le_min {a b c : Int} : a ≤ min b c ↔ a ≤ b ∧ a ≤ c := by
  rw [Int.min_def]
  cases decLe b c with
  | isTrue h =>
    rw [if_pos h]
    exact ⟨fun h' => ⟨h', Int.le_trans h' h⟩, fun h' => h'.left⟩
  | isFalse h =>
    rw [if_neg h]
    exact ⟨fun h' => ⟨Int.le_trans h' (Int.le_of_lt (Int.not_le.mp h)), h'⟩, fun h' => h'.right⟩

protected theorem max_le {a b c : Int} : max a b ≤ c ↔ a ≤ c ∧ b ≤ c := by
  rw [Int.max_def]
  cases decLe a b with
  | isTrue h =>
    rw [if_pos h]
    exact ⟨fun h' => ⟨Int.le_trans h h', h'⟩, fun h' => h'.right⟩
  | isFalse h =>
    rw [if_neg h]
    exact ⟨fun h' => ⟨h', Int.le_trans (Int.le_of_lt (Int.not_le.mp h)) h'⟩, fun h' => h'.left⟩

protected theorem min_le_left (a b : Int) : min a b ≤ a := (Int.le_min.mp (Int.le_refl _)).left

protected theorem min_le_right (a b : Int) : min a b ≤ b := (Int.le_min.mp (Int.le_refl _)).right

protected theorem le_max_left (a b : Int) : a ≤ max a b := (Int.max_le.mp (Int.le_refl _)).left

protected theorem le_max_right (a b : Int) : b ≤ max a b := (Int.max_le.mp (Int.le_refl _)).right

end Int
