prelude
import QuantCert.Cert.Model.Norm
import QuantCert.Cert.Model.Step
import QuantCert.Thm.Norm.LayerNorm
import QuantCert.Thm.Norm.RMSNorm
import QuantCert.Thm.Row.Dyadic
import QuantCert.Thm.Row.Error

/-!
# Linear layers after a norm

The output of a norm is bounded whatever its input, so the error of a linear layer after a norm has a
bound that needs no data and no assumption on activations.

## Main definitions
* `afterNormError m range`: the error of the layer, if its input has norm at most `range`.
* `checkAfterNorm m n root G β B`: whether that is at most `B` after a norm over `n` entries with
  factors up to `G` and offsets of norm up to `β`.

## Main theorems
* `checkAfterRmsNorm_sound`, `checkAfterLayerNorm_sound`: for every input of the norm.
-/

universe u

namespace QuantCert

/-- At most the row norm of the error times the norm of the layer's input. -/
def afterNormError (m : MatrixCert) (range : Dyadic) : Dyadic := m.error.rowNorm.mul range

/-- Whether `root` is at least the root of `n` and the error after the norm is at most `B`. -/
def checkAfterNorm (m : MatrixCert) (n : Nat) (root G β B : Dyadic) : Bool :=
  Nat.ble 1 n && (Nat.beq m.cols n && ((⟨n, 0⟩ : Dyadic).le (root.mul root) &&
    (afterNormError m ((root.mul G).add β)).le B))

variable {R : Type u} [ExpField R]

/-- The error of a row is at most its norm times the norm of the input. -/
theorem MatrixCert.Holds.within_of_norm2 {d : Nat} {m : MatrixCert} {W What : Matrix R}
    (known : m.Holds d W What) {x : Vec R} {r : R} (hx : norm2 m.cols x ≤ r) :
    Within m.rows (m.error.rowNorm.value R * r) (matVec m.cols W x) (matVec m.cols What x) := by
  intro j hj
  have hdot : matVec m.cols W x j - matVec m.cols What x j =
      dot m.cols (fun i => W j i - What j i) x := by
    unfold matVec dot
    rw [← sum_sub]
    exact sum_congr fun i _ => (sub_mul _ _ _).symm
  rw [hdot]
  exact le_trans (abs_dot_le_norm2 m.cols _ x)
    (mul_le_mul (known.error.rowNorm j hj) hx (norm2_nonneg _ _) (Dyadic.value_nonneg _))

/-- What the parts of a successful check say. -/
theorem root_and_bound_of_check {m : MatrixCert} {n : Nat} {root G β B : Dyadic}
    (h : checkAfterNorm m n root G β B = true) :
    0 < n ∧ m.cols = n ∧ sqrt (natCast (R := R) n) ≤ root.value R ∧
      m.error.rowNorm.value R * (root.value R * G.value R + β.value R) ≤ B.value R := by
  simp only [checkAfterNorm, Bool.and_eq_true_iff] at h
  obtain ⟨hn, hcols, hroot, hB⟩ := h
  have hsq := Dyadic.value_le_of_le (R := R) hroot
  rw [Dyadic.value_mul, Dyadic.value_eq, pow_zero, div_one] at hsq
  have hbound := Dyadic.value_le_of_le (R := R) hB
  rw [afterNormError, Dyadic.value_mul, Dyadic.value_add, Dyadic.value_mul] at hbound
  exact ⟨Nat.le_of_ble_eq_true hn, Nat.eq_of_beq_eq_true _ _ hcols,
    (sqrt_le_iff (natCast_nonneg n) (Dyadic.value_nonneg _)).mpr hsq, hbound⟩

/-- For every input of the RMSNorm before it, no output of the layer changes by more than `B`. -/
theorem checkAfterRmsNorm_sound {m : MatrixCert} {n : Nat} {root G B : Dyadic}
    (h : checkAfterNorm m n root G .zero B = true) {d : Nat} {W What : Matrix R}
    (known : m.Holds d W What) {ε : Dyadic} (hε : Nat.ble 1 ε.mantissa = true) {γ : Vec R}
    (hγ : InRange n (G.value R) γ) (x : Vec R) :
    Within m.rows (B.value R) (matVec n W (rmsNorm n (ε.value R) γ x))
      (matVec n What (rmsNorm n (ε.value R) γ x)) := by
  obtain ⟨hn, hcols, hroot, hbound⟩ := root_and_bound_of_check (R := R) h
  subst hcols
  rw [Dyadic.value_zero, add_zero] at hbound
  refine fun j hj => le_trans (known.within_of_norm2 (le_trans
    (rmsNorm_norm2_le hn (Dyadic.value_pos hε) hγ (Dyadic.value_nonneg G) x)
    (mul_le_mul_of_nonneg_right hroot (Dyadic.value_nonneg G))) j hj) hbound

/-- For every input of the LayerNorm before it, no output of the layer changes by more than `B`. -/
theorem checkAfterLayerNorm_sound {m : MatrixCert} {n : Nat} {root G b B : Dyadic}
    (h : checkAfterNorm m n root G b B = true) {d : Nat} {W What : Matrix R}
    (known : m.Holds d W What) {ε : Dyadic} (hε : Nat.ble 1 ε.mantissa = true) {γ β : Vec R}
    (hγ : InRange n (G.value R) γ) (hβ : norm2 n β ≤ b.value R) (x : Vec R) :
    Within m.rows (B.value R) (matVec n W (layerNorm n (ε.value R) γ β x))
      (matVec n What (layerNorm n (ε.value R) γ β x)) := by
  obtain ⟨hn, hcols, hroot, hbound⟩ := root_and_bound_of_check (R := R) h
  subst hcols
  refine fun j hj => le_trans (known.within_of_norm2 (le_trans (norm2_add_le _ _ _) (add_le_add
    (le_trans (rmsNorm_norm2_le hn (Dyadic.value_pos hε) hγ (Dyadic.value_nonneg G)
      (subMean m.cols x)) (mul_le_mul_of_nonneg_right hroot (Dyadic.value_nonneg G))) hβ)) j hj) hbound

/-- Rows of norm `1/8` after a norm over four entries with factors up to 1 err by at most `1/4`; a
claim of `1/8` is refused, and so is a root that is too small. -/
example (N : MatrixNorms) :
    let m : MatrixCert := ⟨4, 4, N, N, ⟨⟨1, 4⟩, ⟨1, 2⟩, ⟨1, 3⟩, ⟨1, 2⟩, ⟨1, 2⟩⟩⟩
    checkAfterNorm m 4 ⟨2, 0⟩ .one .zero ⟨1, 2⟩ = true ∧
      checkAfterNorm m 4 ⟨2, 0⟩ .one .zero ⟨1, 3⟩ = false ∧
      checkAfterNorm m 4 ⟨1, 0⟩ .one .zero ⟨1, 2⟩ = false := ⟨rfl, rfl, rfl⟩

end QuantCert
