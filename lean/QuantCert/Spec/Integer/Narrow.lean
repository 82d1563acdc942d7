prelude
import QuantCert.Spec.Integer.Round

/-!
# Narrow vectors: few bits an entry and one shift

A *wide* vector holds integers in units of `2^-F`, `F` the same in the whole program. A *narrow* one
is what a matrix is multiplied with.

## Main definitions
* `Integer.Narrow`: entries, and the shift that they share
* `Integer.leastShift limit v`: the least shift after which no entry is larger than `limit`
* `Integer.narrow bits v`: a wide vector, made narrow
* `Integer.aligned bits size v`: a wide vector whose groups are made narrow each by itself
-/

namespace QuantCert.Integer

/-- A vector of small integers: entry `a` stands for `a * 2^shift` wide units. -/
structure Narrow where
  /-- the integers -/
  entries : List Int
  /-- so many bits were dropped -/
  shift : Nat

/-- The largest entry, or zero. -/
def largest (v : List Int) : Int := v.foldr max 0

/-- The smallest entry, or zero. -/
def smallest (v : List Int) : Int := v.foldr min 0

/-- Integers from `low` to `high` are at most `limit` in size after a shift by `k`. -/
def fitsAfter (limit low high : Int) (k : Nat) : Bool :=
  decide (roundShift high k ≤ limit) && decide (-limit ≤ roundShift low k)

/-- The least shift from `k` on after which `low .. high` fits, if it is among the next `steps`. -/
def leastShiftFrom (limit low high : Int) : (steps k : Nat) → Nat
  | 0, k => k
  | steps + 1, k => if fitsAfter limit low high k then k else leastShiftFrom limit low high steps (k + 1)

/-- The least `k` such that no entry is larger than `limit` in size after a rounded shift by `k`. -/
def leastShift (limit : Int) (v : List Int) : Nat :=
  leastShiftFrom limit (smallest v) (largest v)
    ((largest v).natAbs + (smallest v).natAbs) 0

/-- All entries, shifted. -/
def shiftAll (k : Int) (v : List Int) : List Int := v.map fun x => roundShift x k

/-- A wide vector as signed integers of `bits` bits, both signs alike. Small vectors stay exact: there
is no shift to the left. -/
def narrow (bits : Nat) (v : List Int) : Narrow :=
  let k := leastShift (twoPow (bits - 1) - 1) v
  ⟨shiftAll k v, k⟩

/-- A vector cut into groups of `size` entries, the last of them shorter or not. -/
def groupsOf (size : Nat) : (count : Nat) → List Int → List (List Int)
  | 0, _ => []
  | count + 1, v => v.take size :: groupsOf size count (v.drop size)

/-- Aligned entries have so many bits, with the sign. -/
def alignedBits : Nat := 16

/-- The largest of some shifts. -/
def largestShift (ks : List Nat) : Nat := ks.foldr max 0

/-- The least of some shifts. -/
def leastOf : List Nat → Nat
  | [] => 0
  | [k] => k
  | k :: rest => min k (leastOf rest)

/-- The shifts of groups: what each needs, but no more than `alignedBits - bits` below the largest. -/
def groupShifts (bits : Nat) (groups : List (List Int)) : List Nat :=
  let needed := groups.map (leastShift (twoPow (bits - 1) - 1))
  needed.map fun k => max k (largestShift needed - (alignedBits - bits))

/-- A wide vector whose groups of `size` entries are rounded to `bits` bits, each with a shift of its
own, and brought to the unit of the finest group exactly. -/
def aligned (bits size : Nat) (v : List Int) : Narrow :=
  let groups := groupsOf size ((v.length + size - 1) / size) v
  let shifts := groupShifts bits groups
  let least := leastOf shifts
  ⟨(List.zipWith (fun (k : Nat) group => (shiftAll k group).map fun a => a * twoPow (k - least))
    shifts groups).flatten, least⟩

/-- 1000 needs three shifts to fit eight bits, 127 none; 255, halved, would round to 128. -/
example : (narrow 8 [1000, -3, 8]).entries = [125, 0, 1] ∧ (narrow 8 [1000, -3, 8]).shift = 3 ∧
    (narrow 8 [127, -127]).shift = 0 ∧ (narrow 8 [-255]).shift = 1 ∧ (narrow 8 [255]).shift = 2 := by
  decide +kernel

/-- The first group is rounded to multiples of eight, the second is kept. -/
example : (aligned 8 2 [1000, -3, 7, 100]).entries = [1000, 0, 7, 100] ∧
    (aligned 8 2 [1000, -3, 7, 100]).shift = 0 := by decide +kernel

end QuantCert.Integer
