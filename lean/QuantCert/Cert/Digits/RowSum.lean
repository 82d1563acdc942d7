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
* `wideRowSums k m ones rowOnes S`: the same for sums that may have more than `k` bits
* `checkRowSums k m n S bound`: no row has a larger sum

## Main theorems
* `rowSumDigits_eq`, `wideRowSums_eq`, `checkRowSums_sound`
-/

namespace QuantCert.Digits

/-- One in the digit of every row of `m` digits of `k` bits, for at most `2^24` rows. -/
noncomputable def rowRepunit (k m n : Nat) : Nat :=
  Nat.land (repunitPow (Nat.mul k m) (log2Ceil n))
    (Nat.sub (Nat.pow 2 (Nat.mul (Nat.mul k m) n)) 1)

/-- Each row, a digit of `k * m` bits, is one. -/
theorem rowRepunit_eq {k m n : Nat} (hk : 0 < k) (hm : 0 < m) (hn : n ≤ 2 ^ log2Ceil n) :
    rowRepunit k m n = pack (k * m) n fun _ => 1 := by
  have hone : ∀ i, i < 2 ^ log2Ceil n → 1 < 2 ^ (k * m) := fun _ _ =>
    Nat.pow_lt_pow_right (m := k * m) (n := 0) (by decide) (Nat.mul_pos hk hm)
  show repunitPow (k * m) (log2Ceil n) &&& 2 ^ (k * m * n) - 1 = _
  rw [Nat.and_two_pow_sub_one_eq_mod, repunitPow_eq, ← pack_digit_mod]
  exact pack_congr fun i hi => digit_pack hone (Nat.lt_of_lt_of_le hi hn)

/-- `V` times the repunit of `m` digits. A product would take `m` times as long. -/
def mulRepunit (k m V : Nat) : Nat :=
  Nat.div (Nat.sub (Nat.shiftLeft V (Nat.mul k m)) V) (Nat.sub (Nat.pow 2 k) 1)

/-- The sums of the rows of `m` digits of `S`. -/
def rowSumDigits (k m rowOnes S : Nat) : Nat :=
  Nat.land (Nat.shiftRight (mulRepunit k m S) (Nat.mul k (Nat.sub m 1)))
    (Nat.mul rowOnes (Nat.sub (Nat.pow 2 k) 1))

/-- The low half of the bits of every digit; `ones` is one in each. -/
def lowHalves (k ones S : Nat) : Nat :=
  Nat.land S (Nat.mul ones (Nat.sub (Nat.pow 2 (Nat.div k 2)) 1))

/-- The other bits of every digit. -/
def highHalves (k ones S : Nat) : Nat :=
  Nat.land (Nat.shiftRight S (Nat.div k 2))
    (Nat.mul ones (Nat.sub (Nat.pow 2 (Nat.sub k (Nat.div k 2))) 1))

/-- The sums of the rows of `m` digits of `S`, which may have more than `k` bits: both halves of the
bits are added up apart. `ones` is one in every digit. -/
def wideRowSums (k m ones rowOnes S : Nat) : Nat :=
  Nat.add (rowSumDigits k m rowOnes (lowHalves k ones S))
    (Nat.shiftLeft (rowSumDigits k m rowOnes (highHalves k ones S)) (Nat.div k 2))

/-- Each row, a digit of `k * m` bits, becomes its sum, if the sums fit `k` bits. -/
theorem rowSumDigits_eq {k m n M : Nat} {f : Nat → Nat} (hk : 0 < k) (hm : 0 < m)
    (hf : ∀ q, q < n * m → f q ≤ M) (hM : m * M < 2 ^ k) :
    rowSumDigits k m (pack (k * m) n fun _ => 1) (pack k (n * m) f) =
      pack (k * m) n fun j => sum m fun b => f (j * m + b) := by
  have hle : k ≤ k * m := Nat.le_mul_of_pos_right _ hm
  have hmask : ∀ j, j < n → 2 ^ k - 1 < 2 ^ (k * m) := fun _ _ => two_pow_sub_one_lt hle
  show (((pack k (n * m) f <<< (k * m) - pack k (n * m) f) / (2 ^ k - 1)) >>> (k * (m - 1))) &&&
    (pack (k * m) n fun _ => 1) * (2 ^ k - 1) = _
  rw [pack_one_mul, Nat.shiftLeft_eq, mul_repunit_eq _ _ hk]
  refine eq_pack (Nat.lt_of_le_of_lt Nat.and_le_right (pack_lt hmask)) fun j hj => ?_
  rw [digit_land, digit_pack hmask hj, Nat.and_two_pow_sub_one_eq_mod, digit,
    Nat.mod_mod_of_dvd _ (Nat.pow_dvd_pow 2 hle), Nat.shiftRight_eq_div_pow,
    Nat.div_div_eq_div_mul, ← Nat.pow_add, Nat.mul_assoc, ← Nat.mul_add, Nat.mul_comm m,
    Nat.add_comm (m - 1)]
  exact digit_block_sum hj hm hf hM

/-- The low half of the bits of every digit. -/
theorem lowHalves_eq {k n : Nat} {f : Nat → Nat} (hf : ∀ q, q < n → f q < 2 ^ k) :
    lowHalves k (pack k n fun _ => 1) (pack k n f) = pack k n fun q => f q % 2 ^ (k / 2) := by
  show pack k n f &&& (pack k n fun _ => 1) * (2 ^ (k / 2) - 1) = _
  rw [pack_one_mul, pack_mask hf (by omega)]

/-- The other bits of every digit. -/
theorem highHalves_eq {k n : Nat} {f : Nat → Nat} (hf : ∀ q, q < n → f q < 2 ^ k) :
    highHalves k (pack k n fun _ => 1) (pack k n f) =
      pack k n fun q => f q / 2 ^ (k / 2) % 2 ^ (k - k / 2) := by
  show (pack k n f >>> (k / 2)) &&& (pack k n fun _ => 1) * (2 ^ (k - k / 2) - 1) = _
  rw [pack_one_mul, pack_shift_mask hf (by omega)]

/-- Each row, a digit of `k * m` bits, becomes its sum, if the sums of half the bits fit `k` bits. -/
theorem wideRowSums_eq {k m n : Nat} {f : Nat → Nat} (hk : 0 < k) (hm : 0 < m)
    (hf : ∀ q, q < n * m → f q < 2 ^ k) (hM : m * 2 ^ (k - k / 2) < 2 ^ k) :
    wideRowSums k m (pack k (n * m) fun _ => 1) (pack (k * m) n fun _ => 1) (pack k (n * m) f) =
      pack (k * m) n fun j => sum m fun b => f (j * m + b) := by
  have hhalf : k / 2 ≤ k - k / 2 := by omega
  show rowSumDigits k m _ _ + rowSumDigits k m _ _ <<< (k / 2) = _
  rw [lowHalves_eq hf, highHalves_eq hf, rowSumDigits_eq hk hm (M := 2 ^ (k - k / 2)) (fun q _ => ?_) hM,
    rowSumDigits_eq hk hm (fun q _ => Nat.le_of_lt (Nat.mod_lt _ (Nat.two_pow_pos _))) hM,
    Nat.shiftLeft_eq, pack_mul, pack_add]
  · refine pack_congr fun j hj => ?_
    rw [natSum_mul, ← sum_add]
    refine sum_congr fun b hb => ?_
    have hq : j * m + b < n * m := by
      have := Nat.mul_le_mul_right m hj
      rw [Nat.succ_mul] at this
      omega
    have hdiv : f (j * m + b) / 2 ^ (k / 2) < 2 ^ (k - k / 2) := by
      rw [Nat.div_lt_iff_lt_mul (Nat.two_pow_pos _), Nat.pow_sub_mul_pow 2 (by omega)]
      exact hf _ hq
    rw [Nat.mod_eq_of_lt hdiv, Nat.mul_comm (f _ / _)]
    exact Nat.mod_add_div _ _
  · exact Nat.le_of_lt (Nat.lt_of_lt_of_le (Nat.mod_lt _ (Nat.two_pow_pos _))
      (Nat.pow_le_pow_right (by decide) hhalf))

/-- No row of `m` digits of `S` has a sum above `bound`. -/
noncomputable def checkRowSums (k m n S bound : Nat) : Bool :=
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
