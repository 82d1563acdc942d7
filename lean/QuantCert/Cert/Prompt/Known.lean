prelude
import QuantCert.Cert.Model.Lookup
import QuantCert.Cert.Prompt.Activation
import QuantCert.Cert.Prompt.ErfGelu
import QuantCert.Cert.Prompt.Linear

/-!
# What is known of a network that reads a given text

Matrices by their columns, the rows that are looked up, vectors and tables of angles by boxes. For
weights as stored the radii are zero; tables of angles are known within the radii of their boxes.

## Main definitions
* `MatrixData`, `VectorData`, `LookupData`, `AngleData`, `GeluData`: what is known of each part.
* `PromptData`, `PromptData.Meets`: all of it, and that it is true.
-/

universe u

namespace QuantCert

/-- A matrix of `cols` columns; the rows of its parts follow one another. -/
structure MatrixData where
  /-- How many columns. -/
  cols : Nat
  /-- Its rows, column by column. -/
  parts : List ColumnData

/-- A vector. -/
structure VectorData where
  /-- How many entries. -/
  dim : Nat
  /-- The entries, at position zero. -/
  box : Box

/-- The rows of a matrix that the text looks up. -/
structure LookupData where
  /-- The number of the matrix. -/
  matrix : Nat
  /-- What the rows are chosen by. -/
  index : RowIndex
  /-- How many entries a row has. -/
  dim : Nat
  /-- The row of each position. -/
  box : Box

/-- A table of angles. -/
structure AngleData where
  /-- How many angles at each position. -/
  half : Nat
  /-- The cosines. -/
  cos : Box
  /-- The sines. -/
  sin : Box

/-- What is known of the function called GELU. -/
inductive GeluData where
  /-- nothing -/
  | unknown
  /-- it is made of the hyperbolic tangent; the box holds the constants `c` and `a` -/
  | tanh (constants : Box)
  /-- it has the laws of the GELU by the error function; the box holds `1 / √(2 π)` -/
  | erf (constant : Box)

/-- What is known of a network that reads a given text. -/
structure PromptData where
  /-- How many positions the text has. -/
  length : Nat
  /-- The matrices, by number. -/
  matrices : List MatrixData
  /-- The vectors, by number. -/
  vectors : List VectorData
  /-- What is looked up. -/
  lookups : List LookupData
  /-- The tables of angles, by number. -/
  angles : List AngleData
  /-- The function called GELU. -/
  gelu : GeluData

variable {R : Type u} [ExpField R]

/-- What is known of GELU is true. -/
def GeluData.Holds (gelu : R → R) : GeluData → Prop
  | unknown => True
  | tanh constants => ∃ k : Vec R, constants.Contains 1 2 (fun _ => k) ∧
      ∀ x, gelu x = tanhGelu (k 0) (k 1) x
  | erf constant => ∃ κ : R, constant.Contains 1 1 (fun _ _ => κ) ∧ ErfGeluLaws κ gelu

/-- What is known is true of the matrices `W`, the other parameters `θ` and the text. -/
structure PromptData.Meets (c : PromptData) (θ : Parameters R) (text : Text)
    (W : Nat → Matrix R) : Prop where
  /-- The text has so many tokens. -/
  length : text.length = c.length
  /-- The columns are those of the matrices. -/
  matrices : AllFrom (fun w m => PartsHold (W w) m.cols 0 (partColumns m.parts)) 0 c.matrices
  /-- The vectors are in their boxes. -/
  vectors : AllFrom (fun b v => v.box.Contains 1 v.dim fun _ => θ.vector b) 0 c.vectors
  /-- The rows that are looked up are in their boxes. -/
  lookups : AllFrom (fun _ l => l.box.Contains c.length l.dim fun t =>
    W l.matrix (l.index.row text t)) 0 c.lookups
  /-- The cosines and sines are in their boxes. -/
  angles : AllFrom (fun a g => g.cos.Contains c.length g.half (θ.cos a) ∧
    g.sin.Contains c.length g.half (θ.sin a)) 0 c.angles
  /-- GELU is what it is said to be. -/
  gelu : c.gelu.Holds θ.gelu

end QuantCert
