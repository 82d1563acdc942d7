prelude
import QuantCert.Algebra.Dyadic
import QuantCert.Algebra.SumOrder
import QuantCert.Spec.Rotation.Rotation

/-!
# Hadamard matrices of 4^k rows are orthogonal

## Main theorems
* `kronecker_orthogonal`: Kronecker products of orthogonal matrices are orthogonal.
* `hadamard_orthogonal`: so `hadamard k` is, and so are blocks of it along a diagonal.
-/

universe u

namespace QuantCert

variable {R : Type u} [OrderedField R]

/-- The Kronecker product of orthogonal matrices of `d` and `e` rows is orthogonal. -/
theorem kronecker_orthogonal {d e : Nat} (he : 0 < e) {H K : Matrix R} (hH : Orthogonal d H)
    (hK : Orthogonal e K) : Orthogonal (d * e) (kronecker e H K) := by
  intro a ha b hb
  have bounds : ∀ i, i < d * e → i / e < d ∧ i % e < e := fun i hi =>
    ⟨(Nat.div_lt_iff_lt_mul he).mpr hi, Nat.mod_lt i he⟩
  have split : ∀ p q, q < e → kronecker e H K (p * e + q) a * kronecker e H K (p * e + q) b =
      H p (a / e) * H p (b / e) * (K q (a % e) * K q (b % e)) := fun p q hq => by
    have places : (p * e + q) / e = p ∧ (p * e + q) % e = q :=
      (Nat.div_mod_unique he).mpr ⟨by rw [Nat.add_comm, Nat.mul_comm], hq⟩
    show H ((p * e + q) / e) (a / e) * K ((p * e + q) % e) (a % e) *
      (H ((p * e + q) / e) (b / e) * K ((p * e + q) % e) (b % e)) = _
    rw [places.1, places.2, mul_mul_mul_comm]
  rw [sum_mul_index, sum_congr fun p _ => sum_congr fun q hq => split p q hq,
    sum_congr fun p _ => sum_mul_left _ _ _, sum_mul_right,
    hH _ (bounds a ha).1 _ (bounds b hb).1, hK _ (bounds a ha).2 _ (bounds b hb).2]
  cases Nat.decEq a b with
  | isTrue h => rw [h, if_pos rfl, if_pos rfl, if_pos rfl, mul_one]
  | isFalse h =>
    rw [if_neg h]
    cases Nat.decEq (a / e) (b / e) with
    | isFalse h' => rw [if_neg h', zero_mul]
    | isTrue h' =>
      have differ : ¬ a % e = b % e := fun same => h (by
        rw [← Nat.div_add_mod a e, ← Nat.div_add_mod b e, h', same])
      rw [if_neg differ, mul_zero]

/-- The unit matrix is orthogonal. -/
theorem unitMatrix_orthogonal (d : Nat) : Orthogonal d (unitMatrix : Matrix R) := by
  intro a ha b _
  show (sum d fun c => (if c = a then (1 : R) else 0) * (if c = b then 1 else 0)) = _
  rw [sum_eq_single a ha fun c _ hne => by rw [if_neg hne, zero_mul], if_pos rfl, one_mul]

/-- Columns of signs that differ have as many equal as opposite signs. -/
theorem sum_hadamardSign : ∀ a, a < 4 → ∀ b, b < 4 →
    (sum 4 fun c => hadamardSign c a * hadamardSign c b) = if a = b then 4 else 0 := by
  decide +kernel

/-- The Hadamard matrix of four rows over 2 is orthogonal. -/
theorem hadamard4_orthogonal : Orthogonal 4 (hadamard4 : Matrix R) := by
  intro a ha b hb
  have product : ∀ c, hadamard4 c a * hadamard4 c b =
      dyadic (R := R) 2 (hadamardSign c a * hadamardSign c b) := fun c =>
    (dyadic_mul 1 1 _ _).symm
  rw [sum_congr fun c _ => product c, ← dyadic_sum, sum_hadamardSign a ha b hb]
  cases Nat.decEq a b with
  | isTrue h =>
    rw [if_pos h, if_pos h]
    exact (dyadic_scale (R := R) 0 2 1).trans (by
      unfold dyadic
      rw [intCast_one, pow_zero, div_one])
  | isFalse h =>
    rw [if_neg h, if_neg h]
    unfold dyadic
    rw [intCast_zero, zero_div]

/-- The Hadamard matrix of `4^k` rows over `2^k` is orthogonal. -/
theorem hadamard_orthogonal : ∀ k, Orthogonal (4 ^ k) (hadamard k : Matrix R)
  | 0 => unitMatrix_orthogonal 1
  | k + 1 => by
    rw [Nat.pow_succ, Nat.mul_comm]
    exact kronecker_orthogonal (Nat.pow_pos (by decide)) hadamard4_orthogonal
      (hadamard_orthogonal k)

/-- Blocks of it along a diagonal are orthogonal. -/
theorem hadamard_blocks_orthogonal (blocks k : Nat) :
    Orthogonal (blocks * 4 ^ k) (kronecker (4 ^ k) unitMatrix (hadamard k) : Matrix R) :=
  kronecker_orthogonal (Nat.pow_pos (by decide)) (unitMatrix_orthogonal blocks)
    (hadamard_orthogonal k)

end QuantCert
