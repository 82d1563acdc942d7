prelude
import QuantCert.Cert.Prompt.Entrywise
import QuantCert.Cert.Prompt.LaneChecks
import QuantCert.Cert.Prompt.LaneCompare
import QuantCert.Cert.Prompt.Quotient
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

open Digits

/-- Whether the logit of `k` at position `t` exceeds the `n - 1` others. -/
noncomputable def checkLeads (n : Nat) (A : Box) (t k : Nat) : Bool :=
  Nat.blt k n && checkExceeds n A t k 0

/-- Whether the logits of these tokens exceed all others, at every position. -/
noncomputable def checkNextTokens (length n : Nat) (A : Box) (tokens : List Nat) : Bool :=
  allBelow length fun t => checkLeads n A t (listEntry tokens t)

/-- Whether `k` leads in the box `A` and another token `m` in the box `B`. -/
noncomputable def checkOther (n : Nat) (A B : Box) (t k m : Nat) : Bool :=
  checkLeads n A t k && (checkLeads n B t m && not (Nat.beq k m))

/-- Bits of a digit in which two boxes, in units of `2^-p`, are compared with `δ`. -/
noncomputable def differenceWidth (p : Nat) (δ : Dyadic) (A B : Box) : Nat :=
  Nat.add 6 (finer (Nat.add (log2CeilFrom (Nat.succ δ.mantissa) 1100 0) (Nat.sub p δ.scale))
    (Nat.add (Nat.sub δ.scale p) (finer (Nat.add A.bits (Nat.sub p A.scale))
      (Nat.add B.bits (Nat.sub p B.scale)))))

/-- Whether no two of the `n` logits at position `t` differ by more than `δ`. -/
noncomputable def checkLogitsAt (n : Nat) (δ : Dyadic) (A B : Box) (t : Nat) : Bool :=
  withOnes (differenceWidth (finer A.scale B.scale) δ A B) n fun w ones =>
    Lanes.fits w n A && (Lanes.fits w n B &&
    Lanes.covers w ones (Nat.sub (finer A.scale B.scale) δ.scale)
      ((Lanes.addAt A.scale B.scale (Lanes.ofBox w n ones A t) (Lanes.ofBox w n ones B t).neg').shift
        (Nat.sub δ.scale (finer A.scale B.scale))) (Lanes.const ones ⟨0, 0, δ.mantissa⟩))

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
  exact isArgmax_iff_of_leadsBy ⟨hk', fun i hi hne => Cell.lt_of_below
    (Cell.add_holds (hZ.cell ht hi) (Cell.holds_zero _)) (hZ.cell ht hk')
    (checkExceeds_sound hk' hall i hi hne)⟩

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
  have ⟨w, ones, hw, hones, hk, _⟩ := withOnes_sound h
  simp only [Bool.and_eq_true_iff] at hk
  obtain ⟨hA, hB, hcovers⟩ := hk
  have hcover := Lanes.covers_sound hw hones (Lanes.shift_are _ (Lanes.addAt_are
    (Lanes.ofBox_are hones hA t) (Lanes.neg_are (Lanes.ofBox_are hones hB t))))
    (Lanes.const_are hones _) hcovers i hi
  have hd := Cell.shift_holds (δ.scale - finer A.scale B.scale)
    (Cell.addAt_holds (hZ.cell ht hi) (Cell.neg_holds (hY.cell ht hi)))
  have hp : finer A.scale B.scale = A.scale + (B.scale - A.scale) := rfl
  rw [← hp, show finer A.scale B.scale + (δ.scale - finer A.scale B.scale) =
    δ.scale + (finer A.scale B.scale - δ.scale) by omega, ← sub_eq_add_neg] at hd
  have hle := Cell.abs_le_of_holds (Cell.of_covers hd hcover)
  rwa [show (Cell.mk 0 0 δ.mantissa).size + (Cell.mk 0 0 δ.mantissa).rad = δ.mantissa from
    Nat.zero_add _] at hle

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
