prelude
import QuantCert.Cert.Digits.Loop
import QuantCert.Cert.Prompt.Entries
import QuantCert.Cert.Prompt.ExpDigits
import QuantCert.Cert.Prompt.WeightedAverage

/-!
# Averages weighted by exponentials, enclosed

Softmax does not change if the same number is subtracted from all scores: the largest midpoint. The
exponentials are packed into a number, so that they are computed once for all entries of a head.

## Main definitions
* `withCells w n f k`: `k` of the cells `f`, computing them first.
* `checkWeightCells`, `checkAverageBy`: whether the weights, computed first, pass.
* `checkAverage`: whether the cells `y` contain a weighted average.

## Main theorems
* `withCells_sound`, `checkWeightCells_sound`, `checkAverageBy_sound`, `checkAverage_sound`
-/

universe u

namespace QuantCert

open Digits Router

/-- The digits `f j` of `w` bits, as one number. -/
noncomputable def packBelow (w n : Nat) (f : Nat → Nat) : Nat :=
  sumBelow n fun j => Nat.shiftLeft (f j) (Nat.mul w j)

/-- The cells that three packed numbers hold. -/
def packedCell (w P N Q j : Nat) : Cell := ⟨readDigit w P j, readDigit w N j, readDigit w Q j⟩

/-- `k` of the first `n` cells `f`, whose numbers have at most `w` bits; they are computed first. -/
noncomputable def withCells (w n : Nat) (f : Nat → Cell) (k : (Nat → Cell) → Bool) : Bool :=
  (allBelow n fun j => Nat.blt (f j).pos (Nat.pow 2 w) &&
    (Nat.blt (f j).neg (Nat.pow 2 w) && Nat.blt (f j).rad (Nat.pow 2 w))) &&
  withValue (packBelow w n fun j => (f j).pos) fun P =>
    withValue (packBelow w n fun j => (f j).neg) fun N =>
      withValue (packBelow w n fun j => (f j).rad) fun Q => k (packedCell w P N Q)

/-- The largest midpoint of the first `n` cells where `T` holds, plus `K`. -/
noncomputable def largestMid (n K : Nat) (T : Nat → Bool) (z : Nat → Cell) : Nat :=
  Nat.rec 0 (fun j acc => cond (T j)
    (cond (Nat.ble acc (Nat.sub (Nat.add K (z j).pos) (z j).neg))
      (Nat.sub (Nat.add K (z j).pos) (z j).neg) acc) acc) n

/-- The score `z` minus `C - K`. -/
def Cell.lessTop (K C : Nat) (z : Cell) : Cell := ⟨Nat.add K z.pos, Nat.add C z.neg, z.rad⟩

/-- The exponentials of the scores where `T` holds, zero elsewhere; `value j` is that of the midpoint
of score `j`. -/
noncomputable def weightCell (E : ExpTable) (T : Nat → Bool) (z : Nat → Cell) (value : Nat → Nat)
    (j : Nat) : Cell :=
  cond (T j) (E.nearWith (z j).rad (value j)) (Cell.ofNat 0)

/-- The argument of the exponential of score `j`, zero where `T` does not hold. -/
noncomputable def weightArgument (K C : Nat) (T : Nat → Bool) (z : Nat → Cell) (j : Nat) : Nat :=
  cond (T j) (Nat.sub ((z j).lessTop K C).neg ((z j).lessTop K C).pos) 0

/-- Whether `quotients` passes with the weights and their sum, which are computed first; `value j` is
the exponential of the midpoint of score `j`. -/
noncomputable def checkWeightCells (E : ExpTable) (w n : Nat) (T : Nat → Bool) (z : Nat → Cell)
    (value : Nat → Nat) (quotients : (Nat → Cell) → Cell → Bool) : Bool :=
  withCells w n (weightCell E T z value) fun e => withCells w 1 (fun _ => Cell.sum n e) fun D =>
    quotients e (D 0)

/-- The same, computing the exponentials. -/
noncomputable def checkAverageBy (E : ExpTable) (w K n : Nat) (T : Nat → Bool) (z : Nat → Cell)
    (quotients : (Nat → Cell) → Cell → Bool) : Bool :=
  withValue (largestMid n K T z) fun C =>
    (allBelow n fun j => cond (T j) (E.domain ((z j).lessTop K C)) true) &&
    withExponentials E n (weightArgument K C T z) fun value => checkWeightCells E w n T z value quotients

/-- Whether the cells `y c`, in units of `2^-q`, contain the weighted averages of the `n` values
`v j c`, in units of `2^-r`. -/
noncomputable def checkAverage (E : ExpTable) (w K n d q r : Nat) (S T : Nat → Bool)
    (z : Nat → Cell) (v : Nat → Nat → Cell) (y : Nat → Cell) : Bool :=
  checkAverageBy E w K n T z fun e D => allBelow d fun c => Cell.checkQuotient q
    (Cell.sum n fun j => cond (S j) ((e j).mul (v j c)) (Cell.ofNat 0)) (D.shift r) (y c)

/-- The packed digits are those of the cells. -/
theorem packBelow_eq (w n : Nat) (f : Nat → Nat) : packBelow w n f = pack w n f := by
  show sumBelow n _ = _
  rw [sumBelow_eq]
  exact sum_congr fun j _ => Nat.shiftLeft_eq _ _

/-- What passes with computed cells passes with cells that are equal. -/
theorem withCells_sound {w n : Nat} {f : Nat → Cell} {k : (Nat → Cell) → Bool}
    (h : withCells w n f k = true) : ∃ g, (∀ j, j < n → g j = f j) ∧ k g = true := by
  have ⟨hall, hk⟩ := Bool.and_eq_true_iff.mp h
  rw [withValue_eq, withValue_eq, withValue_eq, packBelow_eq, packBelow_eq, packBelow_eq] at hk
  have small : ∀ j, j < n → (f j).pos < 2 ^ w ∧ (f j).neg < 2 ^ w ∧ (f j).rad < 2 ^ w :=
    fun j hj => by
      have hj' := of_allBelow hall hj
      simp only [Bool.and_eq_true_iff] at hj'
      exact ⟨Nat.le_of_ble_eq_true hj'.1, Nat.le_of_ble_eq_true hj'.2.1,
        Nat.le_of_ble_eq_true hj'.2.2⟩
  refine ⟨_, fun j hj => ?_, hk⟩
  unfold packedCell
  rw [readDigit_eq, readDigit_eq, readDigit_eq, digit_pack (fun i hi => (small i hi).1) hj,
    digit_pack (fun i hi => (small i hi).2.1) hj, digit_pack (fun i hi => (small i hi).2.2) hj]

/-- The largest midpoint is not below any. -/
theorem le_largestMid {n K : Nat} {T : Nat → Bool} {z : Nat → Cell} {j : Nat} (hj : j < n)
    (hT : T j = true) : K + (z j).pos - (z j).neg ≤ largestMid n K T z := by
  induction n with
  | zero => exact absurd hj (Nat.not_lt_zero j)
  | succ n ih =>
    show _ ≤ cond (T n) (cond (Nat.ble (largestMid n K T z) (K + (z n).pos - (z n).neg))
      (K + (z n).pos - (z n).neg) (largestMid n K T z)) (largestMid n K T z)
    cases Nat.eq_or_lt_of_le (Nat.le_of_lt_succ hj) with
    | inl he =>
      rw [← he, hT]
      show _ ≤ cond _ _ _
      cases hb : Nat.ble (largestMid j K T z) (K + (z j).pos - (z j).neg) with
      | true => exact Nat.le_refl _
      | false =>
        have hnot : ¬ largestMid j K T z ≤ K + (z j).pos - (z j).neg := fun hle => by
          rw [Nat.ble_eq_true_of_le hle] at hb
          exact Bool.noConfusion hb
        exact Nat.le_of_lt (Nat.lt_of_not_le hnot)
    | inr hlt =>
      refine Nat.le_trans (ih hlt) ?_
      cases T n with
      | false => exact Nat.le_refl _
      | true =>
        show _ ≤ cond _ _ _
        cases hb : Nat.ble (largestMid n K T z) (K + (z n).pos - (z n).neg) with
        | true => exact Nat.le_of_ble_eq_true hb
        | false => exact Nat.le_refl _

section
variable {R : Type u} [ExpField R]

/-- The exponential of a score minus a number is enclosed. -/
theorem weightCell_holds {E : ExpTable} (he : E.check = true) {K C j : Nat} {T : Nat → Bool}
    {z : Nat → Cell} {value : Nat → Nat} {x : Vec R} (hx : T j = true → (z j).Holds E.argument (x j))
    (hvalue : value j = (E.cell (weightArgument K C T z j)).pos)
    (hd : cond (T j) (E.domain ((z j).lessTop K C)) true = true) :
    (weightCell E T z value j).Holds E.scale (if T j = true then
      exp (x j - dyadic E.argument ((C : Int) - K)) else 0) := by
  unfold weightCell
  rw [hvalue]
  unfold weightArgument
  cases hT : T j with
  | false => exact Cell.holds_zero E.scale
  | true =>
    rw [hT] at hd
    refine ExpTable.near_holds (c := (z j).lessTop K C) he ?_ hd
    have h : Near E.argument (z j).mid (z j).rad (x j) := hx hT
    have hmid : ((z j).lessTop K C).mid = (z j).mid - ((C : Int) - K) := by
      show ((K + (z j).pos : Nat) : Int) - (C + (z j).neg : Nat) = (z j).pos - (z j).neg - (C - K)
      omega
    have cancel : ∀ a b c : R, a - c - (b - c) = a - b := fun a b c =>
      ring_eq [a, b, c] (by decide +kernel)
    show abs (_ - dyadic E.argument ((z j).lessTop K C).mid) ≤ dyadic E.argument (z j).rad
    rw [hmid, dyadic_sub E.argument (z j).mid, cancel]
    exact h

/-- The weight of score `j`: the exponential of the score minus `s` where `T` holds. -/
def weight (T : Nat → Bool) (x : Vec R) (s : R) (j : Nat) : R :=
  if T j = true then exp (x j - s) else 0

/-- A checked weighted average is one, if the quotients of what weights and their sum enclose are; `C`
may be any number. -/
theorem checkWeightCells_sound {E : ExpTable} (he : E.check = true) {w K C n d q : Nat}
    {S T : Nat → Bool} {z : Nat → Cell} {value : Nat → Nat} {quotients : (Nat → Cell) → Cell → Bool}
    {y : Nat → Cell} {x : Vec R} {V : Matrix R}
    (hz : ∀ j, j < n → T j = true → (z j).Holds E.argument (x j))
    (hnum : ∀ (s : R) (e : Nat → Cell) (D : Cell),
      (∀ j, j < n → (e j).Holds E.scale (weight T x s j)) →
      D.Holds E.scale (sum n (weight T x s)) → quotients e D = true →
      ∀ c, c < d → 0 < sum n (weight T x s) ∧ (y c).Holds q
        ((sum n fun j => if S j = true then exp (x j - s) * V j c else 0) / sum n (weight T x s)))
    (hvalue : ∀ j, j < n → value j = (E.cell (weightArgument K C T z j)).pos)
    (hdom : ∀ j, j < n → cond (T j) (E.domain ((z j).lessTop K C)) true = true)
    (h : checkWeightCells E w n T z value quotients = true) :
    ∀ c, c < d → (y c).Holds q (weightedAverage n S T x fun j => V j c) := fun c hc => by
  have ⟨e, hg, h1⟩ := withCells_sound h
  have ⟨D, hD, h2⟩ := withCells_sound h1
  have weights : ∀ j, j < n → (e j).Holds E.scale
      (weight T x (dyadic E.argument ((C : Int) - K)) j) := fun j hj => by
    rw [hg j hj]
    exact weightCell_holds he (hz j hj) (hvalue j hj) (hdom j hj)
  have hden : (D 0).Holds E.scale
      (sum n (weight T x (dyadic E.argument ((C : Int) - K)))) := by
    rw [hD 0 Nat.one_pos]
    exact Cell.sum_holds weights
  have ⟨hpos, hy⟩ := hnum _ e _ weights hden h2 c hc
  rw [← weightedAverage_sub hpos]
  exact hy

/-- The same, with exponentials that are computed. -/
theorem checkAverageBy_sound {E : ExpTable} (he : E.check = true) {w K n d q : Nat}
    {S T : Nat → Bool} {z : Nat → Cell} {quotients : (Nat → Cell) → Cell → Bool}
    {y : Nat → Cell} {x : Vec R} {V : Matrix R}
    (hz : ∀ j, j < n → T j = true → (z j).Holds E.argument (x j))
    (hnum : ∀ (s : R) (e : Nat → Cell) (D : Cell),
      (∀ j, j < n → (e j).Holds E.scale (weight T x s j)) →
      D.Holds E.scale (sum n (weight T x s)) → quotients e D = true →
      ∀ c, c < d → 0 < sum n (weight T x s) ∧ (y c).Holds q
        ((sum n fun j => if S j = true then exp (x j - s) * V j c else 0) / sum n (weight T x s)))
    (h : checkAverageBy E w K n T z quotients = true) :
    ∀ c, c < d → (y c).Holds q (weightedAverage n S T x fun j => V j c) := by
  rw [checkAverageBy, withValue_eq] at h
  have ⟨hdom, hexps⟩ := Bool.and_eq_true_iff.mp h
  have ⟨_, hvalue, hweights⟩ := withExponentials_sound he hexps
  exact checkWeightCells_sound he hz hnum (fun j hj => (hvalue j hj).1)
    (fun _ hj => of_allBelow hdom hj) hweights

/-- A checked weighted average is one. -/
theorem checkAverage_sound {E : ExpTable} (he : E.check = true) {w K n d q r : Nat}
    {S T : Nat → Bool} (hST : ∀ j, S j = true → T j = true) {z : Nat → Cell}
    {v : Nat → Nat → Cell} {y : Nat → Cell} {x : Vec R} {V : Matrix R}
    (hz : ∀ j, j < n → T j = true → (z j).Holds E.argument (x j))
    (hv : ∀ j, j < n → S j = true → ∀ c, c < d → (v j c).Holds r (V j c))
    (h : checkAverage E w K n d q r S T z v y = true) :
    ∀ c, c < d → (y c).Holds q (weightedAverage n S T x fun j => V j c) := by
  refine checkAverageBy_sound he hz (fun s e D he hD hk c hc => ?_) h
  refine Cell.quotient_holds (p := E.scale + r) (Cell.sum_holds fun j hj => ?_)
    (Cell.shift_holds r hD) (of_allBelow hk hc)
  cases hS : S j with
  | false => exact Cell.holds_zero _
  | true =>
    have hw := he j hj
    rw [weight, if_pos (hST j hS)] at hw
    exact Cell.mul_holds hw (hv j hj hS c hc)

end

end QuantCert
