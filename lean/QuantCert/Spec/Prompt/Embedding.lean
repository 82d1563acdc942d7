prelude
import QuantCert.Spec.Norm.RMSNorm

/-!
# Embeddings of texts

An encoder computes a vector at every position. That of the text is their mean, and texts are compared
by the angle of their vectors.

## Main definitions
* `meanPool length X`: the mean of the vectors at all positions.
* `unitVector n x`: a vector over its Euclidean norm.
* `CosineAtLeast n c x y`: the cosine of the angle of two vectors is at least `c`, without roots.
-/

universe u

namespace QuantCert

section
variable {R : Type u} [OrderedField R]

/-- The mean of the vectors at all positions. -/
def meanPool (length : Nat) (X : Nat → Vec R) : Vec R := fun i => mean length fun t => X t i

/-- Neither vector is zero, and the cosine of their angle is at least `c`, which is not negative. -/
structure CosineAtLeast (n : Nat) (c : R) (x y : Vec R) : Prop where
  /-- The first vector is not zero. -/
  left : 0 < dot n x x
  /-- The second vector is not zero. -/
  right : 0 < dot n y y
  /-- Squares are compared, so that the bound is not negative. -/
  bound : 0 ≤ c
  /-- Nor is the cosine. -/
  acute : 0 ≤ dot n x y
  /-- The square of the cosine is at least that of `c`. -/
  square : c * c * (dot n x x * dot n y y) ≤ dot n x y * dot n x y

end

/-- A vector over its Euclidean norm. -/
def unitVector {R : Type u} [ExpField R] (n : Nat) (x : Vec R) : Vec R := fun i => x i / norm2 n x

end QuantCert
