prelude
import QuantCert.Thm.Attention.Head
import QuantCert.Thm.Attention.Mix

/-!
# Averages of vectors, in any norm

An entry, the norm of a head and the norm of the whole are all measured by seminorms, so one proof
serves them all. Weights that change by a total variation of `tv` change an average of vectors of
norm `V` by at most `2 tv V`: in a norm there is no range `hi - lo` as there is for numbers.

## Main definitions
* `IsSeminorm f`: `f (x + y) ≤ f x + f y` and `f (c x) = |c| f x`.

## Main theorems
* `isSeminorm_entry`, `isSeminorm_norm2`, `isSeminorm_head`: the seminorms that are used.
* `IsSeminorm.mixRows_le`: an average is at most as large as what is averaged.
* `IsSeminorm.mixRows_error_le`, `IsSeminorm.mixRows_error_le_of_changed`: an average with changed
  weights and changed vectors, from the size of the vectors before or after the change.
-/

universe u

namespace QuantCert

section
variable {R : Type u} [OrderedField R]

/-- Subadditive and absolutely homogeneous. -/
structure IsSeminorm (f : Vec R → R) : Prop where
  add_le : ∀ x y : Vec R, f (fun i => x i + y i) ≤ f x + f y
  smul : ∀ (c : R) (x : Vec R), f (fun i => c * x i) = abs c * f x

/-- The absolute value of one entry is a seminorm. -/
theorem isSeminorm_entry (c : Nat) : IsSeminorm fun x : Vec R => abs (x c) :=
  ⟨fun x y => abs_add_le (x c) (y c), fun a x => abs_mul a (x c)⟩

namespace IsSeminorm
variable {f : Vec R → R} (hf : IsSeminorm f)
include hf

/-- The seminorm of zero is zero. -/
theorem zero : f (fun _ => 0) = 0 := by
  have h := hf.smul 0 fun _ => 0
  rw [abs_zero, zero_mul, zero_mul] at h
  exact h

/-- The triangle inequality for a difference. -/
theorem sub_le (x y : Vec R) : f (fun i => x i - y i) ≤ f x + f y := by
  have hneg := hf.smul (-1) y
  rw [abs_neg, abs_one, one_mul] at hneg
  have heq : (fun i => x i - y i) = fun i => x i + -1 * y i := funext fun i => by
    rw [neg_mul, one_mul, sub_eq_add_neg]
  rw [heq, ← hneg]
  exact hf.add_le x _

/-- A sum of multiples: `f (Σ p_j v_j) ≤ Σ |p_j| f (v_j)`. -/
theorem mixRows_le_sum (n : Nat) (p : Vec R) (v : Matrix R) :
    f (mixRows n p v) ≤ sum n fun j => abs (p j) * f (v j) := by
  induction n with
  | zero => exact le_of_eq hf.zero
  | succ n ih =>
    rw [sum_succ, ← hf.smul]
    exact le_trans (hf.add_le (mixRows n p v) fun i => p n * v n i) (add_le_add_right ih _)

/-- A sum of multiples of vectors of seminorm at most `B`: `f (Σ p_j v_j) ≤ (Σ |p_j|) B`. -/
theorem mixRows_le_sum_mul {n : Nat} (p : Vec R) {v : Matrix R} {B : R}
    (hv : ∀ j, j < n → f (v j) ≤ B) : f (mixRows n p v) ≤ (sum n fun j => abs (p j)) * B := by
  rw [← sum_mul_right]
  exact le_trans (hf.mixRows_le_sum n p v)
    (sum_le_sum fun j hj => mul_le_mul_of_nonneg_left (hv j hj) (abs_nonneg _))

/-- An average of vectors of seminorm at most `B` has seminorm at most `B`. -/
theorem mixRows_le {n : Nat} {p : Vec R} (hp : IsDistribution n p) {v : Matrix R} {B : R}
    (hv : ∀ j, j < n → f (v j) ≤ B) : f (mixRows n p v) ≤ B := by
  have hsum : (sum n fun j => abs (p j)) = 1 :=
    (sum_congr fun j hj => abs_of_nonneg (hp.1 j hj)).trans hp.2
  have h := hf.mixRows_le_sum_mul p hv
  rw [hsum, one_mul] at h
  exact h

/-- Vectors of seminorm at most `V`, summed with the differences of weights of total variation at
most `tv`, make at most `2 tv V`. -/
theorem mixRows_sub_weights_le {n : Nat} {p q : Vec R} {tv V : R} (hV : 0 ≤ V)
    (htv : totalVariation n p q ≤ tv) {v : Matrix R} (hv : ∀ j, j < n → f (v j) ≤ V) :
    f (mixRows n (fun j => p j - q j) v) ≤ (tv + tv) * V := by
  refine le_trans (hf.mixRows_le_sum_mul (fun j => p j - q j) hv) (mul_le_mul_of_nonneg_right ?_ hV)
  rw [← add_halves (sum n fun j => abs (p j - q j))]
  exact add_le_add htv htv

/-- Weights change by a total variation of at most `tv`, vectors by at most `δ`; before the change
their seminorm is at most `V`. The average changes by at most `δ + 2 tv V`. -/
theorem mixRows_error_le {n : Nat} {p q : Vec R} {v vhat : Matrix R} {tv δ V : R}
    (hq : IsDistribution n q) (hV : 0 ≤ V) (htv : totalVariation n p q ≤ tv)
    (hv : ∀ j, j < n → f (v j) ≤ V) (hδ : ∀ j, j < n → f (fun i => v j i - vhat j i) ≤ δ) :
    f (fun i => mixRows n p v i - mixRows n q vhat i) ≤ δ + (tv + tv) * V := by
  have heq : (fun i => mixRows n p v i - mixRows n q vhat i) = fun i =>
      mixRows n q (fun j i => v j i - vhat j i) i + mixRows n (fun j => p j - q j) v i :=
      funext fun i => by
    unfold mixRows dot
    rw [← sum_sub, ← sum_add]
    exact sum_congr fun j _ => ring_eq [p j, q j, v j i, vhat j i] (by decide +kernel)
  rw [heq]
  exact le_trans (hf.add_le _ _)
    (add_le_add (hf.mixRows_le hq hδ) (hf.mixRows_sub_weights_le hV htv hv))

/-- The same with the seminorm of the changed vectors: the average changes by at most
`δ + 2 tv V`. -/
theorem mixRows_error_le_of_changed {n : Nat} {p q : Vec R} {v vhat : Matrix R} {tv δ V : R}
    (hp : IsDistribution n p) (hV : 0 ≤ V) (htv : totalVariation n p q ≤ tv)
    (hvhat : ∀ j, j < n → f (vhat j) ≤ V) (hδ : ∀ j, j < n → f (fun i => v j i - vhat j i) ≤ δ) :
    f (fun i => mixRows n p v i - mixRows n q vhat i) ≤ δ + (tv + tv) * V := by
  have heq : (fun i => mixRows n p v i - mixRows n q vhat i) = fun i =>
      mixRows n p (fun j i => v j i - vhat j i) i + mixRows n (fun j => p j - q j) vhat i :=
    funext fun i => by
      unfold mixRows dot
      rw [← sum_sub, ← sum_add]
      exact sum_congr fun j _ => ring_eq [p j, q j, v j i, vhat j i] (by decide +kernel)
  rw [heq]
  exact le_trans (hf.add_le _ _)
    (add_le_add (hf.mixRows_le hp hδ) (hf.mixRows_sub_weights_le hV htv hvhat))

end IsSeminorm

end

variable {R : Type u} [ExpField R]

/-- The Euclidean norm is a seminorm. -/
theorem isSeminorm_norm2 (n : Nat) : IsSeminorm (norm2 n : Vec R → R) where
  add_le := norm2_add_le n
  smul c x := by
    unfold norm2
    rw [sumSq_smul, sqrt_mul (sq_nonneg c) (sumSq_nonneg n x), pow_two, sqrt_mul_self_eq_abs]

/-- The norm of one head is a seminorm. -/
theorem isSeminorm_head (d h : Nat) : IsSeminorm fun x : Vec R => norm2 d (Attention.head d h x) :=
  ⟨fun x y => norm2_add_le d (Attention.head d h x) (Attention.head d h y),
    fun c x => (isSeminorm_norm2 d).smul c (Attention.head d h x)⟩

/-- The bound is attained, so it is sharp: all weight moves from the vector `(1)` to `(-1)`, a total
variation of one. -/
example : totalVariation 2 (fun i => if i = 0 then (1 : R) else 0) (fun i => if i = 0 then 0 else 1)
      = 1 ∧
    abs (mixRows 2 (fun i => if i = 0 then (1 : R) else 0) (fun j _ => if j = 0 then 1 else -1) 0 -
      mixRows 2 (fun i => if i = 0 then (0 : R) else 1) (fun j _ => if j = 0 then 1 else -1) 0) =
      (1 + 1) * 1 := by
  constructor
  · show (0 + abs ((1 : R) - 0) + abs (0 - 1)) / 2 = 1
    rw [sub_zero, zero_sub, abs_neg, abs_one, zero_add, one_add_one,
      div_self (ne_of_gt zero_lt_two)]
  · show abs (0 + (1 : R) * 1 + 0 * -1 - (0 + 0 * 1 + 1 * -1)) = _
    have heq : 0 + (1 : R) * 1 + 0 * -1 - (0 + 0 * 1 + 1 * -1) = (1 + 1) * 1 :=
      ring_eq [] (by decide +kernel)
    rw [heq, abs_of_nonneg]
    rw [one_add_one, mul_one]
    exact le_of_lt zero_lt_two

end QuantCert
