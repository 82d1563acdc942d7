prelude
import QuantCert.Cert.Digits.Signed

/-!
# Products and comparisons in few operations

The same as in `Signed`, for kernels: the repunit and other constants are numbers that have been
computed before, and a code's bit selects a scale by one subtraction and one `land`.

## Main definitions
* `subtractMasked ones top S C A b`: `a - c * s` in each digit, for the low `b` bits of the code
* `addMasked ones top S C A b`: `a + c * s`
* `magnitudeDigits k ones low D`: `|e|` from digits `2^k - 1 + e`
* `checkSmall top low N`: no digit of `N` exceeds what `low` leaves below the highest bit

## Main theorems
* `subtractMasked_eq`, `addMasked_eq`, `magnitudeDigits_eq`, `checkSmall_sound`
-/

namespace QuantCert.Digits

/-- The digits of `S <<< u` where bit `u` of the digit of `C` is set; `top` has the highest bits. -/
def maskedDigits (ones top S C u : Nat) : Nat :=
  Nat.land (Nat.shiftLeft S u) (Nat.sub top (Nat.land C (Nat.shiftLeft ones u)))

/-- `A` minus, digit by digit, the low `b` bits of `C` times `S`. -/
noncomputable def subtractMasked (ones top S C A b : Nat) : Nat :=
  Nat.rec A (fun u acc => Nat.sub acc
    (Nat.land (Nat.shiftLeft S u) (Nat.sub top (Nat.land C (Nat.shiftLeft ones u))))) b

/-- `A` plus, digit by digit, the low `b` bits of `C` times `S`. -/
noncomputable def addMasked (ones top S C A b : Nat) : Nat :=
  Nat.rec A (fun u acc => Nat.add acc
    (Nat.land (Nat.shiftLeft S u) (Nat.sub top (Nat.land C (Nat.shiftLeft ones u))))) b

/-- Where bit `u` of the code is set, all bits from `u` to below the highest are left of it. -/
theorem masked_digit {k u c s : Nat} (hu : u < k - 1) (hs : s * 2 ^ u < 2 ^ (k - 1)) :
    s * 2 ^ u &&& 2 ^ (k - 1) - (c &&& 2 ^ u) = s * 2 ^ u * (c / 2 ^ u % 2) := by
  rw [land_two_pow]
  cases Nat.mod_two_eq_zero_or_one (c / 2 ^ u) with
  | inl h =>
    rw [h, Nat.mul_zero, Nat.mul_zero, Nat.sub_zero]
    have hbit := land_two_pow (s * 2 ^ u) (k - 1)
    rw [Nat.div_eq_of_lt hs, Nat.zero_mod, Nat.mul_zero] at hbit
    exact hbit
  | inr h =>
    rw [h, Nat.mul_one, Nat.mul_one]
    have hmask : 2 ^ (k - 1) - 2 ^ u = 2 ^ u * (2 ^ (k - 1 - u) - 1) := by
      rw [Nat.mul_sub, Nat.mul_one, Nat.mul_comm, Nat.pow_sub_mul_pow 2 (Nat.le_of_lt hu)]
    rw [hmask]
    exact land_high_ones (Nat.le_of_lt hu) hs

/-- A masked vector is the selected one. -/
theorem maskedDigits_eq {k n u : Nat} {c s : Nat → Nat} (hu : u < k - 1)
    (hs : ∀ i, i < n → s i * 2 ^ u < 2 ^ (k - 1)) (hc : ∀ i, i < n → c i < 2 ^ k) :
    maskedDigits (pack k n fun _ => 1) (pack k n fun _ => 2 ^ (k - 1)) (pack k n s) (pack k n c) u =
      selectDigits k (pack k n fun _ => 1) (pack k n s) (pack k n c) u := by
  have hhalf : 2 ^ (k - 1) < 2 ^ k := Nat.pow_lt_pow_right (by decide) (by omega)
  have hbit : ∀ i, i < n → 2 ^ u < 2 ^ k := fun _ _ => Nat.pow_lt_pow_right (by decide) (by omega)
  have hle : ∀ i, i < n → c i &&& 2 ^ u ≤ 2 ^ (k - 1) := fun i _ =>
    Nat.le_trans Nat.and_le_right (Nat.pow_le_pow_right (by decide) (Nat.le_of_lt hu))
  have hselect := pack_select (c := c) (s := s) (show u ≤ k by omega) hc
    (fun i hi => Nat.lt_trans (hs i hi) hhalf) (by omega)
  refine Eq.trans ?_ hselect.symm
  show (pack k n s <<< u) &&& ((pack k n fun _ => 2 ^ (k - 1)) -
    (pack k n c &&& (pack k n fun _ => 1) <<< u)) = _
  rw [Nat.shiftLeft_eq, Nat.shiftLeft_eq, pack_mul, pack_one_mul, pack_land hc hbit, pack_sub hle,
    pack_land (fun i hi => Nat.lt_trans (hs i hi) hhalf)
      (fun i _ => Nat.lt_of_le_of_lt (Nat.sub_le _ _) hhalf)]
  exact pack_congr fun i hi => masked_digit hu (hs i hi)

/-- The masked digits add up to the product. -/
theorem sum_maskedDigits {k n b : Nat} {c s : Nat → Nat} (hb : b < k - 1)
    (hs : ∀ i, i < n → s i < 2 ^ (k - 1 - b)) (hc : ∀ i, i < n → c i < 2 ^ k) :
    sum b (maskedDigits (pack k n fun _ => 1) (pack k n fun _ => 2 ^ (k - 1)) (pack k n s)
      (pack k n c)) = pack k n fun i => c i % 2 ^ b * s i := by
  have hhigh : 2 ^ (k - 1 - b) ≤ 2 ^ (k - b) := Nat.pow_le_pow_right (by decide) (by omega)
  refine (sum_congr fun u hu => maskedDigits_eq (by omega) (fun i hi => ?_) hc).trans
    (sum_selectDigits (by omega) (fun i hi => Nat.lt_of_lt_of_le (hs i hi) hhigh) hc)
  have hlt : s i < 2 ^ (k - 1 - u) :=
    Nat.lt_of_lt_of_le (hs i hi) (Nat.pow_le_pow_right (by decide) (by omega))
  have hshift := Nat.mul_lt_mul_of_pos_right hlt (Nat.two_pow_pos u)
  rwa [Nat.pow_sub_mul_pow 2 (by omega)] at hshift

/-- Digit `i` is `a i - (c i mod 2^b) * s i`, if this is not negative and the products fit. -/
theorem subtractMasked_eq {k n b : Nat} {a c s : Nat → Nat} (hb : b < k - 1)
    (hs : ∀ i, i < n → s i < 2 ^ (k - 1 - b)) (hc : ∀ i, i < n → c i < 2 ^ k)
    (hle : ∀ i, i < n → c i % 2 ^ b * s i ≤ a i) :
    subtractMasked (pack k n fun _ => 1) (pack k n fun _ => 2 ^ (k - 1)) (pack k n s) (pack k n c)
        (pack k n a) b = pack k n fun i => a i - c i % 2 ^ b * s i := by
  show subtractBelow b _ (maskedDigits _ _ _ _) = _
  rw [subtractBelow_eq, sum_maskedDigits hb hs hc, pack_sub hle]

/-- `addMasked` adds what does not depend on the first number. -/
theorem addMasked_sum (ones top S C A b : Nat) :
    addMasked ones top S C A b = A + sum b (maskedDigits ones top S C) := by
  induction b with
  | zero => rfl
  | succ b ih => exact (congrArg (· + maskedDigits ones top S C b) ih).trans (Nat.add_assoc _ _ _)

/-- Digit `i` is `a i + (c i mod 2^b) * s i`, if the products fit. -/
theorem addMasked_eq {k n b : Nat} {a c s : Nat → Nat} (hb : b < k - 1)
    (hs : ∀ i, i < n → s i < 2 ^ (k - 1 - b)) (hc : ∀ i, i < n → c i < 2 ^ k) :
    addMasked (pack k n fun _ => 1) (pack k n fun _ => 2 ^ (k - 1)) (pack k n s) (pack k n c)
        (pack k n a) b = pack k n fun i => a i + c i % 2 ^ b * s i := by
  rw [addMasked_sum, sum_maskedDigits hb hs hc, pack_add]

/-- `|e|` from digits `2^k - 1 + e`, each of `k + 1` bits; every digit of `low` is `2^k - 1`. -/
def magnitudeDigits (k ones low D : Nat) : Nat :=
  (fun sign => Nat.add (Nat.xor D (Nat.add low sign)) sign) (Nat.land (Nat.shiftRight D k) ones)

/-- Digit `i` is `|d i - 2^(k-1)|`. -/
theorem magnitudeDigits_eq {k n : Nat} {d : Nat → Nat} (hk : 0 < k)
    (hd : ∀ i, i < n → 0 < d i ∧ d i < 2 ^ k) :
    magnitudeDigits (k - 1) (pack k n fun _ => 1) (pack k n fun _ => 2 ^ (k - 1) - 1)
        (pack k n fun i => d i - 1) = pack k n fun i => distance (d i) (2 ^ (k - 1)) :=
  pack_magnitude hk hd

/-- All digits `2^(k-1) - 1`. -/
theorem sub_ones_eq {k n : Nat} : ((pack k n fun _ => 2 ^ (k - 1)) - pack k n fun _ => 1) =
    pack k n fun _ => 2 ^ (k - 1) - 1 := pack_sub fun _ _ => Nat.two_pow_pos _

/-- No digit of `N`, `low` added, reaches the highest bit. -/
def checkSmall (top low N : Nat) : Bool := Nat.beq (Nat.land (Nat.add N low) top) 0

/-- What is added so that digits above `maximum` reach the highest bit. -/
def lowDigits (ones top maximum : Nat) : Nat :=
  Nat.sub (Nat.sub top ones) (Nat.mul ones maximum)

/-- A digit that has not the highest bit is below it. -/
theorem lt_of_land_top_eq_zero {k d : Nat} (hk : 0 < k) (hd : d < 2 ^ k)
    (h : d &&& 2 ^ (k - 1) = 0) : d < 2 ^ (k - 1) := by
  have hdouble := two_pow_sub_one_add_self hk
  refine lt_of_land_high_eq_zero (Nat.sub_le k 1) hd ?_
  rwa [show 2 ^ k - 2 ^ (k - 1) = 2 ^ (k - 1) by omega]

/-- If the check succeeds, no digit exceeds the maximum. -/
theorem checkSmall_sound {k n maximum : Nat} {f : Nat → Nat} (hk : 0 < k)
    (hmax : maximum < 2 ^ (k - 1)) (hf : ∀ i, i < n → f i ≤ 2 ^ (k - 1))
    (h : checkSmall (pack k n fun _ => 2 ^ (k - 1))
      (lowDigits (pack k n fun _ => 1) (pack k n fun _ => 2 ^ (k - 1)) maximum) (pack k n f) =
        true) : ∀ i, i < n → f i ≤ maximum := by
  have hdouble := two_pow_sub_one_add_self hk
  have hlow : lowDigits (pack k n fun _ => 1) (pack k n fun _ => 2 ^ (k - 1)) maximum =
      pack k n fun _ => 2 ^ (k - 1) - 1 - maximum := by
    show ((pack k n fun _ => 2 ^ (k - 1)) - pack k n fun _ => 1) - (pack k n fun _ => 1) * maximum = _
    rw [pack_one_mul, pack_sub fun _ _ => by omega, pack_sub fun _ _ => by omega]
  have hsum : ∀ i, i < n → f i + (2 ^ (k - 1) - 1 - maximum) < 2 ^ k := fun i hi => by
    have := hf i hi
    omega
  have hzero : (pack k n f + lowDigits _ _ maximum) &&& (pack k n fun _ => 2 ^ (k - 1)) = 0 :=
    Nat.eq_of_beq_eq_true _ _ h
  rw [hlow, pack_add, pack_land hsum fun _ _ => by omega] at hzero
  intro i hi
  have hdigit := digit_pack (k := k) (f := fun i => f i + (2 ^ (k - 1) - 1 - maximum) &&& 2 ^ (k - 1))
    (fun i hi => Nat.lt_of_le_of_lt Nat.and_le_left (hsum i hi)) hi
  rw [hzero, digit, Nat.zero_div, Nat.zero_mod] at hdigit
  have hlt := lt_of_land_top_eq_zero hk (hsum i hi) hdigit.symm
  omega

end QuantCert.Digits
