prelude
import QuantCert.Core.Nat.Sub
/-!
# Natural numbers: minimum, maximum and strong induction

## Main definitions
* `Nat.strongRecOn`: induction with the statement for all smaller numbers

## Main theorems
* `Nat.min_def`, `Nat.max_def`, `Nat.le_max_left`, `Nat.max_le`, `Nat.min_le_left`, `Nat.le_min`
* `Nat.beq_eq`, `Nat.ble_eq`
-/

universe u

/-! ## Minimum and maximum -/

protected theorem Nat.min_def {n m : Nat} : min n m = if n ≤ m then n else m := rfl

protected theorem Nat.max_def {n m : Nat} : max n m = if n ≤ m then m else n := rfl

protected theorem Nat.min_eq_left {a b : Nat} (h : a ≤ b) : min a b = a := if_pos h

protected theorem Nat.min_eq_right {a b : Nat} (h : b ≤ a) : min a b = b := by
  by_cases h' : a ≤ b
  · rw [Nat.le_antisymm h' h]
    exact if_pos Nat.le.refl
  · exact if_neg h'

protected theorem Nat.max_eq_right {a b : Nat} (h : a ≤ b) : max a b = b := if_pos h

protected theorem Nat.max_eq_left {a b : Nat} (h : b ≤ a) : max a b = a := by
  by_cases h' : a ≤ b
  · rw [Nat.le_antisymm h' h]
    exact if_pos Nat.le.refl
  · exact if_neg h'

protected theorem Nat.min_comm (a b : Nat) : min a b = min b a :=
  (Nat.le_total a b).elim
    (fun h => by rw [Nat.min_eq_left h, Nat.min_eq_right h])
    fun h => by rw [Nat.min_eq_left h, Nat.min_eq_right h]

protected theorem Nat.max_comm (a b : Nat) : max a b = max b a :=
  (Nat.le_total a b).elim
    (fun h => by rw [Nat.max_eq_left h, Nat.max_eq_right h])
    fun h => by rw [Nat.max_eq_left h, Nat.max_eq_right h]

@[simp] protected theorem Nat.min_self (a : Nat) : min a a = a := Nat.min_eq_left Nat.le.refl

@[simp] protected theorem Nat.max_self (a : Nat) : max a a = a := Nat.max_eq_left Nat.le.refl

protected theorem Nat.min_le_left (a b : Nat) : min a b ≤ a :=
  (Nat.le_total a b).elim (fun h => Nat.le_of_eq (Nat.min_eq_left h))
    fun h => (Nat.min_eq_right h).symm ▸ h

protected theorem Nat.min_le_right (a b : Nat) :
    min a b ≤ b := Nat.min_comm b a ▸ Nat.min_le_left b a

protected theorem Nat.le_max_left (a b : Nat) : a ≤ max a b :=
  (Nat.le_total a b).elim (fun h => (Nat.max_eq_right h).symm ▸ h)
    fun h => Nat.le_of_eq (Nat.max_eq_left h).symm

protected theorem Nat.le_max_right (a b : Nat) :
    b ≤ max a b := Nat.max_comm b a ▸ Nat.le_max_left b a

protected theorem Nat.le_min_of_le_of_le {a b c : Nat} (h₁ : a ≤ b) (h₂ : a ≤ c) : a ≤ min b c :=
  (Nat.le_total b c).elim (fun h => (Nat.min_eq_left h).symm ▸ h₁)
    fun h => (Nat.min_eq_right h).symm ▸ h₂

protected theorem Nat.max_le_of_le_of_le {a b c : Nat} (h₁ : a ≤ c) (h₂ : b ≤ c) : max a b ≤ c :=
  (Nat.le_total a b).elim (fun h => (Nat.max_eq_right h).symm ▸ h₂)
    fun h => (Nat.max_eq_left h).symm ▸ h₁

protected theorem Nat.le_min {a b c : Nat} : a ≤ min b c ↔ a ≤ b ∧ a ≤ c :=
  ⟨fun h => ⟨Nat.le_trans h (Nat.min_le_left b c), Nat.le_trans h (Nat.min_le_right b c)⟩,
   fun h => Nat.le_min_of_le_of_le h.1 h.2⟩

protected theorem Nat.max_le {a b c : Nat} : max a b ≤ c ↔ a ≤ c ∧ b ≤ c :=
  ⟨fun h => ⟨Nat.le_trans (Nat.le_max_left a b) h, Nat.le_trans (Nat.le_max_right a b) h⟩,
   fun h => Nat.max_le_of_le_of_le h.1 h.2⟩

protected theorem Nat.lt_min {a b c : Nat} : a < min b c ↔ a < b ∧ a < c := Nat.le_min

protected theorem Nat.max_lt {a b c : Nat} : max a b < c ↔ a < c ∧ b < c := by
  rw [← Nat.not_le, ← Nat.not_le, ← Nat.not_le]
  rcases Nat.le_total a b with h | h
  · rw [Nat.max_eq_right h]
    exact ⟨fun hb => ⟨fun ha => hb (Nat.le_trans ha h), hb⟩, And.right⟩
  · rw [Nat.max_eq_left h]
    exact ⟨fun ha => ⟨ha, fun hb => ha (Nat.le_trans hb h)⟩, And.left⟩

@[simp] protected theorem Nat.max_zero (a : Nat) : max a 0 = a := Nat.max_eq_left (zero_le a)

@[simp] protected theorem Nat.zero_max (a : Nat) : max 0 a = a := Nat.max_eq_right (zero_le a)

@[simp] protected theorem Nat.min_zero (a : Nat) : min a 0 = 0 := Nat.min_eq_right (zero_le a)

@[simp] protected theorem Nat.zero_min (a : Nat) : min 0 a = 0 := Nat.min_eq_left (zero_le a)

protected theorem Nat.add_min_add_right {a b c : Nat} : min (a + c) (b + c) = min a b + c := by
  rcases Nat.le_total a b with h | h
  · rw [Nat.min_eq_left h, Nat.min_eq_left (Nat.add_le_add_right h c)]
  · rw [Nat.min_eq_right h, Nat.min_eq_right (Nat.add_le_add_right h c)]

protected theorem Nat.add_max_add_right {a b c : Nat} : max (a + c) (b + c) = max a b + c := by
  rcases Nat.le_total a b with h | h
  · rw [Nat.max_eq_right h, Nat.max_eq_right (Nat.add_le_add_right h c)]
  · rw [Nat.max_eq_left h, Nat.max_eq_left (Nat.add_le_add_right h c)]

/-! ## Boolean tests -/

@[simp] theorem Nat.ble_eq {x y : Nat} : (Nat.ble x y = true) = (x ≤ y) :=
  propext ⟨le_of_ble_eq_true, ble_eq_true_of_le⟩

@[simp] theorem Nat.blt_eq {x y : Nat} : (Nat.blt x y = true) = (x < y) :=
  propext ⟨le_of_ble_eq_true, ble_eq_true_of_le⟩

@[simp] theorem Nat.beq_eq {m n : Nat} : (Nat.beq m n = true) = (m = n) :=
  propext ⟨eq_of_beq_eq_true m n, fun h => h ▸ beq_refl m⟩

theorem Nat.not_le_of_ble_eq_false {n m : Nat} (h : Nat.ble n m = false) : ¬n ≤ m := fun h' =>
  Bool.noConfusion ((ble_eq_true_of_le h').symm.trans h)

/-! ## Induction -/

/-- Recursion with the values at all smaller numbers. -/
@[elab_as_elim]
protected noncomputable def Nat.strongRecOn {motive : Nat → Sort u} (n : Nat)
    (ind : ∀ n, (∀ m, m < n → motive m) → motive n) : motive n :=
  have below : ∀ n, ∀ m, m < n → motive m := Nat.rec
    (fun m h => absurd h (Nat.not_lt_zero m))
    (fun _ ih m h => ind m fun k hk => ih k (Nat.lt_of_lt_of_le hk (Nat.le_of_lt_succ h)))
  ind n (below n)

/-! ## Bounded quantifiers are decided -/

/-- A statement about all numbers below `n` is decided by trying each. -/
instance Nat.decidableBallLT : (n : Nat) → (P : ∀ k, k < n → Prop) →
    [∀ n h, Decidable (P n h)] → Decidable (∀ n h, P n h)
  | 0, _, _ => isTrue fun _ h => absurd h (Nat.not_lt_zero _)
  | n + 1, P, H =>
    match decidableBallLT n (fun k h => P k (Nat.lt.step h)) with
    | isFalse h => isFalse fun f => h fun k hk => f k (Nat.lt.step hk)
    | isTrue h =>
      if p : P n (Nat.lt_succ_self n) then
        isTrue fun k hk => (Nat.lt_or_eq_of_le (Nat.le_of_lt_succ hk)).elim
          (fun hlt => h k hlt) (fun e => by subst e; exact p)
      else isFalse fun f => p (f n (Nat.lt_succ_self n))
