prelude
import QuantCert.Algebra.ExpField
import QuantCert.Cert.Prompt.Cell

/-!
# Claimed quotients and inverse roots

A quotient or a root is not computed but claimed, and multiplied out.

## Main definitions
* `Cell.upper`, `Cell.lower`: the ends of the interval, zero where they are negative.
* `Cell.checkQuotient q N D d`: whether `d`, in units of `2^-q`, contains `N / D`.
* `Cell.checkInvRoot n P q S h`: whether `h`, in units of `2^-q`, contains `1 / √(S / n)`.

## Main theorems
* `Cell.quotient_holds`, `Cell.invRoot_holds`: claims that pass are true.
-/

universe u

namespace QuantCert.Cell

/-- No number that is enclosed is larger. -/
def upper (c : Cell) : Nat := Nat.sub (Nat.add c.pos c.rad) c.neg

/-- If this is positive, no number that is enclosed is smaller. -/
def lower (c : Cell) : Nat := Nat.sub c.pos (Nat.add c.neg c.rad)

section
variable {R : Type u} [OrderedField R] {p : Nat} {c : Cell} {x : R}

/-- The natural number `n`. -/
theorem holds_natCast (n : Nat) : (ofNat n).Holds 0 (natCast n : R) := by
  have h := holds_ofNat (R := R) 0 n
  rwa [show dyadic 0 (n : Int) = (natCast n : R) from div_one _] at h

/-- A number that is enclosed is not larger than the upper end. -/
theorem le_upper (h : c.Holds p x) : x ≤ dyadic p c.upper := by
  have hx := (abs_le.mp h).2
  rw [sub_le_iff_le_add, ← dyadic_add] at hx
  refine le_trans hx (dyadic_le ?_)
  show (c.rad : Int) + ((c.pos : Int) - c.neg) ≤ ((c.pos + c.rad - c.neg : Nat) : Int)
  omega

/-- A number that is enclosed is not smaller than the lower end. -/
theorem lower_le (h : c.Holds p x) (hc : 0 < c.lower) : dyadic p c.lower ≤ x := by
  have hx := (abs_le.mp h).1
  rw [← dyadic_neg, le_sub_iff_add_le, ← dyadic_add] at hx
  refine le_trans (dyadic_le ?_) hx
  have hc' : 0 < c.pos - (c.neg + c.rad) := hc
  show ((c.pos - (c.neg + c.rad) : Nat) : Int) ≤ -(c.rad : Int) + ((c.pos : Int) - c.neg)
  omega

/-- The absolute value of what is enclosed. -/
theorem abs_le_of_holds (h : c.Holds p x) : abs x ≤ dyadic p (c.size + c.rad : Nat) := by
  rw [Int.natCast_add, dyadic_add, ← natAbs_mid, ← abs_dyadic]
  have hx := abs_add_le (dyadic p c.mid) (x - dyadic p c.mid)
  rw [add_sub_cancel] at hx
  exact le_trans hx (add_le_add (le_refl _) h)

/-- Both ends of an interval around the midpoint enclose. -/
theorem holds_of_between (hlo : dyadic p (c.mid - c.rad) ≤ x) (hhi : x ≤ dyadic p (c.mid + c.rad)) :
    c.Holds p x := by
  rw [dyadic_sub] at hlo
  rw [dyadic_add, add_comm] at hhi
  refine abs_le.mpr ⟨?_, sub_le_iff_le_add.mpr hhi⟩
  rw [le_sub_iff_add_le, add_comm, ← sub_eq_add_neg]
  exact hlo

end

/-- Whether `d`, in units of `2^-q`, contains the quotient of what `N` and `D` enclose. -/
def checkQuotient (q : Nat) (N D d : Cell) : Bool :=
  Nat.blt 0 D.lower && Nat.ble (Nat.add (size ((N.shift q).add (d.exact.mul D).neg'))
    (rad ((N.shift q).add (d.exact.mul D).neg'))) (Nat.mul d.rad D.lower)

/-- A claimed quotient that passes is one. -/
theorem quotient_holds {R : Type u} [OrderedField R] {p q : Nat} {N D d : Cell} {x y : R}
    (hx : N.Holds p x) (hy : D.Holds p y) (h : checkQuotient q N D d = true) :
    0 < y ∧ d.Holds q (x / y) := by
  have ⟨hpos, hle⟩ := Bool.and_eq_true_iff.mp h
  have hpos' : 0 < D.lower := Nat.le_of_ble_eq_true hpos
  have hlow := lower_le hy hpos'
  have hy0 : 0 < y := lt_of_lt_of_le (dyadic_pos p hpos') hlow
  have hprod : (d.exact.mul D).Holds (p + q) (dyadic q d.mid * y) :=
    Nat.add_comm q p ▸ mul_holds (holds_exact q d) hy
  have hdiff := abs_le_of_holds (sub_holds (shift_holds q hx) hprod)
  have hbound : dyadic (R := R) (p + q) (((N.shift q).add (d.exact.mul D).neg').size +
      ((N.shift q).add (d.exact.mul D).neg').rad : Nat) ≤ dyadic (q + p) (d.rad * D.lower : Nat) := by
    rw [Nat.add_comm q p]
    exact dyadic_le (Int.ofNat_le.mpr (Nat.le_of_ble_eq_true hle))
  rw [Int.natCast_mul, dyadic_mul] at hbound
  refine ⟨hy0, le_of_mul_le_mul_right (c := y) ?_ hy0⟩
  have habs : abs (x / y - dyadic q d.mid) * y = abs (x - dyadic q d.mid * y) := by
    rw [← abs_of_nonneg (le_of_lt hy0), ← abs_mul, abs_of_nonneg (le_of_lt hy0), sub_mul,
      div_mul_cancel x (ne_of_gt hy0)]
  rw [habs]
  exact le_trans hdiff (le_trans hbound
    (mul_le_mul_of_nonneg_left hlow (dyadic_natCast_nonneg q d.rad)))

/-- Whether `h`, in units of `2^-q`, contains `1 / √(S / n)`, with `S` in units of `2^-p`. -/
def checkInvRoot (n p q : Nat) (S h : Cell) : Bool :=
  Nat.blt 0 S.lower && (Nat.ble (Nat.add h.neg h.rad) h.pos &&
  (Nat.ble (Nat.mul (Nat.mul h.lower h.lower) S.upper)
    (Nat.mul n (Nat.pow 2 (Nat.add (Nat.add q q) p))) &&
  Nat.ble (Nat.mul n (Nat.pow 2 (Nat.add (Nat.add q q) p)))
    (Nat.mul (Nat.mul h.upper h.upper) S.lower)))

/-- A claimed inverse root that passes is one. -/
theorem invRoot_holds {R : Type u} [ExpField R] {n p q : Nat} {S h : Cell} {v : R}
    (hS : S.Holds p (natCast n * v)) (hc : checkInvRoot n p q S h = true) :
    0 < v ∧ h.Holds q (1 / sqrt v) := by
  simp only [checkInvRoot, Bool.and_eq_true_iff] at hc
  obtain ⟨hpos, hneg, hlo, hhi⟩ := hc
  have hpos' : 0 < S.lower := Nat.le_of_ble_eq_true hpos
  have hneg' : h.neg + h.rad ≤ h.pos := Nat.le_of_ble_eq_true hneg
  have hlow := lower_le hS hpos'
  have hup := le_upper hS
  have hnv : 0 < natCast n * v := lt_of_lt_of_le (dyadic_pos p hpos') hlow
  have hv : 0 < v := lt_of_not_le fun hle => not_le_of_lt hnv (by
    have h0 := mul_le_mul_of_nonneg_left hle (natCast_nonneg (R := R) n)
    rwa [mul_zero] at h0)
  have hn : (0 : R) < natCast n := lt_of_le_of_ne (natCast_nonneg n) fun h0 => by
    rw [← h0, zero_mul] at hnv
    exact lt_irrefl _ hnv
  have hs : 0 < sqrt v := sqrt_pos hv
  have hss := mul_self_sqrt (le_of_lt hv)
  have scaled : ∀ a : R, natCast n * (a * sqrt v * (a * sqrt v)) = a * a * (natCast n * v) :=
    fun a => by
      have h : ∀ m : R, m * (a * sqrt v * (a * sqrt v)) = a * a * (m * (sqrt v * sqrt v)) :=
        fun m => ring_eq [m, a, sqrt v] (by decide +kernel)
      rw [h, hss]
  have lower_side : dyadic q h.lower * sqrt v ≤ 1 := by
    refine le_of_mul_self_le_mul_self ?_ zero_le_one
    refine le_of_mul_le_mul_left (c := natCast n) ?_ hn
    have hle : dyadic (R := R) (q + q + p) (h.lower * h.lower * S.upper : Nat) ≤
        dyadic (q + q + p) (n * 2 ^ (q + q + p) : Nat) :=
      dyadic_le (Int.ofNat_le.mpr (Nat.le_of_ble_eq_true hlo))
    rw [dyadic_mul_two_pow, Int.natCast_mul, Int.natCast_mul, dyadic_mul, dyadic_mul] at hle
    rw [scaled, mul_one, mul_one]
    exact le_trans (mul_le_mul_of_nonneg_left hup (mul_self_nonneg _)) hle
  have upper_side : 1 ≤ dyadic q h.upper * sqrt v := by
    refine le_of_mul_self_le_mul_self ?_
      (mul_nonneg (dyadic_natCast_nonneg q _) (le_of_lt hs))
    refine le_of_mul_le_mul_left (c := natCast n) ?_ hn
    have hle : dyadic (R := R) (q + q + p) (n * 2 ^ (q + q + p) : Nat) ≤
        dyadic (q + q + p) (h.upper * h.upper * S.lower : Nat) :=
      dyadic_le (Int.ofNat_le.mpr (Nat.le_of_ble_eq_true hhi))
    rw [dyadic_mul_two_pow, Int.natCast_mul, Int.natCast_mul, dyadic_mul, dyadic_mul] at hle
    rw [scaled, mul_one, mul_one]
    exact le_trans hle (mul_le_mul_of_nonneg_left hlow (mul_self_nonneg _))
  refine ⟨hv, holds_of_between ?_ ?_⟩
  · rw [le_div_iff hs]
    refine le_trans (le_of_eq ?_) lower_side
    refine congrArg (fun m => dyadic q m * sqrt v) ?_
    show ((h.pos : Int) - h.neg) - h.rad = ((h.pos - (h.neg + h.rad) : Nat) : Int)
    omega
  · rw [div_le_iff hs]
    refine le_trans upper_side (le_of_eq ?_)
    refine congrArg (fun m => dyadic q m * sqrt v) ?_
    show ((h.pos + h.rad - h.neg : Nat) : Int) = ((h.pos : Int) - h.neg) + h.rad
    omega

end QuantCert.Cell
