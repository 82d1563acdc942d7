prelude
import QuantCert.Core.List.Basic

/-! # Permutations of lists

## Main definitions
- `List.Perm`: two lists with the same elements in some order

## Main theorems
- `List.Perm.refl`, `List.Perm.symm`, `List.Perm.length_eq`
- `List.perm_middle`, `List.perm_append_comm`
-/

universe u

namespace List

variable {α : Type u}

/-- `l₁.Perm l₂`: the lists have the same elements, with repetitions, in some order. -/
inductive Perm : List α → List α → Prop where
  /-- the empty list -/
  | nil : Perm [] []
  /-- the same first element -/
  | cons (x : α) {l₁ l₂ : List α} : Perm l₁ l₂ → Perm (x :: l₁) (x :: l₂)
  /-- the first two elements change places -/
  | swap (x y : α) (l : List α) : Perm (y :: x :: l) (x :: y :: l)
  /-- one after the other -/
  | trans {l₁ l₂ l₃ : List α} : Perm l₁ l₂ → Perm l₂ l₃ → Perm l₁ l₃

/-- A list is a permutation of itself. -/
protected theorem Perm.refl : (l : List α) → Perm l l
  | [] => .nil
  | x :: xs => (Perm.refl xs).cons x

/-- A list is a permutation of itself. -/
protected theorem Perm.rfl {l : List α} : Perm l l := .refl _

/-- Permutations can be undone. -/
protected theorem Perm.symm {l₁ l₂ : List α} (h : Perm l₁ l₂) : Perm l₂ l₁ := by
  induction h with
  | nil => exact .nil
  | cons x _ ih => exact .cons x ih
  | swap x y l => exact .swap y x l
  | trans _ _ ih₁ ih₂ => exact .trans ih₂ ih₁

/-- Permutations keep the length. -/
theorem Perm.length_eq {l₁ l₂ : List α} (p : Perm l₁ l₂) : length l₁ = length l₂ := by
  induction p with
  | nil => rfl
  | cons _ _ ih => exact congrArg Nat.succ ih
  | swap _ _ _ => rfl
  | trans _ _ ih₁ ih₂ => exact ih₁.trans ih₂

/-- An element moves from the middle to the front. -/
theorem perm_middle {a : α} : {l₁ l₂ : List α} → Perm (l₁ ++ a :: l₂) (a :: (l₁ ++ l₂))
  | [], _ => .refl _
  | b :: _, _ => (Perm.cons b perm_middle).trans (.swap a b _)

/-- Two parts of a list change places. -/
theorem perm_append_comm : {l₁ l₂ : List α} → Perm (l₁ ++ l₂) (l₂ ++ l₁)
  | [], l₂ => by rw [append_nil]; exact .refl l₂
  | a :: _, _ => (perm_append_comm.cons a).trans perm_middle.symm

end List
