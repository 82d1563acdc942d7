prelude
import QuantCert.Cert.Prompt.Rows

/-!
# Matrix times activations, in parts

## Main definitions
* `checkLinear`: whether a box contains a matrix times activations, at all positions, for parts of the
  matrix that follow one another.

## Main theorems
* `checkParts_sound`, `checkLinear_sound`
-/

universe u

namespace QuantCert

/-- The parts of a matrix of `cols` columns, whose rows follow one another from `start` on. -/
noncomputable def checkParts (length cols : Nat) (A B : Box) (parts : List ColumnData) :
    (start : Nat) → Bool :=
  List.rec (fun _ => true) (fun C _ rest start => Nat.beq C.columns.count cols &&
    (C.check && ((allBelow length fun t => checkRows C start A B t) &&
    rest (Nat.add start C.rows)))) parts

/-- The rows of all parts. -/
noncomputable def totalRows (parts : List ColumnData) : Nat :=
  List.rec 0 (fun C _ n => Nat.add C.rows n) parts

/-- A matrix of `rows` rows and `cols` columns, in parts, times the activations. -/
noncomputable def checkLinear (length rows cols : Nat) (parts : List ColumnData) (A B : Box) : Bool :=
  Nat.ble rows (totalRows parts) && checkParts length cols A B parts 0

/-- The columns of parts. -/
def partColumns (parts : List ColumnData) : List Columns := parts.map ColumnData.toColumns

variable {R : Type u} [OrderedField R]

/-- Checked parts are rows of the product. -/
theorem checkParts_sound {length cols : Nat} {A B : Box} {W : Matrix R} {X : Nat → Vec R}
    (hx : A.Contains length cols X) : ∀ {parts : List ColumnData} {start : Nat},
    PartsHold W cols start (partColumns parts) → checkParts length cols A B parts start = true →
    ∀ t, t < length → ∀ j, j < totalRows parts →
      (B.cell t (start + j)).Holds B.scale (matVec cols W (X t) (start + j))
  | [], _, _, _, _, _, j, hj => absurd hj (Nat.not_lt_zero j)
  | C :: rest, start, hW, h, t, ht, j, hj => by
    have h' : (Nat.beq C.columns.count cols && (C.check &&
      ((allBelow length fun t => checkRows C start A B t) &&
        checkParts length cols A B rest (start + C.rows)))) = true := h
    simp only [Bool.and_eq_true_iff] at h'
    obtain ⟨hcols, hcheck, hrows, hrest⟩ := h'
    have hcount : C.columns.count = cols := Nat.eq_of_beq_eq_true _ _ hcols
    have ⟨hC, hW'⟩ : (∀ j, j < C.rows → ∀ i, i < cols → W (start + j) i = C.matrix j i) ∧
      PartsHold W cols (start + C.rows) (partColumns rest) := hW
    rcases Nat.lt_or_ge j C.rows with hlt | hge
    · have hrow := checkRows_sound (ColumnData.check_sound hcheck)
        (fun i hi => hx.cell ht (hcount ▸ hi)) (of_allBelow hrows ht) hlt
      have heq : matVec cols W (X t) (start + j) =
          matVec C.columns.count C.matrix (X t) j := by
        rw [hcount]
        exact sum_congr fun i hi => by rw [hC j hlt i hi]
      rwa [heq]
    · obtain ⟨k, rfl⟩ := Nat.exists_eq_add_of_le hge
      have hj' : C.rows + k < C.rows + totalRows rest := hj
      rw [← Nat.add_assoc]
      exact checkParts_sound hx hW' hrest t ht k (Nat.lt_of_add_lt_add_left hj')

/-- A checked product of a matrix and activations is one. -/
theorem checkLinear_sound {length rows cols : Nat} {parts : List ColumnData} {A B : Box}
    {W : Matrix R} {X : Nat → Vec R} (hx : A.Contains length cols X)
    (hW : PartsHold W cols 0 (partColumns parts))
    (h : checkLinear length rows cols parts A B = true) :
    B.Contains length rows fun t => matVec cols W (X t) := fun t ht j hj => by
  have ⟨hrows, hparts⟩ := Bool.and_eq_true_iff.mp h
  have hrow := checkParts_sound hx hW hparts t ht j
    (Nat.lt_of_lt_of_le hj (Nat.le_of_ble_eq_true hrows))
  rw [Nat.zero_add] at hrow
  exact Box.cell_holds_iff.mp hrow

end QuantCert
