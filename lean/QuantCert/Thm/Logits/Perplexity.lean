prelude
import QuantCert.Spec.Logits.Perplexity
import QuantCert.Thm.Logits.Probability

/-!
# Perplexity under changed logits

## Main theorems
* `perplexity_le`: if the spread of the changes at position `t` is at most `ρ t` and the mean of the
  `ρ t` is at most `r`, the perplexity grows at most `exp r`-fold.
* `perplexity_le_of_spread`: one `ρ` for all positions.
* `le_perplexity_of_spread`: it shrinks at most `exp ρ`-fold.
-/

universe u

namespace QuantCert

section
variable {R : Type u} [OrderedField R]

/-- Nonnegative elements are ordered as their powers with a positive exponent. -/
theorem le_of_pow_le_pow {a b : R} {n : Nat} (hn : 0 < n) (hb : 0 ≤ b) (h : a ^ n ≤ b ^ n) :
    a ≤ b := by
  refine le_of_not_lt fun hlt => ?_
  have ha : 0 < a := lt_of_le_of_lt hb hlt
  cases n with
  | zero => exact absurd hn (Nat.lt_irrefl 0)
  | succ n =>
    have hpow : b ^ n * b < a ^ n * a :=
      calc b ^ n * b
        _ ≤ a ^ n * b := mul_le_mul_of_nonneg_right (pow_le_pow_left hb (le_of_lt hlt) n) hb
        _ < a ^ n * a := mul_lt_mul_of_pos_left hlt (pow_pos ha n)
    exact not_le_of_lt hpow h

/-- A product of positive values is positive. -/
theorem product_pos {n : Nat} {f : Nat → R} (h : ∀ i, i < n → 0 < f i) : 0 < product n f := by
  induction n with
  | zero => exact zero_lt_one
  | succ n ih =>
    exact mul_pos (ih fun i hi => h i (Nat.lt.step hi)) (h n (Nat.lt_succ_self n))

end

variable {R : Type u} [ExpField R]

/-- Products are ordered up to the exponential of a sum if their factors are up to exponentials. -/
theorem product_le_exp_mul {n : Nat} {f g ρ : Nat → R} (hf : ∀ i, i < n → 0 < f i)
    (hg : ∀ i, i < n → 0 < g i) (h : ∀ i, i < n → f i ≤ exp (ρ i) * g i) :
    product n f ≤ exp (sum n ρ) * product n g := by
  induction n with
  | zero => exact le_of_eq ((congrArg (· * 1) exp_zero).trans (one_mul 1)).symm
  | succ n ih =>
    have step : ∀ i, i < n → i < n + 1 := fun i hi => Nat.lt.step hi
    have hpos : 0 ≤ exp (sum n ρ) * product n g :=
      le_of_lt (mul_pos (exp_pos _) (product_pos fun i hi => hg i (step i hi)))
    show product n f * f n ≤ exp (sum n ρ + ρ n) * (product n g * g n)
    rw [exp_add, mul_mul_mul_comm]
    exact mul_le_mul (ih (fun i hi => hf i (step i hi)) (fun i hi => hg i (step i hi))
      fun i hi => h i (step i hi)) (h n (Nat.lt_succ_self n))
      (le_of_lt (hf n (Nat.lt_succ_self n))) hpos

/-- If token `t` loses at most a factor `exp (ρ t)` of its probability, and the mean of the `ρ t` is
at most `r`, the perplexity grows at most `exp r`-fold. -/
theorem perplexity_le_of_probability {T : Nat} (hT : 0 < T) {p q ρ : Vec R} {P Q r : R}
    (hp : ∀ t, t < T → 0 < p t) (hq : ∀ t, t < T → 0 < q t)
    (h : ∀ t, t < T → p t ≤ exp (ρ t) * q t) (hr : sum T ρ ≤ natCast T * r)
    (hP : IsPerplexity T p P) (hQ : IsPerplexity T q Q) : Q ≤ exp r * P := by
  have hQT := pow_pos hQ.1 T
  have hPT := pow_pos hP.1 T
  refine le_of_pow_le_pow hT (le_of_lt (mul_pos (exp_pos r) hP.1)) ?_
  rw [mul_pow, ← exp_natCast_mul]
  refine le_trans ?_ (mul_le_mul_of_nonneg_right (exp_le_exp.mpr hr) (le_of_lt hPT))
  calc Q ^ T
      = Q ^ T * (P ^ T * product T p) := by rw [hP.2, mul_one]
    _ ≤ Q ^ T * (P ^ T * (exp (sum T ρ) * product T q)) :=
        mul_le_mul_of_nonneg_left (mul_le_mul_of_nonneg_left (product_le_exp_mul hp hq h)
          (le_of_lt hPT)) (le_of_lt hQT)
    _ = Q ^ T * product T q * (exp (sum T ρ) * P ^ T) :=
        ring_eq [Q ^ T, P ^ T, exp (sum T ρ), product T q] (by decide +kernel)
    _ = exp (sum T ρ) * P ^ T := by rw [hQ.2, one_mul]

/-- If at each position `t` the changes of the logits have spread at most `ρ t`, and the mean of the
`ρ t` is at most `r`, the perplexity `Q` after the change is at most `exp r` times `P`, the one
before. -/
theorem perplexity_le {T vocab : Nat} (hT : 0 < T) {logits logitsHat : Matrix R}
    {tokens : Nat → Nat} {ρ : Vec R} {P Q r : R} (htokens : ∀ t, t < T → tokens t < vocab)
    (h : ∀ t, t < T → SpreadAtMost vocab (ρ t) (logits t) (logitsHat t))
    (hr : sum T ρ ≤ natCast T * r)
    (hP : IsPerplexity T (tokenProbability vocab logits tokens) P)
    (hQ : IsPerplexity T (tokenProbability vocab logitsHat tokens) Q) : Q ≤ exp r * P :=
  have pos : ∀ z : Matrix R, ∀ t, t < T → 0 < tokenProbability vocab z tokens t := fun z t ht =>
    softmax_pos (Nat.lt_of_le_of_lt (Nat.zero_le _) (htokens t ht)) (z t) (tokens t)
  perplexity_le_of_probability hT (pos logits) (pos logitsHat)
    (fun t ht => probability_le (h t ht).symm (htokens t ht)) hr hP hQ

/-- If at every position the changes of the logits have spread at most `ρ`, the perplexity grows at
most `exp ρ`-fold: `Q / P ≤ exp ρ`. -/
theorem perplexity_le_of_spread {T vocab : Nat} (hT : 0 < T) {logits logitsHat : Matrix R}
    {tokens : Nat → Nat} {ρ P Q : R} (htokens : ∀ t, t < T → tokens t < vocab)
    (h : ∀ t, t < T → SpreadAtMost vocab ρ (logits t) (logitsHat t))
    (hP : IsPerplexity T (tokenProbability vocab logits tokens) P)
    (hQ : IsPerplexity T (tokenProbability vocab logitsHat tokens) Q) : Q / P ≤ exp ρ :=
  (div_le_iff hP.1).mpr
    (perplexity_le hT htokens h (le_of_eq (sum_const T ρ)) hP hQ)

/-- Under the same hypotheses the perplexity shrinks at most `exp ρ`-fold: `exp (-ρ) ≤ Q / P`. -/
theorem le_perplexity_of_spread {T vocab : Nat} (hT : 0 < T) {logits logitsHat : Matrix R}
    {tokens : Nat → Nat} {ρ P Q : R} (htokens : ∀ t, t < T → tokens t < vocab)
    (h : ∀ t, t < T → SpreadAtMost vocab ρ (logits t) (logitsHat t))
    (hP : IsPerplexity T (tokenProbability vocab logits tokens) P)
    (hQ : IsPerplexity T (tokenProbability vocab logitsHat tokens) Q) : exp (-ρ) ≤ Q / P := by
  have h' := mul_le_mul_of_nonneg_left (perplexity_le hT htokens (fun t ht => (h t ht).symm)
    (le_of_eq (sum_const T ρ)) hQ hP) (le_of_lt (exp_pos (-ρ)))
  rw [← mul_assoc, mul_comm (exp (-ρ)) (exp ρ), exp_mul_exp_neg, one_mul] at h'
  exact (le_div_iff hP.1).mpr h'

/-- A perplexity exists: a vocabulary of one token has perplexity one. -/
example (T : Nat) (z : Matrix R) : IsPerplexity T (tokenProbability 1 z fun _ => 0) 1 := by
  have hone : ∀ t, tokenProbability 1 z (fun _ => 0) t = 1 := fun t => by
    show exp (z t 0) / (0 + exp (z t 0)) = 1
    rw [zero_add, div_self (exp_ne_zero (z t 0))]
  refine ⟨zero_lt_one, ?_⟩
  rw [one_pow, one_mul]
  induction T with
  | zero => rfl
  | succ T ih => rw [product, ih, hone, one_mul]

end QuantCert
