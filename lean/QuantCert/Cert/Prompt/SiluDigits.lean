prelude
import QuantCert.Cert.Prompt.ExpDigits
import QuantCert.Cert.Prompt.LaneProducts

/-!
# Numerators of the logistic function of all entries at once

## Main definitions
* `boxExponentials`: the exponentials of minus the absolute midpoints; `exponentialsFit`, `inTable`:
  whether they can be computed.
* `numerators`: one where the midpoint is not negative, elsewhere the exponential.

## Main theorems
* `boxExponentials_eq`, `numerators_eq`
-/

universe u

namespace QuantCert

open Digits

/-- The exponentials of minus the absolute midpoints of `A`, in digits of `E.digitWidth` bits. -/
noncomputable def boxExponentials (E : ExpTable) (n : Nat) (A : Box) (t : Nat) : Nat :=
  expDigits E.digitWidth (repunit E.digitWidth n) E.argument E.scale
    (spreadSlice E.digitWidth A.width 0 n (Lanes.boxSizes n A t)) E.factors E.top

/-- Whether the exponentials of the midpoints can be computed. -/
noncomputable def exponentialsFit (E : ExpTable) (n : Nat) (A : Box) : Bool :=
  Nat.ble E.top E.scale && (Nat.ble E.argument E.scale && (Nat.blt 0 A.width &&
    (Nat.ble A.width E.digitWidth && Nat.ble n (Nat.pow 2 (log2Ceil n)))))

/-- Whether no midpoint is beyond the table. -/
noncomputable def inTable (E : ExpTable) (n : Nat) (A : Box) (t : Nat) : Bool :=
  or (Nat.ble A.width E.top) (and (Nat.ble E.top A.width)
    (checkBelow (repunit A.width n) A.width E.top n (Lanes.boxSizes n A t)))

/-- The numerators of the logistic function: one where the midpoint is not negative, elsewhere the
exponential `V`; in digits of `w` bits. -/
noncomputable def numerators (w q n ones : Nat) (A : Box) (t V : Nat) : Nat :=
  Nat.add V (Nat.land (Nat.sub (Nat.mul ones (Nat.pow 2 q)) V)
    (Nat.mul (spreadSlice w A.width 0 n (signDigits A.width (repunit A.width n)
      (Nat.land (listEntry A.mids t) (Nat.sub (Nat.pow 2 (Nat.mul A.width n)) 1))))
      (Nat.sub (Nat.pow 2 w) 1)))

/-- The exponentials are those of the midpoints. -/
theorem boxExponentials_eq {E : ExpTable} (he : E.check = true) {n t : Nat} {A : Box}
    (hfits : exponentialsFit E n A = true) (ht : inTable E n A t = true) :
    boxExponentials E n A t = pack E.digitWidth n (fun i => (E.cell (A.cell t i).size).pos) ∧
      (∀ i, i < n → (A.cell t i).size < 2 ^ E.top) ∧
      ∀ i, i < n → (E.cell (A.cell t i).size).pos ≤ 2 ^ E.scale := by
  simp only [exponentialsFit, Bool.and_eq_true_iff] at hfits
  obtain ⟨htop, harg, hwA, hle, hn⟩ := hfits
  have htop' : E.top ≤ E.scale := Nat.le_of_ble_eq_true htop
  have hwA' : 0 < A.width := Nat.le_of_ble_eq_true hwA
  have hw : E.scale + E.scale < E.digitWidth := Nat.lt_succ_self _
  have hsizes := Lanes.boxSizes_eq (n := n) hwA' t
  have small : ∀ i, i < n → (A.cell t i).size < 2 ^ E.top := fun i hi => by
    rcases Bool.or_eq_true_iff.mp ht with h | h
    · exact Nat.lt_of_lt_of_le (Lanes.size_lt A t i hwA')
        (Nat.pow_le_pow_right (by decide) (Nat.le_of_ble_eq_true h))
    · have ⟨htw, hbelow⟩ := Bool.and_eq_true_iff.mp h
      have hb := (checkBelow_sound (Nat.le_of_ble_eq_true htw) (repunit_eq n hwA') hbelow).2.2 i hi
      rwa [hsizes, digit_pack (fun i _ => Lanes.size_lt A t i hwA') hi] at hb
  simp only [ExpTable.check, Bool.and_eq_true_iff] at he
  obtain ⟨_, _, hf, hcount, _⟩ := he
  have ⟨hatMost, hcs⟩ := atMost_of_checkFactors hf
  refine ⟨?_, small, fun i _ => expChain_le hatMost⟩
  have hargs : spreadSlice E.digitWidth A.width 0 n (Lanes.boxSizes n A t) =
      pack E.digitWidth n fun i => (A.cell t i).size := by
    rw [spreadSlice_eq (Nat.le_of_ble_eq_true hle) (Nat.le_of_ble_eq_true hn), hsizes]
    refine pack_congr fun i hi => ?_
    rw [Nat.zero_add, digit_pack (fun i _ => Lanes.size_lt A t i hwA') hi]
  unfold boxExponentials
  rw [hargs, repunit_eq n (Nat.lt_of_le_of_lt (Nat.zero_le _) hw)]
  exact expDigits_eq hw (Nat.le_of_ble_eq_true harg) (fun i hi => Nat.lt_trans (small i hi)
    (Nat.pow_lt_pow_right (by decide) (by omega))) hatMost hcs htop' (Nat.le_of_ble_eq_true hcount)

/-- The numerators are one or the exponential. -/
theorem numerators_eq {w q n t : Nat} {A : Box} {e : Nat → Nat} (hwA : 0 < A.width)
    (hle : A.width ≤ w) (hn : n ≤ 2 ^ log2Ceil n) (hq : q < w) (he : ∀ i, i < n → e i ≤ 2 ^ q) :
    numerators w q n (pack w n fun _ => 1) A t (pack w n e) = pack w n fun i =>
      cond (Nat.ble (A.cell t i).neg (A.cell t i).pos) (2 ^ q) (e i) := by
  have hmask : Nat.land (listEntry A.mids t) (Nat.sub (Nat.pow 2 (Nat.mul A.width n)) 1) =
      pack A.width n (digit A.width (listEntry A.mids t)) := by
    rw [pack_digit_mod]
    exact Nat.and_two_pow_sub_one_eq_mod _ _
  have hsign : signDigits A.width (repunit A.width n) (Nat.land (listEntry A.mids t)
      (Nat.sub (Nat.pow 2 (Nat.mul A.width n)) 1)) =
      pack A.width n fun i => (A.cell t i).pos / 2 ^ (A.width - 1) % 2 ^ 1 := by
    rw [hmask, repunit_eq n hwA]
    have h := pack_shift_mask (t := A.width - 1) (v := 1)
      (fun i (_ : i < n) => digit_lt A.width (listEntry A.mids t) i) (by omega)
    refine h.trans (pack_congr fun i _ => ?_)
    rw [← readDigit_eq]
    rfl
  have bit : ∀ i, (A.cell t i).pos / 2 ^ (A.width - 1) % 2 ^ 1 =
      cond (Nat.ble (A.cell t i).neg (A.cell t i).pos) 1 0 := fun i => by
    have hp : (A.cell t i).pos < 2 ^ A.width := by
      show readDigit _ _ _ < _
      rw [readDigit_eq]
      exact digit_lt _ _ _
    have hneg : (A.cell t i).neg = 2 ^ (A.width - 1) := rfl
    have hdouble := two_pow_sub_one_add_self hwA
    rw [hneg]
    cases hb : Nat.ble (2 ^ (A.width - 1)) (A.cell t i).pos with
    | true =>
      have h1 : 2 ^ (A.width - 1) ≤ (A.cell t i).pos := Nat.le_of_ble_eq_true hb
      have h2 : (A.cell t i).pos / 2 ^ (A.width - 1) = 1 := by
        refine Nat.div_eq_of_lt_le ?_ ?_
        · rwa [Nat.one_mul]
        · show (A.cell t i).pos < (1 + 1) * 2 ^ (A.width - 1)
          omega
      rw [h2]
      rfl
    | false =>
      have h1 : (A.cell t i).pos < 2 ^ (A.width - 1) := Nat.lt_of_not_le fun hle => by
        rw [Nat.ble_eq_true_of_le hle] at hb
        exact Bool.noConfusion hb
      rw [Nat.div_eq_of_lt h1]
      rfl
  have hspread : spreadSlice w A.width 0 n (pack A.width n fun i =>
      (A.cell t i).pos / 2 ^ (A.width - 1) % 2 ^ 1) =
      pack w n fun i => cond (Nat.ble (A.cell t i).neg (A.cell t i).pos) 1 0 := by
    rw [spreadSlice_eq hle hn]
    refine pack_congr fun i hi => ?_
    rw [Nat.zero_add, digit_pack (fun i _ => ?_) hi, bit]
    exact Nat.lt_of_lt_of_le (Nat.mod_lt _ (Nat.two_pow_pos 1)) (Nat.pow_le_pow_right (by decide) hwA)
  have hqw : 2 ^ q < 2 ^ w := Nat.pow_lt_pow_right (by decide) hq
  unfold numerators
  rw [hsign, hspread]
  show pack w n e + (((pack w n fun _ => 1) * 2 ^ q - pack w n e) &&&
    (pack w n fun i => cond (Nat.ble (A.cell t i).neg (A.cell t i).pos) 1 0) * (2 ^ w - 1)) = _
  rw [pack_one_mul, pack_sub he, pack_mul, pack_land (fun i _ =>
    Nat.lt_of_le_of_lt (Nat.sub_le _ _) hqw) (fun i _ => ?_), pack_add]
  · refine pack_congr fun i hi => ?_
    have hei := he i hi
    cases Nat.ble (A.cell t i).neg (A.cell t i).pos with
    | true =>
      show e i + (2 ^ q - e i &&& 1 * (2 ^ w - 1)) = 2 ^ q
      rw [Nat.one_mul, Nat.and_two_pow_sub_one_of_lt_two_pow
        (Nat.lt_of_le_of_lt (Nat.sub_le _ _) hqw)]
      omega
    | false =>
      show e i + (2 ^ q - e i &&& 0 * (2 ^ w - 1)) = e i
      rw [Nat.zero_mul, Nat.and_zero, Nat.add_zero]
  · have := Nat.two_pow_pos w
    cases Nat.ble (A.cell t i).neg (A.cell t i).pos with
    | true =>
      show 1 * (2 ^ w - 1) < 2 ^ w
      omega
    | false =>
      show 0 * (2 ^ w - 1) < 2 ^ w
      omega

/-- Digits in other digits, from the start. -/
theorem spreadSlice_pack {w k n : Nat} {f : Nat → Nat} (hk : k ≤ w) (hn : n ≤ 2 ^ log2Ceil n)
    (hf : ∀ i, i < n → f i < 2 ^ k) : spreadSlice w k 0 n (pack k n f) = pack w n f := by
  rw [spreadSlice_eq hk hn]
  exact pack_congr fun i hi => by rw [Nat.zero_add, digit_pack hf hi]

end QuantCert
