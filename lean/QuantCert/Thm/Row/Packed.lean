prelude
import QuantCert.Thm.Digits.Pack

/-!
# All digits of a number are small

A digit of `t + 1` bits is at most `m < 2^t` when adding `2^t - 1 - m` to it does not reach its top
bit. One addition and two bitwise *ands* test this for all digits at once.

## Main theorems
* `digit_lt_of_land`: if the top bits of all digits are zero, every digit is below `2^t`.
* `digit_add_pack`: adding `c` to all digits at once adds `c` to each, if nothing carries.
* `digit_le_of_land`: the bound on all digits.
* `repunit_mul`: the number with equal digits as a quotient, which the kernel computes in one step.
-/

namespace QuantCert

/-- A number of `t + 1` bits whose top bit is zero is below `2^t`. -/
theorem lt_two_pow_of_land {t z : Nat} (hz : z < 2 ^ (t + 1)) (h : z &&& 2 ^ t = 0) :
    z < 2 ^ t := by
  have hself := Nat.mul_div_cancel 1 (Nat.two_pow_pos t)
  have hdiv : (z &&& 2 ^ t) / 2 ^ t = 0 := by rw [h, Nat.zero_div]
  rw [Nat.one_mul] at hself
  rw [Nat.pow_succ] at hz
  rw [Nat.and_div_two_pow, hself, Nat.and_two_pow_sub_one_eq_mod (z / 2 ^ t) 1,
    Nat.mod_eq_of_lt (Nat.div_lt_of_lt_mul hz)] at hdiv
  rw [← Nat.one_mul (2 ^ t)]
  refine (Nat.div_lt_iff_lt_mul (Nat.two_pow_pos t)).mp ?_
  rw [hdiv]
  exact Nat.zero_lt_succ 0

theorem two_pow_lt_succ (t : Nat) : 2 ^ t < 2 ^ (t + 1) :=
  Nat.pow_lt_pow_right (Nat.lt_succ_self 1) (Nat.lt_succ_self t)

/-- If the top bits of the first `n` digits are zero, these digits are below `2^t`. -/
theorem digit_lt_of_land {t n x j : Nat} (h : x &&& (pack (t + 1) n fun _ => 2 ^ t) = 0)
    (hj : j < n) : digit (t + 1) x j < 2 ^ t := by
  have hd := congrArg (digit (t + 1) · j) h
  simp only [digit_land] at hd
  rw [digit_pack (fun _ _ => two_pow_lt_succ t) hj] at hd
  refine lt_two_pow_of_land (digit_lt (t + 1) x j) (hd.trans ?_)
  exact digit_eq_zero (Nat.two_pow_pos ((t + 1) * 0)) (Nat.zero_le j)

/-- Adding `c` to all digits at once adds `c` to each of them, if no digit overflows. -/
theorem digit_add_pack {k n x c : Nat} (hx : x < 2 ^ (k * n))
    (hc : ∀ j, j < n → digit k x j + c < 2 ^ k) {j : Nat} (hj : j < n) :
    digit k (x + pack k n fun _ => c) j = digit k x j + c := by
  have heq : (x + pack k n fun _ => c) = pack k n fun i => digit k x i + c := by
    rw [← pack_add, pack_digit hx]
  rw [heq, digit_pack hc hj]

/-- If no top bit is set, neither before nor after adding `c = 2^t - 1 - m` to each digit, then
every digit is at most `m`. -/
theorem digit_le_of_land {t n x m c : Nat} (hx : x < 2 ^ ((t + 1) * n)) (hm : m + 1 + c = 2 ^ t)
    (hbefore : x &&& (pack (t + 1) n fun _ => 2 ^ t) = 0)
    (hafter : (x + pack (t + 1) n fun _ => c) &&& (pack (t + 1) n fun _ => 2 ^ t) = 0)
    {j : Nat} (hj : j < n) : digit (t + 1) x j ≤ m := by
  have hc : c ≤ 2 ^ t := hm ▸ Nat.le_add_left c (m + 1)
  have hadd := digit_add_pack hx (fun i hi => by
    rw [Nat.pow_succ, Nat.mul_two]
    exact Nat.add_lt_add_of_lt_of_le (digit_lt_of_land hbefore hi) hc) hj
  have h := digit_lt_of_land hafter hj
  rw [hadd, ← hm] at h
  exact Nat.le_of_lt_succ (Nat.lt_of_add_lt_add_right h)

/-! ## Equal digits -/

/-- A repunit times the base less one is a power of the base less one. -/
theorem pack_ones_mul (k n : Nat) :
    (pack k n fun _ => 1) * (2 ^ k - 1) + 1 = 2 ^ (k * n) := by
  induction n with
  | zero => rw [pack_zero, Nat.zero_mul, Nat.mul_zero, Nat.pow_zero]
  | succ n ih =>
    rw [pack_succ, Nat.one_mul, Nat.add_mul, Nat.add_right_comm, ih, Nat.mul_succ, Nat.pow_add,
      Nat.add_comm, ← Nat.mul_add_one, Nat.sub_add_cancel (Nat.two_pow_pos k)]

/-- The number whose `n` digits are all `c`, by a division and a multiplication. -/
theorem repunit_mul (t n c : Nat) :
    (2 ^ ((t + 1) * n) - 1) / (2 ^ (t + 1) - 1) * c = pack (t + 1) n fun _ => c := by
  have hpos : 0 < 2 ^ (t + 1) - 1 :=
    Nat.le_sub_one_of_lt (Nat.lt_of_le_of_lt (Nat.two_pow_pos t) (two_pow_lt_succ t))
  rw [← pack_ones_mul, Nat.add_sub_cancel, Nat.mul_div_cancel _ hpos, pack_mul]
  exact pack_congr fun _ _ => Nat.one_mul c

end QuantCert
