prelude
import QuantCert.Cert.Softmax.TotalVariation
import QuantCert.Thm.Attention.Attention
import QuantCert.Thm.Attention.Head

/-!
# Checked error bounds of attention

## Main definitions
* `AttentionBounds`: bounds of queries, keys, values and their errors, as dyadic numbers.
* `AttentionBounds.scoreError`: the bound of the change of a score.
* `checkAttention bits k b tv B`: whether the output error computed from `b` is at most `B`, where
  `tv` is a bound of the total variation of the attention weights.

## Main theorems
* `checkAttention_sound`: one head.
* `checkGroupedAttention_sound`: all heads.
-/

universe u

namespace QuantCert

open Attention

variable {R : Type u} [ExpField R]

/-- Bounds for one attention head: norms of queries and keys, of their errors, and the size and the
error of the entries of the values. -/
structure AttentionBounds where
  /-- At least the scale of the scores, `1 / √d`. -/
  scale : Dyadic
  /-- At least the norm of the query. -/
  query : Dyadic
  /-- At least the norm of every key. -/
  key : Dyadic
  /-- At least the norm of the error of the query. -/
  queryError : Dyadic
  /-- At least the norm of the error of every key. -/
  keyError : Dyadic
  /-- At least every entry of the values. -/
  value : Dyadic
  /-- At least the error of every entry of the values. -/
  valueError : Dyadic

/-- `scale · (α K + Q β + α β)`. -/
def AttentionBounds.scoreError (b : AttentionBounds) : Dyadic :=
  b.scale.mul (((b.queryError.mul b.key).add (b.query.mul b.keyError)).add
    (b.queryError.mul b.keyError))

/-- The bounds hold of one head of `d` entries with `n` positions. -/
structure AttentionBounds.Hold (b : AttentionBounds) (n d : Nat) (scale : R) (q qhat : Vec R)
    (k khat v vhat : Matrix R) : Prop where
  scale_nonneg : 0 ≤ scale
  scale_le : scale ≤ b.scale.value R
  query_le : norm2 d q ≤ b.query.value R
  key_le : ∀ j, j < n → norm2 d (k j) ≤ b.key.value R
  queryError_le : norm2 d (fun i => q i - qhat i) ≤ b.queryError.value R
  keyError_le : ∀ j, j < n → norm2 d (fun i => k j i - khat j i) ≤ b.keyError.value R
  value_le : ∀ j, j < n → InRange d (b.value.value R) (v j)
  valueError_le : ∀ j, j < n → Within d (b.valueError.value R) (v j) (vhat j)

/-- Whether `tv` is a bound of the total variation of the weights for scores that change by at most
`b.scoreError`, and `valueError + tv · 2 value ≤ B`. -/
def checkAttention (bits k : Nat) (b : AttentionBounds) (tv B : Dyadic) : Bool :=
  checkTotalVariation bits k b.scoreError tv &&
    (b.valueError.add (tv.mul (b.value.add b.value))).le B

/-- The scores change by at most `b.scoreError`. -/
theorem AttentionBounds.Hold.scores_within {b : AttentionBounds} {n d : Nat} {scale : R}
    {q qhat : Vec R} {k khat v vhat : Matrix R} (h : b.Hold n d scale q qhat k khat v vhat) :
    Within n (b.scoreError.value R) (scores d scale q k) (scores d scale qhat khat) := by
  intro j hj
  refine le_trans (scores_error_le h.scale_nonneg h.query_le h.key_le h.queryError_le
    h.keyError_le j hj) ?_
  rw [AttentionBounds.scoreError]
  simp only [Dyadic.value_mul, Dyadic.value_add]
  have nonneg := fun d : Dyadic => Dyadic.value_nonneg (R := R) d
  exact mul_le_mul_of_nonneg_right h.scale_le
    (add_nonneg (add_nonneg (mul_nonneg (nonneg _) (nonneg _)) (mul_nonneg (nonneg _) (nonneg _)))
      (mul_nonneg (nonneg _) (nonneg _)))

/-- A checked bound holds: the output of the head is off by at most `B` in each entry, whenever the
bounds `b` hold. -/
theorem checkAttention_sound {bits e : Nat} {b : AttentionBounds} {tv B : Dyadic}
    (h : checkAttention bits e b tv B = true) {n d : Nat} (hn : 0 < n) {scale : R}
    {q qhat : Vec R} {k khat v vhat : Matrix R} (hb : b.Hold n d scale q qhat k khat v vhat) :
    Within d (B.value R) (attention n d scale q k v) (attention n d scale qhat khat vhat) := by
  have ⟨htv, hle⟩ := Bool.and_eq_true_iff.mp h
  have ⟨hexp, _, hbound⟩ := totalVariation_of_check (R := R) htv
  intro c hc
  have hvalue := Dyadic.value_le_of_le (R := R) hle
  rw [Dyadic.value_add, Dyadic.value_mul, Dyadic.value_add] at hvalue
  have hV := Dyadic.value_nonneg (R := R) b.value
  refine le_trans (attention_error_le hn (Dyadic.value_nonneg _) hexp hb.scores_within
    (fun j hj => abs_le.mp (hb.value_le j hj c hc)) fun j hj => hb.valueError_le j hj c hc) ?_
  rw [sub_neg]
  calc _
    _ ≤ b.valueError.value R + tv.value R * (b.value.value R + b.value.value R) :=
      add_le_add_left (mul_le_mul_of_nonneg_right hbound (add_nonneg hV hV)) _
    _ ≤ B.value R := hvalue

/-- A checked bound holds for all heads if the bounds hold for each. -/
theorem checkGroupedAttention_sound {bits e : Nat} {b : AttentionBounds} {tv B : Dyadic}
    (h : checkAttention bits e b tv B = true) {n d heads group : Nat} (hn : 0 < n) {scale : R}
    {q qhat : Vec R} {k khat v vhat : Matrix R}
    (hb : ∀ i, i < heads → b.Hold n d scale (head d i q) (head d i qhat)
      (fun j => head d (i / group) (k j)) (fun j => head d (i / group) (khat j))
      (fun j => head d (i / group) (v j)) fun j => head d (i / group) (vhat j)) :
    Within (heads * d) (B.value R) (groupedAttention n d scale group q k v)
      (groupedAttention n d scale group qhat khat vhat) :=
  groupedAttention_error_le fun i hi => checkAttention_sound h hn (hb i hi)

/-- The bounds can hold, with errors that are not zero: one position, queries, keys and values one
before and zero after. -/
example : (AttentionBounds.mk .one .one .one .one .one .one .one).Hold 1 1 (1 : R)
    (fun _ => 1) (fun _ => 0) (fun _ _ => 1) (fun _ _ => 0) (fun _ _ => 1) (fun _ _ => 0) := by
  have hone : norm2 1 (fun _ => (1 : R)) ≤ Dyadic.one.value R := by
    show sqrt (0 + (1 : R) ^ 2) ≤ _
    rw [zero_add, one_pow, sqrt_one, Dyadic.value_one]
    exact le_refl 1
  have hsub : norm2 1 (fun _ => (1 : R) - 0) ≤ Dyadic.one.value R := by
    rw [sub_zero]; exact hone
  refine ⟨zero_le_one, ?_, hone, fun _ _ => hone, hsub, fun _ _ => hsub, fun _ _ _ _ => ?_,
    fun _ _ _ _ => ?_⟩
  · rw [Dyadic.value_one]; exact le_refl 1
  · rw [Dyadic.value_one]; exact le_of_eq abs_one
  · rw [Dyadic.value_one, sub_zero]; exact le_of_eq abs_one

/-- The check passes: scores off by at most `1/4`, values up to 1 off by at most `1/16`. -/
example : checkAttention 48 16 ⟨⟨1, 3⟩, ⟨1, 0⟩, ⟨1, 0⟩, ⟨1, 1⟩, ⟨1, 1⟩, ⟨1, 0⟩, ⟨1, 4⟩⟩ ⟨1, 3⟩
    ⟨5, 4⟩ = true := by decide +kernel

end QuantCert
