prelude
import QuantCert.Cert.Digits.Loop
import QuantCert.Cert.Digits.Range
import QuantCert.Cert.Prompt.Entries
import QuantCert.Cert.Prompt.Groups
import QuantCert.Spec.Prompt.Columns
import QuantCert.Thm.Digits.Columns

/-!
# Columns of a matrix, checked once

## Main definitions
* `ColumnData`, `ColumnData.check`: columns with bounds of the absolute entries and the sum of the
  columns, and whether these are right.
* `ColumnData.bounds`: the bounds of every column; those of a group of columns share a number.
* `dotColumns`, `sumNumbers`: sums that the kernel unfolds quickly.
* `allPairsUpTo`, `Numbers.drop`: some of the columns, checked apart.

## Main theorems
* `ColumnData.check_sound`: what a check says about every digit.
* `ColumnData.check_of`, `allPairs_next`: from checks of some columns to that of all.
* `dotColumns_eq`, `dotColumns_pack`: what the sums are.
-/

universe u

namespace QuantCert

open Digits

/-- Columns, and what is computed from them once. -/
structure ColumnData extends Columns where
  /-- Bounds of the absolute entries, as columns: a number for each group of columns. -/
  sizes : Numbers
  /-- Digits of `columns` and `sizes` are below `2^bits`. -/
  bits : Nat
  /-- The sum of the columns. -/
  total : Nat
  /-- How many columns are a group. -/
  group : Nat

/-- The sum. -/
noncomputable def sumNumbers (l : Numbers) : Nat := Numbers.rec 0 (fun a _ n => Nat.add a n) l

/-- Each number of `cs` times a digit of `k` bits of `X`, the first times the lowest; `m` has `k`
ones. -/
noncomputable def dotMasked (k m : Nat) (cs : Numbers) : Nat → Nat :=
  Numbers.rec (fun _ => 0) (fun c _ rest X => Nat.add
    (Nat.mul c (Nat.land X m)) (rest (Nat.shiftRight X k))) cs

/-- Each number of `cs` times a digit of `k` bits of `X`, the first times the lowest. -/
noncomputable def dotColumns (k : Nat) (cs : Numbers) : Nat → Nat :=
  withValue (Nat.sub (Nat.pow 2 k) 1) fun m => dotMasked k m cs

/-- Whether `p` holds of all pairs of numbers of two lists of the same length. -/
noncomputable def allPairs (p : Nat → Nat → Bool) (cs : Numbers) : Numbers → Bool :=
  Numbers.rec (fun l => Numbers.rec true (fun _ _ _ => false) l)
    (fun c _ rest l => Numbers.rec false (fun a tail _ => p c a && rest tail) l) cs

/-- The numbers after the first `n`. -/
noncomputable def Numbers.drop (n : Nat) : Numbers → Numbers :=
  Nat.rec (fun l => l) (fun _ rest l => Numbers.rec .nil (fun _ tail _ => rest tail) l) n

/-- Whether `p` holds of the first `n` pairs, and no list ends before the other one. -/
noncomputable def allPairsUpTo (p : Nat → Nat → Bool) (n : Nat) : (cs l : Numbers) → Bool :=
  Nat.rec (fun _ _ => true) (fun _ rest cs l => Numbers.rec (Numbers.rec true (fun _ _ _ => false) l)
    (fun c ctail _ => Numbers.rec false (fun a ltail _ => p c a && rest ctail ltail) l) cs) n

namespace ColumnData

/-- One in each of the digits of a column. -/
def ones (C : ColumnData) : Nat := repunit C.width C.rows

/-- Bits of a digit that a column of a group has. -/
def part (C : ColumnData) : Nat := Nat.div C.width C.group

/-- As many ones in each digit. -/
def partMask (C : ColumnData) : Nat := Nat.mul C.ones (Nat.sub (Nat.pow 2 C.part) 1)

/-- The bounds of each column. -/
noncomputable def bounds (C : ColumnData) : Numbers :=
  withValue C.part fun w => withValue C.partMask fun M => ungroup w M C.group C.sizes

/-- Whether the column `c` has digits below `2^bits`, and `a` bounds its absolute entries. -/
noncomputable def checkColumn (C : ColumnData) (c a : Nat) : Bool :=
  withValue a fun a => checkBelow C.ones C.width C.bits C.rows c &&
  (checkBelow C.ones C.width C.bits C.rows a &&
  (checkAtMost C.ones C.width (Nat.add a c) (Nat.mul C.ones C.offset) &&
  checkAtMost C.ones C.width (Nat.add a (Nat.mul C.ones C.offset)) c))

/-- Whether digits have room, the total is the sum of the columns, and groups fill a digit. -/
noncomputable def checkTotal (C : ColumnData) : Bool :=
  Nat.blt (Nat.add C.bits 1) C.width && (Nat.blt C.offset (Nat.pow 2 C.bits) &&
  (Nat.beq (sumNumbers C.columns) C.total && (Nat.blt 0 C.group &&
  (Nat.beq (Nat.mul C.part C.group) C.width &&
  allNumbers (fun N => Nat.beq (Nat.shiftRight N (Nat.mul C.width C.rows)) 0) C.sizes))))

/-- Whether bounds and sum of the columns are right. -/
noncomputable def check (C : ColumnData) : Bool :=
  C.checkTotal && allPairs (fun c a => C.checkColumn c a) C.columns C.bounds

end ColumnData

/-- What holds of all pairs holds of every one. -/
theorem of_allPairs {p : Nat → Nat → Bool} : ∀ {cs l : Numbers}, allPairs p cs l = true →
    l.count = cs.count ∧ ∀ i, i < cs.count → p (cs.entry i) (l.entry i) = true
  | .nil, .nil, _ => ⟨rfl, fun i hi => absurd hi (Nat.not_lt_zero i)⟩
  | .nil, .cons _ _, h => nomatch h
  | .cons _ _, .nil, h => nomatch h
  | .cons c rest, .cons a tail, h => by
    have h' : (p c a && allPairs p rest tail) = true := h
    have ⟨hp, hr⟩ := Bool.and_eq_true_iff.mp h'
    have ⟨hcount, hall⟩ := of_allPairs hr
    refine ⟨congrArg Nat.succ hcount, fun i hi => ?_⟩
    cases i with
    | zero => exact hp
    | succ i => exact hall i (Nat.lt_of_succ_lt_succ hi)

/-- Numbers after others. -/
theorem Numbers.drop_drop (n : Nat) : ∀ (a : Nat) (l : Numbers), (l.drop a).drop n = l.drop (a + n)
  | 0, l => by
    rw [Nat.zero_add]
    rfl
  | a + 1, .nil => by
    have nothing : ∀ k, Numbers.drop k .nil = .nil := fun k => by cases k <;> rfl
    rw [nothing, nothing, nothing]
  | a + 1, .cons _ tail => by
    rw [Nat.add_right_comm]
    exact drop_drop n a tail

/-- The first pairs, and those after them. -/
theorem allPairs_of_upTo {p : Nat → Nat → Bool} : ∀ {n : Nat} {cs l : Numbers},
    allPairsUpTo p n cs l = true → allPairs p (cs.drop n) (l.drop n) = true →
      allPairs p cs l = true
  | 0, _, _, _, h => h
  | _ + 1, .nil, .nil, _, _ => rfl
  | _ + 1, .nil, .cons _ _, h, _ => nomatch h
  | _ + 1, .cons _ _, .nil, h, _ => nomatch h
  | n + 1, .cons c ctail, .cons a ltail, h, hrest => by
    have h' : (p c a && allPairsUpTo p n ctail ltail) = true := h
    have ⟨hp, hr⟩ := Bool.and_eq_true_iff.mp h'
    exact Bool.and_eq_true_iff.mpr ⟨hp, allPairs_of_upTo hr hrest⟩

/-- The pairs from number `a` on: the first `n` of them, and those from number `b` on. -/
theorem allPairs_next {p : Nat → Nat → Bool} {cs l : Numbers} {a n b : Nat}
    (hb : Nat.beq (Nat.add a n) b = true)
    (h : allPairsUpTo p n (cs.drop a) (l.drop a) = true)
    (rest : allPairs p (cs.drop b) (l.drop b) = true) :
    allPairs p (cs.drop a) (l.drop a) = true := by
  have hab : a + n = b := Nat.eq_of_beq_eq_true _ _ hb
  refine allPairs_of_upTo h ?_
  rwa [Numbers.drop_drop, Numbers.drop_drop, hab]

/-- The check of columns from those of its parts, each of which can be a declaration of its own. -/
theorem ColumnData.check_of {C : ColumnData} (total : C.checkTotal = true)
    (pairs : allPairs (fun c a => C.checkColumn c a) (C.columns.drop 0) (C.bounds.drop 0) = true) :
    C.check = true :=
  Bool.and_eq_true_iff.mpr ⟨total, pairs⟩

/-- The sum of a list is the sum of its entries. -/
theorem sumNumbers_eq : ∀ l : Numbers, sumNumbers l = sum l.count l.entry
  | .nil => rfl
  | .cons a rest => by
    show a + sumNumbers rest = sum (rest.count + 1) _
    rw [sumNumbers_eq rest, sum_succ_left]
    rfl

/-- The products of columns and digits are added up. -/
theorem dotMasked_eq (k : Nat) : ∀ (cs : Numbers) (X : Nat),
    dotMasked k (2 ^ k - 1) cs X = sum cs.count fun i => cs.entry i * digit k X i
  | .nil, _ => rfl
  | .cons c rest, X => by
    show c * (X &&& 2 ^ k - 1) + dotMasked k (2 ^ k - 1) rest (X >>> k) = sum (rest.count + 1) _
    rw [dotMasked_eq k rest, sum_succ_left, Nat.and_two_pow_sub_one_eq_mod, digit_zero]
    refine congrArg (c * (X % 2 ^ k) + ·) (sum_congr fun i _ => ?_)
    rw [digit_succ, Nat.shiftRight_eq_div_pow]
    rfl

/-- The products of columns and digits are added up. -/
theorem dotColumns_eq (k : Nat) (cs : Numbers) (X : Nat) :
    dotColumns k cs X = sum cs.count fun i => cs.entry i * digit k X i :=
  (congrFun (withValue_eq _ _) X).trans (dotMasked_eq k cs X)

/-- Sums of multiples of packed columns are packed sums. -/
theorem dotColumns_pack {k D m : Nat} {cs : Numbers}
    (h : ∀ i, i < cs.count → cs.entry i < 2 ^ (D * m)) (X : Nat) : dotColumns k cs X =
      pack D m fun j => sum cs.count fun i => digit D (cs.entry i) j * digit k X i := by
  rw [dotColumns_eq, ← sum_pack]
  refine sum_congr fun i hi => ?_
  rw [← pack_mul, pack_digit (h i hi)]

/-- The sum of packed columns is a packed sum. -/
theorem sumNumbers_pack {D m : Nat} {cs : Numbers}
    (h : ∀ i, i < cs.count → cs.entry i < 2 ^ (D * m)) :
    sumNumbers cs = pack D m fun j => sum cs.count fun i => digit D (cs.entry i) j := by
  rw [sumNumbers_eq, ← sum_pack]
  exact sum_congr fun i hi => (pack_digit (h i hi)).symm

/-- What a check of columns says. -/
structure ColumnData.Sound (C : ColumnData) : Prop where
  /-- Digits have room for more. -/
  bits : C.bits + 1 < C.width
  /-- The offset is no larger than digits. -/
  offset : C.offset < 2 ^ C.bits
  /-- Groups have columns. -/
  group : 0 < C.group
  /-- Groups fill a digit. -/
  part : C.part * C.group = C.width
  /-- There are as many bounds as columns. -/
  count : C.sizes.count * C.group = C.columns.count
  /-- Columns have so many digits. -/
  column_lt : ∀ i, i < C.columns.count → C.columns.entry i < 2 ^ (C.width * C.rows)
  /-- So have the groups of bounds. -/
  size_lt : ∀ G, G < C.sizes.count → C.sizes.entry G < 2 ^ (C.width * C.rows)
  /-- Digits of columns are small. -/
  digit_lt : ∀ i, i < C.columns.count → ∀ j, j < C.rows →
    digit C.width (C.columns.entry i) j < 2 ^ C.bits
  /-- So are those of the bounds. -/
  size_digit_lt : ∀ i, i < C.columns.count → ∀ j, j < C.rows →
    digit C.width (C.bounds.entry i) j < 2 ^ C.bits
  /-- The bounds are bounds of the absolute entries. -/
  size : ∀ i, i < C.columns.count → ∀ j, j < C.rows →
    distance (digit C.width (C.columns.entry i) j) C.offset ≤ digit C.width (C.bounds.entry i) j
  /-- The total is the sum of the columns. -/
  total : C.total = sumNumbers C.columns

/-- The bounds, with their masks at hand. -/
theorem ColumnData.bounds_eq (C : ColumnData) :
    C.bounds = ungroup C.part C.partMask C.group C.sizes := by
  unfold ColumnData.bounds
  rw [withValue_eq, withValue_eq]

/-- Columns that pass have these properties. -/
theorem ColumnData.check_sound {C : ColumnData} (h : C.check = true) : C.Sound := by
  simp only [ColumnData.check, ColumnData.checkTotal, Bool.and_eq_true_iff] at h
  obtain ⟨⟨hbits, hoffset, htotal, hgroup, hpart, hsizes⟩, hpairs⟩ := h
  have hb : C.bits + 1 < C.width := Nat.le_of_ble_eq_true hbits
  have ho : C.offset < 2 ^ C.bits := Nat.le_of_ble_eq_true hoffset
  have ⟨hcount, hall⟩ := of_allPairs hpairs
  rw [ColumnData.bounds_eq, ungroup_count] at hcount
  have hones : C.ones = pack C.width C.rows fun _ => 1 := repunit_eq C.rows (by omega)
  have hv : C.bits ≤ C.width := by omega
  have hpow : 2 ^ (C.bits + 1) ≤ 2 ^ (C.width - 1) := Nat.pow_le_pow_right (by decide) (by omega)
  rw [Nat.pow_succ] at hpow
  have column : ∀ i, i < C.columns.count →
      C.checkColumn (C.columns.entry i) (C.bounds.entry i) = true := hall
  have sound : ∀ i, i < C.columns.count → _ := fun i hi => by
    have hi' := column i hi
    rw [ColumnData.checkColumn, withValue_eq] at hi'
    simp only [Bool.and_eq_true_iff] at hi'
    exact And.intro (checkBelow_sound hv hones hi'.1) (And.intro (checkBelow_sound hv hones hi'.2.1)
      hi'.2.2)
  refine ⟨hb, ho, Nat.le_of_ble_eq_true hgroup, Nat.eq_of_beq_eq_true _ _ hpart, hcount,
    fun i hi => (sound i hi).1.1,
    fun G hG => lt_of_shiftRight_eq_zero (Nat.eq_of_beq_eq_true _ _ (of_allNumbers hsizes G hG)),
    fun i hi => (sound i hi).1.2.2, fun i hi => (sound i hi).2.1.2.2, fun i hi j hj => ?_,
    (Nat.eq_of_beq_eq_true _ _ htotal).symm⟩
  have ⟨⟨_, hcp, hcd⟩, ⟨_, hap, had⟩, hlow, hhigh⟩ := sound i hi
  have hoff : Nat.mul C.ones C.offset = pack C.width C.rows fun _ => C.offset := by
    rw [hones]
    exact pack_one_mul _ _ _
  have hsum : Nat.add (C.bounds.entry i) (C.columns.entry i) = pack C.width C.rows fun j =>
      digit C.width (C.bounds.entry i) j + digit C.width (C.columns.entry i) j := by
    rw [← pack_add, ← hap, ← hcp]
    rfl
  have hsum' : Nat.add (C.bounds.entry i) (Nat.mul C.ones C.offset) = pack C.width C.rows fun j =>
      digit C.width (C.bounds.entry i) j + C.offset := by
    rw [hoff, ← pack_add, ← hap]
    rfl
  rw [hsum, hoff] at hlow
  rw [hsum', hcp] at hhigh
  have h1 := checkAtMost_sound (by omega) hones (fun j hj => by
    have := hcd j hj; have := had j hj; omega) (fun _ _ => by omega) hlow j hj
  have h2 := checkAtMost_sound (by omega) hones (fun j hj => by
    have := had j hj; omega) (fun j hj => by have := hcd j hj; omega) hhigh j hj
  unfold distance
  omega

end QuantCert
