prelude
import QuantCert.Cert.Digits.Loop
import QuantCert.Cert.Digits.Repunit
import QuantCert.Cert.Prompt.Cell

/-!
# Loops over many numbers, as trees

A loop of 50,000 steps is too deep for the kernel; halving makes it as deep as the number of bits.

## Main definitions
* `allTree n p`, `sumTree n f`, `Cell.sumTree n f`: the conjunction and the sum of the first `n`
  values.

## Main theorems
* `of_allTree`, `sumTree_eq`, `Cell.sumTree_holds`
-/

universe u

namespace QuantCert

open Digits

/-- Bits of the numbers below `n`, at most 24. -/
def levels (n : Nat) : Nat := log2CeilFrom n 24 0

/-- Whether `p` holds of all of `2^l` numbers from `start` on that are below `n`. -/
noncomputable def allFrom (n : Nat) (p : Nat → Bool) (l : Nat) : (start : Nat) → Bool :=
  Nat.rec (fun start => cond (Nat.blt start n) (p start) true)
    (fun l half start => cond (Nat.blt start n)
      (and (half start) (half (Nat.add start (Nat.pow 2 l)))) true) l

/-- The sum of `f` over `2^l` numbers from `start` on, of those that are below `n`. -/
noncomputable def sumFrom (n : Nat) (f : Nat → Nat) (l : Nat) : (start : Nat) → Nat :=
  Nat.rec (fun start => cond (Nat.blt start n) (f start) 0)
    (fun l half start => cond (Nat.blt start n)
      (Nat.add (half start) (half (Nat.add start (Nat.pow 2 l)))) 0) l

/-- Whether `p` holds for all numbers below `n`, at most `2^24`. -/
noncomputable def allTree (n : Nat) (p : Nat → Bool) : Bool :=
  Nat.ble n (Nat.pow 2 (levels n)) && allFrom n p (levels n) 0

/-- The sum of the first `n` values, at most `2^24`. -/
noncomputable def sumTree (n : Nat) (f : Nat → Nat) : Nat := sumFrom n f (levels n) 0

/-- The sum of the first `n` cells. -/
noncomputable def Cell.sumTree (n : Nat) (f : Nat → Cell) : Cell :=
  ⟨QuantCert.sumTree n fun i => (f i).pos, QuantCert.sumTree n fun i => (f i).neg,
    QuantCert.sumTree n fun i => (f i).rad⟩

/-- A condition that fails. -/
theorem blt_eq_false {a b : Nat} (h : b ≤ a) : Nat.blt a b = false :=
  Bool.eq_false_of_not_eq_true fun ht => Nat.not_le_of_lt (Nat.le_of_ble_eq_true ht) h

/-- What holds of a range holds of its numbers. -/
theorem of_allFrom {n : Nat} {p : Nat → Bool} : ∀ {l start : Nat}, allFrom n p l start = true →
    ∀ i, i < n → start ≤ i → i < start + 2 ^ l → p i = true
  | 0, start, h, i, hi, hle, hlt => by
    have heq : i = start := by
      rw [Nat.pow_zero] at hlt
      omega
    have hb : Nat.blt start n = true := Nat.ble_eq_true_of_le (by omega)
    have h' : cond (Nat.blt start n) (p start) true = true := h
    rwa [hb, ← heq] at h'
  | l + 1, start, h, i, hi, hle, hlt => by
    have hb : Nat.blt start n = true := Nat.ble_eq_true_of_le (by omega)
    have h' : cond (Nat.blt start n)
      (and (allFrom n p l start) (allFrom n p l (start + 2 ^ l))) true = true := h
    rw [hb] at h'
    have ⟨h1, h2⟩ := Bool.and_eq_true_iff.mp h'
    rw [Nat.pow_succ] at hlt
    rcases Nat.lt_or_ge i (start + 2 ^ l) with hlow | hhigh
    · exact of_allFrom h1 i hi hle hlow
    · exact of_allFrom h2 i hi hhigh (by omega)

/-- If the loop succeeds, `p` holds of each number below `n`. -/
theorem of_allTree {n : Nat} {p : Nat → Bool} (h : allTree n p = true) {i : Nat} (hi : i < n) :
    p i = true := by
  have ⟨hn, hall⟩ := Bool.and_eq_true_iff.mp h
  have hle : n ≤ 2 ^ levels n := Nat.le_of_ble_eq_true hn
  exact of_allFrom hall i hi (Nat.zero_le i) (by omega)

/-- The sum over a range of the numbers below `n`. -/
theorem sumFrom_eq (n : Nat) (f : Nat → Nat) : ∀ l start : Nat,
    sumFrom n f l start = sum (2 ^ l) fun i => if start + i < n then f (start + i) else 0
  | 0, start => by
    show cond (Nat.blt start n) (f start) 0 = 0 + if start + 0 < n then f (start + 0) else 0
    rw [Nat.zero_add, Nat.add_zero]
    rcases Nat.lt_or_ge start n with h | h
    · rw [if_pos h, show Nat.blt start n = true from Nat.ble_eq_true_of_le h]
      rfl
    · rw [if_neg (Nat.not_lt_of_le h), blt_eq_false h]
      rfl
  | l + 1, start => by
    show cond (Nat.blt start n) (sumFrom n f l start + sumFrom n f l (start + 2 ^ l)) 0 = _
    rcases Nat.lt_or_ge start n with h | h
    · rw [show Nat.blt start n = true from Nat.ble_eq_true_of_le h]
      show sumFrom n f l start + sumFrom n f l (start + 2 ^ l) = _
      rw [sumFrom_eq n f l, sumFrom_eq n f l, Nat.pow_succ, Nat.mul_two, sum_add_index]
      exact congrArg (_ + ·) (sum_congr fun i _ => by rw [Nat.add_assoc])
    · rw [blt_eq_false h]
      exact (sum_eq_zero fun i _ => if_neg (by omega)).symm

/-- The loop computes the sum. -/
theorem sumTree_eq {n : Nat} (h : n ≤ 2 ^ levels n) (f : Nat → Nat) : sumTree n f = sum n f := by
  obtain ⟨d, hd⟩ := Nat.exists_eq_add_of_le h
  unfold sumTree
  rw [sumFrom_eq, hd, sum_add_index, sum_eq_zero (n := d) fun i _ => if_neg (by omega), Nat.add_zero]
  exact sum_congr fun i hi => by rw [Nat.zero_add, if_pos hi]

/-- Sums of many cells are enclosed. -/
theorem Cell.sumTree_holds {R : Type u} [OrderedField R] {p n : Nat} {f : Nat → Cell} {x : Nat → R}
    (hn : n ≤ 2 ^ levels n) (h : ∀ i, i < n → (f i).Holds p (x i)) :
    (Cell.sumTree n f).Holds p (QuantCert.sum n x) := by
  have heq : Cell.sumTree n f = Cell.sum n f := by
    unfold Cell.sumTree Cell.sum
    rw [sumTree_eq hn, sumTree_eq hn, sumTree_eq hn, sumBelow_eq, sumBelow_eq, sumBelow_eq]
  rw [heq]
  exact sum_holds h

end QuantCert
