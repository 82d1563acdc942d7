prelude
import QuantCert.Spec.Digits.Digit
import QuantCert.Spec.Model.Operation

/-!
# Enclosures of activations

What a network computes from given tokens is enclosed entry by entry: a midpoint and a radius, both
integers in units of `2^-scale`. The midpoints of a position are the digits of one number, its radii
those of another.

## Main definitions
* `Near p m r x`: `x` differs from `m` by at most `r`, both in units of `2^-p`.
* `Box`, `Box.mid`, `Box.radius`: midpoints and radii of the activations at all positions.
* `Box.Contains length dim B X`: the activations `X` lie in the box `B`.
-/

universe u

namespace QuantCert

open Digits

/-- Midpoints and radii of vectors, one of each for every position. -/
structure Box where
  /-- Midpoints and radii are in units of `2^-scale`. -/
  scale : Nat
  /-- Bits of a digit that holds a midpoint, with the offset `2^(width - 1)`. -/
  width : Nat
  /-- Bits of a digit that holds a radius. -/
  radiusWidth : Nat
  /-- The midpoints of each position, lowest digit first. -/
  mids : List Nat
  /-- The radii of each position, lowest digit first. -/
  radii : List Nat

/-- The midpoint of entry `i` at position `t`. -/
def Box.mid (B : Box) (t i : Nat) : Int :=
  (digit B.width (listEntry B.mids t) i : Int) - (2 ^ (B.width - 1) : Nat)

/-- The radius of entry `i` at position `t`. -/
def Box.radius (B : Box) (t i : Nat) : Nat := digit B.radiusWidth (listEntry B.radii t) i

variable {R : Type u} [OrderedField R]

/-- `x` differs from `m` by at most `r`, both in units of `2^-p`. -/
def Near (p : Nat) (m : Int) (r : Nat) (x : R) : Prop := abs (x - dyadic p m) ≤ dyadic p r

/-- At each of `length` positions the `dim` entries of `X` are near the midpoints of the box. -/
def Box.Contains (length dim : Nat) (B : Box) (X : Nat → Vec R) : Prop :=
  ∀ t, t < length → ∀ i, i < dim → Near B.scale (B.mid t i) (B.radius t i) (X t i)

end QuantCert
