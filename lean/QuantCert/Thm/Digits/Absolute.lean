prelude
import QuantCert.Core.Int.NatAbs
import QuantCert.Thm.Digits.Mask

/-!
# Absolute values, digit by digit

A signed number `e` is held as the digit `2^(k-1) + e`. Its highest bit tells the sign; digits with
that bit set are negated, so that all become `2^(k-1) - |e|`.

## Main definitions
* `distance a b`: `|a - b|` for natural numbers

## Main theorems
* `pack_distance`: the bitwise formula for `|e|` in every digit
-/

namespace QuantCert.Digits

/-- `|a - b|`: one of the two truncated differences is zero. -/
def distance (a b : Nat) : Nat := (a - b) + (b - a)

/-- `distance` is the absolute value of the difference of integers. -/
theorem natAbs_sub_natCast (a b : Nat) : ((a : Int) - (b : Int)).natAbs = distance a b := by
  unfold distance
  omega

/-- The bitwise formula in one digit: the highest bit of `d`, and `d` negated if it is set. -/
theorem negate_digit {k d : Nat} (hk : 0 < k) (hd : d < 2 ^ k) :
    (d ^^^ d / 2 ^ (k - 1) % 2 ^ 1 * (2 ^ k - 1)) + d / 2 ^ (k - 1) % 2 ^ 1 ≤ 2 ^ (k - 1) ∧
    2 ^ (k - 1) - ((d ^^^ d / 2 ^ (k - 1) % 2 ^ 1 * (2 ^ k - 1)) + d / 2 ^ (k - 1) % 2 ^ 1) =
      distance d (2 ^ (k - 1)) := by
  have hdouble := two_pow_sub_one_add_self hk
  have hhalf := Nat.two_pow_pos (k - 1)
  cases Nat.lt_or_ge d (2 ^ (k - 1)) with
  | inl h =>
    rw [Nat.div_eq_of_lt h, Nat.zero_mod, Nat.zero_mul, Nat.xor_zero]
    unfold distance
    omega
  | inr h =>
    have hq : d / 2 ^ (k - 1) = 1 :=
      ((Nat.div_mod_unique (c := d - 2 ^ (k - 1)) hhalf).2 (by omega)).1
    have hx := NatBits.xor_two_pow_sub_one_add hd
    rw [hq, Nat.pow_one, show 1 % 2 = 1 from rfl, Nat.one_mul]
    unfold distance
    omega

/-- With `d = 2^(k-1) + e` in each digit, the formula gives `|e|` in each digit. -/
theorem pack_distance {k n : Nat} {d : Nat → Nat} (hk : 0 < k) (hd : ∀ i, i < n → d i < 2 ^ k) :
    (pack k n fun _ => 2 ^ (k - 1)) -
      ((pack k n d ^^^ ((pack k n d >>> (k - 1)) &&& pack k n fun _ => 1) * (2 ^ k - 1)) +
        ((pack k n d >>> (k - 1)) &&& pack k n fun _ => 1)) =
      pack k n fun i => distance (d i) (2 ^ (k - 1)) := by
  have hsign := pack_shift_mask (t := k - 1) (v := 1) hd (by omega)
  rw [show 2 ^ 1 - 1 = 1 from rfl] at hsign
  have hflip : ∀ i, i < n → d i / 2 ^ (k - 1) % 2 ^ 1 * (2 ^ k - 1) < 2 ^ k := fun i _ => by
    have hbit : d i / 2 ^ (k - 1) % 2 ^ 1 ≤ 1 :=
      Nat.le_of_lt_succ (Nat.mod_lt _ (Nat.two_pow_pos 1))
    have hle := Nat.mul_le_mul_right (2 ^ k - 1) hbit
    have := Nat.two_pow_pos k
    omega
  rw [hsign, pack_mul, pack_xor hd hflip, pack_add,
    pack_sub fun i hi => (negate_digit hk (hd i hi)).1]
  exact pack_congr fun i hi => (negate_digit hk (hd i hi)).2

end QuantCert.Digits
