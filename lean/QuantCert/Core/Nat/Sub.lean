prelude
import QuantCert.Core.Nat.OrderArith
/-!
# Natural numbers: subtraction and order

## Main theorems
* `Nat.sub_le`, `Nat.sub_add_cancel`, `Nat.add_sub_assoc`, `Nat.sub_eq_zero_iff_le`
* `Nat.le_sub_iff_add_le`, `Nat.sub_lt`, `Nat.sub_le_sub_left`
-/

@[simp] protected theorem Nat.sub_le (n m : Nat) : n - m ≤ n := by
  induction m with
  | zero => exact Nat.le.refl
  | succ m ih => exact Nat.le_trans (pred_le _) ih

theorem Nat.sub_eq_zero_of_le {n m : Nat} (h : n ≤ m) : n - m = 0 := by
  obtain ⟨k, rfl⟩ := h.dest
  rw [← Nat.sub_sub, Nat.sub_self, Nat.zero_sub]

protected theorem Nat.sub_add_cancel {n m : Nat} (h : m ≤ n) : n - m + m = n := by
  obtain ⟨k, rfl⟩ := h.dest
  rw [Nat.add_sub_cancel_left, Nat.add_comm]

theorem Nat.add_sub_of_le {a b : Nat} (h : a ≤ b) : a + (b - a) = b := by
  rw [Nat.add_comm, Nat.sub_add_cancel h]

protected theorem Nat.le_of_sub_eq_zero {n m : Nat} (h : n - m = 0) : n ≤ m :=
  (Nat.le_total n m).elim id fun h' => by
    rw [← Nat.sub_add_cancel h', h, Nat.zero_add]
    exact Nat.le.refl

protected theorem Nat.sub_eq_zero_iff_le {n m : Nat} : n - m = 0 ↔ n ≤ m :=
  ⟨Nat.le_of_sub_eq_zero, sub_eq_zero_of_le⟩

protected theorem Nat.sub_pos_of_lt {m n : Nat} (h : m < n) : 0 < n - m :=
  pos_of_ne_zero fun e => Nat.not_le_of_gt h (Nat.le_of_sub_eq_zero e)

protected theorem Nat.lt_of_sub_pos {m n : Nat} (h : 0 < n - m) : m < n :=
  Nat.lt_of_not_le fun h' => Nat.ne_of_gt h (sub_eq_zero_of_le h')

protected theorem Nat.sub_pos_iff_lt {n m : Nat} : 0 < n - m ↔ m < n :=
  ⟨Nat.lt_of_sub_pos, Nat.sub_pos_of_lt⟩

protected theorem Nat.sub_ne_zero_of_lt {a b : Nat} (h : a < b) : b - a ≠ 0 :=
  Nat.ne_of_gt (Nat.sub_pos_of_lt h)

protected theorem Nat.add_sub_assoc {m k : Nat} (h : k ≤ m) (n : Nat) :
    n + m - k = n + (m - k) := by
  obtain ⟨d, rfl⟩ := h.dest
  rw [Nat.add_sub_cancel_left, Nat.add_left_comm, Nat.add_sub_cancel_left]

protected theorem Nat.sub_add_comm {n m k : Nat} (h : k ≤ n) : n + m - k = n - k + m := by
  rw [Nat.add_comm, Nat.add_sub_assoc h, Nat.add_comm]

protected theorem Nat.sub_eq_iff_eq_add {a b c : Nat} (h : b ≤ a) : a - b = c ↔ a = c + b :=
  ⟨fun e => by rw [← e, Nat.sub_add_cancel h], fun e => by rw [e, Nat.add_sub_cancel]⟩

protected theorem Nat.sub_eq_iff_eq_add' {a b c : Nat} (h : b ≤ a) : a - b = c ↔ a = b + c := by
  rw [Nat.add_comm, Nat.sub_eq_iff_eq_add h]

protected theorem Nat.sub_eq_of_eq_add {a b c : Nat} (h : a = c + b) : a - b = c := by
  rw [h, Nat.add_sub_cancel]

protected theorem Nat.sub_le_sub_left {m n : Nat} (h : m ≤ n) (k : Nat) : k - n ≤ k - m := by
  obtain ⟨d, rfl⟩ := h.dest
  rw [← Nat.sub_sub]
  exact Nat.sub_le _ _

protected theorem Nat.sub_le_sub_right {n m : Nat} (h : n ≤ m) (k : Nat) : n - k ≤ m - k := by
  induction k with
  | zero => exact h
  | succ k ih => exact pred_le_pred ih

protected theorem Nat.sub_le_sub {a b c d : Nat} (hab : a ≤ b) (hcd : c ≤ d) : a - d ≤ b - c :=
  Nat.le_trans (Nat.sub_le_sub_right hab d) (Nat.sub_le_sub_left hcd b)

protected theorem Nat.le_sub_iff_add_le {x y k : Nat} (h : k ≤ y) : x ≤ y - k ↔ x + k ≤ y := by
  rw [← Nat.add_le_add_iff_right (n := k), Nat.sub_add_cancel h]

protected theorem Nat.le_sub_of_add_le {a b c : Nat} (h : a + b ≤ c) : a ≤ c - b := by
  have h' := Nat.sub_le_sub_right h b
  rw [Nat.add_sub_cancel] at h'
  exact h'

protected theorem Nat.sub_le_iff_le_add {a b c : Nat} : a - b ≤ c ↔ a ≤ c + b := by
  constructor
  · intro h
    rcases Nat.le_total b a with h' | h'
    · have h₂ := Nat.add_le_add_right h b
      rw [Nat.sub_add_cancel h'] at h₂
      exact h₂
    · exact Nat.le_trans h' (le_add_left b c)
  · intro h
    have h' := Nat.sub_le_sub_right h b
    rw [Nat.add_sub_cancel] at h'
    exact h'

protected theorem Nat.sub_le_of_le_add {a b c : Nat} (h : a ≤ c + b) : a - b ≤ c :=
  Nat.sub_le_iff_le_add.mpr h

protected theorem Nat.lt_sub_iff_add_lt {a b c : Nat} : a < c - b ↔ a + b < c := by
  rw [← Nat.not_le, ← Nat.not_le, Nat.sub_le_iff_le_add]

protected theorem Nat.lt_sub_of_add_lt {a b c : Nat} (h : a + b < c) : a < c - b :=
  Nat.lt_sub_iff_add_lt.mpr h

protected theorem Nat.add_lt_of_lt_sub {a b c : Nat} (h : a < c - b) : a + b < c :=
  Nat.lt_sub_iff_add_lt.mp h

protected theorem Nat.sub_lt_iff_lt_add {a b c : Nat} (h : b ≤ a) : a - b < c ↔ a < c + b := by
  rw [← Nat.add_lt_add_iff_right (n := a - b) (k := b), Nat.sub_add_cancel h]

theorem Nat.sub_lt : {n m : Nat} → 0 < n → 0 < m → n - m < n
  | n + 1, m + 1, _, _ => by
    rw [succ_sub_succ]
    exact lt_succ_of_le (Nat.sub_le n m)

protected theorem Nat.sub_lt_sub_right {a b c : Nat} (h : c ≤ a) (h' : a < b) : a - c < b - c := by
  rw [Nat.lt_sub_iff_add_lt, Nat.sub_add_cancel h]
  exact h'

protected theorem Nat.sub_lt_sub_left {k m n : Nat} (hkm : k < m) (hkn : k < n) :
    m - n < m - k := by
  rw [Nat.lt_sub_iff_add_lt]
  rcases Nat.le_total n m with h | h
  · exact Nat.lt_of_lt_of_le (Nat.add_lt_add_left hkn _) (Nat.le_of_eq (Nat.sub_add_cancel h))
  · rw [sub_eq_zero_of_le h, Nat.zero_add]
    exact hkm

theorem Nat.pred_lt : {n : Nat} → n ≠ 0 → pred n < n
  | 0, h => absurd rfl h
  | _ + 1, _ => Nat.le.refl

theorem Nat.sub_one_lt {n : Nat} (h : n ≠ 0) : n - 1 < n := pred_lt h

theorem Nat.le_sub_one_of_lt {a b : Nat} (h : a < b) : a ≤ b - 1 := Nat.le_sub_of_add_le h

theorem Nat.le_pred_of_lt {n m : Nat} (h : m < n) : m ≤ n - 1 := le_sub_one_of_lt h

theorem Nat.sub_sub_self {n m : Nat} (h : m ≤ n) : n - (n - m) = m :=
  Nat.sub_eq_of_eq_add (Nat.add_sub_of_le h).symm

protected theorem Nat.sub_sub_eq_add_sub {b c : Nat} (a : Nat) (h : c ≤ b) :
    a - (b - c) = a + c - b := by
  obtain ⟨d, rfl⟩ := h.dest
  rw [Nat.add_sub_cancel_left, Nat.add_comm a c, Nat.add_sub_add_left]
