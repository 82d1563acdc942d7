prelude
import QuantCert.Cert.Digits.Range
import QuantCert.Cert.Rotation.Transform

/-!
# The check of a rotated matrix

The kernel rotates the numbers of a matrix, block of columns after block, and compares them with those of
the rotated one.

## Main definitions
* `BlocksTurned A B F first last`: blocks of columns of `B` are those of `A`, with factors, rotated.
* `sameShape`, `checkBlocks`: whether the numbers fit together, and whether blocks are.

## Main theorems
* `checkBlocks_sound`, `BlocksTurned.append`
-/

namespace QuantCert

open Digits

/-- The factor of column `i` plus `factorOffset`; two, and one, if there are none. -/
def factorEntry (F : Option FactorNumbers) (i : Nat) : Nat :=
  match F with
  | none => 2
  | some F => F.numbers.entry i

/-- What factors are less than their numbers by. -/
def factorOffset (F : Option FactorNumbers) : Nat :=
  match F with
  | none => 1
  | some F => F.offset

/-- The numbers of factors. -/
def factorNumbers (F : Option FactorNumbers) : Numbers :=
  match F with
  | none => .nil
  | some F => F.numbers

/-- Every entry of these blocks of columns of `B` is the sum of the entries of `A` at the places of the
same block, times the factors of their columns, with the signs of a Hadamard matrix. -/
def BlocksTurned (A B : TurnedNumbers) (F : Option FactorNumbers) (first last : Nat) : Prop :=
  ∀ block, first ≤ block → block < last → ∀ c, c < 4 ^ (A.across + A.down) → ∀ m, m < A.heights →
    B.entry block c m = sum (4 ^ (A.across + A.down)) fun a =>
      hadamardSigns (A.across + A.down) c a *
        (((factorEntry F (block * 4 ^ A.across + a % 4 ^ A.across) : Int) - factorOffset F) *
          A.entry block a m)

/-- Blocks after others. -/
theorem BlocksTurned.append {A B : TurnedNumbers} {F : Option FactorNumbers} {a b c : Nat}
    (h : BlocksTurned A B F a b) (h' : BlocksTurned A B F b c) : BlocksTurned A B F a c :=
  fun block first last => (Nat.lt_or_ge block b).elim (h block first) fun ge => h' block ge last

/-- A tree of twos. -/
noncomputable def twos (k : Nat) : Quad :=
  Nat.rec (motive := fun _ => Quad) (.leaf 2) (fun _ t => .node t t t t) k

/-- The tree of the next factors; twos if there are none. -/
noncomputable def takeFactors (F : Option FactorNumbers) (k : Nat) (l : Numbers)
    (rest : Quad → Numbers → Bool) : Bool :=
  Option.rec (motive := fun _ => Bool) (rest (twos k) l) (fun _ => takeQuad k l rest) F

/-- Whether the numbers of two matrices fit together; digits of `A` are below `2^bits`. -/
def sameShape (A B : TurnedNumbers) (F : Option FactorNumbers) (bits : Nat) : Bool :=
  (Nat.beq A.width B.width && (Nat.beq A.high B.high && (Nat.beq A.wide B.wide &&
  (Nat.beq A.down B.down && (Nat.beq A.across B.across &&
  cond A.flat (B.flat && F.isNone) (not B.flat)))))) &&
  (Nat.blt 0 A.width && (Nat.ble bits A.width && (Nat.ble (2 ^ bits) (2 * A.offset + 1) &&
  (Nat.beq B.offset (4 ^ (A.across + A.down) * (factorOffset F * A.offset)) &&
  Nat.blt (2 * B.offset) (2 ^ A.width)))))

/-- Whether some blocks of columns are turned: the next ones of `la`, with factors `lf`, are those of
`lb`. -/
noncomputable def checkNext (A : TurnedNumbers) (F : Option FactorNumbers) (bits ones O Z : Nat)
    (count : Nat) : (la lb lf : Numbers) → Bool :=
  Nat.rec (motive := fun _ => Numbers → Numbers → Numbers → Bool) (fun _ _ _ => true)
    (fun _ rest la lb lf => takeQuad (A.across + A.down) la fun a la =>
      takeQuad (A.across + A.down) lb fun b lb => takeFactors F A.across lf fun f lf =>
        a.all (fun N => checkBelow ones A.width bits A.heights N) &&
        (f.all (fun e => Nat.ble e (2 * factorOffset F)) &&
        ((Quad.transform Z (A.across + A.down) (Quad.scale (factorOffset F) O f A.down a)).same b &&
        rest la lb lf))) count

/-- The numbers after the first `blocks` times `size`: some at a time, so that the kernel does not
descend into all of them. -/
noncomputable def dropBlocks (size : Nat) (l : Numbers) (blocks : Nat) : Numbers :=
  Nat.rec (motive := fun _ => Numbers) l (fun _ rest => rest.drop size) blocks

/-- They are the numbers after so many. -/
theorem dropBlocks_eq (size : Nat) (l : Numbers) : ∀ blocks : Nat,
    dropBlocks size l blocks = l.drop (blocks * size)
  | 0 => by
    rw [Nat.zero_mul]
    rfl
  | blocks + 1 => by
    show (dropBlocks size l blocks).drop size = _
    rw [dropBlocks_eq size l blocks, Numbers.drop_drop, Nat.succ_mul]

/-- Whether `count` blocks of columns from block `first` on are turned. -/
noncomputable def checkBlocks (A B : TurnedNumbers) (F : Option FactorNumbers)
    (bits first count : Nat) : Bool :=
  sameShape A B F bits &&
  withValue (repunit A.width A.heights) fun ones => withValue (Nat.mul ones A.offset) fun O =>
    withValue (Nat.mul (Nat.mul 2 (factorOffset F)) O) fun Z =>
      checkNext A F bits ones O Z count (dropBlocks (4 ^ (A.across + A.down)) A.numbers first)
        (dropBlocks (4 ^ (A.across + A.down)) B.numbers first)
        (dropBlocks (4 ^ A.across) (factorNumbers F) first)

/-- All leaves of the tree are two. -/
theorem twos_is : ∀ k, (twos k).Is k fun _ => 2
  | 0 => rfl
  | k + 1 => ⟨twos_is k, twos_is k, twos_is k, twos_is k⟩

/-- The tree of the factors of a block. -/
theorem takeFactors_sound {F : Option FactorNumbers} {k start : Nat}
    {rest : Quad → Numbers → Bool}
    (h : takeFactors F k ((factorNumbers F).drop start) rest = true) :
    ∃ t, t.Is k (fun i => factorEntry F (start + i)) ∧
      rest t ((factorNumbers F).drop (start + 4 ^ k)) = true := by
  cases F with
  | none =>
    have empty : ∀ n, Numbers.drop n .nil = .nil := fun n => by cases n <;> rfl
    refine ⟨twos k, twos_is k, ?_⟩
    have h : rest (twos k) (Numbers.drop start .nil) = true := h
    show rest (twos k) (Numbers.drop (start + 4 ^ k) .nil) = true
    rwa [empty] at h ⊢
  | some F =>
    obtain ⟨t, ht, h⟩ := takeQuad_sound (k := k) h
    rw [Numbers.drop_drop] at h
    have entries : (F.numbers.drop start).entry = fun i => F.numbers.entry (start + i) :=
      funext fun i => F.numbers.entry_drop start i
    have ht : t.Is k (F.numbers.drop start).entry := ht
    rw [entries] at ht
    exact ⟨t, ht, h⟩

/-- One block after the other. -/
theorem checkNext_sound {A B : TurnedNumbers} {F : Option FactorNumbers} {bits ones O Z : Nat}
    (shape : sameShape A B F bits = true) (hones : ones = pack A.width A.heights fun _ => 1)
    (hO : O = pack A.width A.heights fun _ => A.offset)
    (hZ : Z = pack A.width A.heights fun _ => 2 * (factorOffset F * A.offset)) :
    ∀ {count first : Nat}, checkNext A F bits ones O Z count
      (A.numbers.drop (first * 4 ^ (A.across + A.down)))
      (B.numbers.drop (first * 4 ^ (A.across + A.down)))
      ((factorNumbers F).drop (first * 4 ^ A.across)) = true →
        BlocksTurned A B F first (first + count)
  | 0, first, _ => fun block ge lt => absurd lt (Nat.not_lt_of_ge ge)
  | count + 1, first, h => by
    obtain ⟨a, ha, h⟩ := takeQuad_sound (k := A.across + A.down) h
    obtain ⟨b, hb, h⟩ := takeQuad_sound (k := A.across + A.down) h
    obtain ⟨f, hf, h⟩ := takeFactors_sound h
    rw [Numbers.drop_drop, Numbers.drop_drop, ← Nat.succ_mul, ← Nat.succ_mul] at h
    have ⟨digits, h⟩ := Bool.and_eq_true_iff.mp h
    have ⟨small, h⟩ := Bool.and_eq_true_iff.mp h
    have ⟨same, h⟩ := Bool.and_eq_true_iff.mp h
    have rest := checkNext_sound shape hones hO hZ h
    have ⟨sizes, shape⟩ := Bool.and_eq_true_iff.mp shape
    have ⟨sameWidth, sizes⟩ := Bool.and_eq_true_iff.mp sizes
    have ⟨_, shape⟩ := Bool.and_eq_true_iff.mp shape
    have ⟨hbits, shape⟩ := Bool.and_eq_true_iff.mp shape
    have ⟨hoffset, shape⟩ := Bool.and_eq_true_iff.mp shape
    have ⟨hB, room⟩ := Bool.and_eq_true_iff.mp shape
    have hbits : bits ≤ A.width := Nat.le_of_ble_eq_true hbits
    have hoffset : 2 ^ bits ≤ 2 * A.offset + 1 := Nat.le_of_ble_eq_true hoffset
    have hB : B.offset = 4 ^ (A.across + A.down) * (factorOffset F * A.offset) :=
      Nat.eq_of_beq_eq_true _ _ hB
    have room : 2 * B.offset < 2 ^ A.width := Nat.le_of_ble_eq_true room
    have packs := ha.packs (o := A.offset) (w := A.width) (n := A.heights) (fun N hN => by
      have found := checkBelow_sound hbits hones hN
      refine ⟨found.2.1, fun m hm => ?_⟩
      have := found.2.2 m hm
      omega) digits
    have turned := Quad.transform_packs hZ (Quad.scale_packs hO hf small packs)
    rw [Quad.eq_of_same same] at turned
    have here : BlocksTurned A B F first (first + 1) := by
      intro block ge lt c hc m hm
      have hblock : block = first := Nat.le_antisymm (Nat.le_of_lt_succ lt) ge
      subst hblock
      obtain ⟨g, hg, hx⟩ := turned.digits hb hc
      have hx' := hx m hm
      rw [← hB] at hx'
      have digit_eq : digit B.width (B.numbers.entry (block * 4 ^ (B.across + B.down) + c)) m = g m := by
        rw [← Nat.eq_of_beq_eq_true _ _ sameWidth]
        have place : B.numbers.entry (block * 4 ^ (B.across + B.down) + c) = pack A.width A.heights g := by
          rw [← hg, Numbers.entry_drop]
          have ⟨_, sizes⟩ := Bool.and_eq_true_iff.mp sizes
          have ⟨_, sizes⟩ := Bool.and_eq_true_iff.mp sizes
          have ⟨hdown, sizes⟩ := Bool.and_eq_true_iff.mp sizes
          have ⟨hacross, _⟩ := Bool.and_eq_true_iff.mp sizes
          rw [Nat.eq_of_beq_eq_true _ _ hdown, Nat.eq_of_beq_eq_true _ _ hacross]
        rw [place]
        refine digit_pack (fun i hi => ?_) hm
        have := (hx i hi).1
        rw [← hB] at this
        exact Nat.lt_of_le_of_lt this room
      show ((digit B.width (B.numbers.entry (block * 4 ^ (B.across + B.down) + c)) m : Int) -
        B.offset) = _
      rw [digit_eq, hx'.2]
      refine sum_congr fun e he => ?_
      rw [Numbers.entry_drop]
      rfl
    rw [Nat.add_comm count 1, ← Nat.add_assoc]
    exact here.append rest

/-- If the check succeeds, the blocks are turned. -/
theorem checkBlocks_sound {A B : TurnedNumbers} {F : Option FactorNumbers} {bits first count : Nat}
    (h : checkBlocks A B F bits first count = true) :
    BlocksTurned A B F first (first + count) := by
  have ⟨shape, h⟩ := Bool.and_eq_true_iff.mp h
  rw [withValue_eq, withValue_eq, withValue_eq, dropBlocks_eq, dropBlocks_eq, dropBlocks_eq] at h
  have ⟨_, rest⟩ := Bool.and_eq_true_iff.mp shape
  have ⟨hw, _⟩ := Bool.and_eq_true_iff.mp rest
  have hw : 0 < A.width := Nat.le_of_ble_eq_true hw
  have ones : repunit A.width A.heights = pack A.width A.heights fun _ => 1 := repunit_eq _ hw
  refine checkNext_sound shape ones ?_ ?_ h
  · show repunit A.width A.heights * A.offset = _
    rw [ones, pack_one_mul]
  · show 2 * factorOffset F * (repunit A.width A.heights * A.offset) = _
    rw [ones, pack_one_mul, mul_pack]
    exact pack_congr fun _ _ => Nat.mul_assoc _ _ _

end QuantCert
