prelude
import QuantCert.Spec.Integer.Exp2
import QuantCert.Spec.Integer.Narrow

/-!
# SiLU and gated products of integers

## Main definitions
* `Integer.sigmoid`, `Integer.silu`: of a number in units of `2^-F`
* `Integer.gate`: products with the entries of another vector
-/

namespace QuantCert.Integer

/-- `log2 e` in units of `2^-16`, rounded to nearest. -/
def log2e : Int := 94548

/-- `1 / (1 + exp (-x))` in units of `2^-24`, for `x` in units of `2^-F`. -/
def sigmoid (T : PowerTable) (F : Nat) (x : Int) : Int :=
  let z := halfPower T (roundShift (x.natAbs * log2e) F).toNat
  let one := twoPow powUnit
  if 0 ≤ x then roundDiv (one * one) (one + z) else roundDiv (z * one) (one + z)

/-- `x / (1 + exp (-x))` in units of `2^-F`. -/
def silu (T : PowerTable) (F : Nat) (x : Int) : Int := roundShift (x * sigmoid T F x) powUnit

/-- Factors of a gated product have so many bits, without the sign. -/
def factorBits : Nat := 30

/-- Products, entry by entry, of vectors that are shifted to `factorBits` bits where they are larger. -/
def gatedProducts (F : Nat) (a b : List Int) : List Int :=
  let k := leastShift (twoPow factorBits - 1) a
  let l := leastShift (twoPow factorBits - 1) b
  List.zipWith (fun x y => roundShift (roundShift x k * roundShift y l)
    ((F : Int) - (k : Int) - (l : Int))) a b

/-- `silu a * b`, entry by entry. -/
def gate (T : PowerTable) (F : Nat) (a b : List Int) : List Int :=
  gatedProducts F (a.map (silu T F)) b

end QuantCert.Integer
