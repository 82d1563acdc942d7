prelude
import QuantCert.Core.List.Defs
/-!
# Lists: append, length, map, membership

## Main theorems
* `List.append_assoc`, `List.length_append`, `List.map_append`, `List.map_map`
* `List.mem_cons`, `List.mem_append`, `List.mem_map`, `List.forall_mem_cons`
-/

set_option warn.classDefReducibility false

universe u v w

namespace List

variable {α : Type u} {β : Type v} {γ : Type w}

/-! ## Constructors -/

@[simp] theorem cons_ne_nil (a : α) (l : List α) : a :: l ≠ [] := nofun

@[simp] theorem nil_ne_cons (a : α) (l : List α) : [] ≠ a :: l := nofun

theorem cons_inj_right (a : α) {l l' : List α} : a :: l = a :: l' ↔ l = l' := by simp

theorem cons_eq_cons {a b : α} {l l' : List α} : a :: l = b :: l' ↔ a = b ∧ l = l' := by simp

/-! ## Append -/

@[simp] theorem nil_append (as : List α) : [] ++ as = as := rfl

@[simp] theorem cons_append {a : α} {as bs : List α} : (a :: as) ++ bs = a :: (as ++ bs) := rfl

@[simp] theorem append_nil (as : List α) : as ++ [] = as := by
  induction as with
  | nil => rfl
  | cons a as ih => rw [cons_append, ih]

@[simp] theorem append_assoc (as bs cs : List α) : as ++ bs ++ cs = as ++ (bs ++ cs) := by
  induction as with
  | nil => rfl
  | cons a as ih => rw [cons_append, cons_append, cons_append, ih]

theorem append_cons (as : List α) (b : α) (bs : List α) : as ++ b :: bs = as ++ [b] ++ bs := by simp

theorem append_cancel_left {as bs cs : List α} (h : as ++ bs = as ++ cs) : bs = cs := by
  induction as with
  | nil => exact h
  | cons a as ih => exact ih (cons.inj h).2

@[simp] theorem append_eq_nil_iff {p q : List α} : p ++ q = [] ↔ p = [] ∧ q = [] := by
  cases p <;> simp

/-! ## Length -/

@[simp] theorem length_nil : length ([] : List α) = 0 := rfl

@[simp] theorem length_cons {a : α} {as : List α} : (a :: as).length = as.length + 1 := rfl

theorem length_singleton {a : α} : [a].length = 1 := rfl

@[simp] theorem length_append {as bs : List α} : (as ++ bs).length = as.length + bs.length := by
  induction as with
  | nil => exact (Nat.zero_add _).symm
  | cons a as ih => rw [cons_append, length_cons, ih, length_cons, Nat.add_right_comm]

theorem eq_nil_of_length_eq_zero {l : List α} (h : l.length = 0) : l = [] := by
  cases l with
  | nil => rfl
  | cons a l => exact absurd h (Nat.add_one_ne_zero _)

@[simp] theorem length_eq_zero_iff {l : List α} : l.length = 0 ↔ l = [] :=
  ⟨eq_nil_of_length_eq_zero, fun h => h ▸ rfl⟩

@[simp] theorem length_map {as : List α} (f : α → β) : (map f as).length = as.length := by
  induction as with
  | nil => rfl
  | cons a as ih => exact congrArg Nat.succ ih

@[simp] theorem length_replicate {n : Nat} {a : α} : (replicate n a).length = n := by
  induction n with
  | zero => rfl
  | succ n ih => exact congrArg Nat.succ ih

@[simp] theorem length_zipWith (f : α → β → γ) (as : List α) (bs : List β) :
    (zipWith f as bs).length = min as.length bs.length := by
  induction as generalizing bs with
  | nil => exact (Nat.zero_min _).symm
  | cons a as ih =>
    cases bs with
    | nil => rfl
    | cons b bs =>
      show (zipWith f as bs).length + 1 = min (as.length + 1) (bs.length + 1)
      rw [ih bs, Nat.add_min_add_right]

/-! ## Map -/

@[simp] theorem map_nil {f : α → β} : map f [] = [] := rfl

@[simp] theorem map_cons {f : α → β} {a : α} {l : List α} : map f (a :: l) = f a :: map f l := rfl

@[simp] theorem map_append {f : α → β} {l₁ l₂ : List α} :
    map f (l₁ ++ l₂) = map f l₁ ++ map f l₂ := by
  induction l₁ with
  | nil => rfl
  | cons a l ih => rw [cons_append, map_cons, ih, map_cons, cons_append]

@[simp] theorem map_id (l : List α) : map id l = l := by
  induction l with
  | nil => rfl
  | cons a l ih => rw [map_cons, ih, id_eq]

@[simp] theorem map_map {g : β → γ} {f : α → β} {l : List α} : map g (map f l) = map (g ∘ f) l := by
  induction l with
  | nil => rfl
  | cons a l ih => rw [map_cons, map_cons, ih]; rfl

/-! ## Membership -/

@[simp] theorem not_mem_nil {a : α} : ¬a ∈ [] := nofun

theorem mem_cons_self {a : α} {l : List α} : a ∈ a :: l := .head l

theorem mem_cons_of_mem (y : α) {a : α} {l : List α} (h : a ∈ l) : a ∈ y :: l := .tail y h

@[simp] theorem mem_cons {a b : α} {l : List α} : a ∈ b :: l ↔ a = b ∨ a ∈ l := by
  constructor
  · intro h
    cases h with
    | head => exact .inl rfl
    | tail _ h => exact .inr h
  · rintro (rfl | h)
    · exact .head l
    · exact .tail b h

theorem mem_singleton {a b : α} : a ∈ [b] ↔ a = b := by simp

@[simp] theorem mem_append {a : α} {s t : List α} : a ∈ s ++ t ↔ a ∈ s ∨ a ∈ t := by
  induction s with
  | nil => simp
  | cons b s ih => rw [cons_append, mem_cons, mem_cons, ih, or_assoc]

@[simp] theorem mem_map {f : α → β} {l : List α} {b : β} : b ∈ map f l ↔ ∃ a, a ∈ l ∧ f a = b := by
  induction l with
  | nil => exact ⟨nofun, fun ⟨_, h, _⟩ => nomatch h⟩
  | cons x l ih =>
    rw [map_cons, mem_cons, ih]
    constructor
    · rintro (rfl | ⟨a, h, e⟩)
      · exact ⟨x, mem_cons_self, rfl⟩
      · exact ⟨a, mem_cons_of_mem x h, e⟩
    · rintro ⟨a, h, rfl⟩
      rcases mem_cons.mp h with rfl | h
      · exact .inl rfl
      · exact .inr ⟨a, h, rfl⟩

theorem mem_map_of_mem {f : α → β} {a : α} {l : List α} (h : a ∈ l) : f a ∈ map f l :=
  mem_map.mpr ⟨a, h, rfl⟩

theorem forall_mem_nil (p : α → Prop) : ∀ x, x ∈ [] → p x := nofun

theorem forall_mem_cons {p : α → Prop} {a : α} {l : List α} :
    (∀ x, x ∈ a :: l → p x) ↔ p a ∧ ∀ x, x ∈ l → p x := by
  constructor
  · exact fun h => ⟨h a mem_cons_self, fun x hx => h x (mem_cons_of_mem a hx)⟩
  · intro h x hx
    rcases mem_cons.mp hx with rfl | hx
    · exact h.1
    · exact h.2 x hx

theorem forall_mem_append {p : α → Prop} {l₁ l₂ : List α} :
    (∀ x, x ∈ l₁ ++ l₂ → p x) ↔ (∀ x, x ∈ l₁ → p x) ∧ ∀ x, x ∈ l₂ → p x :=
  ⟨fun h =>
    ⟨fun x hx => h x (mem_append.mpr (.inl hx)), fun x hx => h x (mem_append.mpr (.inr hx))⟩,
   fun h x hx => (mem_append.mp hx).elim (h.1 x) (h.2 x)⟩

/-- A statement about all elements is decided by trying each. -/
instance decidableBAll {p : α → Prop} [DecidablePred p] :
    (l : List α) → Decidable (∀ x, x ∈ l → p x)
  | [] => isTrue nofun
  | a :: l =>
    match decidableBAll l with
    | isTrue h =>
      if ha : p a then isTrue (forall_mem_cons.mpr ⟨ha, h⟩)
      else isFalse fun f => ha (forall_mem_cons.mp f).1
    | isFalse h => isFalse fun f => h (forall_mem_cons.mp f).2

/-- Membership is decided by comparing with each element. -/
instance instDecidableMemOfDecidableEq [DecidableEq α] (a : α) : (l : List α) → Decidable (a ∈ l)
  | [] => isFalse not_mem_nil
  | b :: l =>
    match decEq a b, instDecidableMemOfDecidableEq a l with
    | isTrue h, _ => isTrue (mem_cons.mpr (.inl h))
    | isFalse _, isTrue h => isTrue (mem_cons.mpr (.inr h))
    | isFalse h₁, isFalse h₂ => isFalse fun h => (mem_cons.mp h).elim h₁ h₂

theorem map_congr_left {f g : α → β} {l : List α} (h : ∀ a, a ∈ l → f a = g a) :
    map f l = map g l := by
  induction l with
  | nil => rfl
  | cons a l ih =>
    have h' := forall_mem_cons.mp h
    rw [map_cons, map_cons, h'.1, ih h'.2]

theorem eq_of_mem_replicate {a b : α} {n : Nat} (h : b ∈ replicate n a) : b = a := by
  induction n with
  | zero => exact absurd h not_mem_nil
  | succ n ih =>
    rcases mem_cons.mp h with h | h
    · exact h
    · exact ih h

end List
