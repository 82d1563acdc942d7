prelude
import QuantCert.Cert.Digits.Loop
import QuantCert.Spec.Model.Cert
import QuantCert.Spec.Model.Stored
import QuantCert.Thm.Model.Size
import QuantCert.Thm.Row.Error

/-!
# Checked bounds of a stored vector

## Main definitions
* `vectorEntry k N i`: an entry, in units, without its sign.
* `checkVector p k N c`: whether the bounds `c` are true of the vector packed in `N`.

## Main theorems
* `checkVector_sound`.
-/

universe u

namespace QuantCert

open Attention

open Digits

/-- The absolute value of entry `i` of the vector packed in `N`, in units. -/
def vectorEntry (k N i : Nat) : Nat :=
  let e := Nat.mod (Nat.shiftRight N (Nat.mul k i)) (Nat.pow 2 k)
  let half := Nat.pow 2 (Nat.sub k 1)
  Nat.add (Nat.sub e half) (Nat.sub half e)

/-- Whether no entry, no head and not the whole is larger than `c` claims. Heads are bounded by the
whole. -/
noncomputable def checkVector (p k N : Nat) (c : VectorCert) : Bool :=
  allBelow c.dim (fun i => (⟨vectorEntry k N i, p⟩ : Dyadic).le c.size.entry) &&
    ((⟨sumBelow c.dim fun i => Nat.pow (vectorEntry k N i) 2, p + p⟩ : Dyadic).le
      (c.size.norm.mul c.size.norm) && c.size.norm.le c.size.head)

/-- The size of a signed entry is the distance of its digit from `2^(k-1)`. -/
theorem natAbs_vectorEntry (k N i : Nat) :
    ((digit k N i : Int) - (2 ^ (k - 1) : Nat)).natAbs = vectorEntry k N i := by
  have hdigit : digit k N i = Nat.mod (Nat.shiftRight N (Nat.mul k i)) (Nat.pow 2 k) := by
    unfold digit
    rw [← Nat.shiftRight_eq_div_pow]
    rfl
  show _ = Nat.add (Nat.sub _ _) (Nat.sub _ _)
  rw [← hdigit]
  show _ = digit k N i - 2 ^ (k - 1) + (2 ^ (k - 1) - digit k N i)
  omega

variable {R : Type u} [ExpField R]

/-- The square of an entry is the square of its units. -/
theorem packedVector_sq (p k N i : Nat) :
    (packedVector (R := R) p k N i) ^ 2 = dyadic (p + p) ((vectorEntry k N i ^ 2 : Nat) : Int) := by
  unfold packedVector
  rw [pow_two, ← abs_mul_abs_self, abs_dyadic, natAbs_vectorEntry, ← dyadic_mul, ← Int.natCast_mul,
    Nat.pow_two]

/-- Checked bounds are true. -/
theorem checkVector_sound {p k N : Nat} {c : VectorCert} (h : checkVector p k N c = true) (d : Nat) :
    c.Holds d (packedVector (R := R) p k N) := by
  simp only [checkVector, Bool.and_eq_true_iff] at h
  obtain ⟨hentry, hnorm, hhead⟩ := h
  have hwhole : norm2 c.dim (packedVector (R := R) p k N) ≤ c.size.norm.value R := by
    refine norm2_le_of_sumSq_le (Dyadic.value_nonneg _) ?_
    have hle := Dyadic.value_le_of_le (R := R) hnorm
    rw [Dyadic.value_mul, sumBelow_eq] at hle
    refine le_trans (le_of_eq ?_) hle
    show (sum c.dim fun i => (packedVector (R := R) p k N i) ^ 2) = dyadic (p + p) _
    rw [dyadic_natCast_sum]
    exact sum_congr fun i _ => packedVector_sq p k N i
  refine ⟨fun i hi => ?_, fun head hlt => ?_, hwhole⟩
  · have hle := Dyadic.value_le_of_le (R := R) (of_allBelow hentry hi)
    refine le_trans (le_of_eq ?_) hle
    show abs (dyadic p _) = dyadic p _
    rw [abs_dyadic, natAbs_vectorEntry]
  · refine le_trans (norm2_head_le hlt _) (le_trans hwhole (Dyadic.value_le_of_le hhead))

/-- Three entries `-1, 0, 1` in units of one quarter; a claim below one quarter is refused. -/
example : checkVector 2 2 57 ⟨3, ⟨⟨1, 2⟩, ⟨1, 1⟩, ⟨1, 1⟩⟩⟩ = true ∧
    checkVector 2 2 57 ⟨3, ⟨⟨1, 3⟩, ⟨1, 1⟩, ⟨1, 1⟩⟩⟩ = false ∧
    checkVector 2 2 57 ⟨3, ⟨⟨1, 2⟩, ⟨1, 2⟩, ⟨1, 2⟩⟩⟩ = false := by decide +kernel

end QuantCert
