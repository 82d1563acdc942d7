prelude
import QuantCert.Thm.Digits.Columns
import QuantCert.Thm.Digits.Repeat

/-!
# Outer products of packed vectors

A packed vector whose digits are moved `n + 1` digits apart, times the vector itself, holds all
products of two entries.

## Main theorems
* `pack_spread`: copies of a vector, masked, are the vector with its digits `n + 1` digits apart
* `pack_outer`: the product holds the outer product, row by row
-/

namespace QuantCert.Digits

/-- `n` copies of a vector of `n` digits. -/
theorem pack_copies (w n : Nat) (d : Nat → Nat) :
    pack w n d * (pack (w * n) n fun _ => 1) = pack w (n * n) fun q => d (q % n) := by
  rw [pack_mul_index, Nat.mul_comm, pack_one_mul]
  refine pack_congr fun i _ => pack_congr fun j hj => ?_
  rw [Nat.mul_comm, Nat.mul_add_mod_self_left, Nat.mod_eq_of_lt hj]

/-- The digits on the diagonal of a square are `n + 1` digits apart. -/
theorem pack_diagonal (w n : Nat) (d : Nat → Nat) :
    (pack w (n * n) fun q => if q % n = q / n then d (q % n) else 0) = pack (w * (n + 1)) n d := by
  rw [pack_mul_index]
  refine sum_congr fun i hi => ?_
  have hn : 0 < n := Nat.lt_of_le_of_lt (Nat.zero_le i) hi
  have hrow : (pack w n fun j => if (i * n + j) % n = (i * n + j) / n then d ((i * n + j) % n)
      else 0) = d i * 2 ^ (w * i) := by
    have hparts : ∀ j, j < n → (i * n + j) % n = j ∧ (i * n + j) / n = i := fun j hj => by
      refine ⟨?_, ?_⟩
      · rw [Nat.mul_comm, Nat.mul_add_mod_self_left, Nat.mod_eq_of_lt hj]
      · rw [Nat.add_comm, Nat.add_mul_div_right _ _ hn, Nat.div_eq_of_lt hj, Nat.zero_add]
    refine (sum_eq_single i hi fun j hj hne => ?_).trans ?_
    · show (if _ then _ else 0) * _ = 0
      rw [(hparts j hj).1, (hparts j hj).2, if_neg hne, Nat.zero_mul]
    · show (if _ then _ else 0) * _ = _
      rw [(hparts i hi).1, (hparts i hi).2, if_pos rfl]
  refine (congrArg (· * 2 ^ (w * n * i)) hrow).trans ?_
  show d i * 2 ^ (w * i) * 2 ^ (w * n * i) = _
  rw [Nat.mul_assoc, ← Nat.pow_add]
  refine congrArg (fun e => d i * 2 ^ e) ?_
  rw [Nat.mul_assoc w n i, ← Nat.mul_add, Nat.mul_assoc w (n + 1) i, Nat.add_one_mul,
    Nat.add_comm i]

/-- The copies, masked with ones on the diagonal, are the vector with its digits apart. -/
theorem pack_spread {w n : Nat} {d : Nat → Nat} (hd : ∀ i, i < n → d i < 2 ^ w) :
    (pack w n d * (pack (w * n) n fun _ => 1)) &&&
      ((pack (w * (n + 1)) n fun _ => 1) * (2 ^ w - 1)) = pack (w * (n + 1)) n d := by
  have hn : ∀ q, q < n * n → q % n < n := fun q hq =>
    Nat.mod_lt q (Nat.pos_of_ne_zero fun h => by
      rw [h, Nat.zero_mul] at hq
      exact Nat.not_lt_zero _ hq)
  have hones : 2 ^ w - 1 < 2 ^ w := Nat.sub_one_lt (Nat.ne_of_gt (Nat.two_pow_pos w))
  rw [pack_one_mul, pack_copies, ← pack_diagonal w n fun _ => 2 ^ w - 1,
    pack_land (fun q hq => hd _ (hn q hq)) fun q _ => ?_, ← pack_diagonal w n d]
  · refine pack_congr fun q hq => ?_
    by_cases h : q % n = q / n
    · rw [if_pos h, if_pos h, Nat.and_two_pow_sub_one_eq_mod, Nat.mod_eq_of_lt (hd _ (hn q hq))]
    · rw [if_neg h, if_neg h, Nat.and_zero]
  · by_cases h : q % n = q / n
    · rw [if_pos h]; exact hones
    · rw [if_neg h]; exact Nat.two_pow_pos w

/-- A last digit that is zero may be added. -/
theorem pack_last_zero {w n : Nat} {d : Nat → Nat} (h : d n = 0) : pack w (n + 1) d = pack w n d := by
  rw [pack_succ, h, Nat.zero_mul, Nat.add_zero]

/-- The vector with its digits apart, times another vector with a last digit zero. -/
theorem pack_outer {w n : Nat} {d e : Nat → Nat} (h : e n = 0) :
    pack (w * (n + 1)) n d * pack w n e =
      pack w (n * (n + 1)) fun q => d (q / (n + 1)) * e (q % (n + 1)) := by
  rw [pack_mul_index, pack_mul, ← pack_last_zero h]
  refine pack_congr fun i _ => ?_
  rw [Nat.mul_comm, pack_mul]
  refine pack_congr fun j hj => ?_
  rw [Nat.mul_comm i, Nat.mul_add_mod_self_left, Nat.mod_eq_of_lt hj,
    Nat.mul_add_div (Nat.succ_pos n), Nat.div_eq_of_lt hj, Nat.add_zero, Nat.mul_comm]

end QuantCert.Digits
