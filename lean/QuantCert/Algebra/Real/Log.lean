prelude
import QuantCert.Algebra.ExpField
import QuantCert.Algebra.Real.Complete
import QuantCert.Algebra.RingNorm

/-!
# Two has a logarithm

## Main theorems
* `Complete.exists_log_two`: where least upper bounds exist
-/

universe u

namespace QuantCert

variable {R : Type u} [ExpField R]

/-- Where bounded sets have least upper bounds, two has a logarithm: the largest number whose
exponential is two at most. -/
theorem Complete.exists_log_two (hR : Complete R) : ∃ l : R, exp l = 2 := by
  have htwo : (0 : R) < 2 := zero_lt_two
  have hone : (1 : R) ≤ 2 := le_of_sub_eq (c := 1) (ring_eq [] (by decide +kernel)) zero_le_one
  have ⟨s, hs⟩ := hR (fun a => exp a ≤ 2) ⟨0, by rw [exp_zero]; exact hone⟩
    ⟨2, fun a ha => le_trans (le_trans (le_add_of_nonneg_left zero_le_one) (one_add_le_exp a)) ha⟩
  have hpos := exp_pos s
  refine ⟨s, le_antisymm (le_of_not_lt fun hlt => ?_) (le_of_not_lt fun hlt => ?_)⟩
  · have hd : 0 < 1 - 2 / exp s := sub_pos.mpr (lt_of_not_le fun h => not_le_of_lt hlt (by
      rwa [le_div_iff hpos, one_mul] at h))
    have hcancel := div_mul_cancel 2 (ne_of_gt hpos)
    have hbelow : 2 ≤ exp (s + -(1 - 2 / exp s)) := by
      have h := mul_le_mul_of_nonneg_left (one_add_le_exp (-(1 - 2 / exp s))) (le_of_lt hpos)
      rw [← exp_add] at h
      refine le_trans (le_of_eq ?_) h
      generalize 2 / exp s = q at *
      rw [← hcancel]
      exact ring_eq [q, exp s] (by decide +kernel)
    have hleast := hs.least _ fun a ha => exp_le_exp.mp (le_trans ha hbelow)
    refine not_le_of_lt hd (le_of_sub_eq (c := s + -(1 - 2 / exp s) - s) ?_ (sub_nonneg.mpr hleast))
    exact ring_eq [s, 2 / exp s] (by decide +kernel)
  · have hp : 0 < exp s / 2 := div_pos hpos htwo
    have hd : 0 < 1 - exp s / 2 := sub_pos.mpr (lt_of_not_le fun h => not_le_of_lt hlt (by
      rwa [le_div_iff htwo, one_mul] at h))
    have hone' : 1 - (1 - exp s / 2) = exp s / 2 := ring_eq [exp s / 2] (by decide +kernel)
    have habove : exp (s + (1 - exp s / 2)) ≤ 2 := by
      have h := mul_le_mul_of_nonneg_left (exp_le_inv (sub_pos.mp (by rwa [hone']))) (le_of_lt hpos)
      rw [← exp_add, hone'] at h
      refine le_trans h (le_of_eq (mul_right_cancel (ne_of_gt hp) ?_))
      rw [mul_assoc, div_mul_cancel _ (ne_of_gt hp), mul_one, mul_comm, div_mul_cancel _ (ne_of_gt htwo)]
    refine not_le_of_lt hd (le_of_sub_eq (c := s - (s + (1 - exp s / 2))) ?_
      (sub_nonneg.mpr (hs.upper _ habove)))
    exact ring_eq [s, exp s / 2] (by decide +kernel)

end QuantCert
