prelude
import QuantCert.Cert.Digits.Range

/-!
# Rounding all digits upward

## Main definitions
* `ceilDigit s d`: `d / 2^s`, rounded upward
* `ceilDigits k ones s N`: the same for every digit of `N`

## Main theorems
* `le_ceilDigit_mul`, `ceilDigit_le`, `natSum_ceil_le`, `ceilDigits_eq`
-/

namespace QuantCert.Digits

/-- `d / 2^s`, rounded upward. -/
def ceilDigit (s d : Nat) : Nat := (d + (2 ^ s - 1)) / 2 ^ s

/-- Rounding upward makes nothing smaller. -/
theorem le_ceilDigit_mul (s d : Nat) : d ≤ ceilDigit s d * 2 ^ s := by
  have hpos := Nat.two_pow_pos s
  have hr := Nat.le_sub_one_of_lt (Nat.mod_lt (d + (2 ^ s - 1)) hpos)
  have hd := Nat.div_add_mod (d + (2 ^ s - 1)) (2 ^ s)
  unfold ceilDigit
  rw [Nat.mul_comm]
  omega

/-- A number rounded upward in a larger unit is no larger than before. -/
theorem ceilDigit_le (s d : Nat) : ceilDigit s d ≤ d := by
  have hpos := Nat.two_pow_pos s
  refine Nat.le_of_lt_succ ((Nat.div_lt_iff_lt_mul hpos).2 ?_)
  have h := Nat.le_mul_of_pos_right d hpos
  rw [Nat.succ_mul]
  omega

/-- A sum of rounded numbers bounds the sum of the numbers. -/
theorem natSum_ceil_le (n s : Nat) (f : Nat → Nat) :
    sum n f ≤ (sum n fun i => ceilDigit s (f i)) * 2 ^ s := by
  induction n with
  | zero => exact Nat.zero_le _
  | succ n ih =>
    rw [sum_succ, sum_succ, Nat.add_mul]
    exact Nat.add_le_add ih (le_ceilDigit_mul s _)

/-- Every digit of `N` over `2^s`, rounded upward; `ones` is the repunit. -/
def ceilDigits (k ones s N : Nat) : Nat :=
  Nat.land (Nat.shiftRight (Nat.add N (Nat.mul ones (Nat.sub (Nat.pow 2 s) 1))) s)
    (Nat.mul ones (Nat.sub (Nat.pow 2 (Nat.sub k s)) 1))

/-- Every digit is rounded upward, if digits have a bit to spare. -/
theorem ceilDigits_eq {k n s : Nat} {f : Nat → Nat} (hs : s < k)
    (hf : ∀ i, i < n → f i ≤ 2 ^ (k - 1)) :
    ceilDigits k (pack k n fun _ => 1) s (pack k n f) = pack k n fun i => ceilDigit s (f i) := by
  have hlt : ∀ i, i < n → f i + (2 ^ s - 1) < 2 ^ k := fun i hi => by
    have hle := hf i hi
    have hhalf := two_pow_sub_one_add_self (k := k) (by omega)
    have hpow : 2 ^ s ≤ 2 ^ (k - 1) := Nat.pow_le_pow_right (by decide) (by omega)
    have hpos := Nat.two_pow_pos s
    omega
  show ((pack k n f + (pack k n fun _ => 1) * (2 ^ s - 1)) >>> s) &&&
    (pack k n fun _ => 1) * (2 ^ (k - s) - 1) = _
  rw [pack_one_mul, pack_one_mul, pack_add, pack_shift_mask hlt (by omega)]
  refine pack_congr fun i hi => Nat.mod_eq_of_lt (Nat.div_lt_of_lt_mul ?_)
  rw [← Nat.pow_add, show s + (k - s) = k by omega]
  exact hlt i hi

end QuantCert.Digits
