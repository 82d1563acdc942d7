prelude
import QuantCert.Cert.Integer.FastLinear
import QuantCert.Spec.Integer.Layers

/-!
# A layer of the integer program, step by step

The kernel computes a layer at every position from the claims about its inputs, with columns that
were checked once, and compares with the next claims.

## Main definitions
* `Integer.Checked`: columns that passed their check; `Integer.mulChecked`: parts of a matrix
* `Integer.columnsOf`: the columns alone
* `Integer.same`, `Integer.sameNarrow`: whether computed integers are the claimed ones

## Main theorems
* `Integer.mulChecked_eq`: checked columns multiply as the matrix that they hold
* `Integer.attention_of`, `Integer.feedForward_of`: a layer at a position from its steps
* `Integer.passAll_cons`: a layer at all positions
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

/-! ## A layer from its steps -/

variable {M : Type} {mul : M → List Int → List Int} {S : Sizes} {A : Angles}

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

/-- A layer at one position that keeps and hands on what is claimed, and at those after it. -/
theorem passAll_cons {angles : Nat → Angles} {L : Layer M} {t : Nat} {past kept : Kept}
    {x y x' : List Int} {rest rest' : List (List Int)}
    (hattention : L.keep mul S (angles t) past x = kept ∧
      L.afterAttention mul S (angles t) kept x = y)
    (hfeedForward : L.afterFeedForward mul S y = x')
    (hrest : L.passAll mul S angles (t + 1) kept rest = rest') :
    L.passAll mul S angles t past (x :: rest) = x' :: rest' := by
  show L.pass mul S (angles t) (L.keep mul S (angles t) past x) x ::
    L.passAll mul S angles (t + 1) (L.keep mul S (angles t) past x) rest = _
  unfold Layer.pass
  rw [hattention.1, hattention.2, hfeedForward, hrest]

/-- No position is left. -/
theorem passAll_nil {angles : Nat → Angles} {L : Layer M} {t : Nat} {past : Kept} :
    L.passAll mul S angles t past [] = [] := rfl

end QuantCert.Integer
