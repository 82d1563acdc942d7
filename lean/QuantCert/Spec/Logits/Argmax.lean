prelude
import QuantCert.Spec.Row.Vector

/-!
# The predicted token

## Main definitions
* `IsArgmax n z k`: the score of `k` is one of the largest among `n`.
* `LeadsBy n margin z k`: the score of `k` exceeds every other score by more than `margin`.
-/

universe u

namespace QuantCert

variable {R : Type u} [OrderedField R]

/-- No score is larger than the score of `k`: greedy decoding may choose `k`. -/
def IsArgmax (n : Nat) (z : Vec R) (k : Nat) : Prop := k < n ∧ ∀ i, i < n → z i ≤ z k

/-- Every other score is smaller than the score of `k` by more than `margin`. -/
def LeadsBy (n : Nat) (margin : R) (z : Vec R) (k : Nat) : Prop :=
  k < n ∧ ∀ i, i < n → i ≠ k → z i + margin < z k

end QuantCert
