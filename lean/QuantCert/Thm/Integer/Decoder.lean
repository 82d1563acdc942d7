prelude
import QuantCert.Spec.Integer.Decoder

/-!
# A program does not depend on how its matrices are held

## Main definitions
* `Integer.Linear.map`, `Integer.Layer.map`, `Integer.Program.map`: the same program with matrices of
  another kind

## Main theorems
* `Integer.Program.logits_map`: the logits are the same, if products are
* `Integer.Program.logits_congr`: for any two ways of multiplying that give the same products
-/

namespace QuantCert.Integer

variable {M N : Type}

/-- The layer with the matrix `f m` in place of `m`. -/
def Linear.map (f : M → N) (L : Linear M) : Linear N := ⟨f L.matrix, L.exponent, L.bias, L.group⟩

/-- The layer with other matrices. -/
def Layer.map (f : M → N) (L : Layer M) : Layer N where
  attentionNorm := L.attentionNorm
  q := L.q.map f
  k := L.k.map f
  v := L.v.map f
  o := L.o.map f
  feedForwardNorm := L.feedForwardNorm
  gate := L.gate.map f
  up := L.up.map f
  down := L.down.map f

/-- The program with other matrices. -/
def Program.map (f : M → N) (P : Program M) : Program N where
  sizes := P.sizes
  embedding := P.embedding
  angles := P.angles
  layers := P.layers.map (Layer.map f)
  finalNorm := P.finalNorm
  head := P.head.map f

namespace Program

variable (f : M → N) (mul : N → List Int → List Int)

/-- All layers at one position, with matrices of another kind. -/
theorem stepLayers_map (S : Sizes) (A : Angles) : ∀ (layers : List (Layer M)) (kept : List Kept)
    (x : List Int), stepLayers mul S A (layers.map (Layer.map f)) kept x =
      stepLayers (fun m => mul (f m)) S A layers kept x
  | [], _, _ => rfl
  | _ :: _, [], _ => rfl
  | L :: layers, past :: rest, x => by
    show State.mk (_ :: (stepLayers mul S A (layers.map (Layer.map f)) rest _).kept) _ = _
    rw [stepLayers_map S A layers rest]
    rfl

/-- All tokens, with matrices of another kind. -/
theorem run_map (P : Program M) : ∀ (tokens : List Nat) (t : Nat) (before : State),
    (P.map f).run mul t tokens before = P.run (fun m => mul (f m)) t tokens before
  | [], _, _ => rfl
  | token :: rest, t, before => by
    have hstep : (P.map f).step mul t token before =
        P.step (fun m => mul (f m)) t token before :=
      stepLayers_map f mul P.sizes (P.angles t) P.layers before.kept (P.embedding token)
    show (P.map f).run mul (t + 1) rest ((P.map f).step mul t token before) = _
    rw [hstep, run_map P rest]
    rfl

/-- Nothing read yet, of matrices of another kind. -/
theorem start_map (P : Program M) : (P.map f).start = P.start := by
  show State.mk ((P.layers.map (Layer.map f)).map _) [] = _
  rw [List.map_map]
  rfl

/-- The logits of a program whose matrices are held in another way. -/
theorem logits_map (P : Program M) (tokens : List Nat) :
    (P.map f).logits mul tokens = P.logits (fun m => mul (f m)) tokens := by
  show (P.map f).readOut mul ((P.map f).run mul 0 tokens (P.map f).start) = _
  rw [run_map, start_map]
  rfl

/-- Two ways of multiplying that give the same products give the same logits: no order of summation
and no blocking matters. -/
theorem logits_congr {P : Program M} {mul mul' : M → List Int → List Int}
    (h : ∀ m a, mul m a = mul' m a) (tokens : List Nat) :
    P.logits mul tokens = P.logits mul' tokens := by
  rw [show mul = mul' from funext fun m => funext fun a => h m a]

end Program

end QuantCert.Integer
