prelude
import QuantCert.Thm.Norm.RMSNorm

/-!
# LayerNorm under changed inputs

LayerNorm is RMSNorm behind centring. Centring is linear and never enlarges the Euclidean norm.

## Main theorems
* `subMean_sub`, `sumSq_subMean_le`: centring is linear and 1-Lipschitz.
* `layerNorm_norm2_sub_le`: `‖ΔN‖ ≤ ‖γ‖∞ ‖Δx‖ / √(r r')`, with `r` and `r'` of the centred inputs.
* `layerNorm_inRange`: every entry is at most `√n ‖γ‖∞ + ‖β‖∞`, for every input.
-/

universe u

namespace QuantCert

section
variable {R : Type u} [OrderedField R]

/-- Centring a difference gives the difference of the centred vectors. -/
theorem subMean_sub (n : Nat) (x y : Vec R) :
    subMean n (fun i => x i - y i) = fun i => subMean n x i - subMean n y i := by
  funext i
  unfold subMean mean
  rw [sum_sub, sub_div]
  exact ring_eq [x i, y i, sum n x / natCast n, sum n y / natCast n] (by decide +kernel)

/-- The sum of squares splits into that of the centred vector and that of the mean. -/
theorem sumSq_subMean {n : Nat} (hn : 0 < n) (x : Vec R) :
    sumSq n (subMean n x) + natCast n * mean n x ^ 2 = sumSq n x := by
  have hsum : dot n x (fun _ => mean n x) = natCast n * mean n x ^ 2 := by
    show sum n (fun i => x i * mean n x) = _
    have h : sum n x = mean n x * natCast n :=
      (div_mul_cancel _ (ne_of_gt (natCast_pos hn))).symm
    rw [sum_mul_right, h, mul_comm (mean n x), mul_assoc, ← pow_two]
  have hconst : sumSq n (fun _ => mean n x) = natCast n * mean n x ^ 2 :=
    sum_const n (mean n x ^ 2)
  show sumSq n (fun i => x i - mean n x) + _ = _
  rw [sumSq_sub n x fun _ => mean n x, hsum, hconst]
  have cancel : ∀ a b : R, a - 2 * b + b + b = a := fun a b => ring_eq [a, b] (by decide +kernel)
  exact cancel _ _

/-- Centring does not enlarge the sum of squares: `‖x - mean x‖² ≤ ‖x‖²`. -/
theorem sumSq_subMean_le {n : Nat} (hn : 0 < n) (x : Vec R) :
    sumSq n (subMean n x) ≤ sumSq n x := by
  rw [← sumSq_subMean hn x]
  exact le_add_of_nonneg_right (mul_nonneg (natCast_nonneg n) (sq_nonneg _))

end

variable {R : Type u} [ExpField R]

/-- Centring is 1-Lipschitz: `‖subMean x - subMean y‖ ≤ ‖x - y‖`. -/
theorem subMean_norm2_sub_le {n : Nat} (hn : 0 < n) (x y : Vec R) :
    norm2 n (fun i => subMean n x i - subMean n y i) ≤ norm2 n fun i => x i - y i := by
  rw [← subMean_sub]
  exact sqrt_le_sqrt (sumSq_nonneg n _) (sumSq_subMean_le hn _)

/-- With lower bounds `a` and `b` of `rms` of the centred inputs:
`‖LN(x) - LN(x')‖ ≤ ‖γ‖∞ ‖x - x'‖ / √(a b)`. -/
theorem layerNorm_norm2_sub_le_of_le {n : Nat} (hn : 0 < n) {ε G a b : R} (hε : 0 < ε)
    {γ β : Vec R} (hγ : InRange n G γ) (hG : 0 ≤ G) {x xhat : Vec R} (ha : 0 < a) (hb : 0 < b)
    (har : a ≤ rms n ε (subMean n x)) (hbr : b ≤ rms n ε (subMean n xhat)) :
    norm2 n (fun i => layerNorm n ε γ β x i - layerNorm n ε γ β xhat i) ≤
      G * norm2 n (fun i => x i - xhat i) / sqrt (a * b) := by
  have heq : (fun i => layerNorm n ε γ β x i - layerNorm n ε γ β xhat i) =
      fun i => rmsNorm n ε γ (subMean n x) i - rmsNorm n ε γ (subMean n xhat) i :=
    funext fun i => by
      unfold layerNorm
      rw [add_sub_add_comm, sub_self, add_zero]
  rw [heq]
  calc _
    _ ≤ G * norm2 n (fun i => subMean n x i - subMean n xhat i) / sqrt (a * b) :=
      rmsNorm_norm2_sub_le_of_le hn hε hγ hG ha hb har hbr
    _ ≤ G * norm2 n (fun i => x i - xhat i) / sqrt (a * b) :=
      div_le_div_right (mul_le_mul_of_nonneg_left (subMean_norm2_sub_le hn x xhat) hG)
        (sqrt_pos (mul_pos ha hb))

/-- `‖LN(x) - LN(x')‖ ≤ ‖γ‖∞ ‖x - x'‖ / √(r r')`, with `r` and `r'` of the centred inputs. -/
theorem layerNorm_norm2_sub_le {n : Nat} (hn : 0 < n) {ε G : R} (hε : 0 < ε) {γ β : Vec R}
    (hγ : InRange n G γ) (hG : 0 ≤ G) (x xhat : Vec R) :
    norm2 n (fun i => layerNorm n ε γ β x i - layerNorm n ε γ β xhat i) ≤
      G * norm2 n (fun i => x i - xhat i) /
        sqrt (rms n ε (subMean n x) * rms n ε (subMean n xhat)) :=
  layerNorm_norm2_sub_le_of_le hn hε hγ hG (rms_pos hn hε _) (rms_pos hn hε _) (le_refl _)
    (le_refl _)

/-- Every entry of `LN(x)` is at most `√n ‖γ‖∞ + ‖β‖∞`, for every `x`. -/
theorem layerNorm_inRange {n : Nat} (hn : 0 < n) {ε G B : R} (hε : 0 < ε) {γ β : Vec R}
    (hγ : InRange n G γ) (hG : 0 ≤ G) (hβ : InRange n B β) (x : Vec R) :
    InRange n (sqrt (natCast n) * G + B) (layerNorm n ε γ β x) := fun i hi =>
  le_trans (abs_add_le _ _) (add_le_add (rmsNorm_inRange hn hε hγ hG (subMean n x) i hi) (hβ i hi))

/-- The hypotheses can be met. -/
example : (0 : R) < 1 ∧ InRange 1 (1 : R) (fun _ => 1) ∧ InRange 1 (0 : R) fun _ => 0 :=
  ⟨zero_lt_one, fun _ _ => le_of_eq abs_one, fun _ _ => le_of_eq abs_zero⟩

end QuantCert
