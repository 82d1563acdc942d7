prelude
import QuantCert.Core.Int.NatAbs
import QuantCert.Algebra.Sum

/-!
# Size of a row of integers

Three sizes of the error `e = W j − What j` of one row, all exact natural numbers. With the entries
in units of `2^-p`, the first two are in units of `2^-p` and the third in units of `2^-(2p)`.

## Main definitions
* `rowL1 n e`: the sum of `|e i|` over `i < n`.
* `rowMax n e`: the largest `|e i|` with `i < n`.
* `rowSq n e`: the sum of `(e i)^2` over `i < n`.
* `rowDiff W What j`: row `j` of the difference of two matrices.
-/

namespace QuantCert

/-- `|e 0| + |e 1| + … + |e (n-1)|`. -/
def rowL1 (n : Nat) (e : Nat → Int) : Nat := sum n fun i => (e i).natAbs

/-- The largest of `|e 0|, …, |e (n-1)|`, and `0` when `n = 0`. -/
def rowMax : Nat → (Nat → Int) → Nat
  | 0, _ => 0
  | n + 1, e => max (rowMax n e) (e n).natAbs

/-- `(e 0)^2 + (e 1)^2 + … + (e (n-1))^2`. -/
def rowSq (n : Nat) (e : Nat → Int) : Nat := sum n fun i => (e i).natAbs * (e i).natAbs

/-- Row `j` of `W − What`. -/
def rowDiff (W What : Nat → Nat → Int) (j : Nat) : Nat → Int := fun i => W j i - What j i

end QuantCert
