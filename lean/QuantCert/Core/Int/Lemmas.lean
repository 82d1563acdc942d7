prelude
import QuantCert.Core.Int.Difference

/-! # The integers form a commutative ring

Each law is proved for differences of natural numbers (`QuantCert.IntDiff`).

## Main theorems
* `Int.add_comm`, `Int.add_assoc`, `Int.add_right_neg`, ... : the additive group.
* `Int.mul_comm`, `Int.mul_assoc`, `Int.mul_add`, ... : the ring.
* `Int.natCast_add`, `Int.natCast_mul`, `Int.natCast_sub`, `Int.natCast_pow`: casts.
-/

set_option linter.unusedSimpArgs false

namespace Int
open QuantCert.IntDiff

/-! ## Addition -/

protected theorem add_comm (a b : Int) : a + b = b + a := by
  refine subNatNat_rec a fun m n => ?_
  refine subNatNat_rec b fun p q => ?_
  simp only [subNatNat_add_subNatNat, Nat.add_comm]

protected theorem add_assoc (a b c : Int) : a + b + c = a + (b + c) := by
  refine subNatNat_rec a fun m n => ?_
  refine subNatNat_rec b fun p q => ?_
  refine subNatNat_rec c fun r s => ?_
  simp only [subNatNat_add_subNatNat, Nat.add_assoc]

protected theorem add_left_comm (a b c : Int) : a + (b + c) = b + (a + c) := by
  rw [← Int.add_assoc, Int.add_comm a b, Int.add_assoc]

protected theorem add_right_comm (a b c : Int) : a + b + c = a + c + b := by
  rw [Int.add_assoc, Int.add_comm b c, ← Int.add_assoc]

@[simp] protected theorem add_zero (a : Int) : a + 0 = a := by
  refine subNatNat_rec a fun m n => ?_
  rw [← subNatNat_self 0, subNatNat_add_subNatNat, Nat.add_zero, Nat.add_zero]

@[simp] protected theorem zero_add (a : Int) : 0 + a = a := by rw [Int.add_comm, Int.add_zero]

@[simp] protected theorem add_right_neg (a : Int) : a + -a = 0 := by
  refine subNatNat_rec a fun m n => ?_
  rw [neg_subNatNat, subNatNat_add_subNatNat, Nat.add_comm, subNatNat_self]

@[simp] protected theorem add_left_neg (a : Int) : -a + a = 0 := by
  rw [Int.add_comm, Int.add_right_neg]

@[simp] protected theorem neg_neg (a : Int) : - -a = a := by
  refine subNatNat_rec a fun m n => ?_
  rw [neg_subNatNat, neg_subNatNat]

@[simp] protected theorem neg_zero : -(0 : Int) = 0 := rfl

protected theorem neg_add {a b : Int} : -(a + b) = -a + -b := by
  refine subNatNat_rec a fun m n => ?_
  refine subNatNat_rec b fun p q => ?_
  simp only [neg_subNatNat, subNatNat_add_subNatNat]

@[simp] protected theorem add_neg_cancel_right (a b : Int) : a + b + -b = a := by
  rw [Int.add_assoc, Int.add_right_neg, Int.add_zero]

@[simp] protected theorem neg_add_cancel_right (a b : Int) : a + -b + b = a := by
  rw [Int.add_assoc, Int.add_left_neg, Int.add_zero]

@[simp] protected theorem neg_add_cancel_left (a b : Int) : -a + (a + b) = b := by
  rw [← Int.add_assoc, Int.add_left_neg, Int.zero_add]

@[simp] protected theorem add_neg_cancel_left (a b : Int) : a + (-a + b) = b := by
  rw [← Int.add_assoc, Int.add_right_neg, Int.zero_add]

protected theorem add_left_cancel {a b c : Int} (h : a + b = a + c) : b = c := by
  rw [← Int.neg_add_cancel_left a b, h, Int.neg_add_cancel_left]

protected theorem add_right_cancel {a b c : Int} (h : a + b = c + b) : a = c := by
  rw [← Int.add_neg_cancel_right a b, h, Int.add_neg_cancel_right]

@[simp] protected theorem neg_inj {a b : Int} : -a = -b ↔ a = b :=
  ⟨fun h => by rw [← Int.neg_neg a, h, Int.neg_neg], fun h => h ▸ rfl⟩

protected theorem neg_eq_of_add_eq_zero {a b : Int} (h : a + b = 0) : -a = b := by
  rw [← Int.neg_add_cancel_left a b, h, Int.add_zero]

/-! ## Subtraction -/

@[simp] protected theorem sub_self (a : Int) : a - a = 0 := Int.add_right_neg a

@[simp] protected theorem sub_zero (a : Int) : a - 0 = a := Int.add_zero a

@[simp] protected theorem zero_sub (a : Int) : 0 - a = -a := Int.zero_add (-a)

@[simp] protected theorem sub_neg (a b : Int) : a - -b = a + b := by
  rw [Int.sub_eq_add_neg, Int.neg_neg]

@[simp] protected theorem sub_add_cancel (a b : Int) : a - b + b = a := Int.neg_add_cancel_right a b

@[simp] protected theorem add_sub_cancel (a b : Int) : a + b - b = a := Int.add_neg_cancel_right a b

protected theorem add_sub_assoc (a b c : Int) : a + b - c = a + (b - c) :=
  Int.add_assoc a b (-c)

@[simp] protected theorem neg_sub (a b : Int) : -(a - b) = b - a := by
  rw [Int.sub_eq_add_neg, Int.neg_add, Int.neg_neg, Int.add_comm, Int.sub_eq_add_neg]

protected theorem sub_sub (a b c : Int) : a - b - c = a - (b + c) := by
  rw [Int.sub_eq_add_neg, Int.sub_eq_add_neg, Int.sub_eq_add_neg, Int.neg_add, Int.add_assoc]

protected theorem sub_sub_self (a b : Int) : a - (a - b) = b := by
  rw [Int.sub_eq_add_neg, Int.neg_sub, Int.sub_eq_add_neg, Int.add_left_comm, Int.add_right_neg,
    Int.add_zero]

protected theorem add_sub_add_right (a c b : Int) : a + c - (b + c) = a - b := by
  rw [Int.sub_eq_add_neg, Int.neg_add, Int.add_comm (-b), Int.add_assoc, Int.add_neg_cancel_left,
    Int.sub_eq_add_neg]

protected theorem sub_eq_zero_of_eq {a b : Int} (h : a = b) : a - b = 0 := by
  rw [h, Int.sub_self]

protected theorem eq_of_sub_eq_zero {a b : Int} (h : a - b = 0) : a = b := by
  rw [← Int.sub_add_cancel a b, h, Int.zero_add]

protected theorem sub_eq_zero {a b : Int} : a - b = 0 ↔ a = b :=
  ⟨Int.eq_of_sub_eq_zero, Int.sub_eq_zero_of_eq⟩

/-! ## Multiplication -/

protected theorem mul_comm (a b : Int) : a * b = b * a := by
  refine subNatNat_rec a fun m n => ?_
  refine subNatNat_rec b fun p q => ?_
  simp only [subNatNat_mul_subNatNat, Nat.mul_comm, Nat.add_comm]

protected theorem mul_assoc (a b c : Int) : a * b * c = a * (b * c) := by
  refine subNatNat_rec a fun m n => ?_
  refine subNatNat_rec b fun p q => ?_
  refine subNatNat_rec c fun r s => ?_
  simp only [subNatNat_mul_subNatNat, Nat.mul_add, Nat.add_mul, Nat.mul_assoc, Nat.add_assoc,
    Nat.add_comm, Nat.add_left_comm]

protected theorem mul_left_comm (a b c : Int) : a * (b * c) = b * (a * c) := by
  rw [← Int.mul_assoc, Int.mul_comm a b, Int.mul_assoc]

protected theorem mul_right_comm (a b c : Int) : a * b * c = a * c * b := by
  rw [Int.mul_assoc, Int.mul_comm b c, ← Int.mul_assoc]

protected theorem mul_add (a b c : Int) : a * (b + c) = a * b + a * c := by
  refine subNatNat_rec a fun m n => ?_
  refine subNatNat_rec b fun p q => ?_
  refine subNatNat_rec c fun r s => ?_
  simp only [subNatNat_mul_subNatNat, subNatNat_add_subNatNat, Nat.mul_add, Nat.add_assoc,
    Nat.add_comm, Nat.add_left_comm]

protected theorem add_mul (a b c : Int) : (a + b) * c = a * c + b * c := by
  rw [Int.mul_comm, Int.mul_add, Int.mul_comm c a, Int.mul_comm c b]

@[simp] protected theorem mul_zero (a : Int) : a * 0 = 0 := by
  refine subNatNat_rec a fun m n => ?_
  rw [← subNatNat_self 0, subNatNat_mul_subNatNat]
  rfl

@[simp] protected theorem zero_mul (a : Int) : 0 * a = 0 := by rw [Int.mul_comm, Int.mul_zero]

@[simp] protected theorem mul_one (a : Int) : a * 1 = a := by
  refine subNatNat_rec a fun m n => ?_
  show subNatNat m n * ofNat 1 = _
  rw [ofNat_eq_subNatNat, subNatNat_mul_subNatNat]
  simp only [Nat.mul_one, Nat.mul_zero, Nat.add_zero, Nat.zero_add]

@[simp] protected theorem one_mul (a : Int) : 1 * a = a := by rw [Int.mul_comm, Int.mul_one]

@[simp] protected theorem neg_mul (a b : Int) : -a * b = -(a * b) := by
  refine subNatNat_rec a fun m n => ?_
  refine subNatNat_rec b fun p q => ?_
  simp only [neg_subNatNat, subNatNat_mul_subNatNat, Nat.add_comm]

@[simp] protected theorem mul_neg (a b : Int) : a * -b = -(a * b) := by
  rw [Int.mul_comm, Int.neg_mul, Int.mul_comm]

@[simp] protected theorem neg_mul_neg (a b : Int) : -a * -b = a * b := by
  rw [Int.neg_mul, Int.mul_neg, Int.neg_neg]

protected theorem neg_mul_comm (a b : Int) : -a * b = a * -b := by rw [Int.neg_mul, Int.mul_neg]

protected theorem mul_sub (a b c : Int) : a * (b - c) = a * b - a * c := by
  rw [Int.sub_eq_add_neg, Int.mul_add, Int.mul_neg, Int.sub_eq_add_neg]

protected theorem sub_mul (a b c : Int) : (a - b) * c = a * c - b * c := by
  rw [Int.sub_eq_add_neg, Int.add_mul, Int.neg_mul, Int.sub_eq_add_neg]

protected theorem neg_eq_neg_one_mul (a : Int) : -a = -1 * a := by
  rw [Int.neg_mul, Int.one_mul]

/-! ## Casts from the natural numbers -/

theorem ofNat_eq_natCast (n : Nat) : ofNat n = (n : Int) := rfl

theorem natCast_zero : ((0 : Nat) : Int) = 0 := rfl

theorem natCast_one : ((1 : Nat) : Int) = 1 := rfl

@[simp] theorem natCast_ofNat {n : Nat} :
    ((no_index (OfNat.ofNat n) : Nat) : Int) = OfNat.ofNat n := rfl

@[simp] theorem natCast_add (m n : Nat) : ((m + n : Nat) : Int) = m + n := rfl

@[simp] theorem natCast_mul (m n : Nat) : ((m * n : Nat) : Int) = m * n := rfl

theorem natCast_succ (n : Nat) : (Nat.succ n : Int) = n + 1 := rfl

@[simp] theorem natCast_inj {m n : Nat} : (m : Int) = n ↔ m = n :=
  ⟨fun h => Int.ofNat.inj h, fun h => h ▸ rfl⟩

theorem negSucc_eq (n : Nat) : negSucc n = -(n + 1) := rfl

theorem neg_ofNat_succ (n : Nat) : -((Nat.succ n : Nat) : Int) = negSucc n := rfl

protected theorem natCast_sub {n m : Nat} (h : n ≤ m) : ((m - n : Nat) : Int) = m - n := by
  obtain ⟨k, rfl⟩ := Nat.le.dest h
  rw [Nat.add_sub_cancel_left, natCast_add, Int.add_comm, Int.add_sub_cancel]

/-! ## Powers -/

@[simp] protected theorem pow_zero (b : Int) : b ^ (0 : Nat) = 1 := rfl

protected theorem pow_succ (b : Int) (e : Nat) : b ^ (e + 1) = b ^ e * b := rfl

@[simp] theorem natCast_pow (b n : Nat) : ((b ^ n : Nat) : Int) = (b : Int) ^ n := by
  induction n with
  | zero => rfl
  | succ n ih =>
    rw [Int.pow_succ, ← ih]
    rfl

end Int
