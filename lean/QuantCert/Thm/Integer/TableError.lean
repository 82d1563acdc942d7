prelude
import QuantCert.Thm.Integer.PowerError
import QuantCert.Thm.Integer.PowerSize

/-!
# Entries of a table of powers, and the line between two of them

## Main theorems
* `Integer.entry_error`: every entry of a rounded table is within half a unit of its power
* `Integer.between_error`: the step between two entries is rounded once
* `Integer.line_sum`: errors of the ends, of the rounding and of the line add up
-/

universe u

namespace QuantCert.Integer

variable {R : Type u} [ExpField R] {T : PowerTable}

/-- A power in units of half of `2^-24`, raised to 256. -/
theorem scaled_pow (h : Nat) : (realPower (R := R) (2 ^ (argUnit - tableBits) * h) *
    2 ^ (powUnit + 1)) ^ 2 ^ tableBits * 2 ^ h = natCast (2 ^ ((powUnit + 1) * 2 ^ tableBits)) := by
  have hpower : realPower (R := R) (2 ^ (argUnit - tableBits) * h) ^ 2 ^ tableBits = inv (2 ^ h) := by
    rw [realPower_pow, Nat.mul_right_comm]
    exact realPower_whole h
  have hunit : ((2 : R) ^ (powUnit + 1)) ^ 2 ^ tableBits =
      natCast (2 ^ ((powUnit + 1) * 2 ^ tableBits)) := by
    rw [← natCast_two_pow, ← natCast_pow, Nat.pow_mul]
  rw [mul_pow, hpower, hunit, mul_comm (inv _), mul_assoc, inv_mul_cancel (two_pow_ne_zero h), mul_one]

/-- Every entry of a rounded table is within half a unit of its power. -/
theorem entry_error (hT : T.Rounded) {h : Nat} (hh : h ≤ 2 ^ tableBits) :
    abs (dyadic powUnit (T.entry h) - realPower (R := R) (2 ^ (argUnit - tableBits) * h)) ≤
      dyadic (powUnit + 1) 1 := by
  have ⟨hlow, hhigh⟩ := hT h hh
  have hscaled := scaled_pow (R := R) h
  have hX : (0 : R) ≤ realPower (2 ^ (argUnit - tableBits) * h) * 2 ^ (powUnit + 1) :=
    mul_nonneg (le_of_lt (realPower_pos _)) (le_of_lt (two_pow_pos _))
  have hvalue : dyadic powUnit (T.entry h) - realPower (R := R) (2 ^ (argUnit - tableBits) * h) =
      (natCast (2 * Digits.digit 32 T.digits h) -
        realPower (2 ^ (argUnit - tableBits) * h) * 2 ^ (powUnit + 1)) / 2 ^ (powUnit + 1) := by
    rw [sub_div, mul_div_cancel _ (two_pow_ne_zero _), ← dyadic_scale powUnit 1,
      Nat.mul_comm 2 (Digits.digit 32 T.digits h)]
    rfl
  rw [hvalue, abs_div_of_pos _ (two_pow_pos _)]
  refine div_le_div_right ?_ (two_pow_pos _)
  generalize realPower (R := R) (2 ^ (argUnit - tableBits) * h) * 2 ^ (powUnit + 1) = X at *
  generalize Digits.digit 32 T.digits h = d at *
  have below : natCast (2 * d - 1) ≤ X := by
    refine le_of_pow_le (n := 2 ^ tableBits) (by decide) hX
      (le_of_mul_le_mul_right (c := 2 ^ h) ?_ (two_pow_pos h))
    rw [hscaled, ← natCast_two_pow h, ← natCast_pow, ← natCast_mul]
    exact natCast_le hlow
  have above : X ≤ natCast (2 * d + 1) := by
    refine le_of_pow_le (n := 2 ^ tableBits) (by decide) (natCast_nonneg _)
      (le_of_mul_le_mul_right (c := 2 ^ h) ?_ (two_pow_pos h))
    rw [hscaled, ← natCast_two_pow h, ← natCast_pow, ← natCast_mul]
    exact natCast_le hhigh
  have hsucc : (natCast (2 * d) : R) ≤ natCast (2 * d - 1) + 1 := by
    rw [← natCast_succ]
    exact natCast_le (by omega)
  rw [natCast_succ] at above
  show abs (natCast (2 * d) - X) ≤ 1
  refine abs_le_of ?_ ?_
  · rw [sub_le_iff_le_add, add_comm]
    exact le_trans hsucc (add_le_add_right below 1)
  · rw [neg_sub, sub_le_iff_le_add, add_comm]
    exact above

/-- What rounding of the step between two entries does. -/
theorem between_error (h l : Nat) :
    abs (dyadic powUnit (T.entry h + roundShift ((T.entry (h + 1) - T.entry h) * (l : Int))
      (argUnit - tableBits : Nat)) - ((1 - dyadic (argUnit - tableBits) l) * dyadic powUnit (T.entry h) +
        dyadic (argUnit - tableBits) l * dyadic powUnit (T.entry (h + 1)))) ≤
      (dyadic (powUnit + 1) 1 : R) := by
  have hround := dyadic_half (R := R) (p := powUnit) (roundShift_error
    ((T.entry (h + 1) - T.entry h) * (l : Int)) (argUnit - tableBits))
  rw [abs_sub_comm]
  refine le_trans (le_of_eq (congrArg abs ?_)) hround
  have hstep : (dyadic (powUnit + (argUnit - tableBits)) ((T.entry (h + 1) - T.entry h) * (l : Int)) : R) =
      (dyadic powUnit (T.entry (h + 1)) - dyadic powUnit (T.entry h)) *
        dyadic (argUnit - tableBits) l := by
    rw [dyadic_mul, dyadic_sub]
  have hback : ∀ r : Int, (dyadic (powUnit + (argUnit - tableBits))
      (twoPow (argUnit - tableBits) * r) : R) = dyadic powUnit r := fun r => by
    rw [Int.mul_comm]
    exact dyadic_scale _ _ _
  rw [dyadic_sub, hstep, hback, dyadic_add]
  generalize (dyadic powUnit (T.entry h) : R) = x
  generalize (dyadic powUnit (T.entry (h + 1)) : R) = y
  generalize (dyadic (argUnit - tableBits) (l : Int) : R) = a
  generalize (dyadic powUnit (roundShift _ _) : R) = r
  exact ring_eq [x, y, a, r] (by decide +kernel)

/-- Errors of a line between two entries: of its ends, of its rounding, and of the line itself. -/
theorem line_sum {V x y E a ρ s e L : R} (ha : 0 ≤ a) (ha1 : a ≤ 1) (hE : 0 ≤ E) (hE1 : E ≤ 1)
    (h1 : abs (x - E) ≤ e) (h2 : abs (y - E * ρ) ≤ e) (h3 : abs (V - ((1 - a) * x + a * y)) ≤ e)
    (h4 : 0 ≤ 1 - a + a * ρ - s) (h5 : 1 - a + a * ρ - s ≤ L) : abs (V - E * s) ≤ e + e + L := by
  have hparts : V - E * s = (V - ((1 - a) * x + a * y)) + ((1 - a) * (x - E) + a * (y - E * ρ)) +
      E * (1 - a + a * ρ - s) := ring_eq [V, x, y, E, a, ρ, s] (by decide +kernel)
  have hb : abs (1 - a) ≤ 1 - a := le_of_eq (abs_of_nonneg (sub_nonneg.mpr ha1))
  have hends : abs ((1 - a) * (x - E) + a * (y - E * ρ)) ≤ e := by
    refine le_trans (abs_add_le _ _) (le_trans (add_le_add (abs_mul_le hb h1)
      (abs_mul_le (le_of_eq (abs_of_nonneg ha)) h2)) (le_of_eq ?_))
    exact ring_eq [a, e] (by decide +kernel)
  have hcurve : abs (E * (1 - a + a * ρ - s)) ≤ L := by
    rw [abs_of_nonneg (mul_nonneg hE h4)]
    refine le_trans (mul_le_mul_of_nonneg_right hE1 h4) ?_
    rw [one_mul]
    exact h5
  rw [hparts]
  exact le_trans (abs_add_le _ _) (add_le_add (le_trans (abs_add_le _ _) (add_le_add h3 hends)) hcurve)

/-- The errors added up. -/
theorem error_sum : (dyadic (powUnit + 1) 1 + dyadic (powUnit + 1) 1 + dyadic 19 1 : R) =
    dyadic powUnit 33 := by
  rw [← dyadic_add, ← dyadic_scale 19 5 1]
  rw [show (dyadic (powUnit + 1) (1 + 1) : R) = dyadic powUnit 1 from dyadic_scale powUnit 1 1]
  exact (dyadic_add powUnit 1 32).symm

end QuantCert.Integer
