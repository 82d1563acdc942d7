prelude
import QuantCert.Thm.Digits.Columns
import QuantCert.Thm.Digits.Sum

/-!
# A function of every row of a packed matrix, added up

The number is halved until a row is left, so that no row costs a look at the whole number.

## Main definitions
* `sumRows f bits l N`: `f` of each of the `2^l` digits of `bits` bits of `N`, added up
* `foldRows bits l N`: all rows added up; a remainder would take much longer

## Main theorems
* `sumRows_eq`, `foldRows_eq`
-/

namespace QuantCert.Digits

/-- `f` of each of the `2^l` digits of `bits` bits of `N < 2^(bits * 2^l)`, added up. -/
noncomputable def sumRows (f : Nat → Nat) (bits l : Nat) : Nat → Nat :=
  Nat.rec (fun N => f N)
    (fun l half N => Nat.add (half (Nat.mod N (Nat.pow 2 (Nat.mul bits (Nat.pow 2 l)))))
      (half (Nat.shiftRight N (Nat.mul bits (Nat.pow 2 l))))) l

/-- The sum over all of `2^l` digits. -/
theorem sumRows_pow (f : Nat → Nat) (bits : Nat) : ∀ (l : Nat) (F : Nat → Nat),
    (∀ i, F i < 2 ^ bits) → sumRows f bits l (pack bits (2 ^ l) F) = sum (2 ^ l) fun i => f (F i)
  | 0, F, _ => by
    show f (pack bits 1 F) = sum 1 fun i => f (F i)
    rw [pack_one, sum_succ, sum_zero, Nat.zero_add]
  | l + 1, F, hF => by
    have hlow : pack bits (2 ^ l) F < 2 ^ (bits * 2 ^ l) := pack_lt fun i _ => hF i
    have hsplit : pack bits (2 ^ (l + 1)) F =
        pack bits (2 ^ l) F + (pack bits (2 ^ l) fun i => F (2 ^ l + i)) * 2 ^ (bits * 2 ^ l) := by
      rw [Nat.pow_succ, Nat.mul_two, pack_add_index]
    show sumRows f bits l (pack bits (2 ^ (l + 1)) F % 2 ^ (bits * 2 ^ l)) +
      sumRows f bits l (pack bits (2 ^ (l + 1)) F >>> (bits * 2 ^ l)) = _
    rw [hsplit, Nat.shiftRight_eq_div_pow, Nat.add_mul_mod_self_right, Nat.mod_eq_of_lt hlow,
      Nat.add_mul_div_right _ _ (Nat.two_pow_pos _), Nat.div_eq_of_lt hlow, Nat.zero_add,
      sumRows_pow f bits l F hF, sumRows_pow f bits l _ fun i => hF (2 ^ l + i), Nat.pow_succ,
      Nat.mul_two, sum_add_index]

/-- Rows that are missing count as zero, where `f` must be zero. -/
theorem sumRows_eq {f : Nat → Nat} {bits l n N : Nat} (hzero : f 0 = 0) (hn : n ≤ 2 ^ l)
    (hN : N < 2 ^ (bits * n)) : sumRows f bits l N = sum n fun i => f (digit bits N i) := by
  have hN' : N < 2 ^ (bits * 2 ^ l) :=
    Nat.lt_of_lt_of_le hN (Nat.pow_le_pow_right (by decide) (Nat.mul_le_mul_left bits hn))
  have h := sumRows_pow f bits l (digit bits N) fun i => digit_lt bits N i
  rw [pack_digit hN'] at h
  obtain ⟨d, hd⟩ := Nat.exists_eq_add_of_le hn
  rw [h, hd, sum_add_index, sum_eq_zero (n := d) fun i _ => ?_, Nat.add_zero]
  rw [digit_eq_zero hN (Nat.le_add_right n i), hzero]

/-- The `2^l` digits of `bits` bits of `N < 2^(bits * 2^l)`, added up. -/
noncomputable def foldRows (bits l : Nat) : Nat → Nat :=
  Nat.rec (fun N => N)
    (fun l half N => half (Nat.add
      (Nat.land N (Nat.sub (Nat.pow 2 (Nat.mul bits (Nat.pow 2 l))) 1))
      (Nat.shiftRight N (Nat.mul bits (Nat.pow 2 l))))) l

/-- A sum over all of `2^l` digits that fits one. -/
theorem foldRows_pow (bits : Nat) : ∀ (l : Nat) (F : Nat → Nat), sum (2 ^ l) F < 2 ^ bits →
    foldRows bits l (pack bits (2 ^ l) F) = sum (2 ^ l) F
  | 0, F, _ => by
    show pack bits 1 F = sum 1 F
    rw [pack_one, sum_succ, sum_zero, Nat.zero_add]
  | l + 1, F, hF => by
    have hdouble : 2 ^ (l + 1) = 2 ^ l + 2 ^ l := by rw [Nat.pow_succ, Nat.mul_two]
    rw [hdouble, sum_add_index] at hF
    have hlow : pack bits (2 ^ l) F < 2 ^ (bits * 2 ^ l) := pack_lt fun i hi =>
      Nat.lt_of_le_of_lt (Nat.le_trans (le_natSum F hi) (Nat.le_add_right _ _)) hF
    show foldRows bits l ((pack bits (2 ^ (l + 1)) F &&& 2 ^ (bits * 2 ^ l) - 1) +
      pack bits (2 ^ (l + 1)) F >>> (bits * 2 ^ l)) = _
    rw [hdouble, pack_add_index, Nat.and_two_pow_sub_one_eq_mod, Nat.shiftRight_eq_div_pow,
      Nat.add_mul_mod_self_right, Nat.mod_eq_of_lt hlow,
      Nat.add_mul_div_right _ _ (Nat.two_pow_pos _), Nat.div_eq_of_lt hlow, Nat.zero_add, pack_add,
      foldRows_pow bits l _ (by rw [sum_add]; exact hF), sum_add, sum_add_index]

/-- A sum over `n` digits that fits one. -/
theorem foldRows_eq {bits l n : Nat} {F : Nat → Nat} (hn : n ≤ 2 ^ l) (hF : sum n F < 2 ^ bits) :
    foldRows bits l (pack bits n F) = sum n F := by
  have hzero : ∀ i, n ≤ i → i < 2 ^ l → (if i < n then F i else 0) = 0 := fun i hi _ =>
    if_neg (Nat.not_lt.2 hi)
  have hpack : pack bits n F = pack bits (2 ^ l) fun i => if i < n then F i else 0 :=
    ((pack_extend hn hzero).trans (pack_congr fun i hi => if_pos hi)).symm
  have hsum : sum n F = sum (2 ^ l) fun i => if i < n then F i else 0 := by
    obtain ⟨d, hd⟩ := Nat.exists_eq_add_of_le hn
    rw [hd, sum_add_index, sum_eq_zero (n := d) fun i _ => if_neg (by omega), Nat.add_zero]
    exact sum_congr fun i hi => (if_pos hi).symm
  rw [hpack, foldRows_pow bits l _ (hsum ▸ hF), ← hsum]

end QuantCert.Digits
