prelude
import QuantCert.Core.Logic.Decidable

/-! # Propositional lemmas for `omega`

How the native procedure takes apart the connectives in hypotheses. The statements are those it
looks up by name.

## Main theorems
* `Lean.Omega.Decidable.or_not_not_of_not_and`, `Lean.Omega.and_not_not_of_not_or`,
  `Lean.Omega.Decidable.and_not_of_not_imp`: negations.
* `Lean.Omega.Decidable.and_or_not_and_not_of_iff`,
  `Lean.Omega.Decidable.and_not_or_not_and_of_not_iff`: equivalences.
* `Lean.Omega.ite_disjunction`: conditional terms.
-/

universe u

namespace Lean.Omega

theorem and_not_not_of_not_or {p q : Prop} (h : ¬ (p ∨ q)) : ¬ p ∧ ¬ q :=
  ⟨fun hp => h (Or.inl hp), fun hq => h (Or.inr hq)⟩

namespace Decidable

theorem or_not_not_of_not_and {p q : Prop} [dp : Decidable p] [Decidable q] (h : ¬ (p ∧ q)) :
    ¬ p ∨ ¬ q :=
  match dp with
  | isTrue hp => Or.inr fun hq => h ⟨hp, hq⟩
  | isFalse hp => Or.inl hp

theorem and_or_not_and_not_of_iff {p q : Prop} [dq : Decidable q] (h : p ↔ q) :
    p ∧ q ∨ ¬ p ∧ ¬ q :=
  match dq with
  | isTrue hq => Or.inl ⟨h.mpr hq, hq⟩
  | isFalse hq => Or.inr ⟨fun hp => hq (h.mp hp), hq⟩

theorem and_not_or_not_and_of_not_iff {a b : Prop} [da : Decidable a] [db : Decidable b]
    (h : ¬ (a ↔ b)) : a ∧ ¬ b ∨ ¬ a ∧ b :=
  match da, db with
  | isTrue ha, isTrue hb => absurd ⟨fun _ => hb, fun _ => ha⟩ h
  | isTrue ha, isFalse hb => Or.inl ⟨ha, hb⟩
  | isFalse ha, isTrue hb => Or.inr ⟨ha, hb⟩
  | isFalse ha, isFalse hb => absurd ⟨fun h' => absurd h' ha, fun h' => absurd h' hb⟩ h

theorem and_not_of_not_imp {a b : Prop} [da : Decidable a] (h : ¬ (a → b)) : a ∧ ¬ b :=
  match da with
  | isTrue ha => ⟨ha, fun hb => h fun _ => hb⟩
  | isFalse ha => absurd (fun h' => absurd h' ha) h

end Decidable

theorem ite_disjunction {α : Type u} {P : Prop} [d : Decidable P] {a b : α} :
    P ∧ (if P then a else b) = a ∨ ¬ P ∧ (if P then a else b) = b :=
  match d with
  | isTrue h => Or.inl ⟨h, rfl⟩
  | isFalse h => Or.inr ⟨h, rfl⟩

end Lean.Omega
