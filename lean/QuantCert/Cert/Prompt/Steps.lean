prelude
import QuantCert.Cert.Prompt.Trace

/-!
# The check of a net from the checks of its operations

Each check is a declaration of its own: what the kernel computes for it is forgotten with it.

## Main theorems
* `Net.enclose_linear`, `Net.enclose_add`, …: the claims for a net follow from those for its parts and
  the check of its last operation.
* `checkLinear_of`, `checkParts_cons`: the check of a product from those of the columns and of the
  rows of each part.
-/

namespace QuantCert

/-- An element that is there and passes. -/
theorem nthAnd_of {α : Type} {l : List α} {i : Nat} {a : α} {p : α → Bool} (h : nth l i = some a)
    (hp : p a = true) : nthAnd l i p = true := by
  unfold nthAnd
  rw [h]
  exact hp

/-- A vector that is there and passes. -/
theorem PromptData.vectorAnd_of {c : PromptData} {b dim : Nat} {v : VectorData} {p : Box → Bool}
    (h : nth c.vectors b = some v) (hd : Nat.beq v.dim dim = true) (hp : p v.box = true) :
    c.vectorAnd b dim p = true :=
  nthAnd_of h (Bool.and_eq_true_iff.mpr ⟨hd, hp⟩)

/-- The check of a product from those of the parts of the matrix. -/
theorem checkLinear_of {length rows cols : Nat} {parts : List ColumnData} {A B : Box}
    (hrows : Nat.ble rows (totalRows parts) = true)
    (h : checkParts length cols A B parts 0 = true) :
    checkLinear length rows cols parts A B = true :=
  Bool.and_eq_true_iff.mpr ⟨hrows, h⟩

/-- One part more: its columns, and its rows at all positions. -/
theorem checkParts_cons {length cols start : Nat} {C : ColumnData} {parts : List ColumnData}
    {A B : Box} (hcols : Nat.beq C.columns.count cols = true) (hC : C.check = true)
    (h : (allBelow length fun t => checkRows C start A B t) = true)
    (rest : checkParts length cols A B parts (Nat.add start C.rows) = true) :
    checkParts length cols A B (C :: parts) start = true :=
  Bool.and_eq_true_iff.mpr ⟨hcols, Bool.and_eq_true_iff.mpr
    ⟨hC, Bool.and_eq_true_iff.mpr ⟨h, rest⟩⟩⟩

/-- No part. -/
theorem checkParts_nil {length cols start : Nat} {A B : Box} :
    checkParts length cols A B [] start = true := rfl

namespace Net

variable {c : PromptData} {dim n : Nat} {A out : Box} {x y : Net} {tx ty : Trace}

/-- Rows that are looked up. -/
theorem enclose_lookup {rows w i : Nat} {index : RowIndex} {l : LookupData}
    (hl : nth c.lookups i = some l) (hw : Nat.beq l.matrix w = true)
    (hi : l.index.same index = true) (hn : Nat.beq l.dim n = true)
    (h : atEach2 c.length (checkCopy 1 n) l.box out = true) :
    (lookup rows n w index).enclose c dim A (.lookup out i) = true := by
  rw [enclose]
  exact nthAnd_of hl (Bool.and_eq_true_iff.mpr ⟨hw, Bool.and_eq_true_iff.mpr
    ⟨hi, Bool.and_eq_true_iff.mpr ⟨hn, h⟩⟩⟩)

/-- The product with a matrix. -/
theorem enclose_linear {rows cols w : Nat} {m : MatrixData} (hx : x.enclose c dim A tx = true)
    (hd : Nat.beq (x.outDim dim) cols = true) (hm : nth c.matrices w = some m)
    (hc : Nat.beq m.cols cols = true)
    (h : checkLinear c.length rows cols m.parts (tx.out A) out = true) :
    (linear rows cols w x).enclose c dim A (.one out tx) = true := by
  rw [enclose]
  exact Bool.and_eq_true_iff.mpr ⟨hx, Bool.and_eq_true_iff.mpr ⟨hd, nthAnd_of hm
    (Bool.and_eq_true_iff.mpr ⟨hc, h⟩)⟩⟩

/-- The sum with a vector. -/
theorem enclose_bias {b : Nat} {v : VectorData} (hx : x.enclose c dim A tx = true)
    (hd : Nat.beq (x.outDim dim) n = true) (hv : nth c.vectors b = some v)
    (hn : Nat.beq v.dim n = true)
    (h : atEach2 c.length (fun a o => checkBias 1 n a v.box o) (tx.out A) out = true) :
    (bias n b x).enclose c dim A (.one out tx) = true := by
  rw [enclose]
  exact Bool.and_eq_true_iff.mpr ⟨hx, Bool.and_eq_true_iff.mpr ⟨hd, PromptData.vectorAnd_of hv hn h⟩⟩

/-- A multiple. -/
theorem enclose_scale {a : Dyadic} (hx : x.enclose c dim A tx = true)
    (hd : Nat.beq (x.outDim dim) n = true)
    (h : atEach2 c.length (checkScale 1 n a) (tx.out A) out = true) :
    (scale n a x).enclose c dim A (.one out tx) = true := by
  rw [enclose]
  exact Bool.and_eq_true_iff.mpr ⟨hx, Bool.and_eq_true_iff.mpr ⟨hd, h⟩⟩

/-- RMSNorm. -/
theorem enclose_rmsNorm {g : Nat} {ε low : Dyadic} {roots : Box} {v : VectorData}
    (hx : x.enclose c dim A tx = true) (hd : Nat.beq (x.outDim dim) n = true)
    (hv : nth c.vectors g = some v) (hn : Nat.beq v.dim n = true)
    (h : atEach3 c.length (checkRmsNorm 1 n ε v.box) (tx.out A) roots out = true) :
    (rmsNorm n g ε low x).enclose c dim A (.norm out roots tx) = true := by
  rw [enclose]
  exact Bool.and_eq_true_iff.mpr ⟨hx, Bool.and_eq_true_iff.mpr ⟨hd, PromptData.vectorAnd_of hv hn h⟩⟩

/-- RMSNorm of each head. -/
theorem enclose_rmsNormHeads {heads g : Nat} {ε low : Dyadic} {roots : Box} {v : VectorData}
    (hx : x.enclose c dim A tx = true) (hd : Nat.beq (x.outDim dim) (heads * n) = true)
    (hv : nth c.vectors g = some v) (hn : Nat.beq v.dim n = true)
    (h : atEach3 c.length (checkNormHeads 1 heads n ε v.box) (tx.out A) roots out = true) :
    (rmsNormHeads heads n g ε low x).enclose c dim A (.norm out roots tx) = true := by
  rw [enclose]
  exact Bool.and_eq_true_iff.mpr ⟨hx, Bool.and_eq_true_iff.mpr ⟨hd, PromptData.vectorAnd_of hv hn h⟩⟩

/-- LayerNorm. -/
theorem enclose_layerNorm {g b : Nat} {ε low : Dyadic} {centred roots : Box} {v o : VectorData}
    (hx : x.enclose c dim A tx = true) (hd : Nat.beq (x.outDim dim) n = true)
    (hv : nth c.vectors g = some v) (hn : Nat.beq v.dim n = true)
    (ho : nth c.vectors b = some o) (hm : Nat.beq o.dim n = true)
    (h : atEach4 c.length (checkLayerNorm 1 n ε v.box o.box) (tx.out A) centred roots out = true) :
    (layerNorm n g b ε low x).enclose c dim A (.layerNorm out centred roots tx) = true := by
  rw [enclose]
  exact Bool.and_eq_true_iff.mpr ⟨hx, Bool.and_eq_true_iff.mpr ⟨hd,
    PromptData.vectorAnd_of hv hn (PromptData.vectorAnd_of ho hm h)⟩⟩

/-- SiLU. -/
theorem enclose_silu {E : ExpTable} {s : Nat} (hx : x.enclose c dim A tx = true)
    (hd : Nat.beq (x.outDim dim) n = true) (hE : E.check = true)
    (h : atEach2 c.length (byParts s n fun n => checkSilu E 1 n) (tx.out A) out = true) :
    (activate n .silu x).enclose c dim A (.exponential out E s tx) = true := by
  rw [enclose]
  exact Bool.and_eq_true_iff.mpr ⟨hx, Bool.and_eq_true_iff.mpr ⟨hd, Bool.and_eq_true_iff.mpr ⟨hE, h⟩⟩⟩

/-- GELU by the error function. -/
theorem enclose_erfGelu {E : ExpTable} {s : Nat} {V : Box} (hx : x.enclose c dim A tx = true)
    (hd : Nat.beq (x.outDim dim) n = true) (hg : c.gelu = .erf V) (hE : E.check = true)
    (h : atEach2 c.length (byParts (erfParts s) n fun n => checkErfGelu E s 1 n V) (tx.out A) out =
      true) :
    (activate n .gelu x).enclose c dim A (.exponential out E s tx) = true := by
  rw [enclose]
  refine Bool.and_eq_true_iff.mpr ⟨hx, Bool.and_eq_true_iff.mpr ⟨hd, ?_⟩⟩
  unfold PromptData.checkActivate
  rw [hg]
  exact Bool.and_eq_true_iff.mpr ⟨hE, h⟩

/-- A sum. -/
theorem enclose_add (hx : x.enclose c dim A tx = true) (hy : y.enclose c dim A ty = true)
    (hd : Nat.beq (x.outDim dim) n = true) (he : Nat.beq (y.outDim dim) n = true)
    (h : atEach3 c.length (checkAdd 1 n) (tx.out A) (ty.out A) out = true) :
    (add n x y).enclose c dim A (.two out tx ty) = true := by
  rw [enclose]
  exact Bool.and_eq_true_iff.mpr ⟨hx, Bool.and_eq_true_iff.mpr ⟨hy, Bool.and_eq_true_iff.mpr
    ⟨hd, Bool.and_eq_true_iff.mpr ⟨he, h⟩⟩⟩⟩

/-- A product. -/
theorem enclose_mul (hx : x.enclose c dim A tx = true) (hy : y.enclose c dim A ty = true)
    (hd : Nat.beq (x.outDim dim) n = true) (he : Nat.beq (y.outDim dim) n = true)
    (h : atEach3 c.length (checkMul 1 n) (tx.out A) (ty.out A) out = true) :
    (mul n x y).enclose c dim A (.two out tx ty) = true := by
  rw [enclose]
  exact Bool.and_eq_true_iff.mpr ⟨hx, Bool.and_eq_true_iff.mpr ⟨hy, Bool.and_eq_true_iff.mpr
    ⟨hd, Bool.and_eq_true_iff.mpr ⟨he, h⟩⟩⟩⟩

/-- A rotation. -/
theorem enclose_rope {heads half a : Nat} {g : AngleData} (hx : x.enclose c dim A tx = true)
    (hd : Nat.beq (x.outDim dim) (heads * (half + half)) = true) (hg : nth c.angles a = some g)
    (hh : Nat.beq g.half half = true)
    (h : atEach4 c.length (checkRope 1 heads half) g.cos g.sin (tx.out A) out = true) :
    (rope heads half a x).enclose c dim A (.one out tx) = true := by
  rw [enclose]
  exact Bool.and_eq_true_iff.mpr ⟨hx, Bool.and_eq_true_iff.mpr ⟨hd, nthAnd_of hg
    (Bool.and_eq_true_iff.mpr ⟨hh, h⟩)⟩⟩

/-- Attention. -/
theorem enclose_attention {groups group d : Nat} {mask : Mask} {scoring : Scoring}
    {q k v : Net} {tq tk tv : Trace} {data : AttentionData} (hq : q.enclose c dim A tq = true)
    (hk : k.enclose c dim A tk = true) (hv : v.enclose c dim A tv = true)
    (dq : Nat.beq (q.outDim dim) (groups * group * d) = true)
    (dk : Nat.beq (k.outDim dim) (groups * d) = true)
    (dv : Nat.beq (v.outDim dim) (groups * d) = true) (ha : data.check scoring = true)
    (h : (allBelow c.length fun t => checkHeadsAt data c.length groups group d mask scoring
      (tq.out A) (tk.out A) (tv.out A) out t) = true) :
    (attention groups group d mask scoring q k v).enclose c dim A (.attention out data tq tk tv) =
      true := by
  rw [enclose]
  exact Bool.and_eq_true_iff.mpr ⟨hq, Bool.and_eq_true_iff.mpr ⟨hk, Bool.and_eq_true_iff.mpr
    ⟨hv, Bool.and_eq_true_iff.mpr ⟨dq, Bool.and_eq_true_iff.mpr ⟨dk, Bool.and_eq_true_iff.mpr
      ⟨dv, Bool.and_eq_true_iff.mpr ⟨ha, h⟩⟩⟩⟩⟩⟩⟩

/-- One net after the other. -/
theorem enclose_seq {tf ts : Trace} (hx : x.enclose c dim A tf = true)
    (hy : y.enclose c (x.outDim dim) (tf.out A) ts = true) :
    (seq x y).enclose c dim A (.seq tf ts) = true := by
  rw [enclose]
  exact Bool.and_eq_true_iff.mpr ⟨hx, hy⟩

/-- The input. -/
theorem enclose_input : input.enclose c dim A .input = true := by rw [enclose]

end Net

end QuantCert
