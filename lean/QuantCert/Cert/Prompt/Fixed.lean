prelude
import QuantCert.Cert.Prompt.ExpChain
import QuantCert.Cert.Prompt.GroupProducts
import QuantCert.Cert.Prompt.LaneProducts

/-!
# Nonnegative numbers of a vector in fixed point, with one error for all

## Main definitions
* `Fixed`, `Fixed.Holds q w n v f`: the numbers `f i` of `n` entries, in units of `2^-q`.
* `Fixed.mul`, `Fixed.drop`, `Fixed.shiftUp`, `Fixed.addMultiple`: arithmetic; what does not fit digits is not `ok`.

## Main theorems
* `Fixed.mul_holds`, `Fixed.drop_holds`, `Fixed.addMultiple_holds`
-/

universe u

namespace QuantCert

open Digits

/-- Numbers in fixed point, one in each digit. -/
structure Fixed where
  /-- The digits. -/
  digits : Nat
  /-- No digit is larger. -/
  max : Nat
  /-- No number is further from its digit. -/
  err : Nat
  /-- Whether all that was computed has fitted digits. -/
  ok : Bool

/-- Whatever is in a smaller interval is in a larger one. -/
theorem Cell.holds_mono {R : Type u} [OrderedField R] {p : Nat} {c d : Cell} {x : R}
    (h : c.Holds p x) (hpos : c.pos = d.pos) (hneg : c.neg = d.neg) (hr : c.rad ≤ d.rad) :
    d.Holds p x := by
  have hmid : c.mid = d.mid := by
    unfold Cell.mid
    rw [hpos, hneg]
  unfold Cell.Holds Near at h ⊢
  rw [← hmid]
  exact le_trans h (dyadic_le (Int.ofNat_le.mpr hr))

namespace Fixed

/-- If everything has fitted, the numbers are within the error of the digits, in units of `2^-q`. -/
def Holds {R : Type u} [OrderedField R] (q w n : Nat) (v : Fixed) (f : Nat → R) : Prop :=
  v.ok = true → ∃ a : Nat → Nat, v.digits = pack w n a ∧
    ∀ i, i < n → a i ≤ v.max ∧ (Cell.mk (a i) 0 v.err).Holds q (f i)

/-- The products; `roomyProducts` has several at a time where digits have room for more. -/
noncomputable def mul (w n : Nat) (u v : Fixed) : Fixed where
  digits := roomyProducts w n (Nat.succ (Nat.mul (Nat.succ u.max) v.max)) u.digits v.digits
  max := Nat.mul u.max v.max
  err := Nat.add (Nat.mul u.max v.err) (Nat.mul u.err (Nat.add v.max v.err))
  ok := and (and u.ok v.ok) (and (Nat.blt u.max (Nat.pow 2 w)) (Nat.blt v.max (Nat.pow 2 w)))

/-- The same in units `2^s` times as large; `ones` is one in every digit. -/
def drop (w ones s : Nat) (v : Fixed) : Fixed where
  digits := Nat.land (Nat.shiftRight v.digits s)
    (Nat.mul ones (Nat.sub (Nat.pow 2 (Nat.sub w s)) 1))
  max := Nat.shiftRight v.max s
  err := Nat.add (Nat.shiftRight v.err s) 2
  ok := and v.ok (and (Nat.ble s w) (Nat.blt v.max (Nat.pow 2 w)))

/-- The same in units of `2^-s` times the size. -/
def shiftUp (s : Nat) (v : Fixed) : Fixed :=
  ⟨Nat.shiftLeft v.digits s, Nat.shiftLeft v.max s, Nat.shiftLeft v.err s, v.ok⟩

/-- The sum of `acc` and the products with a number that is within a unit of `c`. -/
def addMultiple (c : Nat) (v acc : Fixed) : Fixed where
  digits := Nat.add acc.digits (Nat.mul v.digits c)
  max := Nat.add acc.max (Nat.mul v.max c)
  err := Nat.add acc.err (Nat.add v.max (Nat.mul v.err (Nat.succ c)))
  ok := and acc.ok v.ok

/-- `k` of `v`, all numbers computed first. -/
noncomputable def withFixed {α : Type u} (v : Fixed) (k : Fixed → α) : α :=
  withValue v.digits fun digits => withValue v.max fun max => withValue v.err fun err =>
    k ⟨digits, max, err, v.ok⟩

/-- `withFixed v k` is `k v`. -/
theorem withFixed_eq {α : Type u} (v : Fixed) (k : Fixed → α) : withFixed v k = k v := by
  rw [withFixed, withValue_eq, withValue_eq, withValue_eq]

variable {R : Type u} [OrderedField R] {p q w n ones : Nat} {u v acc : Fixed} {f g : Nat → R}

/-- The size of a nonnegative number. -/
theorem size_mk (a e : Nat) : (Cell.mk a 0 e).size = a := by
  show a - 0 + (0 - a) = a
  rw [Nat.sub_zero, Nat.zero_sub, Nat.add_zero]

/-- Products hold products. -/
theorem mul_holds (hu : u.Holds p w n f) (hv : v.Holds q w n g) :
    (u.mul w n v).Holds (p + q) w n fun i => f i * g i := fun hok => by
  have ⟨hoks, hfit⟩ := Bool.and_eq_true_iff.mp hok
  have ⟨hou, hov⟩ := Bool.and_eq_true_iff.mp hoks
  have ⟨hmu, hmv⟩ := Bool.and_eq_true_iff.mp hfit
  obtain ⟨a, ha, hau⟩ := hu hou
  obtain ⟨b, hb, hbv⟩ := hv hov
  have hmu' : u.max < 2 ^ w := Nat.le_of_ble_eq_true hmu
  have hmv' : v.max < 2 ^ w := Nat.le_of_ble_eq_true hmv
  refine ⟨fun i => a i * b i, ?_, fun i hi => ⟨Nat.mul_le_mul (hau i hi).1 (hbv i hi).1, ?_⟩⟩
  · show roomyProducts w n ((u.max + 1) * v.max + 1) u.digits v.digits = _
    have hmul : (u.max + 1) * v.max = u.max * v.max + v.max := Nat.succ_mul _ _
    rw [ha, hb]
    refine roomyProducts_eq (fun i hi => Nat.lt_of_le_of_lt (hau i hi).1 hmu')
      (fun i hi => Nat.lt_of_le_of_lt (hbv i hi).1 hmv') (fun i hi => ?_) (fun i j hi hj => ?_)
      (Nat.succ_pos _)
    · have := (hbv i hi).1
      omega
    · have := Nat.mul_le_mul (hau i hi).1 (hbv j hj).1
      omega
  · refine Cell.holds_mono (Cell.mul_holds (hau i hi).2 (hbv i hi).2) ?_ ?_ ?_
    · show a i * b i + 0 * 0 = a i * b i
      rw [Nat.mul_zero, Nat.add_zero]
    · show a i * 0 + 0 * b i = 0
      rw [Nat.mul_zero, Nat.zero_mul]
    · show (Cell.mk (a i) 0 u.err).size * v.err + u.err * ((Cell.mk (b i) 0 v.err).size + v.err) ≤
        u.max * v.err + u.err * (v.max + v.err)
      rw [size_mk, size_mk]
      exact Nat.add_le_add (Nat.mul_le_mul_right _ (hau i hi).1)
        (Nat.mul_le_mul_left _ (Nat.add_le_add_right (hbv i hi).1 _))

/-- Larger units hold the same numbers. -/
theorem drop_holds {s : Nat} (hones : ones = pack w n fun _ => 1) (hv : v.Holds (q + s) w n f) :
    (v.drop w ones s).Holds q w n f := fun hok => by
  have ⟨hov, hfit⟩ := Bool.and_eq_true_iff.mp hok
  have ⟨hsw, hmax⟩ := Bool.and_eq_true_iff.mp hfit
  obtain ⟨a, ha, hav⟩ := hv hov
  have hsw' : s ≤ w := Nat.le_of_ble_eq_true hsw
  have hmax' : v.max < 2 ^ w := Nat.le_of_ble_eq_true hmax
  have small : ∀ i, i < n → a i < 2 ^ w := fun i hi => Nat.lt_of_le_of_lt (hav i hi).1 hmax'
  refine ⟨fun i => a i / 2 ^ s, ?_, fun i hi => ⟨?_, ?_⟩⟩
  · show (v.digits >>> s) &&& ones * (2 ^ (w - s) - 1) = _
    rw [hones, pack_one_mul, ha, pack_shift_mask small (by omega)]
    refine pack_congr fun i hi => Nat.mod_eq_of_lt (Nat.div_lt_of_lt_mul ?_)
    rw [← Nat.pow_add, show s + (w - s) = w by omega]
    exact small i hi
  · show a i / 2 ^ s ≤ v.max >>> s
    rw [Nat.shiftRight_eq_div_pow]
    exact Nat.div_le_div_right (hav i hi).1 _
  · refine Cell.holds_mono (Cell.round_holds s (hav i hi).2) ?_ ?_ (Nat.le_refl _)
    · show a i >>> s = a i / 2 ^ s
      exact Nat.shiftRight_eq_div_pow _ _
    · show 0 >>> s = 0
      rw [Nat.shiftRight_eq_div_pow, Nat.zero_div]

/-- Smaller units hold the same numbers. -/
theorem shiftUp_holds (s : Nat) (hv : v.Holds q w n f) : (v.shiftUp s).Holds (q + s) w n f :=
  fun hok => by
    obtain ⟨a, ha, hav⟩ := hv hok
    refine ⟨fun i => Nat.shiftLeft (a i) s, ?_, fun i hi =>
      ⟨Lanes.shiftLeft_le s (hav i hi).1, ?_⟩⟩
    · show Nat.shiftLeft v.digits s = _
      rw [ha, Lanes.pack_shiftLeft]
    · refine Cell.holds_mono (Cell.shift_holds s (hav i hi).2) rfl ?_ (Nat.le_refl _)
      show 0 <<< s = 0
      rw [Nat.shiftLeft_eq, Nat.zero_mul]

/-- A number within a unit of a natural number. -/
theorem unit_holds {c : Nat} {y : R} (hlow : dyadic p c ≤ y) (hhigh : y ≤ dyadic p (c + 1 : Nat)) :
    (Cell.mk c 0 1).Holds p y := by
  refine Cell.holds_of_between (le_trans (dyadic_le ?_) hlow) (le_trans hhigh (dyadic_le ?_))
  · show ((c : Nat) : Int) - ((0 : Nat) : Int) - ((1 : Nat) : Int) ≤ c
    omega
  · show ((c + 1 : Nat) : Int) ≤ ((c : Nat) : Int) - ((0 : Nat) : Int) + ((1 : Nat) : Int)
    omega

/-- Sums with multiples hold such sums. -/
theorem addMultiple_holds {c : Nat} {y : R} (hc : (Cell.mk c 0 1).Holds q y)
    (hv : v.Holds p w n g) (hacc : acc.Holds (p + q) w n f) :
    (addMultiple c v acc).Holds (p + q) w n fun i => f i + g i * y := fun hok => by
  have ⟨hoa, hov⟩ := Bool.and_eq_true_iff.mp hok
  obtain ⟨a, ha, haa⟩ := hacc hoa
  obtain ⟨b, hb, hbv⟩ := hv hov
  refine ⟨fun i => a i + b i * c, ?_, fun i hi =>
    ⟨Nat.add_le_add (haa i hi).1 (Nat.mul_le_mul_right c (hbv i hi).1), ?_⟩⟩
  · show acc.digits + v.digits * c = _
    rw [ha, hb, pack_mul, pack_add]
  · refine Cell.holds_mono (Cell.add_holds (haa i hi).2 (Cell.mul_holds (hbv i hi).2 hc)) ?_ ?_ ?_
    · show a i + (b i * c + 0 * 0) = a i + b i * c
      rw [Nat.mul_zero, Nat.add_zero]
    · show 0 + (b i * 0 + 0 * c) = 0
      rw [Nat.mul_zero, Nat.zero_mul]
    · show acc.err + ((Cell.mk (b i) 0 v.err).size * 1 + v.err * ((Cell.mk c 0 1).size + 1)) ≤
        acc.err + (v.max + v.err * (c + 1))
      rw [size_mk, size_mk, Nat.mul_one]
      exact Nat.add_le_add_left (Nat.add_le_add_right (hbv i hi).1 _) _

/-- The same number in every digit. -/
def const (ones c e : Nat) : Fixed := ⟨Nat.mul ones c, c, e, true⟩

/-- A number that is near the same one in every digit. -/
theorem const_holds {c e : Nat} {y : R} (hones : ones = pack w n fun _ => 1)
    (h : (Cell.mk c 0 e).Holds q y) : (const ones c e).Holds q w n fun _ => y := fun _ =>
  ⟨fun _ => c, by
    show ones * c = _
    rw [hones, pack_one_mul], fun _ _ => ⟨Nat.le_refl c, h⟩⟩

/-- What holds of equal numbers. -/
theorem holds_congr {f' : Nat → R} (h : v.Holds q w n f) (heq : ∀ i, i < n → f i = f' i) :
    v.Holds q w n f' := fun hok =>
  have ⟨a, ha, hall⟩ := h hok
  ⟨a, ha, fun i hi => ⟨(hall i hi).1, heq i hi ▸ (hall i hi).2⟩⟩

end Fixed

end QuantCert
