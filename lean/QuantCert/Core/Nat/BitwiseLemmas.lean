prelude
import QuantCert.Core.Nat.Bitwise
/-!
# Natural numbers: bitwise operations against powers of two

Bitwise operations act separately on `n % 2 ^ k` and `n / 2 ^ k`.

## Main theorems
* `Nat.and_mod_two_pow`, `Nat.and_div_two_pow`, and the same for `|||` and `^^^`
* `Nat.and_two_pow_sub_one_eq_mod`: masking with ones is the remainder
* `QuantCert.NatBits.xor_two_pow_sub_one_add`: exclusive or with ones is the complement
-/
namespace Nat
open QuantCert.NatBits

theorem _root_.QuantCert.NatBits.bitwise_zero_zero (f : Bool → Bool → Bool) :
    bitwise f 0 0 = 0 := by
  rw [bitwise_zero_left]
  cases f false true <;> rfl

theorem _root_.QuantCert.NatBits.bitwise_mod_two
    (f : Bool → Bool → Bool) (hf : f false false = false) (a b : Nat) :
    bitwise f a b % 2 =
      (if f (decide (a % 2 = 1)) (decide (b % 2 = 1)) = true then 1 else 0) := by
  rw [bitwise_eq_two_mul_add f hf, mul_add_mod_self_left]
  cases f (decide (a % 2 = 1)) (decide (b % 2 = 1)) <;> rfl

theorem _root_.QuantCert.NatBits.bitwise_div_two
    (f : Bool → Bool → Bool) (hf : f false false = false) (a b : Nat) :
    bitwise f a b / 2 = bitwise f (a / 2) (b / 2) := by
  rw [bitwise_eq_two_mul_add f hf, mul_add_div (by decide)]
  cases f (decide (a % 2 = 1)) (decide (b % 2 = 1)) <;> rfl

theorem _root_.QuantCert.NatBits.bitwise_mod_two_pow
    (f : Bool → Bool → Bool) (hf : f false false = false) (n : Nat) :
    ∀ a b : Nat, bitwise f a b % 2 ^ n = bitwise f (a % 2 ^ n) (b % 2 ^ n) := by
  induction n with
  | zero =>
    intro a b
    rw [Nat.pow_zero, mod_one, mod_one, mod_one, bitwise_zero_zero]
  | succ n ih =>
    intro a b
    rw [pow_succ', mod_mul, bitwise_div_two f hf, bitwise_mod_two f hf, ih,
      bitwise_eq_two_mul_add f hf (a % (2 * 2 ^ n)), mod_mul_right_div_self,
      mod_mul_right_div_self, mod_mul_right_mod, mod_mul_right_mod, Nat.add_comm]

theorem _root_.QuantCert.NatBits.bitwise_div_two_pow
    (f : Bool → Bool → Bool) (hf : f false false = false) (n : Nat) :
    ∀ a b : Nat, bitwise f a b / 2 ^ n = bitwise f (a / 2 ^ n) (b / 2 ^ n) := by
  induction n with
  | zero =>
    intro a b
    rw [Nat.pow_zero, Nat.div_one, Nat.div_one, Nat.div_one]
  | succ n ih =>
    intro a b
    rw [pow_succ', ← Nat.div_div_eq_div_mul, bitwise_div_two f hf, ih, Nat.div_div_eq_div_mul,
      Nat.div_div_eq_div_mul]

theorem and_mod_two_pow {a b n : Nat} : (a &&& b) % 2 ^ n = (a % 2 ^ n) &&& (b % 2 ^ n) :=
  bitwise_mod_two_pow and rfl n a b

theorem and_div_two_pow {a b n : Nat} : (a &&& b) / 2 ^ n = a / 2 ^ n &&& b / 2 ^ n :=
  bitwise_div_two_pow and rfl n a b

theorem or_mod_two_pow {a b n : Nat} : (a ||| b) % 2 ^ n = a % 2 ^ n ||| b % 2 ^ n :=
  bitwise_mod_two_pow or rfl n a b

theorem or_div_two_pow {a b n : Nat} : (a ||| b) / 2 ^ n = a / 2 ^ n ||| b / 2 ^ n :=
  bitwise_div_two_pow or rfl n a b

theorem xor_mod_two_pow {a b n : Nat} : (a ^^^ b) % 2 ^ n = (a % 2 ^ n) ^^^ (b % 2 ^ n) :=
  bitwise_mod_two_pow bne rfl n a b

theorem xor_div_two_pow {a b n : Nat} : (a ^^^ b) / 2 ^ n = a / 2 ^ n ^^^ b / 2 ^ n :=
  bitwise_div_two_pow bne rfl n a b

@[simp] theorem zero_and (x : Nat) : 0 &&& x = 0 := rfl
@[simp] theorem and_zero (x : Nat) : x &&& 0 = 0 := bitwise_zero_right and x
@[simp] theorem zero_or (x : Nat) : 0 ||| x = x := rfl
@[simp] theorem or_zero (x : Nat) : x ||| 0 = x := bitwise_zero_right or x
@[simp] theorem zero_xor (x : Nat) : 0 ^^^ x = x := rfl
@[simp] theorem xor_zero (x : Nat) : x ^^^ 0 = x := bitwise_zero_right bne x

/-- The number of `n + 1` ones is a one below `n` ones. -/
private theorem ones_succ (n : Nat) : 2 ^ (n + 1) - 1 = 2 * (2 ^ n - 1) + 1 := by
  obtain ⟨m, hm⟩ := Nat.exists_eq_add_one_of_ne_zero (Nat.ne_of_gt (two_pow_pos n))
  rw [pow_succ', hm]
  rfl

private theorem ones_succ_div (n : Nat) : (2 ^ (n + 1) - 1) / 2 = 2 ^ n - 1 := by
  rw [ones_succ, mul_add_div (by decide)]; rfl

private theorem ones_succ_mod (n : Nat) : (2 ^ (n + 1) - 1) % 2 = 1 := by
  rw [ones_succ, mul_add_mod_self_left]

theorem and_two_pow_sub_one_eq_mod (x n : Nat) : x &&& 2 ^ n - 1 = x % 2 ^ n := by
  induction n generalizing x with
  | zero => rw [Nat.pow_zero, mod_one]; exact and_zero x
  | succ n ih =>
    rw [land_eq_two_mul_add, ones_succ_div, ones_succ_mod, ih, Nat.mul_one, pow_succ', mod_mul,
      Nat.add_comm]

theorem and_two_pow_sub_one_of_lt_two_pow {x n : Nat} (lt : x < 2 ^ n) : x &&& 2 ^ n - 1 = x := by
  rw [and_two_pow_sub_one_eq_mod, mod_eq_of_lt lt]

/-- Exclusive or with `n` ones is the complement within `n` bits. -/
theorem _root_.QuantCert.NatBits.xor_two_pow_sub_one_add {x n : Nat} (h : x < 2 ^ n) :
    (x ^^^ 2 ^ n - 1) + x = 2 ^ n - 1 := by
  induction n generalizing x with
  | zero =>
    rw [Nat.lt_one_iff.1 h]
    rfl
  | succ n ih =>
    have hx : x / 2 < 2 ^ n := by
      rw [Nat.pow_succ] at h
      exact (div_lt_iff_lt_mul (by decide)).2 h
    have hd := div_add_mod x 2
    have hi := ih hx
    rw [xor_eq_two_mul_add, ones_succ_div, add_mod, ones_succ_mod]
    have hb : (x % 2 + 1) % 2 + x % 2 = 1 := by
      cases mod_two_eq_zero_or_one x with
      | inl h0 => rw [h0]
      | inr h1 => rw [h1]
    refine (congrArg (2 * (x / 2 ^^^ 2 ^ n - 1) + (x % 2 + 1) % 2 + ·) hd.symm).trans ?_
    rw [Nat.add_add_add_comm, ← Nat.mul_add, hi, hb, ← ones_succ]

protected theorem and_comm (x y : Nat) : x &&& y = y &&& x := by
  refine Nat.strongRecOn (motive := fun x => ∀ y, x &&& y = y &&& x) x (fun x ih y => ?_) y
  cases Nat.eq_zero_or_pos x with
  | inl h => rw [h, zero_and, and_zero]
  | inr h =>
    rw [land_eq_two_mul_add, land_eq_two_mul_add y, ih (x / 2) (div_lt_self h (by decide)),
      Nat.mul_comm (x % 2)]

theorem and_le_left {n m : Nat} : n &&& m ≤ n := by
  refine Nat.strongRecOn (motive := fun n => ∀ m, n &&& m ≤ n) n (fun n ih m => ?_) m
  cases Nat.eq_zero_or_pos n with
  | inl h => rw [h]; exact Nat.le_refl 0
  | inr h =>
    have h1 := ih (n / 2) (div_lt_self h (by decide)) (m / 2)
    have h2 : (n % 2) * (m % 2) ≤ (n % 2) * 1 :=
      Nat.mul_le_mul_left _ (le_of_lt_succ (mod_lt m (by decide)))
    have h3 := Nat.add_le_add (Nat.mul_le_mul_left 2 h1) h2
    rw [← land_eq_two_mul_add, Nat.mul_one, div_add_mod] at h3
    exact h3

theorem and_le_right {n m : Nat} : n &&& m ≤ m := by
  rw [Nat.and_comm]
  exact and_le_left

end Nat
