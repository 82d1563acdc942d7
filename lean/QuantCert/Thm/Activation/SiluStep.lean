prelude
import QuantCert.Algebra.RingNorm
import QuantCert.Spec.Activation.Silu
import QuantCert.Thm.Softmax.ExpBound

/-!
# The slope of SiLU over short steps

The proof of SiLU's Lipschitz constant looks at `fall x = x / (1 + exp x)`, which is `-silu (-x)`.
It may fall by at most a tenth of the step. The slope is extreme where `exp x = 11`, and there the
claim is `exp (12 / 5) ≥ 11`, which holds with little to spare. This file proves the claim for steps
of at most `1 / 4096`, from `exp (2399 / 1000) ≥ 11`.

## Main definitions
* `fall x`: `x / (1 + exp x)`.

## Main theorems
* `eleven_le_exp`: `exp (2399 / 1000) ≥ 11`.
* `fall_step`: `10 (fall b - fall a) ≤ a - b` for `0 ≤ a - b ≤ 1 / 4096`.
-/

universe u

namespace QuantCert.Silu

variable {R : Type u} [ExpField R]

/-- `x / (1 + exp x)`. -/
def fall (x : R) : R := x / (1 + exp x)

/-- One plus an exponential is positive. -/
theorem one_add_exp_pos (x : R) : 0 < 1 + exp x := add_pos zero_lt_one (exp_pos x)

/-- `exp t ≥ 11` for `1000 t = 2399`. -/
theorem eleven_le_exp {t : R} (ht : t * natCast 1000 = natCast 2399) : 11 ≤ exp t := by
  have hpow : (2 : R) ^ 12 = natCast 4096 := (natCast_two_pow 12).symm
  have hden : (0 : R) < natCast 4096000 := natCast_pos (by decide)
  have hbase : 1 + t / 2 ^ 12 = natCast 4098399 / natCast 4096000 := by
    rw [eq_div_iff (ne_of_gt hden), hpow, right_distrib, one_mul]
    have hsplit : (natCast 4096000 : R) = natCast 4096 * natCast 1000 := natCast_mul 4096 1000
    have hsum : (natCast 4098399 : R) = natCast 4096000 + natCast 2399 := natCast_add 4096000 2399
    rw [hsum, ← ht, hsplit, ← mul_assoc, div_mul_cancel _ (ne_of_gt (natCast_pos (by decide)))]
  have hnonneg : -(2 ^ 12) ≤ t := by
    have h1000 : (0 : R) < natCast 1000 := natCast_pos (by decide)
    have ht0 : 0 ≤ t := by
      rw [(eq_div_iff (ne_of_gt h1000)).mpr ht]
      exact div_nonneg (natCast_nonneg _) h1000
    exact le_trans (neg_nonpos_of_nonneg (le_of_lt (two_pow_pos 12))) ht0
  have root : ∀ n : Nat, 11 * 4096000 ^ n ≤ 4098399 ^ n →
      11 ≤ (natCast 4098399 / natCast 4096000 : R) ^ n := fun n hn => by
    have hcast := natCast_le (R := R) hn
    rw [natCast_mul, natCast_pow, natCast_pow,
      ← div_mul_cancel (natCast 4098399) (ne_of_gt hden), mul_pow] at hcast
    exact le_of_mul_le_mul_right hcast (pow_pos hden n)
  refine le_trans ?_ (pow_le_exp (k := 12) hnonneg)
  rw [hbase]
  exact root (2 ^ 12) (Nat.le_of_ble_eq_true (by decide +kernel))

/-- The tangent of the exponential where it is eleven: `11000 a ≤ 1000 exp a + 15389`. -/
theorem tangent_at_eleven (a : R) : 11000 * a ≤ 1000 * exp a + 15389 := by
  have h1000 : (natCast 1000 : R) ≠ 0 := ne_of_gt (natCast_pos (by decide))
  have ht : natCast 2399 / natCast 1000 * natCast 1000 = (natCast 2399 : R) :=
    div_mul_cancel _ h1000
  have hexp : 11 * (1 + (a - natCast 2399 / natCast 1000)) ≤ exp a :=
    calc 11 * (1 + (a - natCast 2399 / natCast 1000))
      _ ≤ 11 * exp (a - natCast 2399 / natCast 1000) :=
        mul_le_mul_of_nonneg_left (one_add_le_exp _) (natCast_nonneg 11)
      _ ≤ exp (natCast 2399 / natCast 1000) * exp (a - natCast 2399 / natCast 1000) :=
        mul_le_mul_of_nonneg_right (eleven_le_exp ht) (le_of_lt (exp_pos _))
      _ = exp a := by rw [← exp_add, add_sub_cancel]
  have h := mul_le_mul_of_nonneg_left hexp (natCast_nonneg (R := R) 1000)
  refine le_of_sub_eq (c := 1000 * exp a - 1000 * (11 * (1 + (a - natCast 2399 / natCast 1000))))
    ?_ (sub_nonneg.mpr h)
  have hmul : 1000 * (11 * (1 + (a - natCast 2399 / natCast 1000))) =
      11000 * (1 + a) - 11 * (natCast 2399 / natCast 1000 * natCast 1000) := by
    generalize (natCast 2399 / natCast 1000 : R) = t
    exact ring_eq [a, t] (by decide +kernel)
  rw [hmul, ht]
  exact ring_eq [a, exp a] (by decide +kernel)

/-- The inequality between `b`, `P = exp a` and `Q = exp b` behind `fall_step`. -/
theorem ten_mul_le {b P Q : R} (hP : 0 ≤ P) (hb : 11000 * b ≤ 1000 * P + 15389)
    (hQ : 4095 * P ≤ 4096 * Q) : 10 * (b * P) ≤ (1 + Q) * (11 + P) := by
  have hscaled : 4505600 * (10 * (b * P)) ≤ 4505600 * ((1 + Q) * (11 + P)) := by
    refine le_of_sub_eq (c := 1100 * ((4096 * Q - 4095 * P) * (11 + P)) +
      4096 * ((1000 * P + 15389 - 11000 * b) * P) +
      (408500 * (P - 11) ^ 2 + 8756 * P + 133100))
      (ring_eq [b, P, Q] (by decide +kernel)) ?_
    have h11 : 0 ≤ 11 + P := add_nonneg (natCast_nonneg 11) hP
    exact add_nonneg (add_nonneg
      (mul_nonneg (natCast_nonneg 1100) (mul_nonneg (sub_nonneg.mpr hQ) h11))
      (mul_nonneg (natCast_nonneg 4096) (mul_nonneg (sub_nonneg.mpr hb) hP)))
      (add_nonneg (add_nonneg (mul_nonneg (natCast_nonneg 408500) (sq_nonneg _))
        (mul_nonneg (natCast_nonneg 8756) hP)) (natCast_nonneg 133100))
  exact le_of_mul_le_mul_left hscaled (natCast_pos (by decide))

/-- The difference of two values of `fall`, without division. -/
theorem fall_sub_mul (a b : R) : (fall b - fall a) * ((1 + exp a) * (1 + exp b)) =
    b * (exp a - exp b) - (a - b) * (1 + exp b) := by
  have ha : fall a * (1 + exp a) = a := div_mul_cancel _ (ne_of_gt (one_add_exp_pos a))
  have hb : fall b * (1 + exp b) = b := div_mul_cancel _ (ne_of_gt (one_add_exp_pos b))
  have h : (fall b - fall a) * ((1 + exp a) * (1 + exp b)) =
      fall b * (1 + exp b) * (1 + exp a) - fall a * (1 + exp a) * (1 + exp b) :=
    ring_eq [fall a, fall b, exp a, exp b] (by decide +kernel)
  rw [h, ha, hb]
  exact ring_eq [a, b, exp a, exp b] (by decide +kernel)

/-- Over a step of at most `1 / 4096`, `fall` falls by at most a tenth of the step. -/
theorem fall_step {a b : R} (h : b ≤ a) (hstep : 4096 * (a - b) ≤ 1) :
    10 * (fall b - fall a) ≤ a - b := by
  have hP := le_of_lt (exp_pos a)
  have hh : 0 ≤ a - b := sub_nonneg.mpr h
  have hexp : exp a * (1 - (a - b)) ≤ exp b := by
    have hle := mul_le_mul_of_nonneg_left (one_add_le_exp (b - a)) hP
    rw [← exp_add, add_sub_cancel] at hle
    have heq : 1 + (b - a) = 1 - (a - b) := ring_eq [a, b] (by decide +kernel)
    rw [heq] at hle
    exact hle
  have hrise : exp a - exp b ≤ (a - b) * exp a :=
    le_of_sub_eq (ring_eq [a, b, exp a, exp b] (by decide +kernel)) (sub_nonneg.mpr hexp)
  have hQ : 4095 * exp a ≤ 4096 * exp b := by
    refine le_of_sub_eq (c := 4096 * (exp b - exp a * (1 - (a - b))) +
      (1 - 4096 * (a - b)) * exp a) (ring_eq [a, b, exp a, exp b] (by decide +kernel)) ?_
    exact add_nonneg (mul_nonneg (natCast_nonneg 4096) (sub_nonneg.mpr hexp))
      (mul_nonneg (sub_nonneg.mpr hstep) hP)
  have hD : 0 < (1 + exp a) * (1 + exp b) := mul_pos (one_add_exp_pos a) (one_add_exp_pos b)
  refine le_of_mul_le_mul_right ?_ hD
  rw [mul_assoc, fall_sub_mul]
  have hle : 0 ≤ (a - b) * ((1 + exp b) * (11 + exp a)) :=
    mul_nonneg hh (mul_nonneg (le_of_lt (one_add_exp_pos b)) (add_nonneg (natCast_nonneg 11) hP))
  have hfinal : 10 * (b * (exp a - exp b)) ≤ (a - b) * ((1 + exp b) * (11 + exp a)) := by
    cases le_total 0 b with
    | inl hb =>
      have hb' : 11000 * b ≤ 1000 * exp a + 15389 :=
        le_trans (mul_le_mul_of_nonneg_left h (natCast_nonneg 11000)) (tangent_at_eleven a)
      calc 10 * (b * (exp a - exp b))
        _ ≤ 10 * (b * ((a - b) * exp a)) :=
          mul_le_mul_of_nonneg_left (mul_le_mul_of_nonneg_left hrise hb) (natCast_nonneg 10)
        _ = (a - b) * (10 * (b * exp a)) := ring_eq [a, b, exp a] (by decide +kernel)
        _ ≤ (a - b) * ((1 + exp b) * (11 + exp a)) :=
          mul_le_mul_of_nonneg_left (ten_mul_le hP hb' hQ) hh
    | inr hb =>
      have hneg : 0 ≤ -b * (exp a - exp b) :=
        mul_nonneg (neg_nonneg_of_nonpos hb) (sub_nonneg.mpr (exp_le_exp.mpr h))
      refine le_trans ?_ hle
      refine le_of_sub_eq (c := 10 * (-b * (exp a - exp b))) ?_
        (mul_nonneg (natCast_nonneg 10) hneg)
      exact ring_eq [b, exp a, exp b] (by decide +kernel)
  refine le_of_sub_eq ?_ (sub_nonneg.mpr hfinal)
  exact ring_eq [a, b, exp a, exp b] (by decide +kernel)

end QuantCert.Silu
