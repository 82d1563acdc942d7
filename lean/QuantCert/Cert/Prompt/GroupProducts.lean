prelude
import QuantCert.Cert.Prompt.DigitProducts
import QuantCert.Thm.Digits.Columns
import QuantCert.Thm.Digits.Multiple

/-!
# Products digit by digit, several digits at a time

Blocks of `g` digits are multiplied with each other. If one block's digits are moved so close together
that all `g * g` products of two digits stand apart, those of digits at the same place can be read off:
fewer and longer multiplications, where digits have room.

## Main definitions
* `narrowBlocks`, `diagonal`: digits of blocks moved together, and products read off.
* `groupedProducts`, `roomyProducts`: the products, with blocks as long as there is room for.

## Main theorems
* `groupedProducts_eq`, `roomyProducts_eq`
-/

namespace QuantCert

open Digits

/-- The `g` digits of `w` bits of each block moved to `e` bits; `M` has `w` ones in each block. -/
noncomputable def narrowBlocks (w e g M B : Nat) : Nat :=
  sumBelow g fun j => Nat.shiftLeft (Nat.land (Nat.shiftRight B (Nat.mul w j)) M) (Nat.mul e j)

/-- The lowest `e` bits of the first digit of `w` bits of each block, the next ones of the second, …; `M`
has `e` ones in each block. -/
noncomputable def diagonal (w e g M N : Nat) : Nat :=
  sumBelow g fun j => Nat.shiftLeft
    (Nat.land (Nat.shiftRight N (Nat.add (Nat.mul w j) (Nat.mul e j))) M) (Nat.mul w j)

/-- The products of the digits of `count` blocks of `g` digits of `w` bits, all below `2^e`. -/
noncomputable def groupedProducts (w e g count A B : Nat) : Nat :=
  withValue (Nat.mul w g) fun W => withValue (repunit W count) fun ones =>
    diagonal w e g (Nat.mul ones (Nat.sub (Nat.pow 2 e) 1))
      (halvedProducts W W W 5 (Nat.div (Nat.add count 31) 32) A
        (narrowBlocks w e g (Nat.mul ones (Nat.sub (Nat.pow 2 w) 1)) B))

/-- Blocks of digits that have been moved together. -/
theorem narrowBlocks_eq {w e g count : Nat} {b : Nat → Nat → Nat} (hb : ∀ k j, b k j < 2 ^ w) :
    narrowBlocks w e g (pack (w * g) count fun _ => 2 ^ w - 1)
      (pack (w * g) count fun k => pack w g (b k)) = pack (w * g) count fun k => pack e g (b k) := by
  show sumBelow g _ = _
  rw [sumBelow_eq]
  refine Eq.trans (sum_congr fun j hj => ?_) (sum_pack _ _ _ fun j k => b k j * 2 ^ (e * j))
  have hle : w * j + w ≤ w * g := by
    have h := Nat.mul_le_mul_left w hj
    rwa [Nat.mul_succ] at h
  show ((pack (w * g) count fun k => pack w g (b k)) >>> (w * j) &&& _) <<< (e * j) = _
  rw [pack_shift_mask (fun k _ => pack_lt fun j _ => hb k j) hle, Nat.shiftLeft_eq, pack_mul]
  exact pack_congr fun k _ => congrArg (· * _) (digit_pack (fun j _ => hb k j) hj)

/-- What is read off. -/
theorem diagonal_eq {w e g count : Nat} {c : Nat → Nat → Nat → Nat} (hge : e * g ≤ w)
    (hc : ∀ k i j, c k i j < 2 ^ e) :
    diagonal w e g (pack (w * g) count fun _ => 2 ^ e - 1)
      (pack (w * g) count fun k => pack w g fun i => pack e g (c k i)) =
        pack (w * g) count fun k => pack w g fun j => c k j j := by
  have inner : ∀ k i, pack e g (c k i) < 2 ^ w := fun k i => Nat.lt_of_lt_of_le
    (pack_lt fun j _ => hc k i j) (Nat.pow_le_pow_right (by decide) hge)
  show sumBelow g _ = _
  rw [sumBelow_eq]
  refine Eq.trans (sum_congr fun j hj => ?_) (sum_pack _ _ _ fun j k => c k j j * 2 ^ (w * j))
  have hle : w * j + w ≤ w * g := by
    have h := Nat.mul_le_mul_left w hj
    rwa [Nat.mul_succ] at h
  have hle' : e * j + e ≤ w := by
    have h := Nat.mul_le_mul_left e hj
    rw [Nat.mul_succ] at h
    exact Nat.le_trans h hge
  show ((pack (w * g) count fun k => pack w g fun i => pack e g (c k i)) >>> (w * j + e * j) &&& _) <<<
    (w * j) = _
  rw [pack_shift_mask (fun k _ => pack_lt fun i _ => inner k i) (by omega), Nat.shiftLeft_eq, pack_mul]
  refine pack_congr fun k _ => congrArg (· * _) ?_
  have hdigit := digit_pack (k := w) (n := g) (f := fun i => pack e g (c k i))
    (fun i _ => inner k i) hj
  have hown := digit_pack (k := e) (n := g) (f := c k j) (fun i _ => hc k j i) hj
  rw [← hown, ← hdigit]
  unfold digit
  rw [mod_pow_div_pow_mod_pow hle', Nat.div_div_eq_div_mul, ← Nat.pow_add]

/-- A vector with zeros after it, in blocks. -/
theorem pack_blocks {w n g count : Nat} (hn : n ≤ count * g) (a : Nat → Nat) : pack w n a =
    pack (w * g) count fun k => pack w g fun i =>
      if k * g + i < n then a (k * g + i) else 0 := by
  rw [← pack_mul_index w count g fun i => if i < n then a i else 0,
    pack_extend hn fun i hi _ => if_neg (by omega)]
  exact pack_congr fun i hi => (if_pos hi).symm

/-- The products are products. -/
theorem groupedProducts_eq {w e g n count : Nat} {a b : Nat → Nat} (he : 0 < e) (hg : 0 < g)
    (hge : e * g ≤ w) (hn : n ≤ count * g) (ha : ∀ i, i < n → a i < 2 ^ w)
    (hb : ∀ i, i < n → b i < 2 ^ e) (hab : ∀ i j, i < n → j < n → a i * b j < 2 ^ e) :
    groupedProducts w e g count (pack w n a) (pack w n b) = pack w n fun i => a i * b i := by
  have hew : e ≤ w := Nat.le_trans (Nat.le_mul_of_pos_right e hg) hge
  have hW : 0 < w * g := Nat.mul_pos (Nat.lt_of_lt_of_le he hew) hg
  have small : ∀ (f : Nat → Nat) (m i : Nat), (∀ i, i < n → f i < 2 ^ m) →
      (if i < n then f i else 0) < 2 ^ m := fun f m i hf => by
    rcases Decidable.em (i < n) with h | h
    · rw [if_pos h]
      exact hf i h
    · rw [if_neg h]
      exact Nat.two_pow_pos m
  have hbw : ∀ i, i < n → b i < 2 ^ w := fun i hi =>
    Nat.lt_of_lt_of_le (hb i hi) (Nat.pow_le_pow_right (by decide) hew)
  have hcount : count ≤ 2 ^ 5 * ((count + 31) / 32) := by
    show count ≤ 32 * ((count + 31) / 32)
    omega
  rw [groupedProducts, withValue_eq, withValue_eq, halvedProducts_eq]
  show diagonal w e g (repunit (w * g) count * (2 ^ e - 1)) (productBlocks (w * g) (w * g) (w * g) 5
    ((count + 31) / 32) _ (narrowBlocks w e g (repunit (w * g) count * (2 ^ w - 1)) _)) = _
  rw [repunit_eq count hW, pack_one_mul, pack_one_mul, pack_blocks hn a, pack_blocks hn b,
    narrowBlocks_eq fun k j => small b w _ hbw, productBlocks_eq]
  have digitsA := fun k (_ : k < count) => pack_lt (k := w) (n := g) fun i _ => small a w (k * g + i) ha
  have digitsB := fun k (_ : k < count) => Nat.lt_of_lt_of_le (pack_lt (k := e) (n := g) fun j _ =>
    small b e (k * g + j) hb) (Nat.pow_le_pow_right (n := 2) (by decide)
      (Nat.le_trans hge (Nat.le_mul_of_pos_right w hg)))
  have products : (pack (w * g) (2 ^ 5 * ((count + 31) / 32)) fun k => digit (w * g)
      (pack (w * g) count fun k => pack w g fun i => if k * g + i < n then a (k * g + i) else 0) k *
      digit (w * g) (pack (w * g) count fun k => pack e g fun j =>
        if k * g + j < n then b (k * g + j) else 0) k) =
      pack (w * g) count fun k => pack w g fun i => pack e g fun j =>
        (if k * g + i < n then a (k * g + i) else 0) *
          (if k * g + j < n then b (k * g + j) else 0) := by
    refine (pack_extend hcount fun k hk _ => ?_).trans (pack_congr fun k hk => ?_)
    · rw [digit_eq_zero (pack_lt digitsA) hk, Nat.zero_mul]
    · rw [digit_pack digitsA hk, digit_pack digitsB hk, pack_mul]
      exact pack_congr fun i _ => mul_pack _ _ _ _
  rw [products, diagonal_eq hge fun k i j => ?_, pack_blocks hn fun i => a i * b i]
  · refine pack_congr fun k _ => pack_congr fun i _ => ?_
    rcases Decidable.em (k * g + i < n) with h | h
    · rw [if_pos h, if_pos h, if_pos h]
    · rw [if_neg h, if_neg h, if_neg h]
  · rcases Decidable.em (k * g + i < n) with h | h
    · rcases Decidable.em (k * g + j < n) with h' | h'
      · rw [if_pos h, if_pos h']
        exact hab _ _ h h'
      · rw [if_neg h', Nat.mul_zero]
        exact Nat.two_pow_pos e
    · rw [if_neg h, Nat.zero_mul]
      exact Nat.two_pow_pos e

/-- The products of `n` digits of `w` bits, which are below `top`, as are those of `B`: four or two at a
time if there is room. -/
noncomputable def roomyProducts (w n top A B : Nat) : Nat :=
  cond (Nat.blt top (Nat.pow 2 (Nat.div w 4)))
    (groupedProducts w (Nat.div w 4) 4 (Nat.div (Nat.add n 3) 4) A B)
    (cond (Nat.blt top (Nat.pow 2 (Nat.div w 2)))
      (groupedProducts w (Nat.div w 2) 2 (Nat.div (Nat.add n 1) 2) A B)
      (halvedProducts w w w 5 (Nat.div (Nat.add n 31) 32) A B))

/-- They are products. -/
theorem roomyProducts_eq {w n top : Nat} {a b : Nat → Nat} (ha : ∀ i, i < n → a i < 2 ^ w)
    (hb : ∀ i, i < n → b i < 2 ^ w) (hb' : ∀ i, i < n → b i ≤ top)
    (hab : ∀ i j, i < n → j < n → a i * b j ≤ top) (htop : 0 < top) :
    roomyProducts w n top (pack w n a) (pack w n b) = pack w n fun i => a i * b i := by
  have grouped : ∀ g : Nat, 0 < g → Nat.blt top (2 ^ (w / g)) = true →
      groupedProducts w (w / g) g ((n + (g - 1)) / g) (pack w n a) (pack w n b) =
        pack w n fun i => a i * b i := fun g hg h => by
    have hlt : top < 2 ^ (w / g) := Nat.le_of_ble_eq_true h
    refine groupedProducts_eq (Nat.pos_of_ne_zero fun h0 => ?_) hg (Nat.div_mul_le_self w g) ?_ ha
      (fun i hi => Nat.lt_of_le_of_lt (hb' i hi) hlt)
      fun i j hi hj => Nat.lt_of_le_of_lt (hab i j hi hj) hlt
    · rw [h0, Nat.pow_zero] at hlt
      omega
    · have hdm := Nat.div_add_mod (n + (g - 1)) g
      have hmod := Nat.mod_lt (n + (g - 1)) hg
      rw [Nat.mul_comm] at hdm
      omega
  unfold roomyProducts
  cases h4 : Nat.blt top (Nat.pow 2 (Nat.div w 4)) with
  | true => exact grouped 4 (by decide) h4
  | false =>
    cases h2 : Nat.blt top (Nat.pow 2 (Nat.div w 2)) with
    | true => exact grouped 2 (by decide) h2
    | false =>
      have hn : n ≤ 2 ^ 5 * ((n + 31) / 32) := by
        show n ≤ 32 * ((n + 31) / 32)
        omega
      show halvedProducts w w w 5 ((n + 31) / 32) _ _ = _
      rw [halvedProducts_eq, productBlocks_eq]
      refine (pack_extend hn fun i hi _ => ?_).trans (pack_congr fun i hi => ?_)
      · rw [digit_eq_zero (pack_lt ha) hi, Nat.zero_mul]
      · rw [digit_pack ha hi, digit_pack hb hi]

end QuantCert
