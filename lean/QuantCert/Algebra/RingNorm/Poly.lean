prelude
import QuantCert.Algebra.Ring

/-!
# Polynomials for the ring normalizer

Polynomials in numbered atoms with integer coefficients, as data that the kernel can compute with.
A coefficient is a pair `c, d` of natural numbers that stands for `c - d`, so that only the fast
arithmetic of `Nat` is used.

## Main definitions
* `RingNorm.Mono`: a product of atoms, as a list of atom numbers in increasing order.
* `RingNorm.Poly`: a sum of terms, each a coefficient times a product of atoms.
* `Poly.add`, `Poly.neg`, `Poly.mul`, `Poly.pow`: the operations; `Poly.isZero`: are all
  coefficients zero?

## Main theorems
* `Poly.eval_add`, `Poly.eval_neg`, `Poly.eval_mul`, `Poly.eval_pow`: the operations compute what
  their names say.
* `Poly.eval_eq_zero`: a polynomial with zero coefficients has the value zero.
-/

universe u

namespace QuantCert.RingNorm

/-- A product of atoms, as a list of atom numbers in increasing order. -/
inductive Mono where
  /-- The empty product. -/
  | one
  /-- The atom `i` times a product. -/
  | atom (i : Nat) (m : Mono)

/-- A sum of terms `(c - d) * m`. -/
inductive Poly where
  /-- The empty sum. -/
  | zero
  /-- The term `(c - d) * m` plus a sum. -/
  | term (c d : Nat) (m : Mono) (p : Poly)

namespace Mono

/-- Multiply by an atom and keep the order. -/
def insert (i : Nat) : Mono → Mono
  | .one => .atom i .one
  | .atom j m =>
    match Nat.ble i j with
    | true => .atom i (.atom j m)
    | false => .atom j (insert i m)

/-- The product of two products of atoms. -/
def mul : Mono → Mono → Mono
  | .one, n => n
  | .atom i m, n => insert i (mul m n)

/-- Are two products of atoms the same? -/
def beq : Mono → Mono → Bool
  | .one, .one => true
  | .atom i m, .atom j n => and (Nat.beq i j) (beq m n)
  | .one, .atom _ _ => false
  | .atom _ _, .one => false

/-- The lexicographic order, which keeps terms in one place; soundness does not depend on it. -/
def ble : Mono → Mono → Bool
  | .one, _ => true
  | .atom _ _, .one => false
  | .atom i m, .atom j n =>
    match Nat.beq i j with
    | true => ble m n
    | false => Nat.ble i j

/-- Products of atoms that compare equal are equal. -/
theorem eq_of_beq : (m n : Mono) → beq m n = true → m = n
  | .one, .one, _ => rfl
  | .one, .atom _ _, h => Bool.noConfusion h
  | .atom _ _, .one, h => Bool.noConfusion h
  | .atom i m, .atom j n, h => by
    have h' : and (Nat.beq i j) (beq m n) = true := h
    cases hij : Nat.beq i j with
    | true => rw [hij] at h'; rw [Nat.eq_of_beq_eq_true i j hij, eq_of_beq m n h']
    | false => rw [hij] at h'; exact Bool.noConfusion h'

end Mono

namespace Poly

/-- Add the term `(c - d) * m`. -/
def insert (c d : Nat) (m : Mono) : Poly → Poly
  | .zero => .term c d m .zero
  | .term c' d' m' p =>
    match Mono.beq m m' with
    | true => .term (c + c') (d + d') m' p
    | false =>
      match Mono.ble m m' with
      | true => .term c d m (.term c' d' m' p)
      | false => .term c' d' m' (insert c d m p)

/-- The sum of two polynomials. -/
def add : Poly → Poly → Poly
  | .zero, q => q
  | .term c d m p, q => insert c d m (add p q)

/-- The negative of a polynomial. -/
def neg : Poly → Poly
  | .zero => .zero
  | .term c d m p => .term d c m (neg p)

/-- The product of the term `(c - d) * m` with a polynomial. -/
def mulTerm (c d : Nat) (m : Mono) : Poly → Poly
  | .zero => .zero
  | .term c' d' m' p =>
    insert (c * c' + d * d') (c * d' + d * c') (Mono.mul m m') (mulTerm c d m p)

/-- The product of two polynomials. -/
def mul : Poly → Poly → Poly
  | .zero, _ => .zero
  | .term c d m p, q => add (mulTerm c d m q) (mul p q)

/-- A power of a polynomial. -/
def pow (p : Poly) : Nat → Poly
  | .zero => .term 1 0 .one .zero
  | .succ n => mul (pow p n) p

/-- Are all coefficients zero? -/
def isZero : Poly → Bool
  | .zero => true
  | .term c d _ p => and (Nat.beq c d) (isZero p)

end Poly

/-! ## Values -/

variable {R : Type u} [OrderedField R] (ρ : Nat → R)

/-- The value of a product of atoms. -/
def Mono.eval : Mono → R
  | .one => 1
  | .atom i m => ρ i * eval m

/-- The value of a polynomial. -/
def Poly.eval : Poly → R
  | .zero => 0
  | .term c d m p => (natCast c - natCast d) * m.eval ρ + eval p

/-- Inserting an atom multiplies by its value. -/
theorem Mono.eval_insert (i : Nat) (m : Mono) : (m.insert i).eval ρ = ρ i * m.eval ρ := by
  induction m with
  | one => rfl
  | atom j m ih =>
    unfold insert
    cases Nat.ble i j with
    | true => rfl
    | false =>
      show ρ j * (m.insert i).eval ρ = ρ i * (ρ j * m.eval ρ)
      rw [ih, mul_left_comm]

/-- The product of products of atoms has the product of their values. -/
theorem Mono.eval_mul (m n : Mono) : (m.mul n).eval ρ = m.eval ρ * n.eval ρ := by
  induction m with
  | one => exact (one_mul _).symm
  | atom i m ih =>
    show ((m.mul n).insert i).eval ρ = ρ i * m.eval ρ * n.eval ρ
    rw [eval_insert, ih, mul_assoc]

namespace Poly

/-- Inserting a term adds its value. -/
theorem eval_insert (c d : Nat) (m : Mono) (p : Poly) :
    (p.insert c d m).eval ρ = (natCast c - natCast d) * m.eval ρ + p.eval ρ := by
  induction p with
  | zero => rfl
  | term c' d' m' p ih =>
    unfold insert
    cases hm : Mono.beq m m' with
    | true =>
      show (natCast (c + c') - natCast (d + d')) * m'.eval ρ + p.eval ρ =
        (natCast c - natCast d) * m.eval ρ + ((natCast c' - natCast d') * m'.eval ρ + p.eval ρ)
      rw [Mono.eq_of_beq m m' hm, natCast_add, natCast_add, add_sub_add_comm, right_distrib,
        add_assoc]
    | false =>
      cases Mono.ble m m' with
      | true => rfl
      | false =>
        show (natCast c' - natCast d') * m'.eval ρ + (p.insert c d m).eval ρ = _
        rw [ih, add_left_comm]
        rfl

/-- The sum of polynomials has the sum of their values. -/
theorem eval_add (p q : Poly) : (p.add q).eval ρ = p.eval ρ + q.eval ρ := by
  induction p with
  | zero => exact (zero_add _).symm
  | term c d m p ih =>
    show ((p.add q).insert c d m).eval ρ = (natCast c - natCast d) * m.eval ρ + p.eval ρ + q.eval ρ
    rw [eval_insert, ih, add_assoc]

/-- The negative of a polynomial has the negative value. -/
theorem eval_neg (p : Poly) : p.neg.eval ρ = -p.eval ρ := by
  induction p with
  | zero => exact neg_zero.symm
  | term c d m p ih =>
    show (natCast d - natCast c) * m.eval ρ + p.neg.eval ρ =
      -((natCast c - natCast d) * m.eval ρ + p.eval ρ)
    rw [ih, neg_add, ← neg_mul, neg_sub]

/-- The product of coefficients, computed on pairs of natural numbers. -/
theorem coefficient_mul (c d c' d' : Nat) :
    (natCast (c * c' + d * d') - natCast (c * d' + d * c') : R) =
      (natCast c - natCast d) * (natCast c' - natCast d') := by
  simp only [natCast_add, natCast_mul, sub_eq_add_neg, neg_add, left_distrib, right_distrib,
    neg_mul, mul_neg, neg_neg, add_assoc]
  rw [add_left_comm (natCast d * natCast d'), add_comm (natCast d * natCast d'),
    add_left_comm (-(natCast c * natCast d'))]

/-- The product of a term with a polynomial has the product of their values. -/
theorem eval_mulTerm (c d : Nat) (m : Mono) (p : Poly) :
    (p.mulTerm c d m).eval ρ = (natCast c - natCast d) * m.eval ρ * p.eval ρ := by
  induction p with
  | zero => exact (mul_zero _).symm
  | term c' d' m' p ih =>
    show ((p.mulTerm c d m).insert _ _ (m.mul m')).eval ρ =
      _ * ((natCast c' - natCast d') * m'.eval ρ + p.eval ρ)
    rw [eval_insert, ih, Mono.eval_mul, coefficient_mul, left_distrib, mul_mul_mul_comm]

/-- The product of polynomials has the product of their values. -/
theorem eval_mul (p q : Poly) : (p.mul q).eval ρ = p.eval ρ * q.eval ρ := by
  induction p with
  | zero => exact (zero_mul _).symm
  | term c d m p ih =>
    show ((q.mulTerm c d m).add (p.mul q)).eval ρ =
      ((natCast c - natCast d) * m.eval ρ + p.eval ρ) * q.eval ρ
    rw [eval_add, eval_mulTerm, ih, right_distrib]

/-- The polynomial of a numeral has the value of the numeral. -/
theorem eval_num (n : Nat) : (term n 0 .one .zero).eval ρ = natCast n := by
  show (natCast n - 0) * (1 : R) + 0 = natCast n
  rw [sub_zero, mul_one, add_zero]

/-- The power of a polynomial has the power of its value. -/
theorem eval_pow (p : Poly) (n : Nat) : (p.pow n).eval ρ = p.eval ρ ^ n := by
  induction n with
  | zero => exact eval_num ρ 1
  | succ n ih =>
    show ((p.pow n).mul p).eval ρ = p.eval ρ ^ n * p.eval ρ
    rw [eval_mul, ih]

/-- A polynomial with zero coefficients has the value zero. -/
theorem eval_eq_zero (p : Poly) (h : p.isZero = true) : p.eval ρ = 0 := by
  induction p with
  | zero => rfl
  | term c d m p ih =>
    have h' : and (Nat.beq c d) p.isZero = true := h
    cases hcd : Nat.beq c d with
    | false => rw [hcd] at h'; exact Bool.noConfusion h'
    | true =>
      rw [hcd] at h'
      show (natCast c - natCast d) * m.eval ρ + p.eval ρ = 0
      rw [ih h', Nat.eq_of_beq_eq_true c d hcd, sub_self, zero_mul, add_zero]

end Poly

end QuantCert.RingNorm
