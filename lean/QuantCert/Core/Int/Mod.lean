prelude
import QuantCert.Core.Int.DivMod

/-! # Remainders of sums and products

## Main theorems
* `Int.emod_eq_of_lt`, `Int.ediv_eq_zero_of_lt`: numbers less than the divisor.
* `Int.add_mul_emod_self_left`, `Int.add_mul_ediv_left`: adding a multiple of the divisor.
* `Int.add_emod`, `Int.sub_emod`, `Int.mul_emod`, `Int.emod_emod`: computing modulo `n`.
-/

namespace Int
open QuantCert.IntDiff

theorem emod_eq_of_lt {a b : Int} (h₁ : 0 ≤ a) (h₂ : a < b) : a % b = a :=
  ((ediv_emod_unique (q := 0) (Int.lt_of_le_of_lt h₁ h₂)).mpr
    ⟨by rw [Int.mul_zero, Int.add_zero], h₁, h₂⟩).right

theorem ediv_eq_zero_of_lt {a b : Int} (h₁ : 0 ≤ a) (h₂ : a < b) : a / b = 0 :=
  ((ediv_emod_unique (Int.lt_of_le_of_lt h₁ h₂)).mpr
    ⟨by rw [Int.mul_zero, Int.add_zero], h₁, h₂⟩).left

theorem add_mul_ediv_left (a : Int) {b : Int} (c : Int) (h : b ≠ 0) :
    (a + b * c) / b = a / b + c := by
  have key : ∀ (b c : Int), 0 < b → (a + b * c) / b = a / b + c := fun b c hb =>
    ((ediv_emod_unique hb (r := a % b)).mpr ⟨by
      rw [Int.mul_add, ← Int.add_assoc, Int.emod_add_mul_ediv],
      emod_nonneg a (Int.ne_of_gt hb), emod_lt_of_pos a hb⟩).left
  rcases Int.lt_or_gt_of_ne h with hb | hb
  · have h' := key (-b) (-c) (Int.neg_pos_of_neg hb)
    rw [Int.neg_mul_neg, Int.ediv_neg, Int.ediv_neg, ← Int.neg_add, Int.neg_inj] at h'
    exact h'
  · exact key b c hb

theorem add_mul_ediv_right (a b : Int) {c : Int} (h : c ≠ 0) : (a + b * c) / c = a / c + b := by
  rw [Int.mul_comm, add_mul_ediv_left a b h]

@[simp] theorem add_mul_emod_self_left (a b c : Int) : (a + b * c) % b = a % b := by
  by_cases h : b = 0
  · rw [h, Int.zero_mul, Int.add_zero]
  · rw [Int.emod_def, Int.emod_def, add_mul_ediv_left a c h, Int.mul_add,
      Int.add_comm (b * (a / b)), ← Int.sub_sub, Int.add_sub_cancel]

@[simp] theorem add_mul_emod_self_right (a b c : Int) : (a + b * c) % c = a % c := by
  rw [Int.mul_comm, add_mul_emod_self_left]

theorem mul_emod_right (a b : Int) : a * b % a = 0 := by
  rw [← Int.zero_add (a * b), add_mul_emod_self_left]
  exact emod_eq_zero_of_dvd ⟨0, (Int.mul_zero a).symm⟩

theorem mul_emod_left (a b : Int) : a * b % b = 0 := by rw [Int.mul_comm, mul_emod_right]

theorem emod_self {a : Int} : a % a = 0 := by
  have h := mul_emod_right a 1
  rw [Int.mul_one] at h
  exact h

/-- Replacing a summand by its remainder changes it by a multiple of the modulus. -/
@[simp] theorem emod_add_emod (m n k : Int) : (m % n + k) % n = (m + k) % n := by
  have h : m % n + k = m + k + n * -(m / n) := by
    rw [Int.emod_def, Int.mul_neg, Int.sub_eq_add_neg, Int.add_right_comm]
  rw [h, add_mul_emod_self_left]

@[simp] theorem add_emod_emod (m n k : Int) : (m + n % k) % k = (m + n) % k := by
  rw [Int.add_comm, emod_add_emod, Int.add_comm]

theorem add_emod (a b n : Int) : (a + b) % n = (a % n + b % n) % n := by
  rw [emod_add_emod, add_emod_emod]

@[simp] theorem emod_emod (a b : Int) : a % b % b = a % b := by
  have h := emod_add_emod a b 0
  rw [Int.add_zero, Int.add_zero] at h
  exact h

theorem mul_emod (a b n : Int) : a * b % n = a % n * (b % n) % n := by
  have h : a * b = a % n * (b % n) + n * (a / n * (b % n) + a * (b / n)) := by
    have ha := Int.emod_add_mul_ediv a n
    have hb := Int.emod_add_mul_ediv b n
    have e₁ : a * b = a * (b % n) + n * (a * (b / n)) := by
      rw [Int.mul_left_comm n, ← Int.mul_add, hb]
    have e₂ : a * (b % n) = a % n * (b % n) + n * (a / n * (b % n)) := by
      rw [← Int.mul_assoc, ← Int.add_mul, ha]
    rw [Int.mul_add, ← Int.add_assoc, ← e₂]
    exact e₁
  rw [h, add_mul_emod_self_left]

theorem _root_.QuantCert.IntDiff.neg_emod_congr {a b n : Int}
    (h : a % n = b % n) : -a % n = -b % n := by
  have e : ∀ a : Int, -a = -(a % n) + n * -(a / n) := fun a => by
    rw [Int.mul_neg, ← Int.neg_add, Int.emod_add_mul_ediv]
  rw [e a, e b, add_mul_emod_self_left, add_mul_emod_self_left, h]

theorem sub_emod (a b n : Int) : (a - b) % n = (a % n - b % n) % n := by
  rw [Int.sub_eq_add_neg, add_emod, neg_emod_congr (emod_emod b n).symm, Int.sub_eq_add_neg,
    add_emod_emod]

theorem emod_emod_of_dvd (a : Int) {m n : Int} (h : m ∣ n) : a % n % m = a % m := by
  obtain ⟨c, rfl⟩ := h
  have e : a % (m * c) = a + m * (c * -(a / (m * c))) := by
    rw [Int.emod_def, ← Int.mul_assoc, Int.mul_neg, Int.sub_eq_add_neg]
  rw [e, add_mul_emod_self_left]

end Int
