prelude
import QuantCert.Thm.Integer.Groups

/-!
# Narrow groups of bounded vectors

## Main theorems
* `Integer.aligned_le`: aligned entries have `alignedBits` bits, and stand for what they stood for
* `Integer.formAligned_fit`: what their rounding forms fits
-/

namespace QuantCert.Integer

/-- The entries of an aligned vector, group by group. -/
theorem mem_aligned {bits size : Nat} {v : List Int} {a : Int} (ha : a ∈ (aligned bits size v).entries) :
    ∃ g, g ∈ groupsOf size ((v.length + size - 1) / size) v ∧ ∃ x, x ∈ g ∧
      a = roundShift x (groupShift bits (groupsOf size ((v.length + size - 1) / size) v) g : Nat) *
        twoPow (groupShift bits (groupsOf size ((v.length + size - 1) / size) v) g -
          (aligned bits size v).shift) := by
  unfold aligned at *
  generalize groupsOf size ((v.length + size - 1) / size) v = groups at *
  have hflat : a ∈ (List.zipWith (fun (k : Nat) group => (shiftAll k group).map fun a =>
    a * twoPow (k - leastOf (groupShifts bits groups))) (groupShifts bits groups) groups).flatten := ha
  rw [show groupShifts bits groups = groups.map (groupShift bits groups) from groupShifts_eq _ _,
    zipWith_map_self] at hflat
  obtain ⟨l, hl, hal⟩ := mem_flatten hflat
  obtain ⟨g, hg, rfl⟩ := List.mem_map.mp hl
  obtain ⟨r, hr, rfl⟩ := List.mem_map.mp hal
  obtain ⟨x, hx, rfl⟩ := List.mem_map.mp hr
  refine ⟨g, hg, x, hx, ?_⟩
  show _ = roundShift x (groupShift bits groups g : Nat) *
    twoPow (groupShift bits groups g - leastOf (groupShifts bits groups))
  rw [groupShifts_eq]

/-- No entry of an aligned vector has more than `alignedBits` bits. -/
theorem aligned_entry {bits : Nat} (hbits : 2 ≤ bits) (hmost : bits ≤ alignedBits) {r : Int} {d : Nat}
    (hr : AbsLe (twoPow (bits - 1) - 1) r) (hd : d ≤ alignedBits - bits) :
    AbsLe (twoPow (alignedBits - 1) - 1) (r * twoPow d) := by
  have hpow : twoPow (alignedBits - 1) = twoPow (bits - 1) * twoPow (alignedBits - bits) := by
    rw [← twoPow_add]
    exact congrArg twoPow (by omega)
  have hone := twoPow_pos (alignedBits - bits)
  have hmul := absLe_mul hr (absLe_mono (absLe_self (Int.le_of_lt (twoPow_pos d))) (twoPow_mono hd))
  refine absLe_mono hmul ?_
  rw [Int.sub_mul, Int.one_mul, ← hpow]
  omega

/-- An aligned vector of a bounded one. -/
theorem aligned_le {bits size : Nat} {B : Int} {K : Nat} {v : List Int} (hbits : 2 ≤ bits)
    (hmost : bits ≤ alignedBits) (hB : 0 ≤ B) (h : AllLe B v)
    (hK : B ≤ (twoPow (bits - 1) - 1) * twoPow K) :
    NarrowLe (twoPow (alignedBits - 1) - 1) (B + twoPow K) K (aligned bits size v) := by
  have hall : ∀ g, g ∈ groupsOf size ((v.length + size - 1) / size) v → AllLe B g :=
    fun g hg x hx => h x (mem_of_groupsOf hg x hx)
  refine ⟨fun a ha => ?_, fun a ha => ?_, ?_⟩
  · obtain ⟨g, hg, x, hx, rfl⟩ := mem_aligned ha
    have ⟨hneed, _, hdiff⟩ := groupShift_bounds (bits := bits) hg
    exact aligned_entry hbits hmost (roundShift_fits_above (one_le_limit hbits) hx hneed) hdiff
  · obtain ⟨g, hg, x, hx, rfl⟩ := mem_aligned ha
    have hleast : (aligned bits size v).shift ≤ groupShift bits _ g := (groupShift_bounds hg).2.1
    have hpow := twoPow_mono (groupShift_le (g := g) hB hall hK hg)
    rw [Int.mul_assoc, ← twoPow_add, Nat.sub_add_cancel hleast, Int.mul_comm]
    exact absLe_mono (roundShift_scaled _ (hall g hg x hx)) (by omega)
  · show leastOf (groupShifts bits (groupsOf size ((v.length + size - 1) / size) v)) ≤ K
    rw [groupShifts_eq]
    generalize groupsOf size ((v.length + size - 1) / size) v = groups at *
    cases groups with
    | nil => exact Nat.zero_le K
    | cons g rest =>
      exact Nat.le_trans (leastOf_le (List.mem_map_of_mem List.mem_cons_self))
        (groupShift_le hB hall hK List.mem_cons_self)

/-- What aligning forms. -/
theorem formAligned_fit {bits size : Nat} {B : Int} {K : Nat} {v : List Int} (hbits : 2 ≤ bits)
    (hmost : bits ≤ alignedBits) (hB : 0 ≤ B) (h : AllLe B v)
    (hK : B ≤ (twoPow (bits - 1) - 1) * twoPow K) (hfit : B + twoPow K < twoPow 63) :
    AllFit (formAligned bits size v) := by
  have haligned := aligned_le (size := size) hbits hmost hB h hK
  have hall : ∀ g, g ∈ groupsOf size ((v.length + size - 1) / size) v → AllLe B g :=
    fun g hg x hx => h x (mem_of_groupsOf hg x hx)
  refine allFit_append (allFit_flatMap fun g hg => formLeast_fit hB (hall g hg) hK hfit)
    (allFit_append ?_ (allFit_map fun a ha => fit_one (haligned.entry a ha) ?_))
  · rw [groupShifts_eq, zipWith_map_self]
    refine allFit_flatMap fun g hg => ?_
    refine allFit_append (formShiftAll_fit (hall g hg) (groupShift_le hB hall hK hg) hfit)
      (allFit_map fun a ha => ?_)
    obtain ⟨x, hx, rfl⟩ := List.mem_map.mp ha
    exact fit_one (roundShift_fits_above (one_le_limit hbits) hx (groupShift_bounds hg).1)
      (by show twoPow (bits - 1) - 1 < twoPow (bits - 1); omega)
  · show twoPow (alignedBits - 1) - 1 < twoPow (alignedBits - 1)
    omega

end QuantCert.Integer
