prelude
import QuantCert.Cert.Digits.Repunit
import QuantCert.Thm.Digits.Spread

/-!
# Digits in reverse order, computed

The halves of a number change places, then the halves of each half, and so on.

## Main definitions
* `reverseDigits w l N`: the first `2^l` digits of `w` bits of `N`, the last one first

## Main theorems
* `reverseDigits_eq`
-/

namespace QuantCert.Digits

/-- Both halves of each digit of `2 * h` bits change places; `ones` is one in every digit. -/
def swapHalves (h ones x : Nat) : Nat :=
  let mask := Nat.sub (Nat.shiftLeft ones h) ones
  Nat.add (Nat.shiftLeft (Nat.land x mask) h) (Nat.land (Nat.shiftRight x h) mask)

/-- The halves of each digit `F j`, the high one first. -/
theorem swapHalves_eq {h n : Nat} {F : Nat → Nat} (hF : ∀ j, j < n → F j < 2 ^ (h * 2)) :
    swapHalves h (pack (h * 2) n fun _ => 1) (pack (h * 2) n F) =
      pack h (n * 2) fun i => F (i / 2) / 2 ^ (h * (1 - i % 2)) % 2 ^ h := by
  show ((pack (h * 2) n F &&& ((pack (h * 2) n fun _ => 1) <<< h - pack (h * 2) n fun _ => 1)) <<< h)
    + ((pack (h * 2) n F >>> h) &&& ((pack (h * 2) n fun _ => 1) <<< h - pack (h * 2) n fun _ => 1))
    = _
  rw [pack_low_ones, pack_mask hF (by omega), pack_shift_mask hF (by omega), Nat.shiftLeft_eq, pack_mul,
    pack_add, pack_mul_index]
  refine pack_congr fun j _ => ?_
  have heven : (j * 2 + 0) / 2 = j ∧ (j * 2 + 0) % 2 = 0 := by omega
  have hodd : (j * 2 + 1) / 2 = j ∧ (j * 2 + 1) % 2 = 1 := by omega
  rw [show 2 = 1 + 1 from rfl, pack_succ, pack_one, Nat.mul_one]
  show _ = F ((j * 2 + 0) / 2) / 2 ^ (h * (1 - (j * 2 + 0) % 2)) % 2 ^ h +
    F ((j * 2 + 1) / 2) / 2 ^ (h * (1 - (j * 2 + 1) % 2)) % 2 ^ h * 2 ^ h
  rw [heven.1, heven.2, hodd.1, hodd.2, Nat.sub_zero, Nat.sub_self, Nat.mul_one, Nat.mul_zero,
    Nat.pow_zero, Nat.div_one, Nat.add_comm]

/-- Digits of `w * 2^l` bits become `2^l` digits of `w` bits each, in reverse order: every step halves
them. `ones` is one in every digit. -/
noncomputable def reverseFrom (w l : Nat) : (ones x : Nat) → Nat :=
  Nat.rec (fun _ x => x)
    (fun l later ones x =>
      later (Nat.add ones (Nat.shiftLeft ones (Nat.mul w (Nat.pow 2 l))))
        (swapHalves (Nat.mul w (Nat.pow 2 l)) ones x)) l

/-- The first `2^l` digits of `w` bits of `N < 2^(w * 2^l)`, the last one first. -/
noncomputable def reverseDigits (w l N : Nat) : Nat := reverseFrom w l 1 N

/-- Fields of the halves, the high one first. -/
theorem swap_halves (F : Nat → Nat) (w l i : Nat) :
    F (i / 2 ^ l / 2) / 2 ^ (w * 2 ^ l * (1 - i / 2 ^ l % 2)) % 2 ^ (w * 2 ^ l) /
        2 ^ (w * (2 ^ l - 1 - i % 2 ^ l)) % 2 ^ w =
      F (i / 2 ^ (l + 1)) / 2 ^ (w * (2 ^ (l + 1) - 1 - i % 2 ^ (l + 1))) % 2 ^ w := by
  have hpos := Nat.two_pow_pos l
  have hmod : i % 2 ^ l < 2 ^ l := Nat.mod_lt i hpos
  have hbit : i / 2 ^ l % 2 < 2 := Nat.mod_lt _ (by decide)
  have hle := Nat.mul_le_mul_left w (show 2 ^ l - 1 - i % 2 ^ l + 1 ≤ 2 ^ l by omega)
  rw [Nat.mul_add, Nat.mul_one] at hle
  rw [mod_pow_div_pow_mod_pow hle, Nat.div_div_eq_div_mul, Nat.div_div_eq_div_mul, ← Nat.pow_add,
    ← Nat.pow_succ]
  refine congrArg (F (i / 2 ^ (l + 1)) / 2 ^ · % 2 ^ w) ?_
  have hsplit : 2 ^ (l + 1) - 1 - i % 2 ^ (l + 1) =
      2 ^ l * (1 - i / 2 ^ l % 2) + (2 ^ l - 1 - i % 2 ^ l) := by
    rw [show 2 ^ (l + 1) = 2 ^ l * 2 from rfl, Nat.mod_mul]
    rcases Nat.mod_two_eq_zero_or_one (i / 2 ^ l) with h | h <;> rw [h]
    · omega
    · omega
  rw [hsplit, Nat.mul_add, Nat.mul_assoc]

/-- After `l` halvings each digit `F j` has become `2^l` digits. -/
theorem reverseFrom_eq {w : Nat} (l : Nat) : ∀ (n : Nat) (F : Nat → Nat),
    (∀ j, j < n → F j < 2 ^ (w * 2 ^ l)) →
    reverseFrom w l (pack (w * 2 ^ l) n fun _ => 1) (pack (w * 2 ^ l) n F) =
      pack w (n * 2 ^ l) fun i => F (i / 2 ^ l) / 2 ^ (w * (2 ^ l - 1 - i % 2 ^ l)) % 2 ^ w := by
  induction l with
  | zero =>
    intro n F hF
    show pack (w * 2 ^ 0) n F = _
    rw [Nat.pow_zero, Nat.mul_one, Nat.mul_one]
    refine pack_congr fun i hi => ?_
    have hlt := hF i hi
    rw [Nat.pow_zero, Nat.mul_one] at hlt
    rw [Nat.div_one, Nat.mod_one, Nat.sub_self, Nat.mul_zero, Nat.pow_zero,
      Nat.div_one, Nat.mod_eq_of_lt hlt]
  | succ l ih =>
    intro n F hF
    have hwidth : w * 2 ^ (l + 1) = w * 2 ^ l * 2 := by rw [Nat.pow_succ, Nat.mul_assoc]
    show reverseFrom w l (_ + _ <<< (w * 2 ^ l)) (swapHalves (w * 2 ^ l) _ _) = _
    rw [hwidth] at hF ⊢
    rw [swapHalves_eq hF, pack_repunit_halve]
    refine (ih (n * 2) (fun i => F (i / 2) / 2 ^ (w * 2 ^ l * (1 - i % 2)) % 2 ^ (w * 2 ^ l))
      fun _ _ => Nat.mod_lt _ (Nat.two_pow_pos _)).trans ?_
    rw [Nat.mul_assoc, ← Nat.pow_succ', show Nat.succ l = l + 1 from rfl]
    exact pack_congr fun i _ => swap_halves F w l i

/-- The digits in reverse order. -/
theorem reverseDigits_eq {w l N : Nat} (hN : N < 2 ^ (w * 2 ^ l)) :
    reverseDigits w l N = pack w (2 ^ l) fun i => digit w N (2 ^ l - 1 - i) := by
  have h := reverseFrom_eq l 1 (fun _ => N) fun _ _ => hN
  rw [pack_one, pack_one, Nat.one_mul] at h
  refine h.trans (pack_congr fun i hi => ?_)
  rw [Nat.mod_eq_of_lt hi]
  rfl

end QuantCert.Digits
