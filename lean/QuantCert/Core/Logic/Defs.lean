prelude
import QuantCert.Core.Bootstrap
/-!
# Logic: connectives, quantifiers, decidability, axioms

Names and statements are those of the Lean toolchain.

## Main definitions
* `Not`, `And`, `Or`, `Iff`, `Exists`, `Ne`
* `Decidable`, `decide`, `ite`, `dite`
* `Inhabited`, `Nonempty`
* the axioms `propext`, `Quot.sound`, `Classical.choice`: the only ones a theorem may use

## Main theorems
* `of_eq_true`, `eq_true`, `of_decide_eq_true`, `decide_eq_true`
-/
set_option warn.classDefReducibility false
set_option linter.unusedVariables false
set_option linter.defProp false

universe u v w

/-! ## Connectives and quantifiers -/

/-- The type without elements. -/
inductive Empty : Type

/-- Negation: `a` implies a contradiction. -/
def Not (a : Prop) : Prop := a → False

/-- Two things are different. -/
@[reducible] def Ne {α : Sort u} (a b : α) : Prop := Not (Eq a b)

/-- Anything follows from a contradiction. -/
@[macro_inline] def False.elim {C : Sort u} (h : False) : C := h.rec

/-- Anything follows from a statement and its negation. -/
@[macro_inline] def absurd {a : Prop} {b : Sort v} (h₁ : a) (h₂ : Not a) : b := (h₂ h₁).rec

/-- A proof of `True`. -/
theorem trivial : True := ⟨⟩

/-- Conjunction: both hold. -/
structure And (a b : Prop) : Prop where
  /-- From both to the conjunction. -/
  intro ::
  /-- The first. -/
  left : a
  /-- The second. -/
  right : b

/-- Disjunction: at least one holds. -/
inductive Or (a b : Prop) : Prop where
  /-- The first holds. -/
  | inl (h : a) : Or a b
  /-- The second holds. -/
  | inr (h : b) : Or a b

/-- Equivalence: each implies the other. -/
structure Iff (a b : Prop) : Prop where
  /-- From both directions to the equivalence. -/
  intro ::
  /-- The first implies the second. -/
  mp : a → b
  /-- The second implies the first. -/
  mpr : b → a

/-- Some `w` has the property `p`. -/
inductive Exists {α : Sort u} (p : α → Prop) : Prop where
  /-- A witness and its proof. -/
  | intro (w : α) (h : p w) : Exists p

/-! ## Axioms -/

/-- Equivalent propositions are equal. -/
axiom propext {a b : Prop} : Iff a b → Eq a b

/-- Related elements have equal classes. -/
axiom Quot.sound {α : Sort u} {r : α → α → Prop} {a b : α} (h : r a b) :
    Eq (Quot.mk r a) (Quot.mk r b)

/-- A type with at least one element. -/
class inductive Nonempty (α : Sort u) : Prop where
  /-- An element. -/
  | intro (val : α) : Nonempty α

/-- An element of a non-empty type. -/
axiom Classical.choice {α : Sort u} : Nonempty α → α

/-- A type with a chosen element. -/
class Inhabited (α : Sort u) where
  /-- The chosen element. -/
  default : α
export Inhabited (default)

instance instNonemptyOfInhabited {α : Sort u} [Inhabited α] : Nonempty α := ⟨default⟩
instance instInhabitedSort : Inhabited (Sort u) := ⟨PUnit⟩
instance instInhabitedPUnit : Inhabited PUnit.{u} := ⟨PUnit.unit⟩
instance instInhabitedBool : Inhabited Bool := ⟨false⟩
instance instInhabitedForall {α : Sort u} {β : Sort v} [Inhabited β] : Inhabited (α → β) :=
  ⟨fun _ => default⟩

/-! ## Pairs, used by the compiler of pattern matching -/

/-- A pair. -/
structure Prod (α : Type u) (β : Type v) where
  /-- The first component. -/
  fst : α
  /-- The second component. -/
  snd : β

/-- A pair whose components may be proofs. -/
structure PProd (α : Sort u) (β : Sort v) where
  /-- The first component. -/
  fst : α
  /-- The second component. -/
  snd : β

/-- A dependent pair whose components may be proofs. -/
structure PSigma {α : Sort u} (β : α → Sort v) where
  /-- The first component. -/
  fst : α
  /-- The second component. -/
  snd : β fst

/-- A value moved to a higher universe. -/
structure PULift.{r, s} (α : Sort s) : Sort (max s r 1) where
  /-- Move up. -/
  up ::
  /-- Move down. -/
  down : α

/-! ## Decidable propositions -/

/-- A proposition with a decision: a proof of it or of its negation. -/
class inductive Decidable (p : Prop) where
  /-- The proposition is false. -/
  | isFalse (h : Not p) : Decidable p
  /-- The proposition is true. -/
  | isTrue (h : p) : Decidable p

/-- The decision as a Boolean. -/
@[inline_if_reduce, nospecialize] def Decidable.decide (p : Prop) [h : Decidable p] : Bool :=
  h.casesOn (fun _ => false) (fun _ => true)
export Decidable (isTrue isFalse decide)

/-- A predicate decided at every argument. -/
abbrev DecidablePred {α : Sort u} (r : α → Prop) := (a : α) → Decidable (r a)

/-- A relation decided at every pair. -/
abbrev DecidableRel {α : Sort u} {β : Sort v} (r : α → β → Prop) :=
  (a : α) → (b : β) → Decidable (r a b)

/-- A type whose equality is decided. -/
abbrev DecidableEq (α : Sort u) := (a b : α) → Decidable (Eq a b)

/-- The decision of an equality. -/
def decEq {α : Sort u} [inst : DecidableEq α] (a b : α) : Decidable (Eq a b) := inst a b

/-- `if c then t else e`. -/
@[macro_inline] def ite {α : Sort u} (c : Prop) [h : Decidable c] (t e : α) : α :=
  h.casesOn (fun _ => e) (fun _ => t)

/-- `if h : c then t else e`, where the branches may use `h`. -/
@[macro_inline] def dite {α : Sort u} (c : Prop) [h : Decidable c] (t : c → α) (e : Not c → α) :
    α := h.casesOn e t

/-- `if c then x else y` for a Boolean `c`. -/
@[macro_inline] def cond {α : Sort u} (c : Bool) (x y : α) : α :=
  match c with
  | true => x
  | false => y

/-- Boolean or. -/
@[macro_inline] def Bool.or (x y : Bool) : Bool :=
  match x with
  | true => true
  | false => y

/-- Boolean and. -/
@[macro_inline] def Bool.and (x y : Bool) : Bool :=
  match x with
  | false => false
  | true => y

/-- Boolean negation. -/
@[inline] def Bool.not : Bool → Bool
  | true => false
  | false => true

export Bool (or and not)

/-! ## Elimination of equalities, used by `subst` and the compiler of pattern matching -/

/-- As `Eq.ndrec`, for an equation read from right to left. -/
abbrev Eq.ndrec_symm.{u1, u2} {α : Sort u2} {a : α} {motive : α → Sort u1} (m : motive a) {b : α}
    (h : Eq b a) : motive b := h.symm.ndrec m

/-- As `Eq.ndrec`, for a heterogeneous equality of two things of one type. -/
abbrev HEq.homo_ndrec.{u1, u2} {α : Sort u2} {a : α} {motive : α → Sort u1} (m : motive a) {b : α}
    (h : HEq a b) : motive b := (eq_of_heq h).ndrec m

/-- As `HEq.homo_ndrec`, for an equation read from right to left. -/
abbrev HEq.homo_ndrec_symm.{u1, u2} {α : Sort u2} {a : α} {motive : α → Sort u1} (m : motive a)
    {b : α} (h : HEq b a) : motive b := (eq_of_heq h).symm.ndrec m

/-! ## Small facts that the tactics name -/

theorem Eq.propIntro {a b : Prop} (h₁ : a → b) (h₂ : b → a) : Eq a b :=
  propext (Iff.intro h₁ h₂)

theorem of_eq_true {p : Prop} (h : Eq p True) : p := h ▸ trivial

theorem of_eq_false {p : Prop} (h : Eq p False) : Not p := fun hp => h ▸ hp

theorem eq_true {p : Prop} (h : p) : Eq p True := Eq.propIntro (fun _ => trivial) (fun _ => h)

theorem eq_false {p : Prop} (h : Not p) : Eq p False := Eq.propIntro h False.elim

theorem eq_false' {p : Prop} (h : p → False) : Eq p False := eq_false h

@[simp] theorem eq_self {α : Sort u} (a : α) : Eq (Eq a a) True := eq_true rfl

theorem HEq.symm {α β : Sort u} {a : α} {b : β} (h : HEq a b) : HEq b a :=
  h.rec (motive := fun x _ => HEq x a) (HEq.refl a)

theorem proof_irrel {a : Prop} (h₁ h₂ : a) : Eq h₁ h₂ := rfl

/-- A function applied to the two parts of a conjunction. -/
abbrev And.elim {a b : Prop} {α : Sort u} (f : a → b → α) (h : And a b) : α := f h.left h.right

theorem of_decide_eq_true {p : Prop} [inst : Decidable p] : Eq (decide p) true → p :=
  match inst with
  | isTrue h => fun _ => h
  | isFalse _ => fun h => Bool.noConfusion h

theorem of_decide_eq_false {p : Prop} [inst : Decidable p] : Eq (decide p) false → Not p :=
  match inst with
  | isTrue _ => fun h => Bool.noConfusion h
  | isFalse h => fun _ => h

theorem decide_eq_true {p : Prop} [inst : Decidable p] : p → Eq (decide p) true :=
  match inst with
  | isTrue _ => fun _ => rfl
  | isFalse h₁ => fun h₂ => absurd h₂ h₁

theorem decide_eq_false {p : Prop} [inst : Decidable p] : Not p → Eq (decide p) false :=
  match inst with
  | isTrue h₁ => fun h₂ => absurd h₁ h₂
  | isFalse _ => fun _ => rfl

theorem of_decide_eq_self_eq_true {α : Sort u} [inst : DecidableEq α] (a : α) :
    Eq (decide (Eq a a)) true :=
  match inst a a with
  | isTrue _ => rfl
  | isFalse h => absurd rfl h

theorem eq_true_of_decide {p : Prop} [Decidable p] (h : Eq (decide p) true) : Eq p True :=
  eq_true (of_decide_eq_true h)

theorem eq_false_of_decide {p : Prop} {_ : Decidable p} (h : Eq (decide p) false) :
    Eq p False := eq_false (of_decide_eq_false h)


theorem Lean.injEq_helper {P Q R : Prop} : (P → Q → R) → And P Q → R :=
  fun h hpq => h hpq.left hpq.right
