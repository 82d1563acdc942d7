prelude
import QuantCert.Spec.Integer.Linear
import QuantCert.Thm.Accumulator.Dot
import QuantCert.Thm.Integer.Round

/-!
# Linear layers of integers are exact

## Main theorems
* `Integer.rowResult_eq`: group after group is the dot product with the decoded weights
* `Integer.mul_exact`: the rows are those of the real matrix and the real vector that the integers
  stand for
* `Integer.row_any_order`: registers that do not overflow hold the row, in any order and any blocking
* `Integer.rows_any_order`: and if they do, the row modulo `2^bits`
-/

namespace QuantCert.Integer

open Accumulator

/-- A dot product with nothing is zero. -/
theorem dotList_nil (w : List Int) : dotList w [] = 0 := by cases w <;> rfl

/-- The dot product of two parts, one after the other. -/
theorem dotList_append : ∀ (u w a : List Int),
    dotList (u ++ w) a = dotList u a + dotList w (a.drop u.length)
  | [], w, a => (Int.zero_add _).symm
  | c :: u, w, [] => by
    rw [List.drop_nil, dotList_nil, dotList_nil, dotList_nil, Int.add_zero]
  | c :: u, w, x :: a => by
    show c * x + dotList (u ++ w) a = c * x + dotList u a + dotList w (a.drop u.length)
    rw [dotList_append u w a, Int.add_assoc]

/-- A group's part of the row is the dot product with its decoded weights. -/
theorem groupResult_eq (s z o : Int) : ∀ codes a : List Int,
    groupResult ⟨s, z, o, codes⟩ a = dotList (codes.map fun c => s * (c - z) + o) a
  | [], a => by
    show s * 0 + o * 0 = 0
    rw [Int.mul_zero, Int.mul_zero]
    rfl
  | c :: codes, [] => by
    show s * 0 + o * 0 = 0
    rw [Int.mul_zero, Int.mul_zero]
    rfl
  | c :: codes, x :: a => by
    have ih : s * dotList (codes.map fun c => c - z) a + o * (a.take codes.length).sum = _ :=
      groupResult_eq s z o codes a
    show s * ((c - z) * x + dotList (codes.map fun c => c - z) a) +
      o * (x + (a.take codes.length).sum) = (s * (c - z) + o) * x + dotList _ a
    rw [← ih, Int.mul_add, Int.mul_add, Int.add_mul, Int.mul_assoc]
    omega

/-- The row result, group after group, is the dot product of the decoded weights: nothing is rounded
inside a layer. -/
theorem rowResult_eq : ∀ (groups : List Group) (a : List Int),
    rowResult groups a = dotList (decodedRow groups) a
  | [], a => rfl
  | G :: rest, a => by
    show groupResult G a + rowResult rest (a.drop G.codes.length) = dotList (_ ++ decodedRow rest) a
    have hlength : (G.codes.map fun c => G.scale * (c - G.zero) + G.offset).length =
      G.codes.length := List.length_map _
    rw [dotList_append, hlength, rowResult_eq rest, ← groupResult_eq]

/-- A dot product of lists as a sum. -/
theorem dotList_eq_sum : ∀ (w a : List Int),
    dotList w a = sum w.length fun i => w.getD i 0 * a.getD i 0
  | [], _ => rfl
  | c :: w, [] => (sum_eq_zero fun i _ => by
      rw [List.getD_nil, Int.mul_zero]).symm
  | c :: w, x :: a => by
    show c * x + dotList w a = sum (w.length + 1) _
    rw [sum_succ_left, dotList_eq_sum w a]
    rfl

/-- The list of products of a row. -/
theorem dotList_eq_products : ∀ w a : List Int, dotList w a = List.sum (products w a)
  | [], _ => rfl
  | _ :: _, [] => rfl
  | c :: w, x :: a => congrArg (c * x + ·) (dotList_eq_products w a)

/-- Registers that do not overflow hold the dot product, whatever the order of the products and the
way they are blocked. -/
theorem row_any_order {bits : Nat} (hbits : 0 < bits) {w a : List Int} {t : SumTree}
    (ht : t.terms.Perm (products w a)) (hfits : t.NoOverflow bits) :
    t.wrapped bits = dotList w a := by
  rw [SumTree.wrapped_eq_exact hbits hfits, SumTree.exact_eq_sum_terms, list_sum_perm ht,
    dotList_eq_products]

/-- Two ways of adding up the same products leave the same bits in their registers, even if they
overflow. -/
theorem rows_any_order {bits : Nat} (hbits : 0 < bits) {t u : SumTree}
    (h : t.terms.Perm u.terms) : t.wrapped bits = u.wrapped bits := by
  rw [SumTree.wrapped_eq_wrap_exact hbits, SumTree.wrapped_eq_wrap_exact hbits,
    SumTree.exact_eq_of_perm h]

universe u
variable {R : Type u} [OrderedField R]

/-- An element that there is of a list of values. -/
theorem getD_map_of_lt {α β : Type} (f : α → β) (d : α) (d' : β) : ∀ {l : List α} {n : Nat},
    n < l.length → (l.map f).getD n d' = f (l.getD n d)
  | [], _, h => absurd h (Nat.not_lt_zero _)
  | _ :: _, 0, _ => rfl
  | _ :: l, _ + 1, h => getD_map_of_lt f d d' (l := l) (Nat.lt_of_succ_lt_succ h)

/-- A row of a stored matrix, as an element of the list. -/
theorem mul_getD (W : StoredMatrix) (a : List Int) {j : Nat} (hj : j < W.rows) :
    (W.mul a).getD j 0 = sum W.cols fun i => W.entry j i * a.getD i 0 := by
  have hlength : j < (List.range W.rows).length := by
    rw [List.length_range]
    exact hj
  refine (getD_map_of_lt _ 0 0 hlength).trans ?_
  rw [List.getD_range hj]

/-- The rows are exactly those of the real matrix: weights in units of `2^-e`, entries in units of
`2^-f`. -/
theorem mul_exact (W : StoredMatrix) (e f : Nat) (a : List Int) {j : Nat} (hj : j < W.rows) :
    dyadic (R := R) (e + f) ((W.mul a).getD j 0) =
      matVec W.cols (storedMatrix e W.entry) (fun i => dyadic f (a.getD i 0)) j := by
  rw [mul_getD W a hj, dyadic_sum]
  exact sum_congr fun i _ => dyadic_mul e f (W.entry j i) (a.getD i 0)

end QuantCert.Integer
