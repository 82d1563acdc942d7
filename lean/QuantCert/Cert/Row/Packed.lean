prelude
import QuantCert.Cert.Digits.Repunit
import QuantCert.Spec.Row.Packed
import QuantCert.Thm.Row.Packed

/-!
# Checked maximum of packed row sums

## Main definitions
* `checkRowSums width rows sums maximum`: whether the digits of `sums` are at most `maximum`, found
  with a few operations on long numbers whatever the number of rows.

## Main theorems
* `checkRowSums_sound`.
-/

namespace QuantCert

/-- Whether `sums` has `rows` digits of `width` bits and all are at most `maximum`, which must leave
the top bit of a digit free: no digit has its top bit set, neither before nor after adding
`2^(width-1) - 1 - maximum` to each. -/
def checkRowSums (width rows sums maximum : Nat) : Bool :=
  Nat.ble 1 width && Nat.ble (sums + 1) (2 ^ (width * rows)) &&
  Nat.ble (maximum + 1) (2 ^ (width - 1)) &&
  Nat.beq (sums &&& repunit width rows * 2 ^ (width - 1)) 0 &&
  Nat.beq ((sums + repunit width rows * (2 ^ (width - 1) - (maximum + 1))) &&&
    repunit width rows * 2 ^ (width - 1)) 0

/-- If the check succeeds, every row sum is at most `maximum`. -/
theorem checkRowSums_sound {width rows sums maximum : Nat}
    (h : checkRowSums width rows sums maximum = true) :
    ∀ j, j < rows → digit width sums j ≤ maximum := by
  have ⟨h, hafter⟩ := Bool.and_eq_true_iff.mp h
  have ⟨h, hbefore⟩ := Bool.and_eq_true_iff.mp h
  have ⟨h, hmax⟩ := Bool.and_eq_true_iff.mp h
  have ⟨hwidth, hsums⟩ := Bool.and_eq_true_iff.mp h
  cases width with
  | zero => exact Bool.noConfusion hwidth
  | succ t =>
    have hones : ∀ c, repunit (t + 1) rows * c = pack (t + 1) rows fun _ => c := repunit_mul t rows
    rw [hones, Nat.add_sub_cancel] at hbefore
    rw [hones, hones, Nat.add_sub_cancel] at hafter
    refine fun j hj => digit_le_of_land (Nat.le_of_ble_eq_true hsums) ?_
      (Nat.eq_of_beq_eq_true _ _ hbefore) (Nat.eq_of_beq_eq_true _ _ hafter) hj
    rw [Nat.add_comm]
    exact Nat.sub_add_cancel (Nat.le_of_ble_eq_true hmax)

/-- The largest of three packed sums is accepted, and nothing smaller. -/
example : checkRowSums 8 3 (joinPieces 8 (5 :: 126 :: 0 :: [])) 126 = true := by
  decide +kernel

example : checkRowSums 8 3 (joinPieces 8 (5 :: 126 :: 0 :: [])) 125 = false := by
  decide +kernel

/-- A digit with its top bit set and a number with too many digits are refused. -/
example : checkRowSums 8 3 (joinPieces 8 (5 :: 128 :: 0 :: [])) 126 = false := by decide +kernel

example : checkRowSums 8 3 (joinPieces 8 (5 :: 6 :: 0 :: 1 :: [])) 126 = false := by
  decide +kernel

end QuantCert
