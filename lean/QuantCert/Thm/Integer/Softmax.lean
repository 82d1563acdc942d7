prelude
import QuantCert.Spec.Integer.Weights
import QuantCert.Thm.Integer.Average
import QuantCert.Thm.Integer.HalfPower
import QuantCert.Thm.Softmax.Normalize

/-!
# Weights of scores are near the softmax

## Main definitions
* `Integer.exactWeights`: the real powers of scores

## Main theorems
* `Integer.PowerTable.Rounded.falls`: a rounded table falls from one
* `Integer.softmax_error`: integer weights over their sum, and the softmax of the same scores
-/

universe u

namespace QuantCert.Integer

/-- Numbers are ordered as their powers. -/
theorem le_of_natPow_le {a b : Nat} : ∀ {n : Nat}, 0 < n → a ^ n ≤ b ^ n → a ≤ b
  | n + 1, _, h => Nat.le_of_not_lt fun hlt => by
    have hbig := Nat.pow_le_pow_left (show b + 1 ≤ a from hlt) (n + 1)
    have hpow := Nat.mul_le_mul_right b (Nat.pow_le_pow_left (Nat.le_add_right b 1) n)
    have hpos : 0 < (b + 1) ^ n := Nat.pow_pos (Nat.succ_pos b)
    rw [Nat.pow_succ, Nat.mul_add, Nat.mul_one] at hbig
    rw [show b ^ (n + 1) = b ^ n * b from Nat.pow_succ] at h
    omega

/-- A rounded table falls, and its first entry is one. -/
theorem PowerTable.Rounded.falls {T : PowerTable} (hT : T.Rounded) :
    T.Falls ∧ T.entry 0 = twoPow powUnit := by
  have hfirst : T.entry 0 = twoPow powUnit := by
    have ⟨hlow, hhigh⟩ := hT 0 (Nat.zero_le _)
    rw [Nat.pow_zero, Nat.mul_one, Nat.pow_mul] at hlow hhigh
    have h1 := le_of_natPow_le (Nat.two_pow_pos tableBits) hlow
    have h2 := le_of_natPow_le (Nat.two_pow_pos tableBits) hhigh
    show ((Digits.digit 32 T.digits 0 : Nat) : Int) = ((2 ^ powUnit : Nat) : Int)
    rw [Nat.pow_succ] at h1 h2
    omega
  refine ⟨⟨Int.le_of_eq hfirst, fun h hh =>
    Int.ofNat_le.mpr (Nat.le_of_not_lt fun hlt => ?_)⟩, hfirst⟩
  have hlow := (hT (h + 1) hh).1
  have hhigh := (hT h (Nat.le_of_lt hh)).2
  have hpow := Nat.pow_le_pow_left (show 2 * Digits.digit 32 T.digits h + 1 ≤
    2 * Digits.digit 32 T.digits (h + 1) - 1 by omega) (2 ^ tableBits)
  have hpos : 0 < (2 * Digits.digit 32 T.digits h + 1) ^ 2 ^ tableBits * 2 ^ h :=
    Nat.mul_pos (Nat.pow_pos (Nat.succ_pos _)) (Nat.two_pow_pos h)
  have hall := Nat.le_trans (Nat.mul_le_mul_right (2 ^ (h + 1)) hpow) (Nat.le_trans hlow hhigh)
  rw [show 2 ^ (h + 1) = 2 ^ h * 2 from Nat.pow_succ, ← Nat.mul_assoc] at hall
  omega

/-- No score is larger than the maximum. -/
theorem le_maximum : ∀ {l : List Int} {a : Int}, a ∈ l → a ≤ maximum l
  | [b], a, h => by
    rcases List.mem_cons.mp h with rfl | h
    · exact Int.le_refl _
    · exact absurd h List.not_mem_nil
  | b :: c :: l, a, h => by
    show a ≤ max b (maximum (c :: l))
    rcases List.mem_cons.mp h with rfl | h
    · omega
    · have := le_maximum h
      omega

/-- An element of a list is one of its entries. -/
theorem getD_mem : ∀ {l : List Int} {j : Nat}, j < l.length → l.getD j 0 ∈ l
  | [], _, h => absurd h (Nat.not_lt_zero _)
  | _ :: _, 0, _ => List.mem_cons_self
  | a :: _, _ + 1, h => List.mem_cons_of_mem a (getD_mem (Nat.lt_of_succ_lt_succ h))

/-- Each of its entries has a place. -/
theorem exists_getD : ∀ {l : List Int} {a : Int}, a ∈ l → ∃ j, j < l.length ∧ l.getD j 0 = a
  | b :: l, a, h => by
    rcases List.mem_cons.mp h with rfl | h
    · exact ⟨0, Nat.succ_pos _, rfl⟩
    · have ⟨j, hj, he⟩ := exists_getD h
      exact ⟨j + 1, Nat.succ_lt_succ hj, he⟩

variable {R : Type u} [ExpField R] {T : PowerTable} {l : R}

/-- The exponential of a score is the power of its difference to another one, times that one's. -/
theorem exp_score (hl : exp l = 2) {t m : Int} (h : t ≤ m) :
    exp (dyadic argUnit t * l) = realPower (m - t).toNat * exp (dyadic argUnit m * l) := by
  have hcast : (natCast (m - t).toNat : R) = intCast m - intCast t := by
    rw [← intCast_sub, ← intCast_natCast, Int.toNat_of_nonneg (by omega)]
  rw [realPower_eq_exp hl, ← exp_add, hcast]
  refine congrArg exp ?_
  unfold dyadic
  rw [div_eq_mul_inv, div_eq_mul_inv, div_eq_mul_inv]
  exact ring_eq [intCast t, intCast m, l, inv (2 ^ argUnit)] (by decide +kernel)

/-- The exact powers that weights are to be: of the differences to the largest score. -/
def exactWeights (scores : List Int) : Vec R :=
  fun j => realPower (maximum scores - scores.getD j 0).toNat

/-- They are the exponentials of the scores, divided by the largest. -/
theorem softmax_eq_exactWeights (hl : exp l = 2) {scores : List Int} (h : 0 < sum scores.length
    (exactWeights (R := R) scores)) {j : Nat} (hj : j < scores.length) :
    softmax scores.length (realScores l scores) j = normalize scores.length (exactWeights scores) j := by
  have hpower : ∀ j, j < scores.length → exp (realScores l scores j) =
      exactWeights scores j * exp (dyadic argUnit (maximum scores) * l) := fun j hj =>
    exp_score hl (le_maximum (getD_mem hj))
  rw [← normalize_mul (ne_of_gt (exp_pos (dyadic argUnit (maximum scores) * l))) (ne_of_gt h)]
  unfold softmax normalize
  rw [sum_congr hpower]
  exact congrArg (fun e => e / _) (hpower j hj)

/-- They add up to one at least, the power of the largest score. -/
theorem one_le_exactWeights {scores : List Int} (h : scores ≠ []) :
    1 ≤ sum scores.length (exactWeights (R := R) scores) := by
  obtain ⟨j, hj, hmax⟩ := exists_getD (maximum_mem h)
  refine le_trans (le_of_eq ?_) (le_sum_of_nonneg (fun i _ => le_of_lt (realPower_pos _)) hj)
  show 1 = realPower (maximum scores - scores.getD j 0).toNat
  rw [hmax, Int.sub_self]
  exact realPower_zero.symm

/-- A weight is the power that the table gives. -/
theorem realWeights_eq {scores : List Int} {j : Nat} (hj : j < scores.length) :
    realWeights (R := R) T scores j =
      dyadic powUnit (halfPower T (maximum scores - scores.getD j 0).toNat) :=
  congrArg (dyadic powUnit) (getD_map_of_lt _ 0 0 hj)

/-- No weight is negative. -/
theorem realWeights_nonneg (hT : T.Falls) {scores : List Int} {j : Nat} (hj : j < scores.length) :
    0 ≤ realWeights (R := R) T scores j := by
  rw [realWeights_eq hj]
  exact div_nonneg (intCast_nonneg (halfPower_size hT _).1) (two_pow_pos _)

/-- They add up to more than zero, as that of the largest score is one. -/
theorem realWeights_pos (hT : T.Falls) (hone : T.entry 0 = twoPow powUnit) {scores : List Int}
    (h : scores ≠ []) : 0 < sum scores.length (realWeights (R := R) T scores) := by
  obtain ⟨j, hj, hmax⟩ := exists_getD (maximum_mem h)
  refine lt_of_lt_of_le ?_ (le_sum_of_nonneg (fun i hi => realWeights_nonneg hT hi) hj)
  rw [realWeights_eq hj, hmax, Int.sub_self]
  show 0 < dyadic powUnit (halfPower T 0)
  rw [halfPower_zero, hone]
  exact div_pos (natCast_pos (Nat.two_pow_pos powUnit)) (two_pow_pos _)

/-- **Integer weights over their sum are near the softmax of the same scores**: the total variation of `n`
weights is `n * 34 * 2^-24` at most, for a rounded table. -/
theorem softmax_error (hl : exp l = 2) (hT : T.Rounded) {scores : List Int} (h : scores ≠ []) :
    totalVariation scores.length (softmax scores.length (realScores l scores))
      (normalize scores.length (realWeights T scores)) ≤
        natCast scores.length * dyadic powUnit 34 := by
  have ⟨hfalls, hfirst⟩ := hT.falls
  have hone := one_le_exactWeights (R := R) h
  have hsame : totalVariation scores.length (softmax scores.length (realScores l scores))
      (normalize scores.length (realWeights T scores)) = totalVariation scores.length
        (normalize scores.length (exactWeights scores))
        (normalize scores.length (realWeights T scores)) :=
    congrArg (fun s => s / 2) (sum_congr fun j hj => by
      rw [softmax_eq_exactWeights hl (lt_of_lt_of_le zero_lt_one hone) hj])
  rw [hsame, ← sum_const]
  refine normalize_totalVariation_le hone (realWeights_pos hfalls hfirst h)
    (fun i hi => realWeights_nonneg hfalls hi) (sum_le_sum fun i hi => ?_)
  rw [realWeights_eq hi, abs_sub_comm]
  exact halfPower_error hT _

end QuantCert.Integer
