prelude
import QuantCert.Core.Logic.Connectives
/-!
# Decisions and case distinctions

## Main definitions
* decisions of `True`, `False`, `¬ p`, `p ∧ q`, `p ∨ q`, `p → q`, `p ↔ q`
* `Classical.propDecidable`: every proposition is decided, by the axiom of choice

## Main theorems
* `Decidable.em`, `Decidable.byContradiction`, `Classical.em`, `Classical.byContradiction`
* `if_pos`, `if_neg`, `dif_pos`, `dif_neg`
-/
set_option warn.classDefReducibility false
set_option linter.unusedVariables false

universe u v

/-! ## Instances -/

instance instDecidableTrue : Decidable True := isTrue trivial
instance instDecidableFalse : Decidable False := isFalse not_false

instance instDecidableAnd {p q : Prop} [dp : Decidable p] [dq : Decidable q] :
    Decidable (p ∧ q) :=
  match dp with
  | isTrue hp => match dq with
    | isTrue hq => isTrue ⟨hp, hq⟩
    | isFalse hq => isFalse fun h => hq h.2
  | isFalse hp => isFalse fun h => hp h.1

instance instDecidableOr {p q : Prop} [dp : Decidable p] [dq : Decidable q] :
    Decidable (p ∨ q) :=
  match dp with
  | isTrue hp => isTrue (.inl hp)
  | isFalse hp => match dq with
    | isTrue hq => isTrue (.inr hq)
    | isFalse hq => isFalse fun h => h.elim hp hq

instance instDecidableNot {p : Prop} [dp : Decidable p] : Decidable (¬p) :=
  match dp with
  | isTrue hp => isFalse (absurd hp)
  | isFalse hp => isTrue hp

instance instDecidableForall {p q : Prop} [Decidable p] [Decidable q] : Decidable (p → q) :=
  if hp : p then
    if hq : q then isTrue fun _ => hq else isFalse fun h => absurd (h hp) hq
  else isTrue fun h => absurd h hp

instance instDecidableIff {p q : Prop} [Decidable p] [Decidable q] : Decidable (p ↔ q) :=
  if hp : p then
    if hq : q then isTrue ⟨fun _ => hq, fun _ => hp⟩ else isFalse fun h => hq (h.1 hp)
  else
    if hq : q then isFalse fun h => hp (h.2 hq)
    else isTrue ⟨fun h => absurd h hp, fun h => absurd h hq⟩

instance instDecidableIteProp {c t e : Prop} [dc : Decidable c] [dt : Decidable t]
    [de : Decidable e] : Decidable (if c then t else e) :=
  match dc with
  | isTrue _ => dt
  | isFalse _ => de

instance instDecidablePredComp {α : Sort u} {β : Sort v} {p : β → Prop} {f : α → β}
    [DecidablePred p] : DecidablePred (fun x => p (f x)) :=
  fun x => inferInstanceAs (Decidable (p (f x)))

instance instDecidableEqOfIff {p q : Prop} [d : Decidable (p ↔ q)] : Decidable (p = q) :=
  match d with
  | isTrue h => isTrue (propext h)
  | isFalse h => isFalse fun e => h (Iff.of_eq e)

/-- A decision transported along an equivalence. -/
def decidable_of_decidable_of_iff {p q : Prop} [Decidable p] (h : p ↔ q) : Decidable q :=
  if hp : p then isTrue (h.mp hp) else isFalse fun hq => hp (h.mpr hq)

/-- A decision transported along an equation. -/
def decidable_of_decidable_of_eq {p q : Prop} [Decidable p] (h : p = q) : Decidable q :=
  decidable_of_decidable_of_iff (Iff.of_eq h)

instance instDecidableEqProd {α : Type u} {β : Type v} [DecidableEq α] [DecidableEq β] :
    DecidableEq (α × β) := fun a b =>
  if h₁ : a.1 = b.1 then
    if h₂ : a.2 = b.2 then isTrue (by cases a; cases b; cases h₁; cases h₂; rfl)
    else isFalse fun e => h₂ (e ▸ rfl)
  else isFalse fun e => h₁ (e ▸ rfl)

/-! ## Case distinctions -/

theorem ite_eq_left {c : Prop} {h : Decidable c} (hc : c) {α : Sort u} {t e : α} :
    (if c then t else e) = t :=
  match h with
  | isTrue _ => rfl
  | isFalse hn => absurd hc hn

theorem ite_eq_right {c : Prop} {h : Decidable c} (hc : ¬c) {α : Sort u} {t e : α} :
    (if c then t else e) = e :=
  match h with
  | isTrue hp => absurd hp hc
  | isFalse _ => rfl

theorem dite_eq_left {c : Prop} {h : Decidable c} (hc : c) {α : Sort u} {t : c → α} {e : ¬c → α} :
    (dite c t e) = t hc :=
  match h with
  | isTrue _ => rfl
  | isFalse hn => absurd hc hn

theorem dite_eq_right {c : Prop} {h : Decidable c} (hc : ¬c) {α : Sort u} {t : c → α} {e : ¬c → α} :
    (dite c t e) = e hc :=
  match h with
  | isTrue hp => absurd hp hc
  | isFalse _ => rfl

theorem if_pos {c : Prop} {h : Decidable c} (hc : c) {α : Sort u} {t e : α} :
    (if c then t else e) = t := ite_eq_left hc

theorem if_neg {c : Prop} {h : Decidable c} (hc : ¬c) {α : Sort u} {t e : α} :
    (if c then t else e) = e := ite_eq_right hc

theorem dif_pos {c : Prop} {h : Decidable c} (hc : c) {α : Sort u} {t : c → α} {e : ¬c → α} :
    (dite c t e) = t hc := dite_eq_left hc

theorem dif_neg {c : Prop} {h : Decidable c} (hc : ¬c) {α : Sort u} {t : c → α} {e : ¬c → α} :
    (dite c t e) = e hc := dite_eq_right hc

theorem dite_eq_ite {c : Prop} {h : Decidable c} {α : Sort u} {t e : α} :
    dite c (fun _ => t) (fun _ => e) = ite c t e :=
  match h with
  | isTrue _ => rfl
  | isFalse _ => rfl

theorem dif_eq_if (c : Prop) {h : Decidable c} {α : Sort u} (t e : α) :
    dite c (fun _ => t) (fun _ => e) = ite c t e :=
  match h with
  | isTrue _ => rfl
  | isFalse _ => rfl

namespace Decidable

theorem em (p : Prop) [Decidable p] : p ∨ ¬p :=
  match ‹Decidable p› with
  | isTrue h => .inl h
  | isFalse h => .inr h

/-- Proof by cases. -/
@[macro_inline] def byCases {p : Prop} {q : Sort u} [dec : Decidable p] (h1 : p → q)
    (h2 : ¬p → q) : q :=
  match dec with
  | isTrue h => h1 h
  | isFalse h => h2 h

theorem byContradiction {p : Prop} [dec : Decidable p] (h : ¬p → False) : p :=
  byCases id fun np => (h np).elim

theorem of_not_not {p : Prop} [Decidable p] : ¬¬p → p := fun h => byContradiction h

theorem not_not {p : Prop} [Decidable p] : ¬¬p ↔ p := ⟨of_not_not, not_not_intro⟩

theorem not_and_iff_not_or_not {p q : Prop} [Decidable p] : ¬(p ∧ q) ↔ ¬p ∨ ¬q :=
  ⟨fun h => byCases (fun hp => .inr fun hq => h ⟨hp, hq⟩) .inl,
   fun h x => h.elim (fun n => n x.1) (fun n => n x.2)⟩

theorem not_or_of_imp {a b : Prop} [Decidable a] (h : a → b) : ¬a ∨ b :=
  byCases (fun ha => .inr (h ha)) .inl

theorem not_imp_symm {a b : Prop} [Decidable a] (h : ¬a → b) (hb : ¬b) : a :=
  byContradiction fun ha => hb (h ha)

theorem imp_iff_not_or {a b : Prop} [Decidable a] : (a → b) ↔ ¬a ∨ b :=
  ⟨not_or_of_imp, Or.neg_resolve_left⟩

theorem not_imp_iff_and_not {a b : Prop} [Decidable a] : ¬(a → b) ↔ a ∧ ¬b :=
  ⟨fun h => ⟨byContradiction fun na => h fun ha => absurd ha na, fun hb => h fun _ => hb⟩,
   fun h f => h.2 (f h.1)⟩

theorem or_iff_not_imp_left {a b : Prop} [Decidable a] : a ∨ b ↔ (¬a → b) :=
  ⟨Or.resolve_left, fun h => byCases .inl fun na => .inr (h na)⟩

theorem iff_iff_and_or_not_and_not {a b : Prop} [Decidable b] :
    (a ↔ b) ↔ (a ∧ b) ∨ (¬a ∧ ¬b) :=
  ⟨fun h => byCases (fun hb => .inl ⟨h.mpr hb, hb⟩) fun hb => .inr ⟨mt h.mp hb, hb⟩,
   fun h => h.elim (fun x => iff_of_true x.1 x.2) fun x => iff_of_false x.1 x.2⟩

theorem not_forall_of_exists_not {α : Sort u} {p : α → Prop} : (∃ x, ¬p x) → ¬∀ x, p x :=
  fun ⟨x, hn⟩ h => hn (h x)

theorem decide_eq_true_iff {p : Prop} [Decidable p] : decide p = true ↔ p :=
  ⟨of_decide_eq_true, decide_eq_true⟩

end Decidable

theorem decide_eq_true_iff {p : Prop} [Decidable p] : decide p = true ↔ p :=
  Decidable.decide_eq_true_iff

/-! ## Classical logic -/

namespace Classical

/-- A witness of an existence statement. -/
noncomputable def choose {α : Sort u} {p : α → Prop} (h : ∃ x, p x) : α :=
  (choice (h.elim fun x hx => ⟨(⟨x, hx⟩ : PSigma p)⟩)).fst

theorem choose_spec {α : Sort u} {p : α → Prop} (h : ∃ x, p x) : p (choose h) :=
  (choice (h.elim fun x hx => ⟨(⟨x, hx⟩ : PSigma p)⟩)).snd

/-- Excluded middle, from the axioms of choice and of propositional extensionality. -/
theorem em (p : Prop) : p ∨ ¬p :=
  let U (x : Prop) : Prop := x = True ∨ p
  let V (x : Prop) : Prop := x = False ∨ p
  have exU : ∃ x, U x := ⟨True, .inl rfl⟩
  have exV : ∃ x, V x := ⟨False, .inl rfl⟩
  let u : Prop := choose exU
  let v : Prop := choose exV
  have hu : U u := choose_spec exU
  have hv : V v := choose_spec exV
  have uneqv_or_p : u ≠ v ∨ p := hu.elim
    (fun hut =>
      hv.elim (fun hvf => .inl fun e => true_ne_false' (hut.symm.trans (e.trans hvf))) .inr) .inr
  have p_implies_uv : p → u = v := fun hp =>
    have e : U = V := funext fun x => propext ⟨fun _ => .inr hp, fun _ => .inr hp⟩
    have aux : ∀ exU exV, @choose _ U exU = @choose _ V exV := by rw [e]; exact fun _ _ => rfl
    aux exU exV
  uneqv_or_p.elim (fun hne => .inr (mt p_implies_uv hne)) .inl
where
  true_ne_false' : True = False → False := fun h => h ▸ trivial

/-- Every proposition is decided, by choice. -/
noncomputable scoped instance (priority := low) propDecidable (a : Prop) : Decidable a :=
  choice <| (em a).elim (fun h => ⟨isTrue h⟩) (fun h => ⟨isFalse h⟩)

theorem byContradiction {p : Prop} (h : ¬p → False) : p := (em p).elim id fun hn => (h hn).elim

theorem byCases {p q : Prop} (hpq : p → q) (hnpq : ¬p → q) : q := (em p).elim hpq hnpq

theorem not_not {a : Prop} : ¬¬a ↔ a := Decidable.not_not

theorem not_forall {α : Sort u} {p : α → Prop} : (¬∀ x, p x) ↔ ∃ x, ¬p x :=
  ⟨fun h => byContradiction fun hne => h fun x => byContradiction fun hn => hne ⟨x, hn⟩,
   Decidable.not_forall_of_exists_not⟩

theorem not_and_iff_not_or_not {a b : Prop} : ¬(a ∧ b) ↔ ¬a ∨ ¬b := Decidable.not_and_iff_not_or_not

theorem not_imp {a b : Prop} : ¬(a → b) ↔ a ∧ ¬b := Decidable.not_imp_iff_and_not

theorem or_iff_not_imp_left {a b : Prop} : a ∨ b ↔ (¬a → b) := Decidable.or_iff_not_imp_left

end Classical


/-- A witness of an existence statement. -/
noncomputable def Exists.choose {α : Sort u} {p : α → Prop} (h : ∃ x, p x) : α := Classical.choose h

theorem Exists.choose_spec {α : Sort u} {p : α → Prop} (h : ∃ x, p x) : p h.choose :=
  Classical.choose_spec h
