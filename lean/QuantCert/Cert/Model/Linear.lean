prelude
import QuantCert.Cert.Model.Size
import QuantCert.Thm.Row.Error

/-!
# The bounds of embeddings and linear layers are right

## Main theorems
* `MatrixNorms.Holds.apply`: bounds of a matrix times a vector.
* `MatrixNorms.Holds.row`: bounds of a row of a matrix.
* `Bounds.linear_holds`, `Bounds.lookup_holds`: the steps of a linear layer and of an embedding.
-/

universe u

namespace QuantCert

open Attention

variable {R : Type u} [ExpField R]

/-- Bounds of a matrix times a vector, from bounds of both. -/
theorem MatrixNorms.Holds.apply {d rows cols : Nat} {N : MatrixNorms} {W : Matrix R}
    (hN : N.Holds d rows cols W) {s : Size} {x : Vec R} (hs : s.Holds d cols x) :
    (N.apply s).Holds d rows (matVec cols W x) where
  entry j hj := by
    refine Dyadic.le_value_min ?_ ?_
    · rw [Dyadic.value_mul]
      exact le_trans (row_error_le_l1_mul_bound hs.entry)
        (mul_le_mul_of_nonneg_right (hN.rowSum j hj) (Dyadic.value_nonneg _))
    · rw [Dyadic.value_mul]
      exact le_trans (abs_dot_le_norm2 cols _ _)
        (mul_le_mul (hN.rowNorm j hj) hs.norm (norm2_nonneg _ _) (Dyadic.value_nonneg _))
  head h hh := by
    rw [MatrixNorms.apply, Dyadic.value_mul]
    exact le_trans (hN.headNorm h hh x)
      (mul_le_mul_of_nonneg_left hs.norm (Dyadic.value_nonneg _))
  norm := by
    rw [MatrixNorms.apply, Dyadic.value_mul]
    exact le_trans (hN.opNorm x) (mul_le_mul_of_nonneg_left hs.norm (Dyadic.value_nonneg _))

/-- Bounds of a row of a matrix. -/
theorem MatrixNorms.Holds.row {d rows cols : Nat} {N : MatrixNorms} {W : Matrix R}
    (hN : N.Holds d rows cols W) {j : Nat} (hj : j < rows) : N.row.Holds d cols (W j) where
  entry := hN.maxAbs j hj
  head _ hh := le_trans (norm2_head_le hh _) (hN.rowNorm j hj)
  norm := hN.rowNorm j hj

/-- `E x + Ŵ (x - x̂)` is `W x - Ŵ x̂`, with `E = W - Ŵ`. -/
theorem matVec_sub_eq_original (cols : Nat) (W What : Matrix R) (x xhat : Vec R) (j : Nat) :
    matVec cols (fun j i => W j i - What j i) x j + matVec cols What (fun i => x i - xhat i) j =
      matVec cols W x j - matVec cols What xhat j := by
  unfold matVec dot
  rw [← sum_sub, ← sum_add]
  exact sum_congr fun i _ => ring_eq [W j i, What j i, x i, xhat i] (by decide +kernel)

/-- `E x̂ + W (x - x̂)` is `W x - Ŵ x̂`, with `E = W - Ŵ`. -/
theorem matVec_sub_eq_quantized (cols : Nat) (W What : Matrix R) (x xhat : Vec R) (j : Nat) :
    matVec cols (fun j i => W j i - What j i) xhat j + matVec cols W (fun i => x i - xhat i) j =
      matVec cols W x j - matVec cols What xhat j := by
  unfold matVec dot
  rw [← sum_sub, ← sum_add]
  exact sum_congr fun i _ => ring_eq [W j i, What j i, x i, xhat i] (by decide +kernel)

namespace Bounds

variable {d : Nat} {text : Text} {m : MatrixCert} {W What : Matrix R}

/-- The bounds of a linear layer hold. -/
theorem linear_holds (known : m.Holds d W What) {s : Bounds} {X Xhat : Activations R}
    (before : s.Holds d m.cols text X Xhat) :
    (linearStep m s).Holds d m.rows text (fun t => matVec m.cols W (X t))
      fun t => matVec m.cols What (Xhat t) where
  original t ht := known.original.apply (before.original t ht)
  quantized t ht := known.quantized.apply (before.quantized t ht)
  error t ht :=
    (((known.error.apply (before.original t ht)).add
      (known.quantized.apply (before.error t ht))).congr fun j _ =>
        matVec_sub_eq_original m.cols W What (X t) (Xhat t) j).min
    (((known.error.apply (before.quantized t ht)).add
      (known.original.apply (before.error t ht))).congr fun j _ =>
        matVec_sub_eq_quantized m.cols W What (X t) (Xhat t) j)

/-- The bounds of an embedding hold. -/
theorem lookup_holds (known : m.Holds d W What) {row : Nat → Nat}
    (exist : ∀ t, t < text.length → row t < m.rows) :
    (lookupStep m).Holds d m.cols text (fun t => W (row t)) fun t => What (row t) where
  original t ht := known.original.row (exist t ht)
  quantized t ht := known.quantized.row (exist t ht)
  error t ht := known.error.row (exist t ht)

end Bounds

end QuantCert
