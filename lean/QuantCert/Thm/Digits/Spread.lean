prelude
import QuantCert.Thm.Digits.Mask

/-!
# Spreading narrow digits to wide ones

A stream of `v`-bit fields becomes a vector of digits of `p ≥ v` bits by halving: each half of every
piece moves to its place at once.

## Main theorems
* `pack_repunit_double`: a repunit of twice the length
* `pack_repunit_halve`: a repunit of twice the length and half the digit width
* `pack_halve`: one halving step
* `halve_halve`: the fields of the halves are the fields of the whole
-/

namespace QuantCert.Digits

/-- A repunit of `2^(l+1)` digits from one of `2^l` digits. -/
theorem pack_repunit_double (p l : Nat) :
    (pack p (2 ^ l) fun _ => 1) + (pack p (2 ^ l) fun _ => 1) <<< (p * 2 ^ l) =
      pack p (2 ^ (l + 1)) fun _ => 1 := by
  rw [Nat.shiftLeft_eq, Nat.pow_succ, Nat.mul_two, pack_add_index]

/-- A repunit of digits half as wide, and twice as many. -/
theorem pack_repunit_halve (q n : Nat) :
    (pack (q * 2) n fun _ => 1) + (pack (q * 2) n fun _ => 1) <<< q = pack q (n * 2) fun _ => 1 := by
  rw [Nat.shiftLeft_eq, pack_mul, pack_add, pack_mul_index]
  refine pack_congr fun j _ => ?_
  rw [show 2 = 1 + 1 from rfl, pack_succ, pack_one, Nat.mul_one]

/-- Ones in the low `h` bits of every digit, from the repunit. -/
theorem pack_low_ones (p n h : Nat) :
    (pack p n fun _ => 1) <<< h - (pack p n fun _ => 1) = pack p n fun _ => 2 ^ h - 1 := by
  rw [Nat.shiftLeft_eq, pack_one_mul, pack_sub fun _ _ => Nat.two_pow_pos h]

/-- One halving step: digits of `2 * q` bits that hold `2 * h` bits become twice as many digits of
`q` bits that hold `h` bits each. -/
theorem pack_halve {q h n : Nat} {F : Nat → Nat} (hq : h ≤ q)
    (hF : ∀ j, j < n → F j < 2 ^ (h + h)) :
    (pack (q * 2) n F &&& pack (q * 2) n fun _ => 2 ^ h - 1) +
        (pack (q * 2) n F - (pack (q * 2) n F &&& pack (q * 2) n fun _ => 2 ^ h - 1)) <<< (q - h) =
      pack q (n * 2) fun i => F (i / 2) / 2 ^ (h * (i % 2)) % 2 ^ h := by
  have hF' : ∀ j, j < n → F j < 2 ^ (q * 2) := fun j hj =>
    Nat.lt_of_lt_of_le (hF j hj) (Nat.pow_le_pow_right (by decide) (by omega))
  rw [pack_mask hF' (by omega), pack_sub fun j _ => Nat.mod_le _ _, Nat.shiftLeft_eq, pack_mul,
    pack_add, pack_mul_index]
  refine pack_congr fun j hj => ?_
  have hhigh : (F j - F j % 2 ^ h) * 2 ^ (q - h) = F j / 2 ^ h % 2 ^ h * 2 ^ q := by
    have hlt : F j / 2 ^ h < 2 ^ h := Nat.div_lt_of_lt_mul (by rw [← Nat.pow_add]; exact hF j hj)
    have hd := Nat.div_add_mod (F j) (2 ^ h)
    rw [Nat.mod_eq_of_lt hlt, ← Nat.pow_sub_mul_pow 2 hq, Nat.mul_comm (2 ^ (q - h)),
      ← Nat.mul_assoc, Nat.mul_comm (F j / 2 ^ h)]
    exact congrArg (· * 2 ^ (q - h)) (by omega)
  rw [hhigh]
  have heven : (j * 2 + 0) / 2 = j ∧ (j * 2 + 0) % 2 = 0 := by omega
  have hodd : (j * 2 + 1) / 2 = j ∧ (j * 2 + 1) % 2 = 1 := by omega
  rw [show 2 = 1 + 1 from rfl, pack_succ, pack_one, Nat.mul_one]
  show _ = F ((j * 2 + 0) / 2) / 2 ^ (h * ((j * 2 + 0) % 2)) % 2 ^ h +
    F ((j * 2 + 1) / 2) / 2 ^ (h * ((j * 2 + 1) % 2)) % 2 ^ h * 2 ^ q
  rw [heven.1, heven.2, hodd.1, hodd.2, Nat.mul_zero, Nat.pow_zero, Nat.div_one, Nat.mul_one]

/-- Fields of `v` bits in the halves of a number are fields of the number. -/
theorem halve_halve (F : Nat → Nat) (v l i : Nat) :
    F (i / 2 ^ l / 2) / 2 ^ (v * 2 ^ l * (i / 2 ^ l % 2)) % 2 ^ (v * 2 ^ l) /
        2 ^ (v * (i % 2 ^ l)) % 2 ^ v =
      F (i / 2 ^ (l + 1)) / 2 ^ (v * (i % 2 ^ (l + 1))) % 2 ^ v := by
  have hlt : i % 2 ^ l + 1 ≤ 2 ^ l := Nat.mod_lt i (Nat.two_pow_pos l)
  have hle := Nat.mul_le_mul_left v hlt
  rw [Nat.mul_add, Nat.mul_one] at hle
  rw [mod_pow_div_pow_mod_pow hle, Nat.div_div_eq_div_mul, Nat.div_div_eq_div_mul, ← Nat.pow_add,
    ← Nat.pow_succ]
  refine congrArg (F (i / 2 ^ (l + 1)) / 2 ^ · % 2 ^ v) ?_
  rw [show 2 ^ (l + 1) = 2 ^ l * 2 from rfl, Nat.mod_mul, Nat.mul_add, Nat.mul_assoc v, Nat.add_comm]

end QuantCert.Digits
