prelude
import QuantCert.Core.Nat.MinMax
/-!
# Booleans

## Main theorems
* `Bool.and_eq_true`, `Bool.or_eq_true`, `Bool.not_eq_true'`: Boolean connectives as logical ones
* `Bool.and_comm`, `Bool.and_assoc` and their kin
* `beq_iff_eq`: the Boolean test of equality agrees with `=`
-/
set_option warn.classDefReducibility false

universe u

/-! ## Connectives -/

@[simp] theorem Bool.or_false (b : Bool) : (b || false) = b := by cases b <;> rfl
@[simp] theorem Bool.or_true (b : Bool) : (b || true) = true := by cases b <;> rfl
@[simp] theorem Bool.false_or (b : Bool) : (false || b) = b := rfl
@[simp] theorem Bool.true_or (b : Bool) : (true || b) = true := rfl
@[simp] theorem Bool.or_self (b : Bool) : (b || b) = b := by cases b <;> rfl
@[simp] theorem Bool.and_false (b : Bool) : (b && false) = false := by cases b <;> rfl
@[simp] theorem Bool.and_true (b : Bool) : (b && true) = b := by cases b <;> rfl
@[simp] theorem Bool.false_and (b : Bool) : (false && b) = false := rfl
@[simp] theorem Bool.true_and (b : Bool) : (true && b) = b := rfl
@[simp] theorem Bool.and_self (b : Bool) : (b && b) = b := by cases b <;> rfl
@[simp] theorem Bool.not_not (b : Bool) : (!!b) = b := by cases b <;> rfl
@[simp] theorem Bool.not_true : (!true) = false := rfl
@[simp] theorem Bool.not_false : (!false) = true := rfl
@[simp] theorem Bool.and_not_self (b : Bool) : (b && !b) = false := by cases b <;> rfl
@[simp] theorem Bool.not_and_self (b : Bool) : (!b && b) = false := by cases b <;> rfl
@[simp] theorem Bool.or_not_self (b : Bool) : (b || !b) = true := by cases b <;> rfl
@[simp] theorem Bool.not_or_self (b : Bool) : (!b || b) = true := by cases b <;> rfl

theorem Bool.and_comm (x y : Bool) : (x && y) = (y && x) := by cases x <;> cases y <;> rfl
theorem Bool.or_comm (x y : Bool) : (x || y) = (y || x) := by cases x <;> cases y <;> rfl
theorem Bool.and_assoc (a b c : Bool) : (a && b && c) = (a && (b && c)) := by cases a <;> rfl
theorem Bool.or_assoc (a b c : Bool) : (a || b || c) = (a || (b || c)) := by cases a <;> rfl
theorem Bool.and_left_comm (a b c : Bool) : (a && (b && c)) = (b && (a && c)) := by
  rw [← Bool.and_assoc, Bool.and_comm a b, Bool.and_assoc]
@[simp] theorem Bool.not_and (x y : Bool) : (!(x && y)) = (!x || !y) := by cases x <;> rfl
@[simp] theorem Bool.not_or (x y : Bool) : (!(x || y)) = (!x && !y) := by cases x <;> rfl

/-! ## Boolean and logical connectives -/

@[simp] theorem Bool.and_eq_true (a b : Bool) : ((a && b) = true) = (a = true ∧ b = true) := by
  cases a <;> simp

theorem Bool.and_eq_true_iff {x y : Bool} : (x && y) = true ↔ x = true ∧ y = true :=
  Iff.of_eq (Bool.and_eq_true x y)

@[simp] theorem Bool.or_eq_true (a b : Bool) : ((a || b) = true) = (a = true ∨ b = true) := by
  cases a <;> simp

theorem Bool.or_eq_true_iff {x y : Bool} : (x || y) = true ↔ x = true ∨ y = true :=
  Iff.of_eq (Bool.or_eq_true x y)

@[simp] theorem Bool.not_eq_true' (b : Bool) : ((!b) = true) = (b = false) := by cases b <;> simp

@[simp] theorem Bool.not_eq_false' (b : Bool) : ((!b) = false) = (b = true) := by cases b <;> simp

@[simp] theorem Bool.and_eq_false_iff {x y : Bool} : (x && y) = false ↔ x = false ∨ y = false := by
  cases x <;> simp

@[simp] theorem Bool.or_eq_false_iff {x y : Bool} : (x || y) = false ↔ x = false ∧ y = false := by
  cases x <;> simp

theorem Bool.eq_iff_iff {a b : Bool} : a = b ↔ (a = true ↔ b = true) := by
  cases a <;> cases b <;> simp

theorem Bool.eq_false_iff {b : Bool} : b = false ↔ b ≠ true := by cases b <;> simp

theorem Bool.eq_false_of_not_eq_true {b : Bool} (h : ¬b = true) : b = false := of_not_eq_true h

theorem Bool.eq_true_of_not_eq_false {b : Bool} (h : ¬b = false) : b = true := of_not_eq_false h

@[simp] theorem Bool.decide_eq_true {b : Bool} [Decidable (b = true)] : decide (b = true) = b := by
  cases b <;> simp

@[simp] theorem Bool.decide_eq_false {b : Bool} [Decidable (b = false)] :
    decide (b = false) = !b := by cases b <;> simp

@[simp] theorem Bool.decide_and (p q : Prop) [dpq : Decidable (p ∧ q)] [dp : Decidable p]
    [dq : Decidable q] : decide (p ∧ q) = (decide p && decide q) := by
  rw [Bool.eq_iff_iff]; simp

@[simp] theorem Bool.decide_or (p q : Prop) [dpq : Decidable (p ∨ q)] [dp : Decidable p]
    [dq : Decidable q] : decide (p ∨ q) = (decide p || decide q) := by
  rw [Bool.eq_iff_iff]; simp

theorem Bool.cond_pos {α : Sort u} {b : Bool} {a a' : α} (h : b = true) : cond b a a' = a := by
  rw [h]; rfl

theorem Bool.cond_neg {α : Sort u} {b : Bool} {a a' : α} (h : b = false) : cond b a a' = a' := by
  rw [h]; rfl

theorem Bool.cond_eq_ite {α : Sort u} (b : Bool) (t e : α) :
    cond b t e = if b = true then t else e := by
  cases b <;> simp

@[simp] theorem Bool.ite_eq_true_distrib (c : Prop) [h : Decidable c] (a b : Bool) :
    ((if c then a else b) = true) = if c then a = true else b = true := by
  by_cases h : c <;> simp [h]

/-! ## The Boolean test of equality -/

instance instLawfulBEqOfDecidableEq {α : Type u} [DecidableEq α] : LawfulBEq α where
  rfl := decide_eq_true rfl
  eq_of_beq := of_decide_eq_true

@[simp] theorem beq_self_eq_true {α : Type u} [BEq α] [ReflBEq α] (a : α) : (a == a) = true :=
  ReflBEq.rfl

@[simp] theorem beq_iff_eq {α : Type u} [BEq α] [LawfulBEq α] {a b : α} :
    (a == b) = true ↔ a = b := ⟨eq_of_beq, fun h => h ▸ ReflBEq.rfl⟩

@[simp] theorem beq_eq_false_iff_ne {α : Type u} [BEq α] [LawfulBEq α] {a b : α} :
    (a == b) = false ↔ a ≠ b := by
  rw [Bool.eq_false_iff, ne_eq, beq_iff_eq]

@[simp] theorem bne_iff_ne {α : Type u} [BEq α] [LawfulBEq α] {a b : α} :
    (a != b) = true ↔ a ≠ b := by
  unfold bne; simp

@[simp] theorem bne_self_eq_false {α : Type u} [BEq α] [LawfulBEq α] (a : α) :
    (a != a) = false := by
  unfold bne; simp

theorem Bool.beq_eq_decide_eq {α : Type u} [BEq α] [LawfulBEq α] [DecidableEq α] (a b : α) :
    (a == b) = decide (a = b) := by
  rw [Bool.eq_iff_iff]; simp
