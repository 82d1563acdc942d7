prelude
import QuantCert.Cert.Softmax.ExpBound
import QuantCert.Thm.Integer.Sigmoid

/-!
# The constant of a sigmoid is the nearest integer

## Main theorems
* `Integer.logRounded`: for every logarithm of two
* `Integer.le_log`, `Integer.log_le`: bounds of such a logarithm
-/

universe u

namespace QuantCert.Integer

variable {R : Type u} [ExpField R] {l : R}

/-- A logarithm of two, from below: the exponential of this number is two at most. -/
theorem le_log (hl : exp l = 2) : Dyadic.value R ⟨762123080091, 40⟩ ≤ l := by
  have h : exp (Dyadic.value R ⟨762123080091, 40⟩) ≤ Dyadic.value R ⟨2, 0⟩ :=
    checkExp_sound (bits := 64) (k := 22) (by decide +kernel)
  have htwo : Dyadic.value R ⟨2, 0⟩ = 2 := div_one _
  rw [htwo, ← hl] at h
  exact exp_le_exp.mp h

/-- A logarithm of two, from above: the exponential of this number is two at least. -/
theorem log_le (hl : exp l = 2) : l ≤ Dyadic.value R ⟨762131140833, 40⟩ := by
  refine exp_le_exp.mp ?_
  rw [hl]
  have hnonneg : (0 : R) ≤ Dyadic.value R ⟨762131140833, 40⟩ := Dyadic.value_nonneg _
  refine le_trans ?_ (pow_le_exp (k := argUnit)
    (le_trans (neg_nonpos_of_nonneg (le_of_lt (two_pow_pos argUnit))) hnonneg))
  have hbase : (1 + Dyadic.value R ⟨762131140833, 40⟩ / 2 ^ argUnit) * natCast (2 ^ 56) =
      natCast (2 ^ 56 + 762131140833) := by
    have hvalue : Dyadic.value R ⟨762131140833, 40⟩ * natCast (2 ^ 40) = natCast 762131140833 := by
      rw [natCast_two_pow]
      exact div_mul_cancel _ (two_pow_ne_zero 40)
    have hpart := div_mul_cancel (Dyadic.value R ⟨762131140833, 40⟩) (two_pow_ne_zero (R := R) argUnit)
    rw [natCast_add, ← hvalue, show (2 : Nat) ^ 56 = 2 ^ argUnit * 2 ^ 40 from by decide, natCast_mul,
      natCast_two_pow argUnit]
    generalize Dyadic.value R ⟨762131140833, 40⟩ / 2 ^ argUnit = a at *
    rw [← hpart]
    exact ring_eq [a, 2 ^ argUnit, natCast (2 ^ 40)] (by decide +kernel)
  refine le_of_mul_le_mul_right (c := natCast (2 ^ 56) ^ 2 ^ argUnit) ?_
    (pow_pos (natCast_pos (Nat.two_pow_pos 56)) _)
  rw [← mul_pow, hbase, ← natCast_pow, ← natCast_pow]
  refine le_trans (le_of_eq (natCast_mul 2 ((2 ^ 56) ^ 2 ^ argUnit)).symm) (natCast_le ?_)
  exact of_decide_eq_true (by decide +kernel)

/-- **The constant of a sigmoid is the nearest integer** to its unit over a logarithm of two. -/
theorem logRounded (hl : exp l = 2) : LogRounded l := by
  have hunit : (dyadic argUnit log2e : R) = dyadic (argUnit + 1) (2 * log2e) := by
    rw [Int.mul_comm]
    exact (dyadic_scale argUnit 1 log2e).symm
  have hone : ∀ p : Nat, (1 : R) = dyadic p (twoPow p) := fun p =>
    ((div_self (two_pow_ne_zero p)).symm).trans (congrArg (fun n => n / 2 ^ p) (natCast_two_pow p).symm)
  have hbelow : (0 : R) ≤ dyadic (argUnit + 1) (2 * log2e - 1) :=
    div_nonneg (intCast_nonneg (by decide)) (two_pow_pos _)
  have habove : (0 : R) ≤ dyadic (argUnit + 1) (2 * log2e + 1) :=
    div_nonneg (intCast_nonneg (by decide)) (two_pow_pos _)
  have h1 : dyadic (argUnit + 1) (2 * log2e - 1) * l ≤ 1 := by
    refine le_trans (mul_le_mul_of_nonneg_left (log_le hl) hbelow) ?_
    rw [hone (argUnit + 1 + 40)]
    refine le_trans (le_of_eq (dyadic_mul (argUnit + 1) 40 _ _).symm) (dyadic_le (by decide +kernel))
  have h2 : 1 ≤ dyadic (argUnit + 1) (2 * log2e + 1) * l := by
    refine le_trans ?_ (mul_le_mul_of_nonneg_left (le_log hl) habove)
    rw [hone (argUnit + 1 + 40)]
    refine le_trans (dyadic_le (by decide +kernel)) (le_of_eq (dyadic_mul (argUnit + 1) 40 _ _))
  rw [dyadic_sub] at h1
  rw [dyadic_add] at h2
  unfold LogRounded
  rw [hunit]
  generalize (dyadic (argUnit + 1) (2 * log2e) : R) = k at *
  generalize (dyadic (argUnit + 1) 1 : R) = h at *
  refine abs_le_of (le_of_sub_eq (c := 1 - (k - h) * l) ?_ (sub_nonneg.mpr h1))
    (le_of_sub_eq (c := (k + h) * l - 1) ?_ (sub_nonneg.mpr h2))
  · exact ring_eq [k, h, l] (by decide +kernel)
  · exact ring_eq [k, h, l] (by decide +kernel)

end QuantCert.Integer
