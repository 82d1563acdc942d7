prelude
import QuantCert.Algebra.Sum
import QuantCert.Spec.Digits.Digit

/-!
# Packing a vector into a number

## Main definitions
* `pack k n f`: the number whose digits in base `2^k` are `f 0, …, f (n - 1)`, if each is below
  `2^k`
-/

namespace QuantCert.Digits

/-- `f 0 + f 1 * 2^k + … + f (n - 1) * 2^(k * (n - 1))`. -/
def pack (k n : Nat) (f : Nat → Nat) : Nat := sum n fun i => f i * 2 ^ (k * i)

end QuantCert.Digits
