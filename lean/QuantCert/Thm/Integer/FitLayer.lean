prelude
import QuantCert.Thm.Integer.FitMean
import QuantCert.Thm.Integer.FitNorm
import QuantCert.Thm.Integer.FitRope

/-!
# A layer on a bounded stream

## Main definitions
* `Integer.LayerSizes`, `Integer.Layer.Within`: claims about a layer, and that they are right
* `Integer.KeptLe`: what is kept is bounded

## Main theorems
* `Integer.Layer.form_fit`: what a layer forms fits
* `Integer.Layer.pass_le`, `Integer.Layer.keep_le`: the stream after it, and what it keeps
-/

namespace QuantCert.Integer

/-- Claims about a layer. -/
structure LayerSizes where
  attentionNorm : NormSizes
  q : LinearSizes
  k : LinearSizes
  v : LinearSizes
  /-- no entry of a rotated query is larger in size -/
  query : Int
  /-- no entry of a rotated key is larger in size -/
  key : Int
  attention : AttentionSizes
  o : LinearSizes
  feedForwardNorm : NormSizes
  gate : LinearSizes
  up : LinearSizes
  product : GateSizes
  down : LinearSizes

/-- What all layers share: how long streams and texts are, and how large cosines and sines. -/
structure Frame where
  dim : Nat
  positions : Nat
  angle : Int

/-- No output of a norm is larger in size. -/
def NormSizes.output (F : Nat) (Z : NormSizes) : Int := Z.factor * twoPow (F - factorUnit)

/-- The stream after attention. -/
def LayerSizes.middle (B : Int) (Z : LayerSizes) : Int := B + Z.o.output

/-- The stream after the layer. -/
def LayerSizes.after (B : Int) (Z : LayerSizes) : Int := Z.middle B + Z.down.output

/-- The claims about a layer on a stream of at most `B` are right. -/
structure Layer.Within {M : Type} (rows : M → List (List Int)) (S : Sizes) (f : Frame) (B : Int)
    (L : Layer M) (Z : LayerSizes) : Prop where
  attentionNorm : L.attentionNorm.Within S.wide f.dim B Z.attentionNorm
  q : L.q.Within rows S.bits (Z.attentionNorm.output S.wide) Z.q
  k : L.k.Within rows S.bits (Z.attentionNorm.output S.wide) Z.k
  v : L.v.Within rows S.bits (Z.attentionNorm.output S.wide) Z.v
  query : 2 * (Z.q.output * f.angle) ≤ twoPow ropeUnit * Z.query
  key : 2 * (Z.k.output * f.angle) ≤ twoPow ropeUnit * Z.key
  query_fits : 2 * (Z.q.output * f.angle) + twoPow ropeUnit < twoPow 63
  key_fits : 2 * (Z.k.output * f.angle) + twoPow ropeUnit < twoPow 63
  attention : Z.attention.Within S f.positions Z.query Z.key Z.v.output
  o : L.o.Within rows S.bits Z.attention.output Z.o
  middle_fits : B + Z.o.output < twoPow 63
  feedForwardNorm : L.feedForwardNorm.Within S.wide f.dim (Z.middle B) Z.feedForwardNorm
  gate : L.gate.Within rows S.bits (Z.feedForwardNorm.output S.wide) Z.gate
  up : L.up.Within rows S.bits (Z.feedForwardNorm.output S.wide) Z.up
  product : Z.product.Within S.wide Z.gate.output Z.up.output
  down : L.down.Within rows S.bits Z.product.output Z.down
  after_fits : Z.middle B + Z.down.output < twoPow 63

/-- The numbers that all layers share are as the theorems need them. -/
structure Sizes.Sound (S : Sizes) : Prop where
  bits : 2 ≤ S.bits
  most : S.bits ≤ alignedBits
  falls : S.powers.Falls
  first : 0 < S.powers.entry 0

/-- What a layer has kept of `t` positions is bounded. -/
structure KeptLe (S : Sizes) (t : Nat) (Z : LayerSizes) (kept : Kept) : Prop where
  keys : ∀ past, past ∈ kept.keys → past.length = t ∧ ∀ k, k ∈ past →
    NarrowLe (narrowLimit S.bits) (Z.key + twoPow Z.attention.keyShift) Z.attention.keyShift k
  values : ∀ past, past ∈ kept.values → past.length = t ∧ ∀ v, v ∈ past →
    NarrowLe (narrowLimit S.bits) (Z.v.output + twoPow Z.attention.valueShift) Z.attention.valueShift v

variable {M : Type} {rows : M → List (List Int)} {S : Sizes} {f : Frame} {B : Int} {L : Layer M}
  {Z : LayerSizes} {A : Angles}

/-- The rotated queries. -/
theorem queries_le (hS : S.Sound) (hL : L.Within rows S f B Z)
    (hA : ∀ c, c ∈ A.cos ∨ c ∈ A.sin → AbsLe f.angle c) {n : List Int}
    (hn : AllLe (Z.attentionNorm.output S.wide) n) {q : List Int}
    (hq : q ∈ (chunks S.headSize S.heads (L.q.apply (mulRows rows) S.bits n)).map (rotate A)) :
    AllLe Z.query q ∧ q.length ≤ S.headSize := by
  obtain ⟨h, hh, rfl⟩ := List.mem_map.mp hq
  have ⟨hmem, hlength⟩ := mem_chunks hh
  have hle : AllLe Z.q.output h := fun x hx => apply_le hS.bits hS.most hL.q hn x (hmem x hx)
  exact ⟨rotate_le hA hle hL.query, Nat.le_trans (rotate_length h) hlength⟩

/-- A position's keys. -/
theorem newKeys_le (hS : S.Sound) (hL : L.Within rows S f B Z)
    (hA : ∀ c, c ∈ A.cos ∨ c ∈ A.sin → AbsLe f.angle c) {n : List Int}
    (hn : AllLe (Z.attentionNorm.output S.wide) n) {k : Narrow}
    (hk : k ∈ L.newKeys (mulRows rows) S A n) :
    NarrowLe (narrowLimit S.bits) (Z.key + twoPow Z.attention.keyShift) Z.attention.keyShift k := by
  obtain ⟨h, hh, rfl⟩ := List.mem_map.mp hk
  have hle : AllLe Z.k.output h := fun x hx =>
    apply_le hS.bits hS.most hL.k hn x ((mem_chunks hh).1 x hx)
  exact narrow_le hS.bits hL.attention.key_nonneg (rotate_le hA hle hL.key) hL.attention.keyShift

/-- A position's values. -/
theorem newValues_le (hS : S.Sound) (hL : L.Within rows S f B Z) {n : List Int}
    (hn : AllLe (Z.attentionNorm.output S.wide) n) {v : Narrow}
    (hv : v ∈ L.newValues (mulRows rows) S n) :
    NarrowLe (narrowLimit S.bits) (Z.v.output + twoPow Z.attention.valueShift)
      Z.attention.valueShift v := by
  obtain ⟨h, hh, rfl⟩ := List.mem_map.mp hv
  have hle : AllLe Z.v.output h := fun x hx =>
    apply_le hS.bits hS.most hL.v hn x ((mem_chunks hh).1 x hx)
  exact narrow_le hS.bits hL.attention.value_nonneg hle hL.attention.valueShift

/-- What a layer keeps after one more position. -/
theorem Layer.keep_le (hS : S.Sound) (hL : L.Within rows S f B Z)
    (hA : ∀ c, c ∈ A.cos ∨ c ∈ A.sin → AbsLe f.angle c) {past : Kept} {t : Nat}
    (hpast : KeptLe S t Z past) (x : List Int) :
    KeptLe S (t + 1) Z (L.keep (mulRows rows) S A past x) := by
  have hn := rmsNorm_le hL.attentionNorm x
  constructor
  · intro p hp
    obtain ⟨k, hk, rest, hrest, rfl⟩ := mem_zipWith hp
    have ⟨hlength, hall⟩ := hpast.keys rest hrest
    refine ⟨by rw [List.length_cons, hlength], fun k' hk' => ?_⟩
    rcases List.mem_cons.mp hk' with rfl | hk'
    · exact newKeys_le hS hL hA hn hk
    · exact hall k' hk'
  · intro p hp
    obtain ⟨v, hv, rest, hrest, rfl⟩ := mem_zipWith hp
    have ⟨hlength, hall⟩ := hpast.values rest hrest
    refine ⟨by rw [List.length_cons, hlength], fun v' hv' => ?_⟩
    rcases List.mem_cons.mp hv' with rfl | hv'
    · exact newValues_le hS hL hn hv
    · exact hall v' hv'

end QuantCert.Integer
