prelude
import QuantCert.Algebra.RingNorm.Poly

/-!
# The ring normalizer

Proves an identity of commutative rings by computation: both sides are read as expressions in listed
atoms, and the kernel checks that the polynomial of their difference is zero.

    example (a b : R) : (a + b) * (a - b) = a * a - b * b := ring_eq [a, b] (by decide +kernel)

## Main definitions
* `RingNorm.Expr`: expressions in numbered atoms; `Expr.toPoly`: their polynomials.
* `RingNorm.Reify ρ a e`: the expression `e` in the atoms `ρ` has the value `a`; found by instance
  search from the shape of `a`.

## Main theorems
* `ring_eq`: two elements are equal if the polynomial of their difference is zero.
-/

universe u

namespace QuantCert.RingNorm

/-- Expressions in numbered atoms. -/
inductive Expr where
  /-- The atom with the number `i`. -/
  | atom (i : Nat)
  /-- A numeral. -/
  | num (n : Nat)
  /-- A sum. -/
  | add (e f : Expr)
  /-- A difference. -/
  | sub (e f : Expr)
  /-- A negative. -/
  | neg (e : Expr)
  /-- A product. -/
  | mul (e f : Expr)
  /-- A power. -/
  | pow (e : Expr) (n : Nat)

/-- The polynomial of an expression. -/
def Expr.toPoly : Expr → Poly
  | .atom i => .term 1 0 (.atom i .one) .zero
  | .num n => .term n 0 .one .zero
  | .add e f => (toPoly e).add (toPoly f)
  | .sub e f => (toPoly e).add (toPoly f).neg
  | .neg e => (toPoly e).neg
  | .mul e f => (toPoly e).mul (toPoly f)
  | .pow e n => (toPoly e).pow n

variable {R : Type u} [OrderedField R]

/-- The value of an expression. -/
def Expr.eval (ρ : Nat → R) : Expr → R
  | .atom i => ρ i
  | .num n => natCast n
  | .add e f => eval ρ e + eval ρ f
  | .sub e f => eval ρ e - eval ρ f
  | .neg e => -eval ρ e
  | .mul e f => eval ρ e * eval ρ f
  | .pow e n => eval ρ e ^ n

/-- The polynomial of an expression has the value of the expression. -/
theorem Expr.eval_toPoly (ρ : Nat → R) (e : Expr) : e.toPoly.eval ρ = e.eval ρ := by
  induction e with
  | atom i =>
    show (1 - 0) * (ρ i * 1) + 0 = ρ i
    rw [sub_zero, one_mul, mul_one, add_zero]
  | num n => exact Poly.eval_num ρ n
  | add e f he hf =>
    show (e.toPoly.add f.toPoly).eval ρ = e.eval ρ + f.eval ρ
    rw [Poly.eval_add, he, hf]
  | sub e f he hf =>
    show (e.toPoly.add f.toPoly.neg).eval ρ = e.eval ρ - f.eval ρ
    rw [Poly.eval_add, Poly.eval_neg, he, hf, sub_eq_add_neg]
  | neg e he =>
    show e.toPoly.neg.eval ρ = -e.eval ρ
    rw [Poly.eval_neg, he]
  | mul e f he hf =>
    show (e.toPoly.mul f.toPoly).eval ρ = e.eval ρ * f.eval ρ
    rw [Poly.eval_mul, he, hf]
  | pow e n he =>
    show (e.toPoly.pow n).eval ρ = e.eval ρ ^ n
    rw [Poly.eval_pow, he]

/-! ## Reading expressions -/

/-- The atom with the number `i` in a list of atoms, and zero outside the list. -/
def lookup : List R → Nat → R
  | .nil, _ => 0
  | .cons a _, .zero => a
  | .cons _ ρ, .succ i => lookup ρ i

/-- `a` has the number `i` among the atoms `ρ`. -/
class IsAtom (ρ : List R) (a : R) (i : outParam Nat) : Prop where
  /-- Looking up the number gives the atom. -/
  lookup_eq : lookup ρ i = a

/-- The first atom has the number zero. -/
instance (priority := 1100) instIsAtomHead (a : R) (ρ : List R) : IsAtom (a :: ρ) a 0 := ⟨rfl⟩

/-- An atom of the tail has its number there plus one. -/
instance instIsAtomTail (a b : R) (ρ : List R) (i : Nat) [h : IsAtom ρ a i] :
    IsAtom (b :: ρ) a (.succ i) := ⟨h.lookup_eq⟩

/-- `a` is the numeral `n`. The argument `a` is implicit because the index of instances, which looks
at explicit arguments alone, would not find an instance for all numerals. -/
class IsNumeral {a : R} (n : outParam Nat) : Prop where
  /-- The cast of the natural number is the numeral. -/
  natCast_eq : natCast n = a

/-- A numeral is the cast of a natural number. -/
instance instIsNumeral (n : Nat) : IsNumeral (a := (OfNat.ofNat n : R)) n := ⟨rfl⟩

/-- The expression `e` in the atoms `ρ` has the value `a`. -/
class Reify (ρ : List R) (a : R) (e : outParam Expr) : Prop where
  /-- Evaluating the expression gives the value. -/
  eval_eq : e.eval (lookup ρ) = a

section
variable (ρ : List R)

/-- What has no other shape is an atom. -/
instance (priority := 100) instReifyAtom (a : R) (i : Nat) [h : IsAtom ρ a i] :
    Reify ρ a (.atom i) := ⟨h.lookup_eq⟩

/-- Numerals. -/
instance (priority := 200) instReifyNum (a : R) (n : Nat) [h : IsNumeral (a := a) n] :
    Reify ρ a (.num n) := ⟨h.natCast_eq⟩

/-- Casts of natural numbers. -/
instance instReifyCast (n : Nat) : Reify ρ (natCast n) (.num n) := ⟨rfl⟩

variable (a b : R) (e f : Expr) [he : Reify ρ a e] [hf : Reify ρ b f]

/-- Sums. -/
instance instReifyAdd : Reify ρ (a + b) (.add e f) := ⟨congr (congrArg _ he.eval_eq) hf.eval_eq⟩

/-- Differences. -/
instance instReifySub : Reify ρ (a - b) (.sub e f) := ⟨congr (congrArg _ he.eval_eq) hf.eval_eq⟩

/-- Negatives. -/
instance instReifyNeg : Reify ρ (-a) (.neg e) := ⟨congrArg _ he.eval_eq⟩

/-- Products. -/
instance instReifyMul : Reify ρ (a * b) (.mul e f) := ⟨congr (congrArg _ he.eval_eq) hf.eval_eq⟩

/-- Powers. -/
instance instReifyPow (n : Nat) : Reify ρ (a ^ n) (.pow e n) := ⟨congrArg (· ^ n) he.eval_eq⟩

end

end QuantCert.RingNorm

namespace QuantCert

open RingNorm

variable {R : Type u} [OrderedField R]

/-- Two elements are equal if the polynomial of their difference, in the listed atoms, is zero. -/
theorem ring_eq (ρ : List R) {a b : R} {e f : Expr} [he : Reify ρ a e] [hf : Reify ρ b f]
    (h : (Expr.sub e f).toPoly.isZero = true) : a = b := by
  have h0 := Poly.eval_eq_zero (lookup ρ) _ h
  rw [Expr.eval_toPoly] at h0
  rw [← he.eval_eq, ← hf.eval_eq]
  exact eq_of_sub_eq_zero h0

end QuantCert
