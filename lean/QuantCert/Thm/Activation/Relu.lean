prelude
import QuantCert.Algebra.Abs
import QuantCert.Spec.Activation.Lipschitz
import QuantCert.Spec.Activation.Relu

/-!
# Laws of the rectifier

## Main theorems
* `relu_lipschitz`: it moves no two numbers apart.
* `abs_relu_le`: it grows no number.
-/

universe u

namespace QuantCert

variable {R : Type u} [OrderedField R]

/-- The rectifier keeps a nonnegative number. -/
theorem relu_of_nonneg {a : R} (h : 0 ≤ a) : relu a = a := max_eq_left h

/-- The rectifier of a number at most zero is zero. -/
theorem relu_of_nonpos {a : R} (h : a ≤ 0) : relu a = 0 := max_eq_right h

/-- The rectifier is not negative. -/
theorem relu_nonneg (a : R) : 0 ≤ relu a := le_max_right a 0

/-- The rectifier grows by no more than its argument changes. -/
theorem relu_sub_le (a b : R) : relu a - relu b ≤ abs (a - b) := by
  rw [sub_le_iff_le_add]
  refine max_le ?_ (add_nonneg (abs_nonneg _) (relu_nonneg b))
  refine le_trans ?_ (add_le_add (le_abs_self (a - b)) (le_max_left b 0))
  rw [sub_add_cancel]
  exact le_refl a

/-- The rectifier has the Lipschitz constant one. -/
theorem relu_lipschitz : Lipschitz (1 : R) relu := fun a b => by
  rw [one_mul]
  refine abs_le_of (relu_sub_le a b) ?_
  rw [neg_sub, abs_sub_comm]
  exact relu_sub_le b a

/-- The rectifier grows no number. -/
theorem abs_relu_le (a : R) : abs (relu a) ≤ abs a := by
  rw [abs_of_nonneg (relu_nonneg a)]
  exact max_le (le_abs_self a) (abs_nonneg a)

end QuantCert
