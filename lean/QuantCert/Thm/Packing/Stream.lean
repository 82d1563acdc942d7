prelude
import QuantCert.Spec.Packing.Stream
import QuantCert.Thm.Digits.Digit

/-! # Bit streams round-trip

## Main theorems
- `unpackStream_packStream`: reading back the words that were packed gives them again
- `packStream_unpackStream`: packing the words that were read gives the stream again
- `unpackBytes_packBytes`, `packBytes_unpackBytes`: the same through bytes
- `packBytes_wellFormed`: packed bytes have the right number, range and padding
- `le_byteLength`, `byteLength_lt`: the bytes suffice, and less than one byte is padding
-/

namespace QuantCert

open Digits

/-- A packed stream of `n` words has at most `width * n` bits. -/
theorem packStream_lt {width : Nat} : ∀ {words : List Nat}, WordsFit width words →
    packStream width words < 2 ^ (width * words.length)
  | [], _ => Nat.one_pos
  | a :: rest, ⟨ha, hrest⟩ => by
    have ih := packStream_lt hrest
    show a + 2 ^ width * packStream width rest < 2 ^ (width * (rest.length + 1))
    rw [Nat.mul_add, Nat.mul_one, Nat.add_comm (width * rest.length), Nat.pow_add]
    have h := Nat.mul_le_mul_left (2 ^ width) (Nat.succ_le_of_lt ih)
    rw [Nat.mul_succ] at h
    omega

/-- Reading `n` words yields `n` words. -/
theorem length_unpackStream (width : Nat) : ∀ n stream : Nat,
    (unpackStream width n stream).length = n
  | 0, _ => rfl
  | n + 1, stream => congrArg (· + 1) (length_unpackStream width n (stream / 2 ^ width))

/-- Words that are read fit their width. -/
theorem unpackStream_fit (width : Nat) : ∀ n stream : Nat,
    WordsFit width (unpackStream width n stream)
  | 0, _ => True.intro
  | n + 1, stream =>
    ⟨Nat.mod_lt _ (Nat.two_pow_pos width), unpackStream_fit width n (stream / 2 ^ width)⟩

/-- Reading back the words that were packed gives them again, for any number of words. -/
theorem unpackStream_packStream {width : Nat} : ∀ {words : List Nat}, WordsFit width words →
    unpackStream width words.length (packStream width words) = words
  | [], _ => rfl
  | a :: rest, ⟨ha, hrest⟩ => by
    show (a + 2 ^ width * packStream width rest) % 2 ^ width ::
      unpackStream width rest.length ((a + 2 ^ width * packStream width rest) / 2 ^ width) =
      a :: rest
    rw [Nat.add_mul_mod_self_left, Nat.mod_eq_of_lt ha,
      Nat.add_mul_div_left _ _ (Nat.two_pow_pos width), Nat.div_eq_of_lt ha, Nat.zero_add,
      unpackStream_packStream hrest]

/-- Packing `n` words that were read keeps the lowest `width * n` bits of the stream. -/
theorem packStream_unpackStream_mod (width : Nat) : ∀ n stream : Nat,
    packStream width (unpackStream width n stream) = stream % 2 ^ (width * n)
  | 0, stream => (Nat.mod_one stream).symm
  | n + 1, stream => by
    show stream % 2 ^ width +
      2 ^ width * packStream width (unpackStream width n (stream / 2 ^ width)) =
      stream % 2 ^ (width * (n + 1))
    rw [packStream_unpackStream_mod width n, Nat.mul_add, Nat.mul_one,
      Nat.add_comm (width * n), Nat.pow_add, Nat.mod_mul]

/-- Packing the words that were read gives the stream again, if nothing follows them. -/
theorem packStream_unpackStream {width n stream : Nat} (h : stream < 2 ^ (width * n)) :
    packStream width (unpackStream width n stream) = stream := by
  rw [packStream_unpackStream_mod, Nat.mod_eq_of_lt h]

/-- The bytes hold the bits: `width * n ≤ 8 * byteLength width n`. -/
theorem le_byteLength (width n : Nat) : width * n ≤ 8 * byteLength width n := by
  unfold byteLength; omega

/-- There is less than one byte of padding: `8 * byteLength width n < width * n + 8`. -/
theorem byteLength_lt (width n : Nat) : 8 * byteLength width n < width * n + 8 := by
  unfold byteLength; omega

/-- The bytes of packed words, as a number, are their bit stream. -/
theorem packStream_packBytes {width : Nat} {words : List Nat} (h : WordsFit width words) :
    packStream 8 (packBytes width words) = packStream width words :=
  packStream_unpackStream (Nat.lt_of_lt_of_le (packStream_lt h)
    (Nat.pow_le_pow_right (by decide) (le_byteLength width words.length)))

/-- Packed bytes have the right number, each is below 256, and the padding is zero. -/
theorem packBytes_wellFormed {width : Nat} {words : List Nat} (h : WordsFit width words) :
    WellFormedBytes width words.length (packBytes width words) where
  fit := unpackStream_fit 8 _ _
  length := length_unpackStream 8 _ _
  padding := by rw [packStream_packBytes h]; exact packStream_lt h

/-- Words of any width and number survive packing into bytes. -/
theorem unpackBytes_packBytes {width : Nat} {words : List Nat} (h : WordsFit width words) :
    unpackBytes width words.length (packBytes width words) = words := by
  unfold unpackBytes
  rw [packStream_packBytes h, unpackStream_packStream h]

/-- Well-formed bytes are exactly the packed form of the words they hold. -/
theorem packBytes_unpackBytes {width n : Nat} {bytes : List Nat}
    (h : WellFormedBytes width n bytes) : packBytes width (unpackBytes width n bytes) = bytes := by
  unfold packBytes unpackBytes
  rw [length_unpackStream, packStream_unpackStream h.padding, ← h.length,
    unpackStream_packStream h.fit]

/-- The last of `n + 1` words is digit `n`. -/
theorem unpackStream_last (width : Nat) : ∀ n stream : Nat,
    unpackStream width (n + 1) stream = unpackStream width n stream ++ [digit width stream n]
  | 0, stream => congrArg (fun a => [a]) (digit_zero width stream).symm
  | n + 1, stream => by
    show stream % 2 ^ width :: unpackStream width (n + 1) (stream / 2 ^ width) =
      stream % 2 ^ width :: (unpackStream width n (stream / 2 ^ width) ++
        [digit width stream (n + 1)])
    rw [unpackStream_last width n, digit_succ]

/-- A property of the first `n` words is a property of the list that `unpackStream` reads. -/
theorem all_unpackStream_iff {p : Nat → Prop} (width : Nat) : ∀ n stream : Nat,
    (∀ a, a ∈ unpackStream width n stream → p a) ↔ ∀ i, i < n → p (digit width stream i)
  | 0, _ => ⟨fun _ i hi => absurd hi (Nat.not_lt_zero i), fun _ _ ha => nomatch ha⟩
  | n + 1, stream => by
    refine ⟨fun h i hi => ?_, fun h a ha => ?_⟩
    · cases i with
      | zero => rw [digit_zero]; exact h _ (List.Mem.head _)
      | succ i =>
        rw [digit_succ]
        exact (all_unpackStream_iff width n _).mp (fun a ha => h a (List.Mem.tail _ ha)) i
          (Nat.lt_of_succ_lt_succ hi)
    · cases ha with
      | head => rw [← digit_zero]; exact h 0 (Nat.succ_pos n)
      | tail _ ha =>
        refine (all_unpackStream_iff width n (stream / 2 ^ width)).mpr (fun i hi => ?_) a ha
        rw [← digit_succ]
        exact h (i + 1) (Nat.succ_lt_succ hi)

/-- The hypotheses can be met: three 7-bit words, and the bytes that hold them. -/
example : WordsFit 7 [127, 0, 90] ∧ WellFormedBytes 7 3 (packBytes 7 [127, 0, 90]) :=
  have h : WordsFit 7 [127, 0, 90] :=
    ⟨by decide +kernel, by decide +kernel, by decide +kernel, True.intro⟩
  ⟨h, packBytes_wellFormed h⟩

end QuantCert
