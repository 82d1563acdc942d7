prelude
import QuantCert.Cert.Digits.Repunit

/-!
# Range checks of all digits at once

## Main definitions
* `checkBelow ones k v n N`: `N` has `n` digits of `k` bits and each is below `2^v`
* `checkAtMost ones k F G`: no digit of `G` is larger than that of `F`

## Main theorems
* `checkBelow_sound`, `checkAtMost_sound`
-/

namespace QuantCert.Digits

/-- `N` has at most `n` digits of `k` bits and each is below `2^v`; `ones` is the repunit. What would be
too much is nothing. -/
def checkBelow (ones k v n N : Nat) : Bool :=
  Nat.beq (Nat.add (Nat.shiftRight N (Nat.mul k n))
    (Nat.land N (Nat.mul ones (Nat.sub (Nat.pow 2 k) (Nat.pow 2 v))))) 0

/-- A number of which a shift by `b` bits leaves nothing. -/
theorem lt_of_shiftRight_eq_zero {N b : Nat} (h : N >>> b = 0) : N < 2 ^ b := by
  rw [Nat.shiftRight_eq_div_pow] at h
  have hlt := (Nat.div_lt_iff_lt_mul (x := N) (y := 1) (Nat.two_pow_pos b)).1 (by omega)
  rwa [Nat.one_mul] at hlt

/-- A digit that has no bit in common with the bits `v, …, k - 1` is below `2^v`. -/
theorem lt_of_land_high_eq_zero {k v d : Nat} (hv : v ≤ k) (hd : d < 2 ^ k)
    (h : d &&& 2 ^ k - 2 ^ v = 0) : d < 2 ^ v := by
  have hmask : 2 ^ k - 2 ^ v = 2 ^ v * (2 ^ (k - v) - 1) := by
    rw [Nat.mul_sub, Nat.mul_one, Nat.mul_comm, Nat.pow_sub_mul_pow 2 hv]
  have hq : d / 2 ^ v < 2 ^ (k - v) := by
    rw [Nat.div_lt_iff_lt_mul (Nat.two_pow_pos v), Nat.pow_sub_mul_pow 2 hv]
    exact hd
  have hdiv := congrArg (· / 2 ^ v) h
  have hzero : d / 2 ^ v = 0 := by
    have hdiv' : (d &&& 2 ^ k - 2 ^ v) / 2 ^ v = 0 / 2 ^ v := hdiv
    rwa [hmask, Nat.and_div_two_pow, Nat.mul_div_cancel_left _ (Nat.two_pow_pos v),
      Nat.and_two_pow_sub_one_of_lt_two_pow hq, Nat.zero_div] at hdiv'
  have hlt := (Nat.div_lt_iff_lt_mul (x := d) (y := 1) (Nat.two_pow_pos v)).1 (by omega)
  rwa [Nat.one_mul] at hlt

/-- A number that passes is the vector of its digits, all of them below `2^v`. -/
theorem checkBelow_sound {ones k v n N : Nat} (hv : v ≤ k) (hones : ones = pack k n fun _ => 1)
    (h : checkBelow ones k v n N = true) :
    N < 2 ^ (k * n) ∧ N = pack k n (digit k N) ∧ ∀ i, i < n → digit k N i < 2 ^ v := by
  have hall : N >>> (k * n) + (N &&& ones * (2 ^ k - 2 ^ v)) = 0 := Nat.eq_of_beq_eq_true _ _ h
  obtain ⟨hshift, hland⟩ := Nat.eq_zero_of_add_eq_zero hall
  have hN := lt_of_shiftRight_eq_zero hshift
  have hpack : N = pack k n (digit k N) := (pack_digit hN).symm
  refine ⟨hN, hpack, fun i hi => ?_⟩
  have hmask : ∀ i, i < n → 2 ^ k - 2 ^ v < 2 ^ k := fun _ _ =>
    Nat.sub_lt (Nat.two_pow_pos k) (Nat.two_pow_pos v)
  have hd := congrArg (digit k · i) hland
  have hd' : digit k (N &&& ones * (2 ^ k - 2 ^ v)) i = digit k 0 i := hd
  rw [hones, pack_one_mul, digit_land, digit_pack hmask hi] at hd'
  refine lt_of_land_high_eq_zero hv (digit_lt k N i) (hd'.trans ?_)
  rw [digit, Nat.zero_div, Nat.zero_mod]

/-- The highest bit of every digit. -/
def topBits (ones k : Nat) : Nat := Nat.shiftLeft ones (Nat.sub k 1)

/-- Every digit of `topBits` is `2^(k-1)`. -/
theorem topBits_eq {ones k n : Nat} (hones : ones = pack k n fun _ => 1) :
    topBits ones k = pack k n fun _ => 2 ^ (k - 1) := by
  show ones <<< (k - 1) = _
  rw [hones, Nat.shiftLeft_eq, pack_one_mul]

/-- No digit of `G` is larger than the same digit of `F`; `ones` is the repunit. -/
def checkAtMost (ones k F G : Nat) : Bool :=
  Nat.beq (Nat.land (Nat.sub (Nat.add F (topBits ones k)) G) (topBits ones k)) (topBits ones k)

/-- If the check succeeds, no digit of the second vector is larger than the same digit of the first;
digits have a bit to spare. -/
theorem checkAtMost_sound {ones k n : Nat} {f g : Nat → Nat} (hk : 0 < k)
    (hones : ones = pack k n fun _ => 1) (hf : ∀ i, i < n → f i < 2 ^ (k - 1))
    (hg : ∀ i, i < n → g i ≤ 2 ^ (k - 1))
    (h : checkAtMost ones k (pack k n f) (pack k n g) = true) : ∀ i, i < n → g i ≤ f i := by
  have htop := topBits_eq hones
  have heq : ((pack k n f + topBits ones k) - pack k n g) &&& topBits ones k = topBits ones k :=
    Nat.eq_of_beq_eq_true _ _ h
  rw [htop] at heq
  exact le_of_compare hk hf hg heq

end QuantCert.Digits
