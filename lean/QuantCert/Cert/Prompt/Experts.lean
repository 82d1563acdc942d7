prelude
import QuantCert.Cert.Prompt.Average
import QuantCert.Thm.Router.Select

/-!
# Mixtures of experts

Which experts are selected is claimed, and decided by the enclosures of the scores.

## Main definitions
* `MixtureData`: the numbers that a certificate gives for a mixture.
* `checkMixture`, `checkRouted`: whether the last box contains the mixture of the experts' outputs.
* `Cell.below c d`: every number that `c` encloses is below every one that `d` encloses.
* `checkSelected`: the scores where `S` holds exceed the others.

## Main theorems
* `checkMixture_sound`, `checkRouted_sound`, `checkRoutedShares_sound`
* `checkSelected_sound`: the selected experts are those of the router.
-/

universe u

namespace QuantCert

open Router

/-- What the enclosure of a mixture is computed with. -/
structure MixtureData where
  /-- The table of exponentials. -/
  table : ExpTable
  /-- Scores are moved by `2^offsetBits` to be positive. -/
  offsetBits : Nat
  /-- Exponentials and their sums have at most so many bits. -/
  weightBits : Nat
  /-- The selected experts of each position: bit `e` is expert `e`. -/
  selected : List Nat

/-- Whether expert `e` is selected at position `t`. -/
def MixtureData.selects (m : MixtureData) (t e : Nat) : Bool :=
  Nat.beq (readDigit 1 (listEntry m.selected t) e) 1

/-- Every number that `c` encloses is below every one that `d` encloses, in the same units. -/
def Cell.below (c d : Cell) : Bool :=
  Nat.blt (Nat.add (Nat.add c.pos c.rad) (Nat.add d.neg d.rad)) (Nat.add d.pos c.neg)

/-- How many of the first `n` are selected. -/
noncomputable def countBelow (n : Nat) (S : Nat → Bool) : Nat :=
  sumBelow n fun i => cond (S i) 1 0

/-- `k` of `n` scores are selected, and each exceeds every other. -/
noncomputable def checkSelected (n k : Nat) (S : Nat → Bool) (z : Nat → Cell) : Bool :=
  Nat.beq (countBelow n S) k && allBelow n fun i => cond (S i)
    (allBelow n fun j => cond (S j) true ((z j).below (z i))) true

/-- The average at position `t` of the boxes `V e` where `S` holds, with weights where `T` holds. -/
noncomputable def checkMixed (m : MixtureData) (n dim t : Nat) (S T : Nat → Bool) (Z : Box)
    (r : Nat) (V : Nat → Box) (Y : Box) : Bool :=
  checkAverage m.table m.weightBits (Nat.pow 2 m.offsetBits) n dim Y.scale r S T
    (fun e => (Z.cell t e).convert Z.scale m.table.argument)
    (fun e c => ((V e).cell t c).convert (V e).scale r) fun c => Y.cell t c

/-- The mixture of all experts; their outputs are converted to units of `2^-r`. -/
noncomputable def checkMixture (m : MixtureData) (length n dim r : Nat) (Z : Box) (V : Nat → Box)
    (Y : Box) : Bool :=
  m.table.check && allBelow length fun t =>
    checkMixed m n dim t (fun _ => true) (fun _ => true) Z r V Y

/-- The mixture of the `k` selected experts; with `shares` the weights are those of all scores. -/
noncomputable def checkRouted (m : MixtureData) (shares : Bool) (length n k dim r : Nat) (Z : Box)
    (V : Nat → Box) (Y : Box) : Bool :=
  m.table.check && allBelow length fun t => checkSelected n k (m.selects t) (fun e => Z.cell t e) &&
    checkMixed m n dim t (m.selects t) (fun e => or shares (m.selects t e)) Z r V Y

section
variable {R : Type u} [OrderedField R]

/-- What is enclosed below is below. -/
theorem Cell.lt_of_below {p : Nat} {c d : Cell} {x y : R} (hx : c.Holds p x) (hy : d.Holds p y)
    (h : c.below d = true) : x < y := by
  have h' : c.pos + c.rad + (d.neg + d.rad) < d.pos + c.neg := Nat.le_of_ble_eq_true h
  have hup := (abs_le.mp hx).2
  have hlow := (abs_le.mp hy).1
  rw [sub_le_iff_le_add, ← dyadic_add] at hup
  rw [← dyadic_neg, le_sub_iff_add_le, ← dyadic_add] at hlow
  refine lt_of_le_of_lt hup (lt_of_lt_of_le ?_ hlow)
  refine lt_of_not_le fun hle => ?_
  have hint := dyadic_le_iff.mp hle
  unfold Cell.mid at hint
  omega

/-- Selected scores that exceed all others are those that a router selects. -/
theorem topK_eq_of_exceed {n k : Nat} {z : Vec R} {S : Nat → Bool} (hcount : count n S = k)
    (h : ∀ i, i < n → S i = true → ∀ j, j < n → S j = false → z j < z i) :
    ∀ i, i < n → topK n k z i = S i := fun i hi => by
  cases hS : S i with
  | true =>
    refine topK_eq_true.mpr ?_
    rw [← hcount]
    refine count_lt (fun j hj hp => ?_) hi hS (decide_eq_false (not_precedes_self i))
    cases hSj : S j with
    | true => rfl
    | false =>
      exact absurd (Or.inl (h i hi hS j hj hSj)) (Precedes.asymm (of_decide_eq_true hp))
  | false =>
    refine Bool.eq_false_of_not_eq_true fun ht => ?_
    have hrank := topK_eq_true.mp ht
    have hle : count n S ≤ rank n z i := count_le fun j hj hSj =>
      decide_eq_true (.inl (h j hj hSj i hi hS))
    omega

/-- Checked selections are those of the router. -/
theorem checkSelected_sound {n k p : Nat} {S : Nat → Bool} {cells : Nat → Cell} {z : Vec R}
    (hz : ∀ e, e < n → (cells e).Holds p (z e)) (h : checkSelected n k S cells = true) :
    ∀ e, e < n → topK n k z e = S e := by
  have ⟨hcount, hall⟩ := Bool.and_eq_true_iff.mp h
  have hc : count n S = k := by
    have heq := Nat.eq_of_beq_eq_true _ _ hcount
    unfold countBelow at heq
    rw [sumBelow_eq] at heq
    refine Eq.trans (sum_congr fun i _ => ?_) heq
    cases S i <;> rfl
  refine topK_eq_of_exceed hc fun i hi hS j hj hSj => ?_
  have hi' := of_allBelow hall hi
  rw [hS] at hi'
  have hj' := of_allBelow hi' hj
  rw [hSj] at hj'
  exact Cell.lt_of_below (hz j hj) (hz i hi) hj'

end

variable {R : Type u} [ExpField R] {m : MixtureData} {length n k dim r : Nat} {Z Y : Box}
  {V : Nat → Box} {z : Nat → Vec R} {y : Nat → Nat → Vec R}

/-- A checked average of boxes is a weighted average. -/
theorem checkMixed_sound (he : m.table.check = true) {t : Nat} (ht : t < length)
    {S T : Nat → Bool} (hST : ∀ e, S e = true → T e = true) (hz : Z.Contains length n z)
    (hv : ∀ e, e < n → S e = true → (V e).Contains length dim (y e))
    (h : checkMixed m n dim t S T Z r V Y = true) : ∀ c, c < dim →
      Near Y.scale (Y.mid t c) (Y.radius t c) (weightedAverage n S T (z t) fun e => y e t c) :=
  fun c hc => Box.cell_holds_iff.mp (checkAverage_sound (V := fun e => y e t) he hST
    (fun _ hj _ => Cell.convert_holds _ (hz.cell ht hj))
    (fun e hj hS _ hd => Cell.convert_holds r ((hv e hj hS).cell ht hd)) h c hc)

/-- A checked mixture is one. -/
theorem checkMixture_sound (hz : Z.Contains length n z)
    (hv : ∀ e, e < n → (V e).Contains length dim (y e))
    (h : checkMixture m length n dim r Z V Y = true) :
    Y.Contains length dim fun t => mixRows n (softmax n (z t)) fun e => y e t :=
  fun t ht c hc => by
    have ⟨he, hall⟩ := Bool.and_eq_true_iff.mp h
    show Near _ _ _ (mixRows n (softmax n (z t)) (fun e => y e t) c)
    rw [softmax_mixRows_eq]
    exact checkMixed_sound he ht (fun _ h => h) hz (fun e hj _ => hv e hj) (of_allBelow hall ht) c hc

/-- Weighted averages with the same selection are the same. -/
theorem weightedAverage_congr {S S' T T' : Nat → Bool} (hS : ∀ e, e < n → S e = S' e)
    (hT : ∀ e, e < n → T e = T' e) (x v : Vec R) :
    weightedAverage n S T x v = weightedAverage n S' T' x v := by
  unfold weightedAverage
  rw [sum_congr fun e he => by rw [hS e he], sum_congr (f := fun e => if T e = true then _ else _)
    fun e he => by rw [hT e he]]

/-- A checked mixture of the selected experts is one. -/
theorem checkRouted_sound (hz : Z.Contains length n z)
    (hv : ∀ e, e < n → (V e).Contains length dim (y e))
    (h : checkRouted m false length n k dim r Z V Y = true) :
    Y.Contains length dim fun t => experts n (topK n k (z t)) (z t) fun e => y e t :=
  fun t ht c hc => by
    have ⟨he, hall⟩ := Bool.and_eq_true_iff.mp h
    have ⟨hsel, hmix⟩ := Bool.and_eq_true_iff.mp (of_allBelow hall ht)
    have same := checkSelected_sound (fun e hj => hz.cell ht hj) hsel
    show Near _ _ _ (experts n (topK n k (z t)) (z t) (fun e => y e t) c)
    rw [experts_eq, weightedAverage_congr same same]
    exact checkMixed_sound (T := m.selects t) he ht (fun _ h => h) hz (fun e hj _ => hv e hj) hmix c hc

/-- A checked mixture of the selected experts, with the shares of all, is one. -/
theorem checkRoutedShares_sound (hz : Z.Contains length n z)
    (hv : ∀ e, e < n → (V e).Contains length dim (y e))
    (h : checkRouted m true length n k dim r Z V Y = true) :
    Y.Contains length dim fun t => expertShares n (topK n k (z t)) (z t) fun e => y e t :=
  fun t ht c hc => by
    have ⟨he, hall⟩ := Bool.and_eq_true_iff.mp h
    have ⟨hsel, hmix⟩ := Bool.and_eq_true_iff.mp (of_allBelow hall ht)
    have same := checkSelected_sound (fun e hj => hz.cell ht hj) hsel
    show Near _ _ _ (expertShares n (topK n k (z t)) (z t) (fun e => y e t) c)
    rw [expertShares_eq, weightedAverage_congr same fun _ _ => rfl]
    exact checkMixed_sound (T := fun _ => true) he ht (fun _ _ => rfl) hz (fun e hj _ => hv e hj)
      hmix c hc

end QuantCert
