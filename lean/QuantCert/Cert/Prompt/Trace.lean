prelude
import QuantCert.Cert.Model.Plan
import QuantCert.Cert.Prompt.Attention
import QuantCert.Cert.Prompt.Experts
import QuantCert.Cert.Prompt.Known
import QuantCert.Cert.Prompt.Norm
import QuantCert.Cert.Prompt.Parts
import QuantCert.Cert.Prompt.Silu

/-!
# The check of all claims about one prompt

A trace claims a box after every operation of a net. Each must contain what the operation makes of
the boxes before it.

## Main definitions
* `Trace`, `Trace.out`: the claims, in the shape of a net.
* `Net.enclose c net trace dim A`: whether the claims follow, if the input has `dim` entries and lies
  in the box `A`.
* `encloseAll`, `outAll`: the same for networks one after the other.
-/

namespace QuantCert

/-- The claims for a net, one constructor for each shape of an operation. -/
inductive Trace where
  /-- the input -/
  | input
  /-- rows that are looked up: number `number` of what is known -/
  | lookup (out : Box) (number : Nat)
  /-- one operand -/
  | one (out : Box) (x : Trace)
  /-- two operands -/
  | two (out : Box) (x y : Trace)
  /-- one operand, of a norm, and its inverse root mean squares -/
  | norm (out roots : Box) (x : Trace)
  /-- one operand, of LayerNorm, its entries minus their mean, and the inverse root mean squares -/
  | layerNorm (out centred roots : Box) (x : Trace)
  /-- one operand, of a function made of exponentials; soft caps are computed in units of
  `2^-number`, and GELU by the error function with what `number` holds: `erfBlocks` and others -/
  | exponential (out : Box) (table : ExpTable) (number : Nat) (x : Trace)
  /-- query, key and value -/
  | attention (out : Box) (data : AttentionData) (q k v : Trace)
  /-- router and experts, whose outputs are averaged in units of `2^-scale` -/
  | experts (out : Box) (data : MixtureData) (scale : Nat) (router : Trace)
      (expert : Nat → Trace)
  /-- one net after the other -/
  | seq (first second : Trace)

/-- The box that is claimed for the output, if the input lies in `A`. -/
def Trace.out (A : Box) : Trace → Box
  | input => A
  | lookup out _ => out
  | one out _ => out
  | two out _ _ => out
  | norm out _ _ => out
  | layerNorm out _ _ _ => out
  | exponential out _ _ _ => out
  | attention out _ _ _ _ => out
  | experts out _ _ _ _ => out
  | seq first second => second.out (first.out A)

/-- Whether rows are chosen in the same way. -/
def RowIndex.same : RowIndex → RowIndex → Bool
  | token, token => true
  | position, position => true
  | paddedPosition a, paddedPosition b => Nat.beq a b
  | fixed a, fixed b => Nat.beq a b
  | _, _ => false

/-- Whether vector `b` has `dim` entries and passes. -/
noncomputable def PromptData.vectorAnd (c : PromptData) (b dim : Nat) (p : Box → Bool) : Bool :=
  nthAnd c.vectors b fun v => Nat.beq v.dim dim && p v.box

/-- Whether the activation is the rectifier. -/
def Activation.isRelu : Activation → Bool
  | relu => true
  | _ => false

/-- An activation made of exponentials. -/
noncomputable def PromptData.checkActivate (c : PromptData) (E : ExpTable) (number dim : Nat)
    (A B : Box) : Activation → Bool
  | .relu => false
  | .silu => E.check && atEach2 c.length (byParts number dim fun n => checkSilu E 1 n) A B
  | .gelu => match c.gelu with
    | .unknown => false
    | .tanh V => E.check && atEach2 c.length (checkTanhGelu E 1 dim V) A B
    | .erf V => E.check && atEach2 c.length (byParts (erfParts number) dim fun n =>
        checkErfGelu E number 1 n V) A B

/-- Whether every claim of the trace follows, if the input has `dim` entries and lies in `A`. -/
noncomputable def Net.enclose (c : PromptData) (dim : Nat) (A : Box) : Net → Trace → Bool
  | region n _ x, t => x.enclose c dim A t && Nat.beq (x.outDim dim) n
  | input, .input => true
  | lookup _ n w index, .lookup out i => nthAnd c.lookups i fun l => Nat.beq l.matrix w &&
      (l.index.same index && (Nat.beq l.dim n && atEach2 c.length (checkCopy 1 n) l.box out))
  | linear rows cols w x, .one out tx => x.enclose c dim A tx && (Nat.beq (x.outDim dim) cols &&
      nthAnd c.matrices w fun m => Nat.beq m.cols cols &&
        checkLinear c.length rows cols m.parts (tx.out A) out)
  | bias n b x, .one out tx => x.enclose c dim A tx && (Nat.beq (x.outDim dim) n &&
      c.vectorAnd b n fun v => atEach2 c.length (fun a b => checkBias 1 n a v b) (tx.out A) out)
  | scale n a x, .one out tx => x.enclose c dim A tx && (Nat.beq (x.outDim dim) n &&
      atEach2 c.length (checkScale 1 n a) (tx.out A) out)
  | rmsNorm n g ε _ x, .norm out roots tx => x.enclose c dim A tx && (Nat.beq (x.outDim dim) n &&
      c.vectorAnd g n fun v => atEach3 c.length (checkRmsNorm 1 n ε v) (tx.out A) roots out)
  | rmsNormHeads heads n g ε _ x, .norm out roots tx => x.enclose c dim A tx &&
      (Nat.beq (x.outDim dim) (heads * n) &&
      c.vectorAnd g n fun v => atEach3 c.length (checkNormHeads 1 heads n ε v) (tx.out A) roots out)
  | layerNorm n g b ε _ x, .layerNorm out centred roots tx => x.enclose c dim A tx &&
      (Nat.beq (x.outDim dim) n && c.vectorAnd g n fun v => c.vectorAnd b n fun o =>
        atEach4 c.length (checkLayerNorm 1 n ε v o) (tx.out A) centred roots out)
  | activate n f x, .one out tx => x.enclose c dim A tx && (Nat.beq (x.outDim dim) n &&
      (f.isRelu && checkRelu c.length n (tx.out A) out))
  | activate n f x, .exponential out E s tx => x.enclose c dim A tx &&
      (Nat.beq (x.outDim dim) n && c.checkActivate E s n (tx.out A) out f)
  | softCap n a x, .exponential out E s tx => x.enclose c dim A tx &&
      (Nat.beq (x.outDim dim) n && (E.check && checkSoftCap E c.length n s a (tx.out A) out))
  | add n x y, .two out tx ty => x.enclose c dim A tx && (y.enclose c dim A ty &&
      (Nat.beq (x.outDim dim) n && (Nat.beq (y.outDim dim) n &&
      atEach3 c.length (checkAdd 1 n) (tx.out A) (ty.out A) out)))
  | mul n x y, .two out tx ty => x.enclose c dim A tx && (y.enclose c dim A ty &&
      (Nat.beq (x.outDim dim) n && (Nat.beq (y.outDim dim) n &&
      atEach3 c.length (checkMul 1 n) (tx.out A) (ty.out A) out)))
  | rope heads half a x, .one out tx => x.enclose c dim A tx &&
      (Nat.beq (x.outDim dim) (heads * (half + half)) && nthAnd c.angles a fun g =>
        Nat.beq g.half half && atEach4 c.length (checkRope 1 heads half) g.cos g.sin (tx.out A) out)
  | attention groups group d mask scoring q k v, .attention out data tq tk tv =>
      q.enclose c dim A tq && (k.enclose c dim A tk && (v.enclose c dim A tv &&
      (Nat.beq (q.outDim dim) (groups * group * d) && (Nat.beq (k.outDim dim) (groups * d) &&
      (Nat.beq (v.outDim dim) (groups * d) && checkHeads data c.length groups group d mask scoring
        (tq.out A) (tk.out A) (tv.out A) out)))))
  | mixture count n router expert, .experts out data s tr te => router.enclose c dim A tr &&
      (Nat.beq (router.outDim dim) count && ((allBelow count fun e =>
        (expert e).enclose c dim A (te e) && Nat.beq ((expert e).outDim dim) n) &&
      checkMixture data c.length count n s (tr.out A) (fun e => (te e).out A) out))
  | routed count k n _ router expert, .experts out data s tr te => router.enclose c dim A tr &&
      (Nat.beq (router.outDim dim) count && ((allBelow count fun e =>
        (expert e).enclose c dim A (te e) && Nat.beq ((expert e).outDim dim) n) &&
      checkRouted data false c.length count k n s (tr.out A) (fun e => (te e).out A) out))
  | routedShares count k n _ router expert, .experts out data s tr te => router.enclose c dim A tr &&
      (Nat.beq (router.outDim dim) count && ((allBelow count fun e =>
        (expert e).enclose c dim A (te e) && Nat.beq ((expert e).outDim dim) n) &&
      checkRouted data true c.length count k n s (tr.out A) (fun e => (te e).out A) out))
  | seq first second, .seq tf ts => first.enclose c dim A tf &&
      second.enclose c (first.outDim dim) (tf.out A) ts
  | _, _ => false

/-- Whether every claim of every trace follows. -/
noncomputable def encloseAll (c : PromptData) (dim : Nat) (A : Box) : List Net → List Trace → Bool
  | [], [] => true
  | net :: nets, t :: ts =>
      net.enclose c dim A t && encloseAll c (net.outDim dim) (t.out A) nets ts
  | _, _ => false

/-- The box after networks one after the other. -/
def outAll (A : Box) : List Trace → Box
  | [] => A
  | t :: rest => outAll (t.out A) rest

end QuantCert
