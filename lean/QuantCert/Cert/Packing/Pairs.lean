prelude
import QuantCert.Cert.Packing.Fields

/-! # Checking the packed pairs of a matrix

## Main definitions
- `checkPackedPairs`: every 7-bit word is a valid pair, padding is zero

## Main theorems
- `checkPackedPairs_sound`
-/

namespace QuantCert

/-- Every 7-bit word of the packed matrix [rows, cols] is a valid pair of `P`, padding is zero.
`matrix` is the little-endian number of its bytes. -/
def checkPackedPairs (P : PairCode) (rows cols matrix : Nat) : Bool :=
  checkRowFields 7 (pairCount cols) P.words P.words rows (rowBytes cols) matrix

/-- A checked matrix holds valid pairs only. -/
theorem checkPackedPairs_sound {P : PairCode} {rows cols matrix : Nat}
    (h : checkPackedPairs P rows cols matrix = true) : PackedPairs P rows cols matrix := by
  have h' := checkRowFields_sound h
  refine ⟨h'.1, fun j hj => ⟨(h'.2 j hj).1, fun t ht => ?_⟩⟩
  have hlt := (h'.2 j hj).2 t ht
  rw [ite_self] at hlt
  exact hlt

/-- Two rows of three columns in `pair11`; a word of 121 is refused, and so is a padding bit. -/
example : PackedPairs pair11 2 3 0x3C780078 ∧ checkPackedPairs pair11 2 3 0x3C780079 = false ∧
    checkPackedPairs pair11 2 3 0x7C780078 = false :=
  ⟨checkPackedPairs_sound (by decide +kernel), by decide +kernel, by decide +kernel⟩

end QuantCert
