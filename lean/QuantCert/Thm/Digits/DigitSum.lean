prelude
import QuantCert.Thm.Digits.Mask

/-!
# Digit sums

## Main theorems
* `pack_mod_ones`, `sum_pack_mod`: modulo `2^k - 1` a number is the sum of its digits in base `2^k`
-/

namespace QuantCert.Digits

/-- Modulo `2^k - 1` a packed vector is the sum of its entries. -/
theorem pack_mod_ones (k n : Nat) (f : Nat → Nat) :
    pack k n f % (2 ^ k - 1) = sum n f % (2 ^ k - 1) := by
  induction n with
  | zero => rfl
  | succ n ih =>
    have hones : 2 ^ (k * n) = 1 + (2 ^ k - 1) * pack k n fun _ => 1 := by
        rw [Nat.mul_comm (2 ^ k - 1), pack_one_mul, Nat.add_comm, pack_ones_add_one]
    have hterm : f n * 2 ^ (k * n) = f n + (2 ^ k - 1) * (f n * pack k n fun _ => 1) := by
      rw [hones, Nat.mul_add, Nat.mul_one, Nat.mul_left_comm]
    rw [pack_succ, hterm, ← Nat.add_assoc, Nat.add_mul_mod_self_left, sum_succ, Nat.add_mod, ih,
      ← Nat.add_mod]

/-- Adding up packed vectors adds up their entries, modulo `2^k - 1`. -/
theorem sum_pack_mod (k m : Nat) (n : Nat → Nat) (f : Nat → Nat → Nat) :
    (sum m fun t => pack k (n t) (f t)) % (2 ^ k - 1) =
      (sum m fun t => sum (n t) (f t)) % (2 ^ k - 1) := by
  induction m with
  | zero => rfl
  | succ m ih => rw [sum_succ, sum_succ, Nat.add_mod, ih, pack_mod_ones, ← Nat.add_mod]

end QuantCert.Digits
