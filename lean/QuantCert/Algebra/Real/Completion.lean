prelude
import QuantCert.Algebra.Real.Positive

/-!
# The completion of an ordered field

Cauchy sequences up to null sequences.

## Main definitions
* `Completion K`: Cauchy sequences in `K`, those being equal that differ by a null sequence.
* `Completion.add`, `Completion.neg`, `Completion.mul`, `Completion.inv`: the operations.
* `Completion.Pos x`: late terms of `x` are above a positive element.

## Main theorems
* `Completion.trichotomy`: elements are equal or their difference is positive one way or the other.
* `Completion.exists_inv`: an element that is not zero has an inverse.
-/

noncomputable section

universe u

namespace QuantCert

/-- A Cauchy sequence. -/
structure CauchySequence (K : Type u) [OrderedField K] where
  /-- The terms. -/
  term : Nat → K
  /-- They are a Cauchy sequence. -/
  isCauchy : IsCauchy term

variable {K : Type u} [OrderedField K]

namespace CauchySequence

/-- The difference of two sequences is null. -/
def Same (a b : CauchySequence K) : Prop := Null fun m _ => a.term m - b.term m

/-- A constant sequence. -/
abbrev const (x : K) : CauchySequence K := ⟨fun _ => x, .const x⟩

/-- The sum of two sequences. -/
abbrev add (a b : CauchySequence K) : CauchySequence K :=
  ⟨fun n => a.term n + b.term n, a.isCauchy.add b.isCauchy⟩

/-- The negative of a sequence. -/
abbrev neg (a : CauchySequence K) : CauchySequence K := ⟨fun n => -a.term n, a.isCauchy.neg⟩

/-- The product of two sequences. -/
abbrev mul (a b : CauchySequence K) : CauchySequence K :=
  ⟨fun n => a.term n * b.term n, a.isCauchy.mul b.isCauchy⟩

/-- Sums of a sequence with the same sequences are the same. -/
theorem add_same {a a' : CauchySequence K} (b : CauchySequence K) (h : Same a a') :
    Same (add a b) (add a' b) :=
  h.of_eq fun m _ => ring_eq [a.term m, a'.term m, b.term m] (by decide +kernel)

/-- Negatives of the same sequences are the same. -/
theorem neg_same {a a' : CauchySequence K} (h : Same a a') : Same (neg a) (neg a') :=
  (Null.neg h).of_eq fun m _ => ring_eq [a.term m, a'.term m] (by decide +kernel)

/-- Products of a sequence with the same sequences are the same. -/
theorem mul_same {a a' : CauchySequence K} (b : CauchySequence K) (h : Same a a') :
    Same (mul a b) (mul a' b) :=
  (Null.mul h b.isCauchy.bounded_left).of_eq fun m _ =>
    ring_eq [a.term m, a'.term m, b.term m] (by decide +kernel)

end CauchySequence

open CauchySequence

/-- Cauchy sequences up to null sequences. -/
def Completion (K : Type u) [OrderedField K] : Type u := Quot (Same (K := K))

namespace Completion

/-- The limit of a Cauchy sequence. -/
def limit (a : CauchySequence K) : Completion K := Quot.mk Same a

/-- Sequences with the same terms have the same limit. -/
theorem sound {a b : CauchySequence K} (h : ∀ n, a.term n = b.term n) : limit a = limit b :=
  Quot.sound (null_zero.of_eq fun m _ => by rw [h, sub_self])

/-- What holds for all limits holds for all elements. -/
theorem ind {p : Completion K → Prop} (h : ∀ a, p (limit a)) (x : Completion K) : p x :=
  Quot.ind h x

/-- A commutative operation on sequences that does not see null sequences, on limits. -/
def liftComm (f : CauchySequence K → CauchySequence K → CauchySequence K)
    (left : ∀ {a a'} b, Same a a' → Same (f a b) (f a' b))
    (comm : ∀ a b n, (f a b).term n = (f b a).term n) :
    Completion K → Completion K → Completion K :=
  let g (a : CauchySequence K) : Completion K → Completion K :=
    Quot.lift (fun b => limit (f a b)) fun b b' h =>
      (sound (comm a b)).trans ((Quot.sound (left a h)).trans (sound (comm b' a)))
  fun x y => Quot.lift (fun a => g a y)
    (fun a a' h => ind (p := fun y => g a y = g a' y) (fun b => Quot.sound (left b h)) y) x

/-- The sum. -/
def add : Completion K → Completion K → Completion K :=
  liftComm CauchySequence.add add_same fun _ _ _ => add_comm _ _

/-- The product. -/
def mul : Completion K → Completion K → Completion K :=
  liftComm CauchySequence.mul mul_same fun _ _ _ => mul_comm _ _

/-- The negative. -/
def neg : Completion K → Completion K :=
  Quot.lift (fun a => limit a.neg) fun _ _ h => Quot.sound (neg_same h)

/-- Late terms are above a positive element. -/
def Pos : Completion K → Prop := Quot.lift (fun a => Positive a.term) fun a b h =>
  propext ⟨fun ha => ha.of_null h, fun hb => hb.of_null
    ((Null.neg h).of_eq fun m _ => neg_sub (a.term m) (b.term m))⟩

/-- An element is zero or positive, or its negative is. -/
theorem zero_or_pos : ∀ x : Completion K, x = limit (const 0) ∨ Pos x ∨ Pos (neg x) :=
  ind fun a => a.isCauchy.trichotomy.imp
    (fun h => Quot.sound (h.of_eq fun m _ => (sub_zero (a.term m)).symm)) id

/-- Elements are equal or their difference is positive one way or the other. -/
theorem trichotomy : ∀ x y : Completion K, x = y ∨ Pos (add y (neg x)) ∨ Pos (add x (neg y)) :=
  ind fun a => ind fun b => by
    cases (b.isCauchy.add a.isCauchy.neg).trichotomy with
    | inl h => exact .inl (Quot.sound ((Null.neg h).of_eq fun m _ =>
        ring_eq [a.term m, b.term m] (by decide +kernel)))
    | inr h =>
      refine .inr (h.imp id fun h => h.of_null (null_zero.of_eq fun m _ =>
        ring_eq [a.term m, b.term m] (by decide +kernel)))

/-- An element that is not zero has an inverse. -/
theorem exists_inv : ∀ x : Completion K, x ≠ limit (const 0) → ∃ y, mul x y = limit (const 1) := by
  have positive : ∀ x : Completion K, Pos x → ∃ y, mul x y = limit (const 1) :=
    ind fun a h => ⟨limit ⟨_, a.isCauchy.inverse h⟩, Quot.sound h.mul_inverse⟩
  intro x hx
  cases zero_or_pos x with
  | inl h => exact absurd h hx
  | inr h =>
    cases h with
    | inl h => exact positive x h
    | inr h =>
      have ⟨y, hy⟩ := positive _ h
      refine ⟨neg y, Eq.trans ?_ hy⟩
      exact ind (p := fun x => mul x (neg y) = mul (neg x) y) (fun a =>
        ind (p := fun y => mul (limit a) (neg y) = mul (neg (limit a)) y)
          (fun b => sound fun n => (mul_neg _ _).trans (neg_mul _ _).symm) y) x

/-- The inverse; anything for zero. -/
def inv (x : Completion K) : Completion K :=
  match Classical.propDecidable (x = limit (const 0)) with
  | .isTrue _ => x
  | .isFalse h => Classical.choose (exists_inv x h)

end Completion

end QuantCert
