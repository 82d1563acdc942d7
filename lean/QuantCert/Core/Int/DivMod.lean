prelude
import QuantCert.Core.Int.OrderRing
import QuantCert.Core.Nat.Div

/-! # Division with remainder

`/` and `%` on the integers are euclidean: for `b ≠ 0`, `a % b` is not negative and less than
`natAbs b`, and `b * (a / b) + a % b = a`.

## Main definitions
* `Int.ediv`, `Int.emod`: quotient and remainder.
* `Int.bmod`: the remainder nearest to zero.

## Main theorems
* `Int.mul_ediv_add_emod`, `Int.emod_nonneg`, `Int.emod_lt_of_pos`: what defines them.
* `Int.ediv_emod_unique`: they are the only such pair.
* `Int.le_ediv_iff_mul_le`, `Int.ediv_lt_iff_lt_mul`: division by a positive number and order.
-/

namespace Int
open QuantCert.IntDiff

/-- The quotient, rounded so that the remainder is not negative; `0` if `b = 0`. -/
@[extern "lean_int_ediv"]
def ediv : (@& Int) → (@& Int) → Int
  | ofNat m, ofNat n => ofNat (m / n)
  | ofNat m, negSucc n => -ofNat (m / Nat.succ n)
  | negSucc _, ofNat .zero => 0
  | negSucc m, ofNat (.succ n) => negSucc (m / Nat.succ n)
  | negSucc m, negSucc n => ofNat (Nat.succ (m / Nat.succ n))

/-- The remainder, `0 ≤ emod a b < natAbs b` for `b ≠ 0`. -/
@[extern "lean_int_emod"]
def emod : (@& Int) → (@& Int) → Int
  | ofNat m, n => ofNat (m % natAbs n)
  | negSucc m, n => subNatNat (natAbs n) (Nat.succ (m % natAbs n))

instance instDiv : Div Int := ⟨Int.ediv⟩
instance instMod : Mod Int := ⟨Int.emod⟩

/-- The remainder nearest to zero: `-m / 2 ≤ bmod x m < m / 2` for `m ≠ 0`. -/
def bmod (x : Int) (m : Nat) : Int :=
  let r := x % m
  if r < (m + 1) / 2 then r else r - m

theorem natCast_ediv (m n : Nat) : ((m / n : Nat) : Int) = m / n := rfl

theorem natCast_emod (m n : Nat) : ((m % n : Nat) : Int) = m % n := rfl

theorem subNatNat_eq_coe {m n : Nat} : subNatNat m n = (m : Int) - n := by
  show _ = ofNat m - ofNat n
  rw [ofNat_eq_subNatNat, ofNat_eq_subNatNat, subNatNat_sub_subNatNat, Nat.add_zero, Nat.zero_add]

theorem _root_.QuantCert.IntDiff.natCast_div_add_mod (m n : Nat) :
    (n : Int) * (m / n : Nat) + (m % n : Nat) = m := by
  rw [← natCast_mul, ← natCast_add, Nat.div_add_mod]

@[simp] protected theorem ediv_zero (a : Int) : a / 0 = 0 :=
  match a with
  | ofNat m => congrArg ofNat (Nat.div_zero m)
  | negSucc _ => rfl

@[simp] protected theorem ediv_neg (a b : Int) : a / -b = -(a / b) :=
  match a, b with
  | a, ofNat .zero => show a / 0 = -(a / 0) by rw [Int.ediv_zero]; rfl
  | ofNat _, ofNat (.succ _) => rfl
  | negSucc _, ofNat (.succ _) => rfl
  | ofNat m, negSucc n => (Int.neg_neg (ofNat (m / Nat.succ n))).symm
  | negSucc _, negSucc _ => rfl

@[simp] theorem emod_neg (a b : Int) : a % -b = a % b := by
  have h : natAbs (-b) = natAbs b := by
    cases b with
    | ofNat n => cases n with
      | zero => rfl
      | succ n => rfl
    | negSucc n => rfl
  cases a with
  | ofNat m => exact congrArg (fun k => ofNat (m % k)) h
  | negSucc m => exact congrArg (fun k => subNatNat k (Nat.succ (m % k))) h

theorem _root_.QuantCert.IntDiff.mul_ediv_add_emod_ofNat (m n : Nat) :
    (n : Int) * ((m : Int) / n) + (m : Int) % n = m :=
  natCast_div_add_mod m n

theorem _root_.QuantCert.IntDiff.mul_ediv_add_emod_negSucc (m n : Nat) :
    (n : Int) * (negSucc m / n) + negSucc m % n = negSucc m := by
  cases n with
  | zero =>
    show (0 : Int) * _ + subNatNat 0 (Nat.succ (m % 0)) = _
    rw [Int.zero_mul, Int.zero_add, Nat.mod_zero, ← negSucc_eq_subNatNat]
  | succ n =>
    have h := natCast_div_add_mod m (Nat.succ n)
    show ((Nat.succ n : Nat) : Int) * negSucc (m / Nat.succ n)
      + subNatNat (Nat.succ n) (Nat.succ (m % Nat.succ n)) = _
    rw [negSucc_eq, negSucc_eq, subNatNat_eq_coe, ← h, natCast_succ (m % Nat.succ n)]
    rw [Int.mul_neg, Int.mul_add, Int.mul_one, Int.neg_add, Int.neg_add, Int.neg_add,
      Int.sub_eq_add_neg, Int.add_assoc, Int.neg_add_cancel_left, Int.neg_add, Int.add_assoc]

protected theorem mul_ediv_add_emod (a b : Int) : b * (a / b) + a % b = a := by
  have key : ∀ n : Nat, (n : Int) * (a / n) + a % n = a := fun n =>
    match a with
    | ofNat m => mul_ediv_add_emod_ofNat m n
    | negSucc m => mul_ediv_add_emod_negSucc m n
  cases b with
  | ofNat n => exact key n
  | negSucc n =>
    rw [← neg_ofNat_succ, Int.ediv_neg, emod_neg, Int.neg_mul_neg]
    exact key (Nat.succ n)

protected theorem emod_add_mul_ediv (a b : Int) : a % b + b * (a / b) = a := by
  rw [Int.add_comm, Int.mul_ediv_add_emod]

protected theorem emod_def (a b : Int) : a % b = a - b * (a / b) := by
  have h := Int.emod_add_mul_ediv a b
  have h' := Int.add_sub_cancel (a % b) (b * (a / b))
  rw [h] at h'
  exact h'.symm

theorem _root_.QuantCert.IntDiff.natAbs_pos_of_ne_zero {b : Int} (h : b ≠ 0) : 0 < natAbs b := by
  cases b with
  | ofNat n => exact Nat.pos_of_ne_zero fun e => h (congrArg ofNat e)
  | negSucc n => exact Nat.succ_pos n

theorem emod_nonneg (a : Int) {b : Int} (h : b ≠ 0) : 0 ≤ a % b := by
  cases a with
  | ofNat m => exact natCast_nonneg _
  | negSucc m =>
    rw [← nonNeg_iff]
    exact nonNeg_subNatNat.mpr (Nat.mod_lt m (natAbs_pos_of_ne_zero h))

theorem emod_lt_of_pos (a : Int) {b : Int} (h : 0 < b) : a % b < b := by
  obtain ⟨n, rfl⟩ := eq_ofNat_of_zero_le (Int.le_of_lt h)
  rw [natCast_pos] at h
  cases a with
  | ofNat m => exact ofNat_lt.mpr (Nat.mod_lt m h)
  | negSucc m =>
    show subNatNat n (Nat.succ (m % n)) < ofNat n
    rw [ofNat_eq_subNatNat, subNatNat_lt_subNatNat, Nat.add_zero]
    exact Nat.lt_add_of_pos_right (Nat.succ_pos _)

theorem mul_ediv_self_le {x k : Int} (h : k ≠ 0) : k * (x / k) ≤ x := by
  have h' := emod_nonneg x h
  rw [Int.emod_def, Int.sub_nonneg] at h'
  exact h'

theorem lt_mul_ediv_self_add {x k : Int} (h : 0 < k) : x < k * (x / k) + k := by
  have h' := Int.add_lt_add_left (emod_lt_of_pos x h) (k * (x / k))
  rw [Int.mul_ediv_add_emod] at h'
  exact h'

/-- Dividing by a positive number and multiplying by it are adjoint. -/
theorem le_ediv_iff_mul_le {x y k : Int} (h : 0 < k) : x ≤ y / k ↔ x * k ≤ y := by
  rw [Int.mul_comm x]
  refine ⟨fun h' => Int.le_trans (Int.mul_le_mul_of_nonneg_left h' (Int.le_of_lt h))
    (mul_ediv_self_le (Int.ne_of_gt h)), fun h' => ?_⟩
  have h₁ : k * x < k * (y / k + 1) := by
    rw [Int.mul_add, Int.mul_one]
    exact Int.lt_of_le_of_lt h' (lt_mul_ediv_self_add h)
  exact lt_add_one_iff.mp (Int.not_le.mp fun h₂ => Int.not_le_of_gt h₁
    (Int.mul_le_mul_of_nonneg_left h₂ (Int.le_of_lt h)))

theorem ediv_lt_iff_lt_mul {x y k : Int} (h : 0 < k) : x / k < y ↔ x < y * k := by
  rw [← Int.not_le, le_ediv_iff_mul_le h, Int.not_le]

theorem ediv_emod_unique {a b q r : Int} (h : 0 < b) :
    a / b = q ∧ a % b = r ↔ r + b * q = a ∧ 0 ≤ r ∧ r < b := by
  refine ⟨fun ⟨hq, hr⟩ => ?_, fun ⟨h₁, h₂, h₃⟩ => ?_⟩
  · rw [← hq, ← hr]
    exact ⟨Int.emod_add_mul_ediv a b, emod_nonneg a (Int.ne_of_gt h), emod_lt_of_pos a h⟩
  · have hq : a / b = q := by
      apply Int.le_antisymm
      · rw [← lt_add_one_iff, ediv_lt_iff_lt_mul h, ← h₁, Int.add_mul, Int.one_mul, Int.add_comm,
          Int.mul_comm b]
        exact Int.add_lt_add_left h₃ _
      · rw [le_ediv_iff_mul_le h, ← h₁, Int.mul_comm]
        have h₄ := Int.add_le_add_right h₂ (b * q)
        rw [Int.zero_add] at h₄
        exact h₄
    refine ⟨hq, ?_⟩
    rw [Int.emod_def, hq, ← h₁, Int.add_sub_cancel]

theorem _root_.QuantCert.IntDiff.mul_ediv_cancel_left_of_pos (b : Int) {a : Int} (h : 0 < a) :
    a * b / a = b :=
  ((ediv_emod_unique h).mpr ⟨Int.zero_add (a * b), Int.le_refl 0, h⟩).left

protected theorem mul_ediv_cancel_left (b : Int) {a : Int} (h : a ≠ 0) : a * b / a = b :=
  (Int.lt_or_gt_of_ne h).elim
    (fun h => by
      have h' := mul_ediv_cancel_left_of_pos (-b) (Int.neg_pos_of_neg h)
      rw [Int.neg_mul_neg, Int.ediv_neg, Int.neg_inj] at h'
      exact h')
    fun h => mul_ediv_cancel_left_of_pos b h

protected theorem mul_ediv_cancel (a : Int) {b : Int} (h : b ≠ 0) : a * b / b = a := by
  rw [Int.mul_comm, Int.mul_ediv_cancel_left a h]

theorem emod_eq_zero_of_dvd {a b : Int} (h : a ∣ b) : b % a = 0 := by
  obtain ⟨c, rfl⟩ := h
  by_cases ha : a = 0
  · rw [Int.emod_def, ha, Int.zero_mul, Int.zero_mul, Int.sub_self]
  · rw [Int.emod_def, Int.mul_ediv_cancel_left c ha, Int.sub_self]

theorem dvd_of_emod_eq_zero {a b : Int} (h : b % a = 0) : a ∣ b := by
  have h' := Int.mul_ediv_add_emod b a
  rw [h, Int.add_zero] at h'
  exact ⟨b / a, h'.symm⟩

theorem dvd_iff_emod_eq_zero {a b : Int} : a ∣ b ↔ b % a = 0 :=
  ⟨emod_eq_zero_of_dvd, dvd_of_emod_eq_zero⟩

protected theorem mul_ediv_cancel' {a b : Int} (h : a ∣ b) : a * (b / a) = b := by
  have h' := Int.mul_ediv_add_emod b a
  rw [emod_eq_zero_of_dvd h, Int.add_zero] at h'
  exact h'

theorem emod_pos_of_not_dvd {a b : Int} (h : ¬ a ∣ b) : a = 0 ∨ 0 < b % a :=
  match decEq a 0 with
  | isTrue ha => Or.inl ha
  | isFalse ha => Or.inr (Int.lt_of_le_of_ne (emod_nonneg b ha)
      fun e => h (dvd_of_emod_eq_zero e.symm))

/-- `bmod x m` differs from `x` by a multiple of `m`. -/
theorem _root_.QuantCert.IntDiff.bmod_eq_add_mul (x : Int) (m : Nat) :
    ∃ k : Int, bmod x m = x + m * k := by
  unfold bmod
  by_cases h : x % m < (m + 1) / 2
  · refine ⟨-(x / m), ?_⟩
    rw [if_pos h, Int.emod_def, Int.mul_neg, Int.sub_eq_add_neg]
  · refine ⟨-(x / m) - 1, ?_⟩
    rw [if_neg h, Int.emod_def, Int.mul_sub, Int.mul_neg, Int.mul_one, Int.sub_eq_add_neg,
      Int.sub_eq_add_neg, Int.sub_eq_add_neg, Int.add_assoc]

end Int
