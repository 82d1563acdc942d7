prelude
import QuantCert.Algebra.RingNorm
import QuantCert.Spec.Integer.Power

/-!
# Powers of one half

## Main theorems
* `Integer.realPower_add`, `Integer.realPower_whole`: the powers of sums and of whole numbers
* `Integer.realPower_eq_exp`: they are those of the exponential function
* `Integer.le_of_pow_le`: positive numbers are ordered as their powers
* `Integer.pow_sub_one_le`: powers grow faster and faster
-/

universe u

namespace QuantCert.Integer

variable {R : Type u}

section
variable [OrderedField R]

/-- Numbers that are not negative are ordered as their powers. -/
theorem le_of_pow_le {a b : R} {n : Nat} (hn : 0 < n) (hb : 0 ≤ b) (h : a ^ n ≤ b ^ n) : a ≤ b := by
  refine le_of_not_lt fun hlt => not_le_of_lt ?_ h
  obtain ⟨m, rfl⟩ : ∃ m, n = m + 1 := ⟨n - 1, by omega⟩
  have ha := lt_of_le_of_lt hb hlt
  rw [pow_succ, pow_succ]
  exact lt_of_le_of_lt (mul_le_mul_of_nonneg_right (pow_le_pow_left hb (le_of_lt hlt) m) hb)
    (mul_lt_mul_of_pos_left hlt (pow_pos ha m))

/-- Later steps of powers are larger. -/
theorem pow_step_le {x : R} (hx : 0 ≤ x) (l : Nat) : ∀ d : Nat,
    x ^ l * (x - 1) ≤ x ^ (l + d) * (x - 1)
  | 0 => le_refl _
  | d + 1 => by
    refine le_trans (pow_step_le hx l d) (le_of_sub_eq (c := x ^ (l + d) * ((x - 1) * (x - 1))) ?_
      (mul_nonneg (pow_nonneg hx _) (mul_self_nonneg _)))
    rw [show x ^ (l + (d + 1)) = x ^ (l + d) * x from pow_succ x (l + d)]
    generalize x ^ (l + d) = p
    exact ring_eq [x, p] (by decide +kernel)

/-- The first `l` steps are not larger than as many later ones. -/
theorem pow_sub_one_le_step {x : R} (hx : 0 ≤ x) {n : Nat} : ∀ {l : Nat}, l ≤ n →
    x ^ l - 1 ≤ natCast l * (x ^ n * (x - 1))
  | 0, _ => by
    show (1 : R) - 1 ≤ 0 * (x ^ n * (x - 1))
    rw [sub_self, zero_mul]
    exact le_refl 0
  | l + 1, h => by
    have ih := pow_sub_one_le_step hx (l := l) (Nat.le_of_succ_le h)
    obtain ⟨d, rfl⟩ := Nat.exists_eq_add_of_le (Nat.le_of_succ_le h)
    have hstep := pow_step_le hx l d
    have hsum := add_le_add ih hstep
    rw [natCast_succ, right_distrib, one_mul]
    refine le_trans (le_of_eq ?_) hsum
    rw [pow_succ]
    generalize x ^ l = p
    exact ring_eq [x, p] (by decide +kernel)

/-- Powers grow faster and faster: the mean of `l` steps is not larger than that of more. -/
theorem pow_sub_one_le {x : R} (hx : 0 ≤ x) (l : Nat) : ∀ d : Nat,
    natCast (l + d) * (x ^ l - 1) ≤ natCast l * (x ^ (l + d) - 1)
  | 0 => le_refl _
  | d + 1 => by
    have ih := pow_sub_one_le hx l d
    have hstep := pow_sub_one_le_step hx (Nat.le_add_right l d)
    have hsum := add_le_add ih hstep
    show natCast (l + d + 1) * (x ^ l - 1) ≤ natCast l * (x ^ (l + d + 1) - 1)
    rw [natCast_succ, right_distrib, one_mul]
    refine le_trans hsum (le_of_eq ?_)
    rw [pow_succ]
    generalize x ^ (l + d) = p
    generalize natCast (R := R) l = c
    exact ring_eq [x, p, c] (by decide +kernel)

end

variable [ExpField R]

/-- Roots of two are one at least. -/
theorem one_le_twoRoot : ∀ n : Nat, (1 : R) ≤ twoRoot n
  | 0 => by
    show (1 : R) ≤ 2
    exact le_of_sub_eq (c := 1) (ring_eq [] (by decide +kernel)) zero_le_one
  | n + 1 => (le_sqrt_iff (le_trans zero_le_one (one_le_twoRoot n)) zero_le_one).mpr
      (by rw [mul_one]; exact one_le_twoRoot n)

/-- Their powers are two. -/
theorem twoRoot_pow : ∀ n : Nat, (twoRoot n : R) ^ 2 ^ n = 2
  | 0 => pow_one 2
  | n + 1 => by
    have hsq : (twoRoot (n + 1) : R) * twoRoot (n + 1) = twoRoot n :=
      mul_self_sqrt (le_trans zero_le_one (one_le_twoRoot n))
    rw [Nat.pow_succ, Nat.mul_two, pow_add, ← mul_pow, hsq]
    exact twoRoot_pow n

/-- Roots of two are positive. -/
theorem twoRoot_pos (n : Nat) : (0 : R) < twoRoot n := lt_of_lt_of_le zero_lt_one (one_le_twoRoot n)

/-- Powers are positive. -/
theorem realPower_pos (u : Nat) : (0 : R) < realPower u := inv_pos (pow_pos (twoRoot_pos _) u)

/-- The power of zero. -/
theorem realPower_zero : realPower (R := R) 0 = 1 := inv_one

/-- The power of a sum. -/
theorem realPower_add (u v : Nat) : realPower (R := R) (u + v) = realPower u * realPower v := by
  unfold realPower
  rw [pow_add, mul_inv (pow_ne_zero (ne_of_gt (twoRoot_pos _)) u)
    (pow_ne_zero (ne_of_gt (twoRoot_pos _)) v)]

/-- A power of a power. -/
theorem realPower_pow (u : Nat) : ∀ n : Nat, realPower (R := R) u ^ n = realPower (u * n)
  | 0 => realPower_zero.symm
  | n + 1 => by rw [pow_succ, realPower_pow u n, ← realPower_add]; rfl

/-- The power of a whole number. -/
theorem realPower_whole (w : Nat) : realPower (R := R) (2 ^ argUnit * w) = inv (2 ^ w) := by
  rw [← realPower_pow]
  unfold realPower
  rw [twoRoot_pow]
  induction w with
  | zero => exact inv_one.symm
  | succ w ih => rw [pow_succ, ih, pow_succ, mul_inv (two_pow_ne_zero w) (ne_of_gt zero_lt_two)]

/-- No power is above one. -/
theorem realPower_le_one (u : Nat) : realPower (R := R) u ≤ 1 := by
  have h := one_le_pow (one_le_twoRoot (R := R) argUnit) u
  have hpos := realPower_pos (R := R) u
  have hmul := mul_le_mul_of_nonneg_left h (le_of_lt hpos)
  rw [mul_one] at hmul
  refine le_trans hmul (le_of_eq ?_)
  exact inv_mul_cancel (pow_ne_zero (ne_of_gt (twoRoot_pos _)) u)

/-- A number whose power is the exponential of one is the exponential of the part. -/
theorem twoRoot_eq_exp {l : R} (hl : exp l = 2) : ∀ n : Nat, twoRoot n = exp (l / 2 ^ n)
  | 0 => by rw [pow_zero, div_one, hl]; rfl
  | n + 1 => by
    show sqrt (twoRoot n) = _
    rw [twoRoot_eq_exp hl n]
    have hhalf : l / 2 ^ n = l / 2 ^ (n + 1) + l / 2 ^ (n + 1) := by
      rw [pow_succ, ← add_div, show l + l = l * 2 from ring_eq [l] (by decide +kernel),
        mul_div_mul_right l (two_pow_ne_zero n) (ne_of_gt zero_lt_two)]
    rw [hhalf, exp_add]
    exact sqrt_mul_self (le_of_lt (exp_pos _))

/-- Powers of one half are those of the exponential function: `2^-u = exp (-u ln 2)`, for a logarithm of
two. -/
theorem realPower_eq_exp {l : R} (hl : exp l = 2) (u : Nat) :
    realPower u = exp (-(natCast u * (l / 2 ^ argUnit))) := by
  unfold realPower
  rw [twoRoot_eq_exp hl, exp_neg, exp_natCast_mul]

end QuantCert.Integer
