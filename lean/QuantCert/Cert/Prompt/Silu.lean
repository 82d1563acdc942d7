prelude
import QuantCert.Cert.Prompt.ExpDigits
import QuantCert.Cert.Prompt.LaneProducts
import QuantCert.Thm.Activation.Silu
import QuantCert.Thm.Digits.Multiple

/-!
# SiLU of all entries at once

SiLU is enclosed at the midpoint, where the exponential is that of an exact number; its Lipschitz
constant 11/10 carries the radius over.

## Main definitions
* `checkSilu`: whether a box contains SiLU of every entry of another.

## Main theorems
* `silu_of_bound`: what is compared for one entry.
* `checkSilu_sound`
-/

universe u

namespace QuantCert

open Digits

/-- The difference of `c N` and `d D`, without the radii of `c` and `d`. -/
def Cell.gateError (c d N D : Cell) : Cell := (c.exact.mul N).add (d.exact.mul D).neg'

/-- A claim `d` for SiLU of what `c` encloses, both in units of `2^-p`, if the logistic function at the
midpoint is the quotient of what `N` and `D` enclose. -/
theorem silu_of_bound {R : Type u} [ExpField R] {p q : Nat} {c d N D : Cell} {x n m : R}
    (hx : c.Holds p x) (hN : N.Holds q n) (hD : D.Holds q m)
    (hs : sigmoid (dyadic p c.mid) = n / m) (hm : 1 ≤ m)
    (h : 10 * ((Cell.gateError c d N D).size + (Cell.gateError c d N D).rad) +
      11 * (c.rad * 2 ^ q) ≤ 10 * (d.rad * 2 ^ q)) : d.Holds p (silu x) := by
  generalize ha : dyadic (R := R) p c.mid = a at hs
  generalize hy : dyadic (R := R) p d.mid = y
  have hpos : 0 < m := lt_of_lt_of_le zero_lt_one hm
  have hdiff := Cell.abs_le_of_holds (Cell.sub_holds (Cell.mul_holds (Cell.holds_exact p c) hN)
    (Cell.mul_holds (Cell.holds_exact p d) hD))
  rw [ha, hy] at hdiff
  have hmid : abs (silu a - y) ≤ dyadic (p + q)
      ((Cell.gateError c d N D).size + (Cell.gateError c d N D).rad : Nat) := by
    refine le_trans ?_ hdiff
    have hval : (silu a - y) * m = a * n - y * m := by
      unfold silu
      rw [hs, ← mul_div_assoc, sub_mul, div_mul_cancel _ (ne_of_gt hpos)]
    rw [← hval, abs_mul, abs_of_nonneg (le_of_lt hpos)]
    have h1 := mul_le_mul_of_nonneg_left hm (abs_nonneg (silu a - y))
    rwa [mul_one] at h1
  have times : ∀ k r j : Nat, (natCast k : R) * dyadic r (j : Nat) = dyadic r (k * j : Nat) :=
    fun k r j => by
      unfold dyadic
      rw [intCast_natCast, intCast_natCast, natCast_mul, mul_div_assoc]
  have fine : ∀ j : Nat, dyadic (R := R) p (j : Nat) = dyadic (p + q) (j * 2 ^ q : Nat) :=
    fun j => by rw [Int.natCast_mul, dyadic_scale]
  have hstep : natCast 10 * abs (silu x - silu a) ≤ natCast 11 * dyadic p c.rad := by
    have h2 : abs (x - a) ≤ dyadic p c.rad := ha ▸ hx
    exact le_trans (ten_mul_abs_silu_sub_le x a)
      (mul_le_mul_of_nonneg_left h2 (natCast_nonneg (R := R) 11))
  have hsum := add_le_add hstep (mul_le_mul_of_nonneg_left hmid (natCast_nonneg (R := R) 10))
  rw [fine c.rad, times, times, ← dyadic_add, ← Int.natCast_add, Nat.add_comm (11 * _)] at hsum
  have hle := le_trans hsum (dyadic_le (Int.ofNat_le.mpr h))
  rw [← times, ← fine] at hle
  unfold Cell.Holds Near
  rw [hy]
  refine le_of_mul_le_mul_left (c := natCast 10) ?_ (natCast_pos (by decide))
  refine le_trans (mul_le_mul_of_nonneg_left (abs_sub_le (silu x) (silu a) y) (natCast_nonneg 10)) ?_
  rw [left_distrib]
  exact hle

/-- Bits of a digit in which claims for SiLU are compared. -/
def siluWidth (E : ExpTable) (A B : Box) : Nat :=
  finer E.digitWidth (Nat.add (Nat.add E.scale 12) (finer A.bits B.bits))

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

/-- Ten times what is left of the claims of `B`, plus eleven times the radii of `A`; `N` and `D` are
numerators and denominators. -/
noncomputable def siluLanes (E : ExpTable) (w n : Nat) (A B : Box) (t N D : Nat) : Lanes where
  pos := Nat.mul 10 (Nat.add (productDigits A.width E.digitWidth w n (listEntry A.mids t) N)
    (Nat.mul (spreadSlice w E.digitWidth 0 n D) B.offset))
  neg := Nat.mul 10 (Nat.add (Nat.mul (spreadSlice w E.digitWidth 0 n N) A.offset)
    (productDigits B.width E.digitWidth w n (listEntry B.mids t) D))
  rad := Nat.add (Nat.mul 10 (Nat.mul (Nat.add (spreadSlice w A.width 0 n (Lanes.boxSizes n A t))
      (spreadSlice w B.width 0 n (Lanes.boxSizes n B t))) (Nat.succ E.error)))
    (Nat.mul 11 (Nat.mul (spreadSlice w A.radiusWidth 0 n (listEntry A.radii t))
      (Nat.pow 2 E.scale)))
  max := Nat.add (Nat.mul 20 (Nat.mul (Nat.add (Nat.pow 2 E.scale) (Nat.succ E.error))
    (Nat.add (Nat.pow 2 A.width) (Nat.pow 2 B.width))))
    (Nat.mul 11 (Nat.mul (Nat.pow 2 A.radiusWidth) (Nat.pow 2 E.scale)))

/-- Ten times the radii of `B`. -/
noncomputable def slackLanes (E : ExpTable) (w n : Nat) (B : Box) (t : Nat) : Lanes :=
  ⟨0, 0, Nat.mul 10 (Nat.mul (spreadSlice w B.radiusWidth 0 n (listEntry B.radii t))
    (Nat.pow 2 E.scale)), Nat.mul 10 (Nat.mul (Nat.pow 2 B.radiusWidth) (Nat.pow 2 E.scale))⟩

/-- SiLU of the first `n` entries of `A` at position `t`. -/
noncomputable def checkSiluAt (E : ExpTable) (w n ones : Nat) (A B : Box) (t : Nat) : Bool :=
  inTable E n A t && withValue (boxExponentials E n A t) fun V =>
    withValue (repunit E.digitWidth n) fun narrow =>
      (siluLanes E w n A B t (numerators E.digitWidth E.scale n narrow A t V)
        (Nat.add V (Nat.mul narrow (Nat.pow 2 E.scale)))).covers w ones 0 (slackLanes E w n B t)

/-- SiLU of every entry. -/
noncomputable def checkSilu (E : ExpTable) (length dim : Nat) (A B : Box) : Bool :=
  Nat.blt 0 E.scale && (Nat.beq E.argument A.scale && (Nat.beq B.scale A.scale && (exponentialsFit E dim A &&
    withOnes (siluWidth E A B) dim fun w ones => Lanes.productFits w dim A B &&
      (Nat.ble E.digitWidth w && allBelow length fun t => checkSiluAt E w dim ones A B t))))

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

/-- The digits of `siluLanes`, for numerators `N` and denominators `D`. -/
theorem siluLanes_are {E : ExpTable} {w n t : Nat} {A B : Box} {N D : Nat → Nat}
    (hfits : Lanes.productFits w n A B = true)
    (hle : E.digitWidth ≤ w) (hN : ∀ i, i < n → N i ≤ 2 ^ E.scale)
    (hD : ∀ i, i < n → D i ≤ 2 ^ E.scale + 2 ^ E.scale) (hs : 0 < E.scale) :
    (siluLanes E w n A B t (pack E.digitWidth n N) (pack E.digitWidth n D)).Are w n fun i =>
      ⟨10 * ((A.cell t i).pos * N i + D i * B.offset), 10 * (N i * A.offset + (B.cell t i).pos * D i),
        10 * (((A.cell t i).size + (B.cell t i).size) * (E.error + 1)) +
          11 * ((A.cell t i).rad * 2 ^ E.scale)⟩ := by
  have hpow : 2 ^ E.scale + 2 ^ E.scale < 2 ^ E.digitWidth := by
    rw [← Nat.mul_two, ← Nat.pow_succ]
    refine Nat.pow_lt_pow_right (by decide) ?_
    show E.scale + 1 < E.scale + E.scale + 1
    omega
  have one := Nat.two_pow_pos E.scale
  have num_lt : ∀ i, i < n → N i < 2 ^ E.digitWidth := fun i hi => by
    have := hN i hi
    omega
  have den_lt : ∀ i, i < n → D i < 2 ^ E.digitWidth := fun i hi => by
    have := hD i hi
    omega
  simp only [Lanes.productFits, Lanes.fits, Bool.and_eq_true_iff] at hfits
  obtain ⟨hwA, hwB, ⟨hA, hrA, hn⟩, hB, _, _⟩ := hfits
  have hwA' : 0 < A.width := Nat.le_of_ble_eq_true hwA
  have hwB' : 0 < B.width := Nat.le_of_ble_eq_true hwB
  have hn' : n ≤ 2 ^ log2Ceil n := Nat.le_of_ble_eq_true hn
  have posA : ∀ i, digit A.width (listEntry A.mids t) i = (A.cell t i).pos :=
    fun i => (readDigit_eq _ _ _).symm
  have posB : ∀ i, digit B.width (listEntry B.mids t) i = (B.cell t i).pos :=
    fun i => (readDigit_eq _ _ _).symm
  refine ⟨?_, ?_, ?_, fun i hi => ?_⟩
  · show 10 * (productDigits _ _ _ _ _ _ + spreadSlice _ _ _ _ _ * B.offset) = _
    rw [productDigits_eq, spreadSlice_pack hle hn' den_lt, pack_mul, pack_add, mul_pack]
    refine pack_congr fun i hi => ?_
    rw [posA, digit_pack num_lt hi]
  · show 10 * (spreadSlice _ _ _ _ _ * A.offset + productDigits _ _ _ _ _ _) = _
    rw [productDigits_eq, spreadSlice_pack hle hn' num_lt, pack_mul, pack_add, mul_pack]
    refine pack_congr fun i hi => ?_
    rw [posB, digit_pack den_lt hi]
  · show 10 * ((spreadSlice _ _ _ _ _ + spreadSlice _ _ _ _ _) * (E.error + 1)) +
      11 * (spreadSlice _ _ _ _ _ * 2 ^ E.scale) = _
    rw [Lanes.boxSizes_eq hwA', Lanes.boxSizes_eq hwB', spreadSlice_pack (Nat.le_of_ble_eq_true hA)
      hn' (fun i _ => Lanes.size_lt A t i hwA'), spreadSlice_pack (Nat.le_of_ble_eq_true hB) hn'
      (fun i _ => Lanes.size_lt B t i hwB'), spreadSlice_eq (Nat.le_of_ble_eq_true hrA) hn', pack_add,
      pack_mul, pack_mul, mul_pack, mul_pack, pack_add]
    refine pack_congr fun i _ => ?_
    rw [Nat.zero_add]
    exact congrArg (fun r => _ + 11 * (r * _)) (readDigit_eq _ _ _).symm
  · have hp : (A.cell t i).pos < 2 ^ A.width := posA i ▸ digit_lt _ _ _
    have hq : (B.cell t i).pos < 2 ^ B.width := posB i ▸ digit_lt _ _ _
    have hr := Lanes.rad_lt A t i
    have hu := Lanes.size_lt A t i hwA'
    have hv := Lanes.size_lt B t i hwB'
    have hoA : A.offset ≤ 2 ^ A.width := Nat.le_of_lt (Lanes.neg_lt A t i hwA')
    have hoB : B.offset ≤ 2 ^ B.width := Nat.le_of_lt (Lanes.neg_lt B t i hwB')
    have hDi := hD i hi
    have hNi := hN i hi
    have hmax : (siluLanes E w n A B t (pack E.digitWidth n N) (pack E.digitWidth n D)).max =
      20 * ((2 ^ E.scale + (E.error + 1)) * (2 ^ A.width + 2 ^ B.width)) +
        11 * (2 ^ A.radiusWidth * 2 ^ E.scale) := rfl
    rw [hmax]
    have h1 := Nat.mul_le_mul (Nat.le_of_lt hp) hNi
    have h2 := Nat.mul_le_mul hDi hoB
    have h3 := Nat.mul_le_mul hNi hoA
    have h4 := Nat.mul_le_mul (Nat.le_of_lt hq) hDi
    have h5 := Nat.mul_le_mul_right (E.error + 1) (Nat.add_le_add (Nat.le_of_lt hu) (Nat.le_of_lt hv))
    have h6 := Nat.mul_le_mul_right (2 ^ E.scale) (Nat.le_of_lt hr)
    have hexp : (2 ^ E.scale + (E.error + 1)) * (2 ^ A.width + 2 ^ B.width) =
        2 ^ E.scale * 2 ^ A.width + 2 ^ E.scale * 2 ^ B.width +
          (2 ^ A.width + 2 ^ B.width) * (E.error + 1) := by
      rw [Nat.add_mul, Nat.mul_add, Nat.mul_comm (E.error + 1)]
    rw [Nat.mul_comm (2 ^ A.width)] at h1
    rw [Nat.add_mul] at h2
    rw [Nat.mul_add, Nat.mul_comm (2 ^ B.width)] at h4
    rw [hexp]
    refine ⟨?_, ?_, ?_⟩
    · show 10 * (_ + _) ≤ _
      omega
    · show 10 * (_ + _) ≤ _
      omega
    · show 10 * _ + 11 * _ ≤ _
      omega

variable {R : Type u} [ExpField R] {E : ExpTable} {w n ones t : Nat} {A B : Box}

/-- Whatever is in a smaller interval is in a larger one. -/
theorem Cell.widen {p : Nat} {c : Cell} {x : R} (h : c.Holds p x) {r : Nat} (hr : c.rad ≤ r) :
    (Cell.mk c.pos c.neg r).Holds p x := le_trans h (dyadic_le (Int.ofNat_le.mpr hr))

/-- What is compared for an entry is what a claim needs. -/
theorem siluBound {c d : Cell} {N D err q V : Nat}
    (h : ((10 * (c.pos * N + D * d.neg) + Nat.shiftLeft 0 0) -
        (10 * (N * c.neg + d.pos * D) + Nat.shiftLeft 0 0)) +
      ((10 * (N * c.neg + d.pos * D) + Nat.shiftLeft 0 0) -
        (10 * (c.pos * N + D * d.neg) + Nat.shiftLeft 0 0)) +
      (10 * ((c.size + d.size) * err) + 11 * (c.rad * 2 ^ q)) ≤ Nat.shiftLeft (10 * V) 0) :
    10 * ((Cell.gateError c d ⟨N, 0, err⟩ ⟨D, 0, err⟩).size +
      (Cell.gateError c d ⟨N, 0, err⟩ ⟨D, 0, err⟩).rad) + 11 * (c.rad * 2 ^ q) ≤ 10 * V := by
  have hpos : (Cell.gateError c d ⟨N, 0, err⟩ ⟨D, 0, err⟩).pos = c.pos * N + D * d.neg := by
    show c.pos * N + c.neg * 0 + (d.pos * 0 + d.neg * D) = _
    rw [Nat.mul_zero, Nat.mul_zero, Nat.add_zero, Nat.zero_add, Nat.mul_comm D]
  have hneg : (Cell.gateError c d ⟨N, 0, err⟩ ⟨D, 0, err⟩).neg = N * c.neg + d.pos * D := by
    show c.pos * 0 + c.neg * N + (d.pos * D + d.neg * 0) = _
    rw [Nat.mul_zero, Nat.mul_zero, Nat.add_zero, Nat.zero_add, Nat.mul_comm N]
  have hrad : (Cell.gateError c d ⟨N, 0, err⟩ ⟨D, 0, err⟩).rad = (c.size + d.size) * err := by
    show c.size * err + 0 * _ + (d.size * err + 0 * _) = _
    rw [Nat.zero_mul, Nat.zero_mul, Nat.add_zero, Nat.add_zero, Nat.add_mul]
  have h' : (10 * (c.pos * N + D * d.neg) - 10 * (N * c.neg + d.pos * D)) +
      (10 * (N * c.neg + d.pos * D) - 10 * (c.pos * N + D * d.neg)) +
      (10 * ((c.size + d.size) * err) + 11 * (c.rad * 2 ^ q)) ≤ 10 * V := h
  rw [hrad]
  show 10 * (((Cell.gateError c d ⟨N, 0, err⟩ ⟨D, 0, err⟩).pos -
    (Cell.gateError c d ⟨N, 0, err⟩ ⟨D, 0, err⟩).neg + ((Cell.gateError c d ⟨N, 0, err⟩
      ⟨D, 0, err⟩).neg - (Cell.gateError c d ⟨N, 0, err⟩ ⟨D, 0, err⟩).pos)) + _) + _ ≤ _
  rw [hpos, hneg]
  omega

/-- SiLU of the entries at a position. -/
theorem checkSiluAt_sound (he : E.check = true) (hfit : exponentialsFit E n A = true)
    (harg : E.argument = A.scale) (hscale : B.scale = A.scale) (hs : 0 < E.scale) (hw : 0 < w)
    (hones : ones = pack w n fun _ => 1) (hfits : Lanes.productFits w n A B = true)
    (hle : E.digitWidth ≤ w) {x : Vec R} (hx : ∀ i, i < n → (A.cell t i).Holds A.scale (x i))
    (h : checkSiluAt E w n ones A B t = true) :
    ∀ i, i < n → (B.cell t i).Holds B.scale (silu (x i)) := fun i hi => by
  have ⟨ht, hk⟩ := Bool.and_eq_true_iff.mp h
  have ⟨hV, hsmall, hone⟩ := boxExponentials_eq he hfit ht
  have hfit' := hfit
  simp only [exponentialsFit, Bool.and_eq_true_iff] at hfit'
  obtain ⟨_, _, hwA, hleA, hn⟩ := hfit'
  have hdw : E.scale < E.digitWidth := Nat.lt_succ_of_le (Nat.le_add_left _ _)
  rw [withValue_eq, withValue_eq, hV, repunit_eq n (Nat.lt_of_le_of_lt (Nat.zero_le _) hdw),
    numerators_eq (Nat.le_of_ble_eq_true hwA) (Nat.le_of_ble_eq_true hleA)
      (Nat.le_of_ble_eq_true hn) hdw hone] at hk
  have hden : Nat.add (pack E.digitWidth n fun i => (E.cell (A.cell t i).size).pos)
      (Nat.mul (pack E.digitWidth n fun _ => 1) (Nat.pow 2 E.scale)) =
      pack E.digitWidth n fun i => (E.cell (A.cell t i).size).pos + 2 ^ E.scale := by
    show _ + (pack _ _ _) * 2 ^ E.scale = _
    rw [pack_one_mul, pack_add]
  rw [hden] at hk
  have hslack : (slackLanes E w n B t).Are w n fun i => ⟨0, 0, 10 * ((B.cell t i).rad * 2 ^ E.scale)⟩ := by
    have hzero : (0 : Nat) = pack w n fun _ => 0 := (sum_eq_zero fun i _ => Nat.zero_mul _).symm
    simp only [Lanes.productFits, Lanes.fits, Bool.and_eq_true_iff] at hfits
    obtain ⟨_, _, _, _, hrB, hn'⟩ := hfits
    refine ⟨hzero, hzero, ?_, fun i _ => ⟨Nat.zero_le _, Nat.zero_le _, ?_⟩⟩
    · show 10 * (spreadSlice _ _ _ _ _ * 2 ^ E.scale) = _
      rw [spreadSlice_eq (Nat.le_of_ble_eq_true hrB) (Nat.le_of_ble_eq_true hn'), pack_mul, mul_pack]
      refine pack_congr fun i _ => ?_
      rw [Nat.zero_add]
      exact congrArg (fun r => 10 * (r * _)) (readDigit_eq _ _ _).symm
    · exact Nat.mul_le_mul_left 10 (Nat.mul_le_mul_right _ (Nat.le_of_lt (Lanes.rad_lt B t i)))
  have hcover := Lanes.covers_sound hw hones (siluLanes_are hfits hle (fun i hi => by
      cases Nat.ble (A.cell t i).neg (A.cell t i).pos with
      | true => exact Nat.le_refl _
      | false => exact hone i hi)
    (fun i hi => Nat.add_le_add_right (hone i hi) _) hs) hslack hk i hi
  have hexact : (A.cell t i).exact.Holds E.argument (dyadic A.scale (A.cell t i).mid : R) :=
    harg ▸ Cell.holds_exact A.scale (A.cell t i)
  have hsize : (A.cell t i).size = (A.cell t i).pos - (A.cell t i).neg +
      ((A.cell t i).neg - (A.cell t i).pos) := rfl
  have hdom : E.sigmoidDomain (A.cell t i).exact = true := by
    have hlt := hsmall i hi
    have hradius : Nat.ble (Nat.add 0 0) (Nat.pow 2 E.argument) = true :=
      Nat.ble_eq_true_of_le (Nat.zero_le _)
    show cond (Nat.ble (A.cell t i).neg (A.cell t i).pos) _ _ = true
    cases hb : Nat.ble (A.cell t i).neg (A.cell t i).pos with
    | true =>
      show (Nat.ble (A.cell t i).neg (A.cell t i).pos && (Nat.blt (Nat.sub (A.cell t i).pos
        (A.cell t i).neg) (Nat.pow 2 E.top) && Nat.ble (Nat.add 0 0) (Nat.pow 2 E.argument))) = true
      rw [hb, hradius, show Nat.blt (Nat.sub (A.cell t i).pos (A.cell t i).neg) (Nat.pow 2 E.top) = true
        from Nat.ble_eq_true_of_le (show (A.cell t i).pos - (A.cell t i).neg + 1 ≤ 2 ^ E.top by omega)]
      rfl
    | false =>
      show (Nat.ble (A.cell t i).pos (A.cell t i).neg && (Nat.blt (Nat.sub (A.cell t i).neg
        (A.cell t i).pos) (Nat.pow 2 E.top) && Nat.ble (Nat.add 0 0) (Nat.pow 2 E.argument))) = true
      have hle : (A.cell t i).pos ≤ (A.cell t i).neg := by
        rcases Nat.le_total (A.cell t i).pos (A.cell t i).neg with hle | hle
        · exact hle
        · rw [Nat.ble_eq_true_of_le hle] at hb
          exact Bool.noConfusion hb
      rw [Nat.ble_eq_true_of_le hle, hradius,
        show Nat.blt (Nat.sub (A.cell t i).neg (A.cell t i).pos) (Nat.pow 2 E.top) = true from
          Nat.ble_eq_true_of_le (show (A.cell t i).neg - (A.cell t i).pos + 1 ≤ 2 ^ E.top by omega)]
      rfl
  have ⟨a, b, ⟨ha, hb, heq⟩, hone'⟩ := ExpTable.sigmoid_parts he hexact hdom
  have ⟨num_eq, den_eq⟩ := E.sigmoidWith_eq (A.cell t i).exact
  rw [← num_eq] at ha
  rw [← den_eq] at hb
  have herr : Nat.succ (Nat.add E.error (Nat.shiftRight (Nat.mul (E.reach 0)
      (Nat.add (E.cell (A.cell t i).size).pos E.error)) E.argument)) = E.error + 1 := by
    have hz : Nat.shiftRight (Nat.mul (E.reach 0)
        (Nat.add (E.cell (A.cell t i).size).pos E.error)) E.argument = 0 := by
      rw [E.reach_zero]
      show (0 * _) >>> E.argument = 0
      rw [Nat.zero_mul, Nat.shiftRight_eq_div_pow, Nat.zero_div]
    rw [hz]
  have hNum : (Cell.mk (cond (Nat.ble (A.cell t i).neg (A.cell t i).pos) (2 ^ E.scale)
      (E.cell (A.cell t i).size).pos) 0 (E.error + 1)).Holds E.scale a := by
    unfold ExpTable.sigmoidNumWith at ha
    have hcond : (A.cell t i).exact.neg = (A.cell t i).neg ∧
      (A.cell t i).exact.pos = (A.cell t i).pos := ⟨rfl, rfl⟩
    rw [hcond.1, hcond.2] at ha
    cases hb : Nat.ble (A.cell t i).neg (A.cell t i).pos with
    | true =>
      rw [hb] at ha
      exact Cell.widen ha (Nat.zero_le _)
    | false =>
      rw [hb] at ha
      exact Cell.widen ha (Nat.le_of_eq herr)
  have hDen : (Cell.mk ((E.cell (A.cell t i).size).pos + 2 ^ E.scale) 0 (E.error + 1)).Holds
      E.scale b := by
    rw [Nat.add_comm]
    exact Cell.widen hb (Nat.le_of_eq ((Nat.zero_add _).trans herr))
  rw [hscale]
  refine silu_of_bound (hx i hi) hNum hDen heq hone' ?_
  generalize cond (Nat.ble (A.cell t i).neg (A.cell t i).pos) (2 ^ E.scale)
    (E.cell (A.cell t i).size).pos = N at hcover ⊢
  generalize (E.cell (A.cell t i).size).pos + 2 ^ E.scale = D at hcover ⊢
  exact siluBound (Nat.le_of_ble_eq_true hcover)

/-- A checked SiLU is one. -/
theorem checkSilu_sound (he : E.check = true) {length dim : Nat} {X : Nat → Vec R}
    (hx : A.Contains length dim X) (h : checkSilu E length dim A B = true) :
    B.Contains length dim fun t i => silu (X t i) := fun t ht i hi => by
  simp only [checkSilu, Bool.and_eq_true_iff] at h
  obtain ⟨hs, harg, hscale, hfit, hk⟩ := h
  have ⟨w, ones, hw, hones, hk, _⟩ := withOnes_sound hk
  simp only [Bool.and_eq_true_iff] at hk
  obtain ⟨hfits, hle, hall⟩ := hk
  exact Box.cell_holds_iff.mp (checkSiluAt_sound he hfit (Nat.eq_of_beq_eq_true _ _ harg)
    (Nat.eq_of_beq_eq_true _ _ hscale) (Nat.le_of_ble_eq_true hs) hw hones hfits
    (Nat.le_of_ble_eq_true hle) (fun i hi => hx.cell ht hi) (of_allBelow hall ht) i hi)

end QuantCert
