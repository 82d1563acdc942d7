prelude
import QuantCert.Thm.Digits.Mask

/-! # Range checks of all words of a stream at once

A number is tested word by word with a few operations on the whole of it: mask, add, mask, compare
with zero.

## Main theorems
- `lanes_zero`: a mask–add–mask that gives zero on the whole gives zero on every word
- `lt_of_land_two_pow`: from a zero bit to a bound
-/

namespace QuantCert

open Digits

/-- If masking, adding and masking the whole number gives zero, it gives zero on every word. -/
theorem lanes_zero {width mask add test n x : Nat} (htest : test < 2 ^ width)
    (hfit : mask + add < 2 ^ width)
    (h : ((x &&& mask * pack width n fun _ => 1) + add * pack width n fun _ => 1) &&&
      (test * pack width n fun _ => 1) = 0)
    {i : Nat} (hi : i < n) : ((digit width x i &&& mask) + add) &&& test = 0 := by
  have hmask : ∀ j, j < n → mask < 2 ^ width := fun _ _ => by omega
  have hmasked : (x &&& pack width n fun _ => mask) =
      pack width n fun j => digit width x j &&& mask :=
    eq_pack (Nat.lt_of_le_of_lt Nat.and_le_right (pack_lt hmask)) fun j hj => by
      rw [digit_land, digit_pack hmask hj]
  rw [Nat.mul_comm mask, Nat.mul_comm add, Nat.mul_comm test, pack_one_mul, pack_one_mul,
    pack_one_mul, hmasked, pack_add, pack_land (fun j _ => ?_) fun _ _ => htest] at h
  · have h' := congrArg (digit width · i) h
    rw [digit_pack (fun j _ => Nat.lt_of_le_of_lt Nat.and_le_right htest) hi] at h'
    rw [h', digit, Nat.zero_div, Nat.zero_mod]
  · exact Nat.lt_of_le_of_lt (Nat.add_le_add_right Nat.and_le_right add) hfit

/-- A number below `2^(width + 1)` whose bit `width` is 0 is below `2^width`. -/
theorem lt_of_land_two_pow {width v : Nat} (hv : v < 2 ^ width * 2) (h : v &&& 2 ^ width = 0) :
    v < 2 ^ width := by
  have hpos := Nat.two_pow_pos width
  have hq : v / 2 ^ width < 2 := Nat.div_lt_of_lt_mul hv
  have hself : 2 ^ width / 2 ^ width = 1 := by
    have h' := Nat.mul_div_cancel_left 1 hpos
    rw [Nat.mul_one] at h'
    exact h'
  have hzero : (v / 2 ^ width) &&& 1 = 0 := by
    have h' := congrArg (· / 2 ^ width) h
    rw [show (v &&& 2 ^ width) / 2 ^ width = (v / 2 ^ width) &&& (2 ^ width / 2 ^ width) from
      Nat.and_div_two_pow, hself, Nat.zero_div] at h'
    exact h'
  have hq0 : v / 2 ^ width = 0 := by
    match hm : v / 2 ^ width, hq, hzero with
    | 0, _, _ => rfl
    | 1, _, h1 => exact absurd h1 (by decide +kernel)
    | n + 2, h2, _ => omega
  have := Nat.div_add_mod v (2 ^ width)
  have hlt := Nat.mod_lt v hpos
  rw [hq0, Nat.mul_zero, Nat.zero_add] at this
  omega

/-- The hypotheses can be met: two digits of four bits, both below 8. -/
example : ((digit 4 0x75 1 &&& 15) + 0) &&& 8 = 0 :=
  lanes_zero (n := 2) (by decide) (by decide) (by decide +kernel) (by decide)

end QuantCert
