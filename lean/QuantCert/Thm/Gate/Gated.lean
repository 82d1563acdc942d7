prelude
import QuantCert.Algebra.RingNorm
import QuantCert.Spec.Activation.Lipschitz
import QuantCert.Spec.Gate.Gated

/-!
# Error of a gated product

## Main theorems
* `abs_mul_sub_mul_le`: `|ab - a'b'| ≤ |a||Δb| + |b||Δa| + |Δa||Δb|`.
* `abs_mul_sub_mul_eq`: equality when nothing is negative, so the bound is sharp.
* `gated_range_le`, `gated_error_le`, `glu_error_le`: vectors.
-/

universe u

namespace QuantCert

variable {R : Type u} [OrderedField R]

/-- `|a b - a' b'| ≤ |a| |b - b'| + |b| |a - a'| + |a - a'| |b - b'|`. -/
theorem abs_mul_sub_mul_le (a b ahat bhat : R) :
    abs (a * b - ahat * bhat) ≤
      abs a * abs (b - bhat) + abs b * abs (a - ahat) + abs (a - ahat) * abs (b - bhat) := by
  have heq : a * b - ahat * bhat =
      a * (b - bhat) + b * (a - ahat) - (a - ahat) * (b - bhat) :=
    ring_eq [a, b, ahat, bhat] (by decide +kernel)
  rw [heq, ← abs_mul, ← abs_mul, ← abs_mul]
  exact le_trans (abs_sub_le_add _ _) (add_le_add_right (abs_add_le _ _) _)

/-- If nothing is negative and both factors grow, the bound of `abs_mul_sub_mul_le` is attained. -/
theorem abs_mul_sub_mul_eq {a b α β : R} (ha : 0 ≤ a) (hb : 0 ≤ b) (hα : 0 ≤ α) (hβ : 0 ≤ β) :
    abs (a * b - (a + α) * (b + β)) = abs a * abs (b - (b + β)) + abs b * abs (a - (a + α)) +
      abs (a - (a + α)) * abs (b - (b + β)) := by
  rw [abs_sub_comm a, abs_sub_comm b, abs_sub_comm (a * b), add_sub_cancel_left,
    add_sub_cancel_left, abs_of_nonneg ha, abs_of_nonneg hb, abs_of_nonneg hα, abs_of_nonneg hβ]
  have heq : (a + α) * (b + β) - a * b = a * β + b * α + α * β :=
    ring_eq [a, b, α, β] (by decide +kernel)
  rw [heq, abs_of_nonneg]
  exact add_nonneg (add_nonneg (mul_nonneg ha hβ) (mul_nonneg hb hα)) (mul_nonneg hα hβ)

/-- The range of a gated product is at most the product of the ranges. -/
theorem gated_range_le {n : Nat} {A B : R} {x y : Vec R} (hx : InRange n A x) (hy : InRange n B y) :
    InRange n (A * B) (gated x y) := fun i hi => abs_mul_le (hx i hi) (hy i hi)

/-- Factors up to `A` and `B` that are off by at most `α` and `β` give a product that is off by at
most `A β + B α + α β`. -/
theorem gated_error_le {n : Nat} {A B α β : R} {x xhat y yhat : Vec R} (hx : InRange n A x)
    (hy : InRange n B y) (hxhat : Within n α x xhat) (hyhat : Within n β y yhat) :
    Within n (A * β + B * α + α * β) (gated x y) (gated xhat yhat) := fun i hi => by
  have hA := le_trans (abs_nonneg _) (hx i hi)
  have hB := le_trans (abs_nonneg _) (hy i hi)
  have hα := le_trans (abs_nonneg _) (hxhat i hi)
  refine le_trans (abs_mul_sub_mul_le (x i) (y i) (xhat i) (yhat i))
    (add_le_add (add_le_add ?_ ?_) ?_)
  · exact mul_le_mul (hx i hi) (hyhat i hi) (abs_nonneg _) hA
  · exact mul_le_mul (hy i hi) (hxhat i hi) (abs_nonneg _) hB
  · exact mul_le_mul (hxhat i hi) (hyhat i hi) (abs_nonneg _) hα

/-- A gated linear unit whose activation has Lipschitz constant `L` and values up to `A`: the gate
off by at most `α` and the other factor, up to `B`, by at most `β`, give an output that is off by at
most `A β + B L α + L α β`. -/
theorem glu_error_le {n : Nat} {L A B α β : R} {f : R → R} (hf : Lipschitz L f) (hL : 0 ≤ L)
    {gate gateHat up upHat : Vec R} (hrange : InRange n A fun i => f (gate i))
    (hup : InRange n B up) (hgateHat : Within n α gate gateHat) (hupHat : Within n β up upHat) :
    Within n (A * β + B * (L * α) + L * α * β) (glu f gate up) (glu f gateHat upHat) :=
  gated_error_le hrange hup (fun i hi => le_trans (hf (gate i) (gateHat i))
    (mul_le_mul_of_nonneg_left (hgateHat i hi) hL)) hupHat

/-- The hypotheses can be met, with ranges and errors that are not zero. -/
example : InRange 1 (1 : R) (fun _ => 1) ∧ Within 1 (1 : R) (fun _ => 1) fun _ => 0 :=
  ⟨fun _ _ => le_of_eq abs_one, fun _ _ => by rw [sub_zero]; exact le_of_eq abs_one⟩

end QuantCert
