prelude
import QuantCert.Thm.Digits.Mask

/-!
# Products of small codes with scales, digit by digit

A code of a few bits times a scale is a sum over the bits of the code: each bit, spread to a full
mask, selects the scale shifted by the bit's position.

## Main theorems
* `pack_select`: one bit of every code selects the shifted scale of its digit
* `mod_two_pow_succ_mul`: the product of one more bit
-/

namespace QuantCert.Digits

theorem one_lt_two_pow_succ (k : Nat) : 1 < 2 ^ (k + 1) :=
  Nat.pow_lt_pow_right (m := k + 1) (n := 0) (by decide) (Nat.succ_pos k)

/-- The bit `u` of `c`, in place. -/
theorem land_two_pow (c u : Nat) : c &&& 2 ^ u = 2 ^ u * (c / 2 ^ u % 2) := by
  have hdiv : (c &&& 2 ^ u) / 2 ^ u = c / 2 ^ u % 2 := by
    rw [Nat.and_div_two_pow, Nat.div_self (Nat.two_pow_pos u)]
    exact Nat.and_two_pow_sub_one_eq_mod _ 1
  have hmod : (c &&& 2 ^ u) % 2 ^ u = 0 := by
    rw [Nat.and_mod_two_pow, Nat.mod_self, Nat.and_zero]
  have h := Nat.div_add_mod (c &&& 2 ^ u) (2 ^ u)
  rw [hdiv, hmod, Nat.add_zero] at h
  exact h.symm

/-- Masking `s * 2^u` with the bits `u, …, k - 1` changes nothing if `s * 2^u < 2^k`. -/
theorem land_high_ones {k u s : Nat} (hu : u ≤ k) (hs : s * 2 ^ u < 2 ^ k) :
    s * 2 ^ u &&& 2 ^ u * (2 ^ (k - u) - 1) = s * 2 ^ u := by
  have hs' : s < 2 ^ (k - u) := by
    rw [← Nat.pow_sub_mul_pow 2 hu] at hs
    exact Nat.lt_of_mul_lt_mul_right hs
  have hdiv : (s * 2 ^ u &&& 2 ^ u * (2 ^ (k - u) - 1)) / 2 ^ u = s := by
    rw [Nat.and_div_two_pow, Nat.mul_div_cancel _ (Nat.two_pow_pos u),
      Nat.mul_div_cancel_left _ (Nat.two_pow_pos u), Nat.and_two_pow_sub_one_of_lt_two_pow hs']
  have hmod : (s * 2 ^ u &&& 2 ^ u * (2 ^ (k - u) - 1)) % 2 ^ u = 0 := by
    rw [Nat.and_mod_two_pow, Nat.mul_mod_left, Nat.zero_and]
  have h := Nat.div_add_mod (s * 2 ^ u &&& 2 ^ u * (2 ^ (k - u) - 1)) (2 ^ u)
  rw [hdiv, hmod, Nat.add_zero, Nat.mul_comm] at h
  exact h.symm

/-- Bit `u` of the code `c`, spread upward to a mask, selects `s * 2^u`. -/
theorem select_digit {k u c s : Nat} (hu : u ≤ k) (hs : s * 2 ^ u < 2 ^ k) :
    s * 2 ^ u &&& (c &&& 2 ^ u) * (2 ^ (k - u) - 1) = s * 2 ^ u * (c / 2 ^ u % 2) := by
  rw [land_two_pow, Nat.mul_right_comm]
  cases Nat.mod_two_eq_zero_or_one (c / 2 ^ u) with
  | inl h => rw [h, Nat.mul_zero, Nat.and_zero, Nat.mul_zero]
  | inr h => rw [h, Nat.mul_one, Nat.mul_one, land_high_ones hu hs]

/-- The same in every digit. -/
theorem pack_select {k n u : Nat} {c s : Nat → Nat} (hu : u ≤ k)
    (hc : ∀ i, i < n → c i < 2 ^ k) (hs : ∀ i, i < n → s i * 2 ^ u < 2 ^ k) (huk : u < k) :
    (pack k n s <<< u) &&&
        (pack k n c &&& (pack k n fun _ => 1) <<< u) * (2 ^ (k - u) - 1) =
      pack k n fun i => s i * 2 ^ u * (c i / 2 ^ u % 2) := by
  have hbit : ∀ i, i < n → 2 ^ u < 2 ^ k := fun _ _ => Nat.pow_lt_pow_right (by decide) huk
  have hmask : ∀ i, i < n → (c i &&& 2 ^ u) * (2 ^ (k - u) - 1) < 2 ^ k := fun i _ => by
    rw [land_two_pow, Nat.mul_right_comm]
    have hlast : c i / 2 ^ u % 2 ≤ 1 := Nat.le_of_lt_succ (Nat.mod_lt _ (by decide))
    have hle := Nat.mul_le_mul_left (2 ^ u * (2 ^ (k - u) - 1)) hlast
    have hpow := Nat.pow_sub_mul_pow 2 hu
    rw [Nat.mul_one, Nat.mul_sub, Nat.mul_comm (2 ^ u) (2 ^ (k - u)), hpow] at hle
    have := Nat.two_pow_pos u
    have := hbit i ‹_›
    rw [Nat.mul_sub, Nat.mul_comm (2 ^ u) (2 ^ (k - u)), hpow]
    omega
  rw [Nat.shiftLeft_eq, Nat.shiftLeft_eq, pack_mul, pack_one_mul, pack_land hc hbit, pack_mul,
    pack_land hs hmask]
  exact pack_congr fun i hi => select_digit hu (hs i hi)

/-- The low `u + 1` bits of `c` times `s`, from the low `u` bits and bit `u`. -/
theorem mod_two_pow_succ_mul (c s u : Nat) :
    c % 2 ^ (u + 1) * s = c % 2 ^ u * s + s * 2 ^ u * (c / 2 ^ u % 2) := by
  rw [Nat.pow_succ, Nat.mod_mul, Nat.add_mul, Nat.mul_comm (2 ^ u * _) s, Nat.mul_assoc s]

end QuantCert.Digits
