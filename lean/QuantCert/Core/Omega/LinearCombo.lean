prelude
import QuantCert.Core.Omega.Dot

/-! # Linear combinations for `omega`

What the native procedure reads off a term of type `Int`: a constant and the coefficients of the
atoms. Each arithmetic operation comes with the theorem that `eval` respects it, which `omega` uses
to prove that a term equals the value of its linear combination.

## Main definitions
* `LinearCombo`, `LinearCombo.eval`, `LinearCombo.coordinate`.
* `LinearCombo.mul`: the product, when one factor is constant.

## Main theorems
* `LinearCombo.add_eval`, `sub_eval`, `neg_eval`, `mul_eval`.
* `LinearCombo.coordinate_eval`, and `coordinate_eval_0` to `coordinate_eval_9` for short lists.
-/

namespace Lean.Omega

/-- A constant plus a linear combination of atoms. -/
structure LinearCombo where
  /-- The constant. -/
  const : Int
  /-- The coefficients of the atoms. -/
  coeffs : Coeffs

namespace LinearCombo

/-- The value at the given values of the atoms. -/
def eval (lc : LinearCombo) (values : Coeffs) : Int :=
  lc.const + lc.coeffs.dot values

/-- The `i`-th atom. -/
def coordinate (i : Nat) : LinearCombo where
  const := 0
  coeffs := Coeffs.set .nil i 1

/-- The sum. -/
def add (l₁ l₂ : LinearCombo) : LinearCombo where
  const := l₁.const + l₂.const
  coeffs := Coeffs.add l₁.coeffs l₂.coeffs

/-- The difference. -/
def sub (l₁ l₂ : LinearCombo) : LinearCombo where
  const := l₁.const - l₂.const
  coeffs := Coeffs.sub l₁.coeffs l₂.coeffs

/-- The negative. -/
def neg (lc : LinearCombo) : LinearCombo where
  const := -lc.const
  coeffs := lc.coeffs.neg

/-- The multiple by `i`. -/
def smul (lc : LinearCombo) (i : Int) : LinearCombo where
  const := i * lc.const
  coeffs := lc.coeffs.smul i

instance instAdd : Add LinearCombo := ⟨add⟩
instance instSub : Sub LinearCombo := ⟨sub⟩
instance instNeg : Neg LinearCombo := ⟨neg⟩

/-- The product, meaningful when one of the factors is constant. -/
def mul (l₁ l₂ : LinearCombo) : LinearCombo :=
  (l₁.smul l₂.const).add (l₂.smul l₁.const) - { const := l₁.const * l₂.const, coeffs := .nil }

theorem coordinate_eval (i : Nat) (v : Coeffs) : (coordinate i).eval v = v.get i := by
  show 0 + Coeffs.dot (Coeffs.set .nil i 1) v = v.get i
  rw [Coeffs.dot_set_nil, Int.zero_add, Int.one_mul]

section
variable {a0 a1 a2 a3 a4 a5 a6 a7 a8 a9 : Int} {t : Coeffs}

theorem coordinate_eval_0 : (coordinate 0).eval (.ofList (a0 :: t)) = a0 :=
  coordinate_eval 0 _
theorem coordinate_eval_1 : (coordinate 1).eval (.ofList (a0 :: a1 :: t)) = a1 :=
  coordinate_eval 1 _
theorem coordinate_eval_2 : (coordinate 2).eval (.ofList (a0 :: a1 :: a2 :: t)) = a2 :=
  coordinate_eval 2 _
theorem coordinate_eval_3 :
    (coordinate 3).eval (.ofList (a0 :: a1 :: a2 :: a3 :: t)) = a3 :=
  coordinate_eval 3 _
theorem coordinate_eval_4 :
    (coordinate 4).eval (.ofList (a0 :: a1 :: a2 :: a3 :: a4 :: t)) = a4 :=
  coordinate_eval 4 _
theorem coordinate_eval_5 :
    (coordinate 5).eval (.ofList (a0 :: a1 :: a2 :: a3 :: a4 :: a5 :: t)) = a5 :=
  coordinate_eval 5 _
theorem coordinate_eval_6 :
    (coordinate 6).eval (.ofList (a0 :: a1 :: a2 :: a3 :: a4 :: a5 :: a6 :: t)) = a6 :=
  coordinate_eval 6 _
theorem coordinate_eval_7 :
    (coordinate 7).eval (.ofList (a0 :: a1 :: a2 :: a3 :: a4 :: a5 :: a6 :: a7 :: t)) = a7 :=
  coordinate_eval 7 _
theorem coordinate_eval_8 :
    (coordinate 8).eval (.ofList (a0 :: a1 :: a2 :: a3 :: a4 :: a5 :: a6 :: a7 :: a8 :: t)) = a8 :=
  coordinate_eval 8 _
theorem coordinate_eval_9 :
    (coordinate 9).eval
      (.ofList (a0 :: a1 :: a2 :: a3 :: a4 :: a5 :: a6 :: a7 :: a8 :: a9 :: t)) = a9 :=
  coordinate_eval 9 _

end

theorem add_eval (l₁ l₂ : LinearCombo) (v : Coeffs) :
    (l₁ + l₂).eval v = l₁.eval v + l₂.eval v := by
  show l₁.const + l₂.const + Coeffs.dot (Coeffs.add l₁.coeffs l₂.coeffs) v
    = l₁.const + l₁.coeffs.dot v + (l₂.const + l₂.coeffs.dot v)
  rw [Coeffs.dot_add, Int.add_assoc, Int.add_assoc, Int.add_left_comm (l₂.const)]

theorem neg_eval (lc : LinearCombo) (v : Coeffs) : (-lc).eval v = -lc.eval v := by
  show -lc.const + Coeffs.dot lc.coeffs.neg v = -(lc.const + lc.coeffs.dot v)
  rw [Coeffs.dot_neg, Int.neg_add]

theorem sub_eval (l₁ l₂ : LinearCombo) (v : Coeffs) :
    (l₁ - l₂).eval v = l₁.eval v - l₂.eval v := by
  show l₁.const - l₂.const + Coeffs.dot (Coeffs.sub l₁.coeffs l₂.coeffs) v
    = l₁.const + l₁.coeffs.dot v - (l₂.const + l₂.coeffs.dot v)
  rw [Coeffs.dot_sub, Int.sub_eq_add_neg, Int.sub_eq_add_neg, Int.sub_eq_add_neg, Int.neg_add,
    Int.add_assoc, Int.add_assoc, Int.add_left_comm (-l₂.const)]

theorem smul_eval (lc : LinearCombo) (i : Int) (v : Coeffs) :
    (lc.smul i).eval v = i * lc.eval v := by
  show i * lc.const + Coeffs.dot (lc.coeffs.smul i) v = i * (lc.const + lc.coeffs.dot v)
  rw [Coeffs.dot_smul, Int.mul_add]

theorem mul_eval (l₁ l₂ : LinearCombo) (v : Coeffs)
    (w : l₁.coeffs.isZero ∨ l₂.coeffs.isZero) : (mul l₁ l₂).eval v = l₁.eval v * l₂.eval v := by
  show ((l₁.smul l₂.const + l₂.smul l₁.const) - _).eval v = _
  rw [sub_eval, add_eval, smul_eval, smul_eval]
  show _ - (l₁.const * l₂.const + 0) = _
  rw [Int.add_zero]
  cases w with
  | inl h =>
    have h₁ : l₁.eval v = l₁.const := by
      show l₁.const + _ = _
      rw [Coeffs.dot_of_isZero h, Int.add_zero]
    rw [h₁, Int.mul_comm l₂.const, Int.add_comm, Int.add_sub_cancel]
  | inr h =>
    have h₂ : l₂.eval v = l₂.const := by
      show l₂.const + _ = _
      rw [Coeffs.dot_of_isZero h, Int.add_zero]
    rw [h₂, Int.add_sub_cancel, Int.mul_comm]

end LinearCombo

end Lean.Omega
