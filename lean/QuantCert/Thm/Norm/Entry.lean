prelude
import QuantCert.Thm.Norm.LayerNorm

/-!
# Norms under bounds of single entries

For errors of at most `δ` in each entry, the Euclidean bound costs a factor `√n`. With `U` a bound
of the entries `|x_i| / r` of the normalized vector, the bounds here have `1 + U` in its place.

## Main theorems
* `rms_le_add`: `rms` changes by at most `‖Δx‖ / √n`, so by at most `δ`.
* `div_sub_div_le`: one entry, from the changes of the entry and of the divisor.
* `rmsNorm_within`, `layerNorm_within`: the norms, entry by entry.
-/

universe u

namespace QuantCert

section
variable {R : Type u} [OrderedField R]

/-- `|x / r - x' / r'| ≤ (δ + U η) / b` if `|x| / r ≤ U`, `b ≤ r'`, `|x - x'| ≤ δ` and
`|r' - r| ≤ η`. -/
theorem div_sub_div_le {x xhat r rhat b δ η U : R} (hr : 0 < r) (hb : 0 < b) (hbr : b ≤ rhat)
    (hx : abs (x / r) ≤ U) (hδ : abs (x - xhat) ≤ δ) (hη : abs (rhat - r) ≤ η) :
    abs (x / r - xhat / rhat) ≤ (δ + U * η) / b := by
  have hrhat := lt_of_lt_of_le hb hbr
  have heq : x / r - xhat / rhat = ((x - xhat) + x / r * (rhat - r)) / rhat := by
    rw [eq_div_iff (ne_of_gt hrhat), sub_mul, div_mul_cancel _ (ne_of_gt hrhat), mul_sub,
      div_mul_cancel _ (ne_of_gt hr)]
    exact ring_eq [x, xhat, x / r * rhat] (by decide +kernel)
  have hnum : abs ((x - xhat) + x / r * (rhat - r)) ≤ δ + U * η :=
    le_trans (abs_add_le _ _) (add_le_add hδ (abs_mul_le hx hη))
  have hpos : 0 ≤ δ + U * η := le_trans (abs_nonneg _) hnum
  rw [heq, abs_div_of_pos _ hrhat]
  refine le_trans (div_le_div_right hnum hrhat) ?_
  rw [div_le_iff hrhat, div_mul_eq_mul_div, le_div_iff hb]
  exact mul_le_mul_of_nonneg_left hbr hpos

/-- Legs `a ≤ b + e` of right triangles with the same other leg: the hypotenuses `x` and `y` satisfy
`x ≤ y + e`. -/
theorem le_add_of_sq_eq {a b c e x y : R} (h : a ≤ b + e) (hby : b ≤ y) (hx : x * x = a * a + c)
    (hy : y * y = b * b + c) (ha : 0 ≤ a) (he : 0 ≤ e) (hy0 : 0 ≤ y) : x ≤ y + e := by
  refine le_of_mul_self_le_mul_self ?_ (add_nonneg hy0 he)
  have expand : (y + e) * (y + e) = y * y + (2 * (y * e) + e * e) :=
    ring_eq [y, e] (by decide +kernel)
  rw [hx, expand, hy]
  refine le_of_sub_eq (c := ((b + e) * (b + e) - a * a) + 2 * ((y - b) * e))
    (ring_eq [a, b, c, e, y] (by decide +kernel)) ?_
  exact add_nonneg (sub_nonneg.mpr (mul_le_mul h h ha (le_trans ha h)))
    (mul_nonneg (le_of_lt zero_lt_two) (mul_nonneg (sub_nonneg.mpr hby) he))

/-- The mean changes by at most the largest change of an entry. -/
theorem mean_sub_le {n : Nat} (hn : 0 < n) {δ : R} {x xhat : Vec R} (h : Within n δ x xhat) :
    abs (mean n x - mean n xhat) ≤ δ := by
  unfold mean
  rw [← sub_div, ← sum_sub, abs_div_of_pos _ (natCast_pos hn), div_le_iff (natCast_pos hn),
    mul_comm, ← sum_const]
  exact le_trans (abs_sum_le n _) (sum_le_sum h)

/-- Centring at most doubles the error of an entry. -/
theorem subMean_within {n : Nat} (hn : 0 < n) {δ : R} {x xhat : Vec R} (h : Within n δ x xhat) :
    Within n (2 * δ) (subMean n x) (subMean n xhat) := fun i hi => by
  have heq : subMean n x i - subMean n xhat i = (x i - xhat i) - (mean n x - mean n xhat) := by
    unfold subMean
    exact ring_eq [x i, xhat i, mean n x, mean n xhat] (by decide +kernel)
  rw [heq, two_mul]
  exact le_trans (abs_sub_le_add _ _) (add_le_add (h i hi) (mean_sub_le hn h))

end

variable {R : Type u} [ExpField R]

/-- If `‖x - x'‖ ≤ √n η`, then `rms x ≤ rms x' + η`. -/
theorem rms_le_add {n : Nat} (hn : 0 < n) {ε η : R} (hε : 0 < ε) {x xhat : Vec R}
    (h : norm2 n (fun i => x i - xhat i) ≤ sqrt (natCast n) * η) :
    rms n ε x ≤ rms n ε xhat + η := by
  have hw : 0 < sqrt (natCast n : R) := sqrt_pos (natCast_pos hn)
  have square : ∀ y : Vec R, sqrt (natCast n) * rms n ε y * (sqrt (natCast n) * rms n ε y) =
      norm2 n y * norm2 n y + natCast n * ε := fun y => by
    rw [norm2_mul_self, sumSq_eq_rms hn hε y, mul_mul_mul_comm, mul_self_sqrt (natCast_nonneg n),
      mul_sub, sub_add_cancel]
  have htri : norm2 n x ≤ norm2 n xhat + norm2 n fun i => x i - xhat i := by
    have hadd := norm2_add_le n xhat fun i => x i - xhat i
    have heq : (fun i => xhat i + (x i - xhat i)) = x := funext fun i => add_sub_cancel _ _
    rw [heq] at hadd
    exact hadd
  have hle : norm2 n xhat ≤ sqrt (natCast n) * rms n ε xhat := by
    refine le_of_mul_self_le_mul_self ?_ (mul_nonneg (le_of_lt hw) (le_of_lt (rms_pos hn hε xhat)))
    rw [square]
    exact le_add_of_nonneg_right (mul_nonneg (natCast_nonneg n) (le_of_lt hε))
  have hroot := le_add_of_sq_eq htri hle (square x) (square xhat) (norm2_nonneg n x)
    (norm2_nonneg n fun i => x i - xhat i)
    (mul_nonneg (le_of_lt hw) (le_of_lt (rms_pos hn hε xhat)))
  refine le_of_mul_le_mul_left ?_ hw
  rw [left_distrib]
  exact le_trans hroot (add_le_add_left h _)

/-- Errors of at most `δ` in each entry change `rms` by at most `δ`. -/
theorem abs_rms_sub_le {n : Nat} (hn : 0 < n) {ε δ : R} (hε : 0 < ε) {x xhat : Vec R}
    (hδ : norm2 n (fun i => x i - xhat i) ≤ sqrt (natCast n) * δ) :
    abs (rms n ε xhat - rms n ε x) ≤ δ := by
  have hback : norm2 n (fun i => xhat i - x i) ≤ sqrt (natCast n) * δ := by
    rw [← norm2_neg]
    have heq : (fun i => -(xhat i - x i)) = fun i => x i - xhat i := funext fun i => neg_sub _ _
    rw [heq]
    exact hδ
  refine abs_le_of ?_ ?_
  · rw [sub_le_iff_le_add, add_comm]; exact rms_le_add hn hε hback
  · rw [neg_sub, sub_le_iff_le_add, add_comm]; exact rms_le_add hn hε hδ

/-- If the input is off by at most `δ` in each entry, the normalized entries are at most `U` and
`b ≤ r'`, the output of RMSNorm is off by at most `‖γ‖∞ (1 + U) δ / b` in each entry. -/
theorem rmsNorm_within {n : Nat} (hn : 0 < n) {ε G U b δ : R} (hε : 0 < ε) {γ x xhat : Vec R}
    (hγ : InRange n G γ) (hδ : 0 ≤ δ) (hb : 0 < b) (hbr : b ≤ rms n ε xhat)
    (hU : InRange n U fun i => x i / rms n ε x) (hx : Within n δ x xhat) :
    Within n (G * ((δ + U * δ) / b)) (rmsNorm n ε γ x) (rmsNorm n ε γ xhat) := fun i hi => by
  unfold rmsNorm
  rw [← mul_sub]
  exact abs_mul_le (hγ i hi) (div_sub_div_le (rms_pos hn hε x) hb hbr (hU i hi) (hx i hi)
    (abs_rms_sub_le hn hε (norm2_le_of_inRange (x := fun i => x i - xhat i) hδ hx)))

/-- If the input is off by at most `δ` in each entry, the normalized entries are at most `U` and
`b ≤ r'`, the output of LayerNorm is off by at most `‖γ‖∞ (2 + U) δ / b` in each entry. -/
theorem layerNorm_within {n : Nat} (hn : 0 < n) {ε G U b δ : R} (hε : 0 < ε) {γ β x xhat : Vec R}
    (hγ : InRange n G γ) (hδ : 0 ≤ δ) (hb : 0 < b) (hbr : b ≤ rms n ε (subMean n xhat))
    (hU : InRange n U fun i => subMean n x i / rms n ε (subMean n x)) (hx : Within n δ x xhat) :
    Within n (G * ((2 * δ + U * δ) / b)) (layerNorm n ε γ β x) (layerNorm n ε γ β xhat) :=
  fun i hi => by
    unfold layerNorm rmsNorm
    rw [add_sub_add_comm, sub_self, add_zero, ← mul_sub]
    exact abs_mul_le (hγ i hi) (div_sub_div_le (rms_pos hn hε _) hb hbr (hU i hi)
      (subMean_within hn hx i hi) (abs_rms_sub_le hn hε (le_trans (subMean_norm2_sub_le hn x xhat)
        (norm2_le_of_inRange (x := fun i => x i - xhat i) hδ hx))))

/-- The normalized entries are at most `√n`, so `U` exists for every input. -/
theorem normalized_inRange {n : Nat} (hn : 0 < n) {ε : R} (hε : 0 < ε) (x : Vec R) :
    InRange n (sqrt (natCast n)) fun i => x i / rms n ε x := fun i hi => by
  have h := rmsNorm_inRange hn hε (γ := fun _ => 1) (fun _ _ => le_of_eq abs_one) zero_le_one x i hi
  unfold rmsNorm at h
  rw [one_mul, mul_one] at h
  exact h

/-- The remaining hypotheses can be met: an input without error, and the root of `ε` for `b`. -/
example {n : Nat} (hn : 0 < n) {ε : R} (hε : 0 < ε) (x : Vec R) :
    0 < sqrt ε ∧ sqrt ε ≤ rms n ε x ∧ Within n 0 x x :=
  ⟨sqrt_pos hε, sqrt_le_rms hn hε x, fun i _ => by rw [sub_self, abs_zero]; exact le_refl 0⟩

end QuantCert
