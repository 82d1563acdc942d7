prelude
import QuantCert.Cert.Prompt.Fixed
import QuantCert.Spec.Activation.ErfGelu

/-!
# The series of the error function of all entries at once

A product of two entries costs more than one of all entries with a constant. The series is cut into
blocks: in each the powers of the entries, computed once, are multiplied with constants, and the blocks
that follow with one power more.

## Main definitions
* `unrolled`, `seriesBlock`, `powersFrom`, `lastPower`: the blocks, in numbers.
* `blockFixed`, `withPowers`, `withSeries`: the same in fixed point.

## Main theorems
* `blockFixed_holds`, `withPowers_holds`, `withSeries_eq`, `seriesFixed_holds`
-/

universe u

namespace QuantCert

open Fixed

section
variable {R : Type u} [OrderedField R]

/-- `s` quotients of `gaussSum`, after which stands `rest`. -/
def unrolled (u rest : R) : (s k : Nat) → R
  | 0, _ => rest
  | s + 1, k => 1 + u / natCast (2 * k + 3) * unrolled u rest s (k + 1)

/-- More quotients. -/
theorem unrolled_gaussSum (u last : R) (m : Nat) : ∀ s k : Nat,
    unrolled u (gaussSum u last m (k + s)) s k = gaussSum u last (m + s) k
  | 0, _ => rfl
  | s + 1, k => by
    show 1 + u / natCast (2 * k + 3) * unrolled u (gaussSum u last m (k + (s + 1))) s (k + 1) =
      1 + u / natCast (2 * k + 3) * gaussSum u last (m + s) (k + 1)
    rw [← unrolled_gaussSum u last m s (k + 1), show k + 1 + s = k + (s + 1) by omega]

/-- `y 0 + (y 1 + (…) / (2 k + 5)) / (2 k + 3)`: after the list stands `last`. -/
def seriesBlock (last : Nat → R) : (ys : List (Nat → R)) → (k : Nat) → Nat → R
  | [], _ => last
  | y :: ys, k => fun i => y i + seriesBlock last ys (k + 1) i / natCast (2 * k + 3)

/-- `g`, `g f`, `g f²`, …: `s` products with powers. -/
def powersFrom (f : Nat → R) : (s : Nat) → (g : Nat → R) → List (Nat → R)
  | 0, _ => []
  | s + 1, g => g :: powersFrom f s fun i => g i * f i

/-- The product that follows. -/
def lastPower (f : Nat → R) : (s : Nat) → (g : Nat → R) → Nat → R
  | 0, g => g
  | s + 1, g => lastPower f s fun i => g i * f i

/-- A block of powers is a part of the series. -/
theorem seriesBlock_powers (f rest : Nat → R) (i : Nat) : ∀ (s : Nat) (g : Nat → R) (k : Nat),
    seriesBlock (fun i => lastPower f s g i * rest i) (powersFrom f s g) k i =
      g i * unrolled (f i) (rest i) s k
  | 0, _, _ => rfl
  | s + 1, g, k => by
    show g i + seriesBlock (fun i => lastPower f s (fun i => g i * f i) i * rest i)
      (powersFrom f s fun i => g i * f i) (k + 1) i / natCast (2 * k + 3) = _
    rw [seriesBlock_powers f rest i s _ (k + 1)]
    show g i + g i * f i * unrolled (f i) (rest i) s (k + 1) / natCast (2 * k + 3) =
      g i * (1 + f i / natCast (2 * k + 3) * unrolled (f i) (rest i) s (k + 1))
    rw [left_distrib, mul_one, div_mul_eq_mul_div, ← mul_div_assoc, mul_assoc]

/-- Each of the vectors holds its numbers. -/
def AllHold (q w n : Nat) : List Fixed → List (Nat → R) → Prop
  | [], [] => True
  | v :: vs, f :: fs => v.Holds q w n f ∧ AllHold q w n vs fs
  | _, _ => False

end

/-- The products of vectors with the constants of a block, added to `acc`; `c` is the first constant. -/
noncomputable def blockFixed (last : Fixed) (ys : List Fixed) : (k c : Nat) → (acc : Fixed) → Fixed :=
  List.rec (fun _ c acc => addMultiple c last acc) (fun y _ rest k c acc =>
    withValue (Nat.div c (Nat.add (Nat.mul 2 k) 3)) fun next =>
      rest (Nat.succ k) next (addMultiple c y acc)) ys

/-- `k` of `prev` times the powers of `u`, and of the next one. -/
noncomputable def withPowers (q w n ones : Nat) (u : Fixed) (s : Nat) :
    (prev : Fixed) → (k : List Fixed → Fixed → Bool) → Bool :=
  Nat.rec (fun prev k => k [] prev) (fun _ rest prev k =>
    withFixed ((prev.mul w n u).drop w ones q) fun next =>
      rest next fun ys last => k (prev :: ys) last) s

/-- The series from quotient `s * j` on, if `rest` is that from `s * (j + 1)` on. -/
noncomputable def seriesStep (q g w n ones s : Nat) (ys : List Fixed) (top : Fixed) (j : Nat)
    (rest : Fixed) : Fixed :=
  (blockFixed ((top.mul w n rest).drop w ones q) ys (Nat.mul s j) (Nat.pow 2 g)
    ⟨0, 0, 0, true⟩).drop w ones g

/-- The series, if `rest` is what it is from quotient `s * m` on. -/
noncomputable def seriesFixed (q g w n ones s : Nat) (ys : List Fixed) (top : Fixed) :
    (m : Nat) → (rest : Fixed) → Fixed
  | 0, rest => rest
  | j + 1, rest => seriesFixed q g w n ones s ys top j (seriesStep q g w n ones s ys top j rest)

/-- `k` of the series. -/
noncomputable def withSeries (q g w n ones s : Nat) (ys : List Fixed) (top : Fixed) (m : Nat) :
    (rest : Fixed) → (k : Fixed → Bool) → Bool :=
  Nat.rec (fun rest k => k rest) (fun j more rest k =>
    withFixed (seriesStep q g w n ones s ys top j rest) fun next => more next k) m

/-- It is `k` of the series. -/
theorem withSeries_eq (q g w n ones s : Nat) (ys : List Fixed) (top : Fixed) (k : Fixed → Bool) :
    ∀ (m : Nat) (rest : Fixed), withSeries q g w n ones s ys top m rest k =
      k (seriesFixed q g w n ones s ys top m rest)
  | 0, _ => rfl
  | j + 1, rest => by
    show withFixed (seriesStep q g w n ones s ys top j rest) (fun next =>
      withSeries q g w n ones s ys top j next k) = _
    rw [withFixed_eq]
    exact withSeries_eq q g w n ones s ys top k j _

variable {R : Type u} [OrderedField R] {q g w n ones s : Nat} {u top : Fixed} {f : Nat → R}

/-- A constant of a block, and the next one. -/
theorem constant_div {c m : Nat} {y : R} (hm : 0 < m) (hlow : dyadic g c ≤ y)
    (hhigh : y ≤ dyadic g (c + 1 : Nat)) :
    dyadic g (c / m : Nat) ≤ y / natCast m ∧ y / natCast m ≤ dyadic g (c / m + 1 : Nat) := by
  have hpos : (0 : R) < natCast m := natCast_pos hm
  have times : ∀ b : Nat, dyadic (R := R) g b * natCast m = dyadic g (b * m : Nat) := fun b => by
    have h0 : (natCast m : R) = dyadic 0 (m : Nat) := (div_one _).symm
    rw [h0, ← dyadic_mul, ← Int.natCast_mul]
    rfl
  rw [le_div_iff hpos, div_le_iff hpos, times, times]
  refine ⟨le_trans (dyadic_le (Int.ofNat_le.mpr (Nat.div_mul_le_self c m))) hlow,
    le_trans hhigh (dyadic_le (Int.ofNat_le.mpr ?_))⟩
  have h := Nat.lt_mul_div_succ c hm
  rw [Nat.mul_comm]
  exact h

/-- A block holds the sum of its vectors times the first constant. -/
theorem blockFixed_holds {last : Fixed} {l : Nat → R} (hl : last.Holds q w n l) :
    ∀ {ys : List Fixed} {fs : List (Nat → R)}, AllHold q w n ys fs → ∀ (k c : Nat) (acc : Fixed)
      (h : Nat → R) (y : R), dyadic g c ≤ y → y ≤ dyadic g (c + 1 : Nat) →
      acc.Holds (q + g) w n h → (blockFixed last ys k c acc).Holds (q + g) w n
        fun i => h i + seriesBlock l fs k i * y
  | [], [], _, _, _, _, _, _, hlow, hhigh, hacc =>
    addMultiple_holds (unit_holds hlow hhigh) hl hacc
  | v :: vs, f :: fs, hys, k, c, acc, h, y, hlow, hhigh, hacc => by
    have ⟨hn1, hn2⟩ := constant_div (R := R) (m := 2 * k + 3) (by omega) hlow hhigh
    show (withValue (c / (2 * k + 3)) fun next =>
      blockFixed last vs (k + 1) next (addMultiple c v acc)).Holds _ _ _ _
    rw [withValue_eq]
    refine holds_congr (blockFixed_holds hl hys.2 (k + 1) _ _ _ _ hn1 hn2
      (addMultiple_holds (unit_holds hlow hhigh) hys.1 hacc)) fun i _ => ?_
    show h i + f i * y + seriesBlock l fs (k + 1) i * (y / natCast (2 * k + 3)) =
      h i + (f i + seriesBlock l fs (k + 1) i / natCast (2 * k + 3)) * y
    rw [right_distrib, ← mul_div_assoc, ← div_mul_eq_mul_div, add_assoc]

/-- The powers that are computed hold powers. -/
theorem withPowers_holds (hones : ones = Digits.pack w n fun _ => 1) (hu : u.Holds q w n f) :
    ∀ (s : Nat) (prev : Fixed) (h : Nat → R) (k : List Fixed → Fixed → Bool), prev.Holds q w n h →
      ∃ ys last, withPowers q w n ones u s prev k = k ys last ∧
        AllHold q w n ys (powersFrom f s h) ∧ last.Holds q w n (lastPower f s h)
  | 0, prev, _, _, hprev => ⟨[], prev, rfl, trivial, hprev⟩
  | s + 1, prev, h, k, hprev => by
    obtain ⟨ys, last, heq, hys, hlast⟩ := withPowers_holds hones hu s
      ((prev.mul w n u).drop w ones q) (fun i => h i * f i) (fun ys last => k (prev :: ys) last)
      (drop_holds hones (mul_holds hprev hu))
    refine ⟨prev :: ys, last, ?_, ⟨hprev, hys⟩, hlast⟩
    show withFixed ((prev.mul w n u).drop w ones q) (fun next =>
      withPowers q w n ones u s next fun ys last => k (prev :: ys) last) = _
    rw [withFixed_eq]
    exact heq

/-- The series holds the sum, whatever its last number is. -/
theorem seriesFixed_holds (hones : ones = Digits.pack w n fun _ => 1) {ys : List Fixed}
    (hys : AllHold q w n ys (powersFrom f s fun _ => 1))
    (htop : top.Holds q w n (lastPower f s fun _ => 1)) {last : R} :
    ∀ (m N : Nat) (rest : Fixed), rest.Holds q w n (fun i => gaussSum (f i) last N (s * m)) →
      (seriesFixed q g w n ones s ys top m rest).Holds q w n
        fun i => gaussSum (f i) last (N + s * m) 0
  | 0, _, _, hrest => hrest
  | j + 1, N, rest, hrest => by
    have hone : dyadic (R := R) g (2 ^ g : Nat) = 1 := by
      have h := dyadic_mul_two_pow (R := R) 1 g
      rwa [Nat.one_mul, natCast_one] at h
    have hzero : (⟨0, 0, 0, true⟩ : Fixed).Holds (q + g) w n fun _ => (0 : R) := fun _ =>
      ⟨fun _ => 0, (sum_eq_zero fun _ _ => Nat.zero_mul _).symm, fun _ _ =>
        ⟨Nat.le_refl 0, Cell.holds_zero _⟩⟩
    have hblock := blockFixed_holds (drop_holds hones (mul_holds htop hrest)) hys (s * j)
      (2 ^ g) _ _ 1 (le_of_eq hone) (by
        rw [← hone]
        exact dyadic_le (Int.ofNat_le.mpr (Nat.le_succ _))) hzero
    have hstep : (seriesStep q g w n ones s ys top j rest).Holds q w n
        fun i => gaussSum (f i) last (N + s) (s * j) := by
      refine holds_congr (drop_holds hones hblock) fun i _ => ?_
      rw [zero_add, mul_one, seriesBlock_powers f (fun i => gaussSum (f i) last N (s * (j + 1))) i,
        one_mul, Nat.mul_succ, unrolled_gaussSum]
    have h := seriesFixed_holds hones hys htop j (N + s) _ hstep
    have hN : N + s + s * j = N + s * (j + 1) := by
      rw [Nat.mul_succ]
      omega
    rw [hN] at h
    exact h

end QuantCert
