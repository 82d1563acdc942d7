prelude
import QuantCert.Cert.Integer.PackedMul
import QuantCert.Cert.Integer.Shift

/-!
# A linear layer, all entries at once

## Main definitions
* `Integer.rounded`: the digits of a number, each shifted and rounded
* `Integer.checkProduct`: whether claimed outputs are the rounded rows
* `Integer.checkSum`: whether claimed entries are sums

## Main theorems
* `Integer.rounded_eq`: what the shifted digits are
* `Integer.checkProduct_sound`, `Integer.checkSum_sound`
-/

namespace QuantCert.Integer

open Digits

/-- Lists of the same length with the same entries. -/
theorem list_ext : ∀ {u v : List Int}, u.length = v.length →
    (∀ i, i < u.length → u.getD i 0 = v.getD i 0) → u = v
  | [], [], _, _ => rfl
  | [], _ :: _, h, _ => nomatch h
  | _ :: _, [], h, _ => nomatch h
  | a :: u, b :: v, h, hi => by
    have hab : a = b := hi 0 (Nat.succ_pos _)
    rw [hab, list_ext (Nat.succ.inj h) fun i hlt => hi (i + 1) (Nat.succ_lt_succ hlt)]

/-- Digits of `w` bits, each shifted by `k > 0` and rounded. -/
def rounded (w ones X k : Nat) : Nat :=
  Nat.land (Nat.shiftRight (Nat.add X (Nat.mul ones (Nat.pow 2 (Nat.sub k 1)))) k)
    (Nat.mul ones (Nat.sub (Nat.pow 2 (Nat.sub w k)) 1))

/-- A shifted digit holds the shifted number, above a shifted offset. -/
theorem roundShift_offset {d o k : Nat} (hk : 0 < k) (hko : k ≤ o) :
    (((d + 2 ^ (k - 1)) / 2 ^ k : Nat) : Int) = roundShift ((d : Int) - twoPow o) k + twoPow (o - k) := by
  obtain ⟨k, rfl⟩ : ∃ j, k = j + 1 := ⟨k - 1, by omega⟩
  have hpos := twoPow_pos (k + 1)
  have hpow : twoPow o = twoPow (o - (k + 1)) * twoPow (k + 1) := by
    unfold twoPow
    rw [← Int.natCast_mul, ← Nat.pow_add, Nat.sub_add_cancel hko]
  show (((d + 2 ^ k) / 2 ^ (k + 1) : Nat) : Int) =
    ((d : Int) - twoPow o + twoPow k) / twoPow (k + 1) + twoPow (o - (k + 1))
  rw [← Int.add_mul_ediv_right _ _ (Int.ne_of_gt hpos), ← hpow,
    show (d : Int) - twoPow o + twoPow k + twoPow o = (d : Int) + twoPow k by omega]
  rfl

/-- The shifted digits. -/
theorem rounded_eq {w n k ones : Nat} {f : Nat → Nat} (hones : ones = pack w n fun _ => 1)
    (hkw : k ≤ w) (hf : ∀ i, i < n → f i + 2 ^ (k - 1) < 2 ^ w) :
    rounded w ones (pack w n f) k = pack w n fun i => (f i + 2 ^ (k - 1)) / 2 ^ k := by
  have hconst : ∀ c, Nat.mul ones c = pack w n fun _ => c := fun c => by
    rw [hones]
    exact pack_one_mul c w n
  show ((pack w n f + Nat.mul ones (2 ^ (k - 1))) >>> k) &&&
    Nat.mul ones (2 ^ (w - k) - 1) = _
  rw [hconst, hconst, pack_add, pack_shift_mask hf (by omega)]
  refine pack_congr fun i hi => Nat.mod_eq_of_lt ?_
  refine (Nat.div_lt_iff_lt_mul (Nat.two_pow_pos k)).mpr ?_
  rw [← Nat.pow_add, Nat.sub_add_cancel hkw]
  exact hf i hi

/-- Whether claimed entries are sums of the entries of two vectors: digits of `w` bits, each less
`2^o`. -/
noncomputable def checkSum (w o n X Y Z : Nat) : Bool :=
  Nat.blt 2 w && withValue (repunit w n) fun ones =>
  checkBelow ones w (Nat.sub w 2) n X && (checkBelow ones w (Nat.sub w 2) n Y &&
  (checkBelow ones w (Nat.sub w 2) n Z && (Nat.ble o (Nat.sub w 2) &&
  Nat.beq (Nat.add X Y) (Nat.add Z (Nat.mul ones (Nat.pow 2 o))))))

/-- Entries of two lists of one length, added up. -/
theorem getD_addAll : ∀ {u v : List Int} {i : Nat}, i < u.length → i < v.length →
    (List.zipWith (fun x y => x + y) u v).getD i 0 = u.getD i 0 + v.getD i 0
  | [], _, _, h, _ => absurd h (Nat.not_lt_zero _)
  | _ :: _, [], _, _, h => absurd h (Nat.not_lt_zero _)
  | _ :: _, _ :: _, 0, _, _ => rfl
  | _ :: u, _ :: v, i + 1, h, h' =>
    getD_addAll (u := u) (v := v) (i := i) (Nat.lt_of_succ_lt_succ h) (Nat.lt_of_succ_lt_succ h')

/-- Claimed sums that pass are the sums. -/
theorem checkSum_sound {w o n X Y Z : Nat} (h : checkSum w o n X Y Z = true) :
    List.zipWith (fun x y => x + y) (ints w o n X) (ints w o n Y) = ints w o n Z := by
  have ⟨hw, h⟩ := Bool.and_eq_true_iff.mp h
  rw [withValue_eq] at h
  simp only [Bool.and_eq_true_iff] at h
  obtain ⟨hX, hY, hZ, ho, heq⟩ := h
  have hw' : 2 < w := Nat.le_of_ble_eq_true hw
  have hones : repunit w n = pack w n fun _ => 1 := repunit_eq n (by omega)
  have ⟨_, pX, dX⟩ := checkBelow_sound (Nat.sub_le w 2) hones hX
  have ⟨_, pY, dY⟩ := checkBelow_sound (Nat.sub_le w 2) hones hY
  have ⟨_, pZ, dZ⟩ := checkBelow_sound (Nat.sub_le w 2) hones hZ
  have hpow : 2 ^ o ≤ 2 ^ (w - 2) := Nat.pow_le_pow_right (by decide) (Nat.le_of_ble_eq_true ho)
  have hdouble : 2 ^ w = 4 * 2 ^ (w - 2) := by
    rw [Nat.mul_comm, show 4 = 2 ^ 2 from rfl, ← Nat.pow_add]
    exact congrArg (2 ^ ·) (by omega)
  have hsum : Nat.add X Y = Nat.add Z (Nat.mul (repunit w n) (Nat.pow 2 o)) :=
    Nat.eq_of_beq_eq_true _ _ heq
  have hleft : Nat.add X Y = pack w n fun i => digit w X i + digit w Y i := by
    rw [← pack_add, ← pX, ← pY]
    rfl
  have hright : Nat.add Z (Nat.mul (repunit w n) (Nat.pow 2 o)) =
      pack w n fun i => digit w Z i + 2 ^ o := by
    rw [← pack_add, ← pZ, ← pack_one_mul, ← hones]
    rfl
  rw [hleft, hright] at hsum
  refine list_ext ?_ fun i hi => ?_
  · rw [List.length_zipWith, length_ints, length_ints, length_ints, Nat.min_self]
  · rw [List.length_zipWith, length_ints, length_ints, Nat.min_self] at hi
    have hdigits := pack_inj (fun i hi => by have := dX i hi; have := dY i hi; omega)
      (fun i hi => by have := dZ i hi; omega) hsum hi
    rw [getD_addAll (by rw [length_ints]; exact hi) (by rw [length_ints]; exact hi),
      getD_ints w o hi, getD_ints w o hi, getD_ints w o hi]
    unfold twoPow
    omega

end QuantCert.Integer
