prelude
import QuantCert.Algebra.CauchySchwarz
import QuantCert.Algebra.Dyadic
import QuantCert.Algebra.Rat
import QuantCert.Algebra.SumGroups

/-! # Sums, bounds and values of concrete numbers -/

namespace QuantCert

/-- One function sums natural numbers, integers and rational numbers. -/
example : sum 5 (fun i => i * i) = 30 := by decide +kernel
example : sum 3 (fun i => (i : Int) - 2) = -3 := by decide +kernel
example : sum 4 (fun i => (1 / natCast (i + 1) : Rat)) = 25 / 12 := by decide +kernel

/-- Ten indices in groups of four: the last group has two. -/
example : groupLength 10 4 0 = 4 ∧ groupLength 10 4 2 = 2 ∧ groupLength 10 4 3 = 0 := by
  decide +kernel
example (f : Nat → Int) :
    (sum 3 fun k => sum (groupLength 10 4 k) fun i => f (k * 4 + i)) = sum 10 f :=
  sum_groups (by decide) f

/-- Reversal of three indices is a permutation. -/
example (f : Nat → Int) : (sum 3 fun i => f (2 - i)) = sum 3 f :=
  sum_perm (τ := fun i => 2 - i) (by decide) (by decide) f

/-- Hölder's inequality for concrete numbers, and equality at the vector of signs. -/
example : abs (sum 2 fun i => (natCast i - 1 / 2) * (-1) : Rat) ≤ 1 * 1 := by decide +kernel
example : (sum 2 fun i => (natCast i - 1 / 2) * withSign 3 (natCast i - 1 / 2) : Rat) = 1 * 3 := by
  decide +kernel

/-- Dyadic values: `-3/8 + 1/8 = -1/4`, in units of `2^-3`. -/
example : (dyadic 3 (-3) + dyadic 3 1 : Rat) = -(1 / 4) := by decide +kernel
example : (dyadic 5 (-12) : Rat) = dyadic 3 (-3) := by decide +kernel
example : ¬ (dyadic 3 (-3) : Rat) ≤ dyadic 3 (-4) := by decide +kernel

end QuantCert
