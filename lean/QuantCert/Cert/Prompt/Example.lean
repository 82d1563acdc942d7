prelude
import QuantCert.Cert.Prompt.Sound
import QuantCert.Cert.Prompt.Tokens
import QuantCert.Spec.Model.Stored

/-!
# A small network and two tokens, enclosed

An embedding in two dimensions, a block with RMSNorm, rotary embedding, causal attention and the
residual, a block with SiLU and its gate, and a last norm with the logits of three tokens. In the
quantized network one weight of the last matrix is another. Both choose token 0 at both positions.

Every kind of claim is refused if a midpoint is off by one, a radius too small by one, or a column
of a matrix another.

## Main definitions
* `known`, `quantized`: the two networks; `nets`: their architecture.
* `traces`, `quantizedTraces`: what is claimed after every operation.

## Main theorems
* `enclosed`, `quantized_enclosed`: the claims follow.
* `next_tokens`, `logits`: both networks choose token 0, and no logits differ by more than 1/15.
* `known_meets`: there are weights of which all hypotheses are true.
-/

universe u

namespace QuantCert.Example.Prompt

/-- A list of numbers. -/
def numbers : List Nat → Numbers
  | [] => .nil
  | a :: rest => .cons a (numbers rest)

/-- Constants of the exponential for arguments in units of `2^-20`. -/
def table : ExpTable :=
  ⟨20, 28, 28, numbers [0, 0, 0, 30, 90050, 4916567, 36328788, 98751886, 162814334, 209057743,
    236893458, 252171774, 260176565, 264273750, 266346475, 267388925, 267911680, 268173440,
    268304416, 268369928, 268402690, 268419072], 1, 1, 38, 98⟩

/-! ## The weights, in units of `2^-4` -/

/-- Columns of the queries' matrix. -/
def queryColumns : ColumnData :=
  ⟨⟨34, 2, 4, 64, numbers [1151051235382, 1030792151142]⟩, numbers [51539607562, 68719476774], 7,
    2181843386524, 1⟩

/-- Columns of the keys' matrix. -/
def keyColumns : ColumnData :=
  ⟨⟨32, 2, 4, 16, numbers [17179869197, 51539607560]⟩, numbers [51539607555, 17179869192], 5,
    68719476757, 1⟩

/-- Columns of the values' matrix. -/
def valueColumns : ColumnData :=
  ⟨⟨32, 2, 4, 16, numbers [115964117013, 60129542157]⟩, numbers [47244640261, 8589934595], 5,
    176093659170, 1⟩

/-- Columns of the attention's output matrix. -/
def outColumns : ColumnData :=
  ⟨⟨32, 2, 4, 32, numbers [163208757280, 111669149745]⟩, numbers [25769803776, 25769803793], 6,
    274877907025, 1⟩

/-- Columns of the gate's matrix. -/
def gateColumns : ColumnData :=
  ⟨⟨33, 2, 4, 32, numbers [249108103222, 369367187485]⟩, numbers [25769803798, 94489280515], 6,
    618475290707, 1⟩

/-- Columns of the matrix that the gate multiplies. -/
def upColumns : ColumnData :=
  ⟨⟨32, 2, 4, 16, numbers [111669149702, 98784247821]⟩, numbers [42949672970, 30064771075], 5,
    210453397523, 1⟩

/-- Columns of the second block's output matrix. -/
def downColumns : ColumnData :=
  ⟨⟨34, 2, 4, 64, numbers [549755813953, 1305670058056]⟩, numbers [549755813889, 206158430216], 7,
    1855425872009, 1⟩

/-- Columns of the original matrix of the logits. -/
def headColumns : ColumnData :=
  ⟨⟨32, 3, 4, 16, numbers [295147905226597466131, 276701161122823143448]⟩, numbers [21474836483,
    18446744125249159176], 5,
    571849066349420609579, 1⟩

/-- Columns of the quantized matrix of the logits. -/
def quantizedHeadColumns : ColumnData :=
  ⟨⟨32, 3, 4, 16, numbers [295147905226597466131, 276701161122823143449]⟩, numbers [21474836483,
    18446744125249159177], 5,
    571849066349420609580, 1⟩

/-- Embeddings of the tokens 0 and 1. -/
def rows : Box := ⟨4, 7, 1, [4567, 7493], [0, 0]⟩

/-- Factors of the three norms. -/
def factors : List Box :=
  [⟨4, 7, 1, [10317], [0]⟩, ⟨4, 7, 1, [10448], [0]⟩, ⟨4, 6, 1, [2926], [0]⟩]

/-- Cosines of the rotary embedding, up to `2^-20`. -/
def cosines : Box := ⟨20, 23, 2, [5242880, 4760852], [1, 1]⟩

/-- Sines of the rotary embedding, up to `2^-20`. -/
def sines : Box := ⟨20, 22, 2, [2097152, 2979498], [1, 1]⟩

/-- The original network, up to its last matrix. -/
def network (head : ColumnData) : PromptData where
  length := 2
  matrices := [⟨0, []⟩, ⟨2, [queryColumns]⟩, ⟨2, [keyColumns]⟩, ⟨2, [valueColumns]⟩,
    ⟨2, [outColumns]⟩, ⟨2, [gateColumns]⟩, ⟨2, [upColumns]⟩, ⟨2, [downColumns]⟩, ⟨2, [head]⟩]
  vectors := [⟨2, elementOf rows factors 0⟩, ⟨2, elementOf rows factors 1⟩,
    ⟨2, elementOf rows factors 2⟩]
  lookups := [⟨0, .token, 2, rows⟩]
  angles := [⟨1, cosines, sines⟩]
  gelu := .unknown

/-- The original network. -/
def known : PromptData := network headColumns

/-- The quantized network. -/
def quantized : PromptData := network quantizedHeadColumns

/-! ## The architecture and the claims -/

/-- The embedding. -/
def embedding : Net := .lookup 3 2 0 .token

/-- The first block. -/
def attentionBlock : Net :=
  .add 2 .input (.seq (.rmsNorm 2 0 ⟨11, 20⟩ .zero .input) (.linear 2 2 4
    (.attention 1 1 2 .causal ⟨2, .zero⟩ (.rope 1 1 0 (.linear 2 2 1 .input))
      (.rope 1 1 0 (.linear 2 2 2 .input)) (.linear 2 2 3 .input))))

/-- The second block. -/
def gatedBlock : Net :=
  .add 2 .input (.seq (.rmsNorm 2 1 ⟨11, 20⟩ .zero .input) (.linear 2 2 7
    (.mul 2 (.activate 2 .silu (.linear 2 2 5 .input)) (.linear 2 2 6 .input))))

/-- The last norm and the logits. -/
def head : Net := .seq (.rmsNorm 2 2 ⟨11, 20⟩ .zero .input) (.linear 3 2 8 .input)

/-- The whole network. -/
def nets : List Net := [embedding, attentionBlock, gatedBlock, head]

/-- What the network starts from. -/
def nothing : Box := ⟨0, 2, 1, [], []⟩

/-- Queries before the rotation. -/
def queries : Box := ⟨20, 24, 4, [147965856366902, 147941747547297], [39, 20]⟩

/-- Claims of the attention; `out` is after the output matrix. -/
def attentionTrace (rotated out : Box) (data : AttentionData) : Trace :=
  .two ⟨20, 24, 7, [107542132929304, 132811454399376], [4533, 4534]⟩ .input
    (.seq (.norm ⟨20, 23, 3, [25438039272599, 25628469085413], [18, 9]⟩
      ⟨20, 24, 2, [9029631, 11426349], [1, 1]⟩ .input)
    (.one out (.attention ⟨20, 22, 7, [11564168439015, 11580811438164], [6313, 6442]⟩ data
      (.one rotated (.one queries .input))
      (.one ⟨20, 21, 4, [1630574917859, 2616169285183], [67, 68]⟩
        (.one ⟨20, 21, 3, [1630574917859, 1583118449662], [26, 18]⟩ .input))
      (.one ⟨20, 22, 3, [11564168439015, 11617452879839], [26, 17]⟩ .input))))

/-- Rotated queries. -/
def rotated : Box := ⟨20, 24, 5, [147965856366902, 99629607695626], [203, 263]⟩

/-- The output of the attention. -/
def attended : Box := ⟨20, 22, 7, [8468713616152, 8463852422032], [4533, 4534]⟩

/-- The numbers of the attention. -/
def attentionData : AttentionData := ⟨table, 25, 29, ⟨741455, 0, 1⟩, 20, 20⟩

/-- Claims of the gated block; `activated` is after SiLU, `product` after the product. -/
def gatedTrace (activated product : Box) : Trace :=
  .two ⟨20, 24, 11, [129457773910470, 170775492275522], [522312, 1615989]⟩ .input
    (.seq (.norm ⟨20, 23, 9, [26365056309869, 29687851291621], [22069, 44692]⟩
      ⟨20, 23, 8, [4718699, 5563082], [12, 78]⟩ .input)
    (.one ⟨20, 24, 11, [162653137725102, 178701534620082], [450579, 1544255]⟩
      (.two product (.exponential activated table 1
        (.one ⟨20, 23, 9, [27383878528605, 29284385041220], [20561, 45276]⟩ .input))
        (.one ⟨20, 22, 9, [9762231581059, 11128953701242], [27178, 67181]⟩ .input))))

/-- After SiLU. -/
def activated : Box := ⟨20, 23, 9, [32908447705626, 33188241617335], [23130, 49907]⟩

/-- The product with the gate. -/
def product : Box := ⟨20, 23, 10, [34684414570849, 34125565002627], [24677, 84314]⟩

/-- Claims of the last norm, with the inverse root mean squares `roots`, and of the logits `out`. -/
def headTrace (roots out : Box) : Trace :=
  .seq (.norm ⟨20, 23, 11, [32150519997132, 44222179237115], [331901, 1812777]⟩ roots .input)
    (.one out .input)

/-- The inverse root mean squares of the last norm. -/
def roots : Box := ⟨20, 22, 10, [2791382, 2873754], [46, 295]⟩

/-- The original logits. -/
def original : Box :=
  ⟨20, 22, 11, [37291150232269146150, 35708887761322369462], [46467177, 236431859]⟩

/-- The quantized logits. -/
def changed : Box :=
  ⟨20, 22, 11, [37291150232269123546, 35708887761322436799], [46467187, 236431914]⟩

/-- The claims for a network with the logits `out`. -/
def tracesTo (out : Box) : List Trace :=
  [.lookup rows 0, attentionTrace rotated attended attentionData, gatedTrace activated product,
    headTrace roots out]

/-- The claims for the original network. -/
def traces : List Trace := tracesTo original

/-- The claims for the quantized network. -/
def quantizedTraces : List Trace := tracesTo changed

/-- All claims about the original network follow. -/
theorem enclosed : encloseAll known 0 nothing nets traces = true := by decide +kernel

/-- All claims about the quantized network follow. -/
theorem quantized_enclosed : encloseAll quantized 0 nothing nets quantizedTraces = true := by
  decide +kernel

/-! ## What is refused -/

/-- The logits of another network. -/
example : encloseAll known 0 nothing nets quantizedTraces = false := by decide +kernel

/-- A logit off by one. -/
example : encloseAll known 0 nothing nets (tracesTo
    { original with mids := [37291150232269146149, 35708887761322369462] }) = false := by
  decide +kernel

/-- A radius of a logit that is too small by one. -/
example : encloseAll known 0 nothing nets (tracesTo
    { original with radii := [46467176, 236431859] }) = false := by decide +kernel

/-- The input of the attention block. -/
def embedded : Box := (Trace.lookup rows 0).out nothing

/-- A rotated query off by one. -/
example : attentionBlock.enclose known 2 embedded (attentionTrace
    { rotated with mids := [147965856366903, 99629607695626] } attended attentionData) = false := by
  decide +kernel

/-- An output of the attention off by one. -/
example : attentionBlock.enclose known 2 embedded (attentionTrace rotated
    { attended with mids := [8468713616153, 8463852422032] } attentionData) = false := by
  decide +kernel

/-- An inverse root that is off by two. -/
example : attentionBlock.enclose known 2 embedded (attentionTrace rotated attended
    { attentionData with root := ⟨741457, 0, 1⟩ }) = false := by decide +kernel

/-- An output of SiLU with too small a radius. -/
example : gatedBlock.enclose known 2 (attentionTrace rotated attended attentionData |>.out embedded)
    (gatedTrace { activated with radii := [23129, 49907] } product) = false := by decide +kernel

/-- A product that is off by two. -/
example : gatedBlock.enclose known 2 (attentionTrace rotated attended attentionData |>.out embedded)
    (gatedTrace activated { product with mids := [34684414570851, 34125565002627] }) = false := by
  decide +kernel

/-- A wrong constant of the exponential. -/
example : ({ table with factors := numbers [1, 0, 0, 30, 90053] } : ExpTable).check = false := by
  decide +kernel

/-- Two columns exchanged, their bounds with them. -/
example : encloseAll (network { headColumns with
    columns := numbers [276701161122823143448, 295147905226597466131]
    sizes := numbers [18446744125249159176, 21474836483] }) 0 nothing nets traces = false := by
  decide +kernel

/-- Two columns exchanged, but not their bounds. -/
example : ({ headColumns with
    columns := numbers [276701161122823143448, 295147905226597466131] } : ColumnData).check =
      false := by
  decide +kernel

/-! ## What is proved -/

section
variable {R : Type u} [ExpField R] {θ : Parameters R} {text : Text} {W What : Nat → Matrix R}

/-- The logits of the original network are in their box. -/
theorem logits_contained (meets : known.Meets θ text W) :
    original.Contains 2 3 (evalAll θ text W nets fun _ _ => 0) :=
  prompt_contained enclosed rfl rfl meets

/-- So are those of the quantized network. -/
theorem quantized_contained (meets : quantized.Meets θ text W) :
    changed.Contains 2 3 (evalAll θ text W nets fun _ _ => 0) :=
  prompt_contained quantized_enclosed rfl rfl meets

/-- Whatever the networks with these weights, both choose token 0 at both positions. -/
theorem next_tokens (meets : known.Meets θ text W) (meetsHat : quantized.Meets θ text What) :
    ∀ t, t < 2 → ∀ m, (IsArgmax 3 (evalAll θ text W nets (fun _ _ => 0) t) m ↔
        m = listEntry [0, 0] t) ∧
      (IsArgmax 3 (evalAll θ text What nets (fun _ _ => 0) t) m ↔ m = listEntry [0, 0] t) :=
  same_next_token (logits_contained meets) (quantized_contained meetsHat) (by decide +kernel)
    (by decide +kernel)

/-- No logits of the two networks differ by more than 1/15. -/
theorem logits (meets : known.Meets θ text W) (meetsHat : quantized.Meets θ text What) :
    ∀ t, t < 2 → Within 3 (Dyadic.value R ⟨68390, 20⟩)
      (evalAll θ text W nets (fun _ _ => 0) t) (evalAll θ text What nets (fun _ _ => 0) t) :=
  logits_differ_at_most (logits_contained meets) (quantized_contained meetsHat) (by decide +kernel)

/-- A smaller difference is not proved. -/
example : checkLogits 2 3 ⟨68389, 20⟩ original changed = false := by decide +kernel

/-- The midpoints of a box lie in it. -/
theorem contains_mids (B : Box) (length dim : Nat) :
    B.Contains length dim fun t i => dyadic (R := R) B.scale (B.mid t i) := fun t _ i _ => by
  show abs (_ - _) ≤ _
  rw [sub_self, abs_zero]
  exact dyadic_natCast_nonneg _ _

/-- The midpoints of the first position of a box lie in it. -/
theorem contains_vector (B : Box) (dim : Nat) :
    B.Contains 1 dim fun _ i => dyadic (R := R) B.scale (B.mid 0 i) := fun t ht i hi => by
  have h0 : t = 0 := by omega
  subst h0
  exact contains_mids B 1 dim 0 ht i hi

/-- The matrices whose columns are known. -/
def matrices (head : ColumnData) : Nat → Matrix R :=
  matrixOf [fun t i => dyadic rows.scale (rows.mid t i), queryColumns.matrix, keyColumns.matrix,
    valueColumns.matrix, outColumns.matrix, gateColumns.matrix, upColumns.matrix,
      downColumns.matrix,
    head.matrix]

/-- The factors of the norms, and the midpoints of cosines and sines. -/
def parameters : Parameters R where
  vector := vectorOf [fun i => dyadic 4 ((elementOf rows factors 0).mid 0 i),
    fun i => dyadic 4 ((elementOf rows factors 1).mid 0 i),
    fun i => dyadic 4 ((elementOf rows factors 2).mid 0 i)]
  gelu := fun x => x
  cos := fun _ t i => dyadic cosines.scale (cosines.mid t i)
  sin := fun _ t i => dyadic sines.scale (sines.mid t i)

/-- A matrix with known columns has them. -/
theorem partsHold (C : ColumnData) (cols : Nat) :
    PartsHold (C.matrix : Matrix R) cols 0 (partColumns [C]) :=
  ⟨fun j _ i _ => by rw [Nat.zero_add], trivial⟩

/-- All hypotheses are true of some weights, with the tokens 0 and 1. -/
theorem known_meets (head : ColumnData) :
    (network head).Meets parameters ⟨2, fun t => t⟩ (matrices (R := R) head) where
  length := rfl
  matrices := ⟨trivial, partsHold _ 2, partsHold _ 2, partsHold _ 2, partsHold _ 2, partsHold _ 2,
    partsHold _ 2, partsHold _ 2, partsHold _ 2, trivial⟩
  vectors := ⟨contains_vector (elementOf rows factors 0) 2,
    contains_vector (elementOf rows factors 1) 2, contains_vector (elementOf rows factors 2) 2,
    trivial⟩
  lookups := ⟨contains_mids rows 2 2, trivial⟩
  angles := ⟨⟨contains_mids cosines 2 1, contains_mids sines 2 1⟩, trivial⟩
  gelu := trivial

end

end QuantCert.Example.Prompt
