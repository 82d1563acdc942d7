prelude
import QuantCert.Core.Int.Basic
import QuantCert.Core.Nat.Sub

/-! # Integers as differences of natural numbers

Every integer is `Int.subNatNat m n`, that is `m - n`, for natural numbers `m` and `n`, and sums,
products and negatives of differences are differences again. So each law of the integers is a law
of the natural numbers.

## Main theorems
* `subNatNat_rec`: to prove something for all integers, prove it for all differences.
* `subNatNat_eq_iff`, `subNatNat_add_subNatNat`, `subNatNat_mul_subNatNat`, `neg_subNatNat`,
  `nonNeg_subNatNat`: how differences compare and compute.
-/

set_option linter.unusedSimpArgs false

namespace QuantCert.IntDiff
open Int

/-! ## Normal form -/

theorem subNatNat_of_sub_eq_zero {m n : Nat} (h : n - m = 0) : subNatNat m n = ofNat (m - n) := by
  unfold subNatNat
  rw [h]

theorem subNatNat_of_sub_eq_succ {m n k : Nat} (h : n - m = Nat.succ k) :
    subNatNat m n = negSucc k := by
  unfold subNatNat
  rw [h]

theorem subNatNat_add_left {n k : Nat} : subNatNat (n + k) n = ofNat k := by
  rw [subNatNat_of_sub_eq_zero (Nat.sub_eq_zero_of_le (Nat.le_add_right n k)),
    Nat.add_sub_cancel_left]

theorem subNatNat_add_right {m k : Nat} : subNatNat m (m + Nat.succ k) = negSucc k :=
  subNatNat_of_sub_eq_succ (Nat.add_sub_cancel_left m (Nat.succ k))

theorem ofNat_eq_subNatNat (k : Nat) : ofNat k = subNatNat k 0 :=
  (subNatNat_of_sub_eq_zero (Nat.sub_eq_zero_of_le (Nat.zero_le k))).symm

theorem negSucc_eq_subNatNat (k : Nat) : negSucc k = subNatNat 0 (Nat.succ k) :=
  (subNatNat_of_sub_eq_succ rfl).symm

theorem negOfNat_eq_subNatNat (n : Nat) : negOfNat n = subNatNat 0 n :=
  match n with
  | .zero => rfl
  | .succ n => negSucc_eq_subNatNat n

/-- To prove something for all integers, prove it for all differences of natural numbers. -/
@[elab_as_elim]
theorem subNatNat_rec {motive : Int → Prop} (a : Int) (sub : ∀ m n, motive (subNatNat m n)) :
    motive a :=
  match a with
  | ofNat k => ofNat_eq_subNatNat k ▸ sub k 0
  | negSucc k => negSucc_eq_subNatNat k ▸ sub 0 (Nat.succ k)

/-- A difference of natural numbers is `ofNat k` or `negSucc k`. -/
theorem subNatNat_cases (m n : Nat) :
    (∃ k, m = n + k ∧ subNatNat m n = ofNat k) ∨
      (∃ k, n = m + Nat.succ k ∧ subNatNat m n = negSucc k) := by
  rcases Nat.lt_or_ge m n with h | h
  · obtain ⟨k, rfl⟩ := Nat.le.dest h
    have hn : m + 1 + k = m + Nat.succ k := by rw [Nat.add_assoc, Nat.add_comm 1 k]
    exact Or.inr ⟨k, hn, hn ▸ subNatNat_add_right⟩
  · obtain ⟨k, rfl⟩ := Nat.le.dest h
    exact Or.inl ⟨k, rfl, subNatNat_add_left⟩

/-! ## Comparison and computation -/

theorem subNatNat_eq_of_add_eq {m n p q : Nat} (h : m + q = p + n) :
    subNatNat m n = subNatNat p q := by
  rcases subNatNat_cases m n with ⟨k, rfl, e⟩ | ⟨k, rfl, e⟩
  · have hp : p = q + k := by
      apply Nat.add_left_cancel (n := n)
      rw [Nat.add_comm n p, ← h, Nat.add_assoc, Nat.add_comm k q]
    rw [e, hp, subNatNat_add_left]
  · have hq : q = p + Nat.succ k := by
      apply Nat.add_left_cancel (n := m)
      rw [h, Nat.add_left_comm]
    rw [e, hq, subNatNat_add_right]

theorem neg_subNatNat (m n : Nat) : -subNatNat m n = subNatNat n m := by
  rcases subNatNat_cases m n with ⟨k, rfl, e⟩ | ⟨k, rfl, e⟩
  · rw [e]
    show negOfNat k = _
    rw [negOfNat_eq_subNatNat]
    exact subNatNat_eq_of_add_eq (Nat.zero_add _)
  · rw [e]
    exact subNatNat_add_left.symm

theorem subNatNat_add_subNatNat (m n p q : Nat) :
    subNatNat m n + subNatNat p q = subNatNat (m + p) (n + q) := by
  rcases subNatNat_cases m n with ⟨k, rfl, hk⟩ | ⟨k, rfl, hk⟩
  · rcases subNatNat_cases p q with ⟨l, rfl, hl⟩ | ⟨l, rfl, hl⟩
    · rw [hk, hl]
      show ofNat (k + l) = _
      rw [ofNat_eq_subNatNat]
      apply subNatNat_eq_of_add_eq
      simp only [Nat.add_zero, Nat.add_assoc, Nat.add_comm, Nat.add_left_comm]
    · rw [hk, hl]
      show subNatNat k (Nat.succ l) = _
      apply subNatNat_eq_of_add_eq
      simp only [Nat.add_assoc, Nat.add_comm, Nat.add_left_comm]
  · rcases subNatNat_cases p q with ⟨l, rfl, hl⟩ | ⟨l, rfl, hl⟩
    · rw [hk, hl]
      show subNatNat l (Nat.succ k) = _
      apply subNatNat_eq_of_add_eq
      simp only [Nat.add_assoc, Nat.add_comm, Nat.add_left_comm]
    · rw [hk, hl]
      show negSucc (Nat.succ (k + l)) = _
      rw [negSucc_eq_subNatNat]
      apply subNatNat_eq_of_add_eq
      have h : Nat.succ (Nat.succ (k + l)) = Nat.succ k + Nat.succ l := by
        rw [Nat.succ_add, Nat.add_succ]
      rw [h]
      simp only [Nat.add_zero, Nat.zero_add, Nat.add_assoc, Nat.add_comm, Nat.add_left_comm]

theorem subNatNat_sub_subNatNat (m n p q : Nat) :
    subNatNat m n - subNatNat p q = subNatNat (m + q) (n + p) := by
  rw [Int.sub_eq_add_neg, neg_subNatNat, subNatNat_add_subNatNat]

theorem subNatNat_mul_subNatNat (m n p q : Nat) :
    subNatNat m n * subNatNat p q = subNatNat (m * p + n * q) (m * q + n * p) := by
  rcases subNatNat_cases m n with ⟨k, rfl, hk⟩ | ⟨k, rfl, hk⟩
  · rcases subNatNat_cases p q with ⟨l, rfl, hl⟩ | ⟨l, rfl, hl⟩
    · rw [hk, hl]
      show ofNat (k * l) = _
      rw [ofNat_eq_subNatNat]
      apply subNatNat_eq_of_add_eq
      simp only [Nat.mul_add, Nat.add_mul, Nat.add_zero, Nat.add_assoc, Nat.add_comm,
        Nat.add_left_comm]
    · rw [hk, hl]
      show negOfNat (k * Nat.succ l) = _
      rw [negOfNat_eq_subNatNat]
      apply subNatNat_eq_of_add_eq
      simp only [Nat.mul_add, Nat.add_mul, Nat.add_zero, Nat.zero_add, Nat.add_assoc, Nat.add_comm,
        Nat.add_left_comm]
  · rcases subNatNat_cases p q with ⟨l, rfl, hl⟩ | ⟨l, rfl, hl⟩
    · rw [hk, hl]
      show negOfNat (Nat.succ k * l) = _
      rw [negOfNat_eq_subNatNat]
      apply subNatNat_eq_of_add_eq
      simp only [Nat.mul_add, Nat.add_mul, Nat.add_zero, Nat.zero_add, Nat.add_assoc, Nat.add_comm,
        Nat.add_left_comm]
    · rw [hk, hl]
      show ofNat (Nat.succ k * Nat.succ l) = _
      rw [ofNat_eq_subNatNat]
      apply subNatNat_eq_of_add_eq
      simp only [Nat.mul_add, Nat.add_mul, Nat.add_zero, Nat.add_assoc, Nat.add_comm,
        Nat.add_left_comm]

theorem nonNeg_subNatNat {m n : Nat} : NonNeg (subNatNat m n) ↔ n ≤ m := by
  rcases subNatNat_cases m n with ⟨k, rfl, e⟩ | ⟨k, rfl, e⟩
  · rw [e]
    exact ⟨fun _ => Nat.le_add_right n k, fun _ => NonNeg.mk k⟩
  · rw [e]
    exact ⟨fun h => absurd h (not_nonNeg_negSucc k),
      fun h => absurd h (Nat.not_le_of_gt (Nat.lt_add_of_pos_right (Nat.succ_pos k)))⟩

theorem nonNeg_of_eq_zero {a : Int} (h : a = 0) : NonNeg a := h ▸ NonNeg.mk 0

theorem subNatNat_self (n : Nat) : subNatNat n n = 0 := subNatNat_add_left (k := 0)

theorem subNatNat_eq_iff {m n p q : Nat} : subNatNat m n = subNatNat p q ↔ m + q = p + n := by
  refine ⟨fun h => ?_, subNatNat_eq_of_add_eq⟩
  have h₁ : NonNeg (subNatNat m n - subNatNat p q) :=
    nonNeg_of_eq_zero (by rw [h, subNatNat_sub_subNatNat, Nat.add_comm, subNatNat_self])
  have h₂ : NonNeg (subNatNat p q - subNatNat m n) :=
    nonNeg_of_eq_zero (by rw [h, subNatNat_sub_subNatNat, Nat.add_comm, subNatNat_self])
  rw [subNatNat_sub_subNatNat, nonNeg_subNatNat] at h₁ h₂
  rw [Nat.add_comm n p] at h₁
  rw [Nat.add_comm q m] at h₂
  exact Nat.le_antisymm h₂ h₁

end QuantCert.IntDiff
