prelude
import QuantCert.Spec.Attention.Attention

/-!
# Mixture of experts

A router scores `n` experts, selects the `k` with the largest scores and mixes their outputs with
the softmax of the scores of the selected ones.

## Main definitions
* `count n S`: how many of the first `n` indices are selected by `S`.
* `IsTopK n k z S`: `S` selects `k` indices with the largest scores.
* `SeparatedBy n gap z S`: every selected score exceeds every other by more than `gap`; that is, the
  `k`-th largest score exceeds the next one by more than `gap`.
* `SpreadAmong n S ρ z zhat`: the changes of two selected scores differ by at most `ρ`.
* `gates n S z`: the softmax of the selected scores, zero for the others.
* `experts n S z y`: the outputs `y e` of the experts, mixed with the gates.
* `expertShares n S z y`: those of the selected experts, each times its share of the softmax of all
  scores.
-/

universe u

namespace QuantCert.Router

/-- How many of the indices below `n` are selected. -/
def count (n : Nat) (S : Nat → Bool) : Nat := sum n fun i => if S i = true then 1 else 0

section
variable {R : Type u} [OrderedField R]

/-- `S` selects `k` of the `n` scores, and no score outside is larger than one inside. -/
def IsTopK (n k : Nat) (z : Vec R) (S : Nat → Bool) : Prop :=
  count n S = k ∧ ∀ i, i < n → ∀ j, j < n → S i = true → S j = false → z j ≤ z i

/-- Every score inside `S` exceeds every score outside by more than `gap`. -/
def SeparatedBy (n : Nat) (gap : R) (z : Vec R) (S : Nat → Bool) : Prop :=
  ∀ i, i < n → ∀ j, j < n → S i = true → S j = false → z j + gap < z i

/-- The changes of any two selected scores differ by at most `ρ`. -/
def SpreadAmong (n : Nat) (S : Nat → Bool) (ρ : R) (z zhat : Vec R) : Prop :=
  ∀ i, i < n → ∀ j, j < n → S i = true → S j = true → (zhat i - z i) - (zhat j - z j) ≤ ρ

end

variable {R : Type u} [ExpField R]

/-- The weights of the experts: softmax over the selected ones, zero for the others. -/
def gates (n : Nat) (S : Nat → Bool) (z : Vec R) : Vec R :=
  normalize n fun e => if S e = true then exp (z e) else 0

/-- The output of the mixture: expert `e` contributes `y e` with the weight of its gate. -/
def experts (n : Nat) (S : Nat → Bool) (z : Vec R) (y : Matrix R) : Vec R := mixRows n (gates n S z) y

/-- The outputs of the selected experts, times their weights in the softmax of all scores. -/
def expertShares (n : Nat) (S : Nat → Bool) (z : Vec R) (y : Matrix R) : Vec R :=
  mixRows n (fun e => if S e = true then softmax n z e else 0) y

end QuantCert.Router
