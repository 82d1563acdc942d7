prelude
import QuantCert.Core.Omega.Dot

/-! # Constraints for `omega`

A constraint bounds the value of a linear combination from below, from above, or both. `omega`
derives new constraints from old ones until one of them is impossible.

## Main definitions
* `Constraint`, with `sat` (a value satisfies it) and `sat'` (a dot product does).
* `Constraint.combine`: both of two constraints on the same combination.
* `Constraint.combo`: the constraint on `a * x + b * y`.
* `Constraint.div`: the constraint on the quotient of a multiple.

## Main theorems
* `Constraint.addInequality_sat`, `Constraint.addEquality_sat`: the assumptions.
* `Constraint.combine_sat'`, `Constraint.combo_sat`, `Constraint.div_sat`: the operations are sound.
* `Constraint.not_sat'_of_isImpossible`: the conclusion.
-/

namespace Lean.Omega

/-- `t` is not less than the bound, if there is one. -/
def satLower : Option Int → Int → Prop
  | .none, _ => True
  | .some b, t => b ≤ t

/-- `t` is not greater than the bound, if there is one. -/
def satUpper : Option Int → Int → Prop
  | .none, _ => True
  | .some b, t => t ≤ b

instance decidableSatLower : (b : Option Int) → (t : Int) → Decidable (satLower b t)
  | .none, _ => isTrue ⟨⟩
  | .some b, t => Int.decLe b t

instance decidableSatUpper : (b : Option Int) → (t : Int) → Decidable (satUpper b t)
  | .none, _ => isTrue ⟨⟩
  | .some b, t => Int.decLe t b

/-- An optional lower and an optional upper bound, both inclusive. -/
structure Constraint where
  /-- The lower bound. -/
  lowerBound : Option Int
  /-- The upper bound. -/
  upperBound : Option Int

/-- Applies a function to a bound, if there is one. -/
def mapBound (f : Int → Int) : Option Int → Option Int
  | .none => .none
  | .some b => .some (f b)

/-- Joins two bounds: `f` if there are both, `none` if one is missing. -/
def addBound : Option Int → Option Int → Option Int
  | .some a, .some b => .some (a + b)
  | _, _ => .none

/-- Joins two bounds by `f`; a missing bound does not count. -/
def mergeBound (f : Int → Int → Int) : Option Int → Option Int → Option Int
  | .none, b => b
  | .some a, .none => .some a
  | .some a, .some b => .some (f a b)

namespace Constraint

/-- `t` satisfies the constraint. -/
def sat (c : Constraint) (t : Int) : Prop := satLower c.lowerBound t ∧ satUpper c.upperBound t

instance decidableSat (c : Constraint) (t : Int) : Decidable (c.sat t) :=
  instDecidableAnd (p := satLower c.lowerBound t) (q := satUpper c.upperBound t)

/-- The dot product of `x` and `y` satisfies the constraint. -/
def sat' (c : Constraint) (x y : Coeffs) : Prop := c.sat (Coeffs.dot x y)

/-- The constraint on the negative. -/
def neg (c : Constraint) : Constraint where
  lowerBound := mapBound (fun x => -x) c.upperBound
  upperBound := mapBound (fun x => -x) c.lowerBound

/-- No constraint. -/
def trivial : Constraint := ⟨.none, .none⟩

/-- A constraint that nothing satisfies. -/
def impossible : Constraint := ⟨.some 1, .some 0⟩

/-- The constraint to be `r`. -/
def exact (r : Int) : Constraint := ⟨.some r, .some r⟩

/-- The bounds contradict each other. -/
def isImpossible : Constraint → Bool
  | ⟨.some x, .some y⟩ => decide (y < x)
  | _ => false

/-- The constraint on the multiple by `k`. -/
def scale (k : Int) (c : Constraint) : Constraint :=
  if k = 0 then
    if c.isImpossible = true then c else ⟨.some 0, .some 0⟩
  else if 0 < k then
    ⟨mapBound (fun x => k * x) c.lowerBound, mapBound (fun x => k * x) c.upperBound⟩
  else
    ⟨mapBound (fun x => k * x) c.upperBound, mapBound (fun x => k * x) c.lowerBound⟩

/-- The constraint on a sum. -/
def add (x y : Constraint) : Constraint where
  lowerBound := addBound x.lowerBound y.lowerBound
  upperBound := addBound x.upperBound y.upperBound

/-- The constraint on a linear combination. -/
def combo (a : Int) (x : Constraint) (b : Int) (y : Constraint) : Constraint :=
  add (scale a x) (scale b y)

/-- Both constraints. -/
def combine (x y : Constraint) : Constraint where
  lowerBound := mergeBound max x.lowerBound y.lowerBound
  upperBound := mergeBound min x.upperBound y.upperBound

/-- The constraint on the quotient by `k`, for multiples of `k`. -/
def div (c : Constraint) (k : Nat) : Constraint where
  lowerBound := mapBound (fun x => -((-x) / k)) c.lowerBound
  upperBound := mapBound (fun y => y / k) c.upperBound

/-! ## The operations are sound -/

theorem not_sat_of_isImpossible {c : Constraint} (h : c.isImpossible = true) {t : Int} :
    ¬ c.sat t := fun hs => by
  cases c with
  | mk l u =>
    cases l with
    | none => exact Bool.noConfusion h
    | some l =>
      cases u with
      | none => exact Bool.noConfusion h
      | some u =>
        exact Int.not_le_of_gt (of_decide_eq_true h) (Int.le_trans hs.left hs.right)

theorem not_sat'_of_isImpossible {c : Constraint} (h : c.isImpossible = true) {x y : Coeffs} :
    ¬ c.sat' x y :=
  not_sat_of_isImpossible h

theorem satLower_neg {b : Option Int} {t : Int} (h : satUpper b t) :
    satLower (mapBound (fun x => -x) b) (-t) := by
  cases b with
  | none => exact ⟨⟩
  | some b => exact Int.neg_le_neg h

theorem satUpper_neg {b : Option Int} {t : Int} (h : satLower b t) :
    satUpper (mapBound (fun x => -x) b) (-t) := by
  cases b with
  | none => exact ⟨⟩
  | some b => exact Int.neg_le_neg h

theorem neg_sat {c : Constraint} {t : Int} (h : c.sat t) : c.neg.sat (-t) :=
  ⟨satLower_neg h.right, satUpper_neg h.left⟩

theorem scale_sat {c : Constraint} {t : Int} (k : Int) (w : c.sat t) :
    (scale k c).sat (k * t) := by
  unfold scale
  cases decEq k 0 with
  | isTrue h =>
    rw [if_pos h, h, Int.zero_mul]
    cases decEq c.isImpossible true with
    | isTrue h' => exact absurd w (not_sat_of_isImpossible h')
    | isFalse h' =>
      rw [if_neg h']
      exact ⟨Int.le_refl 0, Int.le_refl 0⟩
  | isFalse h =>
    rw [if_neg h]
    cases c with
    | mk l u =>
      cases Int.decLt 0 k with
      | isTrue hk =>
        rw [if_pos hk]
        refine ⟨?_, ?_⟩
        · cases l with
          | none => exact ⟨⟩
          | some l => exact Int.mul_le_mul_of_nonneg_left w.left (Int.le_of_lt hk)
        · cases u with
          | none => exact ⟨⟩
          | some u => exact Int.mul_le_mul_of_nonneg_left w.right (Int.le_of_lt hk)
      | isFalse hk =>
        rw [if_neg hk]
        refine ⟨?_, ?_⟩
        · cases u with
          | none => exact ⟨⟩
          | some u => exact Int.mul_le_mul_of_nonpos_left (Int.not_lt.mp hk) w.right
        · cases l with
          | none => exact ⟨⟩
          | some l => exact Int.mul_le_mul_of_nonpos_left (Int.not_lt.mp hk) w.left

theorem add_sat {c₁ c₂ : Constraint} {x₁ x₂ : Int} (w₁ : c₁.sat x₁) (w₂ : c₂.sat x₂) :
    (add c₁ c₂).sat (x₁ + x₂) := by
  cases c₁ with
  | mk l₁ u₁ =>
    cases c₂ with
    | mk l₂ u₂ =>
      refine ⟨?_, ?_⟩
      · cases l₁ with
        | none => exact ⟨⟩
        | some l₁ => cases l₂ with
          | none => exact ⟨⟩
          | some l₂ => exact Int.add_le_add w₁.left w₂.left
      · cases u₁ with
        | none => exact ⟨⟩
        | some u₁ => cases u₂ with
          | none => exact ⟨⟩
          | some u₂ => exact Int.add_le_add w₁.right w₂.right

theorem combo_sat {c₁ c₂ : Constraint} {x₁ x₂ : Int} (a : Int) (w₁ : c₁.sat x₁) (b : Int)
    (w₂ : c₂.sat x₂) : (combo a c₁ b c₂).sat (a * x₁ + b * x₂) :=
  add_sat (scale_sat a w₁) (scale_sat b w₂)

theorem combine_sat {c₁ c₂ : Constraint} {t : Int} (w₁ : c₁.sat t) (w₂ : c₂.sat t) :
    (combine c₁ c₂).sat t := by
  cases c₁ with
  | mk l₁ u₁ =>
    cases c₂ with
    | mk l₂ u₂ =>
      refine ⟨?_, ?_⟩
      · cases l₁ with
        | none => exact w₂.left
        | some l₁ => cases l₂ with
          | none => exact w₁.left
          | some l₂ => exact Int.max_le.mpr ⟨w₁.left, w₂.left⟩
      · cases u₁ with
        | none => exact w₂.right
        | some u₁ => cases u₂ with
          | none => exact w₁.right
          | some u₂ => exact Int.le_min.mpr ⟨w₁.right, w₂.right⟩

theorem combine_sat' {s t : Constraint} {x y : Coeffs} (ws : s.sat' x y) (wt : t.sat' x y) :
    (s.combine t).sat' x y :=
  combine_sat ws wt

theorem div_sat (c : Constraint) (t : Int) {k : Nat} (hk : k ≠ 0) (w : c.sat (k * t)) :
    (c.div k).sat t := by
  have h : (0 : Int) < k := Int.natCast_pos.mpr (Nat.pos_of_ne_zero hk)
  cases c with
  | mk l u =>
    refine ⟨?_, ?_⟩
    · cases l with
      | none => exact ⟨⟩
      | some l =>
        show -((-l) / (k : Int)) ≤ t
        rw [← Int.neg_le_neg_iff, Int.neg_neg, Int.le_ediv_iff_mul_le h, Int.neg_mul,
          Int.neg_le_neg_iff, Int.mul_comm]
        exact w.left
    · cases u with
      | none => exact ⟨⟩
      | some u =>
        show t ≤ u / (k : Int)
        rw [Int.le_ediv_iff_mul_le h, Int.mul_comm]
        exact w.right

theorem addInequality_sat {c : Int} {x y : Coeffs} (w : c + Coeffs.dot x y ≥ 0) :
    Constraint.sat' { lowerBound := .some (-c), upperBound := .none } x y := by
  refine ⟨?_, ⟨⟩⟩
  show -c ≤ Coeffs.dot x y
  rw [← Int.sub_nonneg, Int.sub_neg, Int.add_comm]
  exact w

theorem addEquality_sat {c : Int} {x y : Coeffs} (w : c + Coeffs.dot x y = 0) :
    Constraint.sat' { lowerBound := .some (-c), upperBound := .some (-c) } x y := by
  have h : -c = Coeffs.dot x y := Int.neg_eq_of_add_eq_zero w
  exact ⟨Int.le_of_eq h, Int.le_of_eq h.symm⟩

end Constraint

end Lean.Omega
