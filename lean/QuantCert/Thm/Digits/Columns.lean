prelude
import QuantCert.Thm.Digits.DigitSum

/-!
# Sums over the rows of a packed matrix

A matrix of `m` digits a row, row after row, is a number whose digits of `k * m` bits are the rows.
Modulo `2^(k * m) - 1` it is the sum of its rows, and that is the vector of the column sums if none
of them overflows.

## Main theorems
* `pack_mod_columns`: the remainder holds the column sums
-/

namespace QuantCert.Digits

/-- A sum of packed vectors is the packed vector of the sums. -/
theorem sum_pack (k m n : Nat) (f : Nat → Nat → Nat) :
    (sum n fun j => pack k m (f j)) = pack k m fun b => sum n fun j => f j b := by
  induction n with
  | zero => exact (sum_eq_zero fun b _ => Nat.zero_mul _).symm
  | succ n ih => rw [sum_succ, ih, pack_add]; rfl

/-- Digits below the largest one leave the number below the largest one. -/
theorem pack_lt_ones {k m : Nat} {f : Nat → Nat} (hm : 0 < m)
    (h : ∀ b, b < m → f b + 1 < 2 ^ k) : pack k m f < 2 ^ (k * m) - 1 := by
  obtain ⟨d, rfl⟩ := Nat.exists_eq_add_one_of_ne_zero (Nat.ne_of_gt hm)
  have hlt := pack_lt (k := k) (n := d + 1) (f := fun b => f b + 1) h
  have hone : 0 < pack k (d + 1) fun _ => 1 := by
    rw [pack_succ]
    exact Nat.add_pos_right _ (Nat.mul_pos (by decide) (Nat.two_pow_pos _))
  have hadd := pack_add k (d + 1) f fun _ => 1
  omega

/-- The column sums of a packed matrix of `n` rows of `m` digits. -/
theorem pack_mod_columns {k m n : Nat} {f : Nat → Nat} (hm : 0 < m)
    (h : ∀ b, b < m → (sum n fun j => f (j * m + b)) + 1 < 2 ^ k) :
    pack k (n * m) f % (2 ^ (k * m) - 1) = pack k m fun b => sum n fun j => f (j * m + b) := by
  rw [pack_mul_index, pack_mod_ones, sum_pack]
  exact Nat.mod_eq_of_lt (pack_lt_ones hm h)

end QuantCert.Digits
