prelude
import QuantCert.Cert.Prompt.Tokens

/-!
# By how much the next token leads

## Main definitions
* `checkLeadsBy n A t k δ`: whether the logit of `k` exceeds all others by more than `δ` units.

## Main theorems
* `leads_by`: then it does.
-/

universe u

namespace QuantCert

/-- Whether the logit of `k` at position `t` exceeds the `n - 1` others by more than `δ`, in the
units of the box. -/
noncomputable def checkLeadsBy (n : Nat) (A : Box) (t k δ : Nat) : Bool :=
  Nat.blt k n && checkExceeds n A t k δ

variable {R : Type u} [OrderedField R] {length n : Nat} {A : Box} {Z : Nat → Vec R}

/-- A token that leads by more than `δ` in a box has a logit so much larger than all others. -/
theorem leads_by (hZ : A.Contains length n Z) {t k δ : Nat} (ht : t < length)
    (h : checkLeadsBy n A t k δ = true) : LeadsBy n (Dyadic.value R ⟨δ, A.scale⟩) (Z t) k := by
  have ⟨hk, hall⟩ := Bool.and_eq_true_iff.mp h
  have hk' : k < n := Nat.le_of_ble_eq_true hk
  exact ⟨hk', fun i hi hne => Cell.lt_of_below (Cell.add_holds (hZ.cell ht hi)
    (Cell.holds_ofNat _ δ)) (hZ.cell ht hk') (checkExceeds_sound hk' hall i hi hne)⟩

end QuantCert
