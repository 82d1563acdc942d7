prelude
import QuantCert.Cert.Softmax.ExpBound
import QuantCert.Thm.Logits.Argmax
import QuantCert.Thm.Logits.Perplexity

/-!
# Checked statements about predictions

A bound of the change of every logit gives a factor for probabilities and perplexity, and a margin
above which the predicted token stays.

## Main definitions
* `checkProbabilityRatio bits k δ K`: whether `exp (2 δ) ≤ K`.

## Main theorems
* `checkProbabilityRatio_sound`: no probability changes by more than a factor `K`.
* `checkPerplexityRatio_sound`: nor does the perplexity.
* `argmax_unchanged_of_within`: a lead of more than `2 δ` survives changes of at most `δ`.
-/

universe u

namespace QuantCert

/-- A lead of more than `2 δ` survives if no score changes by more than `δ`. -/
theorem argmax_unchanged_of_within {R : Type u} [OrderedField R] {n k : Nat} {δ : R}
    {z zhat : Vec R} (hk : LeadsBy n (2 * δ) z k) (h : Within n δ z zhat) :
    ∀ m, IsArgmax n zhat m ↔ m = k :=
  argmax_unchanged hk (spreadAtMost_of_within h)

variable {R : Type u} [ExpField R]

/-- Whether an upper bound of `exp (2 δ)` is at most `K`. -/
def checkProbabilityRatio (bits k : Nat) (δ K : Dyadic) : Bool := checkExp bits k (δ.add δ) K

/-- A checked ratio bounds `exp (2 δ)`. -/
theorem exp_two_mul_le_of_check {bits k : Nat} {δ K : Dyadic}
    (h : checkProbabilityRatio bits k δ K = true) : exp (2 * δ.value R) ≤ K.value R := by
  rw [two_mul, ← Dyadic.value_add]
  exact checkExp_sound h

/-- If no logit changes by more than `δ`, no probability grows or shrinks by more than the checked
factor `K`. -/
theorem checkProbabilityRatio_sound {bits k : Nat} {δ K : Dyadic}
    (h : checkProbabilityRatio bits k δ K = true) {n : Nat} {z zhat : Vec R}
    (hz : Within n (δ.value R) z zhat) {i : Nat} (hi : i < n) :
    softmax n zhat i ≤ K.value R * softmax n z i ∧
      softmax n z i ≤ K.value R * softmax n zhat i := by
  have hn := Nat.lt_of_le_of_lt (Nat.zero_le i) hi
  have hK := exp_two_mul_le_of_check (R := R) h
  have hspread := spreadAtMost_of_within hz
  exact ⟨le_trans (probability_le hspread hi)
      (mul_le_mul_of_nonneg_right hK (le_of_lt (softmax_pos hn z i))),
    le_trans (probability_le hspread.symm hi)
      (mul_le_mul_of_nonneg_right hK (le_of_lt (softmax_pos hn zhat i)))⟩

/-- If no logit changes by more than `δ` at any position, the perplexity grows at most by the
checked factor `K`. -/
theorem checkPerplexityRatio_sound {bits k : Nat} {δ K : Dyadic}
    (h : checkProbabilityRatio bits k δ K = true) {T vocab : Nat} (hT : 0 < T)
    {logits logitsHat : Matrix R} {tokens : Nat → Nat} {P Q : R}
    (htokens : ∀ t, t < T → tokens t < vocab)
    (hlogits : ∀ t, t < T → Within vocab (δ.value R) (logits t) (logitsHat t))
    (hP : IsPerplexity T (tokenProbability vocab logits tokens) P)
    (hQ : IsPerplexity T (tokenProbability vocab logitsHat tokens) Q) : Q / P ≤ K.value R :=
  le_trans (perplexity_le_of_spread hT htokens (fun t ht => spreadAtMost_of_within (hlogits t ht))
    hP hQ) (exp_two_mul_le_of_check h)

/-- Logits off by at most `1/64` change probabilities and perplexity by a factor of at most
`1057/1024`; the exact factor is 1.0317…. -/
example : checkProbabilityRatio 48 16 ⟨1, 6⟩ ⟨1057, 10⟩ = true := by decide +kernel

end QuantCert
