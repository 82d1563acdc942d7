prelude
import QuantCert.Spec.Integer.FormedSteps
import QuantCert.Spec.Integer.Registers

/-!
# What a whole run puts into registers

## Main definitions
* `Integer.Layer.form`, `Integer.Program.form`: all that a layer at a position forms, and a run
* `Integer.rowLists`: the rows of the parts of a matrix
* `Integer.Program.NeverOverflows`: no run on a text of so many tokens leaves a register
-/

namespace QuantCert.Integer

variable {M : Type} (rows : M → List (List Int))

/-- All heads of queries, as `attendAll` takes them. -/
def formAttend (S : Sizes) (group : Nat) : List (List Int) → List Past → List Past → List Formed
  | qs, keys :: moreKeys, values :: moreValues =>
    ((qs.take group).flatMap fun q => formNarrow S.bits q ++
      formHead S.powers S.wide S.headSize S.scoreFactor (narrow S.bits q) keys values) ++
      formAttend S group (qs.drop group) moreKeys moreValues
  | _, _, _ => []

/-- Of two vectors that are added. -/
def formSums (a b : List Int) : List Formed := List.zipWith (fun x y => wide [x, y]) a b

namespace Layer

variable (S : Sizes) (L : Layer M) (A : Angles)

/-- Of queries, keys and values of a normed input: products, rotations, narrow heads. -/
def formHeads (n : List Int) : List Formed :=
  formLinear rows S.bits L.q n ++ (formLinear rows S.bits L.k n ++ (formLinear rows S.bits L.v n ++
    ((chunks S.headSize S.heads (L.q.apply (mulRows rows) S.bits n)).flatMap (formRotate A) ++
    ((chunks S.headSize S.kvHeads (L.k.apply (mulRows rows) S.bits n)).flatMap (fun head =>
      formRotate A head ++ formNarrow S.bits (rotate A head)) ++
    (chunks S.headSize S.kvHeads (L.v.apply (mulRows rows) S.bits n)).flatMap
      (formNarrow S.bits)))))

/-- Of attention at a position, given what is kept with that position. -/
def formAttention (kept : Kept) (x : List Int) : List Formed :=
  let n := L.attentionInput S x
  let mixed := L.attend (mulRows rows) S A kept n
  formNorm S.wide L.attentionNorm x ++ (L.formHeads rows S A n ++
    (formAttend S (S.heads / S.kvHeads)
      ((chunks S.headSize S.heads (L.q.apply (mulRows rows) S.bits n)).map (rotate A))
      kept.keys kept.values ++
    (formLinear rows S.bits L.o mixed ++ formSums x (L.o.apply (mulRows rows) S.bits mixed))))

/-- Of the gated layer. -/
def formFeedForward (x : List Int) : List Formed :=
  let n := rmsNorm S.wide L.feedForwardNorm x
  let gated := L.gate.apply (mulRows rows) S.bits n
  let up := L.up.apply (mulRows rows) S.bits n
  let hidden := Integer.gate S.powers S.wide gated up
  formNorm S.wide L.feedForwardNorm x ++ (formLinear rows S.bits L.gate n ++
    (formLinear rows S.bits L.up n ++ (formGate S.powers S.wide gated up ++
    (formLinear rows S.bits L.down hidden ++
      formSums x (L.down.apply (mulRows rows) S.bits hidden)))))

/-- Of a layer at a position. -/
def form (kept : Kept) (x : List Int) : List Formed :=
  L.formAttention rows S A kept x ++
    L.formFeedForward rows S (L.afterAttention (mulRows rows) S A kept x)

end Layer

namespace Program

/-- Of all layers at one position. -/
def formLayers (S : Sizes) (A : Angles) : List (Layer M) → List Kept → List Int → List Formed
  | L :: layers, past :: rest, x =>
    let kept := L.keep (mulRows rows) S A past x
    L.form rows S A kept x ++ formLayers S A layers rest (L.pass (mulRows rows) S A kept x)
  | _, _, _ => []

/-- Of logits. -/
def formReadOut (P : Program M) (after : State) : List Formed :=
  formNorm P.sizes.wide P.finalNorm after.stream ++
    formLinear rows P.sizes.bits P.head (rmsNorm P.sizes.wide P.finalNorm after.stream)

/-- Of all tokens, and of logits after each of them. -/
def formRun (P : Program M) : (t : Nat) → (tokens : List Nat) → State → List Formed
  | _, [], _ => []
  | t, token :: rest, before =>
    let after := P.step (mulRows rows) t token before
    (P.embedding token).map (fun x => wide [x]) ++
      (formLayers rows P.sizes (P.angles t) P.layers before.kept (P.embedding token) ++
      (P.formReadOut rows after ++ formRun P (t + 1) rest after))

/-- All that a run on these tokens forms. -/
def form (P : Program M) (tokens : List Nat) : List Formed := P.formRun rows 0 tokens P.start

/-- No run on at most `positions` tokens leaves a register, whatever the tokens. -/
def NeverOverflows (P : Program M) (positions : Nat) : Prop :=
  ∀ tokens : List Nat, tokens.length ≤ positions → AllFit (P.form rows tokens)

end Program

/-- The rows of all parts, the first part's first. -/
noncomputable def rowLists (parts : List Columns) : List (List Int) :=
  parts.flatMap fun C => (List.range C.rows).map (rowList C)

end QuantCert.Integer
