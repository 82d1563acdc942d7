prelude
import QuantCert.Cert.Digits.Signed
import QuantCert.Cert.Integer.Run
import QuantCert.Spec.Integer.FormedRun
import QuantCert.Thm.Integer.Fit

/-!
# The sizes of the weights of each row, all rows at once

## Main definitions
* `Integer.checkNorms`: whether the sizes of the weights of no row add up to more than a bound
* `Integer.RowsWithin`: that they do not, of all parts of a matrix

## Main theorems
* `Integer.checkNorms_sound`
-/

namespace QuantCert.Integer

open Accumulator Digits

/-- The sizes of the digits of a column: each less `offset`. -/
noncomputable def columnSizes (ones width offset column : Nat) : Nat :=
  withValue (Nat.add column (Nat.mul ones (Nat.sub (Nat.pow 2 (Nat.sub width 1)) offset))) fun D =>
    absoluteDigits width ones D

/-- The sizes of all columns, added up. -/
noncomputable def addSizes (ones width offset : Nat) (cs : Numbers) : Nat :=
  Numbers.rec 0 (fun c _ rest => Nat.add (columnSizes ones width offset c) rest) cs

/-- Whether the sizes of the weights of each row add up to `norm` at most. -/
noncomputable def checkNorms (C : Packed) (norm : Nat) : Bool :=
  withValue C.ones fun ones =>
  Nat.blt (Nat.mul C.columns.count (Nat.pow 2 C.bits)) (Nat.pow 2 (Nat.sub C.width 1)) &&
  (Nat.blt norm (Nat.pow 2 (Nat.sub C.width 1)) &&
  checkAtMost ones C.width (Nat.mul ones norm) (addSizes ones C.width C.offset C.columns))

/-- The sizes of the digits of a column, digit by digit. -/
theorem columnSizes_eq {k n b o c : Nat} (hbk : b < k) (ho : o ≤ 2 ^ b) (hc : c < 2 ^ (k * n))
    (hd : ∀ j, j < n → digit k c j < 2 ^ b) :
    columnSizes (pack k n fun _ => 1) k o c = pack k n fun j => distance (digit k c j) o := by
  have hhalf : 2 ^ b ≤ 2 ^ (k - 1) := Nat.pow_le_pow_right (by decide) (by omega)
  have hdouble := two_pow_sub_one_add_self (k := k) (by omega)
  have hD : Nat.add c (Nat.mul (pack k n fun _ => 1) (Nat.sub (Nat.pow 2 (Nat.sub k 1)) o)) =
      pack k n fun j => digit k c j + (2 ^ (k - 1) - o) := by
    rw [← pack_add, pack_digit hc, ← pack_one_mul (2 ^ (k - 1) - o) k n]
    rfl
  unfold columnSizes
  rw [withValue_eq, hD, absoluteDigits_eq (by omega) fun j hj => by have := hd j hj; omega]
  refine pack_congr fun j hj => ?_
  unfold distance
  omega

/-- The sizes of all columns, digit by digit. -/
theorem addSizes_eq {k n b o : Nat} (hbk : b < k) (ho : o ≤ 2 ^ b) : ∀ {cs : Numbers},
    (∀ i, i < cs.count → cs.entry i < 2 ^ (k * n)) →
    (∀ i, i < cs.count → ∀ j, j < n → digit k (cs.entry i) j < 2 ^ b) →
    addSizes (pack k n fun _ => 1) k o cs =
      pack k n fun j => sum cs.count fun i => distance (digit k (cs.entry i) j) o
  | .nil, _, _ => by
    show 0 = pack k n fun _ => 0
    rw [← pack_one_mul, Nat.mul_zero]
  | .cons c rest, hc, hd => by
    have ih := addSizes_eq hbk ho (cs := rest) (fun i hi => hc (i + 1) (Nat.succ_lt_succ hi))
      (fun i hi => hd (i + 1) (Nat.succ_lt_succ hi))
    have hfirst := columnSizes_eq hbk ho (hc 0 (Nat.succ_pos _)) (hd 0 (Nat.succ_pos _))
    show columnSizes _ k o c + addSizes _ k o rest = _
    rw [ih, show columnSizes (pack k n fun _ => 1) k o c = _ from hfirst, pack_add]
    refine pack_congr fun j _ => ?_
    show _ = sum (rest.count + 1) _
    rw [sum_succ_left]
    rfl

/-- The sizes of a row that is a function. -/
theorem sizeSum_columns (f : Nat → Int) : ∀ n : Nat,
    sizeSum (columns f n) = ((sum n fun i => (f i).natAbs : Nat) : Int)
  | 0 => rfl
  | n + 1 => by
    show sizeSum (columns f n ++ [f n]) = ((sum n (fun i => (f i).natAbs) + (f n).natAbs : Nat) : Int)
    rw [sizeSum_append, sizeSum_columns f n, Int.natCast_add]
    show _ + (((f n).natAbs : Int) + 0) = _
    rw [Int.add_zero]

/-- Rows that pass are not larger. -/
theorem checkNorms_sound {C : Packed} {norm : Nat} (hC : C.Sound) (h : checkNorms C norm = true)
    {w : List Int} (hw : w ∈ (List.range C.rows).map (rowList C.toColumns)) :
    sizeSum w ≤ (norm : Int) := by
  obtain ⟨j, hj, rfl⟩ := List.mem_map.mp hw
  have hj' := List.mem_range.mp hj
  have hwidth := hC.width
  simp only [checkNorms, withValue_eq, Bool.and_eq_true_iff] at h
  obtain ⟨hroom, hnorm, hall⟩ := h
  have hones : C.ones = pack C.width C.rows fun _ => 1 := repunit_eq C.rows (by omega)
  have hbig : ∀ i, i < C.columns.count → ∀ j, j < C.rows →
      distance (digit C.width (C.columns.entry i) j) C.offset ≤ 2 ^ C.bits := fun i hi j hj => by
    have := hC.digit i hi j hj
    have := hC.offset
    unfold distance
    omega
  have hsum : ∀ j, j < C.rows → (sum C.columns.count fun i =>
      distance (digit C.width (C.columns.entry i) j) C.offset) ≤ 2 ^ (C.width - 1) := fun j hj =>
    Nat.le_trans (natSum_le_mul fun i hi => hbig i hi j hj) (Nat.le_of_lt (Nat.le_of_ble_eq_true hroom))
  have hscaled : Nat.mul C.ones norm = pack C.width C.rows fun _ => norm := by
    rw [hones]
    exact pack_one_mul norm _ _
  have hsizes : addSizes C.ones C.width C.offset C.columns = pack C.width C.rows fun j =>
      sum C.columns.count fun i => distance (digit C.width (C.columns.entry i) j) C.offset := by
    rw [hones]
    exact addSizes_eq hwidth hC.offset hC.column hC.digit
  rw [hscaled, hsizes] at hall
  have hle := checkAtMost_sound (by omega) hones (fun _ _ => Nat.le_of_ble_eq_true hnorm) hsum hall j hj'
  unfold rowList
  rw [sizeSum_columns]
  refine Int.ofNat_le.mpr (Nat.le_trans (Nat.le_of_eq (sum_congr fun i _ => ?_)) hle)
  exact natAbs_sub_natCast _ _

/-! ## Parts of a matrix -/

/-- The sizes of the weights of each row of all parts add up to `norm` at most. -/
def RowsWithin (norm : Int) (parts : List Columns) : Prop := ∀ w, w ∈ rowLists parts → sizeSum w ≤ norm

/-- No part. -/
theorem rowsWithin_nil {norm : Int} : RowsWithin norm [] := fun _ h => absurd h List.not_mem_nil

/-- The rows of some parts and of others. -/
theorem rowsWithin_append {norm : Int} : ∀ {u v : List Columns}, RowsWithin norm u →
    RowsWithin norm v → RowsWithin norm (u ++ v)
  | [], _, _, hv => hv
  | C :: u, v, hu, hv => fun w hw => by
    have hrest := rowsWithin_append (u := u) (fun w hw => hu w (List.mem_append.mpr (Or.inr hw))) hv
    rcases List.mem_append.mp (show w ∈ (List.range C.rows).map (rowList C) ++ rowLists (u ++ v) from hw)
      with hw | hw
    · exact hu w (List.mem_append.mpr (Or.inl hw))
    · exact hrest w hw

/-- One more part, from its columns. -/
theorem rowsWithin_cons {C : Packed} {norm : Nat} {rest : List Columns} (hcheck : C.check = true)
    (h : checkNorms C norm = true) (hrest : RowsWithin (norm : Int) rest) :
    RowsWithin (norm : Int) (C.toColumns :: rest) := fun w hw => by
  rcases List.mem_append.mp (show w ∈ (List.range C.rows).map (rowList C.toColumns) ++ rowLists rest
    from hw) with hw | hw
  · exact checkNorms_sound (Packed.check_sound hcheck) h hw
  · exact hrest w hw

/-- All parts, from their columns. -/
theorem rowsWithin_all {norm : Int} : ∀ {parts : List Checked},
    (0 ≤ norm ∧ ∀ C, C ∈ parts → checkNorms C.data norm.toNat = true) →
    RowsWithin norm (columnsOf parts)
  | [], _ => rowsWithin_nil
  | C :: parts, h => by
    have hrest := rowsWithin_all (norm := norm) (parts := parts)
      ⟨h.1, fun D hD => h.2 D (List.mem_cons_of_mem C hD)⟩
    rw [← Int.toNat_of_nonneg h.1] at hrest ⊢
    exact rowsWithin_cons C.checked (h.2 C List.mem_cons_self) hrest

end QuantCert.Integer
