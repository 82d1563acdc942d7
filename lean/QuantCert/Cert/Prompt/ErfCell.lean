prelude
import QuantCert.Cert.Prompt.ErfEven
import QuantCert.Thm.Digits.Multiple

/-!
# GELU by the error function of one entry, and of all in one number

It is half the argument plus an even function; of large arguments half their size is added instead.

## Main definitions
* `erfLanes`: what is compared with the claims, all in one number.
* `erfCell`: the same for one entry.

## Main theorems
* `erfLanes_are`, `erfCell_holds`: they enclose GELU.
-/

universe u

namespace QuantCert

open Digits Fixed

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

variable {R : Type u} [ExpField R] {E : ExpTable} {p r w n ones T m t : Nat} {x : Cell} {c : R}
  {f : R → R}

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

end QuantCert
