prelude
import QuantCert.Cert.Weights.NormParts
import QuantCert.Cert.Weights.NormSums
import QuantCert.Thm.Norm.Parts

/-!
# The operator norm of a chunk from its Gram matrices

## Main definitions
* `GramClaim.bound`: the bound of the operator norm that a claim implies

## Main theorems
* `WeightChunk.operatorNorm_of_checkGram`: the bound is true
-/

universe u

namespace QuantCert

open Digits

/-- The bound of the operator norm, for entries in units of `2^-p`: rounded entries have at most
`2^shift * root`, and rounding changes it by at most `2^shift * side / 2`. -/
def GramClaim.bound (p : Nat) (s : GramClaim) : Dyadic :=
  ⟨2 ^ s.shift * (2 * s.root + s.side), p + 1⟩

variable {R : Type u} [ExpField R]

/-- A common factor of all entries is a factor of the operator norm. -/
theorem operatorNormAtMost_smul {rows cols : Nat} {W : Matrix R} {a S : R} (ha : 0 ≤ a)
    (h : OperatorNormAtMost rows cols W S) :
    OperatorNormAtMost rows cols (fun j i => a * W j i) (a * S) := fun x => by
  have heq : matVec cols (fun j i => a * W j i) x = fun j => a * matVec cols W x j :=
    funext fun j => by
      unfold matVec dot
      rw [← sum_mul_left]
      exact sum_congr fun i _ => mul_assoc _ _ _
  rw [heq, mul_assoc]
  refine le_trans (norm2_le_of_sumSq_le (mul_nonneg ha (norm2_nonneg rows (matVec cols W x))) ?_)
    (mul_le_mul_of_nonneg_left (h x) ha)
  rw [mul_mul_mul_comm, norm2_mul_self, ← pow_two, sumSq_smul]
  exact le_refl _

namespace WeightChunk

variable {K : Codec} {c : WeightChunk K} {s : GramClaim} {planes : Nat → Nat} {x : Nat → Nat → Int}

/-- What `checkGram` establishes. -/
structure GramFits (c : WeightChunk K) (planes : Nat → Nat) (s : GramClaim)
    (x : Nat → Nat → Int) : Prop where
  shape : GramShapeFits c s
  coarse : ∀ t, t < c.columnPairs → ∀ lane, lane < 2 → CoarseHold c planes s x (t * 2 + lane)
  parts : ∀ t, t < c.columnPairs → ∀ b, b < c.rowParts s → c.checkPart planes s t b = true

/-- If the check succeeds, the digits hold the rounded numbers and each part of the columns passes
its check. -/
theorem checkGram_sound (f : ShapeFits c) (hold : SignedHold c planes x (2 ^ s.shift / 2))
    (h : c.checkGram planes s = true) : GramFits c planes s x := by
  rw [checkGram, Bool.and_eq_true_iff] at h
  have hw : 2 ≤ c.width := Nat.le_trans (by decide) f.width_ge
  have z := checkGramShape_sound h.1
  have hpair : ∀ t, t < c.columnPairs →
      checkRecentre c.width c.ones s.shift s.centre (planes (t * 2 + 0)) = true ∧
      checkRecentre c.width c.ones s.shift s.centre (planes (t * 2 + 1)) = true ∧
      allBelow (c.rowParts s) (fun b => c.checkPart planes s t b) = true := fun t ht => by
    have ht' := of_allBelow h.2 ht
    rw [Bool.and_eq_true_iff, Bool.and_eq_true_iff] at ht'
    exact ht'
  refine ⟨z, fun t ht lane hlane => ?_, fun t ht b hb => of_allBelow (hpair t ht).2.2 hb⟩
  match lane, hlane with
  | 0, hlane => exact coarse_sound hw hold (pairColumn_lt z ht hlane) (hpair t ht).1
  | 1, hlane => exact coarse_sound hw hold (pairColumn_lt z ht hlane) (hpair t ht).2.1

/-- Every entry is within half a unit of the rounded one. -/
theorem near_coarse (f : ShapeFits c) (g : GramFits c planes s x) {j i : Nat} (hj : j < c.rows)
    (hi : i < c.cols) :
    2 * (x j i - ((2 ^ s.shift : Nat) : Int) * c.coarseEntry planes s j i).natAbs ≤ 2 ^ s.shift := by
  have hplace := place hj (Nat.lt_of_lt_of_le hi f.cols_le)
  have hpair : i % c.blockCols / 2 < c.columnPairs := by
    rw [Nat.div_lt_iff_lt_mul (by decide), g.shape.pairs]
    exact hplace.column
  have hnear := (g.coarse _ hpair (i % c.blockCols % 2) (Nat.mod_lt _ (by decide))).near _
    hplace.block
  rwa [show i % c.blockCols / 2 * 2 + i % c.blockCols % 2 = i % c.blockCols by omega,
    blockColumn_place hplace.rowBlock, (block_parts (c := c) (j := j) hplace.rowBlock).1] at hnear

/-- The rounded entries have an operator norm of at most `root`. -/
theorem operatorNorm_coarse (f : ShapeFits c) (g : GramFits c planes s x) (p : Nat) :
    OperatorNormAtMost c.rows c.cols (storedMatrix (R := R) p (c.coarseEntry planes s))
      (Dyadic.value R ⟨s.root, p⟩) := by
  have z := g.shape
  have hpart : ∀ q, q < c.columnPairs * c.rowParts s → ∀ v : Vec R,
      sumSq c.rows (matVec (partCols s) (fun k a =>
        storedMatrix (R := R) p (c.coarseEntry planes s) k
          (c.partColumn s (q / c.rowParts s) (q % c.rowParts s) a)) v) ≤
      Dyadic.value R ⟨listEntry s.bounds q * 2 ^ s.unit, p + p⟩ * sumSq (partCols s) v := by
    intro q hq
    have hpos : 0 < c.rowParts s := Nat.pos_of_ne_zero fun hzero => by
      rw [hzero, Nat.mul_zero] at hq
      exact Nat.not_lt_zero _ hq
    have ht : q / c.rowParts s < c.columnPairs := (Nat.div_lt_iff_lt_mul hpos).2 hq
    have hb : q % c.rowParts s < c.rowParts s := Nat.mod_lt q hpos
    have hgram := gram_le_of_check z f.rows_le ht hb (g.coarse _ ht) (g.parts _ ht _ hb)
    have hindex : q / c.rowParts s * c.rowParts s + q % c.rowParts s = q := by
      rw [Nat.mul_comm]
      exact Nat.div_add_mod q _
    rw [hindex] at hgram
    refine sumSq_matVec_le_of_gram fun i hi => ?_
    have hstored : ∀ j, gram c.rows (fun k a => storedMatrix (R := R) p (c.coarseEntry planes s) k
        (c.partColumn s (q / c.rowParts s) (q % c.rowParts s) a)) i j =
        dyadic (p + p) (intGram c.rows (fun k a => c.coarseEntry planes s k
          (c.partColumn s (q / c.rowParts s) (q % c.rowParts s) a)) i j) := fun j =>
      gram_storedMatrix p c.rows (fun k a => c.coarseEntry planes s k
        (c.partColumn s (q / c.rowParts s) (q % c.rowParts s) a)) i j
    rw [sum_congr fun j _ => congrArg abs (hstored j)]
    exact le_trans (le_of_eq (dyadic_rowL1 (p + p) (partCols s) _))
      (dyadic_natCast_le (p + p) (hgram i hi))
  have hall := sumSq_matVec_le_of_parts (R := R) (W := storedMatrix p (c.coarseEntry planes s))
    (fun v => sum_partColumns z v) (fun q => Dyadic.value_nonneg _) hpart
  have htotal : (sum (c.columnPairs * c.rowParts s) fun q =>
      Dyadic.value R ⟨listEntry s.bounds q * 2 ^ s.unit, p + p⟩) ≤ Dyadic.value R ⟨s.root, p⟩ ^ 2 := by
    have hsum : (sum (c.columnPairs * c.rowParts s) fun q => listEntry s.bounds q * 2 ^ s.unit) =
        sum (c.columnPairs * c.rowParts s) (listEntry s.bounds) * 2 ^ s.unit := by
      generalize c.columnPairs * c.rowParts s = n
      induction n with
      | zero => rw [sum_zero, sum_zero, Nat.zero_mul]
      | succ n ih => rw [sum_succ, sum_succ, Nat.add_mul, ih]
    have hcast := dyadic_natCast_sum (R := R) (p + p) (c.columnPairs * c.rowParts s)
      fun q => listEntry s.bounds q * 2 ^ s.unit
    rw [hsum] at hcast
    rw [pow_two, ← Dyadic.value_mul]
    exact le_trans (le_of_eq hcast.symm) (dyadic_natCast_le (p + p) z.root)
  exact operatorNormAtMost_of_sumSq (Dyadic.value_nonneg _) htotal
    (sumSq_matVec_le_of_more_columns f.cols_le hall)

/-- If the check succeeds then the operator norm is at most the claim's bound. -/
theorem operatorNorm_of_checkGram (f : ShapeFits c)
    (hold : SignedHold c planes x (2 ^ s.shift / 2)) (h : c.checkGram planes s = true) (p : Nat) :
    OperatorNormAtMost c.rows c.cols (storedMatrix (R := R) p x) ((s.bound p).value R) := by
  have g := checkGram_sound f hold h
  have hcoarse := operatorNormAtMost_smul (a := Dyadic.value R ⟨2 ^ s.shift, 0⟩)
    (Dyadic.value_nonneg _) (operatorNorm_coarse (R := R) f g p)
  have hnear : ∀ j, j < c.rows → ∀ i, i < c.cols →
      abs (Dyadic.value R ⟨2 ^ s.shift, 0⟩ * storedMatrix p (c.coarseEntry planes s) j i -
        storedMatrix p x j i) ≤ Dyadic.value R ⟨2 ^ s.shift, p + 1⟩ := fun j hj i hi => by
    have hint := near_coarse f g hj hi
    have hprod : Dyadic.value R ⟨2 ^ s.shift, 0⟩ * storedMatrix p (c.coarseEntry planes s) j i =
        dyadic p (((2 ^ s.shift : Nat) : Int) * c.coarseEntry planes s j i) := by
      have hmul := dyadic_mul (R := R) 0 p ((2 ^ s.shift : Nat) : Int) (c.coarseEntry planes s j i)
      rw [Nat.zero_add] at hmul
      exact hmul.symm
    rw [hprod, storedMatrix, ← dyadic_sub, abs_dyadic, ← Int.natAbs_neg, Int.neg_sub]
    have htwo : dyadic (R := R) p ((x j i - ((2 ^ s.shift : Nat) : Int) *
        c.coarseEntry planes s j i).natAbs : Nat) = dyadic (p + 1)
          ((x j i - ((2 ^ s.shift : Nat) : Int) * c.coarseEntry planes s j i).natAbs * 2 ^ 1 : Nat) :=
      (Dyadic.value_scale _ p 1).symm
    rw [htwo]
    refine dyadic_natCast_le (p + 1) ?_
    rw [Nat.pow_one, Nat.mul_comm]
    exact hint
  have hside : natCast c.rows * natCast c.cols ≤
      Dyadic.value R ⟨s.side, 0⟩ * Dyadic.value R ⟨s.side, 0⟩ := by
    have hle := dyadic_natCast_le (R := R) 0 g.shape.side
    have hone : ∀ n : Nat, dyadic (R := R) 0 (n : Int) = natCast n := fun n => by
      rw [dyadic, intCast_natCast, pow_zero, div_one]
    rw [hone, hone, natCast_mul, natCast_mul] at hle
    rw [Dyadic.value, hone]
    exact hle
  have hbound := operatorNormAtMost_of_near (Dyadic.value_nonneg ⟨2 ^ s.shift, p + 1⟩)
    (Dyadic.value_nonneg ⟨s.side, 0⟩) hside hnear hcoarse
  have hvalue : Dyadic.value R ⟨2 ^ s.shift, 0⟩ * Dyadic.value R ⟨s.root, p⟩ +
      Dyadic.value R ⟨2 ^ s.shift, p + 1⟩ * Dyadic.value R ⟨s.side, 0⟩ = (s.bound p).value R := by
    rw [← Dyadic.value_mul, ← Dyadic.value_mul, Dyadic.mul, Dyadic.mul, Nat.zero_add, Nat.add_zero,
      ← Dyadic.value_scale _ p 1, Dyadic.value_eq, Dyadic.value_eq, ← add_div, ← natCast_add,
      Dyadic.value_eq, GramClaim.bound]
    refine congrArg (fun m : Nat => (natCast m : R) / 2 ^ (p + 1)) ?_
    show 2 ^ s.shift * s.root * 2 ^ 1 + 2 ^ s.shift * s.side = _
    rw [Nat.pow_one, Nat.mul_add, Nat.mul_assoc, Nat.mul_comm s.root]
  rw [hvalue] at hbound
  exact hbound

end WeightChunk

end QuantCert
