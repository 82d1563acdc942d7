prelude
import QuantCert.Core.Nat.Basic
/-!
# Natural numbers: order

## Main theorems
* `Nat.le_antisymm`, `Nat.lt_irrefl`, `Nat.le_total`, `Nat.lt_or_ge`
* `Nat.not_le`, `Nat.lt_trichotomy`, `Nat.pos_of_ne_zero`
-/
set_option linter.unusedVariables false
set_option warn.classDefReducibility false

universe u

/-! ## The order -/

@[simp] protected theorem Nat.le_refl (n : Nat) : n ≤ n := Nat.le.refl

protected theorem Nat.le_rfl {n : Nat} : n ≤ n := Nat.le.refl

protected theorem Nat.le_of_eq {n m : Nat} (h : n = m) : n ≤ m := h ▸ Nat.le.refl

attribute [simp] Nat.zero_le

theorem Nat.not_succ_le_zero (n : Nat) : ¬succ n ≤ 0 := fun h => nomatch h

@[simp] theorem Nat.not_lt_zero (n : Nat) : ¬n < 0 := Nat.not_succ_le_zero n

theorem Nat.zero_lt_succ (n : Nat) : 0 < succ n := succ_le_succ (zero_le n)

@[simp] theorem Nat.zero_lt_add_one (n : Nat) : 0 < n + 1 := zero_lt_succ n

theorem Nat.succ_pos (n : Nat) : 0 < succ n := zero_lt_succ n

protected theorem Nat.zero_lt_one : 0 < 1 := zero_lt_succ 0

protected theorem Nat.one_pos : 0 < 1 := Nat.zero_lt_one

theorem Nat.not_succ_le_self (n : Nat) : ¬succ n ≤ n := by
  induction n with
  | zero => exact not_succ_le_zero 0
  | succ n ih => exact fun h => ih (le_of_succ_le_succ h)

@[simp] protected theorem Nat.lt_irrefl (n : Nat) : ¬n < n := not_succ_le_self n

theorem Nat.le_add_one (n : Nat) : n ≤ n + 1 := le_succ n

theorem Nat.lt_succ_self (n : Nat) : n < succ n := Nat.le.refl

@[simp] protected theorem Nat.lt_add_one (n : Nat) : n < n + 1 := Nat.le.refl

theorem Nat.le_step {n m : Nat} (h : n ≤ m) : n ≤ succ m := Nat.le.step h

theorem Nat.lt.base (n : Nat) : n < succ n := Nat.le.refl

theorem Nat.lt.step {n m : Nat} : n < m → n < succ m := Nat.le_step

theorem Nat.le_of_succ_le {n m : Nat} (h : succ n ≤ m) : n ≤ m := Nat.le_trans (le_succ n) h

theorem Nat.le_of_lt {n m : Nat} (h : n < m) : n ≤ m := le_of_succ_le h

theorem Nat.succ_le_of_lt {n m : Nat} (h : n < m) : succ n ≤ m := h

theorem Nat.lt_of_succ_le {n m : Nat} (h : succ n ≤ m) : n < m := h

theorem Nat.succ_le_iff {n m : Nat} : succ n ≤ m ↔ n < m := Iff.rfl

protected theorem Nat.add_one_le_iff {n m : Nat} : n + 1 ≤ m ↔ n < m := Iff.rfl

theorem Nat.lt_succ_of_le {n m : Nat} (h : n ≤ m) : n < succ m := succ_le_succ h

protected theorem Nat.lt_add_one_of_le {n m : Nat} (h : n ≤ m) : n < m + 1 := succ_le_succ h

theorem Nat.le_of_lt_succ {m n : Nat} (h : m < succ n) : m ≤ n := le_of_succ_le_succ h

protected theorem Nat.le_of_lt_add_one {n m : Nat} (h : n < m + 1) : n ≤ m := le_of_succ_le_succ h

theorem Nat.lt_succ_iff {m n : Nat} : m < succ n ↔ m ≤ n := ⟨le_of_lt_succ, lt_succ_of_le⟩

protected theorem Nat.lt_add_one_iff {m n : Nat} : m < n + 1 ↔ m ≤ n := lt_succ_iff

theorem Nat.succ_lt_succ {n m : Nat} (h : n < m) : succ n < succ m := succ_le_succ h

theorem Nat.lt_of_succ_lt_succ {n m : Nat} (h : succ n < succ m) : n < m := le_of_succ_le_succ h

theorem Nat.succ_lt_succ_iff {n m : Nat} : succ n < succ m ↔ n < m :=
  ⟨lt_of_succ_lt_succ, succ_lt_succ⟩

theorem Nat.succ_le_succ_iff {n m : Nat} : succ n ≤ succ m ↔ n ≤ m :=
  ⟨le_of_succ_le_succ, succ_le_succ⟩

protected theorem Nat.lt_trans {n m k : Nat} (h₁ : n < m) (h₂ : m < k) : n < k :=
  Nat.le_trans (le_step h₁) h₂

protected theorem Nat.lt_of_lt_of_le {n m k : Nat} (h₁ : n < m) (h₂ : m ≤ k) : n < k :=
  Nat.le_trans h₁ h₂

protected theorem Nat.lt_of_le_of_lt {n m k : Nat} (h₁ : n ≤ m) (h₂ : m < k) : n < k :=
  Nat.le_trans (succ_le_succ h₁) h₂

protected theorem Nat.lt_of_lt_of_eq {n m k : Nat} (h₁ : n < m) (h₂ : m = k) : n < k := h₂ ▸ h₁

instance instTransNatLe : Trans (LE.le : Nat → Nat → Prop) LE.le LE.le := ⟨Nat.le_trans⟩
instance instTransNatLt : Trans (LT.lt : Nat → Nat → Prop) LT.lt LT.lt := ⟨Nat.lt_trans⟩
instance instTransNatLtLe : Trans (LT.lt : Nat → Nat → Prop) LE.le LT.lt := ⟨Nat.lt_of_lt_of_le⟩
instance instTransNatLeLt : Trans (LE.le : Nat → Nat → Prop) LT.lt LT.lt := ⟨Nat.lt_of_le_of_lt⟩

protected theorem Nat.le_antisymm {n m : Nat} (h₁ : n ≤ m) (h₂ : m ≤ n) : n = m := by
  cases h₁ with
  | refl => rfl
  | step h => exact absurd (Nat.le_trans (succ_le_succ h) h₂) (not_succ_le_self _)

protected theorem Nat.le_antisymm_iff {a b : Nat} : a = b ↔ a ≤ b ∧ b ≤ a :=
  ⟨fun h => h ▸ ⟨Nat.le_rfl, Nat.le_rfl⟩, fun h => Nat.le_antisymm h.1 h.2⟩

protected theorem Nat.lt_or_ge (n m : Nat) : n < m ∨ n ≥ m := by
  induction m with
  | zero => exact .inr (zero_le n)
  | succ m ih =>
    rcases ih with h | h
    · exact .inl (le_step h)
    · cases h with
      | refl => exact .inl Nat.le.refl
      | step h => exact .inr (succ_le_succ h)

protected theorem Nat.le_total (m n : Nat) : m ≤ n ∨ n ≤ m :=
  (Nat.lt_or_ge m n).imp le_of_lt id

protected theorem Nat.lt_or_eq_of_le {n m : Nat} (h : n ≤ m) : n < m ∨ n = m := by
  cases h with
  | refl => exact .inr rfl
  | step h => exact .inl (succ_le_succ h)

protected theorem Nat.eq_or_lt_of_le {n m : Nat} (h : n ≤ m) : n = m ∨ n < m :=
  (Nat.lt_or_eq_of_le h).symm

protected theorem Nat.le_iff_lt_or_eq {n m : Nat} : n ≤ m ↔ n < m ∨ n = m :=
  ⟨Nat.lt_or_eq_of_le, fun h => h.elim le_of_lt Nat.le_of_eq⟩

protected theorem Nat.lt_of_le_of_ne {n m : Nat} (h : n ≤ m) (h' : n ≠ m) : n < m :=
  (Nat.lt_or_eq_of_le h).resolve_right h'

protected theorem Nat.ne_of_lt {a b : Nat} (h : a < b) : a ≠ b := fun e => Nat.lt_irrefl b (e ▸ h)

protected theorem Nat.ne_of_gt {a b : Nat} (h : b < a) : a ≠ b := (Nat.ne_of_lt h).symm

protected theorem Nat.not_le_of_gt {n m : Nat} (h : n > m) : ¬n ≤ m := fun h₁ =>
  Nat.lt_irrefl n (Nat.lt_of_le_of_lt h₁ h)

protected theorem Nat.not_le_of_lt {n m : Nat} (h : m < n) : ¬n ≤ m := Nat.not_le_of_gt h

protected theorem Nat.not_lt_of_ge {n m : Nat} (h : n ≥ m) : ¬n < m := fun h₁ =>
  Nat.not_le_of_gt h₁ h

protected theorem Nat.not_lt_of_le {n m : Nat} (h : m ≤ n) : ¬n < m := Nat.not_lt_of_ge h

protected theorem Nat.lt_asymm {a b : Nat} (h : a < b) : ¬b < a :=
  Nat.not_lt_of_le (le_of_lt h)

protected theorem Nat.lt_of_not_le {a b : Nat} (h : ¬a ≤ b) : b < a :=
  (Nat.lt_or_ge b a).resolve_right h

protected theorem Nat.lt_of_not_ge {a b : Nat} (h : ¬b ≥ a) : b < a := Nat.lt_of_not_le h

protected theorem Nat.le_of_not_lt {a b : Nat} (h : ¬a < b) : b ≤ a :=
  (Nat.lt_or_ge a b).resolve_left h

protected theorem Nat.le_of_not_gt {a b : Nat} (h : ¬b > a) : b ≤ a := Nat.le_of_not_lt h

protected theorem Nat.le_of_not_le {a b : Nat} (h : ¬b ≤ a) : a ≤ b := le_of_lt (Nat.lt_of_not_le h)

@[simp] protected theorem Nat.not_le {n m : Nat} : ¬n ≤ m ↔ m < n :=
  ⟨Nat.lt_of_not_le, Nat.not_le_of_gt⟩

@[simp] protected theorem Nat.not_lt {n m : Nat} : ¬n < m ↔ m ≤ n :=
  ⟨Nat.le_of_not_lt, Nat.not_lt_of_ge⟩

protected theorem Nat.lt_trichotomy (a b : Nat) : a < b ∨ a = b ∨ b < a :=
  (Nat.lt_or_ge a b).imp_right fun h => (Nat.eq_or_lt_of_le h).imp_left Eq.symm

protected theorem Nat.lt_or_gt_of_ne {a b : Nat} (h : a ≠ b) : a < b ∨ a > b :=
  (Nat.lt_trichotomy a b).imp_right fun x => x.resolve_left h

protected theorem Nat.ne_iff_lt_or_gt {a b : Nat} : a ≠ b ↔ a < b ∨ b < a :=
  ⟨Nat.lt_or_gt_of_ne, fun h => h.elim Nat.ne_of_lt Nat.ne_of_gt⟩

protected theorem Nat.lt_iff_le_not_le {m n : Nat} : m < n ↔ m ≤ n ∧ ¬n ≤ m :=
  ⟨fun h => ⟨le_of_lt h, Nat.not_le_of_gt h⟩, fun h => Nat.lt_of_not_le h.2⟩

protected theorem Nat.lt_iff_le_and_ne {m n : Nat} : m < n ↔ m ≤ n ∧ m ≠ n :=
  ⟨fun h => ⟨le_of_lt h, Nat.ne_of_lt h⟩, fun h => Nat.lt_of_le_of_ne h.1 h.2⟩

theorem Nat.eq_zero_or_pos : (n : Nat) → n = 0 ∨ 0 < n
  | 0 => .inl rfl
  | n + 1 => .inr (zero_lt_succ n)

theorem Nat.pos_of_ne_zero {n : Nat} (h : n ≠ 0) : 0 < n := (eq_zero_or_pos n).resolve_left h

theorem Nat.pos_iff_ne_zero {n : Nat} : 0 < n ↔ n ≠ 0 := ⟨Nat.ne_of_gt, pos_of_ne_zero⟩

theorem Nat.ne_zero_of_lt {b a : Nat} (h : b < a) : a ≠ 0 := fun e => not_lt_zero b (e ▸ h)

theorem Nat.pos_of_lt {b a : Nat} (h : b < a) : 0 < a := Nat.lt_of_le_of_lt (zero_le b) h

theorem Nat.eq_zero_of_le_zero {n : Nat} (h : n ≤ 0) : n = 0 := Nat.le_antisymm h (zero_le n)

@[simp] theorem Nat.le_zero_eq (a : Nat) : (a ≤ 0) = (a = 0) :=
  propext ⟨eq_zero_of_le_zero, Nat.le_of_eq⟩

protected theorem Nat.le_zero {i : Nat} : i ≤ 0 ↔ i = 0 := ⟨eq_zero_of_le_zero, Nat.le_of_eq⟩

theorem Nat.lt_one_iff {n : Nat} : n < 1 ↔ n = 0 := lt_succ_iff.trans Nat.le_zero

theorem Nat.one_le_iff_ne_zero {n : Nat} : 1 ≤ n ↔ n ≠ 0 := pos_iff_ne_zero

theorem Nat.exists_eq_add_one_of_ne_zero : {n : Nat} → n ≠ 0 → ∃ k, n = k + 1
  | 0, h => absurd rfl h
  | n + 1, _ => ⟨n, rfl⟩

theorem Nat.succ_pred_eq_of_pos : {n : Nat} → 0 < n → succ (pred n) = n
  | _ + 1, _ => rfl

theorem Nat.sub_one_add_one {n : Nat} (h : n ≠ 0) : n - 1 + 1 = n :=
  succ_pred_eq_of_pos (pos_of_ne_zero h)
