prelude
import QuantCert.Cert.Digits.Repunit
import QuantCert.Thm.Packing.Fields

/-! # Checking all fields of a packed matrix at once

The matrix is one number; a few operations on the whole of it bound every field of every row.

## Main definitions
- `checkEvenFields`: bounds every second field of every row
- `checkPadding`: the bits after the last field of every row are zero
- `checkRowFields`: both, for the even and the odd fields

## Main theorems
- `checkRowFields_sound`
-/

namespace QuantCert

open Digits

/-- In every row of `stride` bits, the fields `0, 2, .., 2 * h - 2` are below `bound`. -/
def checkEvenFields (width bound h stride rows matrix : Nat) : Bool :=
  decide (0 < width ∧ 0 < stride ∧ bound ≤ 2 ^ width ∧ width * (2 * h) ≤ stride + width ∧
    (2 ^ width - 1) * repunit (2 * width) h + (2 ^ width - bound) * repunit (2 * width) h
      < 2 ^ stride ∧
    2 ^ width * repunit (2 * width) h < 2 ^ stride ∧
    ((matrix &&& (2 ^ width - 1) * repunit (2 * width) h * repunit stride rows) +
      (2 ^ width - bound) * repunit (2 * width) h * repunit stride rows) &&&
      2 ^ width * repunit (2 * width) h * repunit stride rows = 0)

/-- Checked even fields are below their bound. -/
theorem checkEvenFields_sound {width bound h stride rows matrix : Nat}
    (hcheck : checkEvenFields width bound h stride rows matrix = true) {i j : Nat} (hi : i < h)
    (hj : j < rows) : matrix / 2 ^ (stride * j + width * (2 * i)) % 2 ^ width < bound := by
  obtain ⟨hwidth, hstride, hbound, hfit, hmask, htest, hzero⟩ := of_decide_eq_true hcheck
  have hfield := repunit_eq (k := 2 * width) h (by omega)
  have hrows := repunit_eq rows hstride
  rw [hfield] at hmask htest
  rw [hfield, hrows] at hzero
  exact even_fields_lt hwidth hbound hfit hmask htest hzero hi hj

/-- In every row of `stride` bits, the bits from `used` on are zero. -/
def checkPadding (used stride rows matrix : Nat) : Bool :=
  decide (0 < stride ∧ used ≤ stride ∧
    ((matrix &&& (2 ^ stride - 2 ^ used) * repunit stride rows) +
      0 * repunit stride rows) &&& (2 ^ stride - 1) * repunit stride rows = 0)

/-- Rows with checked padding are below `2^used`. -/
theorem checkPadding_sound {used stride rows matrix : Nat}
    (hcheck : checkPadding used stride rows matrix = true) {j : Nat} (hj : j < rows) :
    digit stride matrix j < 2 ^ used := by
  obtain ⟨hstride, hused, hzero⟩ := of_decide_eq_true hcheck
  have hrows := repunit_eq rows hstride
  rw [hrows] at hzero
  exact row_lt_of_padding_clear hused hzero hj

/-- Every row of `rowBytes` bytes holds exactly `n` fields: even ones below `bound0`, odd ones below
`bound1`, zero bits after them, and nothing after the last row. -/
def checkRowFields (width n bound0 bound1 rows rowBytes matrix : Nat) : Bool :=
  decide (matrix < 2 ^ (8 * rowBytes * rows)) &&
  (checkPadding (width * n) (8 * rowBytes) rows matrix &&
  (checkEvenFields width bound0 ((n + 1) / 2) (8 * rowBytes) rows matrix &&
  checkEvenFields width bound1 (n / 2) (8 * rowBytes) rows (matrix / 2 ^ width)))

/-- A checked matrix has all its fields below the bounds, in every row. -/
theorem checkRowFields_sound {width n bound0 bound1 rows rowBytes matrix : Nat}
    (hcheck : checkRowFields width n bound0 bound1 rows rowBytes matrix = true) :
    RowFieldsBelow width n bound0 bound1 rows rowBytes matrix := by
  unfold checkRowFields at hcheck
  simp only [Bool.and_eq_true] at hcheck
  obtain ⟨hlt, hpad, heven, hodd⟩ := hcheck
  have hused : width * n ≤ 8 * rowBytes := (of_decide_eq_true hpad).2.1
  refine ⟨of_decide_eq_true hlt, fun j hj => ⟨checkPadding_sound hpad hj, fun i hi => ?_⟩⟩
  rw [digit_of_row (Nat.le_trans (Nat.mul_le_mul_left width hi) hused)]
  split
  · have h := checkEvenFields_sound heven (i := i / 2) (by omega) hj
    rw [show 2 * (i / 2) = i by omega] at h
    exact h
  · have h := checkEvenFields_sound hodd (i := i / 2) (by omega) hj
    rw [Nat.div_div_eq_div_mul, ← Nat.pow_add] at h
    have hexp : width + (8 * rowBytes * j + width * (2 * (i / 2))) =
        8 * rowBytes * j + width * i := by
      have hi' : i = 2 * (i / 2) + 1 := by omega
      rw [congrArg (width * ·) hi', Nat.mul_add, Nat.mul_one]
      omega
    rw [hexp] at h
    exact h

end QuantCert
