prelude
import QuantCert.Cert.Prompt.Lanes
import QuantCert.Cert.Prompt.Quotient

/-!
# Claimed quotients by the same number, all at once

## Main definitions
* `checkLaneQuotients`: whether claims contain the quotients of the entries of lanes by a cell.

## Main theorems
* `checkLaneQuotients_sound`
-/

namespace QuantCert

open Digits

namespace Lanes

/-- The midpoints without radii. -/
def exact (v : Lanes) : Lanes := ⟨v.pos, v.neg, 0, v.max⟩

/-- They are the cells without radii. -/
theorem exact_are {w n : Nat} {v : Lanes} {f : Nat → Cell} (hv : v.Are w n f) :
    v.exact.Are w n fun i => (f i).exact :=
  ⟨hv.pos, hv.neg, (sum_eq_zero fun _ _ => Nat.zero_mul _).symm, fun i hi =>
    ⟨(hv.le i hi).1, (hv.le i hi).2.1, Nat.zero_le _⟩⟩

/-- The radii times `r`, around zero. -/
def slack (r : Nat) (v : Lanes) : Lanes := ⟨0, 0, Nat.mul v.rad r, Nat.mul v.max r⟩

/-- They are cells around zero. -/
theorem slack_are {w n : Nat} {v : Lanes} {f : Nat → Cell} (r : Nat) (hv : v.Are w n f) :
    (v.slack r).Are w n fun i => ⟨0, 0, (f i).rad * r⟩ := by
  have hzero : (0 : Nat) = pack w n fun _ => 0 := (sum_eq_zero fun _ _ => Nat.zero_mul _).symm
  refine ⟨hzero, hzero, ?_, fun i hi => ⟨Nat.zero_le _, Nat.zero_le _,
    Nat.mul_le_mul_right r (hv.le i hi).2.2⟩⟩
  show v.rad * r = _
  rw [hv.rad, pack_mul]

end Lanes

/-- Whether the claims `Y`, in units of `2^-q`, contain the quotients of the entries of `N` by what `D`
encloses. -/
noncomputable def checkLaneQuotients (w ones q : Nat) (N : Lanes) (D : Cell) (Y : Lanes) : Bool :=
  Nat.blt 0 D.lower && (Nat.blt Y.max (Nat.pow 2 (Nat.sub w 1)) &&
    Lanes.covers w ones 0 ((N.shift q).add (Y.exact.multiple w ones D).neg') (Y.slack D.lower))

/-- Claims that pass are those of quotients. -/
theorem checkLaneQuotients_sound {w n ones q : Nat} {N Y : Lanes} {D : Cell} {f g : Nat → Cell}
    (hw : 0 < w) (hones : ones = pack w n fun _ => 1) (hN : N.Are w n f) (hY : Y.Are w n g)
    (h : checkLaneQuotients w ones q N D Y = true) :
    ∀ i, i < n → Cell.checkQuotient q (f i) D (g i) = true := fun i hi => by
  simp only [checkLaneQuotients, Bool.and_eq_true_iff] at h
  obtain ⟨hlow, hmax, hcovers⟩ := h
  have hcover := Lanes.covers_sound hw hones (Lanes.add_are (Lanes.shift_are q hN)
    (Lanes.neg_are (Lanes.multiple_are hw hones (Lanes.exact_are hY) (Nat.le_of_ble_eq_true hmax) D)))
    (Lanes.slack_are D.lower hY) hcovers i hi
  exact Bool.and_eq_true_iff.mpr ⟨hlow, Nat.ble_eq_true_of_le (Nat.le_of_ble_eq_true hcover)⟩

end QuantCert
