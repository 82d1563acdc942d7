prelude
import QuantCert.Cert.Prompt.AveragesTogether
import QuantCert.Cert.Prompt.LaneChecks
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

/-- The score of head `h` of the query at position `t` and key `i` of head `k`. -/
noncomputable def AttentionData.score (a : AttentionData) (s : Scoring) (d : Nat) (Q K : Box)
    (t h i k : Nat) : Cell :=
  a.limit s (a.dotScale Q K) (a.dot d Q K t h i k)

/-- Whether the soft caps of all scores of `heads` heads at position `t` can be computed. -/
noncomputable def checkCaps (a : AttentionData) (s : Scoring) (heads group d n first : Nat)
    (Q K : Box) (t : Nat) : Bool :=
  allBelow heads fun h => withValue (Nat.div h group) fun k => allBelow n fun j =>
    withValue (Nat.add first j) fun i =>
      a.limitDomain s (a.dotScale Q K) (a.dot d Q K t h i k)

/-- `heads` heads at position `t`, each `group` of which attend with a head of keys and values to `n`
positions from `first` on. -/
noncomputable def checkScored (a : AttentionData) (s : Scoring) (W ones heads group d n first : Nat)
    (Q K V Y : Box) (t : Nat) : Bool :=
  checkCaps a s heads group d n first Q K t &&
  withCells a.scoreBits (Nat.mul heads n) (fun q => withValue (Nat.div q n) fun h =>
    withValue (Nat.div h group) fun k => withValue (Nat.add first (Nat.mod q n)) fun i =>
      a.score s d Q K t h i k) fun z =>
    checkAverages a.table a.weightBits (Nat.succ a.scoreBits) (Nat.pow 2 a.scoreBits) heads n
      (fun h j => z (Nat.add (Nat.mul h n) j)) fun h e D =>
        withValue (Nat.div h group) fun k => checkMix W ones d n first V Y t h k e D

/-- The numbers that do not depend on the position. -/
noncomputable def AttentionData.check (a : AttentionData) (s : Scoring) : Bool :=
  a.table.check && Cell.checkInvRoot 1 0 a.rootScale (Cell.ofNat s.root) a.root

/-- Attention of `groups * group` heads of `d` entries, at position `t`. -/
noncomputable def checkHeadsAt (a : AttentionData) (length groups group d : Nat) (mask : Mask)
    (s : Scoring) (Q K V Y : Box) (t : Nat) : Bool :=
  Nat.blt 0 Q.width && (Nat.blt 0 K.width &&
    withOnes (mixWidth a.weightBits V Y) d fun W ones => Lanes.fits W d V &&
      (Lanes.fits W d Y && withValue (Nat.mul groups group) fun heads =>
        withValue (mask.count length t) fun n => withValue (mask.first t) fun first =>
          checkScored a s W ones heads group d n first Q K V Y t))

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

/-- Checked heads are heads. -/
theorem checkScored_sound (ha : a.check s = true)
    {length heads group shared W ones d n first t h : Nat} {Q K V Y : Box} {q key v : Nat → Vec R}
    (hW : 0 < W) (hones : ones = pack W d fun _ => 1) (wQ : 0 < Q.width) (wK : 0 < K.width)
    (fitsV : Lanes.fits W d V = true) (fitsY : Lanes.fits W d Y = true)
    (hq : Q.Contains length (heads * d) q)
    (hk : K.Contains length (shared * d) key) (hv : V.Contains length (shared * d) v)
    (ht : t < length) (hh : h < heads) (hkv : h / group < shared)
    (hn : ∀ j, j < n → first + j < length)
    (hc : checkScored a s W ones heads group d n first Q K V Y t = true) :
    ∀ c, c < d → (Y.cell t (h * d + c)).Holds Y.scale (attentionWith s.limit n d
      (1 / sqrt (natCast s.root)) (Attention.head d h (q t))
      (fun j => Attention.head d (h / group) (key (first + j)))
      (fun j => Attention.head d (h / group) (v (first + j))) c) := fun c hcd => by
  have ⟨he, hr⟩ := Bool.and_eq_true_iff.mp ha
  have hroot : a.root.Holds a.rootScale (1 / sqrt (natCast s.root) : R) :=
    (Cell.invRoot_holds (by rw [natCast_one, one_mul]; exact Cell.holds_natCast s.root) hr).2
  have ⟨hcaps, hcells⟩ := Bool.and_eq_true_iff.mp hc
  have ⟨z, hz, havg⟩ := withCells_sound hcells
  rw [attentionWith_eq, ← Box.part_cell]
  refine checkAverages_sound (y := fun c => (Y.part t (h * d)).cell 0 c) he hh
    (fun j hj => ?_) (fun s' e D hw hD hf c hcd => ?_) havg c hcd
  · have hlt : Nat.add (Nat.mul h n) j < Nat.mul heads n := by
      have hle := Nat.mul_le_mul_right n hh
      rw [Nat.succ_mul] at hle
      exact Nat.lt_of_lt_of_le (Nat.add_lt_add_left hj _) hle
    have ⟨hrow, hplace⟩ := row_and_place (h := h) hj
    have hcap := of_allBelow hcaps hh
    rw [withValue_eq] at hcap
    have hcap' := of_allBelow hcap hj
    rw [withValue_eq] at hcap'
    rw [hz _ hlt, withValue_eq, withValue_eq, withValue_eq, hrow, hplace]
    refine AttentionData.limit_holds he ?_ hcap'
    exact Cell.mul_holds hroot (dotCell_holds wQ wK (fun e hed => hq.head ht hh hed)
      fun e hed => hk.head (hn j hj) hkv hed)
  · rw [withValue_eq] at hf
    exact checkMix_sound hW hones fitsV fitsY (fun j hj => hw j hj) hD
      (fun j hj e hed => hv.head (hn j hj) hkv hed) hf c hcd

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
  rw [withValue_eq, withValue_eq, withValue_eq] at hall
  have hhead := checkScored_sound ha hW hones (Nat.le_of_ble_eq_true wQ) (Nat.le_of_ble_eq_true wK)
    fitsV fitsY hq hk hv ht hh (Attention.sharedHead_lt hh)
    (fun j hj => mask.first_add_lt ht hj) hall (i % d) hc
  rw [Nat.mul_comm, Nat.div_add_mod] at hhead
  exact Box.cell_holds_iff.mp hhead

end QuantCert
