prelude
import QuantCert.Core.Omega.Coeffs

/-! # The value of a coefficient list

## Main theorems
* `Coeffs.dot_add`, `dot_sub`, `dot_neg`, `dot_smul`, `dot_combo`: `dot` is linear.
* `Coeffs.dot_set_nil`, `dot_set_of_length_le`: writing a coefficient adds one term.
* `Coeffs.gcd_mul_dot_sdiv`: dividing by the greatest common divisor is exact.
* `Coeffs.dvd_bmod_dot_sub_dot_bmod`: rounding the coefficients modulo `m`.
-/

namespace Lean.Omega.Coeffs

/-! ## The dot product is linear -/

theorem dot_nil_right (xs : Coeffs) : dot xs .nil = 0 := by
  cases xs with
  | nil => rfl
  | cons x xs => rfl

theorem dot_smul (xs ys : Coeffs) (i : Int) : dot (smul xs i) ys = i * dot xs ys := by
  induction xs generalizing ys with
  | nil => exact (Int.mul_zero i).symm
  | cons x xs ih =>
    cases ys with
    | nil => exact (Int.mul_zero i).symm
    | cons y ys =>
      show i * x * y + dot (smul xs i) ys = i * (x * y + dot xs ys)
      rw [ih, Int.mul_add, Int.mul_assoc]

theorem dot_neg (xs ys : Coeffs) : dot (neg xs) ys = -dot xs ys := by
  induction xs generalizing ys with
  | nil => rfl
  | cons x xs ih =>
    cases ys with
    | nil => rfl
    | cons y ys =>
      show -x * y + dot (neg xs) ys = -(x * y + dot xs ys)
      rw [ih, Int.neg_add, Int.neg_mul]

theorem dot_combo (a : Int) (xs : Coeffs) (b : Int) (ys zs : Coeffs) :
    dot (combo a xs b ys) zs = a * dot xs zs + b * dot ys zs := by
  induction xs generalizing ys zs with
  | nil =>
    show dot (smul ys b) zs = a * 0 + _
    rw [dot_smul, Int.mul_zero, Int.zero_add]
  | cons x xs ih =>
    cases ys with
    | nil =>
      show dot (smul (.cons x xs) a) zs = _ + b * 0
      rw [dot_smul, Int.mul_zero, Int.add_zero]
    | cons y ys =>
      cases zs with
      | nil => simp only [dot_nil_right, Int.mul_zero, Int.add_zero]
      | cons z zs =>
        show (a * x + b * y) * z + dot (combo a xs b ys) zs
          = a * (x * z + dot xs zs) + b * (y * z + dot ys zs)
        rw [ih, Int.add_mul, Int.mul_add, Int.mul_add, Int.mul_assoc, Int.mul_assoc,
          Int.add_assoc, Int.add_assoc, Int.add_left_comm (b * (y * z))]

theorem dot_add (xs ys zs : Coeffs) : dot (add xs ys) zs = dot xs zs + dot ys zs := by
  induction xs generalizing ys zs with
  | nil => exact (Int.zero_add _).symm
  | cons x xs ih =>
    cases ys with
    | nil => exact (Int.add_zero _).symm
    | cons y ys =>
      cases zs with
      | nil => rfl
      | cons z zs =>
        show (x + y) * z + dot (add xs ys) zs = x * z + dot xs zs + (y * z + dot ys zs)
        rw [ih, Int.add_mul, Int.add_assoc, Int.add_assoc, Int.add_left_comm (y * z)]

theorem dot_sub (xs ys zs : Coeffs) : dot (sub xs ys) zs = dot xs zs - dot ys zs := by
  induction xs generalizing ys zs with
  | nil =>
    show dot (neg ys) zs = 0 - _
    rw [dot_neg, Int.zero_sub]
  | cons x xs ih =>
    cases ys with
    | nil => exact (Int.sub_zero _).symm
    | cons y ys =>
      cases zs with
      | nil => rfl
      | cons z zs =>
        show (x - y) * z + dot (sub xs ys) zs = x * z + dot xs zs - (y * z + dot ys zs)
        rw [ih, Int.sub_mul, Int.sub_eq_add_neg, Int.sub_eq_add_neg, Int.sub_eq_add_neg,
          Int.neg_add, Int.add_assoc, Int.add_assoc, Int.add_left_comm (-(y * z))]

theorem dot_of_isZero {xs : Coeffs} (h : xs.isZero) (ys : Coeffs) : dot xs ys = 0 := by
  induction xs generalizing ys with
  | nil => rfl
  | cons x xs ih =>
    cases ys with
    | nil => rfl
    | cons y ys =>
      show x * y + dot xs ys = 0
      rw [h.left, ih h.right, Int.zero_mul, Int.add_zero]

theorem dot_set_nil (i : Nat) (z : Int) (ys : Coeffs) : dot (set .nil i z) ys = z * get ys i := by
  induction i generalizing ys with
  | zero =>
    cases ys with
    | nil => exact (Int.mul_zero z).symm
    | cons y ys => exact Int.add_zero (z * y)
  | succ i ih =>
    cases ys with
    | nil => exact (Int.mul_zero z).symm
    | cons y ys =>
      show 0 * y + dot (set .nil i z) ys = z * get ys i
      rw [ih, Int.zero_mul, Int.zero_add]

/-- Writing a coefficient beyond the end adds one term. -/
theorem dot_set_of_length_le {xs : Coeffs} {i : Nat} (h : length xs ≤ i) (z : Int)
    (ys : Coeffs) : dot (set xs i z) ys = dot xs ys + z * get ys i := by
  induction xs generalizing i ys with
  | nil =>
    rw [dot_set_nil]
    exact (Int.zero_add _).symm
  | cons x xs ih =>
    cases i with
    | zero => exact absurd h (Nat.not_succ_le_zero _)
    | succ i =>
      cases ys with
      | nil =>
        show (0 : Int) = 0 + z * 0
        rw [Int.mul_zero, Int.add_zero]
      | cons y ys =>
        show x * y + dot (set xs i z) ys = x * y + dot xs ys + z * get ys i
        rw [ih (Nat.le_of_succ_le_succ h), Int.add_assoc]

theorem length_map (f : Int → Int) (xs : Coeffs) : length (map f xs) = length xs := by
  induction xs with
  | nil => rfl
  | cons x xs ih => exact congrArg Nat.succ ih

/-! ## Greatest common divisor -/

theorem natCast_dvd_of_dvd_natAbs {d : Nat} {x : Int} (h : d ∣ x.natAbs) : (d : Int) ∣ x := by
  cases h with
  | intro c hc =>
    cases x with
    | ofNat n => exact ⟨c, congrArg Int.ofNat hc⟩
    | negSucc n =>
      refine ⟨-c, ?_⟩
      rw [← Int.neg_ofNat_succ, Int.mul_neg, ← Int.natCast_mul, ← hc]
      rfl

theorem dot_sdiv_of_dvd {d : Nat} {xs : Coeffs} (h : d ∣ gcd xs) (ys : Coeffs) :
    (d : Int) * dot (sdiv xs d) ys = dot xs ys := by
  induction xs generalizing ys with
  | nil => exact Int.mul_zero d
  | cons x xs ih =>
    cases ys with
    | nil => exact Int.mul_zero d
    | cons y ys =>
      have hx : (d : Int) * (x / d) = x :=
        Int.mul_ediv_cancel' (natCast_dvd_of_dvd_natAbs (Nat.dvd_trans h (Nat.gcd_dvd_left _ _)))
      show d * (x / d * y + dot (sdiv xs d) ys) = x * y + dot xs ys
      rw [Int.mul_add, ih (Nat.dvd_trans h (Nat.gcd_dvd_right _ _)), ← Int.mul_assoc, hx]

/-- Dividing all coefficients by their greatest common divisor is exact. -/
theorem gcd_mul_dot_sdiv (xs ys : Coeffs) :
    (gcd xs : Int) * dot (sdiv xs (gcd xs)) ys = dot xs ys :=
  dot_sdiv_of_dvd (Nat.dvd_refl _) ys

theorem dot_of_gcd_eq_zero {xs : Coeffs} (h : gcd xs = 0) (ys : Coeffs) : dot xs ys = 0 := by
  rw [← gcd_mul_dot_sdiv, h]
  exact Int.zero_mul _

/-! ## Balanced remainders -/

theorem exists_dot_bmod (m : Nat) (xs ys : Coeffs) :
    ∃ k : Int, dot (bmod xs m) ys = dot xs ys + m * k := by
  induction xs generalizing ys with
  | nil => exact ⟨0, (Int.mul_zero m).symm⟩
  | cons x xs ih =>
    cases ys with
    | nil => exact ⟨0, (Int.mul_zero m).symm⟩
    | cons y ys =>
      cases QuantCert.IntDiff.bmod_eq_add_mul x m with
      | intro j hj =>
        cases ih ys with
        | intro k hk =>
          refine ⟨j * y + k, ?_⟩
          show Int.bmod x m * y + dot (bmod xs m) ys = x * y + dot xs ys + m * (j * y + k)
          rw [hj, hk, Int.add_mul, Int.mul_add, Int.mul_assoc, Int.add_assoc, Int.add_assoc,
            Int.add_left_comm (m * (j * y))]

theorem dvd_bmod_dot_sub_dot_bmod (m : Nat) (xs ys : Coeffs) :
    (m : Int) ∣ bmod_dot_sub_dot_bmod m xs ys := by
  cases exists_dot_bmod m xs ys with
  | intro j hj =>
    cases QuantCert.IntDiff.bmod_eq_add_mul (dot xs ys) m with
    | intro k hk =>
      refine ⟨k - j, ?_⟩
      show Int.bmod (dot xs ys) m - dot (bmod xs m) ys = _
      rw [hk, hj, Int.mul_sub, Int.add_comm, Int.add_comm (dot xs ys), Int.add_sub_add_right]

end Lean.Omega.Coeffs
