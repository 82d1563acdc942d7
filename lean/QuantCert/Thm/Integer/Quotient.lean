prelude
import QuantCert.Algebra.RingNorm
import QuantCert.Thm.Integer.Wide

/-!
# Rounded quotients as numbers

## Main theorems
* `Integer.roundDiv_quotient`: a rounded quotient and the exact one
* `Integer.roundDiv_value`: the same of two numbers in one unit
-/

universe u

namespace QuantCert.Integer

variable {R : Type u} [OrderedField R]

/-- A rounded quotient, in units of `2^-p`. -/
theorem roundDiv_quotient (p : Nat) (a : Int) {d : Int} (hd : 0 < d) :
    abs (dyadic (R := R) p (roundDiv a d) - dyadic p a / intCast d) ≤ dyadic (p + 1) 1 := by
  have hD : (0 : R) < intCast d := intCast_lt_iff.mpr hd
  have hO := two_pow_pos (R := R) p
  have herror := roundDiv_error a hd
  generalize roundDiv a d = q at *
  have hsize : abs (intCast (R := R) (2 * (a - d * q))) ≤ intCast d :=
    abs_le.mpr ⟨by rw [← intCast_neg]; exact intCast_le herror.1, intCast_le herror.2⟩
  rw [intCast_mul, intCast_sub, intCast_mul] at hsize
  refine (le_div_iff (two_pow_pos _)).mpr (le_of_mul_le_mul_right (c := intCast d) ?_ hD)
  rw [show intCast (R := R) 1 = 1 from rfl, one_mul]
  refine le_trans (le_of_eq ?_) hsize
  have h1 : dyadic p q * 2 ^ p = intCast (R := R) q := div_mul_cancel _ (ne_of_gt hO)
  have h2 : dyadic p a * 2 ^ p = intCast (R := R) a := div_mul_cancel _ (ne_of_gt hO)
  have h3 := div_mul_cancel (dyadic (R := R) p a) (ne_of_gt hD)
  have hprod : (dyadic p q - dyadic p a / intCast d) * (2 ^ (p + 1) * intCast d) =
      -(intCast 2 * (intCast a - intCast d * intCast (R := R) q)) := by
    rw [pow_succ, ← h1, ← h2]
    show _ = -(2 * _)
    generalize (dyadic p a : R) / intCast d = b at *
    rw [← h3]
    generalize (2 : R) ^ p = O
    generalize (intCast d : R) = D
    exact ring_eq [b, dyadic p q, O, D] (by decide +kernel)
  have hpos := mul_pos (two_pow_pos (R := R) (p + 1)) hD
  have habs : ∀ u : R, abs u * (2 ^ (p + 1) * intCast d) = abs (u * (2 ^ (p + 1) * intCast d)) :=
    fun u => by
      rw [abs_mul, abs_of_nonneg (le_of_lt hpos)]
  rw [mul_assoc, habs, hprod, abs_neg]

/-- A rounded quotient of two numbers in units of `2^-p`. -/
theorem roundDiv_value (p : Nat) {n d : Int} (hd : 0 < d) :
    abs (dyadic (R := R) p (roundDiv (n * twoPow p) d) -
      dyadic p n / dyadic p d) ≤ dyadic (p + 1) 1 := by
  have hquotient : dyadic (R := R) p n / dyadic p d = intCast n / intCast d := by
    unfold dyadic
    rw [div_eq_mul_inv (intCast n), div_eq_mul_inv (intCast d)]
    exact mul_div_mul_right _ (ne_of_gt (intCast_lt_iff.mpr hd)) (inv_ne_zero (two_pow_ne_zero _))
  have hwhole : dyadic (R := R) p (n * twoPow p) = intCast n := by
    have h := dyadic_scale (R := R) 0 p n
    rw [Nat.zero_add] at h
    exact h.trans (div_one _)
  have h := roundDiv_quotient (R := R) p (n * twoPow p) hd
  rwa [hwhole, ← hquotient] at h

end QuantCert.Integer
