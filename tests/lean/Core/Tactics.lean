prelude
import QuantCert.Core
/-!
# Each bound tactic, used once

Compiled by the test suite: a binding that stops working fails here, not in a proof.
-/
set_option linter.unusedVariables false

universe u

namespace QuantCert.Test

/-! ## Structure of a proof -/

example (p q : Prop) (hp : p) (hq : q) : p ∧ q := by
  constructor
  · exact hp
  · assumption

example (p q : Prop) (hp : p) (hq : q) : p ∧ q := by constructor <;> assumption

example (p q : Prop) (hp : p) (hq : q) : p ∧ q ∧ p := by
  refine ⟨?first, ?second, ?_⟩
  case second => exact hq
  all_goals exact hp

example (p q : Prop) (hp : p) (hq : q) : p ∧ q := by
  and_intros
  next => exact hp
  any_goals exact hq

example (p : Prop) (hp : p) : p ∨ p := by
  first
  | exact hp
  | right; exact hp

example (p q : Prop) (hp : p) (hq : q) : q ∧ p := by
  refine ⟨?_, ?_⟩
  rotate_left
  focus exact hp
  skip
  exact hq
  done

example (p : Prop) (h : p) : p ∧ p ∧ p ∧ p := by
  repeat' constructor
  all_goals assumption

example (p : Prop) (h : p) : p ∧ p ∧ p := by
  repeat (first | exact h | constructor)

example (p : Prop) (h : p) : p := by
  try contradiction
  fail_if_success contradiction
  solve
  | constructor
  | exact h

example (p q : Prop) (hp : p) (hq : q) : p ∧ q := by
  refine ⟨?a, ?b⟩
  case' a => skip
  case a => exact hp
  case b => exact hq

example (p : Prop) (hp : p) : p ∧ p := by
  constructor
  iterate 2 exact hp

example (p : Prop) (hp : p) : p ∧ p := by
  repeat1' first | exact hp | constructor

example (p : Prop) (hp : p) : p := by
  rotate_right
  exact hp

example (p : Prop) (hp : p) : p := by
  unhygienic exact hp

example (p : Prop) (hp : p) : p := by
  false_or_by_contra
  contradiction

example (p : Prop) (hp : p) : p := by
  have' := hp
  haveI h := hp
  letI h2 := hp
  let' h3 := hp
  exact this

example (p : Prop) [Decidable p] : (if p then 1 else 1) = 1 := by
  if h : p then simp [h] else simp [h]

example (n : Nat) (h : n = 2) (h' : n = 3) : n = 2 := by clear h'; exact h

example : ∀ n : Nat, n = n := by
  let rec f (n : Nat) : n = n := rfl
  exact f

/-! ## Terms and goals -/

example (p q : Prop) (hp : p) : q → p := by intro _; exact hp

example (p q r : Prop) : p → q → r → q := by
  intros
  rename_i h _
  rename q => h'
  exact h'

example (p q : Prop) (f : p → q) (hp : p) : q := by
  have hq : q := f hp
  show q
  exact hq

example (p q : Prop) (f : p → q) (hp : p) : q := by
  suffices h : p from f h
  exact hp

example (p q : Prop) (f : p → q) (hp : p) : q := by
  apply f
  exact hp

example (f : ∀ n : Nat, n = n) : 3 = 3 := by
  specialize f 3
  exact f

example (n : Nat) (h : n = 0) : n = 0 := by
  revert h
  intro h
  exact h

example (p : Prop) (h : False) : p := by exfalso; exact h

example (p : Prop) (h : p) (h' : ¬p) : 1 = 2 := by contradiction

example (p : Prop) (h : p) (h' : ¬p) : 1 = 2 := absurd h h'

example : True := by trivial

example : Decidable (3 = 4) := by infer_instance

example : ∃ n : Nat, n = 3 := by exists 3

example : ∃ n m : Nat, n = m := ⟨3, 3, rfl⟩

example (p q : Prop) (h : p ∨ q) : q ∨ p := by
  cases h with
  | inl h => right; exact h
  | inr h => left; exact h

example (h : False) : 1 = 2 := by nomatch h

example : ¬False := by nofun

example (n : Nat) : n = n := by
  let m := n
  change m = n
  rfl

example (a b : Nat) (h : a = b) : b = a := by
  replace h := h.symm
  exact h

example (a b : Nat) (h : a + b = 2) : 2 = a + b := by
  generalize a + b = c at h
  exact h.symm

/-! ## Equality -/

example (a b c : Nat) (h₁ : a = b) (h₂ : b = c) : a = c := by rw [h₁, h₂]

example (a b c : Nat) (h₁ : a = b) (h₂ : b = c) : a = c := by rwa [← h₁] at h₂

example (a b c : Nat) (h₁ : a = b) (h₂ : b = c) : a = c := by subst h₁; subst h₂; rfl

example (a b c : Nat) (h₁ : a = b) (h₂ : b = c) : a = c := by subst_vars; rfl

example (a b c : Nat) (h₁ : a = b) (h₂ : b = c) : a = c :=
  calc a = b := h₁
    _ = c := h₂

example (a b c d : Nat) (h₁ : a ≤ b) (h₂ : b < c) (h₃ : c = d) : a < d := by
  calc
    a ≤ b := h₁
    _ < c := h₂
    _ = d := h₃

example (a b : Nat) (h : a = b) : b = a := by symm; exact h

example (f : Nat → Nat) (a b : Nat) (h : a = b) : f a = f b := by congr

example (f g : Nat → Nat) (h : ∀ x, f x = g x) : f = g := by funext x; exact h x

example (f g : Nat → Nat) (h : ∀ x, f x = g x) : f = g := by ext x; exact h x

example (a b : Nat) (h : a.succ = b.succ) : a = b := by injection h

example (a b : Nat) (h : a.succ = b.succ) : a = b := by injections

example (a b : Nat) (h : a + 0 = b) : a = b := by
  conv at h => lhs; rw [Nat.add_zero]
  exact h

example (a b : Nat) : a + b = b + a := by
  conv => rhs; rw [Nat.add_comm]

example (n : Nat) : n = n := by eq_refl

example (n : Nat) : n = n := by apply_rfl

example (n m : Nat) (h : n = m) : m = n := by subst_eqs; rfl

example (a b c : Nat) (h : a = b) : a + c = b + c := by congr 1

example (a b c : Nat) (h : a = b) : a + c = b + c := by
  show _ + _ = _
  rw [h]

example (a b c : Nat) (h : a = b) : a + c = b + c := by
  rw [show a = b from h]

example (a b c : Nat) (h : a = b) : a + c = b + c := by
  exact congrArg (· + c) h

/-! ## Case distinction and induction -/

example (p : Prop) [Decidable p] : p ∨ ¬p := by
  by_cases h : p
  · exact .inl h
  · exact .inr h

example (p : Prop) : p ∨ ¬p := by
  by_cases h : p
  · exact .inl h
  · exact .inr h

example (p q r : Prop) (h : p ∧ (q ∨ r)) : q ∨ r := by
  rcases h with ⟨_, hq | hr⟩
  · exact .inl hq
  · exact .inr hr

example (p : Nat → Prop) (h : ∃ n, p n ∧ n = 3) : p 3 := by
  obtain ⟨n, hn, rfl⟩ := h
  exact hn

example (p q : Prop) : p ∧ q → q ∧ p := by
  rintro ⟨hp, hq⟩
  exact ⟨hq, hp⟩

example (n : Nat) : n = 0 ∨ ∃ m, n = m + 1 := by
  match n with
  | 0 => exact .inl rfl
  | m + 1 => exact .inr ⟨m, rfl⟩

example (n : Nat) : 0 + n = n := by
  induction n with
  | zero => rfl
  | succ n ih => rw [← Nat.add_assoc, ih]

example (n : Nat) : n = n := by
  induction n using Nat.strongRecOn with
  | ind n _ => rfl

example (a b : Nat) : (if a ≤ b then a else b) ≤ b := by
  split
  · assumption
  · exact Nat.le_refl b

example (a b : Nat) (f : Nat → Nat) (h : (match a with | 0 => 0 | n + 1 => n) = b) (ha : a = 1) : b = 0 := by
  subst ha
  exact h.symm

example (o : Option Nat) : (match o with | none => 0 | some _ => 0) = 0 := by
  split <;> rfl

example (a : Nat) (h : ∃ x, x = a) : True := by
  rcases h with ⟨-, -⟩
  trivial

example (a : Nat) (h : ∃ x, x = a ∧ x = a) : True := by
  rcases h with ⟨x, rfl, (h : x = x)⟩
  trivial

/-! ## Search -/

example (p q : Prop) (h : p → q) (hp : p) : q := by solve_by_elim

example (p q : Prop) (h : p → q) (hp : p) : q := by apply_assumption; exact hp

example (p q : Prop) (h : p → q) (hp : p) : q := by apply_rules [h]

example (p q : Prop) (h : p → q) (hp : p) : q := by exact?

example (a b : Nat) (h : a ≤ b) : a < b + 1 := by exact?

end QuantCert.Test
