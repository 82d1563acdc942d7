prelude
import QuantCert.Cert.Digits.Gram
import QuantCert.Cert.Digits.Recentre
import QuantCert.Cert.Digits.SumRows
import QuantCert.Cert.Weights.NormSigned

/-!
# Gram matrices of parts of a chunk, checked

Entries are rounded to multiples of `2^shift`. Two neighbouring columns of a block, in `partBlocks`
neighbouring blocks, are a part; the Gram matrix of its columns is computed and its absolute row sums
compared.

## Main definitions
* `GramClaim`: the numbers claimed
* `WeightChunk.coarseEntry`: a rounded entry
* `WeightChunk.partColumn`: the columns of a part
* `WeightChunk.checkGram`: the claims about all parts

## Main theorems
* `WeightChunk.coarse_sound`: no entry changes by more than half a unit
* `WeightChunk.gramWord_eq`: the vector that holds two columns of every block
-/

namespace QuantCert

open Digits

/-- Claims about the Gram matrices of a chunk's parts. -/
structure GramClaim where
  /-- Entries are rounded to multiples of `2^shift`. -/
  shift : Nat
  /-- No rounded entry is larger, in units of `2^shift`. -/
  centre : Nat
  /-- Blocks of a part. -/
  partBlocks : Nat
  /-- Absolute entries of Gram matrices are rounded up to units of `2^unit`. -/
  unit : Nat
  /-- No rounded entry of a Gram matrix is larger. -/
  maximum : Nat
  /-- Bounds of the row sums of each part's absolute Gram matrix. -/
  bounds : List Nat
  /-- Its square is at least the sum of the bounds, times `2^unit`. -/
  root : Nat
  /-- Its square is at least the number of entries. -/
  side : Nat

namespace WeightChunk

variable {K : Codec}

/-- Half a digit: it holds one of two columns. -/
def halfWidth (c : WeightChunk K) : Nat := Nat.div c.width 2

/-- Pairs of neighbouring columns of a block. -/
def columnPairs (c : WeightChunk K) : Nat := Nat.div c.blockCols 2

/-- Parts of a row of blocks. -/
def rowParts (c : WeightChunk K) (s : GramClaim) : Nat := Nat.div c.rowBlocks s.partBlocks

/-- The rounded entries of column `u`, `centre` larger. -/
def coarsePlane (c : WeightChunk K) (planes : Nat → Nat) (s : GramClaim) (u : Nat) : Nat :=
  recentreDigits c.width c.ones s.shift s.centre (planes u)

/-- Both columns of pair `t`, in digits of half the width. -/
def gramWord (c : WeightChunk K) (planes : Nat → Nat) (s : GramClaim) (t : Nat) : Nat :=
  Nat.add (c.coarsePlane planes s (Nat.mul t 2))
    (Nat.shiftLeft (c.coarsePlane planes s (Nat.add (Nat.mul t 2) 1)) c.halfWidth)

/-- Columns of a part. -/
def partCols (s : GramClaim) : Nat := Nat.mul s.partBlocks 2

/-- Part `b` of a row. -/
def partDigits (w n b row : Nat) : Nat :=
  Nat.mod (Nat.shiftRight row (Nat.mul (Nat.mul w n) b)) (Nat.pow 2 (Nat.mul w n))

/-- `f` of part `b` of every row of pair `t`, added up. -/
noncomputable def sumParts (c : WeightChunk K) (planes : Nat → Nat) (s : GramClaim)
    (f : Nat → Nat) (t b : Nat) : Nat :=
  sumRows (fun row => f (partDigits c.halfWidth (partCols s) b row))
    (Nat.mul (Nat.mul c.halfWidth (partCols s)) (c.rowParts s)) (log2Ceil c.rows)
    (c.gramWord planes s t)

/-- The row sums of the Gram matrix of part `b` of pair `t`. -/
noncomputable def checkPart (c : WeightChunk K) (planes : Nat → Nat) (s : GramClaim)
    (t b : Nat) : Bool :=
  checkGramRows c.halfWidth (partCols s) s.unit s.maximum
    (listEntry s.bounds (Nat.add (Nat.mul t (c.rowParts s)) b))
    (gramDigits c.halfWidth (partCols s) s.centre c.rows
      (c.sumParts planes s (outerDigits c.halfWidth (partCols s)) t b)
      (c.sumParts planes s (fun v => v) t b))

/-- The dimensions are consistent, and no sum overflows. -/
noncomputable def checkGramShape (c : WeightChunk K) (s : GramClaim) : Bool :=
  Nat.beq (c.halfWidth * 2) c.width && (Nat.blt 0 c.halfWidth && (Nat.blt 0 s.partBlocks &&
  (Nat.beq (c.columnPairs * 2) c.blockCols && (Nat.beq (c.rowParts s * s.partBlocks) c.rowBlocks &&
  (Nat.blt (2 * s.centre) (2 ^ c.halfWidth) &&
  (Nat.blt (c.rows * (s.centre * s.centre)) (2 ^ (c.halfWidth - 1)) &&
  (Nat.blt (c.rows * (2 * s.centre)) (2 ^ c.halfWidth) &&
  (Nat.ble (c.rows * c.cols) (s.side * s.side))))))))) &&
  Nat.ble (sumBelow (c.columnPairs * c.rowParts s) (listEntry s.bounds) * 2 ^ s.unit) (s.root * s.root)

/-- The entries can be rounded, and every part's Gram matrix is as claimed. -/
noncomputable def checkGram (c : WeightChunk K) (planes : Nat → Nat) (s : GramClaim) : Bool :=
  c.checkGramShape s && allBelow c.columnPairs fun t =>
    checkRecentre c.width c.ones s.shift s.centre (planes (Nat.mul t 2)) &&
    (checkRecentre c.width c.ones s.shift s.centre (planes (Nat.add (Nat.mul t 2) 1)) &&
    allBelow (c.rowParts s) fun b => c.checkPart planes s t b)

/-- The digit of a rounded entry. -/
def coarseDigit (c : WeightChunk K) (planes : Nat → Nat) (s : GramClaim) (u q : Nat) : Nat :=
  digit c.width (c.coarsePlane planes s u) q

/-- A rounded entry, in units of `2^shift`. -/
def coarseEntry (c : WeightChunk K) (planes : Nat → Nat) (s : GramClaim) (j i : Nat) : Int :=
  (c.coarseDigit planes s (i % c.blockCols) (j * c.rowBlocks + i / c.blockCols) : Int) - s.centre

/-- Column `a` of part `b` of pair `t`. -/
def partColumn (c : WeightChunk K) (s : GramClaim) (t b a : Nat) : Nat :=
  c.blockColumn (t * 2 + a % 2) (b * s.partBlocks + a / 2)

/-- What `checkGramShape` establishes. -/
structure GramShapeFits (c : WeightChunk K) (s : GramClaim) : Prop where
  width : c.halfWidth * 2 = c.width
  half_pos : 0 < c.halfWidth
  part_pos : 0 < s.partBlocks
  pairs : c.columnPairs * 2 = c.blockCols
  parts : c.rowParts s * s.partBlocks = c.rowBlocks
  centre_lt : 2 * s.centre < 2 ^ c.halfWidth
  square_lt : c.rows * (s.centre * s.centre) < 2 ^ (c.halfWidth - 1)
  sum_lt : c.rows * (2 * s.centre) < 2 ^ c.halfWidth
  side : c.rows * c.cols ≤ s.side * s.side
  root : sum (c.columnPairs * c.rowParts s) (listEntry s.bounds) * 2 ^ s.unit ≤ s.root * s.root

variable {c : WeightChunk K} {s : GramClaim} {planes : Nat → Nat} {x : Nat → Nat → Int}

/-- If the check succeeds, the numbers of the Gram claim satisfy their conditions. -/
theorem checkGramShape_sound (h : c.checkGramShape s = true) : GramShapeFits c s := by
  simp only [checkGramShape, Bool.and_eq_true_iff] at h
  obtain ⟨⟨width, half_pos, part_pos, pairs, parts, centre_lt, square_lt, sum_lt, side⟩, root⟩ := h
  rw [sumBelow_eq] at root
  exact ⟨Nat.eq_of_beq_eq_true _ _ width, Nat.le_of_ble_eq_true half_pos,
    Nat.le_of_ble_eq_true part_pos, Nat.eq_of_beq_eq_true _ _ pairs,
    Nat.eq_of_beq_eq_true _ _ parts, Nat.le_of_ble_eq_true centre_lt,
    Nat.le_of_ble_eq_true square_lt, Nat.le_of_ble_eq_true sum_lt, Nat.le_of_ble_eq_true side,
    Nat.le_of_ble_eq_true root⟩

/-- What is known of the rounded entries of column `u`. -/
structure CoarseHold (c : WeightChunk K) (planes : Nat → Nat) (s : GramClaim)
    (x : Nat → Nat → Int) (u : Nat) : Prop where
  eq : c.coarsePlane planes s u = pack c.width c.blocks (c.coarseDigit planes s u)
  le : ∀ q, q < c.blocks → c.coarseDigit planes s u q ≤ 2 * s.centre
  near : ∀ q, q < c.blocks → 2 * (x (q / c.rowBlocks) (c.blockColumn u q) -
    ((2 ^ s.shift : Nat) : Int) * ((c.coarseDigit planes s u q : Int) - s.centre)).natAbs ≤
      2 ^ s.shift

/-- If the check succeeds then no entry changes by more than half a unit when it is rounded. -/
theorem coarse_sound (hw : 2 ≤ c.width) (hold : SignedHold c planes x (2 ^ s.shift / 2)) {u : Nat}
    (hu : u < c.blockCols) (h : checkRecentre c.width c.ones s.shift s.centre (planes u) = true) :
    CoarseHold c planes s x u := by
  obtain ⟨f, hpack, hf⟩ := hold u hu
  have hc : s.centre < 2 ^ (c.width - 2) := by
    simp only [checkRecentre, Bool.and_eq_true_iff] at h
    exact Nat.le_of_ble_eq_true h.2.2.1
  rw [hpack, ones_eq (by omega)] at h
  obtain ⟨e, he, hdigit⟩ := recentreDigits_sound (x := fun q =>
    x (q / c.rowBlocks) (c.blockColumn u q)) h hf
  have hplane : c.coarsePlane planes s u = pack c.width c.blocks e := by
    rw [coarsePlane, hpack, ones_eq (by omega), he]
  have hlt : ∀ q, q < c.blocks → e q < 2 ^ c.width := fun q hq => by
    have hle := (hdigit q hq).1
    have hfull := two_pow_sub_one_add_self (k := c.width) (by omega)
    have hhalf := two_pow_sub_one_add_self (k := c.width - 1) (by omega)
    rw [show c.width - 1 - 1 = c.width - 2 by omega] at hhalf
    omega
  have hread : ∀ q, q < c.blocks → c.coarseDigit planes s u q = e q := fun q hq => by
    rw [coarseDigit, hplane, digit_pack hlt hq]
  refine ⟨?_, fun q hq => ?_, fun q hq => ?_⟩
  · rw [hplane]
    exact pack_congr fun q hq => by rw [← hread q hq, coarseDigit, hplane]
  · rw [hread q hq]
    exact (hdigit q hq).1
  · rw [hread q hq]
    exact (hdigit q hq).2

/-- Two vectors, one in the lower halves of wide digits and one in the upper halves. -/
theorem pack_interleave (w B : Nat) (f : Nat → Nat → Nat) :
    pack (w * 2) B (f 0) + pack (w * 2) B (f 1) <<< w =
      pack w (B * 2) fun i => f (i % 2) (i / 2) := by
  rw [Nat.shiftLeft_eq, pack_mul, pack_add, pack_mul_index]
  refine pack_congr fun q _ => ?_
  have heven : (q * 2 + 0) % 2 = 0 ∧ (q * 2 + 0) / 2 = q := by omega
  have hodd : (q * 2 + 1) % 2 = 1 ∧ (q * 2 + 1) / 2 = q := by omega
  rw [show 2 = 1 + 1 from rfl, pack_succ, pack_one, Nat.mul_one]
  show _ = f ((q * 2 + 0) % 2) ((q * 2 + 0) / 2) + f ((q * 2 + 1) % 2) ((q * 2 + 1) / 2) * 2 ^ w
  rw [heven.1, heven.2, hodd.1, hodd.2]

/-- Both columns of a pair. -/
theorem gramWord_eq (z : GramShapeFits c s) {t : Nat}
    (hold : ∀ lane, lane < 2 → CoarseHold c planes s x (t * 2 + lane)) :
    c.gramWord planes s t = pack c.halfWidth (c.blocks * 2) fun i =>
      c.coarseDigit planes s (t * 2 + i % 2) (i / 2) := by
  show c.coarsePlane planes s (t * 2 + 0) + c.coarsePlane planes s (t * 2 + 1) <<< c.halfWidth = _
  rw [(hold 0 (by decide)).eq, (hold 1 (by decide)).eq, ← z.width]
  exact pack_interleave c.halfWidth c.blocks fun lane => c.coarseDigit planes s (t * 2 + lane)

end WeightChunk

end QuantCert
