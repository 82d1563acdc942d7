prelude
import QuantCert.Cert.Model.Model
import QuantCert.Thm.Activation.Gelu

/-!
# A model that meets every hypothesis

An embedding of one token in one dimension, and the linear layer with the same matrix: the original
number is one, the quantized one zero. The hypotheses of the theorems about whole models can be met,
with an error that is not zero, and the bound that is proved is attained.

## Main definitions
* `Example.single`: the numbers of the model.

## Main theorems
* `Example.single_meets`: they are true.
* `Example.single_error`: the output changes by at most 1; `Example.single_attained`: it does.
-/

universe u

namespace QuantCert.Example

/-- A matrix of one number, original and error up to 1 and quantized 0; one vector, zero. -/
def single : ModelCert where
  headDim := 1
  vocabulary := 1
  maxLength := 1
  matrices := ⟨1, 1, ⟨.one, .one, .one, .one, .one⟩, ⟨.zero, .zero, .zero, .zero, .zero⟩,
    ⟨.one, .one, .one, .one, .one⟩⟩ :: .nil
  vectors := ⟨1, .zero⟩ :: .nil

/-- The text of one token. -/
def oneToken : Text := ⟨1, fun _ => 0⟩

/-- The embedding and the linear layer, both with the matrix 0. -/
def singleNets : List Net := .linear 1 1 0 (.lookup 1 1 0 .token) :: .nil

/-- Both claim that the original is at most 1, and the error too. -/
def singlePlans : List Plan :=
  .one ⟨.ofNorm .one, .zero, .ofNorm .one⟩ (.leaf ⟨.ofNorm .one, .zero, .ofNorm .one⟩) :: .nil

section
variable {R : Type u} [ExpField R]

/-- A matrix of one number `a` has all norms `|a|`. -/
theorem norms_of_number {a : R} {c : Dyadic} (h : abs a ≤ c.value R) :
    MatrixNorms.Holds 1 1 1 ⟨c, c, c, c, c⟩ (fun _ _ => a) := by
  have hc := Dyadic.value_nonneg (R := R) c
  have op : ∀ rows, rows ≤ 1 → OperatorNormAtMost rows 1 (fun _ _ => a) (c.value R) :=
    fun rows hrows x => by
      refine le_trans ?_ (norm2_le_of_abs_le (x := x) (y := fun i => a * x i) hc fun i _ => by
        rw [abs_mul]; exact mul_le_mul_of_nonneg_right h (abs_nonneg _))
      refine sqrt_le_sqrt (sumSq_nonneg rows _) ?_
      cases rows with
      | zero => exact sumSq_nonneg 1 _
      | succ m =>
        have hm : m = 0 := by omega
        subst hm
        show 0 + (0 + a * x 0) ^ 2 ≤ 0 + (a * x 0) ^ 2
        rw [zero_add (a * x 0)]
        exact le_refl _
  refine ⟨fun _ _ _ _ => h, fun _ _ => ?_, fun _ _ => ?_, fun _ _ => op 1 (Nat.le_refl 1),
    op 1 (Nat.le_refl 1)⟩
  · show 0 + abs a ≤ _
    rw [zero_add]
    exact h
  · refine norm2_le_of_sumSq_le hc ?_
    show 0 + a ^ 2 ≤ _
    rw [zero_add, ← abs_sq, pow_two]
    exact mul_le_mul h h (abs_nonneg a) hc

/-- Parameters: a vector of zeros, the identity in place of GELU, and no rotation. -/
def plainParameters : Parameters R where
  vector := fun _ _ => 0
  gelu := fun x => x
  cos := fun _ _ _ => 1
  sin := fun _ _ _ => 0

/-- The numbers are true of the matrix one, quantized to zero. -/
theorem single_meets : single.Meets plainParameters oneToken
    (fun _ _ _ => (1 : R)) (fun _ _ _ => 0) where
  matrices := ⟨⟨norms_of_number (by rw [abs_one, Dyadic.value_one]; exact le_refl 1),
    norms_of_number (by rw [abs_zero, Dyadic.value_zero]; exact le_refl 0),
    norms_of_number (by rw [sub_zero, abs_one, Dyadic.value_one]; exact le_refl 1)⟩, trivial⟩
  vectors := ⟨Size.Holds.zero 1 1 .zero, trivial⟩
  gelu := geluLaws_id
  rotation _ _ _ := by
    show (1 : R) ^ 2 + 0 ^ 2 = 1
    exact ring_eq [] (by decide +kernel)
  token _ _ := Nat.zero_lt_one
  length := Nat.le_refl 1

/-- The output changes by at most 1. -/
theorem single_error : ∀ t, t < oneToken.length → Within 1 (Dyadic.one.value R)
    (evalAll plainParameters oneToken (fun _ _ _ => 1) singleNets (fun _ _ => 0) t)
    (evalAll plainParameters oneToken (fun _ _ _ => 0) singleNets (fun _ _ => 0) t) :=
  checkModel_within_free (nets := singleNets) (plans := singlePlans) rfl (by decide +kernel)
    (by decide +kernel) single_meets

/-- It does change by 1. -/
theorem single_attained :
    evalAll plainParameters oneToken (fun _ _ _ => (1 : R)) singleNets (fun _ _ => 0) 0 0 -
      evalAll plainParameters oneToken (fun _ _ _ => 0) singleNets (fun _ _ => 0) 0 0 = 1 := by
  show 0 + (1 : R) * 1 - (0 + 0 * 0) = 1
  exact ring_eq [] (by decide +kernel)

end

/-- A claim that the error is at most `1/2` is refused. -/
example : checkAll single 0 .nothing singleNets
    (.one ⟨.ofNorm .one, .zero, .ofNorm ⟨1, 1⟩⟩ (.leaf ⟨.ofNorm .one, .zero, .ofNorm .one⟩) ::
      .nil) = false := by decide +kernel

end QuantCert.Example
