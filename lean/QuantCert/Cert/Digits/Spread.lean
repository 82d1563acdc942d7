prelude
import QuantCert.Cert.Digits.Repunit

/-!
# Spreading narrow digits to wide ones, computed

## Main definitions
* `spreadStep`, `spread v p l N`: the first `2^l` digits of `v` bits of `N`, moved to digits of `p`
  bits

## Main theorems
* `spread_eq`
-/

namespace QuantCert

/-- `2^s` pieces of `v * 2^l` bits, held in digits of `p * 2^l` bits, become `2^(s+l)` digits of `p`
bits: every step halves the pieces. -/
def spreadFrom (v p : Nat) : (l s x : Nat) → Nat
  | 0, _, x => x
  | l + 1, s, x =>
    let ones := repunitPow (p * 2 ^ l * 2) s
    let mask := ones <<< (v * 2 ^ l) - ones
    spreadFrom v p l (s + 1)
      ((x &&& mask) + ((x >>> (v * 2 ^ l)) &&& mask) <<< (p * 2 ^ l))

/-- The first `2^l` digits of `v` bits of `N < 2^(v * 2^l)`, in digits of `p` bits. -/
def spread (v p l N : Nat) : Nat := spreadFrom v p l 0 N

theorem spreadFrom_eq {v p : Nat} (hvp : v ≤ p) (l : Nat) : ∀ (s : Nat) (F : Nat → Nat),
    (∀ j, j < 2 ^ s → F j < 2 ^ (v * 2 ^ l)) →
    spreadFrom v p l s (pack (p * 2 ^ l) (2 ^ s) F) =
      pack p (2 ^ (s + l)) fun i => F (i / 2 ^ l) / 2 ^ (v * (i % 2 ^ l)) % 2 ^ v := by
  induction l with
  | zero =>
    intro s F hF
    show pack (p * 2 ^ 0) (2 ^ s) F = _
    rw [Nat.pow_zero, Nat.mul_one]
    refine pack_congr fun i hi => ?_
    have hlt := hF i hi
    rw [Nat.pow_zero, Nat.mul_one] at hlt
    rw [Nat.div_one, Nat.mod_one, Nat.mul_zero, Nat.pow_zero, Nat.div_one, Nat.mod_eq_of_lt hlt]
  | succ l ih =>
    intro s F hF
    have hq : v * 2 ^ l ≤ p * 2 ^ l := Nat.mul_le_mul_right _ hvp
    have hF' : ∀ j, j < 2 ^ s → F j < 2 ^ (v * 2 ^ l + v * 2 ^ l) := fun j hj => by
      rw [← Nat.mul_two, Nat.mul_assoc, ← Nat.pow_succ]
      exact hF j hj
    have hwidth : p * 2 ^ (l + 1) = p * 2 ^ l * 2 := by rw [Nat.pow_succ, Nat.mul_assoc]
    show spreadFrom v p l (s + 1) _ = _
    rw [repunitPow_eq, pack_low_ones, hwidth, pack_halve hq hF', ← Nat.pow_succ]
    refine (ih (s + 1) (fun i => F (i / 2) / 2 ^ (v * 2 ^ l * (i % 2)) % 2 ^ (v * 2 ^ l))
      fun _ _ => Nat.mod_lt _ (Nat.two_pow_pos _)).trans ?_
    rw [Nat.add_right_comm s 1 l]
    exact pack_congr fun i _ => halve_halve F v l i

/-- Spreading gives a vector with the same digits. -/
theorem spread_eq {v p l n N : Nat} (hvp : v ≤ p) (hn : n ≤ 2 ^ l) (hN : N < 2 ^ (v * n)) :
    spread v p l N = pack p n (digit v N) := by
  have hN' : N < 2 ^ (v * 2 ^ l) :=
    Nat.lt_of_lt_of_le hN (Nat.pow_le_pow_right (by decide) (Nat.mul_le_mul_left v hn))
  have h := spreadFrom_eq hvp l 0 (fun _ => N) fun _ _ => hN'
  rw [show 2 ^ 0 = 1 from rfl, pack_one, Nat.zero_add] at h
  refine h.trans ((pack_congr fun i hi => ?_).trans
    (pack_extend hn fun i hi _ => digit_eq_zero hN hi))
  rw [Nat.mod_eq_of_lt hi]
  rfl

end QuantCert
