prelude
import QuantCert.Algebra.Dyadic
import QuantCert.Spec.Model.Net

/-!
# Rotated matrices

A network can compute the same with other matrices. Values and outputs of attention are rotated
head by head: rows of the matrix that makes values, columns of the one that reads what attention
averages.

## Main definitions
* `Orthogonal d H`: the columns of `H` are orthonormal.
* `rotateRows d H V`, `rotateColumns d H O`: every `d` rows, or columns, are rotated by `H`.
* `rotateEntries d H x`: every `d` entries of a vector.
* `kronecker e H K`, `unitMatrix`: the Kronecker product, of which blocks are made.
* `hadamard4`: the Hadamard matrix of 4 rows over 2; `hadamard k`: of `4^k` rows over `2^k`.
* `Net.Rotates W What`: a net in which the matrices `What` differ from `W` by rotations that meet.
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

namespace Net

/-- A net that computes the same with the matrices `W` and `What`: each linear layer has the same
one, or it makes values that attention averages and the layer after it turns back. -/
inductive Rotates (W What : Nat → Matrix R) : Net → Prop where
  /-- The given activations. -/
  | input : Rotates W What input
  /-- A table that is the same. -/
  | lookup {rows dim w : Nat} {index : RowIndex} (same : W w = What w) :
      Rotates W What (lookup rows dim w index)
  /-- A linear layer with the same matrix. -/
  | linear {rows cols w : Nat} {x : Net} (same : W w = What w) (hx : Rotates W What x) :
      Rotates W What (linear rows cols w x)
  /-- Attention whose values are rotated, and the layer after it. -/
  | values {rows heads groups group d dim cols wv wo : Nat} {mask : Mask} {scoring : Scoring}
      {q k x : Net} (H : Matrix R) (hd : 0 < d) (orthogonal : Orthogonal d H)
      (rowsRotated : What wv = rotateRows d H (W wv))
      (columnsRotated : What wo = rotateColumns d H (W wo))
      (hq : Rotates W What q) (hk : Rotates W What k) (hx : Rotates W What x) :
      Rotates W What (linear rows (heads * d) wo
        (attention groups group d mask scoring q k (linear dim cols wv x)))
  /-- An offset. -/
  | bias {dim b : Nat} {x : Net} (hx : Rotates W What x) : Rotates W What (bias dim b x)
  /-- A number times the activation. -/
  | scale {dim : Nat} {c : Dyadic} {x : Net} (hx : Rotates W What x) :
      Rotates W What (scale dim c x)
  /-- RMSNorm. -/
  | rmsNorm {dim g : Nat} {ε low : Dyadic} {x : Net} (hx : Rotates W What x) :
      Rotates W What (rmsNorm dim g ε low x)
  /-- RMSNorm of each head. -/
  | rmsNormHeads {heads d g : Nat} {ε low : Dyadic} {x : Net} (hx : Rotates W What x) :
      Rotates W What (rmsNormHeads heads d g ε low x)
  /-- A function of each entry. -/
  | activate {dim : Nat} {f : Activation} {x : Net} (hx : Rotates W What x) :
      Rotates W What (activate dim f x)
  /-- A sum. -/
  | add {dim : Nat} {x y : Net} (hx : Rotates W What x) (hy : Rotates W What y) :
      Rotates W What (add dim x y)
  /-- A product, entry by entry. -/
  | mul {dim : Nat} {x y : Net} (hx : Rotates W What x) (hy : Rotates W What y) :
      Rotates W What (mul dim x y)
  /-- Rotary position embedding. -/
  | rope {heads half angles : Nat} {x : Net} (hx : Rotates W What x) :
      Rotates W What (rope heads half angles x)
  /-- Attention whose values are not rotated. -/
  | attention {groups group d : Nat} {mask : Mask} {scoring : Scoring} {q k v : Net}
      (hq : Rotates W What q) (hk : Rotates W What k) (hv : Rotates W What v) :
      Rotates W What (attention groups group d mask scoring q k v)
  /-- One net after another. -/
  | seq {first second : Net} (h : Rotates W What first) (h' : Rotates W What second) :
      Rotates W What (seq first second)
  /-- An activation that is assumed to be within a region. -/
  | region {dim : Nat} {size : Size} {x : Net} (hx : Rotates W What x) :
      Rotates W What (region dim size x)

/-- All nets of a list are such. -/
def RotatesAll (W What : Nat → Matrix R) : List Net → Prop
  | [] => True
  | net :: rest => Rotates W What net ∧ RotatesAll W What rest

end Net

end QuantCert
