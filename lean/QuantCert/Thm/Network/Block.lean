prelude
import QuantCert.Spec.Network.Block
import QuantCert.Thm.Row.Dyadic
import QuantCert.Thm.Layer.Error

/-!
# Certificates of the usual blocks

## Main theorems
* `linearBlock_meets`: a linear layer, from row-sum norms of `W`, `What`, `W − What` and the bias.
* `linearBlock_meets_of_rowL1`: the same for stored integers and their exact row sums.
* `Block.Meets.onDomain`: a certificate restated for one range of inputs.
* `elementwiseBlock_meets`: a function with Lipschitz constant `L` and `|f 0| ≤ c`.
* `relu_lipschitz`, `reluBlock_meets`: the rectifier has Lipschitz constant 1.
-/

universe u

namespace QuantCert

variable {R : Type u} [OrderedField R]

/-- A block that meets a certificate meets its restatement for any range in the domain. -/
theorem Block.Meets.onDomain {b : Block R} {c : BlockCert} (h : b.Meets c) {X : Dyadic}
    (hX : c.domain.covers X = true) : b.Meets (c.onDomain X) := by
  intro r δ x xhat hr hδ hx hxhat
  have hrX : r.value R ≤ X.value R := Dyadic.value_le_of_le hr
  have ⟨hrange, herror⟩ := h X δ x xhat hX hδ (fun i hi => le_trans (hx i hi) hrX) hxhat
  refine ⟨fun i hi => le_trans (hrange i hi) (le_of_eq ?_),
    fun i hi => le_trans (herror i hi) (le_of_eq ?_)⟩
  · show _ = Dyadic.zero.value R * r.value R + ((c.rangeGain.mul X).add c.rangeConst).value R
    rw [Dyadic.value_zero, zero_mul, zero_add, Dyadic.value_add, Dyadic.value_mul]
  · show _ = c.gain.value R * δ + Dyadic.zero.value R * r.value R +
      ((c.inputError.mul X).add c.ownError).value R
    rw [Dyadic.value_zero, zero_mul, add_zero, Dyadic.value_add, Dyadic.value_mul, add_assoc]

/-! ## Linear layers -/

/-- A linear layer meets the certificate made of its norms. -/
theorem linearBlock_meets {rows cols : Nat} {W What : Matrix R} {b : Vec R}
    {norm gain err bias : Dyadic}
    (hnorm : ∀ j, j < rows → (sum cols fun i => abs (W j i)) ≤ norm.value R)
    (hgain : ∀ j, j < rows → (sum cols fun i => abs (What j i)) ≤ gain.value R)
    (herr : ∀ j, j < rows → (sum cols fun i => abs (W j i - What j i)) ≤ err.value R)
    (hbias : InRange rows (bias.value R) b) :
    (linearBlock rows cols W What b).Meets (linearCert norm gain err bias) := by
  intro r δ x xhat _ hδ hx hxhat
  refine ⟨affine_range_le (Dyadic.value_nonneg r) hnorm hbias hx, ?_⟩
  show Within rows (gain.value R * δ + err.value R * r.value R + Dyadic.zero.value R) _ _
  rw [Dyadic.value_zero, add_zero]
  exact affine_error_le hδ (Dyadic.value_nonneg r) hgain herr hx hxhat

/-- A row sum of stored integers, as a dyadic bound. -/
theorem sum_abs_stored_le {p cols A : Nat} {W : IntMatrix} {j : Nat} (h : rowL1 cols (W j) ≤ A) :
    (sum cols fun i => abs (stored (R := R) p W j i)) ≤ Dyadic.value R ⟨A, p⟩ :=
  le_trans (le_of_eq (dyadic_rowL1 p cols (W j))) (dyadic_natCast_le p h)

/-- A linear layer with stored weights meets the certificate made of exact row sums, in units of
`2^-p`: at most `norm` for the original weights, `gain` for the quantized ones, `err` between them.
-/
theorem linearBlock_meets_of_rowL1 {p rows cols norm gain err : Nat} {W What : IntMatrix}
    {b : Vec R} {bias : Dyadic}
    (hnorm : ∀ j, j < rows → rowL1 cols (W j) ≤ norm)
    (hgain : ∀ j, j < rows → rowL1 cols (What j) ≤ gain)
    (herr : ∀ j, j < rows → rowL1 cols (rowDiff W What j) ≤ err)
    (hbias : InRange rows (bias.value R) b) :
    (linearBlock rows cols (stored p W) (stored p What) b).Meets
      (linearCert ⟨norm, p⟩ ⟨gain, p⟩ ⟨err, p⟩ bias) := by
  refine linearBlock_meets (fun j hj => sum_abs_stored_le (hnorm j hj))
    (fun j hj => sum_abs_stored_le (hgain j hj)) (fun j hj => ?_) hbias
  have heq : (sum cols fun i => abs (stored (R := R) p W j i - stored p What j i)) =
      sum cols fun i => abs (dyadic p (rowDiff W What j i)) :=
    sum_congr fun i _ => congrArg abs (dyadic_sub p (W j i) (What j i)).symm
  rw [heq, dyadic_rowL1]
  exact dyadic_natCast_le p (herr j hj)

/-! ## Elementwise functions -/

/-- A function with a Lipschitz constant meets the certificate made of it. -/
theorem elementwiseBlock_meets {n : Nat} {f : R → R} {lipschitz atZero : Dyadic}
    (hf : ∀ a b, abs (f a - f b) ≤ lipschitz.value R * abs (a - b))
    (hzero : abs (f 0) ≤ atZero.value R) :
    (elementwiseBlock n f).Meets (elementwiseCert lipschitz atZero) := by
  have hL := Dyadic.value_nonneg (R := R) lipschitz
  intro r δ x xhat _ _ hx hxhat
  refine ⟨fun i hi => ?_, fun i hi => ?_⟩
  · show abs (f (x i)) ≤ lipschitz.value R * r.value R + atZero.value R
    rw [← sub_add_cancel (f (x i)) (f 0)]
    refine le_trans (abs_add_le _ _) (add_le_add (le_trans (hf (x i) 0) ?_) hzero)
    rw [sub_zero]
    exact mul_le_mul_of_nonneg_left (hx i hi) hL
  · show abs (f (x i) - f (xhat i)) ≤
      lipschitz.value R * δ + Dyadic.zero.value R * r.value R + Dyadic.zero.value R
    rw [Dyadic.value_zero, zero_mul, add_zero, add_zero]
    exact le_trans (hf (x i) (xhat i)) (mul_le_mul_of_nonneg_left (hxhat i hi) hL)

/-! ## The rectifier -/

/-- The rectifier keeps what is not negative. -/
theorem relu_of_nonneg {a : R} (h : 0 ≤ a) : relu a = a := max_eq_left h

/-- The rectifier replaces what is not positive by zero. -/
theorem relu_of_nonpos {a : R} (h : a ≤ 0) : relu a = 0 := max_eq_right h

/-- The rectifier is not negative. -/
theorem relu_nonneg (a : R) : 0 ≤ relu a := le_max_right a 0

/-- The rectifier grows no faster than its argument. -/
theorem relu_sub_le (a b : R) : relu a - relu b ≤ abs (a - b) := by
  cases le_total 0 a with
  | inr h =>
    rw [relu_of_nonpos h, zero_sub]
    exact le_trans (neg_nonpos_of_nonneg (relu_nonneg b)) (abs_nonneg _)
  | inl h =>
    rw [relu_of_nonneg h]
    exact le_trans (sub_le_sub (le_refl a) (le_max_left b 0)) (le_abs_self _)

/-- The rectifier does not move two numbers apart: its Lipschitz constant is 1. -/
theorem relu_lipschitz (a b : R) : abs (relu a - relu b) ≤ abs (a - b) := by
  refine abs_le.mpr ⟨?_, relu_sub_le a b⟩
  have h := neg_le_neg (relu_sub_le b a)
  rw [neg_sub, abs_sub_comm] at h
  exact h

/-- The rectifier meets its certificate. -/
theorem reluBlock_meets (n : Nat) : (elementwiseBlock n (relu (R := R))).Meets reluCert := by
  refine elementwiseBlock_meets (fun a b => ?_) ?_
  · rw [Dyadic.value_one, one_mul]
    exact relu_lipschitz a b
  · rw [relu_of_nonneg (le_refl 0), Dyadic.value_zero, abs_zero]
    exact le_refl 0

end QuantCert
