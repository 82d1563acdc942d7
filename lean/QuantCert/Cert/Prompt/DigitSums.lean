prelude
import QuantCert.Cert.Digits.Loop
import QuantCert.Cert.Prompt.Slice
import QuantCert.Thm.Digits.DigitSum

/-!
# Sums of many digits with few operations

Modulo all ones a number is the sum of its digits, if the sum has no more bits than a digit: the
digits are spread before that.

## Main definitions
* `sumDigits k n X`: the sum of the lowest `n` digits of `k` bits of `X`.

## Main theorems
* `sumDigits_eq`
-/

namespace QuantCert

open Digits

/-- Bits of a digit in which `n` digits of `k` bits can be added up. -/
noncomputable def digitSumWidth (k n : Nat) : Nat := Nat.succ (Nat.add k (log2Ceil n))

/-- The sum of the lowest `n` digits of `k` bits of `X`. -/
noncomputable def sumDigits (k n X : Nat) : Nat :=
  cond (Nat.ble n (Nat.pow 2 (log2Ceil n))) (withValue (digitSumWidth k n) fun w =>
    Nat.mod (spreadSlice w k 0 n X) (Nat.sub (Nat.pow 2 w) 1)) (sumBelow n (digit k X))

/-- A sum of `n` digits of `k` bits is below all ones of so many bits. -/
theorem sum_digit_lt {k n : Nat} (hn : n ≤ 2 ^ log2Ceil n) {f : Nat → Nat}
    (hf : ∀ i, i < n → f i < 2 ^ k) : sum n f < 2 ^ digitSumWidth k n - 1 := by
  have h1 : sum n f ≤ n * (2 ^ k - 1) := natSum_le_mul fun i hi => Nat.le_sub_one_of_lt (hf i hi)
  have h2 := Nat.mul_le_mul_right (2 ^ k - 1) hn
  have hw : 2 ^ digitSumWidth k n = 2 ^ log2Ceil n * 2 ^ k * 2 := by
    show 2 ^ (k + log2Ceil n + 1) = _
    rw [Nat.pow_succ, Nat.pow_add, Nat.mul_comm (2 ^ k)]
  have h3 : 2 ^ log2Ceil n * (2 ^ k - 1) + 2 ^ log2Ceil n = 2 ^ log2Ceil n * 2 ^ k := by
    rw [← Nat.mul_succ]
    refine congrArg _ ?_
    have := Nat.two_pow_pos k
    omega
  have := Nat.two_pow_pos (log2Ceil n)
  rw [hw]
  omega

/-- The digits are added up. -/
theorem sumDigits_eq (k n X : Nat) : sumDigits k n X = sum n (digit k X) := by
  unfold sumDigits
  cases h : Nat.ble n (Nat.pow 2 (log2Ceil n)) with
  | false => exact sumBelow_eq n _
  | true =>
    have hn : n ≤ 2 ^ log2Ceil n := Nat.le_of_ble_eq_true h
    have hw : k ≤ digitSumWidth k n := by
      show k ≤ k + log2Ceil n + 1
      omega
    rw [Bool.cond_pos rfl, withValue_eq]
    show spreadSlice _ k 0 n X % _ = _
    rw [spreadSlice_eq hw hn]
    show pack _ n (fun j => digit k X (0 + j)) % (2 ^ digitSumWidth k n - 1) = _
    rw [pack_mod_ones, Nat.mod_eq_of_lt (sum_digit_lt hn fun i _ => digit_lt k X (0 + i))]
    exact sum_congr fun i _ => by rw [Nat.zero_add]

end QuantCert
