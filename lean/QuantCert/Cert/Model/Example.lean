prelude
import QuantCert.Cert.Model.Model

/-!
# A small model, checked

An embedding of three tokens in four dimensions, and a block: RMSNorm, causal attention of two heads
with rotary embedding, and the residual. Whatever the text of up to eight tokens and whatever the
weights with these norms, no output changes by more than `1/16`; outputs go up to 4. Every kind of
check accepts a claim that follows and refuses one that does not.

## Main definitions
* `Example.small`: the numbers of the model; `Example.nets`, `Example.plans`: the model.

## Main theorems
* `Example.checked`, `Example.model_error`: the claims follow, and what they say.
-/

universe u

namespace QuantCert.Example

/-- The same bound for entries, heads and the whole: of the original, the quantized, the error. -/
def same (original quantized error : Dyadic) : Bounds :=
  ⟨.ofNorm original, .ofNorm quantized, .ofNorm error⟩

/-- A matrix with norms up to 1, rows with sums up to 2, and errors up to `2^-10` in all norms. -/
def matrix (rows : Nat) : MatrixCert where
  rows := rows
  cols := 4
  original := ⟨.one, ⟨2, 0⟩, .one, .one, .one⟩
  quantized := ⟨.one, ⟨2, 0⟩, .one, .one, .one⟩
  error := ⟨⟨1, 10⟩, ⟨1, 10⟩, ⟨1, 10⟩, ⟨1, 10⟩, ⟨1, 10⟩⟩

/-- Heads of two entries, three tokens, texts of at most eight; an embedding, four matrices and one
vector with entries up to 1. -/
def small : ModelCert where
  headDim := 2
  vocabulary := 3
  maxLength := 8
  matrices := matrix 3 :: matrix 4 :: matrix 4 :: matrix 4 :: matrix 4 :: .nil
  vectors := ⟨4, ⟨.one, ⟨2, 0⟩, ⟨2, 0⟩⟩⟩ :: .nil

/-- The embedding. -/
def embedding : Net := .lookup 3 4 0 .token

/-- Attention after the norm. -/
def attend : Net :=
  .attention 2 1 2 .causal ⟨2, .zero⟩ (.rope 2 1 0 (.linear 4 4 1 .input))
    (.rope 2 1 0 (.linear 4 4 2 .input)) (.linear 4 4 3 .input)

/-- The norm, attention, the matrix of the output, and the residual. -/
def block : Net :=
  .add 4 .input (.seq (.rmsNorm 4 0 ⟨1, 4⟩ .zero .input) (.linear 4 4 4 attend))

/-- The whole model. -/
def nets : List Net := embedding :: block :: .nil

/-- Claims after the embedding. -/
def embedded : Bounds := same .one .one ⟨1, 10⟩

/-- Claims after the norm: the error grows fourfold, as `ε` is `1/16`. -/
def normed : Bounds := same ⟨2, 0⟩ ⟨2, 0⟩ ⟨4, 10⟩

/-- Claims of queries, keys and values. -/
def projected : Bounds := same ⟨2, 0⟩ ⟨2, 0⟩ ⟨6, 10⟩

/-- Claims after attention: scores change by at most `17/1024`. -/
def attended : Bounds :=
  ⟨⟨⟨2, 0⟩, ⟨2, 0⟩, ⟨3, 0⟩⟩, ⟨⟨2, 0⟩, ⟨2, 0⟩, ⟨3, 0⟩⟩, ⟨⟨42, 10⟩, ⟨42, 10⟩, ⟨60, 10⟩⟩⟩

/-- The plan of a query or a key. -/
def rotated : Plan := .one projected (.one projected (.leaf normed))

/-- The plan of attention, with total variation `tv`. -/
def attendPlan (tv : Dyadic) : Plan :=
  .attention attended ⟨17, 10⟩ tv rotated rotated (.one projected (.leaf normed))

/-- The numbers about the norm: the root of 4, and lower bounds `1/4` of both root mean squares. -/
def hint : NormHint := ⟨⟨2, 0⟩, ⟨1, 2⟩, ⟨1, 2⟩, .zero, ⟨4, 0⟩⟩

/-- The plan of the block, which claims the error `error` at its end. -/
def blockPlan (error : Dyadic) : Plan :=
  .two (same ⟨4, 0⟩ ⟨4, 0⟩ error) (.leaf embedded)
    (.seq (.norm normed hint (.leaf embedded))
      (.one (same ⟨3, 0⟩ ⟨3, 0⟩ ⟨63, 10⟩) (attendPlan ⟨9, 10⟩)))

/-- The plans of the whole model. -/
def plans : List Plan := .leaf embedded :: blockPlan ⟨1, 4⟩ :: .nil

/-- All claims follow: those of the embedding, and then those of the block. -/
theorem checked : checkAll small 0 .nothing nets plans = true :=
  checkAll_cons (by decide +kernel) (checkAll_cons (by decide +kernel) rfl)

/-- A smaller error does not. -/
example : Net.check small 4 embedded block (blockPlan ⟨63, 10⟩) = false := by decide +kernel

/-- No output changes by more than `1/16`, whatever the weights with these norms and the text. -/
theorem model_error {R : Type u} [ExpField R] {θ : Parameters R} {text : Text}
    {W What : Nat → Matrix R} (known : small.Meets θ text W What) :
    ∀ t, t < text.length → Within 4 (Dyadic.value R ⟨1, 4⟩)
      (evalAll θ text W nets (fun _ _ => 0) t) (evalAll θ text What nets (fun _ _ => 0) t) :=
  checkModel_within_free rfl checked (by decide +kernel) known

/-- No output of the original model is larger than 4, so the bound `1/16` is not a trivial one. -/
theorem model_range {R : Type u} [ExpField R] {θ : Parameters R} {text : Text}
    {W What : Nat → Matrix R} (known : small.Meets θ text W What) :
    ∀ t, t < text.length → InRange 4 (Dyadic.value R ⟨4, 0⟩)
      (evalAll θ text W nets (fun _ _ => 0) t) :=
  checkModel_range checked (by decide +kernel) known
    (assumedAll_of_assumesNothing rfl θ text small.headDim W _)

/-- No probability after a softmax of the outputs changes by more than a factor of `1163/1024`. -/
theorem model_probability {R : Type u} [ExpField R] {θ : Parameters R} {text : Text}
    {W What : Nat → Matrix R} (known : small.Meets θ text W What) :
    ∀ t, t < text.length → ∀ i, i < 4 →
      softmax 4 (evalAll θ text What nets (fun _ _ => 0) t) i ≤
          Dyadic.value R ⟨1163, 10⟩ * softmax 4 (evalAll θ text W nets (fun _ _ => 0) t) i ∧
        softmax 4 (evalAll θ text W nets (fun _ _ => 0) t) i ≤
          Dyadic.value R ⟨1163, 10⟩ * softmax 4 (evalAll θ text What nets (fun _ _ => 0) t) i :=
  checkModel_probability (bits := 64) (k := 16) (by decide +kernel) (model_error known)

/-- A smaller factor is refused. -/
example : checkProbabilityRatio 64 16 ⟨1, 4⟩ ⟨1160, 10⟩ = false := by decide +kernel


/-- The plan of the block for equal inputs of norm up to 1, with the error `error` at its end. -/
def alonePlan (error : Dyadic) : Plan :=
  let input := Plan.leaf (same .one .one .zero)
  let first := Plan.leaf (same ⟨2, 0⟩ ⟨2, 0⟩ .zero)
  let second := same ⟨2, 0⟩ ⟨2, 0⟩ ⟨2, 10⟩
  let rotated := Plan.one second (.one second first)
  .two (same ⟨4, 0⟩ ⟨4, 0⟩ error) input
    (.seq (.norm (same ⟨2, 0⟩ ⟨2, 0⟩ .zero) hint input)
      (.one (same ⟨3, 0⟩ ⟨3, 0⟩ ⟨29, 10⟩)
        (.attention { attended with error := ⟨⟨18, 10⟩, ⟨18, 10⟩, ⟨26, 10⟩⟩ } ⟨6, 10⟩ ⟨4, 10⟩
          rotated rotated (.one second first))))

/-- The block alone errs by at most `29/1024`, on equal inputs of norm up to 1. -/
theorem block_alone {R : Type u} [ExpField R] {θ : Parameters R} {text : Text}
    {W What : Nat → Matrix R} (known : small.Meets θ text W What) {X : Activations R}
    (holds : ∀ t, t < text.length → (Size.ofNorm .one).Holds 2 4 (X t)) :
    ∀ t, t < text.length → (Size.ofNorm ⟨29, 10⟩).Holds 2 4 fun i =>
      block.eval θ text W X t i - block.eval θ text What X t i :=
  checkBlock_alone (net := block) (plan := alonePlan ⟨29, 10⟩) (by decide +kernel) known holds
    (Net.assumed_of_assumesNothing rfl θ text 2 W X)

/-- A smaller error is refused. -/
example : Net.check small 4 (.exact (.ofNorm .one)) block (alonePlan ⟨28, 10⟩) = false := by
  decide +kernel

end QuantCert.Example
