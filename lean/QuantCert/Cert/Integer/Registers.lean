prelude
import QuantCert.Cert.Accumulator.Dot
import QuantCert.Cert.Integer.PackedMul
import QuantCert.Spec.Integer.Registers
import QuantCert.Thm.Accumulator.Sum

/-!
# Rows fit their registers, in any order

## Main definitions
* `Integer.checkRowsFit`: whether the largest entry shows it

## Main theorems
* `Integer.checkRowsFit_sound`
-/

namespace QuantCert.Integer

open Accumulator Digits

/-- Whether as many products as there are columns, each as large as the largest entry allows, fit. -/
noncomputable def checkRowsFit (register bits : Nat) (C : Packed) : Bool :=
  Nat.blt 0 register && Nat.blt (Nat.mul C.columns.count (Nat.pow 2 (Nat.add C.bits bits)))
    (Nat.pow 2 (Nat.sub register 1))

/-- Entries of checked columns are at most `2^bits`. -/
theorem entry_size {C : Packed} (hC : C.Sound) {i j : Nat} (hi : i < C.columns.count)
    (hj : j < C.rows) :
    -twoPow C.bits ≤ (ofColumns C.toColumns).entry j i ∧
      (ofColumns C.toColumns).entry j i ≤ twoPow C.bits := by
  have hdigit := hC.digit i hi j hj
  have hoffset := hC.offset
  show -twoPow C.bits ≤ ((digit C.width (C.columns.entry i) j : Nat) : Int) - (C.offset : Int) ∧
    ((digit C.width (C.columns.entry i) j : Nat) : Int) - (C.offset : Int) ≤ twoPow C.bits
  unfold twoPow
  omega

/-- Products of two numbers that are at most `A` and `B`. -/
theorem corners_of_sizes {A B : Int} (hA : 0 ≤ A) (hB : 0 ≤ B) :
    minCorner (-A) A (-B) B = -(A * B) ∧ maxCorner (-A) A (-B) B = A * B := by
  have hAB := Int.mul_nonneg hA hB
  unfold minCorner maxCorner
  rw [Int.neg_mul_neg, Int.neg_mul, Int.mul_neg]
  omega

/-- Rows that pass fit, in any order. -/
theorem checkRowsFit_sound {register bits : Nat} {C : Packed} (hcheck : C.check = true)
    (h : checkRowsFit register bits C = true) : RowsFit register bits C.toColumns := by
  have hC := Packed.check_sound hcheck
  have ⟨hpos, hlt⟩ := Bool.and_eq_true_iff.mp h
  have hlt' : C.columns.count * 2 ^ (C.bits + bits) < 2 ^ (register - 1) := Nat.le_of_ble_eq_true hlt
  have hcorner := corners_of_sizes (Int.le_of_lt (twoPow_pos C.bits)) (Int.le_of_lt (twoPow_pos bits))
  have hprod : twoPow C.bits * twoPow bits = ((2 ^ (C.bits + bits) : Nat) : Int) := by
    rw [Nat.pow_add, Int.natCast_mul]
    rfl
  have hcast : ((C.columns.count * 2 ^ (C.bits + bits) : Nat) : Int) =
      (C.columns.count : Int) * ((2 ^ (C.bits + bits) : Nat) : Int) := Int.natCast_mul _ _
  have hnonneg : (0 : Int) ≤ ((2 ^ (C.bits + bits) : Nat) : Int) := Int.natCast_nonneg _
  have hsafe : Safe register C.columns.count (-twoPow C.bits) (twoPow C.bits) (-twoPow bits)
      (twoPow bits) := by
    refine safe_of_corners (Nat.le_of_ble_eq_true hpos) ?_ ?_
    · rw [hcorner.1, hprod, show min 0 (-((2 ^ (C.bits + bits) : Nat) : Int)) =
        -((2 ^ (C.bits + bits) : Nat) : Int) by omega, Int.mul_neg]
      omega
    · rw [hcorner.2, hprod, show max 0 (((2 ^ (C.bits + bits) : Nat) : Int)) =
        ((2 ^ (C.bits + bits) : Nat) : Int) by omega]
      omega
  intro j hj a ha t ht
  have hlength : (rowList C.toColumns j).length ≤ C.columns.count :=
    Nat.le_of_eq (length_columns _ _)
  exact hsafe _ a hlength (allIn_columns fun i hi => entry_size hC hi hj) ha t ht

end QuantCert.Integer
