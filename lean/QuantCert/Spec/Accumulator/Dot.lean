prelude
import QuantCert.Spec.Accumulator.Wrap

/-! # Accumulating a dot product of codes and activations

## Main definitions
- `products`: the terms of the dot product
- `columns`: a row given as a function, as a list
- `minCorner`, `maxCorner`: the extreme products of two ranges
- `Safe`: no partial sum of at most `K` products leaves the accumulator
-/

namespace QuantCert.Accumulator

/-- Every entry lies in `lo .. hi`. -/
def AllIn (lo hi : Int) : List Int → Prop
  | [] => True
  | c :: rest => (lo ≤ c ∧ c ≤ hi) ∧ AllIn lo hi rest

/-- The products of codes and activations, position by position. -/
def products : List Int → List Int → List Int
  | c :: cs, x :: xs => c * x :: products cs xs
  | _, _ => []

/-- The values `f 0, .., f (n - 1)` as a list. -/
def columns (f : Nat → Int) : Nat → List Int
  | 0 => []
  | n + 1 => columns f n ++ [f n]

/-- The smallest product of a code in `lo .. hi` and an activation in `xlo .. xhi`. -/
def minCorner (lo hi xlo xhi : Int) : Int :=
  min (min (lo * xlo) (lo * xhi)) (min (hi * xlo) (hi * xhi))

/-- The largest product of a code in `lo .. hi` and an activation in `xlo .. xhi`. -/
def maxCorner (lo hi xlo xhi : Int) : Int :=
  max (max (lo * xlo) (lo * xhi)) (max (hi * xlo) (hi * xhi))

/-- An accumulator of `bits` bits is safe for `K` products of codes in `lo .. hi` and activations in
`xlo .. xhi`: for all such codes and activations and for every way of adding the products up (any
order, any blocking), no term and no partial sum overflows, and the computed value is the exact
dot product. -/
def Safe (bits K : Nat) (lo hi xlo xhi : Int) : Prop :=
  ∀ cs xs : List Int, cs.length ≤ K → AllIn lo hi cs → AllIn xlo xhi xs →
    ∀ t : SumTree, t.terms.Perm (products cs xs) →
      t.NoOverflow bits ∧ t.wrapped bits = (products cs xs).sum

end QuantCert.Accumulator
