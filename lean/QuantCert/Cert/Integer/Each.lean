prelude
import QuantCert.Cert.Integer.Shift
import QuantCert.Cert.Integer.Signs

/-!
# Entries of vectors, one after the other

## Main definitions
* `Integer.each2`, `Integer.each3`: whether a check passes for the digits of two or three numbers

## Main theorems
* `Integer.each2_sound`, `Integer.each3_sound`: what holds of the lists then
-/

namespace QuantCert.Integer

open Digits

/-- Whether `p` holds of the lowest `n` digits of two numbers; `m` has `w` ones. -/
noncomputable def each2 (w m : Nat) (p : Nat → Nat → Bool) (n : Nat) : (X Y : Nat) → Bool :=
  Nat.rec (fun _ _ => true) (fun _ rest X Y =>
    withValue (Nat.land X m) (fun x => withValue (Nat.land Y m) (p x)) &&
      rest (Nat.shiftRight X w) (Nat.shiftRight Y w)) n

/-- Whether `p` holds of the lowest `n` digits of three numbers; `m` has `w` ones. -/
noncomputable def each3 (w m : Nat) (p : Nat → Nat → Nat → Bool) (n : Nat) : (X Y Z : Nat) → Bool :=
  Nat.rec (fun _ _ _ => true) (fun _ rest X Y Z =>
    withValue (Nat.land X m) (fun x => withValue (Nat.land Y m) fun y =>
      withValue (Nat.land Z m) (p x y)) &&
      rest (Nat.shiftRight X w) (Nat.shiftRight Y w) (Nat.shiftRight Z w)) n

/-- The lowest digit, and the others. -/
theorem low_digit (w X : Nat) : Nat.land X (2 ^ w - 1) = X % 2 ^ w ∧ Nat.shiftRight X w = X / 2 ^ w :=
  ⟨Nat.and_two_pow_sub_one_eq_mod _ _, Nat.shiftRight_eq_div_pow _ _⟩

variable {w o : Nat} {m : Nat} (hm : m = 2 ^ w - 1)
include hm

/-- The second list is what `f` makes of the first. -/
theorem each2_sound {p : Nat → Nat → Bool} {f : Int → Int}
    (hp : ∀ x y : Nat, p x y = true → f ((x : Int) - twoPow o) = (y : Int) - twoPow o) :
    ∀ {n X Y : Nat}, each2 w m p n X Y = true → (ints w o n X).map f = ints w o n Y
  | 0, _, _, _ => rfl
  | n + 1, X, Y, h => by
    have ⟨hx, hrest⟩ := Bool.and_eq_true_iff.mp (show (_ && each2 w m p n _ _) = true from h)
    simp only [withValue_eq] at hx
    rw [hm, (low_digit w X).1, (low_digit w Y).1] at hx
    rw [(low_digit w X).2, (low_digit w Y).2] at hrest
    show f _ :: (ints w o n (X / 2 ^ w)).map f = _ :: ints w o n (Y / 2 ^ w)
    rw [hp _ _ hx, each2_sound hp hrest]

/-- The third list is what `f` makes of the first two. -/
theorem each3_sound {p : Nat → Nat → Nat → Bool} {f : Int → Int → Int}
    (hp : ∀ x y z : Nat, p x y z = true →
      f ((x : Int) - twoPow o) ((y : Int) - twoPow o) = (z : Int) - twoPow o) :
    ∀ {n X Y Z : Nat}, each3 w m p n X Y Z = true →
      List.zipWith f (ints w o n X) (ints w o n Y) = ints w o n Z
  | 0, _, _, _, _ => rfl
  | n + 1, X, Y, Z, h => by
    have ⟨hx, hrest⟩ := Bool.and_eq_true_iff.mp (show (_ && each3 w m p n _ _ _) = true from h)
    simp only [withValue_eq] at hx
    rw [hm, (low_digit w X).1, (low_digit w Y).1, (low_digit w Z).1] at hx
    rw [(low_digit w X).2, (low_digit w Y).2, (low_digit w Z).2] at hrest
    show f _ _ :: List.zipWith f (ints w o n (X / 2 ^ w)) (ints w o n (Y / 2 ^ w)) =
      _ :: ints w o n (Z / 2 ^ w)
    rw [hp _ _ _ hx, each3_sound hp hrest]

end QuantCert.Integer
