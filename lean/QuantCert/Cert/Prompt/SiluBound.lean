prelude
import QuantCert.Cert.Prompt.Quotient
import QuantCert.Thm.Activation.Silu

/-!
# SiLU of one enclosed number

SiLU is enclosed at the midpoint, where the exponential is that of an exact number; its Lipschitz
constant 11/10 carries the radius over.

## Main definitions
* `Cell.gateError`: what is left of a claim.

## Main theorems
* `silu_of_bound`: what is compared for one entry.
-/

universe u

namespace QuantCert

open Digits

/-- The difference of `c N` and `d D`, without the radii of `c` and `d`. -/
def Cell.gateError (c d N D : Cell) : Cell := (c.exact.mul N).add (d.exact.mul D).neg'

/-- A claim `d` for SiLU of what `c` encloses, both in units of `2^-p`, if the logistic function at the
midpoint is the quotient of what `N` and `D` enclose. -/
theorem silu_of_bound {R : Type u} [ExpField R] {p q : Nat} {c d N D : Cell} {x n m : R}
    (hx : c.Holds p x) (hN : N.Holds q n) (hD : D.Holds q m)
    (hs : sigmoid (dyadic p c.mid) = n / m) (hm : 1 ≤ m)
    (h : 10 * ((Cell.gateError c d N D).size + (Cell.gateError c d N D).rad) +
      11 * (c.rad * 2 ^ q) ≤ 10 * (d.rad * 2 ^ q)) : d.Holds p (silu x) := by
  generalize ha : dyadic (R := R) p c.mid = a at hs
  generalize hy : dyadic (R := R) p d.mid = y
  have hpos : 0 < m := lt_of_lt_of_le zero_lt_one hm
  have hdiff := Cell.abs_le_of_holds (Cell.sub_holds (Cell.mul_holds (Cell.holds_exact p c) hN)
    (Cell.mul_holds (Cell.holds_exact p d) hD))
  rw [ha, hy] at hdiff
  have hmid : abs (silu a - y) ≤ dyadic (p + q)
      ((Cell.gateError c d N D).size + (Cell.gateError c d N D).rad : Nat) := by
    refine le_trans ?_ hdiff
    have hval : (silu a - y) * m = a * n - y * m := by
      unfold silu
      rw [hs, ← mul_div_assoc, sub_mul, div_mul_cancel _ (ne_of_gt hpos)]
    rw [← hval, abs_mul, abs_of_nonneg (le_of_lt hpos)]
    have h1 := mul_le_mul_of_nonneg_left hm (abs_nonneg (silu a - y))
    rwa [mul_one] at h1
  have times : ∀ k r j : Nat, (natCast k : R) * dyadic r (j : Nat) = dyadic r (k * j : Nat) :=
    fun k r j => by
      unfold dyadic
      rw [intCast_natCast, intCast_natCast, natCast_mul, mul_div_assoc]
  have fine : ∀ j : Nat, dyadic (R := R) p (j : Nat) = dyadic (p + q) (j * 2 ^ q : Nat) :=
    fun j => by rw [Int.natCast_mul, dyadic_scale]
  have hstep : natCast 10 * abs (silu x - silu a) ≤ natCast 11 * dyadic p c.rad := by
    have h2 : abs (x - a) ≤ dyadic p c.rad := ha ▸ hx
    exact le_trans (ten_mul_abs_silu_sub_le x a)
      (mul_le_mul_of_nonneg_left h2 (natCast_nonneg (R := R) 11))
  have hsum := add_le_add hstep (mul_le_mul_of_nonneg_left hmid (natCast_nonneg (R := R) 10))
  rw [fine c.rad, times, times, ← dyadic_add, ← Int.natCast_add, Nat.add_comm (11 * _)] at hsum
  have hle := le_trans hsum (dyadic_le (Int.ofNat_le.mpr h))
  rw [← times, ← fine] at hle
  unfold Cell.Holds Near
  rw [hy]
  refine le_of_mul_le_mul_left (c := natCast 10) ?_ (natCast_pos (by decide))
  refine le_trans (mul_le_mul_of_nonneg_left (abs_sub_le (silu x) (silu a) y) (natCast_nonneg 10)) ?_
  rw [left_distrib]
  exact hle

end QuantCert
