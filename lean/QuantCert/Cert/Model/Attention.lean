prelude
import QuantCert.Cert.Model.Average
import QuantCert.Cert.Model.Entrywise
import QuantCert.Thm.Attention.Score

/-!
# The bounds of attention are true

Every head of the output is an average of a head of the values. The scores change by at most
`change`, hence the weights by a total variation of at most `tv`.

## Main theorems
* `Mask.attended`: which positions are attended to.
* `checkScores_sound`: the scores of one head change by at most `change`.
* `groupedAttention_head`: a head of the output is an average.
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

/-- What becomes of a score before the softmax has the Lipschitz constant that the check uses. -/
theorem Scoring.limit_lipschitz (s : Scoring) : Lipschitz (s.lipschitz.value R) s.limit := by
  intro a b
  unfold Scoring.limit Scoring.lipschitz
  cases hcap : Nat.beq s.cap.mantissa 0 with
  | true =>
    rw [if_pos (Nat.eq_of_beq_eq_true _ _ hcap), if_pos (Nat.eq_of_beq_eq_true _ _ hcap)]
    show abs (a - b) ≤ Dyadic.one.value R * abs (a - b)
    rw [Dyadic.value_one, one_mul]
    exact le_refl _
  | false =>
    have hne := Nat.ne_of_beq_eq_false _ _ hcap
    rw [if_neg hne, if_neg hne]
    show _ ≤ softCapLipschitz.value R * _
    rw [softCapLipschitz_value]
    exact softCap_lipschitz 20
      (Dyadic.value_pos (Nat.ble_eq_true_of_le (Nat.pos_of_ne_zero hne))) a b

/-- Checked scores change by at most `change` in every head. -/
theorem checkScores_sound {d : Nat} {scoring : Scoring} {change : Dyadic} {q k : Bounds}
    (h : checkScores scoring change q k = true) (pos : 0 < scoring.root) {n : Nat} {x xhat : Vec R}
    {y yhat : Matrix R} (hx : norm2 d x ≤ q.original.head.value R)
    (hxhat : norm2 d xhat ≤ q.quantized.head.value R)
    (hxerror : norm2 d (fun i => x i - xhat i) ≤ q.error.head.value R)
    (hy : ∀ j, j < n → norm2 d (y j) ≤ k.original.head.value R)
    (hyhat : ∀ j, j < n → norm2 d (yhat j) ≤ k.quantized.head.value R)
    (hyerror : ∀ j, j < n → norm2 d (fun i => y j i - yhat j i) ≤ k.error.head.value R) :
    Within n (change.value R)
      (fun j => scoring.limit (scores d (1 / sqrt (natCast scoring.root)) x y j))
      fun j => scoring.limit (scores d (1 / sqrt (natCast scoring.root)) xhat yhat j) :=
  fun j hj => by
    have hroot : (0 : R) < sqrt (natCast scoring.root) := sqrt_pos (natCast_pos pos)
    have hproduct := mul_le_mul_of_nonneg_left
      (Bounds.dot_error_le hx hxhat hxerror (hy j hj) (hyhat j hj) (hyerror j hj))
      (Dyadic.value_nonneg (R := R) scoring.lipschitz)
    rw [← Dyadic.value_mul] at hproduct
    refine le_trans (scoring.limit_lipschitz _ _) ?_
    unfold scores
    rw [← mul_sub, abs_mul, abs_of_nonneg (div_nonneg zero_le_one hroot), div_mul_eq_mul_div,
      one_mul, ← mul_div_assoc, div_le_iff hroot, mul_comm (change.value R)]
    exact le_trans hproduct (le_sqrt_mul_of_le h)

/-- The weights of head `h` of grouped attention. -/
def headWeights (f : R → R) (n d : Nat) (scale : R) (group : Nat) (q : Vec R) (k : Matrix R)
    (h : Nat) : Vec R :=
  softmax n fun j => f (scores d scale (head d h q) (fun j => head d (h / group) (k j)) j)

/-- A head of the output is an average of a head of the values. -/
theorem groupedAttention_head {d c : Nat} (f : R → R) (n : Nat) (scale : R) (group : Nat) (q : Vec R)
    (k v : Matrix R) (h : Nat) (hc : c < d) :
    head d h (groupedAttentionWith f n d scale group q k v) c =
      mixRows n (headWeights f n d scale group q k h) (fun j => head d (h / group) (v j)) c := by
  have ⟨hdiv, hmod⟩ := head_index_div_mod h hc
  show mixRows n (headWeights f n d scale group q k ((h * d + c) / d))
    (fun j => head d ((h * d + c) / d / group) (v j)) ((h * d + c) % d) = _
  rw [hdiv, hmod]

/-- Averages of the heads of vectors with the bounds `s` have these bounds. -/
theorem Size.holds_groupedAttention {groups group d n : Nat} (hd : 0 < d) (hn : 0 < n) {s : Size}
    {f : R → R} {scale : R} {q : Vec R} {k v : Matrix R} (hv : ∀ j, j < n → s.Holds d (groups * d) (v j)) :
    (s.whole (groups * group)).Holds d (groups * group * d)
      (groupedAttentionWith f n d scale group q k v) := by
  refine Size.holds_whole hd (fun h hh c hc => ?_) fun h hh => ?_
  · rw [groupedAttention_head f n scale group q k v h hc]
    exact (isSeminorm_entry c).mixRows_le (softmax_isDistribution hn _) fun j hj =>
      head_inRange (sharedHead_lt hh) (hv j hj).entry c hc
  · rw [norm2_congr fun c hc => groupedAttention_head f n scale group q k v h hc]
    exact (isSeminorm_norm2 d).mixRows_le (softmax_isDistribution hn _) fun j hj =>
      (hv j hj).head _ (head_fits (sharedHead_lt hh))

/-- The error of attention at one position, for weights that change by a total variation of at most
`tv` if it is `known`. -/
theorem Bounds.groupedAttention_error {groups group d n : Nat} (hd : 0 < d) (hn : 0 < n)
    {tv : Dyadic} {known : Bool} {s : Bounds} {f : R → R} {scale : R} {q qhat : Vec R}
    {k khat v vhat : Matrix R}
    (htv : known = true → ∀ h, h < groups * group → totalVariation n
      (headWeights f n d scale group q k h) (headWeights f n d scale group qhat khat h) ≤ tv.value R)
    (hv : ∀ j, j < n → s.original.Holds d (groups * d) (v j))
    (hvhat : ∀ j, j < n → s.quantized.Holds d (groups * d) (vhat j))
    (herror : ∀ j, j < n → s.error.Holds d (groups * d) fun i => v j i - vhat j i) :
    (Bounds.attentionStep (groups * group) tv known s).error.Holds d (groups * group * d)
      fun i => groupedAttentionWith f n d scale group q k v i -
        groupedAttentionWith f n d scale group qhat khat vhat i := by
  have hmix : ∀ h c, c < d → head d h (fun i => groupedAttentionWith f n d scale group q k v i -
        groupedAttentionWith f n d scale group qhat khat vhat i) c =
      mixRows n (headWeights f n d scale group q k h) (fun j => head d (h / group) (v j)) c -
        mixRows n (headWeights f n d scale group qhat khat h) (fun j => head d (h / group) (vhat j)) c :=
    fun h c hc => by
      rw [← groupedAttention_head f n scale group q k v h hc,
        ← groupedAttention_head f n scale group qhat khat vhat h hc]
      rfl
  have entry : ∀ h, h < groups * group → InRange d _ (head d h fun i =>
      groupedAttentionWith f n d scale group q k v i -
        groupedAttentionWith f n d scale group qhat khat vhat i) := fun h hh c hc => by
    rw [hmix h c hc]
    exact averageStep_le (isSeminorm_entry c) (softmax_isDistribution hn _)
      (softmax_isDistribution hn _) (fun hknown => htv hknown h hh)
      (fun j hj => head_inRange (sharedHead_lt hh) (hv j hj).entry c hc)
      (fun j hj => head_inRange (sharedHead_lt hh) (hvhat j hj).entry c hc)
      fun j hj => head_inRange (sharedHead_lt hh) (herror j hj).entry c hc
  have each : ∀ h, h < groups * group → norm2 d (head d h fun i =>
      groupedAttentionWith f n d scale group q k v i -
        groupedAttentionWith f n d scale group qhat khat vhat i) ≤ _ := fun h hh => by
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
theorem Mask.attended {mask : Mask} (attends : mask.attends = true) {t length : Nat}
    (ht : t < length) :
    0 < mask.count length t ∧ ∀ {j : Nat}, j < mask.count length t → mask.first t + j < length := by
  cases mask with
  | full =>
    refine ⟨Nat.lt_of_le_of_lt (Nat.zero_le t) ht, fun {j} hj => ?_⟩
    show 0 + j < length
    rw [Nat.zero_add]
    exact hj
  | causal =>
    refine ⟨Nat.succ_pos t, fun {j} hj => ?_⟩
    show 0 + j < length
    rw [Nat.zero_add]
    exact Nat.lt_of_lt_of_le hj ht
  | window size =>
    have hsize : 1 ≤ size := Nat.le_of_ble_eq_true attends
    show 0 < t + 1 - (t + 1 - size) ∧
      ∀ {j : Nat}, j < t + 1 - (t + 1 - size) → t + 1 - size + j < length
    refine ⟨by omega, fun {j} hj => by omega⟩

/-- The bounds after attention of `groups * group` heads of `d` entries are true. -/
theorem Bounds.attention_holds {groups group d : Nat} (hd : 0 < d) {text : Text} {mask : Mask}
    (attends : mask.attends = true) {scoring : Scoring} (root : 0 < scoring.root)
    {change tv : Dyadic} {q k v : Bounds} {Q Qhat K Khat V Vhat : Activations R}
    (hq : q.Holds d (groups * group * d) text Q Qhat) (hk : k.Holds d (groups * d) text K Khat)
    (hv : v.Holds d (groups * d) text V Vhat) :
    (Bounds.attentionStep (groups * group) tv
      (checkScores scoring change q k && checkWeights change tv) v).Holds d (groups * group * d) text
      (fun t => groupedAttentionWith scoring.limit (mask.count text.length t) d
        (1 / sqrt (natCast scoring.root)) group (Q t) (fun j => K (mask.first t + j))
        fun j => V (mask.first t + j))
      fun t => groupedAttentionWith scoring.limit (mask.count text.length t) d
        (1 / sqrt (natCast scoring.root)) group (Qhat t) (fun j => Khat (mask.first t + j))
        fun j => Vhat (mask.first t + j) := by
  refine ⟨fun t ht => ?_, fun t ht => ?_, fun t ht => ?_⟩
  · have ⟨pos, inside⟩ := Mask.attended attends ht
    exact Size.holds_groupedAttention hd pos fun j hj => hv.original _ (inside hj)
  · have ⟨pos, inside⟩ := Mask.attended attends ht
    exact Size.holds_groupedAttention hd pos fun j hj => hv.quantized _ (inside hj)
  · have ⟨pos, inside⟩ := Mask.attended attends ht
    refine Bounds.groupedAttention_error hd pos (fun hknown h hh => ?_)
      (fun j hj => hv.original _ (inside hj)) (fun j hj => hv.quantized _ (inside hj))
      fun j hj => hv.error _ (inside hj)
    have ⟨hscores, hweights⟩ := Bool.and_eq_true_iff.mp hknown
    exact checkWeights_sound hweights pos
      (checkScores_sound hscores root ((hq.original t ht).head h (head_fits hh))
        ((hq.quantized t ht).head h (head_fits hh)) ((hq.error t ht).head h (head_fits hh))
        (fun j hj => (hk.original _ (inside hj)).head _ (head_fits (sharedHead_lt hh)))
        (fun j hj => (hk.quantized _ (inside hj)).head _ (head_fits (sharedHead_lt hh)))
        fun j hj => (hk.error _ (inside hj)).head _ (head_fits (sharedHead_lt hh)))

/-- The check of the scores passes and refuses: heads of four entries with norms up to 2, off by at
most `1/4`, have scores off by at most `1/2`, but not by at most `1/4`; a soft cap costs a little. -/
example : let b := Bounds.mk (.ofNorm ⟨2, 0⟩) (.ofNorm ⟨2, 0⟩) (.ofNorm ⟨1, 2⟩)
    checkScores ⟨4, .zero⟩ ⟨1, 1⟩ b b = true ∧ checkScores ⟨4, .zero⟩ ⟨1, 2⟩ b b = false ∧
      checkScores ⟨4, .one⟩ ⟨1, 1⟩ b b = false := by decide +kernel

end QuantCert
