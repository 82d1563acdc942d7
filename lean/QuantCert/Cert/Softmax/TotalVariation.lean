prelude
import QuantCert.Cert.Softmax.ExpBound
import QuantCert.Thm.Softmax.TotalVariation

/-!
# Checked total variation of softmax

With `s` an upper bound of `exp δ` and `2 δ` the spread of the changes of the scores, the bound is
`(s - 1) / (s + 1)`.

## Main definitions
* `checkTotalVariation bits k δ tv`: whether that is at most `tv`.

## Main theorems
* `checkTotalVariation_sound`, `checkTotalVariation_sound_of_within`: the total variation is at most
  `tv` for all scores with this spread, or with changes of at most `δ`.
-/

universe u

namespace QuantCert

variable {R : Type u} [ExpField R]

/-- Whether `(s - 1) / (s + 1) ≤ tv` for the upper bound `s` of `exp δ`; written without subtraction
and division. -/
def checkTotalVariation (bits k : Nat) (δ tv : Dyadic) : Bool :=
  expInDomain k δ &&
    (expUpper bits k δ).le ((tv.mul ((expUpper bits k δ).add .one)).add .one)

/-- What a checked total variation says of the bound `s` of the exponential. -/
theorem totalVariation_of_check {bits k : Nat} {δ tv : Dyadic}
    (h : checkTotalVariation bits k δ tv = true) :
    exp (δ.value R) ≤ (expUpper bits k δ).value R ∧ 1 ≤ (expUpper bits k δ).value R ∧
      ((expUpper bits k δ).value R - 1) / ((expUpper bits k δ).value R + 1) ≤ tv.value R := by
  have ⟨hdom, hle⟩ := Bool.and_eq_true_iff.mp h
  have hexp := exp_le_expUpper (R := R) bits hdom
  have hone : 1 ≤ (expUpper bits k δ).value R :=
    le_trans (one_le_exp (Dyadic.value_nonneg δ)) hexp
  have hvalue := Dyadic.value_le_of_le (R := R) hle
  rw [Dyadic.value_add, Dyadic.value_mul, Dyadic.value_add, Dyadic.value_one] at hvalue
  refine ⟨hexp, hone, (div_le_iff ?_).mpr (sub_le_iff_le_add.mpr hvalue)⟩
  exact add_pos_of_pos_of_nonneg (lt_of_lt_of_le zero_lt_one hone) zero_le_one

/-- A checked `tv` bounds the total variation of softmax for all scores whose changes have a spread
of at most `2 δ`. -/
theorem checkTotalVariation_sound {bits k : Nat} {δ tv : Dyadic}
    (h : checkTotalVariation bits k δ tv = true) {n : Nat} (hn : 0 < n) {z zhat : Vec R}
    (hz : SpreadAtMost n (2 * δ.value R) z zhat) :
    totalVariation n (softmax n z) (softmax n zhat) ≤ tv.value R := by
  have ⟨hexp, hone, htv⟩ := totalVariation_of_check (R := R) h
  refine le_trans (softmax_totalVariation_le hn hz hone ?_) htv
  rw [two_mul, exp_add, pow_two]
  exact mul_le_mul hexp hexp (le_of_lt (exp_pos _)) (le_trans zero_le_one hone)

/-- A checked `tv` bounds the total variation of softmax for all scores that change by at most `δ`.
-/
theorem checkTotalVariation_sound_of_within {bits k : Nat} {δ tv : Dyadic}
    (h : checkTotalVariation bits k δ tv = true) {n : Nat} (hn : 0 < n) {z zhat : Vec R}
    (hz : Within n (δ.value R) z zhat) :
    totalVariation n (softmax n z) (softmax n zhat) ≤ tv.value R :=
  checkTotalVariation_sound h hn (spreadAtMost_of_within hz)

/-- Scores that change by at most `1/2` change softmax over any number of alternatives by at most
`251/1024` in total variation; the bound itself is 0.2449… -/
example {n : Nat} (hn : 0 < n) {z zhat : Vec R} (h : Within n (Dyadic.value R ⟨1, 1⟩) z zhat) :
    totalVariation n (softmax n z) (softmax n zhat) ≤ Dyadic.value R ⟨251, 10⟩ :=
  checkTotalVariation_sound_of_within (bits := 48) (k := 16) (by decide +kernel) hn h

end QuantCert
