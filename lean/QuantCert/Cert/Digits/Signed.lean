prelude
import QuantCert.Cert.Digits.Loop
import QuantCert.Cert.Digits.Range
import QuantCert.Thm.Digits.Absolute
import QuantCert.Thm.Digits.Product

/-!
# Products and absolute values of all digits at once

## Main definitions
* `addProduct k ones A S C b`: in each digit, `a + c * s`, where the code `c` is the low `b` bits of
  the digit of `C`
* `absoluteDigits k ones D`: `|d - 2^(k-1)|` for each digit `d` of `D`

## Main theorems
* `addProduct_eq`, `absoluteDigits_eq`
-/

namespace QuantCert.Digits

/-- The digits of `S <<< u` where bit `u` of the digit of `C` is set. -/
def selectDigits (k ones S C u : Nat) : Nat :=
  Nat.land (Nat.shiftLeft S u)
    (Nat.mul (Nat.land C (Nat.shiftLeft ones u)) (Nat.sub (Nat.pow 2 (Nat.sub k u)) 1))

/-- The selected digits of the low `b` bits add up to the product. -/
theorem sum_selectDigits {k n b : Nat} {s c : Nat → Nat} (hb : b < k)
    (hs : ∀ i, i < n → s i < 2 ^ (k - b)) (hc : ∀ i, i < n → c i < 2 ^ k) :
    sum b (selectDigits k (pack k n fun _ => 1) (pack k n s) (pack k n c)) =
      pack k n fun i => c i % 2 ^ b * s i := by
  have h : ∀ u, u ≤ b →
      sum u (selectDigits k (pack k n fun _ => 1) (pack k n s) (pack k n c)) =
        pack k n fun i => c i % 2 ^ u * s i := by
    intro u
    induction u with
    | zero =>
      intro _
      refine (sum_eq_zero fun i _ => ?_).symm
      show c i % 2 ^ 0 * s i * 2 ^ (k * i) = 0
      rw [Nat.pow_zero, Nat.mod_one, Nat.zero_mul, Nat.zero_mul]
    | succ u ih =>
      intro hu
      have hsu : ∀ i, i < n → s i * 2 ^ u < 2 ^ k := fun i hi => by
        have hlt : s i < 2 ^ (k - u) :=
          Nat.lt_of_lt_of_le (hs i hi) (Nat.pow_le_pow_right (by decide) (by omega))
        have hshift := Nat.mul_lt_mul_of_pos_right hlt (Nat.two_pow_pos u)
        rwa [Nat.pow_sub_mul_pow 2 (by omega)] at hshift
      have hsel : selectDigits k (pack k n fun _ => 1) (pack k n s) (pack k n c) u = _ :=
        pack_select (by omega) hc hsu (by omega)
      rw [sum_succ, ih (by omega), hsel, pack_add]
      exact pack_congr fun i _ => (mod_two_pow_succ_mul (c i) (s i) u).symm
  exact h b (Nat.le_refl b)

/-- `A` plus, digit by digit, the low `b` bits of `C` times `S`. -/
noncomputable def addProduct (k ones A S C b : Nat) : Nat :=
  Nat.add A (sumBelow b (selectDigits k ones S C))

/-- Digit `i` is `a i + (c i mod 2^b) * s i`, if the products fit their digits. -/
theorem addProduct_eq {k n b : Nat} {a s c : Nat → Nat} (hb : b < k)
    (hs : ∀ i, i < n → s i < 2 ^ (k - b)) (hc : ∀ i, i < n → c i < 2 ^ k) :
    addProduct k (pack k n fun _ => 1) (pack k n a) (pack k n s) (pack k n c) b =
      pack k n fun i => a i + c i % 2 ^ b * s i := by
  show _ + sumBelow b _ = _
  rw [sumBelow_eq, sum_selectDigits hb hs hc, pack_add]

/-- One in each digit whose highest bit is set. -/
def signDigits (k ones D : Nat) : Nat := Nat.land (Nat.shiftRight D (Nat.sub k 1)) ones

/-- `|d - 2^(k-1)|` for each digit `d` of `D`. -/
def absoluteDigits (k ones D : Nat) : Nat :=
  Nat.sub (topBits ones k)
    (Nat.add (Nat.xor D (Nat.mul (signDigits k ones D) (Nat.sub (Nat.pow 2 k) 1)))
      (signDigits k ones D))

/-- Digit `i` is `|d i - 2^(k-1)|`. -/
theorem absoluteDigits_eq {k n : Nat} {d : Nat → Nat} (hk : 0 < k)
    (hd : ∀ i, i < n → d i < 2 ^ k) :
    absoluteDigits k (pack k n fun _ => 1) (pack k n d) =
      pack k n fun i => distance (d i) (2 ^ (k - 1)) := by
  refine Eq.trans ?_ (pack_distance hk hd)
  rw [← topBits_eq (n := n) rfl]
  rfl

end QuantCert.Digits
