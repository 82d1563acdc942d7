prelude
import QuantCert.Thm.Integer.FitRound

/-!
# Narrow vectors of bounded vectors

## Main definitions
* `Integer.NarrowLe E V K`: entries are at most `E`, stand for at most `V`, and the shift is at most `K`

## Main theorems
* `Integer.narrow_le`: of a narrow vector
* `Integer.formNarrow_fit`, `Integer.formFitting_fit`: what narrowing forms fits
-/

namespace QuantCert.Integer

/-- Entries of a narrow vector are at most `E` in size, what they stand for at most `V` wide units, and
the shift is at most `K`. -/
structure NarrowLe (E V : Int) (K : Nat) (v : Narrow) : Prop where
  entry : AllLe E v.entries
  value : ∀ a, a ∈ v.entries → AbsLe V (a * twoPow v.shift)
  shift : v.shift ≤ K

/-- The extremes of a bounded vector. -/
theorem extremes_absLe {B : Int} (hB : 0 ≤ B) : ∀ {v : List Int}, AllLe B v →
    AbsLe B (largest v) ∧ AbsLe B (smallest v)
  | [], _ => ⟨⟨by show -B ≤ (0 : Int); omega, hB⟩, ⟨by show -B ≤ (0 : Int); omega, hB⟩⟩
  | a :: v, h => by
    have ha := h a List.mem_cons_self
    have ih := extremes_absLe hB (v := v) fun x hx => h x (List.mem_cons_of_mem a hx)
    show AbsLe B (max a (largest v)) ∧ AbsLe B (min a (smallest v))
    unfold AbsLe at *
    omega

/-- The least shift of a bounded vector. -/
theorem leastShift_bound {limit B : Int} {K : Nat} {v : List Int} (hB : 0 ≤ B) (h : AllLe B v)
    (hK : B ≤ limit * twoPow K) : leastShift limit v ≤ K := by
  have ⟨hlarge, hsmall⟩ := extremes_absLe hB h
  rw [Int.mul_comm] at hK
  exact leastShift_le (fitsAfter_iff.mpr ⟨(roundShift_le (absLe_mono hlarge hK)).2,
    (roundShift_le (absLe_mono hsmall hK)).1⟩)

/-- What the search for a shift forms. -/
theorem formLeast_fit {limit B : Int} {K : Nat} {v : List Int} (hB : 0 ≤ B) (h : AllLe B v)
    (hK : B ≤ limit * twoPow K) (hfit : B + twoPow K < twoPow 63) : AllFit (formLeast limit v) := by
  have ⟨hlarge, hsmall⟩ := extremes_absLe hB h
  have hleast := leastShift_bound hB h hK
  refine allFit_flatMap fun k hk => ?_
  have hk' : k ≤ K := by
    have := List.mem_range.mp hk
    omega
  exact allFit_append (formShift_fit hlarge hk' hfit) (formShift_fit hsmall hk' hfit)

/-- Some shifted numbers. -/
theorem formShiftAll_fit {B : Int} {k K : Nat} {v : List Int} (h : AllLe B v) (hk : k ≤ K)
    (hfit : B + twoPow K < twoPow 63) : AllFit (formShiftAll k v) :=
  allFit_flatMap fun x hx => formShift_fit (h x hx) hk hfit

/-- What is formed when a vector is shifted until it fits. -/
theorem formFitting_fit {bits : Nat} {limit B : Int} {K : Nat} {v : List Int} (hlimit : 1 ≤ limit)
    (hbits : limit < twoPow (bits - 1)) (hB : 0 ≤ B) (h : AllLe B v) (hK : B ≤ limit * twoPow K)
    (hfit : B + twoPow K < twoPow 63) : AllFit (formFitting bits limit v) := by
  have hleast := leastShift_bound hB h hK
  refine allFit_append (formLeast_fit hB h hK hfit) (allFit_append (formShiftAll_fit h hleast hfit)
    (allFit_map fun a ha => ?_))
  obtain ⟨x, hx, rfl⟩ := List.mem_map.mp ha
  exact fit_one (leastShift_fits hlimit hx) hbits

/-- The largest entry of two bits or more. -/
theorem one_le_limit {bits : Nat} (hbits : 2 ≤ bits) : 1 ≤ twoPow (bits - 1) - 1 := by
  have h : twoPow 1 ≤ twoPow (bits - 1) := twoPow_mono (by omega)
  have h1 : twoPow 1 = 2 := rfl
  omega

/-- What narrowing forms. -/
theorem formNarrow_fit {bits : Nat} {B : Int} {K : Nat} {v : List Int} (hbits : 2 ≤ bits)
    (hB : 0 ≤ B) (h : AllLe B v) (hK : B ≤ (twoPow (bits - 1) - 1) * twoPow K)
    (hfit : B + twoPow K < twoPow 63) : AllFit (formNarrow bits v) :=
  formFitting_fit (one_le_limit hbits) (by omega) hB h hK hfit

/-- A narrow vector of a bounded one. -/
theorem narrow_le {bits : Nat} {B : Int} {K : Nat} {v : List Int} (hbits : 2 ≤ bits) (hB : 0 ≤ B)
    (h : AllLe B v) (hK : B ≤ (twoPow (bits - 1) - 1) * twoPow K) :
    NarrowLe (twoPow (bits - 1) - 1) (B + twoPow K) K (narrow bits v) where
  entry := fun a ha => narrow_fits hbits ha
  value := fun a ha => by
    obtain ⟨x, hx, rfl⟩ := List.mem_map.mp ha
    rw [Int.mul_comm]
    refine absLe_mono (roundShift_scaled _ (h x hx)) ?_
    have := twoPow_mono (leastShift_bound hB h hK)
    show B + twoPow (leastShift (twoPow (bits - 1) - 1) v) ≤ _
    omega
  shift := leastShift_bound hB h hK

end QuantCert.Integer
