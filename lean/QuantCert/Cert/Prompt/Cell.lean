prelude
import QuantCert.Algebra.RingNorm
import QuantCert.Cert.Digits.Loop
import QuantCert.Spec.Prompt.Enclosure
import QuantCert.Thm.Digits.Absolute
import QuantCert.Thm.Row.Dyadic

/-!
# Arithmetic with enclosures of one number

A midpoint is held as the difference of two natural numbers, so that sums and products need no case
distinction. Nothing is rounded but by `Cell.round` and by the comparison with what is claimed.

## Main definitions
* `Cell`, `Cell.Holds p c x`: the midpoint `pos - neg` and the radius `rad`, in units of `2^-p`.
* `Cell.add`, `Cell.addAt`, `Cell.neg'`, `Cell.mul`, `Cell.shift`, `Cell.round`,
  `Cell.convert`: arithmetic.
* `Cell.sum n f`: the sum of `n` cells.
* `Cell.covers s c d`: whether `d`, in units `2^s` times as large, contains `c`.

## Main theorems
* `Cell.add_holds`, `Cell.mul_holds`, …, `Cell.of_covers`: they enclose what they say.
-/

universe u

namespace QuantCert

open Digits

section
variable {R : Type u} [OrderedField R]

/-- A natural number of units is not negative. -/
theorem dyadic_natCast_nonneg (p n : Nat) : (0 : R) ≤ dyadic p n := Dyadic.value_nonneg ⟨n, p⟩

/-- A positive number of units is positive. -/
theorem dyadic_pos (p : Nat) {n : Nat} (h : 0 < n) : (0 : R) < dyadic p n := by
  unfold dyadic
  rw [intCast_natCast]
  exact div_pos (natCast_pos h) (two_pow_pos p)

/-- `n` in units of `2^-p`. -/
theorem dyadic_mul_two_pow (n p : Nat) : dyadic (R := R) p (n * 2 ^ p : Nat) = natCast n := by
  unfold dyadic
  rw [intCast_natCast, natCast_mul, natCast_two_pow, mul_div_cancel _ (two_pow_ne_zero p)]

end

/-- An enclosure of one number. -/
structure Cell where
  /-- The midpoint is `pos - neg`. -/
  pos : Nat
  /-- See `pos`. -/
  neg : Nat
  /-- The radius. -/
  rad : Nat

namespace Cell

/-- The midpoint. -/
def mid (c : Cell) : Int := (c.pos : Int) - c.neg

/-- The absolute value of the midpoint. -/
def size (c : Cell) : Nat := Nat.add (Nat.sub c.pos c.neg) (Nat.sub c.neg c.pos)

/-- The sum. -/
def add (c d : Cell) : Cell := ⟨Nat.add c.pos d.pos, Nat.add c.neg d.neg, Nat.add c.rad d.rad⟩

/-- The negative. -/
def neg' (c : Cell) : Cell := ⟨c.neg, c.pos, c.rad⟩

/-- The product. -/
def mul (c d : Cell) : Cell where
  pos := Nat.add (Nat.mul c.pos d.pos) (Nat.mul c.neg d.neg)
  neg := Nat.add (Nat.mul c.pos d.neg) (Nat.mul c.neg d.pos)
  rad := Nat.add (Nat.mul c.size d.rad) (Nat.mul c.rad (Nat.add d.size d.rad))

/-- The same in units of `2^-s` times the size. -/
def shift (s : Nat) (c : Cell) : Cell :=
  ⟨Nat.shiftLeft c.pos s, Nat.shiftLeft c.neg s, Nat.shiftLeft c.rad s⟩

/-- The same in units `2^s` times as large, rounded outward. -/
def round (s : Nat) (c : Cell) : Cell :=
  ⟨Nat.shiftRight c.pos s, Nat.shiftRight c.neg s, Nat.add (Nat.shiftRight c.rad s) 2⟩

/-- What is in units of `2^-p`, in units of `2^-q`. -/
def convert (p q : Nat) (c : Cell) : Cell :=
  cond (Nat.ble p q) (c.shift (Nat.sub q p)) (c.round (Nat.sub p q))

/-- The number `n` exactly. -/
def ofNat (n : Nat) : Cell := ⟨n, 0, 0⟩

/-- The midpoint without a radius. -/
def exact (c : Cell) : Cell := ⟨c.pos, c.neg, 0⟩

/-- The sum of cells in units of `2^-p` and `2^-q`, in the finer of these units. -/
def addAt (p q : Nat) (c d : Cell) : Cell := (c.shift (Nat.sub q p)).add (d.shift (Nat.sub p q))

/-- The sum of the first `n` cells. -/
noncomputable def sum (n : Nat) (f : Nat → Cell) : Cell :=
  ⟨sumBelow n fun i => (f i).pos, sumBelow n fun i => (f i).neg, sumBelow n fun i => (f i).rad⟩

/-- Whether `d`, in units `2^s` times as large, contains what `c` encloses. -/
def covers (s : Nat) (c d : Cell) : Bool :=
  Nat.ble (Nat.add (size ⟨Nat.add c.pos (Nat.shiftLeft d.neg s),
    Nat.add c.neg (Nat.shiftLeft d.pos s), 0⟩) c.rad) (Nat.shiftLeft d.rad s)

/-- The size is the absolute value of the midpoint. -/
theorem natAbs_mid (c : Cell) : c.mid.natAbs = c.size := natAbs_sub_natCast c.pos c.neg

variable {R : Type u} [OrderedField R]

/-- The cell encloses `x`, in units of `2^-p`. -/
def Holds (p : Nat) (c : Cell) (x : R) : Prop := Near p c.mid c.rad x

/-- A number that is a midpoint. -/
theorem holds_exact (p : Nat) (c : Cell) : c.exact.Holds p (dyadic p c.mid : R) := by
  show abs (dyadic p c.mid - dyadic p c.mid : R) ≤ dyadic p ((0 : Nat) : Int)
  rw [sub_self, abs_zero]
  exact dyadic_natCast_nonneg p 0

/-- A natural number of units. -/
theorem holds_ofNat (p n : Nat) : (ofNat n).Holds p (dyadic p n : R) := by
  have h := holds_exact (R := R) p (ofNat n)
  rwa [show (ofNat n).mid = n from Int.sub_zero _] at h

/-- Zero, in any units. -/
theorem holds_zero (p : Nat) : (ofNat 0).Holds p (0 : R) := by
  have h := holds_ofNat (R := R) p 0
  rwa [show dyadic p ((0 : Nat) : Int) = (0 : R) from by unfold dyadic; rw [intCast_natCast, natCast_zero, zero_div]] at h

/-- Sums are enclosed. -/
theorem add_holds {p : Nat} {c d : Cell} {x y : R} (hx : c.Holds p x) (hy : d.Holds p y) :
    (c.add d).Holds p (x + y) := by
  have hmid : (c.add d).mid = c.mid + d.mid := by
    show ((c.pos + d.pos : Nat) : Int) - (c.neg + d.neg : Nat) = _
    unfold mid
    omega
  have hrad : (((c.add d).rad : Nat) : Int) = c.rad + d.rad := Int.natCast_add _ _
  unfold Holds Near
  rw [hmid, hrad, dyadic_add, dyadic_add, add_sub_add_comm]
  exact le_trans (abs_add_le _ _) (add_le_add hx hy)

/-- Negatives are enclosed. -/
theorem neg_holds {p : Nat} {c : Cell} {x : R} (hx : c.Holds p x) : c.neg'.Holds p (-x) := by
  have hmid : c.neg'.mid = -c.mid := by
    show (c.neg : Int) - c.pos = -(c.pos - c.neg)
    omega
  unfold Holds Near
  rw [hmid, dyadic_neg, ← abs_neg, neg_sub, sub_neg, add_comm, ← sub_neg, neg_neg]
  exact hx

/-- Differences are enclosed. -/
theorem sub_holds {p : Nat} {c d : Cell} {x y : R} (hx : c.Holds p x) (hy : d.Holds p y) :
    (c.add d.neg').Holds p (x - y) := by
  rw [sub_eq_add_neg]
  exact add_holds hx (neg_holds hy)

/-- Products are enclosed; their units are the product of the units. -/
theorem mul_holds {p q : Nat} {c d : Cell} {x y : R} (hx : c.Holds p x) (hy : d.Holds q y) :
    (c.mul d).Holds (p + q) (x * y) := by
  have hmid : (c.mul d).mid = c.mid * d.mid := by
    show ((c.pos * d.pos + c.neg * d.neg : Nat) : Int) - (c.pos * d.neg + c.neg * d.pos : Nat) =
      (c.pos - c.neg) * (d.pos - d.neg)
    rw [Int.sub_mul, Int.mul_sub, Int.mul_sub, Int.natCast_add, Int.natCast_add, Int.natCast_mul,
      Int.natCast_mul, Int.natCast_mul, Int.natCast_mul]
    omega
  have hrad : dyadic (R := R) (p + q) ((c.mul d).rad : Nat) =
      abs (dyadic p c.mid) * dyadic q d.rad +
        dyadic p c.rad * (abs (dyadic q d.mid) + dyadic q d.rad) := by
    show dyadic (p + q) ((c.size * d.rad + c.rad * (d.size + d.rad) : Nat) : Int) = _
    rw [Int.natCast_add, Int.natCast_mul, Int.natCast_mul, Int.natCast_add, dyadic_add, dyadic_mul,
      dyadic_mul, dyadic_add, abs_dyadic, abs_dyadic, natAbs_mid, natAbs_mid]
  have hsplit : x * y - dyadic p c.mid * dyadic q d.mid =
      dyadic p c.mid * (y - dyadic q d.mid) +
        (x - dyadic p c.mid) * (dyadic q d.mid + (y - dyadic q d.mid)) :=
    ring_eq [x, y, dyadic p c.mid, dyadic q d.mid] (by decide +kernel)
  unfold Holds Near
  rw [hmid, dyadic_mul, hrad, hsplit]
  refine le_trans (abs_add_le _ _) (add_le_add (abs_mul_le (le_refl _) hy) ?_)
  exact abs_mul_le hx (le_trans (abs_add_le _ _) (add_le_add (le_refl _) hy))

/-- Finer units change nothing. -/
theorem shift_holds {p : Nat} {c : Cell} {x : R} (s : Nat) (hx : c.Holds p x) :
    (c.shift s).Holds (p + s) x := by
  have hmid : (c.shift s).mid = c.mid * (2 ^ s : Nat) := by
    show ((c.pos <<< s : Nat) : Int) - (c.neg <<< s : Nat) = (c.pos - c.neg) * (2 ^ s : Nat)
    rw [Nat.shiftLeft_eq, Nat.shiftLeft_eq, Int.natCast_mul, Int.natCast_mul, Int.sub_mul]
  have hrad : ((c.shift s).rad : Int) = c.rad * (2 ^ s : Nat) := by
    show ((c.rad <<< s : Nat) : Int) = _
    rw [Nat.shiftLeft_eq, Int.natCast_mul]
  unfold Holds Near
  rw [hmid, hrad, dyadic_scale, dyadic_scale]
  exact hx

/-- Sums in different units are enclosed. -/
theorem addAt_holds {p q : Nat} {c d : Cell} {x y : R} (hx : c.Holds p x) (hy : d.Holds q y) :
    (addAt p q c d).Holds (p + (q - p)) (x + y) := by
  have h := shift_holds (p - q) hy
  rw [show q + (p - q) = p + (q - p) by omega] at h
  exact add_holds (shift_holds (q - p) hx) h

/-- What is enclosed by a cell is enclosed by one that lies around it. -/
theorem holds_of_le {p : Nat} {c d : Cell} {x : R} (hx : c.Holds p x)
    (h : (c.mid - d.mid).natAbs + c.rad ≤ d.rad) : d.Holds p x := by
  have hle : dyadic (R := R) p ((c.mid - d.mid).natAbs + c.rad : Nat) ≤ dyadic p d.rad :=
    dyadic_le (Int.ofNat_le.mpr h)
  rw [Int.natCast_add, dyadic_add, ← abs_dyadic, dyadic_sub] at hle
  refine le_trans (abs_sub_le x (dyadic p c.mid) _) (le_trans ?_ hle)
  rw [add_comm]
  exact add_le_add (le_refl _) hx

/-- A claim that covers what was computed is true. -/
theorem of_covers {q s : Nat} {c d : Cell} {x : R} (hx : c.Holds (q + s) x)
    (h : covers s c d = true) : d.Holds q x := by
  have h' := Nat.le_of_ble_eq_true h
  have hd : (d.shift s).Holds (q + s) x := by
    refine holds_of_le hx ?_
    show (((c.pos : Int) - c.neg) - ((d.pos <<< s : Nat) - (d.neg <<< s : Nat))).natAbs + c.rad ≤
      d.rad <<< s
    have h'' : (c.pos + d.neg <<< s - (c.neg + d.pos <<< s)) +
      (c.neg + d.pos <<< s - (c.pos + d.neg <<< s)) + c.rad ≤ d.rad <<< s := h'
    omega
  have hmid : (d.shift s).mid = d.mid * (2 ^ s : Nat) := by
    show ((d.pos <<< s : Nat) : Int) - (d.neg <<< s : Nat) = (d.pos - d.neg) * (2 ^ s : Nat)
    rw [Nat.shiftLeft_eq, Nat.shiftLeft_eq, Int.natCast_mul, Int.natCast_mul, Int.sub_mul]
  have hrad : ((d.shift s).rad : Int) = d.rad * (2 ^ s : Nat) := by
    show ((d.rad <<< s : Nat) : Int) = _
    rw [Nat.shiftLeft_eq, Int.natCast_mul]
  unfold Holds Near at hd ⊢
  rwa [hmid, hrad, dyadic_scale, dyadic_scale] at hd

/-- Rounding keeps what is enclosed. -/
theorem round_holds {p : Nat} {c : Cell} {x : R} (s : Nat) (hx : c.Holds (p + s) x) :
    (c.round s).Holds p x := by
  refine of_covers hx (Nat.ble_eq_true_of_le ?_)
  show (c.pos + (c.neg >>> s) <<< s - (c.neg + (c.pos >>> s) <<< s)) +
    (c.neg + (c.pos >>> s) <<< s - (c.pos + (c.neg >>> s) <<< s)) + c.rad ≤ (c.rad >>> s + 2) <<< s
  rw [Nat.shiftLeft_eq, Nat.shiftLeft_eq, Nat.shiftLeft_eq, Nat.shiftRight_eq_div_pow,
    Nat.shiftRight_eq_div_pow, Nat.shiftRight_eq_div_pow, Nat.add_mul]
  have hpos := Nat.two_pow_pos s
  have h1 := Nat.div_add_mod c.pos (2 ^ s)
  have h2 := Nat.div_add_mod c.neg (2 ^ s)
  have h3 := Nat.div_add_mod c.rad (2 ^ s)
  have m1 := Nat.mod_lt c.pos hpos
  have m2 := Nat.mod_lt c.neg hpos
  have m3 := Nat.mod_lt c.rad hpos
  rw [Nat.mul_comm] at h1 h2 h3
  omega

/-- Other units keep what is enclosed. -/
theorem convert_holds {p : Nat} {c : Cell} {x : R} (q : Nat) (hx : c.Holds p x) :
    (c.convert p q).Holds q x := by
  rcases Nat.lt_or_ge q p with hlt | hge
  · have hfalse : Nat.ble p q = false := Bool.eq_false_of_not_eq_true fun h =>
      Nat.not_le_of_lt hlt (Nat.le_of_ble_eq_true h)
    rw [convert, Bool.cond_neg hfalse]
    refine round_holds (p - q) ?_
    rwa [show q + (p - q) = p by omega]
  · rw [convert, Bool.cond_pos (Nat.ble_eq_true_of_le hge)]
    have h := shift_holds (q - p) hx
    rwa [show p + (q - p) = q by omega] at h

/-- Sums of several cells are enclosed. -/
theorem sum_holds {p n : Nat} {f : Nat → Cell} {x : Nat → R}
    (h : ∀ i, i < n → (f i).Holds p (x i)) : (sum n f).Holds p (QuantCert.sum n x) := by
  induction n with
  | zero => exact holds_zero p
  | succ n ih =>
    exact add_holds (ih fun i hi => h i (Nat.lt.step hi)) (h n (Nat.lt_succ_self n))

end Cell

end QuantCert
