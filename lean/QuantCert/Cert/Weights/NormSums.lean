prelude
import QuantCert.Cert.Digits.RowSum
import QuantCert.Cert.Digits.SumRows
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

variable {K : Codec}

/-- No digit of the vectors is above `M`. -/
noncomputable def checkMaximum (c : WeightChunk K) (planes : Nat → Nat) (M : Nat) : Bool :=
  allBelow c.blockCols fun u => checkAtMost c.ones c.width (Nat.mul c.ones M) (planes u)

/-- The sums over the columns of every block. -/
noncomputable def addPlanes (c : WeightChunk K) (planes : Nat → Nat) : Nat :=
  sumBelow c.blockCols planes

/-- The sums over all rows of a vector, at the digits from `u * rowBlocks` on. -/
noncomputable def foldPlane (c : WeightChunk K) (plane u : Nat) : Nat :=
  Nat.shiftLeft (foldRows (Nat.mul c.width c.rowBlocks) (log2Ceil c.rows) plane)
    (Nat.mul (Nat.mul c.width c.rowBlocks) u)

/-- The sums over all rows: column `b * blockCols + u` is digit `u * rowBlocks + b`. -/
noncomputable def foldColumns (c : WeightChunk K) (planes : Nat → Nat) : Nat :=
  sumBelow c.blockCols fun u => c.foldPlane (planes u) u

variable {c : WeightChunk K} {planes : Nat → Nat} {r : Nat → Nat → Nat}

/-- If the check succeeds then no entry is above `M`. -/
theorem entriesAtMost_of_check {M : Nat} (hw : 0 < c.width) (heq : PlanesEq c planes r)
    (hr : EntriesAtMost c (2 ^ (c.width - 1)) r) (hM : M < 2 ^ (c.width - 1))
    (h : c.checkMaximum planes M = true) : EntriesAtMost c M r := by
  intro u hu q hq
  have hat : checkAtMost c.ones c.width (c.ones * M) (planes u) = true := of_allBelow h hu
  rw [heq u hu, ones_eq hw, pack_one_mul] at hat
  exact checkAtMost_sound hw (rfl : (pack c.width c.blocks fun _ => 1) = _) (fun _ _ => hM)
    (fun q hq => hr u hu q hq) hat q hq

/-- The sums over the columns of every block. -/
theorem addPlanes_eq (heq : PlanesEq c planes r) :
    c.addPlanes planes = pack c.width c.blocks fun q =>
      sum c.blockCols fun u => r (q / c.rowBlocks) (c.blockColumn u q) :=
  (sumBelow_eq _ _).trans ((sum_congr heq).trans (sum_pack _ _ _ _))

/-- If the check of the row sums succeeds, no row's sum, padding included, is above the bound. -/
theorem rowSum_le {M bound : Nat} (hw : 0 < c.width) (hpos : 0 < c.rowBlocks)
    (hrows : c.rows ≤ 2 ^ log2Ceil c.rows) (heq : PlanesEq c planes r) (hr : EntriesAtMost c M r)
    (hM : c.rowBlocks * (c.blockCols * M) < 2 ^ (c.width - 1))
    (h : checkRowSums c.width c.rowBlocks c.rows (c.addPlanes planes) bound = true) {j : Nat}
    (hj : j < c.rows) : sum (c.rowBlocks * c.blockCols) (r j) ≤ bound := by
  rw [addPlanes_eq heq] at h
  have hsum := checkRowSums_sound hw hpos hrows
    (fun q hq => natSum_le_mul fun u hu => hr u hu q hq) hM h hj
  refine Nat.le_trans (Nat.le_of_eq ?_) hsum
  rw [sum_mul_index]
  refine sum_congr fun b hb => ?_
  unfold blockColumn
  rw [(block_parts (c := c) (j := j) hb).1, (block_parts (c := c) (j := j) hb).2]

/-- The sums over all rows of the vector of column `u`. -/
theorem foldPlane_eq {M : Nat} (hw : 0 < c.width)
    (hrows : c.rows ≤ 2 ^ log2Ceil c.rows) (heq : PlanesEq c planes r) (hr : EntriesAtMost c M r)
    (hM : c.rows * M < 2 ^ (c.width - 1)) {u : Nat} (hu : u < c.blockCols) :
    c.foldPlane (planes u) u = (pack c.width c.rowBlocks fun b =>
      sum c.rows fun j => r j (b * c.blockCols + u)) * 2 ^ (c.width * c.rowBlocks * u) := by
  have hfull := two_pow_sub_one_add_self hw
  have hentry : ∀ b, b < c.rowBlocks → ∀ j, r ((j * c.rowBlocks + b) / c.rowBlocks)
      (c.blockColumn u (j * c.rowBlocks + b)) = r j (b * c.blockCols + u) := fun b hb j => by
    rw [blockColumn, (block_parts (c := c) (j := j) hb).1, (block_parts (c := c) (j := j) hb).2]
  have hcolumn := fun b hb => sum_congr (n := c.rows) fun j _ => hentry b hb j
  have hle : ∀ b, b < c.rowBlocks → (sum c.rows fun j =>
      r ((j * c.rowBlocks + b) / c.rowBlocks) (c.blockColumn u (j * c.rowBlocks + b))) + 1 <
        2 ^ c.width := fun b hb => by
    have hsum := natSum_le_mul (n := c.rows) fun j hj => hr u hu _ (block_of_row_lt hj hb)
    have hhalf := Nat.two_pow_pos (c.width - 1)
    omega
  show foldRows (c.width * c.rowBlocks) (log2Ceil c.rows) (planes u) <<<
    (c.width * c.rowBlocks * u) = _
  rw [heq u hu, blocks, pack_mul_index, foldRows_eq hrows, sum_pack, Nat.shiftLeft_eq,
    pack_congr hcolumn]
  rw [sum_pack]
  exact pack_lt fun b hb => Nat.lt_of_le_of_lt (Nat.le_add_right _ 1) (hle b hb)

/-- The digits computed are the column sums. -/
theorem foldColumns_eq {M : Nat} (hw : 0 < c.width) (hpos : 0 < c.rowBlocks)
    (hrows : c.rows ≤ 2 ^ log2Ceil c.rows) (heq : PlanesEq c planes r) (hr : EntriesAtMost c M r)
    (hM : c.rows * M < 2 ^ (c.width - 1)) :
    c.foldColumns planes = pack c.width (c.blockCols * c.rowBlocks) fun q =>
      sum c.rows fun j => r j (q % c.rowBlocks * c.blockCols + q / c.rowBlocks) := by
  rw [pack_mul_index]
  refine (sumBelow_eq _ _).trans (sum_congr fun u hu => ?_)
  rw [foldPlane_eq hw hrows heq hr hM hu]
  refine congrArg (· * _) (pack_congr fun b hb => sum_congr fun j _ => ?_)
  rw [(block_parts (c := c) (j := u) hb).1, (block_parts (c := c) (j := u) hb).2]

end QuantCert.WeightChunk
