prelude
import QuantCert.Cert.Digits.Masked
import QuantCert.Cert.Weights.Tables

/-!
# Scales, zero-points and offsets of a chunk, all blocks at once

What does not depend on the code is computed once for all columns that read a table.

## Main definitions
* `WeightChunk.addScaled`: a vector plus the product of scales and codes
* `WeightChunk.baseDigits`: `2^(width-2) + scale * zero_point - offset` in every block;
  `WeightChunk.startDigits`: one less

## Main theorems
* `WeightChunk.TableFits.decoded_lt`: what a code stands for is less than a quarter of a digit
* `WeightChunk.baseDigits_eq`, `WeightChunk.startDigits_add_ones`
-/

namespace QuantCert.WeightChunk

open Digits

variable {K : Codec}

/-- `A` plus the product of scales and codes; `A` itself if all scales are zero. -/
noncomputable def addScaled (c : WeightChunk K) (A S C b : Nat) : Nat :=
  Bool.rec (motive := fun _ => Nat) (addMasked c.ones c.top S C A b) A (Nat.beq S 0)

/-- `2^(width-2) + scale * zero_point - offset` in every block, from table `i`. -/
noncomputable def baseDigits [K.Checked] (c : WeightChunk K) (i : Nat) : Nat :=
  Nat.sub
    (c.addScaled (Nat.add (Nat.mul c.ones (Nat.pow 2 (Nat.sub c.width 2)))
      (listEntry c.negativeOffsets i)) (listEntry c.scales i) (listEntry c.zeros i)
      (Nat.succ (Codec.Checked.maxBits K)))
    (c.addScaled (listEntry c.offsets i) (listEntry c.negativeScales i) (listEntry c.zeros i)
      (Nat.succ (Codec.Checked.maxBits K)))

variable [K.Checked] {c : WeightChunk K} {i : Nat}

/-- A scale times a code or a zero-point leaves the spare bits free. -/
theorem TableFits.mul_lt (h : TableFits c i) {s m : Nat} (hs : s < 2 ^ c.scaleBits)
    (hm : m ≤ 2 ^ Codec.Checked.maxBits K) : m * s < 2 ^ (c.width - c.spareBits) := by
  obtain ⟨_, hbits⟩ := h.bits
  have hmul := Nat.mul_lt_mul_of_pos_right hs (Nat.two_pow_pos (Codec.Checked.maxBits K))
  rw [← Nat.pow_add, show c.scaleBits + Codec.Checked.maxBits K = c.width - c.spareBits by omega]
    at hmul
  refine Nat.lt_of_le_of_lt (Nat.mul_le_mul_right s hm) ?_
  rwa [Nat.mul_comm]

/-- A product and an offset together leave two bits free. -/
theorem TableFits.mul_add_lt (h : TableFits c i) {s m b : Nat} {tables : List Nat}
    (hs : s < 2 ^ c.scaleBits) (hm : m ≤ 2 ^ Codec.Checked.maxBits K) (hb : b < c.blocks)
    (ho : tables = c.offsets ∨ tables = c.negativeOffsets) :
    m * s + c.tableEntry tables i b < 2 ^ (c.width - 2) := by
  have hmul := h.mul_lt hs hm
  obtain ⟨_, _, _, hoffsets, hnegative⟩ := h.entries
  have hbits := h.bits_le
  cases spareBits_cases c with
  | inl htwo =>
    obtain ⟨hspare, hempty, hnone⟩ := htwo
    have hzero : c.tableEntry tables i b = 0 := by
      have hlist : tables = [] := by
        cases ho with
        | inl h => rw [h, hempty]
        | inr h => rw [h, hnone]
      rw [hlist]
      show digit c.width 0 b = 0
      rw [digit, Nat.zero_div, Nat.zero_mod]
    rw [hspare] at hmul
    omega
  | inr hthree =>
    rw [hthree] at hmul
    have hlt : c.tableEntry tables i b < 2 ^ (c.width - 3) := by
      cases ho with
      | inl h => rw [h]; exact hoffsets.lt b hb
      | inr h => rw [h]; exact hnegative.lt b hb
    have hhalf : 2 ^ (c.width - 2) = 2 * 2 ^ (c.width - 3) := by
      rw [← Nat.pow_succ', show Nat.succ (c.width - 3) = c.width - 2 by omega]
    omega

/-- What a code stands for is less than a quarter of a digit, written without differences: exchange `s`
and `t`, or `m` and `n`, for the other sign. -/
theorem TableFits.decoded_lt (h : TableFits c i) {s t m n b : Nat} {tables : List Nat}
    (hs : s < 2 ^ c.scaleBits) (ht : t < 2 ^ c.scaleBits)
    (hm : m ≤ 2 ^ Codec.Checked.maxBits K) (hn : n ≤ 2 ^ Codec.Checked.maxBits K)
    (hb : b < c.blocks) (ho : tables = c.offsets ∨ tables = c.negativeOffsets) :
    m * s + n * t + c.tableEntry tables i b < n * s + m * t + 2 ^ (c.width - 2) := by
  cases Nat.le_total t s with
  | inl hle =>
    obtain ⟨d, rfl⟩ := Nat.exists_eq_add_of_le hle
    have hd := h.mul_add_lt (Nat.lt_of_le_of_lt (Nat.le_add_left d t) hs) hm hb ho
    rw [Nat.mul_add, Nat.mul_add]
    omega
  | inr hle =>
    obtain ⟨d, rfl⟩ := Nat.exists_eq_add_of_le hle
    have hd := h.mul_add_lt (Nat.lt_of_le_of_lt (Nat.le_add_left d s) ht) hn hb ho
    rw [Nat.mul_add, Nat.mul_add]
    omega

/-- Digit `b` is the sum, whether or not all scales are zero. -/
theorem addScaled_eq (h : TableFits c i) {a s m : Nat → Nat} {bits : Nat}
    (hbits : bits ≤ Codec.Checked.maxBits K + 1) (hs : ∀ b, b < c.blocks → s b < 2 ^ c.scaleBits)
    (hm : ∀ b, b < c.blocks → m b < 2 ^ c.width) :
    c.addScaled (pack c.width c.blocks a) (pack c.width c.blocks s) (pack c.width c.blocks m)
        bits = pack c.width c.blocks fun b => a b + m b % 2 ^ bits * s b := by
  obtain ⟨hwidth, hscale⟩ := h.bits
  have hfit := h.bits_le
  have hspare := spareBits_cases c
  have hproduct : addMasked c.ones c.top (pack c.width c.blocks s) (pack c.width c.blocks m)
      (pack c.width c.blocks a) bits = pack c.width c.blocks fun b => a b + m b % 2 ^ bits * s b := by
    rw [ones_eq hwidth, top_eq hwidth]
    exact addMasked_eq (by omega) (fun b hb => Nat.lt_of_lt_of_le (hs b hb)
      (Nat.pow_le_pow_right (by decide) (by omega))) hm
  unfold addScaled
  cases hzero : Nat.beq (pack c.width c.blocks s) 0 with
  | false => exact hproduct
  | true =>
    have hpack := Nat.eq_of_beq_eq_true _ _ hzero
    show pack c.width c.blocks a = _
    refine pack_congr fun b hb => ?_
    have hdigit := digit_pack (k := c.width) (fun b hb => Nat.lt_of_lt_of_le (hs b hb)
      (Nat.pow_le_pow_right (by decide) (show c.scaleBits ≤ c.width by omega))) hb
    rw [hpack, digit, Nat.zero_div, Nat.zero_mod] at hdigit
    rw [← hdigit, Nat.mul_zero, Nat.add_zero]

/-- The same for a vector of scales that passed. -/
theorem addScaled_digits (h : TableFits c i) {a m : Nat → Nat} {bits S : Nat}
    (hbits : bits ≤ Codec.Checked.maxBits K + 1) (hS : EntriesFit c c.scaleBits S)
    (hm : ∀ b, b < c.blocks → m b < 2 ^ c.width) :
    c.addScaled (pack c.width c.blocks a) S (pack c.width c.blocks m) bits =
      pack c.width c.blocks fun b => a b + m b % 2 ^ bits * digit c.width S b := by
  have hsum := addScaled_eq h (a := a) hbits hS.lt hm
  rw [← hS.eq] at hsum
  exact hsum

/-- The product of scales and zero-points. -/
theorem addScaled_zeros (h : TableFits c i) {a : Nat → Nat} {A S : Nat}
    (hA : A = pack c.width c.blocks a) (hS : EntriesFit c c.scaleBits S) :
    c.addScaled A S (listEntry c.zeros i) (Nat.succ (Codec.Checked.maxBits K)) =
      pack c.width c.blocks fun b => a b + c.tableEntry c.zeros i b * digit c.width S b := by
  have hzeros := h.entries.2.2.1
  have hsum := addScaled_eq h (a := a) (Nat.le_refl _) hS.lt
    (m := digit c.width (listEntry c.zeros i)) fun b _ => digit_lt _ _ _
  rw [← hS.eq, ← hzeros.entries.eq, ← hA] at hsum
  exact hsum.trans (pack_congr fun b hb => by rw [Nat.mod_eq_of_lt (hzeros.entries.lt b hb)]; rfl)

/-- Digit `b` is `2^(width-2)` plus the scale times the zero-point of block `b`, less the offset. -/
theorem baseDigits_eq (h : TableFits c i) :
    c.baseDigits i = pack c.width c.blocks fun b =>
      2 ^ (c.width - 2) + c.tableEntry c.negativeOffsets i b +
        c.tableEntry c.zeros i b * c.tableEntry c.scales i b -
      (c.tableEntry c.offsets i b +
        c.tableEntry c.zeros i b * c.tableEntry c.negativeScales i b) := by
  obtain ⟨hwidth, _⟩ := h.bits
  obtain ⟨hscales, hnegative, hzeros, hoffsets, hbelow⟩ := h.entries
  have hbase : Nat.add (Nat.mul c.ones (Nat.pow 2 (Nat.sub c.width 2)))
      (listEntry c.negativeOffsets i) = pack c.width c.blocks fun b =>
        2 ^ (c.width - 2) + c.tableEntry c.negativeOffsets i b := by
    show c.ones * 2 ^ (c.width - 2) + listEntry c.negativeOffsets i = _
    rw [ones_eq hwidth, pack_one_mul]
    refine (congrArg (_ + ·) hbelow.eq).trans ?_
    rw [pack_add]
    rfl
  unfold baseDigits
  rw [addScaled_zeros h hbase hscales, addScaled_zeros h hoffsets.eq hnegative]
  refine pack_sub fun b hb => ?_
  have hle := h.mul_add_lt (hnegative.lt b hb) (hzeros.le b hb) hb (Or.inl rfl)
  unfold tableEntry at hle ⊢
  omega

/-- `baseDigits`, less one in every block. -/
noncomputable def startDigits (c : WeightChunk K) (i : Nat) : Nat :=
  Nat.sub (c.baseDigits i) c.ones

/-- Every digit of `baseDigits` is at least one. -/
theorem startDigits_add_ones (h : TableFits c i) : c.startDigits i + c.ones = c.baseDigits i := by
  obtain ⟨hwidth, _⟩ := h.bits
  obtain ⟨_, hnegative, hzeros, _, _⟩ := h.entries
  show c.baseDigits i - c.ones + c.ones = _
  rw [baseDigits_eq h, ones_eq hwidth, pack_sub fun b hb => ?_, pack_add]
  · refine pack_congr fun b hb => Nat.sub_add_cancel ?_
    have hlt := h.mul_add_lt (hnegative.lt b hb) (hzeros.le b hb) hb (Or.inl rfl)
    unfold tableEntry at hlt ⊢
    omega
  · have hlt := h.mul_add_lt (hnegative.lt b hb) (hzeros.le b hb) hb (Or.inl rfl)
    unfold tableEntry at hlt ⊢
    omega

end QuantCert.WeightChunk
