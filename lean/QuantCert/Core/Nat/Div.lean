prelude
import QuantCert.Core.Nat.MinMax
/-!
# Natural numbers: division and remainder

The kernel computes `Nat.div` and `Nat.mod` on literals by name, with big-number arithmetic. Here
they are defined by iterated subtraction, with the dividend as fuel: `n / 0 = 0` and `n % 0 = n`.

## Main definitions
* `Nat.div`, `Nat.mod` and the operators `/`, `%`

## Main theorems
* `Nat.div_eq`, `Nat.mod_eq`: the recursion
* `Nat.div_add_mod`, `Nat.mod_lt`: quotient and remainder
* `Nat.div_mod_unique`: they determine each other
-/
set_option bootstrap.genMatcherCode false

/-- The recursion of `Nat.div`: counts how often `y` can be taken from `x`, at most `fuel` times. -/
protected def Nat.div.go (y : Nat) : (fuel x : Nat) → Nat
  | .zero, _ => 0
  | .succ fuel, x => if y ≤ x then Nat.div.go y fuel (x - y) + 1 else 0

/-- Division rounding down; division by zero is zero. -/
@[extern "lean_nat_div"]
protected def Nat.div (x y : Nat) : Nat :=
  if 0 < y then Nat.div.go y x x else 0

/-- The recursion of `Nat.mod`: takes `y` from `x` while possible, at most `fuel` times. -/
protected def Nat.mod.go (y : Nat) : (fuel x : Nat) → Nat
  | .zero, x => x
  | .succ fuel, x => if y ≤ x then Nat.mod.go y fuel (x - y) else x

/-- The remainder of division; `x` itself for the divisor zero. -/
@[extern "lean_nat_mod"]
protected def Nat.mod (x y : Nat) : Nat :=
  if 0 < y then Nat.mod.go y x x else x

instance Nat.instDiv : Div Nat := ⟨Nat.div⟩
instance Nat.instMod : Mod Nat := ⟨Nat.mod⟩

namespace Nat

private theorem le_sub_of_fuel {x y fuel : Nat} (hy : 0 < y) (hyx : y ≤ x) (h : x ≤ succ fuel) :
    x - y ≤ fuel :=
  le_of_lt_succ (Nat.lt_of_lt_of_le (sub_lt (Nat.lt_of_lt_of_le hy hyx) hy) h)

private theorem div.go_fuel {y : Nat} (hy : 0 < y) :
    ∀ (f g x : Nat), x ≤ f → x ≤ g → Nat.div.go y f x = Nat.div.go y g x := by
  intro f
  induction f with
  | zero =>
    intro g x hf _
    cases g with
    | zero => rfl
    | succ g =>
      exact
        (if_neg fun h => absurd (Nat.lt_of_lt_of_le hy (Nat.le_trans h hf)) (Nat.lt_irrefl 0)).symm
  | succ f ih =>
    intro g x hf hg
    cases g with
    | zero =>
      exact if_neg fun h => absurd (Nat.lt_of_lt_of_le hy (Nat.le_trans h hg)) (Nat.lt_irrefl 0)
    | succ g =>
      show (if y ≤ x then Nat.div.go y f (x - y) + 1 else 0) =
        (if y ≤ x then Nat.div.go y g (x - y) + 1 else 0)
      cases Nat.decLe y x with
      | isTrue h =>
        rw [if_pos h, if_pos h, ih g (x - y) (le_sub_of_fuel hy h hf) (le_sub_of_fuel hy h hg)]
      | isFalse h => rw [if_neg h, if_neg h]

private theorem mod.go_fuel {y : Nat} (hy : 0 < y) :
    ∀ (f g x : Nat), x ≤ f → x ≤ g → Nat.mod.go y f x = Nat.mod.go y g x := by
  intro f
  induction f with
  | zero =>
    intro g x hf _
    cases g with
    | zero => rfl
    | succ g =>
      exact
        (if_neg fun h => absurd (Nat.lt_of_lt_of_le hy (Nat.le_trans h hf)) (Nat.lt_irrefl 0)).symm
  | succ f ih =>
    intro g x hf hg
    cases g with
    | zero =>
      exact if_neg fun h => absurd (Nat.lt_of_lt_of_le hy (Nat.le_trans h hg)) (Nat.lt_irrefl 0)
    | succ g =>
      show (if y ≤ x then Nat.mod.go y f (x - y) else x) =
        (if y ≤ x then Nat.mod.go y g (x - y) else x)
      cases Nat.decLe y x with
      | isTrue h =>
        rw [if_pos h, if_pos h, ih g (x - y) (le_sub_of_fuel hy h hf) (le_sub_of_fuel hy h hg)]
      | isFalse h => rw [if_neg h, if_neg h]

theorem div_eq_sub_div {a b : Nat} (h₁ : 0 < b) (h₂ : b ≤ a) : a / b = (a - b) / b + 1 := by
  show (if 0 < b then Nat.div.go b a a else 0) =
    (if 0 < b then Nat.div.go b (a - b) (a - b) else 0) + 1
  rw [if_pos h₁, if_pos h₁]
  cases a with
  | zero => exact absurd (Nat.lt_of_lt_of_le h₁ h₂) (Nat.lt_irrefl 0)
  | succ a =>
    show (if b ≤ succ a then Nat.div.go b a (succ a - b) + 1 else 0) = _
    rw [if_pos h₂, div.go_fuel h₁ a (succ a - b) (succ a - b) (le_sub_of_fuel h₁ h₂ (Nat.le_refl _))
      (Nat.le_refl _)]

theorem div_eq_of_lt {a b : Nat} (h₀ : a < b) : a / b = 0 := by
  show (if 0 < b then Nat.div.go b a a else 0) = 0
  rw [if_pos (Nat.pos_of_lt h₀)]
  cases a with
  | zero => rfl
  | succ a => exact if_neg (Nat.not_le_of_gt h₀)

@[simp] protected theorem div_zero (n : Nat) : n / 0 = 0 := by
  show (if 0 < 0 then Nat.div.go 0 n n else 0) = 0
  exact if_neg (Nat.lt_irrefl 0)
@[simp] theorem mod_zero (a : Nat) : a % 0 = a := by
  show (if 0 < 0 then Nat.mod.go 0 a a else a) = a
  exact if_neg (Nat.lt_irrefl 0)

theorem mod_eq_sub_mod {a b : Nat} (h : a ≥ b) : a % b = (a - b) % b := by
  cases eq_zero_or_pos b with
  | inl hb => rw [hb]; rfl
  | inr hb =>
    show (if 0 < b then Nat.mod.go b a a else a) =
      (if 0 < b then Nat.mod.go b (a - b) (a - b) else _)
    rw [if_pos hb, if_pos hb]
    cases a with
    | zero => exact absurd (Nat.lt_of_lt_of_le hb h) (Nat.lt_irrefl 0)
    | succ a =>
      show (if b ≤ succ a then Nat.mod.go b a (succ a - b) else _) = _
      rw [if_pos h, mod.go_fuel hb a (succ a - b) (succ a - b) (le_sub_of_fuel hb h (Nat.le_refl _))
        (Nat.le_refl _)]

theorem mod_eq_of_lt {a b : Nat} (h : a < b) : a % b = a := by
  show (if 0 < b then Nat.mod.go b a a else a) = a
  rw [if_pos (Nat.pos_of_lt h)]
  cases a with
  | zero => rfl
  | succ a => exact if_neg (Nat.not_le_of_gt h)

theorem div_eq (x y : Nat) : x / y = if 0 < y ∧ y ≤ x then (x - y) / y + 1 else 0 := by
  cases eq_zero_or_pos y with
  | inl hy => rw [hy, Nat.div_zero, if_neg fun h => Nat.lt_irrefl 0 h.1]
  | inr hy =>
    cases Nat.lt_or_ge x y with
    | inl h => rw [div_eq_of_lt h, if_neg fun h' => Nat.not_le_of_gt h h'.2]
    | inr h => rw [div_eq_sub_div hy h, if_pos ⟨hy, h⟩]

theorem mod_eq (x y : Nat) : x % y = if 0 < y ∧ y ≤ x then (x - y) % y else x := by
  cases eq_zero_or_pos y with
  | inl hy => rw [hy, mod_zero, if_neg fun h => Nat.lt_irrefl 0 h.1]
  | inr hy =>
    cases Nat.lt_or_ge x y with
    | inl h => rw [mod_eq_of_lt h, if_neg fun h' => Nat.not_le_of_gt h h'.2]
    | inr h => rw [mod_eq_sub_mod h, if_pos ⟨hy, h⟩]

/-- Induction along the recursion of division by iterated subtraction. -/
private theorem div.inductionOn {motive : Nat → Nat → Prop} (x y : Nat)
    (ind : ∀ x y, 0 < y ∧ y ≤ x → motive (x - y) y → motive x y)
    (base : ∀ x y, ¬(0 < y ∧ y ≤ x) → motive x y) : motive x y :=
  Nat.strongRecOn (motive := fun x => motive x y) x fun x ih =>
    match (inferInstance : Decidable (0 < y ∧ y ≤ x)) with
    | .isTrue h => ind x y h (ih (x - y) (sub_lt (Nat.lt_of_lt_of_le h.1 h.2) h.1))
    | .isFalse h => base x y h

theorem div_add_mod (m n : Nat) : n * (m / n) + m % n = m := by
  refine div.inductionOn (motive := fun m n => n * (m / n) + m % n = m) m n (fun x y h ih => ?_)
    (fun x y h => ?_)
  · show y * (x / y) + x % y = x
    rw [div_eq_sub_div h.1 h.2, mod_eq_sub_mod h.2, Nat.left_distrib, Nat.mul_one,
      Nat.add_comm (y * ((x - y) / y)) y, Nat.add_assoc, ih, Nat.add_comm, Nat.sub_add_cancel h.2]
  · show y * (x / y) + x % y = x
    rw [div_eq, mod_eq, if_neg h, if_neg h, Nat.mul_zero, Nat.zero_add]

theorem mod_add_div (m k : Nat) : m % k + k * (m / k) = m := by
  rw [Nat.add_comm]; exact div_add_mod m k

theorem mod_def (m k : Nat) : m % k = m - k * (m / k) :=
  (Nat.sub_eq_of_eq_add (mod_add_div m k).symm).symm

theorem mod_lt (x : Nat) {y : Nat} : y > 0 → x % y < y := by
  refine div.inductionOn (motive := fun x y => y > 0 → x % y < y) x y (fun x y h ih hy => ?_)
    (fun x y h hy => ?_)
  · show x % y < y
    rw [mod_eq_sub_mod h.2]; exact ih hy
  · show x % y < y
    have hlt : x < y := Nat.not_le.mp fun hle => h ⟨hy, hle⟩
    rw [mod_eq_of_lt hlt]; exact hlt

/-- Quotient and remainder are determined by `m = n * q + r` and `r < n`. -/
theorem div_mod_unique {a b c d : Nat} (h : 0 < b) :
    a / b = d ∧ a % b = c ↔ c + b * d = a ∧ c < b := by
  constructor
  · intro ⟨hd, hc⟩
    rw [← hd, ← hc]
    exact ⟨mod_add_div a b, mod_lt a h⟩
  · intro ⟨ha, hc⟩
    rw [← ha]
    clear ha
    induction d with
    | zero => rw [Nat.mul_zero, Nat.add_zero]; exact ⟨div_eq_of_lt hc, mod_eq_of_lt hc⟩
    | succ d ih =>
      have hle : b ≤ c + b * succ d := by
        rw [mul_succ, ← Nat.add_assoc]; exact le_add_left b _
      have hsub : c + b * succ d - b = c + b * d := by
        rw [mul_succ, ← Nat.add_assoc, Nat.add_sub_cancel]
      rw [div_eq_sub_div h hle, mod_eq_sub_mod hle, hsub]
      exact ⟨congrArg (· + 1) ih.1, ih.2⟩

end Nat
