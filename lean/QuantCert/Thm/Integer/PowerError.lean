prelude
import QuantCert.Algebra.Dyadic
import QuantCert.Thm.Integer.Power
import QuantCert.Thm.Integer.Wide

/-!
# A line between two powers is near the powers between

## Main theorems
* `Integer.chord_error`: a chord of powers lies above them, by at most a quarter of a square
* `Integer.step_le`: one step of the table is a factor of at most `1 + 45 / 2^14`
* `Integer.line_error`: the line between two entries of a table of exact powers
-/

universe u

namespace QuantCert.Integer

variable {R : Type u}

/-- The line from 1 to `ρ` at `a`, against a power `s` that grows faster and faster: `t = 1 / ρ` and
`z = 1 / s`. -/
theorem chord_error [OrderedField R] {a s z ρ t : R} (ha : 0 ≤ a) (hρ : 0 < ρ) (hρ1 : ρ ≤ 1)
    (ht : t * ρ = 1) (hs : 0 < s) (hz : z * s = 1) (hupper : s - 1 ≤ a * (ρ - 1))
    (hlower : z - 1 ≤ a * (t - 1)) :
    0 ≤ 1 - a + a * ρ - s ∧ 4 * (1 - a + a * ρ - s) ≤ (t - 1) * (t - 1) := by
  have hnonneg : 0 ≤ 1 - a + a * ρ - s := by
    refine sub_nonneg.mpr (le_of_sub_eq (c := a * (ρ - 1) - (s - 1)) ?_ (sub_nonneg.mpr hupper))
    exact ring_eq [a, s, ρ] (by decide +kernel)
  have ht1 : 0 ≤ t - 1 := by
    refine sub_nonneg.mpr (le_of_mul_le_mul_right (c := ρ) ?_ hρ)
    rw [ht, one_mul]
    exact hρ1
  have hgrow : 1 ≤ s * (1 + a * (t - 1)) := by
    have h := mul_le_mul_of_nonneg_left hlower (le_of_lt hs)
    refine le_of_sub_eq (c := s * (a * (t - 1)) - s * (z - 1) + (z * s - 1)) ?_ ?_
    · exact ring_eq [a, s, z, t] (by decide +kernel)
    · rw [hz, sub_self, add_zero]
      exact sub_nonneg.mpr h
  have hat := mul_nonneg ha ht1
  have hsq := mul_self_nonneg (t - 1)
  refine ⟨hnonneg, ?_⟩
  have hfour : (0 : R) ≤ 4 := natCast_nonneg 4
  have h1 : 4 * (1 - a + a * ρ - s) ≤ 4 * ((1 - a + a * ρ - s) * (1 + a * (t - 1))) := by
    refine le_of_sub_eq (c := 4 * ((1 - a + a * ρ - s) * (a * (t - 1)))) ?_
      (mul_nonneg hfour (mul_nonneg hnonneg hat))
    exact ring_eq [a, s, ρ, t] (by decide +kernel)
  have hline : (1 - a + a * ρ) * (1 + a * (t - 1)) = 1 + a * (1 - a) * (ρ * ((t - 1) * (t - 1))) := by
    have h : (1 - a + a * ρ) * (1 + a * (t - 1)) - (1 + a * (1 - a) * (ρ * ((t - 1) * (t - 1)))) =
        (t * ρ - 1) * (a * a - a * (1 - a) * t + 2 * (a * (1 - a))) :=
      ring_eq [a, ρ, t] (by decide +kernel)
    rw [ht, sub_self, zero_mul] at h
    exact eq_of_sub_eq_zero h
  refine le_trans h1 ?_
  generalize (t - 1) * (t - 1) = Q at *
  generalize 1 + a * (t - 1) = g at *
  have hsplit : (1 - a + a * ρ - s) * g = (1 - a + a * ρ) * g - s * g :=
    ring_eq [a, s, ρ, g] (by decide +kernel)
  rw [hsplit, hline]
  generalize s * g = v at *
  refine le_of_sub_eq (c := ρ * ((1 - 2 * a) * (1 - 2 * a)) * Q + (1 - ρ) * Q + 4 * (v - 1)) ?_ ?_
  · exact ring_eq [a, ρ, Q, v] (by decide +kernel)
  · exact add_nonneg (add_nonneg (mul_nonneg (mul_nonneg (le_of_lt hρ) (mul_self_nonneg _)) hsq)
      (mul_nonneg (sub_nonneg.mpr hρ1) hsq)) (mul_nonneg hfour (sub_nonneg.mpr hgrow))

variable [ExpField R]

/-- One step of the table, upwards. -/
def tableStep : R := inv (realPower (2 ^ (argUnit - tableBits)))

/-- It is a step down that is undone. -/
theorem tableStep_mul : (tableStep : R) * realPower (2 ^ (argUnit - tableBits)) = 1 :=
  inv_mul_cancel (ne_of_gt (realPower_pos _))

/-- 256 steps are a factor of two. -/
theorem tableStep_pow : (tableStep : R) ^ 2 ^ tableBits = 2 := by
  have hpow : realPower (R := R) (2 ^ (argUnit - tableBits)) ^ 2 ^ tableBits = inv 2 := by
    rw [realPower_pow]
    have h := realPower_whole (R := R) 1
    rw [pow_one] at h
    exact h
  have hone : (tableStep : R) ^ 2 ^ tableBits * inv 2 = 1 := by
    rw [← hpow, ← mul_pow, tableStep_mul, one_pow]
  have htwo := mul_inv_cancel (ne_of_gt (zero_lt_two (R := R)))
  exact mul_right_cancel (inv_ne_zero (ne_of_gt zero_lt_two)) (hone.trans htwo.symm)

/-- One step of the table is a factor of at most `1 + 45 / 2^14`. -/
theorem step_le : (tableStep : R) * natCast 16384 ≤ natCast 16429 := by
  refine le_of_pow_le (n := 2 ^ tableBits) (by decide) (natCast_nonneg _) ?_
  rw [mul_pow, tableStep_pow, ← natCast_pow, ← natCast_pow]
  refine le_trans (le_of_eq (natCast_mul 2 (16384 ^ 2 ^ tableBits)).symm) (natCast_le ?_)
  exact of_decide_eq_true (by decide +kernel)

/-- A power of the part `l / 2^8` of a step, and its inverse, against the line: growth is convex. -/
theorem part_le {x : R} (hx : 0 ≤ x) {l : Nat} (hl : l ≤ 2 ^ (argUnit - tableBits)) :
    x ^ l - 1 ≤ dyadic (argUnit - tableBits) l * (x ^ 2 ^ (argUnit - tableBits) - 1) := by
  obtain ⟨d, hd⟩ := Nat.exists_eq_add_of_le hl
  have h := pow_sub_one_le hx l d
  rw [← hd, natCast_two_pow] at h
  refine le_of_mul_le_mul_left (c := 2 ^ (argUnit - tableBits)) (le_trans h (le_of_eq ?_)) (two_pow_pos _)
  show natCast l * (x ^ 2 ^ (argUnit - tableBits) - 1) = 2 ^ (argUnit - tableBits) *
    (natCast l / 2 ^ (argUnit - tableBits) * (x ^ 2 ^ (argUnit - tableBits) - 1))
  rw [← mul_assoc, mul_comm (2 ^ (argUnit - tableBits)) (natCast l / _),
    div_mul_cancel _ (two_pow_ne_zero _)]

/-- The line between two powers, at `l / 2^8`, is above the power there by `2^-19` at most. -/
theorem line_error {l : Nat} (hl : l ≤ 2 ^ (argUnit - tableBits)) :
    0 ≤ 1 - dyadic (argUnit - tableBits) l + dyadic (argUnit - tableBits) l *
      realPower (2 ^ (argUnit - tableBits)) - (realPower l : R) ∧
    1 - dyadic (argUnit - tableBits) l + dyadic (argUnit - tableBits) l *
      realPower (2 ^ (argUnit - tableBits)) - (realPower l : R) ≤ dyadic 19 1 := by
  have ha : (0 : R) ≤ dyadic (argUnit - tableBits) (l : Int) :=
    div_nonneg (natCast_nonneg l) (two_pow_pos _)
  have hupper := part_le (le_of_lt (realPower_pos (R := R) 1)) hl
  rw [realPower_pow, realPower_pow, Nat.one_mul, Nat.one_mul] at hupper
  have hlower := part_le (le_of_lt (twoRoot_pos (R := R) argUnit)) hl
  have hinv : (twoRoot argUnit : R) ^ 2 ^ (argUnit - tableBits) = tableStep :=
    (inv_inv (pow_ne_zero (ne_of_gt (twoRoot_pos _)) _)).symm
  rw [hinv] at hlower
  have hz : (twoRoot argUnit : R) ^ l * realPower l = 1 :=
    mul_inv_cancel (pow_ne_zero (ne_of_gt (twoRoot_pos _)) l)
  have ⟨hnonneg, hsmall⟩ := chord_error ha (realPower_pos _) (realPower_le_one _) tableStep_mul
    (realPower_pos l) hz hupper hlower
  refine ⟨hnonneg, ?_⟩
  generalize 1 - dyadic (argUnit - tableBits) (l : Int) + dyadic (argUnit - tableBits) (l : Int) *
    realPower (2 ^ (argUnit - tableBits)) - (realPower l : R) = e at *
  have hone : (1 : R) ≤ tableStep := by
    refine le_of_mul_le_mul_right (c := realPower (2 ^ (argUnit - tableBits))) ?_ (realPower_pos _)
    rw [tableStep_mul, one_mul]
    exact realPower_le_one _
  have hq : (tableStep - 1 : R) * natCast 16384 ≤ natCast 45 := by
    refine le_of_sub_eq (c := natCast 16429 - tableStep * natCast 16384) ?_ (sub_nonneg.mpr step_le)
    have hc : (natCast 16429 : R) = natCast 16384 + natCast 45 := natCast_add 16384 45
    rw [hc]
    generalize (tableStep : R) = t
    generalize (natCast 16384 : R) = c
    generalize (natCast 45 : R) = k
    exact ring_eq [t, c, k] (by decide +kernel)
  have hq0 := sub_nonneg.mpr hone
  have hqc := mul_nonneg hq0 (natCast_nonneg (R := R) 16384)
  have hsq := mul_le_mul hq hq hqc (natCast_nonneg 45)
  have hscaled := mul_le_mul_of_nonneg_right hsmall
    (mul_nonneg (natCast_nonneg (R := R) 16384) (natCast_nonneg 16384))
  have hall : 4 * e * (natCast 16384 * natCast 16384) ≤ natCast 2048 := by
    refine le_trans hscaled (le_trans (le_of_eq (mul_mul_mul_comm _ _ _ _)) (le_trans hsq ?_))
    rw [← natCast_mul]
    exact natCast_le (by decide)
  have hunit : (4 : R) * (natCast 16384 * natCast 16384) = 2 ^ 19 * natCast 2048 := by
    rw [← natCast_two_pow 19, ← natCast_mul, ← natCast_mul]
    exact (natCast_mul 4 (16384 * 16384)).symm
  refine (le_div_iff (two_pow_pos 19)).mpr (le_of_mul_le_mul_right (c := natCast 2048) ?_
    (natCast_pos (by decide)))
  show e * 2 ^ 19 * natCast 2048 ≤ natCast 1 * natCast 2048
  rw [mul_assoc, ← hunit]
  refine le_trans (le_of_eq ?_) (le_trans hall (le_of_eq (one_mul _).symm))
  generalize (natCast 16384 : R) = c
  exact ring_eq [e, c] (by decide +kernel)

end QuantCert.Integer
