prelude
import QuantCert.Spec.Accumulator.Dot
import QuantCert.Spec.Integer.Decoder
import QuantCert.Spec.Integer.Stored

/-!
# What it means that rows fit their registers

## Main definitions
* `Integer.RowsFit register bits C`: no partial sum of a row of `C` leaves a register
* `Integer.AllRowsFit`: of no row of some matrices
* `Integer.Program.parts`: all matrices of a program, part by part
* `Integer.Program.BlockSumsFit`: no sum of so many products of codes and inputs leaves a register
-/

namespace QuantCert.Integer

open Accumulator

/-- Row `j` of the matrix that columns hold, as a list. -/
noncomputable def rowList (C : Columns) (j : Nat) : List Int :=
  columns ((ofColumns C).entry j) C.columns.count

/-- For entries between `-2^bits` and `2^bits`, and for every order and every blocking of the products
of a row, no partial sum leaves a register of `register` bits, and the register holds the row. -/
def RowsFit (register bits : Nat) (C : Columns) : Prop :=
  ∀ j, j < C.rows → ∀ a : List Int, AllIn (-twoPow bits) (twoPow bits) a →
    ∀ t : SumTree, t.terms.Perm (products (rowList C j) a) →
      t.NoOverflow register ∧ t.wrapped register = (products (rowList C j) a).sum

/-- The rows of all matrices fit. -/
def AllRowsFit (register bits : Nat) : List Columns → Prop
  | [] => True
  | C :: rest => RowsFit register bits C ∧ AllRowsFit register bits rest

/-- The matrices of a layer, part by part. -/
def Layer.parts {M : Type} (L : Layer (List M)) : List M :=
  L.q.matrix ++ (L.k.matrix ++ (L.v.matrix ++ (L.o.matrix ++
    (L.gate.matrix ++ (L.up.matrix ++ L.down.matrix)))))

/-- All matrices that a program multiplies with, part by part. -/
def Program.parts {M : Type} (P : Program (List M)) : List M :=
  P.layers.flatMap Layer.parts ++ P.head.matrix

/-- Whatever the input of a linear layer: no partial sum of at most `piece` products of its narrow
entries and codes, less zero-points, of at most `levels`, leaves a register of `register` bits. -/
def Linear.BlockSumsFit {M : Type} (register piece bits : Nat) (levels : Int) (L : Linear M) : Prop :=
  ∀ x codes entries : List Int, codes.length ≤ piece → AllIn (-levels) levels codes →
    (∀ a, a ∈ entries → a ∈ (L.input bits x).entries) →
    ∀ t : SumTree, t.terms.Perm (products codes entries) →
      t.NoOverflow register ∧ t.wrapped register = (products codes entries).sum

/-- The linear layers of a layer. -/
def Layer.linears {M : Type} (L : Layer M) : List (Linear M) :=
  [L.q, L.k, L.v, L.o, L.gate, L.up, L.down]

/-- Of all linear layers of a program. -/
def Program.BlockSumsFit {M : Type} (register piece : Nat) (levels : Int) (P : Program M) : Prop :=
  ∀ L, L ∈ P.layers.flatMap Layer.linears ++ [P.head] →
    L.BlockSumsFit register piece P.sizes.bits levels

end QuantCert.Integer
