prelude
import QuantCert.Spec.Integer.FormedRun
import QuantCert.Thm.Integer.FitNarrow

/-!
# Powers, SiLU and gated products of bounded numbers

## Main theorems
* `Integer.formPower_fit`, `Integer.formSilu_fit`: what powers and SiLU form fits
* `Integer.formGate_fit`, `Integer.gate_le`: gated products
-/

namespace QuantCert.Integer

/-- Entries of a table that falls. -/
theorem entry_absLe {T : PowerTable} (hT : T.Falls) {h : Nat} (hh : h ≤ 2 ^ tableBits) :
    AbsLe (twoPow powUnit) (T.entry h) := by
  have hnonneg : 0 ≤ T.entry h := Int.natCast_nonneg _
  have hle := entry_le hT h hh
  have := twoPow_pos powUnit
  exact ⟨by omega, hle⟩

/-- What a point between two entries forms. -/
theorem formBetween_fit {T : PowerTable} (hT : T.Falls) {h l : Nat} (hh : h < 2 ^ tableBits)
    (hl : l < 2 ^ (argUnit - tableBits)) : AllFit (formBetween T h l) := by
  have hfirst := entry_absLe hT (Nat.le_of_lt hh)
  have hsecond := entry_absLe hT (h := h + 1) hh
  have h0 : 0 ≤ T.entry h := Int.natCast_nonneg _
  have h1 : 0 ≤ T.entry (h + 1) := Int.natCast_nonneg _
  have hdiff : AbsLe (twoPow powUnit) (T.entry (h + 1) - T.entry h) := by
    unfold AbsLe at *
    omega
  have hneg : AbsLe (twoPow powUnit) (-T.entry h) := by
    unfold AbsLe at *
    omega
  have hl' : AbsLe (twoPow (argUnit - tableBits)) (l : Int) :=
    ⟨by have := twoPow_pos (argUnit - tableBits); omega, Int.ofNat_le.mpr (Nat.le_of_lt hl)⟩
  have hstep := absLe_mul hdiff hl'
  have hround := hstep
  rw [Int.mul_comm (twoPow powUnit)] at hround
  exact allFit_append (allFit_cons (fit_two hsecond hneg (by decide)) (allFit_cons
    (fit_one hstep (by decide)) allFit_nil)) (allFit_append
      (formShift_fit hstep (Nat.le_refl _) (by decide))
      (allFit_cons (fit_two hfirst (roundShift_le hround) (by decide)) allFit_nil))

/-- What a power of one half forms. -/
theorem formPower_fit {T : PowerTable} (hT : T.Falls) {u : Nat} {U : Int} (hu : (u : Int) ≤ U)
    (hU : U < twoPow 63) : AllFit (formPower T u) := by
  have hf := Nat.mod_lt u (Nat.two_pow_pos argUnit)
  have hh : u % 2 ^ argUnit / 2 ^ (argUnit - tableBits) < 2 ^ tableBits :=
    (Nat.div_lt_iff_lt_mul (Nat.two_pow_pos _)).mpr hf
  have ⟨hlow, hhigh⟩ := halfPower_size hT u
  have hone := twoPow_pos powUnit
  exact allFit_append (allFit_cons (fit_one (A := U) ⟨by omega, hu⟩ hU) (allFit_cons
    (fit_one (A := twoPow powUnit) ⟨by omega, hhigh⟩ (by decide)) allFit_nil))
    (formBetween_fit hT hh (Nat.mod_lt _ (Nat.two_pow_pos _)))

/-- The argument of the power in a sigmoid. -/
theorem argument_le {B x : Int} (F : Nat) (hx : AbsLe B x) :
    AbsLe (B * log2e) ((x.natAbs : Int) * log2e) ∧
    (((roundShift ((x.natAbs : Int) * log2e) F).toNat : Nat) : Int) ≤ B * log2e + twoPow F := by
  have hnat : AbsLe B (x.natAbs : Int) := by unfold AbsLe at *; omega
  have hu := absLe_mul hnat (absLe_self (show (0 : Int) ≤ log2e by decide))
  have hr := absLe_of_mul (twoPow_pos F) (roundShift_scaled F hu)
  refine ⟨hu, ?_⟩
  have := absLe_nonneg hr
  unfold AbsLe at hr
  omega

/-- What SiLU forms. -/
theorem formSilu_fit {T : PowerTable} (hT : T.Falls) {F : Nat} {B x : Int} (hx : AbsLe B x)
    (hlog : B * log2e + twoPow F < twoPow 63) (hfit : B * twoPow powUnit + twoPow powUnit < twoPow 63) :
    AllFit (formSilu T F x) := by
  have ⟨hu, hr⟩ := argument_le F hx
  have ⟨hs, hs'⟩ := sigmoid_size hT F x
  have ⟨hz, hz'⟩ := halfPower_size hT (roundShift ((x.natAbs : Int) * log2e) F).toNat
  have hF := twoPow_pos F
  have hone := twoPow_pos powUnit
  have hprod : AbsLe (B * twoPow powUnit) (x * sigmoid T F x) :=
    absLe_mul hx ⟨by omega, hs'⟩
  have hsquare : AbsLe (twoPow powUnit * twoPow powUnit) (twoPow powUnit * twoPow powUnit) :=
    absLe_self (by decide)
  have hdiv : AllFit (if 0 ≤ x then formDiv (twoPow powUnit * twoPow powUnit)
      (twoPow powUnit + halfPower T (roundShift ((x.natAbs : Int) * log2e) F).toNat)
      else formDiv (halfPower T (roundShift ((x.natAbs : Int) * log2e) F).toNat * twoPow powUnit)
      (twoPow powUnit + halfPower T (roundShift ((x.natAbs : Int) * log2e) F).toNat)) := by
    unfold sigmoid at hs hs'
    generalize halfPower T (roundShift ((x.natAbs : Int) * log2e) F).toNat = z at *
    have hsum : AbsLe (2 * twoPow powUnit) (twoPow powUnit + z) := by unfold AbsLe; omega
    have hzone : AbsLe (twoPow powUnit * twoPow powUnit) (z * twoPow powUnit) :=
      absLe_mul ⟨by omega, hz'⟩ (absLe_self (Int.le_of_lt hone))
    split
    · rename_i hpos
      rw [if_pos hpos] at hs hs'
      exact formDiv_fit hsquare hsum (C := twoPow powUnit) ⟨by omega, hs'⟩ (by decide) (by decide)
    · rename_i hneg
      rw [if_neg hneg] at hs hs'
      exact formDiv_fit hzone hsum (C := twoPow powUnit) ⟨by omega, hs'⟩ (by decide) (by decide)
  have hzone : AbsLe (twoPow powUnit * twoPow powUnit)
      (halfPower T (roundShift ((x.natAbs : Int) * log2e) F).toNat * twoPow powUnit) :=
    absLe_mul ⟨by omega, hz'⟩ (absLe_self (Int.le_of_lt hone))
  refine allFit_cons (fit_one hu ?_) (allFit_append (formShift_fit hu (Nat.le_refl F) hlog)
    (allFit_append (formPower_fit hT hr hlog) (allFit_append (allFit_cons
      (fit_one hsquare (by decide)) (allFit_cons (fit_one hzone (by decide)) (allFit_cons
      (fit_two (absLe_self (Int.le_of_lt hone)) (B := twoPow powUnit) ⟨by omega, hz'⟩ (by decide))
      allFit_nil))) (allFit_append hdiv (allFit_cons (fit_one hprod ?_)
        (formShift_fit hprod (Nat.le_refl powUnit) hfit))))))
  · show B * log2e < twoPow 63
    omega
  · show B * twoPow powUnit < twoPow 63
    omega

/-! ## Gated products -/

/-- Claims about a gated product. -/
structure GateSizes where
  /-- the gate is shifted by no more -/
  gateShift : Nat
  /-- what it is multiplied with is shifted by no more -/
  upShift : Nat
  /-- no product is larger in size -/
  output : Int

/-- The claims about a gated product of numbers of at most `A` and `B` are right. -/
structure GateSizes.Within (F : Nat) (A B : Int) (Z : GateSizes) : Prop where
  gate_nonneg : 0 ≤ A
  up_nonneg : 0 ≤ B
  gateShift : A ≤ (twoPow factorBits - 1) * twoPow Z.gateShift
  upShift : B ≤ (twoPow factorBits - 1) * twoPow Z.upShift
  gate_fits : A + twoPow Z.gateShift < twoPow 63
  up_fits : B + twoPow Z.upShift < twoPow 63
  log_fits : A * log2e + twoPow F < twoPow 63
  silu_fits : A * twoPow powUnit + twoPow powUnit < twoPow 63
  unit_fits : twoPow factorBits * twoPow factorBits + twoPow F < twoPow 63
  output : (A + twoPow Z.gateShift) * (B + twoPow Z.upShift) ≤ Z.output * twoPow F
  fits : Z.output < twoPow 63

variable {F : Nat} {A B : Int} {Z : GateSizes}

/-- A product of shifted factors, and that in the wide unit. -/
theorem product_le (hZ : Z.Within F A B) {a b : List Int} (ha : AllLe A a) (hb : AllLe B b) {x y : Int}
    (hx : x ∈ a) (hy : y ∈ b) :
    let k := leastShift (twoPow factorBits - 1) a
    let l := leastShift (twoPow factorBits - 1) b
    AbsLe (twoPow factorBits * twoPow factorBits) (roundShift x k * roundShift y l) ∧
    AbsLe Z.output (roundShift (roundShift x k * roundShift y l)
      ((F : Int) - (k : Int) - (l : Int))) := by
  intro k l
  have hlimit : (1 : Int) ≤ twoPow factorBits - 1 := by decide
  have hk := twoPow_mono (leastShift_bound hZ.gate_nonneg ha hZ.gateShift)
  have hl := twoPow_mono (leastShift_bound hZ.up_nonneg hb hZ.upShift)
  have hfx := absLe_mono (leastShift_fits hlimit hx) (show _ ≤ twoPow factorBits by omega)
  have hfy := absLe_mono (leastShift_fits hlimit hy) (show _ ≤ twoPow factorBits by omega)
  have hvx := absLe_mono (roundShift_scaled k (ha x hx)) (Int.add_le_add_left hk A)
  have hvy := absLe_mono (roundShift_scaled l (hb y hy)) (Int.add_le_add_left hl B)
  refine ⟨absLe_mul hfx hfy, ?_⟩
  rw [show (F : Int) - (k : Int) - (l : Int) = (F : Int) - ((k + l : Nat) : Int) by omega]
  refine roundShift_between (absLe_mono ?_ hZ.output)
  have hsplit : roundShift x k * roundShift y l * twoPow (k + l) =
      (twoPow k * roundShift x k) * (twoPow l * roundShift y l) := by
    simp only [twoPow_add, Int.mul_comm, Int.mul_left_comm, Int.mul_assoc]
  rw [hsplit]
  exact absLe_mul hvx hvy

/-- What a gated product forms. -/
theorem formProducts_fit (hZ : Z.Within F A B) {a b : List Int} (ha : AllLe A a) (hb : AllLe B b) :
    AllFit (formProducts F a b) := by
  have hlimit : (1 : Int) ≤ twoPow factorBits - 1 := by decide
  refine allFit_append (formFitting_fit hlimit (by decide) hZ.gate_nonneg ha hZ.gateShift hZ.gate_fits)
    (allFit_append (formFitting_fit hlimit (by decide) hZ.up_nonneg hb hZ.upShift hZ.up_fits)
    (allFit_zipLists fun x hx y hy => ?_))
  have ⟨hproduct, hout⟩ := product_le hZ ha hb hx hy
  exact formShift_fit_int hproduct (by omega) hZ.unit_fits hout hZ.fits

/-- SiLU of all entries. -/
theorem silu_all {T : PowerTable} (hT : T.Falls) (F : Nat) {a : List Int} (ha : AllLe A a) :
    AllLe A (a.map (silu T F)) := fun y hy => by
  obtain ⟨x, hx, rfl⟩ := List.mem_map.mp hy
  exact silu_size hT F (ha x hx)

/-- What a gate forms fits. -/
theorem formGate_fit {T : PowerTable} (hT : T.Falls) (hZ : Z.Within F A B) {a b : List Int}
    (ha : AllLe A a) (hb : AllLe B b) : AllFit (formGate T F a b) :=
  allFit_append (allFit_flatMap fun x hx => formSilu_fit hT (ha x hx) hZ.log_fits hZ.silu_fits)
    (formProducts_fit hZ (silu_all hT F ha) hb)

/-- Gated products. -/
theorem gate_le {T : PowerTable} (hT : T.Falls) (hZ : Z.Within F A B) {a b : List Int}
    (ha : AllLe A a) (hb : AllLe B b) : AllLe Z.output (gate T F a b) := fun h hh => by
  obtain ⟨x, hx, y, hy, rfl⟩ := mem_zipWith hh
  exact (product_le hZ (silu_all hT F ha) hb hx hy).2

end QuantCert.Integer
