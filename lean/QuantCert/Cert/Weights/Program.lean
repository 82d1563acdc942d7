prelude
import QuantCert.Cert.Digits.Loop
import QuantCert.Thm.Digits.Mask

/-!
# Programs: a function of a word, computed for all digits at once

A program is an expression in a word. It is evaluated on a vector that holds a word in each digit, one
operation on vectors for each operation of the expression. Values of a limited number of bits fit a
digit, so that nothing carries.

## Main definitions
* `WordExpr`: the expressions
* `WordExpr.value`: what an expression is worth for one word
* `WordExpr.fits`: for this word no value is too large and no difference negative
* `WordExpr.digits`: the expression evaluated on vectors

## Main theorems
* `WordExpr.digits_eq`: if it fits every word then each digit is the value for its word
-/

namespace QuantCert

open Digits

/-- A function of a word. -/
inductive WordExpr where
  /-- the word -/
  | word
  /-- a constant -/
  | const (value : Nat)
  /-- `count` bits of a value, from bit `start` on -/
  | bits (e : WordExpr) (start count : Nat)
  /-- a multiple -/
  | mul (e : WordExpr) (factor : Nat)
  /-- a sum -/
  | add (e f : WordExpr)
  /-- a difference -/
  | sub (e f : WordExpr)
  /-- the bits that two values have in common -/
  | land (e f : WordExpr)

namespace WordExpr

/-- The bits that values have where nothing else is said. -/
def valueBits : Nat := 16

/-- The value of an expression for the word `w`. -/
def value (w : Nat) : WordExpr → Nat
  | word => w
  | const c => c
  | bits e start count => e.value w / 2 ^ start % 2 ^ count
  | mul e c => e.value w * c
  | add e f => e.value w + f.value w
  | sub e f => e.value w - f.value w
  | land e f => Nat.land (e.value w) (f.value w)

/-- For the word `w` no value in the expression has more than `limit` bits and no difference is
negative. -/
def fits (limit w : Nat) : WordExpr → Bool
  | word => Nat.blt w (2 ^ limit)
  | const c => Nat.blt c (2 ^ limit)
  | bits e start count => e.fits limit w && Nat.ble (start + count) limit
  | mul e c => e.fits limit w && Nat.blt (e.value w * c) (2 ^ limit)
  | add e f => e.fits limit w && (f.fits limit w && Nat.blt (e.value w + f.value w) (2 ^ limit))
  | sub e f => e.fits limit w && (f.fits limit w && Nat.ble (f.value w) (e.value w))
  | land e f => e.fits limit w && f.fits limit w

/-- The expression evaluated on vectors: `words` holds a word in each digit, `ones` is one in each. -/
noncomputable def digits (ones words : Nat) (e : WordExpr) : Nat :=
  WordExpr.rec words (fun c => Nat.mul ones c)
    (fun _ start count x =>
      Nat.land (Nat.shiftRight x start) (Nat.mul ones (Nat.sub (Nat.pow 2 count) 1)))
    (fun _ c x => Nat.mul x c) (fun _ _ x y => Nat.add x y) (fun _ _ x y => Nat.sub x y)
    (fun _ _ x y => Nat.land x y) e

/-- A value that fits has at most `limit` bits. -/
theorem value_lt {limit w : Nat} : ∀ {e : WordExpr}, e.fits limit w = true →
    e.value w < 2 ^ limit
  | word, h => Nat.le_of_ble_eq_true h
  | const _, h => Nat.le_of_ble_eq_true h
  | bits _ _ _, h => by
    have hcount := Nat.le_of_ble_eq_true (Bool.and_eq_true_iff.1 h).2
    exact Nat.lt_of_lt_of_le (Nat.mod_lt _ (Nat.two_pow_pos _))
      (Nat.pow_le_pow_right (by decide) (Nat.le_trans (Nat.le_add_left _ _) hcount))
  | mul _ _, h => Nat.le_of_ble_eq_true (Bool.and_eq_true_iff.1 h).2
  | add _ _, h =>
    Nat.le_of_ble_eq_true (Bool.and_eq_true_iff.1 (Bool.and_eq_true_iff.1 h).2).2
  | sub _ _, h => Nat.lt_of_le_of_lt (Nat.sub_le _ _) (value_lt (Bool.and_eq_true_iff.1 h).1)
  | land _ _, h => Nat.lt_of_le_of_lt Nat.and_le_left (value_lt (Bool.and_eq_true_iff.1 h).1)

/-- Evaluated on a vector of words that it fits, an expression gives the vector of its values. -/
theorem digits_eq {limit k n : Nat} (hk : limit ≤ k) {w : Nat → Nat} : ∀ {e : WordExpr},
    (∀ i, i < n → e.fits limit (w i) = true) →
    e.digits (pack k n fun _ => 1) (pack k n w) = pack k n fun i => e.value (w i)
  | word, _ => rfl
  | const c, _ => pack_one_mul c k n
  | bits e start count, h => by
    have hboth := fun i hi => Bool.and_eq_true_iff.1 (h i hi)
    show (digits _ _ e >>> start) &&& (pack k n fun _ => 1) * (2 ^ count - 1) = _
    cases n with
    | zero => rw [pack_zero, pack_zero, Nat.zero_mul, Nat.and_zero]; rfl
    | succ n =>
      have hcount := Nat.le_of_ble_eq_true (hboth 0 (Nat.succ_pos n)).2
      rw [digits_eq hk fun i hi => (hboth i hi).1, pack_one_mul,
        pack_shift_mask (fun i hi => lt_digit hk (hboth i hi).1) (Nat.le_trans hcount hk)]
      rfl
  | mul e c, h => by
    show digits _ _ e * c = _
    rw [digits_eq hk fun i hi => (Bool.and_eq_true_iff.1 (h i hi)).1, pack_mul]
    rfl
  | add e f, h => by
    have hboth := fun i hi => Bool.and_eq_true_iff.1 (h i hi)
    show digits _ _ e + digits _ _ f = _
    rw [digits_eq hk fun i hi => (hboth i hi).1,
      digits_eq hk fun i hi => (Bool.and_eq_true_iff.1 (hboth i hi).2).1, pack_add]
    rfl
  | sub e f, h => by
    have hboth := fun i hi => Bool.and_eq_true_iff.1 (h i hi)
    have hright := fun i hi => Bool.and_eq_true_iff.1 (hboth i hi).2
    show digits _ _ e - digits _ _ f = _
    rw [digits_eq hk fun i hi => (hboth i hi).1, digits_eq hk fun i hi => (hright i hi).1,
      pack_sub fun i hi => Nat.le_of_ble_eq_true (hright i hi).2]
    rfl
  | land e f, h => by
    have hboth := fun i hi => Bool.and_eq_true_iff.1 (h i hi)
    show digits _ _ e &&& digits _ _ f = _
    rw [digits_eq hk fun i hi => (hboth i hi).1, digits_eq hk fun i hi => (hboth i hi).2,
      pack_land (fun i hi => lt_digit hk (hboth i hi).1) fun i hi => lt_digit hk (hboth i hi).2]
    rfl
where
  /-- A value that fits fits a digit. -/
  lt_digit {limit k : Nat} (hk : limit ≤ k) {w : Nat} {e : WordExpr} (h : e.fits limit w = true) :
      e.value w < 2 ^ k := Nat.lt_of_lt_of_le (value_lt h) (Nat.pow_le_pow_right (by decide) hk)

end WordExpr

end QuantCert
