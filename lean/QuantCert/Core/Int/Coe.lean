prelude
import QuantCert.Core.Nat.Basic

/-! # Coercions

The classes behind the notation `↑a`, as the elaborator expects them: an argument of the wrong
type is repaired by a chain `CoeHead? Coe* CoeTail?`, which instance search puts together.

## Main definitions
* `Coe`, `CoeHead`, `CoeTail`, `CoeDep`, `CoeFun`, `CoeSort`: what an instance declares.
* `CoeTC`, `CoeHTCT`, `CoeT`: chains of them, found by instance search.
* `NatCast`, `Nat.cast`: the canonical map from the natural numbers.
-/

universe u v w

/-! ## Notation: bindings of the toolchain's parsers, as in `QuantCert.Core.Notation` -/

@[term_parser 1000, extern "x"] opaque coeNotation : Lean.ParserDescr
@[term_parser 1000, extern "x"] opaque coeFunNotation : Lean.ParserDescr
@[term_parser 1000, extern "x"] opaque coeSortNotation : Lean.ParserDescr

/-! ## Classes -/

/-- `a : α` may be used where a `β` is expected. -/
class Coe (α : semiOutParam (Sort u)) (β : Sort v) where
  /-- The coercion. -/
  coe : α → β

/-- `Coe*`. -/
class CoeTC (α : Sort u) (β : Sort v) where
  /-- The coercion. -/
  coe : α → β

/-- A coercion that is looked for from its source. -/
class CoeOut (α : Sort u) (β : semiOutParam (Sort v)) where
  /-- The coercion. -/
  coe : α → β

/-- `CoeOut* Coe*`. -/
class CoeOTC (α : Sort u) (β : Sort v) where
  /-- The coercion. -/
  coe : α → β

/-- A coercion that may only come first in a chain. -/
class CoeHead (α : Sort u) (β : semiOutParam (Sort v)) where
  /-- The coercion. -/
  coe : α → β

/-- `CoeHead? CoeOut* Coe*`. -/
class CoeHTC (α : Sort u) (β : Sort v) where
  /-- The coercion. -/
  coe : α → β

/-- A coercion that may only come last in a chain. -/
class CoeTail (α : semiOutParam (Sort u)) (β : Sort v) where
  /-- The coercion. -/
  coe : α → β

/-- `CoeHead? CoeOut* Coe* CoeTail?`. -/
class CoeHTCT (α : Sort u) (β : Sort v) where
  /-- The coercion. -/
  coe : α → β

/-- A coercion of one particular value. -/
class CoeDep (α : Sort u) (_ : α) (β : Sort v) where
  /-- The coerced value. -/
  coe : β

/-- What the elaborator looks for. -/
class CoeT (α : Sort u) (_ : α) (β : Sort v) where
  /-- The coerced value. -/
  coe : β

/-- Values of `α` may be applied as functions. -/
class CoeFun (α : Sort u) (γ : outParam (α → Sort v)) where
  /-- The function. -/
  coe : (a : α) → γ a

/-- Values of `α` may be used as types or propositions. -/
class CoeSort (α : Sort u) (β : outParam (Sort v)) where
  /-- The type. -/
  coe : α → β

attribute [coe_decl] Coe.coe CoeTC.coe CoeOut.coe CoeOTC.coe CoeHead.coe CoeHTC.coe CoeTail.coe
  CoeHTCT.coe CoeDep.coe CoeT.coe CoeFun.coe CoeSort.coe

section
variable {α : Sort u} {β : Sort v} {γ : Sort w}

instance [Coe β γ] [CoeTC α β] : CoeTC α γ where
  coe a := Coe.coe (CoeTC.coe a : β)
instance [Coe α β] : CoeTC α β where
  coe a := Coe.coe a
instance : CoeTC α α where
  coe a := a
instance [CoeOut α β] [CoeOTC β γ] : CoeOTC α γ where
  coe a := CoeOTC.coe (CoeOut.coe a : β)
instance [CoeTC α β] : CoeOTC α β where
  coe a := CoeTC.coe a
instance : CoeOTC α α where
  coe a := a
instance [CoeHead α β] [CoeOTC β γ] : CoeHTC α γ where
  coe a := CoeOTC.coe (CoeHead.coe a : β)
instance [CoeOTC α β] : CoeHTC α β where
  coe a := CoeOTC.coe a
instance : CoeHTC α α where
  coe a := a
instance [CoeTail β γ] [CoeHTC α β] : CoeHTCT α γ where
  coe a := CoeTail.coe (CoeHTC.coe a : β)
instance [CoeHTC α β] : CoeHTCT α β where
  coe a := CoeHTC.coe a
instance : CoeHTCT α α where
  coe a := a
instance (a : α) [CoeHTCT α β] : CoeT α a β where
  coe := CoeHTCT.coe a
instance (a : α) [CoeDep α a β] : CoeT α a β where
  coe := CoeDep.coe a
instance (a : α) : CoeT α a α where
  coe := a
instance [CoeFun α (fun _ => β)] : CoeOut α β where
  coe a := CoeFun.coe a
instance [CoeSort α β] : CoeOut α β where
  coe a := CoeSort.coe a

end

instance boolToProp : Coe Bool Prop where
  coe b := b = true
instance boolToSort : CoeSort Bool Prop where
  coe b := b = true
instance decPropToBool (p : Prop) [Decidable p] : CoeDep Prop p Bool where
  coe := decide p

/-- The canonical map from the natural numbers to `R`. -/
@[coe, reducible, match_pattern] protected def Nat.cast {R : Type u} [NatCast R] : Nat → R :=
  NatCast.natCast

instance instNatCastNat : NatCast Nat where
  natCast n := n
instance instCoeTailNat {R : Type u} [NatCast R] : CoeTail Nat R where
  coe := Nat.cast
instance instCoeHTCTNat {R : Type u} [NatCast R] : CoeHTCT Nat R where
  coe := Nat.cast
