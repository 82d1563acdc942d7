prelude
import QuantCert.Spec.Integer.Norm
import QuantCert.Spec.Norm.RMSNorm
import QuantCert.Thm.Integer.Quotient

/-!
# The norm of integers is near the real norm of its entries

## Main definitions
* `Integer.normEntries`, `Integer.normEpsilon`, `Integer.normSquare`: what a norm squares and adds up

## Main theorems
* `Integer.root_near`: a quotient by a root, and by the root rounded down
* `Integer.rmsNorm_near`: an entry of a norm, and of the real one
-/

universe u

namespace QuantCert.Integer

/-- What is dropped of the entries before they are squared. -/
def normShift (x : List Int) : Nat := leastShift (twoPow normBits - 1) x

/-- The entries that are squared. -/
def normEntries (x : List Int) : List Int := shiftAll (normShift x) x

/-- What is added to the squares. -/
def normEpsilon (N : NormFactors) (x : List Int) : Int := roundShift N.epsilon (2 * (normShift x : Int))

/-- The sum of the squares, whose root is taken. -/
def normSquare (N : NormFactors) (x : List Int) : Int :=
  (normEntries x).foldr (fun a s => a * a + s) (normEpsilon N x)

variable {R : Type u} [ExpField R]

/-- A sum of squares as a number. -/
theorem intCast_squares (e : Int) : ∀ l : List Int,
    intCast (R := R) (l.foldr (fun a s => a * a + s) e) =
      sumSq l.length (fun j => intCast (l.getD j 0)) + intCast e
  | [] => (zero_add _).symm
  | a :: l => by
    show intCast (a * a + l.foldr _ e) = sum (l.length + 1) _ + intCast e
    rw [sum_succ_left, intCast_add, intCast_mul, intCast_squares e l, pow_two]
    exact (add_assoc _ _ _).symm

/-- A quotient by a root `s`, and by `d`, which is at most one below it. -/
theorem root_near {v s d c : R} (hd : 0 < d) (hds : d ≤ s) (hsd : s ≤ d + 1) (hv : abs v ≤ s) :
    abs (c * v / d - c * (v / s)) ≤ abs c / d := by
  have hs := lt_of_lt_of_le hd hds
  have hquotient := div_mul_cancel v (ne_of_gt hs)
  have hone : abs (v / s) ≤ 1 := by
    rw [abs_div_of_pos _ hs]
    refine (div_le_iff hs).mpr ?_
    rwa [one_mul]
  have hdiff : abs (s - d) ≤ 1 := by
    rw [abs_of_nonneg (sub_nonneg.mpr hds)]
    exact sub_le_iff_le_add.mpr (by rwa [add_comm])
  generalize v / s = q at *
  have hsplit : c * v / d - c * q = c * (q * (s - d)) / d := by
    refine mul_right_cancel (ne_of_gt hd) ?_
    rw [sub_mul, div_mul_cancel _ (ne_of_gt hd), div_mul_cancel _ (ne_of_gt hd), ← hquotient]
    exact ring_eq [c, q, s, d] (by decide +kernel)
  rw [hsplit, abs_div_of_pos _ hd]
  refine div_le_div_right ?_ hd
  have h := abs_mul_le (le_refl (abs c)) (abs_mul_le hone hdiff)
  rwa [mul_one, mul_one] at h

/-- The real norm of the entries, by the root of the sum of their squares. -/
theorem rmsNorm_eq_root {n : Nat} (hn : 0 < n) {e : R} {c v : Vec R} (hq : 0 < sumSq n v + e) (i : Nat) :
    QuantCert.rmsNorm n (e / natCast n) (fun j => c j / sqrt (natCast n)) v i =
      c i * (v i / sqrt (sumSq n v + e)) := by
  have hN := natCast_pos (R := R) hn
  have hroot := sqrt_pos hN
  have hQ := sqrt_pos hq
  have hsplit : rms n (e / natCast n) v * sqrt (natCast n) = sqrt (sumSq n v + e) := by
    unfold rms
    rw [← add_div, ← sqrt_mul (le_of_lt (div_pos hq hN)) (le_of_lt hN), div_mul_cancel _ (ne_of_gt hN)]
  have hrms : rms n (e / natCast n) v ≠ 0 := fun h => by
    rw [h, zero_mul] at hsplit
    exact ne_of_gt hQ hsplit.symm
  unfold QuantCert.rmsNorm
  show c i / sqrt (natCast n) * (v i / rms n (e / natCast n) v) = _
  refine mul_right_cancel (ne_of_gt hQ) ?_
  rw [mul_assoc (c i), div_mul_cancel _ (ne_of_gt hQ), ← hsplit]
  have h1 := div_mul_cancel (c i) (ne_of_gt hroot)
  have h2 := div_mul_cancel (v i) hrms
  generalize c i / sqrt (natCast n) = a at *
  generalize v i / rms n (e / natCast n) v = b at *
  rw [← h1, ← h2]
  exact ring_eq [a, b, sqrt (natCast n), rms n (e / natCast n) v] (by decide +kernel)

/-- An entry of two lists that are put together. -/
theorem getD_zipWith {f : Int → Int → Int} : ∀ {u v : List Int} {i : Nat},
    i < u.length → i < v.length → (List.zipWith f u v).getD i 0 = f (u.getD i 0) (v.getD i 0)
  | [], _, _, h, _ => absurd h (Nat.not_lt_zero _)
  | _ :: _, [], _, _, h => absurd h (Nat.not_lt_zero _)
  | _ :: _, _ :: _, 0, _, _ => rfl
  | _ :: u, _ :: v, i + 1, hu, hv =>
    getD_zipWith (u := u) (v := v) (i := i) (Nat.lt_of_succ_lt_succ hu) (Nat.lt_of_succ_lt_succ hv)

/-- The root is one at most below the real root. -/
theorem isqrt_near {q : Int} (hq : 0 < q) : 0 < isqrt q.toNat ∧
    (natCast (isqrt q.toNat) : R) ≤ sqrt (intCast q) ∧
      sqrt (intCast q) ≤ (natCast (isqrt q.toNat) : R) + 1 := by
  have hlow := isqrt_le q.toNat
  have hhigh := lt_isqrt_succ q.toNat
  have hcast : (intCast q : R) = natCast q.toNat := by
    rw [← intCast_natCast, Int.toNat_of_nonneg (Int.le_of_lt hq)]
  have hpos : (0 : R) ≤ natCast q.toNat := natCast_nonneg _
  rw [hcast]
  refine ⟨Nat.pos_of_ne_zero fun h => ?_, (le_sqrt_iff hpos (natCast_nonneg _)).mpr ?_, ?_⟩
  · rw [h] at hhigh
    omega
  · rw [← natCast_mul]
    exact natCast_le hlow
  · rw [← natCast_succ]
    refine (sqrt_le_iff hpos (natCast_nonneg _)).mpr ?_
    rw [← natCast_mul]
    exact natCast_le (Nat.le_of_lt hhigh)

/-- **An entry of a norm is near that of the real norm** of the entries that are squared: within half a
wide unit and its factor over the root. The real norm has the stored constants: factors `c / sqrt n`, and
an epsilon of what is added to the squares, over `n`. -/
theorem rmsNorm_near {F : Nat} (hF : factorUnit ≤ F) {N : NormFactors} {x : List Int} {i : Nat}
    (hi : i < x.length) (hi' : i < N.factors.length) (he : 0 ≤ normEpsilon N x)
    (hq : 0 < normSquare N x) :
    abs (dyadic (R := R) F ((rmsNorm F N x).getD i 0) -
      QuantCert.rmsNorm x.length (intCast (normEpsilon N x) / natCast x.length)
        (fun j => dyadic factorUnit (N.factors.getD j 0) / sqrt (natCast x.length))
        (fun j => intCast ((normEntries x).getD j 0)) i) ≤
      dyadic (F + 1) 1 + abs (dyadic factorUnit (N.factors.getD i 0)) /
        natCast (isqrt (normSquare N x).toNat) := by
  have ⟨hroot, hlow, hhigh⟩ := isqrt_near (R := R) hq
  have hlength : (normEntries x).length = x.length := List.length_map _
  have hsum := intCast_squares (R := R) (normEpsilon N x) (normEntries x)
  have hq' := intCast_lt_iff (R := R).mpr hq
  rw [show (normEntries x).foldr (fun a s => a * a + s) (normEpsilon N x) = normSquare N x from rfl,
    hlength] at hsum
  have hentry : (rmsNorm F N x).getD i 0 = roundDiv ((normEntries x).getD i 0 *
      (N.factors.getD i 0 * twoPow (F - factorUnit))) (isqrt (normSquare N x).toNat : Nat) := by
    have hmax : max (isqrt (normSquare N x).toNat) 1 = isqrt (normSquare N x).toNat := by omega
    rw [← hmax]
    exact getD_zipWith (u := normEntries x) (hlength ▸ hi) hi'
  rw [rmsNorm_eq_root (Nat.lt_of_le_of_lt (Nat.zero_le i) hi) (by rw [← hsum]; exact hq'), ← hsum, hentry]
  have hv : abs (intCast ((normEntries x).getD i 0)) ≤ sqrt (intCast (R := R) (normSquare N x)) := by
    refine (le_sqrt_iff (le_of_lt hq') (abs_nonneg _)).mpr ?_
    rw [abs_mul_abs_self, hsum, ← pow_two]
    exact le_trans (le_sum_of_nonneg (fun j _ => sq_nonneg (intCast (R := R) ((normEntries x).getD j 0))) hi)
      (le_add_of_nonneg_right (intCast_nonneg he))
  have hround := roundDiv_quotient (R := R) F ((normEntries x).getD i 0 *
    (N.factors.getD i 0 * twoPow (F - factorUnit))) (Int.natCast_pos.mpr hroot)
  have hnear := root_near (c := dyadic factorUnit (N.factors.getD i 0)) (natCast_pos hroot) hlow hhigh hv
  refine le_trans (abs_sub_le _ _ _) (add_le_add hround (le_trans (le_of_eq ?_) hnear))
  have hscale := dyadic_scale (R := R) factorUnit (F - factorUnit)
    ((normEntries x).getD i 0 * N.factors.getD i 0)
  rw [show factorUnit + (F - factorUnit) = F by omega, Int.mul_assoc] at hscale
  have hvalue : dyadic (R := R) factorUnit ((normEntries x).getD i 0 * N.factors.getD i 0) =
      dyadic factorUnit (N.factors.getD i 0) * intCast ((normEntries x).getD i 0) := by
    unfold dyadic
    rw [intCast_mul, mul_comm, div_mul_eq_mul_div]
  exact congrArg (fun y => abs (y / natCast _ - _)) (hscale.trans hvalue)

end QuantCert.Integer
