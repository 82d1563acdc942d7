prelude
import QuantCert.Cert.Digits.Loop
import QuantCert.Cert.Digits.Range
import QuantCert.Cert.Prompt.Slice

/-!
# The largest of many digits with few operations

The larger one of each two digits, half as many each time, until one is left.

## Main definitions
* `largerDigits`: the larger one of two digits, for all digits at once.
* `maxDigits k n X`: the largest of the lowest `n` digits of `k` bits of `X`.

## Main theorems
* `largerDigits_eq`, `le_maxDigits`
-/

namespace QuantCert

open Digits

/-- The larger one of two digits of `w` bits, of which the highest is free; `ones` is one in each. -/
noncomputable def largerDigits (w ones F G : Nat) : Nat :=
  withValue (Nat.sub (Nat.add F (topBits ones w)) G) fun D => Nat.add G (Nat.land D
    (Nat.mul (Nat.land (Nat.shiftRight D (Nat.sub w 1)) ones) (Nat.sub (Nat.pow 2 (Nat.sub w 1)) 1)))

/-- What is added to a digit is the excess of the other one. -/
theorem excess_digit {h f g : Nat} (hf : f < h) (hg : g < h) (w : Nat) (hw : h = 2 ^ w) :
    (f + h - g) &&& ((f + h - g) / h % 2 ^ 1 * (h - 1)) = f - g := by
  rcases Nat.lt_or_ge f g with hlt | hge
  · rw [Nat.div_eq_of_lt (by omega), Nat.zero_mod, Nat.zero_mul, Nat.and_zero]
    omega
  · have hdiv : (f + h - g) / h = 1 := Nat.div_eq_of_lt_le (by omega) (by
      show _ < (1 + 1) * h
      omega)
    rw [hdiv, show 1 % 2 ^ 1 = 1 from rfl, Nat.one_mul, hw, Nat.and_two_pow_sub_one_eq_mod, ← hw,
      show f + h - g = f - g + h by omega, Nat.add_mod_right, Nat.mod_eq_of_lt (by omega)]

/-- The larger one of two digits, everywhere. -/
theorem largerDigits_eq {w n : Nat} {f g : Nat → Nat} (hw : 0 < w)
    (hf : ∀ i, i < n → f i < 2 ^ (w - 1)) (hg : ∀ i, i < n → g i < 2 ^ (w - 1)) :
    largerDigits w (pack w n fun _ => 1) (pack w n f) (pack w n g) =
      pack w n fun i => g i + (f i - g i) := by
  have hdouble := two_pow_sub_one_add_self hw
  have hd : ∀ i, i < n → f i + 2 ^ (w - 1) - g i < 2 ^ w := fun i hi => by
    have := hf i hi
    omega
  have hD : Nat.sub (Nat.add (pack w n f) (topBits (pack w n fun _ => 1) w)) (pack w n g) =
      pack w n fun i => f i + 2 ^ (w - 1) - g i := by
    rw [topBits_eq rfl]
    show pack w n f + _ - _ = _
    rw [pack_add, pack_sub fun i hi => ?_]
    have := hg i hi
    omega
  have hsign := pack_shift_mask (t := w - 1) (v := 1) hd (by omega)
  rw [show 2 ^ 1 - 1 = 1 from rfl] at hsign
  rw [largerDigits, withValue_eq, hD]
  show pack w n g + ((pack w n fun i => f i + 2 ^ (w - 1) - g i) &&&
    (((pack w n fun i => f i + 2 ^ (w - 1) - g i) >>> (w - 1)) &&& pack w n fun _ => 1) *
      (2 ^ (w - 1) - 1)) = _
  rw [hsign, pack_mul, pack_land hd fun i hi => ?_, pack_add]
  · exact pack_congr fun i hi => by rw [excess_digit (hf i hi) (hg i hi) (w - 1) rfl]
  · have hbit : (f i + 2 ^ (w - 1) - g i) / 2 ^ (w - 1) % 2 ^ 1 ≤ 1 :=
      Nat.le_of_lt_succ (Nat.mod_lt _ (by decide))
    have hle := Nat.mul_le_mul_right (2 ^ (w - 1) - 1) hbit
    have := Nat.two_pow_pos (w - 1)
    omega

/-- The largest of `2^l` digits of `w` bits. -/
noncomputable def foldLarger (w l : Nat) : (X : Nat) → Nat :=
  Nat.rec (fun X => X) (fun l rest X => withValue (Nat.mul w (Nat.pow 2 l)) fun s =>
    withValue (largerDigits w (repunit w (Nat.pow 2 l)) (Nat.land X (Nat.sub (Nat.pow 2 s) 1))
      (Nat.shiftRight X s)) rest) l

/-- No digit is larger. -/
theorem le_foldLarger {w : Nat} (hw : 0 < w) : ∀ {l : Nat} {f : Nat → Nat},
    (∀ i, i < 2 ^ l → f i < 2 ^ (w - 1)) → ∀ i, i < 2 ^ l → f i ≤ foldLarger w l (pack w (2 ^ l) f)
  | 0, f, _, i, hi => by
    have h0 : i = 0 := by
      rw [Nat.pow_zero] at hi
      omega
    rw [h0, Nat.pow_zero, pack_one]
    exact Nat.le_refl _
  | l + 1, f, hf, i, hi => by
    have hl : 2 ^ (l + 1) = 2 ^ l + 2 ^ l := by rw [Nat.pow_succ, Nat.mul_two]
    rw [hl] at hf hi ⊢
    have hlow : ∀ i, i < 2 ^ l → f i < 2 ^ (w - 1) := fun i hi => hf i (by omega)
    have hhigh : ∀ i, i < 2 ^ l → f (2 ^ l + i) < 2 ^ (w - 1) := fun i hi => hf _ (by omega)
    have hdouble := two_pow_sub_one_add_self hw
    have hlt : pack w (2 ^ l) f < 2 ^ (w * 2 ^ l) := pack_lt fun i hi => by
      have := hlow i hi
      omega
    have low : pack w (2 ^ l + 2 ^ l) f &&& 2 ^ (w * 2 ^ l) - 1 = pack w (2 ^ l) f := by
      rw [Nat.and_two_pow_sub_one_eq_mod, pack_add_index, Nat.add_mul_mod_self_right,
        Nat.mod_eq_of_lt hlt]
    have high : pack w (2 ^ l + 2 ^ l) f >>> (w * 2 ^ l) = pack w (2 ^ l) fun i => f (2 ^ l + i) := by
      rw [Nat.shiftRight_eq_div_pow, pack_add_index,
        Nat.add_mul_div_right _ _ (Nat.two_pow_pos _), Nat.div_eq_of_lt hlt, Nat.zero_add]
    have heq : foldLarger w (l + 1) (pack w (2 ^ l + 2 ^ l) f) =
        foldLarger w l (pack w (2 ^ l) fun i => f (2 ^ l + i) + (f i - f (2 ^ l + i))) := by
      show (withValue (w * 2 ^ l) fun s => withValue (largerDigits w (repunit w (2 ^ l))
        (Nat.land (pack w (2 ^ l + 2 ^ l) f) (Nat.sub (Nat.pow 2 s) 1))
        (Nat.shiftRight (pack w (2 ^ l + 2 ^ l) f) s)) (foldLarger w l)) = _
      rw [withValue_eq, withValue_eq, repunit_eq _ hw, ← largerDigits_eq hw hlow hhigh, ← high, ← low]
      rfl
    rw [heq]
    have ih := le_foldLarger hw (l := l) (f := fun i => f (2 ^ l + i) + (f i - f (2 ^ l + i)))
      fun i hi => by
        have := hlow i hi
        have := hhigh i hi
        omega
    rcases Nat.lt_or_ge i (2 ^ l) with hlt | hge
    · refine Nat.le_trans ?_ (ih i hlt)
      omega
    · obtain ⟨j, rfl⟩ := Nat.exists_eq_add_of_le hge
      refine Nat.le_trans ?_ (ih j (by omega))
      exact Nat.le_add_right _ _

/-- The largest of the lowest `n` digits of `k` bits of `X`, for at most `2^24` digits. -/
noncomputable def maxDigits (k n X : Nat) : Nat :=
  cond (Nat.ble n (Nat.pow 2 (log2Ceil n)))
    (foldLarger (Nat.succ k) (log2Ceil n) (spreadSlice (Nat.succ k) k 0 n X)) X

/-- No digit is larger. -/
theorem le_maxDigits {k n X c : Nat} (hc : c < n) : digit k X c ≤ maxDigits k n X := by
  unfold maxDigits
  cases h : Nat.ble n (Nat.pow 2 (log2Ceil n)) with
  | false => exact Nat.le_trans (Nat.mod_le _ _) (Nat.div_le_self X _)
  | true =>
    have hn : n ≤ 2 ^ log2Ceil n := Nat.le_of_ble_eq_true h
    rw [Bool.cond_pos rfl, spreadSlice_eq (Nat.le_succ k) hn]
    let f : Nat → Nat := fun i => if i < n then digit k X i else 0
    have hf : ∀ i, f i < 2 ^ k := fun i => by
      show (if i < n then digit k X i else 0) < 2 ^ k
      split
      · exact digit_lt k X i
      · exact Nat.two_pow_pos k
    have heq : (pack (Nat.succ k) n fun j => digit k X (0 + j)) =
        pack (Nat.succ k) (2 ^ log2Ceil n) f := by
      refine (pack_congr fun i hi => ?_).trans (pack_extend hn fun i hi _ => if_neg (by omega)).symm
      show _ = if i < n then digit k X i else 0
      rw [Nat.zero_add, if_pos hi]
    rw [heq]
    have hle := le_foldLarger (Nat.succ_pos k) (fun i _ => hf i) c (Nat.lt_of_lt_of_le hc hn)
    rwa [show f c = digit k X c from if_pos hc] at hle

end QuantCert
