prelude
import QuantCert.Thm.Integer.Fit

/-!
# Roundings of bounded numbers fit

## Main theorems
* `Integer.roundShift_scaled`: a shifted number, in the old unit
* `Integer.formShift_fit`, `Integer.formShift_fit_left`: shifts to the right, and to either side
* `Integer.formDiv_fit`: divisions
-/

namespace QuantCert.Integer

/-- Bounds may be larger. -/
theorem absLe_mono {A B a : Int} (h : AbsLe A a) (hAB : A ≤ B) : AbsLe B a := by
  unfold AbsLe at *
  omega

/-- A number that has a bound has one that is not negative. -/
theorem absLe_nonneg {A a : Int} (h : AbsLe A a) : 0 ≤ A := by
  unfold AbsLe at h
  omega

/-- Powers of two add their exponents. -/
theorem twoPow_add (j k : Nat) : twoPow (j + k) = twoPow j * twoPow k := by
  unfold twoPow
  rw [Nat.pow_add, Int.natCast_mul]

/-- Larger exponents, larger powers. -/
theorem twoPow_mono {j k : Nat} (h : j ≤ k) : twoPow j ≤ twoPow k :=
  Int.ofNat_le.mpr (Nat.pow_le_pow_right (by decide) h)

/-- A number of some size is that size. -/
theorem absLe_self {a : Int} (h : 0 ≤ a) : AbsLe a a := ⟨by omega, Int.le_refl a⟩

/-- A shifted number times the unit is off by half of the unit at most. -/
theorem roundShift_scaled {v B : Int} (k : Nat) (h : AbsLe B v) :
    AbsLe (B + twoPow k) (twoPow k * roundShift v k) := by
  have ⟨hlow, hhigh⟩ := roundShift_error v k
  have := twoPow_pos k
  unfold AbsLe at h ⊢
  omega

/-- A multiple is not smaller. -/
theorem absLe_of_mul {a p B : Int} (hp : 0 < p) (h : AbsLe B (p * a)) : AbsLe B a := by
  unfold AbsLe at *
  rcases Int.le_total 0 a with ha | ha
  · have := Int.mul_le_mul_of_nonneg_right (show (1 : Int) ≤ p by omega) ha
    rw [Int.one_mul] at this
    omega
  · have := Int.mul_le_mul_of_nonneg_right (show (1 : Int) ≤ p by omega) (show 0 ≤ -a by omega)
    rw [Int.one_mul, Int.mul_neg] at this
    omega

/-- A shifted number is not larger than the number. -/
theorem roundShift_absLe {v B : Int} (k : Nat) (h : AbsLe B v) : AbsLe B (roundShift v k) := by
  have hone := Int.mul_le_mul_of_nonneg_right (show 1 ≤ twoPow k from twoPow_pos k) (absLe_nonneg h)
  rw [Int.one_mul] at hone
  exact roundShift_le (absLe_mono h hone)

/-- What a shift to the right forms: the number and half of the unit fit. -/
theorem formShift_fit_half {v B : Int} {k K : Nat} (h : AbsLe B v) (hk : k ≤ K)
    (hfit : B + twoPow (K - 1) < twoPow 63) : AllFit (formShift v k) := by
  have hB := absLe_nonneg h
  have hK := twoPow_pos (K - 1)
  have hsmall : B < twoPow 63 := by omega
  cases k with
  | zero => exact allFit_cons (fit_one h hsmall) allFit_nil
  | succ k =>
    have hpow := twoPow_mono (show k ≤ K - 1 by omega)
    exact allFit_cons (fit_two h (absLe_self (Int.le_of_lt (twoPow_pos k))) (by omega))
      (allFit_cons (fit_one (roundShift_absLe (k + 1) h) hsmall) allFit_nil)

/-- The same from the whole unit. -/
theorem formShift_fit {v B : Int} {k K : Nat} (h : AbsLe B v) (hk : k ≤ K)
    (hfit : B + twoPow K < twoPow 63) : AllFit (formShift v k) := by
  have hhalf := twoPow_mono (Nat.sub_le K 1)
  exact formShift_fit_half h hk (by omega)

/-- What a shift to either side forms: `v` itself, half of the unit and the result fit. -/
theorem formShift_fit_int {v B C : Int} {k : Int} {K : Nat} (h : AbsLe B v) (hk : k ≤ (K : Int))
    (hfit : B + twoPow K < twoPow 63) (hC : AbsLe C (roundShift v k)) (hCfit : C < twoPow 63) :
    AllFit (formShift v k) := by
  cases k with
  | ofNat k => exact formShift_fit h (Int.ofNat_le.mp hk) hfit
  | negSucc k =>
    have := twoPow_pos K
    exact allFit_cons (fit_one h (by show B < twoPow 63; omega))
      (allFit_cons (fit_one (show AbsLe C (v * twoPow (k + 1)) from hC) hCfit) allFit_nil)

/-- What a division forms. -/
theorem formDiv_fit {a d A D C : Int} (ha : AbsLe A a) (hd : AbsLe D d)
    (hC : AbsLe C (roundDiv a d)) (hfit : 2 * A + 2 * D < twoPow 63) (hCfit : C < twoPow 63) :
    AllFit (formDiv a d) := by
  have hA := absLe_nonneg ha
  have hD := absLe_nonneg hd
  exact allFit_cons (fit_three ha ha hd (by omega)) (allFit_cons (fit_two hd hd (by omega))
    (allFit_cons (fit_one hC hCfit) allFit_nil))

/-- A positive factor may be left out of a bound. -/
theorem absLe_cancel {p a b : Int} (hp : 0 < p) (h : AbsLe (p * b) (p * a)) : AbsLe b a := by
  unfold AbsLe at *
  rw [← Int.mul_neg] at h
  exact ⟨(Int.mul_le_mul_left hp).mp h.1, (Int.mul_le_mul_left hp).mp h.2⟩

/-- A number of units of `2^-e` times `2^s`, brought to whole units: at most `C`, if the scaled
number is at most `C` units. -/
theorem roundShift_between {y C : Int} {e s : Nat} (h : AbsLe (C * twoPow e) (y * twoPow s)) :
    AbsLe C (roundShift y ((e : Int) - (s : Int))) := by
  rcases Nat.le_total e s with hle | hle
  · obtain ⟨k, rfl⟩ := Nat.exists_eq_add_of_le hle
    rw [show (e : Int) - ((e + k : Nat) : Int) = -(k : Int) by omega, roundShift_exact]
    have hpos := twoPow_pos e
    have hscaled : y * twoPow (e + k) = twoPow e * (y * twoPow k) := by
      rw [twoPow_add, ← Int.mul_assoc, Int.mul_comm y, Int.mul_assoc]
    rw [hscaled, Int.mul_comm C] at h
    exact absLe_cancel hpos h
  · obtain ⟨k, rfl⟩ := Nat.exists_eq_add_of_le hle
    rw [show ((s + k : Nat) : Int) - (s : Int) = (k : Int) by omega]
    have hpos := twoPow_pos s
    have hscaled : C * twoPow (s + k) = twoPow s * (twoPow k * C) := by
      rw [twoPow_add, Int.mul_comm C, Int.mul_assoc]
    rw [hscaled, Int.mul_comm y] at h
    exact roundShift_le (absLe_cancel hpos h)

end QuantCert.Integer
