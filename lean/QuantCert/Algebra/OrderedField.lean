prelude
import QuantCert.Core

/-!
# Ordered fields

The numbers of the theory. A theorem proved for every `R` with `[OrderedField R]` holds for the real
numbers, for the rational numbers (`QuantCert.Algebra.Rat` constructs them) and for every other
totally ordered field; nothing is assumed about the reals.

## Main definitions
* `OrderedField R`: field operations, a total order with decidable `≤`, and the laws between them.
* `natCast n`: the value of a natural number in `R`; it gives meaning to the numerals `0 1 2 … : R`.
* `npow a n`, written `a ^ n`: powers with a natural exponent.
-/

universe u

namespace QuantCert

/-- A totally ordered field.

The operations come through the usual classes, so that `a + b * c ≤ -d` reads as always. `inv zero`
is left unspecified; no theorem depends on its value. As in common practice for linear orders,
`a ≤ b` is decidable (for the real numbers: classically). -/
class OrderedField (R : Type u) extends Add R, Mul R, Neg R, Sub R, Div R, LE R, LT R where
  /-- The neutral element of addition, written `0`. -/
  zero : R
  /-- The neutral element of multiplication, written `1`. -/
  one : R
  /-- The multiplicative inverse of a nonzero element. -/
  inv : R → R
  add_assoc : ∀ a b c : R, a + b + c = a + (b + c)
  add_comm : ∀ a b : R, a + b = b + a
  add_zero : ∀ a : R, a + zero = a
  add_neg_self : ∀ a : R, a + -a = zero
  sub_eq_add_neg : ∀ a b : R, a - b = a + -b
  mul_assoc : ∀ a b c : R, a * b * c = a * (b * c)
  mul_comm : ∀ a b : R, a * b = b * a
  mul_one : ∀ a : R, a * one = a
  mul_add : ∀ a b c : R, a * (b + c) = a * b + a * c
  mul_inv_self : ∀ a : R, a ≠ zero → a * inv a = one
  div_eq_mul_inv : ∀ a b : R, a / b = a * inv b
  zero_ne_one : zero ≠ one
  le_refl : ∀ a : R, a ≤ a
  le_trans : ∀ a b c : R, a ≤ b → b ≤ c → a ≤ c
  le_antisymm : ∀ a b : R, a ≤ b → b ≤ a → a = b
  le_total : ∀ a b : R, a ≤ b ∨ b ≤ a
  lt_iff_not_le : ∀ a b : R, a < b ↔ ¬ b ≤ a
  add_le_add_left : ∀ a b c : R, a ≤ b → c + a ≤ c + b
  mul_nonneg : ∀ a b : R, zero ≤ a → zero ≤ b → zero ≤ a * b
  /-- The order is decidable. -/
  decidable_le : ∀ a b : R, Decidable (a ≤ b)

variable {R : Type u} [OrderedField R]

/-- The value of a natural number in `R`: `1 + 1 + … + 1`. -/
def natCast : Nat → R
  | .zero => OrderedField.zero
  | .succ .zero => OrderedField.one
  | .succ (.succ n) => natCast (.succ n) + OrderedField.one

/-- The numeral `n : R` means `natCast n`. -/
instance instOfNat (n : Nat) : OfNat R n := ⟨natCast n⟩

/-- `npow a n` is the product of `n` factors `a`. -/
def npow (a : R) : Nat → R
  | .zero => 1
  | .succ n => npow a n * a

/-- `a ^ n` means `npow a n`. -/
instance instNatPow : NatPow R := ⟨npow⟩

/-- The order is decidable, as a law of the class says. -/
instance instDecidableLe (a b : R) : Decidable (a ≤ b) := OrderedField.decidable_le a b

/-- The strict order is decidable because `a < b` says that `b ≤ a` fails. -/
instance instDecidableLt (a b : R) : Decidable (a < b) :=
  match instDecidableLe b a with
  | .isTrue h => .isFalse fun hlt => (OrderedField.lt_iff_not_le a b).mp hlt h
  | .isFalse h => .isTrue ((OrderedField.lt_iff_not_le a b).mpr h)

/-- Equality is decidable because the order is antisymmetric. -/
instance instDecidableEq : DecidableEq R := fun a b =>
  match instDecidableLe a b, instDecidableLe b a with
  | .isTrue hab, .isTrue hba => .isTrue (OrderedField.le_antisymm a b hab hba)
  | .isFalse hab, _ => .isFalse fun h => hab (h ▸ OrderedField.le_refl a)
  | _, .isFalse hba => .isFalse fun h => hba (h ▸ OrderedField.le_refl a)

end QuantCert
