prelude
import QuantCert.Spec.Rotation.Stored
import QuantCert.Thm.Affine.Kernel
import QuantCert.Thm.Attention.Head

/-!
# Signs of Hadamard matrices

## Main theorems
* `hadamard_eq_signs`: the entries are signs over `2^k`.
* `hadamardSigns_split`: a large matrix is a product of two small ones, place by place.
* `sum_hadamardSigns`: a sum with signs is a sum of four of them.
-/

universe u

namespace QuantCert

open Attention

variable {R : Type u} [OrderedField R]

/-- The entries of `hadamard k` are signs over `2^k`. -/
theorem hadamard_eq_signs : ∀ (k : Nat) {i j : Nat}, i < 4 ^ k → j < 4 ^ k →
    (hadamard k : Matrix R) i j = dyadic k (hadamardSigns k i j)
  | 0, i, j, hi, hj => by
    have one : (4 : Nat) ^ 0 = 1 := rfl
    have hi : i = 0 := by omega
    have hj : j = 0 := by omega
    subst hi hj
    show (if 0 = 0 then (1 : R) else 0) = intCast 1 / 2 ^ 0
    rw [if_pos rfl, intCast_one, pow_zero, div_one]
  | k + 1, i, j, _, _ => by
    have small : ∀ m, m % 4 ^ k < 4 ^ k := fun m => Nat.mod_lt m (Nat.pow_pos (by decide))
    show dyadic 1 (hadamardSign (i / 4 ^ k) (j / 4 ^ k)) * hadamard k (i % 4 ^ k) (j % 4 ^ k) = _
    rw [hadamard_eq_signs k (small i) (small j), ← dyadic_mul, Nat.add_comm 1 k]
    rfl

/-- The signs of a large matrix are products of those of two small ones. -/
theorem hadamardSigns_split (b : Nat) : ∀ (a : Nat) {r s c e : Nat}, r < 4 ^ a → s < 4 ^ a →
    c < 4 ^ b → e < 4 ^ b → hadamardSigns (a + b) (r * 4 ^ b + c) (s * 4 ^ b + e) =
      hadamardSigns a r s * hadamardSigns b c e
  | 0, r, s, c, e, hr, hs, _, _ => by
    have one : (4 : Nat) ^ 0 = 1 := rfl
    have hr : r = 0 := by omega
    have hs : s = 0 := by omega
    subst hr hs
    show hadamardSigns (0 + b) (0 * 4 ^ b + c) (0 * 4 ^ b + e) = 1 * hadamardSigns b c e
    rw [Nat.zero_mul, Nat.zero_add, Nat.zero_add, Nat.zero_add, Int.one_mul]
  | a + 1, r, s, c, e, _, _, hc, he => by
    have whole : a + 1 + b = a + b + 1 := Nat.add_right_comm a 1 b
    have power : 4 ^ (a + b) = 4 ^ a * 4 ^ b := Nat.pow_add 4 a b
    have places : ∀ r c, c < 4 ^ b → (r * 4 ^ b + c) / 4 ^ (a + b) = r / 4 ^ a ∧
        (r * 4 ^ b + c) % 4 ^ (a + b) = r % 4 ^ a * 4 ^ b + c := fun r c hc => by
      have inner : r % 4 ^ a * 4 ^ b + c < 4 ^ a * 4 ^ b :=
        head_index_lt (Nat.mod_lt r (Nat.pow_pos (by decide))) hc
      have cut : r * 4 ^ b + c = r / 4 ^ a * (4 ^ a * 4 ^ b) + (r % 4 ^ a * 4 ^ b + c) := by
        rw [← Nat.mul_assoc, ← Nat.add_assoc, ← Nat.add_mul, Nat.mul_comm (r / 4 ^ a),
          Nat.div_add_mod]
      rw [power, cut]
      exact head_index_div_mod (r / 4 ^ a) inner
    have small : ∀ m, m % 4 ^ a < 4 ^ a := fun m => Nat.mod_lt m (Nat.pow_pos (by decide))
    rw [whole]
    show hadamardSign _ _ * hadamardSigns (a + b) _ _ = hadamardSign _ _ * hadamardSigns a _ _ * _
    rw [(places r c hc).1, (places s e he).1, (places r c hc).2, (places s e he).2,
      hadamardSigns_split b a (small r) (small s) hc he, Int.mul_assoc]

/-- A sum over `4^(k + 1)` places with signs is a sum of four sums, with signs. -/
theorem sum_hadamardSigns (k p : Nat) {c : Nat} (hc : c < 4 ^ k) (x : Nat → Int) :
    (sum (4 ^ (k + 1)) fun a => hadamardSigns (k + 1) (p * 4 ^ k + c) a * x a) =
      sum 4 fun q => hadamardSign p q * sum (4 ^ k) fun a => hadamardSigns k c a * x (q * 4 ^ k + a) := by
  have places := head_index_div_mod p hc
  rw [Nat.pow_succ, Nat.mul_comm, sum_mul_index]
  refine sum_congr fun q _ => ?_
  have each : ∀ a, a < 4 ^ k → hadamardSigns (k + 1) (p * 4 ^ k + c) (q * 4 ^ k + a) *
      x (q * 4 ^ k + a) = hadamardSign p q * (hadamardSigns k c a * x (q * 4 ^ k + a)) :=
    fun a ha => by
      have places' := head_index_div_mod q ha
      show hadamardSign ((p * 4 ^ k + c) / 4 ^ k) ((q * 4 ^ k + a) / 4 ^ k) *
        hadamardSigns k ((p * 4 ^ k + c) % 4 ^ k) ((q * 4 ^ k + a) % 4 ^ k) * _ = _
      rw [places.1, places.2, places'.1, places'.2, Int.mul_assoc]
  rw [sum_congr each]
  exact int_sum_mul_left _ _ _

end QuantCert
