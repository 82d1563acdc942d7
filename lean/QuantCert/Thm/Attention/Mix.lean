prelude
import QuantCert.Algebra.Holder
import QuantCert.Spec.Attention.Attention
import QuantCert.Thm.Softmax.TotalVariation

/-!
# Averages with changed weights and changed values

## Main theorems
* `mixRows_between`: an average lies between the bounds of what is averaged.
* `mixRows_error_le`: `|Σ p_j v_j - Σ q_j v'_j| ≤ max_j |v_j - v'_j| + TV(p, q) · (max v - min v)`.
* `mixRows_error_le_weighted`: with the weighted sum of the changes in place of the largest.
* `mixRows_error_le_hull`: for weights about which nothing is known.
-/

universe u

namespace QuantCert

variable {R : Type u} [OrderedField R]

/-- An average of numbers between `lo` and `hi` lies between `lo` and `hi`. -/
theorem mixRows_between {n c : Nat} {p : Vec R} {v : Matrix R} {lo hi : R} (hp : IsDistribution n p)
    (hv : ∀ j, j < n → lo ≤ v j c ∧ v j c ≤ hi) : lo ≤ mixRows n p v c ∧ mixRows n p v c ≤ hi := by
  have constant : ∀ x : R, (sum n fun j => p j * x) = x := fun x => by
    rw [sum_mul_right, hp.2, one_mul]
  refine ⟨le_trans (le_of_eq (constant lo).symm) ?_, le_trans ?_ (le_of_eq (constant hi))⟩
  · exact sum_le_sum fun j hj => mul_le_mul_of_nonneg_left (hv j hj).1 (hp.1 j hj)
  · exact sum_le_sum fun j hj => mul_le_mul_of_nonneg_left (hv j hj).2 (hp.1 j hj)

/-- Numbers between `lo` and `hi`, averaged with two distributions, differ by at most the total
variation times `hi - lo`. -/
theorem mixRows_weights_error_le {n c : Nat} {p q : Vec R} {v : Matrix R} {lo hi : R}
    (hp : IsDistribution n p) (hq : IsDistribution n q)
    (hv : ∀ j, j < n → lo ≤ v j c ∧ v j c ≤ hi) :
    abs (mixRows n p v c - mixRows n q v c) ≤ totalVariation n p q * (hi - lo) := by
  have hmid : ∀ j, j < n → abs (v j c - (lo + hi) / 2) ≤ (hi - lo) / 2 := fun j hj => by
    have hup : hi = (lo + hi) / 2 + (hi - lo) / 2 := by
      rw [← add_div]
      have h : lo + hi + (hi - lo) = hi * 2 := ring_eq [lo, hi] (by decide +kernel)
      rw [h, mul_div_cancel _ (ne_of_gt zero_lt_two)]
    have hdown : lo = (lo + hi) / 2 - (hi - lo) / 2 := by
      rw [← sub_div]
      have h : lo + hi - (hi - lo) = lo * 2 := ring_eq [lo, hi] (by decide +kernel)
      rw [h, mul_div_cancel _ (ne_of_gt zero_lt_two)]
    refine abs_le.mpr ⟨?_, ?_⟩
    · rw [le_sub_iff_add_le, add_comm, ← sub_eq_add_neg, ← hdown]
      exact (hv j hj).1
    · rw [sub_le_iff_le_add, add_comm, ← hup]
      exact (hv j hj).2
  have hcenter : mixRows n p v c - mixRows n q v c =
      sum n fun j => (p j - q j) * (v j c - (lo + hi) / 2) := by
    have hsplit : ∀ j, (p j - q j) * (v j c - (lo + hi) / 2) =
        p j * v j c - q j * v j c - (p j - q j) * ((lo + hi) / 2) := fun j => by
      rw [mul_sub, sub_mul (p j)]
    rw [sum_congr fun j _ => hsplit j, sum_sub, sum_sub, sum_mul_right, sum_sub, hp.2, hq.2,
      sub_self, zero_mul, sub_zero]
    rfl
  rw [hcenter]
  refine le_trans (abs_sum_mul_le (fun j => p j - q j) hmid) (le_of_eq ?_)
  unfold totalVariation
  rw [div_mul_eq_mul_div, mul_div_assoc]

/-- Vectors averaged with weights before and after a change: entry `c` is off by at most the largest
change of an averaged entry plus the total variation of the weights times the range of the entries,
`|Σ p_j v_j - Σ q_j v'_j| ≤ max_j |v_j - v'_j| + TV(p, q) · (hi - lo)`. -/
theorem mixRows_error_le {n c : Nat} {p q : Vec R} {v vhat : Matrix R} {lo hi δ : R}
    (hp : IsDistribution n p) (hq : IsDistribution n q)
    (hv : ∀ j, j < n → lo ≤ v j c ∧ v j c ≤ hi)
    (hvhat : ∀ j, j < n → abs (v j c - vhat j c) ≤ δ) :
    abs (mixRows n p v c - mixRows n q vhat c) ≤ δ + totalVariation n p q * (hi - lo) := by
  have hvalues : abs (mixRows n q v c - mixRows n q vhat c) ≤ δ := by
    have heq : mixRows n q v c - mixRows n q vhat c =
        mixRows n q (fun j i => v j i - vhat j i) c := by
      unfold mixRows dot
      rw [← sum_sub]
      exact sum_congr fun j _ => (mul_sub _ _ _).symm
    rw [heq]
    exact abs_le.mpr (mixRows_between hq fun j hj => abs_le.mp (hvhat j hj))
  rw [add_comm]
  exact le_trans (abs_sub_le _ (mixRows n q v c) _)
    (add_le_add (mixRows_weights_error_le hp hq hv) hvalues)

/-- With an error bound `δ e` for each averaged vector, the weighted sum of the `δ e` takes the
place of the largest: `|Σ g_e y_e - Σ g'_e y'_e| ≤ Σ g'_e δ_e + TV(g, g') · (hi - lo)`, for any two
distributions of weights. -/
theorem mixRows_error_le_weighted {n c : Nat} {g ghat : Vec R} {lo hi : R} {δ : Vec R}
    {y yhat : Matrix R} (hg : IsDistribution n g) (hghat : IsDistribution n ghat)
    (hy : ∀ e, e < n → lo ≤ y e c ∧ y e c ≤ hi)
    (hyhat : ∀ e, e < n → abs (y e c - yhat e c) ≤ δ e) :
    abs (mixRows n g y c - mixRows n ghat yhat c) ≤
      (sum n fun e => ghat e * δ e) + totalVariation n g ghat * (hi - lo) := by
  have hvalues : abs (mixRows n ghat y c - mixRows n ghat yhat c) ≤
      sum n fun e => ghat e * δ e := by
    have heq : mixRows n ghat y c - mixRows n ghat yhat c =
        sum n fun e => ghat e * (y e c - yhat e c) := by
      unfold mixRows dot
      rw [← sum_sub]
      exact sum_congr fun e _ => (mul_sub _ _ _).symm
    rw [heq]
    refine le_trans (abs_sum_le n _) (sum_le_sum fun e he => ?_)
    rw [abs_mul, abs_of_nonneg (hghat.1 e he)]
    exact mul_le_mul_of_nonneg_left (hyhat e he) (hghat.1 e he)
  rw [add_comm]
  exact le_trans (abs_sub_le _ (mixRows n ghat y c) _)
    (add_le_add (mixRows_weights_error_le hg hghat hy) hvalues)

/-- Whatever the weights: averages of numbers that all lie between `lo` and `hi` differ by at most
`hi - lo`. -/
theorem mixRows_error_le_hull {n c : Nat} {p q : Vec R} {v vhat : Matrix R} {lo hi : R}
    (hp : IsDistribution n p) (hq : IsDistribution n q)
    (hv : ∀ j, j < n → lo ≤ v j c ∧ v j c ≤ hi)
    (hvhat : ∀ j, j < n → lo ≤ vhat j c ∧ vhat j c ≤ hi) :
    abs (mixRows n p v c - mixRows n q vhat c) ≤ hi - lo := by
  have h := mixRows_between hp hv
  have h' := mixRows_between hq hvhat
  refine abs_le.mpr ⟨?_, sub_le_sub h.2 h'.1⟩
  rw [neg_sub]
  exact sub_le_sub h.1 h'.2

/-- The hypotheses can be met with weights and values that differ: all weight on the first or on the
second of the numbers zero and one. -/
example : IsDistribution 2 (fun i => if i = 0 then (1 : R) else 0) ∧
    IsDistribution 2 (fun i => if i = 0 then (0 : R) else 1) ∧
    ∀ j, j < 2 → (0 : R) ≤ natCast j ∧ natCast (R := R) j ≤ 1 := by
  refine ⟨⟨fun i _ => ?_, ?_⟩, ⟨fun i _ => ?_, ?_⟩, fun j hj => ⟨natCast_nonneg j, ?_⟩⟩
  · show (0 : R) ≤ if i = 0 then 1 else 0
    split
    · exact zero_le_one
    · exact le_refl 0
  · show (0 : R) + 1 + 0 = 1
    rw [zero_add, add_zero]
  · show (0 : R) ≤ if i = 0 then 0 else 1
    split
    · exact le_refl 0
    · exact zero_le_one
  · show (0 : R) + 0 + 1 = 1
    rw [zero_add, zero_add]
  · exact natCast_le (Nat.le_of_lt_succ hj)

end QuantCert
