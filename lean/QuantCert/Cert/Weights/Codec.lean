prelude
import QuantCert.Cert.Weights.Program
import QuantCert.Spec.Digits.Digit
import QuantCert.Spec.Weights.Codec

/-!
# Codecs that the checker can decode

For each lane there is a program that computes the codes of all digits at once. That it computes the
codec's codes is decided by trying all words.

## Main definitions
* `LaneProgram`: how the codes of a lane are computed
* `checkPrograms`: the programs compute the codes of every word
* `Codec.Checked`: a codec with programs that pass. An instance is data; its proof is
  `by decide +kernel`

## Main theorems
* `Codec.Checked.program_checked`, `Codec.Checked.bits_le`: what an instance has passed
-/

namespace QuantCert

/-- How a code is computed from its word. -/
inductive LaneCode where
  /-- The code is a field of the word that begins at bit `start`. No mask is needed. -/
  | field (start : Nat)
  /-- The code is the value of an expression. -/
  | value (e : WordExpr)
  /-- The code is the value of an expression whose values have no more bits than the code. -/
  | wide (e : WordExpr)
  /-- The code is the element of a list that the word numbers. -/
  | entry (table : List Nat)

/-- The program of a lane. -/
structure LaneProgram where
  /-- how a code is computed -/
  code : LaneCode
  /-- codes are below `2^bits` -/
  bits : Nat

/-- For all words of `wordBits` bits the program computes `code`, in so many bits as it says. -/
noncomputable def LaneProgram.check (wordBits : Nat) (code : Nat → Nat) (P : LaneProgram) : Bool :=
  match P.code with
  | .field start => Nat.ble (start + P.bits) wordBits &&
      allBelow (2 ^ wordBits) fun w => Nat.beq (w / 2 ^ start % 2 ^ P.bits) (code w)
  | .value e => allBelow (2 ^ wordBits) fun w =>
      e.fits WordExpr.valueBits w && (Nat.beq (e.value w) (code w) && Nat.blt (code w) (2 ^ P.bits))
  | .wide e => allBelow (2 ^ wordBits) fun w =>
      e.fits P.bits w && Nat.beq (e.value w) (code w)
  | .entry table => allBelow (2 ^ wordBits) fun w =>
      Nat.beq (listEntry table w) (code w) && Nat.blt (code w) (2 ^ P.bits)

/-- The programs compute the codes of all lanes, and none has more than `maxBits` bits. -/
noncomputable def checkPrograms (K : Codec) (program : Nat → LaneProgram) (maxBits : Nat) : Bool :=
  Nat.blt 0 K.lanes && allBelow K.lanes fun lane =>
    Nat.ble (program lane).bits maxBits && (program lane).check K.wordBits (K.code lane)

/-- A codec with programs that compute its codes. -/
class Codec.Checked (K : Codec) where
  /-- the program of each lane -/
  program : (lane : Nat) → LaneProgram
  /-- codes and zero-points are below `2^maxBits` -/
  maxBits : Nat
  /-- all words have been tried -/
  checked : checkPrograms K program maxBits = true

namespace Codec.Checked

variable {K : Codec} [K.Checked]

/-- A word has a lane. -/
theorem lanes_pos : 0 < K.lanes :=
  Nat.le_of_ble_eq_true (Bool.and_eq_true_iff.1 (checked (K := K))).1

/-- What has been tested of the program of a lane. -/
theorem lane_checked {lane : Nat} (h : lane < K.lanes) :
    (Nat.ble (program K lane).bits (maxBits K) &&
      (program K lane).check K.wordBits (K.code lane)) = true :=
  of_allBelow (Bool.and_eq_true_iff.1 (checked (K := K))).2 h

/-- No code has more than `maxBits` bits. -/
theorem bits_le {lane : Nat} (h : lane < K.lanes) : (program K lane).bits ≤ maxBits K :=
  Nat.le_of_ble_eq_true (Bool.and_eq_true_iff.1 (lane_checked h)).1

/-- The program of a lane computes the codes of the lane. -/
theorem program_checked {lane : Nat} (h : lane < K.lanes) :
    (program K lane).check K.wordBits (K.code lane) = true :=
  (Bool.and_eq_true_iff.1 (lane_checked h)).2

end Codec.Checked

/-- A code that is a field of its word. -/
theorem LaneProgram.field_eq {wordBits start w : Nat} {code : Nat → Nat} {P : LaneProgram}
    (hP : P.code = .field start) (h : P.check wordBits code = true) (hw : w < 2 ^ wordBits) :
    start + P.bits ≤ wordBits ∧ w / 2 ^ start % 2 ^ P.bits = code w := by
  unfold check at h
  rw [hP] at h
  have hboth := Bool.and_eq_true_iff.1 h
  exact ⟨Nat.le_of_ble_eq_true hboth.1, Nat.eq_of_beq_eq_true _ _ (of_allBelow hboth.2 hw)⟩

/-- A code that is the value of an expression. -/
theorem LaneProgram.value_eq {wordBits w : Nat} {e : WordExpr} {code : Nat → Nat} {P : LaneProgram}
    (hP : P.code = .value e) (h : P.check wordBits code = true) (hw : w < 2 ^ wordBits) :
    e.fits WordExpr.valueBits w = true ∧ e.value w = code w ∧ code w < 2 ^ P.bits := by
  unfold check at h
  rw [hP] at h
  have htried := Bool.and_eq_true_iff.1 (of_allBelow h hw)
  have hcode := Bool.and_eq_true_iff.1 htried.2
  exact ⟨htried.1, Nat.eq_of_beq_eq_true _ _ hcode.1, Nat.le_of_ble_eq_true hcode.2⟩

/-- A code that is the value of an expression with values of so many bits. -/
theorem LaneProgram.wide_eq {wordBits w : Nat} {e : WordExpr} {code : Nat → Nat} {P : LaneProgram}
    (hP : P.code = .wide e) (h : P.check wordBits code = true) (hw : w < 2 ^ wordBits) :
    e.fits P.bits w = true ∧ e.value w = code w := by
  unfold check at h
  rw [hP] at h
  have htried := Bool.and_eq_true_iff.1 (of_allBelow h hw)
  exact ⟨htried.1, Nat.eq_of_beq_eq_true _ _ htried.2⟩

/-- A code that is the element of a list. -/
theorem LaneProgram.entry_eq {wordBits w : Nat} {table : List Nat} {code : Nat → Nat}
    {P : LaneProgram} (hP : P.code = .entry table) (h : P.check wordBits code = true)
    (hw : w < 2 ^ wordBits) : listEntry table w = code w ∧ code w < 2 ^ P.bits := by
  unfold check at h
  rw [hP] at h
  have htried := Bool.and_eq_true_iff.1 (of_allBelow h hw)
  exact ⟨Nat.eq_of_beq_eq_true _ _ htried.1, Nat.le_of_ble_eq_true htried.2⟩

end QuantCert
