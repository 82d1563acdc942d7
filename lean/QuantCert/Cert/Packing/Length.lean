prelude
import QuantCert.Spec.Packing.Row

/-! # Checking byte counts

## Main definitions
- `checkPackedLength`, `checkZeroPointLength`

## Main theorems
- `checkPackedLength_sound`, `checkZeroPointLength_sound`
-/

namespace QuantCert

/-- `bytes` is what a packed matrix [rows, cols] takes. -/
def checkPackedLength (rows cols bytes : Nat) : Bool := Nat.beq bytes (rows * rowBytes cols)

/-- A checked byte count is that of the packed matrix. -/
theorem checkPackedLength_sound {rows cols bytes : Nat}
    (h : checkPackedLength rows cols bytes = true) : PackedLength rows cols bytes :=
  Nat.eq_of_beq_eq_true _ _ h

/-- `bytes` is what the zero-points [rows, groups, lanes] take. -/
def checkZeroPointLength (rows groups lanes bytes : Nat) : Bool :=
  Nat.beq bytes (rows * byteLength 4 (groups * lanes))

/-- A checked byte count is that of the zero-points. -/
theorem checkZeroPointLength_sound {rows groups lanes bytes : Nat}
    (h : checkZeroPointLength rows groups lanes bytes = true) :
    ZeroPointLength rows groups lanes bytes :=
  Nat.eq_of_beq_eq_true _ _ h

/-- A matrix [384, 384] takes 64,512 bytes; its zero-points [384, 6, 2] take 2,304. -/
example : PackedLength 384 384 64512 ∧ ZeroPointLength 384 6 2 2304 :=
  ⟨checkPackedLength_sound (by decide +kernel), checkZeroPointLength_sound (by decide +kernel)⟩

/-- One byte too few is refused, and so are bytes counted for all rows together. -/
example : checkPackedLength 384 384 64511 = false ∧ checkPackedLength 8 1 7 = false ∧
    checkZeroPointLength 384 6 2 2303 = false := by decide +kernel

end QuantCert
