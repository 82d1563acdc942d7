prelude
import QuantCert.Core.Classes
/-!
# Operator classes

One class for each operator of the notation; `HAdd` and the like are the forms that the notation
`a + b` stands for, and `Add` and the like are what a type provides.

## Main definitions
* `Add`, `Sub`, `Mul`, `Neg`, `Inv`, `Div`, `Mod`, `Pow`, `Dvd`, `Append`
* `AndOp`, `OrOp`, `XorOp`, `Complement`, `ShiftLeft`, `ShiftRight`
* `Membership`, `Trans`
-/
set_option warn.classDefReducibility false

universe u v w

/-! ## Operators of one type -/

/-- The operator `a + b`. -/
class Add (α : Type u) where
  /-- `a + b` -/
  add : α → α → α

/-- The operator `a - b`. -/
class Sub (α : Type u) where
  /-- `a - b` -/
  sub : α → α → α

/-- The operator `a * b`. -/
class Mul (α : Type u) where
  /-- `a * b` -/
  mul : α → α → α

/-- The operator `a / b`. -/
class Div (α : Type u) where
  /-- `a / b` -/
  div : α → α → α

/-- The operator `a % b`. -/
class Mod (α : Type u) where
  /-- `a % b` -/
  mod : α → α → α

/-- The operator `a ++ b`. -/
class Append (α : Type u) where
  /-- `a ++ b` -/
  append : α → α → α

/-- The operator `a &&& b`. -/
class AndOp (α : Type u) where
  /-- `a &&& b` -/
  and : α → α → α

/-- The operator `a ^^^ b`. -/
class XorOp (α : Type u) where
  /-- `a ^^^ b` -/
  xor : α → α → α

/-- The operator `a ||| b`. -/
class OrOp (α : Type u) where
  /-- `a ||| b` -/
  or : α → α → α

/-- The operator `a <<< b`. -/
class ShiftLeft (α : Type u) where
  /-- `a <<< b` -/
  shiftLeft : α → α → α

/-- The operator `a >>> b`. -/
class ShiftRight (α : Type u) where
  /-- `a >>> b` -/
  shiftRight : α → α → α

/-- The operator `-a`. -/
class Neg (α : Type u) where
  /-- `-a` -/
  neg : α → α

/-- The operator `a⁻¹`. -/
class Inv (α : Type u) where
  /-- `a⁻¹` -/
  inv : α → α

/-- The operator `~~~a`. -/
class Complement (α : Type u) where
  /-- `~~~a` -/
  complement : α → α

/-- Divisibility. -/
class Dvd (α : Type u) where
  /-- `a ∣ b` -/
  dvd : α → α → Prop

/-- Powers `a ^ b`. -/
class Pow (α : Type u) (β : Type v) where
  /-- `a ^ b` -/
  pow : α → β → α

/-- Powers `a ^ n` with a natural exponent. -/
class NatPow (α : Type u) where
  /-- `a ^ n` -/
  protected pow : α → Nat → α

@[default_instance]
instance instPowNat {α : Type u} [NatPow α] : Pow α Nat where
  pow x n := NatPow.pow x n

/-- Scalar multiplication. -/
class SMul (M : Type u) (α : Type v) where
  /-- `m • a` -/
  smul : M → α → α

/-- Membership. -/
class Membership (α : outParam (Type u)) (γ : Type v) where
  /-- `a ∈ γ` -/
  mem : γ → α → Prop

/-- The empty collection. -/
class EmptyCollection (α : Type u) where
  /-- `∅` -/
  emptyCollection : α

/-- The number zero. -/
class Zero (α : Type u) where
  /-- `0` -/
  zero : α

/-- The number one. -/
class One (α : Type u) where
  /-- `1` -/
  one : α

/-- The cast of a natural number. -/
class NatCast (R : Type u) where
  /-- The cast. -/
  protected natCast : Nat → R

/-- The relations that `calc` may chain. -/
class Trans.{a, b, c, d, e, f} {α : Sort d} {β : Sort e} {γ : Sort f} (r : α → β → Sort a)
    (s : β → γ → Sort b) (t : outParam (α → γ → Sort c)) where
  /-- The two steps in one. -/
  trans {a : α} {b : β} {c : γ} : r a b → s b c → t a c
export Trans (trans)

instance instTransEq {α : Sort u} {γ : Sort v} (r : α → γ → Sort w) : Trans Eq r r where
  trans heq h' := heq ▸ h'

instance instTransEq_1 {α : Sort u} {β : Sort v} (r : α → β → Sort w) : Trans r Eq r where
  trans h' heq := heq ▸ h'

/-! ## Operators of possibly different types -/

/-- What the notation `a + b` stands for. -/
class HAdd (α : Type u) (β : Type v) (γ : outParam (Type w)) where
  /-- `a + b` -/
  hAdd : α → β → γ

/-- What the notation `a - b` stands for. -/
class HSub (α : Type u) (β : Type v) (γ : outParam (Type w)) where
  /-- `a - b` -/
  hSub : α → β → γ

/-- What the notation `a * b` stands for. -/
class HMul (α : Type u) (β : Type v) (γ : outParam (Type w)) where
  /-- `a * b` -/
  hMul : α → β → γ

/-- What the notation `a / b` stands for. -/
class HDiv (α : Type u) (β : Type v) (γ : outParam (Type w)) where
  /-- `a / b` -/
  hDiv : α → β → γ

/-- What the notation `a % b` stands for. -/
class HMod (α : Type u) (β : Type v) (γ : outParam (Type w)) where
  /-- `a % b` -/
  hMod : α → β → γ

/-- What the notation `a ++ b` stands for. -/
class HAppend (α : Type u) (β : Type v) (γ : outParam (Type w)) where
  /-- `a ++ b` -/
  hAppend : α → β → γ

/-- What the notation `a &&& b` stands for. -/
class HAnd (α : Type u) (β : Type v) (γ : outParam (Type w)) where
  /-- `a &&& b` -/
  hAnd : α → β → γ

/-- What the notation `a ^^^ b` stands for. -/
class HXor (α : Type u) (β : Type v) (γ : outParam (Type w)) where
  /-- `a ^^^ b` -/
  hXor : α → β → γ

/-- What the notation `a ||| b` stands for. -/
class HOr (α : Type u) (β : Type v) (γ : outParam (Type w)) where
  /-- `a ||| b` -/
  hOr : α → β → γ

/-- What the notation `a <<< b` stands for. -/
class HShiftLeft (α : Type u) (β : Type v) (γ : outParam (Type w)) where
  /-- `a <<< b` -/
  hShiftLeft : α → β → γ

/-- What the notation `a >>> b` stands for. -/
class HShiftRight (α : Type u) (β : Type v) (γ : outParam (Type w)) where
  /-- `a >>> b` -/
  hShiftRight : α → β → γ

/-- What the notation `a ^ b` stands for. -/
class HPow (α : Type u) (β : Type v) (γ : outParam (Type w)) where
  /-- `a ^ b` -/
  hPow : α → β → γ

/-- What the notation `a • b` stands for. -/
class HSMul (α : Type u) (β : Type v) (γ : outParam (Type w)) where
  /-- `a • b` -/
  hSMul : α → β → γ

@[default_instance]
instance instHAdd {α : Type u} [Add α] : HAdd α α α where
  hAdd a b := Add.add a b

@[default_instance]
instance instHSub {α : Type u} [Sub α] : HSub α α α where
  hSub a b := Sub.sub a b

@[default_instance]
instance instHMul {α : Type u} [Mul α] : HMul α α α where
  hMul a b := Mul.mul a b

@[default_instance]
instance instHDiv {α : Type u} [Div α] : HDiv α α α where
  hDiv a b := Div.div a b

@[default_instance]
instance instHMod {α : Type u} [Mod α] : HMod α α α where
  hMod a b := Mod.mod a b

@[default_instance]
instance instHAppendOfAppend {α : Type u} [Append α] : HAppend α α α where
  hAppend a b := Append.append a b

@[default_instance]
instance instHAndOfAndOp {α : Type u} [AndOp α] : HAnd α α α where
  hAnd a b := AndOp.and a b

@[default_instance]
instance instHXorOfXorOp {α : Type u} [XorOp α] : HXor α α α where
  hXor a b := XorOp.xor a b

@[default_instance]
instance instHOrOfOrOp {α : Type u} [OrOp α] : HOr α α α where
  hOr a b := OrOp.or a b

@[default_instance]
instance instHShiftLeftOfShiftLeft {α : Type u} [ShiftLeft α] : HShiftLeft α α α where
  hShiftLeft a b := ShiftLeft.shiftLeft a b

@[default_instance]
instance instHShiftRightOfShiftRight {α : Type u} [ShiftRight α] : HShiftRight α α α where
  hShiftRight a b := ShiftRight.shiftRight a b

@[default_instance]
instance instHPow {α : Type u} {β : Type v} [Pow α β] : HPow α β α where
  hPow a b := Pow.pow a b

@[default_instance]
instance instHSMul {α : Type u} {β : Type v} [SMul α β] : HSMul α β β where
  hSMul a b := SMul.smul a b

attribute [match_pattern] HAdd.hAdd Add.add Neg.neg
