prelude
import QuantCert.Algebra.Cast.Nat
import QuantCert.Spec.Norm.RMSNorm
import QuantCert.Thm.Norm.Euclidean

/-!
# RMSNorm under changed inputs

With `r` and `r'` the values of `rms` before and after, `‖ΔN‖ ≤ ‖γ‖∞ ‖Δx‖ / √(r r')`. The output is
bounded without any assumption on the input: `‖N(x)‖ ≤ √n ‖γ‖∞`, so the linear layer behind a norm
has an input bound that needs no data.

## Main theorems
* `sumSq_div_sub_le`: `‖x / r - y / s‖² ≤ ‖x - y‖² / (r s)`.
* `rmsNorm_sumSq_sub_le`, `rmsNorm_norm2_sub_le`: the error bound, squared and with norms.
* `rmsNorm_norm2_sub_le_of_le`: from lower bounds of `r` and `r'`, which `√ε` always is.
* `rmsNorm_sumSq_le`, `rmsNorm_norm2_le`, `rmsNorm_inRange`: the output bounds.
-/

universe u

namespace QuantCert

section
variable {R : Type u} [OrderedField R]

/-- Two vectors divided by `r` and `s`, where `r²` and `s²` are their mean squares plus `ε`:
`‖x / r - y / s‖² ≤ ‖x - y‖² / (r s)`. -/
theorem sumSq_div_sub_le {n : Nat} {x y : Vec R} {r s d ε : R} (hr : 0 < r) (hs : 0 < s)
    (hd : 0 ≤ d) (hε : 0 ≤ ε) (hx : sumSq n x = d * (r * r - ε))
    (hy : sumSq n y = d * (s * s - ε)) :
    sumSq n (fun i => x i / r - y i / s) ≤ sumSq n (fun i => x i - y i) / (r * s) := by
  have hu : inv r * r = 1 := inv_mul_cancel (ne_of_gt hr)
  have hv : inv s * s = 1 := inv_mul_cancel (ne_of_gt hs)
  have scaled : ∀ (a : R) (z : Vec R), (fun i => z i / a) = fun i => inv a * z i := fun a z =>
    funext fun i => (div_eq_mul_inv _ _).trans (mul_comm _ _)
  have hdot : dot n (fun i => x i / r) (fun i => y i / s) = inv r * inv s * dot n x y := by
    unfold dot
    rw [← sum_mul_left]
    exact sum_congr fun i _ => by
      show x i / r * (y i / s) = _
      rw [div_eq_mul_inv, div_eq_mul_inv, mul_mul_mul_comm, mul_comm]
  have hA : inv r * (d * (r * r - ε)) = d * (r - ε * inv r) := by
    have h : inv r * (d * (r * r - ε)) = d * (inv r * r * r - ε * inv r) :=
      ring_eq [inv r, d, r, ε] (by decide +kernel)
    rw [h, hu, one_mul]
  have hB : inv s * (d * (s * s - ε)) = d * (s - ε * inv s) := by
    have h : inv s * (d * (s * s - ε)) = d * (inv s * s * s - ε * inv s) :=
      ring_eq [inv s, d, s, ε] (by decide +kernel)
    rw [h, hv, one_mul]
  have hsq : (inv s - inv r) * (r - s) = inv r * inv s * (r - s) ^ 2 := by
    have h : inv r * inv s * (r - s) ^ 2 =
        inv r * r * (inv s * r) - 2 * (inv r * r * (inv s * s)) + inv s * s * (inv r * s) :=
      ring_eq [inv r, inv s, r, s] (by decide +kernel)
    have h' : (inv s - inv r) * (r - s) = inv s * r - (inv s * s) - (inv r * r) + inv r * s :=
      ring_eq [inv r, inv s, r, s] (by decide +kernel)
    rw [h, h', hu, hv]
    exact ring_eq [inv r, inv s, r, s] (by decide +kernel)
  have factor : ∀ A B C u v : R, (A - 2 * C + B) * (u * v) -
      (u ^ 2 * A - 2 * (u * v * C) + v ^ 2 * B) = (v - u) * (u * A - v * B) := fun A B C u v =>
    ring_eq [A, B, C, u, v] (by decide +kernel)
  have collect : (inv s - inv r) * (d * (r - ε * inv r) - d * (s - ε * inv s)) =
      d * ((inv s - inv r) * (r - s) + ε * (inv r - inv s) ^ 2) :=
    ring_eq [d, r, s, ε, inv r, inv s] (by decide +kernel)
  rw [sumSq_sub, hdot, scaled r x, scaled s y, sumSq_smul, sumSq_smul, sumSq_sub, hx, hy,
    div_eq_mul_inv, mul_inv (ne_of_gt hr) (ne_of_gt hs)]
  refine le_of_sub_eq ((factor _ _ _ _ _).trans (by rw [hA, hB, collect, hsq])) ?_
  have huv := le_of_lt (mul_pos (inv_pos hr) (inv_pos hs))
  exact mul_nonneg hd (add_nonneg (mul_nonneg huv (sq_nonneg _)) (mul_nonneg hε (sq_nonneg _)))

end

variable {R : Type u} [ExpField R]

/-- What `rms` takes the root of is positive. -/
theorem meanSq_add_pos {n : Nat} (hn : 0 < n) {ε : R} (hε : 0 < ε) (x : Vec R) :
    0 < sumSq n x / natCast n + ε := by
  rw [add_comm]
  exact add_pos_of_pos_of_nonneg hε (div_nonneg (sumSq_nonneg n x) (natCast_pos hn))

/-- `rms` is positive. -/
theorem rms_pos {n : Nat} (hn : 0 < n) {ε : R} (hε : 0 < ε) (x : Vec R) : 0 < rms n ε x :=
  sqrt_pos (meanSq_add_pos hn hε x)

/-- The sum of squares from `rms`: `‖x‖² = n (r² - ε)`. -/
theorem sumSq_eq_rms {n : Nat} (hn : 0 < n) {ε : R} (hε : 0 < ε) (x : Vec R) :
    sumSq n x = natCast n * (rms n ε x * rms n ε x - ε) := by
  unfold rms
  rw [mul_self_sqrt (le_of_lt (meanSq_add_pos hn hε x)), add_sub_cancel_right, mul_comm,
    div_mul_cancel _ (ne_of_gt (natCast_pos hn))]

/-- `rms` is at least the root of `ε`. -/
theorem sqrt_le_rms {n : Nat} (hn : 0 < n) {ε : R} (hε : 0 < ε) (x : Vec R) :
    sqrt ε ≤ rms n ε x :=
  sqrt_le_sqrt (le_of_lt hε)
    (le_add_of_nonneg_left (div_nonneg (sumSq_nonneg n x) (natCast_pos hn)))

/-- `‖N(x) - N(x')‖² ≤ ‖γ‖∞² ‖x - x'‖² / (r r')`. -/
theorem rmsNorm_sumSq_sub_le {n : Nat} (hn : 0 < n) {ε G : R} (hε : 0 < ε) {γ : Vec R}
    (hγ : InRange n G γ) (x xhat : Vec R) :
    sumSq n (fun i => rmsNorm n ε γ x i - rmsNorm n ε γ xhat i) ≤
      G ^ 2 * (sumSq n (fun i => x i - xhat i) / (rms n ε x * rms n ε xhat)) := by
  have heq : (fun i => rmsNorm n ε γ x i - rmsNorm n ε γ xhat i) =
      fun i => γ i * (x i / rms n ε x - xhat i / rms n ε xhat) :=
    funext fun i => (mul_sub _ _ _).symm
  rw [heq]
  exact le_trans (sumSq_mul_le hγ fun i => x i / rms n ε x - xhat i / rms n ε xhat)
    (mul_le_mul_of_nonneg_left (sumSq_div_sub_le (rms_pos hn hε x) (rms_pos hn hε xhat)
      (natCast_nonneg n) (le_of_lt hε) (sumSq_eq_rms hn hε x) (sumSq_eq_rms hn hε xhat))
      (sq_nonneg G))

/-- With lower bounds `a` of `r` and `b` of `r'`: `‖N(x) - N(x')‖ ≤ ‖γ‖∞ ‖x - x'‖ / √(a b)`. -/
theorem rmsNorm_norm2_sub_le_of_le {n : Nat} (hn : 0 < n) {ε G a b : R} (hε : 0 < ε) {γ : Vec R}
    (hγ : InRange n G γ) (hG : 0 ≤ G) {x xhat : Vec R} (ha : 0 < a) (hb : 0 < b)
    (har : a ≤ rms n ε x) (hbr : b ≤ rms n ε xhat) :
    norm2 n (fun i => rmsNorm n ε γ x i - rmsNorm n ε γ xhat i) ≤
      G * norm2 n (fun i => x i - xhat i) / sqrt (a * b) := by
  have hab := mul_pos ha hb
  have hroot := sqrt_pos hab
  have hpos := mul_nonneg hG (norm2_nonneg n fun i => x i - xhat i)
  refine norm2_le_of_sumSq_le (div_nonneg hpos hroot)
    (le_trans (rmsNorm_sumSq_sub_le hn hε hγ x xhat) ?_)
  rw [div_mul_div_comm _ _ (ne_of_gt hroot) (ne_of_gt hroot), mul_self_sqrt (le_of_lt hab),
    mul_mul_mul_comm, norm2_mul_self, ← pow_two, mul_div_assoc]
  refine mul_le_mul_of_nonneg_left ?_ (sq_nonneg G)
  have hrr := mul_pos (rms_pos hn hε x) (rms_pos hn hε xhat)
  rw [div_le_iff hrr, div_mul_eq_mul_div, le_div_iff hab]
  exact mul_le_mul_of_nonneg_left
    (mul_le_mul har hbr (le_of_lt hb) (le_of_lt (rms_pos hn hε x))) (sumSq_nonneg n _)

/-- `‖N(x) - N(x')‖ ≤ ‖γ‖∞ ‖x - x'‖ / √(r r')`. -/
theorem rmsNorm_norm2_sub_le {n : Nat} (hn : 0 < n) {ε G : R} (hε : 0 < ε) {γ : Vec R}
    (hγ : InRange n G γ) (hG : 0 ≤ G) (x xhat : Vec R) :
    norm2 n (fun i => rmsNorm n ε γ x i - rmsNorm n ε γ xhat i) ≤
      G * norm2 n (fun i => x i - xhat i) / sqrt (rms n ε x * rms n ε xhat) :=
  rmsNorm_norm2_sub_le_of_le hn hε hγ hG (rms_pos hn hε x) (rms_pos hn hε xhat) (le_refl _)
    (le_refl _)

/-- For all inputs: `‖N(x) - N(x')‖ ≤ ‖γ‖∞ ‖x - x'‖ / √ε`. -/
theorem rmsNorm_norm2_sub_le_all {n : Nat} (hn : 0 < n) {ε G : R} (hε : 0 < ε) {γ : Vec R}
    (hγ : InRange n G γ) (hG : 0 ≤ G) (x xhat : Vec R) :
    norm2 n (fun i => rmsNorm n ε γ x i - rmsNorm n ε γ xhat i) ≤
      G * norm2 n (fun i => x i - xhat i) / sqrt ε := by
  have h := rmsNorm_norm2_sub_le_of_le hn hε hγ hG (sqrt_pos hε) (sqrt_pos hε)
    (sqrt_le_rms hn hε x) (sqrt_le_rms hn hε xhat)
  rw [mul_self_sqrt (le_of_lt hε)] at h
  exact h

/-! ## Output bounds that need no data -/

/-- `‖N(x)‖² ≤ n ‖γ‖∞²` for every `x`. -/
theorem rmsNorm_sumSq_le {n : Nat} (hn : 0 < n) {ε G : R} (hε : 0 < ε) {γ : Vec R}
    (hγ : InRange n G γ) (x : Vec R) : sumSq n (rmsNorm n ε γ x) ≤ natCast n * G ^ 2 := by
  rw [mul_comm]
  refine le_trans (sumSq_mul_le hγ fun i => x i / rms n ε x)
    (mul_le_mul_of_nonneg_left ?_ (sq_nonneg G))
  have hr := rms_pos hn hε x
  have heq : (fun i => x i / rms n ε x) = fun i => inv (rms n ε x) * x i :=
    funext fun i => (div_eq_mul_inv _ _).trans (mul_comm _ _)
  have expand : ∀ u d r : R, u ^ 2 * (d * (r * r - ε)) = d * ((u * r) ^ 2 - ε * u ^ 2) :=
    fun u d r => ring_eq [u, d, r, ε] (by decide +kernel)
  rw [heq, sumSq_smul, sumSq_eq_rms hn hε x, expand, inv_mul_cancel (ne_of_gt hr), one_pow]
  refine le_trans (mul_le_mul_of_nonneg_left
    (sub_le_self (mul_nonneg (le_of_lt hε) (sq_nonneg _))) (natCast_nonneg n)) ?_
  rw [mul_one]
  exact le_refl _

/-- `‖N(x)‖ ≤ √n ‖γ‖∞` for every `x`. -/
theorem rmsNorm_norm2_le {n : Nat} (hn : 0 < n) {ε G : R} (hε : 0 < ε) {γ : Vec R}
    (hγ : InRange n G γ) (hG : 0 ≤ G) (x : Vec R) :
    norm2 n (rmsNorm n ε γ x) ≤ sqrt (natCast n) * G := by
  refine norm2_le_of_sumSq_le (mul_nonneg (sqrt_nonneg _) hG) ?_
  rw [mul_mul_mul_comm, mul_self_sqrt (natCast_nonneg n), ← pow_two]
  exact rmsNorm_sumSq_le hn hε hγ x

/-- Every entry of `N(x)` is at most `√n ‖γ‖∞`, for every `x`. -/
theorem rmsNorm_inRange {n : Nat} (hn : 0 < n) {ε G : R} (hε : 0 < ε) {γ : Vec R}
    (hγ : InRange n G γ) (hG : 0 ≤ G) (x : Vec R) :
    InRange n (sqrt (natCast n) * G) (rmsNorm n ε γ x) :=
  fun _ hi => le_trans (abs_le_norm2 _ hi) (rmsNorm_norm2_le hn hε hγ hG x)

/-- The hypotheses can be met. -/
example : (0 : R) < 1 ∧ InRange 1 (1 : R) fun _ => 1 :=
  ⟨zero_lt_one, fun _ _ => le_of_eq abs_one⟩

end QuantCert
