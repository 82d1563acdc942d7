prelude
import QuantCert.Algebra.Sum

/-!
# Loops that the kernel unfolds quickly

A definition by recursion is compiled to course-of-values recursion, which costs the kernel many steps
a round. These loops use the recursor itself. For the same reason the checkers' inner definitions name
the functions of `Nat` (`Nat.land x y`) where the operators (`x &&& y`) would each be unfolded several
times before the kernel computes.

## Main definitions
* `sumBelow n f`, `allBelow n p`: the sum, and the conjunction, of the first `n` values
* `subtractBelow n a f`: the first `n` values subtracted from `a`
* `withValue n f`: `f n`, computing `n` first

## Main theorems
* `sumBelow_eq`, `subtractBelow_eq`, `of_allBelow`, `allBelow_of`, `withValue_eq`, `both_of_rec`
-/

universe u

namespace QuantCert

/-- `f 0 + … + f (n - 1)`. -/
noncomputable def sumBelow (n : Nat) (f : Nat → Nat) : Nat :=
  Nat.rec 0 (fun i acc => Nat.add acc (f i)) n

/-- `a - f 0 - … - f (n - 1)`. -/
noncomputable def subtractBelow (n a : Nat) (f : Nat → Nat) : Nat :=
  Nat.rec a (fun i acc => Nat.sub acc (f i)) n

/-- Whether `p` holds for all numbers below `n`. -/
noncomputable def allBelow (n : Nat) (p : Nat → Bool) : Bool :=
  Nat.rec true (fun i acc => and acc (p i)) n

/-- `f n`. The recursor makes the kernel compute `n` before it unfolds `f`, so that a number that is
passed along a list does not grow into a deep expression. -/
noncomputable def withValue {α : Type u} (n : Nat) (f : Nat → α) : α :=
  Nat.rec (f 0) (fun m _ => f (Nat.succ m)) n

/-- `withValue n f` is `f n`. -/
theorem withValue_eq {α : Type u} (n : Nat) (f : Nat → α) : withValue n f = f n := by
  cases n <;> rfl

/-- A test that is made only if another succeeds: if it does, both do. -/
theorem both_of_rec {a b : Bool} (h : Bool.rec (motive := fun _ => Bool) false b a = true) :
    a = true ∧ b = true := by
  cases a with
  | false => exact Bool.noConfusion (show false = true from h)
  | true => exact ⟨rfl, h⟩

/-- The loop computes the sum. -/
theorem sumBelow_eq (n : Nat) (f : Nat → Nat) : sumBelow n f = sum n f := by
  induction n with
  | zero => rfl
  | succ n ih => exact congrArg (· + f n) ih

/-- The loop subtracts the sum. -/
theorem subtractBelow_eq (n a : Nat) (f : Nat → Nat) : subtractBelow n a f = a - sum n f := by
  induction n with
  | zero => rfl
  | succ n ih => exact (congrArg (· - f n) ih).trans (Nat.sub_sub a (sum n f) (f n))

/-- If the loop succeeds, `p` holds of each number below `n`. -/
theorem of_allBelow {n : Nat} {p : Nat → Bool} (h : allBelow n p = true) {i : Nat} (hi : i < n) :
    p i = true := by
  induction n with
  | zero => exact absurd hi (Nat.not_lt_zero i)
  | succ n ih =>
    have h' : (allBelow n p && p n) = true := h
    rw [Bool.and_eq_true_iff] at h'
    cases Nat.eq_or_lt_of_le (Nat.le_of_lt_succ hi) with
    | inl he => rw [he]; exact h'.2
    | inr hlt => exact ih h'.1 hlt

/-- The loop succeeds if `p` holds of each number below `n`. -/
theorem allBelow_of {n : Nat} {p : Nat → Bool} (h : ∀ i, i < n → p i = true) :
    allBelow n p = true := by
  induction n with
  | zero => rfl
  | succ n ih =>
    exact Bool.and_eq_true_iff.2 ⟨ih fun i hi => h i (Nat.lt.step hi), h n (Nat.lt_succ_self n)⟩

end QuantCert
