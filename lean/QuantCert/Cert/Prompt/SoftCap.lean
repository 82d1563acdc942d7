prelude
import QuantCert.Cert.Prompt.Activation

/-!
# Computed quotients and soft caps

## Main definitions
* `Cell.divide q N D`: an enclosure of a quotient, in units of `2^-q`.
* `Cell.softCap`, `checkSoftCap`: the soft cap of a cell, and of every entry.

## Main theorems
* `Cell.divide_holds`, `Cell.softCap_holds`, `checkSoftCap_sound`
-/

universe u

namespace QuantCert

namespace Cell

/-- The quotient of the midpoints, in units of `2^-q`, rounded. -/
def quotientMid (q : Nat) (N D : Cell) : Cell :=
  ⟨Nat.div (Nat.shiftLeft N.pos q) (Nat.sub D.pos D.neg),
    Nat.div (Nat.shiftLeft N.neg q) (Nat.sub D.pos D.neg), 0⟩

/-- The quotient of `N` and `D`, if `D.lower` is positive, in units of `2^-q`. -/
def divide (q : Nat) (N D : Cell) : Cell :=
  ⟨(quotientMid q N D).pos, (quotientMid q N D).neg, Nat.succ (Nat.div (Nat.add
    (size ((N.shift q).add ((quotientMid q N D).mul D).neg'))
    (rad ((N.shift q).add ((quotientMid q N D).mul D).neg'))) D.lower)⟩

/-- Twice `x / c`, with `x` in units of `2^-p`; in the units of the table. -/
def capArgument (E : ExpTable) (p : Nat) (c : Dyadic) (x : Cell) : Cell :=
  (divide E.argument (x.add x) ((ofNat c.mantissa).shift p)).shift c.scale

/-- The soft cap `c`, with `x` in units of `2^-p` and the result in units of `2^-(c.scale + q)`. -/
noncomputable def softCap (E : ExpTable) (p q : Nat) (c : Dyadic) (x : Cell) : Cell :=
  (ofNat c.mantissa).mul (divide q (((E.sigmoidNum (capArgument E p c x)).add
    (E.sigmoidNum (capArgument E p c x))).add (E.sigmoidDen (capArgument E p c x)).neg')
    (E.sigmoidDen (capArgument E p c x)))

/-- Whether the soft cap can be computed. -/
noncomputable def softCapDomain (E : ExpTable) (p : Nat) (c : Dyadic) (x : Cell) : Bool :=
  Nat.blt 0 c.mantissa && (E.sigmoidDomain (capArgument E p c x) &&
    Nat.blt 0 (E.sigmoidDen (capArgument E p c x)).lower)

end Cell

/-- The soft cap `c` of every entry, computed with `2^-q`. -/
noncomputable def checkSoftCap (E : ExpTable) (length dim q : Nat) (c : Dyadic) (A B : Box) : Bool :=
  (allBelow length fun t => allBelow dim fun i => Cell.softCapDomain E A.scale c (A.cell t i)) &&
    checkCells length dim (Nat.add c.scale q) (fun t i => Cell.softCap E A.scale q c (A.cell t i)) B

namespace Cell

/-- A computed quotient is one. -/
theorem divide_holds {R : Type u} [OrderedField R] {p q : Nat} {N D : Cell} {x y : R}
    (hx : N.Holds p x) (hy : D.Holds p y) (h : 0 < D.lower) : (divide q N D).Holds q (x / y) := by
  refine (quotient_holds hx hy (Bool.and_eq_true_iff.mpr ⟨Nat.ble_eq_true_of_le h,
    Nat.ble_eq_true_of_le ?_⟩)).2
  show _ ≤ (_ / D.lower + 1) * D.lower
  rw [Nat.mul_comm]
  exact Nat.le_of_lt (Nat.lt_mul_div_succ _ h)

/-- In units `2^s` times as large the number is `2^s` times as large. -/
theorem holds_mul_two_pow {R : Type u} [OrderedField R] {p s : Nat} {c : Cell} {x : R}
    (h : c.Holds p x) : (c.shift s).Holds p (x * 2 ^ s) := by
  have hs := shift_holds s h
  have value : ∀ m : Int, dyadic (R := R) (p + s) m * 2 ^ s = dyadic p m := fun m => by
    unfold dyadic
    rw [pow_add, div_mul_eq_mul_div, mul_div_mul_right _ (two_pow_ne_zero p) (two_pow_ne_zero s)]
  unfold Holds Near at hs ⊢
  rw [← value, ← value, ← sub_mul, abs_mul, abs_of_nonneg (le_of_lt (two_pow_pos s))]
  exact mul_le_mul_of_nonneg_right hs (le_of_lt (two_pow_pos s))

variable {R : Type u} [ExpField R] {E : ExpTable} {p q : Nat} {c : Dyadic} {cell : Cell} {x : R}

/-- Twice `x / c` is enclosed. -/
theorem capArgument_holds (hc : 0 < c.mantissa) (hx : cell.Holds p x) :
    (capArgument E p c cell).Holds E.argument (x / c.value R + x / c.value R) := by
  have hm : ((ofNat c.mantissa).shift p).Holds p (natCast c.mantissa : R) := by
    have h := shift_holds p (holds_natCast (R := R) c.mantissa)
    rwa [Nat.zero_add] at h
  have hlow : 0 < ((ofNat c.mantissa).shift p).lower := by
    show 0 < c.mantissa <<< p - (0 <<< p + 0 <<< p)
    rw [Nat.shiftLeft_eq, Nat.shiftLeft_eq, Nat.zero_mul, Nat.add_zero, Nat.sub_zero]
    exact Nat.mul_pos hc (Nat.two_pow_pos p)
  have h := holds_mul_two_pow (s := c.scale) (divide_holds (q := E.argument) (add_holds hx hx) hm hlow)
  have heq : (x + x) / natCast c.mantissa * 2 ^ c.scale = x / c.value R + x / c.value R := by
    have hne : (natCast c.mantissa : R) ≠ 0 := ne_of_gt (natCast_pos hc)
    have hv : c.value R = natCast c.mantissa / 2 ^ c.scale := Dyadic.value_eq c
    have hv0 : c.value R ≠ 0 := by
      rw [hv]
      exact ne_of_gt (div_pos (natCast_pos hc) (two_pow_pos _))
    rw [← add_div, eq_div_iff hv0, hv, mul_assoc, ← mul_div_assoc, mul_comm (2 ^ c.scale),
      mul_div_cancel _ (two_pow_ne_zero _), div_mul_cancel _ hne]
  rw [heq] at h
  exact h

/-- A computed soft cap is one. -/
theorem softCap_holds (he : E.check = true) (hx : cell.Holds p x)
    (h : softCapDomain E p c cell = true) :
    (softCap E p q c cell).Holds (c.scale + q) (QuantCert.softCap (c.value R) x) := by
  simp only [softCapDomain, Bool.and_eq_true_iff] at h
  obtain ⟨hc, hd, hlow⟩ := h
  obtain ⟨n, m, hn, hm, heq⟩ := ExpTable.sigmoid_holds he
    (capArgument_holds (R := R) (Nat.le_of_ble_eq_true hc) hx) hd
  have hq := divide_holds (q := q) (add_holds (add_holds hn hn) (neg_holds hm)) hm
    (Nat.le_of_ble_eq_true hlow)
  have hpos : m ≠ 0 := fun h0 => by
    have h1 := lower_le hm (Nat.le_of_ble_eq_true hlow)
    rw [h0] at h1
    exact not_le_of_lt (dyadic_pos _ (Nat.le_of_ble_eq_true hlow)) h1
  have htanh : (n + n + -m) / m = tanh (x / c.value R) := by
    have h1 := one_add_tanh (x / c.value R)
    rw [heq] at h1
    have h2 : tanh (x / c.value R) = 2 * (n / m) - 1 := by
      rw [← h1, add_sub_cancel_left]
    rw [h2, ← sub_eq_add_neg, sub_div, div_self hpos, add_div, two_mul]
  rw [htanh] at hq
  exact mul_holds (holds_ofNat c.scale c.mantissa) hq

end Cell

/-- A checked soft cap is one. -/
theorem checkSoftCap_sound {R : Type u} [ExpField R] {E : ExpTable} (he : E.check = true)
    {length dim q : Nat} {c : Dyadic} {A B : Box} {X : Nat → Vec R}
    (hx : A.Contains length dim X) (h : checkSoftCap E length dim q c A B = true) :
    B.Contains length dim fun t i => softCap (c.value R) (X t i) :=
  have ⟨hd, hc⟩ := Bool.and_eq_true_iff.mp h
  checkCells_sound (fun _ ht _ hi => Cell.softCap_holds he (hx.cell ht hi)
    (of_allBelow (of_allBelow hd ht) hi)) hc

end QuantCert
