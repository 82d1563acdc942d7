prelude
import QuantCert.Spec.Activation.Silu
import QuantCert.Thm.Integer.Quotient
import QuantCert.Thm.Integer.Softmax
import QuantCert.Thm.Softmax.ExpDifference

/-!
# The sigmoid and SiLU are near the real functions

## Main definitions
* `Integer.LogRounded l`: the constant `log2e` is the nearest integer, for the logarithm `l` of two

## Main theorems
* `Integer.sigmoid_near`, `Integer.silu_near`: the integer functions and the real ones
-/

universe u

namespace QuantCert.Integer

variable {R : Type u} [ExpField R] {T : PowerTable} {l : R}

/-- `2^16 / l` is within one half of the constant `log2e`, for the logarithm `l` of two. -/
def LogRounded (l : R) : Prop := abs (dyadic argUnit log2e * l - 1) ≤ dyadic (argUnit + 1) 1 * l

/-- A logarithm of two is one at most. -/
theorem log_le_one (hl : exp l = 2) : l ≤ 1 := by
  have h := one_add_le_exp l
  rw [hl] at h
  refine le_of_add_le_add_left (c := 1) (le_trans h (le_of_eq ?_))
  exact ring_eq [] (by decide +kernel)

/-- It is not negative. -/
theorem log_nonneg (hl : exp l = 2) : 0 ≤ l := by
  refine exp_le_exp.mp ?_
  rw [hl, exp_zero]
  exact le_of_sub_eq (c := 1) (ring_eq [] (by decide +kernel)) zero_le_one

/-- The argument of the power of a sigmoid. -/
def sigmoidArgument (F : Nat) (x : Int) : Nat := (roundShift ((x.natAbs : Int) * log2e) F).toNat

/-- It stands for the size of the number, times the logarithm of two, but for half a unit and the
rounding of the constant. -/
theorem sigmoidArgument_error (hl : exp l = 2) (hlog : LogRounded l) (F : Nat) (x : Int) :
    abs (dyadic argUnit (sigmoidArgument F x : Nat) * l - dyadic F (x.natAbs : Nat)) ≤
      dyadic (argUnit + 1) 1 * (1 + dyadic F (x.natAbs : Nat)) := by
  have hl0 := log_nonneg hl
  have hl1 := log_le_one hl
  have hv : 0 ≤ (x.natAbs : Int) * log2e := Int.mul_nonneg (Int.natCast_nonneg _) (by decide)
  have hround : 0 ≤ roundShift ((x.natAbs : Int) * log2e) F := by
    rw [← roundShift_zero F]
    exact roundShift_mono hv F
  have hvalue := roundShift_value (R := R) argUnit F 0 ((x.natAbs : Int) * log2e)
  rw [show (F : Int) - ((0 : Nat) : Int) = (F : Int) from Int.sub_zero _,
    show twoPow 0 = 1 from rfl, Int.mul_one, dyadic_mul] at hvalue
  have hu : ((sigmoidArgument F x : Nat) : Int) = roundShift ((x.natAbs : Int) * log2e) F :=
    Int.toNat_of_nonneg hround
  rw [hu]
  unfold LogRounded at hlog
  have hy : (0 : R) ≤ dyadic F (x.natAbs : Nat) := div_nonneg (natCast_nonneg _) (two_pow_pos _)
  have hh : (0 : R) ≤ dyadic (argUnit + 1) 1 := div_nonneg (natCast_nonneg 1) (two_pow_pos _)
  generalize (dyadic argUnit (roundShift ((x.natAbs : Int) * log2e) F) : R) = U at *
  generalize (dyadic F ((x.natAbs : Nat) : Int) : R) = y at *
  generalize (dyadic argUnit log2e : R) = k at *
  generalize (dyadic (argUnit + 1) 1 : R) = h at *
  have hsplit : U * l - y = (U - y * k) * l + y * (k * l - 1) :=
    ring_eq [U, l, y, k] (by decide +kernel)
  have h1 := abs_mul_le hvalue (le_of_eq (abs_of_nonneg hl0))
  have h2 := abs_mul_le (le_of_eq (abs_of_nonneg hy)) hlog
  rw [hsplit]
  refine le_trans (abs_add_le _ _) (le_trans (add_le_add h1 h2) ?_)
  refine le_of_sub_eq (c := h * (1 + y) * (1 - l)) ?_
    (mul_nonneg (mul_nonneg hh (add_nonneg zero_le_one hy)) (sub_nonneg.mpr hl1))
  exact ring_eq [h, y, l] (by decide +kernel)

/-- The bound of the exponential, for the arguments of a sigmoid. -/
theorem sigmoid_unit : (0 : R) < 1 - dyadic (argUnit + 1) 1 ∧
    (dyadic (argUnit + 1) 1 : R) ≤ dyadic powUnit 129 * (1 - dyadic (argUnit + 1) 1) := by
  have hone : (1 : R) = dyadic (argUnit + 1) (2 ^ 17 : Nat) :=
    (div_self (two_pow_ne_zero 17)).symm.trans (congrArg (fun n => n / 2 ^ 17) (natCast_two_pow 17).symm)
  rw [hone, ← dyadic_sub, ← dyadic_mul]
  refine ⟨div_pos (natCast_pos (by decide)) (two_pow_pos _), ?_⟩
  refine le_trans (le_of_eq (dyadic_scale (argUnit + 1) powUnit 1).symm) ?_
  rw [Nat.add_comm (argUnit + 1) powUnit]
  exact dyadic_le (by decide +kernel)

/-- The power of the table is near the real exponential, for every number. -/
theorem sigmoidPower_near (hl : exp l = 2) (hlog : LogRounded l) (hT : T.Rounded) (F : Nat) (x : Int) :
    abs (dyadic (R := R) powUnit (halfPower T (sigmoidArgument F x)) -
      exp (-(dyadic F ((x.natAbs : Nat) : Int)))) ≤ dyadic powUnit 163 := by
  have hpower := halfPower_error (R := R) hT (sigmoidArgument F x)
  have harg : natCast (sigmoidArgument F x) * (l / 2 ^ argUnit) =
      dyadic (R := R) argUnit ((sigmoidArgument F x : Nat) : Int) * l := by
    show _ = natCast (sigmoidArgument F x) / 2 ^ argUnit * l
    rw [div_eq_mul_inv, div_eq_mul_inv]
    generalize (natCast (sigmoidArgument F x) : R) = u
    exact ring_eq [u, l, inv (2 ^ argUnit)] (by decide +kernel)
  rw [realPower_eq_exp hl, harg] at hpower
  have hnear := exp_neg_near_of_part (div_nonneg (natCast_nonneg 1) (two_pow_pos (argUnit + 1)))
    sigmoid_unit.2 sigmoid_unit.1 (div_nonneg (natCast_nonneg _) (two_pow_pos _))
    (sigmoidArgument_error hl hlog F x)
  refine le_trans (abs_sub_le _ _ _) (le_trans (add_le_add hpower hnear) (le_of_eq ?_))
  exact (dyadic_add powUnit 34 129).symm

/-- The other part of one. -/
theorem div_one_add {q : R} (hq : 0 ≤ q) : q / (1 + q) = 1 - 1 / (1 + q) := by
  have hpos := ne_of_gt (add_pos_of_pos_of_nonneg zero_lt_one hq)
  refine mul_right_cancel hpos ?_
  rw [sub_mul, div_mul_cancel _ hpos, div_mul_cancel _ hpos]
  exact ring_eq [q] (by decide +kernel)

/-- Below zero, a sigmoid is the other part of one. -/
theorem sigmoid_of_neg (y : R) : QuantCert.sigmoid (-y) = 1 - 1 / (1 + exp (-y)) := by
  have hq := exp_pos (-y)
  rw [← div_one_add (le_of_lt hq)]
  unfold QuantCert.sigmoid
  have h1 := ne_of_gt (add_pos zero_lt_one (exp_pos (- -y)))
  refine (eq_div_iff (ne_of_gt (add_pos zero_lt_one hq))).mpr (mul_right_cancel h1 ?_)
  rw [mul_assoc, mul_comm (1 + exp (-y)), ← mul_assoc, div_mul_cancel _ h1, one_mul, left_distrib, mul_one,
    exp_mul_exp_neg]
  exact add_comm 1 _

/-- **The sigmoid is within `164 * 2^-24` of the real one**, for every number and a rounded table. -/
theorem sigmoid_near (hl : exp l = 2) (hlog : LogRounded l) (hT : T.Rounded) (F : Nat) (x : Int) :
    abs (dyadic (R := R) powUnit (sigmoid T F x) - QuantCert.sigmoid (dyadic F x)) ≤
      dyadic powUnit 164 := by
  have hz := (halfPower_size hT.falls.1 (sigmoidArgument F x)).1
  have hpos : 0 < twoPow powUnit + halfPower T (sigmoidArgument F x) := by
    have := twoPow_pos powUnit
    omega
  have hZ : (0 : R) ≤ dyadic powUnit (halfPower T (sigmoidArgument F x)) :=
    div_nonneg (intCast_nonneg hz) (two_pow_pos _)
  have hQ := le_of_lt (exp_pos (-(dyadic (R := R) F ((x.natAbs : Nat) : Int))))
  have hnear := inv_one_add_error hZ hQ (sigmoidPower_near hl hlog hT F x)
  have hone : (dyadic powUnit (twoPow powUnit) : R) = 1 := by
    show natCast (2 ^ powUnit) / 2 ^ powUnit = 1
    rw [natCast_two_pow]
    exact div_self (two_pow_ne_zero _)
  have hden : (dyadic powUnit (twoPow powUnit + halfPower T (sigmoidArgument F x)) : R) =
      1 + dyadic powUnit (halfPower T (sigmoidArgument F x)) := by
    rw [dyadic_add, hone]
  have hsum : (dyadic powUnit 164 : R) = dyadic powUnit 1 + dyadic powUnit 163 :=
    dyadic_add powUnit 1 163
  have hhalf : (dyadic (powUnit + 1) 1 : R) ≤ dyadic powUnit 1 := by
    rw [← dyadic_scale powUnit 1 1]
    exact dyadic_le (by decide)
  have hleft := roundDiv_value (R := R) powUnit (n := twoPow powUnit) hpos
  have hright := roundDiv_value (R := R) powUnit (n := halfPower T (sigmoidArgument F x)) hpos
  rw [hden] at hleft hright
  rw [hone] at hleft
  rw [hsum]
  unfold sigmoid QuantCert.sigmoid
  split
  · rename_i hx
    rw [show ((x.natAbs : Nat) : Int) = x from Int.natAbs_of_nonneg hx] at hnear
    exact le_trans (abs_sub_le _ _ _) (add_le_add (le_trans hleft hhalf) hnear)
  · rename_i hx
    have hX : (dyadic F x : R) = -dyadic F ((x.natAbs : Nat) : Int) := by
      rw [Int.ofNat_natAbs_of_nonpos (by omega), dyadic_neg, neg_neg]
    rw [div_one_add hZ] at hright
    rw [hX]
    refine le_trans (abs_sub_le _ _ _) (add_le_add (le_trans hright hhalf) ?_)
    show abs (_ - QuantCert.sigmoid (-dyadic F ((x.natAbs : Nat) : Int))) ≤ _
    rw [sigmoid_of_neg, abs_sub_comm]
    refine le_trans (le_of_eq (congrArg abs ?_)) hnear
    generalize 1 / (1 + exp (-(dyadic (R := R) F ((x.natAbs : Nat) : Int)))) = a
    generalize 1 / (1 + dyadic (R := R) powUnit (halfPower T (sigmoidArgument F x))) = b
    exact ring_eq [a, b] (by decide +kernel)

/-- **SiLU is within `164 * 2^-24` of the number's size and half a unit of the real one.** -/
theorem silu_near (hl : exp l = 2) (hlog : LogRounded l) (hT : T.Rounded) (F : Nat) (x : Int) :
    abs (dyadic (R := R) F (silu T F x) - QuantCert.silu (dyadic F x)) ≤
      abs (dyadic F x) * dyadic powUnit 164 + dyadic (F + 1) 1 := by
  have hround := roundShift_value (R := R) F powUnit 0 (x * sigmoid T F x)
  rw [show (powUnit : Int) - ((0 : Nat) : Int) = (powUnit : Int) from Int.sub_zero _,
    show twoPow 0 = 1 from rfl, Int.mul_one, Nat.add_comm powUnit F, dyadic_mul] at hround
  have hnear := abs_mul_le (le_refl (abs (dyadic (R := R) F x))) (sigmoid_near hl hlog hT F x)
  rw [mul_sub] at hnear
  refine le_trans (abs_sub_le _ _ _) (le_trans (add_le_add hround hnear) (le_of_eq (add_comm _ _)))

end QuantCert.Integer
