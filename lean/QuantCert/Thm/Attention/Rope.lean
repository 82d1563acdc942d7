prelude
import QuantCert.Spec.Attention.Rope
import QuantCert.Thm.Norm.Euclidean

/-!
# Rotary position embedding is an isometry

## Main theorems
* `rope_dot`: `⟨rope q, rope k⟩ = ⟨q, k⟩` for the same angles.
* `rope_sumSq`, `rope_norm2`: `‖rope x‖ = ‖x‖`.
* `rope_sub`, `rope_norm2_sub`: it is linear, so errors keep their norm.
-/

universe u

namespace QuantCert

section
variable {R : Type u} [OrderedField R]

/-- An entry of the lower half. -/
theorem rope_low {half i : Nat} (hi : i < half) (c s x : Vec R) :
    rope half c s x i = c i * x i - s i * x (half + i) := if_pos hi

/-- An entry of the upper half. -/
theorem rope_high (half i : Nat) (c s x : Vec R) :
    rope half c s x (half + i) = s i * x i + c i * x (half + i) := by
  unfold rope
  rw [if_neg (Nat.not_lt.mpr (Nat.le_add_right half i)), Nat.add_sub_cancel_left]

/-- Rotating two vectors by the same angles keeps their dot product. -/
theorem rope_dot {half : Nat} {c s : Vec R} (h : IsRotation half c s) (x y : Vec R) :
    dot (half + half) (rope half c s x) (rope half c s y) = dot (half + half) x y := by
  unfold dot
  rw [sum_add_index, sum_add_index, ← sum_add, ← sum_add]
  refine sum_congr fun i hi => ?_
  rw [rope_low hi, rope_low hi, rope_high, rope_high]
  have heq : (c i * x i - s i * x (half + i)) * (c i * y i - s i * y (half + i)) +
      (s i * x i + c i * x (half + i)) * (s i * y i + c i * y (half + i)) =
      (c i ^ 2 + s i ^ 2) * (x i * y i + x (half + i) * y (half + i)) :=
    ring_eq [c i, s i, x i, y i, x (half + i), y (half + i)] (by decide +kernel)
  rw [heq, h i hi, one_mul]

/-- Rotation keeps the sum of squares. -/
theorem rope_sumSq {half : Nat} {c s : Vec R} (h : IsRotation half c s) (x : Vec R) :
    sumSq (half + half) (rope half c s x) = sumSq (half + half) x := by
  have square : ∀ y : Vec R, sumSq (half + half) y = dot (half + half) y y := fun y =>
    sum_congr fun i _ => pow_two (y i)
  rw [square, square, rope_dot h]

/-- The rotated difference is the difference of the rotated vectors. -/
theorem rope_sub (half : Nat) (c s x y : Vec R) :
    rope half c s (fun i => x i - y i) = fun i => rope half c s x i - rope half c s y i := by
  funext i
  unfold rope
  split
  · exact ring_eq [c i, s i, x i, y i, x (half + i), y (half + i)] (by decide +kernel)
  · exact ring_eq [c (i - half), s (i - half), x (i - half), y (i - half), x i, y i]
      (by decide +kernel)

end

variable {R : Type u} [ExpField R]

/-- Rotation keeps the norm: `‖rope x‖ = ‖x‖`. -/
theorem rope_norm2 {half : Nat} {c s : Vec R} (h : IsRotation half c s) (x : Vec R) :
    norm2 (half + half) (rope half c s x) = norm2 (half + half) x :=
  congrArg sqrt (rope_sumSq h x)

/-- Rotation keeps distances: `‖rope x - rope y‖ = ‖x - y‖`. -/
theorem rope_norm2_sub {half : Nat} {c s : Vec R} (h : IsRotation half c s) (x y : Vec R) :
    norm2 (half + half) (fun i => rope half c s x i - rope half c s y i) =
      norm2 (half + half) fun i => x i - y i := by
  rw [← rope_sub]
  exact rope_norm2 h _

/-- There are rotations other than the trivial one: cosine zero and sine one. -/
example (half : Nat) : IsRotation half (fun _ => (0 : R)) fun _ => 1 := fun _ _ =>
  ring_eq [] (by decide +kernel)

end QuantCert
