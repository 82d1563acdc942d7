prelude
import QuantCert.Core.List.Basic
/-!
# Lists: folds, tests, concatenation, reversal

## Main theorems
* `List.foldl_append`, `List.foldr_append`
* `List.all_eq_true`, `List.any_eq_true`
* `List.flatten_append`, `List.flatMap_cons`
* `List.reverse_append`, `List.reverse_reverse`
-/

universe u v w

namespace List

variable {α : Type u} {β : Type v} {γ : Type w}

/-! ## Folds and tests -/

@[simp] theorem foldl_nil {f : β → α → β} {b : β} : foldl f b [] = b := rfl

@[simp] theorem foldl_cons {f : β → α → β} {a : α} {l : List α} {b : β} :
    foldl f b (a :: l) = foldl f (f b a) l := rfl

@[simp] theorem foldr_nil {f : α → β → β} {b : β} : foldr f b [] = b := rfl

@[simp] theorem foldr_cons {f : α → β → β} {b : β} {a : α} {l : List α} :
    foldr f b (a :: l) = f a (foldr f b l) := rfl

@[simp] theorem foldl_append {f : β → α → β} {b : β} {l l' : List α} :
    foldl f b (l ++ l') = foldl f (foldl f b l) l' := by
  induction l generalizing b with
  | nil => rfl
  | cons a l ih => exact ih

@[simp] theorem foldr_append {f : α → β → β} {b : β} {l l' : List α} :
    foldr f b (l ++ l') = foldr f (foldr f b l') l := by
  induction l with
  | nil => rfl
  | cons a l ih => rw [cons_append, foldr_cons, ih, foldr_cons]

@[simp] theorem all_nil {p : α → Bool} : [].all p = true := rfl

@[simp] theorem all_cons {p : α → Bool} {a : α} {l : List α} :
    (a :: l).all p = (p a && l.all p) := rfl

@[simp] theorem any_nil {p : α → Bool} : [].any p = false := rfl

@[simp] theorem any_cons {p : α → Bool} {a : α} {l : List α} :
    (a :: l).any p = (p a || l.any p) := rfl

@[simp] theorem all_eq_true {p : α → Bool} {l : List α} :
    l.all p = true ↔ ∀ x, x ∈ l → p x = true := by
  induction l with
  | nil => exact ⟨fun _ => nofun, fun _ => rfl⟩
  | cons a l ih => rw [all_cons, Bool.and_eq_true, ih, forall_mem_cons]

@[simp] theorem any_eq_true {p : α → Bool} {l : List α} :
    l.any p = true ↔ ∃ x, x ∈ l ∧ p x = true := by
  induction l with
  | nil => exact ⟨nofun, fun ⟨_, h, _⟩ => nomatch h⟩
  | cons a l ih =>
    rw [any_cons, Bool.or_eq_true, ih]
    constructor
    · rintro (h | ⟨x, hx, h⟩)
      · exact ⟨a, mem_cons_self, h⟩
      · exact ⟨x, mem_cons_of_mem a hx, h⟩
    · rintro ⟨x, hx, h⟩
      rcases mem_cons.mp hx with rfl | hx
      · exact .inl h
      · exact .inr ⟨x, hx, h⟩

@[simp] theorem all_append {p : α → Bool} {xs ys : List α} :
    (xs ++ ys).all p = (xs.all p && ys.all p) := by
  induction xs with
  | nil => rfl
  | cons a l ih => rw [cons_append, all_cons, ih, all_cons, Bool.and_assoc]

/-! ## Concatenation of lists -/

@[simp] theorem flatten_nil : ([] : List (List α)).flatten = [] := rfl

@[simp] theorem flatten_cons {l : List α} {L : List (List α)} :
    (l :: L).flatten = l ++ L.flatten := rfl

@[simp] theorem flatten_append {L₁ L₂ : List (List α)} :
    (L₁ ++ L₂).flatten = L₁.flatten ++ L₂.flatten := by
  induction L₁ with
  | nil => rfl
  | cons l L ih => rw [cons_append, flatten_cons, ih, flatten_cons, append_assoc]

theorem flatMap_def {l : List α} {f : α → List β} : l.flatMap f = (l.map f).flatten := rfl

@[simp] theorem flatMap_nil {f : α → List β} : [].flatMap f = [] := rfl

@[simp] theorem flatMap_cons {x : α} {xs : List α} {f : α → List β} :
    (x :: xs).flatMap f = f x ++ xs.flatMap f := rfl

/-! ## Reverse -/

theorem reverseAux_eq {as bs : List α} : reverseAux as bs = reverse as ++ bs := by
  have h : ∀ as bs : List α, reverseAux as bs = reverseAux as [] ++ bs := by
    intro as
    induction as with
    | nil => intro bs; rfl
    | cons a as ih =>
      intro bs
      show reverseAux as (a :: bs) = reverseAux as [a] ++ bs
      rw [ih (a :: bs), ih [a], append_assoc]
      rfl
  exact h as bs

@[simp] theorem reverse_nil : reverse ([] : List α) = [] := rfl

@[simp] theorem reverse_cons {a : α} {as : List α} : reverse (a :: as) = reverse as ++ [a] :=
  reverseAux_eq (as := as) (bs := [a])

@[simp] theorem reverse_append {as bs : List α} :
    (as ++ bs).reverse = bs.reverse ++ as.reverse := by
  induction as with
  | nil => simp
  | cons a as ih => rw [cons_append, reverse_cons, ih, reverse_cons, append_assoc]

@[simp] theorem reverse_reverse (as : List α) : as.reverse.reverse = as := by
  induction as with
  | nil => rfl
  | cons a as ih => rw [reverse_cons, reverse_append, ih]; rfl

@[simp] theorem length_reverse {as : List α} : as.reverse.length = as.length := by
  induction as with
  | nil => rfl
  | cons a as ih => rw [reverse_cons, length_append, ih]; rfl

@[simp] theorem mem_reverse {x : α} {as : List α} : x ∈ as.reverse ↔ x ∈ as := by
  induction as with
  | nil => exact Iff.rfl
  | cons a as ih => rw [reverse_cons, mem_append, ih, mem_singleton, mem_cons, or_comm]

end List
