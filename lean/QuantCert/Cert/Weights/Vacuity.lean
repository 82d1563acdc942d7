prelude
import QuantCert.Cert.Weights.Matrix

/-!
# A matrix of weights whose bound says something

A layer's error bound is vacuous if the layer of zero weights meets it too. A single row shows that it
does not: the sum of the absolute weights of that row.

## Main definitions
* `WeightChunk.rowSize`: the sum of the absolute weights of a row
* `checkRowSize chunks cols j T`: the sum for row `j` of the matrix is at least `T`

## Main theorems
* `checkRowSize_sound`
* `weightsNotVacuous_of_chunks`
-/

universe u

namespace QuantCert

namespace WeightChunk

/-- The weights of row `j` in column `t` of every block. -/
def rowSegment (c : WeightChunk) (j t : Nat) : Nat :=
  digit (c.width * c.rowBlocks) (entry c.weights t) j

/-- The absolute weight in column `t` of block `b`; zero for padding. -/
def segmentSize (c : WeightChunk) (cols j t b : Nat) : Nat :=
  if b * c.blockCols + t < cols then
    distance (digit c.width (c.rowSegment j t) b) (2 ^ (c.width - 2))
  else 0

/-- The sum of the absolute weights in the first `cols` columns of row `j`. -/
noncomputable def rowSize (c : WeightChunk) (cols j : Nat) : Nat :=
  sumBelow c.blockCols fun t => sumBelow c.rowBlocks (c.segmentSize cols j t)

theorem natAbs_sub_natCast (a b : Nat) : ((a : Int) - (b : Int)).natAbs = distance a b := by
  unfold distance
  omega

/-- The digit of a segment is the weight. -/
theorem segmentSize_eq {c : WeightChunk} {cols j t b : Nat} (ht : t < c.blockCols)
    (hb : b < c.rowBlocks) : c.segmentSize cols j t b =
      if b * c.blockCols + t < cols then (c.weight j (b * c.blockCols + t)).natAbs else 0 := by
  have hpos : 0 < c.blockCols := Nat.lt_of_le_of_lt (Nat.zero_le t) ht
  have hmod : (b * c.blockCols + t) % c.blockCols = t := by
    rw [Nat.mul_add_mod_self_right, Nat.mod_eq_of_lt ht]
  have hdiv : (b * c.blockCols + t) / c.blockCols = b := by
    rw [Nat.add_comm, Nat.add_mul_div_right _ _ hpos, Nat.div_eq_of_lt ht, Nat.zero_add]
  rw [segmentSize, rowSegment, digit_digit hb, weight, hmod, hdiv, natAbs_sub_natCast]

/-- A sum in which the values from `m` on count as zero is at most the sum of the first `m`. -/
theorem natSum_truncate_le (n m : Nat) (f : Nat → Nat) :
    (sum n fun i => if i < m then f i else 0) ≤ sum m f := by
  induction n with
  | zero => exact Nat.zero_le _
  | succ n ih =>
    by_cases h : n < m
    · have heq : (sum (n + 1) fun i => if i < m then f i else 0) = sum (n + 1) f :=
        sum_congr fun i hi => if_pos (by omega)
      rw [heq]
      exact natSum_le_natSum h f
    · rw [sum_succ, if_neg h]
      exact ih

/-- The size computed is at most the sum of the absolute weights. -/
theorem rowSize_le (c : WeightChunk) (cols j : Nat) : c.rowSize cols j ≤ rowL1 cols (c.weight j) := by
  have heq : c.rowSize cols j = sum (c.rowBlocks * c.blockCols) fun i =>
      if i < cols then (c.weight j i).natAbs else 0 := by
    rw [rowSize, sumBelow_eq, sum_mul_index]
    refine Eq.trans ?_ (sum_comm _ _ _)
    refine sum_congr fun t ht => (sumBelow_eq _ _).trans (sum_congr fun b hb => ?_)
    exact segmentSize_eq ht hb
  rw [heq]
  exact natSum_truncate_le _ _ _

end WeightChunk

/-- The absolute weights of row `j` of the matrix add up to at least `T`. -/
noncomputable def checkRowSize (cols T : Nat) : List WeightChunk → (j : Nat) → Bool
  | [], _ => false
  | c :: rest, j =>
    if j < c.rows then Nat.ble T (c.rowSize cols j) else checkRowSize cols T rest (j - c.rows)

theorem checkRowSize_sound {cols T : Nat} : ∀ {chunks : List WeightChunk} {j : Nat},
    checkRowSize cols T chunks j = true → T ≤ rowL1 cols (originalMatrix chunks j)
  | [], _, h => Bool.noConfusion h
  | c :: rest, j, h => by
    rw [checkRowSize] at h
    by_cases hj : j < c.rows
    · have hrow : originalMatrix (c :: rest) j = c.weight j := funext fun _ => if_pos hj
      rw [if_pos hj] at h
      rw [hrow]
      exact Nat.le_trans (Nat.le_of_ble_eq_true h) (c.rowSize_le cols j)
    · have hrow : originalMatrix (c :: rest) j = originalMatrix rest (j - c.rows) :=
        funext fun _ => if_neg hj
      rw [if_neg hj] at h
      rw [hrow]
      exact checkRowSize_sound h

/-- A bound that is below what row `j` of the matrix can reach is not vacuous. -/
theorem weightsNotVacuous_of_chunks {R : Type u} [OrderedField R] {p rows cols j T : Nat}
    {X B : Dyadic} {chunks : List WeightChunk} (hbound : checkNotVacuous p rows j T X B = true)
    (h : checkRowSize cols T chunks j = true) :
    NotVacuous R p rows cols (originalMatrix chunks) (X.value R) (B.value R) :=
  checkNotVacuous_sound hbound (checkRowSize_sound h)

end QuantCert
