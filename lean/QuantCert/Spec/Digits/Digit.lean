prelude
import QuantCert.Core

/-!
# Digits of a natural number

A natural number holds a vector: entry `i` is digit `i` in base `2^k`, lowest first. The bytes of a
little-endian array of `k`-bit integers, read as one number, are such a vector.

## Main definitions
* `digit k N i`: digit `i` of `N` in base `2^k`
* `listEntry l i`: element `i` of a list of numbers, zero past its end
-/

namespace QuantCert

namespace Digits

/-- Digit `i` of `N` in base `2^k`, lowest first. -/
def digit (k N i : Nat) : Nat := N / 2 ^ (k * i) % 2 ^ k

end Digits

/-- Element `i` of a list of numbers; zero past its end. -/
def listEntry : List Nat → Nat → Nat
  | [], _ => 0
  | a :: _, 0 => a
  | _ :: l, i + 1 => listEntry l i

end QuantCert
