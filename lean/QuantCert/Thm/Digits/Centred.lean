prelude
import QuantCert.Algebra.Cast.Int
import QuantCert.Thm.Digits.Absolute
import QuantCert.Thm.Digits.Sum

/-!
# Dot products of numbers that are held with an offset

Two columns of `K` numbers are held as natural numbers `a k` and `b k`, each `c` too large. Their dot
product is known from that of the natural numbers and from the sums of the two columns.

## Main definitions
* `centredDot K c a b`: the dot product

## Main theorems
* `natAbs_centredDot_le`: a bound that needs no data
* `distance_centredDot`: the absolute value from natural numbers, without borrowing
-/

namespace QuantCert.Digits

/-- The dot product of the columns, each entry being `c` smaller than what is held. -/
def centredDot (K c : Nat) (a b : Nat → Nat) : Int :=
  sum K fun k => ((a k : Int) - c) * ((b k : Int) - c)

/-- With entries of at most `c` in absolute value, it is at most `K c²`. -/
theorem natAbs_centredDot_le {K c : Nat} {a b : Nat → Nat} (ha : ∀ k, k < K → a k ≤ 2 * c)
    (hb : ∀ k, k < K → b k ≤ 2 * c) : (centredDot K c a b).natAbs ≤ K * (c * c) := by
  unfold centredDot
  induction K with
  | zero => exact Nat.zero_le _
  | succ K ih =>
    have h := ih (fun k hk => ha k (Nat.lt.step hk)) fun k hk => hb k (Nat.lt.step hk)
    have hak := ha K (Nat.lt_succ_self K)
    have hbk := hb K (Nat.lt_succ_self K)
    rw [sum_succ, Nat.succ_mul]
    refine Nat.le_trans (Int.natAbs_add_le _ _) (Nat.add_le_add h ?_)
    rw [Int.natAbs_mul]
    exact Nat.mul_le_mul (by omega) (by omega)

/-- The dot product in terms of sums of natural numbers. -/
theorem centredDot_eq (K c : Nat) (a b : Nat → Nat) :
    centredDot K c a b = ((sum K fun k => a k * b k : Nat) : Int) + (K * (c * c) : Nat) -
      ((sum K a + sum K b) * c : Nat) := by
  unfold centredDot
  induction K with
  | zero => rw [sum_zero, sum_zero, sum_zero, sum_zero, Nat.zero_mul, Nat.zero_add, Nat.zero_mul]; rfl
  | succ K ih =>
    have hstep : ((a K : Int) - c) * ((b K : Int) - c) =
        ((a K * b K : Nat) : Int) + (c * c : Nat) - ((a K * c + b K * c : Nat) : Int) := by
      rw [Int.sub_mul, Int.mul_sub, Int.mul_sub, Int.natCast_mul, Int.natCast_mul, Int.natCast_add,
        Int.natCast_mul, Int.natCast_mul, Int.mul_comm (c : Int) (b K : Int)]
      omega
    rw [sum_succ, ih, hstep, sum_succ, sum_succ, sum_succ, Nat.succ_mul, Nat.add_mul, Nat.add_mul,
      Nat.add_mul, Nat.add_mul]
    omega

/-- With an offset `h` nothing borrows, the number is below `2 h`, and its distance from `h` is the
absolute value. -/
theorem distance_centredDot {K c h : Nat} {a b : Nat → Nat} (ha : ∀ k, k < K → a k ≤ 2 * c)
    (hb : ∀ k, k < K → b k ≤ 2 * c) (hh : K * (c * c) < h) :
    (sum K a + sum K b) * c ≤ (sum K fun k => a k * b k) + K * (c * c) + h ∧
    (sum K fun k => a k * b k) + K * (c * c) + h - (sum K a + sum K b) * c < 2 * h ∧
    distance ((sum K fun k => a k * b k) + K * (c * c) + h - (sum K a + sum K b) * c) h =
      (centredDot K c a b).natAbs := by
  have hle := natAbs_centredDot_le ha hb
  have heq := centredDot_eq K c a b
  unfold distance
  generalize (sum K a + sum K b) * c = x at heq ⊢
  generalize K * (c * c) = y at heq hle hh ⊢
  generalize (sum K fun k => a k * b k) = z at heq ⊢
  omega

end QuantCert.Digits
