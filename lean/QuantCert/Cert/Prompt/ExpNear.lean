prelude
import QuantCert.Cert.Prompt.ExpTable
import QuantCert.Spec.Activation.Silu

/-!
# The exponential of an enclosed number

## Main definitions
* `ExpTable.reach T r`: how far the exponential of a number of size `r` is from one, at most.
* `ExpTable.near T c`: the enclosure of `exp x`, where `c` encloses `x` and its midpoint is not
  positive.
* `ExpTable.domain T c`: whether the argument is in the range of the table.
* `ExpTable.sigmoid T c`: numerator and denominator of the logistic function.

## Main theorems
* `ExpTable.near_holds`, `ExpTable.sigmoid_holds`
-/

universe u

namespace QuantCert.ExpTable

/-- `r + 2 r^2`, rounded up: how far from one the exponential of a number of size `r ≤ 1/2` may be. -/
noncomputable def reach (T : ExpTable) (r : Nat) : Nat :=
  Nat.add r (Nat.shiftRight (Nat.add (Nat.mul (Nat.add r r) r) (Nat.sub (Nat.pow 2 T.argument) 1))
    T.argument)

/-- An exact number is not moved. -/
theorem reach_zero (T : ExpTable) : T.reach 0 = 0 := by
  show 0 + ((0 + 0) * 0 + (2 ^ T.argument - 1)) >>> T.argument = 0
  rw [Nat.mul_zero, Nat.zero_add, Nat.zero_add, Nat.shiftRight_eq_div_pow,
    Nat.div_eq_of_lt (Nat.sub_lt (Nat.two_pow_pos _) Nat.one_pos)]

/-- The enclosure of the exponential of what lies within `rad` of a number with the exponential
`value`. -/
noncomputable def nearWith (T : ExpTable) (rad value : Nat) : Cell where
  pos := value
  neg := 0
  rad := Nat.succ (Nat.add T.error (Nat.shiftRight (Nat.mul (T.reach rad)
    (Nat.add value T.error)) T.argument))

/-- The enclosure of `exp x`. -/
noncomputable def near (T : ExpTable) (c : Cell) : Cell :=
  T.nearWith c.rad (T.cell (Nat.sub c.neg c.pos)).pos

/-- Whether the midpoint is not positive, in the range of the table, and the radius at most `1/2`. -/
def domain (T : ExpTable) (c : Cell) : Bool :=
  Nat.ble c.pos c.neg && (Nat.blt (Nat.sub c.neg c.pos) (Nat.pow 2 T.top) &&
    Nat.ble (Nat.add c.rad c.rad) (Nat.pow 2 T.argument))

/-- One. -/
def one (T : ExpTable) : Cell := Cell.ofNat (Nat.pow 2 T.scale)

/-- The numerator of the logistic function of what `c` encloses. -/
noncomputable def sigmoidNum (T : ExpTable) (c : Cell) : Cell :=
  cond (Nat.ble c.neg c.pos) T.one (T.near c)

/-- The denominator. -/
noncomputable def sigmoidDen (T : ExpTable) (c : Cell) : Cell :=
  T.one.add (cond (Nat.ble c.neg c.pos) (T.near c.neg') (T.near c))

/-- The numerator, with the exponential `value` of minus the size of the midpoint. -/
noncomputable def sigmoidNumWith (T : ExpTable) (c : Cell) (value : Nat) : Cell :=
  cond (Nat.ble c.neg c.pos) T.one (T.nearWith c.rad value)

/-- The denominator, with the exponential `value` of minus the size of the midpoint. -/
noncomputable def sigmoidDenWith (T : ExpTable) (c : Cell) (value : Nat) : Cell :=
  T.one.add (T.nearWith c.rad value)

/-- Whether the argument of the logistic function is in the range of the table. -/
def sigmoidDomain (T : ExpTable) (c : Cell) : Bool :=
  cond (Nat.ble c.neg c.pos) (T.domain c.neg') (T.domain c)

variable {R : Type u} [ExpField R]

/-- `|exp δ - 1| ≤ r + 2 r^2` for `|δ| ≤ r ≤ 1/2`. -/
theorem abs_exp_sub_one_le {δ r : R} (h : abs δ ≤ r) (hr : r + r ≤ 1) :
    abs (exp δ - 1) ≤ r + (r + r) * r := by
  have h0 : 0 ≤ r := le_trans (abs_nonneg δ) h
  have hδ := abs_le.mp h
  have hsq : 0 ≤ (r + r) * r := mul_nonneg (add_nonneg h0 h0) h0
  refine abs_le_of ?_ ?_
  · rw [sub_le_iff_le_add]
    rcases le_total 0 δ with hn | hn
    · have hone : δ + δ ≤ 1 := le_trans (add_le_add hδ.2 hδ.2) hr
      have hlt : δ < 1 := by
        refine lt_of_not_le fun h1 => not_le_of_lt (zero_lt_one (R := R)) ?_
        have h2 := le_trans (add_le_add h1 h1) hone
        exact le_of_add_le_add_left (c := 1) (by rw [add_zero]; exact h2)
      have hmono : δ + (δ + δ) * δ + 1 ≤ r + (r + r) * r + 1 :=
        add_le_add (add_le_add hδ.2 (le_trans
          (mul_le_mul_of_nonneg_right (add_le_add hδ.2 hδ.2) hn)
          (mul_le_mul_of_nonneg_left hδ.2 (add_nonneg h0 h0)))) (le_refl 1)
      refine le_trans (exp_le_inv hlt) (le_trans ?_ hmono)
      rw [div_le_iff (sub_pos.mpr hlt)]
      refine le_of_sub_eq (c := δ * δ * (1 - (δ + δ))) ?_
        (mul_nonneg (mul_self_nonneg δ) (sub_nonneg.mpr hone))
      exact ring_eq [δ] (by decide +kernel)
    · have h1 : exp δ ≤ 1 := by rw [← exp_zero (R := R), exp_le_exp]; exact hn
      exact le_trans h1 (le_add_of_nonneg_left (add_nonneg h0 hsq))
  · rw [neg_sub, sub_le_iff_le_add, add_comm, ← sub_le_iff_le_add]
    refine le_trans ?_ (one_add_le_exp δ)
    rw [sub_eq_add_neg]
    refine add_le_add (le_refl 1) (le_trans ?_ hδ.1)
    exact neg_le_neg (le_add_of_nonneg_right hsq)

/-- `reach` is an upper bound. -/
theorem le_reach (T : ExpTable) (r : Nat) : dyadic (R := R) T.argument r +
    (dyadic T.argument r + dyadic T.argument r) * dyadic T.argument r ≤
      dyadic T.argument (T.reach r) := by
  have hsquare : (r + r) * r ≤
      (((r + r) * r + (2 ^ T.argument - 1)) >>> T.argument) * 2 ^ T.argument := by
    have hpos := Nat.two_pow_pos T.argument
    have h := Nat.div_add_mod ((r + r) * r + (2 ^ T.argument - 1)) (2 ^ T.argument)
    have hmod := Nat.mod_lt ((r + r) * r + (2 ^ T.argument - 1)) hpos
    rw [Nat.shiftRight_eq_div_pow, Nat.mul_comm (_ / _)]
    omega
  have hreach : T.reach r = r + ((r + r) * r + (2 ^ T.argument - 1)) >>> T.argument := rfl
  rw [hreach, Int.natCast_add, dyadic_add, ← dyadic_add, ← Int.natCast_add, ← dyadic_mul,
    ← Int.natCast_mul]
  refine add_le_add (le_refl _) ?_
  rw [← dyadic_scale (R := R) T.argument T.argument, ← Int.natCast_mul]
  exact dyadic_le (Int.ofNat_le.mpr hsquare)

/-- One is enclosed. -/
theorem one_holds (T : ExpTable) : T.one.Holds T.scale (1 : R) := by
  have h := Cell.holds_ofNat (R := R) T.scale (2 ^ T.scale)
  rwa [dyadic_two_pow] at h

/-- The exponential of an enclosed number is enclosed. -/
theorem near_holds {T : ExpTable} (ht : T.check = true) {c : Cell} {x : R}
    (hx : c.Holds T.argument x) (hd : T.domain c = true) : (T.near c).Holds T.scale (exp x) := by
  simp only [domain, Bool.and_eq_true_iff] at hd
  obtain ⟨hle, hlt, hrad⟩ := hd
  have hle' : c.pos ≤ c.neg := Nat.le_of_ble_eq_true hle
  have hA := ExpTable.cell_holds (R := R) ht (Nat.le_of_ble_eq_true hlt)
  have hmid : -dyadic (R := R) T.argument (c.neg - c.pos : Nat) = dyadic T.argument c.mid := by
    rw [← dyadic_neg]
    refine congrArg (dyadic T.argument) ?_
    unfold Cell.mid
    omega
  rw [show Nat.sub c.neg c.pos = c.neg - c.pos from rfl, hmid] at hA
  have hr : dyadic (R := R) T.argument c.rad + dyadic T.argument c.rad ≤ 1 := by
    rw [← dyadic_add, ← Int.natCast_add, ← dyadic_two_pow T.argument]
    exact dyadic_le (Int.ofNat_le.mpr (Nat.le_of_ble_eq_true hrad))
  have hexp : exp x = exp (dyadic T.argument c.mid) +
      exp (dyadic T.argument c.mid) * (exp (x - dyadic T.argument c.mid) - 1) := by
    rw [mul_sub, mul_one, ← exp_add, add_sub_cancel, add_sub_cancel]
  have hE : (T.cell (c.neg - c.pos)).mid = (T.cell (c.neg - c.pos)).pos := by
    show (((T.cell (c.neg - c.pos)).pos : Nat) : Int) - ((0 : Nat) : Int) = _
    rw [Int.natCast_zero, Int.sub_zero]
  have hsize : exp (dyadic (R := R) T.argument c.mid) ≤
      dyadic T.scale ((T.cell (c.neg - c.pos)).pos + T.error : Nat) := by
    have h1 := Cell.le_upper hA
    exact h1
  have herr := abs_mul_le (le_of_eq (abs_of_nonneg (le_of_lt (exp_pos (dyadic T.argument c.mid)))))
    (le_trans (abs_exp_sub_one_le hx hr) (T.le_reach c.rad))
  have hbound : exp (dyadic (R := R) T.argument c.mid) *
      dyadic T.argument (T.reach c.rad) ≤ dyadic T.scale
      ((T.reach c.rad * ((T.cell (c.neg - c.pos)).pos + T.error)) >>> T.argument + 1 : Nat) := by
    have h0 := dyadic_natCast_nonneg (R := R) T.argument (T.reach c.rad)
    refine le_trans (mul_le_mul_of_nonneg_right hsize h0) ?_
    rw [← dyadic_mul, ← Int.natCast_mul, ← dyadic_scale (R := R) T.scale T.argument, ← Int.natCast_mul]
    refine dyadic_le (Int.ofNat_le.mpr ?_)
    rw [Nat.shiftRight_eq_div_pow, Nat.mul_comm (_ + _) (T.reach c.rad), Nat.mul_comm _ (2 ^ _)]
    exact Nat.le_of_lt (Nat.lt_mul_div_succ _ (Nat.two_pow_pos _))
  have hgoal : (T.near c).Holds T.scale (exp (dyadic T.argument c.mid) +
      exp (dyadic T.argument c.mid) * (exp (x - dyadic T.argument c.mid) - 1)) := by
    unfold Cell.Holds Near
    have hm : (T.near c).mid = (T.cell (c.neg - c.pos)).pos := by
      show (((T.cell (c.neg - c.pos)).pos : Nat) : Int) - ((0 : Nat) : Int) = _
      rw [Int.natCast_zero, Int.sub_zero]
    have hrd : (((T.near c).rad : Nat) : Int) = (T.error : Int) +
        (((T.reach c.rad * ((T.cell (c.neg - c.pos)).pos + T.error)) >>> T.argument + 1 : Nat) : Int) := by
      rw [← Int.natCast_add]
      rfl
    unfold Cell.Holds Near at hA
    rw [hE] at hA
    have split : ∀ a b m : R, a + b - m = b + (a - m) := fun a b m =>
      ring_eq [a, b, m] (by decide +kernel)
    rw [hm, hrd, dyadic_add, split, add_comm (dyadic T.scale (T.error : Int))]
    exact le_trans (abs_add_le _ _) (add_le_add (le_trans herr hbound) hA)
  rw [hexp]
  exact hgoal

/-- With the right exponential they are numerator and denominator. -/
theorem sigmoidWith_eq (T : ExpTable) (c : Cell) :
    T.sigmoidNumWith c (T.cell c.size).pos = T.sigmoidNum c ∧
      T.sigmoidDenWith c (T.cell c.size).pos = T.sigmoidDen c := by
  unfold sigmoidNumWith sigmoidDenWith sigmoidNum sigmoidDen
  have hsize : c.size = c.pos - c.neg + (c.neg - c.pos) := rfl
  rcases Nat.le_total c.neg c.pos with hle | hle
  · have hb : Nat.ble c.neg c.pos = true := Nat.ble_eq_true_of_le hle
    rw [hb, hsize, Nat.sub_eq_zero_of_le hle, Nat.add_zero]
    exact ⟨rfl, rfl⟩
  · rw [hsize, Nat.sub_eq_zero_of_le hle, Nat.zero_add]
    refine ⟨rfl, ?_⟩
    cases hb : Nat.ble c.neg c.pos with
    | false => rfl
    | true =>
      have heq := Nat.le_antisymm hle (Nat.le_of_ble_eq_true hb)
      show T.one.add (T.nearWith c.rad (T.cell (c.neg - c.pos)).pos) =
        T.one.add (T.nearWith c.rad (T.cell (c.pos - c.neg)).pos)
      rw [heq]

/-- The logistic function of an enclosed number is the quotient of two that are enclosed, and the
denominator is at least one. -/
theorem sigmoid_parts {T : ExpTable} (ht : T.check = true) {c : Cell} {x : R}
    (hx : c.Holds T.argument x) (hd : T.sigmoidDomain c = true) : ∃ n d : R,
      ((T.sigmoidNum c).Holds T.scale n ∧ (T.sigmoidDen c).Holds T.scale d ∧ sigmoid x = n / d) ∧
        1 ≤ d := by
  have least : ∀ y : R, 1 ≤ 1 + exp y := fun y =>
    le_add_of_nonneg_right (le_of_lt (exp_pos y))
  rcases Decidable.em (Nat.ble c.neg c.pos = true) with hb | hb
  · rw [sigmoidDomain, Bool.cond_pos hb] at hd
    rw [sigmoidNum, sigmoidDen, Bool.cond_pos hb, Bool.cond_pos hb]
    exact ⟨1, 1 + exp (-x), ⟨T.one_holds,
      Cell.add_holds T.one_holds (near_holds ht (Cell.neg_holds hx) hd), rfl⟩, least _⟩
  · have hb' := Bool.eq_false_of_not_eq_true hb
    rw [sigmoidDomain, Bool.cond_neg hb'] at hd
    rw [sigmoidNum, sigmoidDen, Bool.cond_neg hb', Bool.cond_neg hb']
    have he := near_holds ht hx hd
    refine ⟨exp x, 1 + exp x, ⟨he, Cell.add_holds T.one_holds he, ?_⟩, least _⟩
    have hpos : (0 : R) < 1 + exp (-x) := add_pos zero_lt_one (exp_pos _)
    have hpos' : (0 : R) < 1 + exp x := add_pos zero_lt_one (exp_pos _)
    rw [eq_div_iff (ne_of_gt hpos')]
    unfold sigmoid
    rw [div_mul_eq_mul_div, one_mul]
    refine mul_right_cancel (ne_of_gt hpos) ?_
    rw [div_mul_cancel _ (ne_of_gt hpos), left_distrib, mul_one, exp_mul_exp_neg, add_comm]

/-- The logistic function of an enclosed number is the quotient of two that are enclosed. -/
theorem sigmoid_holds {T : ExpTable} (ht : T.check = true) {c : Cell} {x : R}
    (hx : c.Holds T.argument x) (hd : T.sigmoidDomain c = true) : ∃ n d : R,
      (T.sigmoidNum c).Holds T.scale n ∧ (T.sigmoidDen c).Holds T.scale d ∧ sigmoid x = n / d :=
  have ⟨n, d, h, _⟩ := sigmoid_parts ht hx hd
  ⟨n, d, h⟩

end QuantCert.ExpTable
