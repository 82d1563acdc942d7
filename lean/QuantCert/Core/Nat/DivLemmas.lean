prelude
import QuantCert.Core.Nat.Div
/-!
# Natural numbers: division, order and products

## Main theorems
* `Nat.le_div_iff_mul_le`, `Nat.div_lt_iff_lt_mul`: division against multiplication
* `Nat.div_div_eq_div_mul`, `Nat.mod_mul`: quotient and remainder by a product
* `Nat.mod_mod_of_dvd`, `Nat.add_mod`, `Nat.mul_mod`: arithmetic of remainders
-/
namespace Nat

theorem add_mul_div_left (x z : Nat) {y : Nat} (H : 0 < y) : (x + y * z) / y = x / y + z := by
  refine ((div_mod_unique (c := x % y) H).2 ⟨?_, mod_lt x H⟩).1
  rw [Nat.left_distrib, ← Nat.add_assoc, mod_add_div]

@[simp] theorem add_mul_mod_self_left (x y z : Nat) : (x + y * z) % y = x % y := by
  cases eq_zero_or_pos y with
  | inl hy => rw [hy, Nat.zero_mul, Nat.add_zero]
  | inr hy =>
    refine ((div_mod_unique (d := x / y + z) hy).2 ⟨?_, mod_lt x hy⟩).2
    rw [Nat.left_distrib, ← Nat.add_assoc, mod_add_div]

theorem add_mul_div_right (x y : Nat) {z : Nat} (H : 0 < z) : (x + y * z) / z = x / z + y := by
  rw [Nat.mul_comm, add_mul_div_left _ _ H]

@[simp] theorem add_mul_mod_self_right (x y z : Nat) : (x + y * z) % z = x % z := by
  rw [Nat.mul_comm, add_mul_mod_self_left]

@[simp] theorem mul_add_mod_self_left (a b c : Nat) : (a * b + c) % a = c % a := by
  rw [Nat.add_comm, add_mul_mod_self_left]

@[simp] theorem mul_add_mod_self_right (a b c : Nat) : (a * b + c) % b = c % b := by
  rw [Nat.add_comm, add_mul_mod_self_right]

theorem mul_add_div {m : Nat} (m_pos : m > 0) (x y : Nat) : (m * x + y) / m = x + y / m := by
  rw [Nat.add_comm, add_mul_div_left _ _ m_pos, Nat.add_comm]

@[simp] theorem add_mod_right (x z : Nat) : (x + z) % z = x % z := by
  have h := add_mul_mod_self_left x z 1
  rw [Nat.mul_one] at h; exact h

@[simp] theorem add_mod_left (x z : Nat) : (x + z) % x = z % x := by
  rw [Nat.add_comm, add_mod_right]

@[simp] theorem zero_mod (b : Nat) : 0 % b = 0 := by
  cases eq_zero_or_pos b with
  | inl h => rw [h, mod_zero]
  | inr h => exact mod_eq_of_lt h

@[simp] protected theorem zero_div (b : Nat) : 0 / b = 0 := by
  cases eq_zero_or_pos b with
  | inl h => rw [h, Nat.div_zero]
  | inr h => exact div_eq_of_lt h

@[simp] theorem mul_mod_right (m n : Nat) : (m * n) % m = 0 := by
  have h := add_mul_mod_self_left 0 m n
  rw [Nat.zero_add, zero_mod] at h; exact h

@[simp] theorem mul_mod_left (m n : Nat) : (m * n) % n = 0 := by
  rw [Nat.mul_comm, mul_mod_right]

@[simp] theorem mod_self (n : Nat) : n % n = 0 := by
  have h := mul_mod_right n 1
  rw [Nat.mul_one] at h; exact h

theorem mod_one (x : Nat) : x % 1 = 0 := by
  have h := mul_mod_right 1 x
  rw [Nat.one_mul] at h; exact h

@[simp] protected theorem div_one (n : Nat) : n / 1 = n := by
  have h := mod_add_div n 1
  rw [mod_one, Nat.zero_add, Nat.one_mul] at h; exact h

theorem mod_le (x y : Nat) : x % y ≤ x := by
  have h : x % y ≤ x % y + y * (x / y) := le_add_right _ _
  rw [mod_add_div] at h; exact h

theorem div_mul_le_self (m n : Nat) : m / n * n ≤ m := by
  have h : n * (m / n) ≤ n * (m / n) + m % n := le_add_right _ _
  rw [div_add_mod, Nat.mul_comm] at h; exact h

theorem mul_div_le (m n : Nat) : n * (m / n) ≤ m := by
  rw [Nat.mul_comm]; exact div_mul_le_self m n

theorem lt_mul_div_succ (m : Nat) {n : Nat} (n0 : 0 < n) : m < n * (m / n + 1) := by
  rw [Nat.left_distrib, Nat.mul_one]
  have h : n * (m / n) + m % n < n * (m / n) + n := Nat.add_lt_add_left (mod_lt m n0) _
  rw [div_add_mod] at h; exact h

theorem le_div_iff_mul_le {k x y : Nat} (k0 : 0 < k) : x ≤ y / k ↔ x * k ≤ y := by
  constructor
  · intro h
    have h1 : k * x ≤ k * (y / k) := Nat.mul_le_mul_left k h
    rw [Nat.mul_comm x k]
    exact Nat.le_trans h1 (mul_div_le y k)
  · intro h
    refine Nat.not_lt.mp fun hlt => ?_
    have h1 : k * (y / k + 1) ≤ k * x := Nat.mul_le_mul_left k hlt
    rw [Nat.mul_comm x k] at h
    exact Nat.not_le_of_gt (lt_mul_div_succ y k0) (Nat.le_trans h1 h)

theorem div_lt_iff_lt_mul {x y k : Nat} (Hk : 0 < k) : x / k < y ↔ x < y * k := by
  rw [← Nat.not_le, ← Nat.not_le]; exact not_congr (le_div_iff_mul_le Hk)

theorem div_lt_of_lt_mul {m n k : Nat} (h : m < n * k) : m / n < k := by
  cases eq_zero_or_pos n with
  | inl hn => rw [hn, Nat.zero_mul] at h; exact absurd (Nat.pos_of_lt h) (Nat.lt_irrefl 0)
  | inr hn => rw [Nat.mul_comm] at h; exact (div_lt_iff_lt_mul hn).2 h

theorem div_le_self (n k : Nat) : n / k ≤ n := by
  cases eq_zero_or_pos k with
  | inl h => rw [h, Nat.div_zero]; exact zero_le n
  | inr h =>
    have h1 : 1 * (n / k) ≤ k * (n / k) := Nat.mul_le_mul_right (n / k) h
    rw [Nat.one_mul] at h1
    exact Nat.le_trans h1 (mul_div_le n k)

theorem div_lt_self {n k : Nat} (hLtN : 0 < n) (hLtK : 1 < k) : n / k < n := by
  refine (div_lt_iff_lt_mul (Nat.pos_of_lt hLtK)).2 ?_
  have h : n * 1 < n * k := Nat.mul_lt_mul_of_pos_left hLtK hLtN
  rw [Nat.mul_one] at h; exact h

theorem div_le_div_right {a b : Nat} (h : a ≤ b) (c : Nat) : a / c ≤ b / c := by
  cases eq_zero_or_pos c with
  | inl hc => rw [hc, Nat.div_zero, Nat.div_zero]; exact Nat.le_refl 0
  | inr hc => exact (le_div_iff_mul_le hc).2 (Nat.le_trans (div_mul_le_self a c) h)

protected theorem mul_div_cancel (m : Nat) {n : Nat} (H : 0 < n) : m * n / n = m := by
  have t := add_mul_div_right 0 m H
  rw [Nat.zero_add, Nat.zero_div, Nat.zero_add] at t; exact t

protected theorem mul_div_cancel_left (m : Nat) {n : Nat} (H : 0 < n) : n * m / n = m := by
  rw [Nat.mul_comm, Nat.mul_div_cancel _ H]

protected theorem div_self {n : Nat} (H : 0 < n) : n / n = 1 := by
  have t := Nat.mul_div_cancel 1 H
  rwa [Nat.one_mul] at t

protected theorem div_eq_of_lt_le {k m n : Nat} (lo : k * n ≤ m) (hi : m < (k + 1) * n) :
    m / n = k := by
  have npos : 0 < n := Nat.pos_of_ne_zero fun hn => by
    rw [hn, Nat.mul_zero] at hi
    exact Nat.not_lt_zero m hi
  exact Nat.le_antisymm (le_of_lt_succ ((div_lt_iff_lt_mul npos).2 hi))
    ((le_div_iff_mul_le npos).2 lo)

/-- `m` modulo a product, from its remainder and quotient by the first factor. -/
private theorem div_mod_mul {a b m : Nat} (ha : 0 < a) (hb : 0 < b) :
    m / (a * b) = m / a / b ∧ m % (a * b) = m % a + a * (m / a % b) := by
  refine (div_mod_unique (Nat.mul_pos ha hb)).2 ⟨?_, ?_⟩
  · rw [Nat.mul_assoc, Nat.add_assoc, ← Nat.left_distrib, mod_add_div, mod_add_div]
  · have h1 : m / a % b + 1 ≤ b := mod_lt (m / a) hb
    have h2 : a * (m / a % b + 1) ≤ a * b := Nat.mul_le_mul_left a h1
    have h3 : m % a + a * (m / a % b) < a + a * (m / a % b) := Nat.add_lt_add_right (mod_lt m ha) _
    rw [Nat.left_distrib, Nat.mul_one, Nat.add_comm] at h2
    exact Nat.lt_of_lt_of_le h3 h2

protected theorem div_div_eq_div_mul (m n k : Nat) : m / n / k = m / (n * k) := by
  cases eq_zero_or_pos n with
  | inl hn => rw [hn, Nat.zero_mul, Nat.div_zero, Nat.zero_div]
  | inr hn =>
    cases eq_zero_or_pos k with
    | inl hk => rw [hk, Nat.mul_zero, Nat.div_zero, Nat.div_zero]
    | inr hk => exact (div_mod_mul hn hk).1.symm

theorem mod_mul {a b x : Nat} : x % (a * b) = x % a + a * (x / a % b) := by
  cases eq_zero_or_pos a with
  | inl ha => rw [ha, Nat.zero_mul, Nat.zero_mul, mod_zero, Nat.add_zero]
  | inr ha =>
    cases eq_zero_or_pos b with
    | inl hb => rw [hb, Nat.mul_zero, mod_zero, mod_zero, mod_add_div]
    | inr hb => exact (div_mod_mul ha hb).2

theorem div_right_comm (m n k : Nat) : m / n / k = m / k / n := by
  rw [Nat.div_div_eq_div_mul, Nat.mul_comm, Nat.div_div_eq_div_mul]

@[simp] theorem mod_mod (a n : Nat) : a % n % n = a % n := by
  cases eq_zero_or_pos n with
  | inl h => rw [h, mod_zero, mod_zero]
  | inr h => exact mod_eq_of_lt (mod_lt a h)

theorem mod_mul_right_mod (a b c : Nat) : a % (b * c) % b = a % b := by
  rw [mod_mul, add_mul_mod_self_left, mod_mod]

theorem mod_mod_of_dvd (a : Nat) {n m : Nat} (h : m ∣ n) : a % n % m = a % m := by
  obtain ⟨c, hc⟩ := h
  rw [hc, mod_mul_right_mod]

theorem mod_mul_right_div_self (m n k : Nat) : m % (n * k) / n = m / n % k := by
  cases eq_zero_or_pos n with
  | inl h => rw [h, Nat.zero_mul, mod_zero, Nat.div_zero, zero_mod]
  | inr h => rw [mod_mul, add_mul_div_left _ _ h, div_eq_of_lt (mod_lt m h), Nat.zero_add]

@[simp] theorem mod_add_mod (m n k : Nat) : (m % n + k) % n = (m + k) % n := by
  have h := add_mul_mod_self_left (m % n + k) n (m / n)
  rw [Nat.add_right_comm, mod_add_div] at h; exact h.symm

@[simp] theorem add_mod_mod (m n k : Nat) : (m + n % k) % k = (m + n) % k := by
  rw [Nat.add_comm, mod_add_mod, Nat.add_comm]

theorem add_mod (a b n : Nat) : (a + b) % n = (a % n + b % n) % n := by
  rw [add_mod_mod, mod_add_mod]

theorem mul_mod (a b n : Nat) : a * b % n = (a % n) * (b % n) % n := by
  have ha : a * b = (a % n) * b + n * (a / n * b) := by
    rw [← Nat.mul_assoc, ← Nat.right_distrib, mod_add_div]
  have hb : (a % n) * b = (a % n) * (b % n) + n * (a % n * (b / n)) := by
    rw [Nat.mul_left_comm n, ← Nat.left_distrib, mod_add_div]
  rw [ha, add_mul_mod_self_left, hb, add_mul_mod_self_left]

theorem mul_mod_mul_left (z x y : Nat) : (z * x) % (z * y) = z * (x % y) := by
  cases eq_zero_or_pos z with
  | inl hz => rw [hz, Nat.zero_mul, Nat.zero_mul, Nat.zero_mul, mod_zero]
  | inr hz => rw [mod_mul, mul_mod_right, Nat.zero_add, Nat.mul_div_cancel_left x hz]

protected theorem mul_div_mul_left {m : Nat} (n k : Nat) (H : 0 < m) : m * n / (m * k) = n / k := by
  rw [← Nat.div_div_eq_div_mul, Nat.mul_div_cancel_left n H]

theorem mod_two_eq_zero_or_one (n : Nat) : n % 2 = 0 ∨ n % 2 = 1 := by
  have h := mod_lt n (show 2 > 0 by decide)
  generalize n % 2 = r at h ⊢
  match r, h with
  | 0, _ => exact .inl rfl
  | 1, _ => exact .inr rfl
  | r + 2, h => exact absurd h (Nat.not_lt_of_ge (le_add_left 2 r))

end Nat
