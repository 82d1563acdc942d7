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

end QuantCert.Integer
