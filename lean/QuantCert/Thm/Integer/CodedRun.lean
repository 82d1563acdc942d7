prelude
import QuantCert.Thm.Integer.CodedSize
import QuantCert.Thm.Integer.FitRun
import QuantCert.Thm.Integer.Registers

/-!
# All rows of a program, block after block

## Main definitions
* `Integer.ProgramSizes.norms`: what is claimed of the rows of all matrices

## Main theorems
* `Integer.Program.blocksFit`: if the claims are right and leave room, no number that is formed block after
  block leaves its register
-/

namespace QuantCert.Integer

variable {M : Type} {rows : M → List (List Int)}

/-- What is claimed of the rows of a layer's matrices. -/
def LayerSizes.norms (Z : LayerSizes) : List Int :=
  [Z.q.norm, Z.k.norm, Z.v.norm, Z.o.norm, Z.gate.norm, Z.up.norm, Z.down.norm]

/-- What is claimed of the rows of all matrices. -/
def ProgramSizes.norms (Z : ProgramSizes) : List Int := Z.layers.flatMap LayerSizes.norms ++ [Z.head.norm]

/-- No row of a linear layer is larger than one of the claims. -/
def RowsClaimed (rows : M → List (List Int)) (norms : List Int) (L : Linear M) : Prop :=
  ∃ n, n ∈ norms ∧ ∀ row, row ∈ rows L.matrix → sizeSum row ≤ n

/-- Claims among others. -/
theorem RowsClaimed.mono {norms norms' : List Int} {L : Linear M} (h : RowsClaimed rows norms L)
    (hsub : ∀ n, n ∈ norms → n ∈ norms') : RowsClaimed rows norms' L :=
  h.elim fun n hn => ⟨n, hsub n hn.1, hn.2⟩

/-- The rows of a layer. -/
theorem Layer.rowsClaimed {S : Sizes} {f : Frame} {B : Int} {L : Layer M} {Z : LayerSizes}
    (h : L.Within rows S f B Z) : ∀ l, l ∈ L.linears → RowsClaimed rows Z.norms l := fun l hl => by
  unfold Layer.linears at hl
  unfold LayerSizes.norms
  rcases List.mem_cons.mp hl with rfl | hl
  · exact ⟨_, List.mem_cons_self, h.q.rows⟩
  refine RowsClaimed.mono (norms := [Z.k.norm, Z.v.norm, Z.o.norm, Z.gate.norm, Z.up.norm, Z.down.norm]) ?_
    fun n hn => List.mem_cons_of_mem _ hn
  rcases List.mem_cons.mp hl with rfl | hl
  · exact ⟨_, List.mem_cons_self, h.k.rows⟩
  refine RowsClaimed.mono (norms := [Z.v.norm, Z.o.norm, Z.gate.norm, Z.up.norm, Z.down.norm]) ?_
    fun n hn => List.mem_cons_of_mem _ hn
  rcases List.mem_cons.mp hl with rfl | hl
  · exact ⟨_, List.mem_cons_self, h.v.rows⟩
  refine RowsClaimed.mono (norms := [Z.o.norm, Z.gate.norm, Z.up.norm, Z.down.norm]) ?_
    fun n hn => List.mem_cons_of_mem _ hn
  rcases List.mem_cons.mp hl with rfl | hl
  · exact ⟨_, List.mem_cons_self, h.o.rows⟩
  refine RowsClaimed.mono (norms := [Z.gate.norm, Z.up.norm, Z.down.norm]) ?_
    fun n hn => List.mem_cons_of_mem _ hn
  rcases List.mem_cons.mp hl with rfl | hl
  · exact ⟨_, List.mem_cons_self, h.gate.rows⟩
  refine RowsClaimed.mono (norms := [Z.up.norm, Z.down.norm]) ?_ fun n hn => List.mem_cons_of_mem _ hn
  rcases List.mem_cons.mp hl with rfl | hl
  · exact ⟨_, List.mem_cons_self, h.up.rows⟩
  rcases List.mem_cons.mp hl with rfl | hl
  · exact ⟨_, List.mem_cons_of_mem _ List.mem_cons_self, h.down.rows⟩
  · exact absurd hl List.not_mem_nil

/-- The rows of all layers. -/
theorem layers_rowsClaimed {S : Sizes} {f : Frame} : ∀ {B : Int} {layers : List (Layer M)}
    {sizes : List LayerSizes}, LayersWithin rows S f B layers sizes →
    ∀ l, l ∈ layers.flatMap Layer.linears → RowsClaimed rows (sizes.flatMap LayerSizes.norms) l
  | _, [], [], _, _, hl => absurd hl List.not_mem_nil
  | _, L :: layers, Z :: sizes, h, l, hl => by
    rcases List.mem_append.mp (show l ∈ L.linears ++ layers.flatMap Layer.linears from hl) with hl | hl
    · exact (L.rowsClaimed h.1 l hl).mono fun n hn => List.mem_append.mpr (Or.inl hn)
    · exact (layers_rowsClaimed h.2 l hl).mono fun n hn => List.mem_append.mpr (Or.inr hn)
  | _, [], _ :: _, h, _, _ => h.elim
  | _, _ :: _, [], h, _, _ => h.elim

/-- The rows of all matrices that a program multiplies with. -/
theorem rowsClaimed_of {P : Program M} {f : Frame} {B : Int} {Z : ProgramSizes}
    (hlayers : LayersWithin rows P.sizes f B P.layers Z.layers)
    (hhead : ∀ row, row ∈ rows P.head.matrix → sizeSum row ≤ Z.head.norm) :
    ∀ l, l ∈ P.layers.flatMap Layer.linears ++ [P.head] → RowsClaimed rows Z.norms l := fun l hl => by
  rcases List.mem_append.mp hl with hl | hl
  · exact (layers_rowsClaimed hlayers l hl).mono fun n hn => List.mem_append.mpr (Or.inl hn)
  · rcases List.mem_cons.mp hl with rfl | hl
    · exact ⟨_, List.mem_append.mpr (Or.inr List.mem_cons_self), hhead⟩
    · exact absurd hl List.not_mem_nil

/-- Entries of a list, and zeros past its end. -/
theorem getD_within {E : Int} (hE : 0 ≤ E) : ∀ {l : List Int}, AllLe E l → ∀ i, AbsLe E (l.getD i 0)
  | [], _, _ => ⟨Int.neg_nonpos_of_nonneg hE, hE⟩
  | a :: _, h, 0 => h a List.mem_cons_self
  | a :: _, h, i + 1 => getD_within hE (fun x hx => h x (List.mem_cons_of_mem a hx)) i

/-- **No number that is formed block after block leaves its register**, if the claims about rows are right
and leave room for offsets, and blocks are not too long. -/
theorem Program.blocksFit {P : Program M} {f : Frame} {B : Int} {Z : ProgramSizes} {columns : Nat}
    {levels offsets : Int} (hsizes : P.sizes.Sound)
    (hlayers : LayersWithin rows P.sizes f B P.layers Z.layers)
    (hhead : ∀ row, row ∈ rows P.head.matrix → sizeSum row ≤ Z.head.norm)
    (hroom : ∀ n, n ∈ Z.norms → (n + 2 * offsets) * narrowEntry < twoPow 63) (hlevels : 0 ≤ levels)
    (hsum : (columns : Int) * levels * narrowEntry < twoPow 63)
    (hinputs : (columns : Int) * narrowEntry < twoPow 63) : P.BlocksFit rows columns levels offsets := by
  intro L hL row hrow blocks hdecode hcoded x
  obtain ⟨n, hn, hle⟩ := rowsClaimed_of hlayers hhead L hL
  have hE : (0 : Int) ≤ narrowEntry := by decide
  refine formBlocks_fit hE (getD_within hE fun a ha => input_entry hsizes.bits hsizes.most L x ha)
    hdecode hcoded hlevels (Int.lt_of_le_of_lt ?_ (hroom n hn)) hsum hinputs
  exact Int.mul_le_mul_of_nonneg_right (by have := hle row hrow; omega) hE

end QuantCert.Integer
