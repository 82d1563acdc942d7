prelude
import QuantCert.Cert.Prompt.Entrywise
import QuantCert.Cert.Prompt.ExpChain
import QuantCert.Cert.Prompt.Quotient
import QuantCert.Spec.Activation.ErfGelu

/-!
# GELU by the error function, of large arguments

Where the square of the argument is at least `3 / 2` times the bits of the unit, the function is the
rectifier up to a unit: `exp (3 / 4)` is at least two.

## Main definitions
* `erfTail`: whether the midpoint of a cell is so large.
* `tailCell`: the function there.

## Main theorems
* `two_le_exp`, `exp_square_le`, `tailCell_holds`
-/

universe u

namespace QuantCert

/-- Whether the square of the midpoint is at least `3 / 2` times the bits of the unit. -/
def erfTail (p : Nat) (x : Cell) : Bool :=
  Nat.ble (Nat.mul (Nat.mul 3 p) (Nat.pow 2 (Nat.add p p))) (Nat.mul 2 (Nat.mul x.size x.size))

/-- The rectifier of the midpoint, give or take a unit. -/
def tailCell (x : Cell) : Cell := ⟨Nat.sub x.pos x.neg, 0, 1⟩

variable {R : Type u} [ExpField R]

/-- The square of the midpoint. -/
theorem dyadic_size_mul_size {R : Type u} [OrderedField R] (p : Nat) (x : Cell) :
    dyadic (R := R) (p + p) (x.size * x.size : Nat) = dyadic p x.mid * dyadic p x.mid := by
  rw [Int.natCast_mul, dyadic_mul, ← Cell.natAbs_mid, ← abs_dyadic, abs_mul_abs_self]

/-- The exponential of twice a number, from below. -/
theorem le_exp_double {p q : Nat} {m n : Nat} (h : dyadic (R := R) q n ≤ exp (dyadic (p + 1) m)) :
    dyadic (R := R) (q + q) (n * n : Nat) ≤ exp (dyadic p m) := by
  have hsum : dyadic (R := R) p m = dyadic (p + 1) m + dyadic (p + 1) m := by
    rw [← dyadic_add, ← dyadic_scale p 1]
    exact congrArg (dyadic (p + 1)) (by
      show (m : Int) * 2 = _
      omega)
  rw [hsum, exp_add, Int.natCast_mul, dyadic_mul]
  exact mul_le_mul h h (dyadic_natCast_nonneg q n) (le_of_lt (exp_pos _))

/-- `exp (3 / 4)` is at least two. -/
theorem two_le_exp : (2 : R) ≤ exp (dyadic 2 (3 : Nat)) := by
  have h0 : dyadic (R := R) 5 (35 : Nat) ≤ exp (dyadic 5 (3 : Nat)) := by
    have h := one_add_le_exp (dyadic (R := R) 5 (3 : Nat))
    rwa [← dyadic_two_pow (R := R) 5, ← dyadic_add] at h
  have h3 := le_exp_double (le_exp_double (le_exp_double h0))
  refine le_trans ?_ h3
  have h2 : (2 : R) = dyadic 40 (2 * 2 ^ 40 : Nat) := (dyadic_mul_two_pow 2 40).symm
  rw [h2]
  exact dyadic_le (by decide +kernel)

/-- Powers of what is at least two. -/
theorem two_pow_le_pow {a : R} (h : 2 ≤ a) : ∀ p : Nat, (2 : R) ^ p ≤ a ^ p
  | 0 => le_refl _
  | p + 1 => by
    rw [pow_succ, pow_succ]
    exact mul_le_mul (two_pow_le_pow h p) h (le_of_lt zero_lt_two)
      (le_trans (le_of_lt (two_pow_pos p)) (two_pow_le_pow h p))

/-- In the tail the density is below the unit. -/
theorem exp_square_le {p : Nat} {x : Cell} (h : erfTail p x = true) :
    exp (-(dyadic (R := R) p x.mid * dyadic p x.mid / 2)) ≤ dyadic p (1 : Nat) := by
  have hle : 3 * p * 2 ^ (p + p) ≤ 2 * (x.size * x.size) := Nat.le_of_ble_eq_true h
  have hsq : natCast p * dyadic 2 (3 : Nat) ≤ dyadic (R := R) p x.mid * dyadic p x.mid / 2 := by
    rw [le_div_iff zero_lt_two, ← dyadic_size_mul_size]
    have hn : (natCast p : R) = dyadic 0 (p : Nat) := (div_one _).symm
    have h2 : (2 : R) = dyadic 0 (2 : Nat) := (div_one _).symm
    rw [hn, h2, ← dyadic_mul, ← dyadic_mul, ← dyadic_scale _ (p + p),
      ← dyadic_scale (p + p) (0 + 2 + 0), Nat.add_comm (p + p)]
    refine dyadic_le ?_
    simp only [← Int.natCast_mul]
    refine Int.ofNat_le.mpr ?_
    show p * 3 * 2 * 2 ^ (p + p) ≤ x.size * x.size * 4
    rw [Nat.mul_comm p 3, Nat.mul_right_comm]
    omega
  have hexp : (2 : R) ^ p ≤ exp (dyadic (R := R) p x.mid * dyadic p x.mid / 2) := by
    refine le_trans (two_pow_le_pow two_le_exp p) ?_
    rw [← exp_natCast_mul]
    exact exp_le_exp.mpr hsq
  have hpos := two_pow_pos (R := R) p
  refine le_of_mul_le_mul_right (c := 2 ^ p) ?_ hpos
  have hone : dyadic (R := R) p (1 : Nat) * 2 ^ p = 1 := by
    show intCast ((1 : Nat) : Int) / 2 ^ p * 2 ^ p = 1
    rw [div_mul_cancel _ (ne_of_gt hpos), intCast_natCast, natCast_one]
  rw [hone, ← exp_mul_exp_neg (dyadic (R := R) p x.mid * dyadic p x.mid / 2),
    mul_comm (exp (-_))]
  exact mul_le_mul_of_nonneg_right hexp (le_of_lt (exp_pos _))

/-- In the tail the function is near the rectifier. -/
theorem tailCell_holds {p r : Nat} {κ x : Cell} {c : R} {f : R → R} (law : ErfGeluLaws c f)
    (hκ : κ.Holds r c) (hone : Nat.ble κ.upper (Nat.pow 2 r) = true) (h : erfTail p x = true) :
    (tailCell x).Holds p (f (dyadic p x.mid)) := by
  have hmid : dyadic (R := R) p (tailCell x).mid = relu (dyadic p x.mid) := by
    have hr := Cell.relu_holds (Cell.holds_exact (R := R) p x)
    have h0 : abs (relu (dyadic (R := R) p x.mid) - dyadic p (tailCell x).mid) ≤ dyadic p (0 : Nat) := hr
    have hzero : dyadic (R := R) p ((0 : Nat) : Int) = 0 := by
      unfold dyadic
      rw [Int.natCast_zero, intCast_zero, zero_div]
    rw [hzero] at h0
    have hboth := abs_le.mp h0
    rw [neg_zero] at hboth
    exact (eq_of_sub_eq_zero (le_antisymm hboth.2 hboth.1)).symm
  have hc : c ≤ 1 := by
    refine le_trans (Cell.le_upper hκ) ?_
    rw [← dyadic_two_pow (R := R) r]
    exact dyadic_le (Int.ofNat_le.mpr (Nat.le_of_ble_eq_true hone))
  show abs (_ - dyadic p (tailCell x).mid) ≤ dyadic p (1 : Nat)
  rw [hmid]
  refine le_trans (law.tail _) (le_trans ?_ (exp_square_le h))
  have hm := mul_le_mul_of_nonneg_right hc
    (le_of_lt (exp_pos (-(dyadic (R := R) p x.mid * dyadic p x.mid / 2))))
  rwa [one_mul] at hm

end QuantCert
