prelude
import QuantCert.Spec.Integer.Round
import QuantCert.Spec.Rounding.Nearest

/-!
# Rounding of integers errs by half a unit at most

## Main theorems
* `Integer.roundShift_error`, `Integer.roundShift_exact`: a shift is off by half a unit, or not at all
* `Integer.roundShift_mono`: it keeps the order
* `Integer.roundDiv_error`: a quotient is off by half
* `Integer.isqrt_le`, `Integer.lt_isqrt_succ`: the root is the root, rounded down
-/

namespace QuantCert.Integer

/-- Powers of two are positive. -/
theorem twoPow_pos (k : Nat) : 0 < twoPow k := Int.natCast_pos.mpr (Nat.two_pow_pos k)

/-- The next power is twice as large. -/
theorem twoPow_succ (k : Nat) : twoPow (k + 1) = 2 * twoPow k := by
  show ((2 ^ (k + 1) : Nat) : Int) = 2 * ((2 ^ k : Nat) : Int)
  rw [Nat.pow_succ, Nat.mul_comm, Int.natCast_mul]
  rfl

/-- A quotient rounded down, as two inequalities. -/
theorem ediv_bounds (a : Int) {d : Int} (hd : 0 < d) : d * (a / d) ≤ a ∧ a < d * (a / d) + d :=
  ⟨Int.mul_ediv_self_le (Int.ne_of_gt hd), Int.lt_mul_ediv_self_add hd⟩

/-- A number shifted by `k` bits is off by half of `2^k` at most. -/
theorem roundShift_error (v : Int) (k : Nat) :
    AbsLe (twoPow k) (2 * (v - twoPow k * roundShift v k)) := by
  have hone : twoPow 0 = 1 := rfl
  cases k with
  | zero =>
    show AbsLe 1 (2 * (v - 1 * v))
    rw [Int.one_mul, Int.sub_self]
    exact ⟨by decide, by decide⟩
  | succ k =>
    show AbsLe (twoPow (k + 1)) (2 * (v - twoPow (k + 1) * ((v + twoPow k) / twoPow (k + 1))))
    have ⟨hlow, hhigh⟩ := ediv_bounds (v + twoPow k) (twoPow_pos (k + 1))
    have hsucc := twoPow_succ k
    unfold AbsLe
    omega

/-- A shift to the left is exact. -/
theorem roundShift_exact (v : Int) (k : Nat) : roundShift v (-(k : Int)) = v * twoPow k := by
  cases k with
  | zero => exact (Int.mul_one v).symm
  | succ k => rfl

/-- Integers that a shift leaves integers are shifted exactly. -/
theorem roundShift_mul (q : Int) (k : Nat) : roundShift (twoPow k * q) k = q := by
  have ⟨hlow, hhigh⟩ := roundShift_error (twoPow k * q) k
  have hpos := twoPow_pos k
  generalize roundShift (twoPow k * q) k = r at *
  have hfactor : twoPow k * q - twoPow k * r = twoPow k * (q - r) := (Int.mul_sub _ _ _).symm
  rw [hfactor] at hlow hhigh
  have none_above : ¬ 1 ≤ q - r := fun h => by
    have := Int.mul_le_mul_of_nonneg_left h (Int.le_of_lt hpos)
    omega
  have none_below : ¬ q - r ≤ -1 := fun h => by
    have := Int.mul_le_mul_of_nonneg_left h (Int.le_of_lt hpos)
    rw [Int.mul_neg] at this
    omega
  omega

/-- Quotients rounded down keep the order. -/
theorem ediv_le_ediv {a b d : Int} (hd : 0 < d) (h : a ≤ b) : a / d ≤ b / d := by
  have ha := Int.mul_ediv_self_le (x := a) (Int.ne_of_gt hd)
  refine (Int.le_ediv_iff_mul_le hd).mpr ?_
  rw [Int.mul_comm]
  omega

/-- Shifts keep the order. -/
theorem roundShift_mono {u v : Int} (h : u ≤ v) : (k : Int) → roundShift u k ≤ roundShift v k
  | .ofNat 0 => h
  | .ofNat (k + 1) => ediv_le_ediv (twoPow_pos (k + 1)) (Int.add_le_add_right h _)
  | .negSucc k => Int.mul_le_mul_of_nonneg_right h (Int.le_of_lt (twoPow_pos (k + 1)))

/-- A rounded quotient is off by half at most. -/
theorem roundDiv_error (a : Int) {d : Int} (hd : 0 < d) : AbsLe d (2 * (a - d * roundDiv a d)) := by
  have ⟨hlow, hhigh⟩ := ediv_bounds (2 * a + d) (show 0 < 2 * d by omega)
  rw [Int.mul_assoc] at hlow hhigh
  unfold AbsLe
  show -d ≤ 2 * (a - d * ((2 * a + d) / (2 * d))) ∧ 2 * (a - d * ((2 * a + d) / (2 * d))) ≤ d
  omega

/-- Rounded quotients keep the order. -/
theorem roundDiv_mono {a b d : Int} (hd : 0 < d) (h : a ≤ b) : roundDiv a d ≤ roundDiv b d :=
  ediv_le_ediv (by omega) (by omega)

/-- A quotient by one is the number. -/
theorem roundDiv_one (a : Int) : roundDiv a 1 = a := by
  have ⟨hlow, hhigh⟩ := roundDiv_error a (show (0 : Int) < 1 by decide)
  rw [Int.one_mul] at hlow hhigh
  omega

/-- The root of a quarter, doubled, is the root or one less. -/
theorem isqrt_step {r n q : Nat} (hlow : r * r ≤ n / 4) (hhigh : n / 4 < (r + 1) * (r + 1))
    (hq : q = if (2 * r + 1) * (2 * r + 1) ≤ n then 2 * r + 1 else 2 * r) :
    q * q ≤ n ∧ n < (q + 1) * (q + 1) := by
  have hsq : 2 * r * (2 * r) = 4 * (r * r) := Nat.mul_mul_mul_comm 2 r 2 r
  have htwo : (2 * r + 2) * (2 * r + 2) = 4 * (r * r) + 8 * r + 4 := by
    rw [Nat.add_mul, Nat.mul_add, hsq, Nat.mul_add]
    omega
  have hr : (r + 1) * (r + 1) = r * r + 2 * r + 1 := by
    rw [Nat.add_mul, Nat.mul_add, Nat.one_mul, Nat.mul_one]
    omega
  subst hq
  split
  · rename_i hfit
    exact ⟨hfit, by rw [Nat.add_assoc, htwo]; omega⟩
  · rename_i hfit
    exact ⟨by rw [hsq]; omega, Nat.lt_of_not_le hfit⟩

/-- With enough steps the root is the root, rounded down. -/
theorem isqrtFrom_bounds : ∀ {steps n : Nat}, n ≤ steps →
    isqrtFrom steps n * isqrtFrom steps n ≤ n ∧ n < (isqrtFrom steps n + 1) * (isqrtFrom steps n + 1)
  | 0, n, h => by
    have hn : n = 0 := Nat.le_zero.mp h
    subst hn
    exact ⟨Nat.le_refl 0, by decide⟩
  | steps + 1, n, h => by
    rcases Nat.eq_zero_or_pos n with hn | hn
    · subst hn
      exact ⟨Nat.le_refl 0, Nat.zero_lt_one⟩
    · have ⟨hlow, hhigh⟩ := isqrtFrom_bounds (steps := steps) (n := n / 4) (by omega)
      refine isqrt_step hlow hhigh ?_
      show (if n = 0 then 0 else _) = _
      rw [if_neg (by omega)]

/-- The square of the root is not larger. -/
theorem isqrt_le (n : Nat) : isqrt n * isqrt n ≤ n := (isqrtFrom_bounds (Nat.le_refl n)).1

/-- The square of the next number is larger. -/
theorem lt_isqrt_succ (n : Nat) : n < (isqrt n + 1) * (isqrt n + 1) :=
  (isqrtFrom_bounds (Nat.le_refl n)).2

end QuantCert.Integer
