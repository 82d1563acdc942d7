prelude
import QuantCert.Spec.Gate.Gated
import QuantCert.Spec.Model.Operation
import QuantCert.Spec.Norm.RMSNorm
import QuantCert.Spec.Router.Select

/-!
# A network, from tokens to logits

A `Net` is an architecture: which operation is applied to what. It holds no weights: matrices and
vectors are numbered, and `Net.eval` looks them up. The original and the quantized network are the
same `Net` with different matrices.

Activations are one vector for each of `n` positions. `region`, the last argument of the norms and
the gap of a router change nothing in what a net computes; they say what `Net.Assumed` assumes of
the original activations there.

## Main definitions
* `Net`, `Net.eval`: a network and what it computes.
* `evalAll`: networks one after the other.
-/

universe u

namespace QuantCert

open Router

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
  /-- The activation times the number `c`. -/
  | scale (dim : Nat) (c : Dyadic) (x : Net)
  /-- RMSNorm with factors `g`; in the original network the root mean square of the activation is
  assumed to be at least `low`. -/
  | rmsNorm (dim g : Nat) (ε low : Dyadic) (x : Net)
  /-- RMSNorm of each of `heads` heads of `d` entries, all with the factors `g`; in the original
  network the root mean square of every head is assumed to be at least `low`. -/
  | rmsNormHeads (heads d g : Nat) (ε low : Dyadic) (x : Net)
  /-- LayerNorm with factors `g` and offsets `b`; in the original network the root mean square of
  the centred activation is assumed to be at least `low`. -/
  | layerNorm (dim g b : Nat) (ε low : Dyadic) (x : Net)
  /-- A function applied to each entry. -/
  | activate (dim : Nat) (f : Activation) (x : Net)
  /-- The soft cap `c` of each entry. -/
  | softCap (dim : Nat) (c : Dyadic) (x : Net)
  /-- The sum. -/
  | add (dim : Nat) (x y : Net)
  /-- The product, entry by entry. -/
  | mul (dim : Nat) (x y : Net)
  /-- Rotary position embedding of `heads` heads of `2 * half` entries, by the angles of table
  `angles`. -/
  | rope (heads half angles : Nat) (x : Net)
  /-- Attention of `groups * group` heads of `d` entries, where `group` heads share a head of keys
  and values. -/
  | attention (groups group d : Nat) (mask : Mask) (scoring : Scoring) (q k v : Net)
  /-- The outputs of `count` experts, mixed with the softmax of the router's `count` scores. -/
  | mixture (count dim : Nat) (router : Net) (expert : Nat → Net)
  /-- The outputs of the `k` of `count` experts with the largest scores, mixed with the softmax of
  these scores. Unless `gap` is zero, in the original network the selected scores are assumed to
  exceed the others by more than `gap`. -/
  | routed (count k dim : Nat) (gap : Dyadic) (router : Net) (expert : Nat → Net)
  /-- The same, but the weights are those of the softmax of all scores, so that they add to less than
  one. -/
  | routedShares (count k dim : Nat) (gap : Dyadic) (router : Net) (expert : Nat → Net)
  /-- `second`, applied to what `first` computes. -/
  | seq (first second : Net)
  /-- The activation itself, assumed to be within `size` in the original network. -/
  | region (dim : Nat) (size : Size) (x : Net)

variable {R : Type u} [ExpField R]

namespace Net

/-- What the net computes from the activations `X` with the matrices `W`. -/
def eval (θ : Parameters R) (text : Text) (W : Nat → Matrix R) : Net → Activations R → Activations R
  | input, X => X
  | lookup _ _ w index, _ => fun t => W w (index.row text t)
  | linear _ cols w x, X => fun t => matVec cols (W w) (x.eval θ text W X t)
  | bias _ b x, X => fun t i => x.eval θ text W X t i + θ.vector b i
  | scale _ c x, X => fun t i => c.value R * x.eval θ text W X t i
  | rmsNorm dim g ε _ x, X => fun t =>
      QuantCert.rmsNorm dim (ε.value R) (θ.vector g) (x.eval θ text W X t)
  | rmsNormHeads _ d g ε _ x, X => fun t =>
      QuantCert.rmsNormHeads d (ε.value R) (θ.vector g) (x.eval θ text W X t)
  | layerNorm dim g b ε _ x, X => fun t =>
      QuantCert.layerNorm dim (ε.value R) (θ.vector g) (θ.vector b) (x.eval θ text W X t)
  | activate _ f x, X => fun t i => f.apply θ (x.eval θ text W X t i)
  | softCap _ c x, X => fun t i => QuantCert.softCap (c.value R) (x.eval θ text W X t i)
  | add _ x y, X => fun t i => x.eval θ text W X t i + y.eval θ text W X t i
  | mul _ x y, X => fun t => gated (x.eval θ text W X t) (y.eval θ text W X t)
  | rope _ half a x, X => fun t =>
      ropeHeads half (θ.cos a t) (θ.sin a t) (x.eval θ text W X t)
  | attention _ group d mask scoring q k v, X => fun t =>
      groupedAttentionWith scoring.limit (mask.count text.length t) d
        (1 / sqrt (natCast scoring.root)) group (q.eval θ text W X t)
        (fun j => k.eval θ text W X (mask.first t + j))
        fun j => v.eval θ text W X (mask.first t + j)
  | mixture count _ router expert, X => fun t =>
      mixRows count (softmax count (router.eval θ text W X t)) fun e => (expert e).eval θ text W X t
  | routed count k _ _ router expert, X => fun t =>
      experts count (topK count k (router.eval θ text W X t)) (router.eval θ text W X t) fun e =>
        (expert e).eval θ text W X t
  | routedShares count k _ _ router expert, X => fun t =>
      expertShares count (topK count k (router.eval θ text W X t)) (router.eval θ text W X t)
        fun e => (expert e).eval θ text W X t
  | seq first second, X => second.eval θ text W (first.eval θ text W X)
  | region _ _ x, X => x.eval θ text W X

end Net

/-- Networks one after the other, the first of the list first. -/
def evalAll (θ : Parameters R) (text : Text) (W : Nat → Matrix R) :
    List Net → Activations R → Activations R
  | [], X => X
  | net :: rest, X => evalAll θ text W rest (net.eval θ text W X)

end QuantCert
