prelude
import QuantCert.Algebra.Abs

/-!
# Finite sums

`sum n f` is `f 0 + f 1 + … + f (n - 1)`. It is defined for any type with `0` and `+`, so natural
numbers, integers and elements of an ordered field are summed by the same function.

## Main definitions
* `sum n f`: the sum of the first `n` values of `f`.
* `AddCommMonoid α`: the laws of `0` and `+` that rearranging a sum needs.

## Main theorems
* `sum_congr`, `sum_add`, `sum_comm`: equality, sums and double sums.
* `sum_add_index`, `sum_mul_index`: splitting at an index and into blocks.
* `sum_reverse`, `sum_perm`: the order of the summands does not matter.
-/

universe u

namespace QuantCert

/-- The sum of the first `n` values of `f`. -/
def sum {α : Type u} [Add α] [OfNat α 0] : Nat → (Nat → α) → α
  | .zero, _ => 0
  | .succ n, f => sum n f + f n

section
variable {α : Type u} [Add α] [OfNat α 0]

/-- The empty sum is zero. -/
theorem sum_zero (f : Nat → α) : sum 0 f = 0 := rfl

/-- A sum of `n + 1` values ends with the last value. -/
theorem sum_succ (n : Nat) (f : Nat → α) : sum (n + 1) f = sum n f + f n := rfl

/-- Sums of functions that agree below `n` are equal. -/
theorem sum_congr {n : Nat} {f g : Nat → α} (h : ∀ i, i < n → f i = g i) : sum n f = sum n g := by
  induction n with
  | zero => rfl
  | succ n ih =>
    show sum n f + f n = sum n g + g n
    rw [ih fun i hi => h i (Nat.lt.step hi), h n (Nat.lt_succ_self n)]

end

/-- The laws of a commutative monoid, written with `0` and `+`. -/
class AddCommMonoid (α : Type u) [Add α] [OfNat α 0] : Prop where
  protected add_assoc : ∀ a b c : α, a + b + c = a + (b + c)
  protected add_comm : ∀ a b : α, a + b = b + a
  protected add_zero : ∀ a : α, a + 0 = a

/-- An ordered field is a commutative monoid under addition. -/
instance instAddCommMonoid {R : Type u} [OrderedField R] : AddCommMonoid R :=
  ⟨add_assoc, add_comm, add_zero⟩

/-- The natural numbers are a commutative monoid under addition. -/
instance instAddCommMonoidNat : AddCommMonoid Nat := ⟨Nat.add_assoc, Nat.add_comm, Nat.add_zero⟩

variable {α : Type u} [Add α] [OfNat α 0] [AddCommMonoid α]

/-- Zero is neutral on the left of a commutative monoid. -/
protected theorem AddCommMonoid.zero_add (a : α) : 0 + a = a := by
  rw [AddCommMonoid.add_comm, AddCommMonoid.add_zero]

/-- Two sums of two are added summand by summand in a commutative monoid. -/
protected theorem AddCommMonoid.add_add_add_comm (a b c d : α) :
    a + b + (c + d) = a + c + (b + d) := by
  rw [AddCommMonoid.add_assoc, ← AddCommMonoid.add_assoc b, AddCommMonoid.add_comm b c,
    AddCommMonoid.add_assoc c, ← AddCommMonoid.add_assoc]

/-- A sum of zeros is zero. -/
theorem sum_const_zero (n : Nat) : sum n (fun _ => (0 : α)) = 0 := by
  induction n with
  | zero => rfl
  | succ n ih =>
    show sum n (fun _ => (0 : α)) + 0 = 0
    rw [ih, AddCommMonoid.add_zero]

/-- A sum of values that are all zero is zero. -/
theorem sum_eq_zero {n : Nat} {f : Nat → α} (h : ∀ i, i < n → f i = 0) : sum n f = 0 :=
  (sum_congr h).trans (sum_const_zero n)

/-- The sum of sums of two functions. -/
theorem sum_add (n : Nat) (f g : Nat → α) : sum n (fun i => f i + g i) = sum n f + sum n g := by
  induction n with
  | zero => exact (AddCommMonoid.add_zero (0 : α)).symm
  | succ n ih =>
    show sum n (fun i => f i + g i) + (f n + g n) = sum n f + f n + (sum n g + g n)
    rw [ih, AddCommMonoid.add_add_add_comm]

/-- The order of a double sum can be exchanged. -/
theorem sum_comm (m n : Nat) (f : Nat → Nat → α) :
    sum m (fun i => sum n fun j => f i j) = sum n fun j => sum m fun i => f i j := by
  induction m with
  | zero => exact (sum_const_zero n).symm
  | succ m ih =>
    show sum m (fun i => sum n fun j => f i j) + sum n (fun j => f m j) =
      sum n fun j => sum m (fun i => f i j) + f m j
    rw [ih, sum_add]

/-- A sum splits at an index. -/
theorem sum_add_index (m n : Nat) (f : Nat → α) :
    sum (m + n) f = sum m f + sum n fun i => f (m + i) := by
  induction n with
  | zero => exact (AddCommMonoid.add_zero _).symm
  | succ n ih =>
    show sum (m + n) f + f (m + n) = sum m f + (sum n (fun i => f (m + i)) + f (m + n))
    rw [ih, AddCommMonoid.add_assoc]

/-- A sum of `n + 1` values begins with the first value. -/
theorem sum_succ_left (n : Nat) (f : Nat → α) :
    sum (n + 1) f = f 0 + sum n fun i => f (i + 1) := by
  induction n with
  | zero =>
    show 0 + f 0 = f 0 + 0
    rw [AddCommMonoid.zero_add, AddCommMonoid.add_zero]
  | succ n ih =>
    show sum (n + 1) f + f (n + 1) = f 0 + (sum n (fun i => f (i + 1)) + f (n + 1))
    rw [ih, AddCommMonoid.add_assoc]

/-- A sum over `a * b` indices is a sum over `a` blocks of `b` indices. -/
theorem sum_mul_index (a b : Nat) (f : Nat → α) :
    sum (a * b) f = sum a fun i => sum b fun j => f (i * b + j) := by
  induction a with
  | zero => rw [Nat.zero_mul]; rfl
  | succ a ih =>
    show sum ((a + 1) * b) f =
      sum a (fun i => sum b fun j => f (i * b + j)) + sum b fun j => f (a * b + j)
    rw [Nat.succ_mul, sum_add_index, ih]

/-- A sum can be taken in reverse order. -/
theorem sum_reverse (n : Nat) (f : Nat → α) : sum n (fun i => f (n - 1 - i)) = sum n f := by
  induction n with
  | zero => rfl
  | succ n ih =>
    rw [sum_succ_left, sum_succ, AddCommMonoid.add_comm, ← ih]
    show sum n (fun i => f (n - (i + 1))) + f n = _
    rw [sum_congr fun i _ => congrArg f (show n - (i + 1) = n - 1 - i by
      rw [Nat.sub_sub, Nat.add_comm])]

/-- Only one summand of a sum of otherwise zero values counts. -/
theorem sum_eq_single {n : Nat} {f : Nat → α} (k : Nat) (hk : k < n)
    (h : ∀ i, i < n → i ≠ k → f i = 0) : sum n f = f k := by
  induction n with
  | zero => exact absurd hk (Nat.not_lt_zero k)
  | succ n ih =>
    show sum n f + f n = f k
    cases Nat.decEq n k with
    | isTrue e =>
      rw [sum_eq_zero fun i hi => h i (Nat.lt.step hi) fun e' =>
        Nat.lt_irrefl n (Nat.lt_of_le_of_lt (Nat.le_of_eq (e.trans e'.symm)) hi), e,
        AddCommMonoid.zero_add]
    | isFalse e =>
      rw [ih (Nat.lt_of_le_of_ne (Nat.le_of_lt_succ hk) fun e' => e e'.symm)
        fun i hi => h i (Nat.lt.step hi), h n (Nat.lt_succ_self n) e,
        AddCommMonoid.add_zero]

/-- A sum does not depend on the order of its summands: `σ` permutes the indices and `τ` is its
inverse. -/
theorem sum_perm {n : Nat} {σ τ : Nat → Nat} (hσ : ∀ i, i < n → σ i < n ∧ τ (σ i) = i)
    (hτ : ∀ j, j < n → τ j < n ∧ σ (τ j) = j) (f : Nat → α) :
    sum n (fun i => f (σ i)) = sum n f := by
  have row : ∀ i, i < n → f (σ i) = sum n fun j => if σ i = j then f j else 0 := fun i hi =>
    ((sum_eq_single (σ i) (hσ i hi).1 fun _ _ hj => if_neg (Ne.symm hj)).trans (if_pos rfl)).symm
  have column : ∀ j, j < n → (sum n fun i => if σ i = j then f j else 0) = f j := fun j hj =>
    (sum_eq_single (τ j) (hτ j hj).1 fun i hi hne => if_neg fun e => hne (by
      rw [← e, (hσ i hi).2])).trans (if_pos (hτ j hj).2)
  rw [sum_congr row, sum_comm, sum_congr column]

end QuantCert
