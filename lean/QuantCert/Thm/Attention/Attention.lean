prelude
import QuantCert.Thm.Attention.Mix
import QuantCert.Thm.Attention.Score

/-!
# Error of attention

## Main theorems
* `attention_error_le`: from the change of the scores and of the values.
* `attention_error_le_of_norm2`: from the norms of queries and keys and of their changes.
* `groupedAttention_error_le`: all heads, multi-head and grouped-query.
-/

universe u

namespace QuantCert

open Attention

variable {R : Type u} [ExpField R]

/-- If every score changes by at most `δ`, every value by at most `δv` and the values lie between
`lo` and `hi`, the output of attention is off by at most `δv + (s - 1) / (s + 1) · (hi - lo)` in
each entry, for any `s ≥ exp δ`. -/
theorem attention_error_le {n d c : Nat} (hn : 0 < n) {scale δ δv s lo hi : R} {q qhat : Vec R}
    {k khat v vhat : Matrix R} (hδ : 0 ≤ δ) (hs : exp δ ≤ s)
    (hscores : Within n δ (scores d scale q k) (scores d scale qhat khat))
    (hv : ∀ j, j < n → lo ≤ v j c ∧ v j c ≤ hi)
    (hvhat : ∀ j, j < n → abs (v j c - vhat j c) ≤ δv) :
    abs (attention n d scale q k v c - attention n d scale qhat khat vhat c) ≤
      δv + (s - 1) / (s + 1) * (hi - lo) := by
  have hrange : 0 ≤ hi - lo := sub_nonneg.mpr (le_trans (hv 0 hn).1 (hv 0 hn).2)
  have htv := softmax_totalVariation_le_of_within hn hscores hδ hs
  calc _
    _ ≤ δv + totalVariation n _ _ * (hi - lo) :=
      mixRows_error_le (softmax_isDistribution hn _) (softmax_isDistribution hn _) hv hvhat
    _ ≤ δv + (s - 1) / (s + 1) * (hi - lo) :=
      add_le_add_left (mul_le_mul_of_nonneg_right htv hrange) δv

/-- With `‖q‖ ≤ Q`, `‖k_j‖ ≤ K`, `‖Δq‖ ≤ α`, `‖Δk_j‖ ≤ β`, and values in `[-V, V]` off by at most
`δv`, the output of attention is off by at most `δv + (s - 1) / (s + 1) · 2 V` in each entry, for
any `s ≥ exp (scale · (α K + Q β + α β))`. -/
theorem attention_error_le_of_norm2 {n d m : Nat} (hn : 0 < n) {scale Q K α β V δv s : R}
    {q qhat : Vec R} {k khat v vhat : Matrix R} (hscale : 0 ≤ scale) (hq : norm2 d q ≤ Q)
    (hk : ∀ j, j < n → norm2 d (k j) ≤ K) (hqhat : norm2 d (fun i => q i - qhat i) ≤ α)
    (hkhat : ∀ j, j < n → norm2 d (fun i => k j i - khat j i) ≤ β)
    (hs : exp (scale * (α * K + Q * β + α * β)) ≤ s)
    (hv : ∀ j, j < n → InRange m V (v j)) (hvhat : ∀ j, j < n → Within m δv (v j) (vhat j)) :
    Within m (δv + (s - 1) / (s + 1) * (2 * V)) (attention n d scale q k v)
      (attention n d scale qhat khat vhat) := fun c hc => by
  have hQ := le_trans (norm2_nonneg d _) hq
  have hK := le_trans (norm2_nonneg d _) (hk 0 hn)
  have hα := le_trans (norm2_nonneg d _) hqhat
  have hβ := le_trans (norm2_nonneg d _) (hkhat 0 hn)
  have hV : 2 * V = V - -V := ring_eq [V] (by decide +kernel)
  rw [hV]
  exact attention_error_le hn
    (mul_nonneg hscale (add_nonneg (add_nonneg (mul_nonneg hα hK) (mul_nonneg hQ hβ))
      (mul_nonneg hα hβ))) hs
    (scores_error_le hscale hq hk hqhat hkhat) (fun j hj => abs_le.mp (hv j hj c hc))
    fun j hj => hvhat j hj c hc

/-- Several heads of `d` entries, `group` heads of the query for each head of keys and values: a
bound `B` for each head bounds all entries. -/
theorem groupedAttention_error_le {n d heads group : Nat} {scale B : R}
    {q qhat : Vec R} {k khat v vhat : Matrix R}
    (each : ∀ h, h < heads → Within d B
      (attention n d scale (head d h q) (fun j => head d (h / group) (k j))
        fun j => head d (h / group) (v j))
      (attention n d scale (head d h qhat) (fun j => head d (h / group) (khat j))
        fun j => head d (h / group) (vhat j))) :
    Within (heads * d) B (groupedAttention n d scale group q k v)
      (groupedAttention n d scale group qhat khat vhat) := fun i hi => by
  have hd : 0 < d := Nat.pos_of_ne_zero fun hzero =>
    Nat.not_lt_zero i (by rw [hzero] at hi; exact hi)
  exact each (i / d) ((Nat.div_lt_iff_lt_mul hd).mpr hi) (i % d) (Nat.mod_lt i hd)

/-- The hypotheses can be met: one position, queries, keys and values of size one, an error of one
in every key. -/
example : norm2 1 (fun _ => (1 : R)) ≤ 1 ∧ norm2 1 (fun _ => (1 : R) - 0) ≤ 1 ∧
    InRange 1 (1 : R) fun _ => 1 := by
  have hone : norm2 1 (fun _ => (1 : R)) = 1 := by
    show sqrt (0 + (1 : R) ^ 2) = 1
    rw [zero_add, one_pow, sqrt_one]
  refine ⟨le_of_eq hone, ?_, fun _ _ => le_of_eq abs_one⟩
  rw [sub_zero]
  exact le_of_eq hone

end QuantCert
