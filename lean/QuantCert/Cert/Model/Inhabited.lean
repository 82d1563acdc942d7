prelude
import QuantCert.Algebra.Real
import QuantCert.Cert.Model.Example
import QuantCert.Thm.Activation.Gelu
import QuantCert.Thm.Weights.MatrixNorms

/-!
# The hypotheses about a model can be met

A model with real numbers that has all that a theorem about the small model asks for: matrices and a
vector that are not zero, an activation with the laws of GELU, cosines and sines of angles that grow
with the position. The quantized matrices differ from the original ones.

## Main definitions
* `Inhabited.parameters`, `Inhabited.original`, `Inhabited.quantized`, `Inhabited.text`: the model.

## Main theorems
* `Inhabited.meets`: the model meets the numbers of the small model.
* `Inhabited.error_le`: so its outputs change by at most `1/16`.
-/

noncomputable section

universe u

namespace QuantCert.Example.Inhabited

open Attention MatrixNorms

variable {R : Type u} [ExpField R]

/-! ## Matrices -/

/-- A multiple of the unit matrix. -/
def scalar (c : R) : Matrix R := fun j i => if i = j then c else 0

/-- Multiplying with it multiplies every entry. -/
theorem matVec_scalar {cols j : Nat} (hj : j < cols) (c : R) (x : Vec R) :
    matVec cols (scalar c) x j = c * x j :=
  (sum_eq_single j hj fun i _ hi => by rw [scalar, if_neg hi, zero_mul]).trans
    (by rw [scalar, if_pos rfl])

/-- It lengthens vectors by the size of the factor. -/
theorem operatorNorm_scalar {rows cols : Nat} (hr : rows ≤ cols) {c v : R} (hc : abs c ≤ v) :
    OperatorNormAtMost rows cols (scalar c) v := by
  refine operatorNormAtMost_of_sumSq (L := c ^ 2) (le_trans (abs_nonneg c) hc)
    (sq_le_sq_of_abs_le hc) fun x => ?_
  rw [sumSq_congr fun j hj => matVec_scalar (Nat.lt_of_lt_of_le hj hr) c x, sumSq_smul]
  obtain ⟨more, rfl⟩ := Nat.exists_eq_add_of_le hr
  refine mul_le_mul_of_nonneg_left ?_ (sq_nonneg c)
  unfold sumSq
  rw [sum_add_index]
  exact le_add_of_nonneg_right (sumSq_nonneg more fun i => x (rows + i))

/-- Bounds of the size of the factor hold. -/
theorem scalar_holds {d rows cols : Nat} (hr : rows ≤ cols) {c : R} {v w : Dyadic}
    (hc : abs c ≤ v.value R) (hw : v.le w = true) :
    MatrixNorms.Holds d rows cols ⟨v, w, v, v, v⟩ (scalar c) := by
  have hv : 0 ≤ v.value R := Dyadic.value_nonneg v
  have op := operatorNorm_scalar hr hc
  have one : ∀ j, j < rows → ∀ {f : R → R}, f 0 = 0 →
      (sum cols fun i => f (scalar c j i)) = f c := fun j hj f h0 =>
    (sum_eq_single j (Nat.lt_of_lt_of_le hj hr) fun i _ hi => by
      rw [scalar, if_neg hi, h0]).trans (by rw [scalar, if_pos rfl])
  refine ⟨fun j _ i _ => ?_, fun j hj => ?_, fun j hj => ?_,
    fun _ hk => operatorNormAtMost_head op hk, op⟩
  · unfold scalar
    cases Nat.decEq i j with
    | isTrue h => rw [if_pos h]; exact hc
    | isFalse h => rw [if_neg h, abs_zero]; exact hv
  · rw [one j hj (f := abs) abs_zero]
    exact le_trans hc (Dyadic.value_le_of_le hw)
  · refine norm2_le_of_sumSq_le hv ?_
    unfold sumSq
    rw [one j hj (f := fun x => x ^ 2) (by rw [pow_two, mul_zero]), ← pow_two]
    exact sq_le_sq_of_abs_le hc

/-- The unit matrix, and a little less. -/
theorem matrix_holds {d rows : Nat} (hr : rows ≤ 4) :
    (matrix rows).Holds d (scalar (Dyadic.value R ⟨1024, 10⟩))
      (scalar (Dyadic.value R ⟨1023, 10⟩)) := by
  have abs_value : ∀ v : Dyadic, abs (v.value R) = v.value R := fun v =>
    abs_of_nonneg (Dyadic.value_nonneg v)
  have difference : (fun j i => scalar (Dyadic.value R ⟨1024, 10⟩) j i -
      scalar (Dyadic.value R ⟨1023, 10⟩) j i) = scalar (Dyadic.value R ⟨1, 10⟩) := by
    funext j i
    unfold scalar
    cases Nat.decEq i j with
    | isTrue h =>
      rw [if_pos h, if_pos h, if_pos h, Dyadic.value_eq, Dyadic.value_eq, Dyadic.value_eq,
        ← sub_div, ← natCast_sub (by decide)]
      rfl
    | isFalse h => rw [if_neg h, if_neg h, if_neg h, sub_zero]
  refine ⟨scalar_holds hr ?_ (by decide), scalar_holds hr ?_ (by decide), ?_⟩
  · rw [abs_value]; exact Dyadic.value_le_of_le (by decide)
  · rw [abs_value]; exact Dyadic.value_le_of_le (by decide)
  · rw [difference]
    exact scalar_holds hr (le_of_eq (abs_value _)) (by decide)

/-! ## The other parameters -/

/-- A vector of ones. -/
theorem ones_holds : (Size.mk .one ⟨2, 0⟩ ⟨2, 0⟩).Holds 2 4 fun _ => (1 : R) := by
  have norm : norm2 4 (fun _ => (1 : R)) ≤ Dyadic.value R ⟨2, 0⟩ := by
    refine norm2_le_of_sumSq_le (Dyadic.value_nonneg _) (le_of_eq ?_)
    rw [Dyadic.value_eq, pow_zero, div_one]
    show 0 + 1 ^ 2 + 1 ^ 2 + 1 ^ 2 + 1 ^ 2 = (2 * 2 : R)
    exact ring_eq [(1 : R)] (by decide +kernel)
  exact ⟨fun _ _ => by rw [abs_one, Dyadic.value_one]; exact le_refl 1,
    fun _ fits => le_trans (norm2_head_le fits _) norm, norm⟩

/-- Cosine and sine of the angle at a position: multiples of that of a triangle 3, 4, 5. -/
def angle : Nat → R × R
  | .zero => (1, 0)
  | .succ t => (3 / 5 * (angle t).1 - 4 / 5 * (angle t).2, 4 / 5 * (angle t).1 + 3 / 5 * (angle t).2)

/-- The squares of cosine and sine add to one. -/
theorem angle_sq (t : Nat) : (angle (R := R) t).1 ^ 2 + (angle (R := R) t).2 ^ 2 = 1 := by
  induction t with
  | zero =>
    show 1 ^ 2 + 0 ^ 2 = (1 : R)
    exact ring_eq [(1 : R)] (by decide +kernel)
  | succ t ih =>
    have five : (5 : R) ≠ 0 := ne_of_gt (natCast_pos (by decide))
    have triangle : (3 / 5 : R) ^ 2 + (4 / 5) ^ 2 = 1 := by
      have e : (3 * 3 + 4 * 4 : R) = 5 * 5 := ring_eq [(1 : R)] (by decide +kernel)
      rw [pow_two, pow_two, div_mul_div_comm _ _ five five, div_mul_div_comm _ _ five five,
        ← add_div, e, div_self (mul_ne_zero five five)]
    have e : ∀ a b c s : R, (a * c - b * s) ^ 2 + (b * c + a * s) ^ 2 =
        (a ^ 2 + b ^ 2) * (c ^ 2 + s ^ 2) := fun a b c s =>
      ring_eq [a, b, c, s] (by decide +kernel)
    exact (e _ _ _ _).trans (by rw [ih, triangle, mul_one])

/-- What quantization leaves as it is. -/
def parameters (R : Type u) [ExpField R] : Parameters R where
  vector _ _ := 1
  gelu := silu
  cos _ t _ := (angle t).1
  sin _ t _ := (angle t).2

/-- The original matrices. -/
def original (R : Type u) [ExpField R] : Nat → Matrix R :=
  fun _ => scalar (Dyadic.value R ⟨1024, 10⟩)

/-- The quantized matrices. -/
def quantized (R : Type u) [ExpField R] : Nat → Matrix R :=
  fun _ => scalar (Dyadic.value R ⟨1023, 10⟩)

/-- Eight tokens. -/
def text : Text := ⟨8, fun t => t % 3⟩

/-- A model with real numbers has all that is asked for. -/
theorem meets : small.Meets (parameters Real) text (original Real) (quantized Real) where
  matrices := ⟨matrix_holds (by decide), matrix_holds (by decide), matrix_holds (by decide),
    matrix_holds (by decide), matrix_holds (by decide), trivial⟩
  vectors := ⟨ones_holds, trivial⟩
  gelu := geluLaws_silu
  rotation _ t _ := angle_sq t
  token t _ := Nat.mod_lt t (by decide)
  length := by decide

/-- So its outputs change by at most `1/16`. -/
theorem error_le : ∀ t, t < 8 → Within 4 (Dyadic.value Real ⟨1, 4⟩)
    (evalAll (parameters Real) text (original Real) nets (fun _ _ => 0) t)
    (evalAll (parameters Real) text (quantized Real) nets (fun _ _ => 0) t) :=
  model_error meets

end QuantCert.Example.Inhabited
