prelude
import QuantCert.Cert.Weights.Matrix
import QuantCert.Thm.Digits.DigitSum
import QuantCert.Thm.Digits.Multiple

/-!
# A matrix of weights whose bound says something

A layer's error bound is vacuous if the layer of zero weights meets it too. A single row shows that it
does not: the sum of the absolute weights of that row.

## Main definitions
* `WeightChunk.rowSize`: at most the sum of the absolute weights of a row
* `checkRowSize cols T chunks j`: the sum for row `j` of the matrix is at least `T`

## Main theorems
* `checkRowSize_sound`
* `weightsNotVacuous_of_chunks`
-/

universe u

namespace QuantCert

open Digits

variable {K : Codec}

namespace WeightChunk

/-- The blocks that have a column `t` among the first `cols` columns. -/
def blocksWith (c : WeightChunk K) (cols t : Nat) : Nat := (cols + (c.blockCols - 1) - t) / c.blockCols

/-- The weights of row `j` in column `t` of these blocks. -/
def rowSegment (c : WeightChunk K) (cols j t : Nat) : Nat :=
  Nat.mod (Nat.shiftRight (listEntry c.weights t) (c.width * c.rowBlocks * j))
    (2 ^ (c.width * c.blocksWith cols t))

/-- One in the digit of each of these blocks. -/
def segmentOnes (c : WeightChunk K) (cols t : Nat) : Nat := repunit c.width (c.blocksWith cols t)

/-- The absolute weights of row `j` in column `t` of these blocks. -/
def segmentSizes (c : WeightChunk K) (cols j t : Nat) : Nat :=
  absoluteDigits c.width (c.segmentOnes cols t)
    (c.rowSegment cols j t + c.segmentOnes cols t * 2 ^ (c.width - 2))

/-- The sum of the absolute weights in the first `cols` columns of row `j`: the low and the high halves
of their bits, each modulo `2^width - 1`. -/
noncomputable def rowSize (c : WeightChunk K) (cols j : Nat) : Nat :=
  Nat.mod (sumBelow c.blockCols fun t =>
      lowHalves c.width (c.segmentOnes cols t) (c.segmentSizes cols j t)) (2 ^ c.width - 1) +
    Nat.mod (sumBelow c.blockCols fun t =>
      highHalves c.width (c.segmentOnes cols t) (c.segmentSizes cols j t)) (2 ^ c.width - 1) *
    2 ^ (c.width / 2)

/-- Row `j` has weights in range, and they add up to at least `T` in absolute value. -/
noncomputable def checkRow (c : WeightChunk K) (cols T j : Nat) : Bool :=
  Nat.ble 2 c.width && (Nat.ble cols (c.rowBlocks * c.blockCols) &&
  (allBelow c.blockCols (fun t => checkBelow (c.segmentOnes cols t) c.width (c.width - 1)
    (c.blocksWith cols t) (c.rowSegment cols j t)) && Nat.ble T (c.rowSize cols j)))

/-- Block `b` has a column `t` below `cols` if and only if it is among the first `blocksWith cols
t`. -/
theorem lt_blocksWith {c : WeightChunk K} {cols t b : Nat} (ht : t < c.blockCols) :
    b < c.blocksWith cols t ↔ b * c.blockCols + t < cols := by
  have h := Nat.le_div_iff_mul_le (x := b + 1) (y := cols + (c.blockCols - 1) - t)
    (Nat.lt_of_le_of_lt (Nat.zero_le t) ht)
  rw [Nat.add_one_mul] at h
  unfold blocksWith
  omega

/-- The digits computed are the absolute weights. -/
theorem segmentSizes_eq {c : WeightChunk K} {cols j t : Nat} (hw : 2 ≤ c.width)
    (hcols : cols ≤ c.rowBlocks * c.blockCols) (ht : t < c.blockCols)
    (hcheck : checkBelow (c.segmentOnes cols t) c.width (c.width - 1) (c.blocksWith cols t)
      (c.rowSegment cols j t) = true) :
    c.segmentSizes cols j t = pack c.width (c.blocksWith cols t) fun b =>
      (c.weight j (b * c.blockCols + t)).natAbs := by
  have hpos : 0 < c.blockCols := Nat.lt_of_le_of_lt (Nat.zero_le t) ht
  have hones : c.segmentOnes cols t = pack c.width (c.blocksWith cols t) fun _ => 1 :=
    repunit_eq _ (by omega)
  have hb := checkBelow_sound (by omega) hones hcheck
  have hhalf : 2 * 2 ^ (c.width - 2) = 2 ^ (c.width - 1) := by
    rw [← Nat.pow_succ', show Nat.succ (c.width - 2) = c.width - 1 by omega]
  have hfull := two_pow_sub_one_add_self (k := c.width) (by omega)
  have hfit : ∀ b, b < c.blocksWith cols t →
      digit c.width (c.rowSegment cols j t) b + 2 ^ (c.width - 2) < 2 ^ c.width := fun b hlt => by
    have := hb.2.2 b hlt
    omega
  rw [segmentSizes, hones, pack_one_mul, hb.2.1, pack_add, absoluteDigits_eq (by omega) hfit]
  refine pack_congr fun b hlt => ?_
  have hle : c.width * b + c.width ≤ c.width * c.blocksWith cols t := by
    have h := Nat.mul_le_mul_left c.width hlt
    rwa [Nat.mul_succ] at h
  have hblock : b < c.rowBlocks := by
    refine Nat.lt_of_mul_lt_mul_right (a := c.blockCols) ?_
    have := (lt_blocksWith (c := c) ht).1 hlt
    omega
  have hdigit : digit c.width (c.rowSegment cols j t) b =
      digit c.width (listEntry c.weights t) (j * c.rowBlocks + b) := by
    have hplace : c.width * c.rowBlocks * j + c.width * b = c.width * (j * c.rowBlocks + b) := by
      rw [Nat.mul_assoc, ← Nat.mul_add, Nat.mul_comm j]
    refine (mod_pow_div_pow_mod_pow hle).trans ?_
    show (listEntry c.weights t >>> (c.width * c.rowBlocks * j)) / 2 ^ (c.width * b) % _ = _
    rw [Nat.shiftRight_eq_div_pow, Nat.div_div_eq_div_mul, ← Nat.pow_add, hplace]
    rfl
  have hmod : (b * c.blockCols + t) % c.blockCols = t := by
    rw [Nat.mul_add_mod_self_right, Nat.mod_eq_of_lt ht]
  have hdiv : (b * c.blockCols + t) / c.blockCols = b := by
    rw [Nat.add_comm, Nat.add_mul_div_right _ _ hpos, Nat.div_eq_of_lt ht, Nat.zero_add]
  rw [weight, block, hmod, hdiv, natAbs_sub_natCast, hdigit, ← hhalf]
  unfold distance
  omega

/-- The weights of the columns, block by block, are among the weights of the row. -/
theorem sum_columns_le (c : WeightChunk K) (cols : Nat) (f : Nat → Nat) :
    (sum c.blockCols fun t => sum (c.blocksWith cols t) fun b => f (b * c.blockCols + t)) ≤
      sum cols f := by
  refine Nat.le_trans (Nat.le_of_eq ?_) (natSum_truncate_le (cols * c.blockCols) cols f)
  rw [sum_mul_index, sum_comm]
  refine sum_congr fun t ht => ?_
  have hle : c.blocksWith cols t ≤ cols := by
    refine Nat.not_lt.1 fun h => ?_
    have hcolumn := (lt_blocksWith (c := c) ht).1 h
    have hcols := Nat.mul_le_mul_left cols (Nat.succ_le_of_lt (Nat.lt_of_le_of_lt (Nat.zero_le t) ht))
    omega
  obtain ⟨d, hd⟩ := Nat.exists_eq_add_of_le hle
  have hsplit := sum_add_index (c.blocksWith cols t) d fun b =>
    if b * c.blockCols + t < cols then f (b * c.blockCols + t) else 0
  rw [← hd] at hsplit
  refine Eq.trans ?_ hsplit.symm
  rw [sum_eq_zero (n := d) fun b _ => if_neg fun h => ?_, Nat.add_zero]
  · exact sum_congr fun b hb => (if_pos ((lt_blocksWith ht).1 hb)).symm
  · have := (lt_blocksWith (c := c) ht).2 h
    omega

/-- The size that passes the check is at most the sum of the absolute weights. -/
theorem checkRow_sound {c : WeightChunk K} {cols T j : Nat} (h : c.checkRow cols T j = true) :
    T ≤ rowL1 cols (c.weight j) := by
  simp only [checkRow, Bool.and_eq_true_iff] at h
  obtain ⟨hw, hcols, hsegments, hT⟩ := h
  have hw' : 2 ≤ c.width := Nat.le_of_ble_eq_true hw
  have hones : ∀ t, c.segmentOnes cols t = pack c.width (c.blocksWith cols t) fun _ => 1 :=
    fun t => repunit_eq _ (by omega)
  have heq : ∀ t, t < c.blockCols → c.segmentSizes cols j t =
      pack c.width (c.blocksWith cols t) fun b => (c.weight j (b * c.blockCols + t)).natAbs :=
    fun t ht => segmentSizes_eq hw' (Nat.le_of_ble_eq_true hcols) ht (of_allBelow hsegments ht)
  have hlt : ∀ i, (c.weight j i).natAbs < 2 ^ c.width := fun i => by
    have hdigit := digit_lt c.width (listEntry c.weights (i % c.blockCols)) (c.block j i)
    have hquarter : 2 ^ (c.width - 2) < 2 ^ c.width := Nat.pow_lt_pow_right (by decide) (by omega)
    have := Nat.two_pow_pos (c.width - 2)
    unfold weight
    omega
  refine Nat.le_trans (Nat.le_of_ble_eq_true hT) ?_
  unfold rowSize
  rw [sumBelow_eq, sumBelow_eq, sum_congr fun t ht => by
    rw [heq t ht, hones, lowHalves_eq fun b _ => hlt (b * c.blockCols + t)],
    sum_congr (n := c.blockCols) (f := fun t => highHalves _ _ _) fun t ht => by
    rw [heq t ht, hones, highHalves_eq fun b _ => hlt (b * c.blockCols + t)]]
  refine Nat.le_trans (Nat.add_le_add (Nat.le_of_eq (sum_pack_mod _ _ _ _))
    (Nat.mul_le_mul_right _ (Nat.le_of_eq (sum_pack_mod _ _ _ _)))) ?_
  refine Nat.le_trans (Nat.add_le_add (Nat.mod_le _ _) (Nat.mul_le_mul_right _ (Nat.mod_le _ _))) ?_
  refine Nat.le_trans ?_ (c.sum_columns_le cols fun i => (c.weight j i).natAbs)
  rw [natSum_mul, ← sum_add]
  refine natSum_mono fun t _ => ?_
  rw [natSum_mul, ← sum_add]
  refine natSum_mono fun b _ => ?_
  refine Nat.le_trans (Nat.add_le_add_left (Nat.mul_le_mul_right _ (Nat.mod_le _ _)) _)
    (Nat.le_of_eq ?_)
  rw [Nat.mul_comm (_ / _)]
  exact Nat.mod_add_div _ _

end WeightChunk

/-- The absolute weights of row `j` of the matrix add up to at least `T`. -/
noncomputable def checkRowSize (cols T : Nat) (chunks : List (WeightChunk K)) (j : Nat) : Bool :=
  List.rec (fun _ => false)
    (fun c _ later j =>
      cond (Nat.blt j c.rows) (c.checkRow cols T j) (withValue (Nat.sub j c.rows) later))
    chunks j

/-- If the check succeeds, row `j` of the original has an absolute sum of at least `T`. -/
theorem checkRowSize_sound {cols T : Nat} : ∀ {chunks : List (WeightChunk K)} {j : Nat},
    checkRowSize cols T chunks j = true → T ≤ rowL1 cols (originalMatrix chunks j)
  | [], _, h => Bool.noConfusion h
  | c :: rest, j, h => by
    have h' : cond (Nat.blt j c.rows) (c.checkRow cols T j)
        (withValue (j - c.rows) (checkRowSize cols T rest)) = true := h
    cases hlt : Nat.blt j c.rows with
    | true =>
      have hj : j < c.rows := Nat.le_of_ble_eq_true hlt
      have hrow : originalMatrix (c :: rest) j = c.weight j := funext fun _ => if_pos hj
      rw [hlt] at h'
      rw [hrow]
      exact WeightChunk.checkRow_sound h'
    | false =>
      have hj : ¬j < c.rows := fun hj => by
        rw [show Nat.blt j c.rows = true from Nat.ble_eq_true_of_le hj] at hlt
        exact Bool.noConfusion hlt
      have hrow : originalMatrix (c :: rest) j = originalMatrix rest (j - c.rows) :=
        funext fun _ => if_neg hj
      rw [hlt] at h'
      rw [hrow]
      exact checkRowSize_sound ((withValue_eq _ _).symm.trans h')

/-- A bound that is below what row `j` of the matrix can reach is not vacuous. -/
theorem weightsNotVacuous_of_chunks {R : Type u} [OrderedField R] {p rows cols j T : Nat}
    {X B : Dyadic} {chunks : List (WeightChunk K)} (hbound : checkNotVacuous p rows j T X B = true)
    (h : checkRowSize cols T chunks j = true) :
    NotVacuous R p rows cols (originalMatrix chunks) (X.value R) (B.value R) :=
  checkNotVacuous_sound hbound (checkRowSize_sound h)

end QuantCert
