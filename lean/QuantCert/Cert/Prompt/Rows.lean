prelude
import QuantCert.Cert.Prompt.Columns
import QuantCert.Cert.Prompt.DigitSums

/-!
# Matrix times vector, all rows at once

Columns times midpoints, with both offsets removed by their sums; claimed outputs are spread to the
digits of the columns and compared all at once.

## Main definitions
* `checkRows C start A B t`: whether the entries `start`, `start + 1`, … of the box `B` at position
  `t` contain the rows of `C` times those of `A`.

## Main theorems
* `timesRadii_eq`: bounds times radii, several columns at a time.
* `covers_of_checkRows`, `checkRows_sound`
-/

universe u

namespace QuantCert

open Digits

namespace ColumnData

/-- What both sides of the comparison are below, digit by digit. -/
noncomputable def largest (C : ColumnData) (A B : Box) (s : Nat) : Nat :=
  let n := C.columns.count
  Nat.add (Nat.mul n (Nat.mul (Nat.pow 2 C.bits) (Nat.pow 2 A.width)))
    (Nat.add (Nat.mul n (Nat.mul (Nat.pow 2 C.bits) (Nat.pow 2 A.radiusWidth)))
    (Nat.add (Nat.mul (Nat.add (Nat.pow 2 B.width) (Nat.pow 2 B.radiusWidth)) (Nat.pow 2 s))
    (Nat.add (Nat.mul C.offset (Nat.mul n (Nat.pow 2 A.width)))
    (Nat.add (Nat.mul (Nat.mul n (Nat.pow 2 C.bits)) (Nat.pow 2 (Nat.sub A.width 1)))
    (Nat.add (Nat.mul n (Nat.mul C.offset (Nat.pow 2 (Nat.sub A.width 1))))
      (Nat.mul (Nat.pow 2 (Nat.sub B.width 1)) (Nat.pow 2 s)))))))

/-- A part of a digit holds the sums of the products of bounds and radii. -/
noncomputable def fitsRadii (C : ColumnData) (A : Box) : Bool :=
  let n := C.columns.count
  Nat.ble A.radiusWidth C.part && (Nat.ble n (Nat.pow 2 (log2Ceil n)) &&
    Nat.blt (Nat.mul n (Nat.mul (Nat.pow 2 C.bits) (Nat.pow 2 A.radiusWidth))) (Nat.pow 2 C.part))

/-- The bounds times the radii of `A` at position `t`. -/
noncomputable def timesRadii (C : ColumnData) (A : Box) (t : Nat) : Nat :=
  Nat.land (Nat.shiftRight (Nat.land (dotColumns C.width C.sizes
      (spreadSlice C.part A.radiusWidth 0 C.columns.count (listEntry A.radii t)))
    (Nat.sub (Nat.pow 2 (Nat.mul C.width C.rows)) 1))
    (Nat.mul C.part (Nat.sub C.group 1))) C.partMask

/-- Units and widths fit, whatever the position. -/
noncomputable def fits (C : ColumnData) (A B : Box) : Bool :=
  Nat.ble B.scale (Nat.add C.scale A.scale) && (Nat.ble B.width C.width &&
  (Nat.ble B.radiusWidth C.width && (Nat.ble C.rows (Nat.pow 2 (log2Ceil C.rows)) &&
  (C.fitsRadii A && Nat.blt (C.largest A B (Nat.sub (Nat.add C.scale A.scale) B.scale))
    (Nat.pow 2 (Nat.sub C.width 1))))))

/-- The comparison: `y` are the products with midpoints, `e` those with radii, `T` the sum of the
midpoints, `U` and `V` the claims; `s` bits are dropped. -/
def compare (C : ColumnData) (A B : Box) (n s y e T U V : Nat) : Bool :=
  let o := Nat.pow 2 (Nat.sub A.width 1)
  let plus := Nat.mul C.ones (Nat.add (Nat.mul n (Nat.mul C.offset o))
    (Nat.mul (Nat.pow 2 (Nat.sub B.width 1)) (Nat.pow 2 s)))
  let minus := Nat.add (Nat.mul C.ones (Nat.mul C.offset T)) (Nat.mul C.total o)
  checkAtMost C.ones C.width (Nat.add (Nat.mul (Nat.add U V) (Nat.pow 2 s)) minus)
    (Nat.add (Nat.add y e) plus) &&
  checkAtMost C.ones C.width (Nat.add (Nat.add y (Nat.mul V (Nat.pow 2 s))) plus)
    (Nat.add (Nat.add (Nat.mul U (Nat.pow 2 s)) e) minus)

end ColumnData

/-- The rows of `C` times the midpoints of `A` at position `t` lie in the entries of `B` from `start`
on. -/
noncomputable def checkRows (C : ColumnData) (start : Nat) (A B : Box) (t : Nat) : Bool :=
  C.fits A B && C.compare A B C.columns.count (Nat.sub (Nat.add C.scale A.scale) B.scale)
    (dotColumns A.width C.columns (listEntry A.mids t))
    (C.timesRadii A t)
    (sumDigits A.width C.columns.count (listEntry A.mids t))
    (spreadSlice C.width B.width start C.rows (listEntry B.mids t))
    (spreadSlice C.width B.radiusWidth start C.rows (listEntry B.radii t))

/-- The digits of the bounds times the radii. -/
theorem timesRadii_eq {C : ColumnData} (hC : C.Sound) {A : Box} (h : C.fitsRadii A = true) (t : Nat) :
    C.timesRadii A t = pack C.width C.rows fun j => sum C.columns.count fun i =>
      digit C.width (C.bounds.entry i) j * digit A.radiusWidth (listEntry A.radii t) i := by
  simp only [ColumnData.fitsRadii, Bool.and_eq_true_iff] at h
  obtain ⟨hwidth, hn, hfit⟩ := h
  have hle : A.radiusWidth ≤ C.part := Nat.le_of_ble_eq_true hwidth
  have hn' : C.columns.count ≤ 2 ^ log2Ceil C.columns.count := Nat.le_of_ble_eq_true hn
  have hfit' : C.columns.count * (2 ^ C.bits * 2 ^ A.radiusWidth) < 2 ^ C.part :=
    Nat.le_of_ble_eq_true hfit
  have hones : C.ones = pack C.width C.rows fun _ => 1 :=
    repunit_eq C.rows (Nat.lt_of_le_of_lt (Nat.zero_le _) hC.bits)
  have hmask : C.partMask = pack C.width C.rows fun _ => 2 ^ C.part - 1 := by
    show C.ones * (2 ^ C.part - 1) = _
    rw [hones]
    exact pack_one_mul _ _ _
  have hcol := hC.size_digit_lt
  have hlt := hC.size_lt
  rw [C.bounds_eq, hmask] at hcol
  rw [C.bounds_eq]
  unfold ColumnData.timesRadii
  rw [hmask]
  have hwpart := hC.part
  have hcount := hC.count
  generalize C.part = w at *
  generalize C.width = D at *
  generalize C.columns.count = n at *
  subst hwpart
  subst hcount
  generalize listEntry A.radii t = r at *
  have hg := hC.group
  generalize C.group = g at *
  generalize C.sizes = l at *
  generalize C.rows = m at *
  generalize A.radiusWidth = k at *
  rw [spreadSlice_eq hle hn']
  have small : ∀ i, digit k r (0 + i) < 2 ^ w := fun i =>
    Nat.lt_of_lt_of_le (digit_lt k r _) (Nat.pow_le_pow_right (by decide) hle)
  generalize hX : pack w (l.count * g) (fun i => digit k r (0 + i)) = X
  have factor : ∀ G, G < l.count → ∀ q, q < g →
      digit w (digit (w * g) X G) q = digit k r (G * g + q) := fun G hG q hq => by
    have hlt := Nat.mul_le_mul_right g hG
    rw [Nat.succ_mul] at hlt
    rw [digit_digit hq, ← hX, digit_pack (fun i _ => small i) (by omega), Nat.zero_add]
  have parts : ∀ G, G < l.count → ∀ i, i < g * m → digit w (l.entry G) i ≤ 2 ^ C.bits :=
    fun G hG i hi => by
      have hj : i / g < m := Nat.div_lt_of_lt_mul hi
      have hmod := Nat.mod_lt i hg
      have hG' := Nat.mul_le_mul_right g hG
      rw [Nat.succ_mul] at hG'
      have hq : g - 1 - i % g < g := by omega
      have h := hcol (G * g + (g - 1 - i % g)) (by omega) (i / g) hj
      rw [digit_ungroup hq hG (hlt G hG) hj] at h
      rw [show i / g * g + (g - 1 - (g - 1 - i % g)) = i from by
        have := Nat.div_add_mod i g
        rw [Nat.mul_comm] at this
        omega] at h
      exact Nat.le_of_lt h
  have hsub : g - 1 < g := by omega
  have hle' : w * (g - 1) + w ≤ w * g := by
    have h := Nat.mul_le_mul_left w hsub
    rwa [Nat.mul_succ] at h
  show (dotColumns (w * g) l X &&& (2 ^ (w * g * m) - 1)) >>> (w * (g - 1)) &&& _ = _
  rw [dotColumns_eq, Nat.and_two_pow_sub_one_eq_mod, ← pack_digit_mod,
    pack_shift_mask (fun i _ => digit_lt (w * g) _ i) hle']
  refine pack_congr fun j hj => ?_
  show digit w (digit (w * g) _ j) (g - 1) = _
  rw [digit_digit hsub, middle_grouped (a := 2 ^ C.bits) (b := 2 ^ k) hg hlt
    (fun G _ => digit_lt (w * g) X G) parts (fun G hG q hq => ?_) ?_ hj, sum_mul_index]
  · refine sum_congr fun G hG => sum_congr fun q hq => ?_
    rw [factor G hG q hq, digit_ungroup hq hG (hlt G hG) hj]
  · rw [← Nat.mul_assoc]
    exact hfit'
  · rw [factor G hG q hq]
    exact Nat.le_of_lt (digit_lt k r _)

/-- The comparison of one row. -/
theorem covers_of_compare {s y e S T a o n O U V rad : Nat} (hrad : rad ≤ e)
    (hlow : y + e + (n * (a * o) + O * 2 ^ s) ≤ (U + V) * 2 ^ s + (a * T + S * o))
    (hhigh : U * 2 ^ s + e + (a * T + S * o) ≤ y + V * 2 ^ s + (n * (a * o) + O * 2 ^ s)) :
    Cell.covers s ⟨y + n * (a * o), S * o + a * T, rad⟩ ⟨U, O, V⟩ = true := by
  refine Nat.ble_eq_true_of_le ?_
  show (y + n * (a * o) + O <<< s - (S * o + a * T + U <<< s)) +
    (S * o + a * T + U <<< s - (y + n * (a * o) + O <<< s)) + rad ≤ V <<< s
  rw [Nat.shiftLeft_eq, Nat.shiftLeft_eq, Nat.shiftLeft_eq]
  rw [Nat.add_mul] at hlow
  generalize n * (a * o) = x at *
  generalize a * T = z at *
  generalize S * o = w at *
  generalize O * 2 ^ s = l at *
  generalize U * 2 ^ s = m at *
  generalize V * 2 ^ s = q at *
  omega

/-- The four vectors that are compared. -/
theorem compare_pack {C : ColumnData} (hones : C.ones = pack C.width C.rows fun _ => 1)
    {A B : Box} {n s T : Nat} {Y E U V S : Nat → Nat} (hS : C.total = pack C.width C.rows S)
    (h : C.compare A B n s (pack C.width C.rows Y) (pack C.width C.rows E) T
      (pack C.width C.rows U) (pack C.width C.rows V) = true) :
    checkAtMost C.ones C.width
      (pack C.width C.rows fun j => (U j + V j) * 2 ^ s +
        (C.offset * T + S j * 2 ^ (A.width - 1)))
      (pack C.width C.rows fun j => Y j + E j +
        (n * (C.offset * 2 ^ (A.width - 1)) + 2 ^ (B.width - 1) * 2 ^ s)) = true ∧
    checkAtMost C.ones C.width
      (pack C.width C.rows fun j => Y j + V j * 2 ^ s +
        (n * (C.offset * 2 ^ (A.width - 1)) + 2 ^ (B.width - 1) * 2 ^ s))
      (pack C.width C.rows fun j => U j * 2 ^ s + E j +
        (C.offset * T + S j * 2 ^ (A.width - 1))) = true := by
  have h' := Bool.and_eq_true_iff.mp h
  have plus : Nat.mul C.ones (Nat.add (Nat.mul n (Nat.mul C.offset (Nat.pow 2 (Nat.sub A.width 1))))
      (Nat.mul (Nat.pow 2 (Nat.sub B.width 1)) (Nat.pow 2 s))) = pack C.width C.rows fun _ =>
        n * (C.offset * 2 ^ (A.width - 1)) + 2 ^ (B.width - 1) * 2 ^ s := by
    rw [hones]
    exact pack_one_mul _ _ _
  have minus : Nat.add (Nat.mul C.ones (Nat.mul C.offset T))
      (Nat.mul C.total (Nat.pow 2 (Nat.sub A.width 1))) = pack C.width C.rows fun j =>
        C.offset * T + S j * 2 ^ (A.width - 1) := by
    show C.ones * (C.offset * T) + C.total * 2 ^ (A.width - 1) = _
    rw [hones, hS, pack_one_mul, pack_mul, pack_add]
  have mulU : ∀ f : Nat → Nat, Nat.mul (pack C.width C.rows f) (Nat.pow 2 s) =
      pack C.width C.rows fun j => f j * 2 ^ s := fun f => pack_mul _ _ _ _
  have add : ∀ f g : Nat → Nat, Nat.add (pack C.width C.rows f) (pack C.width C.rows g) =
      pack C.width C.rows fun j => f j + g j := fun f g => pack_add _ _ _ _
  rw [plus, minus, add, add, mulU, mulU, mulU, add, add, add, add, add, add] at h'
  exact h'

/-- What the comparison says of each row. -/
theorem covers_of_checkRows {C : ColumnData} (hC : C.Sound) {A B : Box} {start t : Nat}
    (h : checkRows C start A B t = true) {j : Nat} (hj : j < C.rows) :
    B.scale ≤ C.scale + A.scale ∧ Cell.covers (C.scale + A.scale - B.scale)
      (Cell.sum C.columns.count fun i => Cell.mul ⟨digit C.width (C.columns.entry i) j, C.offset, 0⟩
        (A.cell t i)) (B.cell t (start + j)) = true := by
  have ⟨hfits, hcmp⟩ := Bool.and_eq_true_iff.mp h
  simp only [ColumnData.fits, Bool.and_eq_true_iff] at hfits
  obtain ⟨hscale, hw, hrw, hrows, hradii, hlargest⟩ := hfits
  have hbits := hC.bits
  have hones : C.ones = pack C.width C.rows fun _ => 1 := repunit_eq C.rows (by omega)
  have hrows' : C.rows ≤ 2 ^ log2Ceil C.rows := Nat.le_of_ble_eq_true hrows
  have hS := hC.total.trans (sumNumbers_pack hC.column_lt)
  rw [dotColumns_pack hC.column_lt, timesRadii_eq hC hradii, sumDigits_eq,
    spreadSlice_eq (Nat.le_of_ble_eq_true hw) hrows',
    spreadSlice_eq (Nat.le_of_ble_eq_true hrw) hrows'] at hcmp
  have ⟨hlow, hhigh⟩ := compare_pack (s := C.scale + A.scale - B.scale) hones hS hcmp
  have hmax : C.largest A B (C.scale + A.scale - B.scale) < 2 ^ (C.width - 1) :=
    Nat.le_of_ble_eq_true hlargest
  generalize hs : C.scale + A.scale - B.scale = s at *
  have bound : ∀ j, j < C.rows → _ := fun j hj =>
    And.intro (sum_mul_le (fun i hi => hC.digit_lt i hi j hj)
      fun i _ => digit_lt A.width (listEntry A.mids t) i)
    (And.intro (sum_mul_le (fun i hi => hC.size_digit_lt i hi j hj)
      fun i _ => digit_lt A.radiusWidth (listEntry A.radii t) i)
    (And.intro (Nat.mul_le_mul_right (2 ^ s) (Nat.add_le_add
      (Nat.le_of_lt (digit_lt B.width (listEntry B.mids t) (start + j)))
      (Nat.le_of_lt (digit_lt B.radiusWidth (listEntry B.radii t) (start + j)))))
    (And.intro (Nat.mul_le_mul_left C.offset (natSum_le_mul (n := C.columns.count) fun i _ =>
      Nat.le_of_lt (digit_lt A.width (listEntry A.mids t) i)))
      (Nat.mul_le_mul_right (2 ^ (A.width - 1)) (natSum_le_mul fun i hi =>
        Nat.le_of_lt (hC.digit_lt i hi j hj))))))
  have hmax' : C.columns.count * (2 ^ C.bits * 2 ^ A.width) +
      (C.columns.count * (2 ^ C.bits * 2 ^ A.radiusWidth) +
      ((2 ^ B.width + 2 ^ B.radiusWidth) * 2 ^ s + (C.offset * (C.columns.count * 2 ^ A.width) +
      (C.columns.count * 2 ^ C.bits * 2 ^ (A.width - 1) +
      (C.columns.count * (C.offset * 2 ^ (A.width - 1)) + 2 ^ (B.width - 1) * 2 ^ s))))) <
      2 ^ (C.width - 1) := hmax
  have low := checkAtMost_sound (by omega) hones (fun j hj => by
    obtain ⟨_, _, h3, h4, h5⟩ := bound j hj
    omega) (fun j hj => by
    obtain ⟨h1, h2, _, _, _⟩ := bound j hj
    omega) hlow j hj
  have high := checkAtMost_sound (by omega) hones (fun j hj => by
    obtain ⟨h1, _, h3, _, _⟩ := bound j hj
    rw [Nat.add_mul] at h3
    omega) (fun j hj => by
    obtain ⟨_, h2, h3, h4, h5⟩ := bound j hj
    rw [Nat.add_mul] at h3
    omega) hhigh j hj
  have ⟨hpos, hneg⟩ := sum_offset C.columns.count C.offset (2 ^ (A.width - 1))
    (fun i => digit C.width (C.columns.entry i) j) (digit A.width (listEntry A.mids t))
  refine ⟨Nat.le_of_ble_eq_true hscale, ?_⟩
  have hcover := covers_of_compare (rad := sum C.columns.count fun i =>
    distance (digit C.width (C.columns.entry i) j) C.offset *
      digit A.radiusWidth (listEntry A.radii t) i) (natSum_mono fun i hi =>
      Nat.mul_le_mul_right _ (hC.size i hi j hj)) low high
  rw [← hpos, ← hneg] at hcover
  have cells : (Cell.sum C.columns.count fun i => Cell.mul
      ⟨digit C.width (C.columns.entry i) j, C.offset, 0⟩ (A.cell t i)) =
      ⟨sum C.columns.count fun i => digit C.width (C.columns.entry i) j *
          digit A.width (listEntry A.mids t) i + C.offset * 2 ^ (A.width - 1),
        sum C.columns.count fun i => digit C.width (C.columns.entry i) j * 2 ^ (A.width - 1) +
          C.offset * digit A.width (listEntry A.mids t) i,
        sum C.columns.count fun i => distance (digit C.width (C.columns.entry i) j) C.offset *
          digit A.radiusWidth (listEntry A.radii t) i⟩ := by
    unfold Cell.sum
    rw [sumBelow_eq, sumBelow_eq, sumBelow_eq]
    refine congr (congr (congrArg Cell.mk (sum_congr fun i _ => ?_)) (sum_congr fun i _ => ?_))
      (sum_congr fun i _ => ?_)
    · show _ * readDigit A.width (listEntry A.mids t) i + _ = _
      rw [readDigit_eq]
      rfl
    · show _ + _ * readDigit A.width (listEntry A.mids t) i = _
      rw [readDigit_eq]
      rfl
    · show _ * readDigit A.radiusWidth (listEntry A.radii t) i + 0 * _ = _
      rw [readDigit_eq, Nat.zero_mul]
      rfl
  have claim : B.cell t (start + j) = ⟨digit B.width (listEntry B.mids t) (start + j),
      2 ^ (B.width - 1), digit B.radiusWidth (listEntry B.radii t) (start + j)⟩ := by
    unfold Box.cell
    rw [readDigit_eq, readDigit_eq]
    rfl
  rw [cells, claim]
  exact hcover

variable {R : Type u} [OrderedField R]

/-- Checked rows of one part at one position are those of the product. -/
theorem checkRows_sound {C : ColumnData} (hC : C.Sound) {A B : Box} {start t : Nat} {x : Vec R}
    (hx : ∀ i, i < C.columns.count → (A.cell t i).Holds A.scale (x i))
    (h : checkRows C start A B t = true) {j : Nat} (hj : j < C.rows) :
    (B.cell t (start + j)).Holds B.scale (matVec C.columns.count C.matrix x j) := by
  have ⟨hscale, hcover⟩ := covers_of_checkRows hC h hj
  refine Cell.of_covers (s := C.scale + A.scale - B.scale) ?_ hcover
  rw [show B.scale + (C.scale + A.scale - B.scale) = C.scale + A.scale by omega]
  refine Cell.sum_holds fun i hi => Cell.mul_holds ?_ (hx i hi)
  exact Cell.holds_exact C.scale ⟨digit C.width (C.columns.entry i) j, C.offset, 0⟩

end QuantCert
