prelude
import QuantCert.Cert.Prompt.Quotient
import QuantCert.Cert.Prompt.Entrywise
import QuantCert.Cert.Prompt.Experts
import QuantCert.Cert.Prompt.Tree
import QuantCert.Thm.Logits.Argmax
import QuantCert.Thm.Prompt.Divergence

/-!
# The next tokens of two networks, and how far their logits are apart

Both networks have been enclosed independently; their boxes are compared.

## Main definitions
* `checkNextTokens length n A tokens`: whether the logits of these tokens exceed all others.
* `checkOther n A B t k m`: whether the next tokens at position `t` are `k` and `m`, and differ.
* `checkLogits length n δ A B`: whether no logits differ by more than `δ`.

## Main theorems
* `same_next_token`, `other_next_token`: the two networks choose the same token, or another one.
* `logits_differ_at_most_at`, `logits_differ_at_most`, `kl_at_most_of_logits`
* `at_each_zero`, `at_each_succ`, `within_of_le`: from one position after the other to all.
-/

universe u

namespace QuantCert

/-- Whether the logit of `k` at position `t` exceeds the `n - 1` others. -/
noncomputable def checkLeads (n : Nat) (A : Box) (t k : Nat) : Bool :=
  Nat.blt k n && allTree n fun i => or (Nat.beq i k) ((A.cell t i).below (A.cell t k))

/-- Whether the logits of these tokens exceed all others, at every position. -/
noncomputable def checkNextTokens (length n : Nat) (A : Box) (tokens : List Nat) : Bool :=
  allBelow length fun t => checkLeads n A t (listEntry tokens t)

/-- Whether `k` leads in the box `A` and another token `m` in the box `B`. -/
noncomputable def checkOther (n : Nat) (A B : Box) (t k m : Nat) : Bool :=
  checkLeads n A t k && (checkLeads n B t m && not (Nat.beq k m))

/-- Whether no two of the `n` logits at position `t` differ by more than `δ`. -/
noncomputable def checkLogitsAt (n : Nat) (δ : Dyadic) (A B : Box) (t : Nat) : Bool :=
  allTree n fun i => Dyadic.le ⟨Nat.add
    (Cell.size (Cell.addAt A.scale B.scale (A.cell t i) (B.cell t i).neg'))
    (Cell.rad (Cell.addAt A.scale B.scale (A.cell t i) (B.cell t i).neg')),
    finer A.scale B.scale⟩ δ

/-- The same at every position. -/
noncomputable def checkLogits (length n : Nat) (δ : Dyadic) (A B : Box) : Bool :=
  allBelow length fun t => checkLogitsAt n δ A B t

variable {length n : Nat} {A B : Box}

section
variable {R : Type u} [OrderedField R] {Z Y : Nat → Vec R}

/-- Whoever leads has the largest logit alone. -/
theorem isArgmax_iff_of_leadsBy {k : Nat} {z : Vec R} (h : LeadsBy n 0 z k) (m : Nat) :
    IsArgmax n z m ↔ m = k :=
  argmax_unchanged h (fun i _ j _ => by rw [sub_self, sub_self, sub_self]; exact le_refl 0) m

/-- A token that leads in a box has the largest logit alone. -/
theorem checkLeads_sound (hZ : A.Contains length n Z) {t k : Nat} (ht : t < length)
    (h : checkLeads n A t k = true) : ∀ m, IsArgmax n (Z t) m ↔ m = k := by
  have ⟨hk, hall⟩ := Bool.and_eq_true_iff.mp h
  have hk' : k < n := Nat.le_of_ble_eq_true hk
  refine isArgmax_iff_of_leadsBy ⟨hk', fun i hi hne => ?_⟩
  rw [add_zero]
  rcases Bool.or_eq_true_iff.mp (of_allTree hall hi) with he | hb
  · exact absurd (Nat.eq_of_beq_eq_true _ _ he) hne
  · exact Cell.lt_of_below (hZ.cell ht hi) (hZ.cell ht hk') hb

/-- At every position both networks have the largest logit at the same token, and only there. -/
theorem same_next_token {tokens : List Nat} (hZ : A.Contains length n Z)
    (hY : B.Contains length n Y) (hA : checkNextTokens length n A tokens = true)
    (hB : checkNextTokens length n B tokens = true) : ∀ t, t < length → ∀ m,
      (IsArgmax n (Z t) m ↔ m = listEntry tokens t) ∧
        (IsArgmax n (Y t) m ↔ m = listEntry tokens t) := fun _ ht m =>
  ⟨checkLeads_sound hZ ht (of_allBelow hA ht) m, checkLeads_sound hY ht (of_allBelow hB ht) m⟩

/-- At position `t` the networks choose different tokens: a counterexample. -/
theorem other_next_token (hZ : A.Contains length n Z) (hY : B.Contains length n Y) {t k m : Nat}
    (ht : t < length) (h : checkOther n A B t k m = true) :
    (∀ i, IsArgmax n (Z t) i ↔ i = k) ∧ (∀ i, IsArgmax n (Y t) i ↔ i = m) ∧ k ≠ m := by
  simp only [checkOther, Bool.and_eq_true_iff] at h
  obtain ⟨hA, hB, hne⟩ := h
  refine ⟨checkLeads_sound hZ ht hA, checkLeads_sound hY ht hB, fun he => ?_⟩
  rw [he, Nat.beq_refl] at hne
  exact nomatch hne

/-- At position `t` no logits differ by more than `δ`. -/
theorem logits_differ_at_most_at {δ : Dyadic} {t : Nat} (hZ : A.Contains length n Z)
    (hY : B.Contains length n Y) (ht : t < length) (h : checkLogitsAt n δ A B t = true) :
    Within n (δ.value R) (Z t) (Y t) := fun i hi => by
  have hle := Dyadic.value_le_of_le (R := R) (of_allTree h hi)
  have hd := Cell.addAt_holds (hZ.cell ht hi) (Cell.neg_holds (hY.cell ht hi))
  rw [← sub_eq_add_neg] at hd
  exact le_trans (Cell.abs_le_of_holds hd) hle

/-- At every position no logits differ by more than `δ`. -/
theorem logits_differ_at_most {δ : Dyadic} (hZ : A.Contains length n Z)
    (hY : B.Contains length n Y) (h : checkLogits length n δ A B = true) :
    ∀ t, t < length → Within n (δ.value R) (Z t) (Y t) := fun _ ht =>
  logits_differ_at_most_at hZ hY ht (of_allBelow h ht)

/-- A larger bound. -/
theorem within_of_le {δ ε : Dyadic} {x y : Vec R} (h : Within n (δ.value R) x y)
    (hle : Dyadic.le δ ε = true) : Within n (ε.value R) x y :=
  fun i hi => le_trans (h i hi) (Dyadic.value_le_of_le hle)

end

/-- Nothing is claimed of no positions. -/
theorem at_each_zero {p : Nat → Prop} : ∀ t, t < 0 → p t :=
  fun t ht => absurd ht (Nat.not_lt_zero t)

/-- What holds of all positions before the last, and of that, holds of all. -/
theorem at_each_succ {p : Nat → Prop} {last : Nat} (before : ∀ t, t < last → p t)
    (at_last : p last) : ∀ t, t < last + 1 → p t := fun t ht =>
  (Nat.lt_or_eq_of_le (Nat.le_of_lt_succ ht)).elim (before t) fun h => h ▸ at_last

/-- If no logits differ by more than `δ`, the divergence of the distributions of the next token is
at most `2 δ`. -/
theorem kl_at_most_of_logits {R : Type u} [ExpField R] {Z Y : Nat → Vec R} {δ : R} (hn : 0 < n)
    (h : ∀ t, t < length → Within n δ (Z t) (Y t)) :
    ∀ t, t < length → KlAtMost n (softmax n (Z t)) (softmax n (Y t)) (δ + δ) :=
  fun t ht => klAtMost_of_within hn (h t ht)

end QuantCert
