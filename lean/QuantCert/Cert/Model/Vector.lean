prelude
import QuantCert.Cert.Digits.Loop
import QuantCert.Spec.Model.Cert
import QuantCert.Spec.Model.Stored
import QuantCert.Thm.Model.Size
import QuantCert.Thm.Row.Error

/-!
# Checked bounds of a stored vector

## Main definitions
* `shiftedEntry s k N i`: an entry plus `s`, in units, without its sign.
* `checkShifted s p k N c`: whether the bounds `c` are true of the vector packed in `N`, plus `s`
  units in each entry; `checkVector p k N c`: of the vector itself; `checkOnePlus p k N c`: of one plus
  each entry.

## Main theorems
* `checkVector_sound`, `checkOnePlus_sound`.
-/

universe u

namespace QuantCert

open Attention

open Digits

/-- The absolute value of entry `i` of the vector packed in `N`, plus `s`, in units. -/
def shiftedEntry (s k N i : Nat) : Nat :=
  let e := Nat.add (Nat.mod (Nat.shiftRight N (Nat.mul k i)) (Nat.pow 2 k)) s
  let half := Nat.pow 2 (Nat.sub k 1)
  Nat.add (Nat.sub e half) (Nat.sub half e)

/-- Whether no entry, no head and not the whole is larger than `c` claims, after `s` units are added
to each entry. Heads are bounded by the whole. -/
noncomputable def checkShifted (s p k N : Nat) (c : VectorCert) : Bool :=
  allBelow c.dim (fun i => (⟨shiftedEntry s k N i, p⟩ : Dyadic).le c.size.entry) &&
    ((⟨sumBelow c.dim fun i => Nat.pow (shiftedEntry s k N i) 2, p + p⟩ : Dyadic).le
      (c.size.norm.mul c.size.norm) && c.size.norm.le c.size.head)

/-- Whether no entry, no head and not the whole of the vector is larger than `c` claims. -/
noncomputable def checkVector (p k N : Nat) (c : VectorCert) : Bool := checkShifted 0 p k N c

/-- The same of one plus each entry. -/
noncomputable def checkOnePlus (p k N : Nat) (c : VectorCert) : Bool :=
  checkShifted (Nat.pow 2 p) p k N c

/-- The absolute value of an entry in units. -/
theorem natAbs_shiftedEntry (s k N i : Nat) :
    ((digit k N i + s : Nat) - (2 ^ (k - 1) : Nat) : Int).natAbs = shiftedEntry s k N i := by
  have hdigit : digit k N i = Nat.mod (Nat.shiftRight N (Nat.mul k i)) (Nat.pow 2 k) := by
    unfold digit
    rw [← Nat.shiftRight_eq_div_pow]
    rfl
  show _ = Nat.add (Nat.sub _ _) (Nat.sub _ _)
  rw [← hdigit]
  show _ = digit k N i + s - 2 ^ (k - 1) + (2 ^ (k - 1) - (digit k N i + s))
  omega

section
variable {R : Type u} [OrderedField R]

/-- The vector packed in `N`, plus `s` units in each entry. -/
def shiftedVector (s p k N : Nat) : Vec R :=
  fun i => dyadic p ((digit k N i + s : Nat) - (2 ^ (k - 1) : Nat))

/-- One plus each entry of a packed vector adds `2^p` units. -/
theorem onePlus_packedVector (p k N : Nat) :
    onePlus (packedVector (R := R) p k N) = shiftedVector (2 ^ p) p k N := funext fun i => by
  have hone : (1 : R) = dyadic p ((2 ^ p : Nat) : Int) := by
    unfold dyadic
    rw [intCast_natCast, natCast_two_pow, div_self (two_pow_ne_zero p)]
  unfold onePlus packedVector shiftedVector
  rw [hone, ← dyadic_add]
  exact congrArg (dyadic p) (by omega)

/-- The square of an entry is the square of its units. -/
theorem shiftedVector_sq (s p k N i : Nat) : (shiftedVector (R := R) s p k N i) ^ 2 =
    dyadic (p + p) ((shiftedEntry s k N i ^ 2 : Nat) : Int) := by
  unfold shiftedVector
  rw [pow_two, ← abs_mul_abs_self, abs_dyadic, natAbs_shiftedEntry, ← dyadic_mul,
    ← Int.natCast_mul, Nat.pow_two]

end

variable {R : Type u} [ExpField R]

/-- Checked bounds are true of the vector with `s` units added. -/
theorem checkShifted_sound {s p k N : Nat} {c : VectorCert} (h : checkShifted s p k N c = true)
    (d : Nat) : c.Holds d (shiftedVector (R := R) s p k N) := by
  simp only [checkShifted, Bool.and_eq_true_iff] at h
  obtain ⟨hentry, hnorm, hhead⟩ := h
  have hwhole : norm2 c.dim (shiftedVector (R := R) s p k N) ≤ c.size.norm.value R := by
    refine norm2_le_of_sumSq_le (Dyadic.value_nonneg _) ?_
    have hle := Dyadic.value_le_of_le (R := R) hnorm
    rw [Dyadic.value_mul, sumBelow_eq] at hle
    refine le_trans (le_of_eq ?_) hle
    show (sum c.dim fun i => (shiftedVector (R := R) s p k N i) ^ 2) = dyadic (p + p) _
    rw [dyadic_natCast_sum]
    exact sum_congr fun i _ => shiftedVector_sq s p k N i
  refine ⟨fun i hi => ?_, fun head hlt => ?_, hwhole⟩
  · have hle := Dyadic.value_le_of_le (R := R) (of_allBelow hentry hi)
    refine le_trans (le_of_eq ?_) hle
    show abs (dyadic p _) = dyadic p _
    rw [abs_dyadic, natAbs_shiftedEntry]
  · exact le_trans (norm2_head_le hlt _) (le_trans hwhole (Dyadic.value_le_of_le hhead))

/-- Checked bounds are true. -/
theorem checkVector_sound {p k N : Nat} {c : VectorCert} (h : checkVector p k N c = true) (d : Nat) :
    c.Holds d (packedVector (R := R) p k N) := checkShifted_sound (s := 0) h d

/-- Checked bounds are true of one plus each entry. -/
theorem checkOnePlus_sound {p k N : Nat} {c : VectorCert} (h : checkOnePlus p k N c = true)
    (d : Nat) : c.Holds d (onePlus (packedVector (R := R) p k N)) := by
  rw [onePlus_packedVector]
  exact checkShifted_sound h d

/-- Three entries `-1, 0, 1` in units of one quarter; a claim below one quarter is refused. -/
example : checkVector 2 2 57 ⟨3, ⟨⟨1, 2⟩, ⟨1, 1⟩, ⟨1, 1⟩⟩⟩ = true ∧
    checkVector 2 2 57 ⟨3, ⟨⟨1, 3⟩, ⟨1, 1⟩, ⟨1, 1⟩⟩⟩ = false ∧
    checkVector 2 2 57 ⟨3, ⟨⟨1, 2⟩, ⟨1, 2⟩, ⟨1, 2⟩⟩⟩ = false := by decide +kernel

/-- One plus each of them: `3/4, 1, 5/4`. -/
example : checkOnePlus 2 2 57 ⟨3, ⟨⟨5, 2⟩, ⟨2, 0⟩, ⟨2, 0⟩⟩⟩ = true ∧
    checkOnePlus 2 2 57 ⟨3, ⟨⟨4, 2⟩, ⟨2, 0⟩, ⟨2, 0⟩⟩⟩ = false ∧
    checkOnePlus 2 2 57 ⟨3, ⟨⟨5, 2⟩, ⟨7, 2⟩, ⟨7, 2⟩⟩⟩ = false := by decide +kernel

end QuantCert
