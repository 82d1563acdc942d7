prelude
import QuantCert.Spec.Packing.Row
import QuantCert.Thm.Packing.Lanes

/-! # Bounds on every second field of a matrix

## Main theorems
- `even_fields_lt`: bounds on the even fields of every row from one comparison with zero
- `row_lt_of_padding_clear`: zero padding from one comparison with zero
-/

namespace QuantCert

open Digits

/-- A word of a word is a word of the whole. -/
theorem digit_of_row {width stride : Nat} {i : Nat} (h : width * (i + 1) ≤ stride) (x j : Nat) :
    digit width (digit stride x j) i = x / 2 ^ (stride * j + width * i) % 2 ^ width := by
  unfold digit
  have hsplit : stride = width * i + (width + (stride - width * (i + 1))) := by
    rw [Nat.mul_add, Nat.mul_one] at h ⊢
    omega
  rw [Nat.pow_add 2 (stride * j), ← Nat.div_div_eq_div_mul]
  generalize x / 2 ^ (stride * j) = y
  rw [congrArg (2 ^ ·) hsplit, Nat.pow_add, Nat.mod_mul_right_div_self,
    Nat.mod_mod_of_dvd _ (Nat.pow_dvd_pow 2 (Nat.le_add_right width _))]

/-- One comparison with zero bounds the even fields of one row. -/
theorem even_fields_lt_of_row {width bound h row : Nat} (hwidth : 0 < width)
    (hbound : bound ≤ 2 ^ width)
    (hzero : ((row &&& (2 ^ width - 1) * (pack (2 * width) h fun _ => 1)) +
      (2 ^ width - bound) * (pack (2 * width) h fun _ => 1)) &&&
      2 ^ width * (pack (2 * width) h fun _ => 1) = 0)
    {i : Nat} (hi : i < h) : digit width row (2 * i) < bound := by
  have hpos := Nat.two_pow_pos width
  have hdouble : 2 ^ width * 2 ≤ 2 ^ (2 * width) :=
    Nat.pow_le_pow_right (n := 2) (by decide) (show width + 1 ≤ 2 * width by omega)
  have hlane := lanes_zero (width := 2 * width) (by omega) (by omega) hzero hi
  have hdigit : digit (2 * width) row i % 2 ^ width = digit width row (2 * i) := by
    unfold digit
    rw [Nat.mod_mod_of_dvd _ (Nat.pow_dvd_pow 2 (show width ≤ 2 * width by omega)),
      Nat.mul_comm 2 width, Nat.mul_assoc]
  rw [Nat.and_two_pow_sub_one_eq_mod, hdigit] at hlane
  have hlt := digit_lt width row (2 * i)
  have := lt_of_land_two_pow (by omega) hlane
  omega

/-- One comparison with zero bounds the even fields of every row of a matrix. -/
theorem even_fields_lt {width bound h stride rows matrix : Nat} (hwidth : 0 < width)
    (hbound : bound ≤ 2 ^ width) (hfit : width * (2 * h) ≤ stride + width)
    (hmask : (2 ^ width - 1) * (pack (2 * width) h fun _ => 1) +
      (2 ^ width - bound) * (pack (2 * width) h fun _ => 1) < 2 ^ stride)
    (htest : 2 ^ width * (pack (2 * width) h fun _ => 1) < 2 ^ stride)
    (hzero : ((matrix &&&
      (2 ^ width - 1) * (pack (2 * width) h fun _ => 1) * (pack stride rows fun _ => 1)) +
      (2 ^ width - bound) * (pack (2 * width) h fun _ => 1) * (pack stride rows fun _ => 1)) &&&
      2 ^ width * (pack (2 * width) h fun _ => 1) * (pack stride rows fun _ => 1) = 0)
    {i j : Nat} (hi : i < h) (hj : j < rows) :
    matrix / 2 ^ (stride * j + width * (2 * i)) % 2 ^ width < bound := by
  rw [← digit_of_row (stride := stride)]
  · exact even_fields_lt_of_row hwidth hbound
      (lanes_zero htest hmask hzero hj) hi
  · have := Nat.mul_le_mul_left width (show 2 * i + 1 + 1 ≤ 2 * h by omega)
    rw [Nat.mul_add _ _ 1, Nat.mul_one] at this
    omega

/-- A row whose bits from `used` on are masked to zero is below `2^used`. -/
theorem lt_of_padding_clear {used stride row : Nat} (hused : used ≤ stride)
    (hrow : row < 2 ^ stride) (hzero : row &&& (2 ^ stride - 2 ^ used) = 0) : row < 2 ^ used := by
  have hpos := Nat.two_pow_pos used
  have hsplit : 2 ^ stride = 2 ^ used * 2 ^ (stride - used) := by
    rw [← Nat.pow_add]; exact congrArg (2 ^ ·) (by omega)
  have hdiv : (2 ^ stride - 2 ^ used) / 2 ^ used = 2 ^ (stride - used) - 1 := by
    have : 2 ^ used * 2 ^ (stride - used) - 2 ^ used = 2 ^ used * (2 ^ (stride - used) - 1) := by
      rw [Nat.mul_sub, Nat.mul_one]
    rw [hsplit, this, Nat.mul_div_cancel_left _ hpos]
  have hq : row / 2 ^ used = 0 := by
    have h := congrArg (· / 2 ^ used) hzero
    rw [show (row &&& (2 ^ stride - 2 ^ used)) / 2 ^ used =
      row / 2 ^ used &&& (2 ^ stride - 2 ^ used) / 2 ^ used from Nat.and_div_two_pow, hdiv,
      Nat.and_two_pow_sub_one_eq_mod, Nat.zero_div, Nat.mod_eq_of_lt] at h
    · exact h
    · rw [hsplit] at hrow
      exact Nat.div_lt_of_lt_mul hrow
  have h := Nat.div_add_mod row (2 ^ used)
  rw [hq, Nat.mul_zero, Nat.zero_add] at h
  rw [← h]
  exact Nat.mod_lt _ hpos

/-- One comparison with zero shows the padding of every row of a matrix to be zero. -/
theorem row_lt_of_padding_clear {used stride rows matrix : Nat} (hused : used ≤ stride)
    (hzero : ((matrix &&& (2 ^ stride - 2 ^ used) * (pack stride rows fun _ => 1)) +
      0 * (pack stride rows fun _ => 1)) &&& (2 ^ stride - 1) * (pack stride rows fun _ => 1) = 0)
    {j : Nat} (hj : j < rows) : digit stride matrix j < 2 ^ used := by
  have hpos := Nat.two_pow_pos stride
  have hused' := Nat.two_pow_pos used
  have hlane := lanes_zero (by omega) (by omega) hzero hj
  refine lt_of_padding_clear hused (digit_lt stride matrix j) ?_
  rw [Nat.add_zero, Nat.and_two_pow_sub_one_eq_mod, Nat.mod_eq_of_lt] at hlane
  · exact hlane
  · exact Nat.lt_of_le_of_lt Nat.and_le_left (digit_lt stride matrix j)

/-- The hypotheses can be met: a row of two 4-bit fields, the even one below 11. -/
example : digit 4 0xF5 (2 * 0) < 11 :=
  even_fields_lt_of_row (h := 1) (by decide) (by decide) (by decide +kernel) (by decide)

end QuantCert
