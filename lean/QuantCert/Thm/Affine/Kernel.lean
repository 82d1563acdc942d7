prelude
import QuantCert.Spec.Affine.Kernel
import QuantCert.Algebra.Cast
import QuantCert.Algebra.SumOrder

/-! # Integer kernel and affine correction give the dequantized dot product

## Main theorems
- `sum_by_blocks`: a factor that depends on the block alone moves out of the block's sum
- `correctedDot_eq_dequantizedDot`: the corrected kernel is exact
- `int_correctedDot_eq_dequantizedDot`: also when everything is an integer
- `columnBlock_lt`: the blocks of groups and lanes, the last group shorter or not
-/

namespace QuantCert

universe u
variable {R : Type u} [OrderedField R]

/-- A factor that depends on the block alone moves out of the sum over the block. -/
theorem sum_by_blocks {blocks cols : Nat} {block : Nat → Nat}
    (hblock : ∀ i, i < cols → block i < blocks) (c f : Nat → R) :
    sum blocks (fun b => c b * blockSum cols block f b) = sum cols fun i => c (block i) * f i := by
  unfold blockSum
  rw [sum_congr (fun b _ => (sum_mul_left (c b) cols _).symm), sum_comm]
  refine sum_congr fun i hi => ?_
  rw [sum_eq_single (block i) (hblock i hi)]
  · rw [if_pos rfl]
  · intro b _ hb
    rw [if_neg (fun h => hb h.symm), mul_zero]

/-- Codes against activations, corrected by the zero-point times the sum of the activations and
scaled once a block, give exactly the dot product of the decoded weights. -/
theorem correctedDot_eq_dequantizedDot {blocks cols : Nat} {block : Nat → Nat}
    (hblock : ∀ i, i < cols → block i < blocks) (s z q x : Nat → R) :
    correctedDot blocks cols block s z q x = dequantizedDot cols block s z q x := by
  have hsplit : ∀ b, b < blocks →
      s b * (blockSum cols block (fun i => q i * x i) b - z b * blockSum cols block x b) =
      s b * blockSum cols block (fun i => q i * x i) b - s b * z b * blockSum cols block x b :=
    fun b _ => by rw [mul_sub, mul_assoc]
  unfold correctedDot dequantizedDot
  rw [sum_congr hsplit, sum_sub, sum_by_blocks hblock, sum_by_blocks hblock, ← sum_sub]
  exact sum_congr fun i _ => by rw [mul_sub, sub_mul, mul_assoc, mul_assoc]

/-- A constant factor moves out of an integer sum. -/
theorem int_sum_mul_left (c : Int) (f : Nat → Int) : ∀ n : Nat,
    sum n (fun i => c * f i) = c * sum n f
  | 0 => (Int.mul_zero c).symm
  | n + 1 => by rw [sum_succ, sum_succ, int_sum_mul_left c f n, Int.mul_add]

/-- An integer sum of differences is the difference of the sums. -/
theorem int_sum_sub (f g : Nat → Int) : ∀ n : Nat,
    sum n (fun i => f i - g i) = sum n f - sum n g
  | 0 => rfl
  | n + 1 => by rw [sum_succ, sum_succ, sum_succ, int_sum_sub f g n]; omega

/-- A factor that depends on the block alone moves out of the integer sum over the block. -/
theorem int_sum_by_blocks {blocks cols : Nat} {block : Nat → Nat}
    (hblock : ∀ i, i < cols → block i < blocks) (c f : Nat → Int) :
    sum blocks (fun b => c b * blockSum cols block f b) = sum cols fun i => c (block i) * f i := by
  unfold blockSum
  rw [sum_congr (fun b _ => (int_sum_mul_left (c b) _ cols).symm), sum_comm]
  refine sum_congr fun i hi => ?_
  rw [sum_eq_single (block i) (hblock i hi)]
  · rw [if_pos rfl]
  · intro b _ hb
    rw [if_neg (fun h => hb h.symm), Int.mul_zero]

/-- The corrected kernel is exact in integers too: scales and weights in one unit `2^-p`. -/
theorem int_correctedDot_eq_dequantizedDot {blocks cols : Nat} {block : Nat → Nat}
    (hblock : ∀ i, i < cols → block i < blocks) (s z q x : Nat → Int) :
    correctedDot blocks cols block s z q x = dequantizedDot cols block s z q x := by
  have hsplit : ∀ b, b < blocks →
      s b * (blockSum cols block (fun i => q i * x i) b - z b * blockSum cols block x b) =
      s b * blockSum cols block (fun i => q i * x i) b - s b * z b * blockSum cols block x b :=
    fun b _ => by rw [Int.mul_sub, Int.mul_assoc]
  unfold correctedDot dequantizedDot
  rw [sum_congr hsplit, int_sum_sub, int_sum_by_blocks hblock, int_sum_by_blocks hblock,
    ← int_sum_sub]
  exact sum_congr fun i _ => by rw [Int.mul_sub, Int.sub_mul, Int.mul_assoc, Int.mul_assoc]

/-- The block of a column is one of the blocks of the row. -/
theorem columnBlock_lt {groupSize lanes cols i : Nat} (hgroup : 0 < groupSize) (hlanes : 0 < lanes)
    (hi : i < cols) : columnBlock groupSize lanes i < groupCount groupSize cols * lanes := by
  have hcount : i / groupSize < groupCount groupSize cols := by
    unfold groupCount
    refine (Nat.le_div_iff_mul_le hgroup).mpr ?_
    rw [Nat.succ_mul]
    have h := Nat.div_mul_le_self i groupSize
    omega
  have hmod := Nat.mod_lt i hlanes
  have h := Nat.mul_le_mul_right lanes (Nat.succ_le_of_lt hcount)
  rw [Nat.succ_mul] at h
  unfold columnBlock
  omega

/-- The hypothesis can be met: rows of 576 columns in groups of 128, two lanes, have ten blocks. -/
example (s z q x : Nat → R) : correctedDot 10 576 (columnBlock 128 2) s z q x =
    dequantizedDot 576 (columnBlock 128 2) s z q x :=
  correctedDot_eq_dequantizedDot (fun _ hi => columnBlock_lt (groupSize := 128) (lanes := 2)
    (cols := 576) (by decide) (by decide) hi) s z q x

end QuantCert
