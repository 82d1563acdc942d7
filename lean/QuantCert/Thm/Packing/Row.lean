prelude
import QuantCert.Spec.Packing.Row
import QuantCert.Thm.Code.Pair
import QuantCert.Thm.Packing.Stream

/-! # Packed rows round-trip

## Main theorems
- `unpackRow_packRow`: a row of codes of any length survives packing
- `packRow_unpackRow`, `packRow_unpackRow_odd`: the bytes of a row survive unpacking; with an odd
  number of columns, if the pad is right
- `length_packRow`: the number of bytes
- `unpackRow_valid`: valid words give codes of their lanes
- `PackedPairs.validRow`, `PackedPairs.wellFormed`: the rows of a checked matrix
-/

namespace QuantCert

open Digits

variable {P : PairCode}

/-- The words of a valid row fit 7 bits. -/
theorem pairWords_fit (hwords : P.words ≤ 2 ^ 7) {pad : Nat} (hpad : pad < P.levels1) :
    ∀ {codes : List Nat}, P.ValidRow codes → WordsFit 7 (P.pairWords pad codes)
  | [], _ => True.intro
  | [_], h => ⟨Nat.lt_of_lt_of_le (PairCode.encode_valid h hpad) hwords, True.intro⟩
  | _ :: _ :: _, ⟨heven, hodd, hrest⟩ =>
    ⟨Nat.lt_of_lt_of_le (PairCode.encode_valid heven hodd) hwords, pairWords_fit hwords hpad hrest⟩

/-- Codes of a row of any length survive packing into bytes. -/
theorem unpackRow_packRow (hwords : P.words ≤ 2 ^ 7) {pad : Nat} (hpad : pad < P.levels1)
    {codes : List Nat} (h : P.ValidRow codes) :
    unpackRow P codes.length (packRow P pad codes) = codes := by
  unfold unpackRow packRow pairCount
  rw [← PairCode.length_pairWords pad codes, unpackBytes_packBytes (pairWords_fit hwords hpad h),
    PairCode.wordCodes_pairWords pad h]

/-- A row of `cols` columns takes `rowBytes cols` bytes. -/
theorem length_packRow (pad : Nat) (codes : List Nat) :
    (packRow P pad codes).length = rowBytes codes.length := by
  unfold packRow packBytes rowBytes pairCount
  rw [length_unpackStream, PairCode.length_pairWords]

/-- Pairing the codes of words gives the words again. -/
theorem pairWords_wordCodes (pad : Nat) : ∀ words : List Nat,
    P.pairWords pad (P.wordCodes words) = words
  | [] => rfl
  | w :: rest => by
    show P.encode (P.decode0 w) (P.decode1 w) :: P.pairWords pad (P.wordCodes rest) = w :: rest
    rw [PairCode.encode_decode, pairWords_wordCodes pad rest]

/-- Words hold twice as many codes. -/
theorem length_wordCodes : ∀ words : List Nat, (P.wordCodes words).length = 2 * words.length
  | [] => rfl
  | _ :: rest => by
    show (P.wordCodes rest).length + 1 + 1 = 2 * (rest.length + 1)
    rw [length_wordCodes rest]
    omega

/-- Well-formed bytes of a row with an even number of columns are the packed form of its codes. -/
theorem packRow_unpackRow (pad : Nat) {n : Nat} {bytes : List Nat}
    (h : WellFormedBytes 7 n bytes) : packRow P pad (unpackRow P (2 * n) bytes) = bytes := by
  have hcount : pairCount (2 * n) = n := by unfold pairCount; omega
  unfold packRow unpackRow
  rw [hcount, List.take_of_length_le, pairWords_wordCodes, packBytes_unpackBytes h]
  rw [length_wordCodes]
  unfold unpackBytes
  rw [length_unpackStream]
  exact Nat.le_refl _

/-- An odd number of the codes of words, followed by the right pad, gives the words again. -/
theorem pairWords_take_wordCodes {pad w : Nat} (hpad : P.decode1 w = pad) : ∀ init : List Nat,
    P.pairWords pad ((P.wordCodes (init ++ [w])).take (2 * init.length + 1)) = init ++ [w]
  | [] => by
    show [P.encode (P.decode0 w) pad] = [w]
    rw [← hpad, PairCode.encode_decode]
  | v :: rest => by
    show P.encode (P.decode0 v) (P.decode1 v) ::
      P.pairWords pad ((P.wordCodes (rest ++ [w])).take (2 * rest.length + 1)) = v :: (rest ++ [w])
    rw [PairCode.encode_decode, pairWords_take_wordCodes hpad rest]

/-- Well-formed bytes of a row with an odd number of columns are the packed form of its codes, if
the last word holds the pad in lane 1. -/
theorem packRow_unpackRow_odd {pad n : Nat} {bytes : List Nat} (h : WellFormedBytes 7 (n + 1) bytes)
    (hpad : P.decode1 (digit 7 (packStream 8 bytes) n) = pad) :
    packRow P pad (unpackRow P (2 * n + 1) bytes) = bytes := by
  have hcount : pairCount (2 * n + 1) = n + 1 := by unfold pairCount; omega
  have hwords : unpackBytes 7 (n + 1) bytes =
      unpackStream 7 n (packStream 8 bytes) ++ [digit 7 (packStream 8 bytes) n] :=
    unpackStream_last 7 n (packStream 8 bytes)
  have htake := pairWords_take_wordCodes hpad (unpackStream 7 n (packStream 8 bytes))
  rw [length_unpackStream] at htake
  unfold packRow unpackRow
  rw [hcount, hwords, htake, ← hwords, packBytes_unpackBytes h]

/-- The first codes of valid words are codes of their lanes. -/
theorem validRow_take_wordCodes : ∀ (cols : Nat) {words : List Nat}, (∀ w, w ∈ words → P.Valid w) →
    P.ValidRow ((P.wordCodes words).take cols)
  | 0, _, _ => True.intro
  | _ + 1, [], _ => True.intro
  | 1, w :: _, h => PairCode.decode0_lt (h w (List.Mem.head _))
  | cols + 2, w :: _, h =>
    ⟨PairCode.decode0_lt (h w (List.Mem.head _)), PairCode.decode1_lt (h w (List.Mem.head _)),
      validRow_take_wordCodes cols fun v hv => h v (List.Mem.tail _ hv)⟩

/-- Bytes whose words are valid hold codes of their lanes. -/
theorem unpackRow_valid {cols : Nat} {bytes : List Nat}
    (h : ∀ t, t < pairCount cols → P.Valid (digit 7 (packStream 8 bytes) t)) :
    P.ValidRow (unpackRow P cols bytes) :=
  validRow_take_wordCodes cols ((all_unpackStream_iff 7 _ _).mpr h)

/-- The rows of a matrix of valid pairs hold codes of their lanes. -/
theorem PackedPairs.validRow {rows cols matrix : Nat} (h : PackedPairs P rows cols matrix)
    {j : Nat} (hj : j < rows) : P.ValidRow (unpackRow P cols
      (unpackStream 8 (rowBytes cols) (digit (8 * rowBytes cols) matrix j))) := by
  refine unpackRow_valid fun t ht => ?_
  rw [packStream_unpackStream (digit_lt (8 * rowBytes cols) matrix j)]
  exact (h.2 j hj).2 t ht

/-- The rows of a matrix of valid pairs are well-formed bytes: right length, zero padding. -/
theorem PackedPairs.wellFormed {rows cols matrix : Nat} (h : PackedPairs P rows cols matrix)
    {j : Nat} (hj : j < rows) : WellFormedBytes 7 (pairCount cols)
      (unpackStream 8 (rowBytes cols) (digit (8 * rowBytes cols) matrix j)) where
  fit := unpackStream_fit 8 _ _
  length := length_unpackStream 8 _ _
  padding := by
    rw [packStream_unpackStream (digit_lt (8 * rowBytes cols) matrix j)]
    exact (h.2 j hj).1

/-- The hypotheses can be met: five columns in `pair11`, padded with a code of lane 1. -/
example : unpackRow pair11 5 (packRow pair11 4 [10, 0, 3, 9, 7]) = [10, 0, 3, 9, 7] :=
  unpackRow_packRow (P := pair11) (pad := 4) (codes := [10, 0, 3, 9, 7])
    (by decide +kernel) (by decide +kernel)
    ⟨by decide, by decide, by decide, by decide, (by decide : 7 < 11)⟩

end QuantCert
