prelude
import QuantCert.Spec.Integer.Order
import QuantCert.Thm.Integer.CodedRun

/-!
# No order of summation changes a bit

## Main theorems
* `Integer.Program.logits_congr_on`: ways of multiplying that agree on the inputs of a program's own layers
* `Integer.Program.logits_any_order`: registers of 64 bits that add up in any order give the same logits
-/

namespace QuantCert.Integer

open Accumulator

variable {M : Type} {mul mul' : M → List Int → List Int}

/-- Two ways of multiplying give the same outputs of a linear layer, whatever its input. -/
def Linear.Agree (bits : Nat) (mul mul' : M → List Int → List Int) (L : Linear M) : Prop :=
  ∀ x, L.apply mul bits x = L.apply mul' bits x

section
variable {S : Sizes} {L : Layer M} {A : Angles}

/-- A layer whose linear layers agree keeps the same and hands on the same. -/
theorem Layer.congr_on (h : ∀ l, l ∈ L.linears → l.Agree S.bits mul mul') (kept : Kept) (x : List Int) :
    L.keep mul S A kept x = L.keep mul' S A kept x ∧ L.pass mul S A kept x = L.pass mul' S A kept x := by
  have hq := h L.q List.mem_cons_self
  have hk := h L.k (List.mem_cons_of_mem _ List.mem_cons_self)
  have hv := h L.v (List.mem_cons_of_mem _ (List.mem_cons_of_mem _ List.mem_cons_self))
  have ho := h L.o (List.mem_cons_of_mem _ (List.mem_cons_of_mem _ (List.mem_cons_of_mem _
    List.mem_cons_self)))
  have hlast : ∀ l, l ∈ [L.gate, L.up, L.down] → l.Agree S.bits mul mul' := fun l hl =>
    h l (List.mem_cons_of_mem _ (List.mem_cons_of_mem _ (List.mem_cons_of_mem _ (List.mem_cons_of_mem _
      hl))))
  have hg := hlast L.gate List.mem_cons_self
  have hu := hlast L.up (List.mem_cons_of_mem _ List.mem_cons_self)
  have hd := hlast L.down (List.mem_cons_of_mem _ (List.mem_cons_of_mem _ List.mem_cons_self))
  unfold Layer.keep Layer.pass Layer.afterFeedForward Layer.feedForward Layer.afterAttention Layer.attend
    Layer.newKeys Layer.newValues
  constructor
  · rw [hk, hv]
  · rw [hq, ho, hg, hu, hd]

end

/-- All layers at one position. -/
theorem stepLayers_congr {S : Sizes} {A : Angles} : ∀ {layers : List (Layer M)} {kept : List Kept}
    {x : List Int}, (∀ l, l ∈ layers.flatMap Layer.linears → l.Agree S.bits mul mul') →
    Program.stepLayers mul S A layers kept x = Program.stepLayers mul' S A layers kept x
  | [], _, _, _ => rfl
  | _ :: _, [], _, _ => rfl
  | L :: layers, past :: rest, x, h => by
    have hL : ∀ l, l ∈ L.linears → l.Agree S.bits mul mul' := fun l hl =>
      h l (List.mem_append.mpr (Or.inl hl))
    have hkeep := (Layer.congr_on (A := A) hL past x).1
    have hpass := (Layer.congr_on (A := A) hL (L.keep mul' S A past x) x).2
    have hrest := stepLayers_congr (A := A) (kept := rest) (x := L.pass mul' S A (L.keep mul' S A past x) x)
      fun l hl => h l (List.mem_append.mpr (Or.inr hl))
    show State.mk
      (L.keep mul S A past x :: (Program.stepLayers mul S A layers rest
        (L.pass mul S A (L.keep mul S A past x) x)).kept)
      (Program.stepLayers mul S A layers rest (L.pass mul S A (L.keep mul S A past x) x)).stream = _
    rw [hkeep, hpass, hrest]
    rfl

namespace Program

variable {P : Program M}

/-- All tokens. -/
theorem run_congr (h : ∀ l, l ∈ P.layers.flatMap Layer.linears → l.Agree P.sizes.bits mul mul') :
    ∀ (tokens : List Nat) (t : Nat) (before : State), P.run mul t tokens before = P.run mul' t tokens before
  | [], _, _ => rfl
  | token :: rest, t, before => by
    show P.run mul (t + 1) rest (P.step mul t token before) = _
    rw [run_congr h rest, show P.step mul t token before = P.step mul' t token before from
      stepLayers_congr h]
    rfl

/-- Ways of multiplying that agree on the inputs of the program's own layers give the same logits. -/
theorem logits_congr_on
    (h : ∀ l, l ∈ P.layers.flatMap Layer.linears ++ [P.head] → l.Agree P.sizes.bits mul mul')
    (tokens : List Nat) : P.logits mul tokens = P.logits mul' tokens := by
  unfold logits readOut
  rw [run_congr fun l hl => h l (List.mem_append.mpr (Or.inl hl)),
    h P.head (List.mem_append.mpr (Or.inr List.mem_cons_self))]

/-- **No order of summation changes a bit**: if the claims about rows are right and leave room, registers of
64 bits, which add up the products of each row in any order and any blocking, give the program's logits
after every text. -/
theorem logits_any_order {rows : M → List (List Int)} {norms : List Int} (order : Order)
    (hsizes : P.sizes.Sound)
    (hclaimed : ∀ l, l ∈ P.layers.flatMap Layer.linears ++ [P.head] → RowsClaimed rows norms l)
    (hroom : ∀ n, n ∈ norms → n * narrowEntry < twoPow 63) (tokens : List Nat) :
    P.logits (mulInOrder order rows) tokens = P.logits (mulRows rows) tokens := by
  refine logits_congr_on (fun L hL x => ?_) tokens
  obtain ⟨n, hn, hle⟩ := hclaimed L hL
  have hE : (0 : Int) ≤ narrowEntry := by decide
  show L.output _ (L.input P.sizes.bits x) = L.output _ (L.input P.sizes.bits x)
  have hmul : mulInOrder order rows L.matrix (L.input P.sizes.bits x).entries =
      mulRows rows L.matrix (L.input P.sizes.bits x).entries := by
    refine List.map_congr_left fun w hw => row_any_order (by decide) (order.terms w _) ?_
    refine noOverflow_of_size _ ?_
    rw [sizeSum_perm (order.terms w _)]
    refine Int.lt_of_le_of_lt (Int.le_trans (sizeSum_products hE fun a ha =>
      input_entry hsizes.bits hsizes.most L x ha) ?_) (hroom n hn)
    exact Int.mul_le_mul_of_nonneg_right (hle w hw) hE
  unfold Linear.output
  rw [hmul]

end Program

/-- Terms added up from the last to the first. -/
def oneByOne : List Int → SumTree
  | [] => .zero
  | a :: l => .add (.term a) (oneByOne l)

/-- These are all of them. -/
theorem terms_oneByOne : ∀ l : List Int, (oneByOne l).terms = l
  | [] => rfl
  | a :: l => congrArg (a :: ·) (terms_oneByOne l)

/-- There is an order. -/
example : Order := ⟨fun w a => oneByOne (products w a), fun w a => by
  rw [terms_oneByOne]
  exact List.Perm.refl _⟩

end QuantCert.Integer
