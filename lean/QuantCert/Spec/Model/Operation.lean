prelude
import QuantCert.Spec.Activation.Relu
import QuantCert.Spec.Activation.Silu
import QuantCert.Spec.Activation.SoftCap
import QuantCert.Spec.Attention.Attention
import QuantCert.Spec.Attention.Rope
import QuantCert.Spec.Norm.Euclidean
import QuantCert.Spec.Router.TopK
import QuantCert.Spec.Row.Dyadic

/-!
# What the operations of a network are made of

## Main definitions
* `Activations R`: a vector for each position.
* `Text`: tokens and their number; `Parameters R`: what quantization leaves as it is.
* `Size`, `Size.Holds`: bounds of one activation vector.
* `RowIndex`, `RowIndex.row`: which row of a table of embeddings is looked up.
* `Activation`, `Activation.apply`: functions that are applied to each entry.
* `Mask`, `Mask.first`, `Mask.count`: which positions a position attends to.
* `Scoring`, `Scoring.limit`: how scores are made of dot products.
* `ropeHeads half c s x`: `rope` of each head.
-/

universe u

namespace QuantCert

/-- A vector for each position. -/
abbrev Activations (R : Type u) : Type u := Nat → Vec R

/-- What the network reads. -/
structure Text where
  /-- How many positions. -/
  length : Nat
  /-- The token at each position. -/
  token : Nat → Nat

/-- The parameters of a network that quantization leaves as they are. -/
structure Parameters (R : Type u) where
  /-- Biases, and factors and offsets of norms, by number. -/
  vector : Nat → Vec R
  /-- The activation function called GELU; only `GeluLaws` is assumed of it. -/
  gelu : R → R
  /-- The cosines of the rotary embedding, by the number of the table of angles and position. -/
  cos : Nat → Nat → Vec R
  /-- The sines of the rotary embedding, likewise. -/
  sin : Nat → Nat → Vec R

/-- Bounds of a vector: of its entries, of the norm of each head, of its norm. -/
structure Size where
  /-- No entry is larger in absolute value. -/
  entry : Dyadic
  /-- No head has a larger Euclidean norm. -/
  head : Dyadic
  /-- The vector has no larger Euclidean norm. -/
  norm : Dyadic

/-- What a row of a table of embeddings is chosen by. -/
inductive RowIndex where
  /-- the token at the position -/
  | token
  /-- the position itself -/
  | position
  /-- the number of tokens up to the position that are not `pad`, plus `pad`; for a token `pad` it
  is `pad` -/
  | paddedPosition (pad : Nat)
  /-- always the same row -/
  | fixed (row : Nat)

/-- Functions that are applied to each entry. -/
inductive Activation where
  | relu
  | gelu
  | silu

/-- The positions that a position attends to. -/
inductive Mask where
  /-- all -/
  | full
  /-- those up to its own -/
  | causal
  /-- the last `size` of those up to its own -/
  | window (size : Nat)

/-- How the scores of attention are made of dot products. -/
structure Scoring where
  /-- Dot products are divided by the root of this number, which is usually that of the entries of a
  head. -/
  root : Nat
  /-- The soft cap of the scores; zero for none. -/
  cap : Dyadic

/-- The row that is looked up for position `t`. -/
def RowIndex.row (text : Text) (t : Nat) : RowIndex → Nat
  | token => text.token t
  | position => t
  | paddedPosition pad =>
    if text.token t = pad then pad
    else pad + Router.count (t + 1) fun i => not (Nat.beq (text.token i) pad)
  | fixed row => row

/-- The first position that position `t` attends to. -/
def Mask.first (t : Nat) : Mask → Nat
  | full => 0
  | causal => 0
  | window size => t + 1 - size

/-- How many positions position `t` of a text attends to, from the first one on. -/
def Mask.count (length t : Nat) : Mask → Nat
  | full => length
  | causal => t + 1
  | window size => t + 1 - (t + 1 - size)

variable {R : Type u} [ExpField R]

/-- The function that an activation stands for. -/
def Activation.apply (θ : Parameters R) : Activation → R → R
  | relu => QuantCert.relu
  | gelu => θ.gelu
  | silu => QuantCert.silu

/-- What becomes of a score before the softmax. -/
def Scoring.limit (s : Scoring) (score : R) : R :=
  if s.cap.mantissa = 0 then score else softCap (s.cap.value R) score

/-- `rope` of each head of `2 * half` entries. -/
def ropeHeads (half : Nat) (c s x : Vec R) : Vec R :=
  fun i => rope half c s (Attention.head (half + half) (i / (half + half)) x) (i % (half + half))

/-- The bounds hold of the `dim` entries of `x` and of its heads of `d` entries. -/
structure Size.Holds (d dim : Nat) (s : Size) (x : Vec R) : Prop where
  entry : InRange dim (s.entry.value R) x
  head : ∀ h, h * d + d ≤ dim → norm2 d (Attention.head d h x) ≤ s.head.value R
  norm : norm2 dim x ≤ s.norm.value R

end QuantCert
