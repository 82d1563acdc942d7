prelude
import QuantCert.Spec.Integer.Norm
import QuantCert.Spec.Integer.Silu
import QuantCert.Thm.Integer.Narrow

/-!
# How large the results of the steps are

## Main definitions
* `Integer.PowerTable.Falls`: a table of powers that falls from one to one half

## Main theorems
* `Integer.roundDiv_size`: a rounded quotient is not larger than a whole bound of the quotient
* `Integer.rmsNorm_size`: an entry of a norm is not larger than its factor, whatever the input
* `Integer.halfPower_size`: powers of one half are between zero and one
* `Integer.sigmoid_size`, `Integer.silu_size`: so is the sigmoid, and SiLU makes nothing larger
-/

namespace QuantCert.Integer

/-- A multiple of the divisor is divided exactly. -/
theorem roundDiv_mul (c : Int) {d : Int} (hd : 0 < d) : roundDiv (c * d) d = c := by
  have ⟨hlow, hhigh⟩ := roundDiv_error (c * d) hd
  generalize roundDiv (c * d) d = q at *
  have hfactor : c * d - d * q = d * (c - q) := by rw [Int.mul_sub, Int.mul_comm c]
  rw [hfactor] at hlow hhigh
  have none_above : ¬ 1 ≤ c - q := fun h => by
    have := Int.mul_le_mul_of_nonneg_left h (Int.le_of_lt hd)
    omega
  have none_below : ¬ c - q ≤ -1 := fun h => by
    have := Int.mul_le_mul_of_nonneg_left h (Int.le_of_lt hd)
    rw [Int.mul_neg] at this
    omega
  omega

/-- If the dividend is at most `c` times the divisor, the rounded quotient is at most `c`. -/
theorem roundDiv_size {a c d : Int} (hd : 0 < d) (h : AbsLe (c * d) a) : AbsLe c (roundDiv a d) := by
  have hlow := roundDiv_mono hd h.1
  have hhigh := roundDiv_mono hd h.2
  rw [roundDiv_mul c hd] at hhigh
  rw [← Int.neg_mul, roundDiv_mul (-c) hd] at hlow
  exact ⟨hlow, hhigh⟩

/-- If a number is at most `c` units of `2^k`, the shifted one is at most `c`. -/
theorem roundShift_le {v c : Int} {k : Nat} (h : AbsLe (twoPow k * c) v) :
    AbsLe c (roundShift v k) := by
  have hlow := roundShift_mono h.1 k
  have hhigh := roundShift_mono h.2 k
  rw [roundShift_mul] at hhigh
  rw [← Int.mul_neg, roundShift_mul] at hlow
  exact ⟨hlow, hhigh⟩

/-- Zero is shifted to zero. -/
theorem roundShift_zero : ∀ k : Int, roundShift 0 k = 0
  | .ofNat 0 => rfl
  | .ofNat (k + 1) => by
    have h := roundShift_mul 0 (k + 1)
    rwa [Int.mul_zero] at h
  | .negSucc k => Int.zero_mul _

/-! ## Norms -/

/-- An entry's square is one of the summands. -/
theorem square_le_sum : ∀ {v : List Int} {a e : Int}, 0 ≤ e → a ∈ v →
    a * a ≤ v.foldr (fun b s => b * b + s) e ∧ 0 ≤ v.foldr (fun b s => b * b + s) e
  | b :: v, a, e, he, ha => by
    have hsquare : ∀ c : Int, 0 ≤ c * c := fun c => by
      rcases Int.le_total 0 c with h | h
      · exact Int.mul_nonneg h h
      · rw [← Int.neg_mul_neg]
        exact Int.mul_nonneg (by omega) (by omega)
    have hb := hsquare b
    show a * a ≤ b * b + v.foldr _ e ∧ 0 ≤ b * b + v.foldr _ e
    rcases List.mem_cons.mp ha with rfl | hv
    · have hrest : 0 ≤ v.foldr (fun b s => b * b + s) e := by
        clear ha
        induction v with
        | nil => exact he
        | cons c v ih =>
          have := hsquare c
          show 0 ≤ c * c + v.foldr (fun b s => b * b + s) e
          omega
      omega
    · have := square_le_sum he hv
      omega

/-- A number is at most the root of what its square is at most. -/
theorem natAbs_le_isqrt {a : Int} {n : Nat} (h : a * a ≤ n) : a.natAbs ≤ isqrt n := by
  have hsq : ((a.natAbs * a.natAbs : Nat) : Int) = a * a := by
    rcases Int.le_total 0 a with ha | ha
    · rw [Int.natCast_mul, Int.natAbs_of_nonneg ha]
    · rw [Int.natCast_mul, Int.ofNat_natAbs_of_nonpos ha, Int.neg_mul_neg]
  have hle : a.natAbs * a.natAbs ≤ n := Int.ofNat_le.mp (by omega)
  have hlt := lt_isqrt_succ n
  rcases Nat.lt_or_ge (isqrt n) a.natAbs with hbig | hok
  · have := Nat.mul_le_mul hbig hbig
    have : (isqrt n + 1) * (isqrt n + 1) ≤ a.natAbs * a.natAbs := this
    omega
  · exact hok

/-- An element of a list of values of two lists. -/
theorem mem_zipWith {α β γ : Type} {f : α → β → γ} : ∀ {u : List α} {v : List β} {y : γ},
    y ∈ List.zipWith f u v → ∃ a, a ∈ u ∧ ∃ b, b ∈ v ∧ y = f a b
  | [], _, _, h => absurd h List.not_mem_nil
  | _ :: _, [], _, h => absurd h List.not_mem_nil
  | a :: u, b :: v, y, h => by
    rcases List.mem_cons.mp (show y ∈ f a b :: List.zipWith f u v from h) with rfl | h
    · exact ⟨a, List.mem_cons_self, b, List.mem_cons_self, rfl⟩
    · have ⟨a', ha, b', hb, hy⟩ := mem_zipWith h
      exact ⟨a', List.mem_cons_of_mem a ha, b', List.mem_cons_of_mem b hb, hy⟩

/-- A product of numbers whose sizes are bounded. -/
theorem absLe_mul {a c A C : Int} (ha : AbsLe A a) (hc : AbsLe C c) : AbsLe (A * C) (a * c) := by
  have hA : (a.natAbs : Int) ≤ A := by unfold AbsLe at ha; omega
  have hC : (c.natAbs : Int) ≤ C := by unfold AbsLe at hc; omega
  have h := Int.mul_le_mul hA hC (Int.natCast_nonneg _) (Int.le_trans (Int.natCast_nonneg _) hA)
  rw [← Int.natCast_mul, ← Int.natAbs_mul] at h
  unfold AbsLe
  omega

/-- An entry of a norm is at most its factor, in the wide unit, whatever the input. -/
theorem rmsNorm_size {F : Nat} {N : NormFactors} {x : List Int} {c : Int}
    (hepsilon : 0 ≤ N.epsilon) (hc : ∀ a, a ∈ N.factors → AbsLe c a) {y : Int}
    (hy : y ∈ rmsNorm F N x) : AbsLe (c * twoPow (F - factorUnit)) y := by
  obtain ⟨a, ha, f, hf, rfl⟩ := mem_zipWith hy
  have he : 0 ≤ roundShift N.epsilon (2 * (leastShift (twoPow normBits - 1) x : Int)) := by
    have h := roundShift_mono hepsilon (2 * (leastShift (twoPow normBits - 1) x : Int))
    rwa [roundShift_zero] at h
  have ⟨hsquare, hnonneg⟩ := square_le_sum he ha
  generalize (shiftAll (leastShift (twoPow normBits - 1) x) x).foldr _ _ = S at *
  have hroot := natAbs_le_isqrt (n := S.toNat) (by rw [Int.toNat_of_nonneg hnonneg]; exact hsquare)
  refine roundDiv_size (by omega) ?_
  have hsize : AbsLe ((max (isqrt S.toNat) 1 : Nat) : Int) a := by unfold AbsLe; omega
  have hpow := Int.le_of_lt (twoPow_pos (F - factorUnit))
  have hfactor : AbsLe (c * twoPow (F - factorUnit)) (f * twoPow (F - factorUnit)) :=
    absLe_mul (hc f hf) ⟨by omega, Int.le_refl _⟩
  rw [Int.mul_comm]
  exact absLe_mul hsize hfactor

/-! ## Powers of one half -/

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
