prelude
import QuantCert.Cert.Digits.RowSum
import QuantCert.Cert.Weights.NormPlanes
import QuantCert.Thm.Digits.Columns

/-!
# Row and column sums of the vectors of a chunk

## Main definitions
* `WeightChunk.checkMaximum`: no digit is above a bound
* `WeightChunk.addPlanes`: the sums over the columns of every block
* `WeightChunk.foldColumns`: the sums over all rows, one digit a column

## Main theorems
* `WeightChunk.entriesAtMost_of_check`, `WeightChunk.rowSum_le`, `WeightChunk.foldColumns_eq`
-/

namespace QuantCert.WeightChunk

open Digits

/-- No digit of the vectors is above `M`. -/
noncomputable def checkMaximum (c : WeightChunk) (planes : Nat → Nat → Nat) (M : Nat) : Bool :=
  allBelow c.blockWords fun t =>
    and (checkAtMost c.ones c.width (Nat.mul c.ones M) (planes t 0))
      (checkAtMost c.ones c.width (Nat.mul c.ones M) (planes t 1))

/-- The sums over the columns of every block. -/
noncomputable def addPlanes (c : WeightChunk) (planes : Nat → Nat → Nat) : Nat :=
  sumBelow c.blockWords fun t => Nat.add (planes t 0) (planes t 1)

/-- The sums over all rows of a vector, at the digits from `u * rowBlocks` on. -/
def foldPlane (c : WeightChunk) (plane u : Nat) : Nat :=
  Nat.shiftLeft (Nat.mod plane (Nat.sub (Nat.pow 2 (Nat.mul c.width c.rowBlocks)) 1))
    (Nat.mul (Nat.mul c.width c.rowBlocks) u)

/-- The sums over all rows: column `b * blockCols + u` is digit `u * rowBlocks + b`. -/
noncomputable def foldColumns (c : WeightChunk) (planes : Nat → Nat → Nat) : Nat :=
  sumBelow c.blockWords fun t =>
    Nat.add (c.foldPlane (planes t 0) (Nat.mul t 2))
      (c.foldPlane (planes t 1) (Nat.add (Nat.mul t 2) 1))

variable {c : WeightChunk} {planes : Nat → Nat → Nat} {r : Nat → Nat → Nat}

/-- A sum of two. -/
theorem sum_lanes (f : Nat → Nat) : sum 2 f = f 0 + f 1 := by
  rw [show 2 = 1 + 1 from rfl, sum_succ, sum_succ, sum_zero, Nat.zero_add]

/-- If the check succeeds then no entry is above `M`. -/
theorem entriesAtMost_of_check {M : Nat} (hw : 0 < c.width) (heq : PlanesEq c planes r)
    (hr : EntriesAtMost c (2 ^ (c.width - 1)) r) (hM : M < 2 ^ (c.width - 1))
    (h : c.checkMaximum planes M = true) : EntriesAtMost c M r := by
  have hlane : ∀ t, t < c.blockWords → ∀ lane, lane < 2 →
      checkAtMost c.ones c.width (c.ones * M) (planes t lane) = true := fun t ht lane hlane => by
    have hboth := Bool.and_eq_true_iff.1 (of_allBelow h ht)
    match lane, hlane with
    | 0, _ => exact hboth.1
    | 1, _ => exact hboth.2
  intro t ht lane hl q hq
  have hat := hlane t ht lane hl
  rw [heq t ht lane hl, ones_eq hw, pack_one_mul] at hat
  exact checkAtMost_sound hw (rfl : (pack c.width c.blocks fun _ => 1) = _) (fun _ _ => hM)
    (fun q hq => hr t ht lane hl q hq) hat q hq

/-- The sums over the columns of every block. -/
theorem addPlanes_eq (heq : PlanesEq c planes r) :
    c.addPlanes planes = pack c.width c.blocks fun q =>
      sum c.blockCols fun u => r (q / c.rowBlocks) (q % c.rowBlocks * c.blockCols + u) := by
  have hstep : c.addPlanes planes = sum c.blockWords fun t => pack c.width c.blocks fun q =>
      sum 2 fun lane => r (q / c.rowBlocks) (c.blockColumn t lane q) := by
    refine (sumBelow_eq _ _).trans (sum_congr fun t ht => ?_)
    show planes t 0 + planes t 1 = _
    rw [heq t ht 0 (by decide), heq t ht 1 (by decide), pack_add]
    exact pack_congr fun q _ => (sum_lanes fun lane =>
      r (q / c.rowBlocks) (c.blockColumn t lane q)).symm
  rw [hstep, sum_pack]
  exact pack_congr fun q _ => (sum_mul_index c.blockWords 2 fun u =>
    r (q / c.rowBlocks) (q % c.rowBlocks * c.blockCols + u)).symm

/-- Every column of a block belongs to a word and a lane. -/
theorem entry_le {M : Nat} (hr : EntriesAtMost c M r) {q u : Nat} (hq : q < c.blocks)
    (hu : u < c.blockCols) : r (q / c.rowBlocks) (q % c.rowBlocks * c.blockCols + u) ≤ M := by
  have hu' : u < c.blockWords * 2 := hu
  have h := hr (u / 2) (by omega) (u % 2) (Nat.mod_lt u (by decide)) q hq
  rwa [blockColumn, show u / 2 * 2 + u % 2 = u by omega] at h

/-- The parts of a block's number. -/
theorem block_parts {j b : Nat} (hb : b < c.rowBlocks) :
    (j * c.rowBlocks + b) / c.rowBlocks = j ∧ (j * c.rowBlocks + b) % c.rowBlocks = b := by
  have hpos : 0 < c.rowBlocks := Nat.lt_of_le_of_lt (Nat.zero_le _) hb
  rw [Nat.add_comm, Nat.add_mul_div_right _ _ hpos, Nat.div_eq_of_lt hb,
    Nat.add_mul_mod_self_right, Nat.mod_eq_of_lt hb, Nat.zero_add]
  exact ⟨rfl, rfl⟩

/-- If the check of the row sums succeeds, no row's sum, padding included, is above the bound. -/
theorem rowSum_le {M bound : Nat} (hw : 0 < c.width) (hpos : 0 < c.rowBlocks)
    (hrows : c.rows ≤ 2 ^ log2Ceil c.rows) (heq : PlanesEq c planes r) (hr : EntriesAtMost c M r)
    (hM : c.rowBlocks * (c.blockCols * M) < 2 ^ (c.width - 1))
    (h : checkRowSums c.width c.rowBlocks c.rows (c.addPlanes planes) bound = true) {j : Nat}
    (hj : j < c.rows) : sum (c.rowBlocks * c.blockCols) (r j) ≤ bound := by
  rw [addPlanes_eq heq] at h
  have hsum := checkRowSums_sound hw hpos hrows
    (fun q hq => natSum_le_mul fun u hu => entry_le hr hq hu) hM h hj
  refine Nat.le_trans (Nat.le_of_eq ?_) hsum
  rw [sum_mul_index]
  refine sum_congr fun b hb => ?_
  rw [(block_parts (c := c) (j := j) hb).1, (block_parts (c := c) (j := j) hb).2]

/-- The digits computed are the column sums. -/
theorem foldColumns_eq {M : Nat} (hw : 0 < c.width) (hpos : 0 < c.rowBlocks)
    (heq : PlanesEq c planes r) (hr : EntriesAtMost c M r)
    (hM : c.rows * M < 2 ^ (c.width - 1)) :
    c.foldColumns planes = pack c.width (c.blockCols * c.rowBlocks) fun q =>
      sum c.rows fun j => r j (q % c.rowBlocks * c.blockCols + q / c.rowBlocks) := by
  have hfull := two_pow_sub_one_add_self hw
  have hplane : ∀ t, t < c.blockWords → ∀ lane, lane < 2 →
      c.foldPlane (planes t lane) (t * 2 + lane) =
        (pack c.width c.rowBlocks fun b => sum c.rows fun j =>
          r j (b * c.blockCols + (t * 2 + lane))) *
        2 ^ (c.width * c.rowBlocks * (t * 2 + lane)) := by
    intro t ht lane hl
    have hcolumn : ∀ b, b < c.rowBlocks →
        (sum c.rows fun j => r ((j * c.rowBlocks + b) / c.rowBlocks)
          (c.blockColumn t lane (j * c.rowBlocks + b))) =
        sum c.rows fun j => r j (b * c.blockCols + (t * 2 + lane)) := fun b hb =>
      sum_congr fun j _ => by
        rw [blockColumn, (block_parts (c := c) (j := j) hb).1, (block_parts (c := c) (j := j) hb).2]
    have hle : ∀ b, b < c.rowBlocks → (sum c.rows fun j =>
        r ((j * c.rowBlocks + b) / c.rowBlocks)
          (c.blockColumn t lane (j * c.rowBlocks + b))) + 1 < 2 ^ c.width := fun b hb => by
      have h1 : (sum c.rows fun j => r ((j * c.rowBlocks + b) / c.rowBlocks)
          (c.blockColumn t lane (j * c.rowBlocks + b))) ≤ c.rows * M :=
        natSum_le_mul fun j hj => hr t ht lane hl _ (by
          have := Nat.mul_le_mul_right c.rowBlocks hj
          rw [Nat.succ_mul] at this
          unfold blocks
          omega)
      have := Nat.two_pow_pos (c.width - 1)
      omega
    show (planes t lane % (2 ^ (c.width * c.rowBlocks) - 1)) <<<
      (c.width * c.rowBlocks * (t * 2 + lane)) = _
    rw [heq t ht lane hl, blocks, pack_mod_columns hpos hle, Nat.shiftLeft_eq, pack_congr hcolumn]
  rw [pack_mul_index]
  refine (sumBelow_eq _ _).trans (Eq.trans (sum_congr fun t ht => ?_)
    (sum_mul_index c.blockWords 2 _).symm)
  rw [sum_lanes]
  have hinner : ∀ lane, c.foldPlane (planes t lane) (t * 2 + lane) =
      (pack c.width c.rowBlocks fun b => sum c.rows fun j =>
          r j (b * c.blockCols + (t * 2 + lane))) *
        2 ^ (c.width * c.rowBlocks * (t * 2 + lane)) →
      c.foldPlane (planes t lane) (t * 2 + lane) =
      (pack c.width c.rowBlocks fun b => sum c.rows fun j =>
        r j (((t * 2 + lane) * c.rowBlocks + b) % c.rowBlocks * c.blockCols +
          ((t * 2 + lane) * c.rowBlocks + b) / c.rowBlocks)) *
        2 ^ (c.width * c.rowBlocks * (t * 2 + lane)) := fun lane h => by
    rw [h]
    refine congrArg (· * _) (pack_congr fun b hb => sum_congr fun j _ => ?_)
    rw [(block_parts (c := c) (j := t * 2 + lane) hb).1,
      (block_parts (c := c) (j := t * 2 + lane) hb).2]
  show c.foldPlane (planes t 0) (t * 2 + 0) + c.foldPlane (planes t 1) (t * 2 + 1) = _
  rw [hinner 0 (hplane t ht 0 (by decide)), hinner 1 (hplane t ht 1 (by decide))]

end QuantCert.WeightChunk
