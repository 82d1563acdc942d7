prelude
import QuantCert.Cert.Prompt.LaneProducts
import QuantCert.Cert.Prompt.Silu
import QuantCert.Thm.Digits.DigitSum

/-!
# The exponentials of all logits at a position

The largest logit, or more, is subtracted from all of them; one radius serves for all.

## Main definitions
* `PowerData`: what is subtracted, and the largest radius.
* `powerDigits`: the exponentials; `powersFit`: whether they can be computed.
* `powerCell`, `powerSum`: the enclosures of one of them, and of their sum.

## Main theorems
* `powerDigits_eq`, `powerCell_holds`, `powerSum_holds`
-/

universe u

namespace QuantCert

open Digits

/-- What the exponentials of the logits at a position are computed with. -/
structure PowerData where
  /-- Subtracted from all digits of the logits: none is larger. -/
  top : Nat
  /-- No radius is larger. -/
  radius : Nat

namespace PowerData

/-- The arguments of the exponentials, in digits of `E.digitWidth` bits. -/
noncomputable def arguments (D : PowerData) (E : ExpTable) (n ones : Nat) (A : Box) (t : Nat) : Nat :=
  Nat.sub (Nat.mul ones D.top) (spreadSlice E.digitWidth A.width 0 n (listEntry A.mids t))

/-- The exponentials of the logits at position `t`, in digits of `E.digitWidth` bits. -/
noncomputable def digits (D : PowerData) (E : ExpTable) (n : Nat) (A : Box) (t : Nat) : Nat :=
  expDigits E.digitWidth (repunit E.digitWidth n) E.argument E.scale
    (D.arguments E n (repunit E.digitWidth n) A t) E.factors E.top

/-- Whether the exponentials can be computed, and the radius is the largest. -/
noncomputable def fits (D : PowerData) (E : ExpTable) (n : Nat) (A : Box) (t : Nat) : Bool :=
  Nat.ble E.top E.scale && (Nat.ble E.argument E.scale && (Nat.beq E.argument A.scale &&
  (Nat.blt A.width E.digitWidth && (Nat.ble n (Nat.pow 2 (log2Ceil n)) &&
  (Nat.ble (Nat.add D.radius D.radius) (Nat.pow 2 E.argument) &&
  (Nat.blt D.top (Nat.pow 2 (Nat.sub E.digitWidth 1)) &&
  (Nat.blt (Nat.mul n (Nat.pow 2 E.scale)) (Nat.sub (Nat.pow 2 E.digitWidth) 1) &&
  (checkAtMost (repunit E.digitWidth n) E.digitWidth (Nat.mul (repunit E.digitWidth n) D.top)
    (spreadSlice E.digitWidth A.width 0 n (listEntry A.mids t)) &&
  (checkBelow (repunit E.digitWidth n) E.digitWidth E.top n
    (D.arguments E n (repunit E.digitWidth n) A t) &&
  (Nat.blt D.radius (Nat.pow 2 A.radiusWidth) &&
  checkAtMost (repunit (Nat.succ A.radiusWidth) n) (Nat.succ A.radiusWidth)
    (Nat.mul (repunit (Nat.succ A.radiusWidth) n) D.radius)
    (spreadSlice (Nat.succ A.radiusWidth) A.radiusWidth 0 n (listEntry A.radii t))))))))))))

/-- The enclosure of an exponential with the digit `value`. -/
noncomputable def cell (D : PowerData) (E : ExpTable) (value : Nat) : Cell :=
  E.nearWith D.radius value

/-- The enclosure of the sum of `n` exponentials whose digits add up to `total`. -/
noncomputable def sumCell (D : PowerData) (E : ExpTable) (n total : Nat) : Cell :=
  ⟨total, 0, Nat.add (Nat.mul n (Nat.succ E.error)) (Nat.shiftRight (Nat.mul
    (E.reach D.radius) (Nat.add total (Nat.mul n E.error))) E.argument)⟩

/-- What is subtracted from all logits. -/
def reference {R : Type u} [OrderedField R] (D : PowerData) (A : Box) : R :=
  dyadic A.scale ((D.top : Int) - A.offset)

/-- What fits: digits, arguments and radii. -/
structure Fits (D : PowerData) (E : ExpTable) (n : Nat) (A : Box) (t : Nat) : Prop where
  /-- The units are those of the table. -/
  argument : E.argument = A.scale
  /-- The radius is at most 1/2. -/
  half : D.radius + D.radius ≤ 2 ^ E.argument
  /-- No digit of a logit is larger. -/
  le : ∀ i, i < n → (A.cell t i).pos ≤ D.top
  /-- Arguments are in the range of the table. -/
  lt : ∀ i, i < n → D.top - (A.cell t i).pos < 2 ^ E.top
  /-- No radius is larger. -/
  rad : ∀ i, i < n → (A.cell t i).rad ≤ D.radius
  /-- The exponentials are digits. -/
  digits : D.digits E n A t =
    pack E.digitWidth n fun i => (E.cell (D.top - (A.cell t i).pos)).pos
  /-- They are at most one. -/
  le_one : ∀ i, i < n → (E.cell (D.top - (A.cell t i).pos)).pos ≤ 2 ^ E.scale
  /-- Their sum fits. -/
  sum_lt : n * 2 ^ E.scale < 2 ^ E.digitWidth - 1

variable {D : PowerData} {E : ExpTable} {n t : Nat} {A : Box}

/-- What passes fits. -/
theorem fits_sound (he : E.check = true) (h : D.fits E n A t = true) : D.Fits E n A t := by
  simp only [fits, Bool.and_eq_true_iff] at h
  obtain ⟨htop, harg, hscale, hwidth, hn, hhalf, hbig, hsum, hmost, hbelow, hrad, hradii⟩ := h
  have htop' : E.top ≤ E.scale := Nat.le_of_ble_eq_true htop
  have hw : E.scale + E.scale < E.digitWidth := Nat.lt_succ_self _
  have hw0 : 0 < E.digitWidth := Nat.lt_of_le_of_lt (Nat.zero_le _) hw
  have hn' : n ≤ 2 ^ log2Ceil n := Nat.le_of_ble_eq_true hn
  have hwidth' : A.width < E.digitWidth := Nat.le_of_ble_eq_true hwidth
  have hones : repunit E.digitWidth n = pack E.digitWidth n fun _ => 1 := repunit_eq n hw0
  have pos_lt : ∀ i, (A.cell t i).pos < 2 ^ A.width := fun i => by
    show readDigit _ _ _ < _
    rw [readDigit_eq]
    exact digit_lt _ _ _
  have hpow : 2 ^ A.width ≤ 2 ^ (E.digitWidth - 1) := Nat.pow_le_pow_right (by decide) (by omega)
  have hmids : spreadSlice E.digitWidth A.width 0 n (listEntry A.mids t) =
      pack E.digitWidth n fun i => (A.cell t i).pos := by
    rw [spreadSlice_eq (Nat.le_of_lt hwidth') hn']
    exact pack_congr fun i _ => by rw [Nat.zero_add]; exact (readDigit_eq _ _ _).symm
  have hmul : Nat.mul (repunit E.digitWidth n) D.top = pack E.digitWidth n fun _ => D.top := by
    rw [hones]
    exact pack_one_mul _ _ _
  have hbig' : D.top < 2 ^ (E.digitWidth - 1) := Nat.le_of_ble_eq_true hbig
  have le : ∀ i, i < n → (A.cell t i).pos ≤ D.top := by
    rw [hmul, hmids] at hmost
    exact checkAtMost_sound hw0 hones (fun _ _ => hbig')
      (fun i _ => Nat.le_trans (Nat.le_of_lt (pos_lt i)) hpow) hmost
  have hargs : D.arguments E n (repunit E.digitWidth n) A t =
      pack E.digitWidth n fun i => D.top - (A.cell t i).pos := by
    unfold arguments
    rw [hmul, hmids]
    exact pack_sub le
  have hbelow' := checkBelow_sound (by omega) hones hbelow
  have double := two_pow_sub_one_add_self hw0
  have lt : ∀ i, i < n → D.top - (A.cell t i).pos < 2 ^ E.top := fun i hi => by
    have h1 := hbelow'.2.2 i hi
    rwa [hargs, digit_pack (fun i _ => by omega) hi] at h1
  have rad : ∀ i, i < n → (A.cell t i).rad ≤ D.radius := by
    have honesR : repunit (Nat.succ A.radiusWidth) n = pack (Nat.succ A.radiusWidth) n fun _ => 1 :=
      repunit_eq n (Nat.succ_pos _)
    have hR : Nat.mul (repunit (Nat.succ A.radiusWidth) n) D.radius =
        pack (Nat.succ A.radiusWidth) n fun _ => D.radius := by
      rw [honesR]
      exact pack_one_mul _ _ _
    rw [hR, spreadSlice_eq (Nat.le_succ _) hn'] at hradii
    have h1 := checkAtMost_sound (Nat.succ_pos _) honesR
      (fun _ _ => show D.radius < 2 ^ A.radiusWidth from Nat.le_of_ble_eq_true hrad)
      (fun i _ => Nat.le_of_lt (digit_lt A.radiusWidth _ _)) hradii
    intro i hi
    have h2 := h1 i hi
    rw [Nat.zero_add, ← readDigit_eq] at h2
    exact h2
  have he' := he
  simp only [ExpTable.check, Bool.and_eq_true_iff] at he'
  obtain ⟨_, _, hf, hcount, _⟩ := he'
  have ⟨hatMost, hcs⟩ := atMost_of_checkFactors hf
  refine ⟨Nat.eq_of_beq_eq_true _ _ hscale, Nat.le_of_ble_eq_true hhalf, le, lt, rad, ?_,
    fun i _ => expChain_le hatMost, Nat.le_of_ble_eq_true hsum⟩
  unfold digits
  rw [hargs, hones]
  exact expDigits_eq hw (Nat.le_of_ble_eq_true harg) (fun i hi => Nat.lt_trans (lt i hi)
    (Nat.pow_lt_pow_right (by decide) (by omega))) hatMost hcs htop' (Nat.le_of_ble_eq_true hcount)

/-- The digits add up to the rest modulo the largest digit. -/
theorem sum_digits (h : D.Fits E n A t) : D.digits E n A t % (2 ^ E.digitWidth - 1) =
    sum n fun i => (E.cell (D.top - (A.cell t i).pos)).pos := by
  rw [h.digits, pack_mod_ones]
  exact Nat.mod_eq_of_lt (Nat.lt_of_le_of_lt (natSum_le_mul h.le_one) h.sum_lt)

variable {R : Type u} [ExpField R]

/-- The argument of an exponential is enclosed. -/
theorem argument_holds (h : D.Fits E n A t) {i : Nat} (hi : i < n) {z : R}
    (hz : (A.cell t i).Holds A.scale z) :
    (Cell.mk (A.cell t i).pos D.top D.radius).Holds A.scale (z - D.reference A) := by
  have hrad := h.rad i hi
  have hneg : (A.cell t i).neg = A.offset := rfl
  unfold reference
  rw [← hneg]
  generalize A.cell t i = c at hz hrad
  generalize D.top = T
  have hmid : (Cell.mk c.pos T D.radius).mid = c.mid - ((T : Int) - c.neg) := by
    show (c.pos : Int) - T = c.pos - c.neg - (T - c.neg)
    omega
  have cancel : ∀ a b c : R, a - c - (b - c) = a - b := fun a b c =>
    ring_eq [a, b, c] (by decide +kernel)
  unfold Cell.Holds Near
  rw [hmid, dyadic_sub A.scale c.mid, cancel]
  exact le_trans hz (dyadic_le (Int.ofNat_le.mpr hrad))

/-- An exponential is enclosed. -/
theorem cell_holds (he : E.check = true) (h : D.Fits E n A t) {i : Nat} (hi : i < n) {z : R}
    (hz : (A.cell t i).Holds A.scale z) :
    (D.cell E (E.cell (D.top - (A.cell t i).pos)).pos).Holds E.scale (exp (z - D.reference A)) := by
  have hc := argument_holds h hi hz
  rw [← h.argument] at hc
  have hle := h.le i hi
  have hlt := h.lt i hi
  generalize z - D.reference A = x at hc
  generalize (A.cell t i).pos = a at hc hle hlt
  have hdom : E.domain (Cell.mk a D.top D.radius) = true := by
    unfold ExpTable.domain
    exact Bool.and_eq_true_iff.mpr ⟨Nat.ble_eq_true_of_le hle, Bool.and_eq_true_iff.mpr
      ⟨Nat.ble_eq_true_of_le hlt, Nat.ble_eq_true_of_le h.half⟩⟩
  have hnear := ExpTable.near_holds he hc hdom
  unfold ExpTable.near at hnear
  exact hnear

/-- Rounded quotients add up to at most the rounded quotient of the sum. -/
theorem sum_shiftRight_le (n s : Nat) (g : Nat → Nat) :
    (sum n fun i => g i >>> s) ≤ sum n g >>> s := by
  induction n with
  | zero => exact Nat.zero_le _
  | succ n ih =>
    rw [sum_succ, sum_succ]
    rw [Nat.shiftRight_eq_div_pow] at ih ⊢
    rw [Nat.shiftRight_eq_div_pow]
    have hpos := Nat.two_pow_pos s
    have h1 := Nat.div_add_mod (sum n g) (2 ^ s)
    have h2 := Nat.div_add_mod (g n) (2 ^ s)
    refine Nat.le_trans (Nat.add_le_add_right ih _) ((Nat.le_div_iff_mul_le hpos).mpr ?_)
    rw [Nat.add_mul, Nat.mul_comm _ (2 ^ s), Nat.mul_comm _ (2 ^ s)]
    omega

/-- The sum of the radii of the exponentials is at most that of their sum. -/
theorem sum_rad_le (D : PowerData) (E : ExpTable) (n : Nat) (v : Nat → Nat) :
    (sum n fun i => (D.cell E (v i)).rad) ≤ (D.sumCell E n (sum n v)).rad := by
  have hg : ∀ m, (sum m fun i => E.reach D.radius * (v i + E.error)) =
      E.reach D.radius * (sum m v + m * E.error) := fun m => by
    induction m with
    | zero => rw [sum_zero, sum_zero, Nat.zero_mul, Nat.add_zero, Nat.mul_zero]
    | succ m ih =>
      rw [sum_succ, sum_succ, ih, ← Nat.mul_add, Nat.succ_mul]
      exact congrArg (E.reach D.radius * ·) (by omega)
  have hs := sum_shiftRight_le n E.argument fun i => E.reach D.radius * (v i + E.error)
  rw [hg] at hs
  have hsplit : ∀ m, (sum m fun i => (D.cell E (v i)).rad) = m * (E.error + 1) +
      sum m fun i => (E.reach D.radius * (v i + E.error)) >>> E.argument := fun m => by
    induction m with
    | zero => rw [sum_zero, sum_zero, Nat.zero_mul]
    | succ m ih =>
      rw [sum_succ, sum_succ, ih, Nat.succ_mul]
      show _ + (E.error + (E.reach D.radius * (v m + E.error)) >>> E.argument + 1) = _
      omega
  rw [hsplit]
  exact Nat.add_le_add_left hs _

/-- The sum of the exponentials is enclosed. -/
theorem sumCell_holds (he : E.check = true) (h : D.Fits E n A t) {z : Vec R}
    (hz : ∀ i, i < n → (A.cell t i).Holds A.scale (z i)) :
    (D.sumCell E n (D.digits E n A t % (2 ^ E.digitWidth - 1))).Holds E.scale
      (sum n fun i => exp (z i - D.reference A)) := by
  have hsum := Cell.sum_holds fun i hi => cell_holds he h hi (hz i hi)
  rw [sum_digits h]
  have hpos : (Cell.sum n fun i => D.cell E (E.cell (D.top - (A.cell t i).pos)).pos).mid =
      (D.sumCell E n (sum n fun i => (E.cell (D.top - (A.cell t i).pos)).pos)).mid := by
    unfold Cell.mid Cell.sum
    rw [sumBelow_eq, sumBelow_eq]
    have hneg : (sum n fun i => (D.cell E (E.cell (D.top - (A.cell t i).pos)).pos).neg) = 0 :=
      sum_eq_zero fun _ _ => rfl
    rw [hneg]
    rfl
  refine Cell.holds_of_le hsum ?_
  rw [hpos, Int.sub_self]
  show 0 + sumBelow n _ ≤ _
  rw [Nat.zero_add, sumBelow_eq]
  exact sum_rad_le D E n _

end PowerData

end QuantCert
