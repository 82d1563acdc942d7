prelude
import QuantCert.Cert.Integer.Packed
import QuantCert.Cert.Prompt.Slice
import QuantCert.Thm.Integer.Linear

/-!
# All rows at once are the rows

## Main theorems
* `Integer.Packed.combine_pack`: multiples of columns are packed sums
* `Integer.Packed.settle_spec`, `Integer.Packed.settle_row`: a digit, less its offset, is the row
* `Integer.Packed.mul_eq`: the product by checked columns is that of the matrix they hold
-/

namespace QuantCert.Integer.Packed

open Digits

/-- Multiples are added up. -/
theorem combine_eq : ∀ (cs : Numbers) (xs : List Nat), xs.length = cs.count →
    combine cs xs = sum cs.count fun i => cs.entry i * xs.getD i 0
  | .nil, _, _ => rfl
  | .cons c rest, [], h => absurd h (Nat.succ_ne_zero _).symm
  | .cons c rest, x :: tail, h => by
    show c * x + combine rest tail = sum (rest.count + 1) _
    rw [combine_eq rest tail (Nat.succ.inj h), sum_succ_left]
    rfl

/-- The sum of a list of numbers. -/
theorem listSum_eq : ∀ xs : List Nat, xs.sum = sum xs.length fun i => xs.getD i 0
  | [] => rfl
  | x :: xs => by
    show x + xs.sum = sum (xs.length + 1) _
    rw [listSum_eq xs, sum_succ_left]
    rfl

/-- Multiples of packed columns are packed sums. -/
theorem combine_pack {D m : Nat} {cs : Numbers} {xs : List Nat} (hlength : xs.length = cs.count)
    (h : ∀ i, i < cs.count → cs.entry i < 2 ^ (D * m)) : combine cs xs =
      pack D m fun j => sum cs.count fun i => digit D (cs.entry i) j * xs.getD i 0 := by
  rw [combine_eq cs xs hlength, ← sum_pack]
  refine sum_congr fun i hi => ?_
  rw [← pack_mul, pack_digit (h i hi)]

/-- Both offsets, removed from a sum of products. -/
theorem offsets_removed (c x : Nat → Nat) (a : Nat → Int) (o H : Nat) : ∀ n : Nat,
    (∀ i, i < n → (x i : Int) = a i + (H : Int)) →
    (sum n fun i => ((c i : Int) - (o : Int)) * a i) + ((sum n c * H + o * sum n x : Nat) : Int) =
      ((sum n (fun i => c i * x i) + n * (o * H) : Nat) : Int)
  | 0, _ => by
    show (0 : Int) + ((0 * H + o * 0 : Nat) : Int) = ((0 + 0 * (o * H) : Nat) : Int)
    rw [Nat.zero_mul, Nat.zero_mul, Nat.mul_zero]
    rfl
  | n + 1, h => by
    have ih := offsets_removed c x a o H n fun i hi => h i (Nat.lt.step hi)
    have hx := h n (Nat.lt_succ_self n)
    have hterm : ((c n : Int) - (o : Int)) * a n + ((c n : Int) * (H : Int) + (o : Int) * (x n : Int)) =
        (c n : Int) * (x n : Int) + (o : Int) * (H : Int) := by
      rw [hx, Int.sub_mul, Int.mul_add, Int.mul_add]
      omega
    rw [sum_succ, sum_succ, sum_succ, sum_succ, Nat.add_mul, Nat.mul_add, Nat.succ_mul]
    simp only [Int.natCast_add, Int.natCast_mul] at ih hterm ⊢
    generalize (c n : Int) * (H : Int) = p1 at *
    generalize (c n : Int) * (x n : Int) = p2 at *
    generalize (o : Int) * (x n : Int) = p3 at *
    generalize (o : Int) * (H : Int) = p4 at *
    generalize ((sum n c : Nat) : Int) * (H : Int) = p5 at *
    generalize (o : Int) * ((sum n x : Nat) : Int) = p6 at *
    generalize (n : Int) * p4 = p7 at *
    generalize ((c n : Int) - (o : Int)) * a n = p8 at *
    omega

/-- How large the two parts of a digit are. -/
theorem part_sizes {n b o H : Nat} {c x : Nat → Nat} (hc : ∀ i, i < n → c i < b) (ho : o ≤ b)
    (hx : ∀ i, i < n → x i < 2 * H) : sum n c * H + o * sum n x ≤ 3 * (n * (b * H)) ∧
      sum n (fun i => c i * x i) + n * (o * H) ≤ 3 * (n * (b * H)) := by
  have hS : sum n (fun i => c i * x i) ≤ n * (b * (2 * H)) := natSum_le_mul fun i hi =>
    Nat.mul_le_mul (Nat.le_of_lt (hc i hi)) (Nat.le_of_lt (hx i hi))
  have hT : sum n c * H ≤ n * b * H := Nat.mul_le_mul_right H
    (natSum_le_mul fun i hi => Nat.le_of_lt (hc i hi))
  have hX : o * sum n x ≤ b * (n * (2 * H)) := Nat.mul_le_mul ho
    (natSum_le_mul fun i hi => Nat.le_of_lt (hx i hi))
  have hO : n * (o * H) ≤ n * (b * H) := Nat.mul_le_mul_left n (Nat.mul_le_mul_right H ho)
  rw [Nat.mul_left_comm b 2, Nat.mul_left_comm n 2] at hS
  rw [Nat.mul_assoc] at hT
  rw [Nat.mul_left_comm b n, Nat.mul_left_comm b 2, Nat.mul_left_comm n 2] at hX
  omega

/-- What the settled number holds. -/
theorem settle_pack {C : Packed} (hones : C.ones = pack C.width C.rows fun _ => 1) {bits n s X : Nat}
    {S T : Nat → Nat} (hs : s = pack C.width C.rows S) (hT : C.total = pack C.width C.rows T)
    (hle : ∀ j, j < C.rows → T j * 2 ^ bits + C.offset * X ≤
      S j + (n * (C.offset * 2 ^ bits) + 2 ^ (C.width - 1))) :
    C.settle bits n s X = pack C.width C.rows fun j =>
      S j + (n * (C.offset * 2 ^ bits) + 2 ^ (C.width - 1)) - (T j * 2 ^ bits + C.offset * X) := by
  show s + C.ones * (n * (C.offset * 2 ^ bits) + 2 ^ (C.width - 1)) -
    (C.total * 2 ^ bits + C.ones * (C.offset * X)) = _
  rw [hs, hT, hones, pack_one_mul, pack_one_mul, pack_mul, pack_add, pack_add, pack_sub hle]

/-- Lifted entries are the entries, moved. -/
theorem lift_getD {bits : Nat} : ∀ {a : List Int}, inRange bits a = true → ∀ i, i < a.length →
    (((lift bits a).getD i 0 : Nat) : Int) = a.getD i 0 + twoPow bits ∧
      (lift bits a).getD i 0 < 2 * 2 ^ bits
  | [], _, i, hi => absurd hi (Nat.not_lt_zero i)
  | x :: a, h, i, hi => by
    have ⟨hx, ha⟩ := Bool.and_eq_true_iff.mp
      (show ((decide (-twoPow bits ≤ x) && decide (x < twoPow bits)) && inRange bits a) = true from h)
    have ⟨hlow, hhigh⟩ := Bool.and_eq_true_iff.mp hx
    have hlow' := of_decide_eq_true hlow
    have hhigh' := of_decide_eq_true hhigh
    cases i with
    | zero =>
      show (((x + twoPow bits).toNat : Nat) : Int) = x + twoPow bits ∧
        (x + twoPow bits).toNat < 2 * 2 ^ bits
      have hval := Int.toNat_of_nonneg (show 0 ≤ x + twoPow bits by omega)
      unfold twoPow at *
      omega
    | succ i => exact lift_getD ha i (Nat.lt_of_succ_lt_succ hi)

/-- What no part of a digit exceeds. -/
noncomputable def reach (bits : Nat) (C : Packed) : Nat := 3 * (C.columns.count * (2 ^ C.bits * 2 ^ bits))

/-- The settled number is a vector of digits that are the rows, `2^(width - 1)` larger. -/
theorem settle_spec {C : Packed} (hC : C.Sound) {bits : Nat} {a : List Int}
    (h : fits bits C a = true) : ∃ F : Nat → Nat,
    C.settle bits C.columns.count (combine C.columns (lift bits a)) (lift bits a).sum =
      pack C.width C.rows F ∧
    ∀ j, j < C.rows → F j ≤ reach bits C + 2 ^ (C.width - 1) ∧
      (F j : Int) - twoPow (C.width - 1) =
        sum C.columns.count fun i => (ofColumns C.toColumns).entry j i * a.getD i 0 := by
  simp only [fits, Bool.and_eq_true_iff] at h
  obtain ⟨hlength, hrange, hroom⟩ := h
  have hlen : a.length = C.columns.count := Nat.eq_of_beq_eq_true _ _ hlength
  have hlift : (lift bits a).length = C.columns.count := (List.length_map _).trans hlen
  have hroom' : reach bits C < 2 ^ (C.width - 1) := Nat.le_of_ble_eq_true hroom
  have hentries := fun i (hi : i < C.columns.count) => lift_getD hrange i (hlen ▸ hi)
  have hones : C.ones = pack C.width C.rows fun _ => 1 :=
    repunit_eq C.rows (Nat.lt_of_le_of_lt (Nat.zero_le _) hC.width)
  have hX : (lift bits a).sum = sum C.columns.count fun i => (lift bits a).getD i 0 := by
    rw [listSum_eq, hlift]
  have hbound := fun j (hj : j < C.rows) => part_sizes (fun i hi => hC.digit i hi j hj) hC.offset
    (fun i hi => (hentries i hi).2)
  unfold reach at hroom' ⊢
  have hpacked := settle_pack (bits := bits) (n := C.columns.count)
    (X := sum C.columns.count fun i => (lift bits a).getD i 0) hones (combine_pack hlift hC.column)
    (hC.total.trans (sumNumbers_pack hC.column)) fun j hj => by
      have := hbound j hj
      omega
  rw [hX]
  refine ⟨_, hpacked, fun j hj => ?_⟩
  have hb := hbound j hj
  have hremoved := offsets_removed (fun i => digit C.width (C.columns.entry i) j)
    (fun i => (lift bits a).getD i 0) (fun i => a.getD i 0) C.offset (2 ^ bits) C.columns.count
    fun i hi => (hentries i hi).1
  refine ⟨by omega, ?_⟩
  show _ = sum C.columns.count fun i =>
    ((digit C.width (C.columns.entry i) j : Nat) - (C.offset : Int)) * a.getD i 0
  unfold twoPow
  omega

/-- A digit of the settled number, less its offset, is the row. -/
theorem settle_row {C : Packed} (hC : C.Sound) {bits : Nat} {a : List Int} (h : fits bits C a = true)
    {j : Nat} (hj : j < C.rows) :
    ((digit C.width (C.settle bits C.columns.count (combine C.columns (lift bits a))
      (lift bits a).sum) j : Nat) : Int) - twoPow (C.width - 1) =
        sum C.columns.count fun i => (ofColumns C.toColumns).entry j i * a.getD i 0 := by
  have ⟨F, hpack, hF⟩ := settle_spec hC h
  have hroom : reach bits C < 2 ^ (C.width - 1) := by
    simp only [fits, Bool.and_eq_true_iff] at h
    exact Nat.le_of_ble_eq_true h.2.2
  have hwidth : 2 * 2 ^ (C.width - 1) = 2 ^ C.width := by
    rw [Nat.mul_comm, ← Nat.pow_succ]
    exact congrArg (2 ^ ·) (Nat.sub_add_cancel (by have := hC.width; omega))
  rw [hpack, digit_pack (fun j hj => by have := (hF j hj).1; omega) hj]
  exact (hF j hj).2

/-- The product by checked columns is that of the matrix that they hold. -/
theorem mul_eq {C : Packed} (hC : C.Sound) (bits : Nat) (a : List Int) :
    C.mul bits a = (ofColumns C.toColumns).mul a := by
  unfold Packed.mul
  split
  · rename_i h
    unfold mulFast
    rw [withValue_eq]
    refine List.map_congr_left fun j hj => ?_
    rw [readDigit_eq]
    exact settle_row hC h (List.mem_range.mp hj)
  · rfl

end QuantCert.Integer.Packed
