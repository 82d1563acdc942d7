prelude
import QuantCert.Cert.Integer.NeverOverflows
import QuantCert.Thm.Integer.CodedRun

/-!
# Whether rows leave room for being computed block after block

## Main definitions
* `Integer.checkCoded`: whether the claims about rows, and those about blocks, leave room

## Main theorems
* `Integer.blocksFit_of`: then no number that is formed block after block leaves its register
-/

namespace QuantCert.Integer

/-- Whether rows of these sizes leave room for offsets, and blocks of so many columns are not too long. -/
def checkCoded (columns : Nat) (levels offsets : Int) (norms : List Int) : Bool :=
  decide (0 ≤ levels) && (decide ((columns : Int) * levels * narrowEntry < twoPow 63) &&
  (decide ((columns : Int) * narrowEntry < twoPow 63) &&
  norms.all fun n => decide ((n + 2 * offsets) * narrowEntry < twoPow 63)))

/-- No number that is formed block after block leaves its register, from the claims about rows. -/
theorem blocksFit_of {P : Program (List Columns)} {f : Frame} {B : Int} {Z : ProgramSizes}
    {columns : Nat} {levels offsets : Int} (hsizes : checkSizes P.sizes = true)
    (hlayers : LayersWithin rowLists P.sizes f B P.layers Z.layers)
    (hrows : RowsWithin Z.head.norm P.head.matrix)
    (hcheck : checkCoded columns levels offsets Z.norms = true) :
    P.BlocksFit rowLists columns levels offsets := by
  simp only [checkCoded, Bool.and_eq_true_iff, decide_eq_true_iff] at hcheck
  obtain ⟨hlevels, hsum, hinputs, hnorms⟩ := hcheck
  exact Program.blocksFit (checkSizes_sound hsizes) hlayers hrows
    (fun n hn => of_decide_eq_true (List.all_eq_true.mp hnorms n hn)) hlevels hsum hinputs

end QuantCert.Integer
