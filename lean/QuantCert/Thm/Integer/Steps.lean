prelude
import QuantCert.Thm.Integer.FitNorm
import QuantCert.Thm.Integer.FitRope
import QuantCert.Thm.Integer.Wide

/-!
# How far each step is from what it rounds

Each result is within half a unit of the exact quotient, product or sum of the integers that it is made of.

## Main theorems
* `Integer.rotate_error`: rotations
* `Integer.rmsNorm_error`: norms, and their root
* `Integer.score_error`, `Integer.average_error`: scores and means of attention
* `Integer.sigmoid_error`, `Integer.silu_error`, `Integer.gatedProducts_error`: gates
-/

namespace QuantCert.Integer

/-- Every entry of a rotated head is within half a unit of the exact rotation by entries of the table. -/
theorem rotate_error {A : Angles} {head : List Int} {y : Int} (hy : y ∈ rotate A head) :
    ∃ u, u ∈ head ∧ ∃ w, w ∈ head ∧ ∃ c, c ∈ A.cos ∧ ∃ s, s ∈ A.sin ∧
      (AbsLe (twoPow ropeUnit) (2 * (u * c - w * s - twoPow ropeUnit * y)) ∨
        AbsLe (twoPow ropeUnit) (2 * (w * c + u * s - twoPow ropeUnit * y))) := by
  rcases List.mem_append.mp hy with hy | hy
  · obtain ⟨u, hu, w, hw, c, hc, s, hs, rfl⟩ := mem_zipWith4 hy
    exact ⟨u, List.mem_of_mem_take hu, w, List.mem_of_mem_drop hw, c, hc, s, hs,
      Or.inl (roundShift_error _ ropeUnit)⟩
  · obtain ⟨u, hu, w, hw, c, hc, s, hs, rfl⟩ := mem_zipWith4 hy
    exact ⟨u, List.mem_of_mem_take hu, w, List.mem_of_mem_drop hw, c, hc, s, hs,
      Or.inr (roundShift_error _ ropeUnit)⟩

/-- Every entry of a norm is within half a unit of the quotient by a root, which is that of the sum of
squares rounded down, or one if that is zero. -/
theorem rmsNorm_error {F : Nat} {N : NormFactors} {x : List Int} {y : Int} (hy : y ∈ rmsNorm F N x) :
    ∃ a, a ∈ shiftAll (leastShift (twoPow normBits - 1) x) x ∧ ∃ c, c ∈ N.factors ∧
      ∃ n root : Nat, root * root ≤ n ∧ n < (root + 1) * (root + 1) ∧
        AbsLe ((max root 1 : Nat) : Int)
          (2 * (a * (c * twoPow (F - factorUnit)) - ((max root 1 : Nat) : Int) * y)) := by
  obtain ⟨a, ha, c, hc, rfl⟩ := mem_zipWith hy
  refine ⟨a, ha, c, hc, _, _, isqrt_le _, lt_isqrt_succ _, roundDiv_error _ ?_⟩
  omega

/-- A mean is a quotient that is off by half at most, brought to the wide unit exactly. -/
theorem average_error {size : Nat} {ps : List Int} {vs : List Narrow} (hpos : 0 < ps.sum) {y : Int}
    (hy : y ∈ average size ps vs) : ∃ s, s ∈ weightedSum (coarsest vs) size ps vs ∧ ∃ q : Int,
      AbsLe ps.sum (2 * (s * twoPow (min (coarsest vs) extraBits) - ps.sum * q)) ∧
        y = q * twoPow (coarsest vs - min (coarsest vs) extraBits) := by
  obtain ⟨s, hs, rfl⟩ := List.mem_map.mp hy
  exact ⟨s, hs, _, roundDiv_error _ hpos, rfl⟩

/-- SiLU is within half a unit of the number times its sigmoid. -/
theorem silu_error (T : PowerTable) (F : Nat) (x : Int) :
    AbsLe (twoPow powUnit) (2 * (x * sigmoid T F x - twoPow powUnit * silu T F x)) :=
  roundShift_error _ powUnit

/-- A sigmoid is within half a unit of `1 / (1 + z)` or `z / (1 + z)`, with the power `z` that the table
gives. -/
theorem sigmoid_error {T : PowerTable} (hT : T.Falls) (F : Nat) (x : Int) :
    let z := halfPower T (roundShift ((x.natAbs : Int) * log2e) F).toNat
    let one := twoPow powUnit
    AbsLe (one + z) (2 * ((if 0 ≤ x then one else z) * one - (one + z) * sigmoid T F x)) := by
  intro z one
  have hz := (halfPower_size hT (roundShift ((x.natAbs : Int) * log2e) F).toNat).1
  have hone := twoPow_pos powUnit
  have hpos : 0 < one + z := by
    show 0 < twoPow powUnit + halfPower T (roundShift ((x.natAbs : Int) * log2e) F).toNat
    omega
  show AbsLe (one + z) (2 * ((if 0 ≤ x then one else z) * one - (one + z) *
    (if 0 ≤ x then roundDiv (one * one) (one + z) else roundDiv (z * one) (one + z))))
  split
  · exact roundDiv_error _ hpos
  · exact roundDiv_error _ hpos

universe u
variable {R : Type u} [OrderedField R]

/-- A score is within half of `2^-16` of the product of what the narrow vectors stand for, times the
factor. -/
theorem score_error (F : Nat) (factor : Int) (q k : Narrow) :
    abs (dyadic (R := R) argUnit (scoreOf F factor q k) - dyadic (2 * F + argUnit)
      (dotList q.entries k.entries * factor * twoPow (q.shift + k.shift))) ≤ dyadic (argUnit + 1) 1 := by
  have h := roundShift_value (R := R) argUnit (2 * F) (q.shift + k.shift)
    (dotList q.entries k.entries * factor)
  unfold scoreOf
  rw [show 2 * (F : Int) - (q.shift : Int) - (k.shift : Int) =
    ((2 * F : Nat) : Int) - ((q.shift + k.shift : Nat) : Int) by omega]
  exact h

/-- A gated product is within half a wide unit of the product of both rounded factors. -/
theorem gatedProducts_error {F : Nat} {a b : List Int} {y : Int} (hy : y ∈ gatedProducts F a b) :
    let k := leastShift (twoPow factorBits - 1) a
    let l := leastShift (twoPow factorBits - 1) b
    ∃ p, p ∈ a ∧ ∃ q, q ∈ b ∧ abs (dyadic (R := R) F y - dyadic (F + F)
      (roundShift p k * roundShift q l * twoPow (k + l))) ≤ dyadic (F + 1) 1 := by
  intro k l
  obtain ⟨p, hp, q, hq, rfl⟩ := mem_zipWith hy
  refine ⟨p, hp, q, hq, ?_⟩
  have h := roundShift_value (R := R) F F (k + l) (roundShift p k * roundShift q l)
  rw [show (F : Int) - (k : Int) - (l : Int) = (F : Int) - ((k + l : Nat) : Int) by omega]
  exact h

end QuantCert.Integer
