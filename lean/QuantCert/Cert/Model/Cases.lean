prelude
import QuantCert.Cert.Model.Example

/-!
# Every kind of check accepts and refuses

One operation each, on the activations of `Example.embedded` or what follows from them: a claim that
follows passes, and one that does not is refused.

## Main definitions
* `Example.checkOne net plan`: the check of one operation after the embedding.
-/

namespace QuantCert.Example

/-- Whether the claims for a net follow from those after the embedding: entries, heads and the whole
up to 1, and errors up to `2^-10`. -/
noncomputable def checkOne (net : Net) (plan : Plan) : Bool := net.check small 4 embedded plan

/-- The plan of the input. -/
def start : Plan := .leaf embedded

/-- The input itself: no smaller claim follows. -/
example : checkOne .input start = true ∧
    checkOne .input (.leaf (same .one .one ⟨1, 11⟩)) = false := by
  decide +kernel

/-- From entries up to 1 it follows that heads of two entries are at most `3/2` and the whole of
four at most 2, but not that they are at most `5/4` and `7/4`. -/
example : let entries : Size := ⟨.one, ⟨5, 0⟩, ⟨5, 0⟩⟩
    entries.implies 2 4 ⟨.one, ⟨3, 1⟩, ⟨2, 0⟩⟩ = true ∧
      entries.implies 2 4 ⟨.one, ⟨3, 1⟩, ⟨7, 2⟩⟩ = false ∧
      entries.implies 2 4 ⟨.one, ⟨5, 2⟩, ⟨2, 0⟩⟩ = false := by
  decide +kernel

/-- A row of a table: every token must have one, every position too, and a fixed one must exist. -/
example : checkOne (.lookup 3 4 0 .token) start = true ∧
    checkOne (.lookup 4 4 1 .position) start = false ∧
    checkOne (.lookup 4 4 1 (.paddedPosition 1)) start = false ∧
    checkOne (.lookup 4 4 1 (.fixed 3)) start = true ∧
    checkOne (.lookup 4 4 1 (.fixed 4)) start = false ∧
    checkOne (.lookup 3 4 0 .token) (.leaf (same .one .one ⟨1, 11⟩)) = false := by
  decide +kernel

/-- A linear layer: its dimensions must be those of the matrix, and the matrix must be there. -/
example : checkOne (.linear 4 4 1 .input) (.one (same .one .one ⟨2, 10⟩) start) = true ∧
    checkOne (.linear 4 4 1 .input) (.one (same .one .one ⟨1, 10⟩) start) = false ∧
    checkOne (.linear 3 4 1 .input) (.one (same .one .one ⟨2, 10⟩) start) = false ∧
    checkOne (.linear 4 4 5 .input) (.one (same .one .one ⟨2, 10⟩) start) = false := by
  decide +kernel

/-- A bias: the error stays, the range grows by its own. -/
example : checkOne (.bias 4 0 .input) (.one (same ⟨3, 0⟩ ⟨3, 0⟩ ⟨1, 10⟩) start) = true ∧
    checkOne (.bias 4 0 .input) (.one (same ⟨2, 0⟩ ⟨3, 0⟩ ⟨1, 10⟩) start) = false ∧
    checkOne (.bias 4 1 .input) (.one (same ⟨3, 0⟩ ⟨3, 0⟩ ⟨1, 10⟩) start) = false := by
  decide +kernel

/-- A product with a number: all bounds grow by it. -/
example : checkOne (.scale 4 ⟨3, 1⟩ .input) (.one (same ⟨3, 1⟩ ⟨3, 1⟩ ⟨3, 11⟩) start) = true ∧
    checkOne (.scale 4 ⟨3, 1⟩ .input) (.one (same ⟨3, 1⟩ ⟨3, 1⟩ ⟨2, 11⟩) start) = false ∧
    checkOne (.scale 3 ⟨3, 1⟩ .input) (.one (same ⟨3, 1⟩ ⟨3, 1⟩ ⟨3, 11⟩) start) = false := by
  decide +kernel

/-- RMSNorm: a gain of 4 with `ε = 1/16`; with a smaller `ε` the hint is refused. -/
example : checkOne (.rmsNorm 4 0 ⟨1, 4⟩ .zero .input) (.norm normed hint start) = true ∧
    checkOne (.rmsNorm 4 0 ⟨1, 5⟩ .zero .input) (.norm normed hint start) = false ∧
    checkOne (.rmsNorm 4 0 ⟨1, 4⟩ .zero .input)
      (.norm (same ⟨2, 0⟩ ⟨2, 0⟩ ⟨3, 10⟩) hint start) = false := by
  decide +kernel

/-- Heads of two entries and a vector of two entries up to 1. -/
def withHeads : ModelCert :=
  { small with vectors := ⟨2, ⟨.one, ⟨3, 1⟩, ⟨3, 1⟩⟩⟩ :: small.vectors }

/-- The plan of a norm of heads of two entries, with factors up to 1: heads of norm up to `3/2`. -/
def headsPlan (error : Dyadic) : Plan :=
  .norm ⟨⟨⟨3, 1⟩, ⟨3, 1⟩, ⟨5, 1⟩⟩, ⟨⟨3, 1⟩, ⟨3, 1⟩, ⟨5, 1⟩⟩, ⟨error, error, error.add error⟩⟩
    ⟨⟨3, 1⟩, ⟨1, 2⟩, ⟨1, 2⟩, .zero, ⟨4, 0⟩⟩ start

/-- RMSNorm of each head: its vector has as many entries as a head, which is that of the model. -/
example : let check := fun net error => Net.check withHeads 4 embedded net (headsPlan error)
    check (.rmsNormHeads 2 2 0 ⟨1, 4⟩ .zero .input) ⟨4, 10⟩ = true ∧
      check (.rmsNormHeads 2 2 0 ⟨1, 4⟩ .zero .input) ⟨3, 10⟩ = false ∧
      check (.rmsNormHeads 2 2 1 ⟨1, 4⟩ .zero .input) ⟨4, 10⟩ = false ∧
      check (.rmsNormHeads 1 4 1 ⟨1, 4⟩ .zero .input) ⟨4, 10⟩ = false := by
  decide +kernel

/-- LayerNorm: what is added at the end counts too. -/
example : checkOne (.layerNorm 4 0 0 ⟨1, 4⟩ .zero .input)
      (.norm (same ⟨4, 0⟩ ⟨4, 0⟩ ⟨4, 10⟩) hint start) = true ∧
    checkOne (.layerNorm 4 0 0 ⟨1, 4⟩ .zero .input) (.norm normed hint start) = false := by
  decide +kernel

/-- Activations: the rectifier keeps an error, GELU and SiLU may enlarge it. -/
example : checkOne (.activate 4 .relu .input) (.one embedded start) = true ∧
    checkOne (.activate 4 .gelu .input) (.one embedded start) = false ∧
    checkOne (.activate 4 .gelu .input) (.one (same .one .one ⟨1158, 20⟩) start) = true ∧
    checkOne (.activate 4 .silu .input) (.one (same .one .one ⟨1127, 20⟩) start) = true ∧
    checkOne (.activate 4 .silu .input) (.one (same .one .one ⟨1126, 20⟩) start) = false := by
  decide +kernel

/-- A soft cap: it bounds entries, and costs a little elsewhere. -/
example : checkOne (.softCap 4 ⟨1, 1⟩ .input)
      (.one ⟨⟨⟨1, 1⟩, .one, .one⟩, ⟨⟨1, 1⟩, .one, .one⟩, .ofNorm ⟨1048577, 30⟩⟩ start) = true ∧
    checkOne (.softCap 4 ⟨1, 1⟩ .input)
      (.one ⟨⟨⟨1, 1⟩, .one, .one⟩, ⟨⟨1, 1⟩, .one, .one⟩, .ofNorm ⟨1, 10⟩⟩ start) = false ∧
    checkOne (.softCap 4 ⟨1, 2⟩ .input)
      (.one ⟨⟨⟨1, 2⟩, ⟨1, 1⟩, ⟨1, 1⟩⟩, ⟨⟨1, 2⟩, ⟨1, 1⟩, ⟨1, 1⟩⟩, .ofNorm ⟨1048577, 30⟩⟩ start) = true ∧
    checkOne (.softCap 4 .zero .input) (.one (same .one .one ⟨1048577, 30⟩) start) = false := by
  decide +kernel

/-- A sum and a product of the activation with itself: errors double. -/
example : checkOne (.add 4 .input .input) (.two (same ⟨2, 0⟩ ⟨2, 0⟩ ⟨2, 10⟩) start start) = true ∧
    checkOne (.add 4 .input .input) (.two (same ⟨2, 0⟩ ⟨2, 0⟩ ⟨1, 10⟩) start start) = false ∧
    checkOne (.mul 4 .input .input) (.two (same .one .one ⟨2, 10⟩) start start) = true ∧
    checkOne (.mul 4 .input .input) (.two (same .one .one ⟨1, 10⟩) start start) = false := by
  decide +kernel

/-- Rotary embedding: entries are bounded by heads; the length of a head must be the model's. -/
example : checkOne (.rope 2 1 0 .input) (.one embedded start) = true ∧
    checkOne (.rope 1 2 0 .input) (.one embedded start) = false ∧
    checkOne (.rope 2 1 0 .input) (.one (same ⟨1, 1⟩ .one ⟨1, 10⟩) start) = false := by
  decide +kernel

/-- Attention: the weights must change by at most the claimed total variation; if they change by
more, only the range is known. -/
example : Net.check small 4 normed attend (attendPlan ⟨9, 10⟩) = true ∧
    Net.check small 4 normed attend (attendPlan ⟨8, 10⟩) = false ∧
    Net.check small 4 normed attend
      (.attention (same ⟨3, 0⟩ ⟨3, 0⟩ ⟨6, 0⟩) .zero .zero rotated rotated
        (.one projected (.leaf normed))) = true := by
  decide +kernel

/-- `attend` with another mask and another scoring. -/
def attendWith (mask : Mask) (scoring : Scoring) : Net :=
  .attention 2 1 2 mask scoring (.rope 2 1 0 (.linear 4 4 1 .input))
    (.rope 2 1 1 (.linear 4 4 2 .input)) (.linear 4 4 3 .input)

/-- Any mask is as good as another one, but for a window without positions. Scores that are divided
by less change more, and so do capped ones, a little. -/
example : Net.check small 4 normed (attendWith .full ⟨2, .zero⟩) (attendPlan ⟨9, 10⟩) = true ∧
    Net.check small 4 normed (attendWith (.window 3) ⟨2, .zero⟩) (attendPlan ⟨9, 10⟩) = true ∧
    Net.check small 4 normed (attendWith (.window 0) ⟨2, .zero⟩) (attendPlan ⟨9, 10⟩) = false ∧
    Net.check small 4 normed (attendWith .causal ⟨1, .zero⟩) (attendPlan ⟨9, 10⟩) = false ∧
    Net.check small 4 normed (attendWith .causal ⟨0, .zero⟩) (attendPlan ⟨9, 10⟩) = false ∧
    Net.check small 4 normed (attendWith .causal ⟨3, .zero⟩) (attendPlan ⟨9, 10⟩) = true ∧
    Net.check small 4 normed (attendWith .causal ⟨3, ⟨50, 0⟩⟩) (attendPlan ⟨9, 10⟩) = true := by
  decide +kernel

/-- Four experts, a linear layer and three that do nothing. -/
def expert (e : Nat) : Net := if e = 0 then .linear 4 4 1 .input else .input

/-- Their plans: all err by at most `2/1024`. -/
def expertPlan (e : Nat) : Plan := if e = 0 then .one (same .one .one ⟨2, 10⟩) start else start

/-- The plan of a mixture whose router is the input. -/
def mixturePlan (error tv : Dyadic) : Plan :=
  .mixture (same .one .one error) (same .one .one ⟨2, 10⟩) tv (.leaf embedded) expertPlan

/-- A mixture of experts: weights of total variation `1/1024` add `2/1024` to the errors of the
experts. -/
example : checkOne (.mixture 4 4 .input expert) (mixturePlan ⟨4, 10⟩ ⟨1, 10⟩) = true ∧
    checkOne (.mixture 4 4 .input expert) (mixturePlan ⟨3, 10⟩ ⟨1, 10⟩) = false ∧
    checkOne (.mixture 4 4 .input expert) (mixturePlan ⟨3, 10⟩ ⟨1, 12⟩) = false ∧
    checkOne (.mixture 2 4 .input expert) (mixturePlan ⟨4, 10⟩ ⟨1, 10⟩) = false := by
  decide +kernel

/-- Two of the experts, whose scores exceed the others by more than `gap`. -/
def routed (gap : Dyadic) : Net := .routed 4 2 4 gap .input expert

/-- Routed experts: scores that change by `1/1024` keep the selection if the gap is `2/1024`. -/
example : checkOne (routed ⟨2, 10⟩) (mixturePlan ⟨4, 10⟩ ⟨1, 10⟩) = true ∧
    checkOne (routed ⟨2, 10⟩) (mixturePlan ⟨3, 10⟩ ⟨1, 10⟩) = false ∧
    checkOne (routed ⟨2, 10⟩) (mixturePlan ⟨3, 10⟩ ⟨1, 12⟩) = false := by
  decide +kernel

/-- With a smaller gap, or none, the selections may differ: the error is that of any two experts. -/
example : checkOne (routed ⟨1, 10⟩) (mixturePlan ⟨4, 10⟩ ⟨1, 10⟩) = false ∧
    checkOne (routed ⟨1, 10⟩) (mixturePlan ⟨2, 0⟩ .zero) = true ∧
    checkOne (routed .zero) (mixturePlan ⟨2, 0⟩ .zero) = true ∧
    checkOne (routed .zero) (mixturePlan ⟨2047, 10⟩ .zero) = false := by
  decide +kernel

/-- At least one expert is selected, and not more than there are. -/
example : checkOne (.routed 4 0 4 .zero .input expert) (mixturePlan ⟨2, 0⟩ .zero) = false ∧
    checkOne (.routed 4 4 4 .zero .input expert) (mixturePlan ⟨2, 0⟩ .zero) = true ∧
    checkOne (.routed 4 5 4 .zero .input expert) (mixturePlan ⟨2, 0⟩ .zero) = false := by
  decide +kernel

/-- Experts with shares of the softmax: checked as routed ones. -/
example : checkOne (.routedShares 4 2 4 ⟨2, 10⟩ .input expert) (mixturePlan ⟨4, 10⟩ ⟨1, 10⟩) = true ∧
    checkOne (.routedShares 4 2 4 ⟨1, 10⟩ .input expert) (mixturePlan ⟨4, 10⟩ ⟨1, 10⟩) = false ∧
    checkOne (.routedShares 4 2 4 ⟨1, 10⟩ .input expert) (mixturePlan ⟨2, 0⟩ .zero) = true ∧
    checkOne (.routedShares 4 5 4 .zero .input expert) (mixturePlan ⟨2, 0⟩ .zero) = false ∧
    Net.assumesNothing (.routedShares 4 2 4 ⟨1, 10⟩ .input expert) = false := by
  decide +kernel

/-- One net after the other. -/
example : checkOne (.seq (.add 4 .input .input) .input)
      (.seq (.two (same ⟨2, 0⟩ ⟨2, 0⟩ ⟨2, 10⟩) start start)
        (.leaf (same ⟨2, 0⟩ ⟨2, 0⟩ ⟨2, 10⟩))) = true ∧
    checkOne (.seq (.add 4 .input .input) .input)
      (.seq (.two (same ⟨2, 0⟩ ⟨2, 0⟩ ⟨2, 10⟩) start start) start) = false := by
  decide +kernel

/-- A region: what is assumed of the original activation counts, and with the error it bounds the
quantized one; without the region the same claim is refused. -/
example : checkOne (.region 4 (.ofNorm ⟨1, 1⟩) .input)
      (.one (same ⟨1, 1⟩ ⟨513, 10⟩ ⟨1, 10⟩) start) = true ∧
    checkOne .input (.leaf (same ⟨1, 1⟩ ⟨513, 10⟩ ⟨1, 10⟩)) = false ∧
    checkOne (.region 4 (.ofNorm ⟨1, 1⟩) .input)
      (.one (same ⟨1, 1⟩ ⟨1, 1⟩ ⟨1, 10⟩) start) = false ∧
    Net.assumesNothing (.region 4 (.ofNorm ⟨1, 1⟩) .input) = false := by
  decide +kernel

/-- A plan of another shape, and plans that are missing, are refused. -/
example : checkOne (.add 4 .input .input) start = false ∧
    checkAll small 0 .nothing nets (.leaf embedded :: .nil) = false := by
  decide +kernel

end QuantCert.Example
