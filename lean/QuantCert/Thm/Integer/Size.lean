prelude
import QuantCert.Spec.Integer.Norm
import QuantCert.Thm.Integer.Narrow

/-!
# How large the results of the steps are

## Main theorems
* `Integer.roundDiv_size`: a rounded quotient is not larger than a whole bound of the quotient
* `Integer.rmsNorm_size`: an entry of a norm is not larger than its factor, whatever the input
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

end QuantCert.Integer
