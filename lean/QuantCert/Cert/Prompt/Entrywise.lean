prelude
import QuantCert.Cert.Prompt.LaneChecks
import QuantCert.Cert.Prompt.LaneProducts
import QuantCert.Spec.Gate.Gated
import QuantCert.Thm.Activation.Relu

/-!
# Sums, products and the rectifier, entry by entry

## Main definitions
* `checkAdd`, `checkBias`, `checkMul`, `checkScale`, `checkCopy`, `checkRelu`: whether the last box contains what
  becomes of the others.

## Main theorems
* `checkAdd_sound`, `checkBias_sound`, `checkMul_sound`, `checkScale_sound`, `checkRelu_sound`
-/

universe u

namespace QuantCert

open Digits

/-- Bits of a digit for the sum of two boxes and a claim, in the finest units. -/
def sumWidth (p : Nat) (A B C : Box) : Nat :=
  Nat.add (Nat.add 4 (Nat.sub C.scale p)) (finer (Nat.add A.bits (Nat.sub p A.scale)) (finer (Nat.add B.bits (Nat.sub p B.scale))
    (Nat.add C.bits (Nat.sub p C.scale))))

/-- The sum of two boxes, the second one at positions `s t`. -/
noncomputable def checkSum (length dim : Nat) (s : Nat → Nat) (A B C : Box) : Bool :=
  withOnes (sumWidth (finer A.scale B.scale) A B C) dim fun w ones =>
    Lanes.fits w dim A && (Lanes.fits w dim B && allBelow length fun t =>
      checkLanes w dim (finer A.scale B.scale) ones (Lanes.addAt A.scale B.scale
        (Lanes.ofBox w dim ones A t) (Lanes.ofBox w dim ones B (s t))) C t)

/-- The sum of two boxes. -/
noncomputable def checkAdd (length dim : Nat) (A B C : Box) : Bool :=
  checkSum length dim (fun t => t) A B C

/-- A box plus a vector, whose enclosure is `V` at position zero. -/
noncomputable def checkBias (length dim : Nat) (A V C : Box) : Bool :=
  checkSum length dim (fun _ => 0) A V C

/-- Bits of a digit for the products of two boxes and a claim. -/
def productWidth (A B C : Box) : Nat :=
  Nat.add (Nat.add 5 (Nat.sub C.scale (Nat.add A.scale B.scale))) (finer (Nat.add A.bits B.bits)
    (Nat.add C.bits (Nat.sub (Nat.add A.scale B.scale) C.scale)))

/-- The product of two boxes. -/
noncomputable def checkMul (length dim : Nat) (A B C : Box) : Bool :=
  withOnes (productWidth A B C) dim fun w ones =>
    Lanes.productFits w dim A B && allBelow length fun t =>
      checkLanes w dim (Nat.add A.scale B.scale) ones (Lanes.product w dim ones A t B t) C t

/-- Bits of a digit for the multiple `c` of a box, and a claim. -/
noncomputable def scaleWidth (c : Dyadic) (A C : Box) : Nat :=
  Nat.add (Nat.add 5 (Nat.sub C.scale (Nat.add A.scale c.scale))) (finer (Nat.add A.bits (log2CeilFrom (Nat.succ c.mantissa) 1100 0))
    (Nat.add C.bits (Nat.sub (Nat.add A.scale c.scale) C.scale)))

/-- A box times the number `c`. -/
noncomputable def checkScale (length dim : Nat) (c : Dyadic) (A C : Box) : Bool :=
  withOnes (scaleWidth c A C) dim fun w ones =>
    Lanes.fits w dim A && (Nat.blt (Nat.add (Nat.pow 2 A.width) (Nat.pow 2 A.radiusWidth))
      (Nat.pow 2 (Nat.sub w 1)) && allBelow length fun t =>
        checkLanes w dim (Nat.add A.scale c.scale) ones
          (Lanes.multiple w ones (Cell.ofNat c.mantissa) (Lanes.ofBox w dim ones A t)) C t)

/-- A copy of a box. -/
noncomputable def checkCopy (length dim : Nat) (A C : Box) : Bool :=
  withOnes (sumWidth A.scale A A C) dim fun w ones => Lanes.fits w dim A && allBelow length fun t =>
    checkLanes w dim A.scale ones (Lanes.ofBox w dim ones A t) C t

/-- The rectifier of one cell. -/
def Cell.relu (c : Cell) : Cell := ⟨Nat.sub c.pos c.neg, 0, c.rad⟩

/-- The rectifier of a box. -/
noncomputable def checkRelu (length dim : Nat) (A C : Box) : Bool :=
  checkCells length dim A.scale (fun t i => (A.cell t i).relu) C

section
variable {R : Type u} [OrderedField R]

/-- The rectifier is enclosed. -/
theorem Cell.relu_holds {p : Nat} {c : Cell} {x : R} (h : c.Holds p x) :
    c.relu.Holds p (QuantCert.relu x) := by
  have hmid : dyadic p c.relu.mid = QuantCert.relu (dyadic (R := R) p c.mid) := by
    show dyadic p (((c.pos - c.neg : Nat) : Int) - (0 : Nat)) = _
    rcases Nat.le_total c.neg c.pos with hle | hle
    · have heq : ((c.pos - c.neg : Nat) : Int) - (0 : Nat) = c.mid := by unfold Cell.mid; omega
      rw [heq, relu_of_nonneg]
      rw [← heq, Int.natCast_zero, Int.sub_zero]
      exact dyadic_natCast_nonneg p _
    · have heq : c.mid = -((c.neg - c.pos : Nat) : Int) := by unfold Cell.mid; omega
      rw [heq, dyadic_neg, relu_of_nonpos (neg_nonpos_of_nonneg (dyadic_natCast_nonneg p _)),
        Nat.sub_eq_zero_of_le hle, Int.natCast_zero, Int.sub_zero]
      unfold dyadic
      rw [intCast_zero, zero_div]
  unfold Cell.Holds Near
  rw [hmid]
  have hl := relu_lipschitz x (dyadic p c.mid)
  rw [one_mul] at hl
  exact le_trans hl h

variable {length dim : Nat} {A B V C : Box} {X Y : Nat → Vec R} {b : Vec R}

/-- A checked sum of two boxes is one. -/
theorem checkSum_sound {s : Nat → Nat} (hx : A.Contains length dim X)
    (hy : ∀ t, t < length → ∀ i, i < dim → (B.cell (s t) i).Holds B.scale (Y t i))
    (h : checkSum length dim s A B C = true) : C.Contains length dim fun t i => X t i + Y t i :=
  fun t ht i hi => by
    have ⟨w, ones, hw, hones, hk, _⟩ := withOnes_sound h
    simp only [Bool.and_eq_true_iff] at hk
    exact Box.cell_holds_iff.mp (checkLanes_sound hw hones
      (Lanes.addAt_are (Lanes.ofBox_are hones hk.1 t) (Lanes.ofBox_are hones hk.2.1 (s t)))
      (fun i hi => Cell.addAt_holds (hx.cell ht hi) (hy t ht i hi)) (of_allBelow hk.2.2 ht) i hi)

/-- A checked sum is one. -/
theorem checkAdd_sound (hx : A.Contains length dim X) (hy : B.Contains length dim Y)
    (h : checkAdd length dim A B C = true) : C.Contains length dim fun t i => X t i + Y t i :=
  checkSum_sound hx (fun _ ht _ hi => hy.cell ht hi) h

/-- A checked sum with a vector is one. -/
theorem checkBias_sound (hx : A.Contains length dim X) (hb : V.Contains 1 dim fun _ => b)
    (h : checkBias length dim A V C = true) : C.Contains length dim fun t i => X t i + b i :=
  checkSum_sound (Y := fun _ => b) hx (fun _ _ _ hi => hb.cell Nat.one_pos hi) h

/-- A checked product is one. -/
theorem checkMul_sound (hx : A.Contains length dim X) (hy : B.Contains length dim Y)
    (h : checkMul length dim A B C = true) : C.Contains length dim fun t => gated (X t) (Y t) :=
  fun t ht i hi => by
    have ⟨w, ones, hw, hones, hk, _⟩ := withOnes_sound h
    simp only [Bool.and_eq_true_iff] at hk
    exact Box.cell_holds_iff.mp (checkLanes_sound hw hones (Lanes.product_are hones hk.1 t t)
      (fun i hi => Cell.mul_holds (hx.cell ht hi) (hy.cell ht hi)) (of_allBelow hk.2 ht) i hi)

/-- A checked multiple is one. -/
theorem checkScale_sound {c : Dyadic} (hx : A.Contains length dim X)
    (h : checkScale length dim c A C = true) :
    C.Contains length dim fun t i => c.value R * X t i := fun t ht i hi => by
  have ⟨w, ones, hw, hones, hk, _⟩ := withOnes_sound h
  simp only [Bool.and_eq_true_iff] at hk
  refine Box.cell_holds_iff.mp (checkLanes_sound (x := fun i => c.value R * X t i) hw hones
    (Lanes.multiple_are hw hones (Lanes.ofBox_are hones hk.1 t) (Nat.le_of_ble_eq_true hk.2.1) _)
    (fun i hi => ?_) (of_allBelow hk.2.2 ht) i hi)
  rw [mul_comm]
  exact Cell.mul_holds (hx.cell ht hi) (Cell.holds_ofNat c.scale c.mantissa)

/-- A checked copy is one. -/
theorem checkCopy_sound (hx : A.Contains length dim X) (h : checkCopy length dim A C = true) :
    C.Contains length dim X := fun t ht i hi => by
  have ⟨w, ones, hw, hones, hk, _⟩ := withOnes_sound h
  have ⟨hfits, hall⟩ := Bool.and_eq_true_iff.mp hk
  exact Box.cell_holds_iff.mp (checkLanes_sound hw hones (Lanes.ofBox_are hones hfits t)
    (fun i hi => hx.cell ht hi) (of_allBelow hall ht) i hi)

/-- A checked rectifier is one. -/
theorem checkRelu_sound (hx : A.Contains length dim X) (h : checkRelu length dim A C = true) :
    C.Contains length dim fun t i => relu (X t i) :=
  checkCells_sound (fun _ ht _ hi => Cell.relu_holds (hx.cell ht hi)) h

end

end QuantCert
