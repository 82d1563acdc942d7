prelude
import QuantCert.Cert.Model.Routed

/-!
# The bounds of experts with shares of the softmax are true

The selected experts, each with its weight in the softmax of all scores. The others count as experts
whose output is zero, which is within every bound, so that the sum is an average again.

## Main theorems
* `expertShares_eq_mix`: the sum is an average.
* `Bounds.routedShares_holds`: the bounds after it.
-/

universe u

namespace QuantCert

open Router

variable {R : Type u} [ExpField R]

/-- Shares of the selected experts average these and zeros in place of the others. -/
theorem expertShares_eq_mix (n : Nat) (S : Nat → Bool) (z : Vec R) (y : Matrix R) :
    expertShares n S z y = mixRows n (softmax n z) (selected S 0 y) := funext fun c =>
  sum_congr fun e _ => by
    show (if S e = true then softmax n z e else 0) * y e c =
      softmax n z e * if S e = true then y e c else 0
    cases S e with
    | true => rfl
    | false => exact (zero_mul _).trans (mul_zero _).symm

/-- Bounds of an expert hold of it if it is selected, and of zero if it is not. -/
theorem Size.Holds.selected {d n : Nat} {s : Size} (S : Nat → Bool) {y : Matrix R} {e : Nat}
    (hs : s.Holds d n (y e)) : s.Holds d n (Router.selected S 0 y e) := by
  unfold Router.selected
  cases S e with
  | true => exact hs
  | false => exact Size.Holds.zero d n s

/-- The bounds of experts, of which both networks select the same. -/
theorem Bounds.selected_holds {d n e : Nat} {text : Text} {each : Bounds}
    {S Shat : Nat → Nat → Bool} {Y Yhat : Nat → Activations R}
    (same : ∀ t, t < text.length → Shat t e = S t e) (hy : each.Holds d n text (Y e) (Yhat e)) :
    each.Holds d n text (fun t => selected (S t) 0 (fun e => Y e t) e)
      fun t => selected (Shat t) 0 (fun e => Yhat e t) e := by
  refine ⟨fun t ht => (hy.original t ht).selected (y := fun e => Y e t) (S t),
    fun t ht => (hy.quantized t ht).selected (y := fun e => Yhat e t) (Shat t), fun t ht => ?_⟩
  unfold selected
  rw [same t ht]
  cases S t e with
  | true => exact hy.error t ht
  | false => exact Size.Holds.sub_self _ _

/-- The bounds of experts, of which the networks may select others: the error is at most the sum. -/
theorem Bounds.selected_holds_sum {d n e : Nat} {text : Text} {each : Bounds}
    {S Shat : Nat → Nat → Bool} {Y Yhat : Nat → Activations R}
    (hy : each.Holds d n text (Y e) (Yhat e)) :
    Bounds.Holds d n text ⟨each.original, each.quantized, each.original.add each.quantized⟩
      (fun t => selected (S t) 0 (fun e => Y e t) e)
      fun t => selected (Shat t) 0 (fun e => Yhat e t) e :=
  have original := fun t (ht : t < text.length) =>
    (hy.original t ht).selected (y := fun e => Y e t) (S t)
  have quantized := fun t (ht : t < text.length) =>
    (hy.quantized t ht).selected (y := fun e => Yhat e t) (Shat t)
  ⟨original, quantized, fun t ht => (original t ht).sub (quantized t ht)⟩

/-- The bounds after the sum of the selected experts, with their shares of the softmax, are true: all
experts have the bounds `each`, the scores of the router the bounds `z`, and the original scores the
gap that is assumed. -/
theorem Bounds.routedShares_holds {d n count k : Nat} (pos : 0 < k) (hk : k ≤ count) {text : Text}
    {gap tv : Dyadic} {z each : Bounds} {Z Zhat : Activations R}
    (router : z.Holds d count text Z Zhat)
    (above : ∀ t, t < text.length → GapAbove count k gap (Z t)) {Y Yhat : Nat → Activations R}
    (each_holds : ∀ e, e < count → each.Holds d n text (Y e) (Yhat e)) :
    (Bounds.averageStep tv (checkSelection z.error.entry gap && checkWeights z.error.entry tv)
      each).Holds d n text
      (fun t => expertShares count (topK count k (Z t)) (Z t) fun e => Y e t)
      fun t => expertShares count (topK count k (Zhat t)) (Zhat t) fun e => Yhat e t := by
  have hcount : 0 < count := Nat.lt_of_lt_of_le pos hk
  simp only [expertShares_eq_mix]
  generalize hknown : (checkSelection z.error.entry gap && checkWeights z.error.entry tv) = known
  cases known with
  | true =>
    obtain ⟨selection, weights⟩ := Bool.and_eq_true_iff.mp hknown
    exact Bounds.average_holds (fun _ _ => softmax_isDistribution hcount _)
      (fun _ _ => softmax_isDistribution hcount _)
      (fun _ t ht => checkWeights_sound weights hcount (router.error t ht).entry)
      fun e he => Bounds.selected_holds (S := fun t => topK count k (Z t)) (fun t ht =>
        checkSelection_sound selection hk (router.error t ht).entry (above t ht) e he)
        (each_holds e he)
  | false =>
    exact Bounds.average_holds (known := false) (tv := tv)
      (v := ⟨each.original, each.quantized, each.original.add each.quantized⟩)
      (fun _ _ => softmax_isDistribution hcount _) (fun _ _ => softmax_isDistribution hcount _)
      (fun known => nomatch known) fun e he => Bounds.selected_holds_sum
        (S := fun t => topK count k (Z t)) (Shat := fun t => topK count k (Zhat t)) (each_holds e he)

/-- Experts and their shares can be such that they add to less than one: one of two experts with the
same score has half of the weight. -/
example : expertShares 2 (fun e => Nat.beq e 0) (fun _ => (0 : R)) (fun _ _ => 1) 0 =
    exp 0 / (exp 0 + exp 0) := by
  show 0 + exp 0 / (0 + exp 0 + exp 0) * 1 + 0 * 1 = _
  rw [zero_add, zero_add, mul_one, zero_mul, add_zero]

end QuantCert
