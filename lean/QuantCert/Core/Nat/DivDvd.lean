prelude
import QuantCert.Core.Nat.DivLemmas
/-!
# Natural numbers: divisibility

`a ∣ b` means that `b = a * c` for some `c`.

## Main theorems
* `Nat.dvd_add`, `Nat.dvd_sub`, `Nat.dvd_mul_right`, `Nat.dvd_antisymm`
* `Nat.dvd_iff_mod_eq_zero`: divisibility is a remainder of zero, hence decidable
-/
namespace Nat

protected theorem dvd_refl (a : Nat) : a ∣ a := ⟨1, (Nat.mul_one a).symm⟩

protected theorem dvd_zero (a : Nat) : a ∣ 0 := ⟨0, rfl⟩

protected theorem dvd_mul_right (a b : Nat) : a ∣ a * b := ⟨b, rfl⟩

protected theorem dvd_mul_left (a b : Nat) : a ∣ b * a := ⟨b, Nat.mul_comm b a⟩

protected theorem one_dvd (n : Nat) : 1 ∣ n := ⟨n, (Nat.one_mul n).symm⟩

protected theorem dvd_trans {a b c : Nat} (h₁ : a ∣ b) (h₂ : b ∣ c) : a ∣ c := by
  obtain ⟨d, rfl⟩ := h₁
  obtain ⟨e, rfl⟩ := h₂
  exact ⟨d * e, Nat.mul_assoc a d e⟩

protected theorem eq_zero_of_zero_dvd {a : Nat} (h : 0 ∣ a) : a = 0 := by
  obtain ⟨c, rfl⟩ := h
  exact Nat.zero_mul c

protected theorem dvd_add {m n k : Nat} (h₁ : k ∣ m) (h₂ : k ∣ n) : k ∣ m + n := by
  obtain ⟨d, rfl⟩ := h₁
  obtain ⟨e, rfl⟩ := h₂
  exact ⟨d + e, (Nat.mul_add k d e).symm⟩

theorem dvd_sub {m n k : Nat} (h₁ : k ∣ m) (h₂ : k ∣ n) : k ∣ m - n := by
  obtain ⟨d, rfl⟩ := h₁
  obtain ⟨e, rfl⟩ := h₂
  exact ⟨d - e, (Nat.mul_sub k d e).symm⟩

protected theorem dvd_add_iff_right {k m : Nat} (h : k ∣ m) {n : Nat} : k ∣ n ↔ k ∣ m + n :=
  ⟨Nat.dvd_add h, fun h' => by have h'' := dvd_sub h' h; rwa [Nat.add_sub_cancel_left] at h''⟩

theorem mod_eq_zero_of_dvd {k n : Nat} (h : k ∣ n) : n % k = 0 := by
  obtain ⟨c, rfl⟩ := h
  exact mul_mod_right k c

theorem dvd_of_mod_eq_zero {k n : Nat} (h : n % k = 0) : k ∣ n :=
  ⟨n / k, by have h' := div_add_mod n k; rw [h, Nat.add_zero] at h'; exact h'.symm⟩

theorem dvd_iff_mod_eq_zero {k n : Nat} : k ∣ n ↔ n % k = 0 :=
  ⟨mod_eq_zero_of_dvd, dvd_of_mod_eq_zero⟩

theorem emod_pos_of_not_dvd {a b : Nat} (h : ¬a ∣ b) : 0 < b % a :=
  Nat.pos_of_ne_zero fun h' => h (dvd_of_mod_eq_zero h')

instance decidable_dvd (k n : Nat) : Decidable (k ∣ n) :=
  decidable_of_decidable_of_iff dvd_iff_mod_eq_zero.symm

theorem dvd_mod_iff {k m n : Nat} (h : k ∣ n) : k ∣ m % n ↔ k ∣ m := by
  have h1 : k ∣ n * (m / n) := Nat.dvd_trans h (Nat.dvd_mul_right n _)
  have h2 := Nat.dvd_add_iff_right h1 (n := m % n)
  rwa [div_add_mod] at h2

theorem le_of_dvd {m n : Nat} (h₁ : 0 < n) (h : m ∣ n) : m ≤ n := by
  obtain ⟨c, rfl⟩ := h
  cases c with
  | zero => exact absurd h₁ (Nat.lt_irrefl 0)
  | succ c => exact Nat.le_mul_of_pos_right m (succ_pos c)

protected theorem dvd_antisymm {m n : Nat} (h₁ : m ∣ n) (h₂ : n ∣ m) : m = n := by
  cases Nat.eq_zero_or_pos n with
  | inl h => rw [h] at h₂; rw [Nat.eq_zero_of_zero_dvd h₂, h]
  | inr h =>
    cases Nat.eq_zero_or_pos m with
    | inl hm => rw [hm] at h₁; rw [Nat.eq_zero_of_zero_dvd h₁, hm]
    | inr hm => exact Nat.le_antisymm (le_of_dvd h h₁) (le_of_dvd hm h₂)

protected theorem mul_div_cancel' {n m : Nat} (H : n ∣ m) : n * (m / n) = m := by
  have h := div_add_mod m n
  rwa [mod_eq_zero_of_dvd H, Nat.add_zero] at h

protected theorem div_mul_cancel {n m : Nat} (H : n ∣ m) : m / n * n = m := by
  rw [Nat.mul_comm, Nat.mul_div_cancel' H]

end Nat
