prelude
import QuantCert.Cert.Weights.NormSums
import QuantCert.Spec.Weights.Columns
import QuantCert.Thm.Digits.Multiple

/-!
# Column sums of a chunk, checked

The sums over the rows of a chunk are one digit a column. Sums of weights are of some low bits of
them, so that no sum overflows: they can only be too small.

## Main definitions
* `checkColumns s c claim`: the claims about the columns of a chunk

## Main theorems
* `checkColumns_sound`: if the chunk is checked too, the claims are true
-/

namespace QuantCert

open Digits

variable {K : Codec}

/-- How large the numbers of column claims are. -/
structure ColumnBits where
  /-- bits of the digits of `ColumnClaim.errors` -/
  errors : Nat
  /-- bits of the digits of `ColumnClaim.weights` -/
  weights : Nat
  /-- low bits of a weight that count -/
  kept : Nat

namespace WeightChunk

/-- One in the digit of every column. -/
def columnOnes (c : WeightChunk K) : Nat := repunit c.width (Nat.mul c.blockCols c.rowBlocks)

/-- Some low bits of the absolute weights of a column. -/
def lowWeights (c : WeightChunk K) (bits u : Nat) : Nat :=
  Nat.land (c.weightDigits u) (Nat.mul c.ones (Nat.sub (Nat.pow 2 bits) 1))

/-- The sums fit their digits. -/
def checkColumnShape (s : ColumnBits) (c : WeightChunk K) : Bool :=
  Nat.blt s.errors c.width && (Nat.blt s.weights c.width && (Nat.blt s.kept c.width &&
  (Nat.blt (c.rows * c.maxError) (2 ^ (c.width - 1)) &&
  Nat.blt (c.rows * 2 ^ s.kept) (2 ^ (c.width - 1)))))

end WeightChunk

/-- The claimed sums of the errors are large enough, those of the weights small enough. -/
noncomputable def checkColumns [K.Checked] (s : ColumnBits) (c : WeightChunk K)
    (claim : ColumnClaim) : Bool :=
  WeightChunk.checkColumnShape s c &&
  (checkBelow c.columnOnes c.width s.errors (c.blockCols * c.rowBlocks) claim.errors &&
  (checkBelow c.columnOnes c.width s.weights (c.blockCols * c.rowBlocks) claim.weights &&
  (checkAtMost c.columnOnes c.width claim.errors (c.foldColumns c.errorDigits) &&
  checkAtMost c.columnOnes c.width (c.foldColumns (c.lowWeights s.kept)) claim.weights)))

/-- A claimed number is a vector of one digit a column, each of `bits` bits. -/
structure DigitsFit (k n bits N : Nat) : Prop where
  eq : N = pack k n (digit k N)
  lt : ∀ q, q < n → digit k N q < 2 ^ bits

namespace WeightChunk

variable {c : WeightChunk K}

/-- The digit of a column is the digit of its place in the block and of its block. -/
theorem columnPlace_parts {i : Nat} (hi : i < c.rowBlocks * c.blockCols) :
    c.columnPlace i < c.blockCols * c.rowBlocks ∧
    c.columnPlace i % c.rowBlocks * c.blockCols + c.columnPlace i / c.rowBlocks = i := by
  have hpos : 0 < c.blockCols := Nat.pos_of_ne_zero fun hzero => by
    rw [hzero, Nat.mul_zero] at hi
    exact Nat.not_lt_zero _ hi
  have hblock : i / c.blockCols < c.rowBlocks := (Nat.div_lt_iff_lt_mul hpos).2 hi
  have hcolumns := Nat.mul_le_mul_right c.rowBlocks (Nat.mod_lt i hpos : i % c.blockCols + 1 ≤ _)
  rw [Nat.add_one_mul] at hcolumns
  unfold columnPlace
  refine ⟨by omega, ?_⟩
  rw [(block_parts (c := c) (j := i % c.blockCols) hblock).1,
    (block_parts (c := c) (j := i % c.blockCols) hblock).2, Nat.mul_comm]
  exact Nat.div_add_mod i c.blockCols

/-- Entries up to `M` in the rows of a column add up to no more than all of them could. -/
theorem columnSum_le_mul {M : Nat} {r : Nat → Nat → Nat} (hr : EntriesAtMost c M r) {q : Nat}
    (hpos : 0 < c.rowBlocks) (hq : q < c.blockCols * c.rowBlocks) :
    (sum c.rows fun j => r j (q % c.rowBlocks * c.blockCols + q / c.rowBlocks)) ≤ c.rows * M := by
  refine natSum_le_mul fun j hj => ?_
  have hblock := Nat.mod_lt q hpos
  have hentry := hr _ ((Nat.div_lt_iff_lt_mul hpos).2 hq) _ (block_of_row_lt hj hblock)
  rwa [blockColumn, (block_parts (c := c) (j := j) hblock).1,
    (block_parts (c := c) (j := j) hblock).2] at hentry

variable [K.Checked]

/-- The low bits of a checked chunk's weights. -/
theorem lowWeights_eq (h : checkChunk c = true) {bits : Nat} (hbits : bits ≤ c.width) :
    PlanesEq c (c.lowWeights bits) fun j i => (c.weight j i).natAbs % 2 ^ bits := fun u hu => by
  have s := (fits_of_checkChunk h).1
  have hw : 0 < c.width := Nat.lt_of_lt_of_le (by decide) s.width_ge
  have hold := weightPlanes_hold h
  have hfull : 2 ^ (c.width - 1) < 2 ^ c.width :=
    Nat.pow_lt_pow_right (by decide) (Nat.sub_lt hw (by decide))
  show c.weightDigits u &&& c.ones * (2 ^ bits - 1) = _
  rw [hold.eq u hu, ones_eq hw, pack_one_mul, pack_land
    (fun q hq => Nat.lt_of_le_of_lt (hold.le u hu q hq) hfull)
    (fun _ _ => two_pow_sub_one_lt hbits)]
  exact pack_congr fun q _ => Nat.and_two_pow_sub_one_eq_mod _ _

end WeightChunk

open WeightChunk in
/-- If the check succeeds then the claims are true of the checked chunk, and fit their digits. -/
theorem checkColumns_sound [K.Checked] {c : WeightChunk K} {s : ColumnBits} {claim : ColumnClaim}
    (hc : checkChunk c = true) (h : checkColumns s c claim = true) :
    ColumnsHold c claim ∧ DigitsFit c.width (c.blockCols * c.rowBlocks) s.errors claim.errors ∧
      DigitsFit c.width (c.blockCols * c.rowBlocks) s.weights claim.weights := by
  obtain ⟨f, r⟩ := fits_of_checkChunk hc
  have hw : 0 < c.width := Nat.lt_of_lt_of_le (by decide) f.width_ge
  have hpos := f.rowBlocks_pos
  simp only [checkColumns, checkColumnShape, Bool.and_eq_true_iff] at h
  obtain ⟨⟨he, hs, hk, hmax, hkept⟩, hbe, hbs, hle, hge⟩ := h
  have he' : s.errors < c.width := Nat.le_of_ble_eq_true he
  have hs' : s.weights < c.width := Nat.le_of_ble_eq_true hs
  have hk' : s.kept < c.width := Nat.le_of_ble_eq_true hk
  have hmax' : c.rows * c.maxError < 2 ^ (c.width - 1) := Nat.le_of_ble_eq_true hmax
  have hkept' : c.rows * 2 ^ s.kept < 2 ^ (c.width - 1) := Nat.le_of_ble_eq_true hkept
  have hones : c.columnOnes = pack c.width (c.blockCols * c.rowBlocks) fun _ => 1 :=
    repunit_eq _ hw
  have hbe' := checkBelow_sound (Nat.le_of_lt he') hones hbe
  have hbs' := checkBelow_sound (Nat.le_of_lt hs') hones hbs
  have hhalf : ∀ b, b < c.width → 2 ^ b ≤ 2 ^ (c.width - 1) := fun b hb =>
    Nat.pow_le_pow_right (by decide) (Nat.le_sub_one_of_lt hb)
  have herr : EntriesAtMost c c.maxError fun j i => (rowDiff c.weight c.decoded j i).natAbs :=
    fun u hu q hq => by
      show (rowDiff c.weight c.decoded _ _).natAbs ≤ _
      rw [rowDiff_eq c hu q]
      exact r.errors u hu q hq
  have hlow : EntriesAtMost c (2 ^ s.kept) fun j i => (c.weight j i).natAbs % 2 ^ s.kept :=
    fun _ _ _ _ => Nat.le_of_lt (Nat.mod_lt _ (Nat.two_pow_pos _))
  rw [foldColumns_eq hw hpos f.rows_le (errorPlanes_hold hc).eq herr hmax', hbe'.2.1] at hle
  rw [foldColumns_eq hw hpos f.rows_le (lowWeights_eq hc (Nat.le_of_lt hk')) hlow hkept', hbs'.2.1] at hge
  refine ⟨⟨fun i hi => ?_, fun i hi => ?_⟩, ⟨hbe'.2.1, hbe'.2.2⟩, hbs'.2.1, hbs'.2.2⟩
  · obtain ⟨hlt, hplace⟩ := columnPlace_parts (Nat.lt_of_lt_of_le hi f.cols_le)
    have hdigit := checkAtMost_sound hw hones
      (fun q hq => Nat.lt_of_lt_of_le (hbe'.2.2 q hq) (hhalf _ he'))
      (fun q hq => Nat.le_trans (columnSum_le_mul herr hpos hq) (Nat.le_of_lt hmax')) hle _ hlt
    rwa [hplace] at hdigit
  · obtain ⟨hlt, hplace⟩ := columnPlace_parts (Nat.lt_of_lt_of_le hi f.cols_le)
    have hdigit := checkAtMost_sound hw hones
      (fun q hq => Nat.lt_of_le_of_lt (columnSum_le_mul hlow hpos hq) hkept')
      (fun q hq => Nat.le_trans (Nat.le_of_lt (hbs'.2.2 q hq)) (hhalf _ hs')) hge _ hlt
    rw [hplace] at hdigit
    refine Nat.le_trans hdigit (natSum_mono fun j _ => Nat.mod_le _ _)

end QuantCert
