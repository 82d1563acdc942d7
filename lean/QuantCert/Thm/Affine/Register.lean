prelude
import QuantCert.Spec.Affine.Register
import QuantCert.Thm.Accumulator.Sum
import QuantCert.Thm.Affine.Integer

/-! # Registers hold the integer kernel exactly

## Main theorems
- `registerKernel_eq_quantizedDot`: with a safe accumulator for each block, in any order and any
  blocking, the kernel gives exactly the dot product of the decoded values
-/

namespace QuantCert

open Accumulator

universe u

/-- The sum of the values of a block. -/
theorem list_sum_blockColumns (block : Nat → Nat) (f : Nat → Int) (b : Nat) : ∀ cols : Nat,
    List.sum (blockColumns block f b cols) = blockSum cols block f b
  | 0 => rfl
  | cols + 1 => by
    have ih := list_sum_blockColumns block f b cols
    rw [blockSum_succ, blockColumns, ← ih]
    split
    · rw [list_sum_append]
      show _ + (f cols + 0) = _
      rw [Int.add_zero]
    · rw [Int.add_zero]

/-- A block has as many values as columns, whatever they are, and no more than the row. -/
theorem length_blockColumns (block : Nat → Nat) (f g : Nat → Int) (b : Nat) : ∀ cols : Nat,
    (blockColumns block f b cols).length = (blockColumns block g b cols).length ∧
    (blockColumns block f b cols).length ≤ cols
  | 0 => ⟨rfl, Nat.le_refl 0⟩
  | cols + 1 => by
    have ih := length_blockColumns block f g b cols
    rw [blockColumns, blockColumns]
    split
    · rw [List.length_append, List.length_append, ih.1]
      exact ⟨rfl, Nat.succ_le_succ (ih.1 ▸ ih.2)⟩
    · exact ⟨ih.1, Nat.le_step ih.2⟩

/-- The products of the values of a block are the values of the products. -/
theorem products_blockColumns (block : Nat → Nat) (f g : Nat → Int) (b : Nat) : ∀ cols : Nat,
    products (blockColumns block f b cols) (blockColumns block g b cols) =
      blockColumns block (fun i => f i * g i) b cols
  | 0 => rfl
  | cols + 1 => by
    have ih := products_blockColumns block f g b cols
    rw [blockColumns, blockColumns, blockColumns]
    split
    · rw [products_append _ _ (length_blockColumns block f g b cols).1, ih]
    · exact ih

/-- The values of a block lie in a range that holds those of its columns. -/
theorem allIn_blockColumns {block : Nat → Nat} {f : Nat → Int} {b : Nat} {lo hi : Int} :
    ∀ {cols : Nat}, (∀ i, i < cols → block i = b → lo ≤ f i ∧ f i ≤ hi) →
      AllIn lo hi (blockColumns block f b cols)
  | 0, _ => True.intro
  | cols + 1, h => by
    have ih := allIn_blockColumns fun i hi => h i (Nat.lt.step hi)
    rw [blockColumns]
    split
    · rename_i hb
      exact allIn_append_of ih ⟨h cols (Nat.lt_succ_self cols) hb, True.intro⟩
    · exact ih

variable {R : Type u} [OrderedField R]

/-- If accumulators are safe for the centred codes `q - z` and the centred activations `x - xz`,
then registers that add up the products of each block, in any order and any blocking, and are scaled
once, give exactly the dot product of the decoded weights and the decoded activations. -/
theorem registerKernel_eq_quantizedDot {bits blocks cols : Nat} {block : Nat → Nat}
    {lo hi xlo xhi xz : Int} {z q x : Nat → Int} (hblock : ∀ i, i < cols → block i < blocks)
    (hsafe : Safe bits cols lo hi xlo xhi)
    (hq : ∀ i, i < cols → lo ≤ q i - z (block i) ∧ q i - z (block i) ≤ hi)
    (hx : ∀ i, i < cols → xlo ≤ x i - xz ∧ x i - xz ≤ xhi) {t : Nat → SumTree}
    (ht : ∀ b, b < blocks → (t b).terms.Perm
      (blockColumns block (fun i => (q i - z b) * (x i - xz)) b cols)) (s : Nat → R) (a : R) :
    registerKernel bits blocks t s a = quantizedDot cols block s z q a xz x := by
  rw [← scaledKernel_eq_quantizedDot hblock]
  refine sum_congr fun b hb => congrArg (s b * a * intCast ·) ?_
  have hperm := ht b hb
  rw [← products_blockColumns block (fun i => q i - z b) (fun i => x i - xz)] at hperm
  have hexact := (hsafe _ _ (length_blockColumns block _ (fun i => x i - xz) b cols).2
    (allIn_blockColumns fun i hi hib => hib ▸ hq i hi) (allIn_blockColumns fun i hi _ => hx i hi)
    (t b) hperm).2
  rw [hexact, products_blockColumns, list_sum_blockColumns, integerKernel_eq]

/-- The hypotheses can be met: one accumulator that takes the products of each block in turn; rows
of 384 columns in groups of 64, codes of eleven levels and signed 8-bit activations in 32 bits. -/
example (s : Nat → R) (a : R) :
    registerKernel 32 6 (fun b => .sequential .zero (blockColumns (columnBlock 64 1)
      (fun _ => (10 - 5) * (-128 - 0)) b 384)) s a =
      quantizedDot 384 (columnBlock 64 1) s (fun _ => 5) (fun _ => 10) a 0 fun _ => -128 :=
  registerKernel_eq_quantizedDot (lo := -10) (hi := 10) (xlo := -128) (xhi := 127)
    (fun _ hi => columnBlock_lt (groupSize := 64) (lanes := 1) (cols := 384) (by decide) (by decide)
      hi)
    (safe_of_corners (by decide) (by decide +kernel) (by decide +kernel))
    (fun _ _ => by decide) (fun _ _ => by decide)
    (fun _ _ => by rw [SumTree.terms_sequential]; exact .refl _) s a

end QuantCert
