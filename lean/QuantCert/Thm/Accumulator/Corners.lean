prelude
import QuantCert.Spec.Accumulator.Dot

/-! # Corner products of two ranges

## Main theorems
- `minCorner_le_mul`, `mul_le_maxCorner`: products lie between the corner products
- `exists_minCorner`, `exists_maxCorner`: and the corner products are products of the ranges
-/

namespace QuantCert.Accumulator

/-- A product is at least one of the two products with the ends of the first range. -/
theorem end_mul_le {lo hi c : Int} (x : Int) (h : lo ≤ c ∧ c ≤ hi) :
    lo * x ≤ c * x ∨ hi * x ≤ c * x := by
  cases Int.le_total 0 x with
  | inl hx => exact Or.inl (Int.mul_le_mul_of_nonneg_right h.1 hx)
  | inr hx => exact Or.inr (Int.mul_le_mul_of_nonpos_right h.2 hx)

/-- A product is at most one of the two products with the ends of the first range. -/
theorem mul_le_end {lo hi c : Int} (x : Int) (h : lo ≤ c ∧ c ≤ hi) :
    c * x ≤ lo * x ∨ c * x ≤ hi * x := by
  cases Int.le_total 0 x with
  | inl hx => exact Or.inr (Int.mul_le_mul_of_nonneg_right h.2 hx)
  | inr hx => exact Or.inl (Int.mul_le_mul_of_nonpos_right h.1 hx)

/-- Every product is at least the smallest corner. -/
theorem minCorner_le_mul {lo hi xlo xhi c x : Int} (hc : lo ≤ c ∧ c ≤ hi)
    (hx : xlo ≤ x ∧ x ≤ xhi) : minCorner lo hi xlo xhi ≤ c * x := by
  have hlo := end_mul_le lo hx
  have hhi := end_mul_le hi hx
  rw [Int.mul_comm xlo, Int.mul_comm xhi, Int.mul_comm x] at hlo hhi
  have hcx := end_mul_le x hc
  unfold minCorner
  omega

/-- Every product is at most the largest corner. -/
theorem mul_le_maxCorner {lo hi xlo xhi c x : Int} (hc : lo ≤ c ∧ c ≤ hi)
    (hx : xlo ≤ x ∧ x ≤ xhi) : c * x ≤ maxCorner lo hi xlo xhi := by
  have hlo := mul_le_end lo hx
  have hhi := mul_le_end hi hx
  rw [Int.mul_comm xlo, Int.mul_comm xhi, Int.mul_comm x] at hlo hhi
  have hcx := mul_le_end x hc
  unfold maxCorner
  omega

/-- The smallest corner is a product of two ends. -/
theorem exists_minCorner {lo hi xlo xhi : Int} (h : lo ≤ hi) (hx : xlo ≤ xhi) :
    ∃ c x, ((lo ≤ c ∧ c ≤ hi) ∧ (xlo ≤ x ∧ x ≤ xhi)) ∧ c * x = minCorner lo hi xlo xhi := by
  have hl := And.intro (Int.le_refl lo) h
  have hh := And.intro h (Int.le_refl hi)
  have hxl := And.intro (Int.le_refl xlo) hx
  have hxh := And.intro hx (Int.le_refl xhi)
  unfold minCorner
  rw [Int.min_def, Int.min_def, Int.min_def]
  split <;> split <;> split
  all_goals first
    | exact ⟨lo, xlo, ⟨hl, hxl⟩, rfl⟩
    | exact ⟨lo, xhi, ⟨hl, hxh⟩, rfl⟩
    | exact ⟨hi, xlo, ⟨hh, hxl⟩, rfl⟩
    | exact ⟨hi, xhi, ⟨hh, hxh⟩, rfl⟩

/-- The largest corner is a product of two ends. -/
theorem exists_maxCorner {lo hi xlo xhi : Int} (h : lo ≤ hi) (hx : xlo ≤ xhi) :
    ∃ c x, ((lo ≤ c ∧ c ≤ hi) ∧ (xlo ≤ x ∧ x ≤ xhi)) ∧ c * x = maxCorner lo hi xlo xhi := by
  have hl := And.intro (Int.le_refl lo) h
  have hh := And.intro h (Int.le_refl hi)
  have hxl := And.intro (Int.le_refl xlo) hx
  have hxh := And.intro hx (Int.le_refl xhi)
  unfold maxCorner
  rw [Int.max_def, Int.max_def, Int.max_def]
  split <;> split <;> split
  all_goals first
    | exact ⟨lo, xlo, ⟨hl, hxl⟩, rfl⟩
    | exact ⟨lo, xhi, ⟨hl, hxh⟩, rfl⟩
    | exact ⟨hi, xlo, ⟨hh, hxl⟩, rfl⟩
    | exact ⟨hi, xhi, ⟨hh, hxh⟩, rfl⟩

/-- The corners of signed codes -8 .. 7 and activations -128 .. 127: the largest product is
-8 * -128, not 7 * 127. -/
example : minCorner (-8) 7 (-128) 127 = -1016 ∧ maxCorner (-8) 7 (-128) 127 = 1024 := by
  decide +kernel

end QuantCert.Accumulator
