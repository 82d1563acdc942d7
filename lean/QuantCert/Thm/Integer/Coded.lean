prelude
import QuantCert.Spec.Integer.Coded
import QuantCert.Thm.Integer.Linear

/-!
# Rows block after block

## Main theorems
* `Integer.blockResult_eq`: block after block is the dot product with the decoded weights
-/

namespace QuantCert.Integer

open Accumulator

/-- Values of the same elements in another order. -/
theorem perm_map {α β : Type} (f : α → β) {l m : List α} (h : l.Perm m) : (l.map f).Perm (m.map f) := by
  induction h with
  | nil => exact .nil
  | cons x _ ih => exact .cons (f x) ih
  | swap x y l => exact .swap (f x) (f y) (l.map f)
  | trans _ _ ih ih' => exact ih.trans ih'

/-- Products of weights and of the inputs at their places. -/
def placedProducts (a : List Int) (l : List (Nat × Int)) : List Int := l.map fun p => p.2 * a.getD p.1 0

/-- Those of a row, from place `i` on, are its dot product with the inputs from there on. -/
theorem placedProducts_sum {a : List Int} : ∀ {row b : List Int} {i : Nat},
    (∀ n, a.getD (i + n) 0 = b.getD n 0) → (placedProducts a (placed i row)).sum = dotList row b
  | [], _, _, _ => rfl
  | w :: row, [], i, h => by
    have ih : (placedProducts a (placed (i + 1) row)).sum = dotList row [] :=
      placedProducts_sum fun n => by
        have := h (n + 1)
        rwa [show i + (n + 1) = i + 1 + n by omega, List.getD_nil] at this
    have hx : a.getD i 0 = 0 := h 0
    show w * a.getD i 0 + (placedProducts a (placed (i + 1) row)).sum = 0
    rw [ih, hx, Int.mul_zero, dotList_nil]
    rfl
  | w :: row, x :: b, i, h => by
    have ih : (placedProducts a (placed (i + 1) row)).sum = dotList row b :=
      placedProducts_sum fun n => by
        have := h (n + 1)
        rwa [show i + (n + 1) = i + 1 + n by omega] at this
    have hx : a.getD i 0 = x := h 0
    show w * a.getD i 0 + (placedProducts a (placed (i + 1) row)).sum = w * x + dotList row b
    rw [ih, hx]

/-- Both terms of some columns are the products of their weights. -/
theorem columns_terms (s z o : Int) (a : List Int) : ∀ l : List (Nat × Int),
    s * dotList (l.map fun p => p.2 - z) (l.map fun p => a.getD p.1 0) +
      o * (l.map fun p => a.getD p.1 0).sum =
        (placedProducts a (l.map fun p => (p.1, s * (p.2 - z) + o))).sum
  | [] => by
    show s * 0 + o * 0 = 0
    rw [Int.mul_zero, Int.mul_zero]
    rfl
  | p :: l => by
    have ih := columns_terms s z o a l
    show s * ((p.2 - z) * a.getD p.1 0 + dotList (l.map fun p => p.2 - z) (l.map fun p => a.getD p.1 0)) +
      o * (a.getD p.1 0 + (l.map fun p => a.getD p.1 0).sum) = (s * (p.2 - z) + o) * a.getD p.1 0 +
        (placedProducts a (l.map fun p => (p.1, s * (p.2 - z) + o))).sum
    rw [← ih, Int.mul_add, Int.mul_add, Int.add_mul, Int.mul_assoc]
    omega

/-- A sum of sums. -/
theorem sum_flatMap {f : Block → List Int} {a : List Int}
    (h : ∀ b, (f b).sum = (placedProducts a b.weights).sum) : ∀ blocks : List Block,
    (blocks.flatMap f).sum = (placedProducts a (blocks.flatMap Block.weights)).sum
  | [] => rfl
  | b :: blocks => by
    show (f b ++ blocks.flatMap f).sum =
      (placedProducts a (b.weights ++ blocks.flatMap Block.weights)).sum
    rw [placedProducts, List.map_append, list_sum_append, list_sum_append, h b, sum_flatMap h blocks]
    rfl

/-- **Block after block is the dot product with the decoded weights**, wherever the columns of the blocks
are: nothing is rounded. -/
theorem blockResult_eq {blocks : List Block} {row : List Int} (h : Decode blocks row) (a : List Int) :
    blockResult blocks a = dotList row a := by
  have hterms : ∀ b : Block, (b.terms a).sum = (placedProducts a b.weights).sum := fun b => by
    show b.scale * b.sum a + (b.offset * (b.inputs a).sum + 0) = _
    rw [Int.add_zero]
    exact columns_terms b.scale b.zero b.offset a b.columns
  unfold blockResult
  rw [sum_flatMap hterms, placedProducts, list_sum_perm (perm_map _ h)]
  exact placedProducts_sum fun n => by rw [Nat.zero_add]

end QuantCert.Integer
