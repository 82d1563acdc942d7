prelude
import QuantCert.Cert.Model.Size
import QuantCert.Thm.Model.Average

/-!
# The bounds of averages are true

Attention averages values and a mixture of experts averages their outputs, both with the weights of
a softmax.

## Main theorems
* `checkWeights_sound`: the weights change by a total variation of at most `tv`.
* `averageStep_le`: what the bounds of the error say of any seminorm.
* `Bounds.average_holds`: the bounds of an average with changed weights.
-/

universe u

namespace QuantCert

section
variable {R : Type u} [OrderedField R]

/-- The bound of the error of an average holds in any seminorm: weights of total variation at most
`tv` and vectors with the bounds `a` before the change, `b` after it, and `e` of the difference. -/
theorem averageError_le {f : Vec R → R} (hf : IsSeminorm f) {n : Nat} {p q : Vec R}
    {v vhat : Matrix R} {tv a b e : Dyadic} (hp : IsDistribution n p) (hq : IsDistribution n q)
    (htv : totalVariation n p q ≤ tv.value R) (hv : ∀ j, j < n → f (v j) ≤ a.value R)
    (hvhat : ∀ j, j < n → f (vhat j) ≤ b.value R)
    (he : ∀ j, j < n → f (fun i => v j i - vhat j i) ≤ e.value R) :
    f (fun i => mixRows n p v i - mixRows n q vhat i) ≤
      (e.add ((tv.add tv).mul (a.min b))).value R := by
  have hle : ∀ V : Dyadic,
      f (fun i => mixRows n p v i - mixRows n q vhat i) ≤
        e.value R + (tv.value R + tv.value R) * V.value R →
      f (fun i => mixRows n p v i - mixRows n q vhat i) ≤ (e.add ((tv.add tv).mul V)).value R :=
    fun V h => by
      rw [Dyadic.value_add, Dyadic.value_mul, Dyadic.value_add]
      exact h
  unfold Dyadic.min
  cases a.le b with
  | true => exact hle a (hf.mixRows_error_le hq (Dyadic.value_nonneg a) htv hv he)
  | false => exact hle b (hf.mixRows_error_le_of_changed hp (Dyadic.value_nonneg b) htv hvhat he)

/-- The bound of the error of an average, if the total variation of the weights is `known` or not:
without it, the error is at most the sum of the averages. -/
theorem averageStep_le {f : Vec R → R} (hf : IsSeminorm f) {n : Nat} {p q : Vec R}
    {v vhat : Matrix R} {tv a b e : Dyadic} {known : Bool} (hp : IsDistribution n p)
    (hq : IsDistribution n q) (htv : known = true → totalVariation n p q ≤ tv.value R)
    (hv : ∀ j, j < n → f (v j) ≤ a.value R) (hvhat : ∀ j, j < n → f (vhat j) ≤ b.value R)
    (he : ∀ j, j < n → f (fun i => v j i - vhat j i) ≤ e.value R) :
    f (fun i => mixRows n p v i - mixRows n q vhat i) ≤
      (cond known (e.add ((tv.add tv).mul (a.min b))) (a.add b)).value R := by
  cases known with
  | true => exact averageError_le hf hp hq (htv rfl) hv hvhat he
  | false =>
    refine le_trans (hf.sub_le _ _) ?_
    show _ ≤ (a.add b).value R
    rw [Dyadic.value_add]
    exact add_le_add (hf.mixRows_le hp hv) (hf.mixRows_le hq hvhat)

end

variable {R : Type u} [ExpField R]

/-- Checked weights of scores that change by at most `change` change by a total variation of at most
`tv`. -/
theorem checkWeights_sound {change tv : Dyadic} (h : checkWeights change tv = true) {n : Nat}
    (hn : 0 < n) {z zhat : Vec R} (hz : Within n (change.value R) z zhat) :
    totalVariation n (softmax n z) (softmax n zhat) ≤ tv.value R :=
  checkTotalVariation_sound_of_within h hn hz

/-- An average of vectors has the bounds that they have in common. -/
theorem Size.holds_mix {d dim n : Nat} {s : Size} {p : Vec R} (hp : IsDistribution n p)
    {v : Matrix R} (hv : ∀ j, j < n → s.Holds d dim (v j)) : s.Holds d dim (mixRows n p v) where
  entry i hi := (isSeminorm_entry i).mixRows_le hp fun j hj => (hv j hj).entry i hi
  head h fits := (isSeminorm_head d h).mixRows_le hp fun j hj => (hv j hj).head h fits
  norm := (isSeminorm_norm2 dim).mixRows_le hp fun j hj => (hv j hj).norm

/-- The bounds of an average of vectors, whose weights change by a total variation of at most `tv`
if it is `known`, are true. -/
theorem Bounds.average_holds {d dim n : Nat} {text : Text} {tv : Dyadic} {known : Bool}
    {v : Bounds} {P Phat : Activations R} (hP : ∀ t, t < text.length → IsDistribution n (P t))
    (hPhat : ∀ t, t < text.length → IsDistribution n (Phat t))
    (htv : known = true → ∀ t, t < text.length → totalVariation n (P t) (Phat t) ≤ tv.value R)
    {V Vhat : Nat → Activations R} (hv : ∀ j, j < n → v.Holds d dim text (V j) (Vhat j)) :
    (Bounds.averageStep tv known v).Holds d dim text
      (fun t => mixRows n (P t) fun j => V j t) fun t => mixRows n (Phat t) fun j => Vhat j t := by
  refine ⟨fun t ht => Size.holds_mix (hP t ht) fun j hj => (hv j hj).original t ht,
    fun t ht => Size.holds_mix (hPhat t ht) fun j hj => (hv j hj).quantized t ht, fun t ht => ?_⟩
  have htv := fun hknown => htv hknown t ht
  have entry := fun i (hi : i < dim) => averageStep_le (isSeminorm_entry i) (hP t ht) (hPhat t ht)
    htv (fun j hj => ((hv j hj).original t ht).entry i hi)
    (fun j hj => ((hv j hj).quantized t ht).entry i hi)
    (fun j hj => ((hv j hj).error t ht).entry i hi)
  have head := fun h (fits : h * d + d ≤ dim) => averageStep_le (isSeminorm_head d h) (hP t ht)
    (hPhat t ht) htv (fun j hj => ((hv j hj).original t ht).head h fits)
    (fun j hj => ((hv j hj).quantized t ht).head h fits)
    (fun j hj => ((hv j hj).error t ht).head h fits)
  have norm := averageStep_le (isSeminorm_norm2 dim) (hP t ht) (hPhat t ht)
    htv (fun j hj => ((hv j hj).original t ht).norm)
    (fun j hj => ((hv j hj).quantized t ht).norm) (fun j hj => ((hv j hj).error t ht).norm)
  cases known with
  | true => exact ⟨entry, head, norm⟩
  | false => exact ⟨entry, head, norm⟩

/-- The check of the weights passes and refuses: scores that change by at most `1/2` change the
weights by a total variation of at most `1/4`, but not by at most `1/8`. -/
example : checkWeights ⟨1, 1⟩ ⟨1, 2⟩ = true ∧ checkWeights ⟨1, 1⟩ ⟨1, 3⟩ = false := by
  decide +kernel

end QuantCert
