prelude
import QuantCert.Thm.Router.Experts
import QuantCert.Thm.Router.TopK

/-!
# Error of a routed mixture of experts

## Main theorems
* `routed_error_le`: a gap above the spread of the changes of the scores; the selection is proved
  to be the same.
* `topK_reachable`: what the changed scores can select.
* `routed_error_le_hull`: no gap; a bound over all reachable experts.
-/

universe u

namespace QuantCert.Router

section
variable {R : Type u} [OrderedField R]

/-- A nonempty selection has a member. -/
theorem exists_of_count_pos {n : Nat} {S : Nat → Bool} (h : 0 < count n S) :
    ∃ e, e < n ∧ S e = true := by
  induction n with
  | zero => exact absurd h (Nat.lt_irrefl 0)
  | succ n ih =>
    cases hS : S n with
    | true => exact ⟨n, Nat.lt_succ_self n, hS⟩
    | false =>
      rw [count_succ, hS] at h
      have ⟨e, he, hSe⟩ := ih h
      exact ⟨e, Nat.lt.step he, hSe⟩

/-- The changed scores select only experts of `reach`, if each expert outside `reach` is outside `S`
and all `k` scores of `S` exceed its score by more than the spread of the changes. -/
theorem topK_reachable {n k : Nat} {ρ : R} {z zhat : Vec R} {S T reach : Nat → Bool}
    (h : SpreadAtMost n ρ z zhat) (hcount : count n S = k)
    (hreach : ∀ e, e < n → reach e = false →
      S e = false ∧ ∀ i, i < n → S i = true → z e + ρ < z i)
    (hT : IsTopK n k zhat T) : ∀ e, e < n → T e = true → reach e = true := fun e he hTe => by
  cases hr : reach e with
  | true => rfl
  | false =>
    have ⟨hS, hgap⟩ := hreach e he hr
    exact absurd (hTe.symm.trans (not_selected_of_gap h hcount he hS hgap hT)) (by decide)

end

variable {R : Type u} [ExpField R]

/-- Selections that agree give the same gates. -/
theorem gates_congr {n : Nat} {S T : Nat → Bool} (h : ∀ i, i < n → T i = S i) (z : Vec R) :
    ∀ i, i < n → gates n T z i = gates n S z i := fun i hi => by
  have hw : ∀ i, i < n → (if T i = true then exp (z i) else 0) =
      if S i = true then exp (z i) else 0 := fun i hi => by rw [h i hi]
  show (if T i = true then exp (z i) else 0) /
      sum n (fun e => if T e = true then exp (z e) else 0) =
    (if S i = true then exp (z i) else 0) / sum n (fun e => if S e = true then exp (z e) else 0)
  rw [hw i hi, sum_congr hw]

/-- Selections that agree give the same mixture. -/
theorem experts_congr {n : Nat} {S T : Nat → Bool} (h : ∀ i, i < n → T i = S i) (z : Vec R)
    (y : Matrix R) : experts n T z y = experts n S z y :=
  funext fun _ => sum_congr fun i hi => congrArg (· * _) (gates_congr h z i hi)

/-- If the `k`-th score exceeds the next one by more than the spread `ρ` of the changes, the router
selects the same experts, and the output of the mixture is off by at most the gate-weighted sum of
the errors `δ e` of the selected experts plus `(s - 1) / (s + 1) · (hi - lo)`, for `s ≥ 1` with
`s² ≥ exp ρ`. -/
theorem routed_error_le {n k c : Nat} (hk : 0 < k) {S T : Nat → Bool} {ρ s lo hi : R} {δ : Vec R}
    {z zhat : Vec R} {y yhat : Matrix R} (hS : IsTopK n k z S) (hT : IsTopK n k zhat T)
    (hgap : SeparatedBy n ρ z S) (h : SpreadAtMost n ρ z zhat) (hs : 1 ≤ s) (hρ : exp ρ ≤ s ^ 2)
    (hy : ∀ i, i < n → S i = true → lo ≤ y i c ∧ y i c ≤ hi)
    (hyhat : ∀ i, i < n → S i = true → abs (y i c - yhat i c) ≤ δ i) :
    abs (experts n S z y c - experts n T zhat yhat c) ≤
      (sum n fun i => gates n S zhat i * δ i) + (s - 1) / (s + 1) * (hi - lo) := by
  have ⟨e, he, hSe⟩ := exists_of_count_pos (S := S) (n := n) (by rw [hS.1]; exact hk)
  rw [experts_congr ((topK_unchanged hS hgap h).2 T hT) zhat yhat]
  exact experts_error_le_weighted he hSe (fun i hi' j hj _ _ => h i hi' j hj) hs hρ hy hyhat

/-- Without a gap: if the outputs of all reachable experts lie between `lo` and `hi`, before and
after, the output of the mixture is off by at most `hi - lo`, whatever the changed scores select. -/
theorem routed_error_le_hull {n k c : Nat} (hk : 0 < k) {S T reach : Nat → Bool} {ρ lo hi : R}
    {z zhat : Vec R} {y yhat : Matrix R} (hS : IsTopK n k z S) (hT : IsTopK n k zhat T)
    (h : SpreadAtMost n ρ z zhat)
    (hreach : ∀ e, e < n → reach e = false →
      S e = false ∧ ∀ i, i < n → S i = true → z e + ρ < z i)
    (hy : ∀ i, i < n → reach i = true → lo ≤ y i c ∧ y i c ≤ hi)
    (hyhat : ∀ i, i < n → reach i = true → lo ≤ yhat i c ∧ yhat i c ≤ hi) :
    abs (experts n S z y c - experts n T zhat yhat c) ≤ hi - lo := by
  have ⟨e, he, hSe⟩ := exists_of_count_pos (S := S) (n := n) (by rw [hS.1]; exact hk)
  have ⟨e', he', hTe⟩ := exists_of_count_pos (S := T) (n := n) (by rw [hT.1]; exact hk)
  have inside : ∀ i, i < n → S i = true → reach i = true := fun i hi' hSi => by
    cases hr : reach i with
    | true => rfl
    | false => exact absurd (hSi.symm.trans (hreach i hi' hr).1) (by decide)
  exact experts_error_le_hull he hSe he' hTe inside (topK_reachable h hS.1 hreach hT) hy hyhat

/-- The set of all experts is always a reachable set, so the hypothesis can be met. -/
example {n : Nat} {ρ : R} {z : Vec R} {S : Nat → Bool} : ∀ e, e < n → (fun _ => true) e = false →
    S e = false ∧ ∀ i, i < n → S i = true → z e + ρ < z i := fun _ _ h =>
  absurd h (show ¬ true = false by decide)

end QuantCert.Router
