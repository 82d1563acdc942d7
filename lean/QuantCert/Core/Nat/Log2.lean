prelude
import QuantCert.Core.Nat.Pow
/-!
# Natural numbers: logarithm to base two

`Nat.log2 n` is the position of the highest bit of `n`, and zero for `n = 0`, by halving with the
number itself as fuel.

## Main definitions
* `Nat.log2`

## Main theorems
* `Nat.log2_def`: the recursion
* `Nat.log2_self_le`, `Nat.lt_log2_self`: `2 ^ log2 n ≤ n < 2 ^ (log2 n + 1)`
-/
set_option bootstrap.genMatcherCode false

/-- The recursion of `Nat.log2`, at most `fuel` steps. -/
protected def Nat.log2.go : (fuel n : Nat) → Nat
  | .zero, _ => 0
  | .succ fuel, n => if 2 ≤ n then Nat.log2.go fuel (n / 2) + 1 else 0

/-- The base-two logarithm, rounded down; zero for zero. -/
@[extern "lean_nat_log2"]
def Nat.log2 (n : Nat) : Nat := Nat.log2.go n n

namespace Nat

private theorem log2.go_fuel : ∀ (f g n : Nat), n ≤ f → n ≤ g →
    Nat.log2.go f n = Nat.log2.go g n := by
  intro f
  induction f with
  | zero =>
    intro g n hf _
    cases g with
    | zero => rfl
    | succ g =>
      exact (if_neg fun h => absurd (Nat.le_trans h hf) (by decide)).symm
  | succ f ih =>
    intro g n hf hg
    cases g with
    | zero => exact if_neg fun h => absurd (Nat.le_trans h hg) (by decide)
    | succ g =>
      show (if 2 ≤ n then Nat.log2.go f (n / 2) + 1 else 0) =
        (if 2 ≤ n then Nat.log2.go g (n / 2) + 1 else 0)
      cases Nat.decLe 2 n with
      | isFalse h => rw [if_neg h, if_neg h]
      | isTrue h =>
        have hlt : n / 2 < n := div_lt_self (Nat.pos_of_lt h) (by decide)
        rw [if_pos h, if_pos h, ih g _ (le_of_lt_succ (Nat.lt_of_lt_of_le hlt hf))
          (le_of_lt_succ (Nat.lt_of_lt_of_le hlt hg))]

theorem log2_def (n : Nat) : n.log2 = if 2 ≤ n then (n / 2).log2 + 1 else 0 := by
  cases n with
  | zero => rfl
  | succ n =>
    show (if 2 ≤ n + 1 then Nat.log2.go n ((n + 1) / 2) + 1 else 0) = _
    cases Nat.decLe 2 (n + 1) with
    | isFalse h => rw [if_neg h, if_neg h]
    | isTrue h =>
      have hlt : (n + 1) / 2 < n + 1 := div_lt_self (succ_pos n) (by decide)
      rw [if_pos h, if_pos h, log2.go_fuel n _ _ (le_of_lt_succ hlt) (Nat.le_refl _)]
      rfl

theorem log2_self_le {n : Nat} (h : n ≠ 0) : 2 ^ n.log2 ≤ n := by
  refine Nat.strongRecOn (motive := fun n => n ≠ 0 → 2 ^ n.log2 ≤ n) n (fun n ih hn => ?_) h
  rw [log2_def]
  cases Nat.decLe 2 n with
  | isFalse h2 => rw [if_neg h2]; exact Nat.pos_of_ne_zero hn
  | isTrue h2 =>
    have hne : n / 2 ≠ 0 := fun h0 => by
      have h1 := (le_div_iff_mul_le (k := 2) (x := 1) (y := n) (by decide)).2 h2
      rw [h0] at h1
      exact absurd h1 (by decide)
    rw [if_pos h2, Nat.pow_succ]
    exact (le_div_iff_mul_le (by decide)).1
      (ih (n / 2) (div_lt_self (Nat.pos_of_ne_zero hn) (by decide)) hne)

theorem lt_log2_self {n : Nat} : n < 2 ^ (n.log2 + 1) := by
  refine Nat.strongRecOn (motive := fun n => n < 2 ^ (n.log2 + 1)) n (fun n ih => ?_)
  show n < 2 ^ (n.log2 + 1)
  rw [log2_def]
  cases Nat.decLe 2 n with
  | isFalse h2 => rw [if_neg h2]; exact Nat.not_le.1 h2
  | isTrue h2 =>
    rw [if_pos h2, Nat.pow_succ]
    exact (div_lt_iff_lt_mul (by decide)).1
      (ih (n / 2) (div_lt_self (Nat.pos_of_lt h2) (by decide)))

end Nat
