prelude
import QuantCert.Cert.Digits.Spread
import QuantCert.Thm.Digits.Sum

/-!
# Some digits of a vector, spread, and sums of products

## Main definitions
* `spreadSlice`: some digits of a number, as digits of more bits.

## Main theorems
* `spreadSlice_eq`
* `sum_mul_le`, `natSum_mono`, `sum_offset`: sums of products of natural numbers.
-/

namespace QuantCert

open Digits

/-- The digits `start`, …, `start + n - 1` of `k` bits of `N`, as digits of `width` bits. -/
noncomputable def spreadSlice (width k start n N : Nat) : Nat :=
  spread k width (log2Ceil n)
    (Nat.mod (Nat.shiftRight N (Nat.mul k start)) (Nat.pow 2 (Nat.mul k n)))

/-- A slice has the digits of the number. -/
theorem spreadSlice_eq {width k start n N : Nat} (hk : k ≤ width) (hn : n ≤ 2 ^ log2Ceil n) :
    spreadSlice width k start n N = pack width n fun j => digit k N (start + j) := by
  have hlt : (N >>> (k * start)) % 2 ^ (k * n) < 2 ^ (k * n) := Nat.mod_lt _ (Nat.two_pow_pos _)
  refine (spread_eq hk hn hlt).trans (pack_congr fun j hj => ?_)
  have hle : k * j + k ≤ k * n := by
    have h := Nat.mul_le_mul_left k hj
    rwa [Nat.mul_succ] at h
  unfold digit
  rw [mod_pow_div_pow_mod_pow hle, Nat.shiftRight_eq_div_pow, Nat.div_div_eq_div_mul, ← Nat.pow_add,
    ← Nat.mul_add]

/-- A sum of products is bounded by bounds of the factors. -/
theorem sum_mul_le {n a b : Nat} {f g : Nat → Nat} (hf : ∀ i, i < n → f i < a)
    (hg : ∀ i, i < n → g i < b) : (sum n fun i => f i * g i) ≤ n * (a * b) :=
  natSum_le_mul fun i hi => Nat.mul_le_mul (Nat.le_of_lt (hf i hi)) (Nat.le_of_lt (hg i hi))

/-- A sum of larger numbers is larger. -/
theorem natSum_mono {n : Nat} {f g : Nat → Nat} (h : ∀ i, i < n → f i ≤ g i) :
    sum n f ≤ sum n g := by
  induction n with
  | zero => exact Nat.le_refl 0
  | succ n ih =>
    exact Nat.add_le_add (ih fun i hi => h i (Nat.lt.step hi)) (h n (Nat.lt_succ_self n))

/-- A sum of products with both offsets. -/
theorem sum_offset (n a o : Nat) (f g : Nat → Nat) :
    (sum n fun i => f i * g i + a * o) = (sum n fun i => f i * g i) + n * (a * o) ∧
    (sum n fun i => f i * o + a * g i) = sum n f * o + a * sum n g := by
  induction n with
  | zero =>
    refine ⟨?_, ?_⟩
    · rw [sum_zero, sum_zero, Nat.zero_mul]
    · rw [sum_zero, sum_zero, sum_zero, Nat.zero_mul, Nat.mul_zero]
  | succ n ih =>
    refine ⟨?_, ?_⟩
    · rw [sum_succ, sum_succ, ih.1, Nat.succ_mul]
      omega
    · rw [sum_succ, sum_succ, sum_succ, ih.2, Nat.add_mul, Nat.mul_add]
      omega

end QuantCert
