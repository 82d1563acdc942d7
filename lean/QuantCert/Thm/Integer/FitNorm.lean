prelude
import QuantCert.Spec.Integer.FormedRun
import QuantCert.Thm.Integer.FitNarrow

/-!
# Norms of bounded vectors

## Main definitions
* `Integer.NormSizes`, `Integer.NormFactors.Within`: claims about a norm, and that they are right

## Main theorems
* `Integer.formNorm_fit`: what a norm forms fits
* `Integer.rmsNorm_le`: its outputs are at most the largest factor
-/

namespace QuantCert.Integer

/-- Claims about a norm. -/
structure NormSizes where
  /-- the largest factor in size -/
  factor : Int
  /-- no input is shifted by more -/
  shift : Nat
  /-- no root is larger -/
  root : Int

/-- The claims about a norm of at most `n` entries of at most `B` are right. -/
structure NormFactors.Within (F n : Nat) (B : Int) (N : NormFactors) (Z : NormSizes) : Prop where
  factor : AllLe Z.factor N.factors
  factor_nonneg : 0 ≤ Z.factor
  epsilon : 0 ≤ N.epsilon
  epsilon_fits : N.epsilon + twoPow (mostShift - 1) < twoPow 63
  input_nonneg : 0 ≤ B
  shift : B ≤ (twoPow normBits - 1) * twoPow Z.shift
  rounding : B + twoPow Z.shift < twoPow 63
  root : 1 ≤ Z.root
  squares : (n : Int) * (twoPow normBits * twoPow normBits) + N.epsilon < (Z.root + 1) * (Z.root + 1)
  square_fits : (Z.root + 1) * (Z.root + 1) < twoPow 63
  products : 2 * (twoPow normBits * (Z.factor * twoPow (F - factorUnit))) + 2 * Z.root < twoPow 63

/-- Squares that are added to something. -/
theorem foldr_squares : ∀ (v : List Int) (e : Int),
    v.foldr (fun a s => a * a + s) e = (v.map (fun a => a * a) ++ [e]).sum
  | [], e => (Int.add_zero e).symm
  | a :: v, e => congrArg (a * a + ·) (foldr_squares v e)

/-- An entry is at most the root of the sum of squares. -/
theorem entry_le_root {v : List Int} {e : Int} (he : 0 ≤ e) {a : Int} (ha : a ∈ v) :
    AbsLe ((max (isqrt (v.foldr (fun a s => a * a + s) e).toNat) 1 : Nat) : Int) a := by
  have ⟨hsquare, hnonneg⟩ := square_le_sum he ha
  have hroot := natAbs_le_isqrt (n := (v.foldr (fun a s => a * a + s) e).toNat)
    (by rw [Int.toNat_of_nonneg hnonneg]; exact hsquare)
  unfold AbsLe
  omega

/-- The root of a number below a square. -/
theorem isqrt_le_of {n : Nat} {r : Int} (hr : 1 ≤ r) (h : (n : Int) < (r + 1) * (r + 1)) :
    AbsLe r ((max (isqrt n) 1 : Nat) : Int) := by
  have hsq := isqrt_le n
  have hle : (isqrt n : Int) ≤ r := by
    rcases Int.lt_or_ge r (isqrt n : Int) with hlt | hge
    · have := Int.mul_le_mul (show r + 1 ≤ (isqrt n : Int) by omega)
        (show r + 1 ≤ (isqrt n : Int) by omega) (by omega) (by omega)
      have hcast : ((isqrt n * isqrt n : Nat) : Int) ≤ n := Int.ofNat_le.mpr hsq
      rw [Int.natCast_mul] at hcast
      omega
    · exact hge
  unfold AbsLe
  omega

variable {F n : Nat} {B : Int} {N : NormFactors} {Z : NormSizes}

/-- The rounded epsilon. -/
theorem epsilon_le (hN : N.Within F n B Z) (k : Nat) :
    0 ≤ roundShift N.epsilon (2 * (k : Int)) ∧ roundShift N.epsilon (2 * (k : Int)) ≤ N.epsilon := by
  have hk : (2 * (k : Int)) = ((2 * k : Nat) : Int) := by omega
  have hlow := roundShift_mono hN.epsilon (2 * (k : Int))
  rw [roundShift_zero] at hlow
  refine ⟨hlow, ?_⟩
  rw [hk]
  exact (roundShift_absLe (2 * k) (absLe_self hN.epsilon)).2

/-- The sizes of the squares, added up. -/
theorem squares_le (hN : N.Within F n B Z) {v : List Int} (hlength : v.length ≤ n)
    (hv : AllLe (twoPow normBits) v) {e : Int} (he : 0 ≤ e) (hle : e ≤ N.epsilon) :
    sizeSum (v.map (fun a => a * a) ++ [e]) < (Z.root + 1) * (Z.root + 1) := by
  have hsquares : AllLe (twoPow normBits * twoPow normBits) (v.map fun a => a * a) := fun s hs => by
    obtain ⟨a, ha, rfl⟩ := List.mem_map.mp hs
    exact absLe_mul (hv a ha) (hv a ha)
  have hsum := sizeSum_le hsquares
  rw [List.length_map] at hsum
  have hpos := Int.mul_nonneg (Int.le_of_lt (twoPow_pos normBits)) (Int.le_of_lt (twoPow_pos normBits))
  have hmore := Int.mul_le_mul_of_nonneg_right (Int.ofNat_le.mpr hlength) hpos
  have hall := hN.squares
  rw [sizeSum_append]
  show _ + ((e.natAbs : Int) + 0) < _
  omega

/-- An entry of a norm. -/
theorem formEntry_fit (hN : N.Within F n B Z) {root a c : Int} (hroot : AbsLe Z.root root)
    (hpos : 0 < root) (ha : AbsLe root a) (hsmall : AbsLe (twoPow normBits) a) (hc : c ∈ N.factors) :
    AllFit (formEntry F root a c) := by
  have hpow := Int.le_of_lt (twoPow_pos (F - factorUnit))
  have hfactor := absLe_mul (hN.factor c hc) (absLe_self hpow)
  have hnonneg := Int.mul_nonneg hN.factor_nonneg hpow
  have hproduct := absLe_mul hsmall hfactor
  have hdiv : AbsLe (Z.factor * twoPow (F - factorUnit))
      (roundDiv (a * (c * twoPow (F - factorUnit))) root) := by
    refine roundDiv_size hpos ?_
    rw [Int.mul_comm]
    exact absLe_mul ha hfactor
  have hfits := hN.products
  have hr := hN.root
  have hbig := Int.mul_le_mul_of_nonneg_right (show 1 ≤ twoPow normBits from twoPow_pos _) hnonneg
  rw [Int.one_mul] at hbig
  refine allFit_append (allFit_cons (fit_one hfactor ?_) (allFit_cons (fit_one hproduct ?_)
    allFit_nil)) (formDiv_fit hproduct hroot hdiv hfits ?_)
  · show _ < twoPow 63
    omega
  · show _ < twoPow 63
    omega
  · omega

/-- What a norm forms fits. -/
theorem formNorm_fit (hN : N.Within F n B Z) {x : List Int} (hlength : x.length ≤ n)
    (hx : AllLe B x) : AllFit (formNorm F N x) := by
  have hlimit : (1 : Int) ≤ twoPow normBits - 1 := by decide
  have hsmall : AllLe (twoPow normBits) (shiftAll (leastShift (twoPow normBits - 1) x) x) :=
    fun a ha => by
      obtain ⟨y, hy, rfl⟩ := List.mem_map.mp ha
      exact absLe_mono (leastShift_fits hlimit hy) (by omega)
  have ⟨he, hle⟩ := epsilon_le hN (leastShift (twoPow normBits - 1) x)
  have hshort : (shiftAll (leastShift (twoPow normBits - 1) x) x).length ≤ n := by
    rw [show (shiftAll (leastShift (twoPow normBits - 1) x) x).length = x.length from
      List.length_map _]
    exact hlength
  have hsquares := squares_le hN hshort hsmall he hle
  have hentry := fun a ha => entry_le_root (v := shiftAll (leastShift (twoPow normBits - 1) x) x)
    he (a := a) ha
  have hfold := foldr_squares (shiftAll (leastShift (twoPow normBits - 1) x) x)
    (roundShift N.epsilon (2 * (leastShift (twoPow normBits - 1) x : Int)))
  have hsum := sum_size ((shiftAll (leastShift (twoPow normBits - 1) x) x).map (fun a => a * a) ++
    [roundShift N.epsilon (2 * (leastShift (twoPow normBits - 1) x : Int))])
  rw [← hfold] at hsum
  refine allFit_append (formFitting_fit hlimit (by decide) hN.input_nonneg hx hN.shift hN.rounding)
    (allFit_append (formShift_fit_half (absLe_self hN.epsilon) (Nat.min_le_right _ _) hN.epsilon_fits) ?_)
  generalize shiftAll (leastShift (twoPow normBits - 1) x) x = small at *
  generalize roundShift N.epsilon (2 * (leastShift (twoPow normBits - 1) x : Int)) = e at *
  generalize small.foldr (fun a s => a * a + s) e = square at *
  have hfits := hN.square_fits
  have hr := hN.root
  have hroot := isqrt_le_of (n := square.toNat) hr (by unfold AbsLe at hsum; omega)
  have hpos : 0 < ((max (isqrt square.toNat) 1 : Nat) : Int) := by omega
  generalize ((max (isqrt square.toNat) 1 : Nat) : Int) = root at *
  have hnext : AbsLe (Z.root + 1) (root + 1) := by unfold AbsLe at *; omega
  have hsq := absLe_mul hroot hroot
  have hsq' := absLe_mul hnext hnext
  have hrr : Z.root * Z.root ≤ (Z.root + 1) * (Z.root + 1) :=
    Int.mul_le_mul (by omega) (by omega) (by omega) (by omega)
  have hr1 : (Z.root + 1) * 1 ≤ (Z.root + 1) * (Z.root + 1) :=
    Int.mul_le_mul_of_nonneg_left (by omega) (by omega)
  refine allFit_append (allFit_cons (fit_of_size ?_) (allFit_cons (fit_one hroot ?_)
    (allFit_cons (fit_one hsq ?_) (allFit_cons (fit_one hsq' hfits) allFit_nil))))
    (allFit_zipLists fun a ha c hc => formEntry_fit hN hroot hpos (hentry a ha) (hsmall a ha) hc)
  · show sizeSum (small.map (fun a => a * a) ++ [e]) < twoPow 63
    omega
  · show _ < twoPow 63
    omega
  · show _ < twoPow 63
    omega

/-- The outputs of a norm, whatever the input. -/
theorem rmsNorm_le (hN : N.Within F n B Z) (x : List Int) :
    AllLe (Z.factor * twoPow (F - factorUnit)) (rmsNorm F N x) :=
  fun _ hy => rmsNorm_size hN.epsilon hN.factor hy

end QuantCert.Integer
