prelude
import QuantCert.Cert.Prompt.DigitSums
import QuantCert.Cert.Prompt.LaneProducts

/-!
# Dot products of digits

## Main definitions
* `dotDigits k l d X Y`: the sum of the products of the lowest `d` digits of `X` and `Y`.

## Main theorems
* `dotDigits_eq`
-/

namespace QuantCert

open Digits

/-- The sum of the products of the lowest `d` digits of `k` bits of `X` and of `l` bits of `Y`. -/
noncomputable def dotDigits (k l d X Y : Nat) : Nat :=
  withValue (Nat.add k l) fun w => sumDigits w d (productDigits k l w d X Y)

/-- The products are added up. -/
theorem dotDigits_eq (k l d X Y : Nat) :
    dotDigits k l d X Y = sum d fun c => digit k X c * digit l Y c := by
  have small : ∀ c, c < d → digit k X c * digit l Y c < 2 ^ (k + l) := fun c _ => by
    rw [Nat.pow_add]
    exact Nat.mul_lt_mul'' (digit_lt k X c) (digit_lt l Y c)
  refine (withValue_eq _ _).trans ?_
  show sumDigits (k + l) d (productDigits k l (k + l) d X Y) = _
  rw [sumDigits_eq, productDigits_eq]
  exact sum_congr fun c hc => digit_pack small hc

end QuantCert
