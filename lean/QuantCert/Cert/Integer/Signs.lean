prelude
import QuantCert.Cert.Digits.Loop
import QuantCert.Thm.Integer.Round

/-!
# Rounding by sign and size

The kernel computes with natural numbers much faster than with integers: a number is split into its sign
and its size once, and rounded by formulas for either sign.

## Main definitions
* `Integer.half`, `Integer.below`: what is added before a shift
* `Integer.signed`: a check for either sign

## Main theorems
* `Integer.roundShift_pos`, `Integer.roundShift_neg`, `Integer.roundDiv_pos`, `Integer.roundDiv_neg`
* `Integer.signed_sound`
-/

namespace QuantCert.Integer

/-- Half of `2^k`, rounded down. -/
def half (k : Nat) : Nat := Nat.shiftRight (Nat.pow 2 k) 1

/-- What together with `half k` is one less than `2^k`. -/
def below (k : Nat) : Nat := Nat.sub (Nat.sub (Nat.pow 2 k) (half k)) 1

/-- For `k > 0` half is half. -/
theorem half_succ (k : Nat) : half (k + 1) = 2 ^ k ∧ below (k + 1) = 2 ^ k - 1 := by
  have hhalf : half (k + 1) = 2 ^ k := by
    show (2 ^ (k + 1)) >>> 1 = 2 ^ k
    rw [Nat.shiftRight_eq_div_pow, Nat.pow_one, Nat.pow_succ, Nat.mul_div_cancel _ (by decide)]
  refine ⟨hhalf, ?_⟩
  show 2 ^ (k + 1) - half (k + 1) - 1 = 2 ^ k - 1
  rw [hhalf, Nat.pow_succ]
  omega

/-- A quotient rounded down is the number with these bounds. -/
theorem ediv_unique {a d q : Int} (hd : 0 < d) (hlow : q * d ≤ a) (hhigh : a < (q + 1) * d) :
    a / d = q := by
  have h1 := (Int.le_ediv_iff_mul_le hd).mpr hlow
  have h2 := (Int.ediv_lt_iff_lt_mul hd).mpr hhigh
  omega

/-- The quotient of a negative number, from that of its size. -/
theorem neg_ediv {m t s P : Nat} (h : t + s + 1 = P) :
    (-(m : Int) + (t : Int)) / (P : Int) = -(((m + s) / P : Nat) : Int) := by
  have hP : 0 < P := by omega
  have hlow : (m + s) / P * P ≤ m + s := Nat.div_mul_le_self _ _
  have hhigh : m + s < ((m + s) / P + 1) * P := (Nat.div_lt_iff_lt_mul hP).mp (Nat.lt_succ_self _)
  generalize (m + s) / P = q at *
  have hcast : ((q * P : Nat) : Int) = (q : Int) * (P : Int) := Int.natCast_mul _ _
  rw [Nat.add_mul, Nat.one_mul] at hhigh
  refine ediv_unique (by omega) ?_ ?_
  · rw [Int.neg_mul]
    omega
  · rw [Int.add_mul, Int.one_mul, Int.neg_mul]
    omega

/-- A number that is not negative, shifted and rounded. -/
theorem roundShift_pos (m : Nat) : (k : Nat) →
    roundShift (m : Int) k = (((m + half k) >>> k : Nat) : Int)
  | 0 => by
    rw [Nat.shiftRight_eq_div_pow, Nat.pow_zero, Nat.div_one]
    rfl
  | k + 1 => by
    rw [(half_succ k).1, Nat.shiftRight_eq_div_pow]
    rfl

/-- A number that is not positive. -/
theorem roundShift_neg (m : Nat) : (k : Nat) →
    roundShift (-(m : Int)) k = -(((m + below k) >>> k : Nat) : Int)
  | 0 => by
    rw [Nat.shiftRight_eq_div_pow, Nat.pow_zero, Nat.div_one]
    rfl
  | k + 1 => by
    have hpow : 0 < 2 ^ k := Nat.two_pow_pos k
    rw [(half_succ k).2, Nat.shiftRight_eq_div_pow]
    exact neg_ediv (by rw [Nat.pow_succ]; omega)

/-- A quotient of natural numbers. -/
theorem roundDiv_pos (m d : Nat) :
    roundDiv (m : Int) (d : Int) = (((2 * m + d) / (2 * d) : Nat) : Int) := rfl

/-- A quotient of a number that is not positive. -/
theorem roundDiv_neg (m : Nat) {d : Nat} (hd : 0 < d) :
    roundDiv (-(m : Int)) (d : Int) = -(((2 * m + (d - 1)) / (2 * d) : Nat) : Int) := by
  have h := neg_ediv (m := 2 * m) (t := d) (s := d - 1) (P := 2 * d) (by omega)
  rw [← h]
  unfold roundDiv
  rw [Int.mul_neg]
  rfl

/-- A check of `d - c`: of its size if it is not negative, of its size if it is. -/
noncomputable def signed (c d : Nat) (pos neg : Nat → Bool) : Bool :=
  cond (Nat.ble c d) (withValue (Nat.sub d c) pos) (withValue (Nat.sub c d) neg)

/-- What passes passes with its sign. -/
theorem signed_sound {c d : Nat} {pos neg : Nat → Bool} (h : signed c d pos neg = true) :
    (∃ m : Nat, (d : Int) - (c : Int) = m ∧ pos m = true) ∨
      ∃ m : Nat, 0 < m ∧ (d : Int) - (c : Int) = -(m : Int) ∧ neg m = true := by
  unfold signed at h
  rw [withValue_eq, withValue_eq] at h
  cases hle : Nat.ble c d with
  | true =>
    rw [hle] at h
    have := Nat.le_of_ble_eq_true hle
    exact Or.inl ⟨d - c, by omega, h⟩
  | false =>
    rw [hle] at h
    have : ¬ c ≤ d := fun hcd => nomatch (Nat.ble_eq_true_of_le hcd).symm.trans hle
    exact Or.inr ⟨c - d, by omega, by omega, h⟩

end QuantCert.Integer
