prelude
import QuantCert.Cert.Norm.Operator
import QuantCert.Cert.Weights.NormGram

/-!
# The Gram matrix of a part of a chunk

## Main theorems
* `WeightChunk.partRow_eq`: a part of a row holds the rounded entries of its columns
* `WeightChunk.gram_le_of_check`: the row sums of a part's Gram matrix are at most the claimed bound
* `WeightChunk.sum_partColumns`: the columns of all parts are the columns of the chunk
-/

universe u

namespace QuantCert.WeightChunk

open Digits

variable {K : Codec} {c : WeightChunk K} {s : GramClaim} {planes : Nat → Nat} {x : Nat → Nat → Int}

/-- The digits of row `j` in part `b` of pair `t`. -/
def partDigit (c : WeightChunk K) (planes : Nat → Nat) (s : GramClaim) (t b j a : Nat) : Nat :=
  if a < partCols s then
    c.coarseDigit planes s (t * 2 + a % 2) (j * c.rowBlocks + (b * s.partBlocks + a / 2))
  else 0

/-- Twice the blocks of the chunk: the columns of a pair in all its rows. -/
theorem blocks_mul_two (z : GramShapeFits c s) :
    c.blocks * 2 = c.rows * c.rowParts s * partCols s := by
  show _ = _ * (s.partBlocks * 2)
  rw [blocks, ← z.parts, Nat.mul_assoc, Nat.mul_assoc, Nat.mul_assoc]

/-- The rounded entries of a pair fit their digits. -/
theorem coarseDigit_lt (z : GramShapeFits c s) {t : Nat}
    (hold : ∀ lane, lane < 2 → CoarseHold c planes s x (t * 2 + lane)) {i : Nat}
    (hi : i < c.blocks * 2) :
    c.coarseDigit planes s (t * 2 + i % 2) (i / 2) < 2 ^ c.halfWidth :=
  Nat.lt_of_le_of_lt ((hold _ (Nat.mod_lt i (by decide))).le _
    ((Nat.div_lt_iff_lt_mul (by decide)).2 hi)) z.centre_lt

/-- A part of a row holds the rounded entries of its columns. -/
theorem partRow_eq (z : GramShapeFits c s) {t b j : Nat} (hb : b < c.rowParts s) (hj : j < c.rows)
    (hold : ∀ lane, lane < 2 → CoarseHold c planes s x (t * 2 + lane)) :
    digit (c.halfWidth * partCols s) (c.gramWord planes s t) (j * c.rowParts s + b) =
      pack c.halfWidth (partCols s) (c.partDigit planes s t b j) := by
  have hcols : partCols s = s.partBlocks * 2 := rfl
  have hblocks := blocks_mul_two z
  have hrow : j * c.rowParts s + b < c.rows * c.rowParts s := by
    have := Nat.mul_le_mul_right (c.rowParts s) hj
    rw [Nat.succ_mul] at this
    omega
  have hinner : ∀ ι, ι < c.rows * c.rowParts s → (pack c.halfWidth (partCols s) fun a =>
      c.coarseDigit planes s (t * 2 + (ι * partCols s + a) % 2) ((ι * partCols s + a) / 2)) <
      2 ^ (c.halfWidth * partCols s) := fun ι hι => pack_lt fun a ha => coarseDigit_lt z hold (by
    have := Nat.mul_le_mul_right (partCols s) hι
    rw [Nat.succ_mul, ← hblocks] at this
    omega)
  rw [gramWord_eq z hold, hblocks, pack_mul_index, digit_pack hinner hrow]
  refine pack_congr fun a ha => ?_
  have hsplit : (j * c.rowParts s + b) * partCols s =
      (j * c.rowBlocks + b * s.partBlocks) * 2 := by
    rw [hcols, ← Nat.mul_assoc, Nat.add_mul, ← z.parts, Nat.mul_assoc]
  rw [partDigit, if_pos ha, hsplit]
  generalize j * c.rowBlocks = y
  generalize b * s.partBlocks = v
  rw [show ((y + v) * 2 + a) % 2 = a % 2 by omega, show ((y + v) * 2 + a) / 2 = y + (v + a / 2) by
    omega]

/-- `f` of a part of every row, added up. -/
theorem sumParts_eq (z : GramShapeFits c s) (hrows : c.rows ≤ 2 ^ log2Ceil c.rows)
    {f : Nat → Nat} (hf : f 0 = 0) {t b : Nat} (hb : b < c.rowParts s)
    (hold : ∀ lane, lane < 2 → CoarseHold c planes s x (t * 2 + lane)) :
    c.sumParts planes s f t b = sum c.rows fun j =>
      f (pack c.halfWidth (partCols s) (c.partDigit planes s t b j)) := by
  have hcols : partCols s = s.partBlocks * 2 := rfl
  have hzero : f (partDigits c.halfWidth (partCols s) b 0) = 0 := by
    have h : partDigits c.halfWidth (partCols s) b 0 = 0 := by
      show (0 >>> _) % _ = 0
      rw [Nat.shiftRight_eq_div_pow, Nat.zero_div, Nat.zero_mod]
    rw [h, hf]
  have hN : c.gramWord planes s t <
      2 ^ (c.halfWidth * partCols s * c.rowParts s * c.rows) := by
    have hbits : c.halfWidth * partCols s * c.rowParts s * c.rows =
        c.halfWidth * (c.blocks * 2) := by
      rw [blocks_mul_two z, Nat.mul_assoc, Nat.mul_assoc, Nat.mul_comm (c.rowParts s),
        Nat.mul_comm (partCols s)]
    rw [hbits, gramWord_eq z hold]
    exact pack_lt fun i hi => coarseDigit_lt z hold hi
  show sumRows (fun row => f (partDigits c.halfWidth (partCols s) b row))
    (c.halfWidth * partCols s * c.rowParts s) (log2Ceil c.rows) (c.gramWord planes s t) = _
  rw [sumRows_eq (f := fun row => f (partDigits c.halfWidth (partCols s) b row)) hzero hrows hN]
  refine sum_congr fun j hj => congrArg f ?_
  rw [← partRow_eq z hb hj hold, ← digit_digit hb]
  show (digit _ _ j >>> (c.halfWidth * partCols s * b)) % 2 ^ (c.halfWidth * partCols s) = _
  rw [Nat.shiftRight_eq_div_pow]
  rfl

/-- A block of a part is a block of the row. -/
theorem partBlock_lt (z : GramShapeFits c s) {b v : Nat} (hb : b < c.rowParts s)
    (hv : v < s.partBlocks) : b * s.partBlocks + v < c.rowBlocks := by
  have hblocks := Nat.mul_le_mul_right s.partBlocks hb
  rw [Nat.succ_mul, z.parts] at hblocks
  omega

/-- A column of a part is one of a block. -/
theorem half_lt_partBlocks {a : Nat} (ha : a < partCols s) : a / 2 < s.partBlocks :=
  (Nat.div_lt_iff_lt_mul (by decide)).2 ha

/-- A column of a pair is one of a block. -/
theorem pairColumn_lt (z : GramShapeFits c s) {t lane : Nat} (ht : t < c.columnPairs)
    (hlane : lane < 2) : t * 2 + lane < c.blockCols := by
  rw [← z.pairs]
  omega

/-- A rounded entry in a column of a part. -/
theorem coarseEntry_partColumn (z : GramShapeFits c s) {t b j a : Nat} (ht : t < c.columnPairs)
    (hb : b < c.rowParts s) (ha : a < partCols s) :
    c.coarseEntry planes s j (c.partColumn s t b a) =
      (c.partDigit planes s t b j a : Int) - s.centre := by
  obtain ⟨hmod, hdiv⟩ := blockColumn_parts (c := c) (q := b * s.partBlocks + a / 2)
    (pairColumn_lt z ht (Nat.mod_lt a (by decide)))
  rw [coarseEntry, partColumn, hmod, hdiv,
    Nat.mod_eq_of_lt (partBlock_lt z hb (half_lt_partBlocks ha)), partDigit, if_pos ha]

/-- If the check succeeds then the row sums of the part's absolute Gram matrix are at most the
bound. -/
theorem gram_le_of_check (z : GramShapeFits c s) (hrows : c.rows ≤ 2 ^ log2Ceil c.rows) {t b : Nat}
    (ht : t < c.columnPairs) (hb : b < c.rowParts s)
    (hold : ∀ lane, lane < 2 → CoarseHold c planes s x (t * 2 + lane))
    (h : c.checkPart planes s t b = true) :
    ∀ i, i < partCols s → rowL1 (partCols s)
      (intGram c.rows (fun j a => c.coarseEntry planes s j (c.partColumn s t b a)) i) ≤
        listEntry s.bounds (t * c.rowParts s + b) * 2 ^ s.unit := by
  have hpos : 0 < partCols s := Nat.mul_pos z.part_pos (by decide)
  have hfull := two_pow_sub_one_add_self z.half_pos
  have hle : ∀ j, j < c.rows → ∀ a, a < partCols s →
      c.partDigit planes s t b j a ≤ 2 * s.centre := fun j hj a ha => by
    rw [partDigit, if_pos ha]
    exact (hold _ (Nat.mod_lt a (by decide))).le _
      (block_of_row_lt hj (partBlock_lt z hb (half_lt_partBlocks ha)))
  have hlast : ∀ j, c.partDigit planes s t b j (partCols s) = 0 := fun _ =>
    if_neg (Nat.lt_irrefl _)
  have houter : outerDigits c.halfWidth (partCols s) 0 = 0 := by
    show _ * 0 = 0
    rw [Nat.mul_zero]
  obtain ⟨heq, hentry⟩ := gramDigits_eq (K := c.rows) z.half_pos hpos hlast hle z.centre_lt
    z.square_lt z.sum_lt
  rw [checkPart, sumParts_eq z hrows houter hb hold,
    sumParts_eq z hrows (f := fun v => v) rfl hb hold, heq] at h
  have hsum := fun i hi => checkGramRows_sound (i := i) z.half_pos h hentry hi
  intro i hi
  refine Nat.le_trans (Nat.le_of_eq (sum_congr fun k hk => congrArg Int.natAbs ?_)) (hsum i hi)
  rw [gramEntry, if_pos hk]
  refine sum_congr fun j _ => ?_
  show c.coarseEntry planes s j (c.partColumn s t b i) *
    c.coarseEntry planes s j (c.partColumn s t b k) = _
  rw [coarseEntry_partColumn z ht hb hi, coarseEntry_partColumn z ht hb hk]

/-- The columns of all parts, pair after pair, are the columns of the chunk. -/
theorem sum_partColumns {α : Type u} [Add α] [OfNat α 0] [AddCommMonoid α]
    (z : GramShapeFits c s) (f : Nat → α) :
    sum (c.rowBlocks * c.blockCols) f = sum (c.columnPairs * c.rowParts s) fun q =>
      sum (partCols s) fun a => f (c.partColumn s (q / c.rowParts s) (q % c.rowParts s) a) := by
  have hpart : ∀ t, (sum c.rowBlocks fun b => sum 2 fun lane =>
      f (b * c.blockCols + (t * 2 + lane))) = sum (c.rowParts s) fun b =>
        sum (partCols s) fun a => f (c.partColumn s t b a) := fun t => by
    rw [← z.parts, sum_mul_index]
    refine sum_congr fun b hb => ?_
    refine Eq.trans ?_ (sum_mul_index s.partBlocks 2 _).symm
    refine sum_congr fun v hv => sum_congr fun lane hl => ?_
    rw [partColumn, show (v * 2 + lane) / 2 = v by omega, show (v * 2 + lane) % 2 = lane by omega,
      blockColumn, Nat.mod_eq_of_lt (partBlock_lt z hb hv)]
  rw [sum_mul_index]
  have hpairs : ∀ b, (sum c.blockCols fun u => f (b * c.blockCols + u)) =
      sum c.columnPairs fun t => sum 2 fun lane => f (b * c.blockCols + (t * 2 + lane)) := fun b =>
    Eq.trans (congrArg (sum · _) z.pairs.symm)
      (sum_mul_index c.columnPairs 2 fun u => f (b * c.blockCols + u))
  rw [sum_congr fun b _ => hpairs b, sum_comm, sum_mul_index]
  refine sum_congr fun t _ => (hpart t).trans (sum_congr fun b hb => ?_)
  have hindex : (t * c.rowParts s + b) / c.rowParts s = t ∧
      (t * c.rowParts s + b) % c.rowParts s = b := by
    have hpos : 0 < c.rowParts s := Nat.lt_of_le_of_lt (Nat.zero_le _) hb
    rw [Nat.add_comm, Nat.add_mul_div_right _ _ hpos, Nat.div_eq_of_lt hb,
      Nat.add_mul_mod_self_right, Nat.mod_eq_of_lt hb, Nat.zero_add]
    exact ⟨rfl, rfl⟩
  rw [hindex.1, hindex.2]

end QuantCert.WeightChunk
