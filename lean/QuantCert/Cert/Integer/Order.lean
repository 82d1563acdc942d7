prelude
import QuantCert.Cert.Integer.Coded
import QuantCert.Thm.Integer.Order

/-!
# Whether registers may add up in any order

## Main theorems
* `Integer.anyOrder_of`: from the claims about rows, logits do not depend on the order of summation
-/

namespace QuantCert.Integer

/-- Registers of 64 bits that add up the products of each row in any order give the program's logits, from
the claims about rows. -/
theorem anyOrder_of {P : Program (List Columns)} {f : Frame} {B : Int} {Z : ProgramSizes}
    (hsizes : checkSizes P.sizes = true)
    (hlayers : LayersWithin rowLists P.sizes f B P.layers Z.layers)
    (hrows : RowsWithin Z.head.norm P.head.matrix) (hcheck : checkCoded 0 0 0 Z.norms = true)
    (order : Order) (tokens : List Nat) :
    P.logits (mulInOrder order rowLists) tokens = P.logits mulParts tokens := by
  simp only [checkCoded, Bool.and_eq_true_iff, decide_eq_true_iff] at hcheck
  obtain ⟨_, _, _, hnorms⟩ := hcheck
  rw [Program.logits_any_order (norms := Z.norms) order (checkSizes_sound hsizes) (fun l hl => ?_)
    (fun n hn => ?_)]
  · exact Program.logits_congr mulRows_rowLists tokens
  · exact rowsClaimed_of hlayers hrows l hl
  · have := of_decide_eq_true (List.all_eq_true.mp hnorms n hn)
    rwa [Int.mul_zero, Int.add_zero] at this

end QuantCert.Integer
