prelude
import QuantCert.Cert.Packing.Eval

/-! # Evaluating packing on given cases

Another implementation of packing is compared with the definitions here, case by case. Lists are
given as numbers, which cost less to read.

## Main definitions
- `PackCase`: a row of codes in a pair layout and its expected bytes
- `WordCase`: words of any width and their expected bit stream
- `checkPackCases`, `checkWordCases`: the definitions give the expected results

## Main theorems
- `checkPackCases_sound`, `checkWordCases_sound`
-/

namespace QuantCert

/-- A row of codes and what is expected. -/
structure PackCase where
  /-- the pair layout -/
  layout : PairCode
  /-- the second code of the last pair of an odd row -/
  pad : Nat
  /-- the number of columns -/
  count : Nat
  /-- the codes of the row, four bits each, the first one lowest -/
  codes : Nat
  /-- the expected bytes of the row as a little-endian number -/
  bytes : Nat

/-- The codes of a case as a list. -/
def PackCase.codeList (c : PackCase) : List Nat := unpackStream 4 c.count c.codes

/-- Packing gives the bytes and unpacking gives the codes back. -/
def PackCase.Holds (c : PackCase) : Prop :=
  packStream 8 (packRow c.layout c.pad c.codeList) = c.bytes ∧
    unpackRow c.layout c.count (unpackStream 8 (rowBytes c.count) c.bytes) = c.codeList

/-- All cases hold. -/
def PackCasesHold (cases : List PackCase) : Prop := ∀ c, c ∈ cases → c.Holds

/-- Evaluate one case. -/
noncomputable def PackCase.check (c : PackCase) : Bool :=
  Nat.beq (Nat.mod (evalPackRow c.layout.levels0 c.pad (evalUnpack 16 c.count c.codes) none)
      (2 ^ (8 * rowBytes c.count))) c.bytes &&
    evalBeq (evalUnpackRow c.layout.levels0 c.count false
      (Nat.mod c.bytes (2 ^ (8 * rowBytes c.count)))) (evalUnpack 16 c.count c.codes)

/-- A case that evaluates to true holds. -/
theorem PackCase.check_sound {c : PackCase} (h : c.check = true) : c.Holds := by
  have hcodes : evalUnpack 16 c.count c.codes = c.codeList := evalUnpack_eq 4 c.count c.codes
  have hlength : c.codeList.length = c.count := length_unpackStream 4 c.count c.codes
  unfold PackCase.check at h
  rw [Bool.and_eq_true, hcodes] at h
  refine ⟨?_, ?_⟩
  · rw [← Nat.eq_of_beq_eq_true _ _ h.1, (evalPackRow_eq c.layout c.pad c.codeList).1]
    show packStream 8 (unpackStream 8 _ _) = _
    rw [packStream_unpackStream_mod, PairCode.length_pairWords, hlength]
    rfl
  · rw [← eq_of_evalBeq h.2, evalUnpackRow_eq]
    unfold unpackRow unpackBytes
    rw [packStream_unpackStream_mod]
    rfl

/-- Evaluate all cases of rows. -/
noncomputable def checkPackCases (cases : List PackCase) : Bool :=
  List.rec (motive := fun _ => Bool) true (fun c _ rest => c.check && rest) cases

/-- Checked cases of rows hold. -/
theorem checkPackCases_sound : ∀ {cases : List PackCase}, checkPackCases cases = true →
    PackCasesHold cases
  | [], _ => fun _ hc => nomatch hc
  | d :: rest, h => fun c hc => by
    have h' : (d.check && checkPackCases rest) = true := h
    rw [Bool.and_eq_true] at h'
    cases hc with
    | head => exact PackCase.check_sound h'.1
    | tail _ hc => exact checkPackCases_sound h'.2 c hc

/-- Words and what is expected. -/
structure WordCase where
  /-- bits of a word -/
  width : Nat
  /-- the words -/
  words : List Nat
  /-- the expected bit stream -/
  stream : Nat

/-- Packing gives the stream and unpacking gives the words back. -/
def WordCase.Holds (c : WordCase) : Prop :=
  packStream c.width c.words = c.stream ∧ unpackStream c.width c.words.length c.stream = c.words

/-- All cases hold. -/
def WordCasesHold (cases : List WordCase) : Prop := ∀ c, c ∈ cases → c.Holds

/-- Evaluate one case. -/
noncomputable def WordCase.check (c : WordCase) : Bool :=
  Nat.beq (evalPack (2 ^ c.width) c.words) c.stream &&
    evalBeq (evalUnpack (2 ^ c.width) c.words.length c.stream) c.words

/-- A case that evaluates to true holds. -/
theorem WordCase.check_sound {c : WordCase} (h : c.check = true) : c.Holds := by
  unfold WordCase.check at h
  rw [Bool.and_eq_true, evalPack_eq, evalUnpack_eq] at h
  exact ⟨Nat.eq_of_beq_eq_true _ _ h.1, eq_of_evalBeq h.2⟩

/-- Evaluate all cases of words. -/
noncomputable def checkWordCases (cases : List WordCase) : Bool :=
  List.rec (motive := fun _ => Bool) true (fun c _ rest => c.check && rest) cases

/-- Checked cases of words hold. -/
theorem checkWordCases_sound : ∀ {cases : List WordCase}, checkWordCases cases = true →
    WordCasesHold cases
  | [], _ => fun _ hc => nomatch hc
  | d :: rest, h => fun c hc => by
    have h' : (d.check && checkWordCases rest) = true := h
    rw [Bool.and_eq_true] at h'
    cases hc with
    | head => exact WordCase.check_sound h'.1
    | tail _ hc => exact checkWordCases_sound h'.2 c hc

/-- A row of three columns in both layouts, and three 3-bit words. -/
example : PackCasesHold [⟨alt43, 4, 3, 0x37F, 0x21FF⟩, ⟨pair11, 4, 3, 0x0AA, 0x1678⟩] ∧
    WordCasesHold [⟨3, [5, 0, 7], 453⟩] :=
  ⟨checkPackCases_sound (by decide +kernel), checkWordCases_sound (by decide +kernel)⟩

/-- A flipped bit is refused, and so are a bit past the last word and a code that is no code of its
lane. -/
example : checkPackCases [⟨alt43, 4, 3, 0x37F, 0x21FE⟩] = false ∧
    checkPackCases [⟨pair11, 4, 3, 0x0AA, 0x9678⟩] = false ∧
    checkPackCases [⟨pair11, 4, 1, 0xB, 0x37⟩] = false ∧
    checkWordCases [⟨3, [5, 0, 7], 452⟩] = false ∧ checkWordCases [⟨3, [8], 8⟩] = false := by
  decide +kernel

end QuantCert
