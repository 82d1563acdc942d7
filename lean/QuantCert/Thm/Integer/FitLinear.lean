prelude
import QuantCert.Thm.Integer.FitAligned
import QuantCert.Thm.Integer.Linear

/-!
# Linear layers of bounded vectors

## Main definitions
* `Integer.LinearSizes`: what is claimed of a linear layer's numbers
* `Integer.Linear.Within`: the claims are right, and large enough for inputs of some size

## Main theorems
* `Integer.formLinear_fit`: what the layer forms fits
* `Integer.apply_le`: its outputs are at most the claimed size
-/

namespace QuantCert.Integer

open Accumulator

/-- Claims about a linear layer. -/
structure LinearSizes where
  /-- the sizes of the weights of a row add up to it at most -/
  norm : Int
  /-- the largest entry of the bias in size, or zero -/
  bias : Int
  /-- no input is narrowed by a larger shift -/
  shift : Nat
  /-- no output is larger in size -/
  output : Int

/-- The claims about a layer whose inputs are at most `B` in size are right. -/
structure Linear.Within {M : Type} (rows : M → List (List Int)) (bits : Nat) (B : Int) (L : Linear M)
    (Z : LinearSizes) : Prop where
  rows : ∀ w, w ∈ rows L.matrix → sizeSum w ≤ Z.norm
  bias : AllLe Z.bias L.bias
  norm_nonneg : 0 ≤ Z.norm
  bias_nonneg : 0 ≤ Z.bias
  input_nonneg : 0 ≤ B
  shift : B ≤ (twoPow (bits - 1) - 1) * twoPow Z.shift
  rounding : B + twoPow Z.shift < twoPow 63
  sums : Z.norm * twoPow (alignedBits - 1) + twoPow L.exponent < twoPow 63
  output : Z.norm * (B + twoPow Z.shift) ≤ (Z.output - Z.bias) * twoPow L.exponent
  fits : Z.output < twoPow 63

/-- Products of a row with entries that are at most `E`. -/
theorem sizeSum_products {E : Int} (hE : 0 ≤ E) : ∀ {w a : List Int}, AllLe E a →
    sizeSum (products w a) ≤ sizeSum w * E
  | [], _, _ => by
    show (0 : Int) ≤ 0 * E
    rw [Int.zero_mul]
    exact Int.le_refl 0
  | c :: w, [], _ => Int.mul_nonneg (sizeSum_nonneg (c :: w)) hE
  | c :: w, x :: a, h => by
    have hx := h x List.mem_cons_self
    have ih := sizeSum_products hE (w := w) fun y hy => h y (List.mem_cons_of_mem x hy)
    have hmul : AbsLe ((c.natAbs : Int) * E) (c * x) :=
      absLe_mul (by unfold AbsLe; omega) hx
    show ((c * x).natAbs : Int) + sizeSum (products w a) ≤ ((c.natAbs : Int) + sizeSum w) * E
    rw [Int.add_mul]
    unfold AbsLe at hmul
    omega

/-- A dot product with entries that stand for at most `V`, in the same unit. -/
theorem dotList_scaled {V p : Int} (hV : 0 ≤ V) : ∀ {w a : List Int},
    (∀ x, x ∈ a → AbsLe V (x * p)) → AbsLe (sizeSum w * V) (dotList w a * p)
  | [], _, _ => by
    show AbsLe (0 * V) (0 * p)
    rw [Int.zero_mul, Int.zero_mul]
    exact ⟨Int.le_refl 0, Int.le_refl 0⟩
  | c :: w, [], _ => by
    have h := Int.mul_nonneg (sizeSum_nonneg (c :: w)) hV
    show AbsLe _ (0 * p)
    rw [Int.zero_mul]
    exact ⟨by omega, h⟩
  | c :: w, x :: a, h => by
    have ih := dotList_scaled hV (w := w) fun y hy => h y (List.mem_cons_of_mem x hy)
    have hmul : AbsLe ((c.natAbs : Int) * V) (c * (x * p)) :=
      absLe_mul (by unfold AbsLe; omega) (h x List.mem_cons_self)
    show AbsLe (((c.natAbs : Int) + sizeSum w) * V) ((c * x + dotList w a) * p)
    rw [Int.add_mul, Int.add_mul, Int.mul_assoc]
    unfold AbsLe at *
    omega

variable {M : Type} {rows : M → List (List Int)} {bits : Nat} {B : Int} {L : Linear M} {Z : LinearSizes}

/-- The narrow input of a layer. -/
theorem input_le (hbits : 2 ≤ bits) (hmost : bits ≤ alignedBits) (hL : L.Within rows bits B Z)
    {x : List Int} (hx : AllLe B x) :
    NarrowLe (twoPow (alignedBits - 1) - 1) (B + twoPow Z.shift) Z.shift (L.input bits x) := by
  unfold Linear.input
  split
  · have h := narrow_le hbits hL.input_nonneg hx hL.shift
    have hpow : twoPow (bits - 1) ≤ twoPow (alignedBits - 1) := twoPow_mono (by omega)
    exact ⟨fun a ha => absLe_mono (h.entry a ha) (by omega), h.value, h.shift⟩
  · exact aligned_le hbits hmost hL.input_nonneg hx hL.shift

/-- A row's product with the input, and that rounded. -/
theorem row_le (hL : L.Within rows bits B Z) {a : Narrow}
    (ha : NarrowLe (twoPow (alignedBits - 1) - 1) (B + twoPow Z.shift) Z.shift a) {w : List Int}
    (hw : w ∈ rows L.matrix) :
    sizeSum (products w a.entries) ≤ Z.norm * twoPow (alignedBits - 1) ∧
    AbsLe (Z.output - Z.bias)
      (roundShift (dotList w a.entries) ((L.exponent : Int) - (a.shift : Int))) := by
  have hnorm := hL.rows w hw
  have hone : (1 : Int) ≤ twoPow (alignedBits - 1) := twoPow_pos _
  have hV : 0 ≤ B + twoPow Z.shift := by
    have := twoPow_pos Z.shift
    have := hL.input_nonneg
    omega
  constructor
  · refine Int.le_trans (sizeSum_products (by omega) ha.entry) ?_
    exact Int.mul_le_mul hnorm (by omega) (by omega) hL.norm_nonneg
  · refine roundShift_between (absLe_mono (dotList_scaled hV ha.value) ?_)
    exact Int.le_trans (Int.mul_le_mul_of_nonneg_right hnorm hV) hL.output

/-- What a linear layer forms fits. -/
theorem formLinear_fit (hbits : 2 ≤ bits) (hmost : bits ≤ alignedBits) (hL : L.Within rows bits B Z)
    {x : List Int} (hx : AllLe B x) : AllFit (formLinear rows bits L x) := by
  have ha := input_le hbits hmost hL hx
  have hsums := hL.sums
  have hexponent := twoPow_pos L.exponent
  refine allFit_append ?_ (allFit_append (allFit_flatMap fun w hw => ?_) (allFit_zipWith ?_))
  · split
    · exact formNarrow_fit hbits hL.input_nonneg hx hL.shift hL.rounding
    · exact formAligned_fit hbits hmost hL.input_nonneg hx hL.shift hL.rounding
  · have ⟨hsum, hout⟩ := row_le hL ha hw
    refine allFit_cons (fit_of_size ?_) ?_
    · show sizeSum (products w (L.input bits x).entries) < twoPow 63
      omega
    have hdot : AbsLe (Z.norm * twoPow (alignedBits - 1)) (dotList w (L.input bits x).entries) := by
      rw [dotList_eq_products]
      exact absLe_mono (sum_size _) hsum
    have hbias := hL.bias_nonneg
    have hfits := hL.fits
    exact formShift_fit_int (K := L.exponent) hdot (by omega) hsums hout (by omega)
  · intro y hy b hb
    obtain ⟨d, hd, rfl⟩ := List.mem_map.mp hy
    obtain ⟨w, hw, rfl⟩ := List.mem_map.mp hd
    have hfits := hL.fits
    exact fit_two (row_le hL ha hw).2 (hL.bias b hb) (by omega)

/-- The outputs of a linear layer. -/
theorem apply_le (hbits : 2 ≤ bits) (hmost : bits ≤ alignedBits) (hL : L.Within rows bits B Z)
    {x : List Int} (hx : AllLe B x) : AllLe Z.output (L.apply (mulRows rows) bits x) := by
  have ha := input_le hbits hmost hL hx
  have hnonneg := hL.bias_nonneg
  have hrow : ∀ y, y ∈ shiftAll ((L.exponent : Int) - ((L.input bits x).shift : Int))
      (mulRows rows L.matrix (L.input bits x).entries) → AbsLe (Z.output - Z.bias) y := fun y hy => by
    obtain ⟨d, hd, rfl⟩ := List.mem_map.mp hy
    obtain ⟨w, hw, rfl⟩ := List.mem_map.mp hd
    exact (row_le hL ha hw).2
  have hbias := hL.bias
  intro y hy
  have hy' : y ∈ addBias (shiftAll ((L.exponent : Int) - ((L.input bits x).shift : Int))
    (mulRows rows L.matrix (L.input bits x).entries)) L.bias := hy
  generalize L.bias = b at *
  cases b with
  | nil => exact absLe_mono (hrow y hy') (by omega)
  | cons c rest =>
    obtain ⟨u, hu, v, hv, rfl⟩ := mem_zipWith hy'
    have h1 := hrow u hu
    have h2 := hbias v hv
    unfold AbsLe at *
    omega

end QuantCert.Integer
