prelude
import QuantCert.Cert.Integer.FastLinear
import QuantCert.Thm.Integer.Decoder

/-!
# A run of the integer program, step by step

The kernel computes every layer at every position from the claims about the one before, with columns
that were checked once, and compares with the next claims.

## Main definitions
* `Integer.Checked`: columns that passed their check; `Integer.mulChecked`: parts of a matrix
* `Integer.Program.held`: the program whose matrices are the columns
* `Integer.same`, `Integer.sameNarrow`: whether computed integers are the claimed ones

## Main theorems
* `Integer.attention_of`, `Integer.feedForward_of`: a layer from its steps
* `Integer.stepLayers_cons`, `Integer.run_cons`: a run from its layers
* `Integer.logits_of_run`, `Integer.next_of_logits`: the logits of the program, and the next token
-/

namespace QuantCert.Integer

/-- Columns that passed their check. -/
structure Checked where
  data : Packed
  checked : data.check = true

/-- Parts of a matrix, one below the other, times a vector. -/
noncomputable def mulChecked (bits : Nat) (parts : List Checked) (a : List Int) : List Int :=
  (parts.map fun C => C.data.mul bits a).flatten

/-- The columns that were checked. -/
def columnsOf (parts : List Checked) : List Columns := parts.map fun C => C.data.toColumns

/-- Checked columns multiply as the matrix that they hold. -/
theorem mulChecked_eq (bits : Nat) (parts : List Checked) (a : List Int) :
    mulChecked bits parts a = mulParts (columnsOf parts) a := by
  show (parts.map _).flatten = ((parts.map _).map _).flatten
  rw [List.map_map]
  exact congrArg List.flatten (List.map_congr_left fun C _ =>
    Packed.mul_eq (Packed.check_sound C.checked) bits a)

/-- The program whose matrices are the columns. -/
def Program.held (P : Program (List Checked)) : Program (List Columns) := P.map columnsOf

/-- The logits of the program that the columns hold are those that checked columns give. -/
theorem logits_held (bits : Nat) (P : Program (List Checked)) (tokens : List Nat) :
    P.held.logits mulParts tokens = P.logits (mulChecked bits) tokens := by
  show (P.map columnsOf).logits mulParts tokens = _
  rw [Program.logits_map]
  exact Program.logits_congr (fun m a => (mulChecked_eq bits m a).symm) tokens

/-! ## Comparing -/

/-- Whether two lists of integers are the same. -/
def same : List Int → List Int → Bool
  | [], [] => true
  | a :: u, b :: v => decide (a = b) && same u v
  | _, _ => false

/-- Then they are. -/
theorem same_sound : ∀ {u v : List Int}, same u v = true → u = v
  | [], [], _ => rfl
  | a :: u, b :: v, h => by
    have ⟨hab, huv⟩ := Bool.and_eq_true_iff.mp (show (decide (a = b) && same u v) = true from h)
    rw [of_decide_eq_true hab, same_sound huv]
  | [], _ :: _, h => nomatch h
  | _ :: _, [], h => nomatch h

/-- Whether narrow vectors are the same. -/
def sameNarrow : List Narrow → List Narrow → Bool
  | [], [] => true
  | a :: u, b :: v => same a.entries b.entries && (Nat.beq a.shift b.shift && sameNarrow u v)
  | _, _ => false

/-- Then they are. -/
theorem sameNarrow_sound : ∀ {u v : List Narrow}, sameNarrow u v = true → u = v
  | [], [], _ => rfl
  | ⟨a, s⟩ :: u, ⟨b, t⟩ :: v, h => by
    have ⟨hab, hrest⟩ := Bool.and_eq_true_iff.mp
      (show (same a b && (Nat.beq s t && sameNarrow u v)) = true from h)
    have ⟨hst, huv⟩ := Bool.and_eq_true_iff.mp hrest
    rw [same_sound hab, Nat.eq_of_beq_eq_true _ _ hst, sameNarrow_sound huv]
  | [], _ :: _, h => nomatch h
  | _ :: _, [], h => nomatch h

/-! ## A run from its steps -/

variable {M : Type} {mul : M → List Int → List Int} {S : Sizes} {A : Angles}

/-- No layer is left. -/
theorem stepLayers_nil (x : List Int) : Program.stepLayers mul S A [] [] x = ⟨[], x⟩ := rfl

/-- Attention at a position, step by step: the normed input, the products with it, what is kept, the
heads, their product, and the stream after it. -/
theorem attention_of {L : Layer M} {past : Kept} {x n q k v m p y : List Int}
    {keys values : List Narrow} (hnorm : rmsNorm S.wide L.attentionNorm x = n)
    (hkey : L.k.apply mul S.bits n = k) (hvalue : L.v.apply mul S.bits n = v)
    (hquery : L.q.apply mul S.bits n = q)
    (hkeys : sameNarrow ((chunks S.headSize S.kvHeads k).map fun head =>
      narrow S.bits (rotate A head)) keys = true)
    (hvalues : sameNarrow ((chunks S.headSize S.kvHeads v).map fun head =>
      narrow S.bits head) values = true)
    (hmix : same (attendAll S (S.heads / S.kvHeads) ((chunks S.headSize S.heads q).map (rotate A))
      (past.add keys values).keys (past.add keys values).values) m = true)
    (hout : L.o.apply mul S.bits m = p) (hsum : addAll x p = y) :
    L.keep mul S A past x = past.add keys values ∧
      L.afterAttention mul S A (past.add keys values) x = y := by
  unfold Layer.keep Layer.afterAttention Layer.attend Layer.newKeys Layer.newValues
    Layer.attentionInput
  rw [hnorm, hkey, hvalue, sameNarrow_sound hkeys, sameNarrow_sound hvalues, hquery,
    same_sound hmix, hout, hsum]
  exact ⟨rfl, rfl⟩

/-- The gated layer at a position, step by step: the normed input, the gate, what it is multiplied
with, their product, the product with that, and the stream after it. -/
theorem feedForward_of {L : Layer M} {y n g u h p x' : List Int}
    (hnorm : rmsNorm S.wide L.feedForwardNorm y = n) (hgate : L.gate.apply mul S.bits n = g)
    (hup : L.up.apply mul S.bits n = u) (hhidden : gate S.powers S.wide g u = h)
    (hout : L.down.apply mul S.bits h = p) (hsum : addAll y p = x') :
    L.afterFeedForward mul S y = x' := by
  unfold Layer.afterFeedForward Layer.feedForward
  rw [hnorm, hgate, hup, hhidden, hout, hsum]

/-- One layer that keeps and hands on what is claimed, and the layers after it. -/
theorem stepLayers_cons {L : Layer M} {layers : List (Layer M)} {past kept' : Kept}
    {rest : List Kept} {x y x' : List Int} {kept : List Kept} {z : List Int}
    (hattention : L.keep mul S A past x = kept' ∧ L.afterAttention mul S A kept' x = y)
    (hfeedForward : L.afterFeedForward mul S y = x')
    (hrest : Program.stepLayers mul S A layers rest x' = ⟨kept, z⟩) :
    Program.stepLayers mul S A (L :: layers) (past :: rest) x = ⟨kept' :: kept, z⟩ := by
  have hpass : L.pass mul S A kept' x = x' := by
    unfold Layer.pass
    rw [hattention.2, hfeedForward]
  show State.mk (L.keep mul S A past x :: (Program.stepLayers mul S A layers rest
    (L.pass mul S A (L.keep mul S A past x) x)).kept) _ = _
  rw [hattention.1, hpass, hrest]

/-- One token, and the tokens after it. -/
theorem run_cons {P : Program M} {t token : Nat} {rest : List Nat} {before between after : State}
    {x : List Int} (hembedding : same (P.embedding token) x = true)
    (hstep : Program.stepLayers mul P.sizes (P.angles t) P.layers before.kept x = between)
    (hrest : P.run mul (t + 1) rest between = after) :
    P.run mul t (token :: rest) before = after := by
  show P.run mul (t + 1) rest (Program.stepLayers mul P.sizes (P.angles t) P.layers before.kept
    (P.embedding token)) = after
  rw [same_sound hembedding, hstep, hrest]

/-- No token is left. -/
theorem run_nil {P : Program M} (t : Nat) (before : State) : P.run mul t [] before = before := rfl

/-- The logits of the program that the columns hold, from a run with checked columns. -/
theorem logits_of_run {bits : Nat} {P : Program (List Checked)} {tokens : List Nat} {after : State}
    {n y : List Int} (hrun : P.run (mulChecked bits) 0 tokens P.start = after)
    (hnorm : rmsNorm P.sizes.wide P.finalNorm after.stream = n)
    (hread : P.head.apply (mulChecked bits) P.sizes.bits n = y) :
    P.held.logits mulParts tokens = y := by
  rw [logits_held bits]
  show P.readOut (mulChecked bits) (P.run (mulChecked bits) 0 tokens P.start) = y
  unfold Program.readOut
  rw [hrun, hnorm, hread]

/-- The next token, from the logits. -/
theorem next_of_logits {logits y : List Int} {token : Nat} (h : logits = y)
    (hnext : Nat.beq (argmax y) token = true) : argmax logits = token := by
  rw [h, Nat.eq_of_beq_eq_true _ _ hnext]

end QuantCert.Integer
