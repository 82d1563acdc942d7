prelude
import QuantCert.Spec.Accumulator.Wrap

/-! # Accumulation without overflow, in any order

## Main theorems
- `wrap_eq_self`: wrap-around keeps what fits
- `SumTree.wrapped_eq_exact`: without overflow the registers hold the exact sum
- `SumTree.exact_eq_of_perm`: the exact sum does not depend on order and blocking
- `SumTree.wrapped_eq_wrap_exact`: with overflow, the result is the exact sum modulo `2^bits`
-/

namespace QuantCert.Accumulator

/-- A register of `bits ≥ 1` bits has `2 * 2^(bits-1)` values. -/
theorem two_pow_eq_double {bits : Nat} (h : 0 < bits) :
    ((2 ^ bits : Nat) : Int) = 2 * ((2 ^ (bits - 1) : Nat) : Int) := by
  cases bits with
  | zero => exact absurd h (Nat.lt_irrefl 0)
  | succ n =>
    show ((2 ^ n * 2 : Nat) : Int) = 2 * ((2 ^ n : Nat) : Int)
    omega

/-- Wrap-around keeps an integer that fits. -/
theorem wrap_eq_self {bits : Nat} (hbits : 0 < bits) {x : Int} (h : Fits bits x) :
    wrap bits x = x := by
  unfold wrap
  have hdouble := two_pow_eq_double hbits
  unfold Fits at h
  rw [Int.emod_eq_of_lt (by omega) (by omega)]
  omega

/-- Wrapping the parts of a sum first changes nothing. -/
theorem wrap_wrap_add (bits : Nat) (x y : Int) : wrap bits (wrap bits x + wrap bits y) =
    wrap bits (x + y) := by
  unfold wrap
  generalize ((2 ^ (bits - 1) : Nat) : Int) = h
  generalize ((2 ^ bits : Nat) : Int) = m
  have hsum : (x + h) % m - h + ((y + h) % m - h) + h = (x + h) % m + ((y + h) % m - h) := by omega
  rw [hsum, Int.emod_add_emod]
  have hsum' : x + h + ((y + h) % m - h) = (y + h) % m + x := by omega
  rw [hsum', Int.emod_add_emod]
  have hsum'' : y + h + x = x + y + h := by omega
  rw [hsum'']

/-- The sum of two lists in a row. -/
theorem list_sum_append : ∀ l m : List Int, List.sum (l ++ m) = l.sum + m.sum
  | [], m => (Int.zero_add _).symm
  | t :: l, m => by
    show t + List.sum (l ++ m) = t + l.sum + m.sum
    rw [list_sum_append l m, Int.add_assoc]

/-- The sum of a list does not depend on its order. -/
theorem list_sum_perm {l m : List Int} (h : l.Perm m) : l.sum = m.sum := by
  induction h with
  | nil => rfl
  | cons x _ ih => exact congrArg (x + ·) ih
  | swap x y l => exact Int.add_left_comm y x (l.sum)
  | trans _ _ ih₁ ih₂ => exact ih₁.trans ih₂

namespace SumTree

/-- The exact value of a tree is the sum of its terms. -/
theorem exact_eq_sum_terms : ∀ t : SumTree, t.exact = t.terms.sum
  | zero => rfl
  | term t => (Int.add_zero t).symm
  | add l r => by
    show l.exact + r.exact = List.sum (l.terms ++ r.terms)
    rw [list_sum_append, exact_eq_sum_terms l, exact_eq_sum_terms r]

/-- The exact value depends on the terms alone, not on order and blocking. -/
theorem exact_eq_of_perm {t u : SumTree} (h : t.terms.Perm u.terms) : t.exact = u.exact := by
  rw [exact_eq_sum_terms, exact_eq_sum_terms, list_sum_perm h]

/-- Without overflow the registers hold the exact value. -/
theorem wrapped_eq_exact {bits : Nat} (hbits : 0 < bits) : ∀ {t : SumTree}, t.NoOverflow bits →
    t.wrapped bits = t.exact
  | zero, _ => rfl
  | term _, h => wrap_eq_self hbits h
  | add l r, ⟨hl, hr, hfit⟩ => by
    show wrap bits (l.wrapped bits + r.wrapped bits) = l.exact + r.exact
    rw [wrapped_eq_exact hbits hl, wrapped_eq_exact hbits hr, wrap_eq_self hbits hfit]

/-- Without overflow the exact value of the whole fits. -/
theorem fits_of_noOverflow {bits : Nat} : ∀ {t : SumTree}, t.NoOverflow bits → Fits bits t.exact
  | zero, _ => by
    have hpos : (0 : Int) < ((2 ^ (bits - 1) : Nat) : Int) := Int.ofNat_lt.mpr (Nat.two_pow_pos _)
    show -((2 ^ (bits - 1) : Nat) : Int) ≤ 0 ∧ (0 : Int) < ((2 ^ (bits - 1) : Nat) : Int)
    omega
  | term _, h => h
  | add _ _, h => h.2.2

/-- With or without overflow, the registers hold the exact value modulo `2^bits`: wrap-around sums
do not depend on order and blocking either. -/
theorem wrapped_eq_wrap_exact {bits : Nat} (hbits : 0 < bits) : ∀ t : SumTree,
    t.wrapped bits = wrap bits t.exact
  | zero => by
    have hpos : (0 : Int) < ((2 ^ (bits - 1) : Nat) : Int) := Int.ofNat_lt.mpr (Nat.two_pow_pos _)
    refine (wrap_eq_self hbits ?_).symm
    show -((2 ^ (bits - 1) : Nat) : Int) ≤ 0 ∧ (0 : Int) < ((2 ^ (bits - 1) : Nat) : Int)
    omega
  | term _ => rfl
  | add l r => by
    show wrap bits (l.wrapped bits + r.wrapped bits) = wrap bits (l.exact + r.exact)
    rw [wrapped_eq_wrap_exact hbits l, wrapped_eq_wrap_exact hbits r, wrap_wrap_add]

/-- One accumulator takes the terms in their order. -/
theorem terms_sequential : ∀ (acc : SumTree) (l : List Int),
    (sequential acc l).terms = acc.terms ++ l
  | acc, [] => (List.append_nil acc.terms).symm
  | acc, t :: rest => by
    show (sequential (add acc (term t)) rest).terms = acc.terms ++ t :: rest
    rw [terms_sequential]
    exact List.append_assoc acc.terms [t] rest

/-- Blocks take the terms in their order. -/
theorem terms_blocked : ∀ (acc : SumTree) (blocks : List (List Int)),
    (blocked acc blocks).terms = acc.terms ++ blocks.flatten
  | acc, [] => (List.append_nil acc.terms).symm
  | acc, b :: rest => by
    show (blocked (add acc (sequential zero b)) rest).terms = acc.terms ++ (b ++ rest.flatten)
    rw [terms_blocked, ← List.append_assoc]
    show (acc.terms ++ (sequential zero b).terms) ++ rest.flatten = _
    rw [terms_sequential]
    rfl

/-- The hypotheses can be met: 100 + 27 fits 8 bits; 100 + 28 wraps around. -/
example : (add (term 100) (term 27)).NoOverflow 8 ∧ wrap 8 (100 + 28) = -128 :=
  have h : ∀ x : Int, -128 ≤ x ∧ x < 128 → Fits 8 x := fun _ h => h
  ⟨⟨h 100 (by decide), h 27 (by decide), h 127 (by decide)⟩, by decide +kernel⟩

end SumTree

end QuantCert.Accumulator
