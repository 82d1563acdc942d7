prelude
import QuantCert.Cert.Prompt.LaneChecks
import QuantCert.Cert.Prompt.Powers
import QuantCert.Thm.Prompt.Divergence

/-!
# Divergence of the distributions of the next token, from the boxes of the logits

## Main definitions
* `KlData`: the numbers that a certificate gives for one position.
* `gapDigits`, `gapCell`: the differences of the logits, and their sum weighted by exponentials.
* `checkKl`: whether the divergence at a position is at most `x`.

## Main theorems
* `gapCell_holds`
* `kl_at_most`: the divergence is at most what passes.
-/

universe u

namespace QuantCert

open Digits

/-- What the divergence at one position is bounded with. -/
structure KlData where
  /-- The table of exponentials. -/
  table : ExpTable
  /-- For the exponentials of the original logits. -/
  original : PowerData
  /-- For those of the quantized logits: what is subtracted differs by about the logarithm of the
  ratio of the sums. -/
  quantized : PowerData
  /-- No midpoints of two logits differ by more units. -/
  distance : Nat

/-- Bits of a digit for the difference of two logits. -/
def gapWidth (A B : Box) : Nat := Nat.add 5 (finer A.width B.width)

/-- `2^B.width` plus the original digit minus the quantized one, for each logit. -/
noncomputable def gapDigits (n ones : Nat) (A B : Box) (t : Nat) : Nat :=
  Nat.sub (Nat.add (spreadSlice (gapWidth A B) A.width 0 n (listEntry A.mids t))
    (Nat.mul ones (Nat.pow 2 B.width))) (spreadSlice (gapWidth A B) B.width 0 n (listEntry B.mids t))

/-- Whether no difference of midpoints exceeds `δ`. -/
noncomputable def checkGaps (n ones δ : Nat) (A B : Box) (t : Nat) : Bool :=
  Nat.blt 0 A.width && (Nat.blt 0 B.width && (Nat.ble n (Nat.pow 2 (log2Ceil n)) &&
  (Nat.blt δ (Nat.pow 2 (finer A.width B.width)) &&
  (checkAtMost ones (gapWidth A B) (Nat.mul ones (Nat.add (Nat.add (Nat.pow 2 B.width) A.offset) δ))
    (Nat.add (gapDigits n ones A B t) (Nat.mul ones B.offset)) &&
  checkAtMost ones (gapWidth A B)
    (Nat.add (gapDigits n ones A B t) (Nat.mul ones (Nat.add B.offset δ)))
    (Nat.mul ones (Nat.add (Nat.pow 2 B.width) A.offset))))))

/-- Bits of a digit for the sum of the differences, weighted. -/
noncomputable def weightedWidth (E : ExpTable) (n : Nat) (A B : Box) : Nat :=
  Nat.add (Nat.add E.scale (gapWidth A B)) (Nat.add 2 (log2Ceil n))

/-- The sum of `exp (z i - s) (z i - y i)`: `V` are the exponentials, `G` the differences. -/
noncomputable def gapCell (k : KlData) (n : Nat) (A B : Box) (V G : Nat) : Cell :=
  withValue (Nat.mod V (Nat.sub (Nat.pow 2 k.table.digitWidth) 1)) fun total =>
  ⟨Nat.add (Nat.mod (productDigits k.table.digitWidth (gapWidth A B) (weightedWidth k.table n A B) n
    V G) (Nat.sub (Nat.pow 2 (weightedWidth k.table n A B)) 1)) (Nat.mul B.offset total),
    Nat.mul (Nat.add (Nat.pow 2 B.width) A.offset) total,
    Nat.add (Nat.mul (Nat.add k.original.radius k.quantized.radius) total)
      (Nat.mul (Nat.add k.distance (Nat.add k.original.radius k.quantized.radius))
        (k.original.sumCell k.table n total).rad)⟩

/-- `c + 1 + x`, where `c` is the difference of what is subtracted. -/
def KlData.level (k : KlData) (x : Dyadic) (A B : Box) : Cell :=
  Cell.addAt A.scale x.scale ⟨Nat.add k.original.top B.offset, Nat.add k.quantized.top A.offset, 0⟩
    (Cell.ofNat (Nat.add (Nat.pow 2 x.scale) x.mantissa))

/-- What must not be positive; `V` and `U` are the exponentials, `G` the differences. -/
noncomputable def KlData.total (k : KlData) (n : Nat) (x : Dyadic) (A B : Box) (V U G : Nat) : Cell :=
  Cell.addAt (finer (Nat.add k.table.scale A.scale) (Nat.add k.table.scale (finer A.scale x.scale)))
    k.table.scale
    (Cell.addAt (Nat.add k.table.scale A.scale) (Nat.add k.table.scale (finer A.scale x.scale))
      (gapCell k n A B V G) ((k.original.sumCell k.table n
        (Nat.mod V (Nat.sub (Nat.pow 2 k.table.digitWidth) 1))).mul (k.level x A B)).neg')
    (k.quantized.sumCell k.table n (Nat.mod U (Nat.sub (Nat.pow 2 k.table.digitWidth) 1)))

/-- Whether an enclosed number is not positive. -/
def Cell.checkNonpos (c : Cell) : Bool := Nat.ble (Nat.add c.pos c.rad) c.neg

/-- Whether the divergence at position `t` is at most `x`, over a vocabulary of `n` tokens. -/
noncomputable def checkKl (k : KlData) (n : Nat) (x : Dyadic) (A B : Box) (t : Nat) : Bool :=
  Nat.blt 0 n && (k.table.check && (k.original.fits k.table n A t && (k.quantized.fits k.table n B t &&
  withOnes (gapWidth A B) n fun _ ones => checkGaps n ones k.distance A B t &&
  (Nat.blt (Nat.mul n (Nat.mul (Nat.pow 2 k.table.scale) (Nat.pow 2 (gapWidth A B))))
    (Nat.sub (Nat.pow 2 (weightedWidth k.table n A B)) 1) &&
  withValue (k.original.digits k.table n A t) fun V =>
  withValue (k.quantized.digits k.table n B t) fun U =>
  withValue (gapDigits n ones A B t) fun G => (k.total n x A B V U G).checkNonpos))))

/-- A cell whose upper end is not positive encloses no positive number. -/
theorem Cell.nonpos {R : Type u} [OrderedField R] {p : Nat} {c : Cell} {x : R} (hx : c.Holds p x)
    (h : c.checkNonpos = true) : x ≤ 0 := by
  have hup := Cell.le_upper hx
  have h0 : c.upper = 0 := Nat.sub_eq_zero_of_le (Nat.le_of_ble_eq_true h)
  rw [h0] at hup
  refine le_trans hup (le_of_eq ?_)
  unfold dyadic
  rw [intCast_natCast, natCast_zero, zero_div]

section
variable {n ones δ t : Nat} {A B : Box}

/-- The digits of the differences, and their bounds. -/
theorem checkGaps_sound (hones : ones = pack (gapWidth A B) n fun _ => 1)
    (h : checkGaps n ones δ A B t = true) :
    (gapDigits n ones A B t = pack (gapWidth A B) n fun i =>
      (A.cell t i).pos + 2 ^ B.width - (B.cell t i).pos) ∧
    (∀ i, i < n → (B.cell t i).pos ≤ (A.cell t i).pos + 2 ^ B.width ∧
      (A.cell t i).pos + 2 ^ B.width - (B.cell t i).pos < 2 ^ gapWidth A B) ∧
    ∀ i, i < n → ((A.cell t i).add (B.cell t i).neg').size ≤ δ := by
  simp only [checkGaps, Bool.and_eq_true_iff] at h
  obtain ⟨hA, hB, hn, hδ, hhigh, hlow⟩ := h
  have hA' : 0 < A.width := Nat.le_of_ble_eq_true hA
  have hB' : 0 < B.width := Nat.le_of_ble_eq_true hB
  have hn' : n ≤ 2 ^ log2Ceil n := Nat.le_of_ble_eq_true hn
  have hδ' : δ < 2 ^ finer A.width B.width := Nat.le_of_ble_eq_true hδ
  have leA : A.width ≤ finer A.width B.width := Nat.le_add_right _ _
  have leB : B.width ≤ finer A.width B.width := by
    show B.width ≤ A.width + (B.width - A.width)
    omega
  have hwidth : gapWidth A B = 5 + finer A.width B.width := rfl
  have powA : 2 ^ A.width ≤ 2 ^ finer A.width B.width := Nat.pow_le_pow_right (by decide) leA
  have powB : 2 ^ B.width ≤ 2 ^ finer A.width B.width := Nat.pow_le_pow_right (by decide) leB
  have big : 16 * 2 ^ finer A.width B.width = 2 ^ (gapWidth A B - 1) := by
    rw [hwidth, show 5 + finer A.width B.width - 1 = 4 + finer A.width B.width by omega, Nat.pow_add]
  have bigger : 2 ^ (gapWidth A B - 1) ≤ 2 ^ gapWidth A B :=
    Nat.pow_le_pow_right (by decide) (Nat.sub_le _ _)
  have posA : ∀ i, (A.cell t i).pos < 2 ^ A.width := fun i => by
    show readDigit _ _ _ < _
    rw [readDigit_eq]
    exact digit_lt _ _ _
  have posB : ∀ i, (B.cell t i).pos < 2 ^ B.width := fun i => by
    show readDigit _ _ _ < _
    rw [readDigit_eq]
    exact digit_lt _ _ _
  have hoA : A.offset < 2 ^ A.width := Lanes.neg_lt A t 0 hA'
  have hoB : B.offset < 2 ^ B.width := Lanes.neg_lt B t 0 hB'
  have le : ∀ i, i < n → (B.cell t i).pos ≤ (A.cell t i).pos + 2 ^ B.width := fun i _ => by
    have := posB i
    omega
  have hgap : gapDigits n ones A B t = pack (gapWidth A B) n fun i =>
      (A.cell t i).pos + 2 ^ B.width - (B.cell t i).pos := by
    show spreadSlice _ _ _ _ _ + ones * 2 ^ B.width - spreadSlice _ _ _ _ _ = _
    rw [spreadSlice_eq (by omega) hn', spreadSlice_eq (by omega) hn', hones, pack_one_mul, pack_add,
      pack_sub fun i hi => ?_]
    · refine pack_congr fun i _ => ?_
      rw [Nat.zero_add, ← readDigit_eq, ← readDigit_eq]
      rfl
    · rw [Nat.zero_add, ← readDigit_eq, ← readDigit_eq]
      exact le i hi
  have const : ∀ c, Nat.mul ones c = pack (gapWidth A B) n fun _ => c := fun c => by
    rw [hones]
    exact pack_one_mul _ _ _
  have plus : ∀ c, Nat.add (gapDigits n ones A B t) (Nat.mul ones c) = pack (gapWidth A B) n fun i =>
      (A.cell t i).pos + 2 ^ B.width - (B.cell t i).pos + c := fun c => by
    rw [hgap, const]
    exact pack_add _ _ _ _
  rw [plus, const] at hhigh hlow
  have hw : 0 < gapWidth A B := by omega
  have high := checkAtMost_sound hw hones (fun i _ => by
    show 2 ^ B.width + A.offset + δ < _
    omega) (fun i _ => by
    have := posA i
    omega) hhigh
  have low := checkAtMost_sound hw hones (fun i _ => by
    have := posA i
    show _ + (B.offset + δ) < _
    omega) (fun i _ => by
    show 2 ^ B.width + A.offset ≤ _
    omega) hlow
  refine ⟨hgap, fun i hi => ⟨le i hi, ?_⟩, fun i hi => ?_⟩
  · have := posA i
    omega
  · have h1 : (A.cell t i).pos + 2 ^ B.width - (B.cell t i).pos + B.offset ≤
      2 ^ B.width + A.offset + δ := high i hi
    have h2 : 2 ^ B.width + A.offset ≤
      (A.cell t i).pos + 2 ^ B.width - (B.cell t i).pos + (B.offset + δ) := low i hi
    have h3 := le i hi
    show (A.cell t i).pos + B.offset - (A.offset + (B.cell t i).pos) +
      (A.offset + (B.cell t i).pos - ((A.cell t i).pos + B.offset)) ≤ δ
    omega

end

variable {R : Type u} [ExpField R] {k : KlData} {n t : Nat} {A B : Box}

/-- Sums of parts. -/
theorem sum_parts {n : Nat} {v a b g : Nat → Nat} {o p K : Nat}
    (h : ∀ i, i < n → b i ≤ a i + K ∧ g i = a i + K - b i) :
    (sum n fun i => v i * (a i + p)) + (K + o) * sum n v =
      (sum n fun i => v i * g i) + p * sum n v + sum n fun i => v i * (o + b i) := by
  induction n with
  | zero => rw [sum_zero, sum_zero, sum_zero, sum_zero, Nat.mul_zero, Nat.mul_zero]
  | succ n ih =>
    have hn := h n (Nat.lt_succ_self n)
    have ih' := ih fun i hi => h i (Nat.lt.step hi)
    have hpoint : v n * (a n + p) + (K + o) * v n = v n * g n + p * v n + v n * (o + b n) := by
      rw [Nat.mul_comm (K + o), Nat.mul_comm p, ← Nat.mul_add, ← Nat.mul_add, ← Nat.mul_add]
      exact congrArg (v n * ·) (by omega)
    rw [sum_succ, sum_succ, sum_succ, sum_succ, Nat.mul_add (K + o) (sum n v) (v n),
      Nat.mul_add p (sum n v) (v n)]
    omega

/-- Sums of radii. -/
theorem sum_radii {n : Nat} {v e s r : Nat → Nat} {δ ρ : Nat}
    (h : ∀ i, i < n → s i ≤ δ ∧ r i ≤ ρ) :
    (sum n fun i => v i * r i + e i * (s i + r i)) ≤ ρ * sum n v + (δ + ρ) * sum n e := by
  induction n with
  | zero => exact Nat.zero_le _
  | succ n ih =>
    have ⟨h1, h2⟩ := h n (Nat.lt_succ_self n)
    have ih' := ih fun i hi => h i (Nat.lt.step hi)
    have h3 := Nat.mul_le_mul_left (v n) h2
    have h4 := Nat.mul_le_mul_left (e n) (Nat.add_le_add h1 h2)
    rw [sum_succ, sum_succ, sum_succ, Nat.mul_add ρ (sum n v) (v n),
      Nat.mul_add (δ + ρ) (sum n e) (e n), Nat.mul_comm ρ (v n),
      Nat.mul_comm (δ + ρ) (e n)]
    omega

/-- The weighted sum of the differences is enclosed. -/
theorem gapCell_holds {ones : Nat} {z y : Vec R} (he : k.table.check = true)
    (hones : ones = pack (gapWidth A B) n fun _ => 1) (hA : k.original.Fits k.table n A t)
    (hB : k.quantized.Fits k.table n B t) (hg : checkGaps n ones k.distance A B t = true)
    (hsum : n * (2 ^ k.table.scale * 2 ^ gapWidth A B) < 2 ^ weightedWidth k.table n A B - 1)
    (hz : ∀ i, i < n → (A.cell t i).Holds A.scale (z i))
    (hy : ∀ i, i < n → (B.cell t i).Holds A.scale (y i)) :
    (gapCell k n A B (k.original.digits k.table n A t) (gapDigits n ones A B t)).Holds
      (k.table.scale + A.scale)
      (sum n fun i => exp (z i - k.original.reference A) * (z i - y i)) := by
  have ⟨hgap, hle, hsize⟩ := checkGaps_sound hones hg
  have hcells := Cell.sum_holds fun i hi => Cell.mul_holds (PowerData.cell_holds he hA hi (hz i hi))
    (Cell.sub_holds (hz i hi) (hy i hi))
  have htotal := PowerData.sum_digits hA
  have hdigits := hA.digits
  have hone := hA.le_one
  generalize hv : (fun i => (k.table.cell (k.original.top - (A.cell t i).pos)).pos) = v at *
  have vi : ∀ i, (k.table.cell (k.original.top - (A.cell t i).pos)).pos = v i := fun i => by
    rw [← hv]
  have hone' : ∀ i, i < n → v i ≤ 2 ^ k.table.scale := fun i hi => vi i ▸ hone i hi
  have small : ∀ i, i < n → v i < 2 ^ k.table.digitWidth := fun i hi =>
    Nat.lt_of_le_of_lt (hone' i hi)
      (Nat.pow_lt_pow_right (by decide) (Nat.lt_succ_of_le (Nat.le_add_left _ _)))
  have hweighted : productDigits k.table.digitWidth (gapWidth A B) (weightedWidth k.table n A B) n
      (k.original.digits k.table n A t) (gapDigits n ones A B t) %
        (2 ^ weightedWidth k.table n A B - 1) =
      sum n fun i => v i * ((A.cell t i).pos + 2 ^ B.width - (B.cell t i).pos) := by
    rw [productDigits_eq, pack_mod_ones, sum_congr fun i hi => ?_]
    · refine Nat.mod_eq_of_lt (Nat.lt_of_le_of_lt (natSum_le_mul fun i hi => ?_) hsum)
      exact Nat.mul_le_mul (hone' i hi) (Nat.le_of_lt (hle i hi).2)
    · rw [hdigits, hgap, digit_pack small hi, digit_pack (fun i hi => (hle i hi).2) hi]
  have hcell : gapCell k n A B (k.original.digits k.table n A t) (gapDigits n ones A B t) =
      ⟨(sum n fun i => v i * ((A.cell t i).pos + 2 ^ B.width - (B.cell t i).pos)) +
          B.offset * sum n v, (2 ^ B.width + A.offset) * sum n v,
        (k.original.radius + k.quantized.radius) * sum n v +
          (k.distance + (k.original.radius + k.quantized.radius)) *
            (k.original.sumCell k.table n (sum n v)).rad⟩ := by
    rw [gapCell, withValue_eq]
    show Cell.mk (productDigits _ _ _ _ _ _ % (2 ^ _ - 1) + B.offset * (_ % (2 ^ _ - 1)))
      ((2 ^ B.width + A.offset) * (_ % (2 ^ _ - 1))) ((_ + _) * (_ % (2 ^ _ - 1)) + (_ + (_ + _)) *
        (k.original.sumCell k.table n (_ % (2 ^ _ - 1))).rad) = _
    rw [hweighted, htotal]
  rw [hcell]
  refine Cell.holds_of_le hcells ?_
  have hp := sum_parts (n := n) (v := v) (a := fun i => (A.cell t i).pos)
    (b := fun i => (B.cell t i).pos) (o := A.offset) (p := B.offset) (K := 2 ^ B.width)
    (g := fun i => (A.cell t i).pos + 2 ^ B.width - (B.cell t i).pos)
    fun i hi => ⟨(hle i hi).1, rfl⟩
  have pos : (Cell.sum n fun i => (k.original.cell k.table (k.table.cell
      (k.original.top - (A.cell t i).pos)).pos).mul ((A.cell t i).add (B.cell t i).neg')).pos =
      sum n fun i => v i * ((A.cell t i).pos + B.offset) := by
    show sumBelow n _ = _
    rw [sumBelow_eq]
    refine sum_congr fun i _ => ?_
    show (k.table.cell (k.original.top - (A.cell t i).pos)).pos * ((A.cell t i).pos + B.offset) +
      0 * _ = _
    rw [vi, Nat.zero_mul, Nat.add_zero]
  have neg : (Cell.sum n fun i => (k.original.cell k.table (k.table.cell
      (k.original.top - (A.cell t i).pos)).pos).mul ((A.cell t i).add (B.cell t i).neg')).neg =
      sum n fun i => v i * (A.offset + (B.cell t i).pos) := by
    show sumBelow n _ = _
    rw [sumBelow_eq]
    refine sum_congr fun i _ => ?_
    show (k.table.cell (k.original.top - (A.cell t i).pos)).pos * (A.offset + (B.cell t i).pos) +
      0 * _ = _
    rw [vi, Nat.zero_mul, Nat.add_zero]
  have rad : (Cell.sum n fun i => (k.original.cell k.table (k.table.cell
      (k.original.top - (A.cell t i).pos)).pos).mul ((A.cell t i).add (B.cell t i).neg')).rad ≤
      (k.original.radius + k.quantized.radius) * sum n v +
        (k.distance + (k.original.radius + k.quantized.radius)) *
          (k.original.sumCell k.table n (sum n v)).rad := by
    have hr := sum_radii (n := n) (v := v) (e := fun i => (k.original.cell k.table (v i)).rad)
      (s := fun i => ((A.cell t i).add (B.cell t i).neg').size)
      (r := fun i => (A.cell t i).rad + (B.cell t i).rad) (δ := k.distance)
      (ρ := k.original.radius + k.quantized.radius)
      fun i hi => ⟨hsize i hi, Nat.add_le_add (hA.rad i hi) (hB.rad i hi)⟩
    refine Nat.le_trans (Nat.le_of_eq ?_) (Nat.le_trans hr (Nat.add_le_add_left
      (Nat.mul_le_mul_left _ (PowerData.sum_rad_le k.original k.table n v)) _))
    show sumBelow n _ = _
    rw [sumBelow_eq]
    refine sum_congr fun i _ => ?_
    show (k.original.cell k.table (k.table.cell (k.original.top - (A.cell t i).pos)).pos).size *
      ((A.cell t i).rad + (B.cell t i).rad) + _ * (_ + ((A.cell t i).rad + (B.cell t i).rad)) = _
    rw [vi]
    have hs : (k.original.cell k.table (v i)).size = v i := by
      show v i - 0 + (0 - v i) = v i
      omega
    rw [hs]
  unfold Cell.mid
  rw [pos, neg]
  generalize (sum n fun i => v i * ((A.cell t i).pos + B.offset)) = a at *
  generalize (sum n fun i => v i * (A.offset + (B.cell t i).pos)) = b at *
  generalize (sum n fun i => v i * ((A.cell t i).pos + 2 ^ B.width - (B.cell t i).pos)) = g at *
  generalize (2 ^ B.width + A.offset) * sum n v = c at *
  generalize B.offset * sum n v = d at *
  show (((a : Nat) : Int) - (b : Nat) - ((g + d : Nat) - (c : Nat))).natAbs + _ ≤ _
  have hz0 : ((a : Nat) : Int) - (b : Nat) - ((g + d : Nat) - (c : Nat)) = 0 := by omega
  rw [hz0]
  exact Nat.le_trans (Nat.le_of_eq (Nat.zero_add _)) rad

/-- The difference of what is subtracted, plus `1 + x`. -/
theorem level_holds (k : KlData) (x : Dyadic) (A B : Box) (hscale : B.scale = A.scale) :
    (k.level x A B).Holds (finer A.scale x.scale)
      (k.original.reference A - k.quantized.reference B + (1 + x.value R)) := by
  have h1 := Cell.holds_exact (R := R) A.scale
    ⟨k.original.top + B.offset, k.quantized.top + A.offset, 0⟩
  have hmid : dyadic (R := R) A.scale (Cell.mk (k.original.top + B.offset)
      (k.quantized.top + A.offset) 0).mid =
      k.original.reference A - k.quantized.reference B := by
    unfold PowerData.reference
    rw [hscale, ← dyadic_sub]
    refine congrArg (dyadic A.scale) ?_
    show ((k.original.top + B.offset : Nat) : Int) - (k.quantized.top + A.offset : Nat) =
      (k.original.top : Int) - A.offset - (k.quantized.top - B.offset)
    omega
  rw [hmid] at h1
  have h2 : (Cell.ofNat (2 ^ x.scale + x.mantissa)).Holds x.scale (1 + x.value R) := by
    have h := Cell.holds_ofNat (R := R) x.scale (2 ^ x.scale + x.mantissa)
    rwa [Int.natCast_add, dyadic_add, dyadic_two_pow] at h
  exact Cell.addAt_holds h1 h2

/-- The divergence of the quantized distribution of the next token from the original one, at a
position where the check succeeds. -/
theorem kl_at_most {k : KlData} {length n : Nat} {x : Dyadic} {A B : Box} {Z Y : Nat → Vec R}
    (hZ : A.Contains length n Z) (hY : B.Contains length n Y) {t : Nat} (ht : t < length)
    (h : checkKl k n x A B t = true) :
    KlAtMost n (softmax n (Z t)) (softmax n (Y t)) (x.value R) := by
  simp only [checkKl, Bool.and_eq_true_iff] at h
  obtain ⟨hn, he, hA, hB, hbody⟩ := h
  have ⟨_, ones, _, hones, hk, hwidth⟩ := withOnes_sound hbody
  subst hwidth
  simp only [Bool.and_eq_true_iff, withValue_eq] at hk
  obtain ⟨hgaps, hsum, hle⟩ := hk
  have fitsA := PowerData.fits_sound he hA
  have fitsB := PowerData.fits_sound he hB
  have hscale : B.scale = A.scale := fitsB.argument.symm.trans fitsA.argument
  have hz : ∀ i, i < n → (A.cell t i).Holds A.scale (Z t i) := fun i hi => hZ.cell ht hi
  have hy : ∀ i, i < n → (B.cell t i).Holds B.scale (Y t i) := fun i hi => hY.cell ht hi
  have hgap := gapCell_holds he hones fitsA fitsB hgaps (Nat.le_of_ble_eq_true hsum) hz
    fun i hi => hscale ▸ hy i hi
  have hW := PowerData.sumCell_holds he fitsA hz
  have hV := PowerData.sumCell_holds he fitsB hy
  generalize hs : k.original.reference (R := R) A = s at hgap hW
  generalize hc : k.original.reference (R := R) A - k.quantized.reference B = c
  have hlevel := level_holds (R := R) k x A B hscale
  rw [hc] at hlevel
  have href : k.quantized.reference (R := R) B = s - c := by
    rw [← hs, ← hc]
    exact ring_eq [k.original.reference (R := R) A, k.quantized.reference (R := R) B]
      (by decide +kernel)
  rw [href] at hV
  have hall := Cell.addAt_holds (Cell.addAt_holds hgap (Cell.neg_holds (Cell.mul_holds hW hlevel))) hV
  have hnonpos := Cell.nonpos hall hle
  refine klAtMost_of_sum (c := c) (Nat.le_of_ble_eq_true hn) ?_
  refine le_of_mul_le_mul_right (c := exp (-s)) ?_ (exp_pos (-s))
  rw [zero_mul, ← sum_mul_right]
  refine le_trans (le_of_eq ?_) hnonpos
  rw [← sub_eq_add_neg, ← sum_mul_right, ← sum_sub, ← sum_add]
  refine sum_congr fun i _ => ?_
  rw [right_distrib, mul_right_comm, ← exp_add, ← exp_add, ← sub_eq_add_neg]
  have hexp : Y t i + c + -s = Y t i - (s - c) := ring_eq [Y t i, c, s] (by decide +kernel)
  rw [hexp]
  generalize exp (Z t i - s) = e
  generalize exp (Y t i - (s - c)) = v
  exact ring_eq [e, v, Z t i, Y t i, c, x.value R] (by decide +kernel)

end QuantCert
