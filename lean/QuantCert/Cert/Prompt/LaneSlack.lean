prelude
import QuantCert.Cert.Prompt.Lanes

/-!
# Midpoints and radii of lanes apart

## Main definitions
* `Lanes.exact`: the midpoints without radii.
* `Lanes.slack`: multiples of the radii, around zero.

## Main theorems
* `Lanes.exact_are`, `Lanes.slack_are`
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

end QuantCert
