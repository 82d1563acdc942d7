prelude
import QuantCert.Cert.Prompt.Entrywise
import QuantCert.Cert.Prompt.ErfTail
import QuantCert.Cert.Prompt.ExpDigits

/-!
# GELU by the error function

The exponentials of all entries of a vector are computed at once; the series of each entry is as long as
its square asks for, and where the argument is large there is none.

## Main definitions
* `lowSum`, `highSum`: `gaussSum` in fixed point, rounded downward and upward.
* `erfGeluCell`, `checkErfGelu`: the enclosure of a cell, and whether a box contains those of another.

## Main theorems
* `lowSum_le`, `le_highSum`, `checkErfGelu_sound`
-/

universe u

namespace QuantCert

/-- The innermost `n` of `N` quotients of `gaussSum u 1 N 0` in units of `2^-q`, rounded downward. -/
noncomputable def lowSum (q u N n : Nat) : Nat :=
  Nat.rec (Nat.pow 2 q) (fun m rest => Nat.add (Nat.pow 2 q) (Nat.div
    (Nat.shiftRight (Nat.mul u rest) q) (Nat.sub (Nat.succ (Nat.mul 2 N)) (Nat.mul 2 m)))) n

/-- The innermost `n` of `N` quotients of `gaussSum u 2 N 0` in units of `2^-q`, rounded upward. -/
noncomputable def highSum (q u N n : Nat) : Nat :=
  Nat.rec (Nat.mul 2 (Nat.pow 2 q)) (fun m rest => Nat.add (Nat.pow 2 q) (Nat.succ (Nat.div
    (Nat.shiftRight (Nat.mul u rest) q) (Nat.sub (Nat.succ (Nat.mul 2 N)) (Nat.mul 2 m))))) n

/-- The square of the midpoint, in units of `2^-q`, rounded downward. -/
def squareMid (p q : Nat) (x : Cell) : Nat :=
  Nat.shiftRight (Nat.shiftLeft (Nat.mul x.size x.size) q) (Nat.add p p)

/-- The series, with `n` quotients. -/
noncomputable def seriesCell (p q n : Nat) (x : Cell) : Cell :=
  ⟨lowSum q (squareMid p q x) n n, 0,
    Nat.sub (highSum q (Nat.succ (squareMid p q x)) n n) (lowSum q (squareMid p q x) n n)⟩

/-- Minus half the square of the midpoint, in the units of the table. -/
def squareArgument (E : ExpTable) (p : Nat) (x : Cell) : Cell :=
  (Cell.mk 0 (Nat.mul x.size x.size) 0).convert (Nat.succ (Nat.add p p)) E.argument

/-- What the exponential is computed of: nothing where it is not needed. -/
def erfArgument (E : ExpTable) (p : Nat) (x : Cell) : Nat :=
  cond (erfTail p x) 0 (Nat.sub (squareArgument E p x).neg (squareArgument E p x).pos)

/-- How many quotients: `n`, and half as many again as the square of the midpoint. -/
def erfQuotients (n p : Nat) (x : Cell) : Nat :=
  Nat.add n (Nat.shiftRight (Nat.mul 3 (Nat.mul x.size x.size)) (Nat.succ (Nat.add p p)))

/-- The units of the function at the midpoint. -/
def erfMidScale (E : ExpTable) (p r : Nat) : Nat :=
  finer (Nat.succ p) (Nat.add r (Nat.add E.scale (Nat.add (Nat.add p p) E.scale)))

/-- The units of `erfGeluCell`. -/
def erfGeluScale (E : ExpTable) (p r : Nat) : Nat := finer (erfMidScale E p r) (Nat.add p 7)

/-- GELU of the midpoint of a cell in units of `2^-p`; `κ` is in units of `2^-r`, `value` the
exponential of minus half the square. -/
noncomputable def erfMidCell (E : ExpTable) (p r n : Nat) (κ x : Cell) (value : Nat) : Cell :=
  cond (erfTail p x) ((tailCell x).shift (Nat.sub (erfMidScale E p r) p))
    (Cell.addAt (Nat.succ p) (Nat.add r (Nat.add E.scale (Nat.add (Nat.add p p) E.scale))) x.exact
      (κ.mul ((E.nearWith (squareArgument E p x).rad value).mul
        ((Cell.ofNat (Nat.mul x.size x.size)).mul
          (seriesCell p E.scale (erfQuotients n p x) x)))))

/-- GELU of a cell. The function moves two numbers apart at most 145/128-fold. -/
noncomputable def erfGeluCell (E : ExpTable) (p r n : Nat) (κ x : Cell) (value : Nat) : Cell :=
  Cell.addAt (erfMidScale E p r) (Nat.add p 7) (erfMidCell E p r n κ x value)
    ⟨0, 0, Nat.mul 145 x.rad⟩

/-- Whether the argument is large, or the exponential can be computed and the series has enough
summands. -/
def erfGeluDomain (E : ExpTable) (p n : Nat) (x : Cell) : Bool :=
  or (erfTail p x) (E.domain (squareArgument E p x) && Nat.ble (Nat.mul 2 (Nat.mul x.size x.size))
    (Nat.mul (Nat.add (Nat.mul 2 (erfQuotients n p x)) 1) (Nat.pow 2 (Nat.add p p))))

/-- GELU by the error function of the entries at position `t`. -/
noncomputable def checkErfGeluAt (E : ExpTable) (n dim : Nat) (V A B : Box) (t : Nat) : Bool :=
  withExponentials E dim (fun i => erfArgument E A.scale (A.cell t i)) fun value =>
    (allBelow dim fun i => erfGeluDomain E A.scale n (A.cell t i)) &&
      checkPosition dim (erfGeluScale E A.scale V.scale)
        (fun i => erfGeluCell E A.scale V.scale n (V.cell 0 0) (A.cell t i) (value i)) B t

/-- GELU by the error function of every entry, with `n` quotients at least; the first entry of `V` is
`κ`. -/
noncomputable def checkErfGelu (E : ExpTable) (n length dim : Nat) (V A B : Box) : Bool :=
  Nat.ble (V.cell 0 0).upper (Nat.pow 2 V.scale) &&
    allBelow length fun t => checkErfGeluAt E n dim V A B t

variable {R : Type u} [ExpField R]

/-- A quotient rounded downward, and the next number. -/
theorem floor_between (q a : Nat) {m : Nat} (hm : 0 < m) :
    dyadic (R := R) q (a / 2 ^ q / m : Nat) * natCast m ≤ dyadic (q + q) a ∧
      dyadic (R := R) (q + q) a ≤ dyadic q (a / 2 ^ q / m + 1 : Nat) * natCast m := by
  have scaled : ∀ b : Nat, dyadic (R := R) q b * natCast m = dyadic (q + q) (b * m * 2 ^ q : Nat) :=
    fun b => by
      have hm : (natCast m : R) = dyadic q (m * 2 ^ q : Nat) := (dyadic_mul_two_pow m q).symm
      rw [hm, ← dyadic_mul, ← Int.natCast_mul, Nat.mul_assoc]
  rw [scaled, scaled]
  refine ⟨dyadic_le (Int.ofNat_le.mpr ?_), dyadic_le (Int.ofNat_le.mpr ?_)⟩
  · exact Nat.le_trans (Nat.mul_le_mul_right _ (Nat.div_mul_le_self _ _)) (Nat.div_mul_le_self _ _)
  · have h1 := Nat.lt_mul_div_succ (a / 2 ^ q) hm
    have h2 := Nat.lt_mul_div_succ a (Nat.two_pow_pos q)
    have h3 := Nat.mul_le_mul_left (2 ^ q) (Nat.succ_le_of_lt h1)
    rw [Nat.mul_comm _ m, Nat.mul_comm _ (2 ^ q)]
    exact Nat.le_of_lt (Nat.lt_of_lt_of_le h2 h3)

/-- A partial sum is not negative. -/
theorem gaussSum_nonneg {w last : R} (hw : 0 ≤ w) (hlast : 0 ≤ last) :
    ∀ n k : Nat, 0 ≤ gaussSum w last n k
  | 0, _ => hlast
  | n + 1, k => add_nonneg zero_le_one (mul_nonneg
      (div_nonneg hw (natCast_pos (by omega))) (gaussSum_nonneg hw hlast n (k + 1)))

/-- The odd number of a quotient, counted from the innermost one. -/
theorem odd_of_lt {N n : Nat} (h : n < N) : 2 * N + 1 - 2 * n = 2 * (N - (n + 1)) + 3 := by omega

/-- The sum rounded downward is not larger. -/
theorem lowSum_le {q u N : Nat} {w : R} (hw : dyadic q u ≤ w) : ∀ n, n ≤ N →
    dyadic q (lowSum q u N n) ≤ gaussSum w 1 n (N - n)
  | 0, _ => le_of_eq (dyadic_two_pow q)
  | n + 1, hn => by
    have ih := lowSum_le hw n (Nat.le_of_succ_le hn)
    have hu := dyadic_natCast_nonneg (R := R) q u
    have hm : (0 : R) < natCast (2 * (N - (n + 1)) + 3) := natCast_pos (by omega)
    have hstep := (floor_between (R := R) q (u * lowSum q u N n) (m := 2 * (N - (n + 1)) + 3)
      (by omega)).1
    show dyadic q ((2 ^ q + (u * lowSum q u N n) >>> q / (2 * N + 1 - 2 * n) : Nat) : Int) ≤
      1 + w / natCast (2 * (N - (n + 1)) + 3) * gaussSum w 1 n (N - (n + 1) + 1)
    rw [odd_of_lt hn, show N - (n + 1) + 1 = N - n by omega, Nat.shiftRight_eq_div_pow,
      Int.natCast_add, dyadic_add, dyadic_two_pow]
    refine add_le_add (le_refl 1) ?_
    rw [div_mul_eq_mul_div, le_div_iff hm]
    refine le_trans hstep ?_
    rw [Int.natCast_mul, dyadic_mul]
    exact mul_le_mul hw ih (dyadic_natCast_nonneg q _) (le_trans hu hw)

/-- The sum rounded upward is not smaller. -/
theorem le_highSum {q u N : Nat} {w : R} (hw0 : 0 ≤ w) (hw : w ≤ dyadic q u) : ∀ n, n ≤ N →
    gaussSum w 2 n (N - n) ≤ dyadic q (highSum q u N n)
  | 0, _ => le_of_eq (dyadic_mul_two_pow 2 q).symm
  | n + 1, hn => by
    have ih := le_highSum hw0 hw n (Nat.le_of_succ_le hn)
    have hm : (0 : R) < natCast (2 * (N - (n + 1)) + 3) := natCast_pos (by omega)
    have hstep := (floor_between (R := R) q (u * highSum q u N n) (m := 2 * (N - (n + 1)) + 3)
      (by omega)).2
    show 1 + w / natCast (2 * (N - (n + 1)) + 3) * gaussSum w 2 n (N - (n + 1) + 1) ≤
      dyadic q ((2 ^ q + ((u * highSum q u N n) >>> q / (2 * N + 1 - 2 * n) + 1) : Nat) : Int)
    rw [odd_of_lt hn, show N - (n + 1) + 1 = N - n by omega, Nat.shiftRight_eq_div_pow,
      Int.natCast_add, dyadic_add, dyadic_two_pow]
    refine add_le_add (le_refl 1) ?_
    rw [div_mul_eq_mul_div, div_le_iff hm]
    refine le_trans ?_ hstep
    rw [Int.natCast_mul, dyadic_mul]
    exact mul_le_mul hw ih (gaussSum_nonneg hw0 (le_of_lt zero_lt_two) n (N - n))
      (dyadic_natCast_nonneg q u)

variable {E : ExpTable} {p r n : Nat} {κ x : Cell} {c : R} {f : R → R}

/-- A larger last summand makes the sum larger. -/
theorem gaussSum_le {w : R} (hw : 0 ≤ w) : ∀ n k : Nat, gaussSum w 1 n k ≤ gaussSum w 2 n k
  | 0, _ => le_of_lt (lt_of_sub_pos_one)
  | n + 1, k => add_le_add (le_refl 1) (mul_le_mul_of_nonneg_left (gaussSum_le hw n (k + 1))
      (div_nonneg hw (natCast_pos (by omega))))
where
  /-- One is below two. -/
  lt_of_sub_pos_one : (1 : R) < 2 := by
    rw [← one_add_one]
    have h := add_lt_add_left (zero_lt_one (R := R)) 1
    rwa [add_zero] at h

/-- The square of the midpoint, rounded. -/
theorem squareMid_between (p q : Nat) (x : Cell) :
    dyadic (R := R) q (squareMid p q x) ≤ dyadic p x.mid * dyadic p x.mid ∧
      dyadic p x.mid * dyadic p x.mid ≤ dyadic (R := R) q (squareMid p q x + 1 : Nat) := by
  have hsq : squareMid p q x = x.size * x.size * 2 ^ q / 2 ^ (p + p) := by
    show ((x.size * x.size) <<< q) >>> (p + p) = _
    rw [Nat.shiftLeft_eq, Nat.shiftRight_eq_div_pow]
  have h1 := Nat.div_mul_le_self (x.size * x.size * 2 ^ q) (2 ^ (p + p))
  have h2 := Nat.lt_mul_div_succ (x.size * x.size * 2 ^ q) (Nat.two_pow_pos (p + p))
  rw [← dyadic_size_mul_size, hsq, ← dyadic_scale q (p + p), ← dyadic_scale (p + p) q,
    ← dyadic_scale q (p + p), Nat.add_comm q (p + p), ← Int.natCast_mul, ← Int.natCast_mul,
    ← Int.natCast_mul]
  rw [Nat.mul_comm (2 ^ (p + p))] at h2
  exact ⟨dyadic_le (Int.ofNat_le.mpr h1), dyadic_le (Int.ofNat_le.mpr (Nat.le_of_lt h2))⟩

/-- Both sums are enclosed. -/
theorem seriesCell_holds (p q n : Nat) (x : Cell) :
    (seriesCell p q n x).Holds q (gaussSum (dyadic (R := R) p x.mid * dyadic p x.mid) 1 n 0) ∧
      (seriesCell p q n x).Holds q (gaussSum (dyadic (R := R) p x.mid * dyadic p x.mid) 2 n 0) := by
  have ⟨hlow, hhigh⟩ := squareMid_between (R := R) p q x
  have h0 := mul_self_nonneg (dyadic (R := R) p x.mid)
  have hl := lowSum_le hlow n (Nat.le_refl n)
  have hh := le_highSum h0 hhigh n (Nat.le_refl n)
  rw [Nat.sub_self] at hl hh
  have hle := gaussSum_le h0 n 0
  have hnat := Int.ofNat_le.mp (dyadic_le_iff.mp (le_trans hl (le_trans hle hh)))
  have between : ∀ y : R, dyadic q (lowSum q (squareMid p q x) n n) ≤ y →
      y ≤ dyadic q (highSum q (squareMid p q x + 1) n n) → (seriesCell p q n x).Holds q y :=
    fun y hy hy' => by
      refine Cell.holds_of_between (le_trans (dyadic_le ?_) hy) (le_trans hy' (dyadic_le ?_))
      · show ((lowSum q (squareMid p q x) n n : Nat) : Int) - ((0 : Nat) : Int) -
          ((highSum q (squareMid p q x + 1) n n - lowSum q (squareMid p q x) n n : Nat) : Int) ≤ _
        omega
      · show _ ≤ ((lowSum q (squareMid p q x) n n : Nat) : Int) - ((0 : Nat) : Int) +
          ((highSum q (squareMid p q x + 1) n n - lowSum q (squareMid p q x) n n : Nat) : Int)
        omega
  exact ⟨between _ hl (le_trans hle hh), between _ (le_trans hl hle) hh⟩

/-- What lies between two numbers that are enclosed is enclosed. -/
theorem Cell.holds_between {q : Nat} {d : Cell} {a b y : R} (ha : d.Holds q a) (hb : d.Holds q b)
    (hay : a ≤ y) (hyb : y ≤ b) : d.Holds q y := by
  have h1 := (abs_le.mp ha).1
  have h2 := (abs_le.mp hb).2
  exact abs_le.mpr ⟨le_trans h1 (sub_le_sub hay (le_refl _)), le_trans (sub_le_sub hyb (le_refl _)) h2⟩

/-- Half the midpoint, in units half as large. -/
theorem half_holds (p : Nat) (x : Cell) : x.exact.Holds (p + 1) (dyadic (R := R) p x.mid / 2) := by
  have h := Cell.holds_exact (R := R) (p + 1) x
  have heq : dyadic (R := R) (p + 1) x.mid = dyadic p x.mid / 2 := by
    rw [eq_div_iff (ne_of_gt zero_lt_two), mul_comm, two_mul, ← dyadic_add]
    have hs := dyadic_scale (R := R) p 1 x.mid
    rw [show ((2 ^ 1 : Nat) : Int) = 2 from rfl] at hs
    rw [← hs]
    exact congrArg (dyadic (p + 1)) (by omega)
  rwa [heq] at h

/-- The exponential of minus half the square. -/
theorem squareExp_holds (he : E.check = true) (hd : E.domain (squareArgument E p x) = true) :
    (E.near (squareArgument E p x)).Holds E.scale
      (exp (-(dyadic (R := R) p x.mid * dyadic p x.mid / 2))) := by
  refine ExpTable.near_holds he (Cell.convert_holds _ ?_) hd
  have h := half_holds (R := R) (p + p) (Cell.mk 0 (x.size * x.size) 0)
  have hmid : dyadic (R := R) (p + p) (Cell.mk 0 (x.size * x.size) 0).mid / 2 =
      -(dyadic p x.mid * dyadic p x.mid / 2) := by
    rw [← dyadic_size_mul_size, ← neg_div, ← dyadic_neg]
    refine congrArg (fun m => dyadic (p + p) m / 2) ?_
    show ((0 : Nat) : Int) - ((x.size * x.size : Nat) : Int) = _
    rw [Int.natCast_zero, Int.zero_sub]
  rw [hmid] at h
  exact h

/-- The function moves what lies within the radius by little. -/
theorem erfGelu_sub_holds (law : ErfGeluLaws c f) {a : R} (hx : x.Holds p a) :
    (Cell.mk 0 0 (145 * x.rad)).Holds (p + 7) (f a - f (dyadic p x.mid)) := by
  have hl := law.gelu.lipschitz a (dyadic p x.mid)
  have hconst : (113 / 100 : R) ≤ dyadic 7 (145 : Nat) := by
    have h100 : (0 : R) < 100 := natCast_pos (by decide)
    rw [div_le_iff h100]
    have h1 : (100 : R) = dyadic 0 (100 : Nat) := (div_one _).symm
    have h2 : (113 : R) = dyadic 7 (113 * 2 ^ 7 : Nat) := (dyadic_mul_two_pow 113 7).symm
    rw [h1, h2, ← dyadic_mul, ← Int.natCast_mul]
    exact dyadic_le (by decide)
  have h0 := abs_nonneg (a - dyadic p x.mid)
  show abs (_ - dyadic (p + 7) (((0 : Nat) : Int) - (0 : Nat))) ≤ dyadic (p + 7) (145 * x.rad : Nat)
  have hzero : dyadic (R := R) (p + 7) (((0 : Nat) : Int) - (0 : Nat)) = 0 := by
    unfold dyadic
    rw [Int.sub_self, intCast_zero, zero_div]
  rw [hzero, sub_zero, Nat.add_comm p 7, Int.natCast_mul, dyadic_mul]
  exact le_trans hl (mul_le_mul hconst hx h0 (dyadic_natCast_nonneg 7 145))

/-- GELU of the midpoint is enclosed. -/
theorem erfMidCell_holds (he : E.check = true) (law : ErfGeluLaws c f) {κ : Cell}
    (hκ : κ.Holds r c) (hone : Nat.ble κ.upper (Nat.pow 2 r) = true)
    (hd : erfGeluDomain E p n x = true) {value : Nat}
    (hv : value = (E.cell (erfArgument E p x)).pos) :
    (erfMidCell E p r n κ x value).Holds (erfMidScale E p r) (f (dyadic p x.mid)) := by
  unfold erfMidCell
  cases ht : erfTail p x with
  | true =>
    have h := Cell.shift_holds (erfMidScale E p r - p) (tailCell_holds law hκ hone ht)
    have hle : p ≤ erfMidScale E p r := by
      show p ≤ p + 1 + (_ - (p + 1))
      omega
    rwa [Nat.add_sub_of_le hle] at h
  | false =>
    rw [erfGeluDomain, ht] at hd
    have ⟨hdom, hterms⟩ := Bool.and_eq_true_iff.mp hd
    rw [erfArgument, ht] at hv
    subst hv
    have hterms' : 2 * (dyadic p x.mid * dyadic p x.mid : R) ≤
        natCast (2 * erfQuotients n p x + 1) := by
      have hle : 2 * (x.size * x.size) ≤ (2 * erfQuotients n p x + 1) * 2 ^ (p + p) :=
        Nat.le_of_ble_eq_true hterms
      rw [two_mul, ← dyadic_size_mul_size, ← dyadic_add, ← Int.natCast_add,
        ← Nat.two_mul (x.size * x.size), ← dyadic_mul_two_pow (2 * erfQuotients n p x + 1) (p + p)]
      exact dyadic_le (Int.ofNat_le.mpr hle)
    have hsq : (Cell.ofNat (x.size * x.size)).Holds (p + p)
        (dyadic (R := R) p x.mid * dyadic p x.mid) := by
      rw [← dyadic_size_mul_size]
      exact Cell.holds_ofNat _ _
    have value : ∀ s : R, (seriesCell p E.scale (erfQuotients n p x) x).Holds E.scale s → _ :=
      fun s hs => Cell.addAt_holds (half_holds p x) (Cell.mul_holds hκ
        (Cell.mul_holds (squareExp_holds he hdom) (Cell.mul_holds hsq hs)))
    have ⟨h1, h2⟩ := seriesCell_holds (R := R) p E.scale (erfQuotients n p x) x
    exact Cell.holds_between (value _ h1) (value _ h2) (law.lower _ _ hterms')
      (law.upper _ _ hterms')

/-- GELU of what a cell encloses is enclosed. -/
theorem erfGeluCell_holds (he : E.check = true) (law : ErfGeluLaws c f) {κ : Cell}
    (hκ : κ.Holds r c) (hone : Nat.ble κ.upper (Nat.pow 2 r) = true) {a : R} (hx : x.Holds p a)
    (hd : erfGeluDomain E p n x = true) {value : Nat}
    (hv : value = (E.cell (erfArgument E p x)).pos) :
    (erfGeluCell E p r n κ x value).Holds (erfGeluScale E p r) (f a) := by
  have hall := Cell.addAt_holds (erfMidCell_holds he law hκ hone hd hv) (erfGelu_sub_holds law hx)
  rwa [add_sub_cancel] at hall

/-- A checked GELU by the error function is one. -/
theorem checkErfGelu_sound (he : E.check = true) (law : ErfGeluLaws c f) {length dim : Nat}
    {V A B : Box} (hκ : V.Contains 1 1 fun _ _ => c) {X : Nat → Vec R}
    (hx : A.Contains length dim X) (h : checkErfGelu E n length dim V A B = true) :
    B.Contains length dim fun t i => f (X t i) := fun t ht => by
  have ⟨hone, hall⟩ := Bool.and_eq_true_iff.mp h
  obtain ⟨value, hvalue, hk⟩ := withExponentials_sound he (of_allBelow hall ht)
  have ⟨hd, hc⟩ := Bool.and_eq_true_iff.mp hk
  exact checkPosition_sound (fun i hi => erfGeluCell_holds he law (hκ.cell Nat.one_pos Nat.one_pos)
    hone (hx.cell ht hi) (of_allBelow hd hi) (hvalue i hi).1) hc

end QuantCert
