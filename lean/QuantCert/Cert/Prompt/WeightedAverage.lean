prelude
import QuantCert.Spec.Router.TopK
import QuantCert.Thm.Softmax.Distribution

/-!
# Averages weighted by exponentials

Attention and mixtures of experts are averages whose weights are exponentials of scores. They do not
change if the same number is subtracted from all scores.

## Main definitions
* `weightedAverage n S T z v`: values `v j` with weights `exp (z j)`, summed where `S` and divided by
  the sum of the weights where `T`.

## Main theorems
* `weightedAverage_sub`: the same number may be subtracted from all scores.
* `attentionWith_eq`, `softmax_mixRows_eq`, `experts_eq`, `expertShares_eq`: what weighted averages
  are.
-/

universe u

namespace QuantCert

open Router

variable {R : Type u} [ExpField R]

/-- Values where `S` holds with weights `exp (z j)`, over the sum of the weights where `T` holds. -/
def weightedAverage (n : Nat) (S T : Nat → Bool) (z v : Vec R) : R :=
  (sum n fun j => if S j = true then exp (z j) * v j else 0) /
    sum n fun j => if T j = true then exp (z j) else 0

/-- Subtracting the same number from all scores multiplies a sum of weights. -/
theorem sum_exp_sub (n : Nat) (S : Nat → Bool) (z v : Vec R) (s : R) :
    (sum n fun j => if S j = true then exp (z j - s) * v j else 0) =
      (sum n fun j => if S j = true then exp (z j) * v j else 0) * exp (-s) := by
  rw [← sum_mul_right]
  refine sum_congr fun j _ => ?_
  cases S j with
  | true =>
    show exp (z j - s) * v j = exp (z j) * v j * exp (-s)
    rw [sub_eq_add_neg, exp_add, mul_right_comm]
  | false => exact (zero_mul _).symm

/-- The sum of the weights is that of the weights times one. -/
theorem sum_exp_eq (n : Nat) (S : Nat → Bool) (z : Vec R) :
    (sum n fun j => if S j = true then exp (z j) else 0) =
      sum n fun j => if S j = true then exp (z j) * 1 else 0 :=
  sum_congr fun j _ => by rw [mul_one]

/-- Subtracting the same number from all scores does not change a weighted average. -/
theorem weightedAverage_sub {n : Nat} {S T : Nat → Bool} {z v : Vec R} {s : R}
    (h : 0 < sum n fun j => if T j = true then exp (z j - s) else 0) :
    weightedAverage n S T (fun j => z j - s) v = weightedAverage n S T z v := by
  have hne := ne_of_gt h
  have hden := sum_exp_sub n T z (fun _ => 1) s
  rw [← sum_exp_eq n T z, ← sum_exp_eq n T fun j => z j - s] at hden
  have h0 : (sum n fun j => if T j = true then exp (z j) else 0) ≠ 0 := fun he =>
    hne (by rw [hden, he, zero_mul])
  unfold weightedAverage
  rw [sum_exp_sub, hden, mul_div_mul_right _ h0 (exp_ne_zero (-s))]

/-- An average with the weights of a softmax is a weighted average. -/
theorem softmax_mixRows_eq (n : Nat) (z : Vec R) (v : Matrix R) (c : Nat) :
    mixRows n (softmax n z) v c = weightedAverage n (fun _ => true) (fun _ => true) z
      fun j => v j c := by
  unfold weightedAverage
  rw [← sum_div]
  refine sum_congr fun j _ => ?_
  show exp (z j) / sum n (fun i => exp (z i)) * v j c =
    exp (z j) * v j c / sum n fun i => exp (z i)
  rw [div_mul_eq_mul_div]

/-- So is attention. -/
theorem attentionWith_eq (f : R → R) (n d : Nat) (scale : R) (q : Vec R) (k v : Matrix R) (c : Nat) :
    attentionWith f n d scale q k v c = weightedAverage n (fun _ => true) (fun _ => true)
      (fun j => f (Attention.scores d scale q k j)) fun j => v j c := softmax_mixRows_eq n _ v c

/-- So is the output of selected experts. -/
theorem experts_eq (n : Nat) (S : Nat → Bool) (z : Vec R) (y : Matrix R) (c : Nat) :
    experts n S z y c = weightedAverage n S S z fun j => y j c := by
  unfold weightedAverage
  rw [← sum_div]
  refine sum_congr fun j _ => ?_
  show (if S j = true then exp (z j) else 0) / (sum n fun i => if S i = true then exp (z i) else 0) *
    y j c = (if S j = true then exp (z j) * y j c else 0) / _
  cases S j with
  | true => exact div_mul_eq_mul_div _ _ _
  | false =>
    show 0 / _ * y j c = 0 / _
    rw [zero_div, zero_mul]

/-- And that of selected experts with the shares of all. -/
theorem expertShares_eq (n : Nat) (S : Nat → Bool) (z : Vec R) (y : Matrix R) (c : Nat) :
    expertShares n S z y c = weightedAverage n S (fun _ => true) z fun j => y j c := by
  unfold weightedAverage
  rw [← sum_div]
  refine sum_congr fun j _ => ?_
  show (if S j = true then exp (z j) / sum n (fun i => exp (z i)) else 0) * y j c =
    (if S j = true then exp (z j) * y j c else 0) / sum n fun i => exp (z i)
  cases S j with
  | true => exact div_mul_eq_mul_div _ _ _
  | false =>
    show 0 * y j c = 0 / _
    rw [zero_div, zero_mul]

end QuantCert
