prelude
import QuantCert.Cert.Prompt.Mix
import QuantCert.Cert.Prompt.SoftCap

/-!
# Attention

Scores are computed, not claimed: rounded to the units of the table of exponentials.

## Main definitions
* `AttentionData`: the numbers that a certificate gives for an attention.
* `checkHeads`: whether the last box contains the attention of queries to keys and values.

## Main theorems
* `checkHeads_sound`
-/

universe u

namespace QuantCert

open Digits

/-- What the enclosure of an attention is computed with. -/
structure AttentionData where
  /-- The table of exponentials. -/
  table : ExpTable
  /-- Scores, moved by `2^(scoreBits - 2)`, have at most so many bits. -/
  scoreBits : Nat
  /-- Exponentials and their sums have at most so many bits. -/
  weightBits : Nat
  /-- The claimed inverse root of the scores' divisor, in units of `2^-rootScale`. -/
  root : Cell
  /-- See `root`. -/
  rootScale : Nat
  /-- Soft caps of scores are computed in units of `2^-capScale`. -/
  capScale : Nat

/-- A score before the softmax, in the units of the table; `x` in units of `2^-p`. -/
noncomputable def AttentionData.limit (a : AttentionData) (s : Scoring) (p : Nat) (x : Cell) : Cell :=
  cond (Nat.beq s.cap.mantissa 0) (x.convert p a.table.argument)
    ((Cell.softCap a.table p a.capScale s.cap x).convert (Nat.add s.cap.scale a.capScale)
      a.table.argument)

/-- Whether the soft cap of the score can be computed, if there is one. -/
noncomputable def AttentionData.limitDomain (a : AttentionData) (s : Scoring) (p : Nat)
    (x : Cell) : Bool :=
  cond (Nat.beq s.cap.mantissa 0) true (Cell.softCapDomain a.table p s.cap x)

/-- The scaled dot product of head `h` of the query at position `t` and head `k` of the key at
position `j`. -/
noncomputable def AttentionData.dot (a : AttentionData) (d : Nat) (Q K : Box) (t h j k : Nat) : Cell :=
  a.root.mul (dotCell Q K d t h j k)

/-- The units of `dot`. -/
def AttentionData.dotScale (a : AttentionData) (Q K : Box) : Nat :=
  Nat.add a.rootScale (Nat.add Q.scale K.scale)

/-- One head at position `t`, which attends with head `k` of keys and values to `n` positions from
`first` on. -/
noncomputable def checkHead (a : AttentionData) (s : Scoring) (W ones d n first : Nat)
    (Q K V Y : Box) (t h k : Nat) : Bool :=
  (allBelow n fun j => withValue (Nat.add first j) fun i =>
    a.limitDomain s (a.dotScale Q K) (a.dot d Q K t h i k)) &&
  withCells a.scoreBits n (fun j => withValue (Nat.add first j) fun i =>
    a.limit s (a.dotScale Q K) (a.dot d Q K t h i k)) fun z =>
      checkAverageBy a.table a.weightBits (Nat.pow 2 a.scoreBits) n (fun _ => true) z
        (checkMix W ones d n first V Y t h k)

/-- The numbers that do not depend on the position. -/
noncomputable def AttentionData.check (a : AttentionData) (s : Scoring) : Bool :=
  a.table.check && Cell.checkInvRoot 1 0 a.rootScale (Cell.ofNat s.root) a.root

/-- Attention of `groups * group` heads of `d` entries, at position `t`. -/
noncomputable def checkHeadsAt (a : AttentionData) (length groups group d : Nat) (mask : Mask)
    (s : Scoring) (Q K V Y : Box) (t : Nat) : Bool :=
  Nat.blt 0 Q.width && (Nat.blt 0 K.width &&
    withOnes (mixWidth a.weightBits V Y) d fun W ones => Lanes.fits W d V &&
      (Lanes.fits W d Y && allBelow (Nat.mul groups group) fun h =>
        withValue (Nat.div h group) fun k =>
          checkHead a s W ones d (mask.count length t) (mask.first t) Q K V Y t h k))

/-- Attention of `groups * group` heads of `d` entries. -/
noncomputable def checkHeads (a : AttentionData) (length groups group d : Nat) (mask : Mask)
    (s : Scoring) (Q K V Y : Box) : Bool :=
  a.check s && allBelow length fun t => checkHeadsAt a length groups group d mask s Q K V Y t

/-- All positions that a position attends to are there. -/
theorem Mask.first_add_lt {length t j : Nat} (mask : Mask) (ht : t < length)
    (hj : j < mask.count length t) : mask.first t + j < length := by
  cases mask with
  | full =>
    show 0 + j < length
    have h : j < length := hj
    omega
  | causal =>
    show 0 + j < length
    have h : j < t + 1 := hj
    omega
  | window size =>
    show t + 1 - size + j < length
    have h : j < t + 1 - (t + 1 - size) := hj
    omega

variable {R : Type u} [ExpField R] {a : AttentionData} {s : Scoring}

/-- Scores before the softmax are enclosed. -/
theorem AttentionData.limit_holds (he : a.table.check = true) {p : Nat} {c : Cell} {x : R}
    (hx : c.Holds p x) (h : a.limitDomain s p c = true) :
    (a.limit s p c).Holds a.table.argument (s.limit x) := by
  unfold Scoring.limit AttentionData.limit
  rcases Decidable.em (s.cap.mantissa = 0) with h0 | h0
  · rw [if_pos h0, h0]
    exact Cell.convert_holds _ hx
  · have hb : Nat.beq s.cap.mantissa 0 = false := Bool.eq_false_of_not_eq_true fun hb =>
      h0 (Nat.eq_of_beq_eq_true _ _ hb)
    rw [AttentionData.limitDomain, Bool.cond_neg hb] at h
    rw [if_neg h0, Bool.cond_neg hb]
    exact Cell.convert_holds _ (Cell.softCap_holds he hx h)

/-- A checked head is one. -/
theorem checkHead_sound (ha : a.check s = true)
    {length heads shared W ones d n first t h k : Nat} {Q K V Y : Box} {q key v : Nat → Vec R}
    (hW : 0 < W) (hones : ones = pack W d fun _ => 1) (wQ : 0 < Q.width) (wK : 0 < K.width)
    (fitsV : Lanes.fits W d V = true) (fitsY : Lanes.fits W d Y = true)
    (hq : Q.Contains length (heads * d) q)
    (hk : K.Contains length (shared * d) key) (hv : V.Contains length (shared * d) v)
    (ht : t < length) (hh : h < heads) (hkv : k < shared) (hn : ∀ j, j < n → first + j < length)
    (hc : checkHead a s W ones d n first Q K V Y t h k = true) :
    ∀ c, c < d → (Y.cell t (h * d + c)).Holds Y.scale (attentionWith s.limit n d
      (1 / sqrt (natCast s.root)) (Attention.head d h (q t))
      (fun j => Attention.head d k (key (first + j)))
      (fun j => Attention.head d k (v (first + j))) c) := fun c hcd => by
  have ⟨he, hr⟩ := Bool.and_eq_true_iff.mp ha
  have hroot : a.root.Holds a.rootScale (1 / sqrt (natCast s.root) : R) :=
    (Cell.invRoot_holds (by rw [natCast_one, one_mul]; exact Cell.holds_natCast s.root) hr).2
  simp only [checkHead, withValue_eq] at hc
  have ⟨hdom, hcells⟩ := Bool.and_eq_true_iff.mp hc
  have ⟨z, hz, havg⟩ := withCells_sound hcells
  rw [attentionWith_eq, ← Box.part_cell]
  refine checkAverageBy_sound (S := fun _ => true) (y := fun c => (Y.part t (h * d)).cell 0 c) he
    (fun j hj _ => ?_) (fun s' e D hw hD hf c hcd => checkMix_sound hW hones fitsV fitsY
      (fun j hj => ?_) hD (fun j hj e hed => hv.head (hn j hj) hkv hed) hf c hcd) havg c hcd
  · rw [hz j hj]
    refine AttentionData.limit_holds he ?_ (of_allBelow hdom hj)
    exact Cell.mul_holds hroot (dotCell_holds wQ wK (fun e hed => hq.head ht hh hed)
      fun e hed => hk.head (hn j hj) hkv hed)
  · exact hw j hj

/-- A checked attention is one. -/
theorem checkHeads_sound {length groups group d : Nat} {mask : Mask} {Q K V Y : Box}
    {q k v : Nat → Vec R} (hq : Q.Contains length (groups * group * d) q)
    (hk : K.Contains length (groups * d) k) (hv : V.Contains length (groups * d) v)
    (h : checkHeads a length groups group d mask s Q K V Y = true) :
    Y.Contains length (groups * group * d) fun t => groupedAttentionWith s.limit
      (mask.count length t) d (1 / sqrt (natCast s.root)) group (q t)
      (fun j => k (mask.first t + j)) fun j => v (mask.first t + j) := fun t ht i hi => by
  have ⟨ha, hpos⟩ := Bool.and_eq_true_iff.mp h
  have hat := of_allBelow hpos ht
  simp only [checkHeadsAt, Bool.and_eq_true_iff] at hat
  obtain ⟨wQ, wK, hW⟩ := hat
  have ⟨W, ones, hW, hones, hbody, _⟩ := withOnes_sound hW
  simp only [Bool.and_eq_true_iff] at hbody
  obtain ⟨fitsV, fitsY, hall⟩ := hbody
  have ⟨hh, hc⟩ := div_mod_lt hi
  have hthis := of_allBelow hall hh
  rw [withValue_eq] at hthis
  have hhead := checkHead_sound ha hW hones (Nat.le_of_ble_eq_true wQ) (Nat.le_of_ble_eq_true wK)
    fitsV fitsY hq hk hv ht hh (Attention.sharedHead_lt hh)
    (fun j hj => mask.first_add_lt ht hj) hthis (i % d) hc
  rw [Nat.mul_comm, Nat.div_add_mod] at hhead
  exact Box.cell_holds_iff.mp hhead

end QuantCert
