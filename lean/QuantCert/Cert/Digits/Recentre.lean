prelude
import QuantCert.Cert.Digits.Range

/-!
# Signed digits in a coarser unit

A signed number `x` is held as the digit `2^(k-1) + x`. Rounded to a multiple of `2^s` and held with
the small offset `c` it takes few bits.

## Main definitions
* `recentreDigits k ones s c P`: `c + x / 2^s`, rounded to nearest, in every digit
* `checkRecentre`: no digit is below zero or above `2 c`

## Main theorems
* `recentreDigits_sound`: no number is changed by more than half a unit
-/

namespace QuantCert.Digits

/-- `(2^(k-1) + x) / 2^s`, rounded to nearest, in every digit. -/
def nearestDigits (k ones s P : Nat) : Nat :=
  Nat.land (Nat.shiftRight (Nat.add P (Nat.mul ones (Nat.div (Nat.pow 2 s) 2))) s)
    (Nat.mul ones (Nat.sub (Nat.pow 2 (Nat.sub k s)) 1))

/-- `c + x / 2^s`, rounded to nearest, in every digit. -/
def recentreDigits (k ones s c P : Nat) : Nat :=
  Nat.sub (Nat.add (nearestDigits k ones s P) (Nat.mul ones c))
    (Nat.mul ones (Nat.pow 2 (Nat.sub (Nat.sub k 1) s)))

/-- No rounded number is below `-c` or above `c`. -/
def checkRecentre (k ones s c P : Nat) : Bool :=
  Nat.ble 2 s && (Nat.blt s k && (Nat.blt c (2 ^ (k - 2)) &&
  (checkAtMost ones k (Nat.add (nearestDigits k ones s P) (Nat.mul ones c))
    (Nat.mul ones (Nat.pow 2 (Nat.sub (Nat.sub k 1) s))) &&
  checkAtMost ones k (Nat.mul ones (Nat.mul 2 c)) (recentreDigits k ones s c P))))

/-- One digit: the rounded number is within half a unit. -/
theorem nearest_digit {k s f : Nat} {x : Int} (hs : 1 ≤ s) (hsk : s < k)
    (hf : (f : Int) = (2 ^ (k - 1) : Nat) + x) :
    2 * (x - ((2 ^ s : Nat) : Int) *
      (((f + 2 ^ s / 2) / 2 ^ s : Nat) - ((2 ^ (k - 1 - s) : Nat) : Int))).natAbs ≤ 2 ^ s := by
  have hpos := Nat.two_pow_pos s
  have hmod := Nat.mod_lt (f + 2 ^ s / 2) hpos
  have hdiv := Nat.div_add_mod (f + 2 ^ s / 2) (2 ^ s)
  have hhalf : 2 ^ s / 2 + 2 ^ s / 2 = 2 ^ s := by
    have h := two_pow_sub_one_add_self (k := s) hs
    have hdouble : 2 ^ s / 2 = 2 ^ (s - 1) := by omega
    omega
  have hsplit : 2 ^ s * 2 ^ (k - 1 - s) = 2 ^ (k - 1) := by
    rw [← Nat.pow_add, show s + (k - 1 - s) = k - 1 by omega]
  rw [Int.mul_sub, ← Int.natCast_mul, ← Int.natCast_mul, hsplit]
  generalize 2 ^ s * ((f + 2 ^ s / 2) / 2 ^ s) = a at hdiv ⊢
  generalize (f + 2 ^ s / 2) % 2 ^ s = m at hdiv hmod
  omega

/-- What a passed check says of the digits. -/
theorem recentreDigits_sound {k n s c : Nat} {f : Nat → Nat} {x : Nat → Int}
    (h : checkRecentre k (pack k n fun _ => 1) s c (pack k n f) = true)
    (hf : ∀ q, q < n → (f q : Int) = (2 ^ (k - 1) : Nat) + x q ∧ f q + 2 ^ s / 2 < 2 ^ k) :
    ∃ e : Nat → Nat, recentreDigits k (pack k n fun _ => 1) s c (pack k n f) = pack k n e ∧
      ∀ q, q < n → e q ≤ 2 * c ∧
        2 * (x q - ((2 ^ s : Nat) : Int) * ((e q : Int) - c)).natAbs ≤ 2 ^ s := by
  simp only [checkRecentre, Bool.and_eq_true_iff] at h
  obtain ⟨hs, hsk, hc, hlow, hhigh⟩ := h
  have hs' : 2 ≤ s := Nat.le_of_ble_eq_true hs
  have hsk' : s < k := Nat.le_of_ble_eq_true hsk
  have hc' : c < 2 ^ (k - 2) := Nat.le_of_ble_eq_true hc
  have hhalf := two_pow_sub_one_add_self (k := k - 1) (by omega)
  rw [show k - 1 - 1 = k - 2 by omega] at hhalf
  have hnear : nearestDigits k (pack k n fun _ => 1) s (pack k n f) =
      pack k n fun q => (f q + 2 ^ s / 2) / 2 ^ s := by
    show ((pack k n f + (pack k n fun _ => 1) * (2 ^ s / 2)) >>> s) &&&
      (pack k n fun _ => 1) * (2 ^ (k - s) - 1) = _
    rw [pack_one_mul, pack_one_mul, pack_add, pack_shift_mask (fun q hq => (hf q hq).2) (by omega)]
    refine pack_congr fun q hq => Nat.mod_eq_of_lt (Nat.div_lt_of_lt_mul ?_)
    rw [← Nat.pow_add, show s + (k - s) = k by omega]
    exact (hf q hq).2
  have hbound : ∀ q, q < n → (f q + 2 ^ s / 2) / 2 ^ s + c < 2 ^ (k - 1) := fun q hq => by
    have hnearest : (f q + 2 ^ s / 2) / 2 ^ s < 2 ^ (k - s) := by
      refine Nat.div_lt_of_lt_mul ?_
      rw [← Nat.pow_add, show s + (k - s) = k by omega]
      exact (hf q hq).2
    have hpow : 2 ^ (k - s) ≤ 2 ^ (k - 2) := Nat.pow_le_pow_right (by decide) (by omega)
    omega
  have hunit : 2 ^ (k - 1 - s) ≤ 2 ^ (k - 1) := Nat.pow_le_pow_right (by decide) (by omega)
  have hadd : Nat.add (nearestDigits k (pack k n fun _ => 1) s (pack k n f))
      (Nat.mul (pack k n fun _ => 1) c) =
      pack k n fun q => (f q + 2 ^ s / 2) / 2 ^ s + c := by
    show _ + (pack k n fun _ => 1) * c = _
    rw [hnear, pack_one_mul, pack_add]
  have hsub : Nat.mul (pack k n fun _ => 1) (Nat.pow 2 (Nat.sub (Nat.sub k 1) s)) =
      pack k n fun _ => 2 ^ (k - 1 - s) := pack_one_mul _ _ _
  have htwice : Nat.mul (pack k n fun _ => 1) (Nat.mul 2 c) = pack k n fun _ => 2 * c :=
    pack_one_mul _ _ _
  rw [hadd, hsub] at hlow
  have hge := checkAtMost_sound (by omega) (rfl : (pack k n fun _ => 1) = _) hbound
    (fun _ _ => hunit) hlow
  have hdigits : recentreDigits k (pack k n fun _ => 1) s c (pack k n f) =
      pack k n fun q => (f q + 2 ^ s / 2) / 2 ^ s + c - 2 ^ (k - 1 - s) := by
    show Nat.add _ _ - Nat.mul _ _ = _
    rw [hadd, hsub, pack_sub hge]
  rw [hdigits, htwice] at hhigh
  have hle := checkAtMost_sound (by omega) (rfl : (pack k n fun _ => 1) = _)
    (fun _ _ => by omega) (fun q hq => Nat.le_trans (Nat.sub_le _ _) (Nat.le_of_lt (hbound q hq))) hhigh
  refine ⟨_, hdigits, fun q hq => ⟨hle q hq, ?_⟩⟩
  have hnearest := nearest_digit (by omega) hsk' (hf q hq).1
  have heq : (((f q + 2 ^ s / 2) / 2 ^ s + c - 2 ^ (k - 1 - s) : Nat) : Int) - c =
      ((f q + 2 ^ s / 2) / 2 ^ s : Nat) - ((2 ^ (k - 1 - s) : Nat) : Int) := by
    have := hge q hq
    generalize (f q + 2 ^ s / 2) / 2 ^ s = y at this ⊢
    omega
  rw [heq]
  exact hnearest

end QuantCert.Digits
