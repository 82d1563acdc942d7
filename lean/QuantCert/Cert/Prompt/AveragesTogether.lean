prelude
import QuantCert.Cert.Prompt.Average

/-!
# Averages of several heads, whose exponentials are computed together

The kernel takes about as long for the exponentials of all heads at a position as for those of one.

## Main definitions
* `checkAverages`: whether the weights of each of several rows of scores, computed first, pass.

## Main theorems
* `checkAverages_sound`
-/

universe u

namespace QuantCert

open Digits Router

/-- Number `i` of `n` numbers of each row: the row and the place in it. -/
theorem row_and_place {n h j : Nat} (hj : j < n) :
    (Nat.add (Nat.mul h n) j).div n = h ∧ (Nat.add (Nat.mul h n) j).mod n = j := by
  have hn : 0 < n := Nat.lt_of_le_of_lt (Nat.zero_le j) hj
  refine ⟨?_, ?_⟩
  · show (h * n + j) / n = h
    rw [Nat.add_comm, Nat.add_mul_div_right _ _ hn, Nat.div_eq_of_lt hj, Nat.zero_add]
  · show (h * n + j) % n = j
    rw [Nat.add_comm, Nat.add_mul_mod_self_right, Nat.mod_eq_of_lt hj]

/-- The largest midpoints of `m` rows of `n` scores, plus `K`, in digits of `b` bits. -/
noncomputable def largestMids (b m n K : Nat) (z : Nat → Nat → Cell) : Nat :=
  packBelow b m fun h => largestMid n K (fun _ => true) (z h)

/-- Whether `quotients h` passes with the weights of row `h` and their sum, for each of `m` rows of `n`
scores; what exponentials are divided by, the largest one of a row, has at most `b` bits. -/
noncomputable def checkAverages (E : ExpTable) (w b K m n : Nat) (z : Nat → Nat → Cell)
    (quotients : Nat → (Nat → Cell) → Cell → Bool) : Bool :=
  withValue (largestMids b m n K z) fun C =>
    (allBelow m fun h => withValue (readDigit b C h) fun c =>
      allBelow n fun j => E.domain ((z h j).lessTop K c)) &&
    withExponentials E (Nat.mul m n) (fun i => withValue (Nat.div i n) fun h =>
      weightArgument K (readDigit b C h) (fun _ => true) (z h) (Nat.mod i n)) fun value =>
        allBelow m fun h => checkWeightCells E w n (fun _ => true) (z h)
          (fun j => value (Nat.add (Nat.mul h n) j)) (quotients h)

/-- Checked averages are averages, if the quotients of what weights and their sums enclose are. -/
theorem checkAverages_sound {R : Type u} [ExpField R] {E : ExpTable} (he : E.check = true)
    {w b K m n d q h : Nat} {z : Nat → Nat → Cell} {quotients : Nat → (Nat → Cell) → Cell → Bool}
    {y : Nat → Cell} {x : Vec R} {V : Matrix R} (hh : h < m)
    (hz : ∀ j, j < n → (z h j).Holds E.argument (x j))
    (hnum : ∀ (s : R) (e : Nat → Cell) (D : Cell),
      (∀ j, j < n → (e j).Holds E.scale (weight (fun _ => true) x s j)) →
      D.Holds E.scale (sum n (weight (fun _ => true) x s)) → quotients h e D = true →
      ∀ c, c < d → 0 < sum n (weight (fun _ => true) x s) ∧ (y c).Holds q
        ((sum n fun j => if true = true then exp (x j - s) * V j c else 0) /
          sum n (weight (fun _ => true) x s)))
    (hc : checkAverages E w b K m n z quotients = true) :
    ∀ c, c < d → (y c).Holds q
      (weightedAverage n (fun _ => true) (fun _ => true) x fun j => V j c) := by
  rw [checkAverages, withValue_eq] at hc
  have ⟨hdom, hexps⟩ := Bool.and_eq_true_iff.mp hc
  have ⟨value, hvalue, hall⟩ := withExponentials_sound he hexps
  have hrow := of_allBelow hdom hh
  rw [withValue_eq] at hrow
  refine checkWeightCells_sound he (fun j hj _ => hz j hj) hnum (fun j hj => ?_)
    (fun j hj => of_allBelow hrow hj) (of_allBelow hall hh)
  have hlt : Nat.add (Nat.mul h n) j < Nat.mul m n := by
    have hle := Nat.mul_le_mul_right n hh
    rw [Nat.succ_mul] at hle
    exact Nat.lt_of_lt_of_le (Nat.add_lt_add_left hj _) hle
  have ⟨hrow', hplace⟩ := row_and_place (h := h) hj
  rw [(hvalue _ hlt).1, withValue_eq, hrow', hplace]

end QuantCert
