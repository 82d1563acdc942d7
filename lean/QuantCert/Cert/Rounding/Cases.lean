prelude
import QuantCert.Spec.Rounding.Nearest

/-! # Evaluating the quantizer on given cases

Another implementation of the quantizer is compared with the definitions here, case by case.

## Main definitions
- `QuantizeCase`: a weight, its parameters, and the expected code and value
- `checkQuantizeCases`: the definitions give the expected results

## Main theorems
- `checkQuantizeCases_sound`
-/

namespace QuantCert

/-- A weight to quantize and what is expected. Scale, weight and value are in one unit `2^-p`. -/
structure QuantizeCase where
  /-- the step between codes, positive -/
  scale : Int
  /-- the code that stands for zero -/
  zeroPoint : Int
  /-- codes are `0 .. levels - 1` -/
  levels : Int
  /-- the weight -/
  weight : Int
  /-- the expected code -/
  code : Int
  /-- the expected value of the code -/
  value : Int

/-- The quantizer gives the expected code and the code has the expected value. -/
def QuantizeCase.Holds (c : QuantizeCase) : Prop :=
  0 < c.scale ∧ quantize c.scale c.zeroPoint c.levels c.weight = c.code ∧
    dequantize c.scale c.zeroPoint c.code = c.value

/-- All cases hold. -/
def QuantizeCasesHold (cases : List QuantizeCase) : Prop := ∀ c, c ∈ cases → c.Holds

/-- Evaluate one case. -/
def QuantizeCase.check (c : QuantizeCase) : Bool :=
  decide (0 < c.scale ∧ quantize c.scale c.zeroPoint c.levels c.weight = c.code ∧
    dequantize c.scale c.zeroPoint c.code = c.value)

/-- A case that evaluates to true holds. -/
theorem QuantizeCase.check_sound {c : QuantizeCase} (h : c.check = true) : c.Holds := by
  unfold QuantizeCase.Holds
  exact of_decide_eq_true h

/-- Evaluate all cases. -/
def checkQuantizeCases : List QuantizeCase → Bool
  | [] => true
  | c :: rest => c.check && checkQuantizeCases rest

/-- Checked cases hold. -/
theorem checkQuantizeCases_sound : ∀ {cases : List QuantizeCase}, checkQuantizeCases cases = true →
    QuantizeCasesHold cases
  | [], _ => fun _ hc => nomatch hc
  | _ :: _, h => fun c hc => by
    unfold checkQuantizeCases at h
    simp only [Bool.and_eq_true] at h
    cases hc with
    | head => exact QuantizeCase.check_sound h.1
    | tail _ hc => exact checkQuantizeCases_sound h.2 c hc

/-- A tie rounds to even, and a weight below the hull gets code 0. -/
example : QuantizeCasesHold [⟨48, 7, 11, -120, 5, -96⟩, ⟨48, 7, 11, -1000, 0, -336⟩] :=
  checkQuantizeCases_sound (by decide +kernel)

/-- A neighbouring code is refused, and so are a wrong value and a scale that is not positive. -/
example : checkQuantizeCases [⟨48, 7, 11, -120, 4, -144⟩] = false ∧
    checkQuantizeCases [⟨48, 7, 11, -120, 5, -95⟩] = false ∧
    checkQuantizeCases [⟨0, 7, 11, 0, 7, 0⟩] = false := by decide +kernel

end QuantCert
