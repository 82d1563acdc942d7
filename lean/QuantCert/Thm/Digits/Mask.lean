prelude
import QuantCert.Thm.Digits.Pack

/-!
# Masks: repunits, bit fields and comparison

## Main theorems
* `repunit_eq_pack`: `(2^(k * n) - 1) / (2^k - 1)` has all `n` digits one
* `pack_shift_mask`: shifting and masking takes the same bit field of every digit
* `le_of_compare`: one subtraction compares all digits, if the highest bit of each is free
-/

namespace QuantCert.Digits

theorem sub_one_add_one_two_pow (k : Nat) : 2 ^ k - 1 + 1 = 2 ^ k :=
  Nat.sub_add_cancel (Nat.two_pow_pos k)

/-- All digits at their largest: one less than the next power. -/
theorem pack_ones_add_one (k n : Nat) : (pack k n fun _ => 2 ^ k - 1) + 1 = 2 ^ (k * n) := by
  induction n with
  | zero => rfl
  | succ n ih =>
    rw [pack_succ, Nat.add_right_comm, ih, Nat.add_comm (2 ^ (k * n)) _,
      ← Nat.add_one_mul, sub_one_add_one_two_pow, Nat.mul_succ, Nat.pow_add, Nat.mul_comm]

/-- A repunit is a quotient of powers of two, less one each. -/
theorem pack_one_mul_ones (k n : Nat) :
    (pack k n fun _ => 1) * (2 ^ k - 1) = 2 ^ (k * n) - 1 := by
  rw [pack_mul, ← pack_ones_add_one k n, Nat.add_sub_cancel]
  exact pack_congr fun _ _ => Nat.one_mul _

theorem two_pow_sub_one_pos {k : Nat} (hk : 0 < k) : 0 < 2 ^ k - 1 :=
  Nat.sub_pos_of_lt (Nat.pow_lt_pow_right (m := k) (n := 0) (by decide) hk)

/-- The repunit: `n` digits, each of them one. -/
theorem repunit_eq_pack {k : Nat} (n : Nat) (hk : 0 < k) :
    (2 ^ (k * n) - 1) / (2 ^ k - 1) = pack k n fun _ => 1 := by
  rw [← pack_one_mul_ones k n, Nat.mul_div_cancel _ (two_pow_sub_one_pos hk)]

/-- A product with a repunit, by a shift, a difference and a quotient. -/
theorem mul_repunit_eq {k : Nat} (m V : Nat) (hk : 0 < k) :
    (V * 2 ^ (k * m) - V) / (2 ^ k - 1) = V * pack k m fun _ => 1 := by
  have hsub : V * 2 ^ (k * m) - V = V * (2 ^ (k * m) - 1) := by rw [Nat.mul_sub, Nat.mul_one]
  rw [hsub, ← pack_one_mul_ones, ← Nat.mul_assoc,
    Nat.mul_div_cancel _ (two_pow_sub_one_pos hk)]

/-- The same number in every digit. -/
theorem pack_one_mul (c k n : Nat) : (pack k n fun _ => 1) * c = pack k n fun _ => c := by
  rw [pack_mul]
  exact pack_congr fun _ _ => Nat.one_mul c

theorem two_pow_sub_one_lt {v k : Nat} (h : v ≤ k) : 2 ^ v - 1 < 2 ^ k :=
  Nat.lt_of_lt_of_le (Nat.sub_one_lt (Nat.ne_of_gt (Nat.two_pow_pos v)))
    (Nat.pow_le_pow_right (by decide) h)

/-- Shift by `t`, mask with `v` ones in each digit: the bits `t, …, t + v - 1` of every digit. -/
theorem pack_shift_mask {k n t v : Nat} {f : Nat → Nat} (hf : ∀ i, i < n → f i < 2 ^ k)
    (htv : t + v ≤ k) :
    (pack k n f >>> t) &&& (pack k n fun _ => 2 ^ v - 1) =
      pack k n fun i => f i / 2 ^ t % 2 ^ v := by
  have hv : v ≤ k := Nat.le_trans (Nat.le_add_left v t) htv
  have hmask : ∀ i, i < n → 2 ^ v - 1 < 2 ^ k := fun _ _ => two_pow_sub_one_lt hv
  rw [Nat.shiftRight_eq_div_pow]
  refine eq_pack (Nat.lt_of_le_of_lt (Nat.le_trans Nat.and_le_left (Nat.div_le_self _ _))
    (pack_lt hf)) fun i hi => ?_
  rw [digit_land, digit_pack hmask hi, Nat.and_two_pow_sub_one_eq_mod]
  unfold digit
  rw [Nat.mod_mod_of_dvd _ (Nat.pow_dvd_pow 2 hv), Nat.div_right_comm,
    ← mod_pow_div_pow_mod_pow htv]
  exact congrArg (· / 2 ^ t % 2 ^ v) (digit_pack hf hi)

/-- Mask with `v` ones in each digit: the lowest `v` bits of every digit. -/
theorem pack_mask {k n v : Nat} {f : Nat → Nat} (hf : ∀ i, i < n → f i < 2 ^ k) (hv : v ≤ k) :
    pack k n f &&& (pack k n fun _ => 2 ^ v - 1) = pack k n fun i => f i % 2 ^ v := by
  have h := pack_shift_mask (t := 0) hf (by rwa [Nat.zero_add])
  rw [Nat.shiftRight_zero] at h
  rw [h]
  exact pack_congr fun i _ => by rw [Nat.pow_zero, Nat.div_one]

theorem two_pow_sub_one_add_self {k : Nat} (hk : 0 < k) : 2 ^ (k - 1) + 2 ^ (k - 1) = 2 ^ k := by
  obtain ⟨m, rfl⟩ := Nat.exists_eq_add_one_of_ne_zero (Nat.ne_of_gt hk)
  rw [Nat.add_sub_cancel, Nat.pow_succ, Nat.mul_two]

/-- If adding the highest bit to each digit of `f` and subtracting `g` leaves every highest bit set,
then `g` is at most `f` in every digit. -/
theorem le_of_compare {k n : Nat} {f g : Nat → Nat} (hk : 0 < k)
    (hf : ∀ i, i < n → f i < 2 ^ (k - 1)) (hg : ∀ i, i < n → g i ≤ 2 ^ (k - 1))
    (h : ((pack k n f + pack k n fun _ => 2 ^ (k - 1)) - pack k n g) &&&
        (pack k n fun _ => 2 ^ (k - 1)) = pack k n fun _ => 2 ^ (k - 1)) :
    ∀ i, i < n → g i ≤ f i := by
  intro i hi
  have hdouble := two_pow_sub_one_add_self hk
  have hhalf := Nat.two_pow_pos (k - 1)
  have hdiff : ∀ i, i < n → f i + 2 ^ (k - 1) - g i < 2 ^ k := fun i hi => by
    have := hf i hi
    omega
  have htop : ∀ i, i < n → 2 ^ (k - 1) < 2 ^ k := fun _ _ => by omega
  rw [pack_add, pack_sub fun i hi => Nat.le_trans (hg i hi) (Nat.le_add_left _ _),
    pack_land hdiff htop] at h
  have heq := pack_inj (fun i hi => Nat.lt_of_le_of_lt Nat.and_le_left (hdiff i hi)) htop h hi
  have hle : (f i + 2 ^ (k - 1) - g i) &&& 2 ^ (k - 1) ≤ f i + 2 ^ (k - 1) - g i :=
    Nat.and_le_left
  have := hg i hi
  omega

end QuantCert.Digits
