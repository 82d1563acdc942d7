prelude
import QuantCert.Spec.Integer.FormedRun
import QuantCert.Thm.Accumulator.Sum
import QuantCert.Thm.Integer.FitAligned
import QuantCert.Thm.Integer.Linear

/-!
# Inputs of linear layers and sums of blocks

## Main theorems
* `Integer.input_entry`: narrow inputs are at most `narrowEntry` in size, whatever the input
* `Integer.blockSumsFit_of`: sums that are safe for such entries fit
* `Integer.mulRows_rowLists`: products with rows one by one are those of the columns
-/

namespace QuantCert.Integer

open Accumulator

/-- The largest entry of a narrow vector that a matrix is multiplied with. -/
def narrowEntry : Int := twoPow (alignedBits - 1) - 1

/-- The narrow input of a linear layer, whatever the input. -/
theorem input_entry {M : Type} {bits : Nat} (hbits : 2 ≤ bits) (hmost : bits ≤ alignedBits)
    (L : Linear M) (x : List Int) {a : Int} (ha : a ∈ (L.input bits x).entries) :
    AbsLe narrowEntry a := by
  unfold Linear.input at ha
  split at ha
  · have hpow : twoPow (bits - 1) ≤ twoPow (alignedBits - 1) := twoPow_mono (by omega)
    exact absLe_mono (narrow_fits hbits ha) (by unfold narrowEntry; omega)
  · obtain ⟨g, hg, x, hx, rfl⟩ := mem_aligned ha
    have ⟨hneed, _, hdiff⟩ := groupShift_bounds (bits := bits) hg
    exact aligned_entry hbits hmost (roundShift_fits_above (one_le_limit hbits) hx hneed) hdiff

/-- A list of bounded numbers. -/
theorem allIn_of {m B : Int} : ∀ {l : List Int}, (∀ a, a ∈ l → m ≤ a ∧ a ≤ B) → AllIn m B l
  | [], _ => True.intro
  | a :: _, h => ⟨h a List.mem_cons_self, allIn_of fun b hb => h b (List.mem_cons_of_mem a hb)⟩

/-- No sum of a block leaves its register, if sums of so many products of such numbers are safe. -/
theorem blockSumsFit_of {M : Type} {register piece : Nat} {levels : Int} {P : Program M}
    (hbits : Nat.ble 2 P.sizes.bits = true) (hmost : Nat.ble P.sizes.bits alignedBits = true)
    (hsafe : Safe register piece (-levels) levels (-narrowEntry) narrowEntry) :
    P.BlockSumsFit register piece levels := by
  intro L _ x codes entries hlength hcodes hentries t ht
  refine hsafe codes entries hlength hcodes (allIn_of fun a ha => ?_) t ht
  exact input_entry (Nat.le_of_ble_eq_true hbits) (Nat.le_of_ble_eq_true hmost) L x (hentries a ha)

/-! ## Rows -/

/-- Element `i` of the values of a function. -/
theorem getD_columns (f : Nat → Int) : ∀ {n i : Nat}, i < n → (columns f n).getD i 0 = f i
  | n + 1, i, h => by
    show (columns f n ++ [f n]).getD i 0 = f i
    rcases Nat.lt_or_ge i n with hlt | hge
    · rw [List.getD_append (by rw [length_columns]; exact hlt)]
      exact getD_columns f hlt
    · obtain rfl : i = n := by omega
      rw [List.getD_append_right (by rw [length_columns]; exact Nat.le_refl _), length_columns,
        Nat.sub_self]
      rfl

/-- The products with the rows of a part. -/
theorem dotList_rowList (C : Columns) (j : Nat) (a : List Int) : dotList (rowList C j) a =
    sum C.columns.count fun i => (ofColumns C).entry j i * a.getD i 0 := by
  rw [dotList_eq_sum]
  show sum (columns _ _).length _ = _
  rw [length_columns]
  exact sum_congr fun i hi => by
    show (columns _ _).getD i 0 * _ = _
    rw [getD_columns _ hi]

/-- Rows one by one give the products of the columns: what a run forms is what `mulParts` computes
with. -/
theorem mulRows_rowLists : ∀ (parts : List Columns) (a : List Int),
    mulRows rowLists parts a = mulParts parts a
  | [], _ => rfl
  | C :: parts, a => by
    have ih := mulRows_rowLists parts a
    show ((((List.range C.rows).map (rowList C)) ++ rowLists parts).map fun w => dotList w a) =
      (ofColumns C).mul a ++ mulParts parts a
    rw [List.map_append, List.map_map, ← ih]
    refine congrArg (fun l => l ++ mulRows rowLists parts a) ?_
    exact List.map_congr_left fun j _ => dotList_rowList C j a

end QuantCert.Integer
