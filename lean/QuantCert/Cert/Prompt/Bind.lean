prelude
import QuantCert.Cert.Prompt.Columns
import QuantCert.Cert.Digits.Spread
import QuantCert.Cert.Weights.Columns

/-!
# Columns that hold the weights of a chunk

The vectors of a chunk hold the weights of a column of all blocks, row after row; every so many
digits there is the same column of the matrix. Spread to that distance, a column of the prompt must
be the same number.

## Main definitions
* `strided`: every `rowBlocks`-th digit of a vector.
* `bindsOriginal`, `bindsDecoded`: whether columns hold the original weights of a chunk, or what its
  codes stand for.

## Main theorems
* `bindsOriginal_sound`, `bindsDecoded_sound`: then they do.
-/

universe u

namespace QuantCert

open Digits

/-- Digit `b` of `w` bits of every digit of `X` that `ones` is one in. -/
def strided (w ones X b : Nat) : Nat :=
  Nat.land (Nat.shiftRight X (Nat.mul w b)) (Nat.mul ones (Nat.sub (Nat.pow 2 w) 1))

/-- They are the digits. -/
theorem strided_eq {w stride rows b : Nat} {x : Nat → Nat} (hb : b < stride)
    (hx : ∀ q, q < rows * stride → x q < 2 ^ w) :
    strided w (pack (w * stride) rows fun _ => 1) (pack w (rows * stride) x) b =
      pack (w * stride) rows fun j => x (j * stride + b) := by
  have hle : w * b + w ≤ w * stride := by
    have h := Nat.mul_le_mul_left w hb
    rwa [Nat.mul_succ] at h
  have hinner : ∀ j, j < rows → ∀ i, i < stride → x (j * stride + i) < 2 ^ w := fun j hj i hi =>
    hx _ (by
      have h := Nat.mul_le_mul_right stride hj
      rw [Nat.succ_mul] at h
      omega)
  show (pack w (rows * stride) x >>> (w * b)) &&&
    (pack (w * stride) rows fun _ => 1) * (2 ^ w - 1) = _
  rw [pack_one_mul, pack_mul_index, pack_shift_mask (fun j hj => pack_lt (hinner j hj)) hle]
  refine pack_congr fun j hj => ?_
  exact digit_pack (hinner j hj) hb

/-- Whether `p` holds of every number of a list and its place, counted from `start`. -/
noncomputable def allColumns (p : Nat → Nat → Bool) (cs : Numbers) : (start : Nat) → Bool :=
  Numbers.rec (fun _ => true) (fun c _ rest i => p i c && rest (Nat.succ i)) cs

/-- What holds of all holds of every one. -/
theorem of_allColumns {p : Nat → Nat → Bool} : ∀ {cs : Numbers} {start : Nat},
    allColumns p cs start = true → ∀ i, i < cs.count → p (start + i) (cs.entry i) = true
  | .nil, _, _, i, hi => absurd hi (Nat.not_lt_zero i)
  | .cons c rest, start, h, i, hi => by
    have h' : (p start c && allColumns p rest (start + 1)) = true := h
    have ⟨hp, hr⟩ := Bool.and_eq_true_iff.mp h'
    cases i with
    | zero => exact hp
    | succ i =>
      have hrest := of_allColumns hr i (Nat.lt_of_succ_lt_succ hi)
      rwa [Nat.add_assoc, Nat.add_comm 1] at hrest

variable {K : Codec}

namespace ColumnData

/-- Whether columns and vectors of a chunk fit each other. -/
noncomputable def bindFits (C : ColumnData) (c : WeightChunk K) : Bool :=
  Nat.beq C.rows c.rows && (Nat.ble C.columns.count (Nat.mul c.rowBlocks c.blockCols) &&
  (Nat.ble C.width (Nat.mul c.width c.rowBlocks) && (Nat.ble C.offset (Nat.pow 2 (Nat.sub c.width 2)) &&
  Nat.ble C.rows (Nat.pow 2 (log2Ceil C.rows)))))

/-- Whether the columns are those of the vectors `X u`, one for each column `u` of a block, whose digits
are `2^(width-2)` larger than the entries. -/
noncomputable def checkBind (C : ColumnData) (c : WeightChunk K) (X : Nat → Nat) : Bool :=
  withValue (repunit (Nat.mul c.width c.rowBlocks) c.rows) fun ones =>
    allColumns (fun i column => withValue (Nat.mod i c.blockCols) fun u => Nat.beq
      (Nat.add (spread C.width (Nat.mul c.width c.rowBlocks) (log2Ceil C.rows) column)
        (Nat.mul ones (Nat.sub (Nat.pow 2 (Nat.sub c.width 2)) C.offset)))
      (strided c.width ones (X u) (Nat.div i c.blockCols))) C.columns 0

end ColumnData

/-- What the codes stand for, `2^(width-2)` larger, of column `u` of every block. -/
noncomputable def WeightChunk.decodedVector [K.Checked] (c : WeightChunk K) (u : Nat) : Nat :=
  Nat.sub (Nat.add (c.column u) (Nat.mul c.ones (Nat.pow 2 (Nat.sub c.width 1)))) (c.signedErrors u)

/-- Whether the columns hold the original weights of a checked chunk. -/
noncomputable def bindsOriginal (C : ColumnData) (c : WeightChunk K) : Bool :=
  C.bindFits c && C.checkBind c c.column

/-- Whether the columns hold what the codes of a checked chunk stand for. -/
noncomputable def bindsDecoded [K.Checked] (C : ColumnData) (c : WeightChunk K) : Bool :=
  C.bindFits c && C.checkBind c c.decodedVector

/-- Columns that pass hold the entries of the vectors. -/
theorem checkBind_sound {C : ColumnData} (hC : C.Sound) {c : WeightChunk K} (hw : 2 ≤ c.width)
    (hblocks : 0 < c.rowBlocks) (hfits : C.bindFits c = true) {X : Nat → Nat} {x : Nat → Nat → Nat}
    (hX : ∀ u, u < c.blockCols → X u = pack c.width c.blocks (x u) ∧
      ∀ q, q < c.blocks → x u q < 2 ^ c.width)
    (h : C.checkBind c X = true) : ∀ j, j < C.rows → ∀ i, i < C.columns.count →
      (digit C.width (C.columns.entry i) j : Int) - C.offset =
        (x (i % c.blockCols) (j * c.rowBlocks + i / c.blockCols) : Int) - (2 ^ (c.width - 2) : Nat) := by
  simp only [ColumnData.bindFits, Bool.and_eq_true_iff] at hfits
  obtain ⟨hrows, hcount, hwidth, hoffset, hlog⟩ := hfits
  have hrows' : C.rows = c.rows := Nat.eq_of_beq_eq_true _ _ hrows
  have hwidth' : C.width ≤ c.width * c.rowBlocks := Nat.le_of_ble_eq_true hwidth
  have hoffset' : C.offset ≤ 2 ^ (c.width - 2) := Nat.le_of_ble_eq_true hoffset
  have hstride : c.width ≤ c.width * c.rowBlocks := Nat.le_mul_of_pos_right _ hblocks
  rw [ColumnData.checkBind, withValue_eq, repunit_eq _ (by
    show 0 < c.width * c.rowBlocks
    omega)] at h
  intro j hj i hi
  have hi' := of_allColumns h i hi
  rw [Nat.zero_add, withValue_eq] at hi'
  have heq := Nat.eq_of_beq_eq_true _ _ hi'
  have hcols : i < c.rowBlocks * c.blockCols :=
    Nat.lt_of_lt_of_le hi (Nat.le_of_ble_eq_true hcount)
  have hpos : 0 < c.blockCols := Nat.pos_of_ne_zero fun h0 => by
    rw [h0, Nat.mul_zero] at hcols
    exact Nat.not_lt_zero _ hcols
  have ⟨hpack, hlt⟩ := hX (i % c.blockCols) (Nat.mod_lt i hpos)
  have hleft : Nat.add (spread C.width (c.width * c.rowBlocks) (log2Ceil C.rows)
      (C.columns.entry i)) (Nat.mul (pack (c.width * c.rowBlocks) c.rows fun _ => 1)
        (2 ^ (c.width - 2) - C.offset)) = pack (c.width * c.rowBlocks) c.rows fun j =>
      digit C.width (C.columns.entry i) j + (2 ^ (c.width - 2) - C.offset) := by
    have hs := spread_eq (p := c.width * c.rowBlocks) hwidth' (Nat.le_of_ble_eq_true hlog)
      (hC.column_lt i hi)
    show spread C.width (c.width * c.rowBlocks) (log2Ceil C.rows) (C.columns.entry i) +
      (pack (c.width * c.rowBlocks) c.rows fun _ => 1) * (2 ^ (c.width - 2) - C.offset) = _
    rw [hs, pack_one_mul, hrows', pack_add]
  have hright := strided_eq (w := c.width) (rows := c.rows)
    ((Nat.div_lt_iff_lt_mul hpos).mpr hcols) hlt
  have hbits := hC.bits
  have p1 : 2 ^ C.bits ≤ 2 ^ (c.width * c.rowBlocks - 1) :=
    Nat.pow_le_pow_right (by decide) (by omega)
  have p2 : 2 ^ (c.width - 2) ≤ 2 ^ (c.width * c.rowBlocks - 1) :=
    Nat.pow_le_pow_right (by decide) (by omega)
  have p3 := two_pow_sub_one_add_self (k := c.width * c.rowBlocks) (by omega)
  rw [show X (Nat.mod i c.blockCols) = _ from hpack] at heq
  have hdigits := pack_inj (fun j hj => by
    have := hC.digit_lt i hi j (hrows'.symm ▸ hj)
    omega) (fun j hj => Nat.lt_of_lt_of_le (hlt _ (by
      have h1 := Nat.mul_le_mul_right c.rowBlocks hj
      have h2 := (Nat.div_lt_iff_lt_mul hpos).mpr hcols
      rw [Nat.succ_mul] at h1
      show _ < c.rows * c.rowBlocks
      omega)) (Nat.pow_le_pow_right (by decide) hstride))
    (hleft.symm.trans (heq.trans hright)) (hrows' ▸ hj)
  omega

/-- Columns that pass hold the original weights. -/
theorem bindsOriginal_sound [K.Checked] {C : ColumnData} (hC : C.Sound) {c : WeightChunk K}
    (hc : checkChunk c = true) (h : bindsOriginal C c = true) : ∀ j, j < C.rows →
    ∀ i, i < C.columns.count → (digit C.width (C.columns.entry i) j : Int) - C.offset =
      c.weight j i := by
  have ⟨s, r⟩ := WeightChunk.fits_of_checkChunk hc
  have ⟨hfits, hbind⟩ := Bool.and_eq_true_iff.mp h
  refine checkBind_sound hC (Nat.le_trans (by decide) s.width_ge) s.rowBlocks_pos hfits
    (x := fun u => digit c.width (c.column u)) (fun u hu => ?_) hbind
  have hcol := r.columns u hu
  have hbelow := checkBelow_sound (Nat.sub_le _ 1) (WeightChunk.ones_eq hcol.digit_parts.1) hcol.below
  exact ⟨hbelow.2.1, fun q _ => digit_lt _ _ _⟩

/-- Columns that pass hold what the codes stand for. -/
theorem bindsDecoded_sound [K.Checked] {C : ColumnData} (hC : C.Sound) {c : WeightChunk K}
    (hc : checkChunk c = true) (h : bindsDecoded C c = true) : ∀ j, j < C.rows →
    ∀ i, i < C.columns.count → (digit C.width (C.columns.entry i) j : Int) - C.offset =
      c.decoded j i := by
  have ⟨s, r⟩ := WeightChunk.fits_of_checkChunk hc
  have ⟨hfits, hbind⟩ := Bool.and_eq_true_iff.mp h
  have hcount : ∀ i, i < C.columns.count → i < c.rowBlocks * c.blockCols := fun i hi => by
    simp only [ColumnData.bindFits, Bool.and_eq_true_iff] at hfits
    exact Nat.lt_of_lt_of_le hi (Nat.le_of_ble_eq_true hfits.2.1)
  have hrows : C.rows = c.rows := by
    simp only [ColumnData.bindFits, Bool.and_eq_true_iff] at hfits
    exact Nat.eq_of_beq_eq_true _ _ hfits.1
  have parts : ∀ u, u < c.blockCols → ∀ q, q < c.blocks →
      c.biasedError u q ≤ digit c.width (c.column u) q + 2 ^ (c.width - 1) ∧
      digit c.width (c.column u) q + 2 ^ (c.width - 1) < 2 ^ c.width := fun u hu q hq => by
    obtain ⟨_, hhalf, hfull⟩ := (r.columns u hu).digit_parts
    obtain ⟨_, hge, hbase, hweight⟩ := (r.columns u hu).block hq
    unfold WeightChunk.biasedError WeightChunk.addedDigit
    omega
  have hall := checkBind_sound hC (Nat.le_trans (by decide) s.width_ge) s.rowBlocks_pos hfits
    (x := fun u q => digit c.width (c.column u) q + 2 ^ (c.width - 1) - c.biasedError u q)
    (fun u hu => by
      have hcol := r.columns u hu
      have hones := WeightChunk.ones_eq hcol.digit_parts.1
      have hbelow := checkBelow_sound (Nat.sub_le _ 1) hones hcol.below
      refine ⟨?_, fun q hq => Nat.lt_of_le_of_lt (Nat.sub_le _ _) (parts u hu q hq).2⟩
      show c.column u + c.ones * 2 ^ (c.width - 1) - c.signedErrors u = _
      rw [WeightChunk.signedErrors_eq hcol, hones, pack_one_mul]
      have hsum : c.column u + (pack c.width c.blocks fun _ => 2 ^ (c.width - 1)) =
          pack c.width c.blocks fun q => digit c.width (c.column u) q + 2 ^ (c.width - 1) := by
        rw [← pack_add, ← hbelow.2.1]
      rw [hsum, pack_sub fun q hq => (parts u hu q hq).1]) hbind
  intro j hj i hi
  rw [hall j hj i hi]
  have hplace := WeightChunk.place (c := c) (hrows ▸ hj) (hcount i hi)
  have hp := parts _ hplace.column _ hplace.block
  have hb := WeightChunk.biasedError_eq (r.columns _ hplace.column) hplace.block
  have hd := WeightChunk.weight_sub_decoded c j i
  have hweight : c.weight j i = (digit c.width (c.column (i % c.blockCols))
    (j * c.rowBlocks + i / c.blockCols) : Int) - (2 ^ (c.width - 2) : Nat) := rfl
  omega

end QuantCert
