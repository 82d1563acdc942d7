prelude
import QuantCert.Core.Int.Lemmas
import QuantCert.Core.Nat.MinMax

/-! # The order of the integers

## Main theorems
* `Int.le_trans`, `Int.le_antisymm`, `Int.le_total`, `Int.lt_irrefl`, ... : a total order.
* `Int.ofNat_le`, `Int.ofNat_lt`: it extends the order of the natural numbers.
* `Int.le_min`, `Int.max_le`: minimum and maximum.
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

theorem _root_.QuantCert.IntDiff.nonNeg_iff {a : Int} : NonNeg a ↔ 0 ≤ a := by
  rw [le_def, Int.sub_zero]

@[simp] theorem ofNat_le {m n : Nat} : (m : Int) ≤ n ↔ m ≤ n := by
  show ofNat m ≤ ofNat n ↔ m ≤ n
  rw [ofNat_eq_subNatNat, ofNat_eq_subNatNat, subNatNat_le_subNatNat, Nat.add_zero, Nat.add_zero]

@[simp] theorem ofNat_lt {n m : Nat} : (n : Int) < m ↔ n < m := by
  show ofNat n < ofNat m ↔ n < m
  rw [ofNat_eq_subNatNat, ofNat_eq_subNatNat, subNatNat_lt_subNatNat, Nat.add_zero, Nat.add_zero]

@[simp] theorem natCast_nonneg (n : Nat) : 0 ≤ (n : Int) := nonNeg_iff.mp (NonNeg.mk n)

@[simp] theorem natCast_pos {n : Nat} : (0 : Int) < n ↔ 0 < n := ofNat_lt (n := 0)

theorem negSucc_lt_zero (n : Nat) : negSucc n < 0 := by
  rw [negSucc_eq_subNatNat, ← subNatNat_self 0, subNatNat_lt_subNatNat]
  exact Nat.lt_of_lt_of_le (Nat.succ_pos n) (Nat.le_add_left _ _)

theorem eq_ofNat_of_zero_le {a : Int} (h : 0 ≤ a) : ∃ n : Nat, a = n := by
  cases nonNeg_iff.mpr h with
  | mk n => exact ⟨n, rfl⟩

@[simp] protected theorem le_refl (a : Int) : a ≤ a := by
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

@[simp] protected theorem not_le {a b : Int} : ¬ a ≤ b ↔ b < a := by
  refine subNatNat_rec a fun m n => ?_
  refine subNatNat_rec b fun p q => ?_
  rw [subNatNat_le_subNatNat, subNatNat_lt_subNatNat]
  exact Nat.not_le

@[simp] protected theorem not_lt {a b : Int} : ¬ a < b ↔ b ≤ a := by
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

@[simp] protected theorem lt_irrefl (a : Int) : ¬ a < a := Int.not_lt_of_ge (Int.le_refl a)

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

protected theorem lt_or_le (a b : Int) : a < b ∨ b ≤ a := Int.lt_or_ge a b

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
