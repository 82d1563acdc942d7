prelude
import QuantCert.Core
/-!
# Each bound tactic and notation, used once

Compiled by the test suite: a binding that stops working fails here, not in a proof.
-/

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

/-! ## Simplification, unfolding, decision -/

/-- A definition to unfold. -/
def double (n : Nat) : Nat := n + n

@[simp] theorem double_zero : double 0 = 0 := rfl

example : double 0 = 0 := by simp

example (n : Nat) : double n = n + n := by unfold double; rfl

example (n : Nat) : double n = n + n := by simp only [double]

example (n : Nat) : double n = n + n := by dsimp only [double]

example (n : Nat) : double n = n + n := by delta double; rfl

example (p q : Prop) (hp : p) : (p ∧ q) ↔ q := by simp [hp]

example (p q : Prop) (h : True ∧ p ∧ q) : q := by simp at h; exact h.2

example (p q : Prop) (h : True ∧ p) : p ∧ True := by simpa using h

example (p q : Prop) (h : p) (h' : p → q) : q := by simp_all

example (a b c : Nat) : a + b + c = c + (b + a) := by
  simp only [Nat.add_comm, Nat.add_left_comm]

example (a : Nat) (h : a ≠ 0) : (if a = 0 then 1 else 2) = 2 := by simp [h]

example : 2 + 2 = 4 := by decide

example : 2 ^ 20 + 1 ≠ 2 ^ 20 := by decide +kernel


/-! ## Notation -/

example (f g : Nat → Nat) : (f ∘ g) 0 = f (g 0) := rfl
example : [1, 2, 3] = 1 :: 2 :: [3] := rfl
example : (true && !false || false) = true := rfl
example : (1, 2).1 = 1 := rfl
example (p : Nat → Prop) (h : ∀ n < 3, p n) : p 2 := h 2 (by decide)
example : ∃ n < 3, n = 2 := ⟨2, by decide, rfl⟩
example : max 2 3 = 3 := rfl
example (n : Nat) (h : 0 < n) : { m : Nat // 0 < m } := ⟨n, h⟩
example (a b : Nat) (h : a = b) (h' : a = 1) : b = 1 := h ▸ ‹a = 1›
example (a : Nat) : (a.succ |>.pred) = a := rfl
example : id <| 3 = 3 := by exact rfl
example : (fun x : Nat × Nat => x.1 + x.2) (1, 2) = 3 := rfl

/-! ## Commands -/

/-- A structure. -/
structure Point where
  /-- Abscissa. -/
  x : Nat
  /-- Ordinate. -/
  y : Nat := 0

/-- A structure that extends another. -/
structure Point3 extends Point where
  /-- Height. -/
  z : Nat

example : ({ x := 1, z := 2 } : Point3).toPoint.y = 0 := rfl
example (p : Point) : { p with x := 3 }.y = p.y := rfl

/-- A class that extends another. -/
class Monoid (α : Type u) extends Mul α, One α where
  /-- `1 * a = a` -/
  one_mul (a : α) : One.one * a = a

instance : Monoid Nat where
  one := 1
  one_mul := Nat.one_mul

/-- A type with a decided equality. -/
inductive Color where
  /-- Red. -/
  | red
  /-- Blue. -/
  | blue

/-- Structural recursion over a list. -/
def sumList : List Nat → Nat
  | [] => 0
  | x :: xs => x + sumList xs

example : sumList [1, 2, 3] = 6 := rfl
example : sumList [1, 2, 3] = 6 := by simp [sumList]

end QuantCert.Test
