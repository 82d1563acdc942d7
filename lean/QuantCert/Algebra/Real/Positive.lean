prelude
import QuantCert.Algebra.Real.Sequence

/-!
# Positive Cauchy sequences and their inverses

## Main definitions
* `Positive a`: late terms of `a` are above a positive element.

## Main theorems
* `IsCauchy.trichotomy`: a Cauchy sequence is null, or it is positive, or its negative is.
* `IsCauchy.inverse`: the inverses of a positive Cauchy sequence are a Cauchy sequence.
-/

universe u

namespace QuantCert

variable {K : Type u} [OrderedField K]

/-- Late terms are above a positive element. -/
def Positive (a : Nat → K) : Prop := ∃ d, 0 < d ∧ Late fun m _ => d ≤ a m

namespace Positive

variable {a b : Nat → K}

/-- The larger of close elements being above `d`, the smaller is above half of it. -/
theorem half_le {d x y : K} (h : d ≤ x) (h' : abs (x - y) ≤ d / 2) : d / 2 ≤ y :=
  le_of_sub_eq (c := x - (d / 2 + d / 2) + (d / 2 - (x - y)))
    (ring_eq [x, y, d / 2] (by decide +kernel))
    (add_nonneg (sub_nonneg.mpr (by rw [add_halves]; exact h))
      (sub_nonneg.mpr (le_trans (le_abs_self _) h')))

/-- What differs from a positive sequence by a null sequence is positive. -/
theorem of_null (ha : Positive a) (h : Null fun m _ => a m - b m) : Positive b :=
  have ⟨_, pos, hd⟩ := ha
  have half := div_pos pos zero_lt_two
  ⟨_, half, hd.and_then (h _ half) fun _ _ => half_le⟩

/-- What has the same terms as a positive sequence is positive. -/
theorem of_eq (ha : Positive a) (h : ∀ n, a n = b n) : Positive b := funext h ▸ ha

/-- Zero is not positive. -/
theorem not_zero : ¬Positive fun _ => (0 : K) := fun ⟨_, pos, N, h⟩ =>
  not_le_of_lt pos (h N N (Nat.le_refl N) (Nat.le_refl N))

/-- A sum of positive sequences is positive. -/
theorem add (ha : Positive a) (hb : Positive b) : Positive fun n => a n + b n :=
  have ⟨_, pos, hd⟩ := ha
  have ⟨_, pos', hd'⟩ := hb
  ⟨_, add_pos pos pos', hd.and_then hd' fun _ _ => add_le_add⟩

/-- A product of positive sequences is positive. -/
theorem mul (ha : Positive a) (hb : Positive b) : Positive fun n => a n * b n :=
  have ⟨_, pos, hd⟩ := ha
  have ⟨_, pos', hd'⟩ := hb
  ⟨_, mul_pos pos pos', hd.and_then hd' fun _ _ h h' =>
    mul_le_mul h h' (le_of_lt pos') (le_trans (le_of_lt pos) h)⟩

end Positive

/-- A Cauchy sequence that is not null is positive, or its negative is. -/
theorem IsCauchy.trichotomy {a : Nat → K} (ha : IsCauchy a) :
    (Null fun m _ => a m) ∨ Positive a ∨ Positive fun n => -a n := by
  refine Classical.or_iff_not_imp_left.mpr fun h => ?_
  have ⟨e, h⟩ := Classical.not_forall.mp h
  have ⟨pos, h⟩ := Classical.not_imp.mp h
  have half := div_pos pos zero_lt_two
  have ⟨N, hN⟩ := ha _ half
  have ⟨m, h⟩ := Classical.not_forall (p := fun m => N ≤ m → abs (a m) ≤ e).mp
    fun h' => h ⟨N, fun m _ hm _ => h' m hm⟩
  have ⟨hm, h⟩ := Classical.not_imp.mp h
  have far := le_of_lt (lt_of_not_le h)
  cases le_total 0 (a m) with
  | inl h0 =>
    rw [abs_of_nonneg h0] at far
    exact .inl ⟨_, half, N, fun n _ hn _ => Positive.half_le far (hN m n hm hn)⟩
  | inr h0 =>
    rw [abs_of_nonpos h0] at far
    refine .inr ⟨_, half, N, fun n _ hn _ => Positive.half_le far ?_⟩
    have e : -a m - -a n = a n - a m := ring_eq [a m, a n] (by decide +kernel)
    rw [e]
    exact hN n m hn hm

/-- Inverses of elements above a positive one are bounded. -/
private theorem abs_inv_le {d x : K} (hd : 0 < d) (h : d ≤ x) : abs (inv x) ≤ inv d := by
  have hx := lt_of_lt_of_le hd h
  rw [abs_of_nonneg (le_of_lt (inv_pos hx)), ← one_mul (inv x), ← div_eq_mul_inv, div_le_iff hx,
    ← inv_mul_cancel (ne_of_gt hd)]
  exact mul_le_mul_of_nonneg_left h (le_of_lt (inv_pos hd))

/-- The inverses of a positive Cauchy sequence are a Cauchy sequence. -/
theorem IsCauchy.inverse {a : Nat → K} (ha : IsCauchy a) (pos : Positive a) :
    IsCauchy fun n => inv (a n) := by
  have ⟨d, hd, N, h⟩ := pos
  have bound : LateBounded fun m n => inv (a m) * inv (a n) :=
    ⟨inv d * inv d, mul_pos (inv_pos hd) (inv_pos hd), N, fun m n hm hn =>
      abs_mul_le (abs_inv_le hd (h m m hm hm)) (abs_inv_le hd (h n n hn hn))⟩
  refine ((Null.neg ha).mul bound).of_late ⟨N, fun m n hm hn => ?_⟩
  have em := mul_inv_cancel (ne_of_gt (lt_of_lt_of_le hd (h m m hm hm)))
  have en := mul_inv_cancel (ne_of_gt (lt_of_lt_of_le hd (h n n hn hn)))
  calc -(a m - a n) * (inv (a m) * inv (a n))
    _ = a n * inv (a n) * inv (a m) - a m * inv (a m) * inv (a n) :=
      ring_eq [a m, a n, inv (a m), inv (a n)] (by decide +kernel)
    _ = inv (a m) - inv (a n) := by rw [em, en, one_mul, one_mul]

/-- The products of a positive sequence with the inverses are late one. -/
theorem Positive.mul_inverse {a : Nat → K} (pos : Positive a) :
    Null fun n _ => a n * inv (a n) - 1 :=
  have ⟨_, hd, h⟩ := pos
  null_zero.of_late (h.mono fun _ _ h => by
    rw [mul_inv_cancel (ne_of_gt (lt_of_lt_of_le hd h)), sub_self])

end QuantCert
