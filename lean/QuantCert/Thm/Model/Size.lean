prelude
import QuantCert.Spec.Model.Cert
import QuantCert.Thm.Attention.Head
import QuantCert.Thm.Row.Dyadic

/-!
# Entries, heads and the whole of a vector

A `Size` bounds the entries of a vector, the norms of its heads and the norm of the whole. Any two
of the three bound the third.

## Main theorems
* `norm2_le_of_abs_le`: a vector with entries at most `c` times as large is at most `c` times as
  long.
* `norm2_mul_self_le_of_inRange`: the norm from entries.
* `Size.Holds.mono`, `Size.Holds.congr`, `Size.Holds.of_norm`, `Size.Holds.zero`,
  `Size.Holds.sub_self`, `Size.Holds.of_abs_le`: bounds of a vector.
-/

universe u

namespace QuantCert

open Attention

variable {R : Type u} [ExpField R]

/-- A vector with entries at most `c` times as large is at most `c` times as long. -/
theorem norm2_le_of_abs_le {n : Nat} {c : R} (hc : 0 ≤ c) {x y : Vec R}
    (h : ∀ i, i < n → abs (y i) ≤ c * abs (x i)) : norm2 n y ≤ c * norm2 n x := by
  refine norm2_le_of_sumSq_le (mul_nonneg hc (norm2_nonneg n x)) ?_
  rw [mul_mul_mul_comm, norm2_mul_self, ← pow_two, ← sumSq_smul]
  refine sum_le_sum fun i hi => ?_
  rw [← abs_sq (c * x i), abs_mul, abs_of_nonneg hc]
  exact sq_le_sq_of_abs_le (h i hi)

/-- The norm of a vector with entries up to `X` has a square of at most `n X²`. -/
theorem norm2_mul_self_le_of_inRange {n : Nat} {X : R} {x : Vec R} (hx : InRange n X x) :
    norm2 n x * norm2 n x ≤ natCast n * (X * X) := by
  rw [norm2_mul_self, ← sum_const, ← pow_two]
  exact sum_le_sum fun i hi => sq_le_sq_of_abs_le (hx i hi)

namespace Size.Holds

variable {d dim : Nat} {s t : Size} {x y : Vec R}

/-- Larger bounds hold too. -/
theorem mono (h : s.Holds d dim x) (entry : s.entry.value R ≤ t.entry.value R)
    (head : s.head.value R ≤ t.head.value R) (norm : s.norm.value R ≤ t.norm.value R) :
    t.Holds d dim x where
  entry i hi := le_trans (h.entry i hi) entry
  head k hk := le_trans (h.head k hk) head
  norm := le_trans h.norm norm

/-- The bounds are about the entries of the vector alone. -/
theorem congr (h : s.Holds d dim x) (e : ∀ i, i < dim → x i = y i) : s.Holds d dim y where
  entry i hi := by rw [← e i hi]; exact h.entry i hi
  head k hk := by
    refine le_trans (le_of_eq (norm2_congr fun c hc => ?_)) (h.head k hk)
    exact (e (k * d + c) (Nat.lt_of_lt_of_le (Nat.add_lt_add_left hc _) hk)).symm
  norm := by rw [← norm2_congr e]; exact h.norm

/-- A bound of the norm of the whole bounds heads and entries too. -/
theorem of_norm {c : Dyadic} (h : norm2 dim x ≤ c.value R) : Holds d dim ⟨c, c, c⟩ x where
  entry _ hi := le_trans (abs_le_norm2 x hi) h
  head _ hk := le_trans (norm2_head_le hk x) h
  norm := h

/-- The vector zero. -/
theorem zero (d dim : Nat) (s : Size) : s.Holds d dim fun _ => (0 : R) := by
  have norm : ∀ n, norm2 n (fun _ => (0 : R)) = 0 := fun n => by
    refine (congrArg sqrt ?_).trans sqrt_zero
    refine sum_eq_zero fun i _ => ?_
    rw [pow_two, mul_zero]
  exact
    { entry := fun i _ => by rw [abs_zero]; exact Dyadic.value_nonneg _
      head := fun h _ => by
        show norm2 d (fun _ => (0 : R)) ≤ _
        rw [norm]; exact Dyadic.value_nonneg _
      norm := by rw [norm]; exact Dyadic.value_nonneg _ }

/-- The difference of equal vectors. -/
theorem sub_self (s : Size) (x : Vec R) : s.Holds d dim fun i => x i - x i :=
  (zero d dim s).congr fun i _ => (QuantCert.sub_self (x i)).symm

/-- A bound of every entry, up to a factor, bounds heads and the whole. -/
theorem of_abs_le {c : R} (hc : 0 ≤ c) (h : s.Holds d dim x)
    (le : ∀ i, i < dim → abs (y i) ≤ c * abs (x i)) :
    InRange dim (c * s.entry.value R) y ∧
      (∀ k, k * d + d ≤ dim → norm2 d (Attention.head d k y) ≤ c * s.head.value R) ∧
      norm2 dim y ≤ c * s.norm.value R := by
  refine ⟨fun i hi => ?_, fun k hk => ?_, ?_⟩
  · exact le_trans (le i hi) (mul_le_mul_of_nonneg_left (h.entry i hi) hc)
  · refine le_trans (norm2_le_of_abs_le hc fun c hc' => ?_)
      (mul_le_mul_of_nonneg_left (h.head k hk) hc)
    exact le (k * d + c) (Nat.lt_of_lt_of_le (Nat.add_lt_add_left hc' _) hk)
  · exact le_trans (norm2_le_of_abs_le hc le) (mul_le_mul_of_nonneg_left h.norm hc)

end Size.Holds

end QuantCert
