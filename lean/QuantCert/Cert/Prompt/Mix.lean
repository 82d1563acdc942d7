prelude
import QuantCert.Cert.Prompt.Head
import QuantCert.Cert.Prompt.LaneChecks
import QuantCert.Cert.Prompt.LaneSlack

/-!
# Weighted averages of heads, all entries at once

A claim is compared with the weighted sum of the values less the claim: what is not known of the
weights counts only as far as the values differ from their average.

## Main definitions
* `mixLanes`: sums of lanes with weights.
* `checkMix`: whether the entries of a head of a box are the weighted averages of those of another one.

## Main theorems
* `withMix_sound`, `checkMix_sound`
-/

universe u

namespace QuantCert

open Digits

/-- Bits of a digit for weights of `w` bits times the values of `V` less the claims of `Y`. -/
def mixWidth (w : Nat) (V Y : Box) : Nat :=
  Nat.add 8 (Nat.add w (finer (Nat.add V.bits (Nat.sub Y.scale V.scale))
    (Nat.add Y.bits (Nat.sub V.scale Y.scale))))

/-- The values of head `k` of `V` at position `i` less the claims `P`, in units of `2^-q`, and these in
the finer units. -/
noncomputable def lessClaims (W ones d q : Nat) (P : Lanes) (V : Box) (k i : Nat) : Lanes :=
  Lanes.addAt V.scale q (Lanes.ofBox W d ones (V.part i (Nat.mul k d)) 0) P.exact.neg'

/-- `next` of `start` and the lanes `G j` times the weights `e j`, for the first `n` of them. -/
noncomputable def withMix (W ones n : Nat) (G : Nat → Lanes) (e : Nat → Cell) :
    (start : Lanes) → (next : Lanes → Bool) → Bool :=
  Nat.rec (fun start next => next start) (fun j rest start next =>
    Lanes.withLanes (G j) fun g => Nat.blt g.max (Nat.pow 2 (Nat.sub W 1)) &&
      Lanes.withLanes (start.add (g.multiple W ones (e j))) fun sum => rest sum next) n

/-- The averages of one head at position `t`: with the weights `e` and their sum `D`. -/
noncomputable def checkMix (W ones d n first : Nat) (V Y : Box) (t h k : Nat) (e : Nat → Cell)
    (D : Cell) : Bool :=
  Nat.blt 0 D.lower && Lanes.withLanes (Lanes.ofBox W d ones (Y.part t (Nat.mul h d)) 0) fun P =>
    withMix W ones n (fun j => lessClaims W ones d Y.scale P V k (Nat.add first j)) e ⟨0, 0, 0, 0⟩
      fun sum => Lanes.covers W ones 0 sum
        ((P.slack D.lower).shift (Nat.sub V.scale Y.scale))

/-- What passes with the sum passes with lanes that are the sum. -/
theorem withMix_sound {W ones d : Nat} (hW : 0 < W) (hones : ones = pack W d fun _ => 1)
    {G : Nat → Lanes} {e : Nat → Cell} {g : Nat → Nat → Cell} {next : Lanes → Bool} :
    ∀ {n : Nat} {start : Lanes} {f : Nat → Cell}, (∀ j, j < n → (G j).Are W d (g j)) →
    start.Are W d f → withMix W ones n G e start next = true →
    ∃ v : Lanes, (v.Are W d fun c => (f c).add (Cell.sum n fun j => (g j c).mul (e j))) ∧
      next v = true
  | 0, start, _, _, hf, h => ⟨start, hf, h⟩
  | n + 1, start, f, hG, hf, h => by
    have h' : (Lanes.withLanes (G n) fun g => Nat.blt g.max (Nat.pow 2 (Nat.sub W 1)) &&
      Lanes.withLanes (start.add (g.multiple W ones (e n))) fun sum =>
        withMix W ones n G e sum next) = true := h
    rw [Lanes.withLanes_eq, Lanes.withLanes_eq] at h'
    have ⟨hmax, hrest⟩ := Bool.and_eq_true_iff.mp h'
    have hn := hG n (Nat.lt_succ_self n)
    have ⟨v, hv, hnext⟩ := withMix_sound hW hones (fun j hj => hG j (Nat.lt.step hj))
      (Lanes.add_are hf (Lanes.multiple_are hW hones hn (Nat.le_of_ble_eq_true hmax) (e n))) hrest
    refine ⟨v, ?_, hnext⟩
    have heq : (fun c => ((f c).add ((g n c).mul (e n))).add (Cell.sum n fun j => (g j c).mul (e j))) =
        fun c => (f c).add (Cell.sum (n + 1) fun j => (g j c).mul (e j)) := funext fun c => by
      have step : ∀ a t s : Cell, (a.add t).add s = a.add (s.add t) := fun a t s => by
        show Cell.mk (a.pos + t.pos + s.pos) (a.neg + t.neg + s.neg) (a.rad + t.rad + s.rad) =
          Cell.mk (a.pos + (s.pos + t.pos)) (a.neg + (s.neg + t.neg)) (a.rad + (s.rad + t.rad))
        rw [Nat.add_assoc, Nat.add_assoc, Nat.add_assoc, Nat.add_comm t.pos, Nat.add_comm t.neg,
          Nat.add_comm t.rad]
      exact step _ _ _
    rw [← heq]
    exact hv

section
variable {R : Type u} [OrderedField R]

/-- A quotient is near `m` if the dividend less `m` times the divisor is small beside the divisor. -/
theorem quotient_near {p q b r : Nat} {N D : Cell} {x y m : R} (hx : N.Holds (p + (q + b)) (x - m * y))
    (hy : D.Holds p y) (hD : 0 < D.lower) (hle : N.size + N.rad ≤ r * D.lower * 2 ^ b) :
    0 < y ∧ abs (x / y - m) ≤ dyadic q r := by
  have hlow := Cell.lower_le hy hD
  have hy0 : 0 < y := lt_of_lt_of_le (dyadic_pos p hD) hlow
  refine ⟨hy0, le_of_mul_le_mul_right (c := y) ?_ hy0⟩
  have habs : abs (x / y - m) * y = abs (x - m * y) := by
    rw [← abs_of_nonneg (le_of_lt hy0), ← abs_mul, abs_of_nonneg (le_of_lt hy0), sub_mul,
      div_mul_cancel x (ne_of_gt hy0)]
  have hbound : dyadic (R := R) (p + (q + b)) (N.size + N.rad : Nat) ≤
      dyadic q r * dyadic p D.lower := by
    refine le_trans (dyadic_le (Int.ofNat_le.mpr hle)) (le_of_eq ?_)
    rw [← dyadic_mul, ← Int.natCast_mul, ← dyadic_scale (q + p) b, ← Int.natCast_mul,
      show p + (q + b) = q + p + b by omega]
  rw [habs]
  exact le_trans (Cell.abs_le_of_holds hx) (le_trans hbound
    (mul_le_mul_of_nonneg_left hlow (dyadic_natCast_nonneg q r)))

/-- A weighted sum of differences from `m`. -/
theorem sum_sub_mul (n : Nat) (v w : Vec R) (m : R) :
    (sum n fun j => (v j - m) * w j) = (sum n fun j => w j * v j) - m * sum n w := by
  rw [← sum_mul_left, ← sum_sub]
  exact sum_congr fun j _ => by rw [sub_mul, mul_comm (v j)]

/-- Checked averages of heads are averages. -/
theorem checkMix_sound {W ones d n first t h k p : Nat} {V Y : Box} {e : Nat → Cell} {D : Cell}
    {w : Vec R} {v : Matrix R} (hW : 0 < W) (hones : ones = pack W d fun _ => 1)
    (fitsV : Lanes.fits W d V = true) (fitsY : Lanes.fits W d Y = true)
    (he : ∀ j, j < n → (e j).Holds p (w j)) (hD : D.Holds p (sum n w))
    (hv : ∀ j, j < n → ∀ c, c < d → (V.headCell d (first + j) k c).Holds V.scale (v j c))
    (hc : checkMix W ones d n first V Y t h k e D = true) : ∀ c, c < d → 0 < sum n w ∧
      ((Y.part t (h * d)).cell 0 c).Holds Y.scale ((sum n fun j => w j * v j c) / sum n w) := by
  rw [checkMix, Lanes.withLanes_eq] at hc
  have ⟨hlow, hmix⟩ := Bool.and_eq_true_iff.mp hc
  have claims := Lanes.ofBox_are (B := Y.part t (h * d)) hones fitsY 0
  have values := fun j => Lanes.ofBox_are (B := V.part (first + j) (k * d)) hones fitsV 0
  have zero : (⟨0, 0, 0, 0⟩ : Lanes).Are W d fun _ => ⟨0, 0, 0⟩ := by
    have h0 : (0 : Nat) = pack W d fun _ => 0 := (sum_eq_zero fun _ _ => Nat.zero_mul _).symm
    exact ⟨h0, h0, h0, fun _ _ => ⟨Nat.le_refl 0, Nat.le_refl 0, Nat.le_refl 0⟩⟩
  have ⟨total, htotal, hcovers⟩ := withMix_sound hW hones (fun j _ =>
    Lanes.addAt_are (p := V.scale) (q := Y.scale) (values j)
      (Lanes.neg_are (Lanes.exact_are claims))) zero hmix
  intro c hcd
  have hcover := Lanes.covers_sound hW hones htotal
    (Lanes.shift_are (V.scale - Y.scale) (Lanes.slack_are D.lower claims)) hcovers c hcd
  have hscale : p + (Y.scale + (V.scale - Y.scale)) = V.scale + (Y.scale - V.scale) + p := by omega
  refine quotient_near (b := V.scale - Y.scale) (N := Cell.add ⟨0, 0, 0⟩ (Cell.sum n fun j =>
    (Cell.addAt V.scale Y.scale ((V.part (first + j) (k * d)).cell 0 c)
      (((Y.part t (h * d)).cell 0 c).exact.neg')).mul (e j))) ?_ hD (Nat.le_of_ble_eq_true hlow) ?_
  · have value : ∀ j, j < n → ((V.part (first + j) (k * d)).cell 0 c).Holds V.scale (v j c) :=
      fun j hj => by
        rw [V.part_cell]
        exact hv j hj c hcd
    rw [hscale, ← sum_sub_mul]
    have hsum := Cell.add_holds (Cell.holds_zero (R := R) (V.scale + (Y.scale - V.scale) + p))
      (Cell.sum_holds fun j hj => Cell.mul_holds (Cell.addAt_holds
        (value j hj)
        (Cell.neg_holds (Cell.holds_exact (R := R) Y.scale ((Y.part t (h * d)).cell 0 c)))) (he j hj))
    rw [zero_add] at hsum
    simp only [← sub_eq_add_neg] at hsum
    exact hsum
  · generalize V.scale - Y.scale = s at *
    generalize Cell.add ⟨0, 0, 0⟩ (Cell.sum n _) = N at *
    have hle : N.pos + (0 <<< s) <<< 0 - (N.neg + (0 <<< s) <<< 0) +
        (N.neg + (0 <<< s) <<< 0 - (N.pos + (0 <<< s) <<< 0)) + N.rad ≤
        ((((Y.part t (h * d)).cell 0 c).rad * D.lower) <<< s) <<< 0 := Nat.le_of_ble_eq_true hcover
    rw [Nat.shiftLeft_eq, Nat.shiftLeft_eq, Nat.shiftLeft_eq, Nat.shiftLeft_eq, Nat.zero_mul,
      Nat.zero_mul, Nat.pow_zero, Nat.mul_one] at hle
    exact hle

end

end QuantCert
