prelude
import QuantCert.Cert.Prompt.Bind
import QuantCert.Cert.Prompt.Linear
import QuantCert.Spec.Weights.Matrix

/-!
# Columns that hold the matrices of weight certificates

The parts of a prompt's matrix correspond to the chunks of a weight certificate: that the columns of
each hold the weights of the other is checked once, so that both certificates speak of the same
matrix.

## Main definitions
* `BoundDecoded`, `BoundOriginal`: what has been checked of each chunk and part.

## Main theorems
* `partsHold_decoded`, `partsHold_original`: then the parts hold the rows of the matrix.
-/

universe u

namespace QuantCert

variable {K : Codec}

/-- Columns that fit a chunk have as many rows. -/
theorem ColumnData.rows_eq {C : ColumnData} {c : WeightChunk K} (h : C.bindFits c = true) :
    C.rows = c.rows := by
  simp only [ColumnData.bindFits, Bool.and_eq_true_iff] at h
  exact Nat.eq_of_beq_eq_true _ _ h.1

variable [K.Checked]

/-- Every part has the columns of what the codes of its chunk stand for, in units of `2^-p`. -/
def BoundDecoded (p cols : Nat) : List (WeightChunk K) → List ColumnData → Prop
  | [], [] => True
  | c :: chunks, C :: parts => (checkChunk c = true ∧ (C.check = true ∧ (C.scale = p ∧
      (C.columns.count = cols ∧ bindsDecoded C c = true)))) ∧ BoundDecoded p cols chunks parts
  | _, _ => False

/-- Every part has the columns of the original weights of its chunk, in units of `2^-p`. -/
def BoundOriginal (p cols : Nat) : List (WeightChunk K) → List ColumnData → Prop
  | [], [] => True
  | c :: chunks, C :: parts => (checkChunk c = true ∧ (C.check = true ∧ (C.scale = p ∧
      (C.columns.count = cols ∧ bindsOriginal C c = true)))) ∧ BoundOriginal p cols chunks parts
  | _, _ => False

variable {R : Type u} [OrderedField R] {p cols : Nat}

/-- The rows of the first chunk, and those of the others. -/
theorem stored_cons {rows : Nat} {first rest : IntMatrix} {W : Matrix R} {start : Nat}
    (hW : ∀ j i, W (start + j) i =
      storedMatrix p (fun j i => if j < rows then first j i else rest (j - rows) i) j i) :
    (∀ j, j < rows → ∀ i, W (start + j) i = dyadic p (first j i)) ∧
      ∀ j i, W (start + rows + j) i = storedMatrix p rest j i := by
  refine ⟨fun j hj i => ?_, fun j i => ?_⟩
  · rw [hW]
    exact congrArg (dyadic p) (if_pos hj)
  · rw [Nat.add_assoc, hW]
    refine congrArg (dyadic p) ((if_neg (Nat.not_lt_of_le (Nat.le_add_right rows j))).trans ?_)
    rw [Nat.add_sub_cancel_left]

/-- Bound parts hold the rows of what the codes stand for. -/
theorem partsHold_decoded_from : ∀ {chunks : List (WeightChunk K)} {parts : List ColumnData}
    {start : Nat} {W : Matrix R}, BoundDecoded p cols chunks parts →
    (∀ j i, W (start + j) i = storedMatrix p (decodedMatrix chunks) j i) →
    PartsHold W cols start (partColumns parts)
  | [], [], _, _, _, _ => trivial
  | c :: chunks, C :: parts, start, W, ⟨⟨hchunk, hC, hscale, hcount, hbind⟩, hrest⟩, hW => by
    have hrows := ColumnData.rows_eq (Bool.and_eq_true_iff.mp hbind).1
    have ⟨hfirst, hothers⟩ := stored_cons (rows := c.rows) hW
    have hdigits := bindsDecoded_sound (ColumnData.check_sound hC) hchunk hbind
    refine ⟨fun j hj i hi => ?_, partsHold_decoded_from hrest fun j i => ?_⟩
    · rw [hfirst j (hrows ▸ hj) i, ← hdigits j hj i (hcount.symm ▸ hi), ← hscale]
      rfl
    · show W (start + C.rows + j) i = _
      rw [hrows]
      exact hothers j i

/-- Bound parts hold the rows of the original matrix. -/
theorem partsHold_original_from : ∀ {chunks : List (WeightChunk K)} {parts : List ColumnData}
    {start : Nat} {W : Matrix R}, BoundOriginal p cols chunks parts →
    (∀ j i, W (start + j) i = storedMatrix p (originalMatrix chunks) j i) →
    PartsHold W cols start (partColumns parts)
  | [], [], _, _, _, _ => trivial
  | c :: chunks, C :: parts, start, W, ⟨⟨hchunk, hC, hscale, hcount, hbind⟩, hrest⟩, hW => by
    have hrows := ColumnData.rows_eq (Bool.and_eq_true_iff.mp hbind).1
    have ⟨hfirst, hothers⟩ := stored_cons (rows := c.rows) hW
    have hdigits := bindsOriginal_sound (ColumnData.check_sound hC) hchunk hbind
    refine ⟨fun j hj i hi => ?_, partsHold_original_from hrest fun j i => ?_⟩
    · rw [hfirst j (hrows ▸ hj) i, ← hdigits j hj i (hcount.symm ▸ hi), ← hscale]
      rfl
    · show W (start + C.rows + j) i = _
      rw [hrows]
      exact hothers j i

/-- The parts of a prompt hold what the codes of a weight certificate stand for. -/
theorem partsHold_decoded {chunks : List (WeightChunk K)} {parts : List ColumnData}
    (h : BoundDecoded p cols chunks parts) :
    PartsHold (storedMatrix p (decodedMatrix chunks) : Matrix R) cols 0 (partColumns parts) :=
  partsHold_decoded_from h fun j i => by rw [Nat.zero_add]

/-- The parts of a prompt hold the original weights of a weight certificate. -/
theorem partsHold_original {chunks : List (WeightChunk K)} {parts : List ColumnData}
    (h : BoundOriginal p cols chunks parts) :
    PartsHold (storedMatrix p (originalMatrix chunks) : Matrix R) cols 0 (partColumns parts) :=
  partsHold_original_from h fun j i => by rw [Nat.zero_add]

end QuantCert
