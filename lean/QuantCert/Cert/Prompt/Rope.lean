prelude
import QuantCert.Cert.Prompt.Entrywise
import QuantCert.Cert.Prompt.LaneChecks
import QuantCert.Thm.Attention.Head
import QuantCert.Thm.Attention.Rope

/-!
# Rotary embedding

The same entry of all heads is turned by the same angle: the heads are digits of one number.

The cosines and sines are known as boxes: the theorem is for every pair of tables that they contain.

## Main definitions
* `gather`, `strideLanes`: the same entry of all heads.
* `checkRope`: whether the last box contains the rotated activations.

## Main theorems
* `checkRope_sound`
-/

universe u

namespace QuantCert

open Digits

/-- Digit `j` of each of `H` groups of `D` digits of `w` bits of `N`, each in a digit as wide as the
group; `ones` is one in each of these. -/
def gather (w ones N j : Nat) : Nat :=
  Nat.land (Nat.shiftRight N (Nat.mul w j)) (Nat.mul ones (Nat.sub (Nat.pow 2 w) 1))

/-- Entry `j` of each head of `B`, whose midpoints and radii are the digits of `M` and `N`. -/
def strideLanes (w ones : Nat) (B : Box) (M N j : Nat) : Lanes :=
  ⟨gather w ones M j, Nat.mul ones B.offset, gather w ones N j,
    Nat.add (Nat.pow 2 B.width) (Nat.pow 2 B.radiusWidth)⟩

/-- Whether the claims for entries `j` and `half + j` of all heads contain the rotated entries; the
lanes are those of both entries before, and the claims. -/
noncomputable def checkTurn (W ones p q s : Nat) (cos sin : Cell) (low high claim claim' : Lanes) :
    Bool :=
  Lanes.covers W ones s (Lanes.addAt p q (low.multiple W ones cos) (high.multiple W ones sin).neg')
    claim &&
  Lanes.covers W ones s (Lanes.addAt p q (high.multiple W ones cos) (low.multiple W ones sin)) claim'

/-- Bits of a digit, if a group of `d` digits must hold a product. -/
def ropeWidth (d p : Nat) (C S A B : Box) : Nat :=
  Nat.add (Nat.add 8 (finer A.bits B.bits)) (Nat.div (Nat.add (Nat.add A.bits (finer C.bits S.bits))
    (Nat.add (Nat.add B.bits p) 8)) d)

/-- The units of rotated entries. -/
def ropeScale (C S A : Box) : Nat := finer (Nat.add A.scale C.scale) (Nat.add A.scale S.scale)

/-- The rotation at position `t`; `M`, `N`, `M'` and `N'` hold midpoints and radii of `A` and `B`. -/
noncomputable def checkRopeAt (w W ones half : Nat) (C S A B : Box) (t M N M' N' : Nat) : Bool :=
  allBelow half fun j => checkTurn W ones (Nat.add A.scale C.scale) (Nat.add A.scale S.scale)
    (Nat.sub (ropeScale C S A) B.scale) (C.cell t j) (S.cell t j)
    (strideLanes w ones A M N j) (strideLanes w ones A M N (Nat.add half j))
    (strideLanes w ones B M' N' j) (strideLanes w ones B M' N' (Nat.add half j))

/-- Every head of `2 * half` entries of `A`, rotated by the angles with cosines `C` and sines `S`. -/
noncomputable def checkRope (length heads half : Nat) (C S A B : Box) : Bool :=
  withValue (Nat.add half half) fun d => withValue (Nat.mul heads d) fun n =>
  withValue (ropeWidth d (Nat.sub (ropeScale C S A) B.scale) C S A B) fun w =>
  withOnes (Nat.mul w d) heads fun W ones => Nat.ble B.scale (ropeScale C S A) &&
    (Lanes.fits w n A && (Lanes.fits w n B &&
    (Nat.blt (Nat.add (Nat.pow 2 A.width) (Nat.pow 2 A.radiusWidth)) (Nat.pow 2 (Nat.sub W 1)) &&
    allBelow length fun t =>
      withValue (spreadSlice w A.width 0 n (listEntry A.mids t)) fun M =>
      withValue (spreadSlice w A.radiusWidth 0 n (listEntry A.radii t)) fun N =>
      withValue (spreadSlice w B.width 0 n (listEntry B.mids t)) fun M' =>
      withValue (spreadSlice w B.radiusWidth 0 n (listEntry B.radii t)) fun N' =>
        checkRopeAt w W ones half C S A B t M N M' N')))

/-- What is gathered. -/
theorem gather_eq {w d heads ones j : Nat} {f : Nat → Nat}
    (hones : ones = pack (w * d) heads fun _ => 1) (hf : ∀ i, i < heads * d → f i < 2 ^ w)
    (hj : j < d) : gather w ones (pack w (heads * d) f) j =
      pack (w * d) heads fun k => f (k * d + j) := by
  have hlt : ∀ k, k < heads → ∀ i, i < d → f (k * d + i) < 2 ^ w := fun k hk i hi =>
    hf _ (Attention.head_index_lt hk hi)
  have hle : w * j + w ≤ w * d := by
    have h := Nat.mul_le_mul_left w hj
    rwa [Nat.mul_succ] at h
  show (pack w (heads * d) f >>> (w * j)) &&& ones * (2 ^ w - 1) = _
  rw [hones, pack_one_mul, pack_mul_index, pack_shift_mask (fun k hk => pack_lt (hlt k hk)) hle]
  exact pack_congr fun k hk => digit_pack (hlt k hk) hj

/-- Entry `j` of each head. -/
theorem strideLanes_are {w d heads n ones t j : Nat} {B : Box}
    (hones : ones = pack (w * d) heads fun _ => 1) (hn : n = heads * d)
    (hfits : Lanes.fits w n B = true) (hj : j < d) :
    (strideLanes w ones B (spreadSlice w B.width 0 n (listEntry B.mids t))
      (spreadSlice w B.radiusWidth 0 n (listEntry B.radii t)) j).Are (w * d) heads
        fun k => B.cell t (k * d + j) := by
  have box := Lanes.ofBox_are (w := w) (n := n) rfl hfits t
  have hfits' := hfits
  simp only [Lanes.fits, Bool.and_eq_true_iff] at hfits'
  obtain ⟨hw, hr, _⟩ := hfits'
  have hpos : ∀ i, (B.cell t i).pos < 2 ^ B.width := fun i => by
    show readDigit _ _ _ < _
    rw [readDigit_eq]
    exact digit_lt _ _ _
  have hrad : ∀ i, (B.cell t i).rad < 2 ^ B.radiusWidth := fun i => by
    show readDigit _ _ _ < _
    rw [readDigit_eq]
    exact digit_lt _ _ _
  have pow_le : ∀ k, k ≤ w → 2 ^ k ≤ 2 ^ w := fun _ h => Nat.pow_le_pow_right (by decide) h
  refine ⟨?_, ?_, ?_, fun k hk => ?_⟩
  · show gather w ones (spreadSlice w B.width 0 n (listEntry B.mids t)) j = _
    rw [show spreadSlice w B.width 0 n (listEntry B.mids t) = _ from box.pos, hn]
    exact gather_eq hones (fun i _ => Nat.lt_of_lt_of_le (hpos i)
      (pow_le _ (Nat.le_of_ble_eq_true hw))) hj
  · show ones * _ = _
    rw [hones, pack_one_mul]
    rfl
  · show gather w ones (spreadSlice w B.radiusWidth 0 n (listEntry B.radii t)) j = _
    rw [show spreadSlice w B.radiusWidth 0 n (listEntry B.radii t) = _ from box.rad, hn]
    exact gather_eq hones (fun i _ => Nat.lt_of_lt_of_le (hrad i)
      (pow_le _ (Nat.le_of_ble_eq_true hr))) hj
  · exact box.le (k * d + j) (hn ▸ Attention.head_index_lt hk hj)

/-- The head and the place in it of an entry. -/
theorem div_mod_lt {heads d i : Nat} (h : i < heads * d) : i / d < heads ∧ i % d < d := by
  have hd : 0 < d := Nat.pos_of_ne_zero fun h0 => Nat.not_lt_zero i (by rwa [h0, Nat.mul_zero] at h)
  exact ⟨(Nat.div_lt_iff_lt_mul hd).mpr h, Nat.mod_lt i hd⟩

variable {R : Type u} [OrderedField R]

/-- The entries of a head of contained activations are enclosed. -/
theorem Box.Contains.head {length heads d : Nat} {A : Box} {X : Nat → Vec R}
    (h : A.Contains length (heads * d) X) {t k c : Nat} (ht : t < length) (hk : k < heads)
    (hc : c < d) : (A.cell t (k * d + c)).Holds A.scale (Attention.head d k (X t) c) :=
  h.cell ht (Attention.head_index_lt hk hc)

/-- The rotated entries of all heads. -/
theorem checkTurn_sound {W n ones p q s : Nat} {cos sin : Cell} {low high claim claim' : Lanes}
    {x y c c' : Nat → Cell} (hW : 0 < W) (hones : ones = pack W n fun _ => 1)
    (hlow : low.Are W n x) (hhigh : high.Are W n y) (hc : claim.Are W n c) (hc' : claim'.Are W n c')
    (hl : low.max < 2 ^ (W - 1)) (hh : high.max < 2 ^ (W - 1))
    (h : checkTurn W ones p q s cos sin low high claim claim' = true) : ∀ k, k < n →
      Cell.covers s (Cell.addAt p q ((x k).mul cos) ((y k).mul sin).neg') (c k) = true ∧
        Cell.covers s (Cell.addAt p q ((y k).mul cos) ((x k).mul sin)) (c' k) = true := fun k hk => by
  have ⟨h1, h2⟩ := Bool.and_eq_true_iff.mp h
  exact ⟨Lanes.covers_sound hW hones (Lanes.addAt_are (Lanes.multiple_are hW hones hlow hl cos)
    (Lanes.neg_are (Lanes.multiple_are hW hones hhigh hh sin))) hc h1 k hk,
    Lanes.covers_sound hW hones (Lanes.addAt_are (Lanes.multiple_are hW hones hhigh hh cos)
    (Lanes.multiple_are hW hones hlow hl sin)) hc' h2 k hk⟩

/-- Checked rotations are rotations, for every pair of tables that the boxes contain. -/
theorem checkRope_sound {R : Type u} [ExpField R] {length heads half : Nat} {C S A B : Box}
    {cos sin X : Nat → Vec R} (hc : C.Contains length half cos) (hs : S.Contains length half sin)
    (hx : A.Contains length (heads * (half + half)) X)
    (h : checkRope length heads half C S A B = true) :
    B.Contains length (heads * (half + half)) fun t => ropeHeads half (cos t) (sin t) (X t) :=
  fun t ht i hi => by
    rw [checkRope, withValue_eq, withValue_eq, withValue_eq] at h
    generalize ropeWidth _ _ C S A B = w at h
    have ⟨W, ones, hW, hones, hk, heq⟩ := withOnes_sound h
    have heq' : W = w * (half + half) := heq
    subst heq'
    simp only [Bool.and_eq_true_iff] at hk
    obtain ⟨hscale, hA, hB, hmax, hall⟩ := hk
    have hthis := of_allBelow hall ht
    rw [withValue_eq, withValue_eq, withValue_eq, withValue_eq] at hthis
    have ⟨hhead, hentry⟩ := div_mod_lt hi
    have turn := fun j (hj : j < half) => checkTurn_sound hW hones
      (strideLanes_are (t := t) hones rfl hA (show j < half + half by omega))
      (strideLanes_are (t := t) hones rfl hA (show half + j < half + half by omega))
      (strideLanes_are (t := t) hones rfl hB (show j < half + half by omega))
      (strideLanes_are (t := t) hones rfl hB (show half + j < half + half by omega))
      (Nat.le_of_ble_eq_true hmax) (Nat.le_of_ble_eq_true hmax) (of_allBelow hthis hj) _ hhead
    have units : B.scale + (ropeScale C S A - B.scale) =
        A.scale + C.scale + ((A.scale + S.scale) - (A.scale + C.scale)) := by
      have hle : B.scale ≤ ropeScale C S A := Nat.le_of_ble_eq_true hscale
      rw [Nat.add_sub_of_le hle]
      rfl
    have hj : i = i / (half + half) * (half + half) + i % (half + half) := by
      rw [Nat.mul_comm, Nat.div_add_mod]
    show Near _ _ _ (rope half (cos t) (sin t) (Attention.head (half + half) (i / (half + half)) (X t))
      (i % (half + half)))
    refine Box.cell_holds_iff.mp ?_
    rw [congrArg (B.cell t) hj]
    generalize i % (half + half) = c at *
    generalize i / (half + half) = k at *
    have entry : ∀ e, e < half + half → _ := fun e he => hx.head ht hhead he
    rcases Nat.lt_or_ge c half with hlt | hge
    · rw [rope_low hlt, sub_eq_add_neg]
      refine Cell.of_covers ?_ (turn c hlt).1
      rw [show (Nat.sub (ropeScale C S A) B.scale) = ropeScale C S A - B.scale from rfl, units,
        mul_comm (cos t c), mul_comm (sin t c)]
      exact Cell.addAt_holds (Cell.mul_holds (entry c hentry) (hc.cell ht hlt))
        (Cell.neg_holds (Cell.mul_holds (entry (half + c) (by omega)) (hs.cell ht hlt)))
    · obtain ⟨e, rfl⟩ := Nat.exists_eq_add_of_le hge
      have he : e < half := by omega
      rw [rope_high, add_comm]
      refine Cell.of_covers ?_ (turn e he).2
      rw [show (Nat.sub (ropeScale C S A) B.scale) = ropeScale C S A - B.scale from rfl, units,
        mul_comm (cos t e), mul_comm (sin t e)]
      exact Cell.addAt_holds (Cell.mul_holds (entry (half + e) hentry) (hc.cell ht he))
        (Cell.mul_holds (entry e (by omega)) (hs.cell ht he))

end QuantCert
