prelude
import QuantCert.Cert.Digits.Gram
import QuantCert.Cert.Digits.Recentre
import QuantCert.Cert.Digits.SumRows
import QuantCert.Cert.Weights.NormSigned

/-!
# Gram matrices of parts of a chunk, checked

Entries are rounded to multiples of `2^shift`. The columns of a word in `partBlocks` neighbouring
blocks are a part; the Gram matrix of its columns is computed and its absolute row sums compared.

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

/-- Half a digit: it holds one of two columns. -/
def halfWidth (c : WeightChunk) : Nat := Nat.div c.width 2

/-- Parts of a row of blocks. -/
def rowParts (c : WeightChunk) (s : GramClaim) : Nat := Nat.div c.rowBlocks s.partBlocks

/-- The rounded entries of word `t` and the lane, `centre` larger. -/
def coarsePlane (c : WeightChunk) (planes : Nat → Nat → Nat) (s : GramClaim) (t lane : Nat) : Nat :=
  recentreDigits c.width c.ones s.shift s.centre (planes t lane)

/-- Both lanes of word `t`, in digits of half the width. -/
def gramWord (c : WeightChunk) (planes : Nat → Nat → Nat) (s : GramClaim) (t : Nat) : Nat :=
  Nat.add (c.coarsePlane planes s t 0) (Nat.shiftLeft (c.coarsePlane planes s t 1) c.halfWidth)

/-- Columns of a part. -/
def partCols (s : GramClaim) : Nat := Nat.mul s.partBlocks 2

/-- Part `b` of a row. -/
def partDigits (w n b row : Nat) : Nat :=
  Nat.mod (Nat.shiftRight row (Nat.mul (Nat.mul w n) b)) (Nat.pow 2 (Nat.mul w n))

/-- `f` of part `b` of every row of word `t`, added up. -/
noncomputable def sumParts (c : WeightChunk) (planes : Nat → Nat → Nat) (s : GramClaim)
    (f : Nat → Nat) (t b : Nat) : Nat :=
  sumRows (fun row => f (partDigits c.halfWidth (partCols s) b row))
    (Nat.mul (Nat.mul c.halfWidth (partCols s)) (c.rowParts s)) (log2Ceil c.rows)
    (c.gramWord planes s t)

/-- The row sums of the Gram matrix of part `b` of word `t`. -/
noncomputable def checkPart (c : WeightChunk) (planes : Nat → Nat → Nat) (s : GramClaim)
    (t b : Nat) : Bool :=
  checkGramRows c.halfWidth (partCols s) s.unit s.maximum
    (listEntry s.bounds (Nat.add (Nat.mul t (c.rowParts s)) b))
    (gramDigits c.halfWidth (partCols s) s.centre c.rows
      (c.sumParts planes s (outerDigits c.halfWidth (partCols s)) t b)
      (c.sumParts planes s (fun v => v) t b))

/-- The dimensions are consistent, and no sum overflows. -/
noncomputable def checkGramShape (c : WeightChunk) (s : GramClaim) : Bool :=
  Nat.beq (c.halfWidth * 2) c.width && (Nat.blt 0 c.halfWidth && (Nat.blt 0 s.partBlocks &&
  (Nat.beq (c.rowParts s * s.partBlocks) c.rowBlocks &&
  (Nat.blt (2 * s.centre) (2 ^ c.halfWidth) &&
  (Nat.blt (c.rows * (s.centre * s.centre)) (2 ^ (c.halfWidth - 1)) &&
  (Nat.blt (c.rows * (2 * s.centre)) (2 ^ c.halfWidth) &&
  (Nat.ble (c.rows * c.cols) (s.side * s.side)))))))) &&
  Nat.ble (sumBelow (c.blockWords * c.rowParts s) (listEntry s.bounds) * 2 ^ s.unit)
    (s.root * s.root)

/-- The entries can be rounded, and every part's Gram matrix is as claimed. -/
noncomputable def checkGram (c : WeightChunk) (planes : Nat → Nat → Nat) (s : GramClaim) : Bool :=
  c.checkGramShape s && allBelow c.blockWords fun t =>
    checkRecentre c.width c.ones s.shift s.centre (planes t 0) &&
    (checkRecentre c.width c.ones s.shift s.centre (planes t 1) &&
    allBelow (c.rowParts s) fun b => c.checkPart planes s t b)

/-- The digit of a rounded entry. -/
def coarseDigit (c : WeightChunk) (planes : Nat → Nat → Nat) (s : GramClaim) (t lane q : Nat) : Nat :=
  digit c.width (c.coarsePlane planes s t lane) q

/-- A rounded entry, in units of `2^shift`. -/
def coarseEntry (c : WeightChunk) (planes : Nat → Nat → Nat) (s : GramClaim) (j i : Nat) : Int :=
  (c.coarseDigit planes s (i % c.blockCols / 2) (i % 2) (j * c.rowBlocks + i / c.blockCols) : Int) -
    s.centre

/-- Column `a` of part `b` of word `t`. -/
def partColumn (c : WeightChunk) (s : GramClaim) (t b a : Nat) : Nat :=
  c.blockColumn t (a % 2) (b * s.partBlocks + a / 2)

/-- What `checkGramShape` establishes. -/
structure GramShapeFits (c : WeightChunk) (s : GramClaim) : Prop where
  width : c.halfWidth * 2 = c.width
  half_pos : 0 < c.halfWidth
  part_pos : 0 < s.partBlocks
  parts : c.rowParts s * s.partBlocks = c.rowBlocks
  centre_lt : 2 * s.centre < 2 ^ c.halfWidth
  square_lt : c.rows * (s.centre * s.centre) < 2 ^ (c.halfWidth - 1)
  sum_lt : c.rows * (2 * s.centre) < 2 ^ c.halfWidth
  side : c.rows * c.cols ≤ s.side * s.side
  root : sum (c.blockWords * c.rowParts s) (listEntry s.bounds) * 2 ^ s.unit ≤ s.root * s.root

variable {c : WeightChunk} {s : GramClaim} {planes : Nat → Nat → Nat} {x : Nat → Nat → Int}

theorem checkGramShape_sound (h : c.checkGramShape s = true) : GramShapeFits c s := by
  simp only [checkGramShape, Bool.and_eq_true_iff] at h
  obtain ⟨⟨h1, h2, h3, h4, h5, h6, h7, h8⟩, h9⟩ := h
  rw [sumBelow_eq] at h9
  exact ⟨Nat.eq_of_beq_eq_true _ _ h1, Nat.le_of_ble_eq_true h2, Nat.le_of_ble_eq_true h3,
    Nat.eq_of_beq_eq_true _ _ h4, Nat.le_of_ble_eq_true h5, Nat.le_of_ble_eq_true h6,
    Nat.le_of_ble_eq_true h7, Nat.le_of_ble_eq_true h8, Nat.le_of_ble_eq_true h9⟩

/-- What is known of the rounded entries of word `t` and the lane. -/
structure CoarseHold (c : WeightChunk) (planes : Nat → Nat → Nat) (s : GramClaim)
    (x : Nat → Nat → Int) (t lane : Nat) : Prop where
  eq : c.coarsePlane planes s t lane = pack c.width c.blocks (c.coarseDigit planes s t lane)
  le : ∀ q, q < c.blocks → c.coarseDigit planes s t lane q ≤ 2 * s.centre
  near : ∀ q, q < c.blocks → 2 * (x (q / c.rowBlocks) (c.blockColumn t lane q) -
    ((2 ^ s.shift : Nat) : Int) * ((c.coarseDigit planes s t lane q : Int) - s.centre)).natAbs ≤
      2 ^ s.shift

/-- If the check succeeds then no entry changes by more than half a unit when it is rounded. -/
theorem coarse_sound (hw : 2 ≤ c.width) (hold : SignedHold c planes x (2 ^ s.shift / 2)) {t lane : Nat}
    (ht : t < c.blockWords) (hl : lane < 2)
    (h : checkRecentre c.width c.ones s.shift s.centre (planes t lane) = true) :
    CoarseHold c planes s x t lane := by
  obtain ⟨f, hpack, hf⟩ := hold t ht lane hl
  have hc : s.centre < 2 ^ (c.width - 2) := by
    simp only [checkRecentre, Bool.and_eq_true_iff] at h
    exact Nat.le_of_ble_eq_true h.2.2.1
  rw [hpack, ones_eq (by omega)] at h
  obtain ⟨e, he, hdigit⟩ := recentreDigits_sound (x := fun q =>
    x (q / c.rowBlocks) (c.blockColumn t lane q)) h hf
  have hplane : c.coarsePlane planes s t lane = pack c.width c.blocks e := by
    rw [coarsePlane, hpack, ones_eq (by omega), he]
  have hlt : ∀ q, q < c.blocks → e q < 2 ^ c.width := fun q hq => by
    have h1 := (hdigit q hq).1
    have h2 := two_pow_sub_one_add_self (k := c.width) (by omega)
    have h3 := two_pow_sub_one_add_self (k := c.width - 1) (by omega)
    rw [show c.width - 1 - 1 = c.width - 2 by omega] at h3
    omega
  have hread : ∀ q, q < c.blocks → c.coarseDigit planes s t lane q = e q := fun q hq => by
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
  have h0 : (q * 2 + 0) % 2 = 0 ∧ (q * 2 + 0) / 2 = q := by omega
  have h1 : (q * 2 + 1) % 2 = 1 ∧ (q * 2 + 1) / 2 = q := by omega
  rw [show 2 = 1 + 1 from rfl, pack_succ, pack_one, Nat.mul_one]
  show _ = f ((q * 2 + 0) % 2) ((q * 2 + 0) / 2) + f ((q * 2 + 1) % 2) ((q * 2 + 1) / 2) * 2 ^ w
  rw [h0.1, h0.2, h1.1, h1.2]

/-- Both lanes of a word. -/
theorem gramWord_eq (z : GramShapeFits c s) {t : Nat}
    (h0 : CoarseHold c planes s x t 0) (h1 : CoarseHold c planes s x t 1) :
    c.gramWord planes s t = pack c.halfWidth (c.blocks * 2) fun i =>
      c.coarseDigit planes s t (i % 2) (i / 2) := by
  show c.coarsePlane planes s t 0 + c.coarsePlane planes s t 1 <<< c.halfWidth = _
  rw [h0.eq, h1.eq, ← z.width]
  exact pack_interleave c.halfWidth c.blocks fun lane => c.coarseDigit planes s t lane

end WeightChunk

end QuantCert
