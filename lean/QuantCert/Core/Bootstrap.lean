prelude
/-!
# Bootstrap: what the compiler and the kernel need before anything else

Apart from the three axioms of `QuantCert.Core.Logic.Defs` this is the only file of the library with
constants that have no definition. The code generator and the elaborator refer to them by name when
they compile a definition or report an error; no theorem may rest on them. The audit allows them
here alone and refuses every theorem whose closure mentions one of them.

`init_quot` makes the kernel declare `Quot`, `Quot.mk`, `Quot.lift` and `Quot.ind`; it must stand in
a module without imports, after `Eq`.

## Main definitions
* `lcErased`, `lcAny`, `lcVoid`, `lcProof`, `lcCast`, `lcUnreachable`: types and terms that stand
  for erased code, all `unsafe`, so that the kernel refuses them in any proof
* `Eq`, `HEq`: equality
* `PUnit`, `Bool`: the types with one and two elements
* `sorryAx`: what the elaborator puts in place of a term that failed, so that it can go on and
  report more errors

## Main theorems
* `Eq.symm`, `Eq.trans`, `congrArg`, `congrFun`, `congr`, `eq_of_heq`
-/
set_option linter.unusedVariables false
set_option linter.defProp false

universe u v w

/-! ## Markers of the code generator -/

/-- Code generator: the type of erased terms. -/
unsafe axiom lcErased : Type

/-- Code generator: a type that is not tracked. -/
unsafe axiom lcAny : Type

/-- Code generator: the type of a value without content. -/
unsafe axiom lcVoid : Type

/-- Code generator: an erased proof. -/
unsafe axiom lcProof {α : Prop} : α

/-- Code generator: a change of type. -/
unsafe axiom lcCast {α : Sort u} {β : Sort v} (a : α) : β

/-- Code generator: code that is never reached. -/
unsafe axiom lcUnreachable {α : Sort u} : α

set_option bootstrap.inductiveCheckResultingUniverse false in
/-- The type with one element, in every universe. -/
inductive PUnit : Sort u where
  /-- The one element. -/
  | unit : PUnit

/-- The type with one element. -/
abbrev Unit : Type := PUnit

/-- The one element of `Unit`. -/
@[match_pattern] abbrev Unit.unit : Unit := PUnit.unit

/-- The identity function. -/
@[inline] def id {α : Sort u} (a : α) : α := a

/-- The function that always returns `a`. -/
@[inline] def Function.const {α : Sort u} (β : Sort v) (a : α) : β → α := fun _ => a

/-- Composition of functions: `(f ∘ g) x = f (g x)`. -/
@[inline] def Function.comp {α : Sort u} {β : Sort v} {δ : Sort w} (f : β → δ) (g : α → β) :
    α → δ := fun x => f (g x)

/-- Marks a class parameter that instance search determines. -/
@[reducible] def outParam (α : Sort u) : Sort u := α

/-- Marks a class parameter that does not choose the instance. -/
@[reducible] def semiOutParam (α : Sort u) : Sort u := α

/-- A parameter with a default value. -/
@[reducible] def optParam (α : Sort u) (default : α) : Sort u := α

set_option checkBinderAnnotations false in
/-- The term found by instance search. -/
abbrev inferInstance {α : Sort u} [i : α] : α := i

/-! ## Equality -/

/-- Equality: the least reflexive relation. -/
inductive Eq {α : Sort u} : α → α → Prop where
  /-- Each thing equals itself. -/
  | refl (a : α) : Eq a a

init_quot

abbrev Eq.ndrec.{u1, u2} {α : Sort u2} {a : α} {motive : α → Sort u1} (m : motive a) {b : α}
    (h : Eq a b) : motive b := h.rec m

/-- Each thing equals itself. -/
@[match_pattern] def rfl {α : Sort u} {a : α} : Eq a a := Eq.refl a

@[simp] theorem id_eq {α : Sort u} (a : α) : Eq (id a) a := rfl

theorem Eq.subst {α : Sort u} {motive : α → Prop} {a b : α} (h₁ : Eq a b) (h₂ : motive a) :
    motive b := Eq.ndrec h₂ h₁

theorem Eq.symm {α : Sort u} {a b : α} (h : Eq a b) : Eq b a := h ▸ rfl

theorem Eq.trans {α : Sort u} {a b c : α} (h₁ : Eq a b) (h₂ : Eq b c) : Eq a c := h₂ ▸ h₁

/-- A term of one type as a term of an equal type. -/
@[macro_inline] def cast {α β : Sort u} (h : Eq α β) (a : α) : β := h.rec a

theorem congrArg {α : Sort u} {β : Sort v} {a₁ a₂ : α} (f : α → β) (h : Eq a₁ a₂) :
    Eq (f a₁) (f a₂) := h ▸ rfl

theorem congrFun {α : Sort u} {β : α → Sort v} {f g : (x : α) → β x} (h : Eq f g) (a : α) :
    Eq (f a) (g a) := h ▸ rfl

theorem congrFun' {α : Sort u} {β : Sort v} {f g : α → β} (h : Eq f g) (a : α) :
    Eq (f a) (g a) := h ▸ rfl

theorem congr {α : Sort u} {β : Sort v} {f₁ f₂ : α → β} {a₁ a₂ : α} (h₁ : Eq f₁ f₂)
    (h₂ : Eq a₁ a₂) : Eq (f₁ a₁) (f₂ a₂) := h₁ ▸ h₂ ▸ rfl

@[macro_inline] def Eq.mp {α β : Sort u} (h : Eq α β) (a : α) : β := h ▸ a

@[macro_inline] def Eq.mpr {α β : Sort u} (h : Eq α β) (b : β) : α := h ▸ b

/-- Equality between terms of types that need not be the same. -/
inductive HEq : {α : Sort u} → α → {β : Sort u} → β → Prop where
  /-- Each thing equals itself. -/
  | refl {α : Sort u} (a : α) : HEq a a

@[match_pattern] def HEq.rfl {α : Sort u} {a : α} : HEq a a := HEq.refl a

theorem eq_of_heq {α : Sort u} {a a' : α} (h : HEq a a') : Eq a a' :=
  have aux : (β : Sort u) → (b : β) → HEq a b → (h : Eq α β) → Eq (cast h a) b :=
    fun β b h => h.rec (motive := fun {γ} c _ => (h : Eq α γ) → Eq (cast h a) c)
      (fun _ => Eq.refl a)
  aux α a' h rfl

theorem heq_of_eq {α : Sort u} {a a' : α} (h : Eq a a') : HEq a a' := h ▸ HEq.refl a

/-- The true proposition. -/
inductive True : Prop where
  /-- Its proof. -/
  | intro : True

/-- The false proposition. -/
inductive False : Prop

/-! ## Booleans and the mark of an error -/

/-- Two values, false and true. -/
inductive Bool : Type where
  /-- The value false. -/
  | false : Bool
  /-- The value true. -/
  | true : Bool
export Bool (false true)

/-- The elaborator's mark of a term that failed. No theorem may depend on it. -/
@[extern "lean_sorry", never_extract]
axiom sorryAx (α : Sort u) (synthetic : Bool) : α
