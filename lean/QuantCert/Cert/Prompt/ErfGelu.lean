prelude
import QuantCert.Cert.Prompt.ErfLanes
import QuantCert.Cert.Prompt.Rope
import QuantCert.Thm.Digits.Multiple

/-!
# GELU by the error function

It is half the argument plus an even function, which is a series times a density; of large arguments
half their size. All entries of a vector are computed at once.

## Main definitions
* `erfThreshold`, `erfParts`, `erfWidth`, `erfBlocks`: what a claim is checked with, all in one number.
* `erfFirst`, `erfSecond`: two such numbers in one.
* `checkErfGelu`: whether a box contains GELU of every entry of another.

## Main theorems
* `checkErfGelu_sound`
-/

universe u

namespace QuantCert

open Digits Fixed

/-- The number that small arguments are checked with. -/
def erfFirst (number : Nat) : Nat := Nat.mod number (Nat.pow 2 2048)

/-- The number that all arguments are checked with. -/
def erfSecond (number : Nat) : Nat := Nat.shiftRight number 2048

/-- How many blocks of eight quotients the series has. -/
def erfBlocks (number : Nat) : Nat := Nat.land number 65535

/-- Bits of a digit. -/
def erfWidth (number : Nat) : Nat := Nat.land (Nat.shiftRight number 16) 65535

/-- In how many parts the entries of a position are checked. -/
def erfParts (number : Nat) : Nat := Nat.land (Nat.shiftRight number 32) 65535

/-- The size from which on an argument is large. -/
def erfThreshold (number : Nat) : Nat := Nat.shiftRight number 48

/-- The units of what is computed. -/
def erfScale (q p r : Nat) : Nat := finer (finer (Nat.succ p) (Nat.add q r)) (Nat.add p 7)

/-- Half the midpoints, and half the sizes `G` of the large ones, up to a unit where there is a flag in
`F`; times the first entry of `V` the even function `H`; and what the radii of `A` add. -/
noncomputable def erfLanes (q w n ones : Nat) (V A : Box) (t F G : Nat) (H : Fixed) : Lanes :=
  Lanes.addAt (finer (Nat.succ A.scale) (Nat.add q V.scale)) (Nat.add A.scale 7)
    (Lanes.addAt (Nat.succ A.scale) (Nat.add q V.scale)
      ((Lanes.mk (spreadSlice w A.width 0 n (listEntry A.mids t)) (Nat.mul ones A.offset) 0
        (Nat.pow 2 A.width)).add (Lanes.mk G 0 (Nat.mul F 2) (Nat.add (Nat.pow 2 A.width) 2)))
      ((Lanes.mk H.digits 0 (Nat.mul ones H.err) (Nat.add H.max H.err)).multiple w ones
        (V.cell 0 0)))
    (Lanes.mk 0 0 (Nat.mul 145 (spreadSlice w A.radiusWidth 0 n (listEntry A.radii t)))
      (Nat.mul 145 (Nat.pow 2 A.radiusWidth)))

/-- The series times the square times the density, of numbers whose squares are `sq`. Constants have 64
bits more than powers, which they are multiplied with and which are large where they are small. -/
noncomputable def withEven (E : ExpTable) (p w n ones m : Nat) (sq : Fixed) (k : Fixed → Bool) :
    Bool :=
  withFixed ((sq.shiftUp E.scale).drop w ones (Nat.add p p)) fun u =>
  withPowers E.scale w n ones u 8 (const ones (Nat.pow 2 E.scale) 0) fun ys top =>
  withSeries E.scale (Nat.add E.scale 64) w n ones 8 ys top m
      (const ones (Nat.pow 2 E.scale) (Nat.pow 2 E.scale)) fun S =>
  withFixed ((sq.shiftUp E.argument).drop w ones (Nat.succ (Nat.add p p))) fun half =>
  withFixed ((((u.mul w n S).drop w ones E.scale).mul w n (bellFixed E w ones half)).drop w ones
    E.scale) k

/-- GELU of the first `n` entries of `A` at position `t`. -/
noncomputable def checkErfGeluAt (E : ExpTable) (w n ones T m : Nat) (V A B : Box) (t : Nat) :
    Bool :=
  withValue (spreadSlice w A.width 0 n (Lanes.boxSizes n A t)) fun Z =>
  withValue (tailFlags w ones T Z) fun F =>
  withValue (Nat.land Z (Nat.mul F (Nat.sub (Nat.pow 2 w) 1))) fun G =>
  withValue (Nat.sub Z G) fun Y =>
  or (Nat.beq F 0) (erfTail A.scale (Cell.ofNat T)) &&
  withFixed ((Fixed.mk Y T 0 true).mul w n (Fixed.mk Y T 0 true)) fun sq =>
  withEven E A.scale w n ones m sq fun H => H.ok &&
    (Nat.blt (Nat.add H.max H.err) (Nat.pow 2 (Nat.sub w 1)) &&
    checkLanes w n (erfScale E.scale A.scale V.scale) ones (erfLanes E.scale w n ones V A t F G H) B t)

/-- Whether digits hold what is computed, and the series has enough summands below the threshold. -/
noncomputable def erfFits (E : ExpTable) (w n T m : Nat) (V A : Box) : Bool :=
  Nat.ble (V.cell 0 0).upper (Nat.pow 2 V.scale) && (bellFits E w && (Nat.blt 0 A.width &&
    (Nat.blt A.width w && (Lanes.fits w n A && (Nat.ble T (Nat.pow 2 (Nat.sub w 1)) &&
    Nat.ble (Nat.mul 2 (Nat.mul T T)) (Nat.mul (Nat.add (Nat.mul 2 (Nat.mul 8 m)) 1)
      (Nat.pow 2 (Nat.add A.scale A.scale))))))))

/-- GELU by the error function of every entry; the first entry of `V` is `κ`. -/
noncomputable def checkErfGeluWith (E : ExpTable) (number length dim : Nat) (V A B : Box) : Bool :=
  withOnes (erfWidth number) dim fun w ones => withValue (erfThreshold number) fun T =>
    withValue (erfBlocks number) fun m => erfFits E w dim T m V A &&
      allBelow length fun t => checkErfGeluAt E w dim ones T m V A B t

/-- The same, with either of two numbers: where all arguments are small a shorter series does. -/
noncomputable def checkErfGelu (E : ExpTable) (number length dim : Nat) (V A B : Box) : Bool :=
  or (checkErfGeluWith E (erfFirst number) length dim V A B)
    (checkErfGeluWith E (erfSecond number) length dim V A B)

variable {R : Type u} [ExpField R] {E : ExpTable} {p r w n ones T m t : Nat} {x : Cell} {c : R}
  {f : R → R}

/-- What lies between two numbers that are enclosed is enclosed. -/
theorem Cell.holds_between {q : Nat} {d : Cell} {a b y : R} (ha : d.Holds q a) (hb : d.Holds q b)
    (hay : a ≤ y) (hyb : y ≤ b) : d.Holds q y := by
  have h1 := (abs_le.mp ha).1
  have h2 := (abs_le.mp hb).2
  exact abs_le.mpr ⟨le_trans h1 (sub_le_sub hay (le_refl _)), le_trans (sub_le_sub hyb (le_refl _)) h2⟩

/-- Half of what is enclosed. -/
theorem Cell.half_holds {p : Nat} {d : Cell} {y : R} (h : d.Holds p y) : d.Holds (p + 1) (y / 2) := by
  have half : ∀ b : Int, dyadic (R := R) (p + 1) b = dyadic p b / 2 := fun b => by
    rw [eq_div_iff (ne_of_gt zero_lt_two), mul_comm, two_mul, ← dyadic_add, ← dyadic_scale p 1]
    exact congrArg (dyadic (p + 1)) (by
      show b + b = b * 2
      omega)
  unfold Holds Near at h ⊢
  rw [half, half, ← sub_div, abs_div_of_pos _ zero_lt_two]
  exact div_le_div_right h zero_lt_two

/-- The function moves what lies within the radius by little. -/
theorem erfGelu_sub_holds (law : ErfGeluLaws c f) {a : R} (hx : x.Holds p a) :
    (Cell.mk 0 0 (145 * x.rad)).Holds (p + 7) (f a - f (dyadic p x.mid)) := by
  have hl := law.gelu.lipschitz a (dyadic p x.mid)
  have hconst : (113 / 100 : R) ≤ dyadic 7 (145 : Nat) := by
    have h100 : (0 : R) < 100 := natCast_pos (by decide)
    rw [div_le_iff h100]
    have h1 : (100 : R) = dyadic 0 (100 : Nat) := (div_one _).symm
    have h2 : (113 : R) = dyadic 7 (113 * 2 ^ 7 : Nat) := (dyadic_mul_two_pow 113 7).symm
    rw [h1, h2, ← dyadic_mul, ← Int.natCast_mul]
    exact dyadic_le (by decide)
  have h0 := abs_nonneg (a - dyadic p x.mid)
  show abs (_ - dyadic (p + 7) (((0 : Nat) : Int) - (0 : Nat))) ≤ dyadic (p + 7) (145 * x.rad : Nat)
  have hzero : dyadic (R := R) (p + 7) (((0 : Nat) : Int) - (0 : Nat)) = 0 := by
    unfold dyadic
    rw [Int.sub_self, intCast_zero, zero_div]
  rw [hzero, sub_zero, Nat.add_comm p 7, Int.natCast_mul, dyadic_mul]
  exact le_trans hl (mul_le_mul hconst hx h0 (dyadic_natCast_nonneg 7 145))

/-- The even function is held, whatever the last number of the series is. -/
theorem withEven_holds (he : E.check = true) (hfits : bellFits E w = true)
    (hones : ones = pack w n fun _ => 1) {sq : Fixed} {y : Nat → R}
    (hsq : sq.Holds (p + p) w n fun i => y i * y i) {k : Fixed → Bool}
    (h : withEven E p w n ones m sq k = true) : ∃ H : Fixed, k H = true ∧ ∀ last : R,
      (Cell.mk (2 ^ E.scale) 0 (2 ^ E.scale)).Holds E.scale last → H.Holds E.scale w n fun i =>
        y i * y i * gaussSum (y i * y i) last (8 * m) 0 * exp (-(y i * y i / 2)) := by
  unfold withEven at h
  rw [withFixed_eq] at h
  have hu : ((sq.shiftUp E.scale).drop w ones (p + p)).Holds E.scale w n fun i => y i * y i := by
    refine drop_holds hones ?_
    rw [Nat.add_comm E.scale]
    exact shiftUp_holds _ hsq
  have hone : (Cell.mk (2 ^ E.scale) 0 0).Holds E.scale (1 : R) := by
    have h1 := Cell.holds_ofNat (R := R) E.scale (2 ^ E.scale)
    rwa [dyadic_two_pow] at h1
  obtain ⟨ys, top, heq, hys, htop⟩ := withPowers_holds hones hu 8 _ (fun _ => (1 : R)) _
    (const_holds hones hone)
  rw [show withPowers E.scale w n ones ((sq.shiftUp E.scale).drop w ones (Nat.add p p)) 8
    (const ones (Nat.pow 2 E.scale) 0) _ = _ from heq, withSeries_eq, withFixed_eq, withFixed_eq] at h
  refine ⟨_, h, fun last hlast => ?_⟩
  have hS := seriesFixed_holds (q := E.scale) (g := E.scale + 64) hones hys htop (last := last) m 0
    (const ones (2 ^ E.scale) (2 ^ E.scale)) (const_holds hones hlast)
  rw [Nat.zero_add] at hS
  have hhalf : ((sq.shiftUp E.argument).drop w ones (p + p + 1)).Holds E.argument w n
      fun i => y i * y i / 2 := by
    refine drop_holds hones ?_
    rw [Nat.add_comm E.argument]
    refine shiftUp_holds _ fun hok => ?_
    obtain ⟨a, ha, hall⟩ := hsq hok
    exact ⟨a, ha, fun i hi => ⟨(hall i hi).1, Cell.half_holds (hall i hi).2⟩⟩
  exact drop_holds hones (mul_holds (drop_holds hones (mul_holds hu hS))
    (bellFixed_holds he hfits hones hhalf))

/-- The size of an entry below the threshold, zero for others. -/
def smallSize (T : Nat) (x : Cell) : Nat := x.size - cond (Nat.ble T x.size) x.size 0

/-- What is enclosed for an entry: `d` is the digit of the even function, with the error `e`. -/
def erfCell (q p r T : Nat) (κ x : Cell) (d e : Nat) : Cell :=
  Cell.addAt (finer (Nat.succ p) (Nat.add q r)) (Nat.add p 7)
    (Cell.addAt (Nat.succ p) (Nat.add q r)
      (x.exact.add ⟨cond (Nat.ble T x.size) x.size 0, 0, cond (Nat.ble T x.size) 1 0 * 2⟩)
      ((Cell.mk d 0 e).mul κ))
    ⟨0, 0, 145 * x.rad⟩

/-- The digits of `erfLanes`. -/
theorem erfLanes_are {q : Nat} {V A : Box} (hw : 0 < w) (hones : ones = pack w n fun _ => 1)
    (hfits : Lanes.fits w n A = true) {H : Fixed} {h : Nat → Nat}
    (hwA : 0 < A.width) (hH : H.digits = pack w n h) (hh : ∀ i, i < n → h i ≤ H.max)
    (hmax : H.max + H.err < 2 ^ (w - 1)) :
    (erfLanes q w n ones V A t (pack w n fun i => cond (Nat.ble T (A.cell t i).size) 1 0)
      (pack w n fun i => cond (Nat.ble T (A.cell t i).size) (A.cell t i).size 0) H).Are w n
        fun i => erfCell q A.scale V.scale T (V.cell 0 0) (A.cell t i) (h i) H.err := by
  have hzero : (0 : Nat) = pack w n fun _ => 0 := (sum_eq_zero fun _ _ => Nat.zero_mul _).symm
  have box := Lanes.ofBox_are hones hfits t
  have hpos : ∀ i, (A.cell t i).pos < 2 ^ A.width := fun i => by
    show readDigit _ _ _ < _
    rw [readDigit_eq]
    exact digit_lt _ _ _
  have mids : (Lanes.mk (spreadSlice w A.width 0 n (listEntry A.mids t)) (Nat.mul ones A.offset) 0
      (Nat.pow 2 A.width)).Are w n fun i => (A.cell t i).exact :=
    ⟨box.pos, box.neg, hzero, fun i _ => ⟨Nat.le_of_lt (hpos i),
      Nat.le_of_lt (Lanes.neg_lt A t i hwA), Nat.zero_le _⟩⟩
  have tails : (Lanes.mk (pack w n fun i => cond (Nat.ble T (A.cell t i).size) (A.cell t i).size 0) 0
      (Nat.mul (pack w n fun i => cond (Nat.ble T (A.cell t i).size) 1 0) 2)
      (Nat.add (Nat.pow 2 A.width) 2)).Are w n fun i => ⟨cond (Nat.ble T (A.cell t i).size)
        (A.cell t i).size 0, 0, cond (Nat.ble T (A.cell t i).size) 1 0 * 2⟩ := by
    refine ⟨rfl, hzero, ?_, fun i _ => ?_⟩
    · exact pack_mul _ _ _ _
    · have hs := Lanes.size_lt A t i hwA
      show cond _ _ _ ≤ 2 ^ A.width + 2 ∧ 0 ≤ _ ∧ cond _ 1 0 * 2 ≤ 2 ^ A.width + 2
      cases Nat.ble T (A.cell t i).size with
      | true =>
        show (A.cell t i).size ≤ _ ∧ 0 ≤ _ ∧ 1 * 2 ≤ _
        omega
      | false =>
        show 0 ≤ _ ∧ 0 ≤ _ ∧ 0 * 2 ≤ _
        omega
  have even : (Lanes.mk H.digits 0 (Nat.mul ones H.err) (Nat.add H.max H.err)).Are w n
      fun i => ⟨h i, 0, H.err⟩ := by
    refine ⟨hH, hzero, ?_, fun i hi => ?_⟩
    · show ones * H.err = _
      rw [hones, pack_one_mul]
    · have := hh i hi
      show h i ≤ H.max + H.err ∧ 0 ≤ _ ∧ H.err ≤ H.max + H.err
      omega
  have radii : (Lanes.mk 0 0 (Nat.mul 145 (spreadSlice w A.radiusWidth 0 n (listEntry A.radii t)))
      (Nat.mul 145 (Nat.pow 2 A.radiusWidth))).Are w n
        fun i => ⟨0, 0, 145 * (A.cell t i).rad⟩ := by
    refine ⟨hzero, hzero, ?_, fun i _ => ⟨Nat.zero_le _, Nat.zero_le _,
      Nat.mul_le_mul_left 145 (Nat.le_of_lt (Lanes.rad_lt A t i))⟩⟩
    rw [show spreadSlice w A.radiusWidth 0 n (listEntry A.radii t) = _ from box.rad]
    exact mul_pack _ _ _ _
  exact Lanes.addAt_are (Lanes.addAt_are (Lanes.add_are mids tails)
    (Lanes.multiple_are hw hones even hmax _)) radii

/-- What is enclosed is half the midpoint, half the size of a large one, `κ` times the even function,
and what lies within the radius. -/
theorem erfCell_holds {q d e : Nat} {κ : Cell} (law : ErfGeluLaws c f) (hκ : κ.Holds r c)
    (hone : Nat.ble κ.upper (Nat.pow 2 r) = true)
    (htail : Nat.ble T x.size = true → erfTail p x = true) {a h : R} (hx : x.Holds p a)
    (hd : (Cell.mk d 0 e).Holds q h) : (erfCell q p r T κ x d e).Holds (erfScale q p r)
      (dyadic (p + 1) x.mid + cond (Nat.ble T x.size) (f (dyadic p x.mid) - dyadic (p + 1) x.mid) 0 +
        h * c + (f a - f (dyadic p x.mid))) := by
  refine Cell.addAt_holds (Cell.addAt_holds (Cell.add_holds (Cell.holds_exact (p + 1) x) ?_)
    (Cell.mul_holds hd hκ)) (erfGelu_sub_holds law hx)
  cases hb : Nat.ble T x.size with
  | true => exact tail_half_holds law hκ hone (htail hb)
  | false => exact Cell.holds_zero _

/-- Larger arguments are large too. -/
theorem erfTail_of_le (h : erfTail p (Cell.ofNat T) = true) (hx : T ≤ x.size) :
    erfTail p x = true := by
  have h1 : 3 * p * 2 ^ (p + p) ≤ 2 * ((Cell.ofNat T).size * (Cell.ofNat T).size) :=
    Nat.le_of_ble_eq_true h
  have hT : (Cell.ofNat T).size = T := size_mk T 0
  rw [hT] at h1
  exact Nat.ble_eq_true_of_le (Nat.le_trans h1 (Nat.mul_le_mul_left 2 (Nat.mul_le_mul hx hx)))

/-- A digit is large only in the tail. -/
theorem tail_of_flags {p : Nat} {z : Nat → Nat}
    (h : (or (Nat.beq (pack w n fun i => cond (Nat.ble T (z i)) 1 0) 0)
      (erfTail p (Cell.ofNat T))) = true) (hw : 0 < w) {i : Nat} (hi : i < n)
    (hb : Nat.ble T (z i) = true) : erfTail p (Cell.ofNat T) = true := by
  rcases Bool.or_eq_true_iff.mp h with h0 | h0
  · have hlt : ∀ j, j < n → cond (Nat.ble T (z j)) 1 0 < 2 ^ w := fun j _ => by
      have h1 : 2 ^ 0 < 2 ^ w := Nat.pow_lt_pow_right (by decide) hw
      cases Nat.ble T (z j) with
      | true => exact h1
      | false => exact Nat.lt_trans Nat.zero_lt_one h1
    have hd := digit_pack hlt hi
    rw [Nat.eq_of_beq_eq_true _ _ h0, hb] at hd
    have hz : digit w 0 i = 0 := by
      unfold digit
      rw [Nat.zero_div, Nat.zero_mod]
    rw [hz] at hd
    exact nomatch hd
  · exact h0

/-- GELU of the entries at a position. -/
theorem checkErfGeluAt_sound (he : E.check = true) (law : ErfGeluLaws c f) {V A B : Box}
    (hκ : (V.cell 0 0).Holds V.scale c) (hw : 0 < w) (hones : ones = pack w n fun _ => 1)
    (hfits : erfFits E w n T m V A = true) {X : Vec R}
    (hx : ∀ i, i < n → (A.cell t i).Holds A.scale (X i))
    (h : checkErfGeluAt E w n ones T m V A B t = true) :
    ∀ i, i < n → (B.cell t i).Holds B.scale (f (X i)) := fun i hi => by
  simp only [erfFits, Bool.and_eq_true_iff] at hfits
  obtain ⟨hone, hbell, hwA, hlt, hboxes, hT, hterms⟩ := hfits
  have hwA' : 0 < A.width := Nat.le_of_ble_eq_true hwA
  have hlt' : A.width < w := Nat.le_of_ble_eq_true hlt
  have hT' : T ≤ 2 ^ (w - 1) := Nat.le_of_ble_eq_true hT
  have hboxes' := hboxes
  simp only [Lanes.fits, Bool.and_eq_true_iff] at hboxes'
  have hn : n ≤ 2 ^ log2Ceil n := Nat.le_of_ble_eq_true hboxes'.2.2
  have small : ∀ j, j < n → (A.cell t j).size < 2 ^ (w - 1) := fun j _ =>
    Nat.lt_of_lt_of_le (Lanes.size_lt A t j hwA') (Nat.pow_le_pow_right (by decide) (by omega))
  have fits : ∀ j, j < n → (A.cell t j).size < 2 ^ w := fun j hj =>
    Nat.lt_of_lt_of_le (small j hj) (Nat.pow_le_pow_right (by decide) (Nat.sub_le _ _))
  have hZ : spreadSlice w A.width 0 n (Lanes.boxSizes n A t) = pack w n fun j => (A.cell t j).size := by
    rw [spreadSlice_eq (Nat.le_of_lt hlt') hn, Lanes.boxSizes_eq hwA']
    refine pack_congr fun j hj => ?_
    rw [Nat.zero_add, digit_pack (fun k _ => Lanes.size_lt A t k hwA') hj]
  have hY : Nat.sub (pack w n fun j => (A.cell t j).size)
      (pack w n fun j => cond (Nat.ble T (A.cell t j).size) (A.cell t j).size 0) =
        pack w n fun j => smallSize T (A.cell t j) := pack_sub fun j _ => by
    cases Nat.ble T (A.cell t j).size with
    | true => exact Nat.le_refl _
    | false => exact Nat.zero_le _
  unfold checkErfGeluAt at h
  rw [withValue_eq, withValue_eq, withValue_eq, withValue_eq, hZ, tailFlags_eq hw hones hT' small,
    land_flags fits, hY] at h
  have ⟨hflags, hk⟩ := Bool.and_eq_true_iff.mp h
  rw [withFixed_eq] at hk
  have below : ∀ j, j < n → smallSize T (A.cell t j) ≤ T := fun j _ => by
    unfold smallSize
    cases hb : Nat.ble T (A.cell t j).size with
    | true =>
      show _ - (A.cell t j).size ≤ T
      omega
    | false =>
      have hle : ¬ T ≤ (A.cell t j).size := fun hle => by
        rw [Nat.ble_eq_true_of_le hle] at hb
        exact Bool.noConfusion hb
      show _ - 0 ≤ T
      omega
  have hU : (Fixed.mk (pack w n fun j => smallSize T (A.cell t j)) T 0 true).Holds A.scale w n
      fun j => dyadic (R := R) A.scale (smallSize T (A.cell t j) : Nat) := fun _ =>
    ⟨_, rfl, fun j hj => ⟨below j hj, Cell.holds_ofNat _ _⟩⟩
  obtain ⟨H, hcheck, hall⟩ := withEven_holds he hbell hones (mul_holds hU hU) hk
  simp only [Bool.and_eq_true_iff] at hcheck
  obtain ⟨hok, hmax, hlanes⟩ := hcheck
  have tail := fun (hb : Nat.ble T (A.cell t i).size = true) =>
    erfTail_of_le (tail_of_flags (z := fun j => (A.cell t j).size) hflags hw hi hb)
      (Nat.le_of_ble_eq_true hb)
  have hpow : dyadic (R := R) E.scale (2 ^ E.scale : Nat) = 1 := dyadic_two_pow E.scale
  have value : ∀ last : R, (Cell.mk (2 ^ E.scale) 0 (2 ^ E.scale)).Holds E.scale last →
      (B.cell t i).Holds B.scale (dyadic (A.scale + 1) (A.cell t i).mid +
        cond (Nat.ble T (A.cell t i).size)
          (f (dyadic A.scale (A.cell t i).mid) - dyadic (A.scale + 1) (A.cell t i).mid) 0 +
        dyadic A.scale (smallSize T (A.cell t i) : Nat) *
          dyadic A.scale (smallSize T (A.cell t i) : Nat) *
          gaussSum (dyadic A.scale (smallSize T (A.cell t i) : Nat) *
            dyadic A.scale (smallSize T (A.cell t i) : Nat)) last (8 * m) 0 *
          exp (-(dyadic A.scale (smallSize T (A.cell t i) : Nat) *
            dyadic A.scale (smallSize T (A.cell t i) : Nat) / 2)) * c +
        (f (X i) - f (dyadic A.scale (A.cell t i).mid))) := fun last hlast => by
    obtain ⟨a, ha, hholds⟩ := hall last hlast hok
    have are := erfLanes_are (q := E.scale) (V := V) (T := T) (t := t) hw hones hboxes hwA' ha
      (fun j hj => (hholds j hj).1) (Nat.le_of_ble_eq_true hmax)
    have hcell := erfCell_holds law hκ hone tail (hx i hi) (hholds i hi).2
    have ⟨hfit, hcovers⟩ := Bool.and_eq_true_iff.mp hlanes
    have hup := Cell.shift_holds (B.scale - erfScale E.scale A.scale V.scale) hcell
    rw [show erfScale E.scale A.scale V.scale + (B.scale - erfScale E.scale A.scale V.scale) =
      B.scale + (erfScale E.scale A.scale V.scale - B.scale) by omega] at hup
    exact Cell.of_covers hup (Lanes.covers_sound hw hones (Lanes.shift_are _ are)
      (Lanes.ofBox_are hones hfit t) hcovers i hi)
  have unit : ∀ y : R, dyadic E.scale (0 : Nat) ≤ y → y ≤ dyadic E.scale (2 * 2 ^ E.scale : Nat) →
      (Cell.mk (2 ^ E.scale) 0 (2 ^ E.scale)).Holds E.scale y := fun y h0 h2 => by
    refine Cell.holds_of_between (le_trans (dyadic_le ?_) h0) (le_trans h2 (dyadic_le ?_))
    · show ((2 ^ E.scale : Nat) : Int) - ((0 : Nat) : Int) - ((2 ^ E.scale : Nat) : Int) ≤ (0 : Nat)
      omega
    · show ((2 * 2 ^ E.scale : Nat) : Int) ≤
        ((2 ^ E.scale : Nat) : Int) - ((0 : Nat) : Int) + ((2 ^ E.scale : Nat) : Int)
      omega
  have htwo : dyadic (R := R) E.scale (2 * 2 ^ E.scale : Nat) = 2 := dyadic_mul_two_pow 2 E.scale
  have h1 := value 1 (unit 1 (le_trans (dyadic_le (Int.ofNat_le.mpr (Nat.zero_le _))) (le_of_eq hpow))
    (by
      rw [← hpow]
      exact dyadic_le (Int.ofNat_le.mpr (by omega))))
  have h2 := value 2 (unit 2 (by
      rw [← htwo]
      exact dyadic_le (Int.ofNat_le.mpr (Nat.zero_le _))) (le_of_eq htwo.symm))
  have hhalf : dyadic (R := R) (A.scale + 1) (A.cell t i).mid =
      dyadic A.scale (A.cell t i).mid / 2 := by
    rw [eq_div_iff (ne_of_gt zero_lt_two), mul_comm, two_mul, ← dyadic_add, ← dyadic_scale A.scale 1]
    exact congrArg (dyadic (A.scale + 1)) (by
      show _ + _ = _ * 2
      omega)
  cases hb : Nat.ble T (A.cell t i).size with
  | true =>
    have hsmall : smallSize T (A.cell t i) = 0 := by
      unfold smallSize
      rw [hb]
      exact Nat.sub_self _
    have hzero : dyadic (R := R) A.scale ((0 : Nat) : Int) = 0 := by
      unfold dyadic
      rw [Int.natCast_zero, intCast_zero, zero_div]
    rw [hb, hsmall, hzero] at h1
    refine Eq.mp (congrArg _ ?_) h1
    show _ + (f _ - _) + _ + _ = f (X i)
    rw [zero_mul, zero_mul, zero_mul, zero_mul, add_zero, add_sub_cancel, add_sub_cancel]
  | false =>
    have hsmall : smallSize T (A.cell t i) = (A.cell t i).size := by
      unfold smallSize
      rw [hb]
      rfl
    have hsq : dyadic (R := R) A.scale ((A.cell t i).size : Nat) *
        dyadic A.scale ((A.cell t i).size : Nat) =
          dyadic A.scale (A.cell t i).mid * dyadic A.scale (A.cell t i).mid := by
      rw [← dyadic_mul, ← Int.natCast_mul, dyadic_size_mul_size]
    have hterms' : 2 * (dyadic A.scale (A.cell t i).mid * dyadic A.scale (A.cell t i).mid : R) ≤
        natCast (2 * (8 * m) + 1) := by
      have hle : 2 * (T * T) ≤ (2 * (8 * m) + 1) * 2 ^ (A.scale + A.scale) :=
        Nat.le_of_ble_eq_true hterms
      have hsize : (A.cell t i).size ≤ T := hsmall ▸ below i hi
      have hle' := Nat.le_trans (Nat.mul_le_mul_left 2 (Nat.mul_le_mul hsize hsize)) hle
      rw [two_mul, ← dyadic_size_mul_size, ← dyadic_add, ← Int.natCast_add,
        ← Nat.two_mul ((A.cell t i).size * (A.cell t i).size),
        ← dyadic_mul_two_pow (2 * (8 * m) + 1) (A.scale + A.scale)]
      exact dyadic_le (Int.ofNat_le.mpr hle')
    rw [hb, hsmall, hsq, hhalf] at h1 h2
    have arrange : ∀ a s g e k : R, a + 0 + s * g * e * k = a + k * (e * (s * g)) :=
      fun a s g e k => ring_eq [a, s, g, e, k] (by decide +kernel)
    refine Cell.holds_between h1 h2 ?_ ?_
    · show _ / 2 + 0 + _ + _ ≤ f (X i)
      rw [arrange]
      have hl := add_le_add (law.lower _ _ hterms')
        (le_refl (f (X i) - f (dyadic A.scale (A.cell t i).mid)))
      rwa [add_sub_cancel] at hl
    · show f (X i) ≤ _ / 2 + 0 + _ + _
      rw [arrange]
      have hl := add_le_add (law.upper _ _ hterms')
        (le_refl (f (X i) - f (dyadic A.scale (A.cell t i).mid)))
      rwa [add_sub_cancel] at hl

/-- A checked GELU by the error function is one. -/
theorem checkErfGeluWith_sound (he : E.check = true) (law : ErfGeluLaws c f)
    {number length dim : Nat} {V A B : Box} (hκ : V.Contains 1 1 fun _ _ => c) {X : Nat → Vec R}
    (hx : A.Contains length dim X) (h : checkErfGeluWith E number length dim V A B = true) :
    B.Contains length dim fun t i => f (X t i) := fun t ht i hi => by
  have ⟨w, ones, hw, hones, hk, _⟩ := withOnes_sound h
  rw [withValue_eq, withValue_eq] at hk
  have ⟨hfits, hall⟩ := Bool.and_eq_true_iff.mp hk
  exact Box.cell_holds_iff.mp (checkErfGeluAt_sound he law (hκ.cell Nat.one_pos Nat.one_pos) hw
    hones hfits (fun i hi => hx.cell ht hi) (of_allBelow hall ht) i hi)

/-- With either number. -/
theorem checkErfGelu_sound (he : E.check = true) (law : ErfGeluLaws c f) {number length dim : Nat}
    {V A B : Box} (hκ : V.Contains 1 1 fun _ _ => c) {X : Nat → Vec R}
    (hx : A.Contains length dim X) (h : checkErfGelu E number length dim V A B = true) :
    B.Contains length dim fun t i => f (X t i) :=
  (Bool.or_eq_true_iff.mp h).elim (checkErfGeluWith_sound he law hκ hx)
    (checkErfGeluWith_sound he law hκ hx)

end QuantCert
