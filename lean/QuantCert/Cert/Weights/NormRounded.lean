prelude
import QuantCert.Cert.Digits.Round
import QuantCert.Cert.Weights.NormPlanes

/-!
# Rounded absolute entries of a chunk, and their squares

## Main definitions
* `WeightChunk.ceilPlanes`: the absolute entries in units of a power of two, rounded upward
* `WeightChunk.squarePlanes`: the squares of the rounded entries

## Main theorems
* `WeightChunk.ceilPlanes_eq`, `WeightChunk.squarePlanes_eq`: what the vectors hold
* `WeightChunk.rowL1_le_ceil`, `WeightChunk.rowSq_le_ceil`: rounding makes no sum smaller
-/

namespace QuantCert.WeightChunk

open Digits

variable {K : Codec}

/-- The vectors in units of `2^s`, rounded upward. -/
def ceilPlanes (c : WeightChunk K) (planes : Nat → Nat) (s u : Nat) : Nat :=
  ceilDigits c.width c.ones s (planes u)

/-- The squares of the rounded vectors, whose digits have `b` bits. -/
noncomputable def squarePlanes (c : WeightChunk K) (planes : Nat → Nat) (s b u : Nat) : Nat :=
  addProduct c.width c.ones 0 (c.ceilPlanes planes s u) (c.ceilPlanes planes s u) b

variable {c : WeightChunk K} {planes : Nat → Nat} {x : Nat → Nat → Int}

/-- The rounded vectors hold the rounded entries. -/
theorem ceilPlanes_eq (hold : PlanesHold c planes x) {shift : Nat} (hshift : shift < c.width) :
    PlanesEq c (c.ceilPlanes planes shift) fun j i => ceilDigit shift (x j i).natAbs :=
  fun u hu => by
    rw [ceilPlanes, hold.eq u hu, ones_eq (Nat.lt_of_le_of_lt (Nat.zero_le _) hshift)]
    exact ceilDigits_eq hshift fun q hq => hold.le u hu q hq

/-- The rounded entries leave the highest bit free too. -/
theorem ceilPlanes_le (hold : PlanesHold c planes x) (shift : Nat) :
    EntriesAtMost c (2 ^ (c.width - 1)) fun j i => ceilDigit shift (x j i).natAbs :=
  fun u hu q hq => Nat.le_trans (ceilDigit_le _ _) (hold.le u hu q hq)

/-- The squares of the rounded vectors hold the squares of the rounded entries. -/
theorem squarePlanes_eq (hold : PlanesHold c planes x) {shift bits : Nat} (hshift : shift < c.width)
    (hbits : bits + bits ≤ c.width)
    (hsmall : EntriesAtMost c (2 ^ bits - 1) fun j i => ceilDigit shift (x j i).natAbs) :
    PlanesEq c (c.squarePlanes planes shift bits) fun j i =>
      ceilDigit shift (x j i).natAbs * ceilDigit shift (x j i).natAbs := fun u hu => by
  have hlt : ∀ q, q < c.blocks →
      ceilDigit shift (x (q / c.rowBlocks) (c.blockColumn u q)).natAbs < 2 ^ bits := fun q hq => by
    have hpos := Nat.two_pow_pos bits
    have hle : ceilDigit shift (x (q / c.rowBlocks) (c.blockColumn u q)).natAbs ≤ 2 ^ bits - 1 :=
      hsmall u hu q hq
    omega
  have hle : 2 ^ bits ≤ 2 ^ (c.width - bits) := Nat.pow_le_pow_right (by decide) (by omega)
  have hfull : 2 ^ bits ≤ 2 ^ c.width := Nat.pow_le_pow_right (by decide) (by omega)
  have hzero : (0 : Nat) = pack c.width c.blocks fun _ => 0 :=
    (sum_eq_zero fun _ _ => Nat.zero_mul _).symm
  rw [squarePlanes, ceilPlanes_eq hold hshift u hu, ones_eq (by omega), hzero,
    addProduct_eq (by omega) (fun q hq => Nat.lt_of_lt_of_le (hlt q hq) hle)
      fun q hq => Nat.lt_of_lt_of_le (hlt q hq) hfull]
  exact pack_congr fun q hq => by
    show 0 + _ % _ * _ = _
    rw [Nat.zero_add, Nat.mod_eq_of_lt (hlt q hq)]

/-- A sum of rounded entries bounds the sum of the entries. -/
theorem rowL1_le_ceil (n u : Nat) (e : Nat → Int) :
    rowL1 n e ≤ (sum n fun i => ceilDigit u (e i).natAbs) * 2 ^ u :=
  natSum_ceil_le n u fun i => (e i).natAbs

/-- The same for squares. -/
theorem rowSq_le_ceil (n u : Nat) (e : Nat → Int) :
    rowSq n e ≤
      (sum n fun i => ceilDigit u (e i).natAbs * ceilDigit u (e i).natAbs) * (2 ^ u) ^ 2 := by
  unfold rowSq
  induction n with
  | zero => exact Nat.zero_le _
  | succ n ih =>
    rw [sum_succ, sum_succ, Nat.add_mul]
    refine Nat.add_le_add ih ?_
    have h := Nat.mul_le_mul (le_ceilDigit_mul u (e n).natAbs) (le_ceilDigit_mul u (e n).natAbs)
    rw [Nat.mul_mul_mul_comm] at h
    rw [Nat.pow_two]
    exact h

end QuantCert.WeightChunk
