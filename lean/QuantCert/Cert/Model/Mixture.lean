prelude
import QuantCert.Cert.Model.Average

/-!
# The bounds of a mixture of experts are true

## Main theorems
* `Bounds.mixture_holds`: the bounds after a mixture of experts.
-/

universe u

namespace QuantCert

variable {R : Type u} [ExpField R]

/-- The bounds after a mixture of experts are true: all experts have the bounds `each`, the scores
of the router the bounds `z`. -/
theorem Bounds.mixture_holds {d n count : Nat} (hcount : 0 < count) {text : Text} {tv : Dyadic}
    {z each : Bounds} {Z Zhat : Activations R} (router : z.Holds d count text Z Zhat)
    {Y Yhat : Nat → Activations R}
    (experts : ∀ e, e < count → each.Holds d n text (Y e) (Yhat e)) :
    (Bounds.averageStep tv (checkWeights z.error.entry tv) each).Holds d n text
      (fun t => mixRows count (softmax count (Z t)) fun e => Y e t)
      fun t => mixRows count (softmax count (Zhat t)) fun e => Yhat e t :=
  Bounds.average_holds (fun _ _ => softmax_isDistribution hcount _)
    (fun _ _ => softmax_isDistribution hcount _)
    (fun hknown t ht => checkWeights_sound hknown hcount (router.error t ht).entry) experts

/-- Experts and router can have bounds, with an error that is not zero: the output 1 of an expert
becomes 0. -/
example : (Bounds.mk (.ofNorm .one) .zero (.ofNorm .one)).Holds 1 1 ⟨1, fun _ => 0⟩
    (fun _ _ => (1 : R)) fun _ _ => 0 := by
  have one : norm2 1 (fun _ => (1 : R)) ≤ Dyadic.one.value R := by
    show sqrt (0 + (1 : R) ^ 2) ≤ _
    rw [zero_add, one_pow, sqrt_one, Dyadic.value_one]
    exact le_refl 1
  refine ⟨fun _ _ => .of_norm one, fun _ _ => .zero 1 1 .zero, fun _ _ => .of_norm ?_⟩
  rw [sub_zero]
  exact one

end QuantCert
