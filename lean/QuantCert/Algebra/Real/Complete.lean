prelude
import QuantCert.Algebra.Cast

/-!
# Ordered fields with least upper bounds

## Main definitions
* `IsSup S s`: `s` is the least upper bound of `S`.
* `Complete R`: every set that has an element and an upper bound has a least upper bound.
* `Archimedean R`: every element is below some natural number.

## Main theorems
* `IsSup.mul_le`: a bound of all products of elements bounds the product of least upper bounds.
* `Complete.archimedean`: least upper bounds make a field Archimedean.
* `Complete.le_of_forall`: elements whose difference is below every `c / 2^n` are ordered.
-/

universe u

namespace QuantCert

variable {R : Type u} [OrderedField R]

/-- No element of `S` is above `b`. -/
def IsUpper (S : R → Prop) (b : R) : Prop := ∀ x, S x → x ≤ b

/-- `s` is the least upper bound of `S`. -/
structure IsSup (S : R → Prop) (s : R) : Prop where
  /-- It is an upper bound. -/
  upper : IsUpper S s
  /-- It is at most every upper bound. -/
  least : ∀ b, IsUpper S b → s ≤ b

/-- Every set that has an element and an upper bound has a least upper bound. -/
def Complete (R : Type u) [OrderedField R] : Prop :=
  ∀ S : R → Prop, (∃ x, S x) → (∃ b, IsUpper S b) → ∃ s, IsSup S s

/-- A bound of the products of `b` with all elements of a set bounds that with the supremum. -/
theorem IsSup.mul_right_le {S : R → Prop} {s b c : R} (hs : IsSup S s) (hb : 0 ≤ b) (hc : 0 ≤ c)
    (h : ∀ x, S x → x * b ≤ c) : s * b ≤ c :=
  match instDecidableEq 0 b with
  | .isTrue h0 => by rw [← h0, mul_zero]; exact hc
  | .isFalse h0 =>
    have pos := lt_of_le_of_ne hb h0
    (le_div_iff pos).mp (hs.least _ fun x hx => (le_div_iff pos).mpr (h x hx))

/-- A bound of the products of nonnegative elements bounds the product of the suprema. -/
theorem IsSup.mul_le {S T : R → Prop} {s t c : R} (hs : IsSup S s) (ht : IsSup T t) (ht0 : 0 ≤ t)
    (hc : 0 ≤ c) (hS : ∀ x, S x → 0 ≤ x) (h : ∀ x y, S x → T y → x * y ≤ c) : s * t ≤ c :=
  hs.mul_right_le ht0 hc fun x hx => by
    rw [mul_comm]
    exact ht.mul_right_le (hS x hx) hc fun y hy => by rw [mul_comm]; exact h x y hx hy

/-- Adding a positive element increases. -/
theorem lt_add_of_pos_right {a b : R} (hb : 0 < b) : a < a + b := by
  have h := add_lt_add_left hb a; rw [add_zero] at h; exact h

/-- A natural number is below the power of two with this exponent. -/
theorem natCast_le_two_pow (n : Nat) : natCast n ≤ (2 : R) ^ n := by
  rw [← natCast_two_pow]
  exact natCast_le (Nat.le_of_lt Nat.lt_two_pow_self)

/-- Every element is below some natural number. -/
def Archimedean (R : Type u) [OrderedField R] : Prop := ∀ a : R, ∃ n : Nat, a < natCast n

/-- From some exponent on, powers of two are above a given element. -/
theorem Archimedean.exists_lt_two_pow (hR : Archimedean R) (a : R) :
    ∃ N : Nat, ∀ n, N ≤ n → a < (2 : R) ^ n :=
  have ⟨N, h⟩ := hR a
  ⟨N, fun n hn => lt_of_lt_of_le h (le_trans (natCast_le hn) (natCast_le_two_pow n))⟩

namespace Complete

/-- Every element is below some natural number. -/
theorem archimedean (hR : Complete R) : Archimedean R := fun a =>
  Classical.byContradiction fun hn =>
    have bound : ∀ n : Nat, natCast n ≤ a := fun n => le_of_not_lt fun h => hn ⟨n, h⟩
    have ⟨s, hs⟩ := hR (fun x => ∃ n : Nat, x = natCast n) ⟨_, 0, rfl⟩
      ⟨a, fun _ ⟨n, h⟩ => h ▸ bound n⟩
    have h : s ≤ s - 1 := hs.least _ fun x ⟨n, e⟩ => by
      rw [e, le_sub_iff_add_le, ← natCast_succ]
      exact hs.upper _ ⟨n + 1, rfl⟩
    not_le_of_lt (lt_add_of_pos_right zero_lt_one) (le_sub_iff_add_le.mp h)

/-- From some exponent on, powers of two are above a given element. -/
theorem exists_lt_two_pow (hR : Complete R) (a : R) : ∃ N : Nat, ∀ n, N ≤ n → a < (2 : R) ^ n :=
  hR.archimedean.exists_lt_two_pow a

/-- Two elements are ordered if their difference times large powers of two has one bound. -/
theorem le_of_forall (hR : Complete R) {a b c : R} (N : Nat)
    (h : ∀ n, N ≤ n → (a - b) * 2 ^ n ≤ c) : a ≤ b :=
  le_of_not_lt fun hlt =>
    have pos : 0 < a - b := sub_pos.mpr hlt
    have ⟨M, hM⟩ := hR.exists_lt_two_pow (c / (a - b))
    have hlt := hM (N + M) (Nat.le_add_left M N)
    not_le_of_lt hlt ((le_div_iff pos).mpr (by
      rw [mul_comm]; exact h _ (Nat.le_add_right N M)))

end Complete

end QuantCert
