prelude
import QuantCert.Spec.Attention.Attention
import QuantCert.Thm.Norm.Euclidean

/-!
# Bounds of one head from bounds of all

## Main theorems
* `head_inRange`, `head_within`: bounds of entries.
* `head_sub`: the head of a difference.
* `head_norm2_le`, `norm2_head_le`: the norm of a head is at most the norm of the whole vector.
* `sumSq_le_of_heads`: the norms of all heads bound the norm of the whole vector.
* `eq_head`: every entry is an entry of a head.
-/

universe u

namespace QuantCert.Attention

section
variable {R : Type u} [OrderedField R]

/-- Entry `c` of head `h` is an entry of the whole vector. -/
theorem head_index_lt {heads d h c : Nat} (hh : h < heads) (hc : c < d) : h * d + c < heads * d :=
  calc h * d + c
    _ < h * d + d := Nat.add_lt_add_left hc (h * d)
    _ = (h + 1) * d := (Nat.succ_mul h d).symm
    _ ≤ heads * d := Nat.mul_le_mul_right d hh

/-- Entry `c` of head `h` has quotient `h` and remainder `c`. -/
theorem head_index_div_mod {d c : Nat} (h : Nat) (hc : c < d) :
    (h * d + c) / d = h ∧ (h * d + c) % d = c :=
  (Nat.div_mod_unique (Nat.lt_of_le_of_lt (Nat.zero_le c) hc)).mpr
    ⟨by rw [Nat.add_comm, Nat.mul_comm], hc⟩

/-- A range of all entries is a range of each head. -/
theorem head_inRange {heads d h : Nat} (hh : h < heads) {X : R} {x : Vec R}
    (hx : InRange (heads * d) X x) : InRange d X (head d h x) :=
  fun c hc => hx (h * d + c) (head_index_lt hh hc)

/-- An error bound of all entries is an error bound of each head. -/
theorem head_within {heads d h : Nat} (hh : h < heads) {δ : R} {x xhat : Vec R}
    (hx : Within (heads * d) δ x xhat) : Within d δ (head d h x) (head d h xhat) :=
  fun c hc => hx (h * d + c) (head_index_lt hh hc)

/-- The head of a difference is the difference of the heads. -/
theorem head_sub (d h : Nat) (x y : Vec R) :
    head d h (fun i => x i - y i) = fun c => head d h x c - head d h y c := rfl

/-- The sums of squares of the heads add to that of the whole vector. -/
theorem sumSq_heads (heads d : Nat) (x : Vec R) :
    sumSq (heads * d) x = sum heads fun h => sumSq d (head d h x) := sum_mul_index heads d _

/-- A head that fits is one of the heads. -/
theorem lt_heads_of_le {heads d h : Nat} (hd : 0 < d) (hle : h * d + d ≤ heads * d) :
    h < heads := by
  rw [← Nat.succ_mul] at hle
  exact Nat.le_of_mul_le_mul_right hle hd

/-- Head `h` of the query shares a head of keys and values that exists. -/
theorem sharedHead_lt {groups group h : Nat} (hh : h < groups * group) : h / group < groups :=
  (Nat.div_lt_iff_lt_mul (Nat.pos_of_ne_zero fun h0 =>
    Nat.not_lt_zero h (by rw [h0] at hh; exact hh))).mpr hh

/-- A head among `heads` fits into the vector. -/
theorem head_fits {heads d h : Nat} (hh : h < heads) : h * d + d ≤ heads * d :=
  Nat.le_trans (Nat.le_of_eq (Nat.succ_mul h d).symm) (Nat.mul_le_mul_right d hh)

/-- A number of heads is at most its square. -/
theorem le_mul_self : ∀ n : Nat, n ≤ n * n
  | 0 => Nat.le_refl 0
  | n + 1 => Nat.le_mul_of_pos_left _ (Nat.succ_pos n)

end

/-- Entry `i` is entry `i % d` of head `i / d`. -/
theorem eq_head {R : Type u} (d i : Nat) (x : Vec R) : x i = head d (i / d) x (i % d) :=
  congrArg x (by rw [Nat.mul_comm, Nat.div_add_mod])

variable {R : Type u} [ExpField R]

/-- The norm of a head is at most the norm of the whole vector. -/
theorem head_norm2_le {heads d h : Nat} (hh : h < heads) (x : Vec R) :
    norm2 d (head d h x) ≤ norm2 (heads * d) x := by
  refine sqrt_le_sqrt (sumSq_nonneg d _) ?_
  rw [sumSq_heads]
  exact le_sum_of_nonneg (f := fun h => sumSq d (head d h x)) (fun j _ => sumSq_nonneg d _) hh

/-- The norm of a head inside a vector of any length is at most the norm of the vector. -/
theorem norm2_head_le {n d h : Nat} (fits : h * d + d ≤ n) (x : Vec R) :
    norm2 d (head d h x) ≤ norm2 n x := by
  obtain ⟨r, hr⟩ := Nat.exists_eq_add_of_le fits
  refine sqrt_le_sqrt (sumSq_nonneg d _) ?_
  subst hr
  unfold sumSq
  rw [sum_add_index, sum_add_index]
  exact le_trans (le_add_of_nonneg_left (sumSq_nonneg (h * d) x))
    (le_add_of_nonneg_right (sumSq_nonneg r fun i => x (h * d + d + i)))

/-- Heads of norm at most `B` make a sum of squares of at most `heads · B²`. -/
theorem sumSq_le_of_heads {heads d : Nat} {B : R} {x : Vec R}
    (each : ∀ h, h < heads → norm2 d (head d h x) ≤ B) :
    sumSq (heads * d) x ≤ natCast heads * (B * B) := by
  rw [sumSq_heads, ← sum_const]
  refine sum_le_sum fun h hh => ?_
  rw [← norm2_mul_self]
  exact mul_le_mul (each h hh) (each h hh) (norm2_nonneg d _)
    (le_trans (norm2_nonneg d _) (each h hh))

/-- Heads of norm at most `B` make a vector of norm at most `heads · B`. -/
theorem norm2_le_of_heads {heads d : Nat} {B : R} (hB : 0 ≤ B) {x : Vec R}
    (each : ∀ h, h < heads → norm2 d (head d h x) ≤ B) :
    norm2 (heads * d) x ≤ natCast heads * B := by
  refine norm2_le_of_sumSq_le (mul_nonneg (natCast_nonneg heads) hB)
    (le_trans (sumSq_le_of_heads each) ?_)
  rw [mul_mul_mul_comm, ← natCast_mul]
  exact mul_le_mul_of_nonneg_right (natCast_le (le_mul_self heads)) (mul_nonneg hB hB)

end QuantCert.Attention
