prelude
import QuantCert.Core.Bool
/-!
# Options, pairs, subtypes and functions

## Main definitions
* `Option.map`, `Option.bind`, `Option.getD`, `Option.isSome`

## Main theorems
* `Option.some_inj`, `Option.map_eq_some_iff`, `Prod.ext`, `Subtype.ext`, `Function.comp_apply`
-/
set_option warn.classDefReducibility false

universe u v w

namespace Option

variable {α : Type u} {β : Type v}

/-- The function applied to the value, if there is one. -/
protected def map (f : α → β) : Option α → Option β
  | some x => some (f x)
  | none => none

/-- The computation applied to the value, if there is one. -/
protected def bind : Option α → (α → Option β) → Option β
  | none, _ => none
  | some a, f => f a

/-- The value, or a default value. -/
def getD (opt : Option α) (dflt : α) : α :=
  match opt with
  | some x => x
  | none => dflt

/-- Whether there is a value. -/
def isSome : Option α → Bool
  | some _ => true
  | none => false

/-- Whether there is no value. -/
def isNone : Option α → Bool
  | some _ => false
  | none => true

theorem some_inj {a b : α} : some a = some b ↔ a = b := by simp

@[simp] theorem some_ne_none (x : α) : some x ≠ none := nofun

@[simp] theorem none_ne_some (x : α) : none ≠ some x := nofun

@[simp] theorem map_none (f : α → β) : none.map f = none := rfl

@[simp] theorem map_some (a : α) (f : α → β) : (some a).map f = some (f a) := rfl

@[simp] theorem bind_none (f : α → Option β) : none.bind f = none := rfl

@[simp] theorem bind_some (a : α) (f : α → Option β) : (some a).bind f = f a := rfl

@[simp] theorem getD_none {a : α} : getD none a = a := rfl

@[simp] theorem getD_some {a b : α} : getD (some a) b = a := rfl

@[simp] theorem isSome_none : (none : Option α).isSome = false := rfl

@[simp] theorem isSome_some {a : α} : (some a).isSome = true := rfl

@[simp] theorem map_eq_some_iff {x : Option α} {f : α → β} {b : β} :
    x.map f = some b ↔ ∃ a, x = some a ∧ f a = b :=
  match x with
  | none => ⟨nofun, fun ⟨_, h, _⟩ => nomatch h⟩
  | some a => ⟨fun h => ⟨a, rfl, some.inj h⟩, fun ⟨_, h, e⟩ => by cases h; rw [← e]; rfl⟩

theorem isSome_iff_exists {x : Option α} : x.isSome = true ↔ ∃ a, x = some a := by
  cases x <;> simp

theorem eq_none_iff_forall_ne_some {o : Option α} : o = none ↔ ∀ a, o ≠ some a :=
  match o with
  | none => ⟨fun _ => nofun, fun _ => rfl⟩
  | some a => ⟨nofun, fun h => absurd rfl (h a)⟩

end Option

instance instDecidableEqOption {α : Type u} [DecidableEq α] : DecidableEq (Option α)
  | none, none => isTrue rfl
  | none, some _ => isFalse nofun
  | some _, none => isFalse nofun
  | some a, some b =>
    if h : a = b then isTrue (h ▸ rfl) else isFalse fun e => h (Option.some.inj e)

/-! ## Pairs and subtypes -/

@[ext] protected theorem Prod.ext {α : Type u} {β : Type v} : {p q : α × β} →
    (fst : p.fst = q.fst) → (snd : p.snd = q.snd) → p = q
  | ⟨_, _⟩, ⟨_, _⟩, rfl, rfl => rfl

protected theorem Prod.eta {α : Type u} {β : Type v} (p : α × β) : (p.1, p.2) = p := rfl

@[ext] protected theorem Subtype.ext {α : Sort u} {p : α → Prop} : {a1 a2 : { x // p x }} →
    a1.val = a2.val → a1 = a2
  | ⟨_, _⟩, ⟨_, _⟩, rfl => rfl

/-! ## Functions -/

@[simp] theorem Function.comp_apply {α : Sort u} {β : Sort v} {δ : Sort w} {f : β → δ} {g : α → β}
    {x : α} : (f ∘ g) x = f (g x) := rfl

@[simp] theorem Function.const_apply {α : Sort u} {β : Sort v} {y : β} {x : α} :
    Function.const α y x = y := rfl

theorem Function.comp_assoc {α : Sort u} {β : Sort v} {φ : Sort w} {δ : Sort w} (f : φ → δ)
    (g : β → φ) (h : α → β) : (f ∘ g) ∘ h = f ∘ g ∘ h := rfl
