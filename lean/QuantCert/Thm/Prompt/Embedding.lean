prelude
import QuantCert.Algebra.RingNorm
import QuantCert.Algebra.SumOrder
import QuantCert.Spec.Prompt.Embedding
import QuantCert.Thm.Norm.Euclidean

/-!
# The cosine of two vectors

## Main theorems
* `cosineAtLeast_iff`: `CosineAtLeast` says that the dot product of the vectors, each over its norm,
  is at least the bound.
-/

universe u

namespace QuantCert

variable {R : Type u} [ExpField R] {n : Nat} {c : R} {x y : Vec R}

/-- The square of the norm. -/
theorem norm2_mul_norm2 (n : Nat) (x : Vec R) : norm2 n x * norm2 n x = dot n x x :=
  (norm2_mul_self n x).trans (sum_congr fun i _ => pow_two (x i))

/-- The norm of a vector that is not zero. -/
theorem norm2_pos_of_dot (h : 0 < dot n x x) : 0 < norm2 n x :=
  lt_of_le_of_ne (sqrt_nonneg _) fun h0 => by
    rw [← norm2_mul_norm2, ← h0, mul_zero] at h
    exact lt_irrefl _ h

/-- The dot product of the vectors over their norms. -/
theorem dot_unitVector (hx : norm2 n x ≠ 0) (hy : norm2 n y ≠ 0) :
    dot n (unitVector n x) (unitVector n y) = dot n x y / (norm2 n x * norm2 n y) := by
  refine (sum_congr fun i _ => ?_).trans (sum_div _ n _)
  exact div_mul_div_comm (x i) (y i) hx hy

/-- The squares of what is compared. -/
theorem bound_mul_norms (n : Nat) (c : R) (x y : Vec R) :
    c * (norm2 n x * norm2 n y) * (c * (norm2 n x * norm2 n y)) =
      c * c * (dot n x x * dot n y y) := by
  rw [← norm2_mul_norm2 n x, ← norm2_mul_norm2 n y]
  exact ring_eq [c, norm2 n x, norm2 n y] (by decide +kernel)

/-- For vectors that are not zero and bounds that are not negative, the condition without roots says
that the cosine is at least the bound. -/
theorem cosineAtLeast_iff (hx : 0 < dot n x x) (hy : 0 < dot n y y) (hc : 0 ≤ c) :
    CosineAtLeast n c x y ↔ c ≤ dot n (unitVector n x) (unitVector n y) := by
  have ha := norm2_pos_of_dot hx
  have hb := norm2_pos_of_dot hy
  have hab := mul_pos ha hb
  rw [dot_unitVector (ne_of_gt ha) (ne_of_gt hb), le_div_iff hab]
  refine ⟨fun h => le_of_mul_self_le_mul_self ?_ h.acute, fun h => ?_⟩
  · rw [bound_mul_norms]
    exact h.square
  · have h0 := mul_nonneg hc (le_of_lt hab)
    refine ⟨hx, hy, hc, le_trans h0 h, ?_⟩
    rw [← bound_mul_norms]
    exact mul_le_mul h h h0 (le_trans h0 h)

/-- A bound without roots bounds the cosine. -/
theorem CosineAtLeast.le_cosine (h : CosineAtLeast n c x y) :
    c ≤ dot n (unitVector n x) (unitVector n y) :=
  (cosineAtLeast_iff h.left h.right h.bound).mp h

end QuantCert
