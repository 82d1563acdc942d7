prelude
import QuantCert.Thm.Accumulator.Dot

/-! # Checking the width of an accumulator

## Main definitions
- `checkAccumulator`: `K` times the corner products fit

## Main theorems
- `checkAccumulator_sound`: then no order and no blocking of `K` products overflows
- `checkAccumulator_complete`: and the check refuses nothing that is safe
-/

namespace QuantCert

open Accumulator

/-- `K` products of codes in `lo .. hi` and activations in `xlo .. xhi` fit `bits` bits: `K` times
the extreme corner products (or 0) do. -/
def checkAccumulator (bits K : Nat) (lo hi xlo xhi : Int) : Bool :=
  decide (0 < bits ∧
    -((2 ^ (bits - 1) : Nat) : Int) ≤ K * min 0 (minCorner lo hi xlo xhi) ∧
    K * max 0 (maxCorner lo hi xlo xhi) < ((2 ^ (bits - 1) : Nat) : Int))

/-- A checked accumulator is safe, in any order and any blocking. -/
theorem checkAccumulator_sound {bits K : Nat} {lo hi xlo xhi : Int}
    (h : checkAccumulator bits K lo hi xlo xhi = true) : Accumulator.Safe bits K lo hi xlo xhi :=
  have h' := of_decide_eq_true h
  safe_of_corners h'.1 h'.2.1 h'.2.2

/-- Every safe accumulator passes the check, for ranges that are not empty. -/
theorem checkAccumulator_complete {bits K : Nat} {lo hi xlo xhi : Int} (hbits : 0 < bits)
    (h : lo ≤ hi) (hx : xlo ≤ xhi) (hsafe : Accumulator.Safe bits K lo hi xlo xhi) :
    checkAccumulator bits K lo hi xlo xhi = true :=
  decide_eq_true ⟨hbits, (safe_iff hbits h hx).mp hsafe⟩

/-- 384 products of 4-bit codes and signed 8-bit activations fit 32 bits, and not 17. -/
example : Accumulator.Safe 32 384 0 15 (-128) 127 ∧
    checkAccumulator 17 384 0 15 (-128) 127 = false :=
  ⟨checkAccumulator_sound (by decide +kernel), by decide +kernel⟩

end QuantCert
