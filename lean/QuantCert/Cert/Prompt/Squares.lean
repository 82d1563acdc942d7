prelude
import QuantCert.Cert.Prompt.Head
import QuantCert.Cert.Prompt.LaneProducts

/-!
# The sum of the squares of a vector

## Main definitions
* `squareCell d A`: the sum of the squares of the first `d` entries of a box with one position.

## Main theorems
* `squareCell_holds`
-/

universe u

namespace QuantCert

open Digits

/-- The sum of the squares of the first `d` entries at position zero. -/
noncomputable def squareCell (d : Nat) (A : Box) : Cell where
  pos := Nat.add (dotDigits A.width A.width d (listEntry A.mids 0) (listEntry A.mids 0))
    (Nat.mul d (Nat.mul A.offset A.offset))
  neg := Nat.add (Nat.mul (sumDigits A.width d (listEntry A.mids 0)) A.offset)
    (Nat.mul A.offset (sumDigits A.width d (listEntry A.mids 0)))
  rad := Nat.add
    (dotDigits A.width A.radiusWidth d (Lanes.boxSizes d A 0) (listEntry A.radii 0))
    (dotDigits (Lanes.reachWidth A) A.radiusWidth d (Lanes.boxReach d A 0) (listEntry A.radii 0))

/-- The sum of the squares is enclosed. -/
theorem squareCell_holds {R : Type u} [OrderedField R] {d : Nat} {A : Box} {x : Vec R}
    (hw : 0 < A.width) (hd : d ≤ 2 ^ log2Ceil d)
    (hx : ∀ c, c < d → (A.cell 0 c).Holds A.scale (x c)) :
    (squareCell d A).Holds (A.scale + A.scale) (sum d fun c => x c * x c) := by
  have hsum := Cell.sum_holds fun c hc => Cell.mul_holds (hx c hc) (hx c hc)
  have pos : ∀ c, digit A.width (listEntry A.mids 0) c = (A.cell 0 c).pos :=
    fun c => (readDigit_eq _ _ _).symm
  have rad : ∀ c, digit A.radiusWidth (listEntry A.radii 0) c = (A.cell 0 c).rad :=
    fun c => (readDigit_eq _ _ _).symm
  have ⟨hpos, hneg⟩ := sum_offset d A.offset A.offset
    (fun c => (A.cell 0 c).pos) (fun c => (A.cell 0 c).pos)
  have heq : (Cell.sum d fun c => (A.cell 0 c).mul (A.cell 0 c)) = squareCell d A := by
    unfold Cell.sum squareCell
    rw [sumBelow_eq, sumBelow_eq, sumBelow_eq]
    refine congr (congr (congrArg Cell.mk ?_) ?_) ?_
    · refine hpos.trans ?_
      rw [dotDigits_eq]
      exact congrArg (· + _) (sum_congr fun c _ => by rw [pos])
    · refine hneg.trans ?_
      rw [sumDigits_eq, sum_congr fun c _ => pos c]
      rfl
    · rw [dotDigits_eq, dotDigits_eq, Lanes.boxSizes_eq hw, Lanes.boxReach_eq hw hd]
      refine (sum_congr fun c hc => ?_).trans (sum_add d _ _)
      rw [digit_pack (fun i _ => Lanes.size_lt A 0 i hw) hc,
        digit_pack (fun i _ => Lanes.reach_lt A 0 i hw) hc, rad, Nat.mul_comm (_ + _)]
      rfl
  rwa [heq] at hsum

end QuantCert
