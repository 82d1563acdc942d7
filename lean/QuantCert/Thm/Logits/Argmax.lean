prelude
import QuantCert.Spec.Logits.Argmax
import QuantCert.Thm.Softmax.Distribution

/-!
# The predicted token does not change

## Main theorems
* `leadsBy_of_spread`: a margin above the spread of the changes is only reduced by it.
* `argmax_unchanged`: with such a margin, greedy decoding chooses the same token.
-/

universe u

namespace QuantCert

variable {R : Type u} [OrderedField R]

/-- If `k` leads by more than `m + ρ` and the changes of the scores have spread at most `ρ`, then
`k` still leads by more than `m`. -/
theorem leadsBy_of_spread {n k : Nat} {m ρ : R} {z zhat : Vec R} (hk : LeadsBy n (m + ρ) z k)
    (h : SpreadAtMost n ρ z zhat) : LeadsBy n m zhat k := by
  refine ⟨hk.1, fun i hi hne => sub_pos.mp ?_⟩
  have heq : zhat k - (zhat i + m) =
      (z k - (z i + (m + ρ))) + (ρ - ((zhat i - z i) - (zhat k - z k))) :=
    ring_eq [z i, z k, zhat i, zhat k, m, ρ] (by decide +kernel)
  rw [heq]
  exact add_pos_of_pos_of_nonneg (sub_pos.mpr (hk.2 i hi hne))
    (sub_nonneg.mpr (h i hi k hk.1))

/-- An index that leads by a nonnegative margin is the only one with the largest score. -/
theorem eq_of_leadsBy {n k m : Nat} {z : Vec R} (hk : LeadsBy n 0 z k) (hm : IsArgmax n z m) :
    m = k := by
  cases Nat.decEq m k with
  | isTrue e => exact e
  | isFalse e =>
    have h := hk.2 m hm.1 e
    rw [add_zero] at h
    exact absurd (hm.2 k hk.1) (not_le_of_lt h)

/-- If the score of `k` exceeds every other by more than the spread `ρ` of the changes, then `k` has
the largest score after the change too, and no other index has it. -/
theorem argmax_unchanged {n k : Nat} {ρ : R} {z zhat : Vec R} (hk : LeadsBy n ρ z k)
    (h : SpreadAtMost n ρ z zhat) : ∀ m, IsArgmax n zhat m ↔ m = k := by
  have hlead : LeadsBy n 0 zhat k := leadsBy_of_spread (by rw [zero_add]; exact hk) h
  refine fun m => ⟨eq_of_leadsBy hlead, fun e => e ▸ ⟨hk.1, fun i hi => ?_⟩⟩
  cases Nat.decEq i k with
  | isTrue e => rw [e]; exact le_refl (zhat k)
  | isFalse e =>
    have hlt := hlead.2 i hi e
    rw [add_zero] at hlt
    exact le_of_lt hlt

/-- The hypotheses can be met: scores `2, 0` that become `2, 1`, with a spread of one. -/
example : LeadsBy 2 (1 : R) (fun i => if i = 0 then 2 else 0) 0 ∧
    SpreadAtMost 2 (1 : R) (fun i => if i = 0 then 2 else 0) fun i => if i = 0 then 2 else 1 := by
  refine ⟨⟨by decide, fun i _ hne => ?_⟩, ?_⟩
  · show (if i = 0 then (2 : R) else 0) + 1 < 2
    rw [if_neg hne, zero_add]
    exact sub_pos.mp (by
      have h : (2 : R) - 1 = 1 := ring_eq [] (by decide +kernel)
      rw [h]; exact zero_lt_one)
  · have h := spreadAtMost_of_between (n := 2) (lo := (0 : R)) (hi := 1)
      (z := fun i => if i = 0 then 2 else 0) (zhat := fun i => if i = 0 then 2 else 1)
      fun i _ => by
        show 0 ≤ (if i = 0 then (2 : R) else 1) - (if i = 0 then 2 else 0) ∧
          (if i = 0 then (2 : R) else 1) - (if i = 0 then 2 else 0) ≤ 1
        split
        · rw [sub_self]; exact ⟨le_refl 0, zero_le_one⟩
        · rw [sub_zero]; exact ⟨zero_le_one, le_refl 1⟩
    rw [sub_zero] at h
    exact h

end QuantCert
