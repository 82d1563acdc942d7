prelude
import QuantCert.Cert.Digits.Repunit

/-!
# Spreading narrow digits to wide ones, computed

## Main definitions
* `spread v p l N`: the first `2^l` digits of `v` bits of `N`, moved to digits of `p`
  bits

## Main theorems
* `spread_eq`
-/

namespace QuantCert.Digits

/-- Pieces of `2 * h` bits in digits of `2 * q` bits become pieces of `h` bits in digits of `q` bits;
`ones` is one in every digit. -/
def halveDigits (h q ones x : Nat) : Nat :=
  let low := Nat.land x (Nat.sub (Nat.shiftLeft ones h) ones)
  Nat.add low (Nat.shiftLeft (Nat.sub x low) (Nat.sub q h))

/-- One halving: each piece `F j` becomes two digits, its low and its high half. -/
theorem halveDigits_eq {q h n : Nat} {F : Nat → Nat} (hq : h ≤ q)
    (hF : ∀ j, j < n → F j < 2 ^ (h + h)) :
    halveDigits h q (pack (q * 2) n fun _ => 1) (pack (q * 2) n F) =
      pack q (n * 2) fun i => F (i / 2) / 2 ^ (h * (i % 2)) % 2 ^ h := by
  have heq := pack_halve hq hF
  rw [← pack_low_ones] at heq
  exact heq

/-- Pieces of `v * 2^l` bits, held in digits of `p * 2^l` bits, become `2^l` digits of `p` bits each:
every step halves the pieces. `ones` is one in every digit. -/
noncomputable def spreadFrom (v p l : Nat) : (ones x : Nat) → Nat :=
  Nat.rec (fun _ x => x)
    (fun l later ones x =>
      later (Nat.add ones (Nat.shiftLeft ones (Nat.mul p (Nat.pow 2 l))))
        (halveDigits (Nat.mul v (Nat.pow 2 l)) (Nat.mul p (Nat.pow 2 l)) ones x)) l

/-- The first `2^l` digits of `v` bits of `N < 2^(v * 2^l)`, in digits of `p` bits. -/
noncomputable def spread (v p l N : Nat) : Nat := spreadFrom v p l 1 N

/-- After `l` halvings each piece `F j` has become `2^l` digits. -/
theorem spreadFrom_eq {v p : Nat} (hvp : v ≤ p) (l : Nat) : ∀ (n : Nat) (F : Nat → Nat),
    (∀ j, j < n → F j < 2 ^ (v * 2 ^ l)) →
    spreadFrom v p l (pack (p * 2 ^ l) n fun _ => 1) (pack (p * 2 ^ l) n F) =
      pack p (n * 2 ^ l) fun i => F (i / 2 ^ l) / 2 ^ (v * (i % 2 ^ l)) % 2 ^ v := by
  induction l with
  | zero =>
    intro n F hF
    show pack (p * 2 ^ 0) n F = _
    rw [Nat.pow_zero, Nat.mul_one, Nat.mul_one]
    refine pack_congr fun i hi => ?_
    have hlt := hF i hi
    rw [Nat.pow_zero, Nat.mul_one] at hlt
    rw [Nat.div_one, Nat.mod_one, Nat.mul_zero, Nat.pow_zero, Nat.div_one, Nat.mod_eq_of_lt hlt]
  | succ l ih =>
    intro n F hF
    have hq : v * 2 ^ l ≤ p * 2 ^ l := Nat.mul_le_mul_right _ hvp
    have hF' : ∀ j, j < n → F j < 2 ^ (v * 2 ^ l + v * 2 ^ l) := fun j hj => by
      rw [← Nat.mul_two, Nat.mul_assoc, ← Nat.pow_succ]
      exact hF j hj
    have hwidth : p * 2 ^ (l + 1) = p * 2 ^ l * 2 := by rw [Nat.pow_succ, Nat.mul_assoc]
    show spreadFrom v p l (_ + _ <<< (p * 2 ^ l)) (halveDigits (v * 2 ^ l) (p * 2 ^ l) _ _) = _
    rw [hwidth, halveDigits_eq hq hF', pack_repunit_halve]
    refine (ih (n * 2) (fun i => F (i / 2) / 2 ^ (v * 2 ^ l * (i % 2)) % 2 ^ (v * 2 ^ l))
      fun _ _ => Nat.mod_lt _ (Nat.two_pow_pos _)).trans ?_
    rw [Nat.mul_assoc, ← Nat.pow_succ', show Nat.succ l = l + 1 from rfl]
    exact pack_congr fun i _ => halve_halve F v l i

/-- Spreading gives a vector with the same digits. -/
theorem spread_eq {v p l n N : Nat} (hvp : v ≤ p) (hn : n ≤ 2 ^ l) (hN : N < 2 ^ (v * n)) :
    spread v p l N = pack p n (digit v N) := by
  have hN' : N < 2 ^ (v * 2 ^ l) :=
    Nat.lt_of_lt_of_le hN (Nat.pow_le_pow_right (by decide) (Nat.mul_le_mul_left v hn))
  have h := spreadFrom_eq hvp l 1 (fun _ => N) fun _ _ => hN'
  rw [pack_one, pack_one, Nat.one_mul] at h
  refine h.trans ((pack_congr fun i hi => ?_).trans
    (pack_extend hn fun i hi _ => digit_eq_zero hN hi))
  rw [Nat.mod_eq_of_lt hi]
  rfl

end QuantCert.Digits
