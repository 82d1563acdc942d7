prelude
import QuantCert.Thm.Row.Dyadic
import QuantCert.Thm.Softmax.ExpBound

/-!
# Checked upper bounds of the exponential

`exp t ≤ (1 - t / 2^k) ^ (-2^k)`, evaluated by the kernel with dyadic numbers: one quotient and `k`
squarings, each rounded upward to `bits` bits after the binary point. The relative excess is about
`t² / 2^(k+1)` plus `2^(k - bits)`.

## Main definitions
* `squareUp bits k d`: `d` squared `k` times, rounded upward.
* `expUpper bits k t`: an upper bound of `exp t`.
* `checkExp bits k t s`: whether it is at most `s`.

## Main theorems
* `exp_le_expUpper`, `checkExp_sound`: the exponential is at most `expUpper bits k t`, and `s`.
-/

universe u

namespace QuantCert

variable {R : Type u} [ExpField R]

/-- `d ^ (2^k)`, rounded upward after each squaring. -/
def squareUp (bits : Nat) : Nat → Dyadic → Dyadic
  | 0, d => d
  | k + 1, d => squareUp bits k ((d.mul d).roundUp bits)

/-- `1 / (1 - t / 2^k)`, rounded upward to `bits` bits after the binary point. -/
def expRoot (bits k : Nat) (t : Dyadic) : Dyadic :=
  ⟨(2 ^ (k + t.scale) * 2 ^ bits + (2 ^ (k + t.scale) - t.mantissa - 1)) /
    (2 ^ (k + t.scale) - t.mantissa), bits⟩

/-- An upper bound of `exp t` for `t < 2^k`. -/
def expUpper (bits k : Nat) (t : Dyadic) : Dyadic := squareUp bits k (expRoot bits k t)

/-- Whether `t < 2^k`, where the bound is valid. -/
def expInDomain (k : Nat) (t : Dyadic) : Bool := Nat.ble (t.mantissa + 1) (2 ^ (k + t.scale))

/-- Whether `t < 2^k` and the upper bound of `exp t` is at most `s`. -/
def checkExp (bits k : Nat) (t s : Dyadic) : Bool := expInDomain k t && (expUpper bits k t).le s

/-- Squaring with upward rounding gives at least the power. -/
theorem pow_le_squareUp (bits k : Nat) (d : Dyadic) :
    d.value R ^ (2 ^ k) ≤ (squareUp bits k d).value R := by
  induction k generalizing d with
  | zero => exact le_of_eq (pow_one _)
  | succ k ih =>
    have hmul : d.value R ^ (2 ^ (k + 1)) = (d.mul d).value R ^ (2 ^ k) := by
      rw [Dyadic.value_mul, mul_pow, ← pow_add, ← Nat.two_mul, Nat.pow_succ, Nat.mul_comm]
    rw [hmul]
    exact le_trans (pow_le_pow_left (Dyadic.value_nonneg _) (Dyadic.value_le_roundUp bits _) _)
      (ih _)

/-- In the domain, `expRoot` is at least `1 / (1 - t / 2^k)`. -/
theorem inv_le_expRoot (bits : Nat) {k : Nat} {t : Dyadic} (h : expInDomain k t = true) :
    t.value R < 2 ^ k ∧ 1 / (1 - t.value R / 2 ^ k) ≤ (expRoot bits k t).value R := by
  have hlt : t.mantissa < 2 ^ (k + t.scale) := Nat.le_of_ble_eq_true h
  have hpos : (0 : R) < natCast (2 ^ (k + t.scale) - t.mantissa) :=
    natCast_pos (Nat.sub_pos_of_lt hlt)
  have hsplit : (2 : R) ^ k * 2 ^ t.scale = natCast (2 ^ (k + t.scale)) := by
    rw [natCast_two_pow, pow_add]
  have hvalue : t.value R < 2 ^ k := lt_of_not_le fun hle => by
    rw [Dyadic.value_eq, le_div_iff (two_pow_pos _), hsplit, natCast_le_iff] at hle
    exact Nat.not_le_of_lt hlt hle
  refine ⟨hvalue, ?_⟩
  have hden : 1 - t.value R / 2 ^ k =
      natCast (2 ^ (k + t.scale) - t.mantissa) / natCast (2 ^ (k + t.scale)) := by
    have hk := two_pow_ne_zero (R := R) k
    have hp := two_pow_ne_zero (R := R) t.scale
    have hq : natCast (R := R) (2 ^ (k + t.scale)) ≠ 0 := by
      rw [natCast_two_pow]; exact two_pow_ne_zero _
    rw [natCast_sub (Nat.le_of_lt hlt), sub_div, div_self hq, Dyadic.value_eq, ← hsplit,
      mul_comm (2 ^ k), div_eq_mul_inv, div_eq_mul_inv, div_eq_mul_inv, mul_inv hp hk, mul_assoc]
  have hq : (0 : R) < natCast (2 ^ (k + t.scale)) := by
    rw [natCast_two_pow]; exact two_pow_pos _
  rw [hden, div_le_iff (div_pos hpos hq), ← mul_div_assoc, le_div_iff hq, one_mul,
    Dyadic.value_eq, div_mul_eq_mul_div, le_div_iff (two_pow_pos _), ← natCast_two_pow,
    ← natCast_mul, ← natCast_mul]
  exact natCast_le (Dyadic.le_ceil_mul _ _ (Nat.sub_pos_of_lt hlt))

/-- The exponential of `t < 2^k` is at most `expUpper bits k t`. -/
theorem exp_le_expUpper (bits : Nat) {k : Nat} {t : Dyadic} (h : expInDomain k t = true) :
    exp (t.value R) ≤ (expUpper bits k t).value R := by
  have ⟨hlt, hroot⟩ := inv_le_expRoot (R := R) bits h
  have hpos : 0 < 1 - t.value R / 2 ^ k := sub_pos.mpr (lt_of_not_le fun hle =>
    not_le_of_lt hlt (by rw [le_div_iff (two_pow_pos k), one_mul] at hle; exact hle))
  calc exp (t.value R)
    _ ≤ (1 / (1 - t.value R / 2 ^ k)) ^ 2 ^ k := exp_le_inv_pow hlt
    _ ≤ (expRoot bits k t).value R ^ 2 ^ k :=
      pow_le_pow_left (le_of_lt (div_pos zero_lt_one hpos)) hroot _
    _ ≤ (expUpper bits k t).value R := pow_le_squareUp bits k _

/-- A checked upper bound of the exponential is one: `exp t ≤ s`. -/
theorem checkExp_sound {bits k : Nat} {t s : Dyadic} (h : checkExp bits k t s = true) :
    exp (t.value R) ≤ s.value R := by
  have ⟨hdom, hle⟩ := Bool.and_eq_true_iff.mp h
  exact le_trans (exp_le_expUpper bits hdom) (Dyadic.value_le_of_le hle)

/-- `exp 1 ≤ 2784 / 1024`, less than 1/2000 above the value. -/
example : exp (Dyadic.value R ⟨1, 0⟩) ≤ Dyadic.value R ⟨2784, 10⟩ :=
  checkExp_sound (bits := 48) (k := 16) (by decide +kernel)

end QuantCert
