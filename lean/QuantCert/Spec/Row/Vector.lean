prelude
import QuantCert.Algebra.Abs
import QuantCert.Algebra.Sum
import QuantCert.Algebra.Dyadic

/-!
# Vectors, matrices and the dot product

A vector is a function from positions to numbers; a matrix takes a row and a column. The dimensions
are separate arguments, and only the entries below them count.

## Main definitions
* `Vec R`, `Matrix R`, `IntMatrix`: vectors, matrices, matrices of stored integers.
* `dot n a x`: the sum of `a i * x i` over `i < n`; `matVec cols W x`: all rows of `W` against `x`.
* `storedMatrix p W`: the numbers that the integers `W` stand for in units of `2^-p`.
* `InRange n X x`: the first `n` entries of `x` are at most `X` in absolute value.
* `Within n δ x y`: the first `n` entries of `x` and `y` differ by at most `δ`.
-/

universe u

namespace QuantCert

/-- A vector: entry `i` is `x i`. -/
abbrev Vec (R : Type u) : Type u := Nat → R

/-- A matrix: row `j`, column `i` is `W j i`. -/
abbrev Matrix (R : Type u) : Type u := Nat → Nat → R

/-- A matrix of integers, as stored: row `j`, column `i` is `W j i` units. -/
abbrev IntMatrix : Type := Nat → Nat → Int

variable {R : Type u} [OrderedField R]

/-- The dot product of the first `n` entries. -/
def dot (n : Nat) (a x : Vec R) : R := sum n fun i => a i * x i

/-- The product of a matrix with `cols` columns and a vector. -/
def matVec (cols : Nat) (W : Matrix R) (x : Vec R) : Vec R := fun j => dot cols (W j) x

/-- A linear layer: the matrix product plus the bias. -/
def affine (cols : Nat) (W : Matrix R) (bias x : Vec R) : Vec R :=
  fun j => matVec cols W x j + bias j

/-- The matrix whose entries are the integers `W` in units of `2^-p`. -/
def storedMatrix (p : Nat) (W : IntMatrix) : Matrix R := fun j i => dyadic p (W j i)

/-- Every one of the first `n` entries of `x` is at most `X` in absolute value. -/
def InRange (n : Nat) (X : R) (x : Vec R) : Prop := ∀ i, i < n → abs (x i) ≤ X

/-- The first `n` entries of `x` and `y` differ by at most `δ` each. -/
def Within (n : Nat) (δ : R) (x y : Vec R) : Prop := ∀ i, i < n → abs (x i - y i) ≤ δ

end QuantCert
