prelude
import QuantCert.Spec.Integer.FormedRun

/-!
# Products in registers, in any order

## Main definitions
* `Integer.Order`: how the products of each row are added up, which may depend on the input
* `Integer.mulInOrder`: rows as registers of 64 bits hold them then
-/

namespace QuantCert.Integer

open Accumulator

/-- For each row and input a tree that adds up their products: an order and a blocking, one for each
row, as threads and vector lanes may have it. -/
structure Order where
  tree : (row input : List Int) → SumTree
  terms : ∀ row input, (tree row input).terms.Perm (products row input)

/-- The products of rows with a vector, added up in that order by registers of 64 bits that wrap
around. -/
def mulInOrder {M : Type} (order : Order) (rows : M → List (List Int)) (m : M) (a : List Int) : List Int :=
  (rows m).map fun w => (order.tree w a).wrapped 64

end QuantCert.Integer
