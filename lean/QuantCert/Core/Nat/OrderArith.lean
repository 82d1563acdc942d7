prelude
import QuantCert.Core.Nat.Order
/-!
# Natural numbers: order and arithmetic

## Main theorems
* `Nat.add_le_add`, `Nat.le_of_add_le_add_left`, `Nat.add_lt_add`
* `Nat.mul_le_mul`, `Nat.mul_lt_mul_of_pos_left`, `Nat.eq_of_mul_eq_mul_left`
-/

/-! ## Addition and order -/

theorem Nat.le_add_right (n k : Nat) : n ≤ n + k := by
  induction k with
  | zero => exact Nat.le.refl
  | succ k ih => exact le_step ih

theorem Nat.le_add_left (n m : Nat) : n ≤ m + n := Nat.add_comm n m ▸ le_add_right n m

theorem Nat.le_add_right_of_le {n m k : Nat} (h : n ≤ m) : n ≤ m + k :=
  Nat.le_trans h (le_add_right m k)

theorem Nat.le_add_left_of_le {n m k : Nat} (h : n ≤ m) : n ≤ k + m :=
  Nat.le_trans h (le_add_left m k)

theorem Nat.le.dest {n m : Nat} (h : n ≤ m) : ∃ k, n + k = m := by
  induction h with
  | refl => exact ⟨0, rfl⟩
  | step _ ih =>
    obtain ⟨k, hk⟩ := ih
    exact ⟨k + 1, congrArg succ hk⟩

theorem Nat.exists_eq_add_of_le {m n : Nat} (h : m ≤ n) : ∃ k, n = m + k :=
  h.dest.imp fun _ => Eq.symm

theorem Nat.exists_eq_add_of_lt {m n : Nat} (h : m < n) : ∃ k, n = m + k + 1 := by
  obtain ⟨k, hk⟩ := h.dest
  exact ⟨k, by rw [← hk, Nat.succ_add]⟩

theorem Nat.le.intro {n m k : Nat} (h : n + k = m) : n ≤ m := h ▸ le_add_right n k

protected theorem Nat.add_le_add_left {n m : Nat} (h : n ≤ m) (k : Nat) : k + n ≤ k + m := by
  obtain ⟨d, rfl⟩ := h.dest
  rw [← Nat.add_assoc]
  exact le_add_right _ _

protected theorem Nat.add_le_add_right {n m : Nat} (h : n ≤ m) (k : Nat) : n + k ≤ m + k := by
  rw [Nat.add_comm n, Nat.add_comm m]
  exact Nat.add_le_add_left h k

protected theorem Nat.add_le_add {a b c d : Nat} (h₁ : a ≤ b) (h₂ : c ≤ d) : a + c ≤ b + d :=
  Nat.le_trans (Nat.add_le_add_right h₁ c) (Nat.add_le_add_left h₂ b)

protected theorem Nat.add_lt_add_left {n m : Nat} (h : n < m) (k : Nat) : k + n < k + m :=
  Nat.add_le_add_left (n := n + 1) h k

protected theorem Nat.add_lt_add_right {n m : Nat} (h : n < m) (k : Nat) : n + k < m + k := by
  rw [Nat.add_comm n, Nat.add_comm m]
  exact Nat.add_lt_add_left h k

protected theorem Nat.add_lt_add_of_le_of_lt {a b c d : Nat} (h₁ : a ≤ b) (h₂ : c < d) :
    a + c < b + d :=
  Nat.lt_of_le_of_lt (Nat.add_le_add_right h₁ c) (Nat.add_lt_add_left h₂ b)

protected theorem Nat.add_lt_add_of_lt_of_le {a b c d : Nat} (h₁ : a < b) (h₂ : c ≤ d) :
    a + c < b + d :=
  Nat.lt_of_lt_of_le (Nat.add_lt_add_right h₁ c) (Nat.add_le_add_left h₂ b)

protected theorem Nat.add_lt_add {a b c d : Nat} (h₁ : a < b) (h₂ : c < d) : a + c < b + d :=
  Nat.add_lt_add_of_lt_of_le h₁ (le_of_lt h₂)

protected theorem Nat.le_of_add_le_add_left {a b c : Nat} (h : a + b ≤ a + c) : b ≤ c := by
  obtain ⟨d, hd⟩ := h.dest
  rw [Nat.add_assoc] at hd
  exact Nat.le.intro (Nat.add_left_cancel hd)

protected theorem Nat.le_of_add_le_add_right {a b c : Nat} (h : a + b ≤ c + b) : a ≤ c := by
  rw [Nat.add_comm a, Nat.add_comm c] at h
  exact Nat.le_of_add_le_add_left h

@[simp] protected theorem Nat.add_le_add_iff_left {m k n : Nat} : n + m ≤ n + k ↔ m ≤ k :=
  ⟨Nat.le_of_add_le_add_left, fun h => Nat.add_le_add_left h n⟩

@[simp] protected theorem Nat.add_le_add_iff_right {m k n : Nat} : m + n ≤ k + n ↔ m ≤ k :=
  ⟨Nat.le_of_add_le_add_right, fun h => Nat.add_le_add_right h n⟩

protected theorem Nat.lt_of_add_lt_add_left {a b c : Nat} (h : a + b < a + c) : b < c :=
  Nat.le_of_add_le_add_left (a := a) (b := b + 1) h

protected theorem Nat.lt_of_add_lt_add_right {a b c : Nat} (h : a + b < c + b) : a < c := by
  rw [Nat.add_comm a, Nat.add_comm c] at h
  exact Nat.lt_of_add_lt_add_left h

@[simp] protected theorem Nat.add_lt_add_iff_left {k n m : Nat} : k + n < k + m ↔ n < m :=
  ⟨Nat.lt_of_add_lt_add_left, fun h => Nat.add_lt_add_left h k⟩

@[simp] protected theorem Nat.add_lt_add_iff_right {k n m : Nat} : n + k < m + k ↔ n < m :=
  ⟨Nat.lt_of_add_lt_add_right, fun h => Nat.add_lt_add_right h k⟩

protected theorem Nat.lt_add_left {b c : Nat} (a : Nat) (h : b < c) : b < a + c :=
  Nat.lt_of_lt_of_le h (le_add_left c a)

protected theorem Nat.lt_add_right {a b : Nat} (c : Nat) (h : a < b) : a < b + c :=
  Nat.lt_of_lt_of_le h (le_add_right b c)

protected theorem Nat.lt_add_of_pos_right {k n : Nat} (h : 0 < k) : n < n + k :=
  Nat.add_lt_add_left h n

protected theorem Nat.lt_add_of_pos_left {k n : Nat} (h : 0 < k) : n < k + n := by
  rw [Nat.add_comm]; exact Nat.lt_add_of_pos_right h

protected theorem Nat.add_pos_left {m : Nat} (h : 0 < m) (n : Nat) : 0 < m + n :=
  Nat.lt_of_lt_of_le h (le_add_right m n)

protected theorem Nat.add_pos_right {n : Nat} (m : Nat) (h : 0 < n) : 0 < m + n :=
  Nat.lt_of_lt_of_le h (le_add_left n m)

theorem Nat.le_of_add_right_le {n m k : Nat} (h : n + k ≤ m) : n ≤ m :=
  Nat.le_trans (le_add_right n k) h

theorem Nat.le_of_add_left_le {n m k : Nat} (h : k + n ≤ m) : n ≤ m :=
  Nat.le_trans (le_add_left n k) h

/-! ## Multiplication and order -/

protected theorem Nat.mul_le_mul_left {m n : Nat} (k : Nat) (h : m ≤ n) : k * m ≤ k * n := by
  obtain ⟨d, rfl⟩ := h.dest
  rw [Nat.mul_add]
  exact le_add_right _ _

protected theorem Nat.mul_le_mul_right {m n : Nat} (k : Nat) (h : m ≤ n) : m * k ≤ n * k := by
  rw [Nat.mul_comm m, Nat.mul_comm n]
  exact Nat.mul_le_mul_left k h

protected theorem Nat.mul_le_mul {p q m n : Nat} (h₁ : p ≤ m) (h₂ : q ≤ n) : p * q ≤ m * n :=
  Nat.le_trans (Nat.mul_le_mul_right q h₁) (Nat.mul_le_mul_left m h₂)

protected theorem Nat.mul_lt_mul_of_pos_left {m n k : Nat} (h : m < n) (hk : k > 0) :
    k * m < k * n :=
  Nat.lt_of_lt_of_le (Nat.lt_add_of_pos_right hk) (Nat.mul_le_mul_left k h)

protected theorem Nat.mul_lt_mul_of_pos_right {n m k : Nat} (h : n < m) (hk : k > 0) :
    n * k < m * k := by
  rw [Nat.mul_comm n, Nat.mul_comm m]
  exact Nat.mul_lt_mul_of_pos_left h hk

protected theorem Nat.mul_lt_mul_of_lt_of_le {a c b d : Nat} (hac : a < c) (hbd : b ≤ d)
    (hd : 0 < d) : a * b < c * d :=
  Nat.lt_of_le_of_lt (Nat.mul_le_mul_left a hbd) (Nat.mul_lt_mul_of_pos_right hac hd)

protected theorem Nat.mul_lt_mul_of_le_of_lt {a c b d : Nat} (hac : a ≤ c) (hbd : b < d)
    (hc : 0 < c) : a * b < c * d :=
  Nat.lt_of_le_of_lt (Nat.mul_le_mul_right b hac) (Nat.mul_lt_mul_of_pos_left hbd hc)

protected theorem Nat.mul_lt_mul'' {a b c d : Nat} (hac : a < c) (hbd : b < d) : a * b < c * d :=
  Nat.mul_lt_mul_of_lt_of_le hac (le_of_lt hbd) (Nat.lt_of_le_of_lt (zero_le b) hbd)

protected theorem Nat.mul_pos {n m : Nat} (hn : n > 0) (hm : m > 0) : n * m > 0 :=
  Nat.mul_lt_mul_of_pos_left (m := 0) hm hn

protected theorem Nat.pos_of_mul_pos_left {a b : Nat} (h : 0 < a * b) : 0 < b :=
  pos_of_ne_zero fun e => by subst e; exact Nat.lt_irrefl 0 h

protected theorem Nat.pos_of_mul_pos_right {a b : Nat} (h : 0 < a * b) : 0 < a :=
  pos_of_ne_zero fun e => by subst e; rw [Nat.zero_mul] at h; exact Nat.lt_irrefl 0 h

protected theorem Nat.le_of_mul_le_mul_left {a b c : Nat} (h : c * a ≤ c * b) (hc : 0 < c) :
    a ≤ b :=
  Nat.le_of_not_lt fun hlt => Nat.not_le_of_gt (Nat.mul_lt_mul_of_pos_left hlt hc) h

protected theorem Nat.le_of_mul_le_mul_right {a b c : Nat} (h : a * c ≤ b * c) (hc : 0 < c) :
    a ≤ b := by
  rw [Nat.mul_comm a, Nat.mul_comm b] at h
  exact Nat.le_of_mul_le_mul_left h hc

protected theorem Nat.lt_of_mul_lt_mul_left {a b c : Nat} (h : a * b < a * c) : b < c :=
  Nat.lt_of_not_le fun hle => Nat.not_le_of_gt h (Nat.mul_le_mul_left a hle)

protected theorem Nat.lt_of_mul_lt_mul_right {a b c : Nat} (h : b * a < c * a) : b < c :=
  Nat.lt_of_not_le fun hle => Nat.not_le_of_gt h (Nat.mul_le_mul_right a hle)

protected theorem Nat.mul_le_mul_left_iff {w x y : Nat} (w0 : 0 < w) : w * x ≤ w * y ↔ x ≤ y :=
  ⟨fun h => Nat.le_of_mul_le_mul_left h w0, Nat.mul_le_mul_left w⟩

protected theorem Nat.mul_lt_mul_left {a b c : Nat} (a0 : 0 < a) : a * b < a * c ↔ b < c :=
  ⟨Nat.lt_of_mul_lt_mul_left, fun h => Nat.mul_lt_mul_of_pos_left h a0⟩

protected theorem Nat.mul_lt_mul_right {a b c : Nat} (a0 : 0 < a) : b * a < c * a ↔ b < c :=
  ⟨Nat.lt_of_mul_lt_mul_right, fun h => Nat.mul_lt_mul_of_pos_right h a0⟩

protected theorem Nat.eq_of_mul_eq_mul_left {m k n : Nat} (hn : 0 < n) (h : n * m = n * k) :
    m = k :=
  Nat.le_antisymm (Nat.le_of_mul_le_mul_left (Nat.le_of_eq h) hn)
    (Nat.le_of_mul_le_mul_left (Nat.le_of_eq h.symm) hn)

protected theorem Nat.eq_of_mul_eq_mul_right {n m k : Nat} (hm : 0 < m) (h : n * m = k * m) :
    n = k := by
  rw [Nat.mul_comm n, Nat.mul_comm k] at h
  exact Nat.eq_of_mul_eq_mul_left hm h

protected theorem Nat.le_mul_of_pos_left {n : Nat} (m : Nat) (h : 0 < n) : m ≤ n * m := by
  have h' : 1 * m ≤ n * m := Nat.mul_le_mul_right m h
  rw [Nat.one_mul] at h'
  exact h'

protected theorem Nat.le_mul_of_pos_right {n : Nat} (m : Nat) (h : 0 < n) : m ≤ m * n := by
  rw [Nat.mul_comm]; exact Nat.le_mul_of_pos_left m h
