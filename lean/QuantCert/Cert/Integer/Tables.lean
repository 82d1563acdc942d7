prelude
import QuantCert.Cert.Integer.Packed
import QuantCert.Spec.Integer.Tables
import QuantCert.Thm.Integer.Fit

/-!
# How large the entries of a table are

## Main definitions
* `Integer.checkTable`: whether no entry of checked columns is larger than a bound
* `Integer.checkWide`: whether rounded entries are not larger than another one

## Main theorems
* `Integer.checkTable_sound`, `Integer.tableWithin_cons`: then none is, part after part
* `Integer.lookup_within`, `Integer.anglesAt_within`: nor what is read of such tables
-/

namespace QuantCert.Integer

open Digits

/-- Whether rows have `dim` entries at most, none of them larger than `bound` in size: each digit is at
most `offset + bound`, and `offset` is at most the digit plus `bound`. -/
noncomputable def checkTable (dim bound : Nat) (C : Packed) : Bool :=
  Nat.ble C.columns.count dim &&
  (Nat.blt (Nat.add (Nat.pow 2 C.bits) bound) (Nat.pow 2 (Nat.sub C.width 1)) &&
  withValue C.ones fun ones => Packed.all (fun c =>
    checkAtMost ones C.width (Nat.mul ones (Nat.add C.offset bound)) c &&
    checkAtMost ones C.width (Nat.add c (Nat.mul ones bound)) (Nat.mul ones C.offset)) C.columns)

/-- A number of a list is one of the entries. -/
theorem mem_numberList : ∀ {l : Numbers} {c : Nat}, c ∈ numberList l → ∃ i, i < l.count ∧ l.entry i = c
  | .nil, _, h => absurd h List.not_mem_nil
  | .cons a rest, c, h => by
    rcases List.mem_cons.mp (show c ∈ a :: numberList rest from h) with rfl | h
    · exact ⟨0, Nat.succ_pos _, rfl⟩
    · have ⟨i, hi, he⟩ := mem_numberList h
      exact ⟨i + 1, Nat.succ_lt_succ hi, he⟩

/-- There are as many. -/
theorem length_numberList : ∀ l : Numbers, (numberList l).length = l.count
  | .nil => rfl
  | .cons _ rest => congrArg Nat.succ (length_numberList rest)

/-- The entries of columns that pass are bounded. -/
theorem checkTable_sound {dim bound : Nat} {C : Packed} (hC : C.Sound)
    (h : checkTable dim bound C = true) : C.columns.count ≤ dim ∧
      ∀ j, j < C.rows → ∀ x, x ∈ tableRow C.toColumns j → AbsLe (bound : Int) x := by
  simp only [checkTable, Bool.and_eq_true_iff, withValue_eq] at h
  obtain ⟨hcount, hroom, hall⟩ := h
  refine ⟨Nat.le_of_ble_eq_true hcount, fun j hj x hx => ?_⟩
  obtain ⟨c, hc, rfl⟩ := List.mem_map.mp hx
  obtain ⟨i, hi, rfl⟩ := mem_numberList hc
  have hwidth : 0 < C.width := Nat.lt_of_le_of_lt (Nat.zero_le _) hC.width
  have hroom' : 2 ^ C.bits + bound < 2 ^ (C.width - 1) := Nat.le_of_ble_eq_true hroom
  have hones : C.ones = pack C.width C.rows fun _ => 1 := repunit_eq C.rows hwidth
  have hdigit := hC.digit i hi
  have hoffset := hC.offset
  have hcolumn := pack_digit (hC.column i hi)
  have ⟨hhigh, hlow⟩ := Bool.and_eq_true_iff.mp (Packed.of_all hall i hi)
  have hbound : ∀ m, Nat.mul C.ones m = pack C.width C.rows fun _ => m := fun m => by
    rw [hones]
    exact pack_one_mul m _ _
  have hsum : Nat.add (C.columns.entry i) (Nat.mul C.ones bound) =
      pack C.width C.rows fun j => digit C.width (C.columns.entry i) j + bound := by
    rw [hbound, ← pack_add, hcolumn]
    rfl
  rw [hbound, ← hcolumn] at hhigh
  rw [hsum, hbound] at hlow
  have h1 := checkAtMost_sound hwidth hones (fun _ _ => by
    show C.offset + bound < _
    omega) (fun k hk => by
    have := hdigit k hk
    omega) hhigh j hj
  have h2 := checkAtMost_sound hwidth hones (fun k hk => by
    have := hdigit k hk
    show digit C.width (C.columns.entry i) k + bound < _
    omega) (fun _ _ => by omega) hlow j hj
  have h1' : digit C.width (C.columns.entry i) j ≤ C.offset + bound := h1
  have h2' : C.offset ≤ digit C.width (C.columns.entry i) j + bound := h2
  show -(bound : Int) ≤ ((digit C.width (C.columns.entry i) j : Nat) : Int) - (C.offset : Int) ∧
    ((digit C.width (C.columns.entry i) j : Nat) : Int) - (C.offset : Int) ≤ (bound : Int)
  omega

/-! ## Parts of a table -/

/-- No part. -/
theorem tableWithin_nil {dim : Nat} {bound : Int} : TableWithin dim bound [] :=
  fun _ h => absurd h List.not_mem_nil

/-- Some parts and others. -/
theorem tableWithin_append {dim : Nat} {bound : Int} {u v : List Columns}
    (hu : TableWithin dim bound u) (hv : TableWithin dim bound v) : TableWithin dim bound (u ++ v) :=
  fun C hC => (List.mem_append.mp hC).elim (hu C) (hv C)

/-- One more part, from its columns. -/
theorem tableWithin_cons {dim bound : Nat} {C : Packed} {rest : List Columns} (hcheck : C.check = true)
    (h : checkTable dim bound C = true) (hrest : TableWithin dim (bound : Int) rest) :
    TableWithin dim (bound : Int) (C.toColumns :: rest) := fun D hD => by
  rcases List.mem_cons.mp hD with rfl | hD
  · exact checkTable_sound (Packed.check_sound hcheck) h
  · exact hrest D hD

/-- Every row of a bounded table is bounded, also below the last one. -/
theorem rowAt_within {dim : Nat} {bound : Int} : ∀ {parts : List Columns},
    TableWithin dim bound parts → ∀ j, (rowAt parts j).length ≤ dim ∧ AllLe bound (rowAt parts j)
  | [], _, _ => ⟨Nat.zero_le _, fun _ h => absurd h List.not_mem_nil⟩
  | C :: parts, h, j => by
    have ⟨hcount, hentry⟩ := h C List.mem_cons_self
    show (if j < C.rows then tableRow C j else rowAt parts (j - C.rows)).length ≤ dim ∧
      AllLe bound (if j < C.rows then tableRow C j else rowAt parts (j - C.rows))
    split
    · rename_i hj
      refine ⟨?_, fun x hx => hentry j hj x hx⟩
      rw [show (tableRow C j).length = (numberList C.columns).length from List.length_map _,
        length_numberList]
      exact hcount
    · exact rowAt_within (fun D hD => h D (List.mem_cons_of_mem C hD)) _

/-- Whether entries of at most `bound`, in units of `2^-unit`, are at most `wide` when they are rounded to
units of `2^-F`. -/
def checkWide (F unit : Nat) (bound wide : Int) : Bool :=
  decide (-wide ≤ roundShift (-bound) ((unit : Int) - (F : Int))) &&
    decide (roundShift bound ((unit : Int) - (F : Int)) ≤ wide)

/-- What is looked up in a bounded embedding. -/
theorem lookup_within {F unit dim : Nat} {bound wide : Int} {parts : List Columns}
    (h : TableWithin dim bound parts) (hwide : checkWide F unit bound wide = true) (token : Nat) :
    (lookup F unit parts token).length ≤ dim ∧ AllLe wide (lookup F unit parts token) := by
  have ⟨hlow, hhigh⟩ := Bool.and_eq_true_iff.mp hwide
  have ⟨hlength, hrow⟩ := rowAt_within h token
  refine ⟨?_, fun y hy => ?_⟩
  · rw [show (lookup F unit parts token).length = (rowAt parts token).length from List.length_map _]
    exact hlength
  · obtain ⟨x, hx, rfl⟩ := List.mem_map.mp hy
    have ⟨hx1, hx2⟩ := hrow x hx
    exact ⟨Int.le_trans (of_decide_eq_true hlow) (roundShift_mono hx1 _),
      Int.le_trans (roundShift_mono hx2 _) (of_decide_eq_true hhigh)⟩

/-- Cosines and sines of bounded tables, at every position. -/
theorem anglesAt_within {dim dim' : Nat} {bound : Int} {cosines sines : Columns}
    (hcos : TableWithin dim bound [cosines]) (hsin : TableWithin dim' bound [sines]) (t : Nat) (c : Int)
    (h : c ∈ (anglesAt cosines sines t).cos ∨ c ∈ (anglesAt cosines sines t).sin) : AbsLe bound c :=
  h.elim (fun h => (rowAt_within hcos t).2 c h) (fun h => (rowAt_within hsin t).2 c h)

end QuantCert.Integer
