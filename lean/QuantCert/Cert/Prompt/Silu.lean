prelude
import QuantCert.Cert.Prompt.LaneChecks
import QuantCert.Cert.Prompt.SiluBound
import QuantCert.Cert.Prompt.SiluLanes

/-!
# SiLU of all entries at once

## Main definitions
* `checkSilu`: whether a box contains SiLU of every entry of another.

## Main theorems
* `checkSilu_sound`
-/

universe u

namespace QuantCert

open Digits

/-- SiLU of the first `n` entries of `A` at position `t`. -/
noncomputable def checkSiluAt (E : ExpTable) (w n ones : Nat) (A B : Box) (t : Nat) : Bool :=
  inTable E n A t && withValue (boxExponentials E n A t) fun V =>
    withValue (repunit E.digitWidth n) fun narrow =>
      (siluLanes E w n A B t (numerators E.digitWidth E.scale n narrow A t V)
        (Nat.add V (Nat.mul narrow (Nat.pow 2 E.scale)))).covers w ones 0 (slackLanes E w n B t)

/-- SiLU of every entry. -/
noncomputable def checkSilu (E : ExpTable) (length dim : Nat) (A B : Box) : Bool :=
  Nat.blt 0 E.scale && (Nat.beq E.argument A.scale && (Nat.beq B.scale A.scale && (exponentialsFit E dim A &&
    withOnes (siluWidth E A B) dim fun w ones => Lanes.productFits w dim A B &&
      (Nat.ble E.digitWidth w && allBelow length fun t => checkSiluAt E w dim ones A B t))))

variable {R : Type u} [ExpField R] {E : ExpTable} {w n ones t : Nat} {A B : Box}

/-- Whatever is in a smaller interval is in a larger one. -/
theorem Cell.widen {p : Nat} {c : Cell} {x : R} (h : c.Holds p x) {r : Nat} (hr : c.rad ≤ r) :
    (Cell.mk c.pos c.neg r).Holds p x := le_trans h (dyadic_le (Int.ofNat_le.mpr hr))

/-- What is compared for an entry is what a claim needs. -/
theorem siluBound {c d : Cell} {N D err q V : Nat}
    (h : ((10 * (c.pos * N + D * d.neg) + Nat.shiftLeft 0 0) -
        (10 * (N * c.neg + d.pos * D) + Nat.shiftLeft 0 0)) +
      ((10 * (N * c.neg + d.pos * D) + Nat.shiftLeft 0 0) -
        (10 * (c.pos * N + D * d.neg) + Nat.shiftLeft 0 0)) +
      (10 * ((c.size + d.size) * err) + 11 * (c.rad * 2 ^ q)) ≤ Nat.shiftLeft (10 * V) 0) :
    10 * ((Cell.gateError c d ⟨N, 0, err⟩ ⟨D, 0, err⟩).size +
      (Cell.gateError c d ⟨N, 0, err⟩ ⟨D, 0, err⟩).rad) + 11 * (c.rad * 2 ^ q) ≤ 10 * V := by
  have hpos : (Cell.gateError c d ⟨N, 0, err⟩ ⟨D, 0, err⟩).pos = c.pos * N + D * d.neg := by
    show c.pos * N + c.neg * 0 + (d.pos * 0 + d.neg * D) = _
    rw [Nat.mul_zero, Nat.mul_zero, Nat.add_zero, Nat.zero_add, Nat.mul_comm D]
  have hneg : (Cell.gateError c d ⟨N, 0, err⟩ ⟨D, 0, err⟩).neg = N * c.neg + d.pos * D := by
    show c.pos * 0 + c.neg * N + (d.pos * D + d.neg * 0) = _
    rw [Nat.mul_zero, Nat.mul_zero, Nat.add_zero, Nat.zero_add, Nat.mul_comm N]
  have hrad : (Cell.gateError c d ⟨N, 0, err⟩ ⟨D, 0, err⟩).rad = (c.size + d.size) * err := by
    show c.size * err + 0 * _ + (d.size * err + 0 * _) = _
    rw [Nat.zero_mul, Nat.zero_mul, Nat.add_zero, Nat.add_zero, Nat.add_mul]
  have h' : (10 * (c.pos * N + D * d.neg) - 10 * (N * c.neg + d.pos * D)) +
      (10 * (N * c.neg + d.pos * D) - 10 * (c.pos * N + D * d.neg)) +
      (10 * ((c.size + d.size) * err) + 11 * (c.rad * 2 ^ q)) ≤ 10 * V := h
  rw [hrad]
  show 10 * (((Cell.gateError c d ⟨N, 0, err⟩ ⟨D, 0, err⟩).pos -
    (Cell.gateError c d ⟨N, 0, err⟩ ⟨D, 0, err⟩).neg + ((Cell.gateError c d ⟨N, 0, err⟩
      ⟨D, 0, err⟩).neg - (Cell.gateError c d ⟨N, 0, err⟩ ⟨D, 0, err⟩).pos)) + _) + _ ≤ _
  rw [hpos, hneg]
  omega

/-- SiLU of the entries at a position. -/
theorem checkSiluAt_sound (he : E.check = true) (hfit : exponentialsFit E n A = true)
    (harg : E.argument = A.scale) (hscale : B.scale = A.scale) (hs : 0 < E.scale) (hw : 0 < w)
    (hones : ones = pack w n fun _ => 1) (hfits : Lanes.productFits w n A B = true)
    (hle : E.digitWidth ≤ w) {x : Vec R} (hx : ∀ i, i < n → (A.cell t i).Holds A.scale (x i))
    (h : checkSiluAt E w n ones A B t = true) :
    ∀ i, i < n → (B.cell t i).Holds B.scale (silu (x i)) := fun i hi => by
  have ⟨ht, hk⟩ := Bool.and_eq_true_iff.mp h
  have ⟨hV, hsmall, hone⟩ := boxExponentials_eq he hfit ht
  have hfit' := hfit
  simp only [exponentialsFit, Bool.and_eq_true_iff] at hfit'
  obtain ⟨_, _, hwA, hleA, hn⟩ := hfit'
  have hdw : E.scale < E.digitWidth := Nat.lt_succ_of_le (Nat.le_add_left _ _)
  rw [withValue_eq, withValue_eq, hV, repunit_eq n (Nat.lt_of_le_of_lt (Nat.zero_le _) hdw),
    numerators_eq (Nat.le_of_ble_eq_true hwA) (Nat.le_of_ble_eq_true hleA)
      (Nat.le_of_ble_eq_true hn) hdw hone] at hk
  have hden : Nat.add (pack E.digitWidth n fun i => (E.cell (A.cell t i).size).pos)
      (Nat.mul (pack E.digitWidth n fun _ => 1) (Nat.pow 2 E.scale)) =
      pack E.digitWidth n fun i => (E.cell (A.cell t i).size).pos + 2 ^ E.scale := by
    show _ + (pack _ _ _) * 2 ^ E.scale = _
    rw [pack_one_mul, pack_add]
  rw [hden] at hk
  have hslack : (slackLanes E w n B t).Are w n fun i => ⟨0, 0, 10 * ((B.cell t i).rad * 2 ^ E.scale)⟩ := by
    have hzero : (0 : Nat) = pack w n fun _ => 0 := (sum_eq_zero fun i _ => Nat.zero_mul _).symm
    simp only [Lanes.productFits, Lanes.fits, Bool.and_eq_true_iff] at hfits
    obtain ⟨_, _, _, _, hrB, hn'⟩ := hfits
    refine ⟨hzero, hzero, ?_, fun i _ => ⟨Nat.zero_le _, Nat.zero_le _, ?_⟩⟩
    · show 10 * (spreadSlice _ _ _ _ _ * 2 ^ E.scale) = _
      rw [spreadSlice_eq (Nat.le_of_ble_eq_true hrB) (Nat.le_of_ble_eq_true hn'), pack_mul, mul_pack]
      refine pack_congr fun i _ => ?_
      rw [Nat.zero_add]
      exact congrArg (fun r => 10 * (r * _)) (readDigit_eq _ _ _).symm
    · exact Nat.mul_le_mul_left 10 (Nat.mul_le_mul_right _ (Nat.le_of_lt (Lanes.rad_lt B t i)))
  have hcover := Lanes.covers_sound hw hones (siluLanes_are hfits hle (fun i hi => by
      cases Nat.ble (A.cell t i).neg (A.cell t i).pos with
      | true => exact Nat.le_refl _
      | false => exact hone i hi)
    (fun i hi => Nat.add_le_add_right (hone i hi) _) hs) hslack hk i hi
  have hexact : (A.cell t i).exact.Holds E.argument (dyadic A.scale (A.cell t i).mid : R) :=
    harg ▸ Cell.holds_exact A.scale (A.cell t i)
  have hsize : (A.cell t i).size = (A.cell t i).pos - (A.cell t i).neg +
      ((A.cell t i).neg - (A.cell t i).pos) := rfl
  have hdom : E.sigmoidDomain (A.cell t i).exact = true := by
    have hlt := hsmall i hi
    have hradius : Nat.ble (Nat.add 0 0) (Nat.pow 2 E.argument) = true :=
      Nat.ble_eq_true_of_le (Nat.zero_le _)
    show cond (Nat.ble (A.cell t i).neg (A.cell t i).pos) _ _ = true
    cases hb : Nat.ble (A.cell t i).neg (A.cell t i).pos with
    | true =>
      show (Nat.ble (A.cell t i).neg (A.cell t i).pos && (Nat.blt (Nat.sub (A.cell t i).pos
        (A.cell t i).neg) (Nat.pow 2 E.top) && Nat.ble (Nat.add 0 0) (Nat.pow 2 E.argument))) = true
      rw [hb, hradius, show Nat.blt (Nat.sub (A.cell t i).pos (A.cell t i).neg) (Nat.pow 2 E.top) = true
        from Nat.ble_eq_true_of_le (show (A.cell t i).pos - (A.cell t i).neg + 1 ≤ 2 ^ E.top by omega)]
      rfl
    | false =>
      show (Nat.ble (A.cell t i).pos (A.cell t i).neg && (Nat.blt (Nat.sub (A.cell t i).neg
        (A.cell t i).pos) (Nat.pow 2 E.top) && Nat.ble (Nat.add 0 0) (Nat.pow 2 E.argument))) = true
      have hle : (A.cell t i).pos ≤ (A.cell t i).neg := by
        rcases Nat.le_total (A.cell t i).pos (A.cell t i).neg with hle | hle
        · exact hle
        · rw [Nat.ble_eq_true_of_le hle] at hb
          exact Bool.noConfusion hb
      rw [Nat.ble_eq_true_of_le hle, hradius,
        show Nat.blt (Nat.sub (A.cell t i).neg (A.cell t i).pos) (Nat.pow 2 E.top) = true from
          Nat.ble_eq_true_of_le (show (A.cell t i).neg - (A.cell t i).pos + 1 ≤ 2 ^ E.top by omega)]
      rfl
  have ⟨a, b, ⟨ha, hb, heq⟩, hone'⟩ := ExpTable.sigmoid_parts he hexact hdom
  have ⟨num_eq, den_eq⟩ := E.sigmoidWith_eq (A.cell t i).exact
  rw [← num_eq] at ha
  rw [← den_eq] at hb
  have herr : Nat.succ (Nat.add E.error (Nat.shiftRight (Nat.mul (E.reach 0)
      (Nat.add (E.cell (A.cell t i).size).pos E.error)) E.argument)) = E.error + 1 := by
    have hz : Nat.shiftRight (Nat.mul (E.reach 0)
        (Nat.add (E.cell (A.cell t i).size).pos E.error)) E.argument = 0 := by
      rw [E.reach_zero]
      show (0 * _) >>> E.argument = 0
      rw [Nat.zero_mul, Nat.shiftRight_eq_div_pow, Nat.zero_div]
    rw [hz]
  have hNum : (Cell.mk (cond (Nat.ble (A.cell t i).neg (A.cell t i).pos) (2 ^ E.scale)
      (E.cell (A.cell t i).size).pos) 0 (E.error + 1)).Holds E.scale a := by
    unfold ExpTable.sigmoidNumWith at ha
    have hcond : (A.cell t i).exact.neg = (A.cell t i).neg ∧
      (A.cell t i).exact.pos = (A.cell t i).pos := ⟨rfl, rfl⟩
    rw [hcond.1, hcond.2] at ha
    cases hb : Nat.ble (A.cell t i).neg (A.cell t i).pos with
    | true =>
      rw [hb] at ha
      exact Cell.widen ha (Nat.zero_le _)
    | false =>
      rw [hb] at ha
      exact Cell.widen ha (Nat.le_of_eq herr)
  have hDen : (Cell.mk ((E.cell (A.cell t i).size).pos + 2 ^ E.scale) 0 (E.error + 1)).Holds
      E.scale b := by
    rw [Nat.add_comm]
    exact Cell.widen hb (Nat.le_of_eq ((Nat.zero_add _).trans herr))
  rw [hscale]
  refine silu_of_bound (hx i hi) hNum hDen heq hone' ?_
  generalize cond (Nat.ble (A.cell t i).neg (A.cell t i).pos) (2 ^ E.scale)
    (E.cell (A.cell t i).size).pos = N at hcover ⊢
  generalize (E.cell (A.cell t i).size).pos + 2 ^ E.scale = D at hcover ⊢
  exact siluBound (Nat.le_of_ble_eq_true hcover)

/-- A checked SiLU is one. -/
theorem checkSilu_sound (he : E.check = true) {length dim : Nat} {X : Nat → Vec R}
    (hx : A.Contains length dim X) (h : checkSilu E length dim A B = true) :
    B.Contains length dim fun t i => silu (X t i) := fun t ht i hi => by
  simp only [checkSilu, Bool.and_eq_true_iff] at h
  obtain ⟨hs, harg, hscale, hfit, hk⟩ := h
  have ⟨w, ones, hw, hones, hk, _⟩ := withOnes_sound hk
  simp only [Bool.and_eq_true_iff] at hk
  obtain ⟨hfits, hle, hall⟩ := hk
  exact Box.cell_holds_iff.mp (checkSiluAt_sound he hfit (Nat.eq_of_beq_eq_true _ _ harg)
    (Nat.eq_of_beq_eq_true _ _ hscale) (Nat.le_of_ble_eq_true hs) hw hones hfits
    (Nat.le_of_ble_eq_true hle) (fun i hi => hx.cell ht hi) (of_allBelow hall ht) i hi)

end QuantCert
