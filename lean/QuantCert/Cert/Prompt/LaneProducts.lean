prelude
import QuantCert.Cert.Prompt.Lanes

/-!
# Products of the entries of two vectors

No operation on long numbers multiplies them digit by digit: they are halved until one digit is
left, and the products are put together again.

## Main definitions
* `productDigits v u q n A B`: the products of the first `n` digits of `v` bits of `A` and `u` bits of
  `B`, in digits of `q` bits.
* `Lanes.product`: the products of the entries of two boxes.

## Main theorems
* `productDigits_eq`, `Lanes.product_are`
-/

namespace QuantCert

open Digits

/-- The products of the first `2^l` digits. -/
noncomputable def productFrom (v u q l : Nat) : (A B : Nat) → Nat :=
  Nat.rec (fun A B => Nat.mul A B) (fun l half A B => Nat.add
    (half (Nat.land A (Nat.sub (Nat.pow 2 (Nat.mul v (Nat.pow 2 l))) 1))
      (Nat.land B (Nat.sub (Nat.pow 2 (Nat.mul u (Nat.pow 2 l))) 1)))
    (Nat.shiftLeft (half (Nat.shiftRight A (Nat.mul v (Nat.pow 2 l)))
      (Nat.shiftRight B (Nat.mul u (Nat.pow 2 l)))) (Nat.mul q (Nat.pow 2 l)))) l

/-- The products of `m` times `2^l` digits. -/
noncomputable def productBlocks (v u q l m : Nat) : (A B : Nat) → Nat :=
  Nat.rec (fun _ _ => 0) (fun _ rest A B => Nat.add
    (productFrom v u q l (Nat.land A (Nat.sub (Nat.pow 2 (Nat.mul v (Nat.pow 2 l))) 1))
      (Nat.land B (Nat.sub (Nat.pow 2 (Nat.mul u (Nat.pow 2 l))) 1)))
    (Nat.shiftLeft (rest (Nat.shiftRight A (Nat.mul v (Nat.pow 2 l)))
      (Nat.shiftRight B (Nat.mul u (Nat.pow 2 l)))) (Nat.mul q (Nat.pow 2 l)))) m

/-- Low and high part of a number. -/
theorem land_shift_digit (v m A i : Nat) : (i < m → digit v (A &&& 2 ^ (v * m) - 1) i = digit v A i) ∧
    digit v (A >>> (v * m)) i = digit v A (m + i) := by
  refine ⟨fun hi => ?_, ?_⟩
  · have hle : v * i + v ≤ v * m := by
      have h := Nat.mul_le_mul_left v hi
      rwa [Nat.mul_succ] at h
    rw [Nat.and_two_pow_sub_one_eq_mod]
    exact mod_pow_div_pow_mod_pow hle
  · unfold digit
    rw [Nat.shiftRight_eq_div_pow, Nat.div_div_eq_div_mul, ← Nat.pow_add, ← Nat.mul_add]

/-- Two vectors one after the other. -/
theorem pack_append (q m n : Nat) (f : Nat → Nat) :
    pack q m f + (pack q n fun i => f (m + i)) <<< (q * m) = pack q (m + n) f := by
  rw [Nat.shiftLeft_eq, pack_add_index]

/-- A low part has no more digits. -/
theorem land_lt (A b : Nat) : (A &&& 2 ^ b - 1) < 2 ^ b := by
  rw [Nat.and_two_pow_sub_one_eq_mod]
  exact Nat.mod_lt _ (Nat.two_pow_pos b)

/-- A high part has as many digits less. -/
theorem shiftRight_lt {A a b : Nat} (h : A < 2 ^ (a + b)) : A >>> a < 2 ^ b := by
  rw [Nat.shiftRight_eq_div_pow]
  refine Nat.div_lt_of_lt_mul ?_
  rwa [← Nat.pow_add]

/-- Products of a block. -/
theorem productFrom_eq (v u q : Nat) : ∀ l A B : Nat, A < 2 ^ (v * 2 ^ l) → B < 2 ^ (u * 2 ^ l) →
    productFrom v u q l A B = pack q (2 ^ l) fun i => digit v A i * digit u B i
  | 0, A, B, hA, hB => by
    rw [Nat.pow_zero, Nat.mul_one] at hA hB
    rw [Nat.pow_zero, pack_one, digit_zero, digit_zero, Nat.mod_eq_of_lt hA, Nat.mod_eq_of_lt hB]
    rfl
  | l + 1, A, B, hA, hB => by
    have hl : 2 ^ (l + 1) = 2 ^ l + 2 ^ l := by rw [Nat.pow_succ, Nat.mul_two]
    rw [hl, Nat.mul_add] at hA hB
    show productFrom v u q l (A &&& 2 ^ (v * 2 ^ l) - 1) (B &&& 2 ^ (u * 2 ^ l) - 1) +
      productFrom v u q l (A >>> (v * 2 ^ l)) (B >>> (u * 2 ^ l)) <<< (q * 2 ^ l) = _
    rw [productFrom_eq v u q l _ _ (land_lt _ _) (land_lt _ _),
      productFrom_eq v u q l _ _ (shiftRight_lt hA) (shiftRight_lt hB), hl, ← pack_append]
    refine congr (congrArg _ (pack_congr fun i hi => ?_)) (congrArg (· <<< _) (pack_congr fun i _ => ?_))
    · rw [(land_shift_digit v (2 ^ l) A i).1 hi, (land_shift_digit u (2 ^ l) B i).1 hi]
    · rw [(land_shift_digit v (2 ^ l) A i).2, (land_shift_digit u (2 ^ l) B i).2]

/-- Products of several blocks. -/
theorem productBlocks_eq (v u q l : Nat) : ∀ m A B : Nat, productBlocks v u q l m A B =
    pack q (2 ^ l * m) fun i => digit v A i * digit u B i
  | 0, _, _ => by
    rw [Nat.mul_zero]
    rfl
  | m + 1, A, B => by
    show productFrom v u q l (A &&& 2 ^ (v * 2 ^ l) - 1) (B &&& 2 ^ (u * 2 ^ l) - 1) +
      productBlocks v u q l m (A >>> (v * 2 ^ l)) (B >>> (u * 2 ^ l)) <<< (q * 2 ^ l) = _
    rw [productFrom_eq v u q l _ _ (land_lt _ _) (land_lt _ _), productBlocks_eq v u q l m,
      Nat.mul_succ, Nat.add_comm (2 ^ l * m), ← pack_append]
    refine congr (congrArg _ (pack_congr fun i hi => ?_)) (congrArg (· <<< _) (pack_congr fun i _ => ?_))
    · rw [(land_shift_digit v (2 ^ l) A i).1 hi, (land_shift_digit u (2 ^ l) B i).1 hi]
    · rw [(land_shift_digit v (2 ^ l) A i).2, (land_shift_digit u (2 ^ l) B i).2]

/-- What halving needs at each level, largest pieces first: how far `A`, `B` and the products are
shifted, and masks of as many bits for `A` and `B`. -/
inductive Halvings where
  /-- single digits -/
  | nil
  /-- a level, and those below it -/
  | cons (shiftA shiftB shiftProduct maskA maskB : Nat) (rest : Halvings)

/-- The products, with the numbers of each level at hand. -/
noncomputable def Halvings.product (h : Halvings) : (A B : Nat) → Nat :=
  Halvings.rec (fun A B => Nat.mul A B) (fun a b c m n _ half A B => Nat.add
    (half (Nat.land A m) (Nat.land B n))
    (Nat.shiftLeft (half (Nat.shiftRight A a) (Nat.shiftRight B b)) c)) h

/-- The levels of `2^l` digits. -/
def halvings (v u q : Nat) : (l : Nat) → Halvings
  | 0 => .nil
  | l + 1 => .cons (v * 2 ^ l) (u * 2 ^ l) (q * 2 ^ l) (2 ^ (v * 2 ^ l) - 1) (2 ^ (u * 2 ^ l) - 1)
      (halvings v u q l)

/-- `k` of the levels, whose numbers are computed first. -/
noncomputable def withHalvings (v u q l : Nat) : (k : Halvings → Nat) → Nat :=
  Nat.rec (fun k => k .nil) (fun l rest k => withValue (Nat.mul v (Nat.pow 2 l)) fun a =>
    withValue (Nat.mul u (Nat.pow 2 l)) fun b => withValue (Nat.mul q (Nat.pow 2 l)) fun c =>
    withValue (Nat.sub (Nat.pow 2 a) 1) fun m => withValue (Nat.sub (Nat.pow 2 b) 1) fun n =>
      rest fun h => k (.cons a b c m n h)) l

/-- It is `k` of the levels. -/
theorem withHalvings_eq (v u q : Nat) : ∀ (l : Nat) (k : Halvings → Nat),
    withHalvings v u q l k = k (halvings v u q l)
  | 0, _ => rfl
  | l + 1, k => by
    show (withValue (v * 2 ^ l) fun a => withValue (u * 2 ^ l) fun b =>
      withValue (q * 2 ^ l) fun c => withValue (2 ^ a - 1) fun m => withValue (2 ^ b - 1) fun n =>
        withHalvings v u q l fun h => k (.cons a b c m n h)) = _
    rw [withValue_eq, withValue_eq, withValue_eq, withValue_eq, withValue_eq]
    exact withHalvings_eq v u q l _

/-- The products are the same. -/
theorem product_halvings (v u q : Nat) : ∀ l A B : Nat,
    (halvings v u q l).product A B = productFrom v u q l A B
  | 0, _, _ => rfl
  | l + 1, A, B => by
    show (halvings v u q l).product _ _ + (halvings v u q l).product _ _ <<< (q * 2 ^ l) = _
    rw [product_halvings v u q l, product_halvings v u q l]
    rfl

/-- `productBlocks`, with the numbers of each level at hand. -/
noncomputable def blocksWith (h : Halvings) (a b c m n count : Nat) : (A B : Nat) → Nat :=
  Nat.rec (fun _ _ => 0) (fun _ rest A B => Nat.add
    (h.product (Nat.land A m) (Nat.land B n))
    (Nat.shiftLeft (rest (Nat.shiftRight A a) (Nat.shiftRight B b)) c)) count

/-- The products of `count` times `2^l` digits. -/
noncomputable def halvedProducts (v u q l count A B : Nat) : Nat :=
  withHalvings v u q (Nat.succ l) fun h =>
    Halvings.rec 0 (fun a b c m n rest _ => blocksWith rest a b c m n count A B) h

/-- They are those of the blocks. -/
theorem halvedProducts_eq (v u q l count A B : Nat) :
    halvedProducts v u q l count A B = productBlocks v u q l count A B := by
  have blocks : ∀ (count A B : Nat), blocksWith (halvings v u q l) (v * 2 ^ l) (u * 2 ^ l) (q * 2 ^ l)
      (2 ^ (v * 2 ^ l) - 1) (2 ^ (u * 2 ^ l) - 1) count A B = productBlocks v u q l count A B :=
    fun count => by
      induction count with
      | zero => exact fun _ _ => rfl
      | succ count ih =>
        intro A B
        show (halvings v u q l).product _ _ + blocksWith _ _ _ _ _ _ count _ _ <<< (q * 2 ^ l) = _
        rw [product_halvings, ih]
        rfl
  exact (withHalvings_eq v u q (l + 1) _).trans (blocks count A B)

/-- The products of the first `n` digits of `v` bits of `A` and of `u` bits of `B`. -/
noncomputable def productDigits (v u q n A B : Nat) : Nat :=
  cond (Nat.beq B 0) 0 (cond (Nat.ble n 2048)
    (halvedProducts v u q 5 (Nat.div (Nat.add n 31) 32)
      (Nat.land A (Nat.sub (Nat.pow 2 (Nat.mul v n)) 1)) B)
    (halvedProducts v u q 11 (Nat.div (Nat.add n 2047) 2048)
      (Nat.land A (Nat.sub (Nat.pow 2 (Nat.mul v n)) 1)) B))

/-- All products are those of the digits. -/
theorem productDigits_eq (v u q n A B : Nat) :
    productDigits v u q n A B = pack q n fun i => digit v A i * digit u B i := by
  unfold productDigits
  rw [halvedProducts_eq, halvedProducts_eq]
  cases hB : Nat.beq B 0 with
  | true =>
    rw [Nat.eq_of_beq_eq_true _ _ hB]
    refine (sum_eq_zero fun i _ => ?_).symm
    show digit v A i * digit u 0 i * _ = 0
    rw [show digit u 0 i = 0 from by unfold digit; rw [Nat.zero_div, Nat.zero_mod], Nat.mul_zero,
      Nat.zero_mul]
  | false =>
    have blocks : ∀ l m, n ≤ 2 ^ l * m → productBlocks v u q l m (A &&& 2 ^ (v * n) - 1) B =
        pack q n fun i => digit v A i * digit u B i := fun l m hn => by
      rw [productBlocks_eq]
      refine (pack_extend hn fun i hi _ => ?_).trans (pack_congr fun i hi => ?_)
      · rw [digit_eq_zero (land_lt _ _) hi, Nat.zero_mul]
      · rw [(land_shift_digit v n A i).1 hi]
    have short : n ≤ 2 ^ 5 * ((n + 31) / 32) := by
      show n ≤ 32 * ((n + 31) / 32)
      omega
    have hpow : (2 : Nat) ^ 11 = 2048 := by decide +kernel
    have long : n ≤ 2 ^ 11 * ((n + 2047) / 2048) := by
      rw [hpow]
      omega
    have hshort := blocks 5 ((n + 31) / 32) short
    have hlong := blocks 11 ((n + 2047) / 2048) long
    rw [Bool.cond_neg rfl]
    generalize hp : productBlocks v u q 11 = f at hlong ⊢
    cases Nat.ble n 2048 with
    | true => exact hshort
    | false => exact hlong

namespace Lanes

/-- The absolute midpoints of the entries of a box at position `t`, in digits of its own. -/
def boxSizes (n : Nat) (B : Box) (t : Nat) : Nat :=
  absoluteDigits B.width (repunit B.width n)
    (Nat.land (listEntry B.mids t) (Nat.sub (Nat.pow 2 (Nat.mul B.width n)) 1))

/-- Bits of a digit for the absolute value of an entry and its radius. -/
def reachWidth (B : Box) : Nat := Nat.add B.width B.radiusWidth

/-- The absolute midpoints plus the radii. -/
noncomputable def boxReach (n : Nat) (B : Box) (t : Nat) : Nat :=
  Nat.add (spreadSlice (reachWidth B) B.width 0 n (boxSizes n B t))
    (spreadSlice (reachWidth B) B.radiusWidth 0 n (listEntry B.radii t))

/-- The products of the entries of `A` at position `t` and those of `B` at position `s`. -/
noncomputable def product (w n ones : Nat) (A : Box) (t : Nat) (B : Box) (s : Nat) : Lanes where
  pos := Nat.add (productDigits A.width B.width w n (listEntry A.mids t) (listEntry B.mids s))
    (Nat.mul ones (Nat.mul (Nat.pow 2 (Nat.sub A.width 1)) (Nat.pow 2 (Nat.sub B.width 1))))
  neg := Nat.add (Nat.mul (spreadSlice w A.width 0 n (listEntry A.mids t))
      (Nat.pow 2 (Nat.sub B.width 1)))
    (Nat.mul (spreadSlice w B.width 0 n (listEntry B.mids s)) (Nat.pow 2 (Nat.sub A.width 1)))
  rad := Nat.add (productDigits A.width B.radiusWidth w n (boxSizes n A t) (listEntry B.radii s))
    (productDigits (reachWidth B) A.radiusWidth w n (boxReach n B s) (listEntry A.radii t))
  max := Nat.mul (Nat.add (Nat.pow 2 A.width) (Nat.pow 2 A.radiusWidth))
    (Nat.add (Nat.add (Nat.pow 2 B.width) (Nat.pow 2 B.width)) (Nat.pow 2 B.radiusWidth))

/-- Whether digits hold the entries of both boxes. -/
noncomputable def productFits (w n : Nat) (A B : Box) : Bool :=
  Nat.blt 0 A.width && (Nat.blt 0 B.width && (fits w n A && fits w n B))

/-- The absolute midpoints are those of the cells. -/
theorem boxSizes_eq {n : Nat} {B : Box} (hw : 0 < B.width) (t : Nat) :
    boxSizes n B t = pack B.width n fun i => (B.cell t i).size := by
  have hmask : Nat.land (listEntry B.mids t) (Nat.sub (Nat.pow 2 (Nat.mul B.width n)) 1) =
      pack B.width n (digit B.width (listEntry B.mids t)) := by
    rw [pack_digit_mod]
    exact Nat.and_two_pow_sub_one_eq_mod _ _
  unfold boxSizes
  rw [hmask, repunit_eq n hw, absoluteDigits_eq hw fun i _ => digit_lt _ _ _]
  refine pack_congr fun i _ => ?_
  show distance (digit B.width (listEntry B.mids t) i) (2 ^ (B.width - 1)) =
    distance (readDigit B.width (listEntry B.mids t) i) (2 ^ (B.width - 1))
  rw [readDigit_eq]

/-- The offset of a box is below `2^width`. -/
theorem neg_lt (B : Box) (t i : Nat) (hw : 0 < B.width) : (B.cell t i).neg < 2 ^ B.width :=
  Nat.pow_lt_pow_right (by decide) (Nat.sub_lt hw Nat.one_pos)

/-- The absolute midpoint of an entry is below `2^width`. -/
theorem size_lt (B : Box) (t i : Nat) (hw : 0 < B.width) : (B.cell t i).size < 2 ^ B.width := by
  have hp : (B.cell t i).pos < 2 ^ B.width := by
    show readDigit _ _ _ < _
    rw [readDigit_eq]
    exact digit_lt _ _ _
  have hn := neg_lt B t i hw
  show (B.cell t i).pos - (B.cell t i).neg + ((B.cell t i).neg - (B.cell t i).pos) < _
  omega

/-- A radius is below `2^radiusWidth`. -/
theorem rad_lt (B : Box) (t i : Nat) : (B.cell t i).rad < 2 ^ B.radiusWidth := by
  show readDigit _ _ _ < _
  rw [readDigit_eq]
  exact digit_lt _ _ _

/-- The absolute midpoints plus the radii are those of the cells. -/
theorem boxReach_eq {n : Nat} {B : Box} (hw : 0 < B.width) (hn : n ≤ 2 ^ log2Ceil n) (t : Nat) :
    boxReach n B t = pack (reachWidth B) n fun i => (B.cell t i).size + (B.cell t i).rad := by
  have hle : B.width ≤ reachWidth B := Nat.le_add_right _ _
  have hle' : B.radiusWidth ≤ reachWidth B := Nat.le_add_left _ _
  show spreadSlice _ _ 0 n (boxSizes n B t) + spreadSlice _ _ 0 n _ = _
  rw [spreadSlice_eq hle hn, spreadSlice_eq hle' hn, pack_add, boxSizes_eq hw]
  refine pack_congr fun i hi => ?_
  rw [Nat.zero_add, digit_pack (fun i _ => size_lt B t i hw) hi]
  exact congrArg (_ + ·) (readDigit_eq _ _ _).symm

/-- Digits of the absolute midpoints plus the radii. -/
theorem reach_lt (B : Box) (t i : Nat) (hw : 0 < B.width) :
    (B.cell t i).size + (B.cell t i).rad < 2 ^ reachWidth B := by
  have h1 := size_lt B t i hw
  have h2 := rad_lt B t i
  show _ < 2 ^ (B.width + B.radiusWidth)
  rw [Nat.pow_add]
  have h3 := Nat.mul_le_mul (Nat.le_refl (2 ^ B.width)) (Nat.two_pow_pos B.radiusWidth)
  rcases Nat.eq_or_lt_of_le (Nat.two_pow_pos B.radiusWidth) with h0 | h0
  · have : (B.cell t i).rad = 0 := by omega
    rw [← h0]
    omega
  · have h4 := Nat.mul_le_mul_left (2 ^ B.width) h0
    have htwo : 2 ^ 1 ≤ 2 ^ B.width := Nat.pow_le_pow_right (by decide) hw
    rw [Nat.pow_one] at htwo
    have h5 := Nat.mul_le_mul_right (2 ^ B.radiusWidth) htwo
    rw [Nat.mul_two] at h4
    rw [Nat.two_mul] at h5
    omega

/-- The products are those of the cells. -/
theorem product_are {w n ones : Nat} {A B : Box} (hones : ones = pack w n fun _ => 1)
    (h : productFits w n A B = true) (t s : Nat) :
    (product w n ones A t B s).Are w n fun i => (A.cell t i).mul (B.cell s i) := by
  simp only [productFits, Bool.and_eq_true_iff] at h
  obtain ⟨hwA, hwB, hA, hB⟩ := h
  have hwA' : 0 < A.width := Nat.le_of_ble_eq_true hwA
  have hwB' : 0 < B.width := Nat.le_of_ble_eq_true hwB
  have a := (ofBox_are hones hA t).pos
  have b := (ofBox_are hones hB s).pos
  have hn : n ≤ 2 ^ log2Ceil n := by
    simp only [fits, Bool.and_eq_true_iff] at hA
    exact Nat.le_of_ble_eq_true hA.2.2
  have posA : ∀ i, digit A.width (listEntry A.mids t) i = (A.cell t i).pos :=
    fun i => (readDigit_eq _ _ _).symm
  have posB : ∀ i, digit B.width (listEntry B.mids s) i = (B.cell s i).pos :=
    fun i => (readDigit_eq _ _ _).symm
  have radA : ∀ i, digit A.radiusWidth (listEntry A.radii t) i = (A.cell t i).rad :=
    fun i => (readDigit_eq _ _ _).symm
  have radB : ∀ i, digit B.radiusWidth (listEntry B.radii s) i = (B.cell s i).rad :=
    fun i => (readDigit_eq _ _ _).symm
  refine ⟨?_, ?_, ?_, fun i _ => ?_⟩
  · show productDigits _ _ _ _ _ _ + ones * (2 ^ (A.width - 1) * 2 ^ (B.width - 1)) = _
    rw [productDigits_eq, hones, pack_one_mul, pack_add]
    exact pack_congr fun i _ => by rw [posA, posB]; rfl
  · show spreadSlice w A.width 0 n _ * _ + spreadSlice w B.width 0 n _ * _ = _
    rw [show spreadSlice w A.width 0 n (listEntry A.mids t) = _ from a,
      show spreadSlice w B.width 0 n (listEntry B.mids s) = _ from b, pack_mul, pack_mul, pack_add]
    refine pack_congr fun i _ => ?_
    show _ = (A.cell t i).pos * 2 ^ (B.width - 1) + 2 ^ (A.width - 1) * (B.cell s i).pos
    rw [Nat.mul_comm (2 ^ (A.width - 1))]
    rfl
  · show productDigits _ _ _ _ _ _ + productDigits _ _ _ _ _ _ = _
    rw [productDigits_eq, productDigits_eq, pack_add, boxSizes_eq hwA', boxReach_eq hwB' hn]
    refine pack_congr fun i hi => ?_
    rw [digit_pack (fun i _ => size_lt A t i hwA') hi, digit_pack (fun i _ => reach_lt B s i hwB') hi,
      radA, radB, Nat.mul_comm (_ + _)]
    rfl
  · have hp : (A.cell t i).pos < 2 ^ A.width := posA i ▸ digit_lt _ _ _
    have hq : (B.cell s i).pos < 2 ^ B.width := posB i ▸ digit_lt _ _ _
    have hn' := neg_lt A t i hwA'
    have hm' := neg_lt B s i hwB'
    have hr := rad_lt A t i
    have hs := rad_lt B s i
    have hu := size_lt A t i hwA'
    have hv := size_lt B s i hwB'
    have hall : ∀ a b c d : Nat, a ≤ 2 ^ A.width + 2 ^ A.radiusWidth →
        c ≤ 2 ^ A.width + 2 ^ A.radiusWidth → b + d ≤ 2 ^ B.width + 2 ^ B.width + 2 ^ B.radiusWidth →
        a * b + c * d ≤ (2 ^ A.width + 2 ^ A.radiusWidth) *
          (2 ^ B.width + 2 ^ B.width + 2 ^ B.radiusWidth) := fun a b c d ha hc hbd => by
      have h1 := Nat.mul_le_mul_right b ha
      have h2 := Nat.mul_le_mul_right d hc
      have h3 := Nat.mul_le_mul_left (2 ^ A.width + 2 ^ A.radiusWidth) hbd
      rw [Nat.mul_add] at h3
      omega
    refine ⟨hall _ _ _ _ (by omega) (by omega) (by omega), hall _ _ _ _ (by omega) (by omega)
      (by omega), ?_⟩
    show (A.cell t i).size * (B.cell s i).rad + (A.cell t i).rad * ((B.cell s i).size +
      (B.cell s i).rad) ≤ (2 ^ A.width + 2 ^ A.radiusWidth) *
        (2 ^ B.width + 2 ^ B.width + 2 ^ B.radiusWidth)
    have h1 := Nat.mul_le_mul (Nat.le_of_lt hu) (Nat.le_of_lt hs)
    have h2 := Nat.mul_le_mul (Nat.le_of_lt hr) (Nat.le_of_lt (Nat.add_lt_add hv hs))
    have h3 : ∀ a b c d : Nat, a * d + b * (c + d) ≤ (a + b) * (c + c + d) := fun a b c d => by
      rw [Nat.add_mul, Nat.mul_add a (c + c) d, Nat.mul_add b (c + c) d, Nat.mul_add b c c,
        Nat.mul_add b c d]
      omega
    exact Nat.le_trans (Nat.add_le_add h1 h2) (h3 _ _ _ _)

end Lanes

end QuantCert
