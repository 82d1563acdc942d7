prelude
import QuantCert.Spec.Integer.Layers
import QuantCert.Thm.Integer.Decoder

/-!
# Token by token or layer by layer: the same streams

## Main definitions
* `Integer.passTokens`: the streams after all layers, token by token

## Main theorems
* `Integer.passTokens_eq`: they are those of one layer after the other
* `Integer.run_stream`, `Integer.Program.logits_of_layers`: what a program reads of a text and its
  beginnings
-/

namespace QuantCert.Integer

variable {M N : Type} (mul : M → List Int → List Int) (S : Sizes) (angles : Nat → Angles)

/-- The streams after all layers at position `t` and those after it, position by position. -/
def passTokens (layers : List (Layer M)) : (t : Nat) → List Kept → List (List Int) → List (List Int)
  | _, _, [] => []
  | t, kept, x :: rest =>
    let after := Program.stepLayers mul S (angles t) layers kept x
    after.stream :: passTokens layers (t + 1) after.kept rest

/-- No layer. -/
theorem passTokens_nil : ∀ (xs : List (List Int)) (t : Nat),
    passTokens mul S angles ([] : List (Layer M)) t [] xs = xs
  | [], _ => rfl
  | x :: rest, t => congrArg (x :: ·) (passTokens_nil rest (t + 1))

/-- One layer at all positions before the others. -/
theorem passTokens_cons (L : Layer M) (layers : List (Layer M)) : ∀ (xs : List (List Int)) (t : Nat)
    (past : Kept) (rest : List Kept), passTokens mul S angles (L :: layers) t (past :: rest) xs =
      passTokens mul S angles layers t rest (L.passAll mul S angles t past xs)
  | [], _, _, _ => rfl
  | x :: xs, t, past, rest => by
    show _ :: passTokens mul S angles (L :: layers) (t + 1) (L.keep mul S (angles t) past x :: _) xs = _
    rw [passTokens_cons L layers xs (t + 1)]
    rfl

/-- All layers, one after the other. -/
theorem passTokens_eq : ∀ (layers : List (Layer M)) (xs : List (List Int)),
    passTokens mul S angles layers 0 (layers.map fun _ => Kept.empty S.kvHeads) xs =
      passLayers mul S angles layers xs
  | [], xs => passTokens_nil mul S angles xs 0
  | L :: layers, xs => (passTokens_cons mul S angles L layers xs 0 _ _).trans
    (passTokens_eq layers _)

/-- A layer whose matrices are held in another way. -/
theorem Layer.passAll_map (f : N → M) (L : Layer N) : ∀ (xs : List (List Int)) (t : Nat) (past : Kept),
    (L.map f).passAll mul S angles t past xs = L.passAll (fun m => mul (f m)) S angles t past xs
  | [], _, _ => rfl
  | x :: rest, t, past => by
    show _ :: (L.map f).passAll mul S angles (t + 1) _ rest = _
    rw [passAll_map f L rest]
    rfl

/-- The stream after the first `k + 1` tokens. -/
theorem run_stream (P : Program M) : ∀ (tokens : List Nat) (t : Nat) (before : State) {k : Nat},
    k < tokens.length → (P.run mul t (tokens.take (k + 1)) before).stream =
      (passTokens mul P.sizes P.angles P.layers t before.kept (tokens.map P.embedding)).getD k []
  | [], _, _, _, h => absurd h (Nat.not_lt_zero _)
  | _ :: _, _, _, 0, _ => rfl
  | token :: rest, t, before, _ + 1, h =>
    run_stream P rest (t + 1) (P.step mul t token before) (Nat.lt_of_succ_lt_succ h)

variable {mul}

/-- The logits after the first `k + 1` tokens, from the streams of one layer after the other. -/
theorem Program.logits_of_layers {P : Program M} {tokens : List Nat} {xs ys : List (List Int)}
    {k : Nat} {n y : List Int} (hembedding : tokens.map P.embedding = xs)
    (hlayers : passLayers mul P.sizes P.angles P.layers xs = ys) (hk : k < tokens.length)
    (hnorm : rmsNorm P.sizes.wide P.finalNorm (ys.getD k []) = n)
    (hread : P.head.apply mul P.sizes.bits n = y) : P.logits mul (tokens.take (k + 1)) = y := by
  have hstream := run_stream mul P tokens 0 P.start hk
  rw [hembedding] at hstream
  have hall : passTokens mul P.sizes P.angles P.layers 0 P.start.kept xs = ys :=
    (passTokens_eq mul P.sizes P.angles P.layers xs).trans hlayers
  rw [hall] at hstream
  unfold Program.logits Program.readOut
  rw [hstream, hnorm, hread]

end QuantCert.Integer
