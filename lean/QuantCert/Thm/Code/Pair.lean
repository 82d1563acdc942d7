prelude
import QuantCert.Spec.Code.Pair

/-! # Pair codes are a bijection

## Main theorems
- `PairCode.encode_valid`, `PairCode.decode0_encode`, `PairCode.decode1_encode`,
  `PairCode.encode_decode`: valid words and pairs of codes correspond one to one
- `PairCode.valid_iff`, `PairCode.encode_injective`: in particular, nothing else is a valid word, and
  no two pairs share one
- `alt43_words`, `pair11_words`: both layouts fit 7 bits
- `PairCode.wordCodes_pairWords`: rows of codes survive pairing
-/

namespace QuantCert.PairCode

variable {P : PairCode}

/-- The word of two codes is valid. -/
theorem encode_valid {c0 c1 : Nat} (h0 : c0 < P.levels0) (h1 : c1 < P.levels1) :
    P.Valid (P.encode c0 c1) := by
  show c0 + P.levels0 * c1 < P.levels0 * P.levels1
  have h := Nat.mul_le_mul_left P.levels0 (Nat.succ_le_of_lt h1)
  rw [Nat.mul_succ] at h
  omega

/-- The code of lane 0 is read back. -/
theorem decode0_encode {c0 : Nat} (h0 : c0 < P.levels0) (c1 : Nat) :
    P.decode0 (P.encode c0 c1) = c0 := by
  unfold decode0 encode
  rw [Nat.add_mul_mod_self_left, Nat.mod_eq_of_lt h0]

/-- The code of lane 1 is read back. -/
theorem decode1_encode {c0 : Nat} (h0 : c0 < P.levels0) (c1 : Nat) :
    P.decode1 (P.encode c0 c1) = c1 := by
  unfold decode1 encode
  rw [Nat.add_mul_div_left _ _ (Nat.lt_of_le_of_lt (Nat.zero_le c0) h0), Nat.div_eq_of_lt h0,
    Nat.zero_add]

/-- Encoding the two codes of a word gives the word again. -/
theorem encode_decode (word : Nat) : P.encode (P.decode0 word) (P.decode1 word) = word :=
  Nat.mod_add_div word P.levels0

/-- Lane 0 of a valid word is a code of lane 0. -/
theorem decode0_lt {word : Nat} (h : P.Valid word) : P.decode0 word < P.levels0 := by
  refine Nat.mod_lt _ (Nat.pos_of_ne_zero (fun h0 => ?_))
  have h' : word < P.levels0 * P.levels1 := h
  rw [h0, Nat.zero_mul] at h'
  exact absurd h' (Nat.not_lt_zero word)

/-- Lane 1 of a valid word is a code of lane 1. -/
theorem decode1_lt {word : Nat} (h : P.Valid word) : P.decode1 word < P.levels1 :=
  Nat.div_lt_of_lt_mul h

/-- A word is valid exactly when both lanes are codes. -/
theorem valid_iff {word : Nat} :
    P.Valid word ↔ P.decode0 word < P.levels0 ∧ P.decode1 word < P.levels1 := by
  refine ⟨fun h => ⟨decode0_lt h, decode1_lt h⟩, fun h => ?_⟩
  rw [← P.encode_decode word]
  exact encode_valid h.1 h.2

/-- Different pairs of codes have different words. -/
theorem encode_injective {c0 c1 d0 d1 : Nat} (hc : c0 < P.levels0) (hd : d0 < P.levels0)
    (h : P.encode c0 c1 = P.encode d0 d1) : c0 = d0 ∧ c1 = d1 :=
  ⟨by rw [← decode0_encode hc c1, h, decode0_encode hd],
   by rw [← decode1_encode hc c1, h, decode1_encode hd]⟩

/-- `alt43` uses all 128 words of 7 bits. -/
theorem alt43_words : alt43.words = 2 ^ 7 := rfl

/-- `pair11` uses 121 of the 128 words of 7 bits. -/
theorem pair11_words : pair11.words = 121 := rfl

/-- The words of `alt43` and `pair11` fit 7 bits. -/
theorem words_le (P : PairCode) (h : P = alt43 ∨ P = pair11) : P.words ≤ 2 ^ 7 := by
  cases h with
  | inl h => subst h; decide +kernel
  | inr h => subst h; decide +kernel

/-- A row of codes survives pairing; an odd row is followed by its pad. -/
theorem wordCodes_pairWords (pad : Nat) : ∀ {codes : List Nat}, P.ValidRow codes →
    (P.wordCodes (P.pairWords pad codes)).take codes.length = codes
  | [], _ => rfl
  | [c], h => by
    show [P.decode0 (P.encode c pad)] = [c]
    rw [decode0_encode h]
  | c0 :: c1 :: rest, ⟨h0, _, hrest⟩ => by
    show P.decode0 (P.encode c0 c1) :: P.decode1 (P.encode c0 c1) ::
      (P.wordCodes (P.pairWords pad rest)).take rest.length = c0 :: c1 :: rest
    rw [decode0_encode h0, decode1_encode h0, wordCodes_pairWords pad hrest]

/-- A row of `n` codes makes `ceil (n / 2)` words. -/
theorem length_pairWords (pad : Nat) : ∀ codes : List Nat,
    (P.pairWords pad codes).length = (codes.length + 1) / 2
  | [] => rfl
  | [_] => by
    show 1 = (1 + 1) / 2
    omega
  | _ :: _ :: rest => by
    show (P.pairWords pad rest).length + 1 = (rest.length + 2 + 1) / 2
    rw [length_pairWords pad rest]
    omega

/-- The hypotheses can be met, in both layouts. -/
example : alt43.ValidRow [15, 7, 3] ∧ pair11.ValidRow [10, 10, 0] ∧ 120 < pair11.words :=
  ⟨⟨by decide, by decide, (by decide : 3 < 16)⟩, ⟨by decide, by decide, (by decide : 0 < 11)⟩,
    by decide⟩

end QuantCert.PairCode
