prelude
import QuantCert.Thm.Code.Uniform
import QuantCert.Thm.Packing.Stream

/-! # Uniform codes round-trip through bytes

## Main theorems
- `unpackBytes_packBytes_of_valid`: unsigned `k`-bit codes, any number of them
- `unpack_pack_signed`: signed `k`-bit codes, stored with an offset
-/

namespace QuantCert.UniformCode

/-- Codes that are valid are words that fit. -/
theorem wordsFit_of_valid {k : Nat} : ∀ {codes : List Nat}, (∀ c, c ∈ codes → Valid k c) →
    WordsFit k codes
  | [], _ => True.intro
  | c :: _, h => ⟨h c (List.Mem.head _), wordsFit_of_valid fun d hd => h d (List.Mem.tail _ hd)⟩

/-- Unsigned `k`-bit codes survive packing into bytes. -/
theorem unpackBytes_packBytes_of_valid {k : Nat} {codes : List Nat}
    (h : ∀ c, c ∈ codes → Valid k c) : unpackBytes k codes.length (packBytes k codes) = codes :=
  unpackBytes_packBytes (wordsFit_of_valid h)

/-- Decoding the fields of signed codes gives the codes again. -/
theorem map_decodeSigned_encodeSigned {k : Nat} : ∀ {codes : List Int},
    (∀ c, c ∈ codes → ValidSigned k c) →
    (codes.map (encodeSigned k)).map (decodeSigned k) = codes
  | [], _ => rfl
  | c :: rest, h => by
    show decodeSigned k (encodeSigned k c) :: (rest.map (encodeSigned k)).map (decodeSigned k) = _
    rw [decodeSigned_encodeSigned (h c (List.Mem.head _)),
      map_decodeSigned_encodeSigned fun d hd => h d (List.Mem.tail _ hd)]

/-- Signed `k`-bit codes survive packing into bytes with the offset `2^(k-1)`. -/
theorem unpack_pack_signed {k : Nat} (hk : 0 < k) {codes : List Int}
    (h : ∀ c, c ∈ codes → ValidSigned k c) :
    (unpackBytes k codes.length (packBytes k (codes.map (encodeSigned k)))).map (decodeSigned k) =
      codes := by
  have hvalid : ∀ c, c ∈ codes.map (encodeSigned k) → Valid k c := by
    intro c hc
    obtain ⟨d, hd, rfl⟩ := List.mem_map.mp hc
    exact encodeSigned_valid hk (h d hd)
  have hlength : (codes.map (encodeSigned k)).length = codes.length := List.length_map _
  have hround := unpackBytes_packBytes_of_valid hvalid
  rw [hlength] at hround
  rw [hround, map_decodeSigned_encodeSigned h]

/-- The hypotheses can be met: signed 4-bit codes. -/
example : (unpackBytes 4 3 (packBytes 4 ([-8, 7, 0].map (encodeSigned 4)))).map (decodeSigned 4) =
    [-8, 7, 0] :=
  unpack_pack_signed (codes := [-8, 7, 0]) (by decide) fun c hc => by
    have hc' := List.mem_cons.mp hc
    unfold ValidSigned
    have hpow : ((2 ^ (4 - 1) : Nat) : Int) = 8 := rfl
    rw [hpow]
    rcases hc' with rfl | hc'
    · omega
    · rcases List.mem_cons.mp hc' with rfl | hc'
      · omega
      · rw [List.mem_singleton.mp hc']
        omega

end QuantCert.UniformCode
