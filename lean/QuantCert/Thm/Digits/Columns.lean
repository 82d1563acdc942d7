prelude
import QuantCert.Thm.Digits.DigitSum

/-!
# Sums of packed vectors

A matrix of `m` digits a row, row after row, is a number whose digits of `k * m` bits are the rows.
The sum of its rows is the vector of the column sums.

## Main theorems
* `sum_pack`: a sum of vectors is the vector of the sums
-/

namespace QuantCert.Digits

/-- A sum of packed vectors is the packed vector of the sums. -/
theorem sum_pack (k m n : Nat) (f : Nat → Nat → Nat) :
    (sum n fun j => pack k m (f j)) = pack k m fun b => sum n fun j => f j b := by
  induction n with
  | zero => exact (sum_eq_zero fun b _ => Nat.zero_mul _).symm
  | succ n ih => rw [sum_succ, ih, pack_add]; rfl

end QuantCert.Digits
