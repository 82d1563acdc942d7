prelude
import QuantCert.Cert.Prompt.LaneChecks
import QuantCert.Cert.Prompt.Norm
import QuantCert.Spec.Prompt.Embedding

/-!
# Embeddings of a text by two networks

## Main definitions
* `checkMeanPool`: whether a box contains the mean of the vectors at all positions of another.
* `checkCosine`: whether the vectors in two boxes have a cosine of at least a number.

## Main theorems
* `checkMeanPool_sound`, `checkCosine_sound`
* `cosine_at_least`: of the embeddings of a text by two networks that are enclosed.
-/

universe u

namespace QuantCert

open Digits

/-- The sums of the first `n` entries of a box over the positions before `length`. -/
noncomputable def positionSums (w n ones : Nat) (A : Box) (length : Nat) : Lanes :=
  Nat.rec ⟨0, 0, 0, 0⟩ (fun t rest => rest.add (Lanes.ofBox w n ones A t)) length

/-- Bits of a digit for sums over positions, and `length` times a claim. -/
noncomputable def poolWidth (length : Nat) (A M : Box) : Nat :=
  Nat.add (Nat.add 8 (log2Ceil length)) (finer A.bits (Nat.add M.bits (Nat.sub A.scale M.scale)))

/-- Whether the box `M`, with one position, contains the mean of the vectors at all positions. -/
noncomputable def checkMeanPool (length n : Nat) (A M : Box) : Bool :=
  Nat.blt 0 length && (Nat.ble M.scale A.scale && withOnes (poolWidth length A M) n fun w ones =>
    Lanes.fits w n A && (Lanes.fits w n M &&
    (Nat.blt (Nat.add (Nat.pow 2 M.width) (Nat.pow 2 M.radiusWidth)) (Nat.pow 2 (Nat.sub w 1)) &&
    Lanes.covers w ones (Nat.sub A.scale M.scale) (positionSums w n ones A length)
      ((Lanes.ofBox w n ones M 0).multiple w ones (Cell.ofNat length)))))

/-- Whether vectors in the boxes `M` and `N`, with one position each, have a cosine of at least `c`. -/
noncomputable def checkCosine (n : Nat) (c : Dyadic) (M N : Box) : Bool :=
  Nat.blt 0 M.width && (Nat.blt 0 N.width && (Nat.ble n (Nat.pow 2 (log2Ceil n)) &&
  (Nat.blt 0 (squareCell n M).lower && (Nat.blt 0 (squareCell n N).lower &&
  (Nat.blt 0 (dotCell M N n 0 0 0 0).lower &&
  Nat.ble (Nat.mul (Nat.mul c.mantissa c.mantissa)
      (Nat.mul (squareCell n M).upper (squareCell n N).upper))
    (Nat.mul (Nat.mul (dotCell M N n 0 0 0 0).lower (dotCell M N n 0 0 0 0).lower)
      (Nat.pow 2 (Nat.add c.scale c.scale))))))))

section
variable {w n ones : Nat} {A : Box}

/-- Sums over positions. -/
theorem positionSums_are (hones : ones = pack w n fun _ => 1) (hfits : Lanes.fits w n A = true) :
    ∀ length, (positionSums w n ones A length).Are w n fun i => Cell.sum length fun t => A.cell t i
  | 0 =>
    have hzero : (0 : Nat) = pack w n fun _ => 0 := (sum_eq_zero fun _ _ => Nat.zero_mul _).symm
    ⟨hzero, hzero, hzero, fun _ _ => ⟨Nat.le_refl 0, Nat.le_refl 0, Nat.le_refl 0⟩⟩
  | t + 1 => Lanes.add_are (positionSums_are hones hfits t) (Lanes.ofBox_are hones hfits t)

end

section
variable {R : Type u} [OrderedField R] {length n : Nat} {A B M N : Box} {X Y : Nat → Vec R}

/-- A checked mean of the vectors is one. -/
theorem checkMeanPool_sound (hX : A.Contains length n X) (h : checkMeanPool length n A M = true) :
    M.Contains 1 n fun _ => meanPool length X := fun t ht i hi => by
  have h0 : t = 0 := by omega
  subst h0
  simp only [checkMeanPool, Bool.and_eq_true_iff] at h
  obtain ⟨hlength, hscale, h⟩ := h
  have ⟨w, ones, hw, hones, hk, _⟩ := withOnes_sound h
  simp only [Bool.and_eq_true_iff] at hk
  obtain ⟨hA, hM, hmax, hcovers⟩ := hk
  have hlength' : 0 < length := Nat.le_of_ble_eq_true hlength
  have hcover := Lanes.covers_sound hw hones (positionSums_are hones hA length)
    (Lanes.multiple_are hw hones (Lanes.ofBox_are hones hM 0) (Nat.le_of_ble_eq_true hmax) _)
    hcovers i hi
  have hsum : (Cell.sum length fun t => A.cell t i).Holds A.scale
      (meanPool length X i * natCast length) := by
    have heq : meanPool length X i * natCast length = sum length fun t => X t i :=
      div_mul_cancel _ (ne_of_gt (natCast_pos hlength'))
    rw [heq]
    exact Cell.sum_holds fun t ht => hX.cell ht hi
  exact Box.cell_holds_iff.mp
    (Cell.of_covers_multiple hlength' (Nat.le_of_ble_eq_true hscale) hsum hcover)

/-- Entries of the only head of a box with one position. -/
theorem headCell_zero (d c : Nat) (A : Box) : A.headCell d 0 0 c = A.cell 0 c := by
  show A.cell 0 (0 * d + c) = A.cell 0 c
  rw [Nat.zero_mul, Nat.zero_add]

/-- A checked cosine is at least the number. -/
theorem checkCosine_sound {c : Dyadic} {x y : Vec R} (hx : M.Contains 1 n fun _ => x)
    (hy : N.Contains 1 n fun _ => y) (h : checkCosine n c M N = true) :
    CosineAtLeast n (c.value R) x y := by
  simp only [checkCosine, Bool.and_eq_true_iff] at h
  obtain ⟨hwM, hwN, hn, hU, hV, hD, hle⟩ := h
  have hx' : ∀ i, i < n → (M.cell 0 i).Holds M.scale (x i) := fun i hi => hx.cell Nat.one_pos hi
  have hy' : ∀ i, i < n → (N.cell 0 i).Holds N.scale (y i) := fun i hi => hy.cell Nat.one_pos hi
  have hwM' : 0 < M.width := Nat.le_of_ble_eq_true hwM
  have hwN' : 0 < N.width := Nat.le_of_ble_eq_true hwN
  have hn' : n ≤ 2 ^ log2Ceil n := Nat.le_of_ble_eq_true hn
  have hU' : 0 < (squareCell n M).lower := Nat.le_of_ble_eq_true hU
  have hV' : 0 < (squareCell n N).lower := Nat.le_of_ble_eq_true hV
  have hD' : 0 < (dotCell M N n 0 0 0 0).lower := Nat.le_of_ble_eq_true hD
  have hxx : (squareCell n M).Holds (M.scale + M.scale) (dot n x x) := squareCell_holds hwM' hn' hx'
  have hyy : (squareCell n N).Holds (N.scale + N.scale) (dot n y y) := squareCell_holds hwN' hn' hy'
  have hxy : (dotCell M N n 0 0 0 0).Holds (M.scale + N.scale) (dot n x y) := dotCell_holds hwM' hwN'
    (fun i hi => (headCell_zero n i M).symm ▸ hx' i hi)
    (fun i hi => (headCell_zero n i N).symm ▸ hy' i hi)
  have hx0 := lt_of_lt_of_le (dyadic_pos _ hU') (Cell.lower_le hxx hU')
  have hy0 := lt_of_lt_of_le (dyadic_pos _ hV') (Cell.lower_le hyy hV')
  have hlow := Cell.lower_le hxy hD'
  have hl0 := dyadic_natCast_nonneg (R := R) (M.scale + N.scale) (dotCell M N n 0 0 0 0).lower
  have hd0 := le_trans hl0 hlow
  refine ⟨hx0, hy0, Dyadic.value_nonneg c, hd0, ?_⟩
  have hupper := mul_le_mul (Cell.le_upper hxx) (Cell.le_upper hyy) (le_of_lt hy0)
    (dyadic_natCast_nonneg _ _)
  refine le_trans (mul_le_mul_of_nonneg_left hupper (mul_self_nonneg (c.value R))) ?_
  refine le_trans ?_ (mul_le_mul hlow hlow hl0 hd0)
  have units : c.scale + c.scale + ((M.scale + M.scale) + (N.scale + N.scale)) =
      (M.scale + N.scale) + (M.scale + N.scale) + (c.scale + c.scale) := by omega
  have hle' : c.mantissa * c.mantissa * ((squareCell n M).upper * (squareCell n N).upper) ≤
      (dotCell M N n 0 0 0 0).lower * (dotCell M N n 0 0 0 0).lower * 2 ^ (c.scale + c.scale) :=
    Nat.le_of_ble_eq_true hle
  show dyadic c.scale c.mantissa * dyadic c.scale c.mantissa * _ ≤ _
  rw [← dyadic_mul, ← dyadic_mul, ← dyadic_mul, ← dyadic_mul,
    ← dyadic_scale ((M.scale + N.scale) + (M.scale + N.scale)) (c.scale + c.scale), ← units]
  refine dyadic_le ?_
  simpa only [Int.natCast_mul] using Int.ofNat_le.mpr hle'

/-- The embeddings of a text by two networks have a cosine of at least `c`. -/
theorem cosine_at_least {c : Dyadic} (hX : A.Contains length n X) (hY : B.Contains length n Y)
    (hM : checkMeanPool length n A M = true) (hN : checkMeanPool length n B N = true)
    (h : checkCosine n c M N = true) :
    CosineAtLeast n (c.value R) (meanPool length X) (meanPool length Y) :=
  checkCosine_sound (checkMeanPool_sound hX hM) (checkMeanPool_sound hY hN) h

end

end QuantCert
