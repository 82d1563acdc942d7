prelude
import QuantCert.Cert.Digits.Reverse
import QuantCert.Cert.Prompt.DigitSums
import QuantCert.Cert.Prompt.LaneProducts
import QuantCert.Thm.Digits.Convolution

/-!
# Dot products of digits

One product: the middle digit of a vector times another one in reverse order.

## Main definitions
* `dotDigits k l d X Y`: the sum of the products of the lowest `d` digits of `X` and `Y`.

## Main theorems
* `dotDigits_eq`
-/

namespace QuantCert

open Digits

/-- The same for `d` at most `2^L`, in digits of `w` bits. -/
noncomputable def middleDigit (w L k l d X Y : Nat) : Nat :=
  Nat.mod (Nat.shiftRight (Nat.mul (spreadSlice w k 0 d X)
    (reverseDigits w L (spreadSlice w l 0 d Y))) (Nat.mul w (Nat.sub (Nat.pow 2 L) 1))) (Nat.pow 2 w)

/-- The sum of the products of the lowest `d` digits of `k` bits of `X` and of `l` bits of `Y`. -/
noncomputable def dotDigits (k l d X Y : Nat) : Nat :=
  withValue (log2Ceil d) fun L => cond (Nat.ble d (Nat.pow 2 L))
    (withValue (Nat.succ (Nat.add (Nat.add k l) L)) fun w => middleDigit w L k l d X Y)
    (withValue (Nat.add k l) fun w => sumDigits w d (productDigits k l w d X Y))

/-- The middle digit of a product of vectors of `n` digits, the second one in reverse order. -/
theorem digit_mul_reverse {w n a b : Nat} {f g : Nat → Nat} (hn : 0 < n)
    (hf : ∀ i, f i ≤ a) (hg : ∀ i, g i ≤ b) (hw : n * (a * b) < 2 ^ w) :
    digit w (pack w n f * pack w n fun i => g (n - 1 - i)) (n - 1) = sum n fun c => f c * g c := by
  rw [pack_mul_pack, digit_pack (fun q _ => Nat.lt_of_le_of_lt
    (convolved_le (fun i _ => hf i) (fun i _ => hg _) q) hw) (by omega),
    convolved_eq _ _ (by omega) (by omega)]
  exact sum_reverse n fun c => f c * g c

/-- The middle digit of the product. -/
theorem middleDigit_eq {w L k l d : Nat} (hd : d ≤ 2 ^ L) (hL : log2Ceil d = L)
    (hw : k + l + L < w) (X Y : Nat) :
    middleDigit w L k l d X Y = sum d fun c => digit k X c * digit l Y c := by
  have hpos := Nat.two_pow_pos L
  have fill : ∀ a Z, (pack w d fun i => digit a Z (0 + i)) =
      pack w (2 ^ L) fun i => if i < d then digit a Z i else 0 := fun a Z => by
    refine (pack_congr fun i hi => ?_).trans (pack_extend hd fun i hi _ => if_neg (by omega)).symm
    rw [Nat.zero_add, if_pos hi]
  have small : ∀ a Z i, (if i < d then digit a Z i else 0) < 2 ^ a := fun a Z i => by
    split
    · exact digit_lt a Z i
    · exact Nat.two_pow_pos a
  have wide : ∀ a Z, a ≤ w → ∀ i, (if i < d then digit a Z i else 0) < 2 ^ w := fun a Z ha i =>
    Nat.lt_of_lt_of_le (small a Z i) (Nat.pow_le_pow_right (by decide) ha)
  have hd' : d ≤ 2 ^ log2Ceil d := hL ▸ hd
  have hfit : 2 ^ L * (2 ^ k * 2 ^ l) < 2 ^ w := by
    rw [← Nat.pow_add, ← Nat.pow_add]
    exact Nat.pow_lt_pow_right (by decide) (by omega)
  show ((spreadSlice w k 0 d X * reverseDigits w L (spreadSlice w l 0 d Y)) >>> (w * (2 ^ L - 1))) %
    2 ^ w = _
  rw [spreadSlice_eq (by omega) hd', spreadSlice_eq (by omega) hd', fill, fill,
    reverseDigits_eq (pack_lt fun i _ => wide l Y (by omega) i), Nat.shiftRight_eq_div_pow,
    pack_congr fun i (_ : i < 2 ^ L) => digit_pack (fun i _ => wide l Y (by omega) i)
      (show 2 ^ L - 1 - i < 2 ^ L by omega)]
  refine (digit_mul_reverse (g := fun i => if i < d then digit l Y i else 0) hpos
    (fun i => Nat.le_of_lt (small k X i)) (fun i => Nat.le_of_lt (small l Y i)) hfit).trans ?_
  obtain ⟨e, he⟩ := Nat.exists_eq_add_of_le hd
  rw [he, sum_add_index, sum_eq_zero (n := e) fun i _ => by
    rw [if_neg (by omega), Nat.zero_mul]]
  exact sum_congr fun c hc => by rw [if_pos hc, if_pos hc]

/-- The products are added up. -/
theorem dotDigits_eq (k l d X Y : Nat) :
    dotDigits k l d X Y = sum d fun c => digit k X c * digit l Y c := by
  refine (withValue_eq _ _).trans ?_
  cases hd : Nat.ble d (Nat.pow 2 (log2Ceil d)) with
  | true =>
    rw [Bool.cond_pos rfl, withValue_eq]
    refine middleDigit_eq (Nat.le_of_ble_eq_true hd) rfl ?_ X Y
    show _ < k + l + log2Ceil d + 1
    omega
  | false =>
    have small : ∀ c, c < d → digit k X c * digit l Y c < 2 ^ (k + l) := fun c _ => by
      rw [Nat.pow_add]
      exact Nat.mul_lt_mul'' (digit_lt k X c) (digit_lt l Y c)
    rw [Bool.cond_neg rfl, withValue_eq]
    show sumDigits (k + l) d (productDigits k l (k + l) d X Y) = _
    rw [sumDigits_eq, productDigits_eq]
    exact sum_congr fun c hc => digit_pack small hc

end QuantCert
