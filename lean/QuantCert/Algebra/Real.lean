prelude
import QuantCert.Algebra.ExpField
import QuantCert.Algebra.Rat
import QuantCert.Algebra.Real.Exp
import QuantCert.Algebra.Real.LeastUpperBound
import QuantCert.Algebra.Real.Sqrt

/-!
# The real numbers

A model of `ExpField`, which shows that its laws are consistent: theorems about networks are about
something. No theorem rests on this construction.

## Main definitions
* `Real`: Cauchy sequences of rational numbers up to null sequences.
* `instExpFieldReal`: the real numbers have an exponential function and square roots.

## Main theorems
* `Rat.archimedean`: every rational number is below some natural number.
* `Real.complete`: sets of real numbers that are bounded have least upper bounds.
-/

noncomputable section

namespace QuantCert

namespace Rat

open Fraction

/-- A natural number as a fraction. -/
theorem natCast_eq (n : Nat) : (natCast n : Rat) = ofFraction (ofInt n) := by
  induction n with
  | zero => rfl
  | succ n ih =>
    rw [natCast_succ, ih]
    refine sound ?_
    show ((n : Int) * 1 + 1 * 1) * 1 = ((n + 1 : Nat) : Int) * (1 * 1)
    omega

/-- Every rational number is below some natural number. -/
theorem archimedean : Archimedean Rat := ind fun x =>
  ⟨x.num.natAbs + 1, lt_of_not_le fun h => by
    rw [natCast_eq] at h
    have h : ((x.num.natAbs + 1 : Nat) : Int) * x.den ≤ x.num * 1 := ofFraction_le_iff.mp h
    have h' := Int.mul_le_mul_of_nonneg_left (a := 1) (b := x.den)
      (c := ((x.num.natAbs + 1 : Nat) : Int)) x.den_pos (by omega)
    omega⟩

end Rat

/-- The real numbers: Cauchy sequences of rational numbers up to null sequences. -/
def Real : Type := Completion Rat

namespace Real

/-- The real numbers are an ordered field. -/
instance instOrderedFieldReal : OrderedField Real :=
  Completion.instOrderedFieldCompletion (K := Rat)

/-- Sets of real numbers that are bounded have least upper bounds. -/
theorem complete : Complete Real := Completion.complete Rat.archimedean

/-- Every real number has a square root, if only zero for negative ones. -/
private theorem exists_sqrt (a : Real) : ∃ s : Real, 0 ≤ s ∧ (0 ≤ a → s * s = a) :=
  match instDecidableLe 0 a with
  | .isTrue h =>
    have ⟨s, h0, hs⟩ := complete.exists_sqrt h
    ⟨s, h0, fun _ => hs⟩
  | .isFalse h => ⟨0, le_refl 0, fun h' => absurd h' h⟩

/-- The real numbers have an exponential function and square roots. -/
instance instExpFieldReal : ExpField Real where
  exp := Classical.choose complete.exists_exp
  sqrt a := Classical.choose (exists_sqrt a)
  exp_add := (Classical.choose_spec complete.exists_exp).1
  one_add_le_exp := (Classical.choose_spec complete.exists_exp).2
  sqrt_nonneg a := (Classical.choose_spec (exists_sqrt a)).1
  mul_self_sqrt a := (Classical.choose_spec (exists_sqrt a)).2

end Real

end QuantCert
