prelude
import QuantCert.Cert.Digits.Range
import QuantCert.Cert.Digits.Repunit
import QuantCert.Thm.Digits.Repeat
import QuantCert.Thm.Digits.Sum

/-!
# Row sums of a packed matrix, all rows at once

## Main definitions
* `rowRepunit k m n`: one in each of `n` digits of `k * m` bits
* `rowSumDigits k m rowOnes S`: the sums of the rows of `m` digits
* `checkRowSums k m n S bound`: no row has a larger sum

## Main theorems
* `rowSumDigits_eq`, `checkRowSums_sound`
-/

namespace QuantCert.Digits

/-- One in the digit of every row of `m` digits of `k` bits, for at most `2^24` rows. -/
def rowRepunit (k m n : Nat) : Nat :=
  Nat.mod (repunitPow (Nat.mul k m) (log2Ceil n)) (Nat.pow 2 (Nat.mul (Nat.mul k m) n))

/-- Each row, a digit of `k * m` bits, is one. -/
theorem rowRepunit_eq {k m n : Nat} (hk : 0 < k) (hm : 0 < m) (hn : n ≤ 2 ^ log2Ceil n) :
    rowRepunit k m n = pack (k * m) n fun _ => 1 := by
  have hone : ∀ i, i < 2 ^ log2Ceil n → 1 < 2 ^ (k * m) := fun _ _ =>
    Nat.pow_lt_pow_right (m := k * m) (n := 0) (by decide) (Nat.mul_pos hk hm)
  show repunitPow (k * m) (log2Ceil n) % 2 ^ (k * m * n) = _
  rw [repunitPow_eq, ← pack_digit_mod]
  exact pack_congr fun i hi => digit_pack hone (Nat.lt_of_lt_of_le hi hn)

/-- The sums of the rows of `m` digits of `S`. -/
def rowSumDigits (k m rowOnes S : Nat) : Nat :=
  Nat.land (Nat.shiftRight (Nat.mul S (repunit k m)) (Nat.mul k (Nat.sub m 1)))
    (Nat.mul rowOnes (Nat.sub (Nat.pow 2 k) 1))

/-- Each row, a digit of `k * m` bits, becomes its sum, if the sums fit `k` bits. -/
theorem rowSumDigits_eq {k m n M : Nat} {f : Nat → Nat} (hk : 0 < k) (hm : 0 < m)
    (hf : ∀ q, q < n * m → f q ≤ M) (hM : m * M < 2 ^ k) :
    rowSumDigits k m (pack (k * m) n fun _ => 1) (pack k (n * m) f) =
      pack (k * m) n fun j => sum m fun b => f (j * m + b) := by
  have hle : k ≤ k * m := Nat.le_mul_of_pos_right _ hm
  have hmask : ∀ j, j < n → 2 ^ k - 1 < 2 ^ (k * m) := fun _ _ => two_pow_sub_one_lt hle
  show ((pack k (n * m) f * repunit k m) >>> (k * (m - 1))) &&&
    (pack (k * m) n fun _ => 1) * (2 ^ k - 1) = _
  rw [pack_one_mul]
  refine eq_pack (Nat.lt_of_le_of_lt Nat.and_le_right (pack_lt hmask)) fun j hj => ?_
  rw [digit_land, digit_pack hmask hj, Nat.and_two_pow_sub_one_eq_mod, digit,
    Nat.mod_mod_of_dvd _ (Nat.pow_dvd_pow 2 hle), Nat.shiftRight_eq_div_pow,
    Nat.div_div_eq_div_mul, ← Nat.pow_add, Nat.mul_assoc, ← Nat.mul_add, Nat.mul_comm m,
    Nat.add_comm (m - 1), repunit_eq _ hk]
  exact digit_block_sum hj hm hf hM

/-- No row of `m` digits of `S` has a sum above `bound`. -/
def checkRowSums (k m n S bound : Nat) : Bool :=
  Nat.blt bound (2 ^ (k - 1)) && checkAtMost (rowRepunit k m n) (Nat.mul k m)
    (Nat.mul (rowRepunit k m n) bound) (rowSumDigits k m (rowRepunit k m n) S)

/-- If the check succeeds, no row of the vector has a sum above `bound`. -/
theorem checkRowSums_sound {k m n M bound : Nat} {f : Nat → Nat} (hk : 0 < k) (hm : 0 < m)
    (hn : n ≤ 2 ^ log2Ceil n) (hf : ∀ q, q < n * m → f q ≤ M) (hM : m * M < 2 ^ (k - 1))
    (h : checkRowSums k m n (pack k (n * m) f) bound = true) {j : Nat} (hj : j < n) :
    (sum m fun b => f (j * m + b)) ≤ bound := by
  have hle : k ≤ k * m := Nat.le_mul_of_pos_right _ hm
  have hhalf : 2 ^ (k - 1) ≤ 2 ^ (k * m - 1) :=
    Nat.pow_le_pow_right (by decide) (Nat.sub_le_sub_right hle 1)
  have hfull : 2 ^ (k - 1) ≤ 2 ^ k := Nat.pow_le_pow_right (by decide) (Nat.sub_le _ _)
  rw [checkRowSums, Bool.and_eq_true_iff] at h
  have hb : bound < 2 ^ (k - 1) := Nat.le_of_ble_eq_true h.1
  have hat : checkAtMost (rowRepunit k m n) (k * m) (rowRepunit k m n * bound)
    (rowSumDigits k m (rowRepunit k m n) (pack k (n * m) f)) = true := h.2
  rw [rowRepunit_eq hk hm hn, pack_one_mul,
    rowSumDigits_eq hk hm hf (Nat.lt_of_lt_of_le hM hfull)] at hat
  refine checkAtMost_sound (Nat.mul_pos hk hm) (rfl : (pack (k * m) n fun _ => 1) = _)
    (fun _ _ => Nat.lt_of_lt_of_le hb hhalf) (fun j hj => ?_) hat j hj
  refine Nat.le_trans (Nat.le_of_lt (Nat.lt_of_le_of_lt (natSum_le_mul fun b hb => ?_) hM)) hhalf
  refine hf _ ?_
  have := Nat.mul_le_mul_right m hj
  rw [Nat.succ_mul] at this
  omega

/-- Two rows of three digits: 1, 2, 3 and 4, 0, 1. -/
example : checkRowSums 8 3 2 (pack 8 6 fun q => listEntry [1, 2, 3, 4, 0, 1] q) 6 = true ∧
    checkRowSums 8 3 2 (pack 8 6 fun q => listEntry [1, 2, 3, 4, 0, 1] q) 5 = false := by
  decide +kernel

end QuantCert.Digits
