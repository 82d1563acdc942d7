prelude
import QuantCert.Core

/-!
# Rounding of integers

The only two roundings of the integer program. Both go to the nearest integer, halves up.

## Main definitions
* `Integer.roundShift v k`: `v * 2^-k`, exact if `k ≤ 0`
* `Integer.roundDiv a d`: the quotient `a / d`, for `d > 0`
* `Integer.isqrt n`: the root of `n`, rounded down
-/

namespace QuantCert.Integer

/-- `2^k`, as an integer. -/
def twoPow (k : Nat) : Int := ((2 ^ k : Nat) : Int)

/-- `v * 2^-k`, rounded to the nearest integer, halves up: `floor ((v + 2^(k-1)) / 2^k)`. For
`k ≤ 0` it is exact. -/
def roundShift (v : Int) : (k : Int) → Int
  | .ofNat 0 => v
  | .ofNat (k + 1) => (v + twoPow k) / twoPow (k + 1)
  | .negSucc k => v * twoPow (k + 1)

/-- The quotient `a / d` rounded to the nearest integer, halves up: `floor ((2 a + d) / (2 d))`. -/
def roundDiv (a d : Int) : Int := (2 * a + d) / (2 * d)

/-- The root of `n`, two bits of `n` a step; `steps ≥ n` are always enough. -/
def isqrtFrom : (steps n : Nat) → Nat
  | 0, _ => 0
  | steps + 1, n =>
    if n = 0 then 0
    else
      let r := 2 * isqrtFrom steps (n / 4)
      if (r + 1) * (r + 1) ≤ n then r + 1 else r

/-- The largest number whose square is at most `n`. -/
def isqrt (n : Nat) : Nat := isqrtFrom n n

/-- Halves are rounded up, also below zero. -/
example : roundShift 3 1 = 2 ∧ roundShift (-3) 1 = -1 ∧ roundShift 5 (-2) = 20 ∧
    roundDiv 7 2 = 4 ∧ roundDiv (-7) 2 = -3 ∧ isqrt 99 = 9 ∧ isqrt (10 ^ 24) = 10 ^ 12 := by
  decide +kernel

end QuantCert.Integer
