prelude
import QuantCert.Cert.Digits.Loop
import QuantCert.Spec.Integer.Power

/-!
# Whether every entry of a table of powers is the nearest integer

## Main definitions
* `Integer.checkRounded`: whether both ends of half a unit around each entry, to the power of 256, lie on
  either side of a power of two

## Main theorems
* `Integer.checkRounded_sound`
-/

namespace QuantCert.Integer

/-- Whether entry `h` is within half a unit. -/
def checkEntry (d h : Nat) : Bool :=
  Nat.ble (Nat.mul (Nat.pow (Nat.sub (Nat.mul 2 d) 1) (Nat.pow 2 tableBits)) (Nat.pow 2 h))
    (Nat.pow 2 (Nat.mul (Nat.succ powUnit) (Nat.pow 2 tableBits))) &&
  Nat.ble (Nat.pow 2 (Nat.mul (Nat.succ powUnit) (Nat.pow 2 tableBits)))
    (Nat.mul (Nat.pow (Nat.succ (Nat.mul 2 d)) (Nat.pow 2 tableBits)) (Nat.pow 2 h))

/-- Whether all entries are. -/
noncomputable def checkRounded (T : PowerTable) : Bool :=
  allBelow (Nat.succ (Nat.pow 2 tableBits)) fun h => checkEntry (Digits.digit 32 T.digits h) h

/-- A table that passes is rounded. -/
theorem checkRounded_sound {T : PowerTable} (h : checkRounded T = true) : T.Rounded := fun i hi => by
  have hentry := of_allBelow h (Nat.lt_succ_of_le hi)
  have ⟨hlow, hhigh⟩ := Bool.and_eq_true_iff.mp hentry
  exact ⟨Nat.le_of_ble_eq_true hlow, Nat.le_of_ble_eq_true hhigh⟩

end QuantCert.Integer
