prelude
import QuantCert.Cert.Digits.Lookup
import QuantCert.Cert.Digits.Repunit
import QuantCert.Cert.Prompt.Entries
import QuantCert.Cert.Prompt.ExpNear
import QuantCert.Thm.Digits.Mask

/-!
# The exponentials of many numbers at once

The arguments are the digits of one number, and so are the exponentials: each constant of the table
is multiplied to all of them, and a mask keeps the product where the bit is set.

## Main definitions
* `expDigits`: `expChain` in every digit.
* `withExponentials E n f k`: `k` of the products `expChain` for the arguments `f j`, all computed at
  once.

## Main theorems
* `expDigits_eq`, `withExponentials_sound`
-/

namespace QuantCert

open Digits

/-- `1 - t` in every digit, with `t` the lowest `m` bits of the digit of `A`. -/
def tailDigits (w ones p q A m : Nat) : Nat :=
  Nat.sub (Nat.mul ones (Nat.pow 2 q)) (Nat.land
    (Nat.shiftRight (Nat.mul (Nat.land A (Nat.mul ones (Nat.sub (Nat.pow 2 m) 1))) (Nat.pow 2 q)) p)
    (Nat.mul ones (Nat.sub (Nat.pow 2 (Nat.sub w p)) 1)))

/-- `x * c / 2^q` in every digit. -/
def timesConstant (w ones q c x : Nat) : Nat :=
  Nat.land (Nat.shiftRight (Nat.mul x c) q) (Nat.mul ones (Nat.sub (Nat.pow 2 (Nat.sub w q)) 1))

/-- In every digit: `y` where bit `m` of `A` is set, otherwise `x`; `y` is not larger than `x`. -/
def selectSmaller (w ones A m x y : Nat) : Nat :=
  Nat.sub x (Nat.land (Nat.sub x y) (bitMask w ones A m))

/-- `expChain` of every digit of `w` bits of `A`. -/
noncomputable def expDigits (w ones p q A : Nat) (cs : Numbers) : Nat → Nat :=
  Numbers.rec (fun m => tailDigits w ones p q A m)
    (fun c _ rest m => selectSmaller w ones A (Nat.pred m) (rest (Nat.pred m))
      (timesConstant w ones q c (rest (Nat.pred m)))) cs

/-- Bits of a digit in which exponentials are multiplied. -/
def ExpTable.digitWidth (E : ExpTable) : Nat := Nat.succ (Nat.add E.scale E.scale)

/-- `k` of the exponentials of the `n` numbers `f`, in units of the table. -/
noncomputable def withExponentials (E : ExpTable) (n : Nat) (f : Nat → Nat)
    (k : (Nat → Nat) → Bool) : Bool :=
  Nat.ble E.top E.scale && (Nat.ble E.argument E.scale &&
  ((allBelow n fun j => Nat.blt (f j) (Nat.pow 2 E.top)) &&
  withValue (sumBelow n fun j => Nat.shiftLeft (f j) (Nat.mul E.digitWidth j)) fun A =>
    withValue (expDigits E.digitWidth (repunit E.digitWidth n) E.argument E.scale A E.factors E.top)
      fun x => k fun j => readDigit E.digitWidth x j))

/-- All constants are at most one. -/
def Numbers.atMost (bound : Nat) : Numbers → Prop
  | nil => True
  | cons c rest => c ≤ bound ∧ rest.atMost bound

/-- Products of constants that are at most one are at most one. -/
theorem expChain_le {p q A : Nat} : ∀ {cs : Numbers} {m : Nat}, cs.atMost (2 ^ q) →
    expChain p q A cs m ≤ 2 ^ q
  | .nil, _, _ => Nat.sub_le _ _
  | .cons c rest, m, hc => by
    have ih := expChain_le (p := p) (A := A) (m := m - 1) hc.2
    show cond _ (expChain p q A rest (m - 1)) ((expChain p q A rest (m - 1) * c) >>> q) ≤ 2 ^ q
    cases Nat.beq (Nat.land (Nat.shiftRight A (Nat.pred m)) 1) 0 with
    | true => exact ih
    | false =>
      show (_ * c) >>> q ≤ 2 ^ q
      rw [Nat.shiftRight_eq_div_pow]
      refine Nat.le_trans (Nat.div_le_div_right (Nat.mul_le_mul ih hc.1) _) ?_
      rw [Nat.mul_div_cancel _ (Nat.two_pow_pos q)]
      exact Nat.le_refl _

/-- A digit of the tail. -/
theorem tailDigits_eq {w n p q m : Nat} {a : Nat → Nat} (hm : m + q < w) (hp : p ≤ w) (hmp : m ≤ p)
    (ha : ∀ i, i < n → a i < 2 ^ w) :
    tailDigits w (pack w n fun _ => 1) p q (pack w n a) m = pack w n fun i => expTail p q (a i) m := by
  have small : ∀ i, i < n → a i % 2 ^ m * 2 ^ q < 2 ^ w := fun i _ => by
    have h1 := Nat.mod_lt (a i) (Nat.two_pow_pos m)
    have h2 := Nat.mul_lt_mul_of_pos_right h1 (Nat.two_pow_pos q)
    rw [← Nat.pow_add] at h2
    exact Nat.lt_trans h2 (Nat.pow_lt_pow_right (by decide) hm)
  have below : ∀ i, i < n → a i % 2 ^ m * 2 ^ q / 2 ^ p ≤ 2 ^ q := fun i _ => by
    have h1 := Nat.le_of_lt (Nat.mod_lt (a i) (Nat.two_pow_pos m))
    have h2 := Nat.le_trans h1 (Nat.pow_le_pow_right (n := 2) (by decide) hmp)
    have h3 := Nat.div_le_div_right (Nat.mul_le_mul_right (2 ^ q) h2) (2 ^ p)
    rwa [Nat.mul_div_cancel_left _ (Nat.two_pow_pos p)] at h3
  show (pack w n fun _ => 1) * 2 ^ q - (((pack w n a &&& (pack w n fun _ => 1) * (2 ^ m - 1)) *
    2 ^ q) >>> p &&& (pack w n fun _ => 1) * (2 ^ (w - p) - 1)) = _
  rw [pack_one_mul, pack_one_mul, pack_one_mul, pack_mask ha (by omega), pack_mul,
    pack_shift_mask small (by omega)]
  have heq : (pack w n fun i => a i % 2 ^ m * 2 ^ q / 2 ^ p % 2 ^ (w - p)) =
      pack w n fun i => a i % 2 ^ m * 2 ^ q / 2 ^ p := pack_congr fun i hi =>
    Nat.mod_eq_of_lt (Nat.div_lt_of_lt_mul (by
      rw [← Nat.pow_add, show p + (w - p) = w by omega]
      exact small i hi))
  rw [heq, pack_sub below]
  refine pack_congr fun i _ => ?_
  show _ = 2 ^ q - ((a i % 2 ^ m) * 2 ^ q) >>> p
  rw [Nat.shiftRight_eq_div_pow]

/-- A digit of a product with a constant. -/
theorem timesConstant_eq {w n q c : Nat} {e : Nat → Nat} (hw : q + q < w) (hc : c ≤ 2 ^ q)
    (he : ∀ i, i < n → e i ≤ 2 ^ q) :
    timesConstant w (pack w n fun _ => 1) q c (pack w n e) = pack w n fun i => e i * c / 2 ^ q := by
  have small : ∀ i, i < n → e i * c < 2 ^ w := fun i hi => by
    have h := Nat.mul_le_mul (he i hi) hc
    rw [← Nat.pow_add] at h
    exact Nat.lt_of_le_of_lt h (Nat.pow_lt_pow_right (by decide) hw)
  show (pack w n e * c) >>> q &&& (pack w n fun _ => 1) * (2 ^ (w - q) - 1) = _
  rw [pack_one_mul, pack_mul, pack_shift_mask small (by omega)]
  refine pack_congr fun i hi => Nat.mod_eq_of_lt (Nat.div_lt_of_lt_mul ?_)
  rw [← Nat.pow_add, show q + (w - q) = w by omega]
  exact small i hi

/-- A digit of the selection. -/
theorem selectSmaller_eq {w n m : Nat} {a x y : Nat → Nat} (hm : m < w)
    (ha : ∀ i, i < n → a i < 2 ^ w) (hx : ∀ i, i < n → x i < 2 ^ w) (hy : ∀ i, i < n → y i ≤ x i) :
    selectSmaller w (pack w n fun _ => 1) (pack w n a) m (pack w n x) (pack w n y) =
      pack w n fun i => if a i / 2 ^ m % 2 = 0 then x i else y i := by
  have hbit := pack_shift_mask (t := m) (v := 1) ha (by omega)
  rw [show 2 ^ 1 - 1 = 1 from rfl] at hbit
  have hmask : ∀ i, i < n → a i / 2 ^ m % 2 ^ 1 * (2 ^ w - 1) < 2 ^ w := fun i _ => by
    have h1 : a i / 2 ^ m % 2 ^ 1 ≤ 1 :=
      Nat.le_of_lt_succ (Nat.mod_lt (a i / 2 ^ m) (Nat.two_pow_pos 1))
    have h2 := Nat.mul_le_mul_right (2 ^ w - 1) h1
    have := Nat.two_pow_pos w
    omega
  show pack w n x - ((pack w n x - pack w n y) &&&
    timesOnes w ((pack w n a >>> m) &&& pack w n fun _ => 1)) = _
  rw [timesOnes_eq, hbit, pack_mul, pack_sub hy,
    pack_land (fun i hi => Nat.lt_of_le_of_lt (Nat.sub_le _ _) (hx i hi)) hmask,
    pack_sub fun i hi => Nat.le_trans Nat.and_le_left (Nat.sub_le _ _)]
  refine pack_congr fun i hi => ?_
  rw [Nat.pow_one]
  rcases Nat.mod_two_eq_zero_or_one (a i / 2 ^ m) with h0 | h1
  · rw [h0, if_pos rfl, Nat.zero_mul, Nat.and_zero, Nat.sub_zero]
  · rw [h1, if_neg (by decide), Nat.one_mul, Nat.and_two_pow_sub_one_of_lt_two_pow
      (Nat.lt_of_le_of_lt (Nat.sub_le _ _) (hx i hi))]
    have := hy i hi
    omega

/-- Every digit is the product of the constants for its argument. -/
theorem expDigits_eq {w n p q : Nat} {a : Nat → Nat} (hw : q + q < w) (hp : p ≤ q)
    (ha : ∀ i, i < n → a i < 2 ^ w) : ∀ {cs : Numbers} {m : Nat}, cs.atMost (2 ^ q) →
    cs.count ≤ m → m ≤ q → m - cs.count ≤ p →
    expDigits w (pack w n fun _ => 1) p q (pack w n a) cs m =
      pack w n fun i => expChain p q (a i) cs m
  | .nil, m, _, _, hmq, hmp => tailDigits_eq (by omega) (by omega) (by
      have hzero : Numbers.count .nil = 0 := rfl
      omega) ha
  | .cons c rest, m, hc, hcount, hmq, hmp => by
    have hsucc : Numbers.count (.cons c rest) = rest.count + 1 := rfl
    rw [hsucc] at hcount hmp
    have ih := expDigits_eq hw hp ha (m := m - 1) hc.2 (by omega) (by omega) (by omega)
    have hle : ∀ i, i < n → expChain p q (a i) rest (m - 1) ≤ 2 ^ q := fun _ _ => expChain_le hc.2
    have hqw : 2 ^ q < 2 ^ w := Nat.pow_lt_pow_right (by decide) (by omega)
    show selectSmaller w _ _ (m - 1) (expDigits w _ p q _ rest (m - 1)) (timesConstant w _ q c
      (expDigits w _ p q _ rest (m - 1))) = _
    rw [ih, timesConstant_eq hw hc.1 hle, selectSmaller_eq (by omega) ha
      (fun i hi => Nat.lt_of_le_of_lt (hle i hi) hqw) fun i hi => by
        refine Nat.le_trans (Nat.div_le_div_right (Nat.mul_le_mul_left _ hc.1) (2 ^ q)) ?_
        rw [Nat.mul_div_cancel _ (Nat.two_pow_pos q)]
        exact Nat.le_refl _]
    refine pack_congr fun i _ => ?_
    have hbit : (a i >>> (m - 1)) &&& 1 = a i / 2 ^ (m - 1) % 2 := by
      have h := Nat.and_two_pow_sub_one_eq_mod (a i >>> (m - 1)) 1
      rw [Nat.shiftRight_eq_div_pow] at h ⊢
      exact h
    show _ = cond (Nat.beq ((a i >>> (m - 1)) &&& 1) 0) (expChain p q (a i) rest (m - 1))
      ((expChain p q (a i) rest (m - 1) * c) >>> q)
    rw [hbit, Nat.shiftRight_eq_div_pow]
    rcases Nat.mod_two_eq_zero_or_one (a i / 2 ^ (m - 1)) with h0 | h1
    · rw [h0]
      rfl
    · rw [h1]
      rfl

/-- The constants of a checked table are at most one. -/
theorem atMost_of_checkFactors {T : ExpTable} : ∀ {cs : Numbers} {m : Nat},
    checkFactors T cs m = true → cs.atMost (2 ^ T.scale) ∧ cs.count ≤ m
  | .nil, _, _ => ⟨trivial, Nat.zero_le _⟩
  | .cons c rest, m, h => by
    have h' : (Nat.blt 0 m && (Nat.ble c (2 ^ T.scale) && (Nat.ble T.argument (T.base + (m - 1)) &&
      (Cell.covers (T.fine - T.scale) ⟨squareChain T.fine T.base (T.base + (m - 1) - T.argument), 0,
        squareError T.fine T.base (T.base + (m - 1) - T.argument)⟩ ⟨c, 0, T.slack⟩ &&
      checkFactors T rest (m - 1))))) = true := h
    simp only [Bool.and_eq_true_iff] at h'
    obtain ⟨hm, hc, _, _, hrest⟩ := h'
    have ⟨ih, hcount⟩ := atMost_of_checkFactors hrest
    have hm' : 0 < m := Nat.le_of_ble_eq_true hm
    have hsucc : Numbers.count (.cons c rest) = rest.count + 1 := rfl
    exact ⟨⟨Nat.le_of_ble_eq_true hc, ih⟩, by omega⟩

/-- What passes with exponentials computed at once passes with those computed one by one. -/
theorem withExponentials_sound {E : ExpTable} (he : E.check = true) {n : Nat} {f : Nat → Nat}
    {k : (Nat → Nat) → Bool} (h : withExponentials E n f k = true) :
    ∃ g : Nat → Nat, (∀ j, j < n → g j = (E.cell (f j)).pos ∧ f j < 2 ^ E.top) ∧ k g = true := by
  simp only [withExponentials, Bool.and_eq_true_iff] at h
  obtain ⟨htop, hargument, hsmall, hk⟩ := h
  simp only [ExpTable.check, Bool.and_eq_true_iff] at he
  obtain ⟨_, _, hf, hn, _⟩ := he
  have htop' : E.top ≤ E.scale := Nat.le_of_ble_eq_true htop
  have ⟨hatMost, hcount⟩ := atMost_of_checkFactors hf
  have hw : E.scale + E.scale < E.digitWidth := Nat.lt_succ_self _
  have small : ∀ j, j < n → f j < 2 ^ E.top := fun j hj =>
    Nat.le_of_ble_eq_true (of_allBelow hsmall hj)
  have hpow : 2 ^ E.top < 2 ^ E.digitWidth := Nat.pow_lt_pow_right (by decide) (by omega)
  have fits : ∀ j, j < n → f j < 2 ^ E.digitWidth := fun j hj => Nat.lt_trans (small j hj) hpow
  have hA : (sumBelow n fun j => Nat.shiftLeft (f j) (Nat.mul E.digitWidth j)) =
      pack E.digitWidth n f := by
    rw [sumBelow_eq]
    exact sum_congr fun j _ => Nat.shiftLeft_eq _ _
  rw [withValue_eq, withValue_eq, hA, repunit_eq n (by omega),
    expDigits_eq hw (Nat.le_of_ble_eq_true hargument) fits hatMost hcount htop'
      (Nat.le_of_ble_eq_true hn)] at hk
  refine ⟨_, fun j hj => ⟨?_, small j hj⟩, hk⟩
  have hscale : 2 ^ E.scale < 2 ^ E.digitWidth := Nat.pow_lt_pow_right (by decide) (by omega)
  rw [readDigit_eq, digit_pack (fun i _ => Nat.lt_of_le_of_lt (expChain_le hatMost) hscale) hj]
  rfl

end QuantCert
