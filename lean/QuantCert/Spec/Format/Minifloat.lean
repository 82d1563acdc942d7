prelude
import QuantCert.Spec.Digits.Digit

/-!
# Numbers of 4 and 8 bits

Sources: E2M1 and E8M0 as in the "OCP Microscaling Formats (MX) Specification" 1.0, E4M3 and E5M2 as
in the "OCP 8-bit Floating Point Specification" 1.0.

## Main definitions
* `Minifloat.number`: a sign, an exponent and a fraction; subnormals
* `Minifloat.e2m1`, `Minifloat.e4m3`, `Minifloat.e5m2`: in units of 2^-1, 2^-9 and 2^-16
* `Minifloat.e8m0`: a power of two, in units of 2^-127
* `Minifloat.isE4M3`, `Minifloat.isE5M2`, `Minifloat.isE8M0`: whether a byte is a number
-/

namespace QuantCert.Minifloat

/-- The number of a code with `e` bits of exponent and `f` of fraction, in units of the smallest. -/
def number (e f code : Nat) : Int :=
  let size := code % 2 ^ (e + f)
  let field := size / 2 ^ f
  let fraction := size % 2 ^ f
  let units := if field = 0 then fraction else (2 ^ f + fraction) * 2 ^ (field - 1)
  if code < 2 ^ (e + f) then (units : Int) else -(units : Int)

/-- Two bits of exponent and one of fraction: up to 6. -/
def e2m1 (code : Nat) : Int := number 2 1 code

/-- Four bits of exponent and three of fraction: up to 448. -/
def e4m3 (byte : Nat) : Int := number 4 3 byte

/-- Five bits of exponent and two of fraction: up to 57344. -/
def e5m2 (byte : Nat) : Int := number 5 2 byte

/-- Eight bits of exponent. -/
def e8m0 (byte : Nat) : Int := (2 ^ byte : Nat)

/-- The two bytes whose other bits are all set are NaN; there is no infinity. -/
def isE4M3 (byte : Nat) : Bool := decide (byte % 128 < 127)

/-- The largest exponent is infinity or NaN. -/
def isE5M2 (byte : Nat) : Bool := decide (byte % 128 < 124)

/-- 255 is NaN. -/
def isE8M0 (byte : Nat) : Bool := decide (byte < 255)

/-- 6, -1/2 and the smallest E2M1 above one half. -/
example : e2m1 7 = 12 ∧ e2m1 9 = -(1 : Nat) ∧ e2m1 2 = 2 := by decide +kernel

/-- The largest numbers, and 1. -/
example : e4m3 0x7e = 448 * 512 ∧ e4m3 0x38 = 512 ∧ e5m2 0x7b = 57344 * 65536 := by decide +kernel

end QuantCert.Minifloat
