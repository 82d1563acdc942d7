prelude
import QuantCert.Spec.Integer.Stored
import QuantCert.Thm.Digits.Digit

/-!
# Entries of a vector that a number holds

## Main theorems
* `Integer.length_ints`: how many there are
* `Integer.getD_ints`, `Integer.mem_ints`, `Integer.ints_mem`: what they are
-/

namespace QuantCert.Integer

open Digits

/-- There are `n` entries. -/
theorem length_ints (w o : Nat) : ∀ n N : Nat, (ints w o n N).length = n
  | 0, _ => rfl
  | n + 1, N => congrArg Nat.succ (length_ints w o n (N / 2 ^ w))

/-- Entry `i` is digit `i`, less the offset. -/
theorem getD_ints (w o : Nat) : ∀ {n N i : Nat}, i < n →
    (ints w o n N).getD i 0 = ((digit w N i : Nat) : Int) - twoPow o
  | 0, _, i, h => absurd h (Nat.not_lt_zero i)
  | n + 1, N, 0, _ => by
    rw [digit_zero]
    rfl
  | n + 1, N, i + 1, h => by
    rw [digit_succ]
    exact getD_ints w o (N := N / 2 ^ w) (Nat.lt_of_succ_lt_succ h)

/-- An entry is one of the digits, less the offset. -/
theorem mem_ints {w o : Nat} : ∀ {n N : Nat} {x : Int}, x ∈ ints w o n N →
    ∃ i, i < n ∧ x = ((digit w N i : Nat) : Int) - twoPow o
  | 0, _, _, h => absurd h List.not_mem_nil
  | n + 1, N, x, h => by
    rcases List.mem_cons.mp h with rfl | h
    · exact ⟨0, Nat.succ_pos n, by rw [digit_zero]⟩
    · have ⟨i, hi, hx⟩ := mem_ints h
      exact ⟨i + 1, Nat.succ_lt_succ hi, by rw [digit_succ]; exact hx⟩

/-- Every digit is an entry. -/
theorem ints_mem {w o : Nat} : ∀ {n N i : Nat}, i < n →
    ((digit w N i : Nat) : Int) - twoPow o ∈ ints w o n N
  | 0, _, i, h => absurd h (Nat.not_lt_zero i)
  | n + 1, N, 0, _ => by
    rw [digit_zero]
    exact List.mem_cons_self
  | n + 1, N, i + 1, h => by
    rw [digit_succ]
    exact List.mem_cons_of_mem _ (ints_mem (Nat.lt_of_succ_lt_succ h))

end QuantCert.Integer
