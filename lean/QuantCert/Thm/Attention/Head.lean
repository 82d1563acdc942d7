prelude
import QuantCert.Spec.Attention.Attention
import QuantCert.Thm.Norm.Euclidean

/-!
# Bounds of one head from bounds of all

## Main theorems
* `head_inRange`, `head_within`: bounds of entries.
* `head_sub`: the head of a difference.
* `head_norm2_le`: the norm of a head is at most the norm of the whole vector.
-/

universe u

namespace QuantCert

section
variable {R : Type u} [OrderedField R]

/-- Entry `c` of head `h` is an entry of the whole vector. -/
theorem head_index_lt {heads d h c : Nat} (hh : h < heads) (hc : c < d) : h * d + c < heads * d :=
  Nat.lt_of_lt_of_le (Nat.add_lt_add_left hc (h * d))
    (Nat.le_trans (Nat.le_of_eq (Nat.succ_mul h d).symm) (Nat.mul_le_mul_right d hh))

/-- A range of all entries is a range of each head. -/
theorem head_inRange {heads d h : Nat} (hh : h < heads) {X : R} {x : Vec R}
    (hx : InRange (heads * d) X x) : InRange d X (head d h x) :=
  fun c hc => hx (h * d + c) (head_index_lt hh hc)

/-- An error bound of all entries is an error bound of each head. -/
theorem head_within {heads d h : Nat} (hh : h < heads) {δ : R} {x xhat : Vec R}
    (hx : Within (heads * d) δ x xhat) : Within d δ (head d h x) (head d h xhat) :=
  fun c hc => hx (h * d + c) (head_index_lt hh hc)

/-- The head of a difference is the difference of the heads. -/
theorem head_sub (d h : Nat) (x y : Vec R) :
    head d h (fun i => x i - y i) = fun c => head d h x c - head d h y c := rfl

/-- The sums of squares of the heads add to that of the whole vector. -/
theorem sumSq_heads (heads d : Nat) (x : Vec R) :
    sumSq (heads * d) x = sum heads fun h => sumSq d (head d h x) := sum_mul_index heads d _

end

variable {R : Type u} [ExpField R]

/-- The norm of a head is at most the norm of the whole vector. -/
theorem head_norm2_le {heads d h : Nat} (hh : h < heads) (x : Vec R) :
    norm2 d (head d h x) ≤ norm2 (heads * d) x := by
  refine sqrt_le_sqrt (sumSq_nonneg d _) ?_
  rw [sumSq_heads]
  exact le_sum_of_nonneg (f := fun h => sumSq d (head d h x)) (fun j _ => sumSq_nonneg d _) hh

end QuantCert
