prelude
import QuantCert.Cert.Prompt.ErfSeries
import QuantCert.Cert.Prompt.ErfTail
import QuantCert.Cert.Prompt.ExpDigits
import QuantCert.Cert.Prompt.ExpNear

/-!
# The parts of GELU by the error function, of all entries at once

Entries whose size is at least a threshold are set to zero before the series, and have the rectifier
added after it.

## Main definitions
* `tailFlags`: one in the digits that are at least a number.
* `bellFixed`: the density of all entries, from digits of half their squares.

## Main theorems
* `tailFlags_eq`, `bellFixed_holds`, `tail_half_holds`
-/

universe u

namespace QuantCert

open Digits Fixed

/-- One in the digits of `Z` that are at least `T`. -/
def tailFlags (w ones T Z : Nat) : Nat :=
  Nat.land (Nat.shiftRight (Nat.add Z (Nat.mul ones (Nat.sub (Nat.pow 2 (Nat.sub w 1)) T)))
    (Nat.sub w 1)) ones

/-- The exponentials of minus the numbers whose digits, in units of `2^-E.argument`, are `half`. -/
noncomputable def bellFixed (E : ExpTable) (w ones : Nat) (half : Fixed) : Fixed where
  digits := expDigits w ones E.argument E.scale half.digits E.factors E.top
  max := Nat.pow 2 E.scale
  err := (E.nearWith half.err (Nat.pow 2 E.scale)).rad
  ok := and half.ok (and (Nat.blt half.max (Nat.pow 2 E.top))
    (Nat.ble (Nat.add half.err half.err) (Nat.pow 2 E.argument)))

/-- Whether the exponentials can be computed in digits of `w` bits. -/
def bellFits (E : ExpTable) (w : Nat) : Bool :=
  and (Nat.ble E.top E.scale) (and (Nat.ble E.argument E.scale)
    (Nat.blt (Nat.add E.scale E.scale) w))

/-- The flags are those of large digits. -/
theorem tailFlags_eq {w n ones T : Nat} {z : Nat → Nat} (hw : 0 < w)
    (hones : ones = pack w n fun _ => 1) (hT : T ≤ 2 ^ (w - 1))
    (hz : ∀ i, i < n → z i < 2 ^ (w - 1)) :
    tailFlags w ones T (pack w n z) = pack w n fun i => cond (Nat.ble T (z i)) 1 0 := by
  have hdouble := two_pow_sub_one_add_self hw
  show ((pack w n z + ones * (2 ^ (w - 1) - T)) >>> (w - 1)) &&& ones = _
  rw [hones, pack_one_mul, pack_add]
  have h := pack_shift_mask (t := w - 1) (v := 1) (f := fun i => z i + (2 ^ (w - 1) - T))
    (n := n) (k := w) (fun i hi => by
      have := hz i hi
      omega) (by omega)
  refine h.trans (pack_congr fun i hi => ?_)
  have hi' := hz i hi
  cases hb : Nat.ble T (z i) with
  | true =>
    have hle : T ≤ z i := Nat.le_of_ble_eq_true hb
    have h1 : (z i + (2 ^ (w - 1) - T)) / 2 ^ (w - 1) = 1 := by
      refine Nat.div_eq_of_lt_le ?_ ?_
      · rw [Nat.one_mul]
        omega
      · show _ < (1 + 1) * 2 ^ (w - 1)
        omega
    rw [h1]
    rfl
  | false =>
    have hlt : z i < T := Nat.lt_of_not_le fun hle => by
      rw [Nat.ble_eq_true_of_le hle] at hb
      exact Bool.noConfusion hb
    rw [Nat.div_eq_of_lt (by omega)]
    rfl

/-- Digits that are kept where there is a flag. -/
theorem land_flags {w n : Nat} {z : Nat → Nat} {b : Nat → Bool} (hz : ∀ i, i < n → z i < 2 ^ w) :
    Nat.land (pack w n z) (Nat.mul (pack w n fun i => cond (b i) 1 0) (Nat.sub (Nat.pow 2 w) 1)) =
      pack w n fun i => cond (b i) (z i) 0 := by
  have hpos := Nat.two_pow_pos w
  show pack w n z &&& (pack w n fun i => cond (b i) 1 0) * (2 ^ w - 1) = _
  rw [pack_mul, pack_land hz fun i _ => ?_]
  · refine pack_congr fun i hi => ?_
    cases b i with
    | true =>
      show z i &&& 1 * (2 ^ w - 1) = z i
      rw [Nat.one_mul, Nat.and_two_pow_sub_one_of_lt_two_pow (hz i hi)]
    | false =>
      show z i &&& 0 * (2 ^ w - 1) = 0
      rw [Nat.zero_mul, Nat.and_zero]
  · cases b i with
    | true =>
      show 1 * (2 ^ w - 1) < 2 ^ w
      omega
    | false =>
      show 0 * (2 ^ w - 1) < 2 ^ w
      omega

section
variable {R : Type u} [ExpField R] {E : ExpTable} {w n ones : Nat} {half : Fixed} {f : Nat → R}

/-- The exponentials are held. -/
theorem bellFixed_holds (he : E.check = true) (hfits : bellFits E w = true)
    (hones : ones = pack w n fun _ => 1) (h : half.Holds E.argument w n f) :
    (bellFixed E w ones half).Holds E.scale w n fun i => exp (-(f i)) := fun hok => by
  have he' := he
  simp only [ExpTable.check, Bool.and_eq_true_iff] at he'
  obtain ⟨_, _, hf, hcount, _⟩ := he'
  have ⟨hatMost, _⟩ := atMost_of_checkFactors hf
  have ⟨htop, hrest⟩ := Bool.and_eq_true_iff.mp hfits
  have ⟨harg, hw⟩ := Bool.and_eq_true_iff.mp hrest
  have htop' : E.top ≤ E.scale := Nat.le_of_ble_eq_true htop
  have hw' : E.scale + E.scale < w := Nat.le_of_ble_eq_true hw
  have ⟨hoh, hmore⟩ := Bool.and_eq_true_iff.mp hok
  have ⟨hmax, herr⟩ := Bool.and_eq_true_iff.mp hmore
  have hmax' : half.max < 2 ^ E.top := Nat.le_of_ble_eq_true hmax
  obtain ⟨a, ha, hall⟩ := h hoh
  have small : ∀ i, i < n → a i < 2 ^ E.top := fun i hi => Nat.lt_of_le_of_lt (hall i hi).1 hmax'
  refine ⟨fun i => (E.cell (a i)).pos, ?_, fun i hi => ⟨expChain_le hatMost, ?_⟩⟩
  · show expDigits w ones E.argument E.scale half.digits E.factors E.top = _
    rw [ha, hones]
    exact expDigits_eq hw' (Nat.le_of_ble_eq_true harg) (fun i hi => Nat.lt_trans (small i hi)
      (Nat.pow_lt_pow_right (by decide) (by omega))) hatMost
      (atMost_of_checkFactors hf).2 htop' (Nat.le_of_ble_eq_true hcount)
  · have hdom : E.domain (Cell.mk 0 (a i) half.err) = true := by
      show (Nat.ble 0 (a i) && (Nat.blt (Nat.sub (a i) 0) (Nat.pow 2 E.top) && _)) = true
      rw [herr]
      have h0 : Nat.ble 0 (a i) = true := Nat.ble_eq_true_of_le (Nat.zero_le _)
      have h1 : Nat.blt (Nat.sub (a i) 0) (Nat.pow 2 E.top) = true :=
        Nat.ble_eq_true_of_le (small i hi)
      rw [h0, h1]
      rfl
    have hnear := ExpTable.near_holds he (Cell.neg_holds (hall i hi).2) hdom
    refine Cell.holds_mono hnear rfl rfl ?_
    have hle : (E.cell (a i)).pos ≤ 2 ^ E.scale := expChain_le hatMost
    show E.error + (E.reach half.err * ((E.cell (a i)).pos + E.error)) >>> E.argument + 1 ≤
      E.error + (E.reach half.err * (2 ^ E.scale + E.error)) >>> E.argument + 1
    rw [Nat.shiftRight_eq_div_pow, Nat.shiftRight_eq_div_pow]
    exact Nat.succ_le_succ (Nat.add_le_add_left (Nat.div_le_div_right
      (Nat.mul_le_mul_left _ (Nat.add_le_add_right hle _)) _) _)

/-- The rectifier of the midpoint is half of it and half its size. -/
theorem tailCell_mid (p : Nat) (x : Cell) : dyadic (R := R) p (tailCell x).mid =
    dyadic (p + 1) (x.size : Nat) + dyadic (p + 1) x.mid := by
  rw [← dyadic_add, ← dyadic_scale p 1]
  refine congrArg (dyadic (p + 1)) ?_
  have hsize : x.size = x.pos - x.neg + (x.neg - x.pos) := rfl
  have hmid : (tailCell x).mid = ((x.pos - x.neg : Nat) : Int) - ((0 : Nat) : Int) := rfl
  have hx : x.mid = (x.pos : Int) - x.neg := rfl
  show (tailCell x).mid * 2 = _
  rw [hmid, hsize, hx]
  omega

/-- In the tail the function less half the midpoint is near half the size. -/
theorem tail_half_holds {p r : Nat} {κ x : Cell} {c : R} {f : R → R} (law : ErfGeluLaws c f)
    (hκ : κ.Holds r c) (hone : Nat.ble κ.upper (Nat.pow 2 r) = true) (h : erfTail p x = true) :
    (Cell.mk x.size 0 2).Holds (p + 1) (f (dyadic p x.mid) - dyadic (p + 1) x.mid) := by
  have ht := tailCell_holds law hκ hone h
  unfold Cell.Holds Near at ht ⊢
  rw [tailCell_mid] at ht
  have hmid : (Cell.mk x.size 0 2).mid = (x.size : Int) := by
    show ((x.size : Nat) : Int) - ((0 : Nat) : Int) = _
    omega
  have split : ∀ a b d : R, a - b - d = a - (d + b) := fun a b d =>
    ring_eq [a, b, d] (by decide +kernel)
  rw [hmid, split]
  exact le_trans ht (le_of_eq (dyadic_scale p 1 1).symm)

end

end QuantCert
