prelude
import QuantCert.Cert.Prompt.Entries
import QuantCert.Cert.Prompt.Powers
import QuantCert.Spec.Logits.Perplexity
import QuantCert.Spec.Model.Stored
import QuantCert.Thm.Logits.Perplexity
import QuantCert.Thm.Softmax.Distribution

/-!
# Perplexities of two networks on a text

The probabilities that the networks give to the tokens of the text are claimed, one digit for each
position, and checked against the boxes of the logits.

## Main definitions
* `checkProbability`, `checkProbabilities`: whether a box contains the probability of a token at a
  position, or of all tokens of a text.
* `dyadicProduct n f`: the product of `n` dyadic numbers.
* `checkRatio`: whether one perplexity is at most `b` times another.

## Main theorems
* `checkProbability_sound`, `perplexity_at_most`
* `perplexity_ratio_at_most`: the same from the boxes of the logits.
-/

universe u

namespace QuantCert

open Digits

/-- Whether the first entry of the box `P` at position `t` contains the probability of `token`, over
a vocabulary of `n` tokens. -/
noncomputable def checkProbability (E : ExpTable) (n : Nat) (A P : Box) (D : PowerData)
    (t token : Nat) : Bool :=
  Nat.blt token n && (E.check && (D.fits E n A t && withValue (D.digits E n A t) fun V =>
    Cell.checkQuotient P.scale (D.cell E (readDigit E.digitWidth V token))
      (D.sumCell E n (Nat.mod V (Nat.sub (Nat.pow 2 E.digitWidth) 1))) (P.cell t 0)))

/-- The same for the tokens of a text at its `T` positions. -/
noncomputable def checkProbabilities (E : ExpTable) (T n : Nat) (A P : Box) (powers : List PowerData)
    (tokens : List Nat) : Bool :=
  allBelow T fun t => checkProbability E n A P (elementOf ⟨0, 0⟩ powers t) t (listEntry tokens t)

/-- The product of the first `n` dyadic numbers. -/
noncomputable def dyadicProduct (n : Nat) (f : Nat → Dyadic) : Dyadic :=
  Nat.rec Dyadic.one (fun i acc => acc.mul (f i)) n

/-- The upper end of the first entry at position `t`. -/
def Box.upperEnd (P : Box) (t : Nat) : Dyadic := ⟨(P.cell t 0).upper, P.scale⟩

/-- The lower end of the first entry at position `t`. -/
def Box.lowerEnd (P : Box) (t : Nat) : Dyadic := ⟨(P.cell t 0).lower, P.scale⟩

/-- Whether the perplexity of a text of `T` tokens with probabilities in `B` is at most `b` times
that with probabilities in `A`. -/
noncomputable def checkRatio (T : Nat) (b : Dyadic) (A B : Box) : Bool :=
  Nat.blt 0 T && ((allBelow T fun t => Nat.blt 0 (B.cell t 0).lower) &&
  Dyadic.le (dyadicProduct T A.upperEnd)
    ((dyadicProduct T fun _ => b).mul (dyadicProduct T B.lowerEnd)))

section
variable {R : Type u} [OrderedField R]

/-- Its value is the product of the values. -/
theorem value_dyadicProduct (n : Nat) (f : Nat → Dyadic) :
    (dyadicProduct n f).value R = product n fun i => (f i).value R := by
  induction n with
  | zero => exact Dyadic.value_one
  | succ n ih =>
    show ((dyadicProduct n f).mul (f n)).value R = product n _ * (f n).value R
    rw [Dyadic.value_mul, ih]

/-- The product of equal factors is a power. -/
theorem product_const (n : Nat) (a : R) : product n (fun _ => a) = a ^ n := by
  induction n with
  | zero => rfl
  | succ n ih => exact congrArg (· * a) ih

/-- Products of larger factors are larger. -/
theorem product_le_product {n : Nat} {f g : Nat → R} (nonneg : ∀ i, i < n → 0 ≤ f i)
    (le : ∀ i, i < n → f i ≤ g i) : product n f ≤ product n g ∧ 0 ≤ product n f := by
  induction n with
  | zero => exact ⟨le_refl 1, zero_le_one⟩
  | succ n ih =>
    have ⟨hle, hpos⟩ := ih (fun i hi => nonneg i (Nat.lt.step hi)) fun i hi => le i (Nat.lt.step hi)
    have hn := Nat.lt_succ_self n
    exact ⟨mul_le_mul hle (le n hn) (nonneg n hn) (le_trans hpos hle), mul_nonneg hpos (nonneg n hn)⟩

end

variable {R : Type u} [ExpField R]

/-- Subtracting the same number from all logits does not change a probability. -/
theorem softmax_sub {n : Nat} (hn : 0 < n) (z : Vec R) (s : R) (k : Nat) :
    softmax n (fun i => z i - s) k = softmax n z k := by
  have hsum : (sum n fun i => exp (z i - s)) = (sum n fun i => exp (z i)) * exp (-s) := by
    rw [← sum_mul_right]
    exact sum_congr fun i _ => by rw [sub_eq_add_neg, exp_add]
  show exp (z k - s) / (sum n fun i => exp (z i - s)) = exp (z k) / sum n fun i => exp (z i)
  rw [hsum, sub_eq_add_neg, exp_add,
    mul_div_mul_right _ (ne_of_gt (expSum_pos hn z)) (exp_ne_zero (-s))]

/-- A checked probability is one. -/
theorem checkProbability_sound {E : ExpTable} {length n : Nat} {A P : Box} {D : PowerData}
    {Z : Nat → Vec R} (hZ : A.Contains length n Z) {t token : Nat} (ht : t < length)
    (h : checkProbability E n A P D t token = true) :
    (P.cell t 0).Holds P.scale (softmax n (Z t) token) := by
  simp only [checkProbability, Bool.and_eq_true_iff] at h
  obtain ⟨htoken, he, hfits, hq⟩ := h
  have hlt : token < n := Nat.le_of_ble_eq_true htoken
  have fits := PowerData.fits_sound he hfits
  rw [withValue_eq, readDigit_eq] at hq
  have hdigit : digit E.digitWidth (D.digits E n A t) token =
      (E.cell (D.top - (A.cell t token).pos)).pos := by
    rw [fits.digits]
    refine digit_pack (fun i hi => Nat.lt_of_le_of_lt (fits.le_one i hi) ?_) hlt
    exact Nat.pow_lt_pow_right (by decide) (Nat.lt_succ_of_le (Nat.le_add_left _ _))
  rw [hdigit] at hq
  have hquot := (Cell.quotient_holds (PowerData.cell_holds he fits hlt (hZ.cell ht hlt))
    (PowerData.sumCell_holds he fits fun i hi => hZ.cell ht hi) hq).2
  rw [← softmax_sub (Nat.lt_of_le_of_lt (Nat.zero_le _) hlt) (Z t) (D.reference A)]
  exact hquot

/-- If the boxes `A` and `B` contain the probabilities `p` and `q` of the `T` tokens of a text, the
perplexity `Q` of the second network is at most `b` times that of the first. -/
theorem perplexity_at_most {T : Nat} {b : Dyadic} {A B : Box} {p q : Vec R} {P Q : R}
    (hp : ∀ t, t < T → (A.cell t 0).Holds A.scale (p t)) (hp0 : ∀ t, t < T → 0 ≤ p t)
    (hq : ∀ t, t < T → (B.cell t 0).Holds B.scale (q t)) (hP : IsPerplexity T p P)
    (hQ : IsPerplexity T q Q) (h : checkRatio T b A B = true) : Q ≤ b.value R * P := by
  simp only [checkRatio, Bool.and_eq_true_iff] at h
  obtain ⟨hT, hlow, hle⟩ := h
  have hb := Dyadic.value_nonneg (R := R) b
  refine le_of_pow_le_pow (Nat.le_of_ble_eq_true hT) (mul_nonneg hb (le_of_lt hP.1)) ?_
  have hvalue := Dyadic.value_le_of_le (R := R) hle
  rw [Dyadic.value_mul, value_dyadicProduct, value_dyadicProduct, value_dyadicProduct,
    product_const] at hvalue
  have hup := (product_le_product hp0 fun t ht => Cell.le_upper (hp t ht)).1
  have hlo := (product_le_product (f := fun t => (B.lowerEnd t).value R)
    (fun t _ => Dyadic.value_nonneg _)
    fun t ht => Cell.lower_le (hq t ht) (Nat.le_of_ble_eq_true (of_allBelow hlow ht))).1
  have hprod : product T p ≤ b.value R ^ T * product T q :=
    le_trans hup (le_trans hvalue (mul_le_mul_of_nonneg_left hlo (pow_nonneg hb T)))
  have hPT := pow_pos hP.1 T
  have hQT := pow_pos hQ.1 T
  rw [mul_pow]
  calc Q ^ T
    _ = Q ^ T * (P ^ T * product T p) := by rw [hP.2, mul_one]
    _ ≤ Q ^ T * (P ^ T * (b.value R ^ T * product T q)) :=
        mul_le_mul_of_nonneg_left (mul_le_mul_of_nonneg_left hprod (le_of_lt hPT)) (le_of_lt hQT)
    _ = Q ^ T * product T q * (b.value R ^ T * P ^ T) :=
        ring_eq [Q ^ T, P ^ T, b.value R ^ T, product T q] (by decide +kernel)
    _ = b.value R ^ T * P ^ T := by rw [hQ.2, one_mul]

/-- Checked probabilities are those of the tokens of the text, and none is negative. -/
theorem checkProbabilities_sound {E : ExpTable} {length T n : Nat} {A P : Box}
    {powers : List PowerData} {tokens : List Nat} {Z : Nat → Vec R} (hZ : A.Contains length n Z)
    (hT : T ≤ length) (h : checkProbabilities E T n A P powers tokens = true) {t : Nat}
    (ht : t < T) : (P.cell t 0).Holds P.scale (tokenProbability n Z (listEntry tokens) t) ∧
      0 ≤ tokenProbability n Z (listEntry tokens) t := by
  have hcheck := of_allBelow h ht
  refine ⟨checkProbability_sound hZ (Nat.lt_of_lt_of_le ht hT) hcheck, ?_⟩
  simp only [checkProbability, Bool.and_eq_true_iff] at hcheck
  exact le_of_lt (softmax_pos (Nat.lt_of_le_of_lt (Nat.zero_le _) (Nat.le_of_ble_eq_true hcheck.1))
    (Z t) (listEntry tokens t))

/-- The perplexity of a text of `T` tokens under the logits in the box `B` is at most `b` times that
under the logits in the box `A`. -/
theorem perplexity_ratio_at_most {E F : ExpTable} {length T n : Nat} {b : Dyadic} {A B p q : Box}
    {r s : List PowerData} {tokens : List Nat} {Z Y : Nat → Vec R} {P Q : R}
    (hZ : A.Contains length n Z) (hY : B.Contains length n Y) (hT : T ≤ length)
    (hp : checkProbabilities E T n A p r tokens = true)
    (hq : checkProbabilities F T n B q s tokens = true) (h : checkRatio T b p q = true)
    (hP : IsPerplexity T (tokenProbability n Z (listEntry tokens)) P)
    (hQ : IsPerplexity T (tokenProbability n Y (listEntry tokens)) Q) : Q ≤ b.value R * P :=
  perplexity_at_most (fun _ ht => (checkProbabilities_sound hZ hT hp ht).1)
    (fun _ ht => (checkProbabilities_sound hZ hT hp ht).2)
    (fun _ ht => (checkProbabilities_sound hY hT hq ht).1) hP hQ h

end QuantCert
