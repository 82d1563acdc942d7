prelude
import QuantCert.Thm.Integer.FitLayer

/-!
# What a layer forms fits

## Main theorems
* `Integer.formAttend_fit`: all heads at a position
* `Integer.Layer.form_fit`: what a layer forms fits
* `Integer.Layer.pass_le`: the stream after it
-/

namespace QuantCert.Integer

variable {M : Type} {rows : M → List (List Int)} {S : Sizes} {f : Frame} {B : Int} {L : Layer M}
  {Z : LayerSizes} {A : Angles} {t : Nat}

/-- All heads at a position. -/
theorem formAttend_fit (hS : S.Sound) (hL : L.Within rows S f B Z) (ht : 0 < t)
    (hmost : t ≤ f.positions) (group : Nat) : ∀ {qs : List (List Int)} {keys values : List Past},
    (∀ q, q ∈ qs → AllLe Z.query q ∧ q.length ≤ S.headSize) → KeptLe S t Z ⟨keys, values⟩ →
    AllFit (formAttend S group qs keys values) ∧
      AllLe Z.attention.output (attendAll S group qs keys values)
  | _, [], _, _, _ => ⟨allFit_nil, fun _ h => absurd h List.not_mem_nil⟩
  | _, _ :: _, [], _, _ => ⟨allFit_nil, fun _ h => absurd h List.not_mem_nil⟩
  | qs, keys :: moreKeys, values :: moreValues, hqs, hkept => by
    have hrest : KeptLe S t Z ⟨moreKeys, moreValues⟩ :=
      ⟨fun p hp => hkept.keys p (List.mem_cons_of_mem keys hp),
        fun p hp => hkept.values p (List.mem_cons_of_mem values hp)⟩
    have ih := formAttend_fit hS hL ht hmost group (qs := qs.drop group) (keys := moreKeys)
      (values := moreValues) (fun q hq => hqs q (List.mem_of_mem_drop hq)) hrest
    have ⟨hkl, hk⟩ := hkept.keys keys List.mem_cons_self
    have ⟨hvl, hv⟩ := hkept.values values List.mem_cons_self
    have hhead : ∀ q, q ∈ qs.take group → HeadLe S f.positions Z.query Z.key Z.v.output Z.attention
        (narrow S.bits q) keys values := fun q hq => by
      have ⟨hq', hlength⟩ := hqs q (List.mem_of_mem_take hq)
      refine ⟨narrow_le hS.bits hL.attention.query_nonneg hq' hL.attention.queryShift, ?_, hk, hv,
        hkl.trans hvl.symm, fun hnil => ?_, by omega⟩
      · show (shiftAll _ q).length ≤ S.headSize
        rw [show (shiftAll _ q).length = q.length from List.length_map _]
        exact hlength
      · rw [hnil] at hkl
        have : 0 = t := hkl
        omega
    refine ⟨allFit_append (allFit_flatMap fun q hq => allFit_append ?_ ?_) ih.1, fun y hy => ?_⟩
    · exact formNarrow_fit hS.bits hL.attention.query_nonneg
        (hqs q (List.mem_of_mem_take hq)).1 hL.attention.queryShift hL.attention.query_fits
    · exact formHead_fit hS.bits hS.falls hS.first hL.attention (hhead q hq)
    · rcases List.mem_append.mp hy with hy | hy
      · obtain ⟨l, hl, hyl⟩ := mem_flatten hy
        obtain ⟨q, hq, rfl⟩ := List.mem_map.mp hl
        exact attendHead_le hS.bits hS.falls hS.first hL.attention (hhead q hq) y hyl
      · exact ih.2 y hy

/-- Sums of two bounded vectors. -/
theorem addAll_le {C : Int} {x y : List Int} (hx : AllLe B x) (hy : AllLe C y) :
    AllLe (B + C) (addAll x y) ∧ (addAll x y).length ≤ x.length := by
  refine ⟨fun s hs => ?_, ?_⟩
  · obtain ⟨a, ha, b, hb, rfl⟩ := mem_zipWith hs
    have h1 := hx a ha
    have h2 := hy b hb
    unfold AbsLe at *
    omega
  · unfold addAll
    rw [List.length_zipWith]
    omega

/-- What sums of two bounded vectors form. -/
theorem formSums_fit {C : Int} {x y : List Int} (hx : AllLe B x) (hy : AllLe C y)
    (h : B + C < twoPow 63) : AllFit (formSums x y) :=
  allFit_zipWith fun a ha b hb => fit_two (hx a ha) (hy b hb) h

/-- What queries, keys and values form. -/
theorem Layer.formHeads_fit (hS : S.Sound) (hL : L.Within rows S f B Z)
    (hA : ∀ c, c ∈ A.cos ∨ c ∈ A.sin → AbsLe f.angle c) {n : List Int}
    (hn : AllLe (Z.attentionNorm.output S.wide) n) : AllFit (L.formHeads rows S A n) := by
  have hq := apply_le hS.bits hS.most hL.q hn
  have hk := apply_le hS.bits hS.most hL.k hn
  have hv := apply_le hS.bits hS.most hL.v hn
  refine allFit_append (formLinear_fit hS.bits hS.most hL.q hn) (allFit_append
    (formLinear_fit hS.bits hS.most hL.k hn) (allFit_append
    (formLinear_fit hS.bits hS.most hL.v hn) (allFit_append (allFit_flatMap fun h hh => ?_)
    (allFit_append (allFit_flatMap fun h hh => ?_) (allFit_flatMap fun h hh => ?_)))))
  · exact formRotate_fit hA (fun x hx => hq x ((mem_chunks hh).1 x hx)) hL.query_fits
  · have hle : AllLe Z.k.output h := fun x hx => hk x ((mem_chunks hh).1 x hx)
    exact allFit_append (formRotate_fit hA hle hL.key_fits) (formNarrow_fit hS.bits
      hL.attention.key_nonneg (rotate_le hA hle hL.key) hL.attention.keyShift hL.attention.key_fits)
  · exact formNarrow_fit hS.bits hL.attention.value_nonneg
      (fun x hx => hv x ((mem_chunks hh).1 x hx)) hL.attention.valueShift hL.attention.value_fits

/-- What attention forms, and the stream after it. -/
theorem Layer.formAttention_fit (hS : S.Sound) (hL : L.Within rows S f B Z)
    (hA : ∀ c, c ∈ A.cos ∨ c ∈ A.sin → AbsLe f.angle c) (ht : 0 < t) (hmost : t ≤ f.positions)
    {kept : Kept} (hkept : KeptLe S t Z kept) {x : List Int} (hlength : x.length ≤ f.dim)
    (hx : AllLe B x) : AllFit (L.formAttention rows S A kept x) ∧
      AllLe (Z.middle B) (L.afterAttention (mulRows rows) S A kept x) ∧
      (L.afterAttention (mulRows rows) S A kept x).length ≤ f.dim := by
  have hn := rmsNorm_le hL.attentionNorm x
  have hattend := formAttend_fit hS hL ht hmost (S.heads / S.kvHeads)
    (fun q hq => queries_le hS hL hA hn hq) hkept
  have hout := apply_le hS.bits hS.most hL.o hattend.2
  have hsum := addAll_le hx hout
  exact ⟨allFit_append (formNorm_fit hL.attentionNorm hlength hx) (allFit_append
    (Layer.formHeads_fit hS hL hA hn) (allFit_append hattend.1 (allFit_append
      (formLinear_fit hS.bits hS.most hL.o hattend.2) (formSums_fit hx hout hL.middle_fits)))),
    hsum.1, Nat.le_trans hsum.2 hlength⟩

/-- What the gated layer forms, and the stream after it. -/
theorem Layer.formFeedForward_fit (hS : S.Sound) (hL : L.Within rows S f B Z) {x : List Int}
    (hlength : x.length ≤ f.dim) (hx : AllLe (Z.middle B) x) : AllFit (L.formFeedForward rows S x) ∧
      AllLe (Z.after B) (L.afterFeedForward (mulRows rows) S x) ∧
      (L.afterFeedForward (mulRows rows) S x).length ≤ f.dim := by
  have hn := rmsNorm_le hL.feedForwardNorm x
  have hgate := apply_le hS.bits hS.most hL.gate hn
  have hup := apply_le hS.bits hS.most hL.up hn
  have hhidden := gate_le hS.falls hL.product hgate hup
  have hout := apply_le hS.bits hS.most hL.down hhidden
  have hsum := addAll_le hx hout
  exact ⟨allFit_append (formNorm_fit hL.feedForwardNorm hlength hx) (allFit_append
    (formLinear_fit hS.bits hS.most hL.gate hn) (allFit_append
      (formLinear_fit hS.bits hS.most hL.up hn) (allFit_append
        (formGate_fit hS.falls hL.product hgate hup) (allFit_append
          (formLinear_fit hS.bits hS.most hL.down hhidden) (formSums_fit hx hout hL.after_fits))))),
    hsum.1, Nat.le_trans hsum.2 hlength⟩

/-- What a layer forms fits, and the stream after it. -/
theorem Layer.form_fit (hS : S.Sound) (hL : L.Within rows S f B Z)
    (hA : ∀ c, c ∈ A.cos ∨ c ∈ A.sin → AbsLe f.angle c) (ht : 0 < t) (hmost : t ≤ f.positions)
    {kept : Kept} (hkept : KeptLe S t Z kept) {x : List Int} (hlength : x.length ≤ f.dim)
    (hx : AllLe B x) : AllFit (L.form rows S A kept x) ∧
      AllLe (Z.after B) (L.pass (mulRows rows) S A kept x) ∧
      (L.pass (mulRows rows) S A kept x).length ≤ f.dim := by
  have ⟨hattention, hmiddle, hlen⟩ := Layer.formAttention_fit hS hL hA ht hmost hkept hlength hx
  have ⟨hgated, hafter, hlen'⟩ := Layer.formFeedForward_fit hS hL hlen hmiddle
  exact ⟨allFit_append hattention hgated, hafter, hlen'⟩

end QuantCert.Integer
