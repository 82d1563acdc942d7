prelude
import QuantCert.Cert.Digits.Loop
import QuantCert.Cert.Digits.Range
import QuantCert.Cert.Prompt.Entries
import QuantCert.Spec.Integer.Stored
import QuantCert.Thm.Integer.Narrow
import QuantCert.Thm.Integer.Stored

/-!
# The least shift of a vector, all entries at once

## Main definitions
* `Integer.mostAfter`, `Integer.leastAfter`: the numbers that fit after a shift
* `Integer.checkShift`: whether `k` is the least shift that makes the digits of a number fit

## Main theorems
* `Integer.fits_iff`: which numbers fit after a shift
* `Integer.checkShift_sound`
-/

namespace QuantCert.Integer

open Digits

/-- The largest number that is at most `limit` after a rounded shift by `k`. -/
def mostAfter (limit : Nat) : (k : Nat) → Nat
  | 0 => limit
  | k + 1 => limit * 2 ^ (k + 1) + 2 ^ k - 1

/-- Minus the smallest number that is at least `-limit` after a rounded shift by `k`. -/
def leastAfter (limit : Nat) : (k : Nat) → Nat
  | 0 => limit
  | k + 1 => limit * 2 ^ (k + 1) + 2 ^ k

/-- Which numbers fit after a shift. -/
theorem fits_iff (limit : Nat) (x : Int) : (k : Nat) →
    ((roundShift x k ≤ limit ↔ x ≤ mostAfter limit k) ∧
      (-(limit : Int) ≤ roundShift x k ↔ -(leastAfter limit k : Int) ≤ x))
  | 0 => ⟨Iff.rfl, Iff.rfl⟩
  | k + 1 => by
    have hpos := twoPow_pos (k + 1)
    have hpow : 0 < 2 ^ k := Nat.two_pow_pos k
    have hcast : ((limit * 2 ^ (k + 1) : Nat) : Int) = (limit : Int) * twoPow (k + 1) :=
      Int.natCast_mul _ _
    have hlt : (x + twoPow k) / twoPow (k + 1) < (limit : Int) + 1 ↔
        x + twoPow k < ((limit : Int) + 1) * twoPow (k + 1) := Int.ediv_lt_iff_lt_mul hpos
    have hle : -(limit : Int) ≤ (x + twoPow k) / twoPow (k + 1) ↔
        -(limit : Int) * twoPow (k + 1) ≤ x + twoPow k := Int.le_ediv_iff_mul_le hpos
    rw [Int.add_mul, Int.one_mul, ← hcast] at hlt
    rw [Int.neg_mul, ← hcast] at hle
    have hsucc := twoPow_succ k
    have hk : twoPow k = ((2 ^ k : Nat) : Int) := rfl
    show ((x + twoPow k) / twoPow (k + 1) ≤ limit ↔
        x ≤ ((limit * 2 ^ (k + 1) + 2 ^ k - 1 : Nat) : Int)) ∧
      (-(limit : Int) ≤ (x + twoPow k) / twoPow (k + 1) ↔
        -((limit * 2 ^ (k + 1) + 2 ^ k : Nat) : Int) ≤ x)
    generalize (x + twoPow k) / twoPow (k + 1) = q at *
    generalize limit * 2 ^ (k + 1) = m at *
    omega

/-- What fits after a shift fits after a larger one. -/
theorem after_mono (limit : Nat) : ∀ {k l : Nat}, k ≤ l →
    mostAfter limit k ≤ mostAfter limit l ∧ leastAfter limit k ≤ leastAfter limit l := by
  have step : ∀ k, mostAfter limit k ≤ mostAfter limit (k + 1) ∧
      leastAfter limit k ≤ leastAfter limit (k + 1) := fun k => by
    cases k with
    | zero =>
      show limit ≤ limit * 2 ^ 1 + 2 ^ 0 - 1 ∧ limit ≤ limit * 2 ^ 1 + 2 ^ 0
      omega
    | succ k =>
      have hpow : 2 ^ (k + 1) = 2 * 2 ^ k := by rw [Nat.pow_succ, Nat.mul_comm]
      have hpow' : 2 ^ (k + 2) = 2 * 2 ^ (k + 1) := by rw [Nat.pow_succ, Nat.mul_comm]
      show limit * 2 ^ (k + 1) + 2 ^ k - 1 ≤ limit * 2 ^ (k + 2) + 2 ^ (k + 1) - 1 ∧
        limit * 2 ^ (k + 1) + 2 ^ k ≤ limit * 2 ^ (k + 2) + 2 ^ (k + 1)
      have := Nat.mul_le_mul_left limit (show 2 ^ (k + 1) ≤ 2 ^ (k + 2) by omega)
      omega
  intro k l h
  induction h with
  | refl => exact ⟨Nat.le_refl _, Nat.le_refl _⟩
  | step _ ih => exact ⟨Nat.le_trans ih.1 (step _).1, Nat.le_trans ih.2 (step _).2⟩

/-- Bounds of all entries bound the extremes. -/
theorem extremes_le {high low : Int} (hhigh : 0 ≤ high) (hlow : low ≤ 0) : ∀ {v : List Int},
    (∀ x, x ∈ v → low ≤ x ∧ x ≤ high) → low ≤ smallest v ∧ largest v ≤ high
  | [], _ => ⟨hlow, hhigh⟩
  | a :: v, h => by
    have ha := h a List.mem_cons_self
    have ih := extremes_le hhigh hlow fun x hx => h x (List.mem_cons_of_mem a hx)
    show low ≤ min a (smallest v) ∧ max a (largest v) ≤ high
    omega

/-- The least shift, from all entries that fit after it, and one that does not fit after less. -/
theorem leastShift_eq {limit k : Nat} {v : List Int}
    (h : ∀ x, x ∈ v → -(leastAfter limit k : Int) ≤ x ∧ x ≤ mostAfter limit k)
    (hone : k = 0 ∨ ∃ x, x ∈ v ∧
      (mostAfter limit (k - 1) < x ∨ x < -(leastAfter limit (k - 1) : Int))) (hlimit : 1 ≤ limit) :
    leastShift limit v = k := by
  have ⟨hlow, hhigh⟩ := extremes_le (Int.natCast_nonneg _) (by omega) h
  have hle : leastShift limit v ≤ k := leastShift_le (fitsAfter_iff.mpr
    ⟨(fits_iff limit _ k).1.mpr hhigh, (fits_iff limit _ k).2.mpr hlow⟩)
  rcases hone with hzero | ⟨x, hx, hbig⟩
  · omega
  · have hfit := leastShift_fits (limit := limit) (by omega) hx
    have hx1 := (fits_iff limit x _).1.mp hfit.2
    have hx2 := (fits_iff limit x _).2.mp hfit.1
    rcases Nat.lt_or_ge (leastShift limit v) k with hlt | hge
    · have hmono := after_mono limit (show leastShift limit v ≤ k - 1 by omega)
      omega
    · omega

/-- Whether digit `i` of `X`, less `2^o`, does not fit after a shift by `k`. -/
def exceeds (limit w o X k i : Nat) : Bool :=
  Nat.blt (Nat.add (Nat.pow 2 o) (mostAfter limit k)) (readDigit w X i) ||
    Nat.blt (Nat.add (readDigit w X i) (leastAfter limit k)) (Nat.pow 2 o)

/-- Whether `n` digits of `w` bits of `X`, each less `2^o`, fit after a shift by `k`. -/
def fitAll (limit w o n ones X k : Nat) : Bool :=
  checkBelow ones w (Nat.sub w 2) n X &&
  (Nat.blt (Nat.add (Nat.pow 2 o) (mostAfter limit k)) (Nat.pow 2 (Nat.sub w 1)) &&
  (Nat.ble (leastAfter limit k) (Nat.pow 2 (Nat.sub w 2)) &&
  (checkAtMost ones w (Nat.mul ones (Nat.add (Nat.pow 2 o) (mostAfter limit k))) X &&
  checkAtMost ones w (Nat.add X (Nat.mul ones (leastAfter limit k)))
    (Nat.mul ones (Nat.pow 2 o)))))

/-- Whether `k` is the least shift after which `n` digits of `w` bits of `X`, each less `2^o`, are at
most `limit`; digit `i` does not fit after a smaller one. -/
noncomputable def checkShift (limit w o n X k i : Nat) : Bool :=
  Nat.blt 1 w && (Nat.ble 1 limit &&
  (withValue (repunit w n) (fun ones => fitAll limit w o n ones X k) &&
  (Nat.beq k 0 || (Nat.blt i n && exceeds limit w o X (Nat.sub k 1) i))))

/-- Digits that pass fit. -/
theorem fitAll_sound {limit w o n ones X k : Nat} (hw : 1 < w)
    (hones : ones = pack w n fun _ => 1) (h : fitAll limit w o n ones X k = true) {i : Nat}
    (hi : i < n) : digit w X i ≤ 2 ^ o + mostAfter limit k ∧
      2 ^ o ≤ digit w X i + leastAfter limit k := by
  simp only [fitAll, Bool.and_eq_true_iff] at h
  obtain ⟨hbelow, hmost, hleast, hhigh, hlow⟩ := h
  have ⟨_, hpack, hdigit⟩ := checkBelow_sound (Nat.sub_le w 2) hones hbelow
  have hmost' : 2 ^ o + mostAfter limit k < 2 ^ (w - 1) := Nat.le_of_ble_eq_true hmost
  have hleast' : leastAfter limit k ≤ 2 ^ (w - 2) := Nat.le_of_ble_eq_true hleast
  have hdouble : 2 ^ (w - 1) = 2 * 2 ^ (w - 2) := by
    rw [Nat.mul_comm, ← Nat.pow_succ]
    exact congrArg (2 ^ ·) (by omega)
  have hconst : ∀ c, Nat.mul ones c = pack w n fun _ => c := fun c => by
    rw [hones]
    exact pack_one_mul c w n
  have hsum : Nat.add X (Nat.mul ones (leastAfter limit k)) =
      pack w n fun i => digit w X i + leastAfter limit k := by
    rw [hconst, ← pack_add, ← hpack]
    rfl
  rw [hconst, hpack] at hhigh
  rw [hsum, hconst] at hlow
  refine ⟨checkAtMost_sound (by omega) hones (fun _ _ => hmost')
    (fun i hi => by have := hdigit i hi; omega) hhigh i hi, ?_⟩
  exact checkAtMost_sound (by omega) hones (fun i hi => by have := hdigit i hi; omega)
    (fun _ _ => Nat.le_of_lt (Nat.lt_of_le_of_lt (Nat.le_add_right _ _) hmost')) hlow i hi

/-- A digit that does not fit does not. -/
theorem exceeds_sound {limit w o X k i : Nat} (h : exceeds limit w o X k i = true) :
    (mostAfter limit k : Int) < ((digit w X i : Nat) : Int) - twoPow o ∨
      ((digit w X i : Nat) : Int) - twoPow o < -(leastAfter limit k : Int) := by
  unfold exceeds at h
  rw [readDigit_eq] at h
  unfold twoPow
  rcases Bool.or_eq_true_iff.mp h with h | h
  · have : 2 ^ o + mostAfter limit k < digit w X i := Nat.le_of_ble_eq_true h
    omega
  · have : digit w X i + leastAfter limit k < 2 ^ o := Nat.le_of_ble_eq_true h
    omega

/-- A shift that passes is the least one. -/
theorem checkShift_sound {limit w o n X k i : Nat} (h : checkShift limit w o n X k i = true) :
    leastShift limit (ints w o n X) = k := by
  simp only [checkShift, Bool.and_eq_true_iff, withValue_eq] at h
  obtain ⟨hw, hlimit, hall, hone⟩ := h
  have hw' : 1 < w := Nat.le_of_ble_eq_true hw
  have hones : repunit w n = pack w n fun _ => 1 := repunit_eq n (by omega)
  refine leastShift_eq (fun x hx => ?_) ?_ (Nat.le_of_ble_eq_true hlimit)
  · obtain ⟨i, hi, rfl⟩ := mem_ints hx
    have ⟨hhigh, hlow⟩ := fitAll_sound hw' hones hall hi
    unfold twoPow
    omega
  · rcases Bool.or_eq_true_iff.mp hone with hzero | hwitness
    · exact Or.inl (Nat.eq_of_beq_eq_true _ _ hzero)
    · have ⟨hi, hbig⟩ := Bool.and_eq_true_iff.mp hwitness
      exact Or.inr ⟨_, ints_mem (Nat.le_of_ble_eq_true hi), exceeds_sound hbig⟩

end QuantCert.Integer
