prelude
import QuantCert.Spec.Attention.Attention
import QuantCert.Thm.Gate.Gated
import QuantCert.Thm.Norm.Euclidean

/-!
# Scores under changed queries and keys

## Main theorems
* `dot_error_le`: `|⟨q, k⟩ - ⟨q', k'⟩| ≤ ‖Δq‖ ‖k‖ + ‖q‖ ‖Δk‖ + ‖Δq‖ ‖Δk‖`.
* `dot_error_le_of_changed_key`, `dot_error_le_of_changed_query`: the same in two terms.
* `scores_error_le`: the scores, from bounds of these norms.
* `dot_error_le_of_inRange`, `scores_error_le_of_inRange`: from bounds of the entries.
-/

universe u

namespace QuantCert.Attention

section
variable {R : Type u} [OrderedField R]

/-- From bounds of the entries: `|⟨q, k⟩ - ⟨q', k'⟩| ≤ d (Q β + K α + α β)`. -/
theorem dot_error_le_of_inRange {d : Nat} {Q K α β : R} {q qhat k khat : Vec R}
    (hq : InRange d Q q) (hk : InRange d K k) (hqhat : Within d α q qhat)
    (hkhat : Within d β k khat) :
    abs (dot d q k - dot d qhat khat) ≤ natCast d * (Q * β + K * α + α * β) := by
  have heq : dot d q k - dot d qhat khat = sum d fun i => gated q k i - gated qhat khat i :=
    (sum_sub d _ _).symm
  rw [heq, ← sum_const]
  exact le_trans (abs_sum_le d _) (sum_le_sum (gated_error_le hq hk hqhat hkhat))

/-- The scores change by at most `scale · d (Q β + K α + α β)`, from bounds of the entries. -/
theorem scores_error_le_of_inRange {n d : Nat} {scale Q K α β : R} {q qhat : Vec R}
    {k khat : Matrix R} (hscale : 0 ≤ scale) (hq : InRange d Q q)
    (hk : ∀ j, j < n → InRange d K (k j)) (hqhat : Within d α q qhat)
    (hkhat : ∀ j, j < n → Within d β (k j) (khat j)) :
    Within n (scale * (natCast d * (Q * β + K * α + α * β))) (scores d scale q k)
      (scores d scale qhat khat) := fun j hj => by
  unfold scores
  rw [← mul_sub, abs_mul, abs_of_nonneg hscale]
  exact mul_le_mul_of_nonneg_left
    (dot_error_le_of_inRange hq (hk j hj) hqhat (hkhat j hj)) hscale

end

variable {R : Type u} [ExpField R]

/-- `|⟨q, k⟩ - ⟨q', k'⟩| ≤ ‖Δq‖ ‖k‖ + ‖q‖ ‖Δk‖ + ‖Δq‖ ‖Δk‖`. -/
theorem dot_error_le (d : Nat) (q qhat k khat : Vec R) :
    abs (dot d q k - dot d qhat khat) ≤
      norm2 d (fun i => q i - qhat i) * norm2 d k + norm2 d q * norm2 d (fun i => k i - khat i) +
        norm2 d (fun i => q i - qhat i) * norm2 d (fun i => k i - khat i) := by
  have heq : dot d q k - dot d qhat khat =
      dot d (fun i => q i - qhat i) k + dot d q (fun i => k i - khat i) -
        dot d (fun i => q i - qhat i) (fun i => k i - khat i) := by
    unfold dot
    rw [← sum_sub, ← sum_add, ← sum_sub]
    exact sum_congr fun i _ => ring_eq [q i, qhat i, k i, khat i] (by decide +kernel)
  rw [heq]
  refine le_trans (abs_sub_le_add _ _) (add_le_add ?_ (abs_dot_le_norm2 d _ _))
  exact le_trans (abs_add_le _ _)
    (add_le_add (abs_dot_le_norm2 d _ _) (abs_dot_le_norm2 d _ _))

/-- With the key after the change: `|⟨q, k⟩ - ⟨q', k'⟩| ≤ ‖q‖ ‖Δk‖ + ‖Δq‖ ‖k'‖`. -/
theorem dot_error_le_of_changed_key (d : Nat) (q qhat k khat : Vec R) :
    abs (dot d q k - dot d qhat khat) ≤
      norm2 d q * norm2 d (fun i => k i - khat i) +
        norm2 d (fun i => q i - qhat i) * norm2 d khat := by
  have heq : dot d q k - dot d qhat khat =
      dot d q (fun i => k i - khat i) + dot d (fun i => q i - qhat i) khat := by
    unfold dot
    rw [← sum_sub, ← sum_add]
    exact sum_congr fun i _ => ring_eq [q i, qhat i, k i, khat i] (by decide +kernel)
  rw [heq]
  exact le_trans (abs_add_le _ _) (add_le_add (abs_dot_le_norm2 d _ _) (abs_dot_le_norm2 d _ _))

/-- With the query after the change: `|⟨q, k⟩ - ⟨q', k'⟩| ≤ ‖q'‖ ‖Δk‖ + ‖Δq‖ ‖k‖`. -/
theorem dot_error_le_of_changed_query (d : Nat) (q qhat k khat : Vec R) :
    abs (dot d q k - dot d qhat khat) ≤
      norm2 d qhat * norm2 d (fun i => k i - khat i) +
        norm2 d (fun i => q i - qhat i) * norm2 d k := by
  have heq : dot d q k - dot d qhat khat =
      dot d qhat (fun i => k i - khat i) + dot d (fun i => q i - qhat i) k := by
    unfold dot
    rw [← sum_sub, ← sum_add]
    exact sum_congr fun i _ => ring_eq [q i, qhat i, k i, khat i] (by decide +kernel)
  rw [heq]
  exact le_trans (abs_add_le _ _) (add_le_add (abs_dot_le_norm2 d _ _) (abs_dot_le_norm2 d _ _))

/-- With `‖q‖ ≤ Q`, `‖k_j‖ ≤ K`, `‖Δq‖ ≤ α` and `‖Δk_j‖ ≤ β`, every score changes by at most
`scale · (α K + Q β + α β)`. -/
theorem scores_error_le {n d : Nat} {scale Q K α β : R} {q qhat : Vec R} {k khat : Matrix R}
    (hscale : 0 ≤ scale) (hq : norm2 d q ≤ Q) (hk : ∀ j, j < n → norm2 d (k j) ≤ K)
    (hqhat : norm2 d (fun i => q i - qhat i) ≤ α)
    (hkhat : ∀ j, j < n → norm2 d (fun i => k j i - khat j i) ≤ β) :
    Within n (scale * (α * K + Q * β + α * β)) (scores d scale q k)
      (scores d scale qhat khat) := fun j hj => by
  have hα := le_trans (norm2_nonneg d _) hqhat
  have hQ := le_trans (norm2_nonneg d _) hq
  unfold scores
  rw [← mul_sub, abs_mul, abs_of_nonneg hscale]
  have hqK := mul_le_mul hqhat (hk j hj) (norm2_nonneg d _) hα
  have hQk := mul_le_mul hq (hkhat j hj) (norm2_nonneg d _) hQ
  have hqk := mul_le_mul hqhat (hkhat j hj) (norm2_nonneg d _) hα
  exact mul_le_mul_of_nonneg_left (le_trans (dot_error_le d q qhat (k j) (khat j))
    (add_le_add (add_le_add hqK hQk) hqk)) hscale

end QuantCert.Attention
