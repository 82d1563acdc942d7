prelude
import QuantCert.Algebra.Real.Complete
import QuantCert.Algebra.Real.ExpApprox

/-!
# The exponential function from least upper bounds

In a complete ordered field the exponential of `a` is the least upper bound of the powers of
`1 + a / 2^n` with the exponents `2^n`.

## Main theorems
* `Complete.exists_exp`: there is a function with the two laws of the exponential.
-/

universe u

namespace QuantCert

variable {R : Type u} [OrderedField R]

/-- An approximation of the exponential of `a` from below. -/
def ExpBelow (a x : R) : Prop := ∃ n, abs a < 2 ^ n ∧ x = expApprox n a

/-- Approximations are positive. -/
theorem ExpBelow.pos {a x : R} : ExpBelow a x → 0 < x := fun ⟨_, hn, e⟩ => e ▸ expApprox_pos hn

/-- `e` is the exponential of `a`. -/
abbrev IsExp (a e : R) : Prop := IsSup (ExpBelow a) e

namespace IsExp

/-- The exponential is at least every approximation. -/
theorem approx_le {a e : R} (he : IsExp a e) {n : Nat} (hn : abs a < 2 ^ n) : expApprox n a ≤ e :=
  he.upper _ ⟨n, hn, rfl⟩

/-- The exponential lies above its tangent at zero. -/
theorem one_add_le (hR : Complete R) {a e : R} (he : IsExp a e) : 1 + a ≤ e :=
  have ⟨n, hn⟩ := hR.exists_lt_two_pow (abs a)
  le_trans (one_add_le_expApprox (hn n (Nat.le_refl n))) (he.approx_le (hn n (Nat.le_refl n)))

/-- The exponential is positive. -/
theorem pos (hR : Complete R) {a e : R} (he : IsExp a e) : 0 < e :=
  have ⟨n, hn⟩ := hR.exists_lt_two_pow (abs a)
  lt_of_lt_of_le (expApprox_pos (hn n (Nat.le_refl n))) (he.approx_le (hn n (Nat.le_refl n)))

/-- A bound of the products of late approximations bounds the product of the exponentials. -/
theorem mul_le_of_approx (hR : Complete R) {a b c e f : R} (he : IsExp a e) (hf : IsExp b f)
    (hc : 0 ≤ c) (N : Nat) (h : ∀ n, N ≤ n → abs a < 2 ^ n → abs b < 2 ^ n →
      expApprox n a * expApprox n b ≤ c) : e * f ≤ c := by
  refine IsSup.mul_le he hf (le_of_lt (hf.pos hR)) hc (fun _ hx => le_of_lt hx.pos) ?_
  intro x y ⟨m, hm, ex⟩ ⟨n, hn, ey⟩
  have hmk : m ≤ N + (m + n) := by omega
  have hnk : n ≤ N + (m + n) := by omega
  have ha := lt_of_lt_of_le hm (two_pow_le hmk)
  rw [ex, ey]
  exact le_trans
    (mul_le_mul (expApprox_le hm hmk) (expApprox_le hn hnk) (le_of_lt (expApprox_pos hn))
      (le_of_lt (expApprox_pos ha)))
    (h _ (Nat.le_add_right N _) ha (lt_of_lt_of_le hn (two_pow_le hnk)))

/-- The exponentials of an element and of its negative multiply to one. -/
theorem mul_neg (hR : Complete R) {a e e' : R} (he : IsExp a e) (he' : IsExp (-a) e') :
    e * e' = 1 := by
  have ⟨N, hN⟩ := hR.exists_lt_two_pow (abs a)
  refine le_antisymm
    (he.mul_le_of_approx hR he' zero_le_one 0 fun n _ h _ => expApprox_mul_neg_le h)
    (hR.le_of_forall (c := a * a) N fun n hn => ?_)
  have h := hN n hn
  have h' : abs (-a) < 2 ^ n := abs_neg a ▸ h
  refine le_trans (mul_le_mul_of_nonneg_right ?_ (le_of_lt (two_pow_pos n)))
    (expApprox_mul_neg_ge h)
  exact sub_le_sub (le_refl 1) (mul_le_mul (he.approx_le h) (he'.approx_le h')
    (le_of_lt (expApprox_pos h')) (le_of_lt (he.pos hR)))

/-- For `a` and `b` with a product of at most zero: `exp a * exp b ≤ exp (a + b)`. -/
theorem mul_le_add (hR : Complete R) {a b e f g : R} (he : IsExp a e) (hf : IsExp b f)
    (hg : IsExp (a + b) g) (hab : a * b ≤ 0) : e * f ≤ g :=
  have ⟨N, hN⟩ := hR.exists_lt_two_pow (abs (a + b))
  he.mul_le_of_approx hR hf (le_of_lt (hg.pos hR)) N fun n hn ha hb =>
    le_trans (expApprox_mul_le ha hb hab) (hg.approx_le (hN n hn))

/-- For `a` and `b` with a product of at least zero: `exp (a + b) ≤ exp a * exp b`. -/
theorem add_le_mul (hR : Complete R) {a b e f g : R} (he : IsExp a e) (hf : IsExp b f)
    (hg : IsExp (a + b) g) (hab : 0 ≤ a * b) : g ≤ e * f := by
  have ⟨M, hM⟩ := hR.exists_lt_two_pow (abs a)
  have ⟨N, hN⟩ := hR.exists_lt_two_pow (abs b)
  refine hg.least _ fun x ⟨k, hk, ex⟩ => ?_
  have le : k ≤ k + (M + N) := Nat.le_add_right _ _
  have ha := hM (k + (M + N)) (by omega)
  have hb := hN (k + (M + N)) (by omega)
  rw [ex]
  calc expApprox k (a + b)
    _ ≤ expApprox (k + (M + N)) (a + b) := expApprox_le hk le
    _ ≤ _ := le_expApprox_mul (lt_of_lt_of_le hk (two_pow_le le)) hab
    _ ≤ e * f := mul_le_mul (he.approx_le ha) (hf.approx_le hb) (le_of_lt (expApprox_pos hb))
      (le_of_lt (he.pos hR))

end IsExp

/-- Positive elements are equal if one is at most the other and so are their inverses. -/
private theorem eq_of_le_of_inverses {x y x' y' : R} (hx : x * x' = 1) (hy : y * y' = 1)
    (px : 0 ≤ x) (py : 0 ≤ y) (h : x ≤ y) (h' : x' ≤ y') : x = y :=
  le_antisymm h (calc
    y = y * (x * x') := by rw [hx, mul_one]
    _ ≤ y * (x * y') := mul_le_mul_of_nonneg_left (mul_le_mul_of_nonneg_left h' px) py
    _ = x * (y * y') := mul_left_comm y x y'
    _ = x := by rw [hy, mul_one])

/-- Every element has an exponential. -/
theorem Complete.exists_isExp (hR : Complete R) (a : R) : ∃ e, IsExp a e := by
  have ⟨N, hN⟩ := hR.exists_lt_two_pow (abs a)
  refine hR _ ⟨_, N, hN N (Nat.le_refl N), rfl⟩ ⟨1 / expApprox N (-a), fun x ⟨n, hn, ex⟩ => ?_⟩
  have h := hN (N + n) (Nat.le_add_right N n)
  have h' : abs (-a) < 2 ^ N := abs_neg a ▸ hN N (Nat.le_refl N)
  rw [ex, le_div_iff (expApprox_pos h')]
  exact le_trans (mul_le_mul (expApprox_le hn (Nat.le_add_left n N))
    (expApprox_le h' (Nat.le_add_right N n)) (le_of_lt (expApprox_pos h'))
    (le_of_lt (expApprox_pos h))) (expApprox_mul_neg_le h)

/-- There is a function with the two laws of the exponential. -/
theorem Complete.exists_exp (hR : Complete R) : ∃ exp : R → R,
    (∀ a b, exp (a + b) = exp a * exp b) ∧ ∀ a, 1 + a ≤ exp a := by
  let exp : R → R := fun a => Classical.choose (hR.exists_isExp a)
  have spec : ∀ a, IsExp a (exp a) := fun a => Classical.choose_spec (hR.exists_isExp a)
  have pos : ∀ a, 0 ≤ exp a := fun a => le_of_lt ((spec a).pos hR)
  have inverse : ∀ a, exp a * exp (-a) = 1 := fun a => (spec a).mul_neg hR (spec (-a))
  have inverses : ∀ a b, exp a * exp b * (exp (-a) * exp (-b)) = 1 := fun a b => by
    rw [mul_mul_mul_comm, inverse, inverse, mul_one]
  refine ⟨exp, fun a b => ?_, fun a => (spec a).one_add_le hR⟩
  have neg : IsExp (-a + -b) (exp (-(a + b))) := neg_add a b ▸ spec (-(a + b))
  cases le_total 0 (a * b) with
  | inl h =>
    exact eq_of_le_of_inverses (inverse _) (inverses a b) (pos _)
      (mul_nonneg (pos a) (pos b)) ((spec a).add_le_mul hR (spec b) (spec (a + b)) h)
      ((spec (-a)).add_le_mul hR (spec (-b)) neg (neg_mul_neg a b ▸ h))
  | inr h =>
    exact (eq_of_le_of_inverses (inverses a b) (inverse _) (mul_nonneg (pos a) (pos b))
      (pos _) ((spec a).mul_le_add hR (spec b) (spec (a + b)) h)
      ((spec (-a)).mul_le_add hR (spec (-b)) neg (neg_mul_neg a b ▸ h))).symm

end QuantCert
