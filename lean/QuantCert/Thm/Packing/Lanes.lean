prelude
import QuantCert.Spec.Packing.Stream
import QuantCert.Thm.Packing.Stream

/-! # Range checks of all words of a stream at once

A number is tested word by word with a few operations on the whole of it: mask, add, mask, compare
with zero.

## Main definitions
- `repunitRec`: the number whose words are all 1, by recursion

## Main theorems
- `lanes_zero`: a mask–add–mask that gives zero on the whole gives zero on every word
- `lt_of_land_two_pow`: from a zero bit to a bound
- `repunit_eq_rec`: the closed form of the repunit
-/

namespace QuantCert

/-- The number whose first `n` words of `width` bits are 1. -/
def repunitRec (width : Nat) : Nat → Nat
  | 0 => 0
  | n + 1 => 1 + 2 ^ width * repunitRec width n

/-- `2^(width * n) - 1` is `2^width - 1` times the repunitRec. -/
theorem repunitRec_mul (width : Nat) : ∀ n : Nat,
    (2 ^ width - 1) * repunitRec width n + 1 = 2 ^ (width * n)
  | 0 => rfl
  | n + 1 => by
    have ih := repunitRec_mul width n
    have hpos := Nat.two_pow_pos width
    show (2 ^ width - 1) * (1 + 2 ^ width * repunitRec width n) + 1 = 2 ^ (width * n + width)
    rw [Nat.pow_add, ← ih, Nat.mul_add, Nat.mul_one, Nat.add_mul, Nat.one_mul, Nat.mul_left_comm,
      Nat.mul_comm (2 ^ width)]
    omega

/-- The closed form, which the kernel evaluates in three operations. -/
theorem repunit_eq_rec {width : Nat} (hwidth : 0 < width) (n : Nat) :
    (2 ^ (width * n) - 1) / (2 ^ width - 1) = repunitRec width n := by
  have h := repunitRec_mul width n
  have h2 : 2 ≤ 2 ^ width := Nat.pow_le_pow_right (n := 2) (by decide) hwidth
  rw [← h, Nat.add_sub_cancel, Nat.mul_div_cancel_left _ (by omega)]

/-- `land` acts on the lowest word and on the rest. -/
theorem land_digit_add {width a c : Nat} (ha : a < 2 ^ width) (hc : c < 2 ^ width) (b d : Nat) :
    (a + 2 ^ width * b) &&& (c + 2 ^ width * d) = (a &&& c) + 2 ^ width * (b &&& d) := by
  have hpos := Nat.two_pow_pos width
  have h := Nat.mod_add_div ((a + 2 ^ width * b) &&& (c + 2 ^ width * d)) (2 ^ width)
  rw [Nat.and_mod_two_pow, Nat.and_div_two_pow, Nat.add_mul_mod_self_left,
    Nat.add_mul_mod_self_left, Nat.add_mul_div_left _ _ hpos, Nat.add_mul_div_left _ _ hpos,
    Nat.mod_eq_of_lt ha, Nat.mod_eq_of_lt hc, Nat.div_eq_of_lt ha, Nat.div_eq_of_lt hc,
    Nat.zero_add, Nat.zero_add] at h
  exact h.symm

/-- Masking gives at most the mask. -/
theorem land_le_mask (x mask : Nat) : x &&& mask ≤ mask := by
  refine Nat.strong_induction_on (p := fun mask => ∀ x, x &&& mask ≤ mask) mask
    (fun mask ih x => ?_) x
  cases Nat.eq_zero_or_pos mask with
  | inl h =>
    rw [h, Nat.land_eq_two_mul_add]
    have hzero : x / 2 &&& 0 / 2 = 0 := Nat.bitwise_zero_right and (x / 2)
    rw [hzero, Nat.zero_mod]
    exact Nat.le_refl 0
  | inr h =>
    have hhalf := ih (mask / 2) (Nat.div_lt_self h (by decide)) (x / 2)
    have hbit : (x % 2) * (mask % 2) ≤ 1 * (mask % 2) :=
      Nat.mul_le_mul_right _ (Nat.le_of_lt_succ (Nat.mod_lt x (by decide)))
    rw [Nat.land_eq_two_mul_add]
    omega

/-- If masking, adding and masking the whole number gives zero, it gives zero on every word. -/
theorem lanes_zero {width mask add test : Nat} (hmask : mask < 2 ^ width)
    (htest : test < 2 ^ width) (hfit : mask + add < 2 ^ width) : ∀ n x : Nat,
    ((x &&& mask * repunitRec width n) + add * repunitRec width n) &&&
      test * repunitRec width n = 0 →
    ∀ i, i < n → ((digit width x i &&& mask) + add) &&& test = 0
  | 0, _, _, i, hi => absurd hi (Nat.not_lt_zero i)
  | n + 1, x, h, i, hi => by
    have hpos := Nat.two_pow_pos width
    have hsplit : ∀ m : Nat,
        m * repunitRec width (n + 1) = m + 2 ^ width * (m * repunitRec width n) := by
      intro m
      show m * (1 + 2 ^ width * repunitRec width n) = _
      rw [Nat.mul_add, Nat.mul_one, Nat.mul_left_comm]
    have hx := Nat.mod_add_div x (2 ^ width)
    have hmod := Nat.mod_lt x hpos
    have hle : (x % 2 ^ width &&& mask) ≤ mask := land_le_mask _ _
    rw [hsplit, hsplit, hsplit, ← hx, land_digit_add hmod hmask, Nat.add_add_add_comm,
      ← Nat.mul_add, land_digit_add (by omega) htest] at h
    have hfirst := Nat.eq_zero_of_add_eq_zero_right h
    have hrest := (Nat.mul_eq_zero.mp (Nat.eq_zero_of_add_eq_zero_left h)).resolve_left
      (Nat.ne_of_gt hpos)
    cases i with
    | zero => rw [digit_first]; exact hfirst
    | succ i =>
      rw [digit_next]
      exact lanes_zero hmask htest hfit n (x / 2 ^ width) hrest i (Nat.lt_of_succ_lt_succ hi)

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
  lanes_zero (by decide) (by decide) (by decide) 2 0x75 (by decide +kernel) 1 (by decide)

end QuantCert
