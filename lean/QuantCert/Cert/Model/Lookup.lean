prelude
import QuantCert.Cert.Model.Check
import QuantCert.Thm.Router.Select

/-!
# What a model knows of a matrix or a vector

## Main theorems
* `ModelCert.Meets.of_matrixAnd`, `ModelCert.Meets.of_vectorAnd`: a matrix or vector that passes is
  there, and its bounds are true.
* `ModelCert.Meets.row_lt`: a row that is looked up exists.
-/

universe u

namespace QuantCert

open Router

/-- One element less, and a place less to go. -/
theorem dropFirst_cons {α : Type} (a : α) (rest : List α) (i : Nat) :
    dropFirst (a :: rest) (i + 1) = dropFirst rest i := by
  induction i with
  | zero => rfl
  | succ i ih => exact congrArg tail ih

/-- The element after the first is the first of the rest. -/
theorem nth_cons {α : Type} (a : α) (rest : List α) (i : Nat) :
    nth (a :: rest) (i + 1) = nth rest i := by
  unfold nth
  rw [dropFirst_cons]

/-- An empty list has no elements. -/
theorem nth_nil {α : Type} (i : Nat) : nth ([] : List α) i = none := by
  have nothing : dropFirst ([] : List α) i = [] := by
    induction i with
    | zero => rfl
    | succ i ih => exact congrArg tail ih
  unfold nth
  rw [nothing]

/-- An element that passes is in the list, so what is known of all elements is known of it. -/
theorem AllFrom.of_nthAnd {α : Type} {P : Nat → α → Prop} {p : α → Bool} {l : List α} :
    ∀ {first i : Nat}, AllFrom P first l → nthAnd l i p = true →
      ∃ a, P (first + i) a ∧ p a = true := by
  induction l with
  | nil =>
    intro _ i _ h
    rw [nthAnd, nth_nil] at h
    exact nomatch h
  | cons a rest ih =>
    intro first i all h
    cases i with
    | zero => exact ⟨a, all.1, h⟩
    | succ i =>
      rw [nthAnd, nth_cons] at h
      obtain ⟨b, hb, hp⟩ := ih (i := i) all.2 h
      exact ⟨b, by rw [Nat.add_assoc, Nat.add_comm 1] at hb; exact hb, hp⟩

variable {R : Type u} [ExpField R] {c : ModelCert} {θ : Parameters R} {text : Text}
  {W What : Nat → Matrix R}

/-- The bounds of a matrix that passes are true, and it has the dimensions that are asked for. -/
theorem ModelCert.Meets.of_matrixAnd (known : c.Meets θ text W What) {w rows cols : Nat}
    {p : MatrixCert → Bool} (h : c.matrixAnd w rows cols p = true) :
    ∃ m : MatrixCert, m.Holds c.headDim (W w) (What w) ∧ m.rows = rows ∧ m.cols = cols ∧
      p m = true := by
  obtain ⟨m, hm, hp⟩ := known.matrices.of_nthAnd h
  simp only [Bool.and_eq_true_iff] at hp
  rw [Nat.zero_add] at hm
  exact ⟨m, hm, Nat.eq_of_beq_eq_true _ _ hp.1, Nat.eq_of_beq_eq_true _ _ hp.2.1, hp.2.2⟩

/-- The bounds of a vector that passes are true. -/
theorem ModelCert.Meets.of_vectorAnd (known : c.Meets θ text W What) {b dim : Nat}
    {p : Size → Bool} (h : c.vectorAnd b dim p = true) :
    ∃ s : Size, s.Holds c.headDim dim (θ.vector b) ∧ p s = true := by
  obtain ⟨v, hv, hp⟩ := known.vectors.of_nthAnd h
  simp only [Bool.and_eq_true_iff] at hp
  rw [Nat.zero_add] at hv
  have hdim := Nat.eq_of_beq_eq_true _ _ hp.1
  subst hdim
  exact ⟨v.size, hv, hp.2⟩

/-- A padded position of the text is at most `pad` plus the length. -/
theorem RowIndex.paddedPosition_le (pad : Nat) {t : Nat} (ht : t < text.length) :
    (paddedPosition pad).row text t ≤ pad + text.length := by
  show (if text.token t = pad then pad else pad + count (t + 1) _) ≤ _
  split
  · exact Nat.le_add_right pad _
  · exact Nat.add_le_add_left (Nat.le_trans (count_le_self (t + 1) _) ht) pad

/-- The row that is looked up at a position of the text exists. -/
theorem ModelCert.Meets.row_lt (known : c.Meets θ text W What) {rows : Nat} {index : RowIndex}
    (h : c.hasRows rows index = true) {t : Nat} (ht : t < text.length) :
    index.row text t < rows := by
  cases index with
  | token => exact Nat.lt_of_lt_of_le (known.token t ht) (Nat.le_of_ble_eq_true h)
  | position =>
    exact Nat.lt_of_lt_of_le ht (Nat.le_trans known.length (Nat.le_of_ble_eq_true h))
  | paddedPosition pad =>
    exact Nat.lt_of_le_of_lt (RowIndex.paddedPosition_le pad ht)
      (Nat.lt_of_le_of_lt (Nat.add_le_add_left known.length pad) (Nat.le_of_ble_eq_true h))
  | fixed row => exact Nat.le_of_ble_eq_true h

end QuantCert
