prelude
import QuantCert.Thm.Integer.FitGate
import QuantCert.Thm.Integer.FitLinear

/-!
# Attention of bounded heads

## Main definitions
* `Integer.AttentionSizes`, `Integer.AttentionSizes.Within`: claims about attention, and that they
  are right

## Main theorems
* `Integer.formHead_fit`: what a head forms fits
* `Integer.attendHead_le`: how large its outputs are
-/

namespace QuantCert.Integer

open Accumulator

/-- Claims about attention. -/
structure AttentionSizes where
  /-- queries are shifted by no more -/
  queryShift : Nat
  /-- keys are shifted by no more -/
  keyShift : Nat
  /-- values are shifted by no more -/
  valueShift : Nat
  /-- no score is larger in size -/
  score : Int
  /-- no mean of values is larger in size -/
  output : Int

/-- The largest narrow entry. -/
def narrowLimit (bits : Nat) : Int := twoPow (bits - 1) - 1

/-- The claims about attention over at most `n` positions, to heads of queries, keys and values of at
most `Q`, `B` and `V`, are right. -/
structure AttentionSizes.Within (S : Sizes) (n : Nat) (Q B V : Int) (Z : AttentionSizes) : Prop where
  query_nonneg : 0 ≤ Q
  key_nonneg : 0 ≤ B
  value_nonneg : 0 ≤ V
  factor_nonneg : 0 ≤ S.scoreFactor
  queryShift : Q ≤ narrowLimit S.bits * twoPow Z.queryShift
  keyShift : B ≤ narrowLimit S.bits * twoPow Z.keyShift
  valueShift : V ≤ narrowLimit S.bits * twoPow Z.valueShift
  query_fits : Q + twoPow Z.queryShift < twoPow 63
  key_fits : B + twoPow Z.keyShift < twoPow 63
  value_fits : V + twoPow Z.valueShift < twoPow 63
  products : (S.headSize : Int) * narrowLimit S.bits * narrowLimit S.bits * S.scoreFactor +
    twoPow (2 * S.wide) < twoPow 63
  sums : (S.headSize : Int) * narrowLimit S.bits * narrowLimit S.bits < twoPow 63
  score : (S.headSize : Int) * (Q + twoPow Z.queryShift) * (B + twoPow Z.keyShift) * S.scoreFactor ≤
    Z.score * twoPow (2 * S.wide)
  score_fits : 2 * Z.score < twoPow 63
  terms : twoPow powUnit * narrowLimit S.bits + twoPow Z.valueShift < twoPow 63
  mean : 2 * ((n : Int) * twoPow powUnit * narrowLimit S.bits * twoPow extraBits) +
    2 * ((n : Int) * twoPow powUnit) < twoPow 63
  output : narrowLimit S.bits * twoPow Z.valueShift ≤ Z.output
  fits : Z.output < twoPow 63

/-- Sizes of scaled terms. -/
theorem sizeSum_scaled {V p : Int} (hp : 0 ≤ p) : ∀ {l : List Int}, (∀ a, a ∈ l → AbsLe V (a * p)) →
    sizeSum l * p ≤ (l.length : Int) * V
  | [], _ => by
    show 0 * p ≤ 0 * V
    rw [Int.zero_mul, Int.zero_mul]
    exact Int.le_refl 0
  | a :: l, h => by
    have ih := sizeSum_scaled hp fun b hb => h b (List.mem_cons_of_mem a hb)
    have ha := h a List.mem_cons_self
    have habs : (a.natAbs : Int) * p ≤ V := by
      rcases Int.le_total 0 a with hpos | hneg
      · rw [Int.natAbs_of_nonneg hpos]
        exact ha.2
      · rw [Int.ofNat_natAbs_of_nonpos hneg, Int.neg_mul]
        unfold AbsLe at ha
        omega
    show ((a.natAbs : Int) + sizeSum l) * p ≤ ((l.length + 1 : Nat) : Int) * V
    rw [Int.natCast_add, Int.add_mul, Int.add_mul]
    show _ ≤ _ + (1 : Int) * V
    rw [Int.one_mul]
    omega

variable {S : Sizes} {n : Nat} {Q B V : Int} {Z : AttentionSizes}

/-- The sum of products of a score. -/
theorem dot_le {E : Int} (hE : 0 ≤ E) {q k : Narrow} {d : Nat} (hlength : q.entries.length ≤ d)
    (hq : AllLe E q.entries) (hk : AllLe E k.entries) :
    sizeSum (products q.entries k.entries) ≤ (d : Int) * E * E := by
  have h1 := sizeSum_products (w := q.entries) hE hk
  have h2 := sizeSum_le hq
  have h3 := Int.mul_le_mul_of_nonneg_right (Int.ofNat_le.mpr hlength) hE
  exact Int.le_trans h1 (Int.mul_le_mul_of_nonneg_right (Int.le_trans h2 h3) hE)

/-- A score, in its unit. -/
theorem score_le (hZ : Z.Within S n Q B V) {q k : Narrow} (hlength : q.entries.length ≤ S.headSize)
    (hq : NarrowLe (narrowLimit S.bits) (Q + twoPow Z.queryShift) Z.queryShift q)
    (hk : NarrowLe (narrowLimit S.bits) (B + twoPow Z.keyShift) Z.keyShift k) :
    AbsLe Z.score (scoreOf S.wide S.scoreFactor q k) := by
  have hQ : 0 ≤ Q + twoPow Z.queryShift := by
    have := twoPow_pos Z.queryShift
    have := hZ.query_nonneg
    omega
  have hB : 0 ≤ B + twoPow Z.keyShift := by
    have := twoPow_pos Z.keyShift
    have := hZ.key_nonneg
    omega
  have hp := Int.le_of_lt (twoPow_pos q.shift)
  have h1 := dotList_scaled (w := q.entries) hB hk.value
  have h2 := sizeSum_scaled hp hq.value
  have h3 := Int.mul_le_mul_of_nonneg_right (Int.ofNat_le.mpr hlength) hQ
  have h4 : AbsLe (sizeSum q.entries * twoPow q.shift * (B + twoPow Z.keyShift) * S.scoreFactor)
      (dotList q.entries k.entries * S.scoreFactor * twoPow (q.shift + k.shift)) := by
    have h := absLe_mul (absLe_mul h1 (absLe_self hp)) (absLe_self hZ.factor_nonneg)
    rw [twoPow_add]
    simp only [Int.mul_comm, Int.mul_left_comm, Int.mul_assoc] at h ⊢
    exact h
  unfold scoreOf
  rw [show 2 * (S.wide : Int) - (q.shift : Int) - (k.shift : Int) =
    ((2 * S.wide : Nat) : Int) - ((q.shift + k.shift : Nat) : Int) by omega]
  refine roundShift_between (absLe_mono h4 (Int.le_trans ?_ hZ.score))
  exact Int.mul_le_mul_of_nonneg_right (Int.mul_le_mul_of_nonneg_right (Int.le_trans h2 h3) hB)
    hZ.factor_nonneg

/-- What a score forms. -/
theorem formScore_fit (hbits : 2 ≤ S.bits) (hZ : Z.Within S n Q B V) {q k : Narrow}
    (hlength : q.entries.length ≤ S.headSize)
    (hq : NarrowLe (narrowLimit S.bits) (Q + twoPow Z.queryShift) Z.queryShift q)
    (hk : NarrowLe (narrowLimit S.bits) (B + twoPow Z.keyShift) Z.keyShift k) :
    AllFit (formScore S.wide S.scoreFactor q k) := by
  have hE : 0 ≤ narrowLimit S.bits := Int.le_trans (by decide) (one_le_limit hbits)
  have hdot := dot_le hE hlength hq.entry hk.entry
  have hsums := hZ.sums
  have hvalue : AbsLe ((S.headSize : Int) * narrowLimit S.bits * narrowLimit S.bits)
      (dotList q.entries k.entries) := by
    rw [dotList_eq_products]
    exact absLe_mono (sum_size _) hdot
  have hfits := hZ.score_fits
  have hscore := score_le hZ hlength hq hk
  have := absLe_nonneg hscore
  refine allFit_cons (fit_of_size ?_) (formShift_fit_int (K := 2 * S.wide)
    (absLe_mul hvalue (absLe_self hZ.factor_nonneg)) (by omega) hZ.products hscore (by omega))
  show sizeSum (products q.entries k.entries) < twoPow 63
  omega

/-! ## Weights -/

/-- Weights are powers of one half. -/
theorem weight_le {T : PowerTable} (hT : T.Falls) {scores : List Int} {p : Int}
    (hp : p ∈ weightsOf T scores) : 0 ≤ p ∧ p ≤ twoPow powUnit := by
  obtain ⟨t, _, rfl⟩ := List.mem_map.mp hp
  exact halfPower_size hT _

/-- What weights form. -/
theorem formWeights_fit {T : PowerTable} (hT : T.Falls) {C : Int} {scores : List Int}
    (hscores : AllLe C scores) (hC : 2 * C < twoPow 63) {n : Nat} (hlength : scores.length ≤ n)
    (hn : (n : Int) * twoPow powUnit < twoPow 63) : AllFit (formWeights T scores) := by
  have hone := Int.le_of_lt (twoPow_pos powUnit)
  have hweights : AllLe (twoPow powUnit) (weightsOf T scores) := fun p hp => by
    have := weight_le hT hp
    unfold AbsLe
    omega
  have hsum := sizeSum_le hweights
  rw [show (weightsOf T scores).length = scores.length from List.length_map _] at hsum
  have hmore := Int.mul_le_mul_of_nonneg_right (Int.ofNat_le.mpr hlength) hone
  refine allFit_cons (fit_of_size ?_) (allFit_flatMap fun t ht => ?_)
  · show sizeSum (weightsOf T scores) < twoPow 63
    omega
  · have hmax := hscores _ (maximum_mem (l := scores) fun h => by
      rw [h] at ht
      exact List.not_mem_nil ht)
    have ht' := hscores t ht
    have hneg : AbsLe C (-t) := by
      unfold AbsLe at *
      omega
    refine allFit_cons (fit_two hmax hneg (by omega)) (formPower_fit hT (U := 2 * C) ?_ hC)
    unfold AbsLe at *
    omega

end QuantCert.Integer
