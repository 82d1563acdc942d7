prelude
import QuantCert.Core.Logic.Defs
/-!
# Natural numbers and the classes of order and equality

## Main definitions
* `Nat`: the natural numbers; `OfNat`: the meaning of a numeral
* `LE`, `LT`, `Max`, `Min`
* `BEq`, `LawfulBEq`: a Boolean test of equality, which agrees with `=`
-/
set_option warn.classDefReducibility false

universe u v w

set_option genCtorIdx false in
/-- The natural numbers. -/
inductive Nat where
  /-- Zero. -/
  | zero : Nat
  /-- The successor. -/
  | succ (n : Nat) : Nat

instance instInhabitedNat : Inhabited Nat := ⟨Nat.zero⟩

/-- The meaning of a numeral in `α`. -/
class OfNat (α : Type u) (_ : Nat) where
  /-- The value of the numeral. -/
  ofNat : α

attribute [match_pattern] OfNat.ofNat

@[default_instance 100]
instance instOfNatNat (n : Nat) : OfNat Nat n where ofNat := n

/-- The order `≤`. -/
class LE (α : Type u) where
  /-- `a ≤ b` -/
  le : α → α → Prop

/-- The order `<`. -/
class LT (α : Type u) where
  /-- `a < b` -/
  lt : α → α → Prop

/-- `a ≥ b` means `b ≤ a`. -/
@[reducible] def GE.ge {α : Type u} [LE α] (a b : α) : Prop := LE.le b a

/-- `a > b` means `b < a`. -/
@[reducible] def GT.gt {α : Type u} [LT α] (a b : α) : Prop := LT.lt b a

/-- A decided order `≤`. -/
abbrev DecidableLE (α : Type u) [LE α] := DecidableRel (LE.le : α → α → Prop)

/-- A decided order `<`. -/
abbrev DecidableLT (α : Type u) [LT α] := DecidableRel (LT.lt : α → α → Prop)

/-- The greater of two. -/
class Max (α : Type u) where
  /-- `max a b` -/
  max : α → α → α
export Max (max)

/-- The smaller of two. -/
class Min (α : Type u) where
  /-- `min a b` -/
  min : α → α → α
export Min (min)

/-- The maximum through a decided `≤`. -/
@[inline] def maxOfLe {α : Type u} [LE α] [DecidableRel (@LE.le α _)] : Max α where
  max x y := ite (LE.le x y) y x

/-- The minimum through a decided `≤`. -/
@[inline] def minOfLe {α : Type u} [LE α] [DecidableRel (@LE.le α _)] : Min α where
  min x y := ite (LE.le x y) x y

/-- A Boolean test of equality. -/
class BEq (α : Type u) where
  /-- `a == b` -/
  beq : α → α → Bool
export BEq (beq)

/-- `a != b`: the negation of `a == b`. -/
@[inline] def bne {α : Type u} [BEq α] (a b : α) : Bool := not (beq a b)

instance (priority := 500) instBEqOfDecidableEq {α : Type u} [DecidableEq α] : BEq α where
  beq a b := decide (Eq a b)

/-- A Boolean test of equality under which everything equals itself. -/
class ReflBEq (α : Type u) [BEq α] : Prop where
  /-- Everything equals itself. -/
  protected rfl {a : α} : Eq (beq a a) true

/-- A Boolean test of equality that agrees with `=`. -/
class LawfulBEq (α : Type u) [BEq α] : Prop extends ReflBEq α where
  /-- Things that test equal are equal. -/
  eq_of_beq : {a b : α} → Eq (beq a b) true → Eq a b
export LawfulBEq (eq_of_beq)
