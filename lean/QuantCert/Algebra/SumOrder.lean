prelude
import QuantCert.Algebra.Sum

/-!
# Finite sums in an ordered field

## Main theorems
* `sum_mul_left`, `sum_mul_right`, `sum_sub`, `sum_const`: sums with the field operations.
* `sum_le_sum`, `sum_nonneg`, `le_sum_of_nonneg`: sums with the order.
* `abs_sum_le`: the triangle inequality for a sum.
* `sum_mul_sum`: the product of two sums is a double sum.
-/

universe u

namespace QuantCert

variable {R : Type u} [OrderedField R]

/-- A constant factor on the left moves out of a sum. -/
theorem sum_mul_left (c : R) (n : Nat) (f : Nat → R) : sum n (fun i => c * f i) = c * sum n f := by
  induction n with
  | zero => exact (mul_zero c).symm
  | succ n ih =>
    show sum n (fun i => c * f i) + c * f n = c * (sum n f + f n)
    rw [ih, left_distrib]

/-- A constant factor on the right moves out of a sum. -/
theorem sum_mul_right (c : R) (n : Nat) (f : Nat → R) : sum n (fun i => f i * c) = sum n f * c := by
  rw [mul_comm, ← sum_mul_left]; exact sum_congr fun i _ => mul_comm (f i) c

/-- A constant denominator moves out of a sum. -/
theorem sum_div (c : R) (n : Nat) (f : Nat → R) : sum n (fun i => f i / c) = sum n f / c := by
  rw [div_eq_mul_inv, ← sum_mul_right]; exact sum_congr fun i _ => div_eq_mul_inv (f i) c

/-- The sum of negatives is the negative of the sum. -/
theorem sum_neg (n : Nat) (f : Nat → R) : sum n (fun i => -f i) = -sum n f := by
  induction n with
  | zero => exact neg_zero.symm
  | succ n ih =>
    show sum n (fun i => -f i) + -f n = -(sum n f + f n)
    rw [ih, neg_add]

/-- The sum of differences is the difference of the sums. -/
theorem sum_sub (n : Nat) (f g : Nat → R) : sum n (fun i => f i - g i) = sum n f - sum n g := by
  rw [sub_eq_add_neg, ← sum_neg, ← sum_add]; exact sum_congr fun i _ => sub_eq_add_neg (f i) (g i)

/-- The sum of `n` equal values is `n` times the value. -/
theorem sum_const (n : Nat) (c : R) : sum n (fun _ => c) = natCast n * c := by
  induction n with
  | zero => exact (zero_mul c).symm
  | succ n ih => rw [sum_succ, ih, natCast_succ, right_distrib, one_mul]

/-- The product of two sums is the double sum of the products. -/
theorem sum_mul_sum (m n : Nat) (f g : Nat → R) :
    sum m f * sum n g = sum m fun i => sum n fun j => f i * g j := by
  rw [← sum_mul_right]; exact sum_congr fun i _ => (sum_mul_left (f i) n g).symm

/-- Sums are ordered if their summands are. -/
theorem sum_le_sum {n : Nat} {f g : Nat → R} (h : ∀ i, i < n → f i ≤ g i) : sum n f ≤ sum n g := by
  induction n with
  | zero => exact le_refl 0
  | succ n ih =>
    exact add_le_add (ih fun i hi => h i (Nat.lt.step hi)) (h n (Nat.lt_succ_self n))

/-- A sum of nonnegative values is nonnegative. -/
theorem sum_nonneg {n : Nat} {f : Nat → R} (h : ∀ i, i < n → 0 ≤ f i) : 0 ≤ sum n f := by
  rw [← sum_const_zero (α := R) n]; exact sum_le_sum h

/-- One summand of a sum of nonnegative values is at most the sum. -/
theorem le_sum_of_nonneg {n : Nat} {f : Nat → R} (h : ∀ i, i < n → 0 ≤ f i) {k : Nat} (hk : k < n) :
    f k ≤ sum n f := by
  induction n with
  | zero => exact absurd hk (Nat.not_lt_zero k)
  | succ n ih =>
    have hn : ∀ i, i < n → 0 ≤ f i := fun i hi => h i (Nat.lt.step hi)
    show f k ≤ sum n f + f n
    cases Nat.decEq k n with
    | isTrue e => rw [e]; exact le_add_of_nonneg_left (sum_nonneg hn)
    | isFalse e =>
      exact le_trans (ih hn (Nat.lt_of_le_of_ne (Nat.le_of_lt_succ hk) e))
        (le_add_of_nonneg_right (h n (Nat.lt_succ_self n)))

/-- The triangle inequality for a sum. -/
theorem abs_sum_le (n : Nat) (f : Nat → R) : abs (sum n f) ≤ sum n fun i => abs (f i) := by
  induction n with
  | zero => exact le_of_eq abs_zero
  | succ n ih => exact le_trans (abs_add_le (sum n f) (f n)) (add_le_add_right ih (abs (f n)))

end QuantCert
