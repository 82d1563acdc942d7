prelude
import QuantCert.Core.Nat.Shift
/-!
# Natural numbers: bitwise operations

The kernel computes `Nat.land`, `Nat.lor` and `Nat.xor` on literals by name, with big-number
arithmetic. Here they are defined bit by bit, with the first argument as fuel.

## Main definitions
* `Nat.bitwise`, `Nat.land`, `Nat.lor`, `Nat.xor` and the operators `&&&`, `|||`, `^^^`
* `Nat.testBit`

## Main theorems
* `QuantCert.NatBits.land_eq_two_mul_add`, `lor_eq_two_mul_add`, `xor_eq_two_mul_add`: the last bit
  and the rest
-/
set_option bootstrap.genMatcherCode false

/-- The recursion of `Nat.bitwise`, at most `fuel` bits. -/
protected def Nat.bitwise.go (f : Bool → Bool → Bool) : (fuel n m : Nat) → Nat
  | .zero, _, m => if f false true = true then m else 0
  | .succ fuel, n, m =>
    if n = 0 then
      if f false true = true then m else 0
    else if m = 0 then
      if f true false = true then n else 0
    else
      let r := Nat.bitwise.go f fuel (n / 2) (m / 2)
      if f (decide (n % 2 = 1)) (decide (m % 2 = 1)) = true then r + r + 1 else r + r

/-- Applies `f` to each pair of bits of the two numbers; `f false false` counts as `false`. -/
def Nat.bitwise (f : Bool → Bool → Bool) (n m : Nat) : Nat := Nat.bitwise.go f n n m

/-- Bitwise and. -/
@[extern "lean_nat_land"]
def Nat.land : Nat → Nat → Nat := Nat.bitwise and

/-- Bitwise or. -/
@[extern "lean_nat_lor"]
def Nat.lor : Nat → Nat → Nat := Nat.bitwise or

/-- Bitwise exclusive or. -/
@[extern "lean_nat_lxor"]
def Nat.xor : Nat → Nat → Nat := Nat.bitwise bne

instance Nat.instAndOp : AndOp Nat := ⟨Nat.land⟩
instance Nat.instOrOp : OrOp Nat := ⟨Nat.lor⟩
instance Nat.instXorOp : XorOp Nat := ⟨Nat.xor⟩

/-- Whether bit `n` of `m` is set. -/
def Nat.testBit (m n : Nat) : Bool := 1 &&& (m >>> n) != 0

/-! Facts that the toolchain does not have are in the namespace `QuantCert.NatBits`. -/

namespace QuantCert.NatBits
end QuantCert.NatBits

namespace Nat
open QuantCert.NatBits

@[simp] theorem land_eq {m n : Nat} : m.land n = m &&& n := rfl
@[simp] theorem lor_eq {m n : Nat} : m.lor n = m ||| n := rfl
@[simp] theorem xor_eq {m n : Nat} : m.xor n = m ^^^ n := rfl

private theorem half_le_of_le_succ {n fuel : Nat} (hn : n ≠ 0) (h : n ≤ succ fuel) :
    n / 2 ≤ fuel :=
  le_of_lt_succ (Nat.lt_of_lt_of_le (div_lt_self (Nat.pos_of_ne_zero hn) (by decide)) h)

private theorem bitwise.go_fuel (f : Bool → Bool → Bool) : ∀ (a b n m : Nat), n ≤ a → n ≤ b →
    Nat.bitwise.go f a n m = Nat.bitwise.go f b n m := by
  intro a
  induction a with
  | zero =>
    intro b n m ha _
    cases b with
    | zero => rfl
    | succ b => exact (if_pos (Nat.eq_zero_of_le_zero ha)).symm
  | succ a ih =>
    intro b n m ha hb
    cases b with
    | zero => exact if_pos (Nat.eq_zero_of_le_zero hb)
    | succ b =>
      rw [Nat.bitwise.go, Nat.bitwise.go]
      cases Nat.decEq n 0 with
      | isTrue h => rw [if_pos h, if_pos h]
      | isFalse h =>
        rw [if_neg h, if_neg h, ih b _ _ (half_le_of_le_succ h ha) (half_le_of_le_succ h hb)]

theorem _root_.QuantCert.NatBits.bitwise_zero_left (f : Bool → Bool → Bool) (m : Nat) :
    bitwise f 0 m = if f false true = true then m else 0 := rfl

theorem _root_.QuantCert.NatBits.bitwise_zero_right (f : Bool → Bool → Bool) (n : Nat) :
    bitwise f n 0 = if f true false = true then n else 0 := by
  cases n with
  | zero =>
    rw [bitwise_zero_left]
    cases f false true <;> cases f true false <;> rfl
  | succ n =>
    show Nat.bitwise.go f (succ n) (succ n) 0 = _
    rw [Nat.bitwise.go, if_neg (succ_ne_zero n), if_pos rfl]

/-- The last bit of a bitwise operation, and the rest. -/
theorem _root_.QuantCert.NatBits.bitwise_eq_two_mul_add
    (f : Bool → Bool → Bool) (hf : f false false = false) (n m : Nat) :
    bitwise f n m = 2 * bitwise f (n / 2) (m / 2) +
      (if f (decide (n % 2 = 1)) (decide (m % 2 = 1)) = true then 1 else 0) := by
  have split (a : Nat) : a = 2 * (a / 2) + (if decide (a % 2 = 1) = true then 1 else 0) := by
    have h := div_add_mod a 2
    cases mod_two_eq_zero_or_one a with
    | inl h0 =>
      rw [h0] at h ⊢
      exact h.symm
    | inr h1 =>
      rw [h1] at h ⊢
      exact h.symm
  cases Nat.decEq n 0 with
  | isTrue hn =>
    subst hn
    rw [Nat.zero_div, bitwise_zero_left, bitwise_zero_left]
    show _ = _ + (if f false (decide (m % 2 = 1)) = true then 1 else 0)
    have hm := split m
    revert hm
    cases h : f false true <;> cases decide (m % 2 = 1) <;> intro hm
    · rw [hf]; rfl
    · rw [h]; rfl
    · rw [hf]; exact hm
    · rw [h]; exact hm
  | isFalse hn =>
    cases Nat.decEq m 0 with
    | isTrue hm =>
      subst hm
      rw [Nat.zero_div, bitwise_zero_right, bitwise_zero_right]
      show _ = _ + (if f (decide (n % 2 = 1)) false = true then 1 else 0)
      have h' := split n
      revert h'
      cases h : f true false <;> cases decide (n % 2 = 1) <;> intro h'
      · rw [hf]; rfl
      · rw [h]; rfl
      · rw [hf]; exact h'
      · rw [h]; exact h'
    | isFalse hm =>
      obtain ⟨k, rfl⟩ : ∃ k, n = succ k := Nat.exists_eq_add_one_of_ne_zero hn
      show Nat.bitwise.go f (succ k) (succ k) m = _
      rw [Nat.bitwise.go, if_neg hn, if_neg hm,
        bitwise.go_fuel f k (succ k / 2) _ _ (half_le_of_le_succ hn (Nat.le_refl _))
          (Nat.le_refl _)]
      show (if f _ _ = true then bitwise f _ _ + bitwise f _ _ + 1
        else bitwise f _ _ + bitwise f _ _) = _
      rw [← Nat.two_mul]
      cases f (decide (succ k % 2 = 1)) (decide (m % 2 = 1)) <;> rfl

theorem _root_.QuantCert.NatBits.land_eq_two_mul_add (n m : Nat) :
    n &&& m = 2 * (n / 2 &&& m / 2) + (n % 2) * (m % 2) := by
  refine (bitwise_eq_two_mul_add and rfl n m).trans (congrArg (2 * (n / 2 &&& m / 2) + ·) ?_)
  cases mod_two_eq_zero_or_one n with
  | inl h => cases mod_two_eq_zero_or_one m with
    | inl h' => rw [h, h']; rfl
    | inr h' => rw [h, h']; rfl
  | inr h => cases mod_two_eq_zero_or_one m with
    | inl h' => rw [h, h']; rfl
    | inr h' => rw [h, h']; rfl

theorem _root_.QuantCert.NatBits.lor_eq_two_mul_add (n m : Nat) :
    n ||| m = 2 * (n / 2 ||| m / 2) + (n % 2 + m % 2 - (n % 2) * (m % 2)) := by
  refine (bitwise_eq_two_mul_add or rfl n m).trans (congrArg (2 * (n / 2 ||| m / 2) + ·) ?_)
  cases mod_two_eq_zero_or_one n with
  | inl h => cases mod_two_eq_zero_or_one m with
    | inl h' => rw [h, h']; rfl
    | inr h' => rw [h, h']; rfl
  | inr h => cases mod_two_eq_zero_or_one m with
    | inl h' => rw [h, h']; rfl
    | inr h' => rw [h, h']; rfl

theorem _root_.QuantCert.NatBits.xor_eq_two_mul_add (n m : Nat) :
    n ^^^ m = 2 * (n / 2 ^^^ m / 2) + (n + m) % 2 := by
  refine (bitwise_eq_two_mul_add bne rfl n m).trans (congrArg (2 * (n / 2 ^^^ m / 2) + ·) ?_)
  rw [add_mod]
  cases mod_two_eq_zero_or_one n with
  | inl h => cases mod_two_eq_zero_or_one m with
    | inl h' => rw [h, h']; rfl
    | inr h' => rw [h, h']; rfl
  | inr h => cases mod_two_eq_zero_or_one m with
    | inl h' => rw [h, h']; rfl
    | inr h' => rw [h, h']; rfl

end Nat
