prelude
import QuantCert.Core.Nat.Pow
/-!
# Natural numbers: shifts

The kernel computes `Nat.shiftLeft` and `Nat.shiftRight` on literals by name, with big-number
arithmetic. Here they are defined by doubling and halving.

## Main definitions
* `Nat.shiftLeft`, `Nat.shiftRight` and the operators `<<<`, `>>>`

## Main theorems
* `Nat.shiftLeft_eq`: `a <<< b = a * 2 ^ b`
* `Nat.shiftRight_eq_div_pow`: `a >>> b = a / 2 ^ b`
-/
set_option bootstrap.genMatcherCode false

/-- Doubles `n` as often as the second argument says. -/
@[extern "lean_nat_shiftl"]
def Nat.shiftLeft : Nat → Nat → Nat
  | n, .zero => n
  | n, .succ m => Nat.shiftLeft (2 * n) m

/-- Halves `n`, rounding down, as often as the second argument says. -/
@[extern "lean_nat_shiftr"]
def Nat.shiftRight : Nat → Nat → Nat
  | n, .zero => n
  | n, .succ m => Nat.shiftRight n m / 2

instance Nat.instShiftLeft : ShiftLeft Nat := ⟨Nat.shiftLeft⟩
instance Nat.instShiftRight : ShiftRight Nat := ⟨Nat.shiftRight⟩

namespace Nat

@[simp] theorem shiftLeft_eq' {m n : Nat} : m.shiftLeft n = m <<< n := rfl
@[simp] theorem shiftRight_eq' {m n : Nat} : m.shiftRight n = m >>> n := rfl

@[simp] theorem shiftLeft_zero (n : Nat) : n <<< 0 = n := rfl
@[simp] theorem shiftRight_zero (n : Nat) : n >>> 0 = n := rfl

theorem shiftLeft_succ_inside (m n : Nat) : m <<< (n + 1) = (2 * m) <<< n := rfl
theorem shiftRight_succ (m n : Nat) : m >>> (n + 1) = (m >>> n) / 2 := rfl

theorem shiftLeft_eq (a b : Nat) : a <<< b = a * 2 ^ b := by
  induction b generalizing a with
  | zero => rw [shiftLeft_zero, Nat.pow_zero, Nat.mul_one]
  | succ b ih =>
    rw [shiftLeft_succ_inside, ih, Nat.pow_succ, Nat.mul_comm 2 a, Nat.mul_assoc,
      Nat.mul_comm 2]

theorem shiftRight_eq_div_pow (m n : Nat) : m >>> n = m / 2 ^ n := by
  induction n with
  | zero => rw [shiftRight_zero, Nat.pow_zero, Nat.div_one]
  | succ n ih => rw [shiftRight_succ, ih, Nat.div_div_eq_div_mul, Nat.pow_succ]

theorem shiftRight_add (m n k : Nat) : m >>> (n + k) = (m >>> n) >>> k := by
  rw [shiftRight_eq_div_pow, shiftRight_eq_div_pow, shiftRight_eq_div_pow,
    Nat.div_div_eq_div_mul, Nat.pow_add]

end Nat
