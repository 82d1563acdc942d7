prelude
import QuantCert.Cert.Model.Size
import QuantCert.Spec.Model.Part
import QuantCert.Thm.Weights.MatrixNorms

/-!
# Norms of parts of a stored matrix

What is proved of a stored matrix bounds its parts, so that a network whose matrices are parts needs
no other theorems about weights.

## Main definitions
* `MatrixNorms.part N`, `MatrixCert.rowsFrom c n`: bounds of `n` rows of a matrix.
* `MatrixNorms.transposed N rowSum`, `MatrixCert.transposed c`: bounds of the matrix with rows and
  columns exchanged; `checkTransposed rows N rowSum`: what a claimed sum of a column must be.

## Main theorems
* `MatrixCert.Holds.rowsFrom`, `MatrixCert.Holds.rowsFrom_heads`: rows of a matrix; if they begin with
  a head, heads stay heads.
* `operatorNormAtMost_transposeOf`: the operator norm does not change.
* `MatrixCert.Holds.transposed`: rows and columns exchanged.
-/

universe u

namespace QuantCert

open Attention

/-- Bounds of some rows, which need not begin with a head. -/
def MatrixNorms.part (N : MatrixNorms) : MatrixNorms := { N with headNorm := N.opNorm }

/-- Bounds of `n` rows, which need not begin with a head. -/
def MatrixCert.rowsFrom (c : MatrixCert) (n : Nat) : MatrixCert :=
  ⟨n, c.cols, c.original.part, c.quantized.part, c.error.part⟩

/-- Bounds with rows and columns exchanged: no column is longer than the operator norm, and
`rowSum` bounds the sums of the absolute values of columns. -/
def MatrixNorms.transposed (N : MatrixNorms) (rowSum : Dyadic) : MatrixNorms :=
  ⟨N.maxAbs, rowSum, N.opNorm, N.opNorm, N.opNorm⟩

/-- Bounds with rows and columns exchanged, with claimed sums of columns. -/
def MatrixCert.transposed (c : MatrixCert) (original quantized error : Dyadic) : MatrixCert :=
  ⟨c.cols, c.rows, c.original.transposed original, c.quantized.transposed quantized,
    c.error.transposed error⟩

/-- Whether a column of `rows` entries, no longer than the operator norm, has at most the sum
`rowSum` of absolute values. -/
def checkTransposed (rows : Nat) (N : MatrixNorms) (rowSum : Dyadic) : Bool :=
  ((Dyadic.ofNat rows).mul (N.opNorm.mul N.opNorm)).le (rowSum.mul rowSum)

variable {R : Type u} [ExpField R] {d rows cols : Nat} {N : MatrixNorms} {W What : Matrix R}

/-- Some rows of a matrix make an operator norm no larger than all of them. -/
theorem operatorNormAtMost_rowsFrom {a n : Nat} {S : R} (h : OperatorNormAtMost rows cols W S)
    (fits : a + n ≤ rows) : OperatorNormAtMost n cols (rowsFrom a W) S := fun x => by
  refine le_trans (sqrt_le_sqrt (sumSq_nonneg n _) ?_) (h x)
  obtain ⟨r, hr⟩ := Nat.exists_eq_add_of_le fits
  subst hr
  unfold sumSq
  rw [sum_add_index, sum_add_index]
  exact le_trans (le_add_of_nonneg_left (sumSq_nonneg a (matVec cols W x)))
    (le_add_of_nonneg_right (sumSq_nonneg r fun i => matVec cols W x (a + n + i)))

/-- The bounds of a matrix are true of its rows. -/
theorem MatrixNorms.Holds.rowsFrom (h : N.Holds d rows cols W) {a n : Nat} (fits : a + n ≤ rows) :
    N.part.Holds d n cols (QuantCert.rowsFrom a W) :=
  have inside : ∀ {j : Nat}, j < n → a + j < rows := fun hj =>
    Nat.lt_of_lt_of_le (Nat.add_lt_add_left hj a) fits
  have op := operatorNormAtMost_rowsFrom h.opNorm fits
  ⟨fun _ hj => h.maxAbs _ (inside hj), fun _ hj => h.rowSum _ (inside hj),
    fun _ hj => h.rowNorm _ (inside hj), fun _ hk => operatorNormAtMost_head op hk, op⟩

/-- The bounds of a matrix are true of its rows, those of heads too if the rows begin with head
`first`. -/
theorem MatrixNorms.Holds.rowsFrom_heads (h : N.Holds d rows cols W) {first n : Nat}
    (fits : first * d + n ≤ rows) : N.Holds d n cols (QuantCert.rowsFrom (first * d) W) := by
  obtain ⟨maxAbs, rowSum, rowNorm, _, opNorm⟩ := h.rowsFrom fits
  refine ⟨maxAbs, rowSum, rowNorm, fun k hk => ?_, opNorm⟩
  have head := h.headNorm (first + k) (Nat.le_trans (by
    rw [Nat.add_mul, Nat.add_assoc]
    exact Nat.add_le_add_left hk _) fits)
  have same : (fun j => QuantCert.rowsFrom (first * d) W (k * d + j)) =
      fun j => W ((first + k) * d + j) := funext fun j => by
    show W (first * d + (k * d + j)) = _
    rw [Nat.add_mul, Nat.add_assoc]
  rw [same]
  exact head

/-- The numbers of a matrix are true of its rows. -/
theorem MatrixCert.Holds.rowsFrom {c : MatrixCert} (h : c.Holds d W What) {a n : Nat}
    (fits : a + n ≤ c.rows) :
    (c.rowsFrom n).Holds d (QuantCert.rowsFrom a W) (QuantCert.rowsFrom a What) :=
  ⟨h.original.rowsFrom fits, h.quantized.rowsFrom fits, h.error.rowsFrom fits⟩

/-- The numbers of a matrix are true of its rows, those of heads too if they begin with a head. -/
theorem MatrixCert.Holds.rowsFrom_heads {c : MatrixCert} (h : c.Holds d W What) {first n : Nat}
    (fits : first * d + n ≤ c.rows) : MatrixCert.Holds d { c with rows := n }
      (QuantCert.rowsFrom (first * d) W) (QuantCert.rowsFrom (first * d) What) :=
  ⟨h.original.rowsFrom_heads fits, h.quantized.rowsFrom_heads fits, h.error.rowsFrom_heads fits⟩

/-- `⟨Wᵀ y, x⟩ = ⟨y, W x⟩`. -/
theorem dot_matVec_transposeOf (rows cols : Nat) (W : Matrix R) (x y : Vec R) :
    dot cols (matVec rows (transposeOf W) y) x = dot rows y (matVec cols W x) := by
  unfold dot matVec dot transposeOf
  have left : (sum cols fun i => (sum rows fun j => W j i * y j) * x i) =
      sum cols fun i => sum rows fun j => W j i * y j * x i :=
    sum_congr fun i _ => (sum_mul_right (x i) rows _).symm
  have right : (sum rows fun j => y j * sum cols fun i => W j i * x i) =
      sum rows fun j => sum cols fun i => W j i * y j * x i := sum_congr fun j _ => by
    rw [← sum_mul_left]
    exact sum_congr fun i _ => ring_eq [W j i, y j, x i] (by decide +kernel)
  rw [left, right]
  exact sum_comm cols rows _

/-- Rows and columns exchanged, the operator norm is the same. -/
theorem operatorNormAtMost_transposeOf {S : R} (hS : 0 ≤ S)
    (h : OperatorNormAtMost rows cols W S) : OperatorNormAtMost cols rows (transposeOf W) S :=
  fun y => by
    have product : norm2 cols (matVec rows (transposeOf W) y) *
        norm2 cols (matVec rows (transposeOf W) y) ≤
          S * norm2 rows y * norm2 cols (matVec rows (transposeOf W) y) := by
      have square : norm2 cols (matVec rows (transposeOf W) y) *
          norm2 cols (matVec rows (transposeOf W) y) =
            dot rows y (matVec cols W (matVec rows (transposeOf W) y)) := by
        rw [norm2_mul_self, ← dot_matVec_transposeOf]
        exact sum_congr fun i _ => pow_two _
      rw [square]
      refine le_trans (le_abs_self _) (le_trans (abs_dot_le_norm2 rows _ _) ?_)
      rw [mul_comm S, mul_assoc]
      exact mul_le_mul_of_nonneg_left (h _) (norm2_nonneg rows y)
    have hn := norm2_nonneg cols (matVec rows (transposeOf W) y)
    rcases le_or_lt (norm2 cols (matVec rows (transposeOf W) y)) 0 with zero | pos
    · exact le_trans zero (mul_nonneg hS (norm2_nonneg rows y))
    · exact le_of_mul_le_mul_right product pos

/-- The vector that is one at `i`. -/
def oneAt (i : Nat) : Vec R := fun k => if k = i then 1 else 0

/-- No column is longer than the operator norm. -/
theorem norm2_column_le {S : R} (h : OperatorNormAtMost rows cols W S) {i : Nat} (hi : i < cols) :
    norm2 rows (transposeOf W i) ≤ S := by
  have column : ∀ j, matVec cols W (oneAt i) j = W j i := fun j => by
    unfold matVec dot
    rw [sum_eq_single i hi fun k _ hk => by
      show W j k * (if k = i then 1 else 0) = 0
      rw [if_neg hk, mul_zero]]
    show W j i * (if i = i then 1 else 0) = W j i
    rw [if_pos rfl, mul_one]
  have one : norm2 cols (oneAt (R := R) i) = 1 := by
    unfold norm2 sumSq
    rw [sum_eq_single i hi fun k _ hk => by
      show (if k = i then (1 : R) else 0) ^ 2 = 0
      rw [if_neg hk, pow_two, mul_zero]]
    show sqrt ((if i = i then (1 : R) else 0) ^ 2) = 1
    rw [if_pos rfl, one_pow, sqrt_one]
  have hx := h (oneAt i)
  rw [one, mul_one, norm2_congr fun j _ => column j] at hx
  exact hx

/-- The bounds with rows and columns exchanged are true. -/
theorem MatrixNorms.Holds.transposed (h : N.Holds d rows cols W) {rowSum : Dyadic}
    (checked : checkTransposed rows N rowSum = true) :
    (N.transposed rowSum).Holds d cols rows (transposeOf W) := by
  have op := operatorNormAtMost_transposeOf (Dyadic.value_nonneg N.opNorm) h.opNorm
  have length : ∀ i, i < cols → norm2 rows (transposeOf W i) ≤ N.opNorm.value R :=
    fun _ hi => norm2_column_le h.opNorm hi
  refine ⟨fun i hi j hj => h.maxAbs j hj i hi, fun i hi => ?_, length,
    fun _ hk => operatorNormAtMost_head op hk, op⟩
  have hsum : (sum rows fun j => abs (transposeOf W i j)) ≤
      norm2 rows (fun _ => (1 : R)) * norm2 rows (transposeOf W i) := by
    refine le_trans (le_of_eq ?_) (le_trans (le_abs_self _) (le_trans (abs_dot_le_norm2 rows
      (fun _ => (1 : R)) fun j => abs (transposeOf W i j)) (le_of_eq ?_)))
    · exact sum_congr fun j _ => (one_mul _).symm
    · exact congrArg (norm2 rows (fun _ => (1 : R)) * sqrt ·) (sum_congr fun j _ => abs_sq _)
  have hones : norm2 rows (fun _ => (1 : R)) * norm2 rows (fun _ => (1 : R)) ≤ natCast rows := by
    rw [norm2_mul_self]
    unfold sumSq
    rw [sum_const, one_pow, mul_one]
    exact le_refl _
  refine le_trans hsum (le_value_of_square (n := rows) (b := N.opNorm) ?_ checked)
  rw [mul_mul_mul_comm]
  exact mul_le_mul hones (mul_le_mul (length i hi) (length i hi) (norm2_nonneg rows _)
    (Dyadic.value_nonneg _)) (mul_nonneg (norm2_nonneg rows _) (norm2_nonneg rows _))
    (natCast_nonneg rows)

/-- The numbers with rows and columns exchanged are true. -/
theorem MatrixCert.Holds.transposed {c : MatrixCert} (h : c.Holds d W What)
    {original quantized error : Dyadic}
    (checked : (checkTransposed c.rows c.original original &&
      (checkTransposed c.rows c.quantized quantized && checkTransposed c.rows c.error error)) =
        true) :
    (c.transposed original quantized error).Holds d (transposeOf W) (transposeOf What) := by
  simp only [Bool.and_eq_true_iff] at checked
  exact ⟨h.original.transposed checked.1, h.quantized.transposed checked.2.1,
    h.error.transposed checked.2.2⟩

/-- Columns of four entries and norm at most one sum to at most two; a claim of one is refused. -/
example : let N : MatrixNorms := ⟨.one, .one, .one, .one, .one⟩
    checkTransposed 4 N ⟨2, 0⟩ = true ∧ checkTransposed 4 N .one = false := by decide +kernel

end QuantCert
