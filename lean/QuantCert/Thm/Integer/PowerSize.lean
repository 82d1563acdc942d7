prelude
import QuantCert.Spec.Integer.Silu
import QuantCert.Thm.Integer.Size

/-!
# How large powers of one half, sigmoids and SiLU are

## Main definitions
* `Integer.PowerTable.Falls`: a table of powers that falls from one to one half

## Main theorems
* `Integer.halfPower_size`: powers of one half are between zero and one
* `Integer.sigmoid_size`, `Integer.silu_size`: so is the sigmoid, and SiLU makes nothing larger
-/

namespace QuantCert.Integer

/-- The table falls from one to one half. -/
structure PowerTable.Falls (T : PowerTable) : Prop where
  first : T.entry 0 ≤ twoPow powUnit
  fall : ∀ h, h < 2 ^ tableBits → T.entry (h + 1) ≤ T.entry h

/-- No entry is larger than one. -/
theorem entry_le {T : PowerTable} (hT : T.Falls) : ∀ h, h ≤ 2 ^ tableBits →
    T.entry h ≤ twoPow powUnit
  | 0, _ => hT.first
  | h + 1, hh => Int.le_trans (hT.fall h hh) (entry_le hT h (Nat.le_of_succ_le hh))

/-- Between two entries of the table. -/
theorem between_mem {T : PowerTable} (hT : T.Falls) {f : Nat} (hf : f < 2 ^ argUnit) :
    0 ≤ T.between f ∧ T.between f ≤ twoPow powUnit := by
  have hh : f / 2 ^ (argUnit - tableBits) < 2 ^ tableBits :=
    (Nat.div_lt_iff_lt_mul (Nat.two_pow_pos _)).mpr hf
  have hrest := Nat.mod_lt f (Nat.two_pow_pos (argUnit - tableBits))
  have hfall := hT.fall _ hh
  have hle := entry_le hT _ (Nat.le_of_lt hh)
  have hnonneg : 0 ≤ T.entry (f / 2 ^ (argUnit - tableBits) + 1) := Int.natCast_nonneg _
  show 0 ≤ T.entry (f / 2 ^ (argUnit - tableBits)) + roundShift
      ((T.entry (f / 2 ^ (argUnit - tableBits) + 1) - T.entry (f / 2 ^ (argUnit - tableBits))) *
        ((f % 2 ^ (argUnit - tableBits) : Nat) : Int)) ((argUnit - tableBits : Nat) : Int) ∧
    T.entry (f / 2 ^ (argUnit - tableBits)) + roundShift
      ((T.entry (f / 2 ^ (argUnit - tableBits) + 1) - T.entry (f / 2 ^ (argUnit - tableBits))) *
        ((f % 2 ^ (argUnit - tableBits) : Nat) : Int)) ((argUnit - tableBits : Nat) : Int) ≤
      twoPow powUnit
  generalize f / 2 ^ (argUnit - tableBits) = h at *
  generalize f % 2 ^ (argUnit - tableBits) = l at *
  generalize hd : T.entry (h + 1) - T.entry h = d at *
  have hl : (l : Int) ≤ twoPow (argUnit - tableBits) := by unfold twoPow; omega
  have hlow : twoPow (argUnit - tableBits) * d ≤ d * l := by
    have := Int.mul_le_mul_of_nonneg_left hl (show 0 ≤ -d by omega)
    rw [Int.neg_mul, Int.neg_mul] at this
    rw [Int.mul_comm]
    omega
  have hhigh : d * (l : Int) ≤ 0 := by
    have := Int.mul_nonneg (show 0 ≤ -d by omega) (Int.natCast_nonneg l)
    rw [Int.neg_mul] at this
    omega
  have hstep := roundShift_mono hlow ((argUnit - tableBits : Nat) : Int)
  have hstep' := roundShift_mono hhigh ((argUnit - tableBits : Nat) : Int)
  rw [roundShift_mul] at hstep
  rw [roundShift_zero] at hstep'
  omega

/-- Powers of one half are between zero and one. -/
theorem halfPower_size {T : PowerTable} (hT : T.Falls) (u : Nat) :
    0 ≤ halfPower T u ∧ halfPower T u ≤ twoPow powUnit := by
  have hone := twoPow_pos powUnit
  unfold halfPower
  split
  · exact ⟨Int.le_refl 0, Int.le_of_lt hone⟩
  · have ⟨hlow, hhigh⟩ := between_mem hT (Nat.mod_lt u (Nat.two_pow_pos argUnit))
    have hp := twoPow_pos (u / 2 ^ argUnit)
    have ⟨hq, hq'⟩ := ediv_bounds (T.between (u % 2 ^ argUnit)) hp
    generalize T.between (u % 2 ^ argUnit) = v at *
    generalize twoPow (u / 2 ^ argUnit) = p at *
    have hnonneg : 0 ≤ v / p := (Int.le_ediv_iff_mul_le hp).mpr (by rw [Int.zero_mul]; exact hlow)
    have hle : v / p ≤ p * (v / p) := by
      have := Int.mul_le_mul_of_nonneg_right (show 1 ≤ p by omega) hnonneg
      rwa [Int.one_mul] at this
    omega

/-- The sigmoid is between zero and one. -/
theorem sigmoid_size {T : PowerTable} (hT : T.Falls) (F : Nat) (x : Int) :
    0 ≤ sigmoid T F x ∧ sigmoid T F x ≤ twoPow powUnit := by
  have ⟨hz, hz'⟩ := halfPower_size hT (roundShift (x.natAbs * log2e) F).toNat
  have hone := twoPow_pos powUnit
  unfold sigmoid
  generalize halfPower T (roundShift (x.natAbs * log2e) F).toNat = z at *
  generalize twoPow powUnit = one at *
  have hden : 0 < one + z := by omega
  have size : ∀ a : Int, 0 ≤ a → a ≤ one →
      0 ≤ roundDiv (a * one) (one + z) ∧ roundDiv (a * one) (one + z) ≤ one := fun a ha ha' => by
    have hprod := Int.mul_nonneg ha (Int.le_of_lt hone)
    have hle : a * one ≤ one * (one + z) := Int.le_trans
      (Int.mul_le_mul_of_nonneg_right ha' (Int.le_of_lt hone))
      (Int.mul_le_mul_of_nonneg_left (by omega) (Int.le_of_lt hone))
    have hlow := roundDiv_mono hden hprod
    have hhigh := roundDiv_mono hden hle
    have hzero := roundDiv_mul 0 hden
    rw [Int.zero_mul] at hzero
    rw [roundDiv_mul one hden] at hhigh
    omega
  show 0 ≤ (if 0 ≤ x then roundDiv (one * one) (one + z) else roundDiv (z * one) (one + z)) ∧
    (if 0 ≤ x then roundDiv (one * one) (one + z) else roundDiv (z * one) (one + z)) ≤ one
  split
  · exact size one (Int.le_of_lt hone) (Int.le_refl _)
  · exact size z hz hz'

/-- SiLU makes no number larger. -/
theorem silu_size {T : PowerTable} (hT : T.Falls) (F : Nat) {x c : Int} (hx : AbsLe c x) :
    AbsLe c (silu T F x) := by
  have ⟨hlow, hhigh⟩ := sigmoid_size hT F x
  refine roundShift_le (k := powUnit) ?_
  rw [Int.mul_comm (twoPow powUnit)]
  exact absLe_mul hx ⟨by omega, hhigh⟩

end QuantCert.Integer
