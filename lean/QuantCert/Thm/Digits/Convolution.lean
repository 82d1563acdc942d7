prelude
import QuantCert.Thm.Digits.Multiple
import QuantCert.Thm.Digits.Repeat

/-!
# Products of packed vectors

Digits of the product of two packed vectors are sums of products of their entries, as with the
coefficients of polynomials.

## Main definitions
* `convolved n m f g q`: the sum of the products of entries whose numbers add up to `q`.

## Main theorems
* `pack_mul_pack`: the product of two packed vectors.
* `convolved_le`: a bound of its digits.
-/

namespace QuantCert.Digits

/-- The sum of the products of an entry of `f`, which has `n`, and one of `g`, which has `m`, whose
numbers add up to `q`. -/
def convolved (n m : Nat) (f g : Nat → Nat) (q : Nat) : Nat :=
  sum m fun u => (if u ≤ q ∧ q - u < n then f (q - u) else 0) * g u

/-- The product of two packed vectors. -/
theorem pack_mul_pack (k n m : Nat) (f g : Nat → Nat) :
    pack k n f * pack k m g = pack k (n + m) (convolved n m f g) := by
  have h : ∀ u, u ≤ m → pack k n f * pack k u g = pack k (n + m) (convolved n u f g) := by
    intro u
    induction u with
    | zero =>
      intro _
      exact (sum_eq_zero fun q _ => Nat.zero_mul _).symm
    | succ u ih =>
      intro hu
      have hu' : u ≤ m := Nat.le_of_lt hu
      rw [pack_succ, Nat.mul_add, ih hu', Nat.mul_comm (g u), ← Nat.mul_assoc,
        pack_mul_two_pow k n u m f hu', pack_mul, pack_add]
      rfl
  exact h m (Nat.le_refl m)

/-- Bounded entries have bounded sums of products. -/
theorem convolved_le {n m a b : Nat} {f g : Nat → Nat} (hf : ∀ i, i < n → f i ≤ a)
    (hg : ∀ u, u < m → g u ≤ b) (q : Nat) : convolved n m f g q ≤ m * (a * b) := by
  refine natSum_le_mul fun u hu => Nat.mul_le_mul ?_ (hg u hu)
  by_cases h : u ≤ q ∧ q - u < n
  · rw [if_pos h]
    exact hf _ h.2
  · rw [if_neg h]
    exact Nat.zero_le _

/-- Where all numbers are in range. -/
theorem convolved_eq {n m q : Nat} (f g : Nat → Nat) (hq : m ≤ q + 1) (hn : q < n) :
    convolved n m f g q = sum m fun u => f (q - u) * g u :=
  sum_congr fun u hu => by rw [if_pos ⟨by omega, by omega⟩]

end QuantCert.Digits
