prelude
import QuantCert.Algebra.OrderedField
import QuantCert.Algebra.Rat.Fraction

/-!
# The rational numbers

A model of `OrderedField`, which shows that the laws of the class are consistent: the theorems of
the library are about something.

## Main definitions
* `Rat`: fractions of integers up to equal value.
* `instOrderedFieldRat`: the rational numbers are an ordered field.

## Main theorems
* `Rat.ofFraction_le_iff`: the order is that of the cross products.
-/

noncomputable section

namespace QuantCert

/-- The rational numbers: fractions of integers up to equal value. -/
def Rat : Type := Quot Fraction.Same

namespace Rat

open Fraction

/-- The value of a fraction. -/
def ofFraction (x : Fraction) : Rat := Quot.mk Same x

/-- Fractions with the same value have equal values. -/
theorem sound {x y : Fraction} (h : Same x y) : ofFraction x = ofFraction y := Quot.sound h

/-- What holds for the values of all fractions holds for all rational numbers. -/
theorem ind {p : Rat → Prop} (h : ∀ x, p (ofFraction x)) (a : Rat) : p a := Quot.ind h a

/-- A function of two fractions that does not see representatives, on values. -/
def lift₂ {α : Type} (f : Fraction → Fraction → α)
    (left : ∀ {x x'} y, Same x x' → f x y = f x' y)
    (right : ∀ x {y y'}, Same y y' → f x y = f x y') (a b : Rat) : α :=
  let g : Fraction → Rat → α := fun x => Quot.lift (f x) fun _ _ h => right x h
  Quot.lift (fun x => g x b) (fun x x' h => ind (p := fun b => g x b = g x' b) (left · h) b) a

/-- A commutative operation on fractions that does not see representatives, on values. -/
def liftComm (f : Fraction → Fraction → Fraction)
    (left : ∀ {x x'} y, Same x x' → Same (f x y) (f x' y)) (comm : ∀ x y, Same (f x y) (f y x)) :
    Rat → Rat → Rat :=
  lift₂ (fun x y => ofFraction (f x y)) (fun y h => sound (left y h)) fun x y y' h =>
    (sound (comm x y)).trans ((sound (left x h)).trans (sound (comm y' x)))

/-- The sum of two rational numbers. -/
def add : Rat → Rat → Rat := liftComm Fraction.add add_same fun x y => by
  show (x.num * y.den + y.num * x.den) * (y.den * x.den) =
    (y.num * x.den + x.num * y.den) * (x.den * y.den)
  rw [Int.add_comm, Int.mul_comm y.den]

/-- The product of two rational numbers. -/
def mul : Rat → Rat → Rat := liftComm Fraction.mul mul_same fun x y => by
  show x.num * y.num * (y.den * x.den) = y.num * x.num * (x.den * y.den)
  rw [Int.mul_comm x.num, Int.mul_comm x.den]

/-- The negative of a rational number. -/
def neg : Rat → Rat := Quot.lift (fun x => ofFraction x.neg) fun _ _ h => sound (neg_same h)

/-- The inverse of a rational number, and zero for zero. -/
def inv : Rat → Rat := Quot.lift (fun x => ofFraction x.inv) fun _ _ h => sound (inv_same h)

instance instDecidableFractionLe (x y : Fraction) : Decidable (Le x y) := Int.decLe _ _

/-- The Boolean test of the order. -/
def ble : Rat → Rat → Bool :=
  lift₂ (fun x y => decide (Le x y))
    (fun y h => decide_eq_decide.mpr (le_congr h (Eq.refl (y.num * y.den))))
    fun x _ _ h => decide_eq_decide.mpr (le_congr (Eq.refl (x.num * x.den)) h)

/-- The values of fractions are ordered as their cross products. -/
theorem ofFraction_le_iff {x y : Fraction} :
    ble (ofFraction x) (ofFraction y) = true ↔ x.num * y.den ≤ y.num * x.den :=
  decide_eq_true_iff

/-! ## Laws of fractions -/

private theorem add_assoc' (x y z : Fraction) :
    Same (Fraction.add (Fraction.add x y) z) (Fraction.add x (Fraction.add y z)) := by
  have hnum : (Fraction.add (Fraction.add x y) z).num =
      (Fraction.add x (Fraction.add y z)).num := by
    show (x.num * y.den + y.num * x.den) * z.den + z.num * (x.den * y.den) =
      x.num * (y.den * z.den) + (y.num * z.den + z.num * y.den) * x.den
    rw [Int.add_mul, Int.add_mul, Int.add_assoc, Int.mul_assoc x.num, Int.mul_right_comm y.num,
      Int.mul_assoc z.num, Int.mul_comm y.den x.den]
  have hden : (Fraction.add (Fraction.add x y) z).den = (Fraction.add x (Fraction.add y z)).den :=
    Int.mul_assoc x.den y.den z.den
  unfold Same
  rw [hnum, hden]

private theorem mul_add' (x y z : Fraction) :
    Same (Fraction.mul x (Fraction.add y z))
      (Fraction.add (Fraction.mul x y) (Fraction.mul x z)) := by
  simp only [Same, Fraction.add, Fraction.mul, Int.mul_add, Int.mul_left_comm, Int.mul_comm]

private theorem mul_inv' {x : Fraction} (h : x.num ≠ 0) : Same (x.mul x.inv) (ofInt 1) := by
  unfold Fraction.inv
  rw [dif_neg h]
  show x.num * (x.num * x.den) * 1 = 1 * (x.den * (x.num * x.num))
  rw [Int.mul_one, Int.one_mul, Int.mul_comm x.den, Int.mul_assoc]

private theorem add_le_add' {x y : Fraction} (z : Fraction) (h : Le x y) :
    Le (z.add x) (z.add y) := by
  have h' := Int.mul_le_mul_of_nonneg_right h (Int.le_of_lt (Int.mul_pos z.den_pos z.den_pos))
  show (z.num * x.den + x.num * z.den) * (z.den * y.den) ≤
    (z.num * y.den + y.num * z.den) * (z.den * x.den)
  have e : ∀ a b : Int, a * z.den * (z.den * b) = a * b * (z.den * z.den) := fun a b => by
    rw [Int.mul_comm z.den b, int_mul_mul_mul_comm]
  rw [Int.add_mul, Int.add_mul, e, e, int_mul_mul_mul_comm z.num, Int.mul_comm x.den,
    ← int_mul_mul_mul_comm z.num]
  exact Int.add_le_add_left h' _

/-- The rational numbers are an ordered field. -/
instance instOrderedFieldRat : OrderedField Rat where
  add := add
  mul := mul
  neg := neg
  sub a b := add a (neg b)
  div a b := mul a (inv b)
  le a b := ble a b = true
  lt a b := ¬ ble b a = true
  zero := ofFraction (ofInt 0)
  one := ofFraction (ofInt 1)
  inv := inv
  add_assoc := ind fun x => ind fun y => ind fun z => sound (add_assoc' x y z)
  add_comm := ind fun x => ind fun y => sound (by
    simp only [Same, Fraction.add, Int.mul_comm, Int.add_comm])
  add_zero := ind fun x => sound (by
    simp only [Same, Fraction.add, ofInt, Int.mul_one, Int.zero_mul, Int.add_zero])
  add_neg_self := ind fun x => sound (by
    simp only [Same, Fraction.add, Fraction.neg, ofInt, Int.neg_mul, Int.add_right_neg,
      Int.zero_mul])
  sub_eq_add_neg _ _ := rfl
  mul_assoc := ind fun x => ind fun y => ind fun z => sound (by
    simp only [Same, Fraction.mul, Int.mul_assoc])
  mul_comm := ind fun x => ind fun y => sound (by
    simp only [Same, Fraction.mul, Int.mul_comm])
  mul_one := ind fun x => sound (by simp only [Same, Fraction.mul, ofInt, Int.mul_one])
  mul_add := ind fun x => ind fun y => ind fun z => sound (mul_add' x y z)
  mul_inv_self := ind fun x h => sound (mul_inv' fun h0 => h (sound (by
    simp only [Same, ofInt, h0, Int.zero_mul])))
  div_eq_mul_inv _ _ := rfl
  zero_ne_one h := Bool.noConfusion (congrArg (ble (ofFraction (ofInt 1))) h)
  le_refl := ind fun x => ofFraction_le_iff.mpr (Int.le_refl _)
  le_trans := ind fun x => ind fun y => ind fun z hxy hyz =>
    ofFraction_le_iff.mpr (le_trans (ofFraction_le_iff.mp hxy) (ofFraction_le_iff.mp hyz))
  le_antisymm := ind fun x => ind fun y hxy hyx =>
    sound (Int.le_antisymm (ofFraction_le_iff.mp hxy) (ofFraction_le_iff.mp hyx))
  le_total := ind fun x => ind fun y => (Int.le_total (x.num * y.den) (y.num * x.den)).imp
    ofFraction_le_iff.mpr ofFraction_le_iff.mpr
  lt_iff_not_le _ _ := Iff.rfl
  add_le_add_left := ind fun x => ind fun y => ind fun z h =>
    ofFraction_le_iff.mpr (add_le_add' z (ofFraction_le_iff.mp h))
  mul_nonneg := ind fun x => ind fun y hx hy => ofFraction_le_iff.mpr (by
    have hx' := ofFraction_le_iff.mp hx
    have hy' := ofFraction_le_iff.mp hy
    simp only [ofInt, Fraction.mul, Int.zero_mul, Int.mul_one] at hx' hy' ⊢
    exact Int.mul_nonneg hx' hy')
  decidable_le a b := instDecidableEqBool (ble a b) true

end Rat

/-- The rational numbers compute. -/
example : (1 / 2 + 1 / 3 : Rat) = 5 / 6 := by decide +kernel

/-- So does their order. -/
example : (1 / 3 : Rat) < 1 / 2 := by decide +kernel

end QuantCert
