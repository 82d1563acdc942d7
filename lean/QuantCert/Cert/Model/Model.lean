prelude
import QuantCert.Cert.Logits.Logits
import QuantCert.Cert.Model.Sound
import QuantCert.Thm.Model.Assumed

/-!
# Checked bounds of a whole model

A model reads tokens, not activations: it starts from the vector zero with no entries.

## Main theorems
* `checkModel_within`: no output of the quantized model differs from that of the original by more
  than the checked bound, if the original activations stay in the regions.
* `checkModel_within_free`: the same for a model without regions, with no such assumption.
* `checkModel_range`: the range of the original outputs, which a model that outputs zero would miss
  by as much.
* `checkModel_probability`: no probability changes by more than a checked factor.
* `checkBlock_propagates`, `checkBlock_alone`: one block, with the errors before it or without.
* `checkAll_cons`: the check of a model from the checks of its blocks.
-/

universe u

namespace QuantCert

/-- The bounds of what a model starts from. -/
def Bounds.nothing : Bounds := .exact .zero

/-- The check of a model from the check of its first block and that of the others. -/
theorem checkAll_cons {c : ModelCert} {dim : Nat} {s : Bounds} {net : Net} {plan : Plan}
    {nets : List Net} {plans : List Plan} (first : net.check c dim s plan = true)
    (rest : checkAll c (net.outDim dim) plan.claim nets plans = true) :
    checkAll c dim s (net :: nets) (plan :: plans) = true :=
  Bool.and_eq_true_iff.mpr ⟨first, rest⟩

section
variable {R : Type u} [ExpField R]

/-- The bounds of what a model starts from hold. -/
theorem Bounds.nothing_holds (d : Nat) (text : Text) :
    nothing.Holds d 0 text (fun _ _ => (0 : R)) fun _ _ => 0 :=
  Bounds.Holds.exact fun _ _ => Size.Holds.zero d 0 .zero

variable {c : ModelCert} {nets : List Net} {plans : List Plan} {θ : Parameters R} {text : Text}
  {W What : Nat → Matrix R}

/-- The claimed bounds of the outputs of a checked model hold. -/
theorem checkModel_holds (h : checkAll c 0 .nothing nets plans = true)
    (known : c.Meets θ text W What)
    (assumed : AssumedAll θ text c.headDim W nets fun _ _ => 0) :
    (claimAll .nothing plans).Holds c.headDim (outDimAll 0 nets) text
      (evalAll θ text W nets fun _ _ => 0) (evalAll θ text What nets fun _ _ => 0) :=
  checkAll_sound h known (Bounds.nothing_holds c.headDim text) assumed

/-- No output differs by more than `B`, at any position of the text, if the original activations
stay in the regions. -/
theorem checkModel_within (h : checkAll c 0 .nothing nets plans = true) {B : Dyadic}
    (bound : (claimAll .nothing plans).error.entry.le B = true) (known : c.Meets θ text W What)
    (assumed : AssumedAll θ text c.headDim W nets fun _ _ => 0) :
    ∀ t, t < text.length → Within (outDimAll 0 nets) (B.value R)
      (evalAll θ text W nets (fun _ _ => 0) t) (evalAll θ text What nets (fun _ _ => 0) t) :=
  fun t ht i hi => le_trans (((checkModel_holds h known assumed).error t ht).entry i hi)
    (Dyadic.value_le_of_le bound)

/-- No output differs by more than `B`, at any position of any text, of a model without regions. -/
theorem checkModel_within_free (free : assumesNothingAll nets = true)
    (h : checkAll c 0 .nothing nets plans = true) {B : Dyadic}
    (bound : (claimAll .nothing plans).error.entry.le B = true) (known : c.Meets θ text W What) :
    ∀ t, t < text.length → Within (outDimAll 0 nets) (B.value R)
      (evalAll θ text W nets (fun _ _ => 0) t) (evalAll θ text What nets (fun _ _ => 0) t) :=
  checkModel_within h bound known (assumedAll_of_assumesNothing free θ text c.headDim W _)

/-- No output of the original model is larger than `B`. -/
theorem checkModel_range (h : checkAll c 0 .nothing nets plans = true) {B : Dyadic}
    (bound : (claimAll .nothing plans).original.entry.le B = true) (known : c.Meets θ text W What)
    (assumed : AssumedAll θ text c.headDim W nets fun _ _ => 0) :
    ∀ t, t < text.length → InRange (outDimAll 0 nets) (B.value R)
      (evalAll θ text W nets (fun _ _ => 0) t) :=
  fun t ht i hi => le_trans (((checkModel_holds h known assumed).original t ht).entry i hi)
    (Dyadic.value_le_of_le bound)

/-- If the outputs are logits that differ by at most `B`, no probability after the softmax differs
by more than the checked factor `K`, at any position of the text. -/
theorem checkModel_probability {bits k : Nat} {B K : Dyadic}
    (ratio : checkProbabilityRatio bits k B K = true) {n : Nat}
    {logits logitsHat : Activations R} (within : ∀ t, t < text.length →
      Within n (B.value R) (logits t) (logitsHat t)) :
    ∀ t, t < text.length → ∀ i, i < n →
      softmax n (logitsHat t) i ≤ K.value R * softmax n (logits t) i ∧
        softmax n (logits t) i ≤ K.value R * softmax n (logitsHat t) i :=
  fun t ht _ hi => checkProbabilityRatio_sound ratio (within t ht) hi

variable {net : Net} {plan : Plan} {dim : Nat}

/-- The claimed bounds after a checked block hold, if those before it do. -/
theorem checkBlock_propagates {before : Bounds} (h : net.check c dim before plan = true)
    (known : c.Meets θ text W What) {X Xhat : Activations R}
    (holds : before.Holds c.headDim dim text X Xhat)
    (assumed : net.Assumed θ text c.headDim W X) :
    plan.claim.Holds c.headDim (net.outDim dim) text (net.eval θ text W X)
      (net.eval θ text What Xhat) :=
  Net.check_sound h known holds assumed

/-- The error that a checked block makes of equal inputs of a given size has the claimed size. -/
theorem checkBlock_alone {size : Size} (h : net.check c dim (.exact size) plan = true)
    (known : c.Meets θ text W What) {X : Activations R}
    (holds : ∀ t, t < text.length → size.Holds c.headDim dim (X t))
    (assumed : net.Assumed θ text c.headDim W X) :
    ∀ t, t < text.length → plan.claim.error.Holds c.headDim (net.outDim dim) fun i =>
      net.eval θ text W X t i - net.eval θ text What X t i :=
  (Net.check_sound h known (Bounds.Holds.exact holds) assumed).error

end

end QuantCert
