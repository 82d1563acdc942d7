prelude
import QuantCert.Core.Int.Coe

/-! # The integers

`Int` and its operations as the toolchain defines them. The attribute `extern` concerns compiled
programs only; the kernel and the proofs do not look at it. On literals the kernel computes with the
definitions below, which leave the work to the accelerated functions on `Nat`.

## Main definitions
* `Int`, with `ofNat n` for `n` and `negSucc n` for `-(n + 1)`.
* `Int.neg`, `Int.add`, `Int.mul`, `Int.sub`, `Int.natAbs`, `Int.toNat`, `Int.sign`, `Int.pow`.
* `Int.le`, `Int.lt` and their decision procedures, which the kernel runs on big numbers.
* `IntCast`, `Int.cast`: the canonical map from the integers.
-/

universe u

set_option genCtorIdx false in
/-- The integers. -/
inductive Int : Type where
  /-- A natural number, as an integer. -/
  | ofNat : Nat → Int
  /-- The integer `-(n + 1)`. -/
  | negSucc : Nat → Int

attribute [extern "lean_nat_to_int"] Int.ofNat
attribute [extern "lean_int_neg_succ_of_nat"] Int.negSucc

instance instNatCastInt : NatCast Int where
  natCast n := Int.ofNat n
instance instOfNat {n : Nat} : OfNat Int n where
  ofNat := Int.ofNat n

namespace Int

instance instInhabited : Inhabited Int := ⟨ofNat 0⟩

/-- The integer `-n`. -/
def negOfNat : Nat → Int
  | .zero => 0
  | .succ m => negSucc m

set_option bootstrap.genMatcherCode false in
/-- Negation. -/
@[extern "lean_int_neg"]
protected def neg (n : @& Int) : Int :=
  match n with
  | ofNat n => negOfNat n
  | negSucc n => ofNat (Nat.succ n)

@[default_instance 500]
instance instNegInt : Neg Int := ⟨Int.neg⟩

/-- The difference `m - n` of two natural numbers, as an integer. -/
def subNatNat (m n : Nat) : Int :=
  match n - m with
  | .zero => ofNat (m - n)
  | .succ k => negSucc k

set_option bootstrap.genMatcherCode false in
/-- Addition. -/
@[extern "lean_int_add"]
protected def add (m n : @& Int) : Int :=
  match m, n with
  | ofNat m, ofNat n => ofNat (m + n)
  | ofNat m, negSucc n => subNatNat m (Nat.succ n)
  | negSucc m, ofNat n => subNatNat n (Nat.succ m)
  | negSucc m, negSucc n => negSucc (Nat.succ (m + n))

instance instAdd : Add Int := ⟨Int.add⟩

set_option bootstrap.genMatcherCode false in
/-- Multiplication. -/
@[extern "lean_int_mul"]
protected def mul (m n : @& Int) : Int :=
  match m, n with
  | ofNat m, ofNat n => ofNat (m * n)
  | ofNat m, negSucc n => negOfNat (m * Nat.succ n)
  | negSucc m, ofNat n => negOfNat (Nat.succ m * n)
  | negSucc m, negSucc n => ofNat (Nat.succ m * Nat.succ n)

instance instMul : Mul Int := ⟨Int.mul⟩

/-- Subtraction. -/
@[extern "lean_int_sub"]
protected def sub (m n : @& Int) : Int := m + -n

instance instSub : Sub Int := ⟨Int.sub⟩

protected theorem sub_eq_add_neg {a b : Int} : a - b = a + -b := rfl

/-- A proof that an integer is not negative. -/
inductive NonNeg : Int → Prop where
  /-- Natural numbers are not negative. -/
  | mk (n : Nat) : NonNeg (ofNat n)

/-- `a ≤ b` says that `b - a` is not negative. -/
protected def le (a b : Int) : Prop := NonNeg (b - a)

instance instLEInt : LE Int := ⟨Int.le⟩

/-- `a < b` says that `a + 1 ≤ b`. -/
protected def lt (a b : Int) : Prop := a + 1 ≤ b

instance instLTInt : LT Int := ⟨Int.lt⟩

theorem _root_.QuantCert.IntDiff.not_nonNeg_negSucc (n : Nat) : ¬ NonNeg (negSucc n) := fun h =>
  NonNeg.rec (motive := fun m _ => Int.rec (fun _ => True) (fun _ => False) m) (fun _ => ⟨⟩) h

set_option bootstrap.genMatcherCode false in
/-- Decides `NonNeg m`. -/
@[extern "lean_int_dec_nonneg"]
def decNonneg (m : @& Int) : Decidable (NonNeg m) :=
  match m with
  | ofNat m => isTrue (NonNeg.mk m)
  | negSucc n => isFalse (QuantCert.IntDiff.not_nonNeg_negSucc n)

/-- Decides `a ≤ b`. -/
@[extern "lean_int_dec_le"]
instance decLe (a b : @& Int) : Decidable (a ≤ b) := decNonneg (b - a)

/-- Decides `a < b`. -/
@[extern "lean_int_dec_lt"]
instance decLt (a b : @& Int) : Decidable (a < b) := decNonneg (b - (a + 1))

set_option bootstrap.genMatcherCode false in
/-- The absolute value, as a natural number. -/
@[extern "lean_nat_abs"]
def natAbs (m : @& Int) : Nat :=
  match m with
  | ofNat m => m
  | negSucc m => Nat.succ m

attribute [gen_constructor_elims] Int

set_option bootstrap.genMatcherCode false in
/-- Decides `a = b`. -/
@[extern "lean_int_dec_eq"]
protected def decEq (a b : @& Int) : Decidable (a = b) :=
  match a, b with
  | ofNat a, ofNat b =>
    match _root_.decEq a b with
    | isTrue h => isTrue (h ▸ rfl)
    | isFalse h => isFalse (fun h' => Int.noConfusion h' (fun h' => absurd h' h))
  | ofNat _, negSucc _ => isFalse (fun h => Int.noConfusion h)
  | negSucc _, ofNat _ => isFalse (fun h => Int.noConfusion h)
  | negSucc a, negSucc b =>
    match _root_.decEq a b with
    | isTrue h => isTrue (h ▸ rfl)
    | isFalse h => isFalse (fun h' => Int.noConfusion h' (fun h' => absurd h' h))

instance instDecidableEq : DecidableEq Int := Int.decEq

/-- The sign: `1`, `0` or `-1`. -/
def sign : Int → Int
  | ofNat (.succ _) => 1
  | ofNat .zero => 0
  | negSucc _ => -1

/-- The natural number `m`, or `0` if `m` is negative. -/
def toNat : Int → Nat
  | ofNat n => n
  | negSucc _ => 0

/-- `a ∣ b` says that `b` is a multiple of `a`. -/
instance instDvd : Dvd Int := ⟨fun a b => Exists (fun c => b = a * c)⟩

/-- Powers with a natural exponent. -/
protected def pow (m : Int) : Nat → Int
  | .zero => 1
  | .succ n => Int.pow m n * m

instance instNatPow : NatPow Int := ⟨Int.pow⟩
instance instMinInt : Min Int := minOfLe
instance instMaxInt : Max Int := maxOfLe

end Int

/-- A type with a canonical map from the integers. -/
class IntCast (R : Type u) where
  /-- The canonical map. -/
  protected intCast : Int → R

/-- The canonical map from the integers to `R`. -/
@[coe, reducible, match_pattern] protected def Int.cast {R : Type u} [IntCast R] : Int → R :=
  IntCast.intCast

instance instIntCastInt : IntCast Int where
  intCast n := n
instance {R : Type u} [IntCast R] : CoeTail Int R where
  coe := Int.cast
instance {R : Type u} [IntCast R] : CoeHTCT Int R where
  coe := Int.cast
