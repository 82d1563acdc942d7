prelude
import QuantCert.Cert.Model.Average
import QuantCert.Spec.Model.Assumed
import QuantCert.Thm.Router.Router
import QuantCert.Thm.Router.Select

/-!
# The bounds of routed experts are true

If the selection is the same in both networks, the gates change as the weights of a mixture do. If
not, both outputs are averages of experts.

## Main theorems
* `checkSelection_sound`: both networks select the same experts.
* `routedGates_totalVariation_le`: the gates change by a total variation of at most `tv`.
* `Bounds.routed_holds`: the bounds after routed experts.
-/

universe u

namespace QuantCert

open Router

section
variable {R : Type u} [OrderedField R]

/-- A gap above a smaller number is a gap above that. -/
theorem Router.SeparatedBy.mono {n : Nat} {a b : R} {z : Vec R} {S : Nat → Bool}
    (h : SeparatedBy n b z S) (hab : a ≤ b) : SeparatedBy n a z S := fun i hi j hj hiS hjS =>
  lt_of_le_of_lt (add_le_add_left hab (z j)) (h i hi j hj hiS hjS)

/-- Scores that change by nothing are the same. -/
theorem eq_of_within_zero {n : Nat} {z zhat : Vec R} (h : Within n 0 z zhat) {i : Nat}
    (hi : i < n) : z i = zhat i :=
  eq_of_sub_eq_zero (eq_zero_of_abs_eq_zero (le_antisymm (h i hi) (abs_nonneg _)))

end

variable {R : Type u} [ExpField R]

/-- A checked selection is the same of the original scores and of the changed ones. -/
theorem checkSelection_sound {change gap : Dyadic} (h : checkSelection change gap = true)
    {n k : Nat} (hk : k ≤ n) {z zhat : Vec R} (within : Within n (change.value R) z zhat)
    (above : GapAbove n k gap z) : ∀ i, i < n → topK n k zhat i = topK n k z i := by
  have twice := Dyadic.value_le_of_le (R := R) h
  rw [Dyadic.value_add] at twice
  rcases Decidable.em (gap.mantissa = 0) with hgap | hgap
  · rw [Dyadic.value_eq gap, hgap, natCast_zero, zero_div] at twice
    have same := fun j (hj : j < n) => eq_of_within_zero (fun i hi => le_trans (within i hi)
      (le_trans (le_add_of_nonneg_right (Dyadic.value_nonneg change)) twice)) hj
    exact fun i hi => (topK_congr same i hi).symm
  · rw [← two_mul] at twice
    exact topK_eq_of_separated hk ((above hgap).mono twice) (spreadAtMost_of_within within)

/-- If the selection and the weights are checked, the gates change by a total variation of at most
`tv`. -/
theorem routedGates_totalVariation_le {change gap tv : Dyadic}
    (h : (checkSelection change gap && checkWeights change tv) = true) {n k : Nat} (pos : 0 < k)
    (hk : k ≤ n) {z zhat : Vec R} (within : Within n (change.value R) z zhat)
    (above : GapAbove n k gap z) :
    totalVariation n (gates n (topK n k z) z) (gates n (topK n k zhat) zhat) ≤ tv.value R := by
  obtain ⟨selection, weights⟩ := Bool.and_eq_true_iff.mp h
  obtain ⟨e, he, hS⟩ := exists_of_count_pos (by rw [count_topK (z := z) hk]; exact pos)
  obtain ⟨hexp, hone, htv⟩ := totalVariation_of_check (R := R) weights
  have same := gates_congr (checkSelection_sound selection hk within above) zhat
  refine le_trans (le_trans (le_of_eq ?_) (gates_totalVariation_le he hS
    (fun i hi j hj _ _ => spreadAtMost_of_within within i hi j hj) hone ?_)) htv
  · unfold totalVariation
    rw [sum_congr fun i hi => by rw [same i hi]]
  · rw [two_mul, exp_add, pow_two]
    exact mul_le_mul hexp hexp (le_of_lt (exp_pos _)) (le_trans zero_le_one hone)

/-- The gates of the first `k` scores are a distribution. -/
theorem routedGates_isDistribution {n k : Nat} (pos : 0 < k) (hk : k ≤ n) (z : Vec R) :
    IsDistribution n (gates n (topK n k z) z) := by
  obtain ⟨e, he, hS⟩ := exists_of_count_pos (by rw [count_topK (z := z) hk]; exact pos)
  exact gates_isDistribution z he hS

/-- The bounds after routed experts are true: all experts have the bounds `each`, the scores of the
router the bounds `z`, and the original scores the gap that is assumed. -/
theorem Bounds.routed_holds {d n count k : Nat} (pos : 0 < k) (hk : k ≤ count) {text : Text}
    {gap tv : Dyadic} {z each : Bounds} {Z Zhat : Activations R}
    (router : z.Holds d count text Z Zhat)
    (above : ∀ t, t < text.length → GapAbove count k gap (Z t)) {Y Yhat : Nat → Activations R}
    (each_holds : ∀ e, e < count → each.Holds d n text (Y e) (Yhat e)) :
    (Bounds.averageStep tv (checkSelection z.error.entry gap && checkWeights z.error.entry tv)
      each).Holds d n text
      (fun t => experts count (topK count k (Z t)) (Z t) fun e => Y e t)
      fun t => experts count (topK count k (Zhat t)) (Zhat t) fun e => Yhat e t :=
  Bounds.average_holds (fun _ _ => routedGates_isDistribution pos hk _)
    (fun _ _ => routedGates_isDistribution pos hk _)
    (fun known t ht => routedGates_totalVariation_le known pos hk (router.error t ht).entry
      (above t ht)) each_holds

/-- The selection is kept if the gap is twice the change or nothing changes, and not if the gap is
smaller or not known. -/
example : checkSelection ⟨1, 2⟩ ⟨1, 1⟩ = true ∧ checkSelection .zero .zero = true ∧
    checkSelection ⟨1, 2⟩ ⟨1, 2⟩ = false ∧ checkSelection ⟨1, 2⟩ .zero = false := by
  decide +kernel

/-- A gap can be assumed: the score 2 exceeds the score 0 by more than one. -/
example : GapAbove 2 1 .one fun i => if i = 0 then (2 : R) else 0 := fun _ i hi j hj hS hS' => by
  have first : Precedes (fun i => if i = 0 then (2 : R) else 0) 0 1 := .inl zero_lt_two
  have hi0 : i = 0 := by
    refine Decidable.byContradiction fun h => ?_
    have h1 : i = 1 := by omega
    rw [h1, topK_eq_true, rank_succ_of_not (not_precedes_self 1), rank_succ_of_precedes first] at hS
    exact absurd hS (Nat.not_lt_of_le (Nat.le_add_left 1 _))
  have hj1 : j = 1 := by
    refine Decidable.byContradiction fun h => ?_
    have h0 : j = 0 := by omega
    refine Bool.noConfusion (hS'.symm.trans (topK_eq_true.mpr ?_))
    rw [h0, rank_succ_of_not first.asymm, rank_succ_of_not (not_precedes_self 0)]
    exact Nat.zero_lt_one
  subst hi0 hj1
  show (0 : R) + Dyadic.one.value R < 2
  rw [Dyadic.value_one, zero_add]
  exact natCast_lt (m := 1) (n := 2) (by decide)

end QuantCert
