prelude
import QuantCert.Cert.Prompt.ErfCell
import QuantCert.Cert.Prompt.LaneChecks

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
