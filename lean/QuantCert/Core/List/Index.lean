prelude
import QuantCert.Core.List.Fold
/-!
# Lists: positions, prefixes, ranges

## Main theorems
* `List.getD_cons_succ`, `List.getD_map`, `List.getD_append`
* `List.take_append_drop`, `List.length_take`, `List.length_drop`
* `List.range_succ`, `List.mem_range`, `List.length_range`
-/

universe u v

namespace List

variable {α : Type u} {β : Type v}

/-! ## The element at a position -/

@[simp] theorem getD_nil {n : Nat} {d : α} : getD [] n d = d := rfl

@[simp] theorem getD_cons_zero {x : α} {xs : List α} {d : α} : getD (x :: xs) 0 d = x := rfl

@[simp] theorem getD_cons_succ {x : α} {xs : List α} {n : Nat} {d : α} :
    getD (x :: xs) (n + 1) d = getD xs n d := rfl

theorem getD_eq_default {l : List α} {n : Nat} (d : α) (h : l.length ≤ n) : l.getD n d = d := by
  induction l generalizing n with
  | nil => rfl
  | cons a l ih =>
    cases n with
    | zero => exact absurd h (Nat.not_succ_le_zero _)
    | succ n => exact ih (Nat.le_of_succ_le_succ h)

theorem getD_map {l : List α} {n : Nat} {d : α} (f : α → β) :
    (map f l).getD n (f d) = f (l.getD n d) := by
  induction l generalizing n with
  | nil => rfl
  | cons a l ih => cases n with
    | zero => rfl
    | succ n => exact ih

theorem getD_append {l l' : List α} {d : α} {n : Nat} (h : n < l.length) :
    (l ++ l').getD n d = l.getD n d := by
  induction l generalizing n with
  | nil => exact absurd h (Nat.not_lt_zero n)
  | cons a l ih => cases n with
    | zero => rfl
    | succ n => exact ih (Nat.lt_of_succ_lt_succ h)

theorem getD_append_right {l l' : List α} {d : α} {n : Nat} (h : l.length ≤ n) :
    (l ++ l').getD n d = l'.getD (n - l.length) d := by
  induction l generalizing n with
  | nil => rfl
  | cons a l ih => cases n with
    | zero => exact absurd h (Nat.not_succ_le_zero _)
    | succ n =>
      rw [length_cons, Nat.add_sub_add_right]
      exact ih (Nat.le_of_succ_le_succ h)

theorem getD_replicate {a d : α} {n i : Nat} (h : i < n) : (replicate n a).getD i d = a := by
  induction n generalizing i with
  | zero => exact absurd h (Nat.not_lt_zero i)
  | succ n ih => cases i with
    | zero => rfl
    | succ i => exact ih (Nat.lt_of_succ_lt_succ h)

/-! ## Prefixes and suffixes -/

@[simp] theorem take_zero {l : List α} : l.take 0 = [] := rfl

@[simp] theorem take_nil {i : Nat} : ([] : List α).take i = [] := by cases i <;> rfl

@[simp] theorem take_succ_cons {a : α} {as : List α} {i : Nat} :
    (a :: as).take (i + 1) = a :: as.take i := rfl

@[simp] theorem drop_zero {l : List α} : l.drop 0 = l := rfl

@[simp] theorem drop_nil {i : Nat} : ([] : List α).drop i = [] := by cases i <;> rfl

@[simp] theorem drop_succ_cons {a : α} {l : List α} {i : Nat} :
    (a :: l).drop (i + 1) = l.drop i := rfl

@[simp] theorem take_append_drop (i : Nat) (l : List α) : l.take i ++ l.drop i = l := by
  induction l generalizing i with
  | nil => simp
  | cons a l ih => cases i with
    | zero => rfl
    | succ i => rw [take_succ_cons, drop_succ_cons, cons_append, ih]

@[simp] theorem length_take {i : Nat} {l : List α} : (l.take i).length = min i l.length := by
  induction l generalizing i with
  | nil => simp
  | cons a l ih => cases i with
    | zero => simp
    | succ i =>
      rw [take_succ_cons, length_cons, ih, length_cons, Nat.min_def, Nat.min_def]
      by_cases h : i ≤ l.length
      · rw [if_pos h, if_pos (Nat.succ_le_succ h)]
      · rw [if_neg h, if_neg fun h' => h (Nat.le_of_succ_le_succ h')]

@[simp] theorem length_drop {i : Nat} {l : List α} : (l.drop i).length = l.length - i := by
  induction l generalizing i with
  | nil => simp
  | cons a l ih => cases i with
    | zero => rfl
    | succ i => rw [drop_succ_cons, ih, length_cons, Nat.add_sub_add_right]

theorem take_of_length_le {l : List α} {i : Nat} (h : l.length ≤ i) : l.take i = l := by
  induction l generalizing i with
  | nil => simp
  | cons a l ih => cases i with
    | zero => exact absurd h (Nat.not_succ_le_zero _)
    | succ i => rw [take_succ_cons, ih (Nat.le_of_succ_le_succ h)]

theorem drop_eq_nil_of_le {l : List α} {i : Nat} (h : l.length ≤ i) : l.drop i = [] :=
  eq_nil_of_length_eq_zero (by rw [length_drop]; exact Nat.sub_eq_zero_of_le h)

theorem drop_drop {i j : Nat} {l : List α} : drop i (drop j l) = drop (j + i) l := by
  induction j generalizing l with
  | zero => rw [drop_zero, Nat.zero_add]
  | succ j ih => cases l with
    | nil => simp
    | cons a l => rw [drop_succ_cons, ih, Nat.succ_add j i]; rfl

theorem take_left {l₁ l₂ : List α} : take l₁.length (l₁ ++ l₂) = l₁ := by
  induction l₁ with
  | nil => rfl
  | cons a l ih => rw [length_cons, cons_append, take_succ_cons, ih]

theorem drop_left {l₁ l₂ : List α} : drop l₁.length (l₁ ++ l₂) = l₂ := by
  induction l₁ with
  | nil => rfl
  | cons a l ih => exact ih

theorem getD_drop {l : List α} {i n : Nat} {d : α} : (l.drop i).getD n d = l.getD (i + n) d := by
  induction l generalizing i with
  | nil => simp
  | cons a l ih => cases i with
    | zero => rw [drop_zero, Nat.zero_add]
    | succ i => rw [drop_succ_cons, ih, Nat.succ_add i n]; rfl

theorem getD_take {l : List α} {i n : Nat} {d : α} (h : n < i) :
    (l.take i).getD n d = l.getD n d := by
  induction l generalizing i n with
  | nil => simp
  | cons a l ih => cases i with
    | zero => exact absurd h (Nat.not_lt_zero n)
    | succ i => cases n with
      | zero => rfl
      | succ n => exact ih (Nat.lt_of_succ_lt_succ h)

theorem mem_of_mem_take {a : α} {i : Nat} {l : List α} (h : a ∈ l.take i) : a ∈ l := by
  rw [← take_append_drop i l]
  exact mem_append.mpr (.inl h)

theorem mem_of_mem_drop {a : α} {i : Nat} {l : List α} (h : a ∈ l.drop i) : a ∈ l := by
  rw [← take_append_drop i l]
  exact mem_append.mpr (.inr h)

/-! ## Ranges -/

private theorem range_loop_append (n : Nat) (l : List Nat) :
    range.loop n l = range.loop n [] ++ l := by
  induction n generalizing l with
  | zero => rfl
  | succ n ih =>
    show range.loop n (n :: l) = range.loop n [n] ++ l
    rw [ih (n :: l), ih [n], append_assoc]
    rfl

@[simp] theorem range_zero : range 0 = [] := rfl

theorem range_succ {n : Nat} : range (n + 1) = range n ++ [n] := range_loop_append n [n]

@[simp] theorem length_range {n : Nat} : (range n).length = n := by
  induction n with
  | zero => rfl
  | succ n ih => rw [range_succ, length_append, ih]; rfl

@[simp] theorem mem_range {m n : Nat} : m ∈ range n ↔ m < n := by
  induction n with
  | zero => exact ⟨nofun, fun h => absurd h (Nat.not_lt_zero m)⟩
  | succ n ih =>
    rw [range_succ, mem_append, ih, mem_singleton, Nat.lt_add_one_iff, Nat.le_iff_lt_or_eq]

theorem getD_range {i n d : Nat} (h : i < n) : (range n).getD i d = i := by
  induction n with
  | zero => exact absurd h (Nat.not_lt_zero i)
  | succ n ih =>
    rw [range_succ]
    rcases Nat.lt_or_ge i n with h' | h'
    · rw [getD_append (by rw [length_range]; exact h'), ih h']
    · rw [getD_append_right (by rw [length_range]; exact h'), length_range,
        Nat.sub_eq_zero_of_le (Nat.le_of_lt_succ h)]
      exact Nat.le_antisymm h' (Nat.le_of_lt_succ h)

end List
