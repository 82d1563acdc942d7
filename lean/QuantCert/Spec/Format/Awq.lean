prelude
import QuantCert.Spec.Digits.Digit

/-!
# AWQ, the form "gemm"

The codes of an input lie in the words of its row of `qweight`, the zero-points of a group in those
of its row of `qzeros`; both along outputs, eight a word. Source: `modules/linear/gemm.py` of
AutoAWQ 0.2.9.

## Main definitions
* `Awq.field`: the field of output `i`
-/

namespace QuantCert.Awq

open Digits

/-- The place of each of eight outputs in their word, whose fields are those of outputs
0, 2, 4, 6, 1, 3, 5, 7. -/
def places : List Nat := [0, 4, 1, 5, 2, 6, 3, 7]

/-- The field of output `i` in a row of words. -/
def field (words i : Nat) : Nat := digit 4 words (8 * (i / 8) + listEntry places (i % 8))

/-- The fields of one word. -/
example : field 0x75316420 0 = 0 ∧ field 0x75316420 1 = 1 ∧ field 0x75316420 6 = 6 ∧
    field (0x10 * 2 ^ 32) 10 = 1 := by decide +kernel

end QuantCert.Awq
