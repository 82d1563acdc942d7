prelude
import QuantCert.Spec.Router.TopK
import QuantCert.Thm.Attention.Mix

/-!
# Error of a mixture of experts

## Main theorems
* `gates_totalVariation_le`: the gates of the same selected set.
* `experts_error_le_weighted`: the same experts before and after; the error is the gate-weighted sum
  of their errors plus the total variation of the gates times the range of their outputs.
* `experts_error_le`: the largest error of a selected expert in place of the weighted sum.
* `experts_error_le_hull`: whatever the router selects among the reachable experts.
-/

universe u

namespace QuantCert.Router

section
variable {R : Type u} [OrderedField R]

/-- An average does not depend on what has weight zero. -/
theorem mixRows_congr {n c : Nat} {p : Vec R} {v w : Matrix R} {S : Nat → Bool}
    (hp : ∀ e, e < n → S e = false → p e = 0) (h : ∀ e, e < n → S e = true → v e c = w e c) :
    mixRows n p v c = mixRows n p w c :=
  sum_congr fun e he => by
    show p e * v e c = p e * w e c
    cases hS : S e with
    | true => rw [h e he hS]
    | false => rw [hp e he hS, zero_mul, zero_mul]

/-- The vectors selected by `S`, and `x` in all entries for the others. -/
def selected (S : Nat → Bool) (x : R) (v : Matrix R) : Matrix R :=
  fun e c => if S e = true then v e c else x

/-- An average with weight zero outside `S` does not see the entries there. -/
theorem mixRows_selected {n c : Nat} {p : Vec R} {v : Matrix R} {S : Nat → Bool} (x : R)
    (hp : ∀ e, e < n → S e = false → p e = 0) : mixRows n p (selected S x v) c = mixRows n p v c :=
  mixRows_congr hp fun _ _ hS => if_pos hS

/-- Bounds of the selected entries bound all entries of `selected`. -/
theorem selected_between {n c : Nat} {v : Matrix R} {S : Nat → Bool} {lo hi x : R} (hx : lo ≤ x)
    (hx' : x ≤ hi) (hv : ∀ e, e < n → S e = true → lo ≤ v e c ∧ v e c ≤ hi) :
    ∀ e, e < n → lo ≤ selected S x v e c ∧ selected S x v e c ≤ hi := fun e he => by
  unfold selected
  cases hS : S e with
  | true => exact hv e he hS
  | false => exact ⟨hx, hx'⟩

end

variable {R : Type u} [ExpField R]

/-- The gates are zero outside the selected set. -/
theorem gates_eq_zero {n e : Nat} {S : Nat → Bool} (z : Vec R) (h : S e = false) :
    gates n S z e = 0 := by
  show (if S e = true then exp (z e) else 0) / _ = 0
  rw [h]
  exact zero_div _

/-- The weights that the gates are made of are not negative. -/
theorem gateWeight_nonneg (S : Nat → Bool) (z : Vec R) (e : Nat) :
    0 ≤ if S e = true then exp (z e) else 0 := by
  split
  · exact le_of_lt (exp_pos _)
  · exact le_refl 0

/-- Some weight is positive if an expert is selected. -/
theorem gateSum_pos {n e : Nat} {S : Nat → Bool} (z : Vec R) (he : e < n) (hS : S e = true) :
    0 < sum n fun e => if S e = true then exp (z e) else 0 := by
  refine lt_of_lt_of_le (exp_pos (z e)) (le_trans (le_of_eq ?_)
    (le_sum_of_nonneg (fun i _ => gateWeight_nonneg S z i) he))
  show exp (z e) = if S e = true then exp (z e) else 0
  rw [if_pos hS]

/-- The gates are a distribution if an expert is selected. -/
theorem gates_isDistribution {n e : Nat} {S : Nat → Bool} (z : Vec R) (he : e < n)
    (hS : S e = true) : IsDistribution n (gates n S z) :=
  normalize_isDistribution (fun i _ => gateWeight_nonneg S z i) (gateSum_pos z he hS)

/-- If the scores of the selected experts change with a spread of at most `ρ`, the total variation
of the gates is at most `(s - 1) / (s + 1)`, for `s ≥ 1` with `s² ≥ exp ρ`. -/
theorem gates_totalVariation_le {n e : Nat} {S : Nat → Bool} {ρ s : R} {z zhat : Vec R}
    (he : e < n) (hS : S e = true) (h : SpreadAmong n S ρ z zhat) (hs : 1 ≤ s)
    (hρ : exp ρ ≤ s ^ 2) :
    totalVariation n (gates n S z) (gates n S zhat) ≤ (s - 1) / (s + 1) := by
  refine totalVariation_le_of_oddsRatio (gates_isDistribution z he hS)
    (gates_isDistribution zhat he hS)
    (normalize_oddsRatio (gateSum_pos z he hS) (gateSum_pos zhat he hS) fun i hi j hj => ?_) hs hρ
  show (if S i = true then exp (zhat i) else 0) * (if S j = true then exp (z j) else 0) ≤
    exp ρ * ((if S i = true then exp (z i) else 0) * if S j = true then exp (zhat j) else 0)
  cases hi' : S i with
  | false =>
    show 0 * _ ≤ exp ρ * (0 * _)
    rw [zero_mul, zero_mul, mul_zero]
    exact le_refl 0
  | true =>
    cases hj' : S j with
    | false =>
      show _ * 0 ≤ exp ρ * (_ * 0)
      rw [mul_zero, mul_zero, mul_zero]
      exact le_refl 0
    | true =>
      show exp (zhat i) * exp (z j) ≤ exp ρ * (exp (z i) * exp (zhat j))
      rw [← exp_add, ← exp_add, ← exp_add, exp_le_exp]
      refine le_of_sub_eq (c := ρ - ((zhat i - z i) - (zhat j - z j))) ?_
        (sub_nonneg.mpr (h i hi j hj hi' hj'))
      exact ring_eq [z i, z j, zhat i, zhat j, ρ] (by decide +kernel)

/-- An error of a selected output, restricted to the selected ones. -/
theorem abs_selected_sub_le {n c : Nat} {S : Nat → Bool} {x : R} {δ : Vec R} {y yhat : Matrix R}
    (h : ∀ i, i < n → S i = true → abs (y i c - yhat i c) ≤ δ i) :
    ∀ i, i < n → abs (selected S x y i c - selected S x yhat i c) ≤
      if S i = true then δ i else 0 := fun i hi => by
  unfold selected
  cases hS : S i with
  | true => exact h i hi hS
  | false =>
    show abs (x - x) ≤ 0
    rw [sub_self, abs_zero]
    exact le_refl 0

/-- The same experts are selected before and after: if the outputs of the selected experts lie
between `lo` and `hi` and are off by at most `δ e`, and their scores change with spread at most `ρ`,
the output of the mixture is off by at most the gate-weighted sum of the `δ e` plus
`(s - 1) / (s + 1) · (hi - lo)`. -/
theorem experts_error_le_weighted {n e c : Nat} {S : Nat → Bool} {ρ s lo hi : R} {δ : Vec R}
    {z zhat : Vec R} {y yhat : Matrix R} (he : e < n) (hS : S e = true)
    (h : SpreadAmong n S ρ z zhat) (hs : 1 ≤ s) (hρ : exp ρ ≤ s ^ 2)
    (hy : ∀ i, i < n → S i = true → lo ≤ y i c ∧ y i c ≤ hi)
    (hyhat : ∀ i, i < n → S i = true → abs (y i c - yhat i c) ≤ δ i) :
    abs (experts n S z y c - experts n S zhat yhat c) ≤
      (sum n fun i => gates n S zhat i * δ i) + (s - 1) / (s + 1) * (hi - lo) := by
  have hlohi : lo ≤ hi := le_trans (hy e he hS).1 (hy e he hS).2
  have hsum : (sum n fun i => gates n S zhat i * if S i = true then δ i else 0) =
      sum n fun i => gates n S zhat i * δ i := sum_congr fun i _ => by
    cases hSi : S i with
    | true => rfl
    | false => rw [gates_eq_zero zhat hSi, zero_mul, zero_mul]
  unfold experts
  rw [← mixRows_selected (S := S) lo fun i _ => gates_eq_zero z,
    ← mixRows_selected (S := S) lo fun i _ => gates_eq_zero zhat, ← hsum]
  calc _
    _ ≤ (sum n fun i => gates n S zhat i * if S i = true then δ i else 0) +
        totalVariation n (gates n S z) (gates n S zhat) * (hi - lo) :=
      mixRows_error_le_weighted (gates_isDistribution z he hS) (gates_isDistribution zhat he hS)
        (selected_between (le_refl lo) hlohi hy) (abs_selected_sub_le hyhat)
    _ ≤ (sum n fun i => gates n S zhat i * if S i = true then δ i else 0) +
        (s - 1) / (s + 1) * (hi - lo) :=
      add_le_add_left (mul_le_mul_of_nonneg_right (gates_totalVariation_le he hS h hs hρ)
        (sub_nonneg.mpr hlohi)) _

/-- With one error bound `δ` for all selected experts: the output of the mixture is off by at most
`δ + (s - 1) / (s + 1) · (hi - lo)`. -/
theorem experts_error_le {n e c : Nat} {S : Nat → Bool} {ρ s lo hi δ : R} {z zhat : Vec R}
    {y yhat : Matrix R} (he : e < n) (hS : S e = true) (h : SpreadAmong n S ρ z zhat) (hs : 1 ≤ s)
    (hρ : exp ρ ≤ s ^ 2) (hy : ∀ i, i < n → S i = true → lo ≤ y i c ∧ y i c ≤ hi)
    (hyhat : ∀ i, i < n → S i = true → abs (y i c - yhat i c) ≤ δ) :
    abs (experts n S z y c - experts n S zhat yhat c) ≤ δ + (s - 1) / (s + 1) * (hi - lo) := by
  have hbound := experts_error_le_weighted (δ := fun _ => δ) he hS h hs hρ hy hyhat
  rw [sum_mul_right, (gates_isDistribution zhat he hS).2, one_mul] at hbound
  exact hbound

/-- Whatever is selected before and after, as long as it belongs to the reachable set `S`: if all
outputs of reachable experts lie between `lo` and `hi`, the output of the mixture is off by at most
`hi - lo`. -/
theorem experts_error_le_hull {n e ehat c : Nat} {S T That : Nat → Bool} {lo hi : R}
    {z zhat : Vec R} {y yhat : Matrix R} (he : e < n) (hT : T e = true) (hehat : ehat < n)
    (hThat : That ehat = true) (hsub : ∀ i, i < n → T i = true → S i = true)
    (hsubhat : ∀ i, i < n → That i = true → S i = true)
    (hy : ∀ i, i < n → S i = true → lo ≤ y i c ∧ y i c ≤ hi)
    (hyhat : ∀ i, i < n → S i = true → lo ≤ yhat i c ∧ yhat i c ≤ hi) :
    abs (experts n T z y c - experts n That zhat yhat c) ≤ hi - lo := by
  have hreach := hy e he (hsub e he hT)
  have hlohi : lo ≤ hi := le_trans hreach.1 hreach.2
  unfold experts
  rw [← mixRows_selected (S := T) lo fun i _ => gates_eq_zero z,
    ← mixRows_selected (S := That) lo fun i _ => gates_eq_zero zhat]
  exact mixRows_error_le_hull (gates_isDistribution z he hT) (gates_isDistribution zhat hehat hThat)
    (selected_between (le_refl lo) hlohi fun i hi' hTi => hy i hi' (hsub i hi' hTi))
    (selected_between (le_refl lo) hlohi fun i hi' hTi => hyhat i hi' (hsubhat i hi' hTi))

/-- The hypotheses can be met: both of two experts selected, with the same scores. -/
example : SpreadAmong 2 (fun _ => true) (0 : R) (fun _ => 0) fun _ => 0 := fun _ _ _ _ _ _ => by
  rw [sub_self]; exact le_refl 0

end QuantCert.Router
