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
* `pack_magnitude`: a shorter one, for digits `2^(k-1) - 1 + e`
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

/-- Exclusive or with the highest bit, where it is set. -/
theorem xor_two_pow {j m : Nat} (hle : 2 ^ j ≤ m) (hlt : m < 2 ^ j + 2 ^ j) :
    m ^^^ 2 ^ j = m - 2 ^ j := by
  have hpos := Nat.two_pow_pos j
  obtain ⟨r, rfl⟩ := Nat.exists_eq_add_of_le hle
  have hr : r < 2 ^ j := Nat.lt_of_add_lt_add_left hlt
  have hdiv := Nat.xor_div_two_pow (a := 2 ^ j + r) (b := 2 ^ j) (n := j)
  have hmod := Nat.xor_mod_two_pow (a := 2 ^ j + r) (b := 2 ^ j) (n := j)
  have hparts : (2 ^ j + r) / 2 ^ j = 1 ∧ (2 ^ j + r) % 2 ^ j = r :=
    (Nat.div_mod_unique hpos).2 (by omega)
  rw [hparts.1, Nat.div_self hpos] at hdiv
  rw [hparts.2, Nat.mod_self, Nat.xor_zero] at hmod
  have hsplit := Nat.div_add_mod ((2 ^ j + r) ^^^ 2 ^ j) (2 ^ j)
  rw [hdiv, hmod, show (1 ^^^ 1 : Nat) = 0 from rfl, Nat.mul_zero] at hsplit
  rw [Nat.add_sub_cancel_left, ← hsplit]
  exact (Nat.zero_add r)

/-- The shorter formula in one digit: with the highest bit set `e > 0`, otherwise `e ≤ 0`. -/
theorem magnitude_digit {k d : Nat} (hk : 0 < k) (hpos : 0 < d) (hd : d < 2 ^ k) :
    (d - 1 ^^^ 2 ^ (k - 1) - 1 + (d - 1) / 2 ^ (k - 1) % 2 ^ 1) + (d - 1) / 2 ^ (k - 1) % 2 ^ 1 =
      distance d (2 ^ (k - 1)) := by
  have hdouble := two_pow_sub_one_add_self hk
  have hhalf := Nat.two_pow_pos (k - 1)
  unfold distance
  cases Nat.lt_or_ge (d - 1) (2 ^ (k - 1)) with
  | inl h =>
    have hx := NatBits.xor_two_pow_sub_one_add h
    rw [Nat.div_eq_of_lt h, Nat.zero_mod, Nat.add_zero, Nat.add_zero]
    omega
  | inr h =>
    have hq : (d - 1) / 2 ^ (k - 1) = 1 :=
      ((Nat.div_mod_unique (c := d - 1 - 2 ^ (k - 1)) hhalf).2 (by omega)).1
    rw [hq, show 1 % 2 ^ 1 = 1 from rfl, Nat.sub_add_cancel hhalf, xor_two_pow h (by omega)]
    omega

/-- With `d = 2^(k-1) + e` in each digit, the shorter formula gives `|e|` from `d - 1`. -/
theorem pack_magnitude {k n : Nat} {d : Nat → Nat} (hk : 0 < k)
    (hd : ∀ i, i < n → 0 < d i ∧ d i < 2 ^ k) :
    (pack k n (fun i => d i - 1) ^^^ (pack k n fun _ => 2 ^ (k - 1) - 1) +
        ((pack k n (fun i => d i - 1) >>> (k - 1)) &&& pack k n fun _ => 1)) +
      ((pack k n (fun i => d i - 1) >>> (k - 1)) &&& pack k n fun _ => 1) =
      pack k n fun i => distance (d i) (2 ^ (k - 1)) := by
  have hlt : ∀ i, i < n → d i - 1 < 2 ^ k := fun i hi =>
    Nat.lt_of_le_of_lt (Nat.sub_le _ _) (hd i hi).2
  have hsign := pack_shift_mask (t := k - 1) (v := 1) hlt (by omega)
  rw [show 2 ^ 1 - 1 = 1 from rfl] at hsign
  have hflip : ∀ i, i < n → 2 ^ (k - 1) - 1 + (d i - 1) / 2 ^ (k - 1) % 2 ^ 1 < 2 ^ k :=
    fun i _ => by
      have hbit : (d i - 1) / 2 ^ (k - 1) % 2 ^ 1 < 2 := Nat.mod_lt _ (by decide)
      have hdouble := two_pow_sub_one_add_self hk
      have hhalf := Nat.two_pow_pos (k - 1)
      omega
  rw [hsign, pack_add, pack_xor hlt hflip, pack_add]
  exact pack_congr fun i hi => magnitude_digit hk (hd i hi).1 (hd i hi).2

end QuantCert.Digits
