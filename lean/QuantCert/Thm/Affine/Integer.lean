prelude
import QuantCert.Spec.Affine.Integer
import QuantCert.Thm.Affine.Kernel

/-! # Integer kernels are exact

## Main theorems
- `integerKernel_eq`: the integer value of a block is the sum of `(q - z) * (x - xz)`
- `scaledKernel_eq_quantizedDot`: scaled once a block, it is the dot product of the decoded values
-/

namespace QuantCert

universe u

/-- One more column in the sum over a block. -/
theorem blockSum_succ {α : Type u} [Add α] [OfNat α 0] (cols : Nat) (block : Nat → Nat)
    (f : Nat → α) (b : Nat) : blockSum (cols + 1) block f b =
      blockSum cols block f b + if block cols = b then f cols else 0 := rfl

/-- The integer value of a block is the sum of the products of shifted codes. -/
theorem integerKernel_eq (block : Nat → Nat) (q x : Nat → Int) (z xz : Int) (b : Nat) :
    ∀ cols : Nat, integerKernel cols block q x z xz b =
      blockSum cols block (fun i => (q i - z) * (x i - xz)) b
  | 0 => by
    show (0 : Int) - xz * 0 - z * 0 + z * xz * 0 = 0
    rw [Int.mul_zero, Int.mul_zero, Int.mul_zero]
    omega
  | cols + 1 => by
    have ih := integerKernel_eq block q x z xz b cols
    unfold integerKernel at ih ⊢
    rw [blockSum_succ, blockSum_succ, blockSum_succ, blockSum_succ, blockSum_succ, ← ih]
    split
    · rw [Int.mul_add, Int.mul_add, Int.mul_add, Int.mul_one, Int.sub_mul, Int.mul_sub, Int.mul_sub,
        Int.mul_comm (q cols) xz]
      omega
    · rw [Int.add_zero, Int.add_zero, Int.add_zero, Int.add_zero, Int.add_zero]

variable {R : Type u} [OrderedField R]

/-- The cast of an integer sum over a block. -/
theorem intCast_blockSum (cols : Nat) (block : Nat → Nat) (f : Nat → Int) (b : Nat) :
    intCast (R := R) (blockSum cols block f b) =
      blockSum cols block (fun i => intCast (f i)) b := by
  unfold blockSum
  rw [intCast_sum]
  refine sum_congr fun i _ => ?_
  split
  · rfl
  · exact intCast_zero

/-- Integer sums of a block, corrected by both zero-points and scaled once, give exactly the dot
product of the decoded weights and the decoded activations. -/
theorem scaledKernel_eq_quantizedDot {blocks cols : Nat} {block : Nat → Nat}
    (hblock : ∀ i, i < cols → block i < blocks) (s : Nat → R) (z q : Nat → Int) (a : R) (xz : Int)
    (x : Nat → Int) :
    scaledKernel blocks cols block s z q a xz x = quantizedDot cols block s z q a xz x := by
  have hb : ∀ b, b < blocks →
      s b * a * intCast (integerKernel cols block q x (z b) xz b) =
      s b * a * blockSum cols block
        (fun i => intCast ((q i - z (block i)) * (x i - xz))) b := by
    intro b _
    rw [integerKernel_eq, intCast_blockSum]
    refine congrArg (s b * a * ·) (sum_congr fun i _ => ?_)
    split
    · rename_i h
      show intCast ((q i - z b) * (x i - xz)) = intCast ((q i - z (block i)) * (x i - xz))
      rw [h]
    · rfl
  unfold scaledKernel quantizedDot
  rw [sum_congr hb, sum_by_blocks hblock (fun b => s b * a)]
  refine sum_congr fun i _ => ?_
  rw [intCast_mul, mul_mul_mul_comm]

/-- The hypothesis can be met: rows of 384 columns in groups of 64, one lane, have six blocks. -/
example (s : Nat → R) (z q : Nat → Int) (a : R) (xz : Int) (x : Nat → Int) :
    scaledKernel 6 384 (columnBlock 64 1) s z q a xz x =
      quantizedDot 384 (columnBlock 64 1) s z q a xz x :=
  scaledKernel_eq_quantizedDot (fun _ hi => columnBlock_lt (groupSize := 64) (lanes := 1)
    (cols := 384) (by decide) (by decide) hi) s z q a xz x

end QuantCert
