prelude
import QuantCert.Core.Logic.Simp
/-!
# Natural numbers: the laws of `+`, `*`, `-` and of powers of one

## Main theorems
* `Nat.add_comm`, `Nat.add_assoc`, `Nat.mul_comm`, `Nat.mul_assoc`, `Nat.left_distrib`
* `Nat.add_right_cancel`, `Nat.add_sub_cancel`
* `Nat.recAux`, `Nat.casesAuxOn`: induction whose goals read `0` and `n + 1`
-/
set_option linter.unusedVariables false

universe u

/-! ## Numerals and recursion -/

instance instNonemptyNat : Nonempty Nat := ⟨0⟩

theorem Nat.zero_eq : Nat.zero = 0 := rfl

theorem Nat.succ_eq_add_one (n : Nat) : Nat.succ n = n + 1 := rfl

@[simp] theorem Nat.add_one_ne_zero (n : Nat) : n + 1 ≠ 0 := fun h => Nat.noConfusion h

theorem Nat.succ_ne_zero (n : Nat) : Nat.succ n ≠ 0 := fun h => Nat.noConfusion h

theorem Nat.zero_ne_add_one (n : Nat) : 0 ≠ n + 1 := fun h => Nat.noConfusion h

theorem Nat.succ_inj {m n : Nat} : Nat.succ m = Nat.succ n ↔ m = n :=
  ⟨Nat.succ.inj, congrArg Nat.succ⟩

/-- Induction with goals that read `0` and `n + 1`. -/
@[elab_as_elim, induction_eliminator]
protected noncomputable abbrev Nat.recAux {motive : Nat → Sort u} (zero : motive 0)
    (succ : ∀ n, motive n → motive (n + 1)) (t : Nat) : motive t :=
  Nat.rec zero succ t

/-- Case distinction with goals that read `0` and `n + 1`. -/
@[elab_as_elim, cases_eliminator]
protected noncomputable abbrev Nat.casesAuxOn {motive : Nat → Sort u} (t : Nat) (zero : motive 0)
    (succ : ∀ n, motive (n + 1)) : motive t :=
  Nat.casesOn t zero succ

/-! ## Addition -/

@[simp] theorem Nat.add_zero (n : Nat) : n + 0 = n := rfl

@[simp] theorem Nat.zero_add (n : Nat) : 0 + n = n := by
  induction n with
  | zero => rfl
  | succ n ih => exact congrArg succ ih

theorem Nat.add_succ (n m : Nat) : n + succ m = succ (n + m) := rfl

theorem Nat.add_one (n : Nat) : n + 1 = succ n := rfl

theorem Nat.succ_add (n m : Nat) : succ n + m = succ (n + m) := by
  induction m with
  | zero => rfl
  | succ m ih => exact congrArg succ ih

protected theorem Nat.add_comm (n m : Nat) : n + m = m + n := by
  induction m with
  | zero => exact (Nat.zero_add n).symm
  | succ m ih => exact (congrArg succ ih).trans (succ_add m n).symm

protected theorem Nat.add_assoc (n m k : Nat) : n + m + k = n + (m + k) := by
  induction k with
  | zero => rfl
  | succ k ih => exact congrArg succ ih

protected theorem Nat.add_left_comm (n m k : Nat) : n + (m + k) = m + (n + k) := by
  rw [← Nat.add_assoc, Nat.add_comm n m, Nat.add_assoc]

protected theorem Nat.add_right_comm (n m k : Nat) : n + m + k = n + k + m := by
  rw [Nat.add_assoc, Nat.add_comm m k, ← Nat.add_assoc]

protected theorem Nat.add_add_add_comm (a b c d : Nat) : a + b + (c + d) = a + c + (b + d) := by
  rw [Nat.add_assoc, Nat.add_assoc, Nat.add_left_comm b]

protected theorem Nat.one_add (n : Nat) : 1 + n = succ n := Nat.add_comm 1 n

protected theorem Nat.add_right_cancel {n m k : Nat} (h : n + m = k + m) : n = k := by
  induction m with
  | zero => exact h
  | succ m ih => exact ih (Nat.succ.inj h)

protected theorem Nat.add_left_cancel {n m k : Nat} (h : n + m = n + k) : m = k := by
  rw [Nat.add_comm n m, Nat.add_comm n k] at h
  exact Nat.add_right_cancel h

@[simp] protected theorem Nat.add_left_cancel_iff {m k n : Nat} : n + m = n + k ↔ m = k :=
  ⟨Nat.add_left_cancel, fun h => h ▸ rfl⟩

@[simp] protected theorem Nat.add_right_cancel_iff {m k n : Nat} : m + n = k + n ↔ m = k :=
  ⟨Nat.add_right_cancel, fun h => h ▸ rfl⟩

protected theorem Nat.eq_zero_of_add_eq_zero_right {n m : Nat} (h : n + m = 0) : n = 0 := by
  cases m with
  | zero => exact h
  | succ m => exact absurd h (succ_ne_zero _)

protected theorem Nat.eq_zero_of_add_eq_zero_left {n m : Nat} (h : n + m = 0) : m = 0 :=
  Nat.eq_zero_of_add_eq_zero_right (Nat.add_comm m n ▸ h)

protected theorem Nat.eq_zero_of_add_eq_zero {n m : Nat} (h : n + m = 0) : n = 0 ∧ m = 0 :=
  ⟨Nat.eq_zero_of_add_eq_zero_right h, Nat.eq_zero_of_add_eq_zero_left h⟩

@[simp] protected theorem Nat.add_eq_zero_iff {n m : Nat} : n + m = 0 ↔ n = 0 ∧ m = 0 :=
  ⟨Nat.eq_zero_of_add_eq_zero, fun h => by rw [h.1, h.2]⟩

/-! ## Multiplication -/

@[simp] protected theorem Nat.mul_zero (n : Nat) : n * 0 = 0 := rfl

theorem Nat.mul_succ (n m : Nat) : n * succ m = n * m + n := rfl

theorem Nat.mul_add_one (n m : Nat) : n * (m + 1) = n * m + n := rfl

@[simp] protected theorem Nat.zero_mul (n : Nat) : 0 * n = 0 := by
  induction n with
  | zero => rfl
  | succ n ih => exact ih

theorem Nat.succ_mul (n m : Nat) : succ n * m = n * m + m := by
  induction m with
  | zero => rfl
  | succ m ih =>
    rw [Nat.mul_add_one, Nat.mul_add_one, ih, add_succ, Nat.add_right_comm]
    rfl

theorem Nat.add_one_mul (n m : Nat) : (n + 1) * m = n * m + m := succ_mul n m

protected theorem Nat.mul_comm (n m : Nat) : n * m = m * n := by
  induction m with
  | zero => exact (Nat.zero_mul n).symm
  | succ m ih => rw [Nat.mul_add_one, Nat.add_one_mul, ih]

@[simp] protected theorem Nat.mul_one (n : Nat) : n * 1 = n := Nat.zero_add n

@[simp] protected theorem Nat.one_mul (n : Nat) : 1 * n = n := (Nat.mul_comm 1 n).trans n.mul_one

protected theorem Nat.left_distrib (n m k : Nat) : n * (m + k) = n * m + n * k := by
  induction k with
  | zero => rfl
  | succ k ih => rw [← Nat.add_assoc, Nat.mul_add_one, ih, Nat.mul_add_one, Nat.add_assoc]

protected theorem Nat.mul_add (n m k : Nat) : n * (m + k) = n * m + n * k :=
  Nat.left_distrib n m k

protected theorem Nat.right_distrib (n m k : Nat) : (n + m) * k = n * k + m * k := by
  rw [Nat.mul_comm, Nat.left_distrib, Nat.mul_comm k n, Nat.mul_comm k m]

protected theorem Nat.add_mul (n m k : Nat) : (n + m) * k = n * k + m * k :=
  Nat.right_distrib n m k

protected theorem Nat.mul_assoc (n m k : Nat) : n * m * k = n * (m * k) := by
  induction k with
  | zero => rfl
  | succ k ih => rw [Nat.mul_add_one, Nat.mul_add_one, Nat.left_distrib, ih]

protected theorem Nat.mul_left_comm (n m k : Nat) : n * (m * k) = m * (n * k) := by
  rw [← Nat.mul_assoc, Nat.mul_comm n m, Nat.mul_assoc]

protected theorem Nat.mul_right_comm (n m k : Nat) : n * m * k = n * k * m := by
  rw [Nat.mul_assoc, Nat.mul_comm m k, ← Nat.mul_assoc]

protected theorem Nat.mul_mul_mul_comm (a b c d : Nat) : a * b * (c * d) = a * c * (b * d) := by
  rw [Nat.mul_assoc, Nat.mul_assoc, Nat.mul_left_comm b]

protected theorem Nat.two_mul (n : Nat) : 2 * n = n + n := by
  rw [Nat.succ_mul 1, Nat.one_mul]

protected theorem Nat.mul_two (n : Nat) : n * 2 = n + n := by rw [Nat.mul_comm, Nat.two_mul]

theorem Nat.mul_self_eq_zero_iff (n : Nat) : n * n = 0 ↔ n = 0 := by
  cases n with
  | zero => exact Iff.of_eq rfl
  | succ n => exact ⟨fun h => absurd h (succ_ne_zero _), fun h => absurd h (succ_ne_zero _)⟩

@[simp] protected theorem Nat.mul_eq_zero {m n : Nat} : n * m = 0 ↔ n = 0 ∨ m = 0 := by
  constructor
  · intro h
    cases m with
    | zero => exact .inr rfl
    | succ m => exact .inl (Nat.eq_zero_of_add_eq_zero_left h)
  · rintro (rfl | rfl)
    · exact Nat.zero_mul m
    · rfl

protected theorem Nat.mul_ne_zero {n m : Nat} (hn : n ≠ 0) (hm : m ≠ 0) : n * m ≠ 0 := fun h =>
  (Nat.mul_eq_zero.mp h).elim hn hm

/-! ## Predecessor and subtraction -/

@[simp] theorem Nat.pred_zero : pred 0 = 0 := rfl

@[simp] theorem Nat.pred_succ (n : Nat) : pred (succ n) = n := rfl

@[simp] protected theorem Nat.sub_zero (n : Nat) : n - 0 = n := rfl

theorem Nat.sub_succ (n m : Nat) : n - succ m = pred (n - m) := rfl

theorem Nat.sub_one (n : Nat) : n - 1 = pred n := rfl

theorem Nat.pred_eq_sub_one {n : Nat} : pred n = n - 1 := rfl

@[simp] theorem Nat.add_one_sub_one (n : Nat) : n + 1 - 1 = n := rfl

theorem Nat.succ_sub_succ_eq_sub (n m : Nat) : succ n - succ m = n - m := by
  induction m with
  | zero => rfl
  | succ m ih => exact congrArg pred ih

theorem Nat.succ_sub_succ (n m : Nat) : succ n - succ m = n - m := succ_sub_succ_eq_sub n m

theorem Nat.succ_sub_one (n : Nat) : succ n - 1 = n := rfl

@[simp] protected theorem Nat.sub_self (n : Nat) : n - n = 0 := by
  induction n with
  | zero => rfl
  | succ n ih => exact (succ_sub_succ n n).trans ih

@[simp] protected theorem Nat.zero_sub (n : Nat) : 0 - n = 0 := by
  induction n with
  | zero => rfl
  | succ n ih => exact congrArg pred ih

protected theorem Nat.sub_sub (n m k : Nat) : n - m - k = n - (m + k) := by
  induction k with
  | zero => rfl
  | succ k ih => exact congrArg pred ih

protected theorem Nat.sub_right_comm (m n k : Nat) : m - n - k = m - k - n := by
  rw [Nat.sub_sub, Nat.sub_sub, Nat.add_comm]

protected theorem Nat.add_sub_add_right (n k m : Nat) : n + k - (m + k) = n - m := by
  induction k with
  | zero => rfl
  | succ k ih => exact (succ_sub_succ _ _).trans ih

protected theorem Nat.add_sub_add_left (k n m : Nat) : k + n - (k + m) = n - m := by
  rw [Nat.add_comm k n, Nat.add_comm k m, Nat.add_sub_add_right]

@[simp] protected theorem Nat.add_sub_cancel (n m : Nat) : n + m - m = n := by
  have h := Nat.add_sub_add_right n m 0
  rw [Nat.zero_add] at h
  exact h

@[simp] protected theorem Nat.add_sub_cancel_left (n m : Nat) : n + m - n = m := by
  rw [Nat.add_comm, Nat.add_sub_cancel]

protected theorem Nat.pred_mul (n m : Nat) : pred n * m = n * m - m := by
  cases n with
  | zero => rw [Nat.pred_zero, Nat.zero_mul, Nat.zero_sub]
  | succ n => exact (by rw [Nat.add_one_mul, Nat.add_sub_cancel]; rfl)

protected theorem Nat.sub_mul (n m k : Nat) : (n - m) * k = n * k - m * k := by
  induction m with
  | zero => rw [Nat.zero_mul]; rfl
  | succ m ih => rw [Nat.sub_succ, Nat.pred_mul, ih, Nat.add_one_mul, Nat.sub_sub]

protected theorem Nat.mul_sub (k m n : Nat) : k * (m - n) = k * m - k * n := by
  rw [Nat.mul_comm, Nat.sub_mul, Nat.mul_comm m, Nat.mul_comm n]

/-! ## Powers -/

@[simp] protected theorem Nat.pow_zero (b : Nat) : b ^ 0 = 1 := rfl

protected theorem Nat.pow_succ {b n : Nat} : b ^ (n + 1) = b ^ n * b := rfl

protected theorem Nat.pow_add_one {b n : Nat} : b ^ (n + 1) = b ^ n * b := rfl
