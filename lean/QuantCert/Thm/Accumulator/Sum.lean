prelude
import QuantCert.Algebra.Sum
import QuantCert.Thm.Accumulator.Dot

/-! # The accumulator holds the sum over the columns

## Main theorems
- `list_sum_products_columns`: the sum of the products of two rows given as functions
- `wrapped_eq_sum`: a safe accumulator computes it, in any order and any blocking
-/

namespace QuantCert.Accumulator

/-- A row given as a function has as many entries as columns. -/
theorem length_columns (f : Nat → Int) : ∀ n : Nat, (columns f n).length = n
  | 0 => rfl
  | n + 1 => by
    show (columns f n ++ [f n]).length = n + 1
    rw [List.length_append, length_columns f n]
    rfl

/-- One more entry at the end of two lists of equal length. -/
theorem products_append : ∀ {cs xs : List Int} (c x : Int), cs.length = xs.length →
    products (cs ++ [c]) (xs ++ [x]) = products cs xs ++ [c * x]
  | [], [], _, _, _ => rfl
  | [], _ :: _, _, _, h => nomatch h
  | _ :: _, [], _, _, h => nomatch h
  | c' :: _, x' :: _, c, x, h =>
    congrArg (c' * x' :: ·) (products_append c x (Nat.succ.inj h))

/-- The sum of the products of two rows. -/
theorem list_sum_products_columns (q x : Nat → Int) : ∀ n : Nat,
    List.sum (products (columns q n) (columns x n)) = sum n fun i => q i * x i
  | 0 => rfl
  | n + 1 => by
    show List.sum (products (columns q n ++ [q n]) (columns x n ++ [x n])) = _
    rw [products_append _ _ ((length_columns q n).trans (length_columns x n).symm), list_sum_append,
      list_sum_products_columns q x n]
    show sum n (fun i => q i * x i) + (q n * x n + 0) = sum n (fun i => q i * x i) + q n * x n
    rw [Int.add_zero]

/-- Entries in a range, as a list. -/
theorem allIn_columns {lo hi : Int} {f : Nat → Int} : ∀ {n : Nat},
    (∀ i, i < n → lo ≤ f i ∧ f i ≤ hi) → AllIn lo hi (columns f n)
  | 0, _ => True.intro
  | n + 1, h => by
    have ih := allIn_columns fun i hi => h i (Nat.lt_of_lt_of_le hi (Nat.le_succ n))
    have hlast : AllIn lo hi [f n] := ⟨h n (Nat.lt_succ_self n), True.intro⟩
    exact allIn_append_of ih hlast

/-- A safe accumulator computes the sum over the columns, in any order and any blocking. -/
theorem wrapped_eq_sum {bits K n : Nat} {lo hi xlo xhi : Int}
    (hsafe : Safe bits K lo hi xlo xhi) (hn : n ≤ K) {q x : Nat → Int}
    (hq : ∀ i, i < n → lo ≤ q i ∧ q i ≤ hi) (hx : ∀ i, i < n → xlo ≤ x i ∧ x i ≤ xhi)
    {t : SumTree} (ht : t.terms.Perm (products (columns q n) (columns x n))) :
    t.wrapped bits = sum n fun i => q i * x i := by
  rw [← list_sum_products_columns q x n]
  exact (hsafe _ _ (by rw [length_columns]; exact hn) (allIn_columns hq) (allIn_columns hx) t ht).2

/-- The hypotheses can be met: eight constant codes against eight constant activations. -/
example {t : SumTree}
    (ht : t.terms.Perm (products (columns (fun _ => 15) 8) (columns (fun _ => -128) 8))) :
    t.wrapped 32 = sum 8 fun _ => 15 * -128 :=
  wrapped_eq_sum (safe_of_corners (K := 8) (lo := 0) (hi := 15) (xlo := -128)
    (xhi := 127) (by decide) (by decide +kernel) (by decide +kernel)) (Nat.le_refl 8)
    (fun _ _ => by decide) (fun _ _ => by decide) ht

end QuantCert.Accumulator
