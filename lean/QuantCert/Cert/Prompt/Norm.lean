prelude
import QuantCert.Cert.Prompt.LaneChecks
import QuantCert.Cert.Prompt.Quotient
import QuantCert.Cert.Prompt.Rope
import QuantCert.Cert.Prompt.Squares
import QuantCert.Spec.Norm.RMSNorm

/-!
# RMSNorm and LayerNorm

The inverse root mean squares are claimed, one for each head and position.

## Main definitions
* `checkNormHeads`, `checkRmsNorm`: whether the last box contains the RMSNorm of another.
* `checkSubMean`, `checkLayerNorm`: the same of the entries minus their mean, and of LayerNorm.

## Main theorems
* `checkNormHeads_sound`, `checkRmsNorm_sound`, `checkSubMean_sound`, `checkLayerNorm_sound`
-/

universe u

namespace QuantCert

open Attention Digits

/-- `d` times the mean square of the first `d` entries of a box with one position, plus `ε`. -/
noncomputable def Cell.squares (d : Nat) (ε : Dyadic) (A : Box) : Cell :=
  addAt (Nat.add A.scale A.scale) ε.scale (squareCell d A) (ofNat (Nat.mul d ε.mantissa))

/-- Whether `h`, in units of `2^-q`, contains the inverse root mean square of the first `d` entries
of a box with one position. -/
noncomputable def checkRoot (d q : Nat) (ε : Dyadic) (A : Box) (h : Cell) : Bool :=
  Cell.checkInvRoot d (finer (Nat.add A.scale A.scale) ε.scale) q (Cell.squares d ε A) h

/-- Entries after the norm: with `G` the factors, `h` the inverse root mean square. -/
noncomputable def normLanes (w d ones : Nat) (G A : Box) (h : Cell) : Lanes :=
  (Lanes.product w d ones A 0 G 0).multiple w ones h

/-- Whether digits hold what is computed of the entries, before the last multiplication. -/
noncomputable def normFits (w d : Nat) (G A : Box) : Bool :=
  Lanes.productFits w d A G &&
    Nat.blt (Lanes.product w d 0 A 0 G 0).max (Nat.pow 2 (Nat.sub w 1))

/-- Bits of a digit for entries after the norm, in units of `2^-p`, and a claim. -/
def normWidth (p : Nat) (G A H B : Box) : Nat :=
  Nat.add (Nat.add 8 (Nat.sub B.scale p)) (finer (Nat.add A.bits (Nat.add G.bits H.bits)) (Nat.add B.bits (Nat.sub p B.scale)))

/-- The units of entries after the norm. -/
def normScale (G A H : Box) : Nat := Nat.add (Nat.add A.scale G.scale) H.scale

/-- RMSNorm of each of `heads` heads of `d` entries, with `H` the inverse root mean squares. -/
noncomputable def checkNormHeads (length heads d : Nat) (ε : Dyadic) (G A H B : Box) : Bool :=
  withOnes (normWidth (normScale G A H) G A H B) d fun w ones => normFits w d G A &&
    allBelow length fun t => allBelow heads fun k => withValue (Nat.mul k d) fun start =>
      checkRoot d H.scale ε (A.part t start) (H.cell t k) &&
      checkLanes w d (normScale G A H) ones
        (normLanes w d ones G (A.part t start) (H.cell t k)) (B.part t start) 0

/-- RMSNorm of `dim` entries. -/
noncomputable def checkRmsNorm (length dim : Nat) (ε : Dyadic) (G A H B : Box) : Bool :=
  checkNormHeads length 1 dim ε G A H B

/-- The sum of the first `dim` entries at position `t`. -/
noncomputable def entrySum (dim : Nat) (A : Box) (t : Nat) : Cell :=
  ⟨sumDigits A.width dim (listEntry A.mids t), Nat.mul dim A.offset,
    sumDigits A.radiusWidth dim (listEntry A.radii t)⟩

/-- Bits of a digit for `dim` times the entries of `A` minus their sum, and `dim` times a claim. -/
noncomputable def centredWidth (dim : Nat) (A M : Box) : Nat :=
  Nat.add (Nat.add 8 (log2Ceil dim)) (finer A.bits (Nat.add M.bits (Nat.sub A.scale M.scale)))

/-- The entries of `A` minus their mean, multiplied by `dim`. -/
noncomputable def checkSubMean (length dim : Nat) (A M : Box) : Bool :=
  Nat.blt 0 dim && (Nat.ble M.scale A.scale && withOnes (centredWidth dim A M) dim fun w ones =>
    Lanes.fits w dim A && (Lanes.fits w dim M &&
    (Nat.blt (Nat.add (Nat.pow 2 A.width) (Nat.pow 2 A.radiusWidth)) (Nat.pow 2 (Nat.sub w 1)) &&
    (Nat.blt (Nat.add (Nat.pow 2 M.width) (Nat.pow 2 M.radiusWidth)) (Nat.pow 2 (Nat.sub w 1)) &&
    allBelow length fun t => Lanes.covers w ones (Nat.sub A.scale M.scale)
      (((Lanes.ofBox w dim ones A t).multiple w ones (Cell.ofNat dim)).add
        (Lanes.const ones (entrySum dim A t).neg'))
      ((Lanes.ofBox w dim ones M t).multiple w ones (Cell.ofNat dim))))))

/-- Bits of a digit for the entries of LayerNorm, in units of `2^-p`, and a claim. -/
def layerNormWidth (p : Nat) (G V M H B : Box) : Nat :=
  Nat.add (normWidth p G M H B) (Nat.add V.bits (finer (normScale G M H) V.scale))

/-- LayerNorm of `A`, with `M` its entries minus their mean. -/
noncomputable def checkLayerNorm (length dim : Nat) (ε : Dyadic) (G V A M H B : Box) : Bool :=
  checkSubMean length dim A M &&
  withOnes (layerNormWidth (finer (normScale G M H) V.scale) G V M H B) dim fun w ones =>
    normFits w dim G M && (Lanes.fits w dim V && allBelow length fun t =>
      checkRoot dim H.scale ε (M.part t 0) (H.cell t 0) &&
      checkLanes w dim (finer (normScale G M H) V.scale) ones (Lanes.addAt (normScale G M H) V.scale
        (normLanes w dim ones G (M.part t 0) (H.cell t 0)) (Lanes.ofBox w dim ones V 0)) B t)

/-- A vector is its only head. -/
theorem head_zero {R : Type u} (d : Nat) (x : Vec R) : head d 0 x = x := funext fun c => by
  unfold head
  rw [Nat.zero_mul, Nat.zero_add]

section
variable {R : Type u} [OrderedField R]

/-- The sum of the entries is enclosed. -/
theorem entrySum_holds {dim t : Nat} {A : Box} {x : Vec R}
    (hx : ∀ j, j < dim → (A.cell t j).Holds A.scale (x j)) :
    (entrySum dim A t).Holds A.scale (sum dim x) := by
  have heq : (Cell.sum dim fun j => A.cell t j) = entrySum dim A t := by
    unfold Cell.sum entrySum
    rw [sumBelow_eq, sumBelow_eq, sumBelow_eq, sumDigits_eq, sumDigits_eq]
    have hconst : ∀ m, (sum m fun _ => A.offset) = m * A.offset := fun m => by
      induction m with
      | zero => exact (Nat.zero_mul _).symm
      | succ m ih => rw [sum_succ, ih, Nat.succ_mul]
    exact congr (congr (congrArg Cell.mk (sum_congr fun j _ => readDigit_eq _ _ _)) (hconst dim))
      (sum_congr fun j _ => readDigit_eq _ _ _)
  rw [← heq]
  exact Cell.sum_holds hx

/-- What encloses `n x` encloses `x` if it is `n` times a cell. -/
theorem Cell.of_covers_multiple {p q n : Nat} {c d : Cell} {x : R} (hn : 0 < n) (hq : q ≤ p)
    (hx : c.Holds p (x * natCast n)) (h : Cell.covers (p - q) c (d.mul (ofNat n)) = true) :
    d.Holds q x := by
  rw [show p = q + (p - q) by omega] at hx
  have hd := of_covers hx h
  have hmid : (d.mul (ofNat n)).mid = d.mid * n := by
    show ((d.pos * n + d.neg * 0 : Nat) : Int) - (d.pos * 0 + d.neg * n : Nat) = (d.pos - d.neg) * n
    rw [Nat.mul_zero, Nat.mul_zero, Nat.add_zero, Nat.zero_add, Int.natCast_mul, Int.natCast_mul,
      Int.sub_mul]
  have hrad : (d.mul (ofNat n)).rad = d.rad * n := by
    show d.size * 0 + d.rad * ((n - 0 + (0 - n)) + 0) = d.rad * n
    rw [Nat.mul_zero, Nat.zero_add, Nat.sub_zero, Nat.zero_sub, Nat.add_zero]
  have value : ∀ m : Int, dyadic (R := R) q (m * n) = dyadic q m * natCast n := fun m => by
    unfold dyadic
    rw [intCast_mul, intCast_natCast, div_mul_eq_mul_div]
  unfold Holds Near at hd ⊢
  rw [hmid, hrad, Int.natCast_mul, value, value, ← sub_mul, abs_mul,
    abs_of_nonneg (natCast_nonneg n)] at hd
  exact le_of_mul_le_mul_right hd (natCast_pos hn)

/-- The entries minus their mean are enclosed. -/
theorem checkSubMean_sound {length dim : Nat} {A M : Box} {X : Nat → Vec R}
    (hx : A.Contains length dim X) (h : checkSubMean length dim A M = true) :
    M.Contains length dim fun t => subMean dim (X t) := fun t ht i hi => by
  simp only [checkSubMean, Bool.and_eq_true_iff] at h
  obtain ⟨hdim, hscale, h⟩ := h
  have ⟨w, ones, hw, hones, hk, _⟩ := withOnes_sound h
  simp only [Bool.and_eq_true_iff] at hk
  obtain ⟨hA, hM, hmaxA, hmaxM, hall⟩ := hk
  have hdim' : 0 < dim := Nat.le_of_ble_eq_true hdim
  have hcover := Lanes.covers_sound hw hones (Lanes.add_are
    (Lanes.multiple_are hw hones (Lanes.ofBox_are hones hA t) (Nat.le_of_ble_eq_true hmaxA) _)
    (Lanes.const_are hones (entrySum dim A t).neg'))
    (Lanes.multiple_are hw hones (Lanes.ofBox_are hones hM t) (Nat.le_of_ble_eq_true hmaxM) _)
    (of_allBelow hall ht) i hi
  have hN : ((((A.cell t i).mul (Cell.ofNat dim)).add (entrySum dim A t).neg')).Holds A.scale
      (subMean dim (X t) i * natCast dim) := by
    have hne : (natCast dim : R) ≠ 0 := ne_of_gt (natCast_pos hdim')
    have heq : subMean dim (X t) i * natCast dim = X t i * natCast dim - sum dim (X t) := by
      unfold subMean mean
      rw [sub_mul, div_mul_cancel _ hne]
    rw [heq]
    exact Cell.sub_holds (Cell.mul_holds (hx.cell ht hi) (Cell.holds_natCast dim))
      (entrySum_holds fun j hj => hx.cell ht hj)
  exact Box.cell_holds_iff.mp (Cell.of_covers_multiple hdim' (Nat.le_of_ble_eq_true hscale) hN hcover)

end

variable {R : Type u} [ExpField R] {length heads d : Nat} {ε : Dyadic} {G A H B : Box}
  {X : Nat → Vec R} {γ : Vec R}

/-- The sum of squares, and `ε`, are enclosed. -/
theorem Cell.squares_holds {x : Vec R} (hd : 0 < d) (hw : 0 < A.width) (hn : d ≤ 2 ^ log2Ceil d)
    (hx : ∀ c, c < d → (A.cell 0 c).Holds A.scale (x c)) : (squares d ε A).Holds
      (finer (A.scale + A.scale) ε.scale) (natCast d * (sumSq d x / natCast d + ε.value R)) := by
  have hne : (natCast d : R) ≠ 0 := ne_of_gt (natCast_pos hd)
  have heq : natCast d * (sumSq d x / natCast d + ε.value R) =
      (QuantCert.sum d fun c => x c * x c) + dyadic ε.scale (d * ε.mantissa : Nat) := by
    rw [left_distrib, mul_comm, div_mul_cancel _ hne]
    have hsq : sumSq d x = QuantCert.sum d fun c => x c * x c := sum_congr fun c _ => pow_two (x c)
    have hε : dyadic ε.scale (d * ε.mantissa : Nat) = natCast d * ε.value R := by
      unfold Dyadic.value dyadic
      rw [Int.natCast_mul, intCast_mul, intCast_natCast, mul_div_assoc]
    rw [hsq, hε]
  rw [heq]
  exact addAt_holds (squareCell_holds hw hn hx) (holds_ofNat _ _)

/-- What fits: widths are positive, and the entries are not too many. -/
theorem normFits_sound {w : Nat} (h : normFits w d G A = true) : 0 < A.width ∧ d ≤ 2 ^ log2Ceil d ∧
    Lanes.productFits w d A G = true ∧
    (2 ^ A.width + 2 ^ A.radiusWidth) * (2 ^ G.width + 2 ^ G.width + 2 ^ G.radiusWidth) <
      2 ^ (w - 1) := by
  have ⟨hfits, hmax⟩ := Bool.and_eq_true_iff.mp h
  have hfits' := hfits
  simp only [Lanes.productFits, Lanes.fits, Bool.and_eq_true_iff] at hfits'
  exact ⟨Nat.le_of_ble_eq_true hfits'.1, Nat.le_of_ble_eq_true hfits'.2.2.1.2.2, hfits,
    Nat.le_of_ble_eq_true hmax⟩

/-- Entries after the norm are enclosed. -/
theorem normLanes_sound {w ones : Nat} (hw : 0 < w) (hones : ones = pack w d fun _ => 1)
    (hfits : normFits w d G A = true) {x : Vec R} {h : Cell}
    (hx : ∀ c, c < d → (A.cell 0 c).Holds A.scale (x c)) (hg : G.Contains 1 d fun _ => γ)
    (hroot : checkRoot d H.scale ε A h = true) :
    (normLanes w d ones G A h).Are w d (fun c => ((A.cell 0 c).mul (G.cell 0 c)).mul h) ∧
      ∀ c, c < d → (((A.cell 0 c).mul (G.cell 0 c)).mul h).Holds (normScale G A H)
        (rmsNorm d (ε.value R) γ x c) := by
  obtain ⟨hwA, hn, hprod, hmax⟩ := normFits_sound hfits
  refine ⟨Lanes.multiple_are hw hones (Lanes.product_are hones hprod 0 0) hmax h, fun c hc => ?_⟩
  have hr := (Cell.invRoot_holds (Cell.squares_holds (Nat.lt_of_le_of_lt (Nat.zero_le _) hc) hwA hn hx)
    hroot).2
  have heq : rmsNorm d (ε.value R) γ x c = x c * γ c * (1 / rms d (ε.value R) x) := by
    rw [← mul_div_assoc, mul_one]
    show γ c * (x c / _) = _
    rw [mul_comm (x c), mul_div_assoc]
  rw [heq]
  exact Cell.mul_holds (Cell.mul_holds (hx c hc) (hg.cell Nat.one_pos hc)) hr

/-- A checked RMSNorm of each head is one. -/
theorem checkNormHeads_sound (hx : A.Contains length (heads * d) X)
    (hg : G.Contains 1 d fun _ => γ) (h : checkNormHeads length heads d ε G A H B = true) :
    B.Contains length (heads * d) fun t => rmsNormHeads d (ε.value R) γ (X t) := fun t ht i hi => by
  have ⟨w, ones, hw, hones, hk, _⟩ := withOnes_sound h
  have ⟨hfits, hall⟩ := Bool.and_eq_true_iff.mp hk
  have ⟨hh, hc⟩ := div_mod_lt hi
  have hthis := of_allBelow (of_allBelow hall ht) hh
  rw [withValue_eq] at hthis
  have ⟨hroot, hlanes⟩ := Bool.and_eq_true_iff.mp hthis
  have part : ∀ c, c < d → ((A.part t (i / d * d)).cell 0 c).Holds A.scale
      (head d (i / d) (X t) c) := fun c hc => by
    rw [Box.part_cell]
    exact hx.head ht hh hc
  have ⟨hare, hholds⟩ := normLanes_sound (H := H) hw hones
    (show normFits w d G (A.part t (i / d * d)) = true from hfits) part hg hroot
  have hentry := checkLanes_sound hw hones hare hholds hlanes (i % d) hc
  rw [Box.part_cell, show (i / d).mul d + i % d = i from by
    rw [show (i / d).mul d = d * (i / d) from Nat.mul_comm _ _, Nat.div_add_mod]] at hentry
  exact Box.cell_holds_iff.mp hentry

/-- The norm of the only head. -/
theorem rmsNormHeads_eq {dim i : Nat} (hi : i < dim) (e : R) (γ x : Vec R) :
    rmsNormHeads dim e γ x i = rmsNorm dim e γ x i := by
  unfold rmsNormHeads
  rw [Nat.div_eq_of_lt hi, Nat.mod_eq_of_lt hi, head_zero]

/-- A checked RMSNorm is one. -/
theorem checkRmsNorm_sound {dim : Nat} (hx : A.Contains length dim X)
    (hg : G.Contains 1 dim fun _ => γ) (h : checkRmsNorm length dim ε G A H B = true) :
    B.Contains length dim fun t => rmsNorm dim (ε.value R) γ (X t) := fun t ht i hi => by
  have hx' : A.Contains length (1 * dim) X := (Nat.one_mul dim).symm ▸ hx
  show Near _ _ _ (rmsNorm dim (ε.value R) γ (X t) i)
  rw [← rmsNormHeads_eq hi]
  exact checkNormHeads_sound hx' hg h t ht i ((Nat.one_mul dim).symm ▸ hi)

/-- A checked LayerNorm is one. -/
theorem checkLayerNorm_sound {dim : Nat} {V M : Box} {β : Vec R} (hx : A.Contains length dim X)
    (hg : G.Contains 1 dim fun _ => γ) (hb : V.Contains 1 dim fun _ => β)
    (h : checkLayerNorm length dim ε G V A M H B = true) :
    B.Contains length dim fun t => layerNorm dim (ε.value R) γ β (X t) := fun t ht i hi => by
  have ⟨hmean, hk⟩ := Bool.and_eq_true_iff.mp h
  have hm := checkSubMean_sound hx hmean
  have ⟨w, ones, hw, hones, hk, _⟩ := withOnes_sound hk
  simp only [Bool.and_eq_true_iff] at hk
  obtain ⟨hfits, hV, hall⟩ := hk
  have ⟨hroot, hlanes⟩ := Bool.and_eq_true_iff.mp (of_allBelow hall ht)
  have part : ∀ c, c < dim → ((M.part t 0).cell 0 c).Holds M.scale (subMean dim (X t) c) :=
    fun c hc => by
      rw [Box.part_cell, Nat.zero_add]
      exact hm.cell ht hc
  have ⟨hare, hholds⟩ := normLanes_sound (H := H) hw hones
    (show normFits w dim G (M.part t 0) = true from hfits) part hg hroot
  exact Box.cell_holds_iff.mp (checkLanes_sound (x := layerNorm dim (ε.value R) γ β (X t)) hw hones
    (Lanes.addAt_are hare (Lanes.ofBox_are hones hV 0))
    (fun c hc => Cell.addAt_holds (hholds c hc) (hb.cell Nat.one_pos hc)) hlanes i hi)

end QuantCert
