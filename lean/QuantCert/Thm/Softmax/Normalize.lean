prelude
import QuantCert.Thm.Softmax.Distribution

/-!
# Distributions of weights that are off

## Main theorems
* `normalize_mul`: a common factor of all weights changes nothing
* `normalize_totalVariation_le`: distributions of weights that add up to one at least are as near as the
  weights
-/

universe u

namespace QuantCert

variable {R : Type u} [OrderedField R]

/-- A common factor of all weights changes nothing. -/
theorem normalize_mul {n : Nat} {w : Vec R} {c : R} (hc : c ≠ 0) (hw : sum n w ≠ 0) :
    normalize n (fun i => w i * c) = normalize n w := by
  funext i
  unfold normalize
  rw [sum_mul_right, mul_div_mul_right _ hw hc]

/-- One probability, times the sum of the exact weights. -/
theorem normalize_sub_mul {v w A B : R} (hA : 0 < A) (hB : 0 < B) (hw : 0 ≤ w) :
    abs (v / B - w / A) * B ≤ abs (v - w) + w / A * abs (A - B) := by
  have hv := div_mul_cancel v (ne_of_gt hB)
  have hwA := div_mul_cancel w (ne_of_gt hA)
  have hq := div_nonneg hw hA
  generalize v / B = p at *
  generalize w / A = q at *
  rw [← abs_of_nonneg hq, ← abs_mul, abs_of_nonneg hq]
  have hsplit : (p - q) * B = (v - w) + q * (A - B) := by
    rw [← hv, ← hwA]
    exact ring_eq [p, q, A, B] (by decide +kernel)
  have habs : abs (p - q) * B = abs ((p - q) * B) := by
    rw [abs_mul, abs_of_nonneg (le_of_lt hB)]
  rw [habs, hsplit]
  exact abs_add_le _ _

/-- Two distributions differ by at most the sum of the differences of their weights, if those of one add
up to one at least. -/
theorem normalize_totalVariation_le {n : Nat} {v w : Vec R} {d : R} (hv : 1 ≤ sum n v)
    (hpos : 0 < sum n w) (hw : ∀ i, i < n → 0 ≤ w i)
    (h : (sum n fun i => abs (v i - w i)) ≤ d) :
    totalVariation n (normalize n v) (normalize n w) ≤ d := by
  have hone := (normalize_isDistribution hw hpos).2
  have hB := lt_of_lt_of_le zero_lt_one hv
  have htotal : abs (sum n w - sum n v) ≤ d := by
    rw [abs_sub_comm, ← sum_sub]
    exact le_trans (abs_sum_le n _) h
  have hall : (sum n fun i => abs (normalize n v i - normalize n w i) * sum n v) ≤ d + d := by
    refine le_trans (sum_le_sum fun i hi => normalize_sub_mul hpos hB (hw i hi)) ?_
    rw [sum_add, sum_mul_right, show sum n (fun i => w i / sum n w) = 1 from hone, one_mul]
    exact add_le_add h htotal
  rw [sum_mul_right] at hall
  have hnonneg : 0 ≤ sum n fun i => abs (normalize n v i - normalize n w i) :=
    sum_nonneg fun i _ => abs_nonneg _
  have hgrow := mul_le_mul_of_nonneg_left hv hnonneg
  rw [mul_one] at hgrow
  refine (div_le_iff zero_lt_two).mpr (le_trans (le_trans hgrow hall) (le_of_eq ?_))
  exact ring_eq [d] (by decide +kernel)

end QuantCert
