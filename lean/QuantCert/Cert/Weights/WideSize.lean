prelude
import QuantCert.Cert.Weights.Vacuity
import QuantCert.Cert.Weights.Wide
import QuantCert.Spec.Layer.Role

/-!
# The sizes of rows that are cut

The sum of the absolute weights of each segment is checked with the segment (`WeightChunk.checkRow`);
here these sums are added up and compared with bounds and errors.

## Main definitions
* `SizesChecked sizes row`, `WideSizesChecked sizes wide`: the weights of each segment add up to at
  least the number beside it
* `checkWideSize`, `checkWideShares`: a row is as large as a bound says; in every row the errors are
  within a share of it

## Main theorems
* `weightsNotVacuous_of_wide`, `rowShare_of_wide`
-/

universe u

namespace QuantCert

open Chunks

variable {K : Codec}

/-- The weights of each segment add up to at least the number beside it. -/
def SizesChecked : List Nat → List (WeightChunk K) → Prop
  | T :: sizes, c :: row => c.checkRow c.cols T 0 = true ∧ SizesChecked sizes row
  | [], [] => True
  | _, _ => False

/-- The same of every row. -/
def WideSizesChecked : List (List Nat) → List (List (WeightChunk K)) → Prop
  | sizes :: others, row :: rest => SizesChecked sizes row ∧ WideSizesChecked others rest
  | [], [] => True
  | _, _ => False

/-- The sum of a list. -/
noncomputable def Chunks.total (sizes : List Nat) : Nat := List.rec 0 (fun T _ sum => Nat.add T sum) sizes

/-- The sizes of the segments of row `j` add up to at least `T`. -/
noncomputable def checkWideSize (T : Nat) (sizes : List (List Nat)) (j : Nat) : Bool :=
  List.rec (fun _ => false)
    (fun row _ later j =>
      cond (Nat.beq j 0) (Nat.ble T (total row)) (withValue (Nat.sub j 1) later))
    sizes j

/-- In every row `den` times the claimed errors is at most `num` times its size, plus `den * floor`. -/
noncomputable def checkWideShares (s : Share) (sizes : List (List Nat))
    (wide : List (List (WeightChunk K))) : Bool :=
  List.rec (fun _ => true)
    (fun row _ later sizes => List.rec false
      (fun first others _ =>
        Nat.ble (s.den * totalBound row) (s.num * total first + s.den * s.floor) && later others)
      sizes)
    wide sizes

/-- The absolute weights of a row add up to those of the first segment and those of the others. -/
theorem Chunks.originalL1_cons (c : WeightChunk K) (rest : List (WeightChunk K)) (n : Nat) :
    rowL1 (c.cols + n) (originalRow (c :: rest)) =
      rowL1 c.cols (c.weight 0) + rowL1 n (originalRow rest) := by
  unfold rowL1
  rw [sum_add_index]
  have hfirst : (sum c.cols fun i => (originalRow (c :: rest) i).natAbs) =
      sum c.cols fun i => (c.weight 0 i).natAbs := sum_congr fun i hi => by
    show (if i < c.cols then _ else _ : Int).natAbs = _
    rw [if_pos hi]
  have hrest : (sum n fun i => (originalRow (c :: rest) (c.cols + i)).natAbs) =
      sum n fun i => (originalRow rest i).natAbs := sum_congr fun i _ => by
    show (if c.cols + i < c.cols then _ else _ : Int).natAbs = _
    rw [if_neg (Nat.not_lt.2 (Nat.le_add_right _ _)), Nat.add_sub_cancel_left]
  rw [hfirst, hrest]

/-- The sizes of the segments add up to at most the absolute weights of the row. -/
theorem Chunks.total_le : ∀ {sizes : List Nat} {row : List (WeightChunk K)},
    SizesChecked sizes row → total sizes ≤ rowL1 (totalCols row) (originalRow row)
  | T :: sizes, c :: row, h => by
    rw [show totalCols (c :: row) = c.cols + totalCols row from rfl, originalL1_cons]
    exact Nat.add_le_add (WeightChunk.checkRow_sound h.1) (total_le h.2)
  | [], [], _ => Nat.zero_le _
  | [], _ :: _, h => h.elim
  | _ :: _, [], h => h.elim

/-- If the check succeeds, row `j` of the original has an absolute sum of at least `T`. -/
theorem checkWideSize_sound {cols maxError maximum T : Nat} : ∀ {sizes : List (List Nat)}
    {wide : List (List (WeightChunk K))} {rows j : Nat}, checkWideSize T sizes j = true →
    checkWide rows cols maxError maximum wide = true → WideSizesChecked sizes wide →
    T ≤ rowL1 cols (wideOriginal wide j)
  | [], _, _, _, h, _, _ => Bool.noConfusion h
  | _ :: _, [], _, _, _, _, checked => checked.elim
  | _ :: sizes, _ :: rest, _, j, h, hwide, checked => by
    obtain ⟨fit, hrest⟩ := checkWide_cons hwide
    cases j with
    | zero =>
      have hle := total_le checked.1
      rw [fit.cols] at hle
      exact Nat.le_trans (Nat.le_of_ble_eq_true h) hle
    | succ j =>
      have hlater : withValue j (checkWideSize T sizes) = true := h
      rw [withValue_eq] at hlater
      show T ≤ rowL1 cols (wideOriginal rest j)
      exact checkWideSize_sound hlater hrest checked.2

/-- If the check succeeds then in every row of the matrix the errors are within the share. -/
theorem rowShare_of_wide [K.Checked] {s : Share} {cols maxError maximum : Nat} :
    ∀ {sizes : List (List Nat)} {wide : List (List (WeightChunk K))} {rows : Nat},
    checkWide rows cols maxError maximum wide = true → WideChecked wide →
    WideSizesChecked sizes wide → checkWideShares s sizes wide = true →
    RowShareAtMost s rows cols (wideOriginal wide) (wideDecoded wide)
  | _, [], rows, h, _, _, _, j, hj => by
    have hrows : rows = 0 := Nat.eq_of_beq_eq_true _ _ h
    rw [hrows] at hj
    exact absurd hj (Nat.not_lt_zero j)
  | [], _ :: _, _, _, _, checked, _, _, _ => checked.elim
  | first :: others, row :: rest, rows, h, checked, sized, shares, j, hj => by
    obtain ⟨fit, hrest⟩ := checkWide_cons h
    have hshares : (Nat.ble (s.den * totalBound row) (s.num * total first + s.den * s.floor) &&
        checkWideShares s others rest) = true := shares
    rw [Bool.and_eq_true_iff] at hshares
    cases j with
    | zero =>
      have herrors := (errors_of_segments fit.errors (chunksHold_of_checked checked.1)).2
      have hsize := total_le sized.1
      rw [fit.cols] at herrors hsize
      refine Nat.le_trans (Nat.mul_le_mul_left s.den herrors)
        (Nat.le_trans (Nat.le_of_ble_eq_true hshares.1) ?_)
      exact Nat.add_le_add_right (Nat.mul_le_mul_left s.num hsize) _
    | succ j => exact rowShare_of_wide hrest checked.2 sized.2 hshares.2 j (by omega)

/-- A bound that is below what row `j` of the matrix can reach is not vacuous. -/
theorem weightsNotVacuous_of_wide {R : Type u} [OrderedField R]
    {p rows cols maxError maximum j T : Nat} {X B : Dyadic} {sizes : List (List Nat)}
    {wide : List (List (WeightChunk K))} (hbound : checkNotVacuous p rows j T X B = true)
    (h : checkWide rows cols maxError maximum wide = true)
    (hsize : checkWideSize T sizes j = true) (checked : WideSizesChecked sizes wide) :
    NotVacuous R p rows cols (wideOriginal wide) (X.value R) (B.value R) :=
  checkNotVacuous_sound hbound (checkWideSize_sound hsize h checked)

end QuantCert
