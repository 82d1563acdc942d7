prelude
import QuantCert.Cert.Digits.Spread
import QuantCert.Cert.Prompt.Average
import QuantCert.Cert.Prompt.DotDigits
import QuantCert.Cert.Prompt.Linear
import QuantCert.Cert.Prompt.Rope

/-!
# Dot products of heads, with few operations

The offsets of both factors are removed by sums of digits that are computed once for each head; radii
are dot products of absolute midpoints and radii.

## Main definitions
* `dotCell A B d t h j k`: the dot product of head `h` at position `t` of the box `A` and head `k` at
  position `j` of the box `B`.
* `Box.headDigits`, `Box.headSizes`, `Box.headRadii`, `Box.headSum`: what is computed once for a head.

## Main theorems
* `dotCell_holds`
-/

universe u

namespace QuantCert

open Digits

/-- A digit of the lowest `d`. -/
theorem digit_land_mask {k d c : Nat} (hc : c < d) (N s : Nat) :
    digit k (Nat.land (listEntry [N >>> s] 0) (Nat.sub (Nat.pow 2 (Nat.mul k d)) 1)) c =
      digit k (N >>> s) c := by
  have hle : k * c + k ≤ k * d := by
    have h := Nat.mul_le_mul_left k hc
    rwa [Nat.mul_succ] at h
  show digit k ((N >>> s) &&& 2 ^ (k * d) - 1) c = _
  rw [Nat.and_two_pow_sub_one_eq_mod]
  exact mod_pow_div_pow_mod_pow hle

namespace Box

/-- The midpoints of head `h` at position `t`. -/
def headDigits (B : Box) (d t h : Nat) : Nat :=
  Nat.land (listEntry (B.part t (Nat.mul h d)).mids 0) (Nat.sub (Nat.pow 2 (Nat.mul B.width d)) 1)

/-- The radii of head `h` at position `t`. -/
def headRadii (B : Box) (d t h : Nat) : Nat :=
  Nat.land (listEntry (B.part t (Nat.mul h d)).radii 0)
    (Nat.sub (Nat.pow 2 (Nat.mul B.radiusWidth d)) 1)

/-- The absolute midpoints of head `h` at position `t`. -/
def headSizes (B : Box) (d t h : Nat) : Nat :=
  absoluteDigits B.width (repunit B.width d) (B.headDigits d t h)

/-- Entry `c` of head `h` at position `t`. -/
def headCell (B : Box) (d t h c : Nat) : Cell := B.cell t (Nat.add (Nat.mul h d) c)

/-- The sum of the digits of a head. -/
noncomputable def headSum (B : Box) (d t h : Nat) : Nat := sumDigits B.width d (B.headDigits d t h)

/-- A digit of a head. -/
theorem digit_headDigits (B : Box) {d c : Nat} (hc : c < d) (t h : Nat) :
    digit B.width (B.headDigits d t h) c = (B.headCell d t h c).pos := by
  refine Eq.trans ?_ (congrArg Cell.pos (B.part_cell t (h * d) c))
  refine Eq.trans ?_ (readDigit_eq _ _ _).symm
  exact digit_land_mask hc _ _

/-- A radius of a head. -/
theorem digit_headRadii (B : Box) {d c : Nat} (hc : c < d) (t h : Nat) :
    digit B.radiusWidth (B.headRadii d t h) c = (B.headCell d t h c).rad := by
  refine Eq.trans ?_ (congrArg Cell.rad (B.part_cell t (h * d) c))
  refine Eq.trans ?_ (readDigit_eq _ _ _).symm
  exact digit_land_mask hc _ _

/-- An absolute midpoint of a head. -/
theorem digit_headSizes (B : Box) (hw : 0 < B.width) {d c : Nat} (hc : c < d) (t h : Nat) :
    digit B.width (B.headSizes d t h) c = (B.headCell d t h c).size := by
  have heq : B.headSizes d t h = Lanes.boxSizes d (B.part t (h * d)) 0 := rfl
  rw [heq, Lanes.boxSizes_eq (B := B.part t (h * d)) hw]
  refine (digit_pack (fun i _ => Lanes.size_lt (B.part t (h * d)) 0 i hw) hc).trans ?_
  exact congrArg Cell.size (B.part_cell t (h * d) c)

end Box

/-- The dot product of head `h` of `A` at position `t` and head `k` of `B` at position `j`. The digits of
`A` are those that are put in reverse order: once for all positions of `B`. -/
noncomputable def dotCell (A B : Box) (d t h j k : Nat) : Cell where
  pos := Nat.add (dotDigits B.width A.width d (B.headDigits d j k) (A.headDigits d t h))
    (Nat.mul d (Nat.mul A.offset B.offset))
  neg := Nat.add (Nat.mul (A.headSum d t h) B.offset) (Nat.mul A.offset (B.headSum d j k))
  rad := Nat.add (dotDigits B.radiusWidth A.width d (B.headRadii d j k) (A.headSizes d t h))
    (Nat.add (dotDigits B.width A.radiusWidth d (B.headSizes d j k) (A.headRadii d t h))
      (dotDigits B.radiusWidth A.radiusWidth d (B.headRadii d j k) (A.headRadii d t h)))

/-- The dot product of two heads is enclosed. -/
theorem dotCell_holds {R : Type u} [OrderedField R] {A B : Box} {d t h j k : Nat} {x y : Vec R}
    (hA : 0 < A.width) (hB : 0 < B.width)
    (hx : ∀ c, c < d → (A.headCell d t h c).Holds A.scale (x c))
    (hy : ∀ c, c < d → (B.headCell d j k c).Holds B.scale (y c)) :
    (dotCell A B d t h j k).Holds (A.scale + B.scale) (sum d fun c => x c * y c) := by
  have hsum := Cell.sum_holds fun c hc => Cell.mul_holds (hx c hc) (hy c hc)
  have ⟨hpos, hneg⟩ := sum_offset d A.offset B.offset
    (fun c => (A.headCell d t h c).pos) (fun c => (B.headCell d j k c).pos)
  have digitsA : ∀ c, c < d → digit A.width (A.headDigits d t h) c = (A.headCell d t h c).pos :=
    fun c hc => A.digit_headDigits hc t h
  have digitsB : ∀ c, c < d → digit B.width (B.headDigits d j k) c = (B.headCell d j k c).pos :=
    fun c hc => B.digit_headDigits hc j k
  have p : (Cell.sum d fun c => (A.headCell d t h c).mul (B.headCell d j k c)).pos =
      (dotCell A B d t h j k).pos := by
    show sumBelow d (fun c => (A.headCell d t h c).pos * (B.headCell d j k c).pos +
      A.offset * B.offset) = dotDigits B.width A.width d (B.headDigits d j k)
        (A.headDigits d t h) + d * (A.offset * B.offset)
    rw [sumBelow_eq, hpos, dotDigits_eq]
    exact congrArg (· + _) (sum_congr fun c hc => by
      rw [digitsA c hc, digitsB c hc, Nat.mul_comm])
  have q : (Cell.sum d fun c => (A.headCell d t h c).mul (B.headCell d j k c)).neg =
      (dotCell A B d t h j k).neg := by
    show sumBelow d (fun c => (A.headCell d t h c).pos * B.offset +
      A.offset * (B.headCell d j k c).pos) =
        A.headSum d t h * B.offset + A.offset * B.headSum d j k
    rw [sumBelow_eq, hneg]
    unfold Box.headSum
    rw [sumDigits_eq, sumDigits_eq, sum_congr digitsA, sum_congr digitsB]
  refine Cell.holds_of_le hsum ?_
  have hmid : (Cell.sum d fun c => (A.headCell d t h c).mul (B.headCell d j k c)).mid =
      (dotCell A B d t h j k).mid := by
    unfold Cell.mid
    rw [p, q]
  rw [hmid, Int.sub_self]
  show 0 + sumBelow d (fun c => (A.headCell d t h c).size * (B.headCell d j k c).rad +
    (A.headCell d t h c).rad * ((B.headCell d j k c).size + (B.headCell d j k c).rad)) ≤ _
  rw [Nat.zero_add, sumBelow_eq]
  refine Nat.le_of_eq ?_
  show _ = dotDigits _ _ d _ _ + (dotDigits _ _ d _ _ + dotDigits _ _ d _ _)
  rw [dotDigits_eq, dotDigits_eq, dotDigits_eq, ← sum_add, ← sum_add]
  refine sum_congr fun c hc => ?_
  rw [A.digit_headSizes hA hc t h, B.digit_headSizes hB hc j k, A.digit_headRadii hc t h,
    B.digit_headRadii hc j k, Nat.mul_add, Nat.mul_comm (B.headCell d j k c).rad,
    Nat.mul_comm (B.headCell d j k c).size, Nat.mul_comm (B.headCell d j k c).rad]

end QuantCert
