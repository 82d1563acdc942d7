prelude
import QuantCert.Algebra.Real.Completion

/-!
# The completion is an ordered field

The laws of rings hold term by term. The order is that of the positive elements.

## Main definitions
* `instOrderedFieldCompletion`: the completion of an ordered field is an ordered field.

## Main theorems
* `Completion.Le.trans`, `Completion.Le.antisymm`, `Completion.Le.total`: the order is total.
* `Completion.Le.add_left`, `Completion.Le.mul_nonneg`: it goes with sums and products.
-/

noncomputable section

universe u

namespace QuantCert.Completion

open CauchySequence

variable {K : Type u} [OrderedField K]

/-- `x` is at most `y`: it is equal, or the difference is positive. -/
def Le (x y : Completion K) : Prop := x = y ∨ Pos (add y (neg x))

/-- Zero is not positive. -/
theorem not_pos_zero : ¬Pos (limit (const (0 : K))) := Positive.not_zero

/-- The differences of three elements, if positive, add. -/
theorem pos_add : ∀ x y z : Completion K, Pos (add y (neg x)) → Pos (add z (neg y)) →
    Pos (add z (neg x)) :=
  ind fun a => ind fun b => ind fun c => fun h h' =>
    Positive.of_eq (Positive.add h h') fun n =>
      ring_eq [a.term n, b.term n, c.term n] (by decide +kernel)

/-- The difference of an element with itself is not positive. -/
theorem not_pos_sub_self : ∀ x : Completion K, ¬Pos (add x (neg x)) :=
  ind fun _ h => not_pos_zero (Positive.of_eq h fun _ => add_neg_cancel _)

/-- The order is transitive. -/
theorem Le.trans (x y z : Completion K) : Le x y → Le y z → Le x z
  | .inl h, h' => h ▸ h'
  | .inr h, .inl h' => .inr (h' ▸ h)
  | .inr h, .inr h' => .inr (pos_add x y z h h')

/-- The order is antisymmetric. -/
theorem Le.antisymm (x y : Completion K) : Le x y → Le y x → x = y
  | .inl h, _ => h
  | .inr _, .inl h' => h'.symm
  | .inr h, .inr h' => absurd (pos_add x y x h h') (not_pos_sub_self x)

/-- The order is total. -/
theorem Le.total (x y : Completion K) : Le x y ∨ Le y x :=
  (trichotomy x y).elim (fun h => .inl (.inl h)) (Or.imp .inr .inr)

/-- Adding on the left keeps the order. -/
theorem Le.add_left (x y z : Completion K) : Le x y → Le (add z x) (add z y)
  | .inl h => .inl (congrArg (add z) h)
  | .inr h => .inr (ind (p := fun x => Pos (add y (neg x)) → Pos (add (add z y) (neg (add z x))))
      (fun a => ind (p := fun y => Pos (add y (neg (limit a))) →
          Pos (add (add z y) (neg (add z (limit a)))))
        (fun b => ind (p := fun z => Pos (add (limit b) (neg (limit a))) →
            Pos (add (add z (limit b)) (neg (add z (limit a)))))
          (fun c h => Positive.of_eq h fun n =>
            ring_eq [a.term n, b.term n, c.term n] (by decide +kernel)) z) y) x h)

/-- A product of elements of at least zero is at least zero. -/
theorem Le.mul_nonneg : ∀ x y : Completion K, Le (limit (const 0)) x → Le (limit (const 0)) y →
    Le (limit (const 0)) (mul x y) :=
  ind fun a => ind fun b => fun
    | .inl h, _ => .inl (h ▸ sound fun n => (zero_mul (b.term n)).symm)
    | .inr _, .inl h' => .inl (h' ▸ sound fun n => (mul_zero (a.term n)).symm)
    | .inr h, .inr h' => .inr (Positive.of_eq (Positive.mul h h') fun n =>
        ring_eq [a.term n, b.term n] (by decide +kernel))

/-- One is positive. -/
theorem pos_one : Pos (limit (const (1 : K))) :=
  ⟨1, zero_lt_one, 0, fun _ _ _ _ => le_refl 1⟩

/-- An element that is not zero times its inverse is one. -/
theorem mul_inv (x : Completion K) (h : x ≠ limit (const 0)) : mul x (inv x) = limit (const 1) := by
  unfold inv
  cases Classical.propDecidable (x = limit (const 0)) with
  | isTrue h' => exact absurd h' h
  | isFalse h' => exact Classical.choose_spec (exists_inv x h')

/-- The completion of an ordered field is an ordered field. -/
instance instOrderedFieldCompletion : OrderedField (Completion K) where
  add := add
  mul := mul
  neg := neg
  sub x y := add x (neg y)
  div x y := mul x (inv y)
  le := Le
  lt x y := ¬Le y x
  zero := limit (const 0)
  one := limit (const 1)
  inv := inv
  add_assoc := ind fun _ => ind fun _ => ind fun _ => sound fun _ => add_assoc _ _ _
  add_comm := ind fun _ => ind fun _ => sound fun _ => add_comm _ _
  add_zero := ind fun _ => sound fun _ => add_zero _
  add_neg_self := ind fun _ => sound fun _ => add_neg_cancel _
  sub_eq_add_neg _ _ := rfl
  mul_assoc := ind fun _ => ind fun _ => ind fun _ => sound fun _ => mul_assoc _ _ _
  mul_comm := ind fun _ => ind fun _ => sound fun _ => mul_comm _ _
  mul_one := ind fun _ => sound fun _ => mul_one _
  mul_add := ind fun _ => ind fun _ => ind fun _ => sound fun _ => mul_add _ _ _
  mul_inv_self := mul_inv
  div_eq_mul_inv _ _ := rfl
  zero_ne_one h := not_pos_zero (h ▸ pos_one)
  le_refl _ := .inl rfl
  le_trans := Le.trans
  le_antisymm := Le.antisymm
  le_total := Le.total
  lt_iff_not_le _ _ := Iff.rfl
  add_le_add_left := Le.add_left
  mul_nonneg := Le.mul_nonneg
  decidable_le x y := Classical.propDecidable (Le x y)

end QuantCert.Completion
