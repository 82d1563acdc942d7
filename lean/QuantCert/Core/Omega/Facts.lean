prelude
import QuantCert.Core.Int.DivMod
import QuantCert.Core.Int.NatAbs
import QuantCert.Core.Nat.Shift

/-! # Arithmetic facts for `omega`

How the native procedure turns facts about natural numbers and integers into `a = 0` and `0 ≤ a`
for integers `a`, and what it knows about casts, truncated subtraction, powers, minima, maxima and
absolute values. The statements are those it looks up by name.

## Main theorems
* `Lean.Omega.Int.ofNat_le_of_le`, `ofNat_lt_of_lt`, `ofNat_congr`: from `Nat` to `Int`.
* `Lean.Omega.Int.ofNat_sub_dichotomy`: truncated subtraction.
* `Lean.Omega.Int.ofNat_natAbs`, `ofNat_min`, `ofNat_max`: casts of the other operations.
-/

universe u v

theorem le_of_le_of_eq {α : Type u} [LE α] {a b c : α} (h₁ : a ≤ b) (h₂ : b = c) : a ≤ c :=
  h₂ ▸ h₁

namespace Lean.Omega

namespace Int

/-! ## Order -/

theorem ofNat_lt_of_lt {x y : Nat} (h : x < y) : (x : Int) < (y : Int) := Int.ofNat_lt.mpr h
theorem ofNat_le_of_le {x y : Nat} (h : x ≤ y) : (x : Int) ≤ (y : Int) := Int.ofNat_le.mpr h
theorem ofNat_congr {a b : Nat} (h : a = b) : (a : Int) = (b : Int) := h ▸ rfl
theorem lt_of_not_le {x y : Int} (h : ¬ (x ≤ y)) : y < x := Int.not_le.mp h
theorem le_of_not_lt {x y : Int} (h : ¬ (x < y)) : y ≤ x := Int.not_lt.mp h
theorem lt_of_gt {x y : Int} (h : x > y) : y < x := h
theorem le_of_ge {x y : Int} (h : x ≥ y) : y ≤ x := h

/-! ## Congruence -/

theorem add_congr {a b c d : Int} (h₁ : a = b) (h₂ : c = d) : a + c = b + d := h₁ ▸ h₂ ▸ rfl
theorem sub_congr {a b c d : Int} (h₁ : a = b) (h₂ : c = d) : a - c = b - d := h₁ ▸ h₂ ▸ rfl
theorem mul_congr {a b c d : Int} (h₁ : a = b) (h₂ : c = d) : a * c = b * d := h₁ ▸ h₂ ▸ rfl
theorem neg_congr {a b : Int} (h : a = b) : -a = -b := h ▸ rfl

/-! ## Casts -/

theorem natCast_ofNat {x : Nat} : @Nat.cast Int instNatCastInt (OfNat.ofNat x) = OfNat.ofNat x :=
  rfl

theorem ofNat_fst_mk {β : Type v} {x : Nat} {y : β} : ((Prod.mk x y).fst : Int) = x := rfl
theorem ofNat_snd_mk {α : Type u} {x : α} {y : Nat} : ((Prod.mk x y).snd : Int) = y := rfl

theorem ofNat_pos_of_pos {a : Nat} (h : 0 < a) : 0 < (a : Int) := Int.natCast_pos.mpr h

theorem ofNat_mul_nonneg {a b : Nat} : 0 ≤ (a : Int) * b := Int.natCast_nonneg (a * b)

theorem emod_ofNat_nonneg {x : Nat} {y : Int} : 0 ≤ (x : Int) % y := Int.natCast_nonneg _

theorem ofNat_pow (a b : Nat) : ((a ^ b : Nat) : Int) = (a : Int) ^ b := Int.natCast_pow a b

theorem pos_pow_of_pos (a : Int) (b : Nat) (h : 0 < a) : 0 < a ^ b := by
  induction b with
  | zero => exact Int.lt_of_add_one_le (Int.le_refl 1)
  | succ b ih =>
    rw [Int.pow_succ]
    exact Int.mul_pos ih h

theorem ofNat_shiftLeft_eq {x y : Nat} : ((x <<< y : Nat) : Int) = (x : Int) * (2 ^ y : Nat) :=
  congrArg _ (Nat.shiftLeft_eq x y)

theorem ofNat_shiftRight_eq_div_pow {x y : Nat} :
    ((x >>> y : Nat) : Int) = (x : Int) / (2 ^ y : Nat) :=
  congrArg _ (Nat.shiftRight_eq_div_pow x y)

theorem ofNat_sub_sub {a b c : Nat} : ((a - b - c : Nat) : Int) = ((a - (b + c) : Nat) : Int) :=
  congrArg _ (Nat.sub_sub a b c)

theorem ofNat_sub_dichotomy {a b : Nat} :
    b ≤ a ∧ ((a - b : Nat) : Int) = a - b ∨ a < b ∧ ((a - b : Nat) : Int) = 0 :=
  (Nat.lt_or_ge a b).elim
    (fun h => Or.inr ⟨h, congrArg _ (Nat.sub_eq_zero_of_le (Nat.le_of_lt h))⟩)
    fun h => Or.inl ⟨h, Int.natCast_sub h⟩

theorem ofNat_min (a b : Nat) : ((min a b : Nat) : Int) = min (a : Int) (b : Int) := by
  rw [Nat.min_def, Int.min_def]
  cases Nat.decLe a b with
  | isTrue h => rw [if_pos h, if_pos (Int.ofNat_le.mpr h)]
  | isFalse h => rw [if_neg h, if_neg fun h' => h (Int.ofNat_le.mp h')]

theorem ofNat_max (a b : Nat) : ((max a b : Nat) : Int) = max (a : Int) (b : Int) := by
  rw [Nat.max_def, Int.max_def]
  cases Nat.decLe a b with
  | isTrue h => rw [if_pos h, if_pos (Int.ofNat_le.mpr h)]
  | isFalse h => rw [if_neg h, if_neg fun h' => h (Int.ofNat_le.mp h')]

/-! ## Absolute value -/

theorem ofNat_natAbs (a : Int) : (a.natAbs : Int) = if 0 ≤ a then a else -a := by
  cases Int.decLe 0 a with
  | isTrue h => rw [if_pos h, Int.natAbs_of_nonneg h]
  | isFalse h => rw [if_neg h, Int.ofNat_natAbs_of_nonpos (Int.le_of_lt (Int.not_le.mp h))]

theorem neg_le_natAbs {a : Int} : -a ≤ a.natAbs := QuantCert.neg_le_natAbs

end Int

namespace Nat

theorem lt_of_gt {x y : Nat} (h : x > y) : y < x := h
theorem le_of_ge {x y : Nat} (h : x ≥ y) : y ≤ x := h

end Nat

namespace Prod

theorem fst_mk {α : Type u} {x : α} {β : Type v} {y : β} : (Prod.mk x y).fst = x := rfl
theorem snd_mk {α : Type u} {x : α} {β : Type v} {y : β} : (Prod.mk x y).snd = y := rfl

end Prod

end Lean.Omega
