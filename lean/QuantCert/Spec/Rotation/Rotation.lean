prelude
import QuantCert.Algebra.Dyadic
import QuantCert.Spec.Model.Net

/-!
# Rotated matrices

A network can compute the same with other matrices. Values and outputs of attention are rotated
head by head: rows of the matrix that makes values, columns of the one that reads what attention
averages. What the blocks add to may be rotated too, if the factors of each norm are folded into the
matrices after it.

## Main definitions
* `Orthogonal d H`: the columns of `H` are orthonormal.
* `rotateRows d H V`, `rotateColumns d H O`: every `d` rows, or columns, are rotated by `H`.
* `rotateEntries d H x`: every `d` entries of a vector.
* `kronecker e H K`, `unitMatrix`: the Kronecker product, of which blocks are made.
* `hadamard4`: the Hadamard matrix of 4 rows over 2; `hadamard k`: of `4^k` rows over `2^k`.
* `Turn`, `Turn.apply`: how a matrix is rotated, and the rotated one.
* `Turned turns ones θ θhat W What`: what differs between a network and the rotated one.
-/

universe u

namespace QuantCert

section
variable {R : Type u} [OrderedField R]

/-- The first `d` columns of the first `d` rows are orthonormal. -/
def Orthogonal (d : Nat) (H : Matrix R) : Prop :=
  ∀ a, a < d → ∀ b, b < d → (sum d fun c => H c a * H c b) = if a = b then 1 else 0

/-- Row `h * d + c` is the sum of `H c a` times row `h * d + a`. -/
def rotateRows (d : Nat) (H V : Matrix R) : Matrix R :=
  fun i j => sum d fun a => H (i % d) a * V (i / d * d + a) j

/-- Column `h * d + c` is the sum of `H c a` times column `h * d + a`. -/
def rotateColumns (d : Nat) (H O : Matrix R) : Matrix R :=
  fun i j => sum d fun a => H (j % d) a * O i (j / d * d + a)

/-- Entry `h * d + c` is the sum of `H c a` times entry `h * d + a`. -/
def rotateEntries (d : Nat) (H : Matrix R) (x : Vec R) : Vec R :=
  fun i => sum d fun a => H (i % d) a * x (i / d * d + a)

/-- Entries are `1` where row and column are the same, else `0`. -/
def unitMatrix : Matrix R := fun a b => if a = b then 1 else 0

/-- The Kronecker product of `H` with a matrix `K` of `e` rows and columns. -/
def kronecker (e : Nat) (H K : Matrix R) : Matrix R :=
  fun i j => H (i / e) (j / e) * K (i % e) (j % e)

/-- Signs of Sylvester's Hadamard matrix of four rows: row and column share an odd number of bits. -/
def hadamardSign (i j : Nat) : Int :=
  match i, j with
  | 1, 1 | 1, 3 | 2, 2 | 2, 3 | 3, 1 | 3, 2 => -1
  | _, _ => 1

/-- Half of them. -/
def hadamard4 : Matrix R := fun i j => dyadic 1 (hadamardSign i j)

/-- Signs over `2^k`, `4^k` rows and columns: no entry is irrational. -/
def hadamard : Nat → Matrix R
  | 0 => unitMatrix
  | k + 1 => kronecker (4 ^ k) hadamard4 (hadamard k)

end

variable {R : Type u} [ExpField R]

/-- The activations, each entry times the same entry of vector `g` if there is one. -/
def scaledBy (θ : Parameters R) (factors : Option Nat) (X : Activations R) : Activations R :=
  match factors with
  | none => X
  | some g => fun t i => θ.vector g i * X t i

/-- The matrix, each column times an entry of vector `g` if there is one. -/
def foldFactors (θ : Parameters R) (factors : Option Nat) (W : Matrix R) : Matrix R :=
  match factors with
  | none => W
  | some g => fun j i => W j i * θ.vector g i

/-- How a matrix is rotated: factors are folded into its columns, then every `4^columns` columns and
every `4^rows` rows are rotated. One row or column is left as it is. -/
structure Turn where
  /-- rows of a block, as a power of four -/
  rows : Nat
  /-- columns of a block, as a power of four -/
  columns : Nat
  /-- the vector whose entries are folded into the columns -/
  factors : Option Nat

/-- The matrix, so rotated. -/
def Turn.apply (θ : Parameters R) (s : Turn) (W : Matrix R) : Matrix R :=
  rotateRows (4 ^ s.rows) (hadamard s.rows)
    (rotateColumns (4 ^ s.columns) (hadamard s.columns) (foldFactors θ s.factors W))

/-- What differs between a network and the rotated one: each matrix is rotated as `turns` says, and
vectors for which `ones` is true are ones. -/
structure Turned (turns : Nat → Turn) (ones : Nat → Bool) (θ θhat : Parameters R)
    (W What : Nat → Matrix R) : Prop where
  gelu : θhat.gelu = θ.gelu
  cos : θhat.cos = θ.cos
  sin : θhat.sin = θ.sin
  vector : ∀ g, θhat.vector g = if ones g then fun _ => 1 else θ.vector g
  matrix : ∀ w, What w = (turns w).apply θ (W w)

end QuantCert
