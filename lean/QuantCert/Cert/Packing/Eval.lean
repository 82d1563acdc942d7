prelude
import QuantCert.Thm.Packing.Row

/-! # Packing by recursors

The kernel evaluates a recursor applied to a literal many times faster than a function defined by
equations. These are the packing functions in that form, with proofs that they are the same.

## Main definitions
- `evalUnpack`, `evalPack`: words of a stream and back
- `evalPackRow`, `evalUnpackRow`: the stream of a row of codes and back
- `evalBeq`: equality of lists of natural numbers

## Main theorems
- `evalUnpack_eq`, `evalPack_eq`, `evalPackRow_eq`, `evalUnpackRow_eq`, `eq_of_evalBeq`
-/

namespace QuantCert

/-- The first `n` digits of a number in base `base`, lowest first. -/
noncomputable def evalUnpack (base n : Nat) : Nat → List Nat :=
  Nat.rec (motive := fun _ => Nat → List Nat) (fun _ => [])
    (fun _ rest s => Nat.mod s base :: rest (Nat.div s base)) n

/-- `evalUnpack` is `unpackStream`. -/
theorem evalUnpack_eq (width : Nat) : ∀ n s : Nat,
    evalUnpack (2 ^ width) n s = unpackStream width n s
  | 0, _ => rfl
  | n + 1, s => congrArg (s % 2 ^ width :: ·) (evalUnpack_eq width n (s / 2 ^ width))

/-- The number of a list of digits in base `base`, lowest first. -/
noncomputable def evalPack (base : Nat) (words : List Nat) : Nat :=
  List.rec (motive := fun _ => Nat) 0 (fun w _ rest => Nat.add w (Nat.mul base rest)) words

/-- `evalPack` is `packStream`. -/
theorem evalPack_eq (width : Nat) : ∀ words : List Nat,
    evalPack (2 ^ width) words = packStream width words
  | [] => rfl
  | w :: rest => congrArg (w + 2 ^ width * ·) (evalPack_eq width rest)

/-- The stream of the pair words of a row; `pending` is the code of lane 0 that waits for lane 1. -/
noncomputable def evalPackRow (levels0 pad : Nat) (codes : List Nat) : Option Nat → Nat :=
  List.rec (motive := fun _ => Option Nat → Nat)
    (fun pending => Option.rec (motive := fun _ => Nat) 0
      (fun c => Nat.add c (Nat.mul levels0 pad)) pending)
    (fun a _ rest pending => Option.rec (motive := fun _ => Nat) (rest (some a))
      (fun c => Nat.add (Nat.add c (Nat.mul levels0 a)) (Nat.mul 128 (rest none))) pending)
    codes

/-- `evalPackRow` is the stream of `pairWords`. -/
theorem evalPackRow_eq (P : PairCode) (pad : Nat) : ∀ codes : List Nat,
    evalPackRow P.levels0 pad codes none = packStream 7 (P.pairWords pad codes) ∧
    ∀ c, evalPackRow P.levels0 pad codes (some c) = packStream 7 (P.pairWords pad (c :: codes))
  | [] => ⟨rfl, fun _ => rfl⟩
  | a :: rest => by
    have ih := evalPackRow_eq P pad rest
    refine ⟨ih.2 a, fun c => ?_⟩
    show P.encode c a + 128 * evalPackRow P.levels0 pad rest none =
      P.encode c a + 2 ^ 7 * packStream 7 (P.pairWords pad rest)
    rw [ih.1]

/-- The codes of the first `cols` columns of a row; `odd` says that the next one is in lane 1. -/
noncomputable def evalUnpackRow (levels0 cols : Nat) : Bool → Nat → List Nat :=
  Nat.rec (motive := fun _ => Bool → Nat → List Nat) (fun _ _ => [])
    (fun _ rest odd s => Bool.rec (motive := fun _ => List Nat)
      (Nat.mod (Nat.mod s 128) levels0 :: rest true s)
      (Nat.div (Nat.mod s 128) levels0 :: rest false (Nat.div s 128)) odd)
    cols

/-- `evalUnpackRow` reads the codes of the words of a row. -/
theorem evalUnpackRow_eq (P : PairCode) : ∀ cols s : Nat,
    evalUnpackRow P.levels0 cols false s =
      (P.wordCodes (unpackStream 7 (pairCount cols) s)).take cols
  | 0, _ => rfl
  | 1, _ => rfl
  | cols + 2, s => by
    have hcount : pairCount (cols + 2) = pairCount cols + 1 := by unfold pairCount; omega
    rw [hcount]
    show s % 128 % P.levels0 :: s % 128 / P.levels0 ::
      evalUnpackRow P.levels0 cols false (s / 128) = _
    rw [evalUnpackRow_eq P cols]
    rfl

/-- Equality of lists of natural numbers. -/
noncomputable def evalBeq (l : List Nat) : List Nat → Bool :=
  List.rec (motive := fun _ => List Nat → Bool)
    (fun m => List.rec (motive := fun _ => Bool) true (fun _ _ _ => false) m)
    (fun a _ rest m => List.rec (motive := fun _ => Bool) false
      (fun b t _ => and (Nat.beq a b) (rest t)) m) l

/-- Lists that evaluate as equal are equal. -/
theorem eq_of_evalBeq : ∀ {l m : List Nat}, evalBeq l m = true → l = m
  | [], [], _ => rfl
  | [], _ :: _, h => nomatch h
  | _ :: _, [], h => nomatch h
  | a :: l, b :: m, h => by
    have h' : (Nat.beq a b && evalBeq l m) = true := h
    rw [Bool.and_eq_true] at h'
    rw [Nat.eq_of_beq_eq_true a b h'.1, eq_of_evalBeq h'.2]

end QuantCert
