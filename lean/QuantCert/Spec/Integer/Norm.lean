prelude
import QuantCert.Spec.Integer.Narrow

/-!
# RMSNorm of integers

## Main definitions
* `Integer.NormFactors`: the constants of a norm
* `Integer.rmsNorm`: the norm of a wide vector, by an integer square root
-/

namespace QuantCert.Integer

/-- The constants of a norm of vectors of `n` entries. -/
structure NormFactors where
  /-- `gamma_i * sqrt n`, rounded to units of `2^-factorUnit` -/
  factors : List Int
  /-- `epsilon * n` in units of `2^-(2 F)`, rounded -/
  epsilon : Int

/-- Factors are in units of `2^-factorUnit`. -/
def factorUnit : Nat := 16

/-- No entry has more bits than this, and a sign, before it is squared. -/
def normBits : Nat := 23

/-- The root mean square norm of `x`, which is in units of `2^-F` with `F ≥ factorUnit`: entries of
`normBits` bits, the root of the sum of their squares, and one rounded division. -/
def rmsNorm (F : Nat) (N : NormFactors) (x : List Int) : List Int :=
  let k := leastShift (twoPow normBits - 1) x
  let small := shiftAll k x
  let square := small.foldr (fun a s => a * a + s) (roundShift N.epsilon (2 * (k : Int)))
  let root : Int := (max (isqrt square.toNat) 1 : Nat)
  List.zipWith (fun a c => roundDiv (a * (c * twoPow (F - factorUnit))) root) small N.factors

/-- Of [3, 4] with factors one half and one: the root is 5, one unit is 2^-20. -/
example : rmsNorm 20 ⟨[2 ^ 15, 2 ^ 16], 0⟩ [3, 4] = [314573, 838861] := by decide +kernel

end QuantCert.Integer
