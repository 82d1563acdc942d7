prelude
import QuantCert.Cert.Prompt.Quotient
import QuantCert.Spec.Prompt.Columns

/-!
# The exponential of a negative number, bit by bit

`exp (-A / 2^p)` is the product of the constants `exp (-2^(i-p))` over the bits `i` of `A` that are
set; what the lowest bits add up to is small, and `1 - t` serves. Products are rounded downward, and
each step adds one unit and the error of its constant to the error.

## Main definitions
* `Factors p q ε cs n`: the numbers `cs` are these constants for the bits `n - 1`, `n - 2`, …, up to
  `ε` units of `2^-q`.
* `expChain p q A cs n`: the product.

## Main theorems
* `expChain_near`: the product is the exponential, up to its error.
-/

universe u

namespace QuantCert

/-- `1 - t`, with `t` the lowest `n` bits of `A` in units of `2^-p`. -/
def expTail (p q A n : Nat) : Nat :=
  Nat.sub (Nat.pow 2 q) (Nat.shiftRight (Nat.mul (Nat.mod A (Nat.pow 2 n)) (Nat.pow 2 q)) p)

/-- The product of the constants of the bits of `A` below `n` that are set, in units of `2^-q`. -/
noncomputable def expChain (p q A : Nat) (cs : Numbers) : Nat → Nat :=
  Numbers.rec (fun n => expTail p q A n)
    (fun c _ rest n => cond (Nat.beq (Nat.land (Nat.shiftRight A (Nat.pred n)) 1) 0)
      (rest (Nat.pred n)) (Nat.shiftRight (Nat.mul (rest (Nat.pred n)) c) q)) cs

variable {R : Type u} [ExpField R]

/-- The constants for the bits `n - 1`, `n - 2`, …, up to `ε` units of `2^-q`. -/
def Factors (R : Type u) [ExpField R] (p q ε : Nat) : Numbers → Nat → Prop
  | .nil, _ => True
  | .cons c rest, n => 0 < n ∧ (c ≤ 2 ^ q ∧
      (Near q c ε (exp (-dyadic p (2 ^ (n - 1) : Nat)) : R) ∧ Factors R p q ε rest (n - 1)))

/-- One, in units of `2^-q`. -/
theorem dyadic_two_pow (q : Nat) : dyadic (R := R) q (2 ^ q : Nat) = 1 := by
  have h := dyadic_mul_two_pow (R := R) 1 q
  rwa [Nat.one_mul] at h

/-- The exponential of a negative number of units is at most one. -/
theorem exp_neg_dyadic_le_one (p n : Nat) : exp (-dyadic p n : R) ≤ 1 := by
  rw [← exp_zero (R := R), exp_le_exp]
  exact neg_nonpos_of_nonneg (dyadic_natCast_nonneg p n)

/-- `1 - t ≤ exp (-t) ≤ 1 - t + t²` for `t ≥ 0`. -/
theorem exp_neg_near {t : R} (h : 0 ≤ t) : abs (exp (-t) - (1 - t)) ≤ t * t := by
  have hlow : 1 - t ≤ exp (-t) := by
    have h1 := one_add_le_exp (-t)
    rwa [← sub_eq_add_neg] at h1
  have hpos : 0 < 1 + t := add_pos_of_pos_of_nonneg zero_lt_one h
  have hup : exp (-t) ≤ 1 - t + t * t := by
    refine le_of_mul_le_mul_right (c := 1 + t) ?_ hpos
    have h1 : exp (-t) * (1 + t) ≤ 1 := by
      have h2 := mul_le_mul_of_nonneg_left (one_add_le_exp t) (le_of_lt (exp_pos (-t)))
      rwa [mul_comm (exp (-t)) (exp t), exp_mul_exp_neg] at h2
    refine le_trans h1 (le_of_sub_eq (c := t * t * t) ?_ (mul_nonneg (mul_nonneg h h) h))
    exact ring_eq [t] (by decide +kernel)
  rw [abs_of_nonneg (sub_nonneg.mpr hlow)]
  rw [sub_le_iff_le_add, add_comm]
  exact hup

/-- A product of numbers between zero and one, each known up to an error, rounded downward. -/
theorem product_near {q a c e ε : Nat} {x y : R} (hx : Near q (a : Int) e x)
    (hy : Near q (c : Int) ε y) (hx0 : 0 ≤ x) (hx1 : x ≤ 1) (hc : c ≤ 2 ^ q) :
    Near q ((a * c / 2 ^ q : Nat) : Int) (e + ε + 1) (x * y) := by
  have hpos := Nat.two_pow_pos q
  have hone := dyadic_two_pow (R := R) q
  have hfloor : abs (dyadic (R := R) q a * dyadic q c - dyadic q (a * c / 2 ^ q : Nat)) ≤
      dyadic q (1 : Nat) := by
    have hmod := Nat.mod_lt (a * c) hpos
    have hdiv := Nat.div_add_mod (a * c) (2 ^ q)
    have hscale : dyadic (R := R) q (a * c / 2 ^ q : Nat) =
        dyadic (q + q) (((a * c / 2 ^ q : Nat) : Int) * (2 ^ q : Nat)) := (dyadic_scale q q _).symm
    have hunit : dyadic (R := R) q (1 : Nat) = dyadic (q + q) (((1 : Nat) : Int) * (2 ^ q : Nat)) :=
      (dyadic_scale q q _).symm
    rw [← dyadic_mul, hscale, hunit, ← dyadic_sub, abs_dyadic_le, ← Int.natCast_mul,
      ← Int.natCast_mul, ← Int.natCast_mul, Nat.one_mul]
    rw [Nat.mul_comm] at hdiv
    generalize a * c = m at *
    omega
  have hsplit : x * y - dyadic q (a * c / 2 ^ q : Nat) = x * (y - dyadic q c) +
      ((x - dyadic q a) * dyadic q c +
        (dyadic q a * dyadic q c - dyadic q (a * c / 2 ^ q : Nat))) := by
    generalize dyadic (R := R) q (a * c / 2 ^ q : Nat) = f
    exact ring_eq [x, y, dyadic q a, dyadic q c, f] (by decide +kernel)
  have hc1 : abs (dyadic (R := R) q c) ≤ 1 := by
    rw [abs_of_nonneg (dyadic_natCast_nonneg q c), ← hone]
    exact dyadic_le (Int.ofNat_le.mpr hc)
  have hx1' : abs x ≤ 1 := by rwa [abs_of_nonneg hx0]
  have h1 := abs_mul_le hx1' hy
  have h2 := abs_mul_le hx hc1
  rw [one_mul] at h1
  rw [mul_one] at h2
  have hsum : dyadic (R := R) q ((e + ε + 1 : Nat) : Int) =
      dyadic q ε + (dyadic q e + dyadic q (1 : Nat)) := by
    rw [Int.natCast_add, Int.natCast_add, dyadic_add, dyadic_add, add_comm (dyadic q (e : Int)),
      add_assoc]
  unfold Near
  rw [hsplit, hsum]
  exact le_trans (abs_add_le _ _) (add_le_add h1
    (le_trans (abs_add_le _ _) (add_le_add h2 hfloor)))

/-- The lowest bits contribute `1 - t`, up to `t²` and a unit. -/
theorem expTail_near {p q A n e : Nat} (hn : n ≤ p)
    (he : 2 ^ (q + n + n) ≤ e * 2 ^ (p + p)) :
    Near q (expTail p q A n) (e + 1) (exp (-dyadic p (A % 2 ^ n : Nat)) : R) := by
  have hlt : A % 2 ^ n < 2 ^ n := Nat.mod_lt _ (Nat.two_pow_pos n)
  generalize hB : A % 2 ^ n = B at hlt
  have hBp : B ≤ 2 ^ p := Nat.le_trans (Nat.le_of_lt hlt) (Nat.pow_le_pow_right (by decide) hn)
  have htail : expTail p q A n = 2 ^ q - B * 2 ^ q / 2 ^ p := by
    show 2 ^ q - ((A % 2 ^ n) * 2 ^ q) >>> p = _
    rw [hB, Nat.shiftRight_eq_div_pow]
  have hfl : B * 2 ^ q / 2 ^ p ≤ 2 ^ q := by
    refine Nat.le_of_lt_succ ((Nat.div_lt_iff_lt_mul (Nat.two_pow_pos p)).mpr ?_)
    have h1 := Nat.mul_le_mul_right (2 ^ q) hBp
    have h2 := Nat.two_pow_pos p
    rw [Nat.succ_mul, Nat.mul_comm (2 ^ q)]
    omega
  have hfloor : abs (dyadic (R := R) q (B * 2 ^ q / 2 ^ p : Nat) - dyadic p B) ≤
      dyadic q (1 : Nat) := by
    have hmod := Nat.mod_lt (B * 2 ^ q) (Nat.two_pow_pos p)
    have hdiv := Nat.div_add_mod (B * 2 ^ q) (2 ^ p)
    have h1 : dyadic (R := R) q (B * 2 ^ q / 2 ^ p : Nat) =
        dyadic (q + p) (((B * 2 ^ q / 2 ^ p : Nat) : Int) * (2 ^ p : Nat)) :=
      (dyadic_scale q p _).symm
    have h2 : dyadic (R := R) p B = dyadic (q + p) ((B : Int) * (2 ^ q : Nat)) := by
      rw [Nat.add_comm]
      exact (dyadic_scale p q _).symm
    have h3 : dyadic (R := R) q (1 : Nat) = dyadic (q + p) (((1 : Nat) : Int) * (2 ^ p : Nat)) :=
      (dyadic_scale q p _).symm
    rw [h1, h2, h3, ← dyadic_sub, abs_dyadic_le, ← Int.natCast_mul, ← Int.natCast_mul,
      ← Int.natCast_mul, Nat.one_mul]
    rw [Nat.mul_comm] at hdiv
    generalize B * 2 ^ q = m at *
    omega
  have ht : (0 : R) ≤ dyadic p B := dyadic_natCast_nonneg p B
  have hsq : dyadic (R := R) p B * dyadic p B ≤ dyadic q e := by
    have hnat : B * B * 2 ^ q ≤ e * 2 ^ (p + p) := by
      refine Nat.le_trans ?_ he
      have h1 := Nat.mul_le_mul (Nat.le_of_lt hlt) (Nat.le_of_lt hlt)
      have h2 := Nat.mul_le_mul_right (2 ^ q) h1
      rwa [← Nat.pow_add, ← Nat.pow_add, Nat.add_comm (n + n) q, ← Nat.add_assoc] at h2
    have h1 : dyadic (R := R) (p + p) (B * B : Nat) =
        dyadic (p + p + q) (((B * B : Nat) : Int) * (2 ^ q : Nat)) := (dyadic_scale _ _ _).symm
    have h2 : dyadic (R := R) q e = dyadic (p + p + q) ((e : Int) * (2 ^ (p + p) : Nat)) := by
      rw [Nat.add_comm]
      exact (dyadic_scale q (p + p) _).symm
    rw [← dyadic_mul, ← Int.natCast_mul, h1, h2, ← Int.natCast_mul, ← Int.natCast_mul]
    exact dyadic_le (Int.ofNat_le.mpr hnat)
  have hmid : dyadic (R := R) q (expTail p q A n : Nat) =
      1 - dyadic q (B * 2 ^ q / 2 ^ p : Nat) := by
    rw [htail, Int.natCast_sub hfl, dyadic_sub, dyadic_two_pow]
  have hsplit : exp (-dyadic p B : R) - (1 - dyadic q (B * 2 ^ q / 2 ^ p : Nat)) =
      (exp (-dyadic p B) - (1 - dyadic p B)) +
        (dyadic q (B * 2 ^ q / 2 ^ p : Nat) - dyadic p B) := by
    generalize dyadic (R := R) q (B * 2 ^ q / 2 ^ p : Nat) = f
    generalize exp (-dyadic p B : R) = g
    exact ring_eq [g, f, dyadic p B] (by decide +kernel)
  unfold Near
  rw [hmid, hsplit, Int.natCast_add, dyadic_add]
  exact le_trans (abs_add_le _ _) (add_le_add (le_trans (exp_neg_near ht) hsq) hfloor)

/-- The lowest `n + 1` bits are bit `n` and the lowest `n`. -/
theorem mod_two_pow_succ' (A n : Nat) : A % 2 ^ (n + 1) = A % 2 ^ n + 2 ^ n * (A / 2 ^ n % 2) := by
  rw [Nat.pow_succ, Nat.mod_mul]

/-- The product is the exponential of the lowest `n` bits, up to its error. -/
theorem expChain_near {p q ε e A : Nat} : ∀ {cs : Numbers} {n : Nat},
    Factors R p q ε cs n → n - cs.count ≤ p →
    2 ^ (q + (n - cs.count) + (n - cs.count)) ≤ e * 2 ^ (p + p) →
    Near q (expChain p q A cs n) (e + 1 + cs.count * (ε + 1))
      (exp (-dyadic p (A % 2 ^ n : Nat)) : R)
  | .nil, n, _, hn, he => by
    have hzero : Numbers.count .nil = 0 := rfl
    rw [hzero, Nat.sub_zero] at hn he
    rw [hzero, Nat.zero_mul, Nat.add_zero]
    exact expTail_near hn he
  | .cons c rest, n, hf, hn, he => by
    obtain ⟨hn0, hc, hnear, hrest⟩ := hf
    obtain ⟨m, rfl⟩ := Nat.exists_eq_add_one_of_ne_zero (Nat.ne_of_gt hn0)
    rw [Nat.add_sub_cancel] at hnear hrest
    have hcount : Numbers.count (.cons c rest) = rest.count + 1 := rfl
    rw [hcount, Nat.add_sub_add_right] at hn he
    have ih := expChain_near (A := A) hrest hn he
    rw [hcount, Nat.add_mul, Nat.one_mul]
    have hbit : (A >>> m) &&& 1 = A / 2 ^ m % 2 := by
      have h := Nat.and_two_pow_sub_one_eq_mod (A >>> m) 1
      rw [Nat.shiftRight_eq_div_pow] at h ⊢
      exact h
    show Near q ((bif Nat.beq ((A >>> m) &&& 1) 0 then expChain p q A rest m
      else (expChain p q A rest m * c) >>> q : Nat) : Int) _ _
    rw [hbit, mod_two_pow_succ']
    rcases Nat.mod_two_eq_zero_or_one (A / 2 ^ m) with h0 | h1
    · rw [h0, Nat.mul_zero, Nat.add_zero]
      refine le_trans ih (dyadic_le (Int.ofNat_le.mpr ?_))
      omega
    · rw [h1, Nat.mul_one]
      show Near q (((expChain p q A rest m * c) >>> q : Nat) : Int) _ _
      rw [Nat.shiftRight_eq_div_pow, Int.natCast_add, dyadic_add, neg_add, exp_add]
      have hp := product_near ih hnear (le_of_lt (exp_pos _)) (exp_neg_dyadic_le_one p _) hc
      refine le_trans hp (dyadic_le (Int.ofNat_le.mpr ?_))
      omega

end QuantCert
