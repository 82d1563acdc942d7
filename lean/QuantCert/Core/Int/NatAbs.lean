prelude
import QuantCert.Core.Int.OrderRing

/-! # Absolute value and natural part

## Main theorems
* `Int.natAbs_of_nonneg`, `Int.ofNat_natAbs_of_nonpos`: the two cases.
* `QuantCert.natAbs_le_iff`: bounds on the absolute value.
* `Int.natAbs_mul`, `Int.natAbs_neg`, `Int.natAbs_add_le`: products, negatives, sums.
* `Int.toNat_of_nonneg`, `Int.toNat_eq_max`: the natural part.
-/

namespace Int
open QuantCert

@[simp] theorem natAbs_natCast (n : Nat) : natAbs (n : Int) = n := rfl

@[simp] theorem natAbs_neg (a : Int) : natAbs (-a) = natAbs a :=
  match a with
  | ofNat .zero => rfl
  | ofNat (.succ _) => rfl
  | negSucc _ => rfl

theorem natAbs_of_nonneg {a : Int} (h : 0 ≤ a) : (natAbs a : Int) = a := by
  obtain ⟨n, rfl⟩ := eq_ofNat_of_zero_le h
  rfl

theorem ofNat_natAbs_of_nonpos {a : Int} (h : a ≤ 0) : (natAbs a : Int) = -a := by
  rw [← natAbs_neg, natAbs_of_nonneg (Int.neg_nonneg_of_nonpos h)]

theorem le_natAbs {a : Int} : a ≤ natAbs a :=
  (Int.le_total 0 a).elim (fun h => Int.le_of_eq (natAbs_of_nonneg h).symm)
    fun h => Int.le_trans h (natCast_nonneg _)

theorem _root_.QuantCert.neg_le_natAbs {a : Int} : -a ≤ natAbs a := by
  rw [← natAbs_neg]
  exact le_natAbs

theorem _root_.QuantCert.natAbs_le_iff {a : Int} {n : Nat} :
    natAbs a ≤ n ↔ -(n : Int) ≤ a ∧ a ≤ n := by
  refine ⟨fun h => ⟨?_, Int.le_trans le_natAbs (ofNat_le.mpr h)⟩, fun h => ?_⟩
  · rw [← Int.neg_le_neg_iff, Int.neg_neg]
    exact Int.le_trans neg_le_natAbs (ofNat_le.mpr h)
  · rw [← ofNat_le]
    cases Int.le_total 0 a with
    | inl h' =>
      rw [natAbs_of_nonneg h']
      exact h.right
    | inr h' =>
      rw [ofNat_natAbs_of_nonpos h', ← Int.neg_le_neg_iff, Int.neg_neg]
      exact h.left

theorem natAbs_add_le (a b : Int) : natAbs (a + b) ≤ natAbs a + natAbs b := by
  rw [natAbs_le_iff, natCast_add]
  refine ⟨?_, Int.add_le_add le_natAbs le_natAbs⟩
  rw [← Int.neg_le_neg_iff, Int.neg_neg, Int.neg_add]
  exact Int.add_le_add neg_le_natAbs neg_le_natAbs

theorem natAbs_mul (a b : Int) : natAbs (a * b) = natAbs a * natAbs b := by
  have pos : ∀ {a b : Int}, 0 ≤ a → 0 ≤ b → natAbs (a * b) = natAbs a * natAbs b :=
    fun {a b} ha hb => by
      obtain ⟨m, rfl⟩ := eq_ofNat_of_zero_le ha
      obtain ⟨n, rfl⟩ := eq_ofNat_of_zero_le hb
      rfl
  rcases Int.le_total 0 a with ha | ha <;> rcases Int.le_total 0 b with hb | hb
  · exact pos ha hb
  · rw [← natAbs_neg, ← Int.mul_neg, ← natAbs_neg b]
    exact pos ha (Int.neg_nonneg_of_nonpos hb)
  · rw [← natAbs_neg, ← Int.neg_mul, ← natAbs_neg a]
    exact pos (Int.neg_nonneg_of_nonpos ha) hb
  · rw [← Int.neg_mul_neg, ← natAbs_neg a, ← natAbs_neg b]
    exact pos (Int.neg_nonneg_of_nonpos ha) (Int.neg_nonneg_of_nonpos hb)

@[simp] theorem natAbs_eq_zero {a : Int} : natAbs a = 0 ↔ a = 0 :=
  match a with
  | ofNat _ => ⟨fun h => congrArg ofNat h, ofNat.inj⟩
  | negSucc _ => ⟨fun h => Nat.noConfusion h, fun h => Int.noConfusion h⟩

@[simp] theorem toNat_natCast (n : Nat) : toNat (n : Int) = n := rfl

theorem toNat_of_nonneg {a : Int} (h : 0 ≤ a) : (toNat a : Int) = a := by
  obtain ⟨n, rfl⟩ := eq_ofNat_of_zero_le h
  rfl

theorem toNat_eq_max (a : Int) : (toNat a : Int) = max a 0 := by
  rw [Int.max_def]
  match a with
  | ofNat n =>
    cases decLe (ofNat n) 0 with
    | isTrue h =>
      rw [if_pos h]
      exact Int.le_antisymm h (natCast_nonneg n)
    | isFalse h =>
      rw [if_neg h]
      rfl
  | negSucc n =>
    rw [if_pos (Int.le_of_lt (negSucc_lt_zero n))]
    rfl

end Int
