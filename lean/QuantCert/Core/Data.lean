prelude
import QuantCert.Core.Nat.Defs
/-!
# Data types: pairs, sums, options, lists, subtypes

## Main definitions
* `MProd`, `Sigma`, `Sum`, `Option`, `List`, `Subtype`
* `Subsingleton`
-/
set_option warn.classDefReducibility false

universe u v w

/-- A pair of two types in one universe, used by the compiler of local definitions. -/
structure MProd (α β : Type u) where
  /-- The first component. -/
  fst : α
  /-- The second component. -/
  snd : β

/-- A dependent pair. -/
structure Sigma {α : Type u} (β : α → Type v) where
  /-- The first component. -/
  fst : α
  /-- The second component. -/
  snd : β fst

/-- A value of one of two types. -/
inductive Sum (α : Type u) (β : Type v) where
  /-- A value of the first type. -/
  | inl (val : α) : Sum α β
  /-- A value of the second type. -/
  | inr (val : β) : Sum α β

/-- A value of one of two types, which may be propositions. -/
inductive PSum (α : Sort u) (β : Sort v) where
  /-- A value of the first type. -/
  | inl (val : α) : PSum α β
  /-- A value of the second type. -/
  | inr (val : β) : PSum α β

/-- A value or none. -/
inductive Option (α : Type u) where
  /-- No value. -/
  | none : Option α
  /-- A value. -/
  | some (val : α) : Option α
export Option (none some)

/-- A finite sequence. -/
inductive List (α : Type u) where
  /-- The empty sequence. -/
  | nil : List α
  /-- A first element before a sequence. -/
  | cons (head : α) (tail : List α) : List α

/-- The elements of `α` with the property `p`. -/
structure Subtype {α : Sort u} (p : α → Prop) where
  /-- The element. -/
  val : α
  /-- Its property. -/
  property : p val

/-- A value moved to a higher universe. -/
structure ULift.{r, s} (α : Type s) : Type (max s r) where
  /-- Move up. -/
  up ::
  /-- Move down. -/
  down : α

/-- A proof as a value. -/
structure PLift (α : Sort u) : Type u where
  /-- Move up. -/
  up ::
  /-- Move down. -/
  down : α

/-- A type with at most one element. -/
class Subsingleton (α : Sort u) : Prop where
  /-- From the equality of all elements. -/
  intro ::
  /-- All elements are equal. -/
  allEq (a b : α) : Eq a b

/-! ## Pairs are equal when their components are -/

gen_injective_theorems% Prod
gen_injective_theorems% PProd

/-! ## Instances -/

instance instInhabitedProd {α : Type u} {β : Type v} [Inhabited α] [Inhabited β] :
    Inhabited (Prod α β) := ⟨⟨default, default⟩⟩
instance instInhabitedOption {α : Type u} : Inhabited (Option α) := ⟨none⟩
instance instInhabitedList {α : Type u} : Inhabited (List α) := ⟨List.nil⟩
instance instSubsingletonProp (p : Prop) : Subsingleton p := ⟨fun a b => proof_irrel a b⟩

