prelude
import QuantCert.Spec.Integer.Attention
import QuantCert.Spec.Integer.Norm
import QuantCert.Spec.Integer.Rope
import QuantCert.Spec.Integer.Silu

/-!
# The integer program: a decoder, from tokens to logits

The Llama family: norms, rotary embedding, attention with heads of keys and values that are shared,
gated layers. All of it is integers; `M` is the kind of the matrices and `mul` the product with one.

## Main definitions
* `Integer.Sizes`, `Integer.Layer`, `Integer.Program`: what a program holds
* `Integer.Layer.step`: a layer at a position, given what it kept of the positions before
* `Integer.Program.step`, `Integer.Program.run`: one token, and all tokens one after another
* `Integer.Program.logits`: the logits after the last token
* `Integer.argmax`: the next token when decoding is greedy
-/

namespace QuantCert.Integer

/-- Numbers that all layers share. -/
structure Sizes where
  /-- wide vectors are in units of `2^-wide` -/
  wide : Nat
  /-- bits of narrow entries -/
  bits : Nat
  /-- heads of queries -/
  heads : Nat
  /-- heads of keys and values -/
  kvHeads : Nat
  /-- entries of a head -/
  headSize : Nat
  /-- `log2 e / sqrt headSize` in units of `2^-16` -/
  scoreFactor : Int
  /-- powers of two -/
  powers : PowerTable

/-- A layer. -/
structure Layer (M : Type) where
  attentionNorm : NormFactors
  q : Linear M
  k : Linear M
  v : Linear M
  o : Linear M
  feedForwardNorm : NormFactors
  gate : Linear M
  up : Linear M
  down : Linear M

/-- Keys or values of one head at all positions so far, the last position first. -/
abbrev Past : Type := List Narrow

/-- What a layer keeps: of each head of keys and values its past. -/
structure Kept where
  keys : List Past
  values : List Past

/-- Nothing kept yet, of so many heads. -/
def Kept.empty (kvHeads : Nat) : Kept :=
  ⟨List.replicate kvHeads [], List.replicate kvHeads []⟩

/-- What is kept of one more position, before what was kept. -/
def Kept.add (keys values : List Narrow) (past : Kept) : Kept :=
  ⟨List.zipWith (fun k rest => k :: rest) keys past.keys,
    List.zipWith (fun v rest => v :: rest) values past.values⟩

/-- All heads of queries, `group` of which share a head of keys and values. -/
def attendAll (S : Sizes) (group : Nat) : List (List Int) → List Past → List Past → List Int
  | qs, keys :: moreKeys, values :: moreValues =>
    ((qs.take group).map fun q =>
      attendHead S.powers S.wide S.headSize S.scoreFactor (narrow S.bits q) keys values).flatten ++
      attendAll S group (qs.drop group) moreKeys moreValues
  | _, _, _ => []

/-- Sums, entry by entry. -/
def addAll (a b : List Int) : List Int := List.zipWith (fun x y => x + y) a b

namespace Layer

variable {M : Type} (mul : M → List Int → List Int) (S : Sizes)

/-- The normed input of attention. -/
def attentionInput (L : Layer M) (x : List Int) : List Int := rmsNorm S.wide L.attentionNorm x

/-- The keys of a position whose normed input is `n`, turned. -/
def newKeys (L : Layer M) (A : Angles) (n : List Int) : List Narrow :=
  (chunks S.headSize S.kvHeads (L.k.apply mul S.bits n)).map fun head =>
    narrow S.bits (rotate A head)

/-- The values of a position whose normed input is `n`. -/
def newValues (L : Layer M) (n : List Int) : List Narrow :=
  (chunks S.headSize S.kvHeads (L.v.apply mul S.bits n)).map fun head => narrow S.bits head

/-- The heads of attention at a position whose normed input is `n`. -/
def attend (L : Layer M) (A : Angles) (kept : Kept) (n : List Int) : List Int :=
  attendAll S (S.heads / S.kvHeads)
    ((chunks S.headSize S.heads (L.q.apply mul S.bits n)).map (rotate A)) kept.keys kept.values

/-- The residual stream after attention. -/
def afterAttention (L : Layer M) (A : Angles) (kept : Kept) (x : List Int) : List Int :=
  addAll x (L.o.apply mul S.bits (L.attend mul S A kept (L.attentionInput S x)))

/-- The gated layer of a normed input. -/
def feedForward (L : Layer M) (n : List Int) : List Int :=
  L.down.apply mul S.bits (Integer.gate S.powers S.wide (L.gate.apply mul S.bits n)
    (L.up.apply mul S.bits n))

/-- The residual stream after the gated layer. -/
def afterFeedForward (L : Layer M) (x : List Int) : List Int :=
  addAll x (L.feedForward mul S (rmsNorm S.wide L.feedForwardNorm x))

/-- What the layer has kept after a position whose stream is `x`. -/
def keep (L : Layer M) (A : Angles) (past : Kept) (x : List Int) : Kept :=
  past.add (L.newKeys mul S A (L.attentionInput S x)) (L.newValues mul S (L.attentionInput S x))

/-- The residual stream after the layer. -/
def pass (L : Layer M) (A : Angles) (kept : Kept) (x : List Int) : List Int :=
  L.afterFeedForward mul S (L.afterAttention mul S A kept x)

end Layer

/-- A program: a whole decoder. -/
structure Program (M : Type) where
  sizes : Sizes
  /-- the row of a token, in the wide unit -/
  embedding : Nat → List Int
  /-- cosines and sines of a position -/
  angles : Nat → Angles
  layers : List (Layer M)
  finalNorm : NormFactors
  head : Linear M

/-- The residual stream and what all layers keep, after a token. -/
structure State where
  kept : List Kept
  stream : List Int

namespace Program

variable {M : Type} (mul : M → List Int → List Int)

/-- All layers at one position. -/
def stepLayers (S : Sizes) (A : Angles) : List (Layer M) → List Kept → List Int → State
  | L :: layers, past :: rest, x =>
    let kept := L.keep mul S A past x
    let after := stepLayers S A layers rest (L.pass mul S A kept x)
    ⟨kept :: after.kept, after.stream⟩
  | _, _, x => ⟨[], x⟩

/-- Nothing read yet. -/
def start (P : Program M) : State := ⟨P.layers.map fun _ => Kept.empty P.sizes.kvHeads, []⟩

/-- Reads the token of position `t`. -/
def step (P : Program M) (t token : Nat) (before : State) : State :=
  stepLayers mul P.sizes (P.angles t) P.layers before.kept (P.embedding token)

/-- Reads all tokens, the first of them at position `t`. -/
def run (P : Program M) : (t : Nat) → (tokens : List Nat) → State → State
  | _, [], before => before
  | t, token :: rest, before => run P (t + 1) rest (P.step mul t token before)

/-- The logits of a state, in the wide unit. -/
def readOut (P : Program M) (after : State) : List Int :=
  P.head.apply mul P.sizes.bits (rmsNorm P.sizes.wide P.finalNorm after.stream)

/-- The logits after the last token, in the wide unit. -/
def logits (P : Program M) (tokens : List Nat) : List Int :=
  P.readOut mul (P.run mul 0 tokens P.start)

end Program

/-- The place of the largest entry, of equal ones the first: `best` at place `place` so far, and `i`
entries have been seen. -/
def argmaxFrom (best : Int) (place : Nat) : (i : Nat) → List Int → Nat
  | _, [] => place
  | i, a :: rest => if best < a then argmaxFrom a i (i + 1) rest else argmaxFrom best place (i + 1) rest

/-- The place of the largest entry, of equal ones the first. -/
def argmax : List Int → Nat
  | [] => 0
  | a :: rest => argmaxFrom a 0 1 rest

end QuantCert.Integer
