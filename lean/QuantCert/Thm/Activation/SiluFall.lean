prelude
import QuantCert.Thm.Activation.SiluStep

/-!
# The slope of SiLU over steps of any length

Steps longer than `1 / 4096` are cut into at most 20480 short ones; steps longer than 5 need no
cutting because `fall` is at most `1/2`.

## Main theorems
* `fall_steps`: `10 (fall b - fall a) ≤ a - b` for `0 ≤ a - b ≤ n / 4096`.
* `two_mul_fall_le_one`, `fall_le_of_nonpos`: size and direction of `fall`.
* `fall_sub_le`: `10 (fall b - fall a) ≤ a - b` for all `b ≤ a`.
-/

universe u

namespace QuantCert.Silu

variable {R : Type u} [ExpField R]

/-- At most `n` short steps: `fall` falls by at most a tenth of a step of at most `n / 4096`. -/
theorem fall_steps (n : Nat) {a b : R} (h : b ≤ a) (hn : 4096 * (a - b) ≤ natCast n) :
    10 * (fall b - fall a) ≤ a - b := by
  induction n generalizing b with
  | zero =>
    have hnonpos : a - b ≤ 0 := le_of_mul_le_mul_left (by rw [mul_zero]; exact hn)
      (natCast_pos (by decide : 0 < 4096))
    have heq : a = b := le_antisymm (sub_nonneg.mp (by
      rw [← neg_sub]; exact neg_nonneg_of_nonpos hnonpos)) h
    rw [heq, sub_self, sub_self, mul_zero]
    exact le_refl 0
  | succ n ih =>
    cases le_total (4096 * (a - b)) 1 with
    | inl hshort => exact fall_step h hshort
    | inr hlong =>
      have h4096 : (0 : R) < 4096 := natCast_pos (by decide)
      have hstep : (4096 : R) * (1 / 4096) = 1 := by
        rw [mul_comm, div_mul_cancel _ (ne_of_gt h4096)]
      have hc : b + 1 / 4096 ≤ a := by
        refine le_of_mul_le_mul_left ?_ h4096
        rw [left_distrib, hstep]
        exact le_of_sub_eq (ring_eq [a, b] (by decide +kernel)) (sub_nonneg.mpr hlong)
      have hb : b ≤ b + 1 / 4096 := le_add_of_nonneg_right (div_nonneg zero_le_one h4096)
      have hfirst := fall_step hb (le_of_eq (by rw [add_sub_cancel_left, hstep]))
      have hrest := ih hc (by
        have heq : 4096 * (a - (b + 1 / 4096)) = 4096 * (a - b) - 4096 * (1 / 4096) :=
          ring_eq [a, b, 1 / 4096] (by decide +kernel)
        rw [heq, hstep, sub_le_iff_le_add, ← natCast_succ]
        exact hn)
      calc 10 * (fall b - fall a)
        _ = 10 * (fall b - fall (b + 1 / 4096)) + 10 * (fall (b + 1 / 4096) - fall a) :=
          ring_eq [fall a, fall b, fall (b + 1 / 4096)] (by decide +kernel)
        _ ≤ (b + 1 / 4096 - b) + (a - (b + 1 / 4096)) := add_le_add hfirst hrest
        _ = a - b := ring_eq [a, b, b + 1 / 4096] (by decide +kernel)

/-- `fall` has the sign of its argument. -/
theorem fall_nonneg {x : R} (h : 0 ≤ x) : 0 ≤ fall x := div_nonneg h (one_add_exp_pos x)

/-- `fall` is at most `1/2`. -/
theorem two_mul_fall_le_one {x : R} (h : 0 ≤ x) : 2 * fall x ≤ 1 := by
  have htwo : (2 : R) ≤ exp 1 := one_add_one (R := R) ▸ one_add_le_exp 1
  have hprev : x ≤ exp (x - 1) := by
    have hle := one_add_le_exp (x - 1)
    rw [add_sub_cancel] at hle
    exact hle
  have hexp : 2 * x ≤ exp x := by
    have hle := mul_le_mul htwo hprev h (le_of_lt (exp_pos 1))
    rw [← exp_add, add_sub_cancel] at hle
    exact hle
  unfold fall
  rw [← mul_div_assoc, div_le_iff (one_add_exp_pos x), one_mul]
  exact le_trans hexp (le_add_of_nonneg_left zero_le_one)

/-- `fall` rises on the negative side. -/
theorem fall_le_of_nonpos {a b : R} (h : b ≤ a) (ha : a ≤ 0) : fall b ≤ fall a := by
  have hb : fall b ≤ a / (1 + exp b) := div_le_div_right h (one_add_exp_pos b)
  refine le_trans hb ?_
  unfold fall
  rw [div_le_iff (one_add_exp_pos b), div_mul_eq_mul_div, le_div_iff (one_add_exp_pos a)]
  refine le_of_sub_eq (c := -a * (exp a - exp b)) (ring_eq [a, exp a, exp b] (by decide +kernel)) ?_
  exact mul_nonneg (neg_nonneg_of_nonpos ha) (sub_nonneg.mpr (exp_le_exp.mpr h))

/-- `fall` falls by at most a tenth of a step, for steps of any length. -/
theorem fall_sub_le {a b : R} (h : b ≤ a) : 10 * (fall b - fall a) ≤ a - b := by
  have hh : 0 ≤ a - b := sub_nonneg.mpr h
  cases le_total (4096 * (a - b)) (natCast 20480) with
  | inl hshort => exact fall_steps 20480 h hshort
  | inr hlong =>
    cases le_total a 0 with
    | inl ha =>
      have hnonpos : fall b - fall a ≤ 0 := sub_le_iff_le_add.mpr (by
        rw [zero_add]; exact fall_le_of_nonpos h ha)
      refine le_trans (mul_le_mul_of_nonneg_left hnonpos (natCast_nonneg 10)) ?_
      rw [mul_zero]
      exact hh
    | inr ha =>
      have hfive : 5 ≤ a - b := by
        have h20480 : (natCast 20480 : R) = 4096 * 5 := natCast_mul 4096 5
        rw [h20480] at hlong
        exact le_of_mul_le_mul_left hlong (natCast_pos (by decide))
      refine le_trans ?_ hfive
      have hhalf : 2 * fall b ≤ 1 := by
        cases le_total 0 b with
        | inl hb => exact two_mul_fall_le_one hb
        | inr hb =>
          have hfall := fall_le_of_nonpos hb (le_refl (0 : R))
          have hzero : fall (0 : R) = 0 := zero_div _
          rw [hzero] at hfall
          exact le_trans (mul_le_mul_of_nonneg_left hfall (le_of_lt zero_lt_two))
            (by rw [mul_zero]; exact zero_le_one)
      refine le_of_sub_eq (c := 5 * (1 - 2 * fall b) + 10 * fall a)
        (ring_eq [fall a, fall b] (by decide +kernel)) ?_
      exact add_nonneg (mul_nonneg (natCast_nonneg 5) (sub_nonneg.mpr hhalf))
        (mul_nonneg (natCast_nonneg 10) (fall_nonneg ha))

end QuantCert.Silu
