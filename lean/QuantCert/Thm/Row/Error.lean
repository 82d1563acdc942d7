prelude
import QuantCert.Spec.Row.Error
import QuantCert.Spec.Row.Vector
import QuantCert.Algebra.SumGroups
import QuantCert.Algebra.CauchySchwarz

/-!
# Bounds on the error of one row

The error of a row is `∑ e i * x i` with `e = W j − What j`. These theorems bound it by sizes of
`e` that are known exactly and by the range of `x`; the first bound cannot be improved.

## Main theorems
* `row_error_le_l1_mul_bound`: `|∑ e i * x i| ≤ (∑ |e i|) * X` when `|x i| ≤ X`.
* `row_error_attains_l1_mul_bound`: some `x` in that range gives equality.
* `row_error_le_group_l1_mul_bounds`: the same with a range `X g` for each group of columns.
* `row_error_le_max_mul_l1`: `|∑ e i * x i| ≤ M * ∑ |x i|` when `|e i| ≤ M`.
* `row_error_sq_le_sq_mul_sq`: `(∑ e i * x i)^2 ≤ (∑ e i ^ 2) * ∑ x i ^ 2`.
* `row_error_sub`, `dyadic_rowL1`, `dyadic_rowSq`: how errors and sizes of stored integers carry
  over to the field.
-/

universe u

namespace QuantCert

variable {R : Type u} [OrderedField R]

/-- The dot product of `n` entries is at most the sum of `|e i|` times the largest `|x i|`. -/
theorem row_error_le_l1_mul_bound {n : Nat} {e x : Vec R} {X : R} (hx : InRange n X x) :
    abs (dot n e x) ≤ (sum n fun i => abs (e i)) * X :=
  abs_sum_mul_le e hx

/-- The sign of each `e i` times `X`: the input that makes the error of a row as large as possible.
-/
def signVector (X : R) (e : Vec R) : Vec R := fun i => withSign X (e i)

/-- The sign vector is in the range. -/
theorem signVector_inRange (n : Nat) {X : R} (hX : 0 ≤ X) (e : Vec R) :
    InRange n X (signVector X e) :=
  fun i _ => le_of_eq (abs_withSign hX (e i))

/-- At the sign vector the dot product equals the sum of `|e i|` times `X`. -/
theorem dot_signVector (n : Nat) (X : R) (e : Vec R) :
    dot n e (signVector X e) = (sum n fun i => abs (e i)) * X :=
  sum_mul_withSign n e X

/-- The bound of `row_error_le_l1_mul_bound` is attained: no smaller one holds for all inputs. -/
theorem row_error_attains_l1_mul_bound (n : Nat) {X : R} (hX : 0 ≤ X) (e : Vec R) :
    ∃ x : Vec R, InRange n X x ∧ abs (dot n e x) = (sum n fun i => abs (e i)) * X := by
  refine ⟨signVector X e, signVector_inRange n hX e, ?_⟩
  rw [dot_signVector]
  exact abs_of_nonneg (mul_nonneg (sum_nonneg fun i _ => abs_nonneg (e i)) hX)

/-- With `groups` groups of `size` columns, the last one shorter if need be, and a range `X g` for
each group, the error is at most the sum over the groups of the group's sum of `|e i|` times its
range. -/
theorem row_error_le_group_l1_mul_bounds {n groups size : Nat} (h : n ≤ groups * size)
    {e x X : Vec R}
    (hx : ∀ g, g < groups → InRange (groupLength n size g) (X g) fun i => x (g * size + i)) :
    abs (dot n e x) ≤
      sum groups fun g => (sum (groupLength n size g) fun i => abs (e (g * size + i))) * X g :=
  abs_sum_mul_le_sum_groups h e hx

/-- The dot product is at most the largest `|e i|` times the sum of `|x i|`. -/
theorem row_error_le_max_mul_l1 {n : Nat} {e x : Vec R} {M : R} (he : InRange n M e) :
    abs (dot n e x) ≤ M * sum n fun i => abs (x i) := by
  rw [dot, sum_congr fun i _ => mul_comm (e i) (x i), mul_comm]
  exact abs_sum_mul_le x he

/-- The square of the dot product is at most the product of the sums of squares. -/
theorem row_error_sq_le_sq_mul_sq (n : Nat) (e x : Vec R) :
    dot n e x ^ 2 ≤ (sum n fun i => e i ^ 2) * sum n fun i => x i ^ 2 :=
  sum_mul_sq_le n e x

/-- The hypotheses can be met: a constant input, and three columns in groups of two. -/
example (e : Vec R) : abs (dot 3 e fun _ => 1) ≤
    sum 2 fun g => (sum (groupLength 3 2 g) fun i => abs (e (g * 2 + i))) * 1 :=
  row_error_le_group_l1_mul_bounds (X := fun _ => 1) (by decide) fun _ _ _ _ =>
    le_of_eq (abs_of_nonneg zero_le_one)

/-! ## Stored integers -/

/-- The difference of the two outputs of row `j` is the dot product with the row's error. -/
theorem row_error_sub (p cols : Nat) (W What : IntMatrix) (j : Nat) (x : Vec R) :
    matVec cols (storedMatrix p W) x j - matVec cols (storedMatrix p What) x j =
      dot cols (fun i => dyadic p (rowDiff W What j i)) x := by
  unfold matVec dot
  rw [← sum_sub]
  refine sum_congr fun i _ => ?_
  show dyadic p (W j i) * x i - dyadic p (What j i) * x i = dyadic p (W j i - What j i) * x i
  rw [dyadic_sub, sub_mul]

/-- A number of units of `2^-p` that is a sum is the sum of the numbers. -/
theorem dyadic_natCast_sum (p n : Nat) (f : Nat → Nat) :
    dyadic (R := R) p (sum n f : Nat) = sum n fun i => dyadic p (f i) := by
  unfold dyadic
  rw [sum_div, intCast_natCast, natCast_sum]
  exact congrArg (· / 2 ^ p) (sum_congr fun i _ => (intCast_natCast (f i)).symm)

/-- The sum of `|e i|` in the field is the integer `rowL1 n e` in units of `2^-p`. -/
theorem dyadic_rowL1 (p n : Nat) (e : Nat → Int) :
    (sum n fun i => abs (dyadic (R := R) p (e i))) = dyadic p (rowL1 n e) := by
  rw [rowL1, dyadic_natCast_sum]
  exact sum_congr fun i _ => abs_dyadic p (e i)

/-- The sum of `(e i)^2` in the field is the integer `rowSq n e` in units of `2^-(2p)`. -/
theorem dyadic_rowSq (p n : Nat) (e : Nat → Int) :
    (sum n fun i => dyadic (R := R) p (e i) ^ 2) = dyadic (p + p) (rowSq n e) := by
  rw [rowSq, dyadic_natCast_sum]
  refine sum_congr fun i _ => ?_
  rw [pow_two, ← abs_mul_abs_self, abs_dyadic, dyadic, dyadic, intCast_natCast, intCast_natCast,
    natCast_mul, pow_add, div_mul_div_comm _ _ (two_pow_ne_zero p) (two_pow_ne_zero p)]

/-- A larger number of units is a larger number. -/
theorem dyadic_natCast_le (p : Nat) {m n : Nat} (h : m ≤ n) :
    dyadic (R := R) p m ≤ dyadic p n := by
  rw [dyadic, dyadic, intCast_natCast, intCast_natCast]
  exact div_le_div_right (natCast_le h) (two_pow_pos p)

end QuantCert
