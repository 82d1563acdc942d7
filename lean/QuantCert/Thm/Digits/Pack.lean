prelude
import QuantCert.Spec.Digits.Pack
import QuantCert.Thm.Digits.Digit

/-!
# Packed vectors: digits and arithmetic

A number with given digits, and the arithmetic of such numbers where nothing carries.

## Main theorems
* `digit_pack`, `pack_digit`: packing and taking digits are inverse to each other
* `pack_add`, `pack_mul`, `pack_sub`, `pack_land`, `pack_xor`: operations act digit by digit
* `pack_mul_index`: digits of digits
-/

namespace QuantCert.Digits

theorem pack_zero (k : Nat) (f : Nat → Nat) : pack k 0 f = 0 := rfl

theorem pack_succ (k n : Nat) (f : Nat → Nat) :
    pack k (n + 1) f = pack k n f + f n * 2 ^ (k * n) := rfl

theorem pack_one (k : Nat) (f : Nat → Nat) : pack k 1 f = f 0 := by
  rw [pack_succ, pack_zero, Nat.mul_zero, Nat.pow_zero, Nat.mul_one, Nat.zero_add]

theorem pack_congr {k n : Nat} {f g : Nat → Nat} (h : ∀ i, i < n → f i = g i) :
    pack k n f = pack k n g := by
  refine sum_congr fun i hi => ?_
  rw [h i hi]

/-- Sums of packed vectors are packed sums. -/
theorem pack_add (k n : Nat) (f g : Nat → Nat) :
    pack k n f + pack k n g = pack k n fun i => f i + g i := by
  refine (sum_add n _ _).symm.trans (sum_congr fun i _ => ?_)
  rw [Nat.add_mul]

/-- Multiples of a packed vector are packed multiples. -/
theorem pack_mul (c k n : Nat) (f : Nat → Nat) :
    pack k n f * c = pack k n fun i => f i * c := by
  induction n with
  | zero => exact Nat.zero_mul c
  | succ n ih => rw [pack_succ, pack_succ, Nat.add_mul, ih, Nat.mul_right_comm]

/-- Differences of packed vectors are packed differences, if no digit goes below zero. -/
theorem pack_sub {k n : Nat} {f g : Nat → Nat} (h : ∀ i, i < n → g i ≤ f i) :
    pack k n f - pack k n g = pack k n fun i => f i - g i := by
  have hs : pack k n f = (pack k n fun i => f i - g i) + pack k n g := by
    rw [pack_add]
    exact pack_congr fun i hi => (Nat.sub_add_cancel (h i hi)).symm
  rw [hs, Nat.add_sub_cancel]

/-- A vector whose digits fit is below `2^(k * n)`. -/
theorem pack_lt {k n : Nat} {f : Nat → Nat} (h : ∀ i, i < n → f i < 2 ^ k) :
    pack k n f < 2 ^ (k * n) := by
  induction n with
  | zero => exact Nat.two_pow_pos _
  | succ n ih =>
    have hrest := ih fun i hi => h i (Nat.lt.step hi)
    have htop : (f n + 1) * 2 ^ (k * n) ≤ 2 ^ k * 2 ^ (k * n) :=
      Nat.mul_le_mul_right _ (h n (Nat.lt_succ_self n))
    rw [Nat.add_one_mul] at htop
    rw [pack_succ, Nat.mul_succ, Nat.pow_add, Nat.mul_comm (2 ^ (k * n)) (2 ^ k)]
    omega

theorem pack_add_index (k m n : Nat) (f : Nat → Nat) :
    pack k (m + n) f = pack k m f + (pack k n fun i => f (m + i)) * 2 ^ (k * m) := by
  refine (sum_add_index m n _).trans (congrArg (pack k m f + ·) ?_)
  rw [pack_mul]
  refine sum_congr fun i _ => ?_
  rw [Nat.mul_add, Nat.pow_add, Nat.mul_assoc, Nat.mul_comm (2 ^ (k * m))]

/-- Digits that are zero from `n` on may be left out. -/
theorem pack_extend {k m n : Nat} {f : Nat → Nat} (hnm : n ≤ m)
    (h : ∀ i, n ≤ i → i < m → f i = 0) : pack k m f = pack k n f := by
  obtain ⟨d, rfl⟩ := Nat.exists_eq_add_of_le hnm
  have hzero : (pack k d fun i => f (n + i)) = 0 := by
    refine sum_eq_zero fun i hi => ?_
    show f (n + i) * 2 ^ (k * i) = 0
    rw [h (n + i) (Nat.le_add_right n i) (Nat.add_lt_add_left hi n), Nat.zero_mul]
  rw [pack_add_index, hzero, Nat.zero_mul, Nat.add_zero]

/-- A vector of `a * b` digits is a vector of `a` blocks of `b` digits. -/
theorem pack_mul_index (k a b : Nat) (f : Nat → Nat) :
    pack k (a * b) f = pack (k * b) a fun j => pack k b fun i => f (j * b + i) := by
  refine (sum_mul_index a b _).trans (sum_congr fun j _ => ?_)
  rw [pack_mul]
  refine sum_congr fun i _ => ?_
  rw [Nat.mul_add, Nat.pow_add, Nat.mul_assoc, Nat.mul_comm (2 ^ (k * (j * b))), Nat.mul_comm j b,
    Nat.mul_assoc, Nat.mul_comm (2 ^ (k * i))]

/-- Packing and then taking a digit gives the entry. -/
theorem digit_pack {k n : Nat} {f : Nat → Nat} (h : ∀ i, i < n → f i < 2 ^ k) {i : Nat}
    (hi : i < n) : digit k (pack k n f) i = f i := by
  obtain ⟨d, rfl⟩ := Nat.exists_eq_add_of_lt hi
  have hlow : pack k i f < 2 ^ (k * i) := pack_lt fun j hj => h j (by omega)
  have hsplit : pack k (i + d + 1) f =
      pack k i f + (f i + (pack k d fun j => f (i + (1 + j))) * 2 ^ k) * 2 ^ (k * i) := by
    rw [Nat.add_assoc i d 1, pack_add_index, Nat.add_comm d 1, pack_add_index, pack_one,
      Nat.mul_one]
    rfl
  unfold digit
  rw [hsplit, Nat.add_mul_div_right _ _ (Nat.two_pow_pos _), Nat.div_eq_of_lt hlow, Nat.zero_add,
    Nat.add_mul_mod_self_right, Nat.mod_eq_of_lt (h i hi)]

/-- Every number is the packed vector of its digits, up to the digits left out. -/
theorem pack_digit_mod (k n N : Nat) : pack k n (digit k N) = N % 2 ^ (k * n) := by
  induction n with
  | zero => rw [Nat.mul_zero, Nat.pow_zero, Nat.mod_one, pack_zero]
  | succ n ih =>
    rw [pack_succ, ih, Nat.mul_succ, Nat.pow_add, Nat.mod_mul, Nat.mul_comm (2 ^ (k * n))]
    rfl

/-- Taking digits and then packing them gives the number. -/
theorem pack_digit {k n N : Nat} (h : N < 2 ^ (k * n)) : pack k n (digit k N) = N := by
  rw [pack_digit_mod, Nat.mod_eq_of_lt h]

/-- A number is the packed vector of what its digits are known to be. -/
theorem eq_pack {k n N : Nat} {f : Nat → Nat} (h : N < 2 ^ (k * n))
    (hf : ∀ i, i < n → digit k N i = f i) : N = pack k n f :=
  (pack_digit h).symm.trans (pack_congr hf)

/-- Packed vectors whose digits fit are equal only if their digits are. -/
theorem pack_inj {k n : Nat} {f g : Nat → Nat} (hf : ∀ i, i < n → f i < 2 ^ k)
    (hg : ∀ i, i < n → g i < 2 ^ k) (h : pack k n f = pack k n g) {i : Nat} (hi : i < n) :
    f i = g i := by
  rw [← digit_pack hf hi, h, digit_pack hg hi]

/-- `&&&` acts digit by digit. -/
theorem pack_land {k n : Nat} {f g : Nat → Nat} (hf : ∀ i, i < n → f i < 2 ^ k)
    (hg : ∀ i, i < n → g i < 2 ^ k) :
    pack k n f &&& pack k n g = pack k n fun i => f i &&& g i := by
  refine eq_pack (Nat.lt_of_le_of_lt Nat.and_le_left (pack_lt hf)) fun i hi => ?_
  rw [digit_land, digit_pack hf hi, digit_pack hg hi]

/-- `^^^` acts digit by digit. -/
theorem pack_xor {k n : Nat} {f g : Nat → Nat} (hf : ∀ i, i < n → f i < 2 ^ k)
    (hg : ∀ i, i < n → g i < 2 ^ k) :
    pack k n f ^^^ pack k n g = pack k n fun i => f i ^^^ g i := by
  have hlt : pack k n f ^^^ pack k n g < 2 ^ (k * n) := by
    have h := Nat.xor_mod_two_pow (a := pack k n f) (b := pack k n g) (n := k * n)
    rw [Nat.mod_eq_of_lt (pack_lt hf), Nat.mod_eq_of_lt (pack_lt hg)] at h
    rw [← h]
    exact Nat.mod_lt _ (Nat.two_pow_pos _)
  refine eq_pack hlt fun i hi => ?_
  rw [digit_xor, digit_pack hf hi, digit_pack hg hi]

end QuantCert.Digits
