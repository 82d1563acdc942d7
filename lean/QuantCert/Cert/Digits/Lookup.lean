prelude
import QuantCert.Cert.Digits.Loop
import QuantCert.Thm.Digits.Mask

/-!
# A table looked up for all digits at once

The lowest bits of every digit number an entry of a table. Entries are halved by one bit after the
other: the bit, spread to a full mask, selects between what the two halves give.

## Main definitions
* `timesOnes k N`: `2^k - 1` times a number
* `selectBetween k ones W b X Y`: the digit of `Y` where bit `b` of the digit of `W` is set, else of
  `X`
* `lookupDigits k ones W entry b`: in each digit, the entry that the lowest `b` bits number

## Main theorems
* `lookupDigits_eq`
-/

namespace QuantCert.Digits

/-- `2^k - 1` times a number, without a multiplication. -/
def timesOnes (k N : Nat) : Nat := Nat.sub (Nat.shiftLeft N k) N

/-- It is the product. -/
theorem timesOnes_eq (k N : Nat) : timesOnes k N = N * (2 ^ k - 1) := by
  show N <<< k - N = _
  rw [Nat.shiftLeft_eq, Nat.mul_sub, Nat.mul_one]

/-- All ones in the digits where bit `b` of the digit of `W` is set. -/
def bitMask (k ones W b : Nat) : Nat :=
  timesOnes k (Nat.land (Nat.shiftRight W b) ones)

/-- The digit of `Y` where bit `b` of the digit of `W` is set, the digit of `X` elsewhere. -/
def selectBetween (k ones W b X Y : Nat) : Nat :=
  Nat.add (Nat.sub X (Nat.land X (bitMask k ones W b))) (Nat.land Y (bitMask k ones W b))

/-- In each digit, entry `first + w % 2^b` for the digit `w` of `W`. -/
noncomputable def lookupDigits (k ones W : Nat) (entry : Nat → Nat) (b : Nat) : (first : Nat) → Nat :=
  Nat.rec (fun first => Nat.mul ones (entry first))
    (fun b half first =>
      selectBetween k ones W b (half first) (withValue (Nat.add first (Nat.pow 2 b)) half)) b

/-- A digit under the mask of a bit. -/
theorem land_bit_mask {k x bit : Nat} (hx : x < 2 ^ k) (hbit : bit < 2) :
    x &&& bit * (2 ^ k - 1) = if bit = 0 then 0 else x := by
  cases Nat.eq_or_lt_of_le (Nat.le_of_lt_succ hbit) with
  | inl h =>
    rw [h, Nat.one_mul, Nat.and_two_pow_sub_one_of_lt_two_pow hx, if_neg (by decide)]
  | inr h => rw [Nat.lt_one_iff.1 h, Nat.zero_mul, Nat.and_zero, if_pos rfl]

/-- The digits of a vector where a bit is set. -/
theorem land_bitMask {k n b : Nat} {w x : Nat → Nat} (hb : b < k)
    (hw : ∀ i, i < n → w i < 2 ^ k) (hx : ∀ i, i < n → x i < 2 ^ k) :
    pack k n x &&& bitMask k (pack k n fun _ => 1) (pack k n w) b =
      pack k n fun i => if w i / 2 ^ b % 2 = 0 then 0 else x i := by
  have hbits := pack_shift_mask (t := b) (v := 1) hw (by omega)
  rw [show 2 ^ 1 - 1 = 1 from rfl, show 2 ^ 1 = 2 from rfl] at hbits
  have hlt : ∀ i, w i / 2 ^ b % 2 < 2 := fun i => Nat.mod_lt _ (by decide)
  have hmask : ∀ i, i < n → w i / 2 ^ b % 2 * (2 ^ k - 1) < 2 ^ k := fun i _ => by
    have hle := Nat.mul_le_mul_right (2 ^ k - 1) (Nat.le_of_lt_succ (hlt i))
    have := Nat.two_pow_pos k
    omega
  show pack k n x &&& timesOnes k ((pack k n w >>> b) &&& pack k n fun _ => 1) = _
  rw [timesOnes_eq, hbits, pack_mul, pack_land hx hmask]
  exact pack_congr fun i hi => land_bit_mask (hx i hi) (hlt i)

/-- Each digit is that of one of two vectors. -/
theorem selectBetween_eq {k n b : Nat} {w x y : Nat → Nat} (hb : b < k)
    (hw : ∀ i, i < n → w i < 2 ^ k) (hx : ∀ i, i < n → x i < 2 ^ k)
    (hy : ∀ i, i < n → y i < 2 ^ k) :
    selectBetween k (pack k n fun _ => 1) (pack k n w) b (pack k n x) (pack k n y) =
      pack k n fun i => if w i / 2 ^ b % 2 = 0 then x i else y i := by
  show pack k n x - (pack k n x &&& bitMask k _ _ b) + (pack k n y &&& bitMask k _ _ b) = _
  rw [land_bitMask hb hw hx, land_bitMask hb hw hy, pack_sub fun i _ => ?_, pack_add]
  · refine pack_congr fun i _ => ?_
    by_cases h : w i / 2 ^ b % 2 = 0
    · rw [if_pos h, if_pos h, if_pos h, Nat.sub_zero, Nat.add_zero]
    · rw [if_neg h, if_neg h, if_neg h, Nat.sub_self, Nat.zero_add]
  · split
    · exact Nat.zero_le _
    · exact Nat.le_refl _

/-- Digit `i` is the entry that the lowest `b` bits of `w i` number, if all entries fit. -/
theorem lookupDigits_eq {k n b : Nat} {w entry : Nat → Nat} (hw : ∀ i, i < n → w i < 2 ^ k) :
    ∀ (first : Nat), b ≤ k → (∀ x, x < first + 2 ^ b → entry x < 2 ^ k) →
    lookupDigits k (pack k n fun _ => 1) (pack k n w) entry b first =
      pack k n fun i => entry (first + w i % 2 ^ b) := by
  induction b with
  | zero =>
    intro first _ _
    show (pack k n fun _ => 1) * entry first = _
    rw [pack_one_mul]
    exact pack_congr fun i _ => by rw [Nat.pow_zero, Nat.mod_one, Nat.add_zero]
  | succ b ih =>
    intro first hb hentry
    rw [Nat.pow_succ, Nat.mul_two, ← Nat.add_assoc] at hentry
    have hlow := ih first (by omega) fun x hx => hentry x (Nat.lt_of_lt_of_le hx (Nat.le_add_right _ _))
    have hhigh := ih (first + 2 ^ b) (by omega) hentry
    have hmod : ∀ i, w i % 2 ^ b < 2 ^ b := fun i => Nat.mod_lt _ (Nat.two_pow_pos b)
    show selectBetween k _ _ b (lookupDigits k _ _ entry b first)
      (withValue (first + 2 ^ b) (lookupDigits k _ _ entry b)) = _
    rw [withValue_eq, hlow, hhigh, selectBetween_eq (by omega) hw
      (fun i _ => hentry _ (by have := hmod i; omega))
      (fun i _ => hentry _ (Nat.add_lt_add_left (hmod i) _))]
    refine pack_congr fun i _ => ?_
    rw [Nat.pow_succ, Nat.mod_mul]
    cases Nat.mod_two_eq_zero_or_one (w i / 2 ^ b) with
    | inl h => rw [h, if_pos rfl, Nat.mul_zero, Nat.add_zero]
    | inr h => rw [h, if_neg (by decide), Nat.mul_one, Nat.add_assoc, Nat.add_comm (2 ^ b)]

end QuantCert.Digits
