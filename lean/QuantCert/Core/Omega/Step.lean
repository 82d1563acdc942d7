prelude
import QuantCert.Core.Omega.Constraint

/-! # The steps of `omega`

## Main definitions
* `tidyConstraint`, `tidyCoeffs`: a positive leading coefficient, and no common divisor.
* `bmod_coeffs`, `bmod_div_term`: the new equation and the new atom with which an equation without
  unit coefficients is solved.

## Main theorems
* `combo_sat'`, `tidy_sat`, `bmod_sat`: each step preserves satisfaction.
-/

namespace Lean.Omega

/-! ## Normal form -/

/-- Makes the leading coefficient positive. -/
def positivize (p : Constraint × Coeffs) : Constraint × Coeffs :=
  if 0 ≤ p.2.leading then p else (p.1.neg, p.2.smul (-1))

/-- Divides by the greatest common divisor of the coefficients. -/
def normalize (p : Constraint × Coeffs) : Constraint × Coeffs :=
  let g := p.2.gcd
  if g = 0 then
    if p.1.sat 0 then (.trivial, p.2) else (.impossible, p.2)
  else if g = 1 then p
  else (p.1.div g, p.2.sdiv g)

/-- The normal form of a constraint on a linear combination. -/
def tidy (p : Constraint × Coeffs) : Constraint × Coeffs := normalize (positivize p)

/-- The constraint of the normal form. -/
abbrev tidyConstraint (s : Constraint) (x : Coeffs) : Constraint := (tidy (s, x)).1

/-- The coefficients of the normal form. -/
abbrev tidyCoeffs (s : Constraint) (x : Coeffs) : Coeffs := (tidy (s, x)).2

theorem positivize_sat {p : Constraint × Coeffs} {v : Coeffs} (w : p.1.sat' p.2 v) :
    (positivize p).1.sat' (positivize p).2 v := by
  unfold positivize
  cases Int.decLe 0 p.2.leading with
  | isTrue h =>
    rw [if_pos h]
    exact w
  | isFalse h =>
    rw [if_neg h]
    show p.1.neg.sat (Coeffs.dot (p.2.smul (-1)) v)
    rw [Coeffs.dot_smul, ← Int.neg_eq_neg_one_mul]
    exact Constraint.neg_sat w

theorem normalize_sat {p : Constraint × Coeffs} {v : Coeffs} (w : p.1.sat' p.2 v) :
    (normalize p).1.sat' (normalize p).2 v := by
  unfold normalize
  cases decEq p.2.gcd 0 with
  | isTrue h =>
    rw [if_pos h]
    have w' : p.1.sat 0 := Coeffs.dot_of_gcd_eq_zero h v ▸ w
    rw [if_pos w']
    exact ⟨⟨⟩, ⟨⟩⟩
  | isFalse h =>
    rw [if_neg h]
    cases decEq p.2.gcd 1 with
    | isTrue h' =>
      rw [if_pos h']
      exact w
    | isFalse h' =>
      rw [if_neg h']
      apply Constraint.div_sat p.1 _ h
      rw [Coeffs.gcd_mul_dot_sdiv]
      exact w

theorem tidy_sat {s : Constraint} {x v : Coeffs} (w : s.sat' x v) :
    (tidyConstraint s x).sat' (tidyCoeffs s x) v :=
  normalize_sat (p := positivize (s, x)) (positivize_sat (p := (s, x)) w)

theorem combo_sat' (s t : Constraint) (a : Int) (x : Coeffs) (b : Int) (y : Coeffs) (v : Coeffs)
    (wx : s.sat' x v) (wy : t.sat' y v) :
    (Constraint.combo a s b t).sat' (Coeffs.combo a x b y) v := by
  show (Constraint.combo a s b t).sat (Coeffs.dot (Coeffs.combo a x b y) v)
  rw [Coeffs.dot_combo]
  exact Constraint.combo_sat a wx b wy

/-! ## Equations without unit coefficients -/

/-- The value of the new atom. -/
abbrev bmod_div_term (m : Nat) (a b : Coeffs) : Int := Coeffs.bmod_dot_sub_dot_bmod m a b / m

/-- The coefficients of the new equation. -/
def bmod_coeffs (m : Nat) (i : Nat) (x : Coeffs) : Coeffs :=
  Coeffs.set (Coeffs.bmod x m) i m

theorem bmod_sat (m : Nat) (r : Int) (i : Nat) (x v : Coeffs) (h : x.length ≤ i)
    (p : Coeffs.get v i = bmod_div_term m x v) (w : (Constraint.exact r).sat' x v) :
    (Constraint.exact (Int.bmod r m)).sat' (bmod_coeffs m i x) v := by
  have hr : r = Coeffs.dot x v := Int.le_antisymm w.left w.right
  have hl : (Coeffs.bmod x m).length ≤ i := by
    unfold Coeffs.bmod
    rw [Coeffs.length_map]
    exact h
  have hd : Coeffs.dot (bmod_coeffs m i x) v = Int.bmod r m := by
    unfold bmod_coeffs
    rw [Coeffs.dot_set_of_length_le hl, p,
      Int.mul_ediv_cancel' (Coeffs.dvd_bmod_dot_sub_dot_bmod m x v), hr, Int.add_comm,
      Int.sub_add_cancel]
  exact ⟨Int.le_of_eq hd.symm, Int.le_of_eq hd⟩

end Lean.Omega
