prelude
import QuantCert.Cert.Integer.Product
import QuantCert.Cert.Prompt.DigitSums

/-!
# A matrix times a vector, all entries and all rows at once

## Main definitions
* `Integer.centred`: the digits of a narrow vector, made nonnegative
* `Integer.checkProduct`: whether claimed outputs are the rounded rows of a product

## Main theorems
* `Integer.centred_digit`: what its digits are
* `Integer.rounded_rows`: digits that are compared with shifted ones hold the rounded numbers
* `Integer.checkProduct_sound`
-/

namespace QuantCert.Integer

open Digits Packed

/-- The digits of `X`, each less `2^o`, shifted by `k` and rounded, then `2^b` larger. -/
def centred (b w o ones X k : Nat) : Nat :=
  Nat.sub (if k = 0 then X else rounded w ones X k)
    (Nat.mul ones (Nat.sub (Nat.pow 2 (Nat.sub o k)) (Nat.pow 2 b)))

/-- Whether `O` holds the rows of `C` times the digits of `X` after a shift by `k`, shifted by `s` and
rounded: digits of `w` bits, each less `2^o`. -/
noncomputable def checkProduct (b w o : Nat) (C : Packed) (X k s O : Nat) : Bool :=
  let n := C.columns.count
  Nat.blt 2 w && (Nat.beq C.width w && (Nat.ble o (Nat.sub w 2) && (Nat.ble k o &&
  (Nat.ble b (Nat.sub o k) && (Nat.blt 1 s && (Nat.blt s w &&
  (Nat.blt (Nat.add (Nat.mul 3 (Nat.mul n (Nat.mul (Nat.pow 2 C.bits) (Nat.pow 2 b))))
    (Nat.pow 2 (Nat.sub s 1))) (Nat.pow 2 (Nat.sub w 1)) &&
  (checkBelow C.ones w (Nat.sub w 2) C.rows O &&
  withValue (centred b w o (repunit w n) X k) fun A =>
    withValue (C.settle b n (dotColumns w C.columns A) (sumDigits w n A)) fun z =>
      Nat.beq (Nat.add (rounded w C.ones z s) (Nat.mul C.ones (Nat.pow 2 o)))
        (Nat.add O (Nat.mul C.ones (Nat.pow 2 (Nat.sub (Nat.sub w 1) s))))))))))))

/-- The digits of a narrow vector. -/
theorem centred_digit {b w o n k X limit i : Nat} (hw : 2 < w) (ho : o ≤ w - 2) (hk : k ≤ o)
    (hb : b ≤ o - k) (hX : ∀ i, i < n → digit w X i < 2 ^ (w - 2)) (hpack : X = pack w n (digit w X))
    (hlimit : limit < 2 ^ b)
    (hfit : ∀ i, i < n → AbsLe limit (roundShift (((digit w X i : Nat) : Int) - twoPow o) k))
    (hi : i < n) : ((digit w (centred b w o (repunit w n) X k) i : Nat) : Int) =
      roundShift (((digit w X i : Nat) : Int) - twoPow o) k + twoPow b := by
  have hones : repunit w n = pack w n fun _ => 1 := repunit_eq n (by omega)
  have hquarter : 2 ^ w = 4 * 2 ^ (w - 2) := by
    rw [Nat.mul_comm, show 4 = 2 ^ 2 from rfl, ← Nat.pow_add]
    exact congrArg (2 ^ ·) (by omega)
  have hpow : 2 ^ b ≤ 2 ^ (o - k) := Nat.pow_le_pow_right (by decide) hb
  have hshift : ∃ f : Nat → Nat, (if k = 0 then X else rounded w (repunit w n) X k) = pack w n f ∧
      ∀ i, i < n → f i < 2 ^ w ∧ ((f i : Nat) : Int) =
        roundShift (((digit w X i : Nat) : Int) - twoPow o) k + twoPow (o - k) := by
    rcases Nat.eq_zero_or_pos k with hzero | hpos
    · subst hzero
      refine ⟨digit w X, hpack, fun i hi => ⟨by have := hX i hi; omega, ?_⟩⟩
      show _ = ((digit w X i : Nat) : Int) - twoPow o + twoPow o
      omega
    · have hhalf : 2 ^ (k - 1) ≤ 2 ^ (w - 2) := Nat.pow_le_pow_right (by decide) (by omega)
      refine ⟨_, (if_neg (by omega)).trans ((congrArg (rounded w (repunit w n) · k) hpack).trans
        (rounded_eq hones (by omega) fun i hi => by have := hX i hi; omega)), fun i hi => ⟨?_, ?_⟩⟩
      · have := Nat.div_le_self (digit w X i + 2 ^ (k - 1)) (2 ^ k)
        have := hX i hi
        omega
      · exact roundShift_offset hpos hk
  obtain ⟨f, hf, hvalue⟩ := hshift
  have hbig : ∀ i, i < n → 2 ^ (o - k) - 2 ^ b ≤ f i := fun i hi => by
    have hv := (hvalue i hi).2
    have hl := hfit i hi
    unfold AbsLe at hl
    unfold twoPow at hv hl
    omega
  have hcentred : centred b w o (repunit w n) X k =
      pack w n fun i => f i - (2 ^ (o - k) - 2 ^ b) := by
    rw [← pack_sub hbig, ← hf, ← pack_one_mul, ← hones]
    rfl
  rw [hcentred, digit_pack (fun i hi => by have := (hvalue i hi).1; omega) hi]
  have hv := (hvalue i hi).2
  have hg := hbig i hi
  unfold twoPow at hv ⊢
  omega

/-- Digits that are equal to shifted digits, but for their offsets, hold the shifted numbers. -/
theorem rounded_rows {w o m s ones O j : Nat} {F : Nat → Nat} (ho : o ≤ w - 2) (hs : 1 < s)
    (hsw : s < w) (hones : ones = pack w m fun _ => 1)
    (hF : ∀ j, j < m → F j + 2 ^ (s - 1) < 2 ^ w) (hO : checkBelow ones w (w - 2) m O = true)
    (heq : Nat.beq (Nat.add (rounded w ones (pack w m F) s) (Nat.mul ones (Nat.pow 2 o)))
      (Nat.add O (Nat.mul ones (Nat.pow 2 (Nat.sub (Nat.sub w 1) s)))) = true) (hj : j < m) :
    roundShift ((F j : Int) - twoPow (w - 1)) s = ((digit w O j : Nat) : Int) - twoPow o := by
  have hquarter : 2 ^ w = 4 * 2 ^ (w - 2) := by
    rw [Nat.mul_comm, show 4 = 2 ^ 2 from rfl, ← Nat.pow_add]
    exact congrArg (2 ^ ·) (by omega)
  have ⟨_, hpackO, hdO⟩ := checkBelow_sound (Nat.sub_le w 2) hones hO
  have hconst : ∀ c, Nat.mul ones c = pack w m fun _ => c := fun c => by
    rw [hones]
    exact pack_one_mul c _ _
  rw [rounded_eq hones (by omega) hF] at heq
  have hleft : Nat.add (pack w m fun j => (F j + 2 ^ (s - 1)) / 2 ^ s) (Nat.mul ones (Nat.pow 2 o)) =
      pack w m fun j => (F j + 2 ^ (s - 1)) / 2 ^ s + 2 ^ o := by
    rw [hconst, ← pack_add]
    rfl
  have hright : Nat.add O (Nat.mul ones (Nat.pow 2 (Nat.sub (Nat.sub w 1) s))) =
      pack w m fun j => digit w O j + 2 ^ (w - 1 - s) := by
    rw [hconst, ← pack_add, ← hpackO]
    rfl
  have hequal := Nat.eq_of_beq_eq_true _ _ heq
  rw [hleft, hright] at hequal
  have hpo : 2 ^ o ≤ 2 ^ (w - 2) := Nat.pow_le_pow_right (by decide) ho
  have hps : 2 ^ (w - 1 - s) ≤ 2 ^ (w - 2) := Nat.pow_le_pow_right (by decide) (by omega)
  have hquot : ∀ j, j < m → (F j + 2 ^ (s - 1)) / 2 ^ s < 2 ^ (w - 2) := fun j hj => by
    refine (Nat.div_lt_iff_lt_mul (Nat.two_pow_pos s)).mpr (Nat.lt_of_lt_of_le (hF j hj) ?_)
    rw [← Nat.pow_add]
    exact Nat.pow_le_pow_right (by decide) (by omega)
  have hdigits := pack_inj (fun j hj => by have := hquot j hj; omega)
    (fun j hj => by have := hdO j hj; omega) hequal hj
  have hrounded := roundShift_offset (d := F j) (o := w - 1) (k := s) (by omega) (by omega)
  unfold twoPow at *
  omega

/-- Claimed outputs that pass are the rounded rows. -/
theorem checkProduct_sound {b w o n limit k i s O X : Nat} {C : Packed} (hC : C.Sound)
    (hshift : checkShift limit w o n X k i = true) (hn : Nat.beq C.columns.count n = true)
    (hlimit : Nat.blt limit (Nat.pow 2 b) = true)
    (h : checkProduct b w o C X k s O = true) :
    shiftAll s ((ofColumns C.toColumns).mul (shiftAll k (ints w o n X))) = ints w o C.rows O := by
  obtain rfl : C.columns.count = n := Nat.eq_of_beq_eq_true _ _ hn
  have hlimit' : limit < 2 ^ b := Nat.le_of_ble_eq_true hlimit
  have hfits := checkShift_sound hshift
  simp only [checkShift, fitAll, Bool.and_eq_true_iff, withValue_eq] at hshift
  have ⟨_, hpackX, hX⟩ := checkBelow_sound (Nat.sub_le w 2) (repunit_eq _ (by
    have : 1 < w := Nat.le_of_ble_eq_true hshift.1
    omega)) hshift.2.2.1.1
  have hone : 1 ≤ limit := Nat.le_of_ble_eq_true hshift.2.1
  clear hshift
  simp only [checkProduct, Bool.and_eq_true_iff, withValue_eq] at h
  obtain ⟨hw, hwidth, ho, hk, hb, hs, hsw, hroom, hO, heq⟩ := h
  obtain rfl : C.width = w := Nat.eq_of_beq_eq_true _ _ hwidth
  have hw' : 2 < C.width := Nat.le_of_ble_eq_true hw
  have ho' : o ≤ C.width - 2 := Nat.le_of_ble_eq_true ho
  have hk' : k ≤ o := Nat.le_of_ble_eq_true hk
  have hb' : b ≤ o - k := Nat.le_of_ble_eq_true hb
  have hs' : 1 < s := Nat.le_of_ble_eq_true hs
  have hsw' : s < C.width := Nat.le_of_ble_eq_true hsw
  have hroom' : reach b C + 2 ^ (s - 1) < 2 ^ (C.width - 1) := Nat.le_of_ble_eq_true hroom
  generalize hx : ints C.width o C.columns.count X = x at *
  have hxlen : x.length = C.columns.count := by rw [← hx, length_ints]
  have hentry : ∀ i, i < C.columns.count → x.getD i 0 =
      ((digit C.width X i : Nat) : Int) - twoPow o := fun i hi => by
    rw [← hx]
    exact getD_ints _ o hi
  have hmem : ∀ i, i < C.columns.count → ((digit C.width X i : Nat) : Int) - twoPow o ∈ x :=
    fun i hi => by
      rw [← hx]
      exact ints_mem hi
  have hfit : ∀ y, y ∈ x → AbsLe limit (roundShift y k) := fun y hy => by
    have := leastShift_fits (limit := limit) (by omega) hy
    rwa [hfits] at this
  have halen : (shiftAll k x).length = C.columns.count := (List.length_map _).trans hxlen
  have hrange : inRange b (shiftAll k x) = true := List.all_eq_true.mpr fun y hy => by
    obtain ⟨z, hz, rfl⟩ := List.mem_map.mp hy
    have := hfit z hz
    unfold AbsLe at this
    unfold twoPow
    exact Bool.and_eq_true_iff.mpr ⟨decide_eq_true (by omega), decide_eq_true (by omega)⟩
  have hall : fits b C (shiftAll k x) = true := by
    simp only [fits, Bool.and_eq_true_iff]
    refine ⟨?_, hrange, ?_⟩
    · rw [halen]
      exact Nat.beq_refl _
    · refine Nat.ble_eq_true_of_le ?_
      show reach b C + 1 ≤ 2 ^ (C.width - 1)
      have := Nat.two_pow_pos (s - 1)
      omega
  have hdigit : ∀ i, i < C.columns.count →
      digit C.width (centred b C.width o (repunit C.width C.columns.count) X k) i =
        (lift b (shiftAll k x)).getD i 0 := fun i hi => by
    have h1 := centred_digit hw' ho' hk' hb' hX hpackX hlimit' (fun i hi => hfit _ (hmem i hi)) hi
    have h2 := (lift_getD hrange i (halen ▸ hi)).1
    have h3 : (shiftAll k x).getD i 0 = roundShift (x.getD i 0) k :=
      getD_map_of_lt _ 0 0 (hxlen ▸ hi)
    rw [h3, hentry i hi] at h2
    omega
  have hlift : (lift b (shiftAll k x)).length = C.columns.count := (List.length_map _).trans halen
  have hdot : dotColumns C.width C.columns
      (centred b C.width o (repunit C.width C.columns.count) X k) =
        combine C.columns (lift b (shiftAll k x)) := by
    rw [dotColumns_eq, combine_eq _ _ hlift]
    exact sum_congr fun i hi => by rw [hdigit i hi]
  have hsum : sumDigits C.width C.columns.count
      (centred b C.width o (repunit C.width C.columns.count) X k) =
        (lift b (shiftAll k x)).sum := by
    rw [sumDigits_eq, listSum_eq, hlift]
    exact sum_congr fun i hi => hdigit i hi
  have ⟨F, hF, hrow⟩ := settle_spec hC hall
  rw [hdot, hsum, hF] at heq
  have honesC : C.ones = pack C.width C.rows fun _ => 1 := repunit_eq C.rows (by omega)
  have hhalf : 2 * 2 ^ (C.width - 1) = 2 ^ C.width := by
    rw [Nat.mul_comm, ← Nat.pow_succ]
    exact congrArg (2 ^ ·) (by omega)
  have hFs : ∀ j, j < C.rows → F j + 2 ^ (s - 1) < 2 ^ C.width := fun j hj => by
    have := (hrow j hj).1
    omega
  have hmlen : ((ofColumns C.toColumns).mul (shiftAll k x)).length = C.rows :=
    (List.length_map _).trans List.length_range
  refine list_ext (((List.length_map _).trans hmlen).trans (length_ints _ _ _ _).symm) fun j hj => ?_
  have hj' : j < C.rows := by
    rw [shiftAll, List.length_map, hmlen] at hj
    exact hj
  have hout : (shiftAll s ((ofColumns C.toColumns).mul (shiftAll k x))).getD j 0 =
      roundShift (((ofColumns C.toColumns).mul (shiftAll k x)).getD j 0) s :=
    getD_map_of_lt _ 0 0 (by rw [hmlen]; exact hj')
  rw [hout, mul_getD _ _ hj', getD_ints _ o hj']
  show roundShift (sum C.columns.count fun i => (ofColumns C.toColumns).entry j i * _) s = _
  rw [← (hrow j hj').2]
  exact rounded_rows ho' hs' hsw' honesC hFs hO heq hj'

end QuantCert.Integer
