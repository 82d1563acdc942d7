prelude
import QuantCert.Cert.Digits.Lookup
import QuantCert.Cert.Prompt.Slice
import QuantCert.Thm.Digits.Product

/-!
# Products with digits of few bits, all at once

Each bit of the short digits selects the other ones, shifted by its place: a few operations on long
numbers for each bit, however many digits there are.

## Main definitions
* `bitProducts`: the products of digits with the lowest bits of others.
* `productsByBits`, `byBits`: the products of the digits of two numbers in wider digits, and whether
  they are had in this way.

## Main theorems
* `bitProducts_eq`, `productsByBits_eq`
-/

namespace QuantCert

open Digits

/-- The digits of `X` times the lowest `u` bits of the digits of `R`. -/
noncomputable def bitProducts (w ones X R u : Nat) : Nat :=
  Nat.rec 0 (fun i acc => Nat.add acc (Nat.shiftLeft (Nat.land X (bitMask w ones R i)) i)) u

/-- They are these products. -/
theorem bitProducts_eq {w n : Nat} {x r : Nat → Nat} (hx : ∀ i, i < n → x i < 2 ^ w)
    (hr : ∀ i, i < n → r i < 2 ^ w) : ∀ {u : Nat}, u ≤ w →
    bitProducts w (pack w n fun _ => 1) (pack w n x) (pack w n r) u =
      pack w n fun i => r i % 2 ^ u * x i
  | 0, _ => (sum_eq_zero fun i _ => by
    show r i % 1 * x i * _ = 0
    rw [Nat.mod_one, Nat.zero_mul, Nat.zero_mul]).symm
  | u + 1, hu => by
    show bitProducts w _ _ _ u + (pack w n x &&& bitMask w _ _ u) <<< u = _
    rw [bitProducts_eq hx hr (Nat.le_of_succ_le hu), land_bitMask hu hr hx, Nat.shiftLeft_eq, pack_mul,
      pack_add]
    refine pack_congr fun i _ => ?_
    rw [mod_two_pow_succ_mul]
    rcases Nat.mod_two_eq_zero_or_one (r i / 2 ^ u) with h0 | h1
    · rw [h0, if_pos rfl, Nat.zero_mul, Nat.mul_zero]
    · rw [h1, if_neg (by decide), Nat.mul_one]

/-- Whether products with digits of `u` bits take fewer operations bit by bit than digit by digit, and
digits of `q` bits hold them. -/
noncomputable def byBits (v u q n : Nat) : Bool :=
  Nat.ble (Nat.mul 8 u) n && (Nat.blt (Nat.add v u) q && Nat.ble n (Nat.pow 2 (log2Ceil n)))

/-- The products of the first `n` digits of `v` bits of `A` and of `u` bits of `B`, in digits of `q`
bits. -/
noncomputable def productsByBits (v u q n A B : Nat) : Nat :=
  withValue (Nat.succ (Nat.add v u)) fun w => withValue (repunit w n) fun ones =>
    withValue (spreadSlice w v 0 n A) fun X => withValue (spreadSlice w u 0 n B) fun R =>
      spreadSlice q w 0 n (bitProducts w ones X R u)

/-- They are these products. -/
theorem productsByBits_eq {v u q n : Nat} (h : byBits v u q n = true) (A B : Nat) :
    productsByBits v u q n A B = pack q n fun i => digit v A i * digit u B i := by
  simp only [byBits, Bool.and_eq_true_iff] at h
  obtain ⟨_, hq, hn⟩ := h
  have hq' : v + u + 1 ≤ q := Nat.le_of_ble_eq_true hq
  have hn' : n ≤ 2 ^ log2Ceil n := Nat.le_of_ble_eq_true hn
  have wide : ∀ k, k ≤ v + u + 1 → ∀ N i, digit k N (0 + i) < 2 ^ (v + u + 1) := fun k hk N i =>
    Nat.lt_of_lt_of_le (digit_lt k N _) (Nat.pow_le_pow_right (by decide) hk)
  have small : ∀ i, digit u B (0 + i) % 2 ^ u * digit v A (0 + i) < 2 ^ (v + u + 1) := fun i => by
    have h1 := Nat.mul_lt_mul'' (Nat.mod_lt (digit u B (0 + i)) (Nat.two_pow_pos u))
      (digit_lt v A (0 + i))
    rw [← Nat.pow_add, Nat.add_comm u] at h1
    exact Nat.lt_trans h1 (Nat.pow_lt_pow_right (by decide) (Nat.lt_succ_self _))
  rw [productsByBits, withValue_eq, withValue_eq, withValue_eq, withValue_eq]
  show spreadSlice q (v + u + 1) 0 n (bitProducts (v + u + 1) (repunit (v + u + 1) n)
    (spreadSlice (v + u + 1) v 0 n A) (spreadSlice (v + u + 1) u 0 n B) u) = _
  rw [spreadSlice_eq hq' hn', spreadSlice_eq (show v ≤ v + u + 1 by omega) hn',
    spreadSlice_eq (show u ≤ v + u + 1 by omega) hn', repunit_eq n (Nat.succ_pos _),
    bitProducts_eq (fun i _ => wide v (by omega) A i) (fun i _ => wide u (by omega) B i) (by omega)]
  refine pack_congr fun i hi => ?_
  rw [Nat.zero_add, digit_pack (fun i _ => small i) hi, Nat.zero_add, Nat.mul_comm,
    Nat.mod_eq_of_lt (digit_lt u B i)]

end QuantCert
