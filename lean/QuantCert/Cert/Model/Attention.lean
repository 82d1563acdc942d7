prelude
import QuantCert.Cert.Model.Average
import QuantCert.Thm.Attention.Score

/-!
# The bounds of attention are true

Every head of the output is an average of a head of the values. The scores change by at most
`change`, hence the weights by a total variation of at most `tv`.

## Main theorems
* `checkScores_sound`: the scores of one head change by at most `change`.
* `groupedAttention_head`: a head of the output is an average.
* `Size.holds_whole`: bounds of all heads bound the whole.
* `Bounds.attention_holds`: the bounds after attention.
-/

universe u

namespace QuantCert

open Attention

variable {R : Type u} [ExpField R]

/-- A query times a key changes by at most `Bounds.scoreError`. -/
theorem Bounds.dot_error_le {q k : Bounds} {d : Nat} {x xhat y yhat : Vec R}
    (hx : norm2 d x ≤ q.original.head.value R) (hxhat : norm2 d xhat ≤ q.quantized.head.value R)
    (hxerror : norm2 d (fun i => x i - xhat i) ≤ q.error.head.value R)
    (hy : norm2 d y ≤ k.original.head.value R) (hyhat : norm2 d yhat ≤ k.quantized.head.value R)
    (hyerror : norm2 d (fun i => y i - yhat i) ≤ k.error.head.value R) :
    abs (dot d x y - dot d xhat yhat) ≤ (Bounds.scoreError q k).value R := by
  have mul : ∀ {a b : R} {A B : Dyadic}, 0 ≤ b → a ≤ A.value R → b ≤ B.value R →
      a * b ≤ (A.mul B).value R := fun {a b A B} hb ha hB => by
    rw [Dyadic.value_mul]
    exact mul_le_mul ha hB hb (Dyadic.value_nonneg A)
  refine Dyadic.le_value_min ?_ ?_
  · rw [Dyadic.value_add]
    exact le_trans (dot_error_le_of_changed_key d x xhat y yhat)
      (add_le_add (mul (norm2_nonneg d _) hx hyerror) (mul (norm2_nonneg d _) hxerror hyhat))
  · rw [Dyadic.value_add]
    exact le_trans (dot_error_le_of_changed_query d x xhat y yhat)
      (add_le_add (mul (norm2_nonneg d _) hxhat hyerror) (mul (norm2_nonneg d _) hxerror hy))

/-- Checked scores, scaled by `1 / √d`, change by at most `change` in every head. -/
theorem checkScores_sound {d : Nat} {change : Dyadic} {q k : Bounds}
    (h : checkScores d change q k = true) (hd : 0 < d) {n : Nat} {x xhat : Vec R}
    {y yhat : Matrix R} (hx : norm2 d x ≤ q.original.head.value R)
    (hxhat : norm2 d xhat ≤ q.quantized.head.value R)
    (hxerror : norm2 d (fun i => x i - xhat i) ≤ q.error.head.value R)
    (hy : ∀ j, j < n → norm2 d (y j) ≤ k.original.head.value R)
    (hyhat : ∀ j, j < n → norm2 d (yhat j) ≤ k.quantized.head.value R)
    (hyerror : ∀ j, j < n → norm2 d (fun i => y j i - yhat j i) ≤ k.error.head.value R) :
    Within n (change.value R) (scores d (1 / sqrt (natCast d)) x y)
      (scores d (1 / sqrt (natCast d)) xhat yhat) := fun j hj => by
  have hroot : (0 : R) < sqrt (natCast d) := sqrt_pos (natCast_pos hd)
  unfold scores
  rw [← mul_sub, abs_mul, abs_of_nonneg (div_nonneg zero_le_one hroot), div_mul_eq_mul_div, one_mul,
    div_le_iff hroot, mul_comm (change.value R)]
  exact le_trans (Bounds.dot_error_le hx hxhat hxerror (hy j hj) (hyhat j hj) (hyerror j hj))
    (le_sqrt_mul_of_le h)

/-- The weights of head `h` of grouped attention. -/
def headWeights (n d : Nat) (scale : R) (group : Nat) (q : Vec R) (k : Matrix R) (h : Nat) :
    Vec R :=
  softmax n (scores d scale (head d h q) fun j => head d (h / group) (k j))

/-- A head of the output is an average of a head of the values. -/
theorem groupedAttention_head {d c : Nat} (n : Nat) (scale : R) (group : Nat) (q : Vec R)
    (k v : Matrix R) (h : Nat) (hc : c < d) :
    head d h (groupedAttention n d scale group q k v) c =
      mixRows n (headWeights n d scale group q k h) (fun j => head d (h / group) (v j)) c := by
  have ⟨hdiv, hmod⟩ := head_index_div_mod h hc
  show mixRows n (headWeights n d scale group q k ((h * d + c) / d))
    (fun j => head d ((h * d + c) / d / group) (v j)) ((h * d + c) % d) = _
  rw [hdiv, hmod]

/-- Bounds of the entries and the norm of every head bound the whole vector. -/
theorem Size.holds_whole {heads d : Nat} (hd : 0 < d) {s : Size} {x : Vec R}
    (entry : ∀ h, h < heads → InRange d (s.entry.value R) (Attention.head d h x))
    (each : ∀ h, h < heads → norm2 d (Attention.head d h x) ≤ s.head.value R) :
    (Bounds.attentionStep.whole heads s).Holds d (heads * d) x := by
  refine ⟨fun i hi => ?_, fun h fits => each h (lt_heads_of_le hd fits), ?_⟩
  · rw [eq_head d i x]
    exact entry (i / d) ((Nat.div_lt_iff_lt_mul hd).mpr hi) (i % d) (Nat.mod_lt i hd)
  · show _ ≤ ((Dyadic.ofNat heads).mul s.head).value R
    rw [Dyadic.value_mul, Dyadic.value_ofNat]
    exact norm2_le_of_heads (Dyadic.value_nonneg _) each

/-- Averages of the heads of vectors with the bounds `s` have these bounds. -/
theorem Size.holds_groupedAttention {groups group d n : Nat} (hd : 0 < d) (hn : 0 < n) {s : Size}
    {scale : R} {q : Vec R} {k v : Matrix R} (hv : ∀ j, j < n → s.Holds d (groups * d) (v j)) :
    (Bounds.attentionStep.whole (groups * group) s).Holds d (groups * group * d)
      (groupedAttention n d scale group q k v) := by
  refine Size.holds_whole hd (fun h hh c hc => ?_) fun h hh => ?_
  · rw [groupedAttention_head n scale group q k v h hc]
    exact (isSeminorm_entry c).mixRows_le (softmax_isDistribution hn _) fun j hj =>
      head_inRange (sharedHead_lt hh) (hv j hj).entry c hc
  · rw [norm2_congr fun c hc => groupedAttention_head n scale group q k v h hc]
    exact (isSeminorm_norm2 d).mixRows_le (softmax_isDistribution hn _) fun j hj =>
      (hv j hj).head _ (head_fits (sharedHead_lt hh))

/-- The error of attention at one position, for weights that change by a total variation of at most
`tv` if it is `known`. -/
theorem Bounds.groupedAttention_error {groups group d n : Nat} (hd : 0 < d) (hn : 0 < n)
    {tv : Dyadic} {known : Bool} {s : Bounds} {scale : R} {q qhat : Vec R}
    {k khat v vhat : Matrix R}
    (htv : known = true → ∀ h, h < groups * group → totalVariation n
      (headWeights n d scale group q k h) (headWeights n d scale group qhat khat h) ≤ tv.value R)
    (hv : ∀ j, j < n → s.original.Holds d (groups * d) (v j))
    (hvhat : ∀ j, j < n → s.quantized.Holds d (groups * d) (vhat j))
    (herror : ∀ j, j < n → s.error.Holds d (groups * d) fun i => v j i - vhat j i) :
    (Bounds.attentionStep (groups * group) tv known s).error.Holds d (groups * group * d)
      fun i => groupedAttention n d scale group q k v i -
        groupedAttention n d scale group qhat khat vhat i := by
  have hmix : ∀ h c, c < d → head d h (fun i => groupedAttention n d scale group q k v i -
        groupedAttention n d scale group qhat khat vhat i) c =
      mixRows n (headWeights n d scale group q k h) (fun j => head d (h / group) (v j)) c -
        mixRows n (headWeights n d scale group qhat khat h)
          (fun j => head d (h / group) (vhat j)) c :=
    fun h c hc => by
      rw [← groupedAttention_head n scale group q k v h hc,
        ← groupedAttention_head n scale group qhat khat vhat h hc]
      rfl
  have entry : ∀ h, h < groups * group → InRange d _ (head d h fun i =>
      groupedAttention n d scale group q k v i -
        groupedAttention n d scale group qhat khat vhat i) := fun h hh c hc => by
    rw [hmix h c hc]
    exact averageStep_le (isSeminorm_entry c) (softmax_isDistribution hn _)
      (softmax_isDistribution hn _) (fun hknown => htv hknown h hh)
      (fun j hj => head_inRange (sharedHead_lt hh) (hv j hj).entry c hc)
      (fun j hj => head_inRange (sharedHead_lt hh) (hvhat j hj).entry c hc)
      fun j hj => head_inRange (sharedHead_lt hh) (herror j hj).entry c hc
  have each : ∀ h, h < groups * group → norm2 d (head d h fun i =>
      groupedAttention n d scale group q k v i -
        groupedAttention n d scale group qhat khat vhat i) ≤ _ := fun h hh => by
    rw [norm2_congr (hmix h)]
    exact averageStep_le (isSeminorm_norm2 d) (softmax_isDistribution hn _)
      (softmax_isDistribution hn _) (fun hknown => htv hknown h hh)
      (fun j hj => (hv j hj).head _ (head_fits (sharedHead_lt hh)))
      (fun j hj => (hvhat j hj).head _ (head_fits (sharedHead_lt hh)))
      fun j hj => (herror j hj).head _ (head_fits (sharedHead_lt hh))
  cases known with
  | true => exact Size.holds_whole (s := Bounds.averageError tv s) hd entry each
  | false => exact Size.holds_whole (s := s.original.add s.quantized) hd entry each

/-- The positions that are attended to: at least one, all of them in the text. -/
theorem attended_positions {t length : Nat} (ht : t < length) (causal : Bool) :
    0 < (if causal = true then t + 1 else length) ∧
      (if causal = true then t + 1 else length) ≤ length := by
  split
  · exact ⟨Nat.succ_pos t, ht⟩
  · exact ⟨Nat.lt_of_le_of_lt (Nat.zero_le t) ht, Nat.le_refl length⟩

/-- The bounds after attention of `groups * group` heads of `d` entries, causal or not, are true. -/
theorem Bounds.attention_holds {groups group d : Nat} (hd : 0 < d) {text : Text} (causal : Bool)
    {change tv : Dyadic} {q k v : Bounds} {Q Qhat K Khat V Vhat : Activations R}
    (hq : q.Holds d (groups * group * d) text Q Qhat) (hk : k.Holds d (groups * d) text K Khat)
    (hv : v.Holds d (groups * d) text V Vhat) :
    (Bounds.attentionStep (groups * group) tv
      (checkScores d change q k && checkWeights change tv) v).Holds d (groups * group * d) text
      (fun t => groupedAttention (if causal = true then t + 1 else text.length) d
        (1 / sqrt (natCast d)) group (Q t) K V)
      fun t => groupedAttention (if causal = true then t + 1 else text.length) d
        (1 / sqrt (natCast d)) group (Qhat t) Khat Vhat := by
  have inside : ∀ {t : Nat}, t < text.length → ∀ {j : Nat},
      j < (if causal = true then t + 1 else text.length) → j < text.length :=
    fun ht _ hj => Nat.lt_of_lt_of_le hj (attended_positions ht causal).2
  refine ⟨fun t ht => ?_, fun t ht => ?_, fun t ht => ?_⟩
  · exact Size.holds_groupedAttention hd (attended_positions ht causal).1
      fun j hj => hv.original j (inside ht hj)
  · exact Size.holds_groupedAttention hd (attended_positions ht causal).1
      fun j hj => hv.quantized j (inside ht hj)
  · refine Bounds.groupedAttention_error hd (attended_positions ht causal).1 (fun hknown h hh => ?_)
      (fun j hj => hv.original j (inside ht hj)) (fun j hj => hv.quantized j (inside ht hj))
      fun j hj => hv.error j (inside ht hj)
    have ⟨hscores, hweights⟩ := Bool.and_eq_true_iff.mp hknown
    exact checkWeights_sound hweights (attended_positions ht causal).1
      (checkScores_sound hscores hd ((hq.original t ht).head h (head_fits hh))
        ((hq.quantized t ht).head h (head_fits hh)) ((hq.error t ht).head h (head_fits hh))
        (fun j hj => (hk.original j (inside ht hj)).head _ (head_fits (sharedHead_lt hh)))
        (fun j hj => (hk.quantized j (inside ht hj)).head _ (head_fits (sharedHead_lt hh)))
        fun j hj => (hk.error j (inside ht hj)).head _ (head_fits (sharedHead_lt hh)))

/-- The check of the scores passes and refuses: heads of four entries with norms up to 2, off by at
most `1/4`, have scores off by at most `1/2`, but not by at most `1/4`. -/
example : let b := Bounds.mk (.ofNorm ⟨2, 0⟩) (.ofNorm ⟨2, 0⟩) (.ofNorm ⟨1, 2⟩)
    checkScores 4 ⟨1, 1⟩ b b = true ∧ checkScores 4 ⟨1, 2⟩ b b = false := by decide +kernel

end QuantCert
