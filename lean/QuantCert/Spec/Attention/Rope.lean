prelude
import QuantCert.Spec.Row.Vector

/-!
# Rotary position embedding

Entry `i` and entry `i + half` of a head are rotated by an angle that depends on the position and on
`i`, given by its cosine `c i` and its sine `s i`.

## Main definitions
* `rope half c s x`: the rotated vector of `2 * half` entries.
* `IsRotation half c s`: `c i` and `s i` are the cosine and the sine of an angle.
-/

universe u

namespace QuantCert

variable {R : Type u} [OrderedField R]

/-- Entry `i < half` becomes `c i * x i - s i * x (i + half)`, entry `half + i` becomes
`s i * x i + c i * x (half + i)`. -/
def rope (half : Nat) (c s x : Vec R) : Vec R := fun i =>
  if i < half then c i * x i - s i * x (half + i)
  else s (i - half) * x (i - half) + c (i - half) * x i

/-- The squares of cosine and sine add to one. -/
def IsRotation (half : Nat) (c s : Vec R) : Prop := ∀ i, i < half → c i ^ 2 + s i ^ 2 = 1

end QuantCert
