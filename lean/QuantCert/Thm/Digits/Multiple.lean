prelude
import QuantCert.Thm.Digits.Pack
import QuantCert.Thm.Digits.Sum

/-!
# Multiples of vectors, and sums term by term

## Main theorems
* `mul_pack`: a multiple of a vector
* `natSum_mono`: a sum of smaller numbers is no larger
-/

namespace QuantCert.Digits

/-- A multiple of a vector. -/
theorem mul_pack (a k n : Nat) (f : Nat → Nat) : a * pack k n f = pack k n fun i => a * f i := by
  rw [Nat.mul_comm, pack_mul]
  exact pack_congr fun i _ => Nat.mul_comm _ _

/-- A sum of smaller numbers is no larger. -/
theorem natSum_mono {n : Nat} {f g : Nat → Nat} (h : ∀ i, i < n → f i ≤ g i) :
    sum n f ≤ sum n g := by
  induction n with
  | zero => exact Nat.le_refl 0
  | succ n ih =>
    rw [sum_succ, sum_succ]
    exact Nat.add_le_add (ih fun i hi => h i (Nat.lt.step hi)) (h n (Nat.lt_succ_self n))

end QuantCert.Digits
