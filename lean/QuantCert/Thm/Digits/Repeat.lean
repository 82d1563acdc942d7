prelude
import QuantCert.Thm.Digits.Mask

/-!
# Products with repunits: broadcasting and sums of blocks

## Main theorems
* `pack_mul_repunit`: a repunit copies one digit of every block to the whole block
* `digit_block_sum`: the last digit of each block of a product with a repunit is the block's sum
-/

namespace QuantCert.Digits

/-- One digit for every block of `m`, times a repunit, is that digit everywhere in the block. -/
theorem pack_mul_repunit (k m G : Nat) (s : Nat → Nat) (hm : 0 < m) :
    pack (k * m) G s * (pack k m fun _ => 1) = pack k (G * m) fun b => s (b / m) := by
  rw [pack_mul_index, pack_mul]
  refine pack_congr fun j _ => ?_
  rw [Nat.mul_comm, pack_one_mul]
  refine pack_congr fun i hi => ?_
  rw [Nat.add_comm, Nat.add_mul_div_right _ _ hm, Nat.div_eq_of_lt hi, Nat.zero_add]

/-- The sum of the last `m` digits up to digit `q`, digits from `n` on counting as zero. -/
def window (n m : Nat) (f : Nat → Nat) (q : Nat) : Nat :=
  sum m fun u => if u ≤ q ∧ q - u < n then f (q - u) else 0

/-- A shift by `u` digits. -/
theorem pack_mul_two_pow (k n u m : Nat) (f : Nat → Nat) (hu : u ≤ m) :
    pack k n f * 2 ^ (k * u) =
      pack k (n + m) fun q => if u ≤ q ∧ q - u < n then f (q - u) else 0 := by
  have hsplit : n + m = u + (n + (m - u)) := by omega
  have hlow : (pack k u fun q => if u ≤ q ∧ q - u < n then f (q - u) else 0) = 0 := by
    refine sum_eq_zero fun q hq => ?_
    show (if u ≤ q ∧ q - u < n then f (q - u) else 0) * 2 ^ (k * q) = 0
    rw [if_neg (by omega), Nat.zero_mul]
  rw [hsplit, pack_add_index, hlow, Nat.zero_add]
  refine congrArg (· * 2 ^ (k * u)) ?_
  rw [pack_extend (Nat.le_add_right n (m - u))]
  · refine pack_congr fun i hi => ?_
    rw [Nat.add_sub_cancel_left, if_pos ⟨Nat.le_add_right u i, hi⟩]
  · intro i hi _
    rw [Nat.add_sub_cancel_left, if_neg (by omega)]

/-- The product with a repunit holds the window sums. -/
theorem pack_mul_repunit_window (k n m : Nat) (f : Nat → Nat) :
    pack k n f * (pack k m fun _ => 1) = pack k (n + m) (window n m f) := by
  have h : ∀ u, u ≤ m → pack k n f * (pack k u fun _ => 1) = pack k (n + m) (window n u f) := by
    intro u
    induction u with
    | zero =>
      intro _
      exact (sum_eq_zero fun q _ => Nat.zero_mul _).symm
    | succ u ih =>
      intro hu
      have hu' : u ≤ m := Nat.le_of_lt hu
      rw [pack_succ, Nat.one_mul, Nat.mul_add, ih hu', pack_mul_two_pow k n u m f hu', pack_add]
      rfl
  exact h m (Nat.le_refl m)

/-- A window sum is at most its length times a bound of the digits. -/
theorem window_le {n M : Nat} (m : Nat) {f : Nat → Nat} (hf : ∀ i, i < n → f i ≤ M) (q : Nat) :
    window n m f q ≤ m * M := by
  induction m with
  | zero => exact Nat.zero_le _
  | succ m ih =>
    have hterm : (if m ≤ q ∧ q - m < n then f (q - m) else 0) ≤ M := by
      by_cases h : m ≤ q ∧ q - m < n
      · rw [if_pos h]; exact hf _ h.2
      · rw [if_neg h]; exact Nat.zero_le _
    rw [Nat.succ_mul]
    exact Nat.add_le_add ih hterm

/-- The window that ends with a block is the block. -/
theorem window_block {a m j : Nat} {f : Nat → Nat} (hj : j < a) (hm : 0 < m) :
    window (a * m) m f (j * m + (m - 1)) = sum m fun i => f (j * m + i) := by
  rw [← sum_reverse m fun i => f (j * m + i)]
  refine sum_congr fun u hu => ?_
  have hlt : j * m + m ≤ a * m := by
    have h := Nat.mul_le_mul_right m hj
    rwa [Nat.succ_mul] at h
  rw [if_pos (by omega), Nat.add_sub_assoc (by omega)]

/-- The last digit of each block of the product with a repunit is the sum of the block. -/
theorem digit_block_sum {k a m M j : Nat} {f : Nat → Nat} (hj : j < a) (hm : 0 < m)
    (hf : ∀ i, i < a * m → f i ≤ M) (hM : m * M < 2 ^ k) :
    digit k (pack k (a * m) f * pack k m fun _ => 1) (j * m + (m - 1)) =
      sum m fun i => f (j * m + i) := by
  have hlt : j * m + m ≤ a * m := by
    have h := Nat.mul_le_mul_right m hj
    rwa [Nat.succ_mul] at h
  rw [pack_mul_repunit_window, digit_pack (fun q _ => Nat.lt_of_le_of_lt (window_le m hf q) hM)
    (by omega), window_block hj hm]

end QuantCert.Digits
