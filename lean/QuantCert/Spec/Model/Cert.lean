prelude
import QuantCert.Spec.Activation.Gelu
import QuantCert.Spec.Model.Operation
import QuantCert.Spec.Norm.Operator

/-!
# What is known of the weights of a model

A whole-model bound uses a few numbers of each matrix: how large the original, the quantized and
their difference are, in several norms. They are the interface between the theorems about weights
and the theorems about activations.

## Main definitions
* `MatrixNorms`, `MatrixNorms.Holds`: bounds of a matrix in five norms.
* `MatrixCert`, `MatrixCert.Holds`: of the original matrix, the quantized one and the difference.
* `VectorCert`, `VectorCert.Holds`: bounds of a vector that quantization leaves as it is.
* `ModelCert`, `ModelCert.Meets`: all numbers of a model, and that they are true.
* `Bounds`, `Bounds.Holds`: bounds of the original activations, the quantized ones and the error.
-/

universe u

namespace QuantCert

/-- Bounds of a matrix. -/
structure MatrixNorms where
  /-- No entry is larger in absolute value. -/
  maxAbs : Dyadic
  /-- No row has a larger sum of absolute values. -/
  rowSum : Dyadic
  /-- No row has a larger Euclidean norm. -/
  rowNorm : Dyadic
  /-- No block of rows that makes a head has a larger operator norm. -/
  headNorm : Dyadic
  /-- The operator norm from Euclidean norm to Euclidean norm is not larger. -/
  opNorm : Dyadic

/-- Bounds of the original matrix, of the quantized one, and of the original minus the quantized. -/
structure MatrixCert where
  /-- How many rows. -/
  rows : Nat
  /-- How many columns. -/
  cols : Nat
  /-- Bounds of the original. -/
  original : MatrixNorms
  /-- Bounds of the quantized. -/
  quantized : MatrixNorms
  /-- Bounds of the difference. -/
  error : MatrixNorms

/-- Bounds of a vector of `dim` entries. -/
structure VectorCert where
  /-- How many entries. -/
  dim : Nat
  /-- Their bounds. -/
  size : Size

/-- The numbers of a model. -/
structure ModelCert where
  /-- How many entries a head has. -/
  headDim : Nat
  /-- All tokens are below. -/
  vocabulary : Nat
  /-- The text is at most this long. -/
  maxLength : Nat
  /-- The bounds of the matrices. -/
  matrices : List MatrixCert
  /-- The bounds of the vectors. -/
  vectors : List VectorCert

/-- Bounds of the activations at one point of the two networks. -/
structure Bounds where
  /-- Bounds of the original activation. -/
  original : Size
  /-- Bounds of the quantized activation. -/
  quantized : Size
  /-- Bounds of the original activation minus the quantized one. -/
  error : Size

variable {R : Type u} [ExpField R]

/-- The bounds are true of the matrix `W`, with heads of `d` rows. -/
structure MatrixNorms.Holds (d rows cols : Nat) (N : MatrixNorms) (W : Matrix R) : Prop where
  maxAbs : ∀ j, j < rows → InRange cols (N.maxAbs.value R) (W j)
  rowSum : ∀ j, j < rows → (sum cols fun i => abs (W j i)) ≤ N.rowSum.value R
  rowNorm : ∀ j, j < rows → norm2 cols (W j) ≤ N.rowNorm.value R
  headNorm : ∀ h, h * d + d ≤ rows →
    OperatorNormAtMost d cols (fun j => W (h * d + j)) (N.headNorm.value R)
  opNorm : OperatorNormAtMost rows cols W (N.opNorm.value R)

/-- The bounds are true of the original matrix `W` and the quantized matrix `What`. -/
structure MatrixCert.Holds (d : Nat) (c : MatrixCert) (W What : Matrix R) : Prop where
  original : c.original.Holds d c.rows c.cols W
  quantized : c.quantized.Holds d c.rows c.cols What
  error : c.error.Holds d c.rows c.cols fun j i => W j i - What j i

/-- The bounds are true of the vector `x`. -/
def VectorCert.Holds (d : Nat) (c : VectorCert) (x : Vec R) : Prop := c.size.Holds d c.dim x

/-- `P` holds of every element of a list and its number, counted from `first`. -/
def AllFrom {α : Type} (P : Nat → α → Prop) : Nat → List α → Prop
  | _, [] => True
  | first, a :: rest => P first a ∧ AllFrom P (first + 1) rest

/-- The numbers of `c` are true of the original matrices `W`, the quantized matrices `What`, the
other parameters `θ` and the text. -/
structure ModelCert.Meets (c : ModelCert) (θ : Parameters R) (text : Text)
    (W What : Nat → Matrix R) : Prop where
  /-- The bounds of the matrices are true. -/
  matrices : AllFrom (fun i m => m.Holds c.headDim (W i) (What i)) 0 c.matrices
  /-- The bounds of the vectors are true. -/
  vectors : AllFrom (fun i v => v.Holds c.headDim (θ.vector i)) 0 c.vectors
  /-- The function called GELU has the properties that are used. -/
  gelu : GeluLaws θ.gelu
  /-- Cosines and sines of the rotary embedding are those of angles. -/
  rotation : ∀ a t i, θ.cos a t i ^ 2 + θ.sin a t i ^ 2 = 1
  /-- All tokens belong to the vocabulary. -/
  token : ∀ t, t < text.length → text.token t < c.vocabulary
  /-- The text is not too long. -/
  length : text.length ≤ c.maxLength

/-- The bounds are true of the activations `X` of the original network and `Xhat` of the quantized
one, at every position: `dim` entries, heads of `d` entries. -/
structure Bounds.Holds (d dim : Nat) (text : Text) (s : Bounds) (X Xhat : Activations R) :
    Prop where
  original : ∀ t, t < text.length → s.original.Holds d dim (X t)
  quantized : ∀ t, t < text.length → s.quantized.Holds d dim (Xhat t)
  error : ∀ t, t < text.length → s.error.Holds d dim fun i => X t i - Xhat t i

end QuantCert
