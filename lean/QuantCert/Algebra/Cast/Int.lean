prelude
import QuantCert.Algebra.Cast.Nat

/-!
# Integers in an ordered field

## Main definitions
* `intCast m`: the value of an integer in `R`.

## Main theorems
* `intCast_add`, `intCast_neg`, `intCast_sub`, `intCast_mul`, `intCast_sum`: the cast keeps the
  operations.
* `intCast_le_iff`, `intCast_lt_iff`, `intCast_inj`: it keeps and reflects the order.
* `abs_intCast`: absolute values.
-/

universe u

namespace QuantCert

variable {R : Type u} [OrderedField R]

/-- The value of an integer in `R`. -/
def intCast : Int → R
  | .ofNat n => natCast n
  | .negSucc n => -natCast (n + 1)

/-- The cast of a natural number as an integer is its cast. -/
theorem intCast_natCast (n : Nat) : intCast (R := R) (n : Int) = natCast n := rfl

/-- Zero is cast to zero. -/
theorem intCast_zero : intCast (R := R) 0 = 0 := rfl

/-- One is cast to one. -/
theorem intCast_one : intCast (R := R) 1 = 1 := rfl

/-- The cast of the negative of a natural number. -/
theorem intCast_negOfNat (n : Nat) : intCast (R := R) (Int.negOfNat n) = -natCast n := by
  cases n with
  | zero => exact neg_zero.symm
  | succ n => rfl

/-- The cast of a negative is the negative of the cast. -/
theorem intCast_neg (a : Int) : intCast (R := R) (-a) = -intCast a := by
  cases a with
  | ofNat n => exact intCast_negOfNat n
  | negSucc n => exact (neg_neg _).symm

/-- The cast of the difference of two natural numbers. -/
theorem intCast_subNatNat (m n : Nat) :
    intCast (R := R) (Int.subNatNat m n) = natCast m - natCast n := by
  unfold Int.subNatNat
  cases h : n - m with
  | zero => exact natCast_sub (Nat.le_of_sub_eq_zero h)
  | succ k =>
    show -natCast (k + 1) = natCast m - natCast n
    have hmn : m ≤ n := match Nat.decLe m n with
      | .isTrue hmn => hmn
      | .isFalse hmn =>
        Nat.noConfusion (h.symm.trans (Nat.sub_eq_zero_of_le (Nat.le_of_lt (Nat.lt_of_not_le hmn))))
    rw [← neg_sub, ← natCast_sub hmn, h]

/-- The cast of a sum is the sum of the casts. -/
theorem intCast_add (a b : Int) : intCast (R := R) (a + b) = intCast a + intCast b := by
  cases a with
  | ofNat m =>
    cases b with
    | ofNat n => exact natCast_add m n
    | negSucc n => exact (intCast_subNatNat m (n + 1)).trans (sub_eq_add_neg _ _)
  | negSucc m =>
    cases b with
    | ofNat n =>
      exact (intCast_subNatNat n (m + 1)).trans ((sub_eq_add_neg _ _).trans (add_comm _ _))
    | negSucc n =>
      show -natCast (m + n + 1 + 1) = -natCast (m + 1) + -natCast (n + 1)
      rw [← neg_add, ← natCast_add, Nat.add_right_comm m 1 (n + 1)]
      rfl

/-- The cast of a difference is the difference of the casts. -/
theorem intCast_sub (a b : Int) : intCast (R := R) (a - b) = intCast a - intCast b := by
  rw [sub_eq_add_neg, ← intCast_neg, ← intCast_add]; rfl

/-- The cast of a product is the product of the casts. -/
theorem intCast_mul (a b : Int) : intCast (R := R) (a * b) = intCast a * intCast b := by
  cases a with
  | ofNat m =>
    cases b with
    | ofNat n => exact natCast_mul m n
    | negSucc n =>
      show intCast (Int.negOfNat (m * (n + 1))) = natCast m * -natCast (n + 1)
      rw [intCast_negOfNat, natCast_mul, mul_neg]
  | negSucc m =>
    cases b with
    | ofNat n =>
      show intCast (Int.negOfNat ((m + 1) * n)) = -natCast (m + 1) * natCast n
      rw [intCast_negOfNat, natCast_mul, neg_mul]
    | negSucc n =>
      show natCast ((m + 1) * (n + 1)) = -natCast (m + 1) * -natCast (n + 1)
      rw [natCast_mul, neg_mul_neg]

/-- The cast of a sum is the sum of the casts. -/
theorem intCast_sum (n : Nat) (f : Nat → Int) :
    intCast (R := R) (sum n f) = sum n fun i => intCast (f i) := by
  induction n with
  | zero => rfl
  | succ n ih => rw [sum_succ, intCast_add, ih]; rfl

/-- The absolute value of the cast is the cast of the absolute value. -/
theorem abs_intCast (a : Int) : abs (intCast (R := R) a) = natCast a.natAbs := by
  cases a with
  | ofNat n => exact abs_of_nonneg (natCast_nonneg n)
  | negSucc n => exact (abs_neg _).trans (abs_of_nonneg (natCast_nonneg (n + 1)))

/-! ## Order -/

/-- The cast of an integer is nonnegative exactly if the integer is. -/
theorem intCast_nonNeg_iff {a : Int} : 0 ≤ intCast (R := R) a ↔ Int.NonNeg a := by
  cases a with
  | ofNat n => exact ⟨fun _ => .mk n, fun _ => natCast_nonneg n⟩
  | negSucc n =>
    refine ⟨fun h => absurd (neg_nonpos_of_nonneg h) ?_, fun h => nomatch h⟩
    show ¬ - -natCast (n + 1) ≤ (0 : R)
    rw [neg_neg]
    exact not_le_of_lt (natCast_succ_pos n)

/-- Integers are ordered in `R` as they are. -/
theorem intCast_le_iff {a b : Int} : intCast (R := R) a ≤ intCast b ↔ a ≤ b := by
  rw [← sub_nonneg, ← intCast_sub]; exact intCast_nonNeg_iff

/-- The cast keeps the order. -/
theorem intCast_le {a b : Int} (h : a ≤ b) : intCast (R := R) a ≤ intCast b := intCast_le_iff.mpr h

/-- The cast is injective. -/
theorem intCast_inj {a b : Int} (h : intCast (R := R) a = intCast b) : a = b :=
  Int.le_antisymm (intCast_le_iff.mp (le_of_eq h)) (intCast_le_iff.mp (le_of_eq h.symm))

/-- Integers are strictly ordered in `R` as they are. -/
theorem intCast_lt_iff {a b : Int} : intCast (R := R) a < intCast b ↔ a < b :=
  ⟨fun h => Int.not_le.mp fun h' => not_lt_of_le (intCast_le h') h,
   fun h => lt_of_not_le fun h' => Int.not_le.mpr h (intCast_le_iff.mp h')⟩

/-- The cast of a nonnegative integer is nonnegative. -/
theorem intCast_nonneg {a : Int} (h : 0 ≤ a) : (0 : R) ≤ intCast a := intCast_le h

/-- The integers are a commutative monoid under addition. -/
instance instAddCommMonoidInt : AddCommMonoid Int := ⟨Int.add_assoc, Int.add_comm, Int.add_zero⟩

end QuantCert
