prelude
import QuantCert.Spec.Activation.Relu
import QuantCert.Spec.Activation.Silu
import QuantCert.Spec.Attention.Attention
import QuantCert.Spec.Attention.Rope
import QuantCert.Spec.Gate.Gated
import QuantCert.Spec.Norm.RMSNorm
import QuantCert.Spec.Router.Select
import QuantCert.Spec.Row.Dyadic

/-!
# A network, from tokens to logits

A `Net` is an architecture: which operation is applied to what. It holds no weights: matrices and
vectors are numbered, and `Net.eval` looks them up. The original and the quantized network are the
same `Net` with different matrices.

Activations are one vector for each of `n` positions. `region`, the last argument of the norms and
the gap of a router change nothing in what a net computes; they say what `Net.Assumed` assumes of
the original activations there.

## Main definitions
* `Activations R`: a vector for each position.
* `Text`: tokens and their number; `Parameters R`: what quantization leaves as it is.
* `Net`, `Net.eval`: a network and what it computes.
* `Size`, `Size.Holds`: bounds of one activation vector.
* `Net.Assumed`: the original activations stay in the regions of the net.
* `Net.assumesNothing`, `assumesNothingAll`: there are no regions.
* `evalAll`, `AssumedAll`: networks one after the other.
-/

universe u

namespace QuantCert

open Router

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
  /-- The cosines of the rotary embedding, by position. -/
  cos : Nat → Vec R
  /-- The sines of the rotary embedding, by position. -/
  sin : Nat → Vec R

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
  /-- always the same row -/
  | fixed (row : Nat)

/-- Functions that are applied to each entry. -/
inductive Activation where
  | relu
  | gelu
  | silu

/-- An architecture. Numbers `w` name matrices, `g` and `b` vectors. -/
inductive Net where
  /-- The activations that the net is given. -/
  | input
  /-- A row of the matrix `w`, which has `rows` rows of `dim` entries. -/
  | lookup (rows dim w : Nat) (index : RowIndex)
  /-- The matrix `w` of `rows` rows and `cols` columns times the activation. -/
  | linear (rows cols w : Nat) (x : Net)
  /-- The vector `b` of `dim` entries is added. -/
  | bias (dim b : Nat) (x : Net)
  /-- RMSNorm with factors `g`; in the original network the root mean square of the activation is
  assumed to be at least `low`. -/
  | rmsNorm (dim g : Nat) (ε low : Dyadic) (x : Net)
  /-- LayerNorm with factors `g` and offsets `b`; in the original network the root mean square of
  the centred activation is assumed to be at least `low`. -/
  | layerNorm (dim g b : Nat) (ε low : Dyadic) (x : Net)
  /-- A function applied to each entry. -/
  | activate (dim : Nat) (f : Activation) (x : Net)
  /-- The sum. -/
  | add (dim : Nat) (x y : Net)
  /-- The product, entry by entry. -/
  | mul (dim : Nat) (x y : Net)
  /-- Rotary position embedding of `heads` heads of `2 * half` entries. -/
  | rope (heads half : Nat) (x : Net)
  /-- Attention of `groups * group` heads of `d` entries, where `group` heads share a head of keys
  and values. If it is causal, a position attends to those up to its own, else to all. -/
  | attention (groups group d : Nat) (causal : Bool) (q k v : Net)
  /-- The outputs of `count` experts, mixed with the softmax of the router's `count` scores. -/
  | mixture (count dim : Nat) (router : Net) (expert : Nat → Net)
  /-- The outputs of the `k` of `count` experts with the largest scores, mixed with the softmax of
  these scores. Unless `gap` is zero, in the original network the selected scores are assumed to
  exceed the others by more than `gap`. -/
  | routed (count k dim : Nat) (gap : Dyadic) (router : Net) (expert : Nat → Net)
  /-- `second`, applied to what `first` computes. -/
  | seq (first second : Net)
  /-- The activation itself, assumed to be within `size` in the original network. -/
  | region (dim : Nat) (size : Size) (x : Net)

/-- The row that is looked up for position `t`. -/
def RowIndex.row (text : Text) (t : Nat) : RowIndex → Nat
  | token => text.token t
  | position => t
  | fixed row => row

variable {R : Type u} [ExpField R]

/-- The function that an activation stands for. -/
def Activation.apply (θ : Parameters R) : Activation → R → R
  | relu => QuantCert.relu
  | gelu => θ.gelu
  | silu => QuantCert.silu

/-- `rope` of each head of `2 * half` entries. -/
def ropeHeads (half : Nat) (c s x : Vec R) : Vec R :=
  fun i => rope half c s (Attention.head (half + half) (i / (half + half)) x) (i % (half + half))

namespace Net

/-- What the net computes from the activations `X` with the matrices `W`. -/
def eval (θ : Parameters R) (text : Text) (W : Nat → Matrix R) : Net → Activations R → Activations R
  | input, X => X
  | lookup _ _ w index, _ => fun t => W w (index.row text t)
  | linear _ cols w x, X => fun t => matVec cols (W w) (x.eval θ text W X t)
  | bias _ b x, X => fun t i => x.eval θ text W X t i + θ.vector b i
  | rmsNorm dim g ε _ x, X => fun t =>
      QuantCert.rmsNorm dim (ε.value R) (θ.vector g) (x.eval θ text W X t)
  | layerNorm dim g b ε _ x, X => fun t =>
      QuantCert.layerNorm dim (ε.value R) (θ.vector g) (θ.vector b) (x.eval θ text W X t)
  | activate _ f x, X => fun t i => f.apply θ (x.eval θ text W X t i)
  | add _ x y, X => fun t i => x.eval θ text W X t i + y.eval θ text W X t i
  | mul _ x y, X => fun t => gated (x.eval θ text W X t) (y.eval θ text W X t)
  | rope _ half x, X => fun t => ropeHeads half (θ.cos t) (θ.sin t) (x.eval θ text W X t)
  | attention _ group d causal q k v, X => fun t =>
      groupedAttention (if causal = true then t + 1 else text.length) d (1 / sqrt (natCast d)) group
        (q.eval θ text W X t) (k.eval θ text W X) (v.eval θ text W X)
  | mixture count _ router expert, X => fun t =>
      mixRows count (softmax count (router.eval θ text W X t)) fun e => (expert e).eval θ text W X t
  | routed count k _ _ router expert, X => fun t =>
      experts count (topK count k (router.eval θ text W X t)) (router.eval θ text W X t) fun e =>
        (expert e).eval θ text W X t
  | seq first second, X => second.eval θ text W (first.eval θ text W X)
  | region _ _ x, X => x.eval θ text W X

end Net

/-- The bounds hold of the `dim` entries of `x` and of its heads of `d` entries. -/
structure Size.Holds (d dim : Nat) (s : Size) (x : Vec R) : Prop where
  entry : InRange dim (s.entry.value R) x
  head : ∀ h, h * d + d ≤ dim → norm2 d (Attention.head d h x) ≤ s.head.value R
  norm : norm2 dim x ≤ s.norm.value R

/-- The root mean square of `dim` entries is at least `low`. -/
def RmsAtLeast (dim : Nat) (low : R) (x : Vec R) : Prop := natCast dim * low ^ 2 ≤ sumSq dim x

/-- Unless `gap` is zero, the `k` largest of `count` scores exceed the others by more than `gap`. -/
def GapAbove (count k : Nat) (gap : Dyadic) (z : Vec R) : Prop :=
  gap.mantissa ≠ 0 → SeparatedBy count (gap.value R) z (topK count k z)

/-- In the network with the matrices `W`, all activations stay in the regions of the net. -/
def Net.Assumed (θ : Parameters R) (text : Text) (d : Nat) (W : Nat → Matrix R) :
    Net → Activations R → Prop
  | input, _ => True
  | lookup _ _ _ _, _ => True
  | linear _ _ _ x, X => x.Assumed θ text d W X
  | bias _ _ x, X => x.Assumed θ text d W X
  | rmsNorm dim _ _ low x, X => x.Assumed θ text d W X ∧
      ∀ t, t < text.length → RmsAtLeast dim (low.value R) (x.eval θ text W X t)
  | layerNorm dim _ _ _ low x, X => x.Assumed θ text d W X ∧
      ∀ t, t < text.length → RmsAtLeast dim (low.value R) (subMean dim (x.eval θ text W X t))
  | activate _ _ x, X => x.Assumed θ text d W X
  | add _ x y, X => x.Assumed θ text d W X ∧ y.Assumed θ text d W X
  | mul _ x y, X => x.Assumed θ text d W X ∧ y.Assumed θ text d W X
  | rope _ _ x, X => x.Assumed θ text d W X
  | attention _ _ _ _ q k v, X =>
      q.Assumed θ text d W X ∧ k.Assumed θ text d W X ∧ v.Assumed θ text d W X
  | mixture count _ router expert, X => router.Assumed θ text d W X ∧
      ∀ e, e < count → (expert e).Assumed θ text d W X
  | routed count k _ gap router expert, X => router.Assumed θ text d W X ∧
      ((∀ e, e < count → (expert e).Assumed θ text d W X) ∧
      ∀ t, t < text.length → GapAbove count k gap (router.eval θ text W X t))
  | seq first second, X =>
      first.Assumed θ text d W X ∧ second.Assumed θ text d W (first.eval θ text W X)
  | region dim size x, X => x.Assumed θ text d W X ∧
      ∀ t, t < text.length → size.Holds d dim (x.eval θ text W X t)

/-- Whether `p` passes all numbers below `n`. -/
def everyBelow : Nat → (Nat → Bool) → Bool
  | 0, _ => true
  | n + 1, p => everyBelow n p && p n

/-- Whether the net has no region, its norms assume no root mean square above zero, and its routers
no gap. -/
def Net.assumesNothing : Net → Bool
  | input => true
  | lookup _ _ _ _ => true
  | linear _ _ _ x => x.assumesNothing
  | bias _ _ x => x.assumesNothing
  | rmsNorm _ _ _ low x => Nat.beq low.mantissa 0 && x.assumesNothing
  | layerNorm _ _ _ _ low x => Nat.beq low.mantissa 0 && x.assumesNothing
  | activate _ _ x => x.assumesNothing
  | add _ x y => x.assumesNothing && y.assumesNothing
  | mul _ x y => x.assumesNothing && y.assumesNothing
  | rope _ _ x => x.assumesNothing
  | attention _ _ _ _ q k v => q.assumesNothing && (k.assumesNothing && v.assumesNothing)
  | mixture count _ router expert => router.assumesNothing &&
      everyBelow count fun e => (expert e).assumesNothing
  | routed count _ _ gap router expert => Nat.beq gap.mantissa 0 && (router.assumesNothing &&
      everyBelow count fun e => (expert e).assumesNothing)
  | seq first second => first.assumesNothing && second.assumesNothing
  | region _ _ _ => false

/-- Whether none of the networks assumes anything. -/
def assumesNothingAll : List Net → Bool
  | [] => true
  | net :: rest => net.assumesNothing && assumesNothingAll rest

/-- Networks one after the other, the first of the list first. -/
def evalAll (θ : Parameters R) (text : Text) (W : Nat → Matrix R) :
    List Net → Activations R → Activations R
  | [], X => X
  | net :: rest, X => evalAll θ text W rest (net.eval θ text W X)

/-- The activations stay in the regions of all networks. -/
def AssumedAll (θ : Parameters R) (text : Text) (d : Nat) (W : Nat → Matrix R) :
    List Net → Activations R → Prop
  | [], _ => True
  | net :: rest, X => net.Assumed θ text d W X ∧ AssumedAll θ text d W rest (net.eval θ text W X)

end QuantCert
