prelude
import QuantCert.Algebra.Real.Complete
import QuantCert.Algebra.RingNorm

/-!
# Square roots from least upper bounds

## Main theorems
* `Complete.exists_sqrt`: every nonnegative element of a complete ordered field is a square of a
  nonnegative one.
-/

universe u

namespace QuantCert

variable {R : Type u} [OrderedField R]

/-- A nonnegative element with a product with itself of at most `a`. -/
def SqrtBelow (a x : R) : Prop := 0 ≤ x ∧ x * x ≤ a

/-- Elements of `SqrtBelow a` are at most `a + 1`. -/
theorem SqrtBelow.le {a x : R} (ha : 0 ≤ a) (hx : SqrtBelow a x) : x ≤ a + 1 :=
  have h1 : (1 : R) ≤ a + 1 := le_add_of_nonneg_left ha
  le_of_mul_self_le_mul_self (calc
    x * x ≤ a := hx.2
    _ ≤ a + 1 := le_add_of_nonneg_right zero_le_one
    _ = (a + 1) * 1 := (mul_one _).symm
    _ ≤ (a + 1) * (a + 1) := mul_le_mul_of_nonneg_left h1 (le_trans zero_le_one h1))
    (le_trans zero_le_one h1)

/-- Products of two elements of `SqrtBelow a` are at most `a`. -/
theorem SqrtBelow.mul_le {a x y : R} (hx : SqrtBelow a x) (hy : SqrtBelow a y) : x * y ≤ a :=
  (le_total x y).elim
    (fun h => le_trans (mul_le_mul_of_nonneg_right h hy.1) hy.2)
    fun h => le_trans (mul_le_mul_of_nonneg_left h hx.1) hx.2

/-- A square just above the least upper bound is above `a`. -/
theorem SqrtBelow.sub_mul_two_pow_le {a s : R} (hs : IsSup (SqrtBelow a) s) (hs0 : 0 ≤ s)
    (n : Nat) : (a - s * s) * 2 ^ n ≤ 2 * s + 1 := by
  have pos := two_pow_pos (R := R) n
  have e0 : (0 : R) < 1 / 2 ^ n := div_pos zero_lt_one pos
  have e1 : 1 / (2 : R) ^ n ≤ 1 := by
    rw [div_le_iff pos, one_mul]; exact one_le_pow (natCast_le (Nat.le_add_right 1 1)) n
  have above : a ≤ (s + 1 / 2 ^ n) * (s + 1 / 2 ^ n) := le_of_not_lt fun h =>
    not_le_of_lt (lt_add_of_pos_right e0)
      (hs.upper _ ⟨add_nonneg hs0 (le_of_lt e0), le_of_lt h⟩)
  rw [← le_div_iff pos, div_eq_mul_inv, ← one_mul (inv _), ← div_eq_mul_inv]
  have h := mul_nonneg (le_of_lt e0) (sub_nonneg.mpr e1)
  exact le_of_sub_eq (c := (s + 1 / 2 ^ n) * (s + 1 / 2 ^ n) - a + 1 / 2 ^ n * (1 - 1 / 2 ^ n))
    (ring_eq [a, s, 1 / 2 ^ n] (by decide +kernel)) (add_nonneg (sub_nonneg.mpr above) h)

/-- Every nonnegative element is a square of a nonnegative one. -/
theorem Complete.exists_sqrt (hR : Complete R) {a : R} (ha : 0 ≤ a) : ∃ s, 0 ≤ s ∧ s * s = a :=
  have zero : SqrtBelow a 0 := ⟨le_refl 0, by rw [mul_zero]; exact ha⟩
  have ⟨s, hs⟩ := hR (SqrtBelow a) ⟨0, zero⟩ ⟨a + 1, fun _ => SqrtBelow.le ha⟩
  have hs0 := hs.upper 0 zero
  ⟨s, hs0, le_antisymm
    (hs.mul_le hs hs0 ha (fun _ h => h.1) fun _ _ => SqrtBelow.mul_le)
    (hR.le_of_forall 0 fun n _ => SqrtBelow.sub_mul_two_pow_le hs hs0 n)⟩

end QuantCert
