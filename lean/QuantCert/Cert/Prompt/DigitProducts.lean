prelude
import QuantCert.Cert.Prompt.BitProducts

/-!
# Products digit by digit

No operation on long numbers multiplies them digit by digit: they are halved until one digit is
left, and the products are put together again. The numbers that halving needs at each level are
computed once. Where the digits of one number have few bits, products are had bit by bit.

## Main definitions
* `productFrom`, `productBlocks`: products of a block of digits, and of several blocks.
* `Halvings`, `halvedProducts`: the same with the numbers of each level at hand.
* `productDigits v u q n A B`: the products of the first `n` digits of `v` bits of `A` and `u` bits of
  `B`, in digits of `q` bits.

## Main theorems
* `productDigits_eq`
-/

namespace QuantCert

open Digits

/-- The products of the first `2^l` digits. -/
noncomputable def productFrom (v u q l : Nat) : (A B : Nat) → Nat :=
  Nat.rec (fun A B => Nat.mul A B) (fun l half A B => Nat.add
    (half (Nat.land A (Nat.sub (Nat.pow 2 (Nat.mul v (Nat.pow 2 l))) 1))
      (Nat.land B (Nat.sub (Nat.pow 2 (Nat.mul u (Nat.pow 2 l))) 1)))
    (Nat.shiftLeft (half (Nat.shiftRight A (Nat.mul v (Nat.pow 2 l)))
      (Nat.shiftRight B (Nat.mul u (Nat.pow 2 l)))) (Nat.mul q (Nat.pow 2 l)))) l

/-- The products of `m` times `2^l` digits. -/
noncomputable def productBlocks (v u q l m : Nat) : (A B : Nat) → Nat :=
  Nat.rec (fun _ _ => 0) (fun _ rest A B => Nat.add
    (productFrom v u q l (Nat.land A (Nat.sub (Nat.pow 2 (Nat.mul v (Nat.pow 2 l))) 1))
      (Nat.land B (Nat.sub (Nat.pow 2 (Nat.mul u (Nat.pow 2 l))) 1)))
    (Nat.shiftLeft (rest (Nat.shiftRight A (Nat.mul v (Nat.pow 2 l)))
      (Nat.shiftRight B (Nat.mul u (Nat.pow 2 l)))) (Nat.mul q (Nat.pow 2 l)))) m

/-- Low and high part of a number. -/
theorem land_shift_digit (v m A i : Nat) : (i < m → digit v (A &&& 2 ^ (v * m) - 1) i = digit v A i) ∧
    digit v (A >>> (v * m)) i = digit v A (m + i) := by
  refine ⟨fun hi => ?_, ?_⟩
  · have hle : v * i + v ≤ v * m := by
      have h := Nat.mul_le_mul_left v hi
      rwa [Nat.mul_succ] at h
    rw [Nat.and_two_pow_sub_one_eq_mod]
    exact mod_pow_div_pow_mod_pow hle
  · unfold digit
    rw [Nat.shiftRight_eq_div_pow, Nat.div_div_eq_div_mul, ← Nat.pow_add, ← Nat.mul_add]

/-- Two vectors one after the other. -/
theorem pack_append (q m n : Nat) (f : Nat → Nat) :
    pack q m f + (pack q n fun i => f (m + i)) <<< (q * m) = pack q (m + n) f := by
  rw [Nat.shiftLeft_eq, pack_add_index]

/-- A low part has no more digits. -/
theorem land_lt (A b : Nat) : (A &&& 2 ^ b - 1) < 2 ^ b := by
  rw [Nat.and_two_pow_sub_one_eq_mod]
  exact Nat.mod_lt _ (Nat.two_pow_pos b)

/-- A high part has as many digits less. -/
theorem shiftRight_lt {A a b : Nat} (h : A < 2 ^ (a + b)) : A >>> a < 2 ^ b := by
  rw [Nat.shiftRight_eq_div_pow]
  refine Nat.div_lt_of_lt_mul ?_
  rwa [← Nat.pow_add]

/-- Products of a block. -/
theorem productFrom_eq (v u q : Nat) : ∀ l A B : Nat, A < 2 ^ (v * 2 ^ l) → B < 2 ^ (u * 2 ^ l) →
    productFrom v u q l A B = pack q (2 ^ l) fun i => digit v A i * digit u B i
  | 0, A, B, hA, hB => by
    rw [Nat.pow_zero, Nat.mul_one] at hA hB
    rw [Nat.pow_zero, pack_one, digit_zero, digit_zero, Nat.mod_eq_of_lt hA, Nat.mod_eq_of_lt hB]
    rfl
  | l + 1, A, B, hA, hB => by
    have hl : 2 ^ (l + 1) = 2 ^ l + 2 ^ l := by rw [Nat.pow_succ, Nat.mul_two]
    rw [hl, Nat.mul_add] at hA hB
    show productFrom v u q l (A &&& 2 ^ (v * 2 ^ l) - 1) (B &&& 2 ^ (u * 2 ^ l) - 1) +
      productFrom v u q l (A >>> (v * 2 ^ l)) (B >>> (u * 2 ^ l)) <<< (q * 2 ^ l) = _
    rw [productFrom_eq v u q l _ _ (land_lt _ _) (land_lt _ _),
      productFrom_eq v u q l _ _ (shiftRight_lt hA) (shiftRight_lt hB), hl, ← pack_append]
    refine congr (congrArg _ (pack_congr fun i hi => ?_)) (congrArg (· <<< _) (pack_congr fun i _ => ?_))
    · rw [(land_shift_digit v (2 ^ l) A i).1 hi, (land_shift_digit u (2 ^ l) B i).1 hi]
    · rw [(land_shift_digit v (2 ^ l) A i).2, (land_shift_digit u (2 ^ l) B i).2]

/-- Products of several blocks. -/
theorem productBlocks_eq (v u q l : Nat) : ∀ m A B : Nat, productBlocks v u q l m A B =
    pack q (2 ^ l * m) fun i => digit v A i * digit u B i
  | 0, _, _ => by
    rw [Nat.mul_zero]
    rfl
  | m + 1, A, B => by
    show productFrom v u q l (A &&& 2 ^ (v * 2 ^ l) - 1) (B &&& 2 ^ (u * 2 ^ l) - 1) +
      productBlocks v u q l m (A >>> (v * 2 ^ l)) (B >>> (u * 2 ^ l)) <<< (q * 2 ^ l) = _
    rw [productFrom_eq v u q l _ _ (land_lt _ _) (land_lt _ _), productBlocks_eq v u q l m,
      Nat.mul_succ, Nat.add_comm (2 ^ l * m), ← pack_append]
    refine congr (congrArg _ (pack_congr fun i hi => ?_)) (congrArg (· <<< _) (pack_congr fun i _ => ?_))
    · rw [(land_shift_digit v (2 ^ l) A i).1 hi, (land_shift_digit u (2 ^ l) B i).1 hi]
    · rw [(land_shift_digit v (2 ^ l) A i).2, (land_shift_digit u (2 ^ l) B i).2]

/-- What halving needs at each level, largest pieces first: how far `A`, `B` and the products are
shifted, and masks of as many bits for `A` and `B`. -/
inductive Halvings where
  /-- single digits -/
  | nil
  /-- a level, and those below it -/
  | cons (shiftA shiftB shiftProduct maskA maskB : Nat) (rest : Halvings)

/-- The products, with the numbers of each level at hand. -/
noncomputable def Halvings.product (h : Halvings) : (A B : Nat) → Nat :=
  Halvings.rec (fun A B => Nat.mul A B) (fun a b c m n _ half A B => Nat.add
    (half (Nat.land A m) (Nat.land B n))
    (Nat.shiftLeft (half (Nat.shiftRight A a) (Nat.shiftRight B b)) c)) h

/-- The levels of `2^l` digits. -/
def halvings (v u q : Nat) : (l : Nat) → Halvings
  | 0 => .nil
  | l + 1 => .cons (v * 2 ^ l) (u * 2 ^ l) (q * 2 ^ l) (2 ^ (v * 2 ^ l) - 1) (2 ^ (u * 2 ^ l) - 1)
      (halvings v u q l)

/-- `k` of the levels, whose numbers are computed first. -/
noncomputable def withHalvings (v u q l : Nat) : (k : Halvings → Nat) → Nat :=
  Nat.rec (fun k => k .nil) (fun l rest k => withValue (Nat.mul v (Nat.pow 2 l)) fun a =>
    withValue (Nat.mul u (Nat.pow 2 l)) fun b => withValue (Nat.mul q (Nat.pow 2 l)) fun c =>
    withValue (Nat.sub (Nat.pow 2 a) 1) fun m => withValue (Nat.sub (Nat.pow 2 b) 1) fun n =>
      rest fun h => k (.cons a b c m n h)) l

/-- It is `k` of the levels. -/
theorem withHalvings_eq (v u q : Nat) : ∀ (l : Nat) (k : Halvings → Nat),
    withHalvings v u q l k = k (halvings v u q l)
  | 0, _ => rfl
  | l + 1, k => by
    show (withValue (v * 2 ^ l) fun a => withValue (u * 2 ^ l) fun b =>
      withValue (q * 2 ^ l) fun c => withValue (2 ^ a - 1) fun m => withValue (2 ^ b - 1) fun n =>
        withHalvings v u q l fun h => k (.cons a b c m n h)) = _
    rw [withValue_eq, withValue_eq, withValue_eq, withValue_eq, withValue_eq]
    exact withHalvings_eq v u q l _

/-- The products are the same. -/
theorem product_halvings (v u q : Nat) : ∀ l A B : Nat,
    (halvings v u q l).product A B = productFrom v u q l A B
  | 0, _, _ => rfl
  | l + 1, A, B => by
    show (halvings v u q l).product _ _ + (halvings v u q l).product _ _ <<< (q * 2 ^ l) = _
    rw [product_halvings v u q l, product_halvings v u q l]
    rfl

/-- `productBlocks`, with the numbers of each level at hand. -/
noncomputable def blocksWith (h : Halvings) (a b c m n count : Nat) : (A B : Nat) → Nat :=
  Nat.rec (fun _ _ => 0) (fun _ rest A B => Nat.add
    (h.product (Nat.land A m) (Nat.land B n))
    (Nat.shiftLeft (rest (Nat.shiftRight A a) (Nat.shiftRight B b)) c)) count

/-- The products of `count` times `2^l` digits. -/
noncomputable def halvedProducts (v u q l count A B : Nat) : Nat :=
  withHalvings v u q (Nat.succ l) fun h =>
    Halvings.rec 0 (fun a b c m n rest _ => blocksWith rest a b c m n count A B) h

/-- They are those of the blocks. -/
theorem halvedProducts_eq (v u q l count A B : Nat) :
    halvedProducts v u q l count A B = productBlocks v u q l count A B := by
  have blocks : ∀ (count A B : Nat), blocksWith (halvings v u q l) (v * 2 ^ l) (u * 2 ^ l) (q * 2 ^ l)
      (2 ^ (v * 2 ^ l) - 1) (2 ^ (u * 2 ^ l) - 1) count A B = productBlocks v u q l count A B :=
    fun count => by
      induction count with
      | zero => exact fun _ _ => rfl
      | succ count ih =>
        intro A B
        show (halvings v u q l).product _ _ + blocksWith _ _ _ _ _ _ count _ _ <<< (q * 2 ^ l) = _
        rw [product_halvings, ih]
        rfl
  exact (withHalvings_eq v u q (l + 1) _).trans (blocks count A B)

/-- The products of the first `n` digits of `v` bits of `A` and of `u` bits of `B`. -/
noncomputable def productDigits (v u q n A B : Nat) : Nat :=
  cond (Nat.beq B 0) 0 (cond (byBits v u q n) (productsByBits v u q n A B) (cond (Nat.ble n 2048)
    (halvedProducts v u q 5 (Nat.div (Nat.add n 31) 32)
      (Nat.land A (Nat.sub (Nat.pow 2 (Nat.mul v n)) 1)) B)
    (halvedProducts v u q 11 (Nat.div (Nat.add n 2047) 2048)
      (Nat.land A (Nat.sub (Nat.pow 2 (Nat.mul v n)) 1)) B)))

/-- All products are those of the digits. -/
theorem productDigits_eq (v u q n A B : Nat) :
    productDigits v u q n A B = pack q n fun i => digit v A i * digit u B i := by
  unfold productDigits
  rw [halvedProducts_eq, halvedProducts_eq]
  cases hB : Nat.beq B 0 with
  | true =>
    rw [Nat.eq_of_beq_eq_true _ _ hB]
    refine (sum_eq_zero fun i _ => ?_).symm
    show digit v A i * digit u 0 i * _ = 0
    rw [show digit u 0 i = 0 from by unfold digit; rw [Nat.zero_div, Nat.zero_mod], Nat.mul_zero,
      Nat.zero_mul]
  | false =>
    have blocks : ∀ l m, n ≤ 2 ^ l * m → productBlocks v u q l m (A &&& 2 ^ (v * n) - 1) B =
        pack q n fun i => digit v A i * digit u B i := fun l m hn => by
      rw [productBlocks_eq]
      refine (pack_extend hn fun i hi _ => ?_).trans (pack_congr fun i hi => ?_)
      · rw [digit_eq_zero (land_lt _ _) hi, Nat.zero_mul]
      · rw [(land_shift_digit v n A i).1 hi]
    have short : n ≤ 2 ^ 5 * ((n + 31) / 32) := by
      show n ≤ 32 * ((n + 31) / 32)
      omega
    have hpow : (2 : Nat) ^ 11 = 2048 := by decide +kernel
    have long : n ≤ 2 ^ 11 * ((n + 2047) / 2048) := by
      rw [hpow]
      omega
    have hshort := blocks 5 ((n + 31) / 32) short
    have hlong := blocks 11 ((n + 2047) / 2048) long
    rw [Bool.cond_neg rfl]
    cases hbits : byBits v u q n with
    | true => exact productsByBits_eq hbits A B
    | false =>
    rw [Bool.cond_neg rfl]
    generalize hp : productBlocks v u q 11 = f at hlong ⊢
    cases Nat.ble n 2048 with
    | true => exact hshort
    | false => exact hlong

end QuantCert
