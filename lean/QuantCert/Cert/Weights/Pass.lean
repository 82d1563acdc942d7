prelude
import QuantCert.Cert.Digits.Masked
import QuantCert.Cert.Weights.Rows

/-!
# One pass over the columns of a chunk

The vectors of weights are taken one after another.

## Main definitions
* `WeightChunk.checkPlanes`: the weights are in range, no error exceeds the maximum, and the sum of
  the errors passes a last check

## Main theorems
* `WeightChunk.checkPlanes_sound`
-/

namespace QuantCert.WeightChunk

open Digits

variable {K : Codec} [K.Checked]

/-- The weights of a column are in range, of `bits` bits in all, and no error exceeds the maximum: what
would be too much is nothing. -/
def checkPlane (top small bits w x : Nat) : Bool :=
  Nat.beq (Nat.add (Nat.add (Nat.shiftRight w bits) (Nat.land w top))
    (Nat.land (Nat.add x small) top)) 0

/-- Every column from `u` on passes, and the sum of their errors, `acc` added, passes `last`. -/
noncomputable def checkFrom (c : WeightChunk K) (sign ones top low small bits : Nat)
    (last : Nat → Bool) (planes : List Nat) : (u acc : Nat) → Bool :=
  List.rec (fun u acc => Nat.beq u c.blockCols && last acc)
    (fun w _ later u acc =>
      (fun x => Bool.rec (motive := fun _ => Bool) false
          (withValue (Nat.succ u) fun next => later next (Nat.add acc x))
          (checkPlane top small bits w x))
        (c.planeErrors sign ones top low u w)) planes

/-- Every column of the chunk passes, and so does the sum of the errors of every block. -/
noncomputable def checkPlanes (c : WeightChunk K) : Bool :=
  c.checkFrom (Nat.sub c.width 1) c.ones c.top c.low (lowDigits c.ones c.top c.maxError)
    (Nat.mul c.width c.blocks) c.checkRows c.weights 0 0

variable {c : WeightChunk K}

/-- What is found by the pass over some columns. -/
theorem checkFrom_sound {sign ones top low small bits : Nat} {last : Nat → Bool} :
    ∀ {planes : List Nat} {u acc : Nat},
      c.checkFrom sign ones top low small bits last planes u acc = true →
    ∃ n, u + n = c.blockCols ∧
      (∀ i, i < n → checkPlane top small bits (listEntry planes i)
        (c.planeErrors sign ones top low (u + i) (listEntry planes i)) = true) ∧
      last (acc + sum n fun i =>
        c.planeErrors sign ones top low (u + i) (listEntry planes i)) = true
  | [], u, acc, h => by
    obtain ⟨hcols, hlast⟩ := Bool.and_eq_true_iff.1 h
    exact ⟨0, Nat.eq_of_beq_eq_true _ _ hcols, fun i hi => absurd hi (Nat.not_lt_zero i), hlast⟩
  | w :: rest, u, acc, h => by
    have h' : checkPlane top small bits w (c.planeErrors sign ones top low u w) = true ∧
        (withValue (Nat.succ u) fun next => c.checkFrom sign ones top low small bits last rest next
          (acc + c.planeErrors sign ones top low u w)) = true := both_of_rec h
    rw [withValue_eq] at h'
    obtain ⟨n, hn, hplanes, hlast⟩ := checkFrom_sound h'.2
    refine ⟨n + 1, by omega, fun i hi => ?_, ?_⟩
    · cases i with
      | zero => exact h'.1
      | succ i =>
        have hplane := hplanes i (Nat.lt_of_succ_lt_succ hi)
        rwa [Nat.succ_add, ← Nat.add_succ] at hplane
    · rw [Nat.add_comm n 1, sum_add_index, sum_succ, sum_zero, Nat.zero_add, ← Nat.add_assoc]
      refine Eq.trans (congrArg last (congrArg (_ + ·) (sum_congr fun i _ => ?_))) hlast
      show c.planeErrors sign ones top low (u + (1 + i)) (listEntry (w :: rest) (1 + i)) = _
      rw [Nat.add_comm 1 i, ← Nat.add_assoc, Nat.add_right_comm]
      rfl

/-- What is found of a column that passes. -/
theorem checkPlane_parts {top small bits w x : Nat} (h : checkPlane top small bits w x = true) :
    w >>> bits = 0 ∧ Nat.land w top = 0 ∧ checkSmall top small x = true := by
  have hall : (w >>> bits + Nat.land w top) + Nat.land (Nat.add x small) top = 0 :=
    Nat.eq_of_beq_eq_true _ _ h
  obtain ⟨hweights, herrors⟩ := Nat.eq_zero_of_add_eq_zero hall
  obtain ⟨hshift, htop⟩ := Nat.eq_zero_of_add_eq_zero hweights
  exact ⟨hshift, htop, by rw [checkSmall, herrors]; rfl⟩

/-- Weights that pass are in range. -/
theorem below_of_checkPlane {K : Codec} {c : WeightChunk K} {u x low : Nat} (hwidth : 0 < c.width)
    (h : checkPlane c.top low (c.width * c.blocks) (c.column u) x = true) :
    checkBelow c.ones c.width (c.width - 1) c.blocks (c.column u) = true := by
  obtain ⟨hshift, htop, _⟩ := checkPlane_parts h
  have hdouble := two_pow_sub_one_add_self hwidth
  have hpos := Nat.two_pow_pos (c.width - 1)
  have hmask : Nat.mul c.ones (Nat.sub (Nat.pow 2 c.width) (Nat.pow 2 (c.width - 1))) =
      c.top := by
    show c.ones * (2 ^ c.width - 2 ^ (c.width - 1)) = c.ones <<< (c.width - 1)
    rw [Nat.shiftLeft_eq, show 2 ^ c.width - 2 ^ (c.width - 1) = 2 ^ (c.width - 1) by omega]
  have hnone : Nat.add (c.column u >>> (c.width * c.blocks)) (Nat.land (c.column u) c.top) = 0 := by
    rw [hshift, htop]
  unfold checkBelow
  rw [hmask]
  exact congrArg (Nat.beq · 0) hnone

/-- Errors that pass do not exceed the maximum. -/
theorem error_le_of_checkPlane {u w : Nat} (h : ColumnFits c u) (hmax : c.maxError < 2 ^ (c.width - 1))
    (hcheck : checkPlane c.top (lowDigits c.ones c.top c.maxError) (c.width * c.blocks) w
      (c.errorDigits u) = true) {b : Nat} (hb : b < c.blocks) :
    (c.blockError u b).natAbs ≤ c.maxError := by
  have hwidth := h.digit_parts.1
  have hones := ones_eq (c := c) hwidth
  have hsmall := (checkPlane_parts hcheck).2.2
  rw [errorDigits_eq h, top_eq hwidth, hones] at hsmall
  exact checkSmall_sound hwidth hmax (fun b hb => error_le_half h hb) hsmall b hb

/-- What the pass establishes of a column that is known to fit but for its weights. -/
theorem checkPlanes_sound (hcolumn : ∀ u, u < c.blockCols →
      checkBelow c.ones c.width (c.width - 1) c.blocks (c.column u) = true → ColumnFits c u)
    (hwidth : 0 < c.width) (hmax : c.maxError < 2 ^ (c.width - 1)) (h : c.checkPlanes = true) :
    (∀ u, u < c.blockCols → ColumnFits c u ∧
      ∀ b, b < c.blocks → (c.blockError u b).natAbs ≤ c.maxError) ∧
    c.checkRows c.errorSum = true := by
  obtain ⟨n, hn, hplanes, hlast⟩ := checkFrom_sound h
  rw [Nat.zero_add] at hn hlast
  subst hn
  have hfits : ∀ u, u < c.blockCols → ColumnFits c u := fun u hu => by
    have hplane := hplanes u hu
    rw [Nat.zero_add] at hplane
    exact hcolumn u hu (below_of_checkPlane hwidth hplane)
  have herrors : ∀ u, u < c.blockCols → c.planeErrors (Nat.sub c.width 1) c.ones c.top c.low
      (0 + u) (listEntry c.weights u) = c.errorDigits u := fun u _ => by
    rw [Nat.zero_add]
    rfl
  refine ⟨fun u hu => ⟨hfits u hu, fun b hb => ?_⟩, ?_⟩
  · have hplane := hplanes u hu
    rw [herrors u hu] at hplane
    exact error_le_of_checkPlane (hfits u hu) hmax hplane hb
  · rw [sum_congr herrors] at hlast
    rw [errorSum, sumBelow_eq]
    exact hlast

end QuantCert.WeightChunk
