prelude
import QuantCert.Core.Nat.DivDvd
/-!
# Natural numbers: greatest common divisor

The kernel computes `Nat.gcd` on literals by name, with big-number arithmetic. Here it is defined by
the algorithm of Euclid, with the first argument as fuel: `gcd 0 n = n`.

## Main definitions
* `Nat.gcd`

## Main theorems
* `Nat.gcd_rec`: the recursion
* `Nat.gcd_dvd_left`, `Nat.gcd_dvd_right`, `Nat.dvd_gcd`: it is the greatest common divisor
-/
set_option bootstrap.genMatcherCode false

/-- The recursion of `Nat.gcd`, at most `fuel` steps. -/
protected def Nat.gcd.go : (fuel m n : Nat) → Nat
  | .zero, _, n => n
  | .succ fuel, m, n => if m = 0 then n else Nat.gcd.go fuel (n % m) m

/-- The greatest common divisor, by the algorithm of Euclid. -/
@[extern "lean_nat_gcd"]
def Nat.gcd (m n : Nat) : Nat := Nat.gcd.go m m n

namespace Nat

private theorem gcd.go_fuel : ∀ (f g m n : Nat), m ≤ f → m ≤ g →
    Nat.gcd.go f m n = Nat.gcd.go g m n := by
  intro f
  induction f with
  | zero =>
    intro g m n hf _
    cases g with
    | zero => rfl
    | succ g => exact (if_pos (Nat.eq_zero_of_le_zero hf)).symm
  | succ f ih =>
    intro g m n hf hg
    cases g with
    | zero => exact if_pos (Nat.eq_zero_of_le_zero hg)
    | succ g =>
      show (if m = 0 then n else Nat.gcd.go f (n % m) m) =
        (if m = 0 then n else Nat.gcd.go g (n % m) m)
      cases Nat.decEq m 0 with
      | isTrue h => rw [if_pos h, if_pos h]
      | isFalse h =>
        have hlt : n % m < m := mod_lt n (Nat.pos_of_ne_zero h)
        rw [if_neg h, if_neg h, ih g _ _ (le_of_lt_succ (Nat.lt_of_lt_of_le hlt hf))
          (le_of_lt_succ (Nat.lt_of_lt_of_le hlt hg))]

@[simp] theorem gcd_zero_left (y : Nat) : gcd 0 y = y := rfl

theorem gcd_succ (x y : Nat) : gcd (succ x) y = gcd (y % succ x) (succ x) := by
  show (if succ x = 0 then y else Nat.gcd.go x (y % succ x) (succ x)) = _
  rw [if_neg (succ_ne_zero x)]
  exact gcd.go_fuel _ _ _ _ (le_of_lt_succ (mod_lt y (succ_pos x))) (Nat.le_refl _)

@[simp] theorem gcd_zero_right (n : Nat) : gcd n 0 = n := by
  cases n with
  | zero => rfl
  | succ n =>
    show gcd (succ n) 0 = succ n
    rw [gcd_succ, zero_mod, gcd_zero_left]

theorem gcd_rec (m n : Nat) : gcd m n = gcd (n % m) m := by
  cases m with
  | zero => rw [mod_zero, gcd_zero_left, gcd_zero_right]
  | succ m => exact gcd_succ m n

theorem gcd_dvd (m n : Nat) : (gcd m n ∣ m) ∧ (gcd m n ∣ n) := by
  refine Nat.strongRecOn (motive := fun m => ∀ n, (gcd m n ∣ m) ∧ (gcd m n ∣ n)) m
    (fun m ih n => ?_) n
  cases Nat.eq_zero_or_pos m with
  | inl h =>
    rw [h, gcd_zero_left]
    exact ⟨Nat.dvd_zero n, Nat.dvd_refl n⟩
  | inr h =>
    have hg := ih (n % m) (mod_lt n h) m
    rw [← gcd_rec] at hg
    exact ⟨hg.2, (dvd_mod_iff hg.2).1 hg.1⟩

theorem gcd_dvd_left (m n : Nat) : gcd m n ∣ m := (gcd_dvd m n).left

theorem gcd_dvd_right (m n : Nat) : gcd m n ∣ n := (gcd_dvd m n).right

theorem dvd_gcd {k m n : Nat} : k ∣ m → k ∣ n → k ∣ gcd m n := by
  refine Nat.strongRecOn (motive := fun m => ∀ n, k ∣ m → k ∣ n → k ∣ gcd m n) m
    (fun m ih n => ?_) n
  intro hm hn
  cases Nat.eq_zero_or_pos m with
  | inl h => rw [h, gcd_zero_left]; exact hn
  | inr h =>
    rw [gcd_rec]
    exact ih (n % m) (mod_lt n h) m ((dvd_mod_iff hm).2 hn) hm

theorem gcd_comm (m n : Nat) : gcd m n = gcd n m :=
  Nat.dvd_antisymm (dvd_gcd (gcd_dvd_right m n) (gcd_dvd_left m n))
    (dvd_gcd (gcd_dvd_right n m) (gcd_dvd_left n m))

@[simp] theorem gcd_one_left (n : Nat) : gcd 1 n = 1 := by
  rw [gcd_succ, mod_one, gcd_zero_left]

end Nat
