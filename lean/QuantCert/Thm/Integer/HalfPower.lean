prelude
import QuantCert.Thm.Integer.TableError

/-!
# The table of powers is as exact as it says

## Main theorems
* `Integer.between_power_error`: a point of the table is off by `33 * 2^-24` at most
* `Integer.halfPower_error`: powers of one half by `34 * 2^-24`
* `Integer.inv_one_add_error`: so is `1 / (1 + z)`, for a power `z` that is off
-/

universe u

namespace QuantCert.Integer

variable {R : Type u} [ExpField R] {T : PowerTable}

/-- A point of the table, and its power. -/
theorem between_power_error (hT : T.Rounded) {f : Nat} (hf : f < 2 ^ argUnit) :
    abs (dyadic powUnit (T.between f) - realPower (R := R) f) ≤ dyadic powUnit 33 := by
  have hh : f / 2 ^ (argUnit - tableBits) < 2 ^ tableBits :=
    (Nat.div_lt_iff_lt_mul (Nat.two_pow_pos _)).mpr hf
  have hl := Nat.mod_lt f (Nat.two_pow_pos (argUnit - tableBits))
  have hsplit := Nat.div_add_mod f (2 ^ (argUnit - tableBits))
  have hfirst := entry_error (R := R) hT (Nat.le_of_lt hh)
  have hsecond := entry_error (R := R) hT (h := f / 2 ^ (argUnit - tableBits) + 1) hh
  have hround := between_error (R := R) (T := T) (f / 2 ^ (argUnit - tableBits))
    (f % 2 ^ (argUnit - tableBits))
  have hline := line_error (R := R) (Nat.le_of_lt hl)
  have hone := realPower_le_one (R := R) (2 ^ (argUnit - tableBits) * (f / 2 ^ (argUnit - tableBits)))
  have hpos := realPower_pos (R := R) (2 ^ (argUnit - tableBits) * (f / 2 ^ (argUnit - tableBits)))
  have hpower : realPower (R := R) f = realPower (2 ^ (argUnit - tableBits) *
      (f / 2 ^ (argUnit - tableBits))) * realPower (f % 2 ^ (argUnit - tableBits)) := by
    rw [← realPower_add, hsplit]
  have hnext : realPower (R := R) (2 ^ (argUnit - tableBits) * (f / 2 ^ (argUnit - tableBits) + 1)) =
      realPower (2 ^ (argUnit - tableBits) * (f / 2 ^ (argUnit - tableBits))) *
        realPower (2 ^ (argUnit - tableBits)) := by
    rw [Nat.mul_add, Nat.mul_one, realPower_add]
  have ha0 : (0 : R) ≤ dyadic (argUnit - tableBits) (f % 2 ^ (argUnit - tableBits) : Nat) :=
    div_nonneg (natCast_nonneg _) (two_pow_pos _)
  have ha1 : (dyadic (argUnit - tableBits) (f % 2 ^ (argUnit - tableBits) : Nat) : R) ≤ 1 := by
    refine (div_le_iff (two_pow_pos _)).mpr ?_
    rw [one_mul, ← natCast_two_pow]
    exact natCast_le (Nat.le_of_lt hl)
  unfold PowerTable.between
  rw [hnext] at hsecond
  rw [hpower, ← error_sum]
  exact line_sum ha0 ha1 (le_of_lt hpos) hone hfirst hsecond hround hline.1 hline.2

/-- A quotient by a power of two, rounded down. -/
theorem quotient_error {V Q P Y e d : R} (hP : 1 ≤ P) (he : 0 ≤ e) (hlow : Q * P ≤ V)
    (hhigh : V ≤ Q * P + d * P) (h : abs (V - Y * P) ≤ e) (hd : 0 ≤ d) : abs (Q - Y) ≤ e + d := by
  have hpos := lt_of_lt_of_le zero_lt_one hP
  have heP : e ≤ e * P := by
    have := mul_le_mul_of_nonneg_left hP he
    rwa [mul_one] at this
  have ⟨hneg, hle⟩ := abs_le.mp (le_trans h heP)
  refine abs_le_of ?_ ?_
  · refine le_trans (le_of_mul_le_mul_right (c := P) ?_ hpos) (le_add_of_nonneg_right hd)
    rw [sub_mul]
    exact le_trans (sub_le_sub hlow (le_refl _)) hle
  · refine le_of_mul_le_mul_right (c := P) ?_ hpos
    refine le_of_sub_eq (c := (V - Y * P + e * P) + (Q * P + d * P - V)) ?_ (add_nonneg ?_
      (sub_nonneg.mpr hhigh))
    · exact ring_eq [V, Q, P, Y, e, d] (by decide +kernel)
    · have := add_le_add_right hneg (e * P)
      rwa [neg_add_cancel] at this

/-- **Powers of one half are off by `34 * 2^-24` at most**, for a rounded table. -/
theorem halfPower_error (hT : T.Rounded) (u : Nat) :
    abs (dyadic powUnit (halfPower T u) - realPower (R := R) u) ≤ dyadic powUnit 34 := by
  have hsplit := Nat.div_add_mod u (2 ^ argUnit)
  have hpower : realPower (R := R) u = realPower (u % 2 ^ argUnit) * inv (2 ^ (u / 2 ^ argUnit)) := by
    rw [← realPower_whole, ← realPower_add, Nat.add_comm, hsplit]
  unfold halfPower
  split
  · rename_i hlarge
    have hwhole : 31 ≤ u / 2 ^ argUnit := (Nat.le_div_iff_mul_le (Nat.two_pow_pos _)).mpr hlarge
    rw [show (dyadic powUnit 0 : R) = 0 from zero_div _, abs_sub_comm, sub_zero,
      abs_of_nonneg (le_of_lt (realPower_pos u)), hpower]
    have hinv := inv_pos (two_pow_pos (R := R) (u / 2 ^ argUnit))
    have hle := mul_le_mul_of_nonneg_right (realPower_le_one (R := R) (u % 2 ^ argUnit)) (le_of_lt hinv)
    rw [one_mul] at hle
    refine le_trans hle ((le_div_iff (two_pow_pos powUnit)).mpr ?_)
    have hpow : (2 : R) ^ powUnit ≤ 2 ^ (u / 2 ^ argUnit) := by
      rw [← natCast_two_pow, ← natCast_two_pow]
      exact natCast_le (Nat.pow_le_pow_right (by decide) (Nat.le_trans (by decide) hwhole))
    refine le_trans (mul_le_mul_of_nonneg_left hpow (le_of_lt hinv)) ?_
    rw [inv_mul_cancel (two_pow_ne_zero _)]
    exact natCast_le (R := R) (show 1 ≤ 34 by decide)
  · have hf := Nat.mod_lt u (Nat.two_pow_pos argUnit)
    have hbetween := between_power_error (R := R) hT hf
    have hpos := twoPow_pos (u / 2 ^ argUnit)
    have ⟨hlow, hhigh⟩ := ediv_bounds (T.between (u % 2 ^ argUnit)) hpos
    generalize T.between (u % 2 ^ argUnit) = v at *
    have hmul : ∀ q : Int, (dyadic powUnit q * 2 ^ (u / 2 ^ argUnit) : R) =
        dyadic powUnit (twoPow (u / 2 ^ argUnit) * q) := fun q => by
      unfold dyadic
      rw [intCast_mul, div_mul_eq_mul_div, mul_comm (intCast q)]
      exact congrArg (fun p => p * intCast q / 2 ^ powUnit) (natCast_two_pow (u / 2 ^ argUnit)).symm
    have hback : realPower (R := R) (u % 2 ^ argUnit) = realPower u * 2 ^ (u / 2 ^ argUnit) := by
      rw [hpower, mul_assoc, inv_mul_cancel (two_pow_ne_zero _), mul_one]
    rw [hback] at hbetween
    have hsum : (dyadic powUnit 34 : R) = dyadic powUnit 33 + dyadic powUnit 1 :=
      dyadic_add powUnit 33 1
    rw [hsum]
    refine quotient_error (one_le_pow ?_ _) (div_nonneg (natCast_nonneg 33) (two_pow_pos _)) ?_ ?_
      hbetween (div_nonneg (natCast_nonneg 1) (two_pow_pos _))
    · exact le_of_sub_eq (c := 1) (ring_eq [] (by decide +kernel)) zero_le_one
    · rw [hmul]
      exact dyadic_le hlow
    · rw [hmul, hmul, ← dyadic_add, Int.mul_one]
      exact dyadic_le (Int.le_of_lt hhigh)

/-- Quotients with positive denominators of one at least are as near as the denominators. -/
theorem inv_one_add_error {z p e : R} (hz : 0 ≤ z) (hp : 0 ≤ p) (h : abs (z - p) ≤ e) :
    abs (1 / (1 + z) - 1 / (1 + p)) ≤ e := by
  have hz1 : 0 < 1 + z := add_pos_of_pos_of_nonneg zero_lt_one hz
  have hp1 : 0 < 1 + p := add_pos_of_pos_of_nonneg zero_lt_one hp
  have hprod := mul_pos hz1 hp1
  have hdiff : (1 / (1 + z) - 1 / (1 + p)) * ((1 + z) * (1 + p)) = p - z := by
    have h1 := div_mul_cancel 1 (ne_of_gt hz1)
    have h2 := div_mul_cancel 1 (ne_of_gt hp1)
    generalize 1 / (1 + z) = a at *
    generalize 1 / (1 + p) = b at *
    have hsplit : (a - b) * ((1 + z) * (1 + p)) = a * (1 + z) * (1 + p) - b * (1 + p) * (1 + z) :=
      ring_eq [a, b, z, p] (by decide +kernel)
    rw [hsplit, h1, h2]
    exact ring_eq [z, p] (by decide +kernel)
  have hbig : 1 ≤ (1 + z) * (1 + p) := by
    refine le_of_sub_eq (c := z + p + z * p) ?_ (add_nonneg (add_nonneg hz hp) (mul_nonneg hz hp))
    exact ring_eq [z, p] (by decide +kernel)
  generalize 1 / (1 + z) - 1 / (1 + p) = x at *
  have habs : abs x * ((1 + z) * (1 + p)) = abs (z - p) := by
    rw [abs_sub_comm, ← hdiff, abs_mul, abs_of_nonneg (le_of_lt hprod)]
  have hgrow := mul_le_mul_of_nonneg_left hbig (abs_nonneg x)
  rw [mul_one, habs] at hgrow
  exact le_trans hgrow h

end QuantCert.Integer
