prelude
import QuantCert.Cert.Prompt.Entries
import QuantCert.Spec.Gate.Gated
import QuantCert.Thm.Activation.Relu

/-!
# Sums, products and the rectifier, entry by entry

## Main definitions
* `checkAdd`, `checkBias`, `checkMul`, `checkScale`, `checkRelu`: whether the last box contains what
  becomes of the others.

## Main theorems
* `checkAdd_sound`, `checkBias_sound`, `checkMul_sound`, `checkScale_sound`, `checkRelu_sound`
-/

universe u

namespace QuantCert

/-- The larger of two numbers of fraction bits. -/
def finer (p q : Nat) : Nat := Nat.add p (Nat.sub q p)

/-- The sum of two boxes. -/
noncomputable def checkAdd (length dim : Nat) (A B C : Box) : Bool :=
  checkCells length dim (finer A.scale B.scale)
    (fun t i => Cell.addAt A.scale B.scale (A.cell t i) (B.cell t i)) C

/-- A box plus a vector, whose enclosure is `V` at position zero. -/
noncomputable def checkBias (length dim : Nat) (A V C : Box) : Bool :=
  checkCells length dim (finer A.scale V.scale)
    (fun t i => Cell.addAt A.scale V.scale (A.cell t i) (V.cell 0 i)) C

/-- The product of two boxes. -/
noncomputable def checkMul (length dim : Nat) (A B C : Box) : Bool :=
  checkCells length dim (Nat.add A.scale B.scale) (fun t i => (A.cell t i).mul (B.cell t i)) C

/-- A box times the number `c`. -/
noncomputable def checkScale (length dim : Nat) (c : Dyadic) (A C : Box) : Bool :=
  checkCells length dim (Nat.add c.scale A.scale)
    (fun t i => (Cell.ofNat c.mantissa).mul (A.cell t i)) C

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

/-- A checked sum is one. -/
theorem checkAdd_sound (hx : A.Contains length dim X) (hy : B.Contains length dim Y)
    (h : checkAdd length dim A B C = true) : C.Contains length dim fun t i => X t i + Y t i :=
  checkCells_sound (fun _ ht _ hi => Cell.addAt_holds (hx.cell ht hi) (hy.cell ht hi)) h

/-- A checked sum with a vector is one. -/
theorem checkBias_sound (hx : A.Contains length dim X) (hb : V.Contains 1 dim fun _ => b)
    (h : checkBias length dim A V C = true) : C.Contains length dim fun t i => X t i + b i :=
  checkCells_sound
    (fun _ ht _ hi => Cell.addAt_holds (hx.cell ht hi) (hb.cell Nat.one_pos hi)) h

/-- A checked product is one. -/
theorem checkMul_sound (hx : A.Contains length dim X) (hy : B.Contains length dim Y)
    (h : checkMul length dim A B C = true) : C.Contains length dim fun t => gated (X t) (Y t) :=
  checkCells_sound (fun _ ht _ hi => Cell.mul_holds (hx.cell ht hi) (hy.cell ht hi)) h

/-- A checked multiple is one. -/
theorem checkScale_sound {c : Dyadic} (hx : A.Contains length dim X)
    (h : checkScale length dim c A C = true) :
    C.Contains length dim fun t i => c.value R * X t i :=
  checkCells_sound
    (fun _ ht _ hi => Cell.mul_holds (Cell.holds_ofNat c.scale c.mantissa) (hx.cell ht hi)) h

/-- A checked rectifier is one. -/
theorem checkRelu_sound (hx : A.Contains length dim X) (h : checkRelu length dim A C = true) :
    C.Contains length dim fun t i => relu (X t i) :=
  checkCells_sound (fun _ ht _ hi => Cell.relu_holds (hx.cell ht hi)) h

end

end QuantCert
